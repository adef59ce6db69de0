//! `windtunnel`: the same runs without a browser.

mod beside;
mod exchange;
mod load;
mod marks;
mod recording;
mod replications;
#[cfg_attr(not(feature = "rows"), path = "no_rows.rs")]
mod rows;
mod summary;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use windtunnel_design::sim::experiment::replicate;
use windtunnel_design::sim::plan::Severity;
use windtunnel_design::sim::request::simulate;
use windtunnel_design::sim::result::RunResult;
use windtunnel_design::{check, templates};

use beside::Beside;
use load::{Refused, open};

/// Simulates ML systems: latency, quality, money and risk before anybody builds one.
#[derive(Parser)]
#[command(name = "windtunnel", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a design and says what came out.
    Run(RunArgs),
    /// Says what is wrong with a design.
    Check {
        /// A saved design, or the name of a template.
        design: String,
    },
    /// Writes a design as a picture, a flowchart or a file of the newest schema.
    Export(exchange::ExportArgs),
    /// Makes a design of a Mermaid flowchart or a draw.io drawing.
    Import(exchange::ImportArgs),
    /// Lists the templates.
    Templates,
}

#[derive(Args)]
struct RunArgs {
    /// A saved design, or the name of a template.
    design: String,
    /// Seed of every random stream, instead of the design's.
    #[arg(long)]
    seed: Option<u64>,
    /// Other draws of the same seed.
    #[arg(long)]
    replication: Option<u32>,
    /// Simulated seconds, instead of the design's.
    #[arg(long)]
    horizon_s: Option<f64>,
    /// Days of the system's life that are simulated besides, instead of the design's.
    #[arg(long)]
    days: Option<u32>,
    /// Runs so many replications, from 0 on, and gives means with 95 % intervals.
    #[arg(long, conflicts_with = "replication", value_parser = clap::value_parser!(u32).range(2..=1000))]
    replications: Option<u32>,
    /// A recording (CSV or text: a time a line, or counts per interval) to send as traffic.
    #[arg(long, value_name = "FILE")]
    trace: Option<String>,
    /// Id of the traffic node that sends the recording; not needed where there is only one.
    #[arg(long, value_name = "NODE", requires = "trace")]
    into: Option<String>,
    /// Prints the whole result as JSON; of several replications a list.
    #[arg(long)]
    json: bool,
}

/// Everything is well.
const FINE: u8 = 0;
/// The run broke an identity that must hold: a fault of the program.
const SELF_CHECK_FAILED: u8 = 1;
/// What was asked for cannot be done.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    let mut out = Vec::new();
    let outcome = match Cli::parse().command {
        Command::Run(args) => run(&args, &mut out),
        Command::Check { design } => check_design(&design, &mut out),
        Command::Export(args) => exchange::export(&args, &mut out).map(|()| FINE),
        Command::Import(args) => exchange::import(&args, &mut out).map(|()| FINE),
        Command::Templates => list_templates(&mut out),
    };
    // A reader that has seen enough (`| head`) is no error.
    let written = io::stdout().write_all(&out);
    match outcome {
        Ok(_) if written.is_err() => ExitCode::from(FINE),
        Ok(code) => ExitCode::from(code),
        Err(refused) => {
            eprintln!("{refused}");
            ExitCode::from(REFUSED)
        }
    }
}

fn run(args: &RunArgs, out: &mut Vec<u8>) -> Result<u8, Refused> {
    let mut document = open(&args.design)?.document;
    let settings = &mut document.run;
    settings.seed = args.seed.unwrap_or(settings.seed);
    settings.replication = args.replication.unwrap_or(settings.replication);
    settings.horizon_s = args.horizon_s.unwrap_or(settings.horizon_s);
    settings.days = args.days.unwrap_or(settings.days);
    if let Some(file) = &args.trace {
        recording::put(&mut document, file, args.into.as_deref())?;
    }
    let rows = rows::for_document(&document)?;
    if let Some(count) = args.replications {
        let results = replicate(&document.model(), &document.run, rows.as_ref(), count)
            .map_err(|findings| Refused::new(load::listed(&findings)))?;
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&results)?)?;
        } else {
            replications::print(&document, &results, out)?;
        }
        return Ok(results.iter().map(self_checks).max().unwrap_or(FINE));
    }
    let result = simulate(&document.model(), &document.run, rows.as_ref())
        .map_err(|findings| Refused::new(load::listed(&findings)))?;
    let beside = Beside::of(&document).map_err(|findings| Refused::new(load::listed(&findings)))?;
    if args.json {
        writeln!(out, "{}", beside.json(&result)?)?;
    } else {
        summary::print(&document, &result, out)?;
        beside.print(&document, out)?;
    }
    Ok(self_checks(&result))
}

fn self_checks(result: &RunResult) -> u8 {
    let mut code = FINE;
    for check in result.checks.iter().filter(|check| !check.holds) {
        eprintln!("self-check failed: {} ({})", check.name, check.detail);
        code = SELF_CHECK_FAILED;
    }
    code
}

fn check_design(design: &str, out: &mut Vec<u8>) -> Result<u8, Refused> {
    let loaded = open(design)?;
    let findings = check::check(&loaded.document);
    if findings.is_empty() {
        writeln!(out, "{}: nothing to say.", loaded.document.title)?;
        return Ok(FINE);
    }
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Refused::new(load::listed(&findings)));
    }
    writeln!(out, "{}", load::listed(&findings))?;
    Ok(FINE)
}

fn list_templates(out: &mut Vec<u8>) -> Result<u8, Refused> {
    for template in templates::all() {
        writeln!(out, "{:<20}  {}. {}", template.id, template.title, template.summary)?;
    }
    Ok(FINE)
}
