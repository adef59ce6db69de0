//! Scores as trained and as served.

use serde_json::{Value, json};
use windtunnel_sim::request::simulate;
use windtunnel_tests::formula::{expect, number, outlook};
use windtunnel_tests::network::Network;

/// A model behind a store that a feed keeps fresh.
pub fn design(features: Value) -> Network {
    let instant = json!({"servers": 1000, "service_law": "deterministic", "service_mean_ms": 0.0});
    Network::poisson(50.0, "store")
        .node("store", "feature_store", instant.clone())
        .node("feed", "feed", json!({"interval_s": 0, "lag_ms": 60_000}))
        .wire("feed", "store", "stream")
        .node("model", "model", instant)
        .node("policy", "policy", json!({"approve_below": 0.4, "decline_above": 0.4}))
        .node("out", "sink", json!({}))
        .link("store", "model", json!({}))
        .link("model", "policy", json!({}))
        .link_when("policy", "out", "approve", json!({}))
        .link_when("policy", "out", "decline", json!({}))
        .world(json!({"base_rate": 0.2, "features": features}))
}

const SEPARATIONS: [f64; 6] = [1.4, 1.1, 0.9, 0.8, 0.6, 0.4];

/// The six features of domain reference 3.5, those at these places changed.
fn features(change: &[usize], by: &Value) -> Value {
    let of = |(at, separation): (usize, &f64)| {
        let mut feature = json!({"id": format!("x{at}"), "separation": separation});
        if change.contains(&at) {
            for (key, value) in by.as_object().expect("fields") {
                feature[key] = value.clone();
            }
        }
        feature
    };
    SEPARATIONS.iter().enumerate().map(of).collect()
}

fn served(change: &[usize], by: &Value) -> Value {
    outlook(&design(features(change, by)))
}

/// Domain reference 3.5; its numbers are rounded.
#[test]
fn every_fault_of_a_feature_has_its_auc() {
    let all = [0, 1, 2, 3, 4, 5];
    let stale = |kept: f64| json!({"served_by": "feed", "tau_s": -60.0 / f64::ln(kept)});
    let cases: [(&[usize], Value, f64); 8] = [
        (&[], json!({}), 0.946),
        (&[0], json!({"missing_share": 1.0}), 0.896),
        (&[0, 1], json!({"happens_after_s": 10}), 0.840),
        (&[0], stale(0.5), 0.903),
        (&all, stale(0.8), 0.900),
        (&[0], json!({"serve_scale": 100}), 0.843),
        (&[0], json!({"serve_scale": -1}), 0.648),
        // Known after the deadline of a decision: as good as null.
        (&[0], json!({"lag_s": 1e6}), 0.896),
    ];
    for (change, by, want) in cases {
        let said = served(change, &by);
        let auc = number(&said, "/score/as_served/auc");
        assert!((auc - want).abs() < 0.0008, "{by}: {auc} is not {want}");
        expect(&said, "/score/as_trained/auc", 0.945_525, 1e-4);
        expect(&said, "/score/as_trained/separation", 2.267, 1e-3);
    }
}

#[test]
fn verdicts_on_features() {
    let said = |by: Value| served(&[0], &by)["score"]["features"][0].clone();
    let availability = |by: Value| said(by)["availability"].clone();
    assert_eq!(availability(json!({})), "available");
    assert_eq!(availability(json!({"missing_share": 0.1})), "in_part");
    assert_eq!(availability(json!({"lag_s": 1e6})), "too_late");
    assert_eq!(availability(json!({"happens_after_s": 1})), "after_the_decision");
    let skew = |by: Value| said(by)["skew"].clone();
    assert_eq!(skew(json!({})), "none");
    assert_eq!(skew(json!({"serve_scale": 100})), "scaled");
    assert_eq!(skew(json!({"serve_scale": -1})), "wrong_sign");
    assert_eq!(skew(json!({"trained_separation": 2})), "leaked");
    assert_eq!(skew(json!({"trained_on": "feed"})), "other_source");
    let row = said(json!({"owner": "risk", "served_by": "feed", "tau_s": 60}));
    assert_eq!((&row["owner"], &row["served_from"]), (&json!("risk"), &json!("feed")));
    expect(&row, "/age_s", 60.0, 1e-9);
    expect(&row, "/kept", f64::exp(-1.0), 1e-9);
}

/// A leak looks well in training: there its AUC is that of what it told.
#[test]
fn a_leak_shows_as_served_only() {
    let said = served(&[5], &json!({"trained_separation": 3.0}));
    let (trained, as_served) =
        (number(&said, "/score/as_trained/auc"), number(&said, "/score/as_served/auc"));
    assert!(trained > 0.99 && as_served < 0.9, "{trained} {as_served}");
}

/// A mixture of three missing features, one scaled, one with unequal spreads: the law by formula
/// against 400,000 simulated requests.
#[test]
fn the_same_as_simulated() {
    let features = json!([
        {"id": "a", "separation": 1.4, "missing_share": 0.3, "noise_positive": 1.5},
        {"id": "b", "separation": 1.1, "missing_share": 0.5, "serve_scale": 2},
        {"id": "c", "separation": 0.9, "served_by": "feed", "tau_s": 120},
        {"id": "d", "separation": 0.8, "missing_share": 0.2, "trained_separation": 1.2},
    ]);
    let network = design(features);
    let said = outlook(&network);
    let mut document = network.document();
    document.run.horizon_s = 8000.0;
    let run = simulate(&document.model(), &document.run, None).expect("it runs");
    let quality = &run.quality;
    let near = |path: &str, got: Option<f64>, sd: f64| {
        let (want, got) = (number(&said, path), got.expect("there are both classes"));
        assert!((got - want).abs() < 4.0 * sd, "{path}: {want} by formula, {got} simulated");
    };
    near("/score/as_served/auc", quality.auc, 0.001);
    near("/policy/drawn/recall", quality.recall, 0.0018);
    near("/policy/drawn/false_positive_rate", quality.false_positive_rate, 0.0007);
    near("/policy/drawn/precision", quality.precision, 0.002);
    let usd = run.money.system.decisions_usd_per_1k.expect("decisions");
    let sd = usd.half_width_95.expect("an interval") / 1.96;
    near("/policy/drawn/usd_per_1k", Some(usd.mean), sd);
}

/// Where the score says nothing there is nothing to say, and no number is made up.
#[test]
fn nothing_to_see() {
    let null = json!({"separation": 0});
    let cases = [
        design(json!([])),
        design(features(&[0, 1, 2, 3, 4, 5], &null)),
        design(features(&[0, 1, 2, 3, 4, 5], &json!({"happens_after_s": 1}))),
    ];
    for network in cases {
        let said = outlook(&network);
        assert!(said["score"]["as_served"].is_null() && said["policy"].is_null());
        assert_eq!(said["warnings"].as_array().map(Vec::len), Some(1));
        assert!(!said["break_even"]["rules_usd_per_1k"].is_null());
    }
}

/// AUC of a mixture by its definition: a half missing, ties count half.
#[test]
fn a_missing_half() {
    let said = outlook(&design(json!([{"id": "x", "separation": 2, "missing_share": 0.5}])));
    let phi = windtunnel_sim::stats::normal_cdf;
    // Both there; positive there, negative at 0; negative there, positive at 0; both at 0.
    let want = 0.25 * (phi(2.0 / 2.0_f64.sqrt()) + phi(2.0) + phi(0.0) + 0.5);
    expect(&said, "/score/as_served/auc", want, 1e-6);
}
