//! Measures on bins (or categories).

use super::EMPTY_SHARE;
use crate::stats::{chi_square_quantile, chi_square_tail};

/// Shares of counts; all 0 without counts.
#[must_use]
pub fn shares(counts: &[u64]) -> Vec<f64> {
    let total: u64 = counts.iter().sum();
    counts.iter().map(|&count| count as f64 / total.max(1) as f64).collect()
}

fn filled(share: f64) -> f64 {
    if share > 0.0 { share } else { EMPTY_SHARE }
}

/// Population stability index `sum (a - e) ln(a / e)` of shares over the same bins: symmetric, 0 for
/// equal shares. Rule of thumb: 0.1 to watch, 0.25 to act (Yurdakul & Naranjo 2020), whatever the
/// number of values; see [`psi_noise_quantile`].
#[must_use]
pub fn psi(reference: &[f64], seen: &[f64]) -> f64 {
    let pairs = reference.iter().zip(seen).map(|(&e, &a)| (filled(e), filled(a)));
    pairs.map(|(e, a)| (a - e) * libm::log(a / e)).sum()
}

/// Kullback-Leibler divergence `sum p ln(p / q)`, in nats: of `q` seen from `p`.
#[must_use]
pub fn kl(p: &[f64], q: &[f64]) -> f64 {
    let pairs = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
    pairs.map(|(&p, &q)| p * libm::log(p / filled(q))).sum()
}

/// Jensen-Shannon divergence in nats: 0 for equal shares, ln 2 for disjoint ones. Empty bins stay
/// empty.
#[must_use]
pub fn jensen_shannon(p: &[f64], q: &[f64]) -> f64 {
    let part = |p: f64, middle: f64| if p > 0.0 { p * libm::log(p / middle) } else { 0.0 };
    let pairs = p.iter().zip(q).map(|(&p, &q)| (p, q, 0.5 * (p + q)));
    let sum: f64 = pairs.map(|(p, q, middle)| 0.5 * (part(p, middle) + part(q, middle))).sum();
    sum.max(0.0)
}

/// Jensen-Shannon distance: the root of the divergence in nats, as SciPy and Evidently give it.
#[must_use]
pub fn jensen_shannon_distance(p: &[f64], q: &[f64]) -> f64 {
    jensen_shannon(p, q).sqrt()
}

/// Largest difference of the cumulated shares: a lower bound of the Kolmogorov-Smirnov distance of
/// the values in the bins.
#[must_use]
pub fn ks_of_shares(p: &[f64], q: &[f64]) -> f64 {
    let mut gap = 0.0;
    let mut largest = 0.0_f64;
    for (p, q) in p.iter().zip(q) {
        gap += p - q;
        largest = largest.max(gap.abs());
    }
    largest
}

/// First Wasserstein distance where all values of a bin lie at its `place` (ascending, one for each
/// bin), in units of the places.
#[must_use]
pub fn wasserstein_of_shares(p: &[f64], q: &[f64], places: &[f64]) -> f64 {
    let mut gap = 0.0;
    let mut sum = 0.0;
    for ((p, q), steps) in p.iter().zip(q).zip(places.windows(2)) {
        gap += p - q;
        sum += gap.abs() * (steps[1] - steps[0]);
    }
    sum
}

/// Pearson's chi-square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquare {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Chance of as large a statistic if both come from the same law (1 with fewer than two
    /// categories).
    pub p: f64,
}

/// Test of homogeneity: whether two rows of counts over the same categories come from the same law.
/// Categories that neither row has are left out.
#[must_use]
pub fn chi_square(a: &[u64], b: &[u64]) -> ChiSquare {
    let totals = [a, b].map(|row| row.iter().sum::<u64>() as f64);
    let all = totals[0] + totals[1];
    let mut statistic = 0.0;
    let mut categories = 0;
    for (&a, &b) in a.iter().zip(b).filter(|(a, b)| **a + **b > 0) {
        categories += 1;
        let column = (a + b) as f64;
        for (count, total) in [(a, totals[0]), (b, totals[1])] {
            let expected = column * total / all;
            if expected > 0.0 {
                let distance = count as f64 - expected;
                statistic += distance * distance / expected;
            }
        }
    }
    let df = f64::from((categories - 1).max(0));
    let p = if df > 0.0 { chi_square_tail(statistic, df) } else { 1.0 };
    ChiSquare { statistic, df, p }
}

/// Mean PSI without any drift, of a reference of `n` values and a window of `m`:
/// `(1/n + 1/m) (bins - 1)` (Yurdakul 2018, to first order; an infinite `n` for a reference that is
/// a law).
#[must_use]
pub fn psi_noise_mean(bins: u32, n: f64, m: f64) -> f64 {
    (1.0 / n + 1.0 / m) * (f64::from(bins) - 1.0)
}

/// PSI that is exceeded without any drift in 1 - `p` of all windows:
/// `(1/n + 1/m)` times the quantile of chi-square with bins - 1 degrees of freedom. A threshold below
/// its 95 % quantile alarms by chance.
#[must_use]
pub fn psi_noise_quantile(p: f64, bins: u32, n: f64, m: f64) -> f64 {
    (1.0 / n + 1.0 / m) * chi_square_quantile(p, f64::from(bins) - 1.0)
}
