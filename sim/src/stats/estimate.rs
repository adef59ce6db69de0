//! Means and quantiles with confidence intervals from the batches of one run.

use super::{Histogram, student_t_975};
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
    let residuals = (0..batches).map(|batch| {
        let range = batch * parts.len() / batches..(batch + 1) * parts.len() / batches;
        parts[range].iter().map(|part| part.sum - mean * part.weight).sum()
    });
    Some(Estimate { mean, half_width_95: Some(half_width_95(residuals, weight)) })
}

/// Values above the quantile that a section should hold for its own quantile to mean something.
const BEYOND: f64 = 5.0;

/// A quantile of all sections together, with a 95 % interval from the quantiles of the sections.
///
/// The sections are consecutive parts of one run. Each one's quantile counts by its number of
/// values; the interval is Student's over the sections that have any (batch quantiles: Chen &
/// Kelton 2006). `mean` is the quantile, in the histograms' unit. `None` without values; no
/// interval with fewer than ten such sections, or where they hold on average fewer than five values
/// beyond the quantile.
#[must_use]
pub fn quantile_estimate(sections: &[Histogram], share: f64) -> Option<Estimate> {
    let mut merged = Histogram::default();
    sections.iter().for_each(|section| merged.merge(section));
    quantile_within(&merged, &sections.iter().collect::<Vec<_>>(), share)
}

/// The same, of sections that have been merged already.
pub(crate) fn quantile_within(
    merged: &Histogram,
    sections: &[&Histogram],
    share: f64,
) -> Option<Estimate> {
    let quantile = merged.quantile(share)?;
    let filled = sections.iter().filter(|section| !section.is_empty());
    let (count, weight) = (filled.clone().count(), merged.len() as f64);
    let beyond = weight / count as f64 * share.min(1.0 - share);
    // A hair of room: 500 values have 4.999... beyond their 99th percentile.
    if count < FEWEST || beyond < BEYOND * (1.0 - 1e-9) {
        return Some(Estimate { mean: quantile, half_width_95: None });
    }
    let residuals = filled
        .filter_map(|section| Some((section.quantile(share)? - quantile) * section.len() as f64));
    Some(Estimate { mean: quantile, half_width_95: Some(half_width_95(residuals, weight)) })
}

/// Half width of the 95 % interval of a ratio, from the residuals of its batches and the weight of
/// all of them.
fn half_width_95(residuals: impl Iterator<Item = f64>, weight: f64) -> f64 {
    let (mut count, mut squares) = (0.0, 0.0);
    for residual in residuals {
        count += 1.0;
        squares += residual * residual;
    }
    let variance = squares * count / (count - 1.0) / (weight * weight);
    student_t_975(count as u32 - 1) * libm::sqrt(variance)
}

#[cfg(test)]
mod tests;
