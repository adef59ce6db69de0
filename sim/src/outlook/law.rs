//! Scores of both classes by formula, and what thresholds make of them.

use crate::detect::population::Mixture;
use crate::lifecycle::sight::{self, Bell};
use crate::stats::binormal::{Binormal, ErrorCosts, Operating, Rates};
use crate::stats::{Normal, integrate};
use crate::world::closed_form::{self, Split};

/// Narrowest bell that is told from a point.
const POINT: f64 = 1e-9;

/// Mixtures of more bells are integrated on a grid instead of on pieces of each.
const FEW: usize = 4;

/// Pieces of that grid.
const GRID: u32 = 240;

/// Scores of negatives and positives as they reach the policy.
#[derive(Debug, Clone)]
pub(crate) struct Law {
    pub(super) base_rate: f64,
    bells: Vec<Bell>,
}

impl Law {
    /// `None` where scores are all the same, or there is nothing to see.
    pub(crate) fn new(base_rate: f64, mut bells: Vec<Bell>) -> Option<Self> {
        let has_spread = bells.iter().any(|bell| bell.sd[0] > POINT && bell.weight > 0.0);
        for sd in bells.iter_mut().flat_map(|bell| &mut bell.sd) {
            *sd = sd.max(POINT);
        }
        let is_finite =
            bells.iter().flat_map(|bell| bell.mean.into_iter().chain(bell.sd)).all(f64::is_finite);
        (has_spread && is_finite).then_some(Self { base_rate, bells })
    }

    /// The same scores where another share is positive.
    pub(super) fn at_base_rate(&self, base_rate: f64) -> Self {
        Self { base_rate, ..self.clone() }
    }

    fn class(&self, class: usize) -> Mixture {
        let part =
            |bell: &Bell| (bell.weight, Normal { mean: bell.mean[class], sd: bell.sd[class] });
        Mixture::of(self.bells.iter().map(part).collect())
    }

    /// The two laws, where each class has one.
    fn binormal(&self) -> Option<Binormal> {
        let [bell] = self.bells[..] else { return None };
        let law = |class: usize| Normal { mean: bell.mean[class], sd: bell.sd[class] };
        Some(Binormal { base_rate: self.base_rate, negative: law(0), positive: law(1) })
    }

    /// Chance that a positive scores above a negative.
    pub(super) fn auc(&self) -> f64 {
        sight::auc(&self.bells)
    }

    /// Distance of the classes' means in standard deviations of negatives.
    pub(super) fn separation(&self) -> f64 {
        sight::separation(&self.bells)
    }

    /// Share of a class above a score.
    fn tail(&self, class: usize, score: f64) -> f64 {
        if score.is_infinite() {
            return f64::from(u8::from(score < 0.0));
        }
        let above = |bell: &Bell| {
            bell.weight * Normal { mean: bell.mean[class], sd: bell.sd[class] }.tail(score)
        };
        self.bells.iter().map(above).sum()
    }

    /// What a threshold does.
    pub(super) fn at(&self, threshold: f64) -> Rates {
        Rates::of(self.tail(1, threshold), self.tail(0, threshold), self.base_rate)
    }

    /// Shares of each class that two thresholds approve, hand to people and decline.
    pub(super) fn split(&self, thresholds: (f64, f64)) -> [Split; 2] {
        sight::split(&self.bells, thresholds)
    }

    /// Least and greatest score that matter.
    pub(super) fn range(&self, deviations: f64) -> (f64, f64) {
        let ends = self.bells.iter().flat_map(|bell| {
            [0, 1].map(|class| {
                let reach = deviations * bell.sd[class];
                (bell.mean[class] - reach, bell.mean[class] + reach)
            })
        });
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| {
            (all.0.min(one.0), all.1.max(one.1))
        })
    }

    fn pieces(&self) -> Vec<f64> {
        let laws = |bells: &[Bell]| -> Vec<Normal> {
            let of = |bell: &Bell| {
                [0, 1].map(|class| Normal { mean: bell.mean[class], sd: bell.sd[class] })
            };
            bells.iter().flat_map(of).collect()
        };
        if self.bells.len() <= FEW {
            return Normal::pieces(&laws(&self.bells));
        }
        let (low, high) = self.range(10.0);
        let narrow = 0.01 * (high - low) / f64::from(GRID);
        let points: Vec<_> =
            self.bells.iter().filter(|bell| bell.sd[0] < narrow).copied().collect();
        let step = (high - low) / f64::from(GRID);
        let mut ends = Normal::pieces(&laws(&points));
        ends.extend((0..=GRID).map(|at| low + step * f64::from(at)));
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        ends
    }

    /// Integral of precision over recall.
    pub(crate) fn average_precision(&self) -> f64 {
        if let Some(pair) = self.binormal() {
            return pair.average_precision();
        }
        let density = |x: f64| {
            let of = |bell: &Bell| {
                bell.weight * Normal { mean: bell.mean[1], sd: bell.sd[1] }.density(x)
            };
            self.bells.iter().map(of).sum::<f64>()
        };
        integrate(&self.pieces(), |x| self.at(x).precision.unwrap_or(1.0) * density(x))
    }

    /// Largest distance of the classes' distribution functions.
    pub(super) fn ks(&self) -> f64 {
        match self.binormal() {
            Some(pair) => pair.ks(),
            None => -self.least(|x| -(self.tail(1, x) - self.tail(0, x)).abs()).1,
        }
    }

    /// Where a function of the threshold is least.
    fn least(&self, of: impl Fn(f64) -> f64) -> (f64, f64) {
        let (low, high) = self.range(8.0);
        let steps = 512;
        let place = |at: i32| low + (high - low) * f64::from(at) / f64::from(steps);
        let best = (0..=steps)
            .min_by(|&a, &b| of(place(a)).total_cmp(&of(place(b))))
            .expect("there are steps");
        let (mut a, mut b) = (place((best - 1).max(0)), place((best + 1).min(steps)));
        const GOLDEN: f64 = 0.618_033_988_749_894_8;
        for _ in 0..60 {
            let (left, right) = (b - GOLDEN * (b - a), a + GOLDEN * (b - a));
            if of(left) < of(right) {
                b = right;
            } else {
                a = left;
            }
        }
        let x = 0.5 * (a + b);
        (x, of(x))
    }

    /// The threshold of least expected cost of errors; infinite where all or none are flagged.
    pub(super) fn cheapest(&self, costs: ErrorCosts) -> Operating {
        if let Some(pair) = self.binormal() {
            return pair.best_threshold(costs);
        }
        let cost = |x: f64| {
            self.base_rate * costs.false_negative * (1.0 - self.tail(1, x))
                + (1.0 - self.base_rate) * costs.false_positive * self.tail(0, x)
        };
        let (threshold, least) = self.least(cost);
        [f64::NEG_INFINITY, f64::INFINITY]
            .into_iter()
            .map(|end| Operating { threshold: end, cost: cost(end) })
            .fold(Operating { threshold, cost: least }, |best, end| {
                if end.cost < best.cost { end } else { best }
            })
    }

    /// Logarithm of the odds of being positive, given the score (Bayes).
    fn log_odds(&self, score: f64) -> f64 {
        let log_density = |class: usize| {
            let of = |bell: &Bell| {
                let law = Normal { mean: bell.mean[class], sd: bell.sd[class] };
                libm::log(bell.weight) + law.log_density(score)
            };
            let largest = self.bells.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = self.bells.iter().map(|bell| libm::exp(of(bell) - largest)).sum();
            largest + libm::log(sum)
        };
        log_density(1) - log_density(0) + logit(self.base_rate)
    }

    /// The score from which on the probability of being positive is `p`: of several, the highest.
    pub(super) fn score_of(&self, p: f64) -> f64 {
        if p <= 0.0 {
            return f64::NEG_INFINITY;
        }
        if p >= 1.0 {
            return f64::INFINITY;
        }
        if let Some(Binormal { negative, positive, .. }) = self.binormal() {
            let distance = positive.mean - negative.mean;
            if negative.sd == positive.sd && distance > 0.0 {
                // In standard deviations from negatives, the closed form.
                let sd = negative.sd;
                let z = closed_form::score_threshold(p, self.base_rate, distance / sd);
                return negative.mean + sd * z;
            }
        }
        let wanted = logit(p);
        let (low, high) = self.range(8.0);
        let steps = 512;
        let place = |at: i32| low + (high - low) * f64::from(at) / f64::from(steps);
        let is_below = |score: f64| self.log_odds(score) < wanted;
        let Some(last) = (0..=steps).rev().find(|&at| is_below(place(at))) else {
            return f64::NEG_INFINITY;
        };
        if last == steps {
            return f64::INFINITY;
        }
        let (mut a, mut b) = (place(last), place(last + 1));
        for _ in 0..60 {
            let middle = 0.5 * (a + b);
            if is_below(middle) {
                a = middle;
            } else {
                b = middle;
            }
        }
        0.5 * (a + b)
    }

    /// Is there a threshold of at least this recall at no more false positives, and which comes
    /// nearest in the plane of the two rates?
    pub(super) fn reach(&self, recall: f64, false_positive_rate: f64) -> (bool, f64) {
        if let Some(pair) = self.binormal() {
            let reach = pair.reach(recall, false_positive_rate);
            return (reach.is_feasible, reach.threshold);
        }
        let allowed = if false_positive_rate <= 0.0 {
            f64::INFINITY
        } else if false_positive_rate >= 1.0 {
            f64::NEG_INFINITY
        } else {
            self.class(0).quantile(1.0 - false_positive_rate)
        };
        let distance =
            |x: f64| libm::hypot(self.tail(1, x) - recall, self.tail(0, x) - false_positive_rate);
        (self.tail(1, allowed) >= recall, self.least(distance).0)
    }

    /// Mean over the scores of a function of them.
    pub(super) fn mean(&self, of: impl Fn(f64) -> f64) -> f64 {
        let density = |x: f64| {
            let of_bell = |bell: &Bell| {
                let class =
                    |class: usize| Normal { mean: bell.mean[class], sd: bell.sd[class] }.density(x);
                bell.weight * ((1.0 - self.base_rate) * class(0) + self.base_rate * class(1))
            };
            self.bells.iter().map(of_bell).sum::<f64>()
        };
        integrate(&self.pieces(), |x| of(x) * density(x))
    }
}

pub(super) fn logit(p: f64) -> f64 {
    libm::log(p) - libm::log1p(-p)
}

/// A number that JSON can hold.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
