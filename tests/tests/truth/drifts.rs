//! Monitors: distances of distributions, their noise, and how long charts take to speak.

use serde_json::{Value, json};
use windtunnel_tests::formula::{expect, life, number};
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;

/// Requests that are all negative, with one feature N(0, 1), and a monitor on it.
fn watched(rate_per_s: f64, monitor: Value) -> Network {
    let instant = json!({"servers": 1000, "service_law": "deterministic", "service_mean_ms": 0.0});
    Network::poisson(rate_per_s, "model")
        .node("model", "model", instant)
        .node("policy", "policy", json!({"approve_below": 0.5, "decline_above": 0.5}))
        .node("out", "sink", json!({}))
        .node("watch", "monitor", monitor)
        .link("model", "policy", json!({}))
        .link_when("policy", "out", "approve", json!({}))
        .link_when("policy", "out", "decline", json!({}))
        .wire("model", "watch", "control")
        .logged("out")
        .world(json!({"base_rate": 0.0, "features": [{"id": "x", "separation": 1.0}]}))
}

fn monitor_of(network: &Network, days: u32) -> Value {
    life(network, days)["monitors"][0].clone()
}

/// From the first second to the end of any run.
const ALWAYS: (f64, f64) = (0.0, 1e9);

#[test]
fn distances_of_two_normal_laws() {
    for entry in family("drift_metrics") {
        for (bins, key) in [(10, "psi_10_deciles"), (20, "psi_20")] {
            let monitor = json!({"signal": "feature_drift", "bins": bins, "window_min": 60});
            let shift = json!({"type": "shift_feature", "shift": entry.param("mu")});
            let spread = json!({"type": "spread_feature", "factor": entry.param("sd")});
            let network = watched(1.0, monitor)
                .incident(shift, "x", ALWAYS.0, ALWAYS.1)
                .incident(spread, "x", ALWAYS.0, ALWAYS.1);
            let seen = monitor_of(&network, 1);
            expect(&seen, "/population/psi", entry.expects(key), 1e-9);
            for (path, key) in [
                ("jeffreys", "psi_unbinned_jeffreys"),
                ("ks", "ks"),
                ("kl_reference_to_new", "kl_ref_to_new"),
                ("kl_new_to_reference", "kl_new_to_ref"),
                ("js", "js_nats"),
                ("wasserstein", "wasserstein1"),
            ] {
                expect(&seen, &format!("/population/{path}"), entry.expects(key), 1e-9);
            }
        }
    }
}

/// Kullback-Leibler divergence of N(m1, s1) from N(m0, s0).
fn kl((m0, s0): (f64, f64), (m1, s1): (f64, f64)) -> f64 {
    (s1 / s0).ln() + (s0 * s0 + (m0 - m1) * (m0 - m1)) / (2.0 * s1 * s1) - 0.5
}

/// The table has equal spreads only.
#[test]
fn distances_of_laws_of_other_spreads() {
    for (mean, sd) in [(0.3, 1.5), (-0.4, 0.6), (0.0, 2.0)] {
        let monitor = json!({"signal": "feature_drift", "window_min": 60});
        let network = watched(1.0, monitor)
            .incident(json!({"type": "shift_feature", "shift": mean}), "x", ALWAYS.0, ALWAYS.1)
            .incident(json!({"type": "spread_feature", "factor": sd}), "x", ALWAYS.0, ALWAYS.1);
        let seen = monitor_of(&network, 1);
        let (there, back) = (kl((0.0, 1.0), (mean, sd)), kl((mean, sd), (0.0, 1.0)));
        expect(&seen, "/population/kl_reference_to_new", there, 1e-9);
        expect(&seen, "/population/kl_new_to_reference", back, 1e-9);
        expect(&seen, "/population/jeffreys", there + back, 1e-9);
    }
}

#[test]
fn psi_without_drift() {
    for entry in family("psi_null_bias") {
        let (n, m) = (entry.param("n"), entry.param("m"));
        let monitor = json!({
            "signal": "feature_drift", "bins": entry.param("bins"),
            "reference_n": n, "samples": m, "window_min": 10,
        });
        let seen = monitor_of(&watched(10.0, monitor), 30);
        expect(&seen, "/psi_noise/0", entry.expects("expected_psi"), 1e-9);
        expect(&seen, "/psi_noise/1", entry.expects("p95"), 1e-6);
        // What the looks of a month show: 4,320 of them.
        expect(&seen, "/quiet_mean", entry.expects("expected_psi"), 0.03);
        expect(&seen, "/quiet_p95", entry.expects("p95"), 0.05);
    }
}

#[test]
fn critical_distances() {
    for entry in family("ks_critical") {
        let sizes = entry.params("n").into_iter().zip(entry.params("m"));
        for ((n, m), want) in sizes.zip(entry.expects_all("asymptotic")) {
            let monitor = json!({
                "signal": "feature_drift", "measure": "ks",
                "reference_n": n, "samples": m, "window_min": 60,
            });
            let seen = monitor_of(&watched(10.0, monitor), 1);
            expect(&seen, "/ks_critical", want, 1e-9);
        }
    }
}

/// A chart on a feature that has moved: by formula, and as its alarms come.
fn run_length(chart: Value, shift: f64, want: f64) {
    let mut monitor = json!({"signal": "feature_mean", "feature": "x", "window_min": 60});
    for (key, value) in chart.as_object().expect("parameters") {
        monitor[key] = value.clone();
    }
    let mut network = watched(5.0, monitor);
    if shift != 0.0 {
        let shift = json!({"type": "shift_feature", "shift": shift});
        network = network.incident(shift, "x", ALWAYS.0, ALWAYS.1);
    }
    let days = if want > 100.0 { 4 } else { 1 };
    let seen = monitor_of(&network, days);
    expect(&seen, "/run_length/exact", want, 1e-6);
    let mean = number(&seen, "/run_length/mean");
    let error = number(&seen, "/run_length/half_width_95") / 1.96;
    assert!((mean - want).abs() < 4.0 * error, "{chart} {shift}: {mean} +- {error}, {want}");
}

#[test]
fn cusum() {
    for entry in family("cusum_arl") {
        let chart = |direction: &str| {
            let (k, h) = (entry.param("k"), entry.param("h"));
            json!({"detector": "cusum", "cusum_k": k, "cusum_h": h, "direction": direction})
        };
        for (shift, want) in entry.params("shift").into_iter().zip(entry.expects_all("arl")) {
            run_length(chart("above"), shift, want);
        }
        run_length(chart("either"), 0.0, entry.expects("arl0_two_sided"));
    }
}

#[test]
fn ewma() {
    for entry in family("ewma_arl") {
        let (lambda, limit) = (entry.param("lambda"), entry.param("L"));
        let chart = json!({
            "detector": "ewma", "ewma_lambda": lambda, "ewma_l": limit, "direction": "either",
        });
        for (shift, want) in entry.params("shift").into_iter().zip(entry.expects_all("arl")) {
            run_length(chart.clone(), shift, want);
        }
    }
}

/// A share of the decisions is labelled; training waits for so many labels.
#[test]
fn collecting_labels() {
    for entry in family("runs_label_delay") {
        let (rate, share) = (entry.param("lambda"), entry.param("p"));
        let network = watched(rate, json!({}))
            .node("labels", "labels", json!({"coverage": share}))
            .node("training", "training", json!({"wanted_labels": entry.param("m")}))
            .wire("out", "labels", "feedback")
            .wire("labels", "training", "feedback");
        let collecting = life(&network, 1)["labels"]["collecting"].clone();
        expect(&collecting, "/mean_s", entry.expects("mean"), 1e-9);
        expect(&collecting, "/sd_s", entry.expects("sd"), 1e-9);
        expect(&collecting, "/p95_s", entry.expects("p95"), 1e-9);
    }
}
