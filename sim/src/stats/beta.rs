//! The incomplete beta function.

/// I_x(a, b), the regularised incomplete beta function for a, b > 0, by its continued fraction
/// (Abramowitz & Stegun 26.5.8).
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let rest = 1.0 - x;
    regularised([a, b], [x, rest], [libm::log(x), libm::log(rest)])
}

/// I_x(a, b) for x = 1 - `rest`, where a large power of x needs the digits that 1 - x has lost.
pub(super) fn incomplete_beta_of_rest(a: f64, b: f64, rest: f64) -> f64 {
    if rest <= 0.0 {
        return 1.0;
    }
    regularised([a, b], [1.0 - rest, rest], [libm::log1p(-rest), libm::log(rest)])
}

/// I_x(a, b) from the powers (a, b), the arguments (x, 1 - x) and their logarithms.
fn regularised([a, b]: [f64; 2], [x, rest]: [f64; 2], [log_x, log_rest]: [f64; 2]) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - regularised([b, a], [rest, x], [log_rest, log_x]);
    }
    let front = libm::exp(a * log_x + b * log_rest - log_beta(a, b)) / a;
    front * fraction(a, b, x)
}

/// Logarithm of the beta function.
fn log_beta(a: f64, b: f64) -> f64 {
    let (small, large) = (a.min(b), a.max(b));
    if large < 1000.0 {
        return libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    }
    // Stirling's series for the difference of two large logarithms, which would cancel.
    let correction = |x: f64| (1.0 - 1.0 / (30.0 * x * x)) / (12.0 * x);
    let sum = large + small;
    libm::lgamma(small) - (large - 0.5) * libm::log1p(small / large) - small * libm::log(sum)
        + small
        + correction(large)
        - correction(sum)
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let keep = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / keep(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..1_000_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / keep(1.0 + term * d);
            c = keep(1.0 + term / c);
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_parameters_are_binomial_tails() {
        // I_x(k, n - k + 1) = P(binomial(n, x) >= k).
        for (n, k, x) in [(10_u32, 3_u32, 0.2), (30, 20, 0.7), (50, 1, 0.01)] {
            let mut term = libm::pow(1.0 - x, f64::from(n));
            let mut tail = 0.0;
            for count in 0..=n {
                if count >= k {
                    tail += term;
                }
                term *= f64::from(n - count) / f64::from(count + 1) * x / (1.0 - x);
            }
            let got = incomplete_beta(f64::from(k), f64::from(n - k + 1), x);
            assert!((got - tail).abs() < 1e-13, "{n} {k} {x}: {got} {tail}");
        }
    }

    #[test]
    fn both_ways_to_the_logarithm_agree() {
        for small in [0.5, 1.0, 3.7, 500.0] {
            let direct = libm::lgamma(small) + libm::lgamma(1000.0) - libm::lgamma(1000.0 + small);
            let got = log_beta(small, 1000.0);
            assert!((got - direct).abs() < 1e-11, "{small}: {got} {direct}");
        }
    }
}
