//! People who do not keep up: who is left for the default action depends on who goes first.

use serde_json::{Value, json};
use windtunnel_sim::stats::normal_cdf;
use windtunnel_tests::lifetime::Design;

/// Everybody goes to people who err never and can look at half of those who come, for ten days.
/// Returns positives that nobody has looked at in the end, as a share of all positives.
fn left(order: &str) -> f64 {
    let call = |from: &str, to: &str, when: &str| json!({"from": from, "to": to, "when": when});
    let exact = |ms: f64| json!({"service_law": "deterministic", "service_mean_ms": ms});
    let mut desk: Value = exact(100_000.0);
    for (key, value) in [
        ("staff", json!(vec![1; 24])),
        ("order", json!(order)),
        ("sensitivity", json!(1.0)),
        ("specificity", json!(1.0)),
        ("usd_per_item", json!(0.0)),
        ("overflow", json!("approve")),
        ("queue_limit", json!(1_000_000_000)),
    ] {
        desk[key] = value;
    }
    let life = Design::file(json!({
        "format": "windtunnel", "schema": 1, "title": "Desk",
        "nodes": {
            "source": {"kind": "traffic", "params": {"arrivals": "constant", "rate_per_s": 0.02}},
            "model": {"kind": "model", "params": exact(0.0)},
            "policy": {"kind": "policy", "params": {"approve_below": 0, "decline_above": 1}},
            "desk": {"kind": "reviewers", "params": desk},
            "sink": {"kind": "sink", "params": {"default_action": "approve"}},
        },
        "links": {
            "a": call("source", "model", "ok"),
            "b": call("model", "policy", "ok"),
            "c": call("policy", "sink", "approve"),
            "d": call("policy", "sink", "decline"),
            "e": call("policy", "desk", "review"),
            "f": call("desk", "sink", "ok"),
        },
        "world": {
            "base_rate": 0.1, "features": [{"id": "f", "separation": 2.5}],
            "costs": {"false_negative_usd": 1, "false_positive_usd": 0, "good_approved_usd": 0},
        },
    }))
    .life(10);
    life.money.system.ledger.false_negative_usd / (0.1 * life.money.decisions)
}

/// First come, first served half of the positives are left. By expected loss those whose score is
/// below that which half of all exceed: N(2.5, 1) of a tenth, N(0, 1) of the rest.
#[test]
fn by_expected_loss_the_least_likely_are_left() {
    let fifo = left("fifo");
    assert!((fifo - 0.5).abs() < 0.005, "{fifo}");
    let below = |score: f64| 0.1 * normal_cdf(score - 2.5) + 0.9 * normal_cdf(score);
    let (mut low, mut high) = (-5.0, 5.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if below(middle) < 0.5 { low = middle } else { high = middle }
    }
    let wanted = normal_cdf(low - 2.5);
    let loss = left("expected_loss");
    assert!((0.009..0.01).contains(&wanted), "{wanted}");
    assert!((loss / wanted - 1.0).abs() < 0.05, "{loss}, not {wanted}");
}
