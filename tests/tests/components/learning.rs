//! What only months show: labels, training, versions, people. Each parameter changes the life of a
//! small design in the way that it says.

// Parameters are passed as `json!({...})`, which a reference would only clutter.
#![allow(clippy::needless_pass_by_value)]

use serde_json::{Value, json};
use windtunnel_sim::lifecycle::Life;
use windtunnel_sim::lifecycle::result::{Fault, MarkKind, Version};
use windtunnel_sim::stats::{normal_cdf, normal_quantile};
use windtunnel_tests::lifetime::Design;

const HOUR_S: f64 = 3600.0;
const DAY_S: f64 = 86_400.0;

/// Requests a second.
const RATE: f64 = 0.5;

/// A model that is trained every ten days from labels that come after one, and that no registry
/// delays.
fn design() -> Design {
    let call = |from: &str, to: &str, when: &str| json!({"from": from, "to": to, "when": when});
    let feedback = |from: &str, to: &str| json!({"kind": "feedback", "from": from, "to": to});
    let model = json!({"service_law": "deterministic", "service_mean_ms": 1.0, "servers": 9});
    Design::file(json!({
        "format": "windtunnel", "schema": 1, "title": "Learning",
        "nodes": {
            "source": {"kind": "traffic", "params": {"rate_per_s": RATE}},
            "model": {"kind": "model", "params": model},
            "policy": {"kind": "policy", "params": {"approve_below": 0.4, "decline_above": 0.4}},
            "sink": {"kind": "sink", "params": {}},
            "labels": {"kind": "labels", "params": {
                "delay_law": "fixed", "delay_median_days": 1, "delay_cap_days": 2,
            }},
            "training": {"kind": "training", "params": {
                "trigger": "calendar", "every_days": 10, "window_days": 5, "maturity_days": 2,
                "duration_h": 2, "gate": false,
            }},
            "registry": {"kind": "registry", "params": {"canary_share": 0.0}},
            "log": {"kind": "prediction_log"},
        },
        "links": {
            "a": call("source", "model", "ok"),
            "b": call("model", "policy", "ok"),
            "c": call("policy", "sink", "approve"),
            "d": call("policy", "sink", "decline"),
            "e": feedback("sink", "labels"),
            "f": feedback("labels", "training"),
            "g": feedback("training", "registry"),
            "h": feedback("registry", "model"),
            "i": feedback("sink", "log"),
        },
        "incidents": {},
        "world": {
            "base_rate": 0.1,
            "features": [{"id": "f", "separation": 2.0}, {"id": "g", "separation": 1.0}],
        },
    }))
}

/// With parameters of a node.
fn with(node: &str, params: &Value) -> Design {
    and(design(), node, params)
}

fn and(design: Design, node: &str, params: &Value) -> Design {
    let params = params.as_object().expect("parameters").clone();
    params.into_iter().fold(design, |design, (key, value)| {
        design.with(&format!("nodes/{node}/params/{key}"), value)
    })
}

fn trained(params: Value) -> Design {
    with("training", &params)
}

fn registry(params: Value) -> Design {
    with("registry", &params)
}

#[track_caller]
fn near(got: f64, want: f64, give: f64) {
    assert!((got - want).abs() <= give, "{got} is not {want} +- {give}");
}

/// The first version that was trained.
#[track_caller]
fn second(life: &Life) -> Version {
    life.versions.get(1).unwrap_or_else(|| panic!("none was trained: {:?}", life.marks)).clone()
}

fn live_after_h(life: &Life) -> f64 {
    let version = second(life);
    (version.live_s.expect("it went live") - version.trained_s) / HOUR_S
}

/// When something of this kind happened first, in hours.
#[track_caller]
fn first_h(life: &Life, kind: MarkKind) -> f64 {
    let mark = life.marks.iter().find(|mark| mark.kind == kind);
    mark.unwrap_or_else(|| panic!("no {kind:?} in {:?}", life.marks)).at_s / HOUR_S
}

// Training

#[test]
fn training_runs_when_its_trigger_says() {
    let versions = |params: Value| trained(params).life(40).versions.len();
    assert_eq!(versions(json!({"trigger": "never"})), 1);
    assert_eq!(versions(json!({"every_days": 10})), 1 + 3);
    assert_eq!(versions(json!({"every_days": 20})), 1 + 1);
    assert!(versions(json!({"trigger": "continuous"})) > 30);
    // With too few positives in its window no run is made: 5 days bring 21,600 of them.
    assert!(versions(json!({"min_positives": 20_000})) > 1);
    assert_eq!(versions(json!({"min_positives": 22_000})), 1);
}

/// The truth turns by three degrees a day: the share of labelled positives that are found falls, in
/// the end by more than the drop that is waited for.
#[test]
fn a_drop_trains() {
    let count = |drop: f64| {
        let turning = trained(json!({"trigger": "on_labelled_drop", "drop": drop}));
        turning.with("world/rotation_deg_per_day", json!(3.0)).life(20).versions.len()
    };
    assert!(count(0.1) > 1);
    assert_eq!(count(0.95), 1);
}

#[test]
fn a_window_of_mature_decisions_is_learnt_from() {
    let of = |params: Value| second(&trained(params).life(12));
    let usual = of(json!({}));
    assert_eq!(usual.window_days, (3.0, 8.0));
    near(usual.positives, 0.1 * RATE * 5.0 * DAY_S, 0.05 * usual.positives);
    let wide = of(json!({"window_days": 8}));
    assert_eq!(wide.window_days, (0.0, 8.0));
    near(wide.positives, 1.6 * usual.positives, 0.05 * wide.positives);
    // Too young, a decision has no label yet and counts as negative.
    let young = of(json!({"maturity_days": 0}));
    assert_eq!(young.window_days, (5.0, 10.0));
    near(young.positives, 0.8 * usual.positives, 0.05 * usual.positives);
    assert!(young.base_rate < 0.09 && (usual.base_rate - 0.1).abs() < 0.005);
}

#[test]
fn many_parameters_need_many_labels() {
    let kept = |parameters: u32| {
        second(&trained(json!({"parameters": parameters})).life(12)).separation_kept
    };
    let [own, many, more] = [0, 1000, 100_000].map(kept);
    assert!(own > many && many > more, "{own} {many} {more}");
    assert!(own > 0.999, "two features need few: {own}");
}

#[test]
fn training_takes_time_and_money() {
    near(live_after_h(&trained(json!({"duration_h": 2})).life(12)), 2.0, 1e-6);
    near(live_after_h(&trained(json!({"duration_h": 7})).life(12)), 7.0, 1e-6);
    let usd = trained(json!({"usd_per_run": 30})).life(40).money.system.ledger.retraining_usd;
    near(usd, 90.0, 1e-9);
}

/// Wanted labels come at the rate of decisions times their coverage.
#[test]
fn collecting_labels_takes_as_long_as_the_rate_says() {
    let time = |coverage: f64| {
        let design = and(design(), "labels", &json!({"coverage": coverage}));
        let design = and(design, "training", &json!({"wanted_labels": 10_000}));
        design.life(5).labels.expect("there are labels").collecting.expect("some are wanted").mean_s
    };
    near(time(1.0), 10_000.0 / RATE, 0.01 * 10_000.0 / RATE);
    near(time(0.25), 40_000.0 / RATE, 0.01 * 40_000.0 / RATE);
}

/// The truth turned away and came back within the window: what was learnt there is worse than the
/// version in use, which only the latest decisions show.
#[test]
fn validation_on_the_latest_decisions_sees_what_random_rows_hide() {
    let outcome = |params: Value| {
        let all = json!({"window_days": 8});
        let strange = and(trained(all), "training", &params).incident(
            "turn",
            json!({"type": "concept_drift", "degrees": 70.0}),
            "",
            (0.0, 4.0),
        );
        second(&strange.life(12)).outcome
    };
    let gate = |validation: &str, margin: f64| json!({"gate": true, "validation": validation, "gate_margin": margin});
    assert_eq!(outcome(gate("latest", -0.01)), "rejected");
    assert_eq!(outcome(gate("random", -0.01)), "live");
    assert_eq!(outcome(json!({"gate": false})), "live");
    // As bad as it is, a wide margin lets it in; and a demanding one lets nothing in.
    assert_eq!(outcome(gate("latest", -0.5)), "live");
    assert_eq!(outcome(gate("random", 0.3)), "rejected");
}

// Registry

#[test]
fn versions_come_in_by_way_of_a_canary() {
    let canary = |more: Value| {
        let first = json!({"canary_share": 0.2, "canary_h": 12, "approval_h": 0});
        and(registry(first), "registry", &more)
    };
    near(live_after_h(&registry(json!({"canary_share": 0})).life(12)), 2.0, 1e-6);
    near(live_after_h(&canary(json!({})).life(12)), 2.0 + 12.0, 1.0);
    near(live_after_h(&canary(json!({"canary_h": 30})).life(14)), 2.0 + 30.0, 1.0);
    // Somebody has to say yes.
    near(live_after_h(&canary(json!({"approval_h": 20})).life(14)), 2.0 + 12.0 + 20.0, 1.0);
}

/// A version that was trained on broken data separates next to nothing.
fn botched(design: Design) -> Design {
    let bad = json!({"type": "bad_training", "separation_kept": 0.2});
    design.incident("bad", bad, "training", (9.0, 11.0))
}

#[test]
fn a_canary_that_acts_otherwise_is_taken_back() {
    let life = |share: f64, automatic: bool| {
        let params = json!({
            "canary_share": share, "canary_h": 24, "automatic_rollback": automatic,
        });
        botched(registry(params)).life(14)
    };
    assert_eq!(second(&life(0.2, true)).outcome, "rolled_back");
    assert_eq!(second(&life(0.2, false)).outcome, "live");
    // Meanwhile the smaller share does the smaller damage.
    let separation = |share: f64| life(share, true).series.separation[10];
    let healthy = design().life(12).series.separation[8];
    assert!(separation(0.1) < healthy && separation(0.5) < separation(0.1));
}

/// A monitor of the declines sees the bad version, and its runbook brings the old one back.
fn runbook(action: &str, more: Value) -> Design {
    let monitor = json!({
        "signal": "decline_share", "direction": "below", "threshold": 0.04, "window_min": 60,
        "action": action, "automatic": true,
    });
    and(botched(design()).monitor("monitor", "policy", monitor), "monitor", &more)
}

#[test]
fn rolling_back_takes_a_while() {
    let hours = |minutes: f64| {
        let design = runbook("roll_back", json!({}));
        let life = and(design, "registry", &json!({"rollback_min": minutes})).life(14);
        first_h(&life, MarkKind::RolledBack) - first_h(&life, MarkKind::Acts)
    };
    // What is due is done at the next hour.
    near(hours(0.0), 0.5, 0.5);
    near(hours(90.0), 2.0, 0.5);
    near(hours(300.0), 5.5, 0.5);
}

/// People look first, unless the runbook acts by itself.
#[test]
fn runbooks_act_at_once_or_when_the_cause_is_known() {
    let wait = |automatic: bool| {
        let life = runbook("roll_back", json!({"automatic": automatic})).life(14);
        first_h(&life, MarkKind::Acts) - first_h(&life, MarkKind::Alert)
    };
    near(wait(true), 0.0, 1e-6);
    assert!(wait(false) > 0.2, "{}", wait(false));
    let life = runbook("retrain", json!({})).life(14);
    assert!(life.versions.len() > 2, "another one is trained: {:?}", life.marks);
    let life = runbook("page", json!({})).life(14);
    assert!(life.marks.iter().all(|mark| mark.kind != MarkKind::Acts));
}

// Labels

#[test]
fn labels_cost_and_lie_and_hide() {
    let life = |params: Value| with("labels", &params).life(20);
    let labels = |params: Value| life(params).labels.expect("there are labels");
    let usual = labels(json!({}));
    near(usual.observed_base_rate.expect("some came"), 0.1, 1e-6);
    let noisy = labels(json!({"noise_rate": 0.05}));
    near(noisy.observed_base_rate.expect("some came"), 0.1 * 0.95 + 0.9 * 0.05, 1e-6);
    let priced = life(json!({"usd_per_label": 0.01}));
    let arrived = priced.labels.expect("there are labels").arrived;
    near(priced.money.system.ledger.labels_usd, 0.01 * arrived, 1e-6 * arrived);
    // Of the approved only: positives are those that were missed.
    let seen = labels(json!({"selective": true}));
    let base_rate = seen.observed_base_rate.expect("some came");
    assert!(base_rate < 0.06, "{base_rate}");
    // Some of the declined are let through to learn, which costs hits.
    let exploring = life(json!({"selective": true, "exploration_share": 0.3}));
    let shown = exploring.labels.as_ref().expect("there are labels").observed_base_rate;
    assert!(shown.expect("some came") > base_rate + 0.005);
    let recall = |life: &Life| life.series.recall[5];
    near(recall(&exploring), 0.7 * recall(&life(json!({}))), 0.01);
}

#[test]
fn delays_have_their_law() {
    let arrived = |law: &str| {
        let labels = json!({
            "delay_law": law, "delay_median_days": 2, "delay_cap_days": 40,
        });
        let life = with("labels", &labels).life(20);
        let labels = life.labels.expect("there are labels");
        labels.arrived / labels.decided
    };
    // Decisions spread over 20 days, each with what is left of them.
    let mean = |known: &dyn Fn(f64) -> f64| super::bench::mean_over(0.0, 20.0, known);
    near(arrived("fixed"), 0.9, 0.03);
    near(arrived("exponential"), mean(&|left| 1.0 - 0.5_f64.powf(left / 2.0)), 0.02);
    let sigma = 20.0_f64.ln() / normal_quantile(0.99);
    near(arrived("lognormal"), mean(&|left| normal_cdf((left / 2.0).ln() / sigma)), 0.02);
}

// People

/// A feature is null from noon of the second day on; a monitor tells somebody, who repairs it.
fn page(on_call: Value, monitor: Value) -> Design {
    let sharp = json!({
        "ack_min": 10, "ack_p95_min": 10, "diagnose_min": 60, "fix_min": 30, "attendance": 1,
    });
    let nulls = json!({"signal": "null_share", "threshold": 0.5});
    let design = design()
        .with("nodes/monitor", json!({"kind": "monitor", "params": nulls}))
        .with("nodes/people", json!({"kind": "on_call", "params": sharp}))
        .with("links/i", json!({"kind": "control", "from": "model", "to": "monitor"}))
        .with("links/j", json!({"kind": "control", "from": "monitor", "to": "people"}))
        .incident("null", json!({"type": "null_feature"}), "f", (1.5, 9.0));
    and(and(design, "people", &on_call), "monitor", &monitor)
}

fn fault(on_call: Value) -> Fault {
    page(on_call, json!({})).life(10).faults.remove(0)
}

fn hours(from: Option<f64>, to: Option<f64>) -> f64 {
    (to.expect("it happened") - from.expect("it happened")) / HOUR_S
}

fn acknowledged(fault: &Fault) -> f64 {
    hours(fault.detected_s, fault.acknowledged_s)
}

fn diagnosed(fault: &Fault) -> f64 {
    hours(fault.acknowledged_s, fault.diagnosed_s)
}

fn fixed(fault: &Fault) -> f64 {
    hours(fault.diagnosed_s, fault.recovered_s)
}

#[test]
fn repairs_take_as_long_as_people_need() {
    let usual = fault(json!({}));
    near(acknowledged(&usual), 1.0 / 6.0, 1e-6);
    near(acknowledged(&fault(json!({"ack_min": 40, "ack_p95_min": 40}))), 2.0 / 3.0, 1e-6);
    // The spread of answers alone: the same draw, further from the median.
    let spread = |p95: f64| acknowledged(&fault(json!({"ack_p95_min": p95}))) / (1.0 / 6.0);
    near(spread(40.0).ln() / spread(20.0).ln(), 2.0, 1e-6);
    // Diagnosis and repair are drawn about their medians, with the same draw.
    near(diagnosed(&fault(json!({"diagnose_min": 120}))) / diagnosed(&usual), 2.0, 1e-6);
    near(fixed(&fault(json!({"fix_min": 90}))) / fixed(&usual), 3.0, 1e-6);
}

/// The incident begins on a Tuesday at noon; a second one on Saturday waits until Monday at nine.
#[test]
fn offices_are_empty_at_weekends() {
    let ack_h = |hours: &str, from: f64| {
        let null = json!({"type": "null_feature"});
        let design = page(json!({"hours": hours}), json!({}));
        let life = design.incident("null", null, "f", (from, 12.0)).life(14);
        life.faults[0].acknowledged_s.expect("somebody looks") / HOUR_S
    };
    assert_eq!(ack_h("always", 1.5), ack_h("office", 1.5));
    let saturday = ack_h("always", 5.5);
    assert!((5.5 * 24.0..5.5 * 24.0 + 1.0).contains(&saturday), "{saturday}");
    near(ack_h("office", 5.5), 7.0 * 24.0 + 9.0, 1e-6);
}

#[test]
fn who_does_not_know_the_part_takes_longer() {
    let usual = diagnosed(&fault(json!({})));
    let nobody = |lost_x: f64| diagnosed(&fault(json!({"bus_factor": 0, "lost_x": lost_x})));
    near(nobody(4.0) / usual, 4.0, 1e-6);
    near(nobody(7.0) / usual, 7.0, 1e-6);
    // There are two of them, and never there.
    near(diagnosed(&fault(json!({"attendance": 0}))) / usual, 4.0, 1e-6);
}

#[test]
fn people_are_paid_by_the_hour() {
    let life = |usd_per_h: f64| page(json!({"usd_per_h": usd_per_h}), json!({})).life(10);
    let (cheap, dear) = (life(50.0), life(200.0));
    let fault = &cheap.faults[0];
    let worked = diagnosed(fault) + fixed(fault);
    near(cheap.money.system.ledger.incidents_usd, 50.0 * worked, 1e-6);
    near(dear.money.system.ledger.incidents_usd, 200.0 * worked, 1e-6);
}

/// An alert that nobody is named for is noticed within hours.
#[test]
fn an_owner_is_told() {
    let ack_h = |owner: &str| {
        let design = page(json!({}), json!({"owner": owner})).without_node("people");
        acknowledged(&design.life(10).faults[0])
    };
    assert!(ack_h("Ada") < 2.0, "{}", ack_h("Ada"));
    assert!((4.0..=8.0).contains(&ack_h("")), "{}", ack_h(""));
}

/// A second monitor cries wolf all day: whoever tires of it looks on the next morning.
#[test]
fn false_alerts_tire_people() {
    let noisy = json!({
        "signal": "score_mean", "detector": "window", "direction": "either", "threshold": 0.2,
        "window_min": 10, "samples": 20,
    });
    let ack_h = |fatigue: f64| {
        let design = page(json!({"fatigue_alerts": fatigue}), json!({}))
            .with("nodes/noisy", json!({"kind": "monitor", "params": noisy}))
            .with("links/k", json!({"kind": "control", "from": "model", "to": "noisy"}))
            .with("links/l", json!({"kind": "control", "from": "noisy", "to": "people"}));
        let life = design.life(10);
        let told = life.faults[0].acknowledged_s.expect("somebody looks");
        assert!(life.monitors.iter().any(|monitor| monitor.false_alerts > 10));
        told / HOUR_S
    };
    assert!(ack_h(1e4) < 37.0, "{}", ack_h(1e4));
    near(ack_h(0.1), 48.0 + 9.0, 1e-6);
}
