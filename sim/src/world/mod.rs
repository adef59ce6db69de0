//! Features, scores, decisions and money.

pub mod closed_form;
mod conditions;
mod fate;
mod rows;

pub(crate) use conditions::{Conditions, Multipliers, Sight, Viewer};
pub(crate) use fate::Fate;
pub use rows::{ScoredRows, Segment};
