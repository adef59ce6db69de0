//! Designs at the edge of what makes sense.

use serde_json::json;
use windtunnel_design::file;
use windtunnel_sim::lifecycle::live;
use windtunnel_sim::lifecycle::result::Choice;
use windtunnel_sim::model::Settings;
use windtunnel_tests::lifetime::{Design, is_all_numbers};

use crate::unwatched;

#[test]
fn a_test_on_a_feature_that_is_not_there() {
    for detector in ["cusum", "adwin", "ewma", "page_hinkley"] {
        let monitor = json!({"signal": "feature_mean", "detector": detector});
        let life =
            unwatched().with("world/features", json!([])).monitor("watch", "gbdt", monitor).life(2);
        assert!(is_all_numbers(&life));
        assert!(life.monitors[0].alerts_s.is_empty(), "{detector}");
        let says = |text: &String| text.contains("It watches features, and the world has none.");
        assert!(life.warnings.iter().any(says), "{:?}", life.warnings);
    }
}

#[test]
fn noise_that_squares_to_nothing_is_refused() {
    for (place, noise) in [("noise", 1e-160), ("noise_positive", 1e-12), ("noise", 0.0)] {
        let place = format!("world/features/0/{place}");
        let model = unwatched().with(&place, json!(noise)).document().model();
        let found = live(&model, &Settings { days: 1, ..Settings::default() });
        let found = found.expect_err("it is refused");
        assert!(found[0].message.contains("noise"), "{found:?}");
    }
}

#[test]
fn a_rival_that_never_errs() {
    let json = file::save(&Design::template("eta-prediction").document());
    let design: serde_json::Value = serde_json::from_str(&json).expect("a file is JSON");
    let design = Design::file(design).quiet();
    let task = design.at("world/task").clone();
    for (error, rival_error) in [(0.0, 0.0), (0.1, 0.0), (0.0, 0.1)] {
        let mut task = task.clone();
        task["error"] = json!(error);
        task["rival_error"] = json!(rival_error);
        let life = design.clone().with("world/task", task).life(2);
        assert!(is_all_numbers(&life));
        let is_worse = error > rival_error;
        assert_eq!(life.verdict.choice == Choice::BuildMl, rival_error > error, "{error}");
        assert!(!is_worse || life.verdict.saves_usd_per_month < 0.0, "{:?}", life.verdict);
    }
}
