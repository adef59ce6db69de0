//! What incidents do to a design at their worst.

use serde_json::{Value, json};
use windtunnel_tests::formula::{expect, outlook};

use super::scores::design;

fn incident(kind: Value, target: &str) -> Value {
    let features = json!([{"id": "x", "separation": 2.0}, {"id": "y", "separation": 1.0}]);
    let network = design(features).incident(kind, target, 3600.0, 7200.0);
    outlook(&network)["incidents"][0].clone()
}

/// AUC of scores with this distance of means and these spreads.
fn auc(distance: f64, variance: f64) -> f64 {
    windtunnel_sim::stats::normal_cdf(distance / (2.0 * variance).sqrt())
}

#[test]
fn each_kind_by_its_formula() {
    // Weights are 2 and 1 over the root of 5.
    let cases = [
        (json!({"type": "null_feature"}), "x", auc(1.0, 1.0)),
        (json!({"type": "scramble_feature"}), "x", auc(1.0, 5.0)),
        (json!({"type": "scale_feature", "factor": -1}), "y", auc(3.0, 5.0)),
        (json!({"type": "concept_drift", "degrees": 60}), "", auc(2.5, 5.0)),
        (json!({"type": "bad_version", "separation_kept": 0.3}), "model", auc(1.5, 5.0)),
        (json!({"type": "prior_shift", "factor": 2}), "", auc(5.0, 5.0)),
    ];
    for (kind, target, want) in cases {
        expect(&incident(kind, target), "/score/auc", want, 1e-9);
    }
    let shift = incident(json!({"type": "prior_shift", "factor": 2}), "");
    expect(&shift, "/base_rate", 0.4, 1e-12);
}

/// However an incident comes, its worst is the same.
#[test]
fn profiles_do_not_matter() {
    let kind = json!({"type": "shift_feature", "shift": 1});
    let network = design(json!([{"id": "x", "separation": 2.0}]));
    let sudden = network.clone().incident(kind.clone(), "x", 0.0, 86_400.0);
    let mut gradual = sudden.json();
    gradual["incidents"]["incident-1"]["profile"] = json!({"type": "gradual", "over_s": 3600});
    let loaded = windtunnel_design::file::load(&gradual.to_string()).expect("it opens").document;
    let said = windtunnel_sim::outlook::outlook(&loaded.model(), &loaded.run).expect("sound");
    let said = serde_json::to_value(said).expect("JSON");
    assert_eq!(said["incidents"], outlook(&sudden)["incidents"]);
}
