//! Experiments on a share, such as a conversion rate.

use serde::{Deserialize, Serialize};

use super::{critical, reaches};
use crate::stats::{normal_cdf, normal_quantile};

/// Which variance the test of two shares is planned with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeRule {
    /// Each arm's own variance throughout (Kohavi et al. 2009).
    Unpooled,
    /// The common variance for the critical value, each arm's own for the power (Fleiss 1981): what
    /// the usual z test with a pooled variance does.
    #[default]
    PooledNull,
    /// Cohen's h, after the transform that makes the variance constant (Cohen 1988). The size counts
    /// significant results on the wrong side as well, as statsmodels does; the other rules do not.
    Arcsine,
}

/// A two-sided test of two shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TwoProportions {
    /// Share of the control arm.
    pub control: f64,
    /// Share of the treated arm.
    pub treated: f64,
    /// Chance of a false alarm, two-sided.
    pub alpha: f64,
    /// Units of the treated arm for each of the control arm.
    pub ratio: f64,
}

impl TwoProportions {
    /// Two arms of one size, tested at 5 %.
    #[must_use]
    pub fn new(control: f64, treated: f64) -> Self {
        Self { control, treated, alpha: 0.05, ratio: 1.0 }
    }

    /// Distance to detect, and its standard deviation for one unit of control if there is no effect
    /// and if there is this one.
    fn scale(&self, rule: SizeRule) -> (f64, f64, f64) {
        let Self { control, treated, ratio, .. } = *self;
        let variance = |share: f64| share * (1.0 - share);
        let own = (variance(control) + variance(treated) / ratio).sqrt();
        let distance = (treated - control).abs();
        match rule {
            SizeRule::Unpooled => (distance, own, own),
            SizeRule::PooledNull => {
                let pooled = (control + ratio * treated) / (1.0 + ratio);
                (distance, (variance(pooled) * (1.0 + 1.0 / ratio)).sqrt(), own)
            }
            SizeRule::Arcsine => {
                let angle = |share: f64| 2.0 * libm::asin(share.clamp(0.0, 1.0).sqrt());
                let sd = (1.0 + 1.0 / ratio).sqrt();
                ((angle(treated) - angle(control)).abs(), sd, sd)
            }
        }
    }

    /// Units of the control arm for this power; infinite where there is nothing to detect.
    #[must_use]
    pub fn size(&self, power: f64, rule: SizeRule) -> f64 {
        let (distance, null, own) = self.scale(rule);
        let reach = critical(self.alpha) * null + normal_quantile(power) * own;
        let size = reach * reach / (distance * distance);
        if rule != SizeRule::Arcsine || size.is_infinite() {
            return size;
        }
        reaches(0.0, size, power, |units| self.power(units, rule)).unwrap_or(size)
    }

    /// Chance of a significant result on either side with so many units of the control arm.
    #[must_use]
    pub fn power(&self, units: f64, rule: SizeRule) -> f64 {
        let (distance, null, own) = self.scale(rule);
        let shift = distance * units.sqrt();
        let bound = critical(self.alpha) * null;
        normal_cdf((shift - bound) / own) + normal_cdf((-shift - bound) / own)
    }
}

/// Smallest rise of the control arm's share that has this power with so many units of control, as a
/// difference of shares; none if even a share of 1 has less.
#[must_use]
pub fn detectable_lift(
    control: f64,
    units: f64,
    alpha: f64,
    power: f64,
    ratio: f64,
    rule: SizeRule,
) -> Option<f64> {
    reaches(0.0, 1.0 - control, power, |lift| {
        TwoProportions { control, treated: control + lift, alpha, ratio }.power(units, rule)
    })
}
