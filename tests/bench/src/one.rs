//! One engine on one workload, in a process of its own: no engine inherits another's memory.

use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::json;
use windtunnel_bench::workload::{self, Workload};
use windtunnel_bench::{Outcome, engine};
use windtunnel_sim::model::Detail;

use crate::by_hand::{self, Jackson, Network, Queue};
#[cfg(feature = "peers")]
use crate::peers;

#[derive(Args)]
pub struct Options {
    #[arg(value_enum)]
    engine: Engine,
    workload: String,
    /// Customers of one run.
    #[arg(long)]
    customers: u64,
    /// Seed of the first run; each run has its own.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Runs are repeated until so many seconds are over.
    #[arg(long, default_value_t = 0.0)]
    seconds: f64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Engine {
    /// This engine with everything on.
    Windtunnel,
    /// This engine without histograms.
    Counts,
    /// The loop by hand.
    ByHand,
    #[cfg(feature = "peers")]
    Simcore,
    /// The loop by hand as one component of simcore.
    #[cfg(feature = "peers")]
    SimcoreLoop,
    #[cfg(feature = "peers")]
    Nexosim,
    /// The loop by hand as one model of NeXosim.
    #[cfg(feature = "peers")]
    NexosimLoop,
    #[cfg(feature = "peers")]
    OdemRs,
}

pub fn run(options: &Options) -> Result<(), String> {
    let workload = workload::find(&options.workload)
        .ok_or_else(|| format!("there is no workload {}", options.workload))?;
    let start_kb = peak_kb();
    // A short run first: pages, caches and branch predictors are not what is compared.
    simulate(options.engine, workload, options.customers.div_ceil(10), options.seed)?;
    let (mut events, mut runs, mut means) = (0, 0, 0.0);
    let start = Instant::now();
    while runs == 0 || start.elapsed().as_secs_f64() < options.seconds {
        let seed = options.seed + runs;
        let outcome = simulate(options.engine, workload, options.customers, seed)?;
        events += outcome.events;
        means += outcome.mean;
        runs += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    let mean = means / runs as f64;
    let customers = runs * options.customers;
    println!(
        "{}",
        json!({
            "events": events,
            "seconds": seconds,
            "customers": customers,
            "mean": mean.is_finite().then_some(mean),
            "start_kb": start_kb,
            "peak_kb": peak_kb(),
        })
    );
    Ok(())
}

fn simulate(
    engine: Engine,
    workload: &Workload,
    customers: u64,
    seed: u64,
) -> Result<Outcome, String> {
    let rate = workload.rate_per_s;
    match (engine, workload.name) {
        (Engine::Windtunnel, _) => engine::run(&workload.document(customers, seed)?),
        (Engine::Counts, _) => {
            let mut document = workload.document(customers, seed)?;
            document.run.detail = Detail::Counts;
            engine::run(&document)
        }
        #[cfg(feature = "peers")]
        (Engine::OdemRs, "mm1") => peers::odem::run(rate, customers, seed),
        #[cfg(feature = "peers")]
        (Engine::Simcore, name) => Ok(peers::simcore::run(&stations(name)?, customers, seed)),
        #[cfg(feature = "peers")]
        (Engine::Nexosim, name) => peers::nexosim::run(&stations(name)?, customers, seed),
        (_, "mm1") => network(engine, Queue::<1>::new(rate, customers, seed)),
        (_, "mm4") => network(engine, Queue::<4>::new(rate, customers, seed)),
        (_, "jackson") => network(engine, Jackson::new(customers, seed)),
        (_, other) => Err(format!("only this engine runs {other}")),
    }
}

#[cfg(feature = "peers")]
fn stations(workload: &str) -> Result<peers::Network, String> {
    peers::network(workload).ok_or_else(|| format!("only this engine runs {workload}"))
}

fn network(engine: Engine, network: impl Network + Send + 'static) -> Result<Outcome, String> {
    match engine {
        Engine::ByHand => Ok(by_hand::run(network)),
        #[cfg(feature = "peers")]
        Engine::SimcoreLoop => Ok(peers::simcore::run_loop(network)),
        #[cfg(feature = "peers")]
        Engine::NexosimLoop => peers::nexosim::run_loop(network),
        other => Err(format!("{other:?} has no such network")),
    }
}

/// The most memory this process has had, in KiB; `None` where there is no Linux to ask.
fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
