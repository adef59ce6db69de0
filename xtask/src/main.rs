//! `cargo xtask`: set up, build, serve, test and measure, the same for people and CI.
#![allow(clippy::disallowed_methods, reason = "a native tool may read the clock")]

mod args;
mod bench;
mod build;
mod css;
mod cut;
mod error;
mod fingerprint;
mod import_names;
mod lockfile;
mod offline;
mod paths;
mod pins;
mod report;
mod run;
mod say;
mod serve;
mod setup;
mod size;
mod static_files;
mod test;
mod toolchain;
mod wasm_opt;

use std::process::ExitCode;

use args::Command;
use error::Result;
use paths::Paths;
use run::System;

fn main() -> ExitCode {
    match args::parse(std::env::args().skip(1)).and_then(dispatch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<()> {
    let run = &System;
    let paths = &Paths::find()?;
    match command {
        Command::Help => {
            print!("{}", args::HELP);
            Ok(())
        }
        Command::Setup => setup::everything(run, paths),
        Command::Build { shrink } => build::build(run, paths, shrink).map(drop),
        Command::Serve(options) => serve::serve(run, paths, &options),
        Command::Test(mut options) => {
            // A person mends the first failure; CI runs once, so it tells all of them.
            options.keep_going |= std::env::var_os("CI").is_some();
            test::test(run, paths, &options)
        }
        Command::Bench(more) => bench::bench(run, paths, &more),
        Command::BenchScreen => bench::screen(run, paths),
    }
}
