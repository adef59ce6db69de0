//! The normal law: its distribution function, the inverse, and what is asked of it elsewhere.

use serde::{Deserialize, Serialize};

/// A normal law.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Normal {
    /// Mean.
    pub mean: f64,
    /// Standard deviation, above 0.
    pub sd: f64,
}

impl Normal {
    /// N(0, 1).
    pub const STANDARD: Self = Self { mean: 0.0, sd: 1.0 };

    /// P(X <= x), also for infinite x.
    #[must_use]
    pub fn cdf(self, x: f64) -> f64 {
        normal_cdf((x - self.mean) / self.sd)
    }

    /// P(X > x), which keeps its relative precision in the upper tail.
    #[must_use]
    pub fn tail(self, x: f64) -> f64 {
        normal_cdf((self.mean - x) / self.sd)
    }

    /// Logarithm of the density at x.
    #[must_use]
    pub fn log_density(self, x: f64) -> f64 {
        let z = (x - self.mean) / self.sd;
        -0.5 * z * z - libm::log(self.sd) - 0.5 * libm::log(std::f64::consts::TAU)
    }

    /// Density at x.
    #[must_use]
    pub fn density(self, x: f64) -> f64 {
        libm::exp(self.log_density(x))
    }

    /// The x with P(X <= x) = p.
    #[must_use]
    pub fn quantile(self, p: f64) -> f64 {
        self.mean + self.sd * normal_quantile(p)
    }

    /// Ends of pieces, ascending, on each of which the densities and distribution functions of all
    /// these laws are smooth, and outside which they hold next to nothing.
    #[must_use]
    pub fn pieces(laws: &[Self]) -> Vec<f64> {
        let of = |law: &Self| {
            let law = *law;
            (-20..=20).map(move |step| law.mean + law.sd * 0.5 * f64::from(step))
        };
        let mut ends: Vec<f64> = laws.iter().flat_map(of).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        ends
    }
}

/// P(N(0,1) <= x).
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The x with P(N(0,1) <= x) = p, for 0 < p < 1; minus or plus infinity at the ends.
///
/// A rational start (Abramowitz & Stegun 26.2.23) polished by Newton steps.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let tail = p.min(1.0 - p);
    let t = libm::sqrt(-2.0 * libm::log(tail));
    let top = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let bottom = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    // In the lower tail the distribution function keeps its relative precision.
    let mut x = top / bottom - t;
    for _ in 0..4 {
        let density = libm::exp(-0.5 * x * x) / libm::sqrt(std::f64::consts::TAU);
        x -= (normal_cdf(x) - tail) / density;
    }
    if p < 0.5 { x } else { -x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_inverts_the_distribution_function() {
        for p in [1e-12, 1e-6, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999_999] {
            let back = normal_cdf(normal_quantile(p));
            assert!((back - p).abs() < 1e-12 * p.max(1e-3), "{p} {back}");
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-12);
    }
}
