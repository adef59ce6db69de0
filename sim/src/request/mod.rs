//! The request engine: every request walks the plan, event by event.
//!
//! - [`events`]: the event list; [`area`]: time integrals.
//! - [`flight`]: requests on their way; [`node`], [`station`] and [`queue`]: where they wait and are
//!   served.
//! - [`start`]: a plan made ready; [`engine`]: the state of a run and the main loop; [`plain`]: what
//!   the loop has inlined.
//! - [`source`] and [`client`]: where requests come from, and how long their senders wait.
//! - [`service`], [`urgency`], [`batch`], [`sharing`]: visits of stations; [`ahead`]: their draws.
//! - [`servers`], [`capacity`] and [`scaling`]: how many servers there are.
//! - [`calls`], [`branch`] and [`join`]: calls along links, sub-calls, and who waits for them.
//! - [`route`] and [`data`]: what nodes do to a request, and what they know; [`outcome`]: its end.
//! - [`disturb`]: incidents; [`monitor`]: alerts; [`labels`]: the truth that comes in time.
//! - [`trial`]: experiments; [`logbook`]: prediction logs.
//! - [`bucket`], [`times`] and [`tally`]: what is counted; [`report`]: the result made of it.
//!
//! Ties in time are broken by insertion: what was scheduled first happens first.

mod ahead;
mod area;
mod batch;
mod branch;
mod bucket;
mod calls;
mod capacity;
mod client;
mod data;
mod disturb;
mod engine;
mod events;
mod flight;
#[cfg(any(test, feature = "bench"))]
mod hold;
mod join;
mod labels;
mod logbook;
mod monitor;
mod node;
mod outcome;
mod plain;
mod queue;
mod report;
mod route;
mod scaling;
mod servers;
mod service;
mod sharing;
mod source;
mod start;
mod station;
mod tally;
mod times;
mod trial;
mod urgency;

use crate::model::{Model, Settings};
use crate::plan::{Diagnostic, Plan};
use crate::result::RunResult;
use crate::world::ScoredRows;
use engine::Engine;
#[cfg(feature = "bench")]
pub use hold::{Hold, HoldLaw};

/// Is this the build for the bench that knows plain queueing networks only? It measures what the
/// mechanisms cost where they are not used.
const BARE: bool = cfg!(feature = "bare");

/// A run that is made in steps, so that a worker can report progress and be cancelled.
#[derive(Debug)]
pub struct Run {
    engine: Engine,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Simulated seconds done.
    pub simulated_s: f64,
    /// Events processed.
    pub events: u64,
    /// Has it reached the horizon?
    pub done: bool,
}

impl Run {
    /// Checks the model and makes it ready. Rows are needed where the world's scores come from
    /// rows.
    ///
    /// # Errors
    /// Every finding that stops the run, with its place.
    pub fn new(
        model: &Model,
        settings: &Settings,
        rows: Option<&ScoredRows>,
    ) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self { engine: Engine::new(Plan::new(model, settings, rows)?) })
    }

    /// Processes up to this many events.
    pub fn advance(&mut self, max_events: u64) -> Progress {
        self.engine.advance(max_events)
    }

    /// The result up to where the run has come.
    #[must_use]
    pub fn finish(self) -> RunResult {
        self.engine.report()
    }
}

/// Runs a model from start to end.
///
/// # Errors
/// Every finding that stops the run, with its place.
pub fn simulate(
    model: &Model,
    settings: &Settings,
    rows: Option<&ScoredRows>,
) -> Result<RunResult, Vec<Diagnostic>> {
    let mut run = Run::new(model, settings, rows)?;
    while !run.advance(u64::MAX).done {}
    Ok(run.finish())
}
