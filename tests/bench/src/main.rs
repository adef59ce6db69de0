//! `windtunnel-bench`: engines side by side. `cargo xtask bench` builds it and says where the
//! builds for wasm, without mechanisms and the Python packages are.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod by_hand;
mod contest;
mod one;
#[cfg(feature = "peers")]
mod peers;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "windtunnel-bench")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures all engines in turn and prints the table.
    All(contest::Options),
    /// Measures one engine on one workload and prints a line of JSON: what `all` runs.
    One(one::Options),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::All(options) => contest::run(&options),
        Command::One(options) => one::run(&options).map(|()| true),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}
