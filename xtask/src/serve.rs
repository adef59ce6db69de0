//! `cargo xtask serve`: the page on this machine, rebuilt on change if asked.

use std::thread;
use std::time::{Duration, Instant};

use crate::build;
use crate::error::{Error, Result};
use crate::fingerprint;
use crate::paths::Paths;
use crate::run::{Cmd, Runner};
use crate::say;
use crate::setup;
use crate::static_files;
use crate::wasm_opt::Shrink;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub port: u16,
    pub base: String,
    pub open: bool,
    pub watch: bool,
}

pub fn serve(run: &dyn Runner, paths: &Paths, options: &Options) -> Result<()> {
    let started = Instant::now();
    // Shrinking costs seconds at every save and changes nothing one can see.
    let shrink = if options.watch { Shrink::Nothing } else { Shrink::Screen };
    let tools = setup::build_tools(run, paths)?;
    let mut seen = fingerprint::stamps(&paths.root)?;
    match build::build_with(run, paths, &tools, shrink) {
        // The last good build can be looked at while the mistake is mended.
        Err(error) if options.watch && paths.dist().exists() => say::warn(error.to_string()),
        built => built?,
    }
    let running = static_files::start(paths.dist(), &options.base, options.port)?;
    if running.port != options.port {
        say::note(format!("port {} is taken, so it is another one", options.port));
    }
    println!(
        "\nWindtunnel is at {} (ready after {}; stop with Ctrl-C)",
        running.url,
        say::seconds(started.elapsed())
    );
    if options.open && open(run, &running.url).is_err() {
        say::warn("found no program to open a browser with; open the address above yourself");
    }
    loop {
        thread::sleep(Duration::from_millis(500));
        if !options.watch {
            continue;
        }
        let now = fingerprint::stamps(&paths.root)?;
        if now == seen {
            continue;
        }
        seen = now;
        say::note("something changed");
        match build::build_with(run, paths, &tools, shrink) {
            Ok(()) => say::note(format!("reload {}", running.url)),
            Err(error) => {
                say::warn(format!("{error}\n    Still serving the last good build."));
            }
        }
    }
}

fn open(run: &dyn Runner, url: &str) -> Result<()> {
    let cmd = match std::env::consts::OS {
        "macos" => Cmd::new("open").arg(url),
        "windows" => Cmd::new("cmd").args(["/C", "start", "", url]),
        _ => Cmd::new("xdg-open").arg(url),
    };
    match run.capture(&cmd) {
        Ok(out) if out.ok => Ok(()),
        Ok(out) => Err(Error::Failed { what: cmd.line(), detail: out.stderr }),
        Err(error) => Err(Error::Failed { what: cmd.line(), detail: error.to_string() }),
    }
}
