//! Scores, thresholds and drift in the Gaussian world.

use serde_json::json;
use windtunnel_sim::result::{Quality, RunResult};
use windtunnel_sim::world::closed_form::score_threshold;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;

/// Probability at which a score of N(d', 1) against N(0, 1) equals the threshold.
fn probability(threshold: f64, prior: f64, separation: f64) -> f64 {
    let odds =
        prior / (1.0 - prior) * (separation * threshold - 0.5 * separation * separation).exp();
    odds / (1.0 + odds)
}

/// A model and a two-way policy in front of a world with one feature.
fn classifier(separation: f64, prior: f64, threshold: f64) -> Network {
    let instant = json!({"servers": 1000, "service_law": "deterministic", "service_mean_ms": 0.0});
    let p = probability(threshold, prior, separation);
    Network::poisson(100.0, "model")
        .node("model", "model", instant)
        .node("policy", "policy", json!({"approve_below": p, "decline_above": p}))
        .node("out", "sink", json!({}))
        .link("model", "policy", json!({}))
        .link_when("policy", "out", "approve", json!({}))
        .link_when("policy", "out", "decline", json!({}))
        .world(json!({
            "base_rate": prior,
            "features": [{"id": "score", "separation": separation}],
            "costs": {"false_negative_usd": 20.0, "false_positive_usd": 1.0},
        }))
}

const CUSTOMERS: f64 = 4e6;

fn runs(name: &str, network: &Network) -> Runs {
    Runs::of(name, network, 100.0, CUSTOMERS)
}

fn always(kind: serde_json::Value, target: &str, network: Network) -> Network {
    network.incident(kind, target, 0.0, 1e9)
}

type Measure = fn(&Quality) -> Option<f64>;

const RECALL: Measure = |q| q.recall;
const PRECISION: Measure = |q| q.precision;
const AUC: Measure = |q| q.auc;
const FPR: Measure = |q| q.false_positive_rate;
const FLAG_RATE: Measure = |q| {
    let flagged = q.true_positives + q.false_positives;
    Some(flagged as f64 / (flagged + q.false_negatives + q.true_negatives) as f64)
};

fn expect(runs: &Runs, name: &str, theory: f64, measure: Measure) {
    runs.expect(name, theory, |run: &RunResult| measure(&run.quality));
}

#[test]
fn binormal_scores() {
    for entry in family("binormal_d") {
        let (d, prior) = (entry.param("d_prime"), entry.param("prior"));
        let runs = runs(&entry.id, &classifier(d, prior, entry.param("threshold")));
        let measures = [
            ("auc", AUC),
            ("tpr", RECALL),
            ("fpr", FPR),
            ("precision", PRECISION),
            ("flag_rate", FLAG_RATE),
        ];
        for (key, measure) in measures {
            expect(&runs, key, entry.expects(key), measure);
        }
    }
}

#[test]
fn bayes_threshold() {
    for entry in family("bayes_threshold") {
        let (d, prior) = (entry.param("d_prime"), entry.param("prior"));
        let (fp, fn_) = (entry.param("cost_fp"), entry.param("cost_fn"));
        let p = fp / (fp + fn_);
        assert!((p - entry.expects("posterior_threshold")).abs() < 1e-10);
        let threshold = score_threshold(p, prior, d);
        assert!((threshold - entry.expects("threshold")).abs() < 1e-10, "{threshold}");
        let mut network = classifier(d, prior, threshold);
        network = network.world(json!({
            "base_rate": prior,
            "features": [{"id": "score", "separation": d}],
            "costs": {"false_negative_usd": fn_, "false_positive_usd": fp},
        }));
        let runs = runs(&entry.id, &network);
        runs.expect("cost", entry.expects("min_cost"), |run| {
            Some(run.money.system.decisions_usd_per_1k?.mean / 1000.0)
        });
        runs.expect("expected cost", entry.expects("min_cost"), |run| {
            Some(run.money.expected?.decisions_usd_per_1k / 1000.0)
        });
        runs.expect("cost of flagging none", entry.expects("cost_flag_none"), |run| {
            Some(run.money.do_nothing.decisions_usd_per_1k?.mean / 1000.0)
        });
    }
}

#[test]
fn prior_shift_moves_precision_alone() {
    for entry in family("drift_prior_shift") {
        let (d, threshold) = (entry.param("d_prime"), entry.param("threshold"));
        let priors = entry.params("priors");
        for (at, &prior) in priors.iter().enumerate() {
            let shift = json!({"type": "prior_shift", "factor": prior / priors[0]});
            let network = always(shift, "", classifier(d, priors[0], threshold));
            let runs = runs(&format!("{} {prior}", entry.id), &network);
            expect(&runs, "precision", entry.expects_all("precision")[at], PRECISION);
            expect(&runs, "recall", entry.expects("recall"), RECALL);
            expect(&runs, "auc", entry.expects("auc"), AUC);
        }
    }
}

#[test]
fn concept_drift_takes_the_separation() {
    for entry in family("drift_positive_mean_shift") {
        let (d, threshold) = (entry.param("d_prime"), entry.param("threshold"));
        for (at, delta) in entry.params("delta").into_iter().enumerate() {
            let degrees = ((d - delta) / d).acos().to_degrees();
            let drift = json!({"type": "concept_drift", "degrees": degrees});
            let network = always(drift, "", classifier(d, entry.param("prior"), threshold));
            let runs = runs(&format!("{} {delta}", entry.id), &network);
            expect(&runs, "precision", entry.expects_all("precision")[at], PRECISION);
            expect(&runs, "recall", entry.expects_all("recall")[at], RECALL);
            expect(&runs, "auc", entry.expects_all("auc")[at], AUC);
        }
    }
}

#[test]
fn covariate_shift_raises_alerts_but_not_the_auc() {
    for entry in family("drift_covariate_both_shift") {
        let (d, threshold) = (entry.param("d_prime"), entry.param("threshold"));
        for (at, delta) in entry.params("delta").into_iter().enumerate() {
            let shift = json!({"type": "shift_feature", "shift": delta});
            let network = always(shift, "score", classifier(d, entry.param("prior"), threshold));
            let runs = runs(&format!("{} {delta}", entry.id), &network);
            expect(&runs, "precision", entry.expects_all("precision")[at], PRECISION);
            expect(&runs, "recall", entry.expects_all("recall")[at], RECALL);
            expect(&runs, "fpr", entry.expects_all("fpr")[at], FPR);
            expect(&runs, "flag rate", entry.expects_all("flag_rate")[at], FLAG_RATE);
            expect(&runs, "auc", entry.expects("auc"), AUC);
        }
    }
}
