//! Debian's package manager: asked only where nothing lighter does.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::error::{Context, Error, Result};
use crate::paths::{Paths, remove_dir};
use crate::run::{Cmd, Runner};
use crate::say;

/// Installs packages; refuses rather than removing anything the user has.
pub fn install(
    run: &dyn Runner,
    paths: &Paths,
    packages: &[&str],
    why: &'static str,
    about: &str,
) -> Result<()> {
    let missing = |fix: String| Error::Missing {
        what: format!("Debian's {}", packages.join(", ")),
        why,
        fix,
    };
    if run.find("apt-get").is_none() {
        return Err(missing("There is no apt-get here.".into()));
    }
    let sudo = root_prefix(run)
        .ok_or_else(|| missing(format!("As root: `apt-get install {}`.", packages.join(" "))))?;
    let step = say::step(format!("apt-get install {}", packages.join(" ")), why, about);
    let apt = |args: &[&str]| {
        as_root(sudo, "env").args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(args)
    };
    // A failed update is no reason to stop: the lists may be good enough, and install will tell.
    if run.logged(&apt(&["update"]), &paths.log("apt-update"), Duration::from_secs(300)).is_err() {
        say::warn("apt-get update failed; trying with the package lists that are there");
    }
    let mut args = vec!["install", "-y", "--no-install-recommends", "--no-remove"];
    args.extend(packages);
    run.logged(&apt(&args), &paths.log("apt-install"), Duration::from_secs(1200))?;
    step.done();
    Ok(())
}

/// Puts freshly built std libraries where rustc looks, in one move.
pub fn place_libraries(run: &dyn Runner, paths: &Paths, deps: &Path, libdir: &Path) -> Result<()> {
    let staged = paths.scratch().join("std-libs");
    remove_dir(&staged)?;
    fs::create_dir_all(&staged).doing("create", &staged)?;
    if run.exists(deps) {
        for entry in fs::read_dir(deps).doing("read", deps)? {
            let path = entry.doing("read", deps)?.path();
            let name = path.file_name().unwrap_or_default().to_os_string();
            let ours = name.to_string_lossy().starts_with("libscratch-");
            if path.extension() == Some(OsStr::new("rlib")) && !ours {
                fs::copy(&path, staged.join(name)).doing("copy", &path)?;
            }
        }
    }
    let sudo = root_prefix(run).ok_or_else(|| Error::Missing {
        what: format!("Permission to write {}", libdir.display()),
        why: "to keep the standard library where Debian's rustc looks for it",
        fix: "Set up once as root.".into(),
    })?;
    // $1 the new files, $2 the final folder. Copied beside the place, then renamed: an
    // interrupted copy is never taken for a library.
    let script = "set -e; top=$(dirname \"$2\"); rm -rf \"$top\" \"$top.partial\"; \
                  mkdir -p \"$top.partial\"; cp -r \"$1\" \"$top.partial/lib\"; \
                  chmod -R a+rX \"$top.partial\"; mv \"$top.partial\" \"$top\"";
    let cmd =
        as_root(sudo, "sh").args(["-c", script, "install-libraries"]).arg(&staged).arg(libdir);
    run.logged(&cmd, &paths.log("wasm-std-install"), Duration::from_secs(120))?;
    remove_dir(&staged)
}

/// How to become root: `Some("")` when we are, `Some("sudo")` when it asks nothing.
fn root_prefix(run: &dyn Runner) -> Option<&'static str> {
    let id = run.capture(&Cmd::new("id").arg("-u")).ok()?;
    if id.ok && id.stdout.trim() == "0" {
        return Some("");
    }
    run.find("sudo")?;
    let asks_nothing = run.capture(&Cmd::new("sudo").args(["-n", "true"])).ok()?.ok;
    asks_nothing.then_some("sudo")
}

fn as_root(sudo: &str, program: &str) -> Cmd {
    if sudo.is_empty() { Cmd::new(program) } else { Cmd::new(sudo).args(["-n", program]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fake::{Answer, Fake};

    fn install_on(fake: &Fake) -> Result<()> {
        let root = std::env::temp_dir();
        let paths = Paths { cache: root.join("cache"), root };
        install(fake, &paths, &["chromium"], "to test", "1 s")
    }

    #[test]
    fn without_root_it_names_the_command() {
        let fake = Fake {
            programs: vec!["apt-get", "sudo"],
            answers: vec![("id -u", Answer::Ok("1000\n"))],
            ..Fake::default()
        };
        let text = install_on(&fake).unwrap_err().to_string();
        assert!(text.contains("As root: `apt-get install chromium`."), "{text}");
    }

    #[test]
    fn a_quiet_sudo_is_used() {
        let fake = Fake {
            programs: vec!["apt-get", "sudo"],
            answers: vec![("id -u", Answer::Ok("1000\n")), ("sudo -n", Answer::Ok(""))],
            ..Fake::default()
        };
        install_on(&fake).unwrap();
        assert!(fake.ran("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y"));
    }
}
