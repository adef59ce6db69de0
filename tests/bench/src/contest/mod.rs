//! All engines in turn: several rounds, so that a busy minute of the machine hits all of them, the
//! best round of each, the means beside theory, and the ratios that are wanted.

mod child;
mod gates;
mod hold;
mod lineup;
mod print;
mod year;

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use windtunnel_bench::workload::{ALL, Workload};

use child::Sample;
use gates::Gate;
use hold::Curve;
use lineup::Entry;

#[derive(Args)]
pub struct Options {
    /// Runs the Python engines at full length (a tenth otherwise), and 1e8 customers for memory.
    #[arg(long)]
    full: bool,
    /// Measures the memory after 1e8 customers, which takes about ten seconds.
    #[arg(long)]
    memory: bool,
    /// Rounds, of which the best counts.
    #[arg(long, default_value_t = 3)]
    rounds: u64,
    /// Seconds that each engine runs in each round; the slow ones run once.
    #[arg(long, default_value_t = 0.4)]
    seconds: f64,
    /// Only these engines (and this one), by the names in the JSON.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Writes everything to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// A ratio below its floor is a failure.
    #[arg(long)]
    gate: bool,
    /// This program, built without the engine's mechanisms.
    #[arg(long)]
    bare: Option<PathBuf>,
    /// The program for the event list alone.
    #[arg(long)]
    hold: Option<PathBuf>,
    /// The engine as WebAssembly.
    #[arg(long)]
    wasm: Option<PathBuf>,
    /// A Python that has SimPy and Ciw.
    #[arg(long)]
    python: Option<PathBuf>,
    /// Says why something is not measured.
    #[arg(long)]
    without: Vec<String>,
}

/// One engine on one workload, over all rounds.
#[derive(Debug)]
pub struct Row {
    pub entry: Entry,
    /// Canonical events per second in the best round.
    pub best: Option<f64>,
    /// Sum over rounds of mean times customers, and the customers.
    weighted_mean: f64,
    customers: f64,
    pub peak_kb: Option<u64>,
    /// Seconds that one run took in the best round.
    pub run_seconds: Option<f64>,
    /// Why there is no number.
    pub problem: Option<String>,
}

/// More standard errors than this from theory: another network was simulated.
const MOST_Z: f64 = 5.0;

impl Row {
    fn new(entry: Entry) -> Self {
        Row {
            entry,
            best: None,
            weighted_mean: 0.0,
            customers: 0.0,
            peak_kb: None,
            run_seconds: None,
            problem: None,
        }
    }

    fn take(&mut self, sample: Result<Sample, String>) {
        match sample {
            Ok(sample) => {
                let rate = sample.events as f64 / sample.seconds.max(1e-9);
                if self.best.is_none_or(|best| rate > best) {
                    self.best = Some(rate);
                    let runs = sample.customers as f64 / self.entry.customers as f64;
                    self.run_seconds = Some(sample.seconds / runs);
                }
                self.peak_kb = self.peak_kb.max(sample.peak_kb);
                let mean = sample.mean.unwrap_or(f64::NAN);
                self.weighted_mean += mean * sample.customers as f64;
                self.customers += sample.customers as f64;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// The mean over all rounds.
    pub fn mean(&self) -> Option<f64> {
        Some(self.weighted_mean / self.customers).filter(|mean| mean.is_finite())
    }

    /// How many standard errors the mean is from theory.
    pub fn z(&self) -> Option<f64> {
        let theory = self.entry.workload.theory?;
        Some((self.mean()? - theory.mean) / (theory.sd / self.customers.sqrt()))
    }

    /// It ran, and it simulated what it should.
    pub fn good(&self) -> bool {
        self.problem.is_none() && self.z().is_none_or(|z| z.abs() < MOST_Z)
    }
}

/// Measures, prints and writes; whether all is well.
pub fn run(options: &Options) -> Result<bool, String> {
    let mut rows: Vec<Row> = lineup::entries(options)?.into_iter().map(Row::new).collect();
    let mut curves = Vec::new();
    for round in 0..options.rounds {
        for workload in &ALL {
            eprintln!("round {} of {}: {}", round + 1, options.rounds, workload.title);
            let here = rows.iter_mut().filter(|row| row.entry.workload.name == workload.name);
            for row in here.filter(|row| row.problem.is_none()) {
                let sample = child::sample(&row.entry, round, options.seconds);
                row.take(sample);
            }
        }
        if let Some(program) = &options.hold {
            eprintln!("round {} of {}: the event list alone", round + 1, options.rounds);
            hold::merge(&mut curves, hold::sweep(program)?);
        }
    }
    let memory = if options.full || options.memory { Some(memory()?) } else { None };
    let gates = gates::gates(&rows, &curves, memory, year::best_ms()?);
    print::all(&rows, &curves, &gates, &options.without);
    if let Some(path) = &options.json {
        let text = json!({
            "engine_version": windtunnel_sim::ENGINE_VERSION,
            "rounds": options.rounds,
            "rows": rows.iter().map(row_json).collect::<Vec<_>>(),
            "hold": curves.iter().map(Curve::json).collect::<Vec<_>>(),
            "goals": gates.iter().map(Gate::json).collect::<Vec<_>>(),
            "not_measured": options.without,
        });
        std::fs::write(path, format!("{text:#}\n"))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        println!("Written to {}.", path.display());
    }
    let right = rows.iter().all(Row::good);
    Ok(right && !(options.gate && gates.iter().any(Gate::is_below)))
}

/// What this engine's memory grows by, in MiB, when 1e8 customers go through M/M/1.
fn memory() -> Result<f64, String> {
    eprintln!("memory: 1e8 customers through M/M/1");
    let workload: &Workload = &ALL[0];
    let mut entry = lineup::native(workload)?;
    entry.customers = 100_000_000;
    let sample = child::sample(&entry, 0, 0.0)?;
    let grown = sample.peak_kb.zip(sample.start_kb).map(|(peak, start)| peak - start);
    grown.map(|kb| kb as f64 / 1024.0).ok_or_else(|| "this system does not tell memory".into())
}

fn row_json(row: &Row) -> serde_json::Value {
    let theory = row.entry.workload.theory;
    json!({
        "workload": row.entry.workload.name,
        "engine": row.entry.engine,
        "events_per_s": row.best,
        "mean": row.mean(),
        "theory": theory.map(|theory| theory.mean),
        "z": row.z(),
        "peak_kb": row.peak_kb,
        "run_seconds": row.run_seconds,
        "problem": row.problem,
    })
}
