//! Features, scores, decisions and money.

pub mod break_even;
pub mod closed_form;
mod conditions;
pub mod edge;
mod fate;
pub mod pricing;
pub mod ranking;
pub mod regression;
mod rows;

pub(crate) use conditions::{Conditions, Running, Sight, Value, Viewer};
pub(crate) use fate::Fate;
pub use rows::{ScoredRows, Segment};
