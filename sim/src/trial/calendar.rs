//! From units to days, and what time does to an effect.

use serde::{Deserialize, Serialize};

/// A part of the traffic for some days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RampStep {
    /// How long, in days.
    pub days: f64,
    /// Share of the traffic that takes part, 0 to 1.
    pub share: f64,
}

/// Days until `units` have come in all arms together, at so many a day, after a ramp (all take part
/// behind it). Infinite without traffic.
#[must_use]
pub fn days(units: f64, units_per_day: f64, ramp: &[RampStep]) -> f64 {
    let (mut left, mut passed) = (units, 0.0);
    for step in ramp {
        let comes = units_per_day * step.share * step.days;
        if comes >= left && comes > 0.0 {
            return passed + step.days * left / comes;
        }
        left -= comes;
        passed += step.days;
    }
    passed + left / units_per_day
}

/// Mean and 95 % quantile of the time until `labels` labels have come, where items come as a Poisson
/// process of `rate` and a share of them is labelled: Erlang(labels, rate share). In the unit of
/// 1 / rate.
#[must_use]
pub fn label_time(rate: f64, share: f64, labels: f64) -> LabelTime {
    let pace = rate * share;
    LabelTime {
        mean: labels / pace,
        sd: labels.sqrt() / pace,
        // Gamma(m, 1) is half of chi-square with 2 m degrees of freedom.
        p95: 0.5 * crate::stats::chi_square_quantile(0.95, 2.0 * labels) / pace,
    }
}

/// Time until enough labels have come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LabelTime {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// How much larger a variance is when clusters of `size` units with this intraclass correlation are
/// randomised: `1 + (m - 1) icc` (Kish 1965). Sizes grow by the same factor.
#[must_use]
pub fn design_effect(size: f64, icc: f64) -> f64 {
    1.0 + (size - 1.0) * icc
}

/// An effect that begins at one value and goes over to another: novelty or a learning curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Novelty {
    /// Effect on the first day.
    pub first: f64,
    /// Effect in the long run.
    pub lasting: f64,
    /// Days in which the difference falls to 1/e.
    pub days: f64,
}

impl Novelty {
    /// Effect on this day.
    #[must_use]
    pub fn at(&self, day: f64) -> f64 {
        self.lasting + (self.first - self.lasting) * libm::exp(-day / self.days)
    }

    /// Mean effect from one day to another: what an experiment over these days measures.
    #[must_use]
    pub fn mean(&self, from: f64, to: f64) -> f64 {
        if to <= from {
            return self.at(from);
        }
        let area = self.days * (libm::exp(-from / self.days) - libm::exp(-to / self.days));
        self.lasting + (self.first - self.lasting) * area / (to - from)
    }
}
