//! The request engine: every request walks the plan, event by event.
//!
//! - [`events`]: the event list.
//! - [`flight`]: requests on their way.
//! - [`station`]: queues and servers.
//! - [`engine`]: the main loop, arrivals and services.
//! - [`calls`]: calls along links, with timeouts, retries and fallback chains.
//! - [`route`]: what nodes do to a request, and how it ends.
//! - [`disturb`]: incidents and shifts.
//! - [`monitor`]: raises alerts.
//! - [`tally`]: what is counted; [`report`]: the result made of it.
//!
//! Ties in time are broken by insertion: what was scheduled first happens first.

mod calls;
mod disturb;
mod engine;
mod events;
mod flight;
mod monitor;
mod report;
mod route;
mod station;
mod tally;

use crate::model::{Model, Settings};
use crate::plan::{Diagnostic, Plan};
use crate::result::RunResult;
use crate::world::ScoredRows;
use engine::Engine;

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
