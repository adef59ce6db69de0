//! Run lengths: how many values a detector sees before its first alarm.

use serde::{Deserialize, Serialize};

use super::{CusumSettings, Detector, DetectorKind, EwmaSettings, Level, Limits, Side};
use crate::stats::{Normal, Purpose, Stream, gauss_legendre, normal_cdf, on_interval};

/// A mean run length from simulated streams.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunLength {
    /// Mean number of values up to the alarm, that value included.
    pub mean: f64,
    /// Standard error of the mean.
    pub standard_error: f64,
    /// Runs without an alarm: they count with the length at which they were given up, so the mean
    /// is then a lower bound.
    pub without_alarm: u32,
}

/// Mean run length on independent values of N(mean, sd), from so many runs; each is given up after
/// `longest` values.
#[must_use]
pub fn simulated(
    kind: DetectorKind,
    values: Normal,
    runs: u32,
    longest: u64,
    seed: u64,
) -> RunLength {
    let (mut mean, mut squares, mut without_alarm) = (0.0, 0.0, 0);
    for run in 0..runs {
        let mut stream = Stream::new(seed, run, "run length", Purpose::World);
        let mut detector = kind.build();
        let mut length = 1_u64;
        while detector.update(values.mean + values.sd * stream.normal()) != Level::Drift {
            if length == longest {
                without_alarm += 1;
                break;
            }
            length += 1;
        }
        let distance = length as f64 - mean;
        mean += distance / f64::from(run + 1);
        squares += distance * (length as f64 - mean);
    }
    let count = f64::from(runs);
    let standard_error = (squares / (count - 1.0).max(1.0) / count.max(1.0)).sqrt();
    RunLength { mean, standard_error, without_alarm }
}

/// Mean run length of a CUSUM from its start, on independent values of N(mean, sd).
///
/// One side solves Fredholm's equation
/// `L(z) = 1 + L(0) Phi(k - z - m) + integral over (0, h) of L(x) phi(x + k - z - m) dx`
/// at Gauss-Legendre nodes (Brook & Evans 1972; Goel & Wu 1971), two sides are
/// `1 / (1 / up + 1 / down)` (van Dobben de Bruyn 1968, exact as one sum is at 0 when the other
/// alarms). About 1e-9 relative.
#[must_use]
pub fn cusum(settings: CusumSettings, values: Normal) -> f64 {
    let CusumSettings { target, sd, k, h, side } = settings;
    // In standard deviations of the chart; the values may be wider than the chart believes.
    let shift = (values.mean - target) / sd;
    let scale = values.sd / sd;
    let one_sided = |shift: f64| {
        let law = Normal { mean: shift, sd: scale };
        let nodes = nodes(0.0, h, scale);
        // Unknowns: L(0), then L at the nodes.
        let places: Vec<f64> = [0.0].into_iter().chain(nodes.iter().map(|node| node.0)).collect();
        let row = |z: f64| {
            let to_zero = law.cdf(k - z);
            let inside = nodes.iter().map(|&(x, weight)| weight * law.density(x + k - z));
            [to_zero].into_iter().chain(inside).collect::<Vec<_>>()
        };
        mean_times(&places.iter().map(|&z| row(z)).collect::<Vec<_>>())[0]
    };
    match side {
        Side::Up => one_sided(shift),
        Side::Down => one_sided(-shift),
        Side::Both => 1.0 / (1.0 / one_sided(shift) + 1.0 / one_sided(-shift)),
    }
}

/// Mean run length of an EWMA with asymptotic limits from its start, on independent values of
/// N(mean, sd); none with exact limits, whose equation this is not.
///
/// `L(u) = 1 + integral over (-c, c) of L(x) phi((x - (1 - lambda) u) / lambda - m) dx / lambda`
/// (Crowder 1987; Lucas & Saccucci 1990). With one limit the other end of the integral is where the
/// average never comes, ten of its standard deviations away. About 1e-9 relative.
#[must_use]
pub fn ewma(settings: EwmaSettings, values: Normal) -> Option<f64> {
    let EwmaSettings { target, sd, lambda, limit, limits, side } = settings;
    if limits == Limits::Exact {
        return None;
    }
    let spread = (lambda / (2.0 - lambda)).sqrt();
    let (reach, scale) = (limit * spread, values.sd / sd);
    let shift = if side == Side::Down { target - values.mean } else { values.mean - target } / sd;
    let step = Normal { mean: lambda * shift, sd: lambda * scale };
    let low = if side == Side::Both { -reach } else { shift.min(0.0) - NEVER * spread * scale };
    let nodes = nodes(low, reach, step.sd);
    let row = |u: f64| {
        let from = (1.0 - lambda) * u;
        nodes.iter().map(|&(x, weight)| weight * step.density(x - from)).collect::<Vec<_>>()
    };
    let times = mean_times(&nodes.iter().map(|&(u, _)| row(u)).collect::<Vec<_>>());
    // The start, between the nodes, by the equation itself.
    Some(1.0 + row(0.0).iter().zip(&times).map(|(chance, time)| chance * time).sum::<f64>())
}

/// Standard deviations within which an average always stays.
const NEVER: f64 = 10.0;

/// Chance of an alarm at each value for a chart without memory (Shewhart): outside `limit` standard
/// deviations on both sides. Its mean run length is the reciprocal.
#[must_use]
pub fn shewhart_alarm(limit: f64, shift: f64) -> f64 {
    normal_cdf(-limit - shift) + normal_cdf(-limit + shift)
}

/// Gauss-Legendre nodes on an interval, close enough for a normal kernel of this width.
fn nodes(low: f64, high: f64, width: f64) -> Vec<(f64, f64)> {
    let count = (5.0 * (high - low) / width).min(376.0) as usize + 24;
    on_interval(&gauss_legendre(count), low, high).collect()
}

/// Solves `L = 1 + K L` for the mean times to leave, by elimination with pivots.
fn mean_times(kernel: &[Vec<f64>]) -> Vec<f64> {
    let size = kernel.len();
    let mut rows: Vec<Vec<f64>> = kernel
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let mut row: Vec<f64> = row.iter().map(|chance| -chance).collect();
            row[at] += 1.0;
            row.push(1.0);
            row
        })
        .collect();
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))
            .unwrap_or(column);
        rows.swap(column, pivot);
        let (done, below) = rows.split_at_mut(column + 1);
        let top = &done[column];
        for row in below {
            let factor = row[column] / top[column];
            for (value, above) in row[column..].iter_mut().zip(&top[column..]) {
                *value -= factor * above;
            }
        }
    }
    let mut solution = vec![0.0; size];
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|other| rows[at][other] * solution[other]).sum();
        solution[at] = (rows[at][size] - known) / rows[at][at];
    }
    solution
}
