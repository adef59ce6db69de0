//! What a prediction log makes possible: labels joined to decisions, and comparisons of what is
//! served with the training data.

use serde_json::{Value, json};
use windtunnel_sim::lifecycle::Life;
use windtunnel_sim::lifecycle::result::MonitorLife;
use windtunnel_sim::result::{Impossible, Missing};
use windtunnel_tests::lifetime::{Design, is_all_numbers};

use crate::{at_once, learning, unwatched};

const SKEW: [&str; 2] = ["inputs", "scores"];
const LABELLED: [&str; 5] = ["misses", "errors", "ph", "ddm", "cusum"];

/// One day's labels after a week, and everything that can be watched with them, from a day on which
/// the truth turns and a feature moves.
fn watched() -> Design {
    let day = 1440.0;
    let test = |detector: &str| {
        json!({"signal": "labelled_error", "detector": detector, "ph_threshold": 20, "cusum_k": 0.25,
            "cusum_h": 60})
    };
    let monitors: [(&str, Value); 8] = [
        ("misses", json!({"signal": "labelled_miss_rate", "threshold": 0.6, "window_min": day})),
        ("errors", json!({"signal": "labelled_error", "threshold": 0.12, "window_min": day})),
        ("ph", test("page_hinkley")),
        ("ddm", test("ddm")),
        ("cusum", test("cusum")),
        ("inputs", json!({"signal": "feature_drift", "threshold": 0.1, "window_min": 60})),
        ("scores", json!({"signal": "score_drift", "threshold": 0.1, "window_min": 60})),
        ("positives", json!({"signal": "base_rate", "threshold": 0.25, "window_min": day})),
    ];
    let design = unwatched().with("world/base_rate", json!(0.1));
    monitors
        .into_iter()
        .fold(design, |design, (id, params)| design.monitor(id, "gbdt", params))
        .incident("turn", json!({"type": "concept_drift", "degrees": 80}), "", (10.0, 100.0))
        .incident("shift", json!({"type": "shift_feature", "shift": -1}), "amount", (10.0, 100.0))
        .incident("more", json!({"type": "prior_shift", "factor": 4}), "", (10.0, 100.0))
}

fn monitor<'a>(life: &'a Life, id: &str) -> &'a MonitorLife {
    life.monitors.iter().find(|monitor| monitor.id == id).expect("it is there")
}

fn speaks(life: &Life, id: &str) -> bool {
    !monitor(life, id).alerts_s.is_empty()
}

/// What a node cannot have, and what is missing for it.
fn reason(life: &Life, id: &str) -> Option<(Impossible, Missing)> {
    life.disabled.iter().find(|it| it.node == id).map(|it| (it.what, it.missing))
}

/// It has no number anywhere, and the result says why.
#[track_caller]
fn is_blind(life: &Life, id: &str, why: (Impossible, Missing)) {
    let seen = monitor(life, id);
    assert_eq!(reason(life, id), Some(why), "{id}");
    assert_eq!((seen.looks, seen.samples, seen.comparisons), (0.0, 0.0, 0), "{id}");
    assert!(seen.alerts_s.is_empty() && seen.values.iter().all(Option::is_none), "{seen:?}");
    let numbers = [seen.quiet_mean, seen.quiet_p95, seen.highest, seen.ks_critical];
    assert_eq!(numbers, [None; 4], "{id}");
    assert!(seen.psi_noise.is_none() && seen.run_length.is_none(), "{seen:?}");
    assert!(seen.population.is_none(), "{seen:?}");
    assert!(life.warnings.iter().any(|text| text.contains("no prediction log")), "{id}");
}

#[test]
fn with_a_log_they_speak() {
    let life = watched().life(40);
    for id in LABELLED.into_iter().chain(SKEW).chain(["positives"]) {
        assert!(speaks(&life, id), "{id} is silent");
    }
    assert!(life.disabled.is_empty(), "{:?}", life.disabled);
    assert!(life.faults.iter().all(|fault| fault.labels_confirm_s.is_some()));
    assert!(life.series.labelled_miss_rate.iter().any(Option::is_some));
    let labels = life.labels.expect("there are some");
    assert_eq!(labels.joined, labels.arrived);
}

/// Without a log, with one that nothing leads to, and with one that keeps nothing.
#[test]
fn without_a_log_nobody_knows_what_was_decided() {
    let unfed = watched().without_node("log").with("nodes/log", json!({"kind": "prediction_log"}));
    let empty = watched().with("nodes/log/params/sample_share", json!(0));
    for design in [watched().without_node("log"), unfed, empty] {
        let life = design.life(40);
        assert!(is_all_numbers(&life));
        for id in LABELLED {
            is_blind(&life, id, (Impossible::LabelledMonitor, Missing::PredictionLog));
        }
        for id in SKEW {
            is_blind(&life, id, (Impossible::SkewCheck, Missing::PredictionLog));
        }
        let join = Some((Impossible::LabelJoin, Missing::PredictionLog));
        assert_eq!(reason(&life, "labels"), join);
        // How many of them are positive needs no decision.
        assert!(speaks(&life, "positives"));
        assert_eq!(reason(&life, "positives"), None);
        assert!(life.faults.iter().all(|fault| fault.labels_confirm_s.is_none()));
        assert!(life.series.labelled_miss_rate.iter().all(Option::is_none));
        // They come all the same, are counted and paid for.
        let labels = life.labels.expect("there are some");
        assert!(labels.arrived > 0.0 && labels.joined == 0.0, "{labels:?}");
        let as_many = watched().life(40).labels.expect("there are some").arrived;
        assert!((labels.arrived / as_many - 1.0).abs() < 1e-6, "{} {as_many}", labels.arrived);
    }
}

/// A log without features still knows decisions and scores.
#[test]
fn without_logged_features_only_their_comparison_is_impossible() {
    let life = watched().with("nodes/log/params/keeps_features", json!(false)).life(40);
    is_blind(&life, "inputs", (Impossible::SkewCheck, Missing::LoggedFeatures));
    assert_eq!(life.disabled.len(), 1, "{:?}", life.disabled);
    assert!(LABELLED.into_iter().chain(["scores"]).all(|id| speaks(&life, id)));
    let versions = watched().with("nodes/log/params/keeps_versions", json!(false)).life(40);
    assert!(versions.disabled.is_empty(), "{:?}", versions.disabled);
}

/// Rules give no scores: there is nothing to compare, which is neither a value nor a fault.
#[test]
fn scores_that_nobody_gives_do_not_drift() {
    let feedback = json!({"kind": "feedback", "from": "sink", "to": "log"});
    let life = Design::template("rules-only")
        .with("nodes/log", json!({"kind": "prediction_log"}))
        .with("links/sink-log", feedback)
        .monitor("scores", "rules", json!({"signal": "score_drift", "window_min": 60}))
        .life(10);
    let seen = monitor(&life, "scores");
    assert!(is_all_numbers(&life));
    assert_eq!((seen.looks, seen.samples, seen.comparisons), (0.0, 0.0, 0), "{seen:?}");
    assert!(seen.highest.is_none() && seen.psi_noise.is_none(), "{seen:?}");
}

/// A log of one in a hundred shows as much of the labels.
#[test]
fn a_sampled_log_shows_a_sample() {
    let share = |share: f64| {
        let life = watched().with("nodes/log/params/sample_share", json!(share)).life(20);
        let labels = life.labels.clone().expect("there are some");
        assert!((labels.joined / labels.arrived / share - 1.0).abs() < 1e-9);
        ["inputs", "misses"].map(|id| monitor(&life, id).samples)
    };
    let (all, some) = (share(1.0), share(0.01));
    assert!((0..2).all(|at| (some[at] / all[at] / 0.01 - 1.0).abs() < 1e-9), "{some:?} {all:?}");
}

/// Nobody sees the hit rate fall; by the calendar versions are made all the same, of labels and of
/// features worked out afterwards.
#[test]
fn a_drop_that_nobody_sees_trains_nothing() {
    let of = |training: Value, has_log: bool| {
        let design = learning(training, at_once())
            .with("world/base_rate", json!(0.1))
            .with("world/rotation_deg_per_day", json!(3));
        let design = if has_log { design } else { design.without_node("log") };
        design.life(40)
    };
    let on_drop = || {
        json!({"trigger": "on_labelled_drop", "drop": 0.1, "window_days": 5, "maturity_days": 7,
            "gate": false})
    };
    assert!(of(on_drop(), true).versions.len() > 1);
    let life = of(on_drop(), false);
    assert_eq!(life.versions.len(), 1);
    let why = Some((Impossible::RetrainingOnDrop, Missing::PredictionLog));
    assert_eq!(reason(&life, "training"), why);
    let calendar = || {
        json!({"trigger": "calendar", "every_days": 10, "window_days": 5, "maturity_days": 7,
            "gate": false})
    };
    assert_eq!(of(calendar(), false).versions, of(calendar(), true).versions);
}
