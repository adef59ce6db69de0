//! The incomplete gamma function and the chi-square law.

/// P(a, x), the regularised lower incomplete gamma function, for a > 0 and x >= 0.
#[must_use]
pub fn incomplete_gamma_lower(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x < a + 1.0 {
        series(a, x)
    } else {
        1.0 - fraction(a, x)
    }
}

/// Q(a, x) = 1 - P(a, x), which keeps its relative precision in the upper tail.
#[must_use]
pub fn incomplete_gamma_upper(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x < a + 1.0 {
        1.0 - series(a, x)
    } else {
        fraction(a, x)
    }
}

/// x^a e^-x / Gamma(a).
fn front(a: f64, x: f64) -> f64 {
    libm::exp(a * libm::log(x) - x - libm::lgamma(a))
}

/// Power series (Abramowitz & Stegun 6.5.29).
fn series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    let mut at = a;
    while term > sum * 1e-17 {
        at += 1.0;
        term *= x / at;
        sum += term;
    }
    sum * front(a, x)
}

/// Continued fraction (Abramowitz & Stegun 6.5.31), by Lentz's method.
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let keep = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / keep(b);
    let mut value = d;
    for step in 1..100_000 {
        let i = f64::from(step);
        let numerator = -i * (i - a);
        b += 2.0;
        d = 1.0 / keep(numerator * d + b);
        c = keep(b + numerator / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value * front(a, x)
}

/// P(X <= x) for chi-square with `df` degrees of freedom.
#[must_use]
pub fn chi_square_cdf(x: f64, df: f64) -> f64 {
    incomplete_gamma_lower(0.5 * df, 0.5 * x)
}

/// P(X > x) for chi-square with `df` degrees of freedom: the p value of a chi-square statistic.
#[must_use]
pub fn chi_square_tail(x: f64, df: f64) -> f64 {
    incomplete_gamma_upper(0.5 * df, 0.5 * x)
}

/// The x with P(X <= x) = p for chi-square with `df` degrees of freedom, 0 < p < 1; 0 or infinity
/// at the ends. By bisection to the last bit.
#[must_use]
pub fn chi_square_quantile(p: f64, df: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    // Each side of the middle is looked for by the function that is precise there.
    let is_below = |x: f64| {
        if p < 0.5 { chi_square_cdf(x, df) < p } else { chi_square_tail(x, df) > 1.0 - p }
    };
    let (mut low, mut high) = (0.0, df.max(1.0));
    while is_below(high) {
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_chi_square_are_exponentials_and_normals() {
        for x in [1e-9, 0.01, 0.7, 2.0, 9.0, 60.0] {
            let exponential = libm::exp(-0.5 * x);
            let tail = chi_square_tail(x, 2.0);
            assert!((tail - exponential).abs() < 1e-14 * exponential.max(1e-3), "{x} {tail}");
            let normal = libm::erfc(libm::sqrt(0.5 * x));
            let tail = chi_square_tail(x, 1.0);
            assert!((tail - normal).abs() < 1e-12 * normal, "{x} {tail} {normal}");
            let both = chi_square_cdf(x, 5.0) + chi_square_tail(x, 5.0);
            assert!((both - 1.0).abs() < 1e-15, "{both}");
        }
    }

    #[test]
    fn quantiles_are_those_of_tables() {
        // Abramowitz & Stegun, table 26.8, with more digits by SciPy 1.17.
        for (p, df, want) in [
            (0.95, 9.0, 16.918_977_604_620_45),
            (0.95, 1.0, 3.841_458_820_694_124),
            (0.99, 100.0, 135.806_723_171_026_76),
            (0.005, 4.0, 0.206_989_093_496_182),
        ] {
            let got = chi_square_quantile(p, df);
            assert!((got - want).abs() < 1e-10 * want, "{p} {df}: {got}");
        }
    }
}
