//! The life of a system: months in steps of an hour at most, between which nothing changes.
//!
//! The same plan and the same formulas as the run of single requests, in expectation: where
//! requests flow, what a version sees of them, what is decided and what it costs. What a run of a
//! day cannot show happens here: the truth moves on, labels arrive late, versions are trained and
//! brought in, monitors fire, people respond.

mod bound;
mod clock;
mod crowd;
pub(crate) mod decide;
mod faults;
mod flow;
pub(crate) mod health;
mod hits;
mod labels;
mod money;
pub(crate) mod outcome;
mod people;
pub(crate) mod rates;
pub mod result;
pub(crate) mod sight;
mod start;
mod station;
pub(crate) mod task;
mod training;
mod twin;
pub(crate) mod version;
mod waiting;
mod warnings;
mod watch;

pub use result::Life;
pub(crate) use start::usual_errors;

use crate::model::{Model, Settings};
use crate::plan::{Diagnostic, Place, Plan, ScorePlan};

/// Longest life in days: ten years.
pub const MOST_DAYS: u32 = 3_653;

/// Simulates the life of a system for [`Settings::days`].
///
/// # Errors
/// Every finding that stops a run, with its place.
pub fn live(model: &Model, settings: &Settings) -> Result<Life, Vec<Diagnostic>> {
    let whole = Settings { start_day: 0, ..*settings };
    let plan = Plan::new(model, &whole, None)?;
    let refuse = |message: &str, hint: &str| {
        Err(vec![Diagnostic::error(Place::Settings, message.to_owned(), hint)])
    };
    if settings.days > MOST_DAYS {
        return refuse("The life is longer than ten years.", "Give at most 3,653 days.");
    }
    if !matches!(plan.world.scores, ScorePlan::Gaussian) {
        return refuse(
            "The life of a system is simulated in the Gaussian world only.",
            "Use its features, or set the days to 0.",
        );
    }
    Ok(clock::Clock::new(&plan, settings.days).run())
}
