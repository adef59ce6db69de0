//! Scores of two classes, each normal: what a threshold does, and what it costs.
//!
//! Sources: Green & Swets 1966 (equal variances), Metz 1978 (unequal), Elkan 2001 (costs).

use serde::{Deserialize, Serialize};

use super::{Normal, integrate, normal_cdf, normal_quantile};

/// Scores N(negative) of one class and N(positive) of the other, which comes with a share of
/// `base_rate`. A score above the threshold is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Binormal {
    /// Share of positives, between 0 and 1.
    pub base_rate: f64,
    /// Scores of negatives.
    pub negative: Normal,
    /// Scores of positives.
    pub positive: Normal,
}

/// What a threshold does, as shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Share of positives that are flagged (true positive rate).
    pub recall: f64,
    /// Share of negatives that are flagged.
    pub false_positive_rate: f64,
    /// Share of all that are flagged.
    pub flag_share: f64,
    /// Share of the flagged that are positive; none where nothing is flagged.
    pub precision: Option<f64>,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Share that is decided rightly.
    pub accuracy: f64,
}

impl Rates {
    /// All rates from the two that the threshold sets and the base rate.
    #[must_use]
    pub fn of(recall: f64, false_positive_rate: f64, base_rate: f64) -> Self {
        let hits = base_rate * recall;
        let false_alarms = (1.0 - base_rate) * false_positive_rate;
        let flag_share = hits + false_alarms;
        Self {
            recall,
            false_positive_rate,
            flag_share,
            precision: (flag_share > 0.0).then(|| hits / flag_share),
            f1: 2.0 * hits / (flag_share + base_rate),
            accuracy: hits + (1.0 - base_rate) * (1.0 - false_positive_rate),
        }
    }
}

/// Cost of one error of each kind, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ErrorCosts {
    /// A negative that is flagged.
    pub false_positive: f64,
    /// A positive that is not.
    pub false_negative: f64,
}

/// A threshold and its expected cost per decision.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Operating {
    /// Scores above it are flagged; infinite where all or none are.
    pub threshold: f64,
    /// Expected cost per decision.
    pub cost: f64,
}

/// Whether a wish can be had, and the nearest point of the ROC curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    /// Whether some threshold has at least this recall at no more false positives.
    pub is_feasible: bool,
    /// Threshold of the nearest point.
    pub threshold: f64,
    /// What it does.
    pub nearest: Rates,
}

impl Binormal {
    /// N(0, 1) against N(separation, 1).
    #[must_use]
    pub fn equal_variance(base_rate: f64, separation: f64) -> Self {
        let positive = Normal { mean: separation, sd: 1.0 };
        Self { base_rate, negative: Normal::STANDARD, positive }
    }

    /// Chance that a positive scores above a negative: Phi((m1 - m0) / sqrt(s0^2 + s1^2)).
    #[must_use]
    pub fn auc(&self) -> f64 {
        let spread = libm::hypot(self.negative.sd, self.positive.sd);
        normal_cdf((self.positive.mean - self.negative.mean) / spread)
    }

    /// What a threshold does.
    #[must_use]
    pub fn at(&self, threshold: f64) -> Rates {
        Rates::of(self.positive.tail(threshold), self.negative.tail(threshold), self.base_rate)
    }

    /// Probability of being positive, given the score (Bayes).
    #[must_use]
    pub fn posterior(&self, score: f64) -> f64 {
        let ratio = self.negative.log_density(score) - self.positive.log_density(score);
        1.0 / (1.0 + (1.0 - self.base_rate) / self.base_rate * libm::exp(ratio))
    }

    /// Average precision: the integral of precision over recall, by quadrature to about 1e-12.
    #[must_use]
    pub fn average_precision(&self) -> f64 {
        integrate(&Normal::pieces(&[self.negative, self.positive]), |threshold| {
            self.at(threshold).precision.unwrap_or(1.0) * self.positive.density(threshold)
        })
    }

    /// Largest distance between the classes' distribution functions (Kolmogorov-Smirnov).
    #[must_use]
    pub fn ks(&self) -> f64 {
        let distance = |x: f64| (self.negative.cdf(x) - self.positive.cdf(x)).abs();
        self.at_likelihood_ratio(0.0).into_iter().flatten().map(distance).fold(0.0, f64::max)
    }

    /// Expected cost per decision at a threshold.
    #[must_use]
    pub fn cost(&self, threshold: f64, costs: ErrorCosts) -> f64 {
        self.base_rate * costs.false_negative * self.positive.cdf(threshold)
            + (1.0 - self.base_rate) * costs.false_positive * self.negative.tail(threshold)
    }

    /// The threshold of least expected cost.
    ///
    /// The cost is stationary where the likelihood ratio is `C_FP (1 - pi) / (C_FN pi)`; with
    /// unequal variances there may be two such scores, or none, and flagging all or none is then
    /// compared as well.
    #[must_use]
    pub fn best_threshold(&self, costs: ErrorCosts) -> Operating {
        let negatives = costs.false_positive * (1.0 - self.base_rate);
        let ratio = libm::log(negatives / (costs.false_negative * self.base_rate));
        let stationary = self.at_likelihood_ratio(ratio).into_iter().flatten();
        // Errors that cost nothing have no ratio, and no threshold is better than another.
        stationary
            .filter(|threshold| threshold.is_finite())
            .chain([f64::NEG_INFINITY, f64::INFINITY])
            .map(|threshold| Operating { threshold, cost: self.cost(threshold, costs) })
            .min_by(|a, b| a.cost.total_cmp(&b.cost))
            .expect("there are always two candidates")
    }

    /// Expected cost per decision over this range of thresholds, equally spaced, both ends included.
    #[must_use]
    pub fn cost_curve(
        &self,
        low: f64,
        high: f64,
        points: u32,
        costs: ErrorCosts,
    ) -> Vec<Operating> {
        let step = (high - low) / f64::from(points.max(2) - 1);
        (0..points.max(2))
            .map(|at| low + step * f64::from(at))
            .map(|threshold| Operating { threshold, cost: self.cost(threshold, costs) })
            .collect()
    }

    /// Rates along the ROC and precision-recall curves, from flagging nothing to flagging all:
    /// each step adds the same share of all scores, positives and negatives half and half.
    #[must_use]
    pub fn curve(&self, points: u32) -> Vec<Rates> {
        let halves = Self { base_rate: 0.5, ..*self };
        let points = points.max(2);
        (0..points)
            .map(|at| {
                let share = f64::from(at) / f64::from(points - 1);
                self.at(halves.threshold_of_share(share))
            })
            .collect()
    }

    /// The threshold that flags this share of all.
    #[must_use]
    pub fn threshold_of_share(&self, share: f64) -> f64 {
        if share <= 0.0 {
            return f64::INFINITY;
        }
        if share >= 1.0 {
            return f64::NEG_INFINITY;
        }
        let of = |law: Normal| law.quantile(1.0 - share);
        let (a, b) = (of(self.negative), of(self.positive));
        let (mut low, mut high) = (a.min(b), a.max(b));
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if self.at(middle).flag_share > share {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    /// Whether a recall can be had at a false positive rate, and the nearest point of the ROC
    /// curve (by the distance in the plane of the two rates).
    #[must_use]
    pub fn reach(&self, recall: f64, false_positive_rate: f64) -> Reach {
        let allowed = self.negative.quantile(1.0 - false_positive_rate.clamp(0.0, 1.0));
        let is_feasible = false_positive_rate >= 0.0 && self.positive.tail(allowed) >= recall;
        let distance = |threshold: f64| {
            let rates = self.at(threshold);
            libm::hypot(rates.recall - recall, rates.false_positive_rate - false_positive_rate)
        };
        let ends = Normal::pieces(&[self.negative, self.positive]);
        let nearest = (0..ends.len())
            .min_by(|&a, &b| distance(ends[a]).total_cmp(&distance(ends[b])))
            .expect("there are pieces");
        let low = ends[nearest.saturating_sub(1)];
        let high = ends[(nearest + 1).min(ends.len() - 1)];
        let threshold = minimum(low, high, distance);
        Reach { is_feasible, threshold, nearest: self.at(threshold) }
    }

    /// The same for a recall at a share of all that may be flagged (or reviewed).
    #[must_use]
    pub fn reach_at_share(&self, recall: f64, flag_share: f64) -> Reach {
        let negatives = (flag_share - self.base_rate * recall) / (1.0 - self.base_rate);
        self.reach(recall, negatives)
    }

    /// Scores at which the logarithm of positive over negative density has this value: one with
    /// equal variances, else two or none.
    fn at_likelihood_ratio(&self, ratio: f64) -> [Option<f64>; 2] {
        let Normal { mean: m0, sd: s0 } = self.negative;
        let Normal { mean: m1, sd: s1 } = self.positive;
        // a x^2 + b x + c = 0.
        let a = 0.5 / (s0 * s0) - 0.5 / (s1 * s1);
        let b = m1 / (s1 * s1) - m0 / (s0 * s0);
        let c =
            0.5 * (m0 / s0) * (m0 / s0) - 0.5 * (m1 / s1) * (m1 / s1) + libm::log(s0 / s1) - ratio;
        if a == 0.0 {
            return [(b != 0.0).then(|| -c / b), None];
        }
        let square = b * b - 4.0 * a * c;
        if square < 0.0 {
            return [None, None];
        }
        // The form without cancellation.
        let q = -0.5 * (b + libm::copysign(square.sqrt(), b));
        [Some(q / a), (q != 0.0).then(|| c / q)]
    }
}

/// Where a function of one valley in this interval is least, by golden sections.
fn minimum(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_8;
    for _ in 0..80 {
        let (a, b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if of(a) < of(b) {
            high = b;
        } else {
            low = a;
        }
    }
    0.5 * (low + high)
}

/// d' of an equal-variance score with this AUC: sqrt 2 times the normal quantile.
#[must_use]
pub fn separation_of_auc(auc: f64) -> f64 {
    std::f64::consts::SQRT_2 * normal_quantile(auc)
}

/// Expected d' of a linear model learnt from so many rows (learning curve):
/// `d'^2 / sqrt(d'^2 + k (1/n1 + 1/n0))` (Fisher's discriminant with known covariance).
#[must_use]
pub fn learned_separation(separation: f64, features: f64, positives: f64, negatives: f64) -> f64 {
    let square = separation * separation;
    square / (square + features * (1.0 / positives + 1.0 / negatives)).sqrt()
}
