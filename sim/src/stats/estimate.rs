//! Means with confidence intervals from the batches of one run.

use super::student_t_quantile;
use crate::result::Estimate;

/// One batch of a ratio: a sum and what it is divided by.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ratio {
    /// Sum over the batch.
    pub sum: f64,
    /// Count, or time.
    pub weight: f64,
}

/// Batches that intervals use: between 10 and 30 serve best (Schmeiser 1982).
const BATCHES: usize = 20;

/// Fewest intervals of time from which batches are made.
const FEWEST: usize = 10;

/// Ratio of the sums, with a 95 % interval by batch means over consecutive parts.
///
/// The parts are grouped into 20 batches of (nearly) equal number; the interval is that of a ratio
/// estimator with Student's t. `None` where nothing was counted; no interval with fewer than ten
/// parts.
#[must_use]
pub fn ratio_estimate(parts: &[Ratio]) -> Option<Estimate> {
    let weight: f64 = parts.iter().map(|part| part.weight).sum();
    if weight <= 0.0 {
        return None;
    }
    let mean = parts.iter().map(|part| part.sum).sum::<f64>() / weight;
    if parts.len() < FEWEST {
        return Some(Estimate { mean, half_width_95: None });
    }
    let batches = parts.len().min(BATCHES);
    let squares: f64 = (0..batches)
        .map(|batch| {
            let range = batch * parts.len() / batches..(batch + 1) * parts.len() / batches;
            let residual: f64 = parts[range].iter().map(|part| part.sum - mean * part.weight).sum();
            residual * residual
        })
        .sum();
    let count = batches as f64;
    let variance = squares * count / (count - 1.0) / (weight * weight);
    let half_width = student_t_quantile(0.975, count - 1.0) * libm::sqrt(variance);
    Some(Estimate { mean, half_width_95: Some(half_width) })
}
