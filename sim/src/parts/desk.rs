//! How often people at a review desk are right (domain reference 3.14).

use crate::plan::Nanos;
use crate::stats::{normal_cdf, normal_quantile};

/// What reviewers' accuracy depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Accuracy {
    /// Always the same when rested.
    Fixed {
        /// Share of positives that are called so.
        sensitivity: f64,
        /// Share of negatives that are called so.
        specificity: f64,
    },
    /// On how common positives are among what they see: the rarer, the more are missed.
    Prevalence,
}

/// Nanoseconds in an hour.
const NANOS_PER_H: f64 = 3.6e12;

/// The people of one desk.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    accuracy: Accuracy,
    fatigue_per_h: f64,
    prevalence: f64,
    keep: f64,
}

impl Desk {
    /// A desk with a first idea of the prevalence, which the last `memory` items (at least 1) outweigh;
    /// fatigue in units of z for each hour of work without a break.
    #[must_use]
    pub(crate) fn new(accuracy: Accuracy, fatigue_per_h: f64, prior: f64, memory: f64) -> Self {
        let keep = 1.0 - 1.0 / memory.max(1.0);
        Self { accuracy, fatigue_per_h, prevalence: prior, keep }
    }

    /// Sensitivity and specificity of somebody who has worked this long without a break.
    #[must_use]
    pub(crate) fn rates(&self, worked: Nanos) -> (f64, f64) {
        let tired = self.fatigue_per_h * worked as f64 / NANOS_PER_H;
        let (sensitivity_z, specificity_z) = match self.accuracy {
            Accuracy::Fixed { sensitivity, specificity } if tired == 0.0 => {
                return (sensitivity, specificity);
            }
            Accuracy::Fixed { sensitivity, specificity } => {
                (normal_quantile(sensitivity), normal_quantile(specificity))
            }
            Accuracy::Prevalence => prevalence_z(self.prevalence),
        };
        (normal_cdf(sensitivity_z - tired), normal_cdf(specificity_z - tired))
    }

    /// An item was seen, which truly was positive or not.
    pub(crate) fn reviewed(&mut self, positive: bool) {
        self.prevalence = self.keep * self.prevalence + (1.0 - self.keep) * f64::from(positive);
    }

    /// Share of positives among what was seen lately.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn prevalence(&self) -> f64 {
        self.prevalence
    }
}

/// Sensitivity and specificity in units of z at a prevalence, kept off 0 and 1: the fit of domain
/// reference 3.14 to the prevalence effect (30 to 40 % misses at 1 to 2 %, about 7 % at 50 %).
fn prevalence_z(prevalence: f64) -> (f64, f64) {
    let prevalence = prevalence.clamp(1e-6, 1.0 - 1e-6);
    let rarity = 0.207 * libm::log((1.0 - prevalence) / prevalence);
    (1.476 - rarity, 1.10 + rarity)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Nanos = 3_600_000_000_000;

    #[test]
    fn the_rarer_positives_are_the_more_are_missed() {
        for (prevalence, expected) in [(0.5, 0.93), (0.1, 0.85), (0.01, 0.70)] {
            let desk = Desk::new(Accuracy::Prevalence, 0.0, prevalence, 100.0);
            let (sensitivity, specificity) = desk.rates(5 * HOUR);
            assert!((sensitivity - expected).abs() < 0.005, "{prevalence} {sensitivity}");
            // Both answers move along one line: a shifted criterion.
            let sum = normal_quantile(sensitivity) + normal_quantile(specificity);
            assert!((sum - 2.576).abs() < 1e-9);
        }
        assert!(Desk::new(Accuracy::Prevalence, 0.0, 0.0, 1.0).rates(0).0 > 0.0);
    }

    #[test]
    fn fatigue_takes_z_from_both() {
        let fixed = Accuracy::Fixed { sensitivity: 0.9, specificity: 0.95 };
        let desk = Desk::new(fixed, 0.1, 0.1, 100.0);
        assert_eq!(desk.rates(0), (0.9, 0.95));
        let (sensitivity, specificity) = desk.rates(4 * HOUR);
        assert!((normal_quantile(0.9) - normal_quantile(sensitivity) - 0.4).abs() < 1e-9);
        assert!((normal_quantile(0.95) - normal_quantile(specificity) - 0.4).abs() < 1e-9);
        let perfect = Accuracy::Fixed { sensitivity: 1.0, specificity: 0.0 };
        assert_eq!(Desk::new(perfect, 0.1, 0.1, 1.0).rates(HOUR), (1.0, 0.0));
    }

    #[test]
    fn the_prevalence_that_is_felt_follows_what_is_seen() {
        let mut desk = Desk::new(Accuracy::Prevalence, 0.0, 0.5, 50.0);
        let before = desk.rates(0).0;
        (0..50).for_each(|_| desk.reviewed(false));
        // After one memory, 1/e of the prior is left: (1 - 1/50)^50.
        assert!((desk.prevalence() / 0.5 - libm::pow(0.98, 50.0)).abs() < 1e-12);
        assert!(desk.rates(0).0 < before - 0.03);
        (0..5000).for_each(|item| desk.reviewed(item % 4 == 0));
        assert!((desk.prevalence() - 0.25).abs() < 0.02);
    }
}
