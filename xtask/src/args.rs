//! The command line, as values.

use crate::error::{Error, Result};
use crate::serve;
use crate::test;
use crate::wasm_opt::Shrink;

pub const HELP: &str = "\
cargo xtask COMMAND

  setup   install what is missing: the wasm32 target, Trunk, wasm-bindgen, wasm-opt, and for
          the tests Chromium and playwright-core; tools go to a cache folder of their own
  build   build the page into dist/, which any static host can serve from any path
            --slim         run wasm-opt on the inference worker too (2 min more, for publishing)
  serve   build and serve on 127.0.0.1:8080, or the next free port
            --port N       start looking at another port
            --base PATH    serve under a sub-path
            --open         open a browser
            --watch        rebuild when a source changes
  test    set up, then formatting, lints, native, wasm and browser tests
            --only STEP    only this step (setup, fmt, clippy, native, wasm, browser); repeatable
            --keep-going   go on after a failed step (CI does)
  bench   this engine against a loop by hand, other engines (crates.io, PyPI), itself in wasm,
          and the ratios that are wanted; the JSON goes to target/bench.json
            --full         Python engines at full length, and the memory after 1e8 customers
            --memory       the memory after 1e8 customers (about ten seconds)
            --only A,B     only these engines, by their names in the JSON
            --gate         fail where a ratio is below its floor
            --json PATH    write the JSON there
            --screen       instead: how quick the page is in a browser, and large designs in it

Tools are kept in WINDTUNNEL_CACHE, else in windtunnel/ of the user's cache folder.
";

#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Setup,
    Build { shrink: Shrink },
    Serve(serve::Options),
    Test(test::Options),
    Bench(Vec<String>),
    BenchScreen,
}

pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Command> {
    let mut args = args.into_iter();
    let name = args.next().unwrap_or_else(|| "--help".into());
    let mut rest: Vec<String> = args.collect();
    if ["-h", "--help", "help"].contains(&name.as_str()) || flag(&mut rest, "--help") {
        return Ok(Command::Help);
    }
    if name == "bench" {
        if flag(&mut rest, "--screen") {
            return match rest.first() {
                None => Ok(Command::BenchScreen),
                Some(extra) => Err(Error::Usage(format!("bench --screen takes no {extra}."))),
            };
        }
        // The bench's own program reads them.
        return Ok(Command::Bench(rest));
    }
    let command = match name.as_str() {
        "setup" => Command::Setup,
        "build" => {
            let slim = flag(&mut rest, "--slim");
            Command::Build { shrink: if slim { Shrink::All } else { Shrink::Screen } }
        }
        "serve" => Command::Serve(serve::Options {
            port: match value(&mut rest, "--port")? {
                Some(text) => {
                    text.parse().map_err(|e| Error::Usage(format!("{text} is not a port: {e}.")))?
                }
                None => 8080,
            },
            base: value(&mut rest, "--base")?.unwrap_or_else(|| "/".into()),
            open: flag(&mut rest, "--open"),
            watch: flag(&mut rest, "--watch"),
        }),
        "test" => {
            let mut only = Vec::new();
            while let Some(step) = value(&mut rest, "--only")? {
                only.push(known_step(step)?);
            }
            Command::Test(test::Options { only, keep_going: flag(&mut rest, "--keep-going") })
        }
        other => return Err(Error::Usage(format!("There is no command {other}."))),
    };
    match rest.first() {
        None => Ok(command),
        Some(extra) => Err(Error::Usage(format!("{name} does not know {extra}."))),
    }
}

fn known_step(step: String) -> Result<String> {
    let names = test::step_names();
    if names.contains(&step.as_str()) {
        Ok(step)
    } else {
        Err(Error::Usage(format!("There is no step {step}; there are {}.", names.join(", "))))
    }
}

/// Takes a flag out of the arguments.
fn flag(rest: &mut Vec<String>, name: &str) -> bool {
    let before = rest.len();
    rest.retain(|arg| arg != name);
    rest.len() != before
}

/// Takes `--name value` or `--name=value` out of the arguments.
fn value(rest: &mut Vec<String>, name: &str) -> Result<Option<String>> {
    let prefix = format!("{name}=");
    let Some(at) = rest.iter().position(|arg| arg == name || arg.starts_with(&prefix)) else {
        return Ok(None);
    };
    let arg = rest.remove(at);
    if let Some(value) = arg.strip_prefix(&prefix) {
        return Ok(Some(value.to_string()));
    }
    if at < rest.len() {
        return Ok(Some(rest.remove(at)));
    }
    Err(Error::Usage(format!("{name} needs a value.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(str::to_string))
    }

    #[test]
    fn commands_and_their_options() {
        assert_eq!(of("").unwrap(), Command::Help);
        assert_eq!(of("build --help").unwrap(), Command::Help);
        assert_eq!(of("build --slim").unwrap(), Command::Build { shrink: Shrink::All });
        let serve = serve::Options { port: 9000, base: "/a/".into(), open: false, watch: true };
        assert_eq!(of("serve --port=9000 --watch --base /a/").unwrap(), Command::Serve(serve));
        let test = test::Options { only: vec!["fmt".into(), "wasm".into()], keep_going: true };
        let line = "test --only fmt --keep-going --only wasm";
        assert_eq!(of(line).unwrap(), Command::Test(test));
        assert_eq!(of("bench --help").unwrap(), Command::Help);
        let bench = Command::Bench(vec!["--only".into(), "simpy".into()]);
        assert_eq!(of("bench --only simpy").unwrap(), bench, "bench passes everything on");
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["fly", "build --fast", "serve --port x", "serve --port", "test --only nope"] {
            assert!(matches!(of(line), Err(Error::Usage(_))), "{line}");
        }
    }
}
