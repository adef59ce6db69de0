#![allow(clippy::disallowed_methods)]
//! Which monitor speaks for which fault: the acceptance matrix of domain reference 3.22.
//!
//! One system, every monitor on it, one fault at a time from day 60 of 180 and never repaired, so
//! that each monitor gets its chance. Labels take a month.

use serde_json::{Value, json};
use windtunnel_sim::lifecycle::Life;
use windtunnel_tests::lifetime::{Design, is_all_numbers};

const DAYS: u32 = 180;
const START: f64 = 60.0;
const DAY_S: f64 = 86_400.0;

/// The card-fraud design with every monitor, each with people who look and cannot repair.
fn watched() -> Design {
    let mut design = Design::template("card-fraud").quiet();
    let others = ["null-monitor", "review-monitor", "latency-monitor", "missed-monitor"];
    for id in others.into_iter().chain(["people", "training", "registry"]) {
        design = design.without_node(id);
    }
    let people = json!({"kind": "on_call", "params": {"ack_min": 5, "fix_min": 1_000_000}});
    design = design
        .with("nodes/people", people)
        .with("nodes/desk/params/queue_limit", json!(200))
        .with("nodes/labels/params", json!({"delay_median_days": 30, "delay_cap_days": 120}))
        .with("world/features/0/tau_s", json!(DAY_S))
        .with("world/features/1/tau_s", json!(DAY_S))
        .with("world/rules", json!({"true_positive_rate": 0.25, "false_positive_rate": 0.001}));
    let day = 1440.0;
    let monitors = [
        ("null", "gbdt", json!({"signal": "null_share", "threshold": 0.2})),
        ("age", "gbdt", json!({"signal": "feature_age_s", "threshold": 3600})),
        ("range", "gbdt", json!({"signal": "feature_range", "threshold": 0.01})),
        ("inputs", "gbdt", json!({"signal": "feature_drift", "threshold": 0.1, "window_min": 60})),
        ("scores", "gbdt", json!({"signal": "score_drift", "threshold": 0.1, "window_min": 60})),
        (
            "few-reviews",
            "policy",
            json!({"signal": "review_share", "direction": "below", "threshold": 0.0034, "window_min": day}),
        ),
        (
            "many-reviews",
            "policy",
            json!({"signal": "review_share", "threshold": 0.0054, "window_min": day}),
        ),
        (
            "many-declines",
            "policy",
            json!({"signal": "decline_share", "threshold": 0.002, "window_min": day}),
        ),
        (
            "misses",
            "labels",
            json!({"signal": "labelled_miss_rate", "threshold": 0.6, "window_min": 7.0 * day}),
        ),
        (
            "errors",
            "labels",
            json!({"signal": "labelled_error", "threshold": 0.01, "window_min": 7.0 * day}),
        ),
        (
            "positives",
            "labels",
            json!({"signal": "base_rate", "threshold": 0.0015, "window_min": 7.0 * day}),
        ),
        ("latency", "sink", json!({"signal": "latency_p99_ms", "threshold": 90})),
        (
            "defaults",
            "sink",
            json!({"signal": "default_share", "threshold": 0.002, "window_min": 60}),
        ),
        ("queue", "desk", json!({"signal": "queue_wait_min", "threshold": 60, "window_min": 60})),
    ];
    for (id, at, params) in monitors {
        let told = json!({"kind": "control", "from": id, "to": "people"});
        design = design.monitor(id, at, params).with(&format!("links/{id}-people"), told);
    }
    design
}

/// A column of the matrix: the monitors of which the first to speak counts.
const NULL: &[&str] = &["null"];
const FRESHNESS: &[&str] = &["age"];
const RANGE: &[&str] = &["range"];
const INPUTS: &[&str] = &["inputs"];
const SCORES: &[&str] = &["scores"];
const ACTIONS: &[&str] = &["few-reviews", "many-reviews", "many-declines"];
/// The miss rate. Among all errors a miss hardly counts at this base rate.
const LABELS: &[&str] = &["misses"];
const ERRORS: &[&str] = &["errors"];
const POSITIVES: &[&str] = &["positives"];
const LATENCY: &[&str] = &["latency"];
const DEFAULTS: &[&str] = &["defaults"];
const QUEUE: &[&str] = &["queue"];

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cell {
    /// Speaks within two days (its own window included).
    Yes,
    /// Speaks, but more than a week later.
    Delayed,
    /// Never speaks.
    No,
}
use Cell::{Delayed, No, Yes};

fn first_alert_days(life: &Life, monitors: &[&str]) -> Option<f64> {
    let alerts = life.monitors.iter().filter(|monitor| monitors.contains(&monitor.id.as_str()));
    alerts
        .flat_map(|monitor| monitor.alerts_s.iter().copied())
        .map(|at_s| at_s / DAY_S)
        .reduce(f64::min)
}

fn said(life: &Life, start: f64, monitors: &[&str]) -> Result<Cell, String> {
    match first_alert_days(life, monitors) {
        None => Ok(No),
        Some(at) if at < start => Err(format!("{monitors:?} cried wolf on day {at:.2}")),
        Some(at) if at <= start + 2.0 => Ok(Yes),
        Some(at) if at > start + 7.0 => Ok(Delayed),
        Some(at) => Err(format!("{monitors:?} spoke on day {at:.2}, neither at once nor late")),
    }
}

type Row<'a> = &'a [(&'a [&'a str], Cell)];

fn check(fault: &str, life: &Life, start: f64, row: Row<'_>) {
    assert!(is_all_numbers(life), "{fault}");
    let mut wrong = Vec::new();
    for &(monitors, cell) in row {
        match said(life, start, monitors) {
            Ok(got) if got == cell => {}
            Ok(got) => {
                let at = first_alert_days(life, monitors);
                wrong.push(format!("{monitors:?} says {got:?} ({at:?}), not {cell:?}"));
            }
            Err(message) => wrong.push(message),
        }
    }
    assert!(wrong.is_empty(), "{fault}:\n  {}", wrong.join("\n  "));
}

fn with_fault(kind: Value, target: &str) -> Life {
    watched().incident("fault", kind, target, (START, 1000.0)).life(DAYS)
}

/// Mean of a series before the fault, and from two days after its start on.
fn before_and_after(series: &[f64]) -> (f64, f64) {
    let start = START as usize;
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    (mean(&series[..start]), mean(&series[start + 2..]))
}

fn acted(life: &Life) -> (f64, f64) {
    let sum = life.series.review_share.iter().zip(&life.series.decline_share);
    before_and_after(&sum.map(|(review, decline)| review + decline).collect::<Vec<_>>())
}

#[test]
fn nothing_happens_and_nobody_speaks() {
    let life = watched().life(DAYS);
    let speaks: Vec<_> = life.monitors.iter().filter(|m| !m.alerts_s.is_empty()).collect();
    assert!(speaks.is_empty(), "{speaks:?}");
    assert!(life.faults.is_empty());
    assert!(life.series.quality.iter().all(|quality| (quality - 1.0).abs() < 1e-9));
}

#[test]
fn a_feed_turns_null() {
    let null = json!({"type": "null_feature"});
    let life = watched()
        .incident("card", null.clone(), "card_velocity", (START, 1000.0))
        .incident("device", null, "device_velocity", (START, 1000.0))
        .life(DAYS);
    let row: Row<'_> = &[
        (NULL, Yes),
        (FRESHNESS, No),
        (INPUTS, Yes),
        (SCORES, Yes),
        (ACTIONS, Yes),
        (LABELS, Delayed),
        (LATENCY, No),
        (DEFAULTS, No),
        (QUEUE, No),
    ];
    check("null", &life, START, row);
    let (before, after) = acted(&life);
    assert!(after < 0.7 * before, "actions drop: {before} {after}");
    // Within minutes.
    let null = first_alert_days(&life, NULL).expect("it speaks") - START;
    assert!(null * 1440.0 < 10.0, "{null} days");
}

#[test]
fn a_feed_is_frozen() {
    let life = with_fault(json!({"type": "freeze_feature"}), "card_velocity");
    let row: Row<'_> = &[
        (NULL, No),
        (FRESHNESS, Yes),
        (RANGE, No),
        (INPUTS, No),
        (SCORES, No),
        (LABELS, Delayed),
        (LATENCY, No),
        (DEFAULTS, No),
        (QUEUE, No),
    ];
    check("frozen", &life, START, row);
    // Weak: only positives look otherwise, and they are one in a thousand.
    let (before, after) = acted(&life);
    assert!((0.85..0.99).contains(&(after / before)), "{before} {after}");
}

#[test]
fn a_unit_changes() {
    let life = with_fault(json!({"type": "scale_feature", "factor": 100}), "amount");
    let row: Row<'_> = &[
        (NULL, No),
        (FRESHNESS, No),
        (RANGE, Yes),
        (INPUTS, Yes),
        (SCORES, Yes),
        (ACTIONS, Yes),
        // Half of the good are declined; as many of the bad are missed as before.
        (ERRORS, Delayed),
        (LATENCY, No),
    ];
    check("unit change", &life, START, row);
    let inputs = life.monitors.iter().find(|monitor| monitor.id == "inputs").expect("it exists");
    assert!(inputs.highest.expect("it looked") > 1.0, "strong: {:?}", inputs.highest);
}

#[test]
fn a_feature_drifts() {
    let life = with_fault(json!({"type": "shift_feature", "shift": 0.5}), "amount");
    let row: Row<'_> = &[
        (NULL, No),
        (FRESHNESS, No),
        (RANGE, No),
        (INPUTS, Yes),
        // The feature has 45 % of the weight: the scores move by .23 of their deviation.
        (SCORES, No),
        (ACTIONS, Yes),
        (LATENCY, No),
    ];
    check("data drift", &life, START, row);
    let inputs = life.monitors.iter().find(|monitor| monitor.id == "inputs").expect("it exists");
    let psi = inputs.population.expect("a law is known").psi;
    assert!((psi - 0.238).abs() < 0.002, "domain reference 3.11: {psi}");
    // Where the feature has most of the weight, the scores tell.
    let heavy = watched().with("world/features/2/separation", json!(6.0)).incident(
        "fault",
        json!({"type": "shift_feature", "shift": 0.5}),
        "amount",
        (START, 1e3),
    );
    assert_eq!(said(&heavy.life(90), START, SCORES), Ok(Yes));
}

/// The lesson of the chapter: both PSIs stay flat while the money leaves.
#[test]
fn the_concept_drifts_at_a_low_base_rate() {
    let life = with_fault(json!({"type": "concept_drift", "degrees": 40}), "");
    let row: Row<'_> = &[
        (NULL, No),
        (FRESHNESS, No),
        (RANGE, No),
        (INPUTS, No),
        (SCORES, No),
        (ACTIONS, No),
        (LABELS, Delayed),
        (LATENCY, No),
        (DEFAULTS, No),
        (QUEUE, No),
    ];
    check("concept drift", &life, START, row);
    for id in ["inputs", "scores"] {
        let monitor = life.monitors.iter().find(|monitor| monitor.id == id).expect("it exists");
        let psi = monitor.population.expect("a law is known").psi;
        assert!(psi < 0.001, "{id}: {psi}");
    }
    // Golden: .430 -> .416 % reviewed.
    let (before, after) = before_and_after(&life.series.review_share);
    assert!((before - 0.00430).abs() < 0.00001, "{before}");
    assert!((after - 0.00416).abs() < 0.00002, "{after}");
    let (usd, drifted) = before_and_after(&life.series.system_usd);
    assert!(drifted > 1.15 * usd, "{usd} {drifted}");
}

#[test]
fn there_is_more_fraud() {
    let life = with_fault(json!({"type": "prior_shift", "factor": 4}), "");
    let row: Row<'_> = &[
        (NULL, No),
        (FRESHNESS, No),
        (RANGE, No),
        (INPUTS, No),
        (SCORES, No),
        (POSITIVES, Delayed),
        (LATENCY, No),
    ];
    check("prior shift", &life, START, row);
    // Weak: .43 -> .54 % reviewed.
    let (before, after) = before_and_after(&life.series.review_share);
    assert!(
        (before - 0.0043).abs() < 0.0001 && (after - 0.0054).abs() < 0.0001,
        "{before} {after}"
    );
}

#[test]
fn a_model_with_another_calibration() {
    let life = with_fault(json!({"type": "shift_score", "shift": 0.5}), "gbdt");
    let row: Row<'_> = &[
        (NULL, No),
        (FRESHNESS, No),
        (RANGE, No),
        (INPUTS, No),
        (SCORES, Yes),
        (ACTIONS, Yes),
        (LATENCY, No),
    ];
    check("calibration", &life, START, row);
}

/// There from the first day: what was seen in training is the reference, not the first day.
#[test]
fn training_and_serving_differ_at_launch() {
    let life = watched().with("world/features/2/serve_scale", json!(3.0)).life(60);
    let row: Row<'_> =
        &[(NULL, No), (FRESHNESS, No), (INPUTS, Yes), (SCORES, Yes), (ACTIONS, Yes), (LATENCY, No)];
    check("skew", &life, 0.0, row);
}

#[test]
fn a_dependency_is_slow() {
    let life = with_fault(json!({"type": "slow_down", "factor": 10}), "gateway");
    let row: Row<'_> = &[
        (NULL, No),
        (FRESHNESS, No),
        (RANGE, No),
        (INPUTS, No),
        (SCORES, No),
        (LATENCY, Yes),
        (DEFAULTS, Yes),
        (QUEUE, No),
    ];
    check("slow", &life, START, row);
}

#[test]
fn reviewers_are_short() {
    let life = with_fault(json!({"type": "partial_outage", "share": 0.6}), "desk");
    let row: Row<'_> = &[
        (NULL, No),
        (FRESHNESS, No),
        (RANGE, No),
        (INPUTS, No),
        (SCORES, No),
        // What finds no place in the queue is approved by default.
        (DEFAULTS, Yes),
        (LABELS, Delayed),
        (LATENCY, No),
        (QUEUE, Yes),
    ];
    check("reviewers", &life, START, row);
}
