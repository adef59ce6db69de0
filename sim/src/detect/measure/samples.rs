//! Measures on the values themselves.

/// Kolmogorov-Smirnov test of two samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ks {
    /// Largest distance between the two empirical distribution functions.
    pub statistic: f64,
    /// Chance of as large a distance if both come from the same continuous law, by its limit: see
    /// [`kolmogorov_tail`].
    pub p: f64,
}

/// Kolmogorov-Smirnov test of two samples, both sorted ascending and not empty. The p value is that
/// of the limit law at `D sqrt(n m / (n + m))`: too large by a few percent below 50 values.
#[must_use]
pub fn ks(a: &[f64], b: &[f64]) -> Ks {
    let (n, m) = (a.len() as f64, b.len() as f64);
    let mut statistic = 0.0_f64;
    sweep(a, b, |below_a, below_b, _| {
        statistic = statistic.max((below_a as f64 / n - below_b as f64 / m).abs());
    });
    Ks { statistic, p: kolmogorov_tail(statistic * (n * m / (n + m)).sqrt()) }
}

/// Distance that two samples of `n` and `m` values of one law exceed with chance `alpha`, by the
/// limit law: `K sqrt((n + m) / (n m))` with K = 1.358 at 5 %.
#[must_use]
pub fn ks_critical(alpha: f64, n: f64, m: f64) -> f64 {
    // The first term alone gives nearly the place, from above.
    let (mut low, mut high) = (0.0, (-0.5 * libm::log(0.5 * alpha)).sqrt() + 1e-3);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if kolmogorov_tail(middle) > alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high) * ((n + m) / (n * m)).sqrt()
}

/// P(K > x) of Kolmogorov's limit law: `2 sum (-1)^(j-1) exp(-2 j^2 x^2)`.
#[must_use]
pub fn kolmogorov_tail(x: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        // The other form of the theta function converges fast here.
        let term = |j: i32| {
            let odd = f64::from(2 * j - 1);
            libm::exp(-odd * odd * PI * PI / (8.0 * x * x))
        };
        return 1.0 - TAU.sqrt() / x * (1..=6).map(term).sum::<f64>();
    }
    let term = |j: i32| {
        let sign = if j % 2 == 1 { 2.0 } else { -2.0 };
        sign * libm::exp(-2.0 * f64::from(j * j) * x * x)
    };
    (1..=8).map(term).sum()
}

/// First Wasserstein distance of two samples, both sorted ascending and not empty, in units of the
/// values: the area between the empirical distribution functions.
#[must_use]
pub fn wasserstein(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len() as f64, b.len() as f64);
    let mut sum = 0.0;
    sweep(a, b, |below_a, below_b, step| {
        sum += step * (below_a as f64 / n - below_b as f64 / m).abs();
    });
    sum
}

/// Walks both sorted samples: how many values of each lie at or below each value, and the way from
/// there to the next value (0 behind the last).
fn sweep(a: &[f64], b: &[f64], mut visit: impl FnMut(usize, usize, f64)) {
    let (mut i, mut j) = (0, 0);
    let next = |i: usize, j: usize| match (a.get(i), b.get(j)) {
        (Some(&x), Some(&y)) => Some(x.min(y)),
        (Some(&x), None) | (None, Some(&x)) => Some(x),
        (None, None) => None,
    };
    while let Some(value) = next(i, j) {
        while a.get(i).is_some_and(|&x| x <= value) {
            i += 1;
        }
        while b.get(j).is_some_and(|&x| x <= value) {
            j += 1;
        }
        visit(i, j, next(i, j).map_or(0.0, |following| following - value));
    }
}
