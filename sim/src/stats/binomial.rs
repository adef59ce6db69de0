//! Binomial counts, exactly, in a number of steps that grows with the standard deviation only.

use super::Stream;

/// The binomial law of so many trials.
#[derive(Debug, Clone, Copy)]
pub struct Binomial {
    trials: u64,
    /// Odds of a success.
    odds: f64,
    mode: u64,
    /// Chance of the mode.
    peak: f64,
}

impl Binomial {
    /// The number of successes in `trials`, each with chance `p`.
    #[must_use]
    pub fn new(trials: u64, p: f64) -> Self {
        let p = p.clamp(0.0, 1.0);
        let n = trials as f64;
        let mode = (((n + 1.0) * p) as u64).min(trials);
        let k = mode as f64;
        let ways = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
        let part = |count: f64, chance: f64| {
            if count > 0.0 { count * libm::log(chance) } else { 0.0 }
        };
        let peak = libm::exp(ways + part(k, p) + part(n - k, 1.0 - p));
        Self { trials, odds: p / (1.0 - p), mode, peak }
    }

    /// Draws a count by inversion, outwards from the mode (Devroye 1986, X.1).
    pub fn draw(&self, stream: &mut Stream) -> u64 {
        let mut left = stream.uniform() - self.peak;
        let (mut low, mut high) = (self.mode, self.mode);
        let (mut low_chance, mut high_chance) = (self.peak, self.peak);
        while left > 0.0 {
            let has_high = high < self.trials && high_chance > 0.0;
            let has_low = low > 0 && low_chance > 0.0;
            if has_high {
                high_chance *= (self.trials - high) as f64 / (high + 1) as f64 * self.odds;
                high += 1;
                left -= high_chance;
                if left <= 0.0 {
                    return high;
                }
            }
            if has_low {
                low_chance *= low as f64 / ((self.trials - low + 1) as f64 * self.odds);
                low -= 1;
                left -= low_chance;
                if left <= 0.0 {
                    return low;
                }
            }
            if !has_high && !has_low {
                // What rounding has left of the chance.
                break;
            }
        }
        self.mode
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Purpose;

    #[test]
    fn counts_have_the_moments_and_the_tails_of_the_law() {
        for (trials, p) in [(1_u64, 0.3), (12, 0.5), (14_750, 0.1), (1000, 0.999), (5000, 0.0)] {
            let law = Binomial::new(trials, p);
            let mut stream = Stream::new(3, 0, "binomial", Purpose::World);
            let draws = 40_000;
            let counts: Vec<f64> = (0..draws).map(|_| law.draw(&mut stream) as f64).collect();
            let n = f64::from(draws);
            let mean = counts.iter().sum::<f64>() / n;
            let want = trials as f64 * p;
            let variance = want * (1.0 - p);
            let error = (variance / n).sqrt();
            assert!((mean - want).abs() <= 4.0 * error, "{trials} {p}: mean {mean}");
            let seen = counts.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
            assert!((seen - variance).abs() <= 0.04 * variance, "{trials} {p}: variance {seen}");
            assert!(counts.iter().all(|&x| x <= trials as f64));
        }
    }
}
