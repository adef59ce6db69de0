//! The wasm32 standard library: rustup's where it can be had, Debian's own rustc otherwise.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::debian;
use crate::error::{Context, Error, Result};
use crate::paths::{Paths, remove_dir};
use crate::pins::{DEBIAN_RUST, DEBIAN_WASM_LD, WASM_TARGET};
use crate::run::{Cmd, Runner};
use crate::say;
use crate::toolchain::WasmToolchain;

const WHY: &str = "to compile the page (Rust for the browser)";

/// Finds a toolchain that compiles for the page, or makes one.
///
/// The order matters: what already works is asked first, so that a start on a prepared machine
/// asks no server; rustup comes before Debian because it changes the least.
pub fn ensure(run: &dyn Runner, paths: &Paths) -> Result<WasmToolchain> {
    let probe = write_probe(paths)?;
    let native = WasmToolchain::default();
    if native.works(run, &probe) {
        return Ok(native);
    }
    if let Some(with_linker) = native_with_lld(run).filter(|it| it.works(run, &probe)) {
        return Ok(with_linker);
    }
    let debian = WasmToolchain::debian();
    let debian_ready = || run.exists(Path::new(DEBIAN_WASM_LD)) && debian.works(run, &probe);
    if debian_ready() {
        return Ok(debian);
    }

    let rustup = ask_rustup(run, paths);
    if rustup.is_ok() && native.works(run, &probe) {
        return Ok(native);
    }
    let reason = match rustup {
        Ok(()) => "rustup added the target but rustc still cannot use it".to_string(),
        Err(reason) => reason,
    };
    say::note(format!("{reason}; trying Debian's packages instead"));
    install_debian(run, paths, &debian).map_err(|error| Error::Missing {
        what: format!("The {WASM_TARGET} standard library"),
        why: WHY,
        fix: format!(
            "Run `rustup target add {WASM_TARGET}` where rustup reaches its server, or as root on \
             Debian `apt-get install {}` and set up again. ({reason}. {error})",
            DEBIAN_RUST.join(" ")
        ),
    })?;
    if debian_ready() {
        return Ok(debian);
    }
    Err(Error::Failed {
        what: "Compiling a first line for wasm32 with Debian's rustc".into(),
        detail: "The packages are installed but do not work together; see the logs folder.".into(),
    })
}

/// A distribution's rustc may have the library but no `rust-lld`.
fn native_with_lld(run: &dyn Runner) -> Option<WasmToolchain> {
    let libdir = WasmToolchain::default().target_libdir(run).filter(|dir| run.exists(dir))?;
    let names = ["wasm-ld", "wasm-ld-22", "wasm-ld-21", "wasm-ld-20", "wasm-ld-19"];
    let linker = names.iter().find_map(|name| run.find(name))?;
    say::note(format!("using {} with the library in {}", linker.display(), libdir.display()));
    Some(WasmToolchain { bin: None, linker: Some(linker) })
}

fn ask_rustup(run: &dyn Runner, paths: &Paths) -> std::result::Result<(), String> {
    if run.find("rustup").is_none() {
        return Err("there is no rustup here".into());
    }
    let step = say::step("rustup target add", WHY, "10 s");
    let cmd = Cmd::new("rustup").args(["target", "add", WASM_TARGET]);
    let log = paths.log("rustup");
    // A firewall that drops packets would otherwise keep us waiting for ever.
    if run.logged(&cmd, &log, Duration::from_secs(180)).is_err() {
        return Err(format!("rustup could not fetch the target (log: {})", log.display()));
    }
    step.done();
    Ok(())
}

fn install_debian(run: &dyn Runner, paths: &Paths, debian: &WasmToolchain) -> Result<()> {
    let have = run.exists(Path::new(DEBIAN_WASM_LD))
        && run.exists(Path::new("/usr/bin/cargo"))
        && run.exists(Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml"));
    if !have {
        debian::install(run, paths, DEBIAN_RUST, WHY, "1 min")?;
    }
    let libdir = debian.target_libdir(run).ok_or_else(|| Error::Failed {
        what: "Asking Debian's rustc for its library folder".into(),
        detail: String::new(),
    })?;
    let step = say::step("Rust's standard library", "Debian ships only its source", "1 min");
    let scratch = paths.scratch().join("std");
    write_scratch_crate(&scratch)?;
    let build = debian
        .cargo()
        .args([
            "build",
            "--release",
            "--target",
            WASM_TARGET,
            "-Z",
            "build-std=std,panic_abort,test",
        ])
        .arg("--manifest-path")
        .arg(scratch.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        // Stable rustc takes -Z only so; and LTO of the app needs the bitcode.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .dir(&scratch);
    run.logged(&build, &paths.log("wasm-std"), Duration::from_secs(1200))?;
    let deps = scratch.join("target").join(WASM_TARGET).join("release").join("deps");
    debian::place_libraries(run, paths, &deps, &libdir)?;
    remove_dir(&scratch)?;
    step.done();
    Ok(())
}

fn write_probe(paths: &Paths) -> Result<PathBuf> {
    let dir = paths.scratch();
    fs::create_dir_all(&dir).doing("create", &dir)?;
    let file = dir.join("probe.rs");
    let source = "#[unsafe(no_mangle)] pub extern \"C\" fn probe() -> usize { vec![1u8].len() }\n";
    // Rewritten only when needed: two xtasks may run side by side.
    if fs::read_to_string(&file).is_ok_and(|text| text == source) {
        return Ok(file);
    }
    fs::write(&file, source).doing("write", &file)?;
    Ok(file)
}

/// `[workspace]` keeps cargo from looking for one above.
fn write_scratch_crate(dir: &Path) -> Result<()> {
    let src = dir.join("src");
    fs::create_dir_all(&src).doing("create", &src)?;
    let manifest = "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                    [workspace]\n";
    let file = dir.join("Cargo.toml");
    fs::write(&file, manifest).doing("write", &file)?;
    let file = src.join("lib.rs");
    fs::write(&file, "").doing("write", &file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fake::{Answer, Fake};

    const LIBCORE: &str = "/native/libcore.rlib";
    const DEBIAN_STD: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

    fn paths(name: &str) -> Paths {
        let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        Paths { cache: root.join("cache"), root }
    }

    /// rustup refuses; apt works.
    fn debian_machine() -> Fake {
        Fake {
            programs: vec!["rustup", "apt-get", "rustc"],
            answers: vec![
                ("/usr/bin/rustc --target", Answer::OkIf(DEBIAN_STD)),
                ("/usr/bin/rustc --print target-libdir", Answer::Ok(DEBIAN_STD)),
                ("id -u", Answer::Ok("0\n")),
                ("apt-get update", Answer::Ok("")),
                ("apt-get install", Answer::Creates(DEBIAN_WASM_LD)),
                ("/usr/bin/cargo build", Answer::Ok("")),
                ("sh -c", Answer::Creates(DEBIAN_STD)),
            ],
            ..Fake::default()
        }
    }

    #[test]
    fn a_toolchain_that_works_is_used_as_it_is() {
        let fake = Fake { answers: vec![("rustc --target", Answer::Ok(""))], ..Fake::default() };
        let paths = paths("ready");
        assert_eq!(ensure(&fake, &paths).unwrap(), WasmToolchain::default());
        assert_eq!(fake.ran.borrow().len(), 1, "a prepared machine is asked once");
    }

    #[test]
    fn rustup_is_asked_before_debian() {
        let fake = Fake {
            programs: vec!["rustup", "apt-get"],
            answers: vec![
                ("rustc --target", Answer::OkIf(LIBCORE)),
                ("rustup target add", Answer::Creates(LIBCORE)),
            ],
            ..Fake::default()
        };
        assert_eq!(ensure(&fake, &paths("rustup")).unwrap(), WasmToolchain::default());
        assert!(!fake.ran("apt-get"));
    }

    #[test]
    fn debian_steps_in_where_rustup_is_refused() {
        let fake = debian_machine();
        let toolchain = ensure(&fake, &paths("debian")).unwrap();
        assert_eq!(toolchain, WasmToolchain::debian());
        assert!(fake.ran("rustup target add") && fake.ran("rustc-web"));
    }

    #[test]
    fn debian_works_without_any_rustup() {
        let fake = Fake { programs: vec!["apt-get"], ..debian_machine() };
        assert_eq!(ensure(&fake, &paths("apt-only")).unwrap(), WasmToolchain::debian());
        assert!(!fake.ran("rustup"));
    }

    #[test]
    fn with_neither_it_says_what_to_do() {
        let fake = Fake { programs: vec!["rustup"], ..Fake::default() };
        let text = ensure(&fake, &paths("neither")).unwrap_err().to_string();
        assert!(text.contains("rustup target add wasm32-unknown-unknown"), "{text}");
        assert!(text.contains("apt-get install rustc-web"), "{text}");
    }

    #[test]
    fn a_distributions_rustc_gets_a_linker() {
        let fake = Fake {
            programs: vec!["wasm-ld"],
            files: std::cell::RefCell::new(["/distro/lib".into()].into()),
            answers: vec![
                ("linker=/usr/bin/wasm-ld", Answer::Ok("")),
                ("--print target-libdir", Answer::Ok("/distro/lib\n")),
            ],
            ..Fake::default()
        };
        let toolchain = ensure(&fake, &paths("distro")).unwrap();
        assert_eq!(toolchain.bin, None);
        assert_eq!(toolchain.linker, Some("/usr/bin/wasm-ld".into()));
    }
}
