//! Features, scores, decisions and money.

pub mod closed_form;
mod conditions;
mod rows;

pub(crate) use conditions::{Conditions, Fate, Multipliers, Sight};
pub use rows::{ScoredRows, Segment};
