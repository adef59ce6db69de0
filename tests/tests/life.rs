#![allow(clippy::disallowed_methods, clippy::needless_pass_by_value)]
//! How a system lives: versions, labels, people, runbooks, and what a life says of bad input.

use serde_json::{Value, json};
use windtunnel_design::file;
use windtunnel_sim::lifecycle::result::MarkKind;
use windtunnel_sim::lifecycle::{Life, live};
use windtunnel_sim::model::Settings;
use windtunnel_tests::lifetime::{Design, is_all_numbers};

mod life {
    pub mod chance;
    pub mod desk;
    pub mod input;
    pub mod labels;
    pub mod losses;
    pub mod record;
}

const HOUR_S: f64 = 3600.0;
const DAY_S: f64 = 86_400.0;

/// The card-fraud design with one monitor (`watch`) on empty features, labels within a week, and
/// nobody who trains.
pub fn system() -> Design {
    let mut design = Design::template("card-fraud").quiet();
    for id in ["review-monitor", "latency-monitor", "missed-monitor", "training", "registry"] {
        design = design.without_node(id);
    }
    let labels = json!({"delay_law": "fixed", "delay_median_days": 7, "delay_cap_days": 14});
    design.with("nodes/labels/params", labels)
}

/// The same without anybody who watches.
pub fn unwatched() -> Design {
    system().without_node("null-monitor").without_node("people")
}

/// With training and a registry that brings versions in at once.
pub fn learning(training: Value, registry: Value) -> Design {
    let link = |from: &str, to: &str| json!({"kind": "feedback", "from": from, "to": to});
    unwatched()
        .with("nodes/training", json!({"kind": "training", "params": training}))
        .with("nodes/registry", json!({"kind": "registry", "params": registry}))
        .with("links/labels-training", link("labels", "training"))
        .with("links/training-registry", link("training", "registry"))
        .with("links/registry-gbdt", link("registry", "gbdt"))
}

pub fn at_once() -> Value {
    json!({"canary_share": 0})
}

fn system_usd(life: &Life) -> f64 {
    life.series.system_usd.iter().sum()
}

pub fn marks(life: &Life, kind: MarkKind) -> Vec<f64> {
    life.marks.iter().filter(|mark| mark.kind == kind).map(|mark| mark.at_s).collect()
}

/// The velocity feed turns null on day 10, for good unless somebody repairs it.
fn blinded(design: Design) -> Design {
    let null = json!({"type": "null_feature"});
    design.incident("card", null.clone(), "card_velocity", (10.0, 1000.0)).incident(
        "device",
        null,
        "device_velocity",
        (10.0, 1000.0),
    )
}

// Versions

/// A slowly turning truth: what each way to train costs.
#[test]
fn the_fresher_the_training_the_cheaper() {
    let cost = |training: Value| {
        let design = learning(training, at_once()).with("world/rotation_deg_per_day", json!(0.3));
        let life = design.life(200);
        assert!(is_all_numbers(&life));
        (system_usd(&life), life.versions.len())
    };
    let with = |trigger: &str| {
        json!({
            "trigger": trigger, "every_days": 40, "drop": 0.1, "window_days": 30,
            "maturity_days": 7, "gate": false,
        })
    };
    let never = cost(with("never"));
    let calendar = cost(with("calendar"));
    let dropped = cost(with("on_labelled_drop"));
    let continuous = cost(with("continuous"));
    let oracle = cost(with("oracle"));
    assert!(oracle.0 <= continuous.0 && continuous.0 <= calendar.0 && calendar.0 <= never.0);
    assert!(oracle.0 < 0.99 * never.0, "{oracle:?} {never:?}");
    assert!(dropped.0 < never.0 && dropped.1 > 1, "{dropped:?} {never:?}");
    assert_eq!(never.1, 1);
    assert!(calendar.1 >= 5 && continuous.1 > 100, "{calendar:?} {continuous:?}");
}

#[test]
fn training_on_an_alert() {
    let training =
        json!({"trigger": "on_alert", "window_days": 30, "maturity_days": 7, "gate": false});
    let monitor = json!({"signal": "null_share", "threshold": 0.2});
    let design = blinded(learning(training, at_once()).monitor("watch", "gbdt", monitor));
    let life = design.life(30);
    let trained = marks(&life, MarkKind::Trained);
    assert!(trained[0] >= 10.0 * DAY_S && trained[0] < 11.0 * DAY_S, "{trained:?}");
}

/// A version trained on broken data: the latest labels see it, random rows of the same data do not.
#[test]
fn a_gate_is_as_good_as_its_data() {
    let outcome = |validation: &str| {
        let training = json!({
            "trigger": "calendar", "every_days": 30, "window_days": 20, "maturity_days": 7,
            "validation": validation, "gate": true, "gate_margin": -0.01,
        });
        let bad = json!({"type": "bad_training", "separation_kept": 0.5});
        let design = learning(training, at_once()).incident("bad", bad, "training", (29.0, 31.0));
        let life = design.life(45);
        let version = life.versions.iter().find(|version| version.number == 2);
        (version.expect("one was trained").outcome.clone(), life)
    };
    let (kept_out, quiet) = outcome("latest");
    assert_eq!(kept_out, "rejected");
    let (let_in, hurt) = outcome("random");
    assert_eq!(let_in, "live");
    assert!(hurt.series.system_usd[40] > 1.1 * quiet.series.system_usd[40]);
}

/// Labels that take two months, and a cut after one: the young frauds count as good payments.
#[test]
fn immature_labels_teach_too_low_a_rate() {
    let base_rate = |maturity_days: u32| {
        let training = json!({
            "trigger": "calendar", "every_days": 100, "window_days": 30,
            "maturity_days": maturity_days, "gate": false,
        });
        let labels =
            json!({"delay_law": "exponential", "delay_median_days": 30, "delay_cap_days": 365});
        let life = learning(training, at_once()).with("nodes/labels/params", labels).life(120);
        life.versions.last().expect("there are versions").base_rate
    };
    let (young, old) = (base_rate(0), base_rate(60));
    // Of ages from 0 to 30 days, with a median of 30: 1 - (1 - 2^-1) / ln 2 = 28 % are known.
    assert!((young / 0.001 - 0.28).abs() < 0.02, "{young}");
    assert!(old > 0.75 * 0.001, "{old}");
}

#[test]
fn a_canary_is_taken_back() {
    let design = |rolls_back: bool| {
        let training = json!({
            "trigger": "calendar", "every_days": 30, "window_days": 20, "maturity_days": 7,
            "gate": false,
        });
        let registry = json!({
            "canary_share": 0.1, "canary_h": 24, "automatic_rollback": rolls_back,
        });
        let bad = json!({"type": "bad_training", "separation_kept": 0.2});
        learning(training, registry).incident("bad", bad, "training", (29.0, 31.0)).life(50)
    };
    let kept = design(true);
    assert_eq!(kept.versions[1].outcome, "rolled_back");
    let (canary, back) = (marks(&kept, MarkKind::Canary)[0], marks(&kept, MarkKind::RolledBack)[0]);
    assert!((back - canary - 24.0 * HOUR_S).abs() < HOUR_S);
    assert!(kept.series.version.iter().all(|&version| version == 1));
    let let_in = design(false);
    assert_eq!(let_in.versions[1].outcome, "live");
    assert!(system_usd(&let_in) > system_usd(&kept));
}

/// The runbook takes a bad version back; it takes as long as the registry says.
#[test]
fn a_rollback_takes_its_time() {
    let after = |minutes: u32| {
        let training = json!({
            "trigger": "calendar", "every_days": 30, "window_days": 20, "maturity_days": 7,
            "gate": false,
        });
        let registry = json!({"canary_share": 0, "rollback_min": minutes});
        let bad = json!({"type": "bad_training", "separation_kept": 0.3});
        let monitor = json!({
            "signal": "review_share", "direction": "below", "threshold": 0.002, "window_min": 240,
            "action": "roll_back", "automatic": true,
        });
        let design = learning(training, registry)
            .incident("bad", bad, "training", (29.0, 31.0))
            .monitor("watch", "policy", monitor);
        let life = design.life(40);
        assert_eq!(life.series.version.last(), Some(&1), "{:?}", life.marks);
        marks(&life, MarkKind::RolledBack)[0] - marks(&life, MarkKind::Acts)[0]
    };
    // A life goes by the hour.
    assert!((300.0..300.0 + HOUR_S).contains(&after(5)), "{}", after(5));
    assert!((10.0 * HOUR_S..11.0 * HOUR_S).contains(&after(600)), "{}", after(600));
}

// Labels

/// What was declined has no label: nothing is learnt of it, unless a share is let through.
#[test]
fn selective_labels_hide_what_was_declined() {
    let labelled = |selective: bool, exploration: f64| {
        let design = unwatched()
            .with("nodes/labels/params/selective", json!(selective))
            .with("nodes/labels/params/exploration_share", json!(exploration));
        let life = design.life(60);
        assert!(is_all_numbers(&life));
        let missed: Vec<f64> = life.series.labelled_miss_rate.iter().flatten().copied().collect();
        let rate = life.labels.as_ref().expect("there are labels").observed_base_rate;
        (missed[missed.len() - 1], rate.expect("some came"), system_usd(&life))
    };
    let (all, rate, usd) = labelled(false, 0.0);
    assert!((all - 0.533).abs() < 0.01 && (rate - 0.001).abs() < 1e-5, "{all} {rate}");
    let (selective, hidden, _) = labelled(true, 0.0);
    assert!((selective - 1.0).abs() < 1e-9, "only misses are seen: {selective}");
    assert!(hidden < 0.00055, "{hidden}");
    // Who was let through to learn from counts as approved, and shows what was hidden.
    let (explored, rate, price) = labelled(true, 0.05);
    assert!((explored - 1.0).abs() < 1e-9, "{explored}");
    let shown = (rate - hidden) / (0.001 - hidden);
    assert!((shown - 0.05).abs() < 0.01, "a twentieth of it: {shown}");
    assert!(price > usd, "exploration costs now: {price} {usd}");
}

/// A join of clicks that loses three positives in ten.
#[test]
fn lost_positives_are_learnt_as_negatives() {
    let training = json!({
        "trigger": "calendar", "every_days": 1, "window_days": 10, "maturity_days": 7,
        "gate": false,
    });
    let lost = json!({"type": "lose_labels", "share": 0.3, "only_positives": true});
    let life =
        learning(training.clone(), at_once()).incident("lost", lost, "labels", (0.0, 1000.0));
    let life = life.life(40);
    let last = life.versions.last().expect("there are versions");
    assert!((last.base_rate / 0.001 - 0.7).abs() < 0.01, "{}", last.base_rate);
    let whole = learning(training, at_once()).life(40);
    let last = whole.versions.last().expect("there are versions");
    assert!((last.base_rate / 0.001 - 1.0).abs() < 0.01, "{}", last.base_rate);
}

// People

#[test]
fn without_an_owner_it_takes_a_day() {
    let recovered_h = |design: Design| {
        let life = blinded(design).life(20);
        let fault = &life.faults[0];
        fault.time_to_recover_s.unwrap_or(f64::INFINITY) / HOUR_S
    };
    let owned = recovered_h(system());
    let nobody =
        recovered_h(system().without_node("people").without("nodes/null-monitor/params/owner"));
    assert!(owned < 8.0, "{owned}");
    assert!((19.0..=24.0).contains(&nobody), "noticed after 4 to 8 h, fixed 15 h later: {nobody}");
    // On Saturday an office is empty.
    let office = system().with("nodes/people/params/hours", json!("office"));
    let null = json!({"type": "null_feature"});
    let life = office.incident("a", null, "card_velocity", (5.0, 1000.0)).life(20);
    let seen_s = life.faults[0].acknowledged_s.expect("somebody looks");
    assert!((seen_s / DAY_S - 7.375).abs() < 1e-6, "Monday at nine: {}", seen_s / DAY_S);
}

/// Hundreds of false alerts a day, and the real one is answered the next morning.
#[test]
fn fatigue() {
    let acknowledged_h = |seed: u64, noisy: bool| {
        let mut design = system();
        if noisy {
            // It sees a sample of thirty, in which one review is enough.
            let monitor = json!({
                "signal": "review_share", "threshold": 0.03, "window_min": 5, "samples": 30,
            });
            design = design.monitor("noisy", "policy", monitor);
        }
        let null = json!({"type": "null_feature"});
        // In the evening, so that the next morning is far.
        let design = design.incident("a", null, "card_velocity", (10.8, 1000.0));
        let settings = Settings { days: 20, seed, ..design.document().run };
        let life = design.life_of(settings);
        let fault = &life.faults[0];
        let alerts: u32 = life.monitors.iter().map(|monitor| monitor.false_alerts).sum();
        let waited = fault.acknowledged_s.zip(fault.detected_s).map_or(0.0, |(at, from)| at - from);
        (waited / HOUR_S, alerts)
    };
    let mean = |noisy: bool| {
        let all: Vec<_> = (1..=8).map(|seed| acknowledged_h(seed, noisy)).collect();
        let alerts = all.iter().map(|&(_, alerts)| alerts).min().expect("there are some");
        (all.iter().map(|&(hours, _)| hours).sum::<f64>() / 8.0, alerts)
    };
    let (rested, none) = mean(false);
    let (tired, many) = mean(true);
    assert_eq!(none, 0);
    assert!(many > 100, "{many}");
    assert!(rested < 1.0 && tired > rested + 4.0, "{rested} {tired}");
}

// Runbooks

#[test]
fn runbooks_act() {
    // Nobody can repair it, so that what the runbook does stays visible.
    let usd = |action: &str| {
        let design = blinded(system())
            .with("nodes/people/params/fix_min", json!(1_000_000))
            .with("nodes/null-monitor/params/action", json!(action))
            .with("nodes/null-monitor/params/automatic", json!(true))
            // The previous model reads the same features; rules do not.
            .without_node("previous")
            .with("nodes/desk/params/staff", json!(vec![2500; 24]));
        let life = design.life(14);
        let acts = marks(&life, MarkKind::Acts).len();
        (1000.0 * life.series.system_usd[12] / life.series.requests[12], acts, life)
    };
    let (page, acts, _) = usd("page");
    assert!((page - 125.4).abs() < 0.1 && acts == 0, "{page} {acts}");
    let (fallback, acts, life) = usd("fallback");
    assert!((fallback - 113.2).abs() < 0.1 && acts == 1, "{fallback} {acts}");
    assert!(life.series.fallback_share[12] > 0.999);
    let (stopped, acts, life) = usd("stop_automation");
    assert!(acts == 1 && life.series.review_share[12] > 0.99, "{:?}", life.series.review_share);
    assert!(stopped > 2000.0, "2.10 USD each: {stopped}");
}

/// What happens while nobody knows yet is told in steps of minutes: an hour's loss would be too much.
#[test]
fn a_runbook_acts_within_minutes() {
    let design = blinded(system())
        .with("nodes/people/params/fix_min", json!(1_000_000))
        .with("nodes/null-monitor/params/action", json!("fallback"))
        .with("nodes/null-monitor/params/automatic", json!(true))
        .without_node("previous");
    let life = design.life(11);
    // The night hour after midnight, of which a window of five minutes and a step are lost.
    let lost_s = 86_400.0 * (1.0 - life.series.fallback_share[10]);
    assert!((60.0..700.0).contains(&lost_s), "{lost_s}");
}

#[test]
fn a_runbook_ends_with_its_incident() {
    let design = blinded(system())
        .with("nodes/null-monitor/params/action", json!("fallback"))
        .with("nodes/null-monitor/params/automatic", json!(true));
    let life = design.life(14);
    let (acts, ends) = (marks(&life, MarkKind::Acts), marks(&life, MarkKind::ActsNoMore));
    assert_eq!((acts.len(), ends.len()), (1, 1), "{:?}", life.marks);
    assert!(acts[0] < ends[0]);
    assert!(life.series.fallback_share[10] > 0.0 && life.series.fallback_share[13] < 1e-6);
    assert!((life.series.quality[13] - 1.0).abs() < 1e-9, "as if it had not been");
}

#[test]
fn retraining_ends_a_concept_drift() {
    let training =
        json!({"trigger": "never", "window_days": 10, "maturity_days": 7, "gate": false});
    let monitor = json!({
        "signal": "labelled_miss_rate", "threshold": 0.65, "window_min": 4320, "action": "retrain",
        "automatic": true,
    });
    let drift = json!({"type": "concept_drift", "degrees": 40});
    let design = learning(training, at_once())
        .incident("drift", drift, "", (30.0, 1000.0))
        .monitor("watch", "labels", monitor);
    let life = design.life(120);
    let fault = &life.faults[0];
    let detected = fault.detected_s.expect("labels show it") / DAY_S;
    // Labels take a week.
    assert!((37.0..45.0).contains(&detected), "{detected}");
    assert!(life.versions.len() > 1);
    let end = 1000.0 * life.series.system_usd[119] / life.series.requests[119];
    let hurt = 1000.0 * life.series.system_usd[35] / life.series.requests[35];
    assert!(end < hurt - 5.0, "{hurt} {end}");
}

// The whole

#[test]
fn a_life_is_a_function_of_its_seed() {
    let design = Design::template("card-fraud");
    let text = |seed: u64| {
        let settings = Settings { days: 60, seed, ..design.document().run };
        serde_json::to_string(&design.life_of(settings)).expect("a life is JSON")
    };
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
}

#[test]
fn the_books_add_up() {
    let design = blinded(Design::template("card-fraud").quiet());
    let life = design.life(60);
    let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-6 * a.abs().max(1.0), "{a} {b}");
    let sum = |series: &[f64]| series.iter().sum::<f64>();
    let (money, series) = (&life.money, &life.series);
    close(money.decisions, sum(&series.requests));
    close(money.system.ledger.decisions_usd(), sum(&series.system_usd));
    close(money.healthy.ledger.decisions_usd(), sum(&series.healthy_usd));
    close(money.rules.ledger.decisions_usd(), sum(&series.rules_usd));
    close(money.do_nothing.ledger.decisions_usd(), sum(&series.do_nothing_usd));
    for side in [&money.system, &money.healthy, &money.rules, &money.do_nothing] {
        close(side.usd_per_1k, 1000.0 * side.ledger.total_usd() / money.decisions);
    }
    // What incidents cost is what the system costs beyond the healthy one.
    let lost: f64 = life.faults.iter().map(|fault| fault.usd_lost).sum();
    close(lost, sum(&series.system_usd) - sum(&series.healthy_usd));
    let rival = money.rules.usd_per_month.min(money.do_nothing.usd_per_month);
    close(life.verdict.saves_usd_per_month, rival - money.system.usd_per_month);
    let labels = life.labels.as_ref().expect("there are labels");
    assert!(labels.arrived <= labels.decided + 1e-6);
    assert_eq!(series.requests.len(), 60);
}

// Bad and odd input

/// Why a file is refused when it is opened, or else when it is to live.
fn refused(design: &Design, days: u32) -> String {
    let document = match file::load(&design.json()) {
        Ok(loaded) => loaded.document,
        Err(error) => return error.to_string(),
    };
    let settings = Settings { days, ..document.run };
    match live(&document.model(), &settings) {
        Ok(_) => panic!("it is not refused"),
        Err(found) => format!("{found:?}"),
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let with = |place: &str, value: Value| refused(&system().with(place, value), 10);
    assert!(refused(&system(), 3654).contains("ten years"));
    assert!(with("world/base_rate", json!(1.5)).contains("base rate"));
    assert!(with("nodes/policy/params/approve_below", json!(1.5)).contains("approve_below"));
    assert!(with("nodes/gbdt/params/separation_kept", json!(7)).contains("separation_kept"));
    assert!(with("nodes/labels/params/coverage", json!(-0.1)).contains("coverage"));
    assert!(with("world/rotation_deg_per_day", json!(400)).contains("turns"));
    assert!(with("world/features/0/noise", json!(0)).contains("noise"));
    assert!(!refused(&Design::template("credit-underwriters"), 10).is_empty(), "real rows");
}

#[test]
fn odd_worlds_have_lives_of_numbers() {
    let no_people = json!({"staff": vec![0; 24]});
    let odd = [
        (
            "labels later than the horizon",
            system()
                .with("nodes/labels/params/delay_median_days", json!(3000))
                .with("nodes/labels/params/delay_cap_days", json!(3650)),
        ),
        ("no positives", system().with("world/base_rate", json!(0))),
        ("only positives", system().with("world/base_rate", json!(1))),
        ("no features", system().with("world/features", json!([]))),
        (
            "features that say nothing",
            system()
                .with("world/features/0/separation", json!(0))
                .with("world/features/1/separation", json!(0))
                .with("world/features/2/separation", json!(0))
                .with("world/features/3/separation", json!(0))
                .with("world/features/4/separation", json!(0))
                .with("world/features/5/separation", json!(0)),
        ),
        (
            "thresholds crossed",
            system()
                .with("nodes/policy/params", json!({"approve_below": 0.9, "decline_above": 0.1})),
        ),
        (
            "all to people",
            system().with("nodes/policy/params", json!({"approve_below": 0, "decline_above": 1})),
        ),
        ("no people", system().with("nodes/desk/params", no_people)),
        ("hardly any traffic", system().with("nodes/shop/params/rate_per_s", json!(1e-7))),
        ("all null", blinded(system().with("world/features/0/missing_share", json!(1)))),
        ("a fast truth", system().with("world/rotation_deg_per_day", json!(180))),
        (
            "no costs",
            system().with("world/costs", json!({"false_negative_usd": 0, "false_positive_usd": 0})),
        ),
        ("no coverage", system().with("nodes/labels/params/coverage", json!(0))),
        ("half of the labels wrong", system().with("nodes/labels/params/noise_rate", json!(0.5))),
        ("nothing but traffic", Design::template("mm1")),
    ];
    for (name, design) in odd {
        let document = design.document();
        for days in [1, 30] {
            let settings = Settings { days, ..document.run };
            match live(&document.model(), &settings) {
                Ok(life) => assert!(is_all_numbers(&life), "{name}: {life:?}"),
                Err(found) => assert!(!found.is_empty(), "{name}"),
            }
        }
    }
    assert_eq!(system().life(0).days, 0);
    assert!(is_all_numbers(&system().life(0)));
}
