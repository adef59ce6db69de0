//! Experiments on a mean.

use serde::{Deserialize, Serialize};

use super::{critical, reaches};
use crate::stats::{noncentral_t_cdf, normal_cdf, normal_quantile, student_t_quantile};

/// A two-sided test of two means with one unknown variance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TwoMeans {
    /// Difference of the means in standard deviations of a unit (Cohen's d).
    pub effect: f64,
    /// Chance of a false alarm, two-sided.
    pub alpha: f64,
    /// Units of the treated arm for each of the control arm.
    pub ratio: f64,
}

impl TwoMeans {
    /// Two arms of one size, tested at 5 %.
    #[must_use]
    pub fn new(effect: f64) -> Self {
        Self { effect, alpha: 0.05, ratio: 1.0 }
    }

    /// Expected statistic with so many units of control.
    fn shift(&self, units: f64) -> f64 {
        self.effect.abs() * (units * self.ratio / (1.0 + self.ratio)).sqrt()
    }

    /// Units of the control arm for this power if the variance were known.
    #[must_use]
    pub fn size_normal(&self, power: f64) -> f64 {
        let reach = critical(self.alpha) + normal_quantile(power);
        reach * reach * (1.0 + 1.0 / self.ratio) / (self.effect * self.effect)
    }

    /// Chance of a significant z test with so many units of control.
    #[must_use]
    pub fn power_normal(&self, units: f64) -> f64 {
        let (shift, bound) = (self.shift(units), critical(self.alpha));
        normal_cdf(shift - bound) + normal_cdf(-shift - bound)
    }

    /// Chance of a significant t test with so many units of control, by the noncentral t law; 0 for
    /// fewer than three units in all.
    #[must_use]
    pub fn power_t(&self, units: f64) -> f64 {
        let df = units * (1.0 + self.ratio) - 2.0;
        if df <= 0.0 {
            return 0.0;
        }
        let bound = student_t_quantile(1.0 - 0.5 * self.alpha, df);
        let shift = self.shift(units);
        1.0 - noncentral_t_cdf(bound, df, shift) + noncentral_t_cdf(-bound, df, shift)
    }

    /// Units of the control arm with which a t test has this power (a real number, as statsmodels
    /// gives it); infinite without an effect.
    #[must_use]
    pub fn size_t(&self, power: f64) -> f64 {
        let near = self.size_normal(power);
        // The t test needs a little more than the z test.
        reaches(near, 2.0 * near + 20.0, power, |units| self.power_t(units))
            .unwrap_or(f64::INFINITY)
    }
}

/// Smallest difference of means, in standard deviations, that a t test with so many units of control
/// detects with this power.
#[must_use]
pub fn detectable_effect(units: f64, alpha: f64, power: f64, ratio: f64) -> Option<f64> {
    let near = (critical(alpha) + normal_quantile(power)) * ((1.0 + 1.0 / ratio) / units).sqrt();
    reaches(0.0, 100.0 * near, power, |effect| TwoMeans { effect, alpha, ratio }.power_t(units))
}
