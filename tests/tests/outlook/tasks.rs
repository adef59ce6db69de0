//! Tasks other than to decide, and devices: domain reference 3.7 and 3.18.

use serde_json::{Value, json};
use windtunnel_tests::formula::{expect, number, outlook};
use windtunnel_tests::network::Network;

/// A service with a model of one feature and this task.
fn with_task(task: Value, feature: Value) -> Value {
    let network = Network::poisson(1.0, "model")
        .node("model", "model", json!({}))
        .node("policy", "policy", json!({"approve_below": 0.5, "decline_above": 0.5}))
        .node("out", "sink", json!({}))
        .link("model", "policy", json!({}))
        .link_when("policy", "out", "approve", json!({}))
        .link_when("policy", "out", "decline", json!({}))
        .world(json!({"features": [feature], "task": task}));
    outlook(&network)
}

fn sound() -> Value {
    json!({"id": "x", "separation": 2.0})
}

#[test]
fn clicks() {
    for (quality, want) in [(0.3, 0.307), (0.6, 0.441), (0.8, 0.529)] {
        let task = json!({
            "type": "rank", "candidates": 100, "correlation": quality, "rival_correlation": 0.3,
            "usd_per_click": 0.02,
        });
        let said = with_task(task.clone(), sound());
        assert!((number(&said, "/task/rank/clicks") - want).abs() < 0.005);
        assert!((number(&said, "/task/rank/rival_clicks") - 0.307).abs() < 0.005);
        assert!((number(&said, "/task/rank/random_clicks") - 0.197).abs() < 0.005);
        let clicks = number(&said, "/task/rank/clicks");
        expect(&said, "/break_even/ml_drawn_usd_per_1k", -20.0 * clicks, 0.001);
        // Half of the separation lost is half of the correlation.
        let weak =
            with_task(task, json!({"id": "x", "separation": 1.0, "trained_separation": 2.0}));
        assert!(number(&weak, "/task/rank/clicks") < clicks);
    }
}

#[test]
fn times() {
    let told = |error: f64, quantile: f64| {
        let task = json!({
            "type": "estimate", "error": error, "rival_error": 0.25, "late_usd": 3.0,
            "early_usd": 1.0, "quantile": quantile,
        });
        with_task(task, sound())["task"]["estimate"].clone()
    };
    let said = told(0.17, 0.75);
    assert!((number(&said, "/mean_usd") - 0.271).abs() < 0.0005);
    assert!((number(&said, "/told_usd") - 0.216).abs() < 0.0005);
    assert!((number(&said, "/rival_usd") - 0.399).abs() < 0.0005);
    expect(&said, "/best_quantile", 0.75, 1e-12);
    let best = number(&said, "/best_usd");
    for quantile in [0.5, 0.7, 0.8, 0.9] {
        assert!(number(&told(0.17, quantile), "/told_usd") > best);
    }
}

#[test]
fn prices() {
    for (believed, want) in [(-1.8, 0.853), (-2.2, 0.972), (-3.2, 0.972), (-4.0, 0.896)] {
        let task = json!({
            "type": "price", "elasticity": -2.62, "believed": believed, "unit_usd": 10.0,
        });
        let said = with_task(task, sound());
        assert!((number(&said, "/task/price/profit_kept") - want).abs() < 0.0006);
        assert!((number(&said, "/task/price/best_price_usd") - 16.17).abs() < 0.005);
    }
}

#[test]
fn devices() {
    let device = |ms: f64, watts: f64| {
        let network = Network::poisson(10.0, "camera")
            .node(
                "camera",
                "edge",
                json!({
                    "service_law": "deterministic", "service_mean_ms": ms, "watts": watts,
                    "idle_watts": 1.0, "battery_wh": 20.0, "replicas": 1,
                }),
            )
            .node("out", "sink", json!({}))
            .link("camera", "out", json!({}));
        outlook(&network)["edges"][0].clone()
    };
    let cpu = device(122.0, 3.5);
    expect(&cpu, "/energy_mj", 427.0, 1e-9);
    expect(&cpu, "/frames_per_s", 1000.0 / 122.0, 1e-9);
    expect(&cpu, "/battery_h", 20.0 / (1.0 + 3.5), 1e-9);
    let tpu = device(2.6, 2.0);
    expect(&tpu, "/energy_mj", 5.2, 1e-9);
    expect(&tpu, "/frames_per_s", 10.0, 1e-9);
    expect(&tpu, "/most_frames_per_s", 385.0, 0.002);
    expect(&tpu, "/battery_h", 20.0 / 1.052, 1e-9);
}
