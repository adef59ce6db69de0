//! Traffic: gaps and think times of every shape.

use serde_json::{Value, json};
use windtunnel_tests::network::Network;
use windtunnel_tests::theory::gamma;
use windtunnel_tests::view;

use super::bench::{instant, run_with, with};

/// Variance over mean of the counts in long intervals: for a renewal process the squared coefficient
/// of variation of its gaps.
fn dispersion(traffic: Value) -> f64 {
    let network = Network::traffic(traffic, "queue").node("queue", "service", instant());
    // 2000 intervals of 200 mean gaps.
    let run = run_with(&network, 2000.0 * 20.0, 0.0, 2000);
    let counts = view::numbers(&run.0, "series/arrived").expect("they are counted");
    let mean = counts.iter().sum::<f64>() / counts.len() as f64;
    assert!((mean / 200.0 - 1.0).abs() < 0.02, "ten a second, not {}", mean / 20.0);
    counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>()
        / (counts.len() as f64 - 1.0)
        / mean
}

/// Each law, at a mean of 100 ms, with its squared coefficient of variation.
fn laws() -> Vec<(&'static str, Value, f64)> {
    vec![
        ("deterministic", json!({}), 0.0),
        ("exponential", json!({}), 1.0),
        ("erlang", json!({"shape": 4}), 0.25),
        ("gamma", json!({"shape": 0.5}), 2.0),
        ("uniform", json!({"spread": 0.8}), 0.64 / 3.0),
        ("hyperexponential", json!({"cv": 2}), 4.0),
        ("weibull", json!({"shape": 0.8}), gamma(3.5) / gamma(2.25).powi(2) - 1.0),
        ("pareto", json!({"shape": 4}), 1.0 / 8.0),
        // Mean 45 + 55; second moment 2 (0.9 * 50^2 + 0.1 * 550^2).
        ("hyperexponential", json!({"phases": [0.9, 50, 0.1, 550]}), 5.5),
        ("empirical", json!({"samples_ms": [40, 160]}), 0.36),
    ]
}

/// Parameters of a law under the keys of its kind.
fn keyed(prefix: &str, law: &str, params: &Value) -> Value {
    let mut all = json!({format!("{prefix}_law"): law});
    for (key, value) in params.as_object().expect("parameters") {
        all[format!("{prefix}_{key}")] = value.clone();
    }
    all
}

/// The sampling error of a variance over 2000 intervals is 3 %; what is within an interval of its
/// ends adds another.
fn expect(name: &str, law: &str, got: f64, theory: f64) {
    println!("{name} {law}: {got:.4} (theory {theory:.4})");
    assert!((got - theory).abs() < 0.15 * theory + 0.006, "{name} {law}: {got} is not {theory}");
}

#[test]
fn gaps_have_the_spread_of_their_law() {
    for (law, params, theory) in laws() {
        let traffic = json!({"arrivals": "renewal", "rate_per_s": 10.0});
        expect("gaps", law, dispersion(with(&traffic, &keyed("gap", law, &params))), theory);
    }
}

/// One user who is answered at once sends a renewal process of think times.
#[test]
fn think_times_have_the_spread_of_their_law() {
    for (law, params, theory) in laws() {
        let traffic = json!({"arrivals": "closed", "users": 1, "think_mean_ms": 100.0});
        expect("thinking", law, dispersion(with(&traffic, &keyed("think", law, &params))), theory);
    }
}
