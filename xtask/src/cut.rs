//! Cuts the screen in two: what the first screen needs, and the annex that comes after it.
//!
//! Trunk knows nothing of this, so its join of the whole screen with JavaScript is done again with
//! the first half. The cut goes along `#[wasm_split]` in `app/src/annex.rs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Context, Error, Result};
use crate::paths::{Paths, remove_dir};
use crate::pins::WASM_TARGET;
use crate::run::{Cmd, Runner};
use crate::setup::BuildTools;

/// What the splitter calls its script and the second half.
const LINK: &str = "__wasm_split.js";
const SECOND: &str = "split_annex.wasm";

/// Replaces the screen in `dist` by its two halves.
pub fn screen(run: &dyn Runner, paths: &Paths, tools: &BuildTools, dist: &Path) -> Result<()> {
    let name = screen_name(dist)?;
    let whole = cargo_target(paths).join(WASM_TARGET).join("screen").join("workbench.wasm");
    let halves = paths.scratch().join("halves");
    remove_dir(&halves)?;
    let split = Cmd::new(tools.splitter.join("wasm-split-cli"))
        .args(["--target", "web", "--out-name", &name])
        .arg(&whole)
        .arg(&halves);
    run.logged(&split, &paths.log("wasm-split"), Duration::from_secs(300))?;
    let join = Cmd::new(tools.bindgen.join("wasm-bindgen"))
        // The second half takes what it needs from the first one's exports.
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", &name])
        .arg("--out-dir")
        .arg(dist)
        .arg(halves.join(format!("{name}.wasm")));
    run.logged(&join, &paths.log("wasm-bindgen"), Duration::from_secs(300))?;
    place(&halves, dist, &name)
}

/// Puts the second half beside the first, under names of this build: a page that is open while the
/// host gets a new one must not be given the other's half.
fn place(halves: &Path, dist: &Path, name: &str) -> Result<()> {
    let hash = name.trim_start_matches("workbench-");
    let (link, second) = (format!("annex-{hash}.js"), format!("annex-{hash}.wasm"));
    rewrite(&halves.join(LINK), &dist.join(&link), SECOND, &second)?;
    let script = dist.join(format!("{name}.js"));
    // Only where it is fetched from: the wasm knows it by the name that it has.
    rewrite(&script, &script, &format!("from \"./{LINK}\""), &format!("from \"./{link}\""))?;
    let from = halves.join(SECOND);
    fs::copy(&from, dist.join(second)).doing("copy", &from)?;
    Ok(())
}

fn rewrite(from: &Path, to: &Path, old: &str, new: &str) -> Result<()> {
    let text = fs::read_to_string(from).doing("read", from)?;
    if !text.contains(old) {
        return Err(Error::Failed {
            what: "Cutting the screen in two".into(),
            detail: format!("{} does not name {old}", from.display()),
        });
    }
    fs::write(to, text.replace(old, new)).doing("write", to)
}

/// `workbench-` and the hash that Trunk gave it.
fn screen_name(dist: &Path) -> Result<String> {
    for entry in fs::read_dir(dist).doing("read", dist)? {
        let name = entry.doing("read", dist)?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix("_bg.wasm").filter(|it| it.starts_with("workbench-"))
        {
            return Ok(stem.to_owned());
        }
    }
    Err(Error::Failed { what: "Finding the screen in dist".into(), detail: String::new() })
}

fn cargo_target(paths: &Paths) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| paths.root.join("target"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_halves_find_each_other_by_the_names_of_their_build() {
        let root = std::env::temp_dir().join(format!("xtask-cut-{}", std::process::id()));
        let (halves, dist) = (root.join("halves"), root.join("dist"));
        fs::create_dir_all(&halves).unwrap();
        fs::create_dir_all(&dist).unwrap();
        fs::write(halves.join(LINK), "import './workbench-1f.js'; fetch('./split_annex.wasm')")
            .unwrap();
        fs::write(halves.join(SECOND), "second").unwrap();
        fs::write(dist.join("workbench-1f_bg.wasm"), "first").unwrap();
        let script = "import * as it from \"./__wasm_split.js\"; \"./__wasm_split.js\": it";
        fs::write(dist.join("workbench-1f.js"), script).unwrap();
        assert_eq!(screen_name(&dist).unwrap(), "workbench-1f");
        place(&halves, &dist, "workbench-1f").unwrap();
        let read = |name: &str| fs::read_to_string(dist.join(name)).unwrap();
        let script = "import * as it from \"./annex-1f.js\"; \"./__wasm_split.js\": it";
        assert_eq!(read("workbench-1f.js"), script);
        assert_eq!(read("annex-1f.js"), "import './workbench-1f.js'; fetch('./annex-1f.wasm')");
        assert_eq!(read("annex-1f.wasm"), "second");
        // A splitter that names its files otherwise is told at once.
        assert!(place(&halves, &dist, "workbench-1f").is_err());
        fs::remove_dir_all(root).unwrap();
    }
}
