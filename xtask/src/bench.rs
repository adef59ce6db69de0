//! `cargo xtask bench`: builds what is measured, finds what it needs, and lets the bench's own
//! program measure. What cannot be had is left out, with a sentence.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::pins::WASM_TARGET;
use crate::run::{self, Cmd, Runner};
use crate::say;
use crate::setup::{self, npm, python};
use crate::test;
use crate::wasm_opt;

/// Builds, then measures; `more` are the bench's own arguments.
pub fn bench(run: &dyn Runner, paths: &Paths, more: &[String]) -> Result<()> {
    let build = Build { run, paths };
    let program = build.native("engines", "windtunnel-bench", &[])?;
    let mut cmd = Cmd::new(program).arg("all");
    let bare = ["--no-default-features", "--features", "windtunnel-sim/bare"];
    let hold = ["--no-default-features", "--features", "hold,windtunnel-sim/bench"];
    let parts = [
        (
            "--bare",
            "the engine without mechanisms",
            build.native("bare", "windtunnel-bench", &bare),
        ),
        ("--hold", "the event list alone", build.native("hold", "hold", &hold)),
        ("--wasm", "the engine in wasm", build.wasm()),
        ("--python", "SimPy and Ciw", python::peers(run, paths)),
    ];
    for (option, what, part) in parts {
        cmd = match part {
            Ok(path) => cmd.arg(option).arg(path),
            Err(error) => {
                let sentence = format!("{what}. {}", first_error(&error));
                say::warn(format!("Not measured: {sentence}"));
                cmd.arg("--without").arg(sentence)
            }
        };
    }
    if !more.iter().any(|arg| arg == "--json" || arg.starts_with("--json=")) {
        cmd = cmd.arg("--json").arg(paths.root.join("target").join("bench.json"));
    }
    run::show(&cmd.args(more).dir(&paths.root)).map_err(|_shown| Error::Failed {
        what: "`cargo xtask bench`".into(),
        detail: "an engine did not run or simulated something else, or --gate found a ratio below \
                 its floor; the table says which"
            .into(),
    })
}

/// How quick the built page is, in a real browser.
pub fn screen(run: &dyn Runner, paths: &Paths) -> Result<()> {
    test::in_browser(run, paths, "bench.mjs")
}

/// One line of an error: what the compiler or installer said first, or our own words.
fn first_error(error: &Error) -> String {
    let text = error.to_string();
    let said = text.lines().find(|line| line.to_lowercase().starts_with("error"));
    said.or_else(|| text.lines().next()).unwrap_or_default().to_string()
}

/// Whether the first file was written after the second.
fn newer(file: &Path, than: &Path) -> bool {
    let written = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    written(file).zip(written(than)).is_some_and(|(file, than)| file > than)
}

struct Build<'a> {
    run: &'a dyn Runner,
    paths: &'a Paths,
}

impl Build<'_> {
    /// Builds a program of the bench and returns where it is. Each set of features has a folder of
    /// its own, since cargo keeps one program per folder.
    fn native(&self, folder: &str, program: &str, features: &[&str]) -> Result<PathBuf> {
        let target = self.target(folder);
        let cmd = Cmd::new("cargo")
            .args(["build", "--release", "--bin", program, "--target-dir"])
            .arg(&target)
            .args(features)
            .dir(&self.package());
        self.step(&cmd, folder)?;
        Ok(target.join("release").join(format!("{program}{}", env::consts::EXE_SUFFIX)))
    }

    /// The engine as the page's worker has it: compiled for speed, then through wasm-opt.
    fn wasm(&self) -> Result<PathBuf> {
        npm::node(self.run)?;
        let toolchain = setup::wasm_compiler(self.run, self.paths)?;
        let target = self.target("wasm");
        let cmd = toolchain
            .cargo()
            .args(["rustc", "--release", "--lib", "--crate-type", "cdylib"])
            .args(["--no-default-features", "--target", WASM_TARGET, "--target-dir"])
            .arg(&target)
            .dir(&self.package());
        self.step(&cmd, "wasm")?;
        let built = target.join(WASM_TARGET).join("release").join("windtunnel_bench.wasm");
        let bin = npm::wasm_opt(self.run, self.paths)?;
        let out = target.join("engine.wasm");
        if !newer(&out, &built) {
            wasm_opt::one(self.run, self.paths, &bin, &built, &out, wasm_opt::ENGINE)?;
        }
        Ok(out)
    }

    fn step(&self, cmd: &Cmd, name: &str) -> Result<()> {
        let step = say::step(
            format!("Building the bench: {name}"),
            "cargo, with full optimisation",
            "1 min from nothing",
        );
        let log = self.paths.log(&format!("bench-{name}"));
        self.run.logged(cmd, &log, Duration::from_secs(1800))?;
        step.done();
        Ok(())
    }

    fn package(&self) -> PathBuf {
        self.paths.root.join("tests").join("bench")
    }

    /// Apart from the workspace's own builds, whose profiles differ.
    fn target(&self, folder: &str) -> PathBuf {
        let base = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.paths.root.join("target"), |dir| self.paths.root.join(dir));
        base.join("bench").join(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_says_why_something_is_left_out() {
        let failed = Error::Failed {
            what: "cargo build".into(),
            detail: "   Compiling a\nerror: no feature `bare`\n\nhelp: none".into(),
        };
        assert_eq!(first_error(&failed), "error: no feature `bare`");
        let usage = Error::Failed { what: "node".into(), detail: String::new() };
        assert_eq!(first_error(&usage), "node failed.");
    }
}
