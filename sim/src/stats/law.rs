//! Laws of times between arrivals, service times, thinking and setting up.

use super::Stream;

/// A law of non-negative random numbers, in whatever unit its parameters have.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// Memoryless.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Always the same.
    Deterministic {
        /// The value.
        value: f64,
    },
    /// The exponential of a normal variate.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Gamma; with a whole shape k Erlang-k, the sum of k exponential phases.
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale: mean over shape.
        scale: f64,
    },
    /// Equally likely everywhere between two bounds.
    Uniform {
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Exponential with a mean that is drawn first.
    Hyperexponential {
        /// Cumulative share and mean of every phase; the last share is 1.
        phases: Vec<(f64, f64)>,
    },
    /// Weibull.
    Weibull {
        /// Shape; below 1 the longer it has lasted, the longer it will.
        shape: f64,
        /// Scale: the quantile at 1 - 1/e.
        scale: f64,
    },
    /// Pareto of the first kind: a power tail.
    Pareto {
        /// Tail index: no mean up to 1, no variance up to 2.
        shape: f64,
        /// Smallest value.
        minimum: f64,
    },
    /// Measured values, drawn with replacement.
    Empirical {
        /// The values; never empty.
        values: Vec<f64>,
    },
}

/// The normal law's 99 % point.
const NORMAL_P99: f64 = 2.326_347_874_040_841;

/// How far from 1 the shares of phases may add up: room for three shares of .33.
const SHARE_SLACK: f64 = 0.02;

impl Law {
    /// Sum of `shape` exponential phases with this mean in all.
    #[must_use]
    pub fn erlang(shape: u32, mean: f64) -> Self {
        Self::gamma(f64::from(shape), mean)
    }

    /// Gamma by its shape (above 0) and mean.
    #[must_use]
    pub fn gamma(shape: f64, mean: f64) -> Self {
        Self::Gamma { shape, scale: mean / shape }
    }

    /// Uniform on `mean * (1 - spread)` to `mean * (1 + spread)`.
    #[must_use]
    pub fn uniform(mean: f64, spread: f64) -> Self {
        Self::Uniform { low: mean * (1.0 - spread), high: mean * (1.0 + spread) }
    }

    /// Two exponential phases that carry half of the mean each (Whitt 1982, "balanced means"), with
    /// this coefficient of variation; exponential where it is 1 or less.
    #[must_use]
    pub fn balanced(mean: f64, cv: f64) -> Self {
        if cv <= 1.0 {
            return Self::Exponential { mean };
        }
        let squared = cv * cv;
        let first = 0.5 * (1.0 + libm::sqrt((squared - 1.0) / (squared + 1.0)));
        let second = 1.0 / (squared + 1.0) / (2.0 * first); // 1 - first, without cancelling
        Self::Hyperexponential {
            phases: vec![(first, 0.5 * mean / first), (1.0, 0.5 * mean / second)],
        }
    }

    /// Exponential phases from `[share, mean, share, mean, ...]`.
    ///
    /// `None` unless there are whole pairs of finite numbers that are not negative, whose shares
    /// add up to 1 within 0.02 (they are then scaled to do so exactly).
    #[must_use]
    pub fn phases(pairs: &[f64]) -> Option<Self> {
        let fits = |value: &f64| value.is_finite() && *value >= 0.0;
        let total: f64 = pairs.iter().step_by(2).sum();
        let whole = !pairs.is_empty() && pairs.len().is_multiple_of(2) && pairs.iter().all(fits);
        if !whole || (total - 1.0).abs() > SHARE_SLACK {
            return None;
        }
        let mut sum = 0.0;
        let mut phases: Vec<_> = pairs
            .chunks_exact(2)
            .map(|pair| {
                sum += pair[0] / total;
                (sum, pair[1])
            })
            .collect();
        phases.last_mut()?.0 = 1.0;
        Some(Self::Hyperexponential { phases })
    }

    /// Weibull by its shape (above 0) and mean.
    #[must_use]
    pub fn weibull(shape: f64, mean: f64) -> Self {
        Self::Weibull { shape, scale: mean / libm::tgamma(1.0 + 1.0 / shape) }
    }

    /// Pareto by its tail index (above 1) and mean.
    #[must_use]
    pub fn pareto(shape: f64, mean: f64) -> Self {
        Self::Pareto { shape, minimum: mean * (shape - 1.0) / shape }
    }

    /// Lognormal by its median and 99th percentile, both above 0.
    #[must_use]
    pub fn lognormal_p50_p99(p50: f64, p99: f64) -> Self {
        Self::Lognormal { mu: libm::log(p50), sigma: libm::log(p99 / p50) / NORMAL_P99 }
    }

    /// Lognormal by its mean (above 0) and coefficient of variation.
    #[must_use]
    pub fn lognormal_cv(mean: f64, cv: f64) -> Self {
        let variance = libm::log1p(cv * cv);
        Self::Lognormal { mu: libm::log(mean) - 0.5 * variance, sigma: libm::sqrt(variance) }
    }

    /// Measured values; `None` unless there are some, all finite and none negative.
    #[must_use]
    pub fn empirical(values: &[f64]) -> Option<Self> {
        let fits = values.iter().all(|value| value.is_finite() && *value >= 0.0);
        (fits && !values.is_empty()).then(|| Self::Empirical { values: values.to_vec() })
    }

    /// One variate.
    #[inline]
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Exponential { mean } => mean * stream.exponential(),
            Self::Deterministic { value } => *value,
            _ => self.draw_other(stream),
        }
    }

    /// The laws that need more work, kept out of the caller's loop.
    #[inline(never)]
    fn draw_other(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Exponential { mean } => mean * stream.exponential(),
            Self::Deterministic { value } => *value,
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * stream.normal()),
            Self::Gamma { shape, scale } => scale * standard_gamma(*shape, stream),
            Self::Uniform { low, high } => low + (high - low) * stream.uniform(),
            Self::Hyperexponential { phases } => {
                let share = stream.uniform();
                let phase = phases.iter().find(|phase| share < phase.0).or(phases.last());
                phase.map_or(0.0, |phase| phase.1 * stream.exponential())
            }
            Self::Weibull { shape, scale } => scale * libm::pow(stream.exponential(), 1.0 / shape),
            Self::Pareto { shape, minimum } => minimum * libm::exp(stream.exponential() / shape),
            Self::Empirical { values } => {
                let place = (stream.uniform() * values.len() as f64) as usize;
                values[place.min(values.len() - 1)]
            }
        }
    }

    /// Mean; infinite for a Pareto law with a tail index up to 1.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Exponential { mean } => *mean,
            Self::Deterministic { value } => *value,
            Self::Lognormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Uniform { low, high } => 0.5 * (low + high),
            Self::Hyperexponential { phases } => weighted(phases, |mean| mean),
            Self::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Self::Pareto { shape, minimum } if *shape > 1.0 => minimum * shape / (shape - 1.0),
            Self::Pareto { .. } => f64::INFINITY,
            Self::Empirical { values } => values.iter().sum::<f64>() / values.len() as f64,
        }
    }

    /// Variance; infinite for a Pareto law with a tail index up to 2.
    #[must_use]
    pub fn variance(&self) -> f64 {
        match self {
            Self::Exponential { mean } => mean * mean,
            Self::Deterministic { .. } => 0.0,
            Self::Lognormal { sigma, .. } => {
                let mean = self.mean();
                mean * mean * libm::expm1(sigma * sigma)
            }
            Self::Gamma { shape, scale } => shape * scale * scale,
            Self::Uniform { low, high } => (high - low) * (high - low) / 12.0,
            Self::Hyperexponential { phases } => {
                // Within the phases, and between their means.
                let whole = self.mean();
                weighted(phases, |mean| mean * mean + (mean - whole) * (mean - whole))
            }
            Self::Weibull { shape, scale } => {
                let mean = self.mean();
                scale * scale * libm::tgamma(1.0 + 2.0 / shape) - mean * mean
            }
            Self::Pareto { shape, minimum } if *shape > 2.0 => {
                minimum * minimum * shape / ((shape - 1.0) * (shape - 1.0) * (shape - 2.0))
            }
            Self::Pareto { .. } => f64::INFINITY,
            Self::Empirical { values } => {
                let mean = self.mean();
                let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
                squares / values.len() as f64
            }
        }
    }

    /// The law of `factor` (above 0) times a variate of this one.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        match self {
            Self::Exponential { mean } => Self::Exponential { mean: mean * factor },
            Self::Deterministic { value } => Self::Deterministic { value: value * factor },
            Self::Lognormal { mu, sigma } => {
                Self::Lognormal { mu: mu + libm::log(factor), sigma: *sigma }
            }
            Self::Gamma { shape, scale } => Self::Gamma { shape: *shape, scale: scale * factor },
            Self::Uniform { low, high } => Self::Uniform { low: low * factor, high: high * factor },
            Self::Hyperexponential { phases } => Self::Hyperexponential {
                phases: phases.iter().map(|(share, mean)| (*share, mean * factor)).collect(),
            },
            Self::Weibull { shape, scale } => {
                Self::Weibull { shape: *shape, scale: scale * factor }
            }
            Self::Pareto { shape, minimum } => {
                Self::Pareto { shape: *shape, minimum: minimum * factor }
            }
            Self::Empirical { values } => {
                Self::Empirical { values: values.iter().map(|value| value * factor).collect() }
            }
        }
    }
}

/// Mean over the phases, each with its own share.
fn weighted(phases: &[(f64, f64)], value: impl Fn(f64) -> f64) -> f64 {
    let mut below = 0.0;
    let mut sum = 0.0;
    for &(share, mean) in phases {
        sum += (share - below) * value(mean);
        below = share;
    }
    sum
}

/// Gamma with scale 1 (Marsaglia & Tsang 2000, "A simple method for generating gamma variables").
fn standard_gamma(shape: f64, stream: &mut Stream) -> f64 {
    if shape < 1.0 {
        // Gamma(a) is Gamma(a + 1) times U^(1/a), and -ln U is exponential.
        let boost = libm::exp(-stream.exponential() / shape);
        return boost * standard_gamma(shape + 1.0, stream);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = stream.normal();
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = 1.0 - stream.uniform();
        let square = x * x;
        if u < 1.0 - 0.0331 * square * square
            || libm::log(u) < 0.5 * square + d * (1.0 - v + libm::log(v))
        {
            return d * v;
        }
    }
}

#[cfg(test)]
mod tests;
