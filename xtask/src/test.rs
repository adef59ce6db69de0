//! `cargo xtask test`: everything CI checks, in the order that fails fastest.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::build;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::pins::WASM_TARGET;
use crate::report::{Line, Outcome, Report};
use crate::run::{self, Cmd, Runner};
use crate::say;
use crate::setup;
use crate::static_files;
use crate::wasm_opt::Shrink;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Empty means all.
    pub only: Vec<String>,
    pub keep_going: bool,
}

type Check = fn(&dyn Runner, &Paths) -> Result<()>;

/// Name, what it checks, and how.
const STEPS: [(&str, &str, Check); 6] = [
    ("setup", "the tools below", setup::everything),
    ("fmt", "formatting", fmt),
    ("clippy", "lints, warnings are errors", clippy),
    ("native", "unit tests, truth suites, golden files, doc tests", native),
    ("wasm", "the same numbers in wasm as natively", wasm),
    ("browser", "the built page in a real browser", browser),
];

pub fn step_names() -> Vec<&'static str> {
    STEPS.iter().map(|(name, _, _)| *name).collect()
}

/// Runs the steps, prints the summary; an error if anything failed.
pub fn test(run: &dyn Runner, paths: &Paths, options: &Options) -> Result<()> {
    let mut report = Report::default();
    let mut stopped = false;
    for (name, what, check) in STEPS {
        if !options.only.is_empty() && !options.only.iter().any(|only| only == name) {
            continue;
        }
        if stopped {
            let took = Duration::ZERO;
            let note = String::new();
            report.0.push(Line { step: name, outcome: Outcome::NotRun, took, note });
            continue;
        }
        println!("\n=== {name}: {what}");
        let started = Instant::now();
        let (outcome, note) = match check(run, paths) {
            Ok(()) => (Outcome::Passed, String::new()),
            Err(error) => (Outcome::Failed, error.to_string()),
        };
        if outcome == Outcome::Failed {
            say::warn(&note);
            // What the set-up could not get may matter to none of the other steps.
            stopped = !options.keep_going && name != "setup";
        }
        report.0.push(Line { step: name, outcome, took: started.elapsed(), note });
    }
    println!("{}", report.text());
    if report.good() {
        Ok(())
    } else {
        Err(Error::Failed { what: "`cargo xtask test`".into(), detail: String::new() })
    }
}

fn cargo(paths: &Paths, args: &[&str]) -> Result<()> {
    run::show(&Cmd::new("cargo").args(args).dir(&paths.root))
}

fn fmt(_: &dyn Runner, paths: &Paths) -> Result<()> {
    cargo(paths, &["fmt", "--all", "--check"])
}

fn clippy(_: &dyn Runner, paths: &Paths) -> Result<()> {
    let args = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    cargo(paths, &args)
}

/// One compilation for all: the dev profile optimises `sim` and the dependencies, so the truth
/// suites are quick in it and keep their overflow checks.
fn native(run: &dyn Runner, paths: &Paths) -> Result<()> {
    let nextest = run
        .capture(&Cmd::new("cargo").args(["nextest", "--version"]).dir(&paths.root))
        .is_ok_and(|out| out.ok);
    if nextest {
        cargo(paths, &["nextest", "run", "--workspace", "--no-fail-fast"])?;
    } else {
        say::note("cargo-nextest is not here; cargo test does the same, more slowly");
        cargo(paths, &["test", "--workspace", "--all-targets", "--no-fail-fast"])?;
    }
    // nextest runs none of these.
    cargo(paths, &["test", "--workspace", "--doc", "--quiet"])
}

fn wasm(run: &dyn Runner, paths: &Paths) -> Result<()> {
    if !paths.root.join("tests/tests/wasm.rs").exists() {
        say::note("there is no tests/tests/wasm.rs yet");
        return Ok(());
    }
    let (toolchain, bindgen) = setup::wasm_tests(run, paths)?;
    let runner = format!("wasm-bindgen-test-runner{}", std::env::consts::EXE_SUFFIX);
    let cmd = toolchain
        .cargo()
        .args(["test", "-p", "windtunnel-tests", "--target", WASM_TARGET, "--test", "wasm"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", bindgen.join(runner))
        // Its default of 20 s counts from the start of the whole suite.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .dir(&paths.root);
    run::show(&cmd)
}

fn browser(run: &dyn Runner, paths: &Paths) -> Result<()> {
    let suite = suite(&paths.root.join("tests").join("browser"))?;
    say::note(format!("{} test files", suite.len()));
    in_browser(run, paths, "run.mjs")
}

/// Builds the page, serves it, and lets a script of tests/browser drive a browser against it.
pub fn in_browser(run: &dyn Runner, paths: &Paths, script: &str) -> Result<()> {
    let tools = setup::browser_tools(run, paths)?;
    build::build(run, paths, Shrink::Screen)?.check()?;
    say::note(tools.chromium.display().to_string());
    // A sub-path, because that is where an absolute URL would show.
    let served = static_files::start(paths.dist(), "/some/sub/path/", 0)?;
    let cmd = Cmd::new("node")
        .arg(script)
        .env("WINDTUNNEL_URL", &served.url)
        .env("WINDTUNNEL_CHROMIUM", &tools.chromium)
        .env("WINDTUNNEL_NODE_MODULES", &tools.node_modules)
        .dir(&paths.root.join("tests").join("browser"));
    run::show(&cmd)
}

/// The suite's files; none at all would be a green run that tested nothing.
fn suite(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).doing("read", dir)? {
        let path = entry.doing("read", dir)?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Error::Failed {
            what: "Looking for the browser suite".into(),
            detail: format!("no *.test.mjs in {}", dir.display()),
        });
    }
    Ok(files)
}
