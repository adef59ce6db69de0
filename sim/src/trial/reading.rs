//! What a finished experiment says.

use serde::{Deserialize, Serialize};

use crate::detect::measure::ChiSquare;
use crate::stats::{chi_square_tail, normal_cdf, normal_quantile};

/// Difference between two arms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Treated less control.
    pub difference: f64,
    /// Its standard error, each arm with its own variance.
    pub standard_error: f64,
    /// Test statistic.
    pub z: f64,
    /// Two-sided p value.
    pub p: f64,
}

impl Difference {
    fn new(difference: f64, standard_error: f64, null_error: f64) -> Self {
        // Without any spread there is nothing to tell apart.
        let z = if null_error > 0.0 { difference / null_error } else { 0.0 };
        Self { difference, standard_error, z, p: 2.0 * normal_cdf(-z.abs()) }
    }

    /// Interval of the difference, such as 0.95.
    #[must_use]
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let reach = normal_quantile(0.5 + 0.5 * confidence) * self.standard_error;
        (self.difference - reach, self.difference + reach)
    }
}

/// Successes among the units of an arm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Successes.
    pub successes: f64,
    /// Units.
    pub units: f64,
}

/// Two-sided z test of two shares with the pooled variance; the standard error, and with it the
/// interval, has each arm's own (Wald).
#[must_use]
pub fn two_shares(control: Share, treated: Share) -> Difference {
    let share = |arm: Share| arm.successes / arm.units;
    let (a, b) = (share(control), share(treated));
    let pooled = (control.successes + treated.successes) / (control.units + treated.units);
    let own = (a * (1.0 - a) / control.units + b * (1.0 - b) / treated.units).sqrt();
    let null = (pooled * (1.0 - pooled) * (1.0 / control.units + 1.0 / treated.units)).sqrt();
    Difference::new(b - a, own, null)
}

/// Sums over the units of an arm for a ratio of two of their quantities, such as clicks by views
/// where users are randomised.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct RatioSums {
    units: f64,
    top: f64,
    bottom: f64,
    top_top: f64,
    bottom_bottom: f64,
    top_bottom: f64,
}

impl RatioSums {
    /// Takes a unit's quantities.
    pub fn add(&mut self, top: f64, bottom: f64) {
        self.units += 1.0;
        self.top += top;
        self.bottom += bottom;
        self.top_top += top * top;
        self.bottom_bottom += bottom * bottom;
        self.top_bottom += top * bottom;
    }

    /// Sum of the one by sum of the other.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.top / self.bottom
    }

    /// Variance of the ratio by the delta method, over units and not over views (Deng, Knoblich & Lu
    /// 2018).
    #[must_use]
    pub fn variance(&self) -> f64 {
        let ratio = self.ratio();
        // The residual top - ratio * bottom has mean 0 by the choice of the ratio.
        let squares =
            self.top_top - 2.0 * ratio * self.top_bottom + ratio * ratio * self.bottom_bottom;
        let mean = self.bottom / self.units;
        squares / (self.units - 1.0) / (self.units * mean * mean)
    }
}

/// Two-sided z test of two ratios by the delta method.
#[must_use]
pub fn two_ratios(control: &RatioSums, treated: &RatioSums) -> Difference {
    let error = (control.variance() + treated.variance()).sqrt();
    Difference::new(treated.ratio() - control.ratio(), error, error)
}

/// Sample-ratio mismatch: Pearson's chi-square of the arms' counts against their planned weights.
/// Below 0.0005 the assignment is broken (Fabijan et al. 2019).
#[must_use]
pub fn sample_ratio(counts: &[u64], weights: &[f64]) -> ChiSquare {
    let total = counts.iter().sum::<u64>() as f64;
    let weight: f64 = weights.iter().sum();
    let statistic =
        counts.iter().zip(weights).filter(|pair| *pair.1 > 0.0).map(|(&count, part)| {
            let expected = total * part / weight;
            let distance = count as f64 - expected;
            if expected > 0.0 { distance * distance / expected } else { 0.0 }
        });
    let statistic = statistic.sum();
    let df = weights.iter().filter(|weight| **weight > 0.0).count().saturating_sub(1) as f64;
    let p = if df > 0.0 { chi_square_tail(statistic, df) } else { 1.0 };
    ChiSquare { statistic, df, p }
}

/// Chance that a significant win is none, where a share `success` of all ideas works: a two-sided
/// test at `alpha` lets half of it through as wins (Kohavi, Deng & Vermeer 2022).
#[must_use]
pub fn false_positive_risk(alpha: f64, power: f64, success: f64) -> f64 {
    let false_wins = 0.5 * alpha * (1.0 - success);
    false_wins / (false_wins + power * success)
}
