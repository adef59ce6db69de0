//! Tools from npm: `wasm-opt`, and what drives the browser in the tests.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::paths::{Paths, install_into};
use crate::pins::{BINARYEN, BROWSER_PACKAGES, NODE_MAJOR};
use crate::run::{Cmd, Runner};
use crate::say;

const WHY_NODE: &str = "to run the wasm and browser suites";

/// Node.js itself is the user's: nothing here installs it.
pub fn node(run: &dyn Runner) -> Result<()> {
    let version = run.capture(&Cmd::new("node").arg("--version")).ok().filter(|out| out.ok);
    let major = version.as_ref().and_then(|out| major(&out.stdout));
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        Some(major) => Err(Error::Missing {
            what: format!("Node.js {NODE_MAJOR} (this is {major})"),
            why: WHY_NODE,
            fix: "Install a newer Node.js.".into(),
        }),
        None => Err(Error::Missing {
            what: "Node.js".into(),
            why: WHY_NODE,
            fix: format!("Install Node.js {NODE_MAJOR} or newer, with npm."),
        }),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// The folder with `wasm-opt`.
pub fn wasm_opt(run: &dyn Runner, paths: &Paths) -> Result<PathBuf> {
    let why = "to make the page a fifth smaller";
    let home = ensure(run, paths, "binaryen", &[("binaryen", BINARYEN)], why)?;
    Ok(home.join("node_modules").join("binaryen").join("bin"))
}

/// The `node_modules` folder of the browser suite.
pub fn browser_packages(run: &dyn Runner, paths: &Paths) -> Result<PathBuf> {
    let why = "to drive a browser in the tests";
    let home = ensure(run, paths, "browser-tests", BROWSER_PACKAGES, why)?;
    Ok(home.join("node_modules"))
}

fn ensure(
    run: &dyn Runner,
    paths: &Paths,
    name: &str,
    packages: &[(&str, &str)],
    why: &'static str,
) -> Result<PathBuf> {
    let versions: Vec<&str> = packages.iter().map(|(_, version)| *version).collect();
    let home = paths.tool(name, &versions.join("-"));
    if run.exists(&home) {
        return Ok(home);
    }
    let missing = |fix: String| Error::Missing { what: name.to_string(), why, fix };
    if run.find("npm").is_none() {
        return Err(missing(format!("Install Node.js {NODE_MAJOR} or newer, with npm.")));
    }
    let step = say::step(format!("npm install {name}"), why, "10 s");
    install_into(
        &home,
        || run.exists(&home),
        |dir| {
            let specs = packages.iter().map(|(package, version)| format!("{package}@{version}"));
            let cmd = Cmd::new("npm")
                .args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"])
                .arg("--prefix")
                .arg(dir)
                .args(specs)
                .dir(dir);
            run.logged(&cmd, &paths.log(name), Duration::from_secs(600))
        },
    )
    .map_err(|error| missing(format!("Set up again where npm reaches its registry. ({error})")))?;
    step.done();
    Ok(home)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fake::{Answer, Fake};

    #[test]
    fn node_must_be_there_and_new_enough() {
        let with = |version| Fake {
            answers: vec![("node --version", Answer::Ok(version))],
            ..Fake::default()
        };
        assert!(node(&with("v20.20.2\n")).is_ok());
        let text = node(&with("v16.1.0\n")).unwrap_err().to_string();
        assert!(text.contains("this is 16"), "{text}");
        assert!(node(&Fake::default()).unwrap_err().to_string().contains("Install Node.js 20"));
    }

    #[test]
    fn without_npm_the_sentence_says_what_to_install() {
        let root = std::env::temp_dir().join("xtask-no-npm");
        let paths = Paths { cache: root.join("cache"), root };
        let text = wasm_opt(&Fake::default(), &paths).unwrap_err().to_string();
        assert!(text.starts_with("binaryen is missing."), "{text}");
        assert!(text.contains("with npm"), "{text}");
    }
}
