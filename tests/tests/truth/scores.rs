//! Scores and thresholds by formula: the same families as in `worlds`, to the last digits.

use serde_json::{Value, json};
use windtunnel_tests::formula::{expect, outlook};
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;

/// Probability at which a score of N(d', 1) against N(0, 1) equals the threshold.
fn probability(threshold: f64, prior: f64, separation: f64) -> f64 {
    let odds =
        prior / (1.0 - prior) * (separation * threshold - 0.5 * separation * separation).exp();
    odds / (1.0 + odds)
}

/// A model and a two-way policy in front of a world with this one feature.
fn classifier(feature: Value, prior: f64, p: f64, costs: Value) -> Network {
    Network::poisson(1.0, "model")
        .node("model", "model", json!({}))
        .node("policy", "policy", json!({"approve_below": p, "decline_above": p}))
        .node("out", "sink", json!({}))
        .link("model", "policy", json!({}))
        .link_when("policy", "out", "approve", json!({}))
        .link_when("policy", "out", "decline", json!({}))
        .world(json!({"base_rate": prior, "features": [feature], "costs": costs}))
}

fn equal(separation: f64) -> Value {
    json!({"id": "score", "separation": separation})
}

#[test]
fn binormal_rates() {
    for entry in family("binormal_d") {
        let (d, prior) = (entry.param("d_prime"), entry.param("prior"));
        let p = probability(entry.param("threshold"), prior, d);
        let said = outlook(&classifier(equal(d), prior, p, json!({})));
        expect(&said, "/score/as_served/auc", entry.expects("auc"), 1e-9);
        expect(&said, "/score/as_served/ks", entry.expects("ks"), 1e-9);
        for key in ["tpr", "fpr", "precision", "recall", "f1", "accuracy", "flag_rate"] {
            expect(&said, &format!("/score/rates/{key}"), entry.expects(key), 1e-9);
        }
    }
}

#[test]
fn average_precision() {
    for entry in family("binormal_average_precision") {
        let cases = entry.params("d_prime").into_iter().zip(entry.params("prior"));
        for ((d, prior), want) in cases.zip(entry.expects_all("ap")) {
            let said = outlook(&classifier(equal(d), prior, 0.5, json!({})));
            expect(&said, "/score/as_served/average_precision", want, 1e-9);
        }
    }
}

#[test]
fn unequal_variances() {
    for entry in family("binormal_unequal_variance") {
        let (mean, sd) = (entry.param("mu1"), entry.param("sigma1"));
        let feature = json!({"id": "score", "separation": mean, "noise_positive": sd});
        let said = outlook(&classifier(feature, 0.1, 0.5, json!({})));
        expect(&said, "/score/as_served/auc", entry.expects("auc"), 1e-9);
        expect(&said, "/score/as_served/separation", entry.expects("mean_diff"), 1e-9);
    }
}

#[test]
fn cheapest_thresholds() {
    for entry in family("bayes_threshold") {
        let (d, prior) = (entry.param("d_prime"), entry.param("prior"));
        let costs = json!({
            "false_positive_usd": entry.param("cost_fp"),
            "false_negative_usd": entry.param("cost_fn"),
        });
        let half = probability(0.5 * d, prior, d);
        let said = outlook(&classifier(equal(d), prior, half, costs));
        let policy = &said["policy"];
        expect(policy, "/best_probability", entry.expects("posterior_threshold"), 1e-10);
        expect(policy, "/two_way/decline_above", entry.expects("posterior_threshold"), 1e-10);
        expect(policy, "/two_way/decline_score", entry.expects("threshold"), 1e-10);
        for (path, key) in [
            ("/two_way/usd_per_1k", "min_cost"),
            ("/drawn/usd_per_1k", "cost_at_half"),
            ("/flag_all_usd_per_1k", "cost_flag_all"),
            ("/flag_none_usd_per_1k", "cost_flag_none"),
        ] {
            expect(policy, path, 1000.0 * entry.expects(key), 1e-9);
        }
    }
}

/// A drift as an incident, by formula.
fn drifted(kind: Value, target: &str, d: f64, prior: f64, threshold: f64) -> Value {
    let p = probability(threshold, prior, d);
    let network = classifier(equal(d), prior, p, json!({})).incident(kind, target, 0.0, 1e9);
    outlook(&network)["incidents"][0].clone()
}

#[test]
fn drifts_at_a_frozen_threshold() {
    for entry in family("drift_prior_shift") {
        let (d, threshold) = (entry.param("d_prime"), entry.param("threshold"));
        let priors = entry.params("priors");
        for (at, &prior) in priors.iter().enumerate() {
            let kind = json!({"type": "prior_shift", "factor": prior / priors[0]});
            let said = drifted(kind, "", d, priors[0], threshold);
            expect(&said, "/rates/precision", entry.expects_all("precision")[at], 1e-9);
            expect(&said, "/rates/recall", entry.expects("recall"), 1e-9);
            expect(&said, "/score/auc", entry.expects("auc"), 1e-9);
        }
        for (&prior, want) in
            priors.iter().zip(entry.expects_all("new_bayes_threshold_equal_costs"))
        {
            let costs = json!({"false_positive_usd": 1, "false_negative_usd": 1});
            let said = outlook(&classifier(equal(d), prior, 0.5, costs));
            expect(&said, "/policy/two_way/decline_score", want, 1e-9);
        }
    }
    for entry in family("drift_positive_mean_shift") {
        let (d, threshold) = (entry.param("d_prime"), entry.param("threshold"));
        for (at, delta) in entry.params("delta").into_iter().enumerate() {
            let degrees = ((d - delta) / d).acos().to_degrees();
            let kind = json!({"type": "concept_drift", "degrees": degrees});
            let said = drifted(kind, "", d, entry.param("prior"), threshold);
            for key in ["recall", "precision"] {
                expect(&said, &format!("/rates/{key}"), entry.expects_all(key)[at], 1e-9);
            }
            expect(&said, "/score/auc", entry.expects_all("auc")[at], 1e-9);
        }
    }
    for entry in family("drift_covariate_both_shift") {
        let (d, threshold) = (entry.param("d_prime"), entry.param("threshold"));
        for (at, delta) in entry.params("delta").into_iter().enumerate() {
            let kind = json!({"type": "shift_feature", "shift": delta});
            let said = drifted(kind, "score", d, entry.param("prior"), threshold);
            for key in ["recall", "fpr", "precision", "flag_rate"] {
                expect(&said, &format!("/rates/{key}"), entry.expects_all(key)[at], 1e-9);
            }
            expect(&said, "/score/auc", entry.expects("auc"), 1e-9);
        }
    }
}
