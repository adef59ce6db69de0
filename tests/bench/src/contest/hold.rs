//! What an event costs by the number pending.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::child;

/// The best times of one law.
#[derive(Debug)]
pub struct Curve {
    pub law: String,
    /// Pending events, and ns an event.
    pub points: Vec<(u64, f64)>,
}

impl Curve {
    /// How much faster than the logarithm of the number pending the cost has grown since the
    /// smallest number, at the worst number: 1 is exactly as fast.
    pub fn growth(&self) -> Option<f64> {
        let &(first, cost) = self.points.first()?;
        let start = cost / libm::log(first as f64);
        let later = self.points.iter().skip(1);
        later.map(|&(pending, ns)| ns / libm::log(pending as f64) / start).reduce(f64::max)
    }

    pub fn json(&self) -> Value {
        let points: Vec<Value> = self
            .points
            .iter()
            .map(|&(pending, ns)| json!({"pending": pending, "ns": ns}))
            .collect();
        json!({"law": self.law, "points": points, "growth": self.growth()})
    }
}

/// One sweep over laws and numbers.
pub fn sweep(program: &Path) -> Result<Vec<Curve>, String> {
    let found = child::json(&mut Command::new(program))?;
    let mut curves: Vec<Curve> = Vec::new();
    for point in found.as_array().into_iter().flatten() {
        let law = point["law"].as_str().unwrap_or_default();
        let here = (point["pending"].as_u64().unwrap_or(0), point["ns"].as_f64().unwrap_or(0.0));
        match curves.iter_mut().find(|curve| curve.law == law) {
            Some(curve) => curve.points.push(here),
            None => curves.push(Curve { law: law.into(), points: vec![here] }),
        }
    }
    Ok(curves)
}

/// Keeps the best of each point.
pub fn merge(best: &mut Vec<Curve>, sweep: Vec<Curve>) {
    if best.is_empty() {
        *best = sweep;
        return;
    }
    for (curve, other) in best.iter_mut().zip(sweep) {
        for (point, (_, ns)) in curve.points.iter_mut().zip(other.points) {
            point.1 = point.1.min(ns);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithm_grows_like_one_and_a_line_faster() {
        let curve = |cost: fn(f64) -> f64| Curve {
            law: String::new(),
            points: [4, 100, 10_000].map(|n| (n, cost(n as f64))).to_vec(),
        };
        let log = curve(|n| 3.0 * libm::log(n)).growth().expect("there are points");
        assert!((log - 1.0).abs() < 1e-12, "{log}");
        let line = curve(|n| n).growth().expect("there are points");
        assert!((line - 2500.0 / (libm::log(10_000.0) / libm::log(4.0))).abs() < 1e-9, "{line}");
    }
}
