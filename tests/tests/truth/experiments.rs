//! Experiments: sizes, looks, mismatches.

use serde_json::{Value, json};
use windtunnel_tests::formula::{expect, number, outlook};
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;

/// An experiment on a page with two variants, as `outlook.trials[0]`.
fn trial(params: Value) -> Value {
    let network = Network::poisson(1.0, "split")
        .node("split", "experiment", params)
        .station("old", 1000.0, 0.01)
        .station("new", 1000.0, 0.01)
        .node("out", "sink", json!({}))
        .link("split", "old", json!({}))
        .link("split", "new", json!({}))
        .link("old", "out", json!({}))
        .link("new", "out", json!({}));
    outlook(&network)["trials"][0].clone()
}

#[test]
fn sizes_for_two_shares() {
    for entry in family("ab_sample_size") {
        let (p1, p2) = (entry.param("p1"), entry.param("p2"));
        let trial = trial(json!({
            "baseline_rate": p1, "lift": p2 / p1 - 1.0,
            "alpha": entry.param("alpha"), "power": entry.param("power"),
        }));
        for key in ["n_arcsine", "n_unpooled", "n_pooled_null"] {
            expect(&trial, &format!("/plan/{key}"), entry.expects(key), 1e-6);
        }
        let n = entry.expects("n_pooled_null");
        assert!((number(&trial, "/plan/n") - n.ceil()).abs() < 0.5);
        // 20,000 experiments of that size: three standard errors.
        let power = number(&trial, "/simulated/power");
        assert!((power - entry.param("power")).abs() < 0.01, "{power}");
        let type1 = number(&trial, "/simulated/type1");
        assert!((type1 - entry.param("alpha")).abs() < 0.005, "{type1}");
    }
}

#[test]
fn sizes_for_two_means() {
    for entry in family("ab_ttest") {
        let trial = trial(json!({"effect_size": entry.param("d")}));
        expect(&trial, "/plan/n_t", entry.expects("n_per_arm"), 1e-6);
        expect(&trial, "/plan/n_normal", entry.expects("n_normal"), 1e-9);
    }
}

#[test]
fn peeking() {
    for entry in family("ab_peeking") {
        for (at, looks) in entry.params("looks").into_iter().enumerate() {
            let want = entry.expects_all("type1")[at];
            let trial = trial(json!({"looks": looks, "lift": 0.1, "units_per_day": 10_000}));
            expect(&trial, "/peeking/type1_naive", want, 1e-6);
            let type1 = number(&trial, "/simulated/type1");
            let error = (want * (1.0 - want) / number(&trial, "/simulated/experiments")).sqrt();
            assert!((type1 - want).abs() < 4.0 * error, "{looks} looks: {type1}");
        }
    }
}

#[test]
fn sample_ratio_mismatch() {
    for entry in family("ab_srm") {
        let (a, b) = (entry.param("a"), entry.param("b"));
        let trial = trial(json!({"observed_control": a, "observed_treatment": b}));
        expect(&trial, "/srm/chi2", entry.expects("chi2"), 1e-12);
        expect(&trial, "/srm/p", entry.expects("p"), 1e-9);
        assert_eq!(trial["srm"]["is_mismatch"], entry.expects("p") < 0.0005);
    }
}
