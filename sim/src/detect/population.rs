//! What measures of drift converge to between known laws: normals and mixtures of normals.
//!
//! A feature or a score of two classes is a mixture of one normal law each, weighted by the base
//! rate, so this says how large a drift looks before any window is filled.

use serde::{Deserialize, Serialize};

use super::measure::psi;
use crate::stats::{Normal, integrate};

/// A weighted mixture of normal laws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mixture {
    /// Weights, which add up to 1, and laws.
    parts: Vec<(f64, Normal)>,
}

impl Mixture {
    /// One normal law.
    #[must_use]
    pub fn normal(law: Normal) -> Self {
        Self { parts: vec![(1.0, law)] }
    }

    /// Negatives and, with a share of `base_rate`, positives.
    #[must_use]
    pub fn of_classes(base_rate: f64, negative: Normal, positive: Normal) -> Self {
        let parts = [(1.0 - base_rate, negative), (base_rate, positive)];
        Self { parts: parts.into_iter().filter(|part| part.0 > 0.0).collect() }
    }

    /// Laws with their weights, which add up to 1; those without weight are left out.
    #[must_use]
    pub fn of(parts: Vec<(f64, Normal)>) -> Self {
        Self { parts: parts.into_iter().filter(|part| part.0 > 0.0).collect() }
    }

    fn laws(&self) -> impl Iterator<Item = Normal> + '_ {
        self.parts.iter().map(|part| part.1)
    }

    /// P(X <= x).
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.parts.iter().map(|(weight, law)| weight * law.cdf(x)).sum()
    }

    /// P(X > x).
    #[must_use]
    pub fn tail(&self, x: f64) -> f64 {
        self.parts.iter().map(|(weight, law)| weight * law.tail(x)).sum()
    }

    /// Mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.parts.iter().map(|(weight, law)| weight * law.mean).sum()
    }

    /// Standard deviation.
    #[must_use]
    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        let square = |law: &Normal| law.sd * law.sd + (law.mean - mean) * (law.mean - mean);
        self.parts.iter().map(|(weight, law)| weight * square(law)).sum::<f64>().sqrt()
    }

    /// The x with P(X <= x) = p, 0 < p < 1, by bisection to the last bits.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let ends = self.laws().map(|law| law.quantile(p));
        let (mut low, mut high) =
            ends.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, x| (ends.0.min(x), ends.1.max(x)));
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if self.cdf(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    /// Shares between these bounds (ascending).
    #[must_use]
    pub fn shares(&self, edges: &[f64]) -> Vec<f64> {
        let ends = [&[f64::NEG_INFINITY], edges, &[f64::INFINITY]].concat();
        // By the tail where that is the smaller one, so that no digits are lost.
        let between = |low: f64, high: f64| {
            if low > self.mean() {
                self.tail(low) - self.tail(high)
            } else {
                self.cdf(high) - self.cdf(low)
            }
        };
        ends.windows(2).map(|ends| between(ends[0], ends[1])).collect()
    }

    /// Logarithm of the density, also where the density is too small for a number.
    fn log_density(&self, x: f64) -> f64 {
        let log = |part: &(f64, Normal)| libm::log(part.0) + part.1.log_density(x);
        let largest = self.parts.iter().map(log).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = self.parts.iter().map(|part| libm::exp(log(part) - largest)).sum();
        largest + libm::log(sum)
    }
}

/// Distances of one law from another, without noise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// Population stability index over bins of equal share of the reference.
    pub psi: f64,
    /// The same without bins: Jeffreys' divergence, both Kullback-Leibler divergences together.
    pub jeffreys: f64,
    /// Kullback-Leibler divergence of the new law seen from the reference, in nats.
    pub kl_reference_to_new: f64,
    /// Kullback-Leibler divergence of the reference seen from the new law, in nats.
    pub kl_new_to_reference: f64,
    /// Jensen-Shannon divergence in nats; the distance is its root.
    pub js: f64,
    /// Kolmogorov-Smirnov distance.
    pub ks: f64,
    /// First Wasserstein distance, in units of the values.
    pub wasserstein: f64,
    /// The same in standard deviations of the reference.
    pub wasserstein_normed: f64,
}

/// How far a normal law lies from a reference that is one; PSI over so many bins.
#[must_use]
pub fn between_normals(reference: Normal, new: Normal, bins: u32) -> Drift {
    between_mixtures(&Mixture::normal(reference), &Mixture::normal(new), bins)
}

/// PSI of a mixture over bins of equal share of another.
#[must_use]
pub fn psi_between(reference: &Mixture, new: &Mixture, bins: u32) -> f64 {
    let bins = bins.max(1);
    let edges: Vec<f64> =
        (1..bins).map(|at| reference.quantile(f64::from(at) / f64::from(bins))).collect();
    psi(&vec![1.0 / f64::from(bins); bins as usize], &new.shares(&edges))
}

/// How far a mixture lies from a reference; PSI over so many bins. By quadrature, to about 1e-9 for
/// laws whose densities overlap.
#[must_use]
pub fn between_mixtures(reference: &Mixture, new: &Mixture, bins: u32) -> Drift {
    let laws: Vec<Normal> = reference.laws().chain(new.laws()).collect();
    let pieces = Normal::pieces(&laws);
    let kl = |p: &Mixture, q: &Mixture| {
        integrate(&pieces, |x| {
            let log = p.log_density(x);
            libm::exp(log) * (log - q.log_density(x))
        })
    };
    let js = integrate(&pieces, |x| {
        let (p, q) = (reference.log_density(x), new.log_density(x));
        let (top, low) = (p.max(q), p.min(q));
        let middle = top + libm::log1p(libm::exp(low - top)) - std::f64::consts::LN_2;
        0.5 * (libm::exp(p) * (p - middle) + libm::exp(q) * (q - middle))
    });
    let gap = |x: f64| {
        if x > reference.mean() {
            new.tail(x) - reference.tail(x)
        } else {
            reference.cdf(x) - new.cdf(x)
        }
    };
    let slope = |x: f64| reference.log_density(x) - new.log_density(x);
    let ks = split(&pieces, slope).into_iter().map(|x| gap(x).abs()).fold(0.0, f64::max);
    let wasserstein = integrate(&split(&pieces, gap), |x| gap(x).abs());
    let kl_reference_to_new = kl(reference, new);
    let kl_new_to_reference = kl(new, reference);
    Drift {
        psi: psi_between(reference, new, bins),
        jeffreys: kl_reference_to_new + kl_new_to_reference,
        kl_reference_to_new,
        kl_new_to_reference,
        js,
        ks,
        wasserstein,
        wasserstein_normed: wasserstein / reference.sd(),
    }
}

/// The ends of the pieces, and the roots of a function between them.
fn split(ends: &[f64], of: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut all = Vec::with_capacity(ends.len() + 2);
    for pair in ends.windows(2) {
        let (mut low, mut high) = (pair[0], pair[1]);
        all.push(low);
        let (left, right) = (of(low), of(high));
        if left * right < 0.0 {
            for _ in 0..60 {
                let middle = 0.5 * (low + high);
                if of(middle) * left > 0.0 {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            all.push(0.5 * (low + high));
        }
    }
    all.extend(ends.last());
    all
}
