//! Labels, windows and the age of what was learnt.

use serde_json::{Value, json};
use windtunnel_tests::formula::{expect, number, outlook};
use windtunnel_tests::network::Network;

/// A design that trains, in front of ten features that come to d' = 2.326 together.
fn design(rate_per_s: f64, window_days: f64, turn: f64) -> Network {
    let one = 2.326 / 10.0_f64.sqrt();
    let features: Value =
        (0..10).map(|at| json!({"id": format!("x{at}"), "separation": one})).collect();
    Network::poisson(rate_per_s, "model")
        .node("model", "model", json!({}))
        .node("policy", "policy", json!({"approve_below": 0.5, "decline_above": 0.5}))
        .node("out", "sink", json!({}))
        .node("labels", "labels", json!({"coverage": 0.5}))
        .node(
            "training",
            "training",
            json!({
                "trigger": "calendar", "every_days": 7, "window_days": window_days,
                "maturity_days": 30, "duration_h": 0,
            }),
        )
        .link("model", "policy", json!({}))
        .link_when("policy", "out", "approve", json!({}))
        .link_when("policy", "out", "decline", json!({}))
        .wire("out", "labels", "feedback")
        .wire("labels", "training", "feedback")
        .world(json!({
            "base_rate": 1.0 / 11.0, "features": features, "rotation_deg_per_day": turn,
        }))
}

/// Domain reference 3.10.
#[test]
fn golden_learning_curve() {
    let said = outlook(&design(1.0, 90.0, 0.0));
    let curve = said["learning"]["curve"].as_array().expect("a curve");
    for (positives, want) in [(10.0, 2.12), (20.0, 2.22), (100.0, 2.30)] {
        let point = curve.iter().find(|point| number(point, "/positives") == positives);
        let point = point.expect("the curve has it");
        expect(point, "/negatives", 10.0 * positives, 1e-9);
        let got = number(point, "/separation");
        assert!((got - want).abs() < 0.006, "{positives}: {got}");
    }
    expect(&said, "/learning/parameters", 10.0, 0.0);
}

/// The window's formula, and no other window is better.
#[test]
fn the_best_window_while_the_truth_turns() {
    let rate = 0.001;
    let of = |days: f64| outlook(&design(rate, days, 0.5))["learning"].clone();
    let said = of(90.0);
    let per_day = 0.5 * rate * 86_400.0 / 11.0;
    expect(&said, "/positives_per_day", per_day, 1e-9);
    expect(&said, "/window/age_days", 45.0 + 30.0 + 3.5, 1e-9);
    let (n1, d) = (90.0 * per_day, 2.326_f64);
    let learned = d * d / (d * d + 10.0 * (1.1 / n1)).sqrt();
    let want = learned * (0.5_f64 * 78.5).to_radians().cos();
    expect(&said, "/window/separation", want, 1e-9);
    let best = number(&said, "/best_window/days");
    let reached = number(&said, "/best_window/separation");
    for factor in [0.5, 0.8, 0.95, 1.05, 1.2, 2.0] {
        let other = number(&of(best * factor), "/window/separation");
        assert!(other < reached + 1e-5, "{factor} x {best}: {other} beats {reached}");
    }
    // What stands still is learnt best from all there is.
    let still = outlook(&design(rate, 90.0, 0.0));
    expect(&still, "/learning/best_window/days", 3650.0, 1e-9);
}
