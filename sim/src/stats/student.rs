//! Student's t, for intervals from few batches or replications.

use std::sync::OnceLock;

use super::beta::incomplete_beta_of_rest;
use super::{Normal, incomplete_beta, integrate, normal_cdf};

/// The quantile of two-sided 95 % intervals, which every result needs many times for the same few
/// degrees of freedom.
#[must_use]
pub fn student_t_975(df: u32) -> f64 {
    static TABLE: [OnceLock<f64>; 64] = [const { OnceLock::new() }; 64];
    let compute = || student_t_quantile(0.975, f64::from(df));
    TABLE.get(df as usize).map_or_else(compute, |entry| *entry.get_or_init(compute))
}

/// The x with P(T <= x) = p for `df` degrees of freedom, 0 < p < 1.
#[must_use]
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    if p < 0.5 {
        return -student_t_quantile(1.0 - p, df);
    }
    let (mut low, mut high) = (0.0, 1.0);
    while student_t_cdf(high, df) < p {
        high *= 2.0;
    }
    // Bisection to the last bit: robust for one degree of freedom, and never in a hot path.
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if student_t_cdf(middle, df) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// P(T <= x) for `df` degrees of freedom, by the regularised incomplete beta function.
#[must_use]
pub fn student_t_cdf(x: f64, df: f64) -> f64 {
    let square = x * x;
    if df > 1e6 {
        // Two terms of the series in 1 / df; the next is below 1e-12 (Abramowitz & Stegun 26.7.8).
        return normal_cdf(x) - Normal::STANDARD.density(x) * x * (square + 1.0) / (4.0 * df);
    }
    let both = if df < 1e4 {
        incomplete_beta(df / 2.0, 0.5, df / (df + square))
    } else {
        incomplete_beta_of_rest(df / 2.0, 0.5, square / (df + square))
    };
    let tail = 0.5 * both;
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// P(T <= x) for Student's t with `df` degrees of freedom and this noncentrality.
///
/// T = (Z + noncentrality) / S with S^2 chi-square over its degrees of freedom, so it is the mean of
/// Phi(x S - noncentrality) over the law of S, by quadrature. Absolute error near 1e-12.
#[must_use]
pub fn noncentral_t_cdf(x: f64, df: f64, noncentrality: f64) -> f64 {
    const PIECES: u32 = 32;
    // Over the logarithm of S, where the density is smooth also for few degrees of freedom.
    let reach = 10.0 / libm::sqrt(2.0 * df);
    let (low, high) = (-reach - 40.0 / df, libm::log1p(reach));
    let breaks: Vec<f64> =
        (0..=PIECES).map(|at| low + (high - low) * f64::from(at) / f64::from(PIECES)).collect();
    // Relative to its value at the mode: no logarithm of a large factorial is needed.
    let density = |log_s: f64| libm::exp(df * (log_s - 0.5 * libm::expm1(2.0 * log_s)));
    let whole = integrate(&breaks, density);
    let inside = |log_s: f64| density(log_s) * normal_cdf(x * libm::exp(log_s) - noncentrality);
    integrate(&breaks, inside) / whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_invert_the_distribution_function() {
        for df in [1.0, 2.5, 19.0, 400.0, 9.9e5, 3e7] {
            for p in [0.01, 0.3, 0.5, 0.9, 0.999] {
                let back = student_t_cdf(student_t_quantile(p, df), df);
                assert!((back - p).abs() < 1e-12, "{df} {p} {back}");
            }
        }
        let normal = super::super::normal_quantile(0.975);
        assert!((student_t_quantile(0.975, 1e9) - normal).abs() < 1e-8);
    }

    #[test]
    fn without_noncentrality_it_is_students_law() {
        for df in [1.0, 2.0, 5.5, 30.0, 1.1e4, 9.9e5, 1e7] {
            for x in [-3.0, -0.2, 0.0, 1.0, 2.5] {
                let (got, want) = (noncentral_t_cdf(x, df, 0.0), student_t_cdf(x, df));
                assert!((got - want).abs() < 1e-11, "{df} {x}: {got} {want}");
            }
        }
    }
}
