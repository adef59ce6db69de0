//! Gauss-Legendre quadrature: exact for polynomials of twice the number of nodes, less one.

use std::f64::consts::PI;

/// Nodes and weights on (-1, 1), ascending.
///
/// Newton on the Legendre polynomial from the usual cosine start (Press et al., Numerical Recipes,
/// 4.6).
#[must_use]
pub fn gauss_legendre(nodes: usize) -> Vec<(f64, f64)> {
    let count = nodes as f64;
    let mut rule: Vec<(f64, f64)> = (0..nodes)
        .map(|at| {
            let mut x = libm::cos(PI * (at as f64 + 0.75) / (count + 0.5));
            let mut slope = 1.0;
            for _ in 0..8 {
                let value;
                (value, slope) = legendre(nodes, x);
                x -= value / slope;
            }
            (x, 2.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect();
    rule.reverse();
    rule
}

/// The Legendre polynomial of this degree and its slope at x, |x| < 1.
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for step in 0..degree {
        let j = step as f64;
        (before, value) = (value, ((2.0 * j + 1.0) * x * value - j * before) / (j + 1.0));
    }
    (value, degree as f64 * (x * value - before) / (x * x - 1.0))
}

/// The nodes and weights of a rule on (-1, 1) moved to (low, high).
pub fn on_interval(
    rule: &[(f64, f64)],
    low: f64,
    high: f64,
) -> impl Iterator<Item = (f64, f64)> + '_ {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    rule.iter().map(move |&(node, weight)| (middle + half * node, half * weight))
}

/// Integral over the intervals between neighbouring `breaks` (ascending), 16 nodes in each.
#[must_use]
pub fn integrate(breaks: &[f64], mut of: impl FnMut(f64) -> f64) -> f64 {
    let rule = gauss_legendre(16);
    breaks
        .windows(2)
        .map(|ends| on_interval(&rule, ends[0], ends[1]).map(|(x, w)| w * of(x)).sum::<f64>())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_exact_for_polynomials() {
        for nodes in [1, 2, 5, 16, 64] {
            let rule = gauss_legendre(nodes);
            for power in 0..2 * nodes {
                let got: f64 = rule.iter().map(|(x, w)| w * libm::pow(*x, power as f64)).sum();
                let want = if power % 2 == 0 { 2.0 / (power as f64 + 1.0) } else { 0.0 };
                assert!((got - want).abs() < 1e-13, "{nodes} nodes, x^{power}: {got} {want}");
            }
        }
    }

    #[test]
    fn integrals_over_pieces() {
        let breaks = [-9.0, -4.0, -2.0, 0.0, 2.0, 4.0, 9.0];
        let got = integrate(&breaks, |x| libm::exp(-0.5 * x * x));
        assert!((got - libm::sqrt(2.0 * PI)).abs() < 1e-12, "{got}");
    }
}
