//! Laws of times, read from parameters under one prefix.

use super::values::Values;
use super::{Diagnostic, Place};
use crate::stats::Law;

/// Nanoseconds in a millisecond.
const NANOS_PER_MS: f64 = 1e6;

/// The law of times under `prefix`, in nanoseconds, with its mean from `{prefix}_mean_ms`.
pub(super) fn timed(
    prefix: &str,
    values: &Values<'_>,
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> Law {
    let word = values.word(&format!("{prefix}_law"));
    if word == "lognormal" {
        let p50_ms = values.number(&format!("{prefix}_p50_ms"));
        let p99_ms = values.number(&format!("{prefix}_p99_ms"));
        if p99_ms < p50_ms {
            findings.push(Diagnostic::error(
                place.clone(),
                format!("Its p99 ({p99_ms} ms) is below its median ({p50_ms} ms)."),
                "Give a p99 that is at least the median.",
            ));
        }
        return Law::lognormal_p50_p99(p50_ms * NANOS_PER_MS, p99_ms.max(p50_ms) * NANOS_PER_MS);
    }
    let mean = if word == "empirical" { 1.0 } else { values.number(&format!("{prefix}_mean_ms")) };
    shaped(prefix, mean * NANOS_PER_MS, values, place, findings)
}

/// The law under `prefix` with a mean that is given.
pub(super) fn shaped(
    prefix: &str,
    mean: f64,
    values: &Values<'_>,
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> Law {
    let number = |key: &str| values.number(&format!("{prefix}_{key}"));
    let list = |key: &str| values.list(&format!("{prefix}_{key}"));
    let mut fail = |message: &str, hint: &str| {
        findings.push(Diagnostic::error(place.clone(), message, hint));
        Law::Deterministic { value: mean }
    };
    match values.word(&format!("{prefix}_law")).as_str() {
        "exponential" => Law::Exponential { mean },
        "erlang" => {
            let stages = number("shape");
            if stages < 1.0 || libm::floor(stages) != stages {
                return fail("Erlang's stages are a whole number.", "Use gamma for any shape.");
            }
            Law::erlang(stages as u32, mean)
        }
        "gamma" => Law::gamma(number("shape"), mean),
        "weibull" => Law::weibull(number("shape"), mean),
        "pareto" => {
            let shape = number("shape");
            if shape <= 1.0 {
                return fail(
                    "A Pareto law with a tail index of 1 or less has no mean.",
                    "Raise it.",
                );
            }
            Law::pareto(shape, mean)
        }
        "uniform" => Law::uniform(mean, number("spread")),
        "hyperexponential" => {
            let phases = list("phases");
            if phases.is_empty() {
                return Law::balanced(mean, number("cv"));
            }
            let in_nanos: Vec<f64> = phases
                .chunks(2)
                .flat_map(|pair| {
                    let time = pair.get(1).map(|ms| ms * NANOS_PER_MS);
                    std::iter::once(pair[0]).chain(time)
                })
                .collect();
            Law::phases(&in_nanos).unwrap_or_else(|| {
                fail(
                    "Its phases are not pairs of a share and a mean time, with shares that add up \
                     to 1.",
                    "Write share, mean in ms, share, mean in ms, and so on.",
                )
            })
        }
        "empirical" => {
            let samples: Vec<f64> = list("samples_ms").iter().map(|ms| ms * NANOS_PER_MS).collect();
            Law::empirical(&samples)
                .unwrap_or_else(|| fail("It has no samples to draw from.", "Give some times."))
        }
        _ => Law::Deterministic { value: mean },
    }
}
