//! Installing what is missing, and only that.

pub mod browser;
mod cargo_tool;
mod debian;
pub mod npm;
pub mod python;
mod wasm_target;

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::lockfile;
use crate::paths::Paths;
use crate::pins::{SPLITTER, TRUNK};
use crate::run::Runner;
use crate::say;
use crate::toolchain::WasmToolchain;
use cargo_tool::CargoTool;

/// Everything a build of the page needs.
#[derive(Debug, Clone)]
pub struct BuildTools {
    pub wasm: WasmToolchain,
    pub trunk: PathBuf,
    pub bindgen: PathBuf,
    pub splitter: PathBuf,
    /// Without it the page is bigger but works.
    pub wasm_opt: Option<PathBuf>,
}

/// What the browser suite needs besides a build.
#[derive(Debug, Clone)]
pub struct BrowserTools {
    pub chromium: PathBuf,
    pub node_modules: PathBuf,
}

pub fn build_tools(run: &dyn Runner, paths: &Paths) -> Result<BuildTools> {
    let wasm = wasm_target::ensure(run, paths)?;
    let bindgen = bindgen(run, paths)?;
    let trunk = CargoTool {
        package: "trunk",
        binary: "trunk",
        version: TRUNK,
        why: "to bundle the page",
        about: "4 min, once per machine",
        opt_level: "0",
        // It serves nothing over TLS here, and its downloads are what this set-up replaces.
        extra: &["--no-default-features"],
    };
    let trunk = cargo_tool::ensure(run, paths, &trunk)?;
    let splitter = CargoTool {
        package: "wasm_split_cli_support",
        binary: "wasm-split-cli",
        version: SPLITTER,
        why: "to cut the screen in two",
        about: "1 min, once per machine",
        opt_level: "1",
        extra: &["--features", "build-binary"],
    };
    let splitter = cargo_tool::ensure(run, paths, &splitter)?;
    cargo_tool::clean_up(paths)?;
    let wasm_opt = match npm::wasm_opt(run, paths) {
        Ok(bin) => Some(bin),
        Err(error) => {
            say::warn(format!("{error} The page is built without it."));
            None
        }
    };
    Ok(BuildTools { wasm, trunk, bindgen, splitter, wasm_opt })
}

/// wasm-bindgen's command-line tools, of exactly the library's version, else they refuse.
fn bindgen(run: &dyn Runner, paths: &Paths) -> Result<PathBuf> {
    let version = lockfile::version(&paths.root, "wasm-bindgen")?;
    let tool = CargoTool {
        package: "wasm-bindgen-cli",
        binary: "wasm-bindgen",
        version: &version,
        why: "to join Rust and JavaScript in the page",
        about: "2 min, once per machine",
        // It chews through megabytes of wasm in every build.
        opt_level: "1",
        extra: &[],
    };
    cargo_tool::ensure(run, paths, &tool)
}

/// What compiles for wasm.
pub fn wasm_compiler(run: &dyn Runner, paths: &Paths) -> Result<WasmToolchain> {
    wasm_target::ensure(run, paths)
}

/// What the wasm suite needs: the compiler and the runner's folder.
pub fn wasm_tests(run: &dyn Runner, paths: &Paths) -> Result<(WasmToolchain, PathBuf)> {
    npm::node(run)?;
    Ok((wasm_target::ensure(run, paths)?, bindgen(run, paths)?))
}

pub fn browser_tools(run: &dyn Runner, paths: &Paths) -> Result<BrowserTools> {
    npm::node(run)?;
    let node_modules = npm::browser_packages(run, paths)?;
    Ok(BrowserTools { chromium: browser::ensure(run, paths)?, node_modules })
}

/// Everything for building and testing; tries all of it before it says what is missing.
pub fn everything(run: &dyn Runner, paths: &Paths) -> Result<()> {
    let build = build_tools(run, paths).map(drop);
    let browser = browser_tools(run, paths).map(drop);
    let problems: Vec<String> =
        [build, browser].into_iter().filter_map(|it| it.err()).map(|e| e.to_string()).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::Failed { what: "Set-up".into(), detail: problems.join("\n") })
    }
}
