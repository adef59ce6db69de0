//! Real rows scored by a real model, as a stand-in for the Gaussian world.

use serde::{Deserialize, Serialize};

/// Labels of real rows, and their scores in each stretch of the run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoredRows {
    /// Is the row positive?
    pub positive: Vec<bool>,
    /// Scores by stretch of time, in order of `from_s`; the first starts at 0.
    pub segments: Vec<Segment>,
}

/// Scores that hold from a moment on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Start in simulated seconds.
    pub from_s: f64,
    /// One score a row, the model's probability of being positive.
    pub scores: Vec<f32>,
}
