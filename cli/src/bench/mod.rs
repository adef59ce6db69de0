//! Measures the engine against loops written by hand for one network each, in the same run.
//!
//! The unit is the canonical event: an arrival from outside, or the completion of a service.

mod by_hand;
mod networks;

use std::io::Write;
use std::time::Instant;

use windtunnel_design::sim::request::simulate;

use crate::load::{Refused, listed};
use networks::{Network, networks};

/// Best of so many rounds, engine and loop in turn.
const ROUNDS: usize = 3;

/// What one side did in one round.
struct Round {
    /// Canonical events.
    events: u64,
    /// What the network is known by: a mean wait or sojourn in mean service times.
    mean: f64,
}

/// The best rate and the last mean of one side.
#[derive(Default)]
struct Best {
    per_s: f64,
    mean: f64,
}

impl Best {
    fn take(&mut self, work: impl FnOnce() -> Result<Round, Refused>) -> Result<(), Refused> {
        let start = clock();
        let round = work()?;
        let rate = round.events as f64 / start.elapsed().as_secs_f64().max(1e-9);
        self.per_s = self.per_s.max(rate);
        self.mean = round.mean;
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time, natively")]
fn clock() -> Instant {
    Instant::now()
}

/// Prints a table of rates.
pub fn run(scale: f64, out: &mut Vec<u8>) -> Result<u8, Refused> {
    if !(scale > 0.0 && scale <= 100.0) {
        return Err(Refused::new(format!("--scale {scale} is outside 0 to 100")));
    }
    writeln!(
        out,
        "{:<10} {:>14} {:>14} {:>7}   {:>9} {:>9} {:>9}",
        "network", "engine, ev/s", "by hand, ev/s", "ratio", "engine", "by hand", "theory"
    )?;
    for network in networks() {
        let (engine, hand) = measure(&network, scale)?;
        writeln!(
            out,
            "{:<10} {:>12.1} M {:>12.1} M {:>7.2}   {:>9.3} {:>9.3} {:>9.3}  {}",
            network.name,
            engine.per_s / 1e6,
            hand.per_s / 1e6,
            engine.per_s / hand.per_s,
            engine.mean,
            hand.mean,
            network.theory,
            network.what
        )?;
    }
    if cfg!(debug_assertions) {
        writeln!(out, "Built without optimisation: build with --profile native to compare.")?;
    }
    writeln!(
        out,
        "Best of {ROUNDS} rounds. The loops know their network at compile time and keep one sum; \
         the engine reads any design, with intervals, percentiles and series."
    )?;
    Ok(0)
}

fn measure(network: &Network, scale: f64) -> Result<(Best, Best), Refused> {
    let (mut engine, mut hand) = (Best::default(), Best::default());
    let customers = ((network.customers as f64 * scale) as u64).max(100);
    let (model, settings) = network.model(customers);
    for _ in 0..ROUNDS {
        engine.take(|| {
            let result = simulate(&model, &settings, None).map_err(|f| Refused::new(listed(&f)))?;
            Ok(Round { events: result.canonical_events, mean: (network.mean)(&result) })
        })?;
        hand.take(|| Ok((network.by_hand)(customers)))?;
    }
    Ok((engine, hand))
}
