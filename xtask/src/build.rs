//! From sources to dist/: a folder that any static host can serve from any path.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::css;
use crate::cut;
use crate::error::{Context, Error, Result};
use crate::fingerprint;
use crate::import_names;
use crate::lockfile;
use crate::offline;
use crate::paths::{Paths, lock, remove_dir};
use crate::pins::{SPLITTER, TRUNK, WASM_TARGET};
use crate::run::{self, Cmd, Runner};
use crate::say;
use crate::setup::{self, BuildTools};
use crate::size::{self, Sizes};
use crate::wasm_opt::{self, Shrink};

/// Raise to make everybody rebuild after a change of this file that matters.
const RECIPE: u32 = 4;

/// Sets up, builds dist/ unless it is up to date, and says its size.
pub fn build(run: &dyn Runner, paths: &Paths, shrink: Shrink) -> Result<Sizes> {
    let tools = setup::build_tools(run, paths)?;
    build_with(run, paths, &tools, shrink)?;
    let sizes = size::measure(&paths.dist())?;
    println!("{}", sizes.line());
    Ok(sizes)
}

pub fn build_with(
    run: &dyn Runner,
    paths: &Paths,
    tools: &BuildTools,
    shrink: Shrink,
) -> Result<()> {
    let shrink = if tools.wasm_opt.is_some() { shrink } else { Shrink::Nothing };
    // `serve` in one terminal and `test` in another share the folders below.
    let scratch = paths.scratch();
    fs::create_dir_all(&scratch).doing("create", &scratch)?;
    let _lock = lock(&scratch.join("build.lock"), "another xtask is building")?;
    let recipe = format!(
        "{RECIPE} trunk {TRUNK} splitter {SPLITTER} wasm-bindgen {} {}",
        lockfile::version(&paths.root, "wasm-bindgen")?,
        tools.wasm.version(run)
    );
    let id = fingerprint::contents(&paths.root, &recipe)?;
    if Stamp::read(&paths.dist()).is_some_and(|it| it.build == id && it.shrunk >= shrink) {
        say::note(format!("dist/ is up to date (build {id})"));
        return Ok(());
    }
    fetch(run, paths, tools)?;
    let staged = scratch.join("staged");
    remove_dir(&staged)?;
    let step = say::step(
        format!("Building the page, {id}"),
        "compiling screen and workers for the browser",
        "8 min from nothing, 1-2 min after a change",
    );
    trunk(paths, tools, &staged, &id)?;
    cut::screen(run, paths, tools, &staged)?;
    import_names::shorten(&staged)?;
    css::tidy(&staged)?;
    offline::move_scripts_out(&staged)?;
    offline::stamp_service_worker(&staged, &id)?;
    step.done();
    if let Some(bin) = &tools.wasm_opt {
        wasm_opt::shrink(run, paths, bin, &staged, shrink)?;
    }
    Stamp { build: id, shrunk: shrink }.write(&staged)?;
    swap(paths, &staged)
}

/// Fetched before, because Trunk is kept offline: it would otherwise try to download tools.
fn fetch(run: &dyn Runner, paths: &Paths, tools: &BuildTools) -> Result<()> {
    let cmd = tools.wasm.cargo().args(["fetch", "--target", WASM_TARGET]).dir(&paths.root);
    run.logged(&cmd, &paths.log("cargo-fetch"), Duration::from_secs(600))
}

fn trunk(paths: &Paths, tools: &BuildTools, staged: &Path, id: &str) -> Result<()> {
    // Trunk makes the folder absolute before it exists otherwise.
    fs::create_dir_all(staged).doing("create", staged)?;
    let cmd = Cmd::new(tools.trunk.join("trunk"))
        .args(["build", "--release", "--dist"])
        .arg(staged)
        .env("TRUNK_OFFLINE", "true")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk reads "1" as no boolean and stops; some shells export exactly that.
        .env_remove("NO_COLOR")
        // Its own stack says nothing about our code and hides the message.
        .env_remove("RUST_BACKTRACE")
        .env("WINDTUNNEL_BUILD", id)
        .dir(&paths.root);
    run::show(&tools.wasm.apply(cmd, std::slice::from_ref(&tools.bindgen)))
}

/// dist/ is replaced only by a complete build; a server reading it never sees half of one.
fn swap(paths: &Paths, staged: &Path) -> Result<()> {
    let dist = paths.dist();
    let old = paths.scratch().join("old");
    remove_dir(&old)?;
    if dist.exists() {
        fs::rename(&dist, &old).doing("move away", &dist)?;
    }
    fs::rename(staged, &dist).doing("move into place", &dist)?;
    remove_dir(&old)
}

/// dist/build.json: what was built, and which files a service worker may keep.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    build: String,
    shrunk: Shrink,
}

const STAMP: &str = "build.json";

impl Stamp {
    fn read(dist: &Path) -> Option<Self> {
        let text = fs::read_to_string(dist.join(STAMP)).ok()?;
        let field = |name: &str| {
            let (_, rest) = text.split_once(&format!("\"{name}\": \""))?;
            rest.split_once('"').map(|(value, _)| value.to_string())
        };
        Some(Stamp { build: field("build")?, shrunk: Shrink::parse(&field("shrunk")?)? })
    }

    fn write(&self, dist: &Path) -> Result<()> {
        let mut files = Vec::new();
        list(dist, "", &mut files)?;
        files.sort();
        let files: Vec<String> = files.iter().map(|file| format!("    \"{file}\"")).collect();
        let text = format!(
            "{{\n  \"build\": \"{}\",\n  \"shrunk\": \"{}\",\n  \"files\": [\n{}\n  ]\n}}\n",
            self.build,
            self.shrunk.name(),
            files.join(",\n")
        );
        let path = dist.join(STAMP);
        fs::write(&path, text).doing("write", &path)
    }
}

/// Relative paths with `/`, as URLs have them.
fn list(dir: &Path, prefix: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(dir).doing("read", dir)? {
        let path: PathBuf = entry.doing("read", dir)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A quote in a file name would need escaping; refuse it rather than write bad JSON.
        if name.contains(['"', '\\']) {
            return Err(Error::Usage(format!("{} cannot be served by that name", path.display())));
        }
        if path.is_dir() {
            list(&path, &format!("{prefix}{name}/"), files)?;
        } else {
            files.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_read_back_and_lists_the_files() {
        let dist = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        fs::create_dir_all(dist.join("models")).unwrap();
        fs::write(dist.join("index.html"), "").unwrap();
        fs::write(dist.join("models/a.onnx"), "").unwrap();
        let stamp = Stamp { build: "0123".into(), shrunk: Shrink::Screen };
        assert_eq!(Stamp::read(&dist), None);
        stamp.write(&dist).unwrap();
        assert_eq!(Stamp::read(&dist), Some(stamp));
        let text = fs::read_to_string(dist.join(STAMP)).unwrap();
        assert!(text.contains("\"index.html\",\n    \"models/a.onnx\"\n"), "{text}");
        fs::remove_dir_all(dist).unwrap();
    }
}
