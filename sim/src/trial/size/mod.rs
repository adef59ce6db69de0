//! How many units an experiment needs, what power it has, and what it can detect.

mod means;
mod proportions;

pub use means::{TwoMeans, detectable_effect};
pub use proportions::{SizeRule, TwoProportions, detectable_lift};

use crate::stats::normal_quantile;

/// z(1 - alpha/2) of a two-sided test.
fn critical(alpha: f64) -> f64 {
    -normal_quantile(0.5 * alpha)
}

/// The place in this interval at which an increasing function reaches a value, by bisection; none if
/// it does not.
fn reaches(mut low: f64, mut high: f64, value: f64, of: impl Fn(f64) -> f64) -> Option<f64> {
    if of(high) < value {
        return None;
    }
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if of(middle) < value {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(0.5 * (low + high))
}
