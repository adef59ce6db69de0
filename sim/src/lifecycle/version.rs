//! Versions of the model: what they know, how they were made, which one serves.

use super::result::Version;
use crate::plan::WorldPlan;
use crate::world::closed_form;

/// What a version knows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    pub(crate) number: u32,
    /// Angle of the truth that it learnt, in radians.
    pub(crate) angle: f64,
    /// Share of the separation that it keeps: few labels and bad data cost some.
    pub(crate) kept: f64,
    /// Share of positives that it believes in.
    pub(crate) base_rate: f64,
}

impl Known {
    /// The version that was there at the start: built for the world as it was.
    pub(crate) fn first(world: &WorldPlan) -> Self {
        Self { number: 1, angle: 0.0, kept: 1.0, base_rate: world.base_rate }
    }

    /// Score at which it takes a request to be positive with this probability.
    pub(crate) fn threshold(&self, world: &WorldPlan, p: f64) -> f64 {
        closed_form::score_threshold(p, self.base_rate, self.kept.abs() * world.separation)
    }
}

/// A version as a node serves it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Deployed {
    /// Share of the separation that its score keeps, the node's own share included.
    pub(crate) kept: f64,
    /// Added to true scores.
    pub(crate) score_shift: f64,
    /// Factor and summand by which it reports its scores.
    pub(crate) calibration: (f64, f64),
}

/// What is kept of a version for the reader.
pub(crate) fn record(known: &Known, trained_s: f64) -> Version {
    Version {
        number: known.number,
        trained_s,
        base_rate: known.base_rate,
        separation_kept: known.kept,
        ..Version::default()
    }
}
