//! Tools from crates.io, built once per machine into the cache.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::paths::{Paths, install_into, lock, remove_dir};
use crate::run::{Cmd, Runner};
use crate::say;

pub struct CargoTool<'a> {
    pub package: &'a str,
    pub binary: &'a str,
    pub version: &'a str,
    pub why: &'static str,
    pub about: &'static str,
    /// What speed is worth in this tool: most of the time it waits for cargo, so building it with
    /// full optimisation would cost minutes and win nothing.
    pub opt_level: &'static str,
    /// Arguments for `cargo install`, such as features that are not needed.
    pub extra: &'a [&'a str],
}

/// The folder with the tool's binary; builds it unless this version is there.
pub fn ensure(run: &dyn Runner, paths: &Paths, tool: &CargoTool<'_>) -> Result<PathBuf> {
    let home = paths.tool(tool.package, tool.version);
    let bin = home.join("bin");
    let file = bin.join(format!("{}{}", tool.binary, std::env::consts::EXE_SUFFIX));
    if run.exists(&file) {
        return Ok(bin);
    }
    let name = format!("{} {}", tool.package, tool.version);
    let step = say::step(format!("Building {name}"), tool.why, tool.about);
    install_into(
        &home,
        || run.exists(&file),
        |dir| {
            let log = paths.log(tool.package);
            let limit = Duration::from_secs(2400);
            match run.logged(&install(paths, tool, dir, true), &log, limit) {
                Err(Error::Failed { detail, .. }) if detail.contains(UNRESOLVED) => {
                    say::note(format!("a registry here lacks a version {name} was locked to"));
                    say::note("so its dependencies are resolved anew");
                    run.logged(&install(paths, tool, dir, false), &log, limit)
                }
                other => other,
            }
        },
    )
    .map_err(|error| Error::Missing {
        what: name,
        why: tool.why,
        fix: format!("Set up again where crates.io can be reached. ({error})"),
    })?;
    step.done();
    Ok(bin)
}

/// How cargo begins when the tool's own lock file names a release that the registry (a mirror
/// that lags, a release withdrawn) does not have.
const UNRESOLVED: &str = "failed to select a version";

fn install(paths: &Paths, tool: &CargoTool<'_>, root: &Path, locked: bool) -> Cmd {
    Cmd::new("cargo")
        .args(["install", tool.package, "--version", tool.version, "--no-track"])
        .args(locked.then_some("--locked"))
        .args(tool.extra)
        .arg("--root")
        .arg(root)
        // Shared by all tools, as they have dependencies in common, and kept when interrupted.
        .env("CARGO_TARGET_DIR", build_dir(paths))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", tool.opt_level)
        .env("CARGO_PROFILE_RELEASE_LTO", "false")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_STRIP", "symbols")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        // Outside of the repository, so that its .cargo/config.toml has no say.
        .dir(root)
}

fn build_dir(paths: &Paths) -> PathBuf {
    paths.cache.join("build")
}

/// Hundreds of megabytes that nobody needs once the tools are there.
pub fn clean_up(paths: &Paths) -> Result<()> {
    if !build_dir(paths).exists() {
        return Ok(());
    }
    let _lock = lock(&paths.cache.join("tools").join(".lock"), "another xtask is installing")?;
    remove_dir(&build_dir(paths))
}
