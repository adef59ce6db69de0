//! Experiments of a design: domain reference 3.17.

use serde_json::{Value, json};
use windtunnel_tests::formula::{expect, number, outlook};
use windtunnel_tests::network::Network;

fn trial(params: Value) -> Value {
    let network = Network::poisson(5.0, "split")
        .node("split", "experiment", params)
        .node("old", "sink", json!({}))
        .node("new", "sink", json!({}))
        .link("split", "old", json!({}))
        .link("split", "new", json!({}));
    outlook(&network)["trials"][0].clone()
}

fn warns(trial: &Value, word: &str) -> bool {
    let list = trial["warnings"].as_array().expect("a list");
    list.iter().any(|text| text.as_str().is_some_and(|text| text.contains(word)))
}

#[test]
fn golden_sizes() {
    for (p, lift, n) in [
        (0.05, 0.02, 752_700.0),
        (0.05, 0.05, 122_121.0),
        (0.05, 0.10, 31_231.0),
        (0.03, 0.03, 572_147.0),
        (0.001, 0.10, 1_646_531.0),
        (0.0015, 0.05, 4_284_121.0),
    ] {
        let trial = trial(json!({"baseline_rate": p, "lift": lift}));
        expect(&trial, "/plan/n_unpooled", n, 1e-5);
        // Both arms at five requests a second.
        let days = 2.0 * number(&trial, "/plan/n") / 432_000.0;
        expect(&trial, "/plan/days", days, 1e-9);
        expect(&trial, "/plan/power", 0.8, 1e-3);
        expect(&trial, "/plan/detectable_lift", lift, 1e-3);
    }
    // 7.6 days at five a second.
    let rare = trial(json!({"baseline_rate": 0.001, "lift": 0.1}));
    assert!((number(&rare, "/plan/days") - 7.6).abs() < 0.05);
    expect(&rare, "/plan/false_positive_risk", 0.22, 0.01);
}

/// A ramp costs half of itself, a hold-out its share, unlike arms more units.
#[test]
fn days_of_a_plan() {
    let with = |more: Value| {
        let mut params = json!({"baseline_rate": 0.05, "lift": 0.05, "units_per_day": 20_000});
        for (key, value) in more.as_object().expect("parameters") {
            params[key] = value.clone();
        }
        number(&trial(params), "/plan/days")
    };
    let plain = with(json!({}));
    assert!((with(json!({"ramp_days": 4})) - plain - 2.0).abs() < 1e-6);
    assert!(with(json!({"hold_out_share": 0.2})) > 1.03 * plain);
    assert!(with(json!({"treatment_share": 0.1})) > 2.5 * plain);
    let clustered = with(json!({"cluster_size": 5, "icc": 0.5}));
    assert!((clustered / plain - 3.0 / 5.0).abs() < 1e-3, "{clustered} {plain}");
}

#[test]
fn boundaries_keep_the_level() {
    let peeked = trial(json!({"looks": 5, "lift": 0.05, "rule": "obrien_fleming"}));
    // Jennison & Turnbull 2000, tables 2.1 to 2.4.
    expect(&peeked, "/peeking/obrien_fleming/bounds/4", 2.040, 3e-4);
    expect(&peeked, "/peeking/pocock/bounds/0", 2.413, 3e-4);
    expect(&peeked, "/peeking/obrien_fleming/inflation", 1.028, 1e-3);
    expect(&peeked, "/peeking/pocock/inflation", 1.229, 1e-3);
    for rule in ["obrien_fleming", "pocock"] {
        let trial = trial(json!({"looks": 5, "lift": 0.05, "rule": rule}));
        expect(&trial, &format!("/peeking/{rule}/type1"), 0.05, 1e-6);
        let type1 = number(&trial, "/simulated/type1");
        assert!((type1 - 0.05).abs() < 0.006, "{rule}: {type1}");
        let power = number(&trial, "/simulated/power");
        assert!((power - 0.8).abs() < 0.012, "{rule}: {power}");
    }
    let naive = trial(json!({"looks": 5, "lift": 0.05}));
    assert!((number(&naive, "/simulated/type1") - 0.142).abs() < 0.01);
    assert!(warns(&naive, "looks at the full level"));
}

#[test]
fn mismatches() {
    let healthy = trial(json!({"lift": 0.05}));
    assert_eq!(healthy["srm"]["is_mismatch"], false);
    let lossy = trial(json!({"lift": 0.05, "lost_treatment": 0.03}));
    assert_eq!(lossy["srm"]["is_mismatch"], true);
    let blind = trial(json!({"lift": 0.05, "lost_treatment": 0.03, "exposure_log": false}));
    assert!(blind["srm"].is_null() && warns(&blind, "cannot be seen"));
}

#[test]
fn what_biases_an_experiment() {
    let of = |params: Value| {
        let trial = trial(params);
        let read = |path: &str| number(&trial, &format!("/simulated/{path}"));
        let error = 0.005 / read("experiments").sqrt();
        (read("mean_difference"), read("true_difference"), error, trial)
    };
    let base = json!({"baseline_rate": 0.1, "lift": 0.1, "units_per_day": 10_000});
    let with = |more: Value| {
        let mut params = base.clone();
        for (key, value) in more.as_object().expect("parameters") {
            params[key] = value.clone();
        }
        of(params)
    };
    let (mean, truth, error, _) = of(base.clone());
    assert!((mean - 0.01).abs() < 4.0 * error && (truth - 0.01).abs() < 1e-12);
    let (mean, truth, error, spilled) = with(json!({"interference": 0.5}));
    assert!((mean - 0.5 * truth).abs() < 4.0 * error, "{mean}");
    assert!(warns(&spilled, "spills over"));
    // A novelty of 0.4 that wears off in a day, over ten days: 0.04 more lift on average.
    let (mean, _, error, novel) = with(json!({"novelty_lift": 0.4, "novelty_days": 1, "days": 10}));
    assert!((mean - 0.014).abs() < 4.0 * error, "{mean}");
    assert!(warns(&novel, "long run"));
    let (_, _, _, short) = with(json!({"days": 1}));
    assert!(warns(&short, "needs") && number(&short, "/simulated/power") < 0.6);
    assert!(number(&short, "/simulated/reported_by_wins") > 1.2 * 0.01, "winners report too much");
    let (_, _, _, alike) = with(json!({"cluster_size": 10, "icc": 0.3}));
    assert!((number(&alike, "/simulated/type1") - 0.05).abs() < 0.006);
    assert!(number(&alike, "/simulated/type1_ignoring_units") > 0.2);
    let (_, _, _, requests) = with(json!({"unit": "request"}));
    assert!(warns(&requests, "both arms"));
}

/// A market that grows by itself: before and after differ, arms do not.
#[test]
fn before_and_after_is_no_experiment() {
    let trial = trial(json!({
        "baseline_rate": 0.1, "lift": 0.0, "trend": 0.01, "units_per_day": 10_000, "days": 14,
    }));
    assert!(number(&trial, "/before_after/p") < 1e-6);
    expect(&trial, "/before_after/difference", 0.1 * 0.01 * 14.0, 1e-9);
    expect(&trial, "/before_after/bias", 0.014, 1e-9);
    assert!((number(&trial, "/simulated/power") - 0.05).abs() < 0.006, "only false alarms");
    assert!(warns(&trial, "A/A") && warns(&trial, "before and after"));
}

/// More looks than boundaries are worked out for cost what thirty do, and say so.
#[test]
fn many_looks_are_not_free() {
    for rule in ["pocock", "obrien_fleming"] {
        let with = |looks: u32| trial(json!({"looks": looks, "lift": 0.05, "rule": rule}));
        let (some, many) = (with(30), with(31));
        assert_eq!(number(&many, "/plan/n"), number(&some, "/plan/n"), "{rule}");
        assert!(number(&many, "/plan/n") > number(&with(5), "/plan/n"), "{rule}");
        assert!(warns(&many, "with 30 looks instead of 31"), "{rule}");
    }
}

/// Whatever is asked for, nothing is NaN, and nothing panics.
#[test]
fn corners() {
    for params in [
        json!({"baseline_rate": 0.0, "lift": 0.5}),
        json!({"baseline_rate": 1.0, "lift": -0.5}),
        json!({"baseline_rate": 0.9, "lift": 3.0}),
        json!({"treatment_share": 0.0}),
        json!({"treatment_share": 1.0}),
        json!({"hold_out_share": 0.5, "treatment_share": 1.0, "lift": 0.1}),
        json!({"looks": 1000, "lift": 0.1}),
        json!({"looks": 1000, "lift": 0.1, "rule": "pocock"}),
        json!({"effect_size": 0.0, "days": 3650, "lift": 0.1}),
        json!({"alpha": 0.5, "power": 0.01, "lift": 0.1}),
        json!({"units_per_day": 0.001, "lift": 0.1, "days": 0.5}),
        json!({"ramp_days": 365, "lift": 0.1}),
        json!({"trend": -0.5, "days": 365}),
    ] {
        let trial = trial(params.clone());
        let power = number(&trial, "/plan/power");
        assert!((0.0..=1.0).contains(&power), "{params}: {power}");
        let text = format!("{trial}");
        assert!(!text.contains("NaN"), "{params}");
    }
}
