#![allow(clippy::disallowed_methods)]
//! One design, both clocks: what the run of single requests shows, the life must expect.
//!
//! The same file goes through both; the incident lasts all of the time compared. Runs are
//! replicated, and the life must lie within four of their standard errors, widened by what its
//! formulas leave out, which each case says.

use serde_json::{Value, json};
use windtunnel_sim::experiment::replicate;
use windtunnel_sim::lifecycle::Life;
use windtunnel_sim::model::Settings;
use windtunnel_sim::result::{Outcome, RunResult, Side};
use windtunnel_tests::compare::Sample;
use windtunnel_tests::lifetime::Design;

mod clocks {
    mod week;
}

const REPLICATIONS: u32 = 5;

/// How far the life may be off besides chance: relative, and in shares of the requests.
#[derive(Clone, Copy)]
struct Slack {
    relative: f64,
    share: f64,
}

/// The formulas are exact, but for the far tail of the time that an answer takes. Half a percent
/// because five runs know their own spread badly.
const EXACT: Slack = Slack { relative: 0.005, share: 1e-5 };

/// Waits are of Poisson arrivals at exponential servers, their sum along the way is taken to be
/// lognormal, and what a full queue turns away comes in bursts.
const BUSY: Slack = Slack { relative: 0.02, share: 5e-4 };

struct Case {
    name: &'static str,
    design: Design,
    /// Hours of each run; the life lasts a day.
    hours: f64,
    slack: Slack,
}

/// The card-fraud design under steady traffic, with ten times the fraud so that runs of hours hold
/// enough of it. Its people read fast, so that no run ends with much unread.
/// Nobody watches, so that nobody repairs.
pub fn fraud() -> Design {
    let watched = ["null-monitor", "review-monitor", "latency-monitor", "missed-monitor"];
    let design = Design::template("card-fraud");
    let design = watched.iter().fold(design, |design, id| design.without_node(id));
    design
        .with("nodes/shop/params", json!({"arrivals": "poisson", "rate_per_s": 5}))
        .with("nodes/desk/params/staff", json!(vec![20; 24]))
        .with("nodes/desk/params/service_p50_ms", json!(3000))
        .with("nodes/desk/params/service_p99_ms", json!(9000))
        .with("world/base_rate", json!(0.04))
}

fn case(name: &'static str, design: Design, slack: Slack) -> Case {
    Case { name, design, hours: 2.0, slack }
}

fn always(design: Design, kind: Value, target: &str) -> Design {
    design.incident("fault", kind, target, (0.0, 1.0))
}

fn side(side: &Side) -> f64 {
    side.decisions_usd_per_1k.expect("there were decisions").mean
}

fn share(run: &RunResult, which: &[Outcome]) -> f64 {
    let outcomes = &run.requests.outcomes;
    let ended: u64 = outcomes.iter().sum();
    which.iter().map(|&outcome| outcomes[outcome as usize]).sum::<u64>() as f64 / ended as f64
}

type OfRun = fn(&RunResult) -> f64;
type OfLife = fn(&Life) -> f64;

/// What is compared: by the run, by the life, and whether slack is a share of the requests.
const ROWS: &[(&str, OfRun, OfLife)] = &[
    (
        "requests per s",
        |run| run.requests.arrived as f64 / (run.horizon_s - run.warmup_s),
        |life| life.series.requests[0] / 86_400.0,
    ),
    (
        "in time",
        |run| share(run, &[Outcome::InTime, Outcome::Fallback, Outcome::Review]),
        |life| life.series.in_time_share[0],
    ),
    (
        "default action",
        |run| {
            let lost = [
                Outcome::Late,
                Outcome::Shed,
                Outcome::TimedOut,
                Outcome::Failed,
                Outcome::Abandoned,
            ];
            share(run, &lost)
        },
        |life| life.series.default_share[0],
    ),
    ("recall", |run| run.quality.recall.unwrap_or(0.0), |life| life.series.recall[0]),
    (
        "false positive rate",
        |run| run.quality.false_positive_rate.unwrap_or(0.0),
        |life| life.series.false_positive_rate[0],
    ),
    (
        "auc",
        |run| run.quality.auc.unwrap_or(0.5),
        |life| if life.series.auc[0] > 0.0 { life.series.auc[0] } else { 0.5 },
    ),
    (
        "system USD/1k",
        |run| side(&run.money.system),
        |life| 1000.0 * life.series.system_usd[0] / life.series.requests[0],
    ),
    (
        "rules USD/1k",
        |run| side(&run.money.rules),
        |life| 1000.0 * life.series.rules_usd[0] / life.series.requests[0],
    ),
    (
        "nothing USD/1k",
        |run| side(&run.money.do_nothing),
        |life| 1000.0 * life.series.do_nothing_usd[0] / life.series.requests[0],
    ),
];

/// Compares; says every row, and which do not agree.
fn compare(case: &Case) -> Vec<String> {
    let document = case.design.document();
    let settings = Settings {
        horizon_s: 3600.0 * case.hours,
        warmup_s: if case.hours < 2.0 { 900.0 * case.hours } else { 0.0 },
        buckets: 60,
        days: 1,
        ..document.run
    };
    let model = document.model();
    let runs = replicate(&model, &settings, None, REPLICATIONS).expect("it runs");
    let life = case.design.life_of(settings);
    let mut off = Vec::new();
    for (what, of_run, of_life) in ROWS {
        let values: Vec<f64> = runs.iter().map(of_run).collect();
        let Sample { mean, error, .. } = Sample::of(&values);
        let expected = of_life(&life);
        let is_share = !what.contains("USD") && !what.contains("per s");
        let slack = case.slack.relative * mean.abs() + f64::from(is_share) * case.slack.share;
        let z = (expected - mean) / error.max(1e-12);
        let line = format!(
            "{}: {what}: life {expected:.5}, runs {mean:.5} +- {error:.5} (z {z:.1}, {:+.2} %)",
            case.name,
            100.0 * (expected / mean - 1.0)
        );
        println!("{line}");
        if (expected - mean).abs() > 4.0 * error + slack + 1e-9 {
            off.push(line);
        }
    }
    off
}

fn holds(cases: &[Case]) {
    let off: Vec<_> = cases.iter().flat_map(compare).collect();
    assert!(off.is_empty(), "{}", off.join("\n"));
}

#[test]
fn a_healthy_system() {
    let day = Case {
        name: "card-fraud as it is",
        design: Design::template("card-fraud"),
        hours: 24.0,
        slack: EXACT,
    };
    holds(&[day, case("steady", fraud(), EXACT)]);
}

#[test]
fn faults_of_data() {
    let frozen = fraud()
        .with("world/features/0/tau_s", json!(1800.0))
        .with("world/features/1/tau_s", json!(1800.0));
    holds(&[
        case("null", always(fraud(), json!({"type": "null_feature"}), "card_velocity"), EXACT),
        case(
            "scaled",
            always(fraud(), json!({"type": "scale_feature", "factor": 3.0}), "amount"),
            EXACT,
        ),
        case(
            "shifted",
            always(fraud(), json!({"type": "shift_feature", "shift": 0.5}), "amount"),
            EXACT,
        ),
        case(
            "spread",
            always(fraud(), json!({"type": "spread_feature", "factor": 1.5}), "amount"),
            EXACT,
        ),
        case("scrambled", always(fraud(), json!({"type": "scramble_feature"}), "amount"), EXACT),
        case(
            "late feed",
            always(frozen.clone(), json!({"type": "late_feed", "by_s": 1200.0}), "velocity"),
            EXACT,
        ),
        case("missing", fraud().with("world/features/2/missing_share", json!(0.2)), EXACT),
        case("misses", fraud().with("nodes/store/params/miss_rate", json!(0.1)), EXACT),
        case("old feed", frozen.with("nodes/velocity/params/lag_ms", json!(900_000)), EXACT),
    ]);
}

/// A feature that ages all day: the day must be compared as a whole.
#[test]
fn ageing_features() {
    let aged = fraud()
        .with("world/features/0/tau_s", json!(20_000.0))
        .with("world/features/1/tau_s", json!(20_000.0));
    let day = |name, design| Case { name, design, hours: 24.0, slack: EXACT };
    holds(&[
        day("frozen", always(aged.clone(), json!({"type": "freeze_feature"}), "card_velocity")),
        day(
            "feed stopped",
            always(
                aged.with("nodes/velocity/params/on_stop", json!("stale")),
                json!({"type": "outage"}),
                "velocity",
            ),
        ),
    ]);
}

#[test]
fn a_world_that_moves() {
    holds(&[
        case("prior", always(fraud(), json!({"type": "prior_shift", "factor": 4.0}), ""), EXACT),
        case(
            "concept",
            always(fraud(), json!({"type": "concept_drift", "degrees": 40.0}), ""),
            EXACT,
        ),
        Case {
            name: "rotation",
            design: fraud().with("world/rotation_deg_per_day", json!(30.0)),
            hours: 24.0,
            slack: EXACT,
        },
    ]);
}

#[test]
fn another_model() {
    let bad = json!({"type": "bad_version", "separation_kept": 0.4});
    holds(&[
        case("bad version", always(fraud(), bad, "gbdt"), EXACT),
        case(
            "score shift",
            always(fraud(), json!({"type": "shift_score", "shift": 0.5}), "gbdt"),
            EXACT,
        ),
        case("bias", fraud().with("nodes/gbdt/params/calibration_bias", json!(0.7)), EXACT),
        case("slope", fraud().with("nodes/gbdt/params/calibration_slope", json!(1.3)), EXACT),
        case("older", fraud().with("nodes/gbdt/params/separation_kept", json!(0.8)), EXACT),
    ]);
}

#[test]
fn faults_of_nodes() {
    holds(&[
        case("model out", always(fraud(), json!({"type": "outage"}), "gbdt"), EXACT),
        case("store out", always(fraud(), json!({"type": "outage"}), "store"), EXACT),
        case("errors", always(fraud(), json!({"type": "error_rate", "rate": 0.3}), "gbdt"), EXACT),
        case("slow", always(fraud(), json!({"type": "slow_down", "factor": 6.0}), "gbdt"), EXACT),
    ]);
}

/// A model that is out for some hours: the previous one decides.
#[test]
fn a_fallback_for_hours() {
    let design = fraud()
        .with("nodes/shop/params", Design::template("card-fraud").at("nodes/shop/params").clone());
    let design = design.incident("out", json!({"type": "outage"}), "gbdt", (0.25, 0.625));
    holds(&[Case { name: "out for nine hours", design, hours: 24.0, slack: EXACT }]);
}

/// A model server at and above its capacity: 2.5 answers a second are possible, 5 are wanted.
#[test]
fn overload() {
    let server = |mean_ms: f64, limit: u32, timeout_ms: u32, deadline_ms: u32| {
        let server = json!({
            "service_law": "exponential", "service_mean_ms": mean_ms, "queue_limit": limit,
            "servers": 1,
        });
        fraud()
            .with("nodes/gbdt/params", server)
            .with("links/router-gbdt/params/timeout_ms", json!(timeout_ms))
            .with("nodes/sink/params/deadline_ms", json!(deadline_ms))
    };
    let cancels =
        |design: Design| design.with("links/router-gbdt/params/cancel_on_timeout", json!(true));
    holds(&[
        case("busy", server(100.0, 500, 400, 2000), BUSY),
        case("busy, short queue", server(100.0, 3, 5000, 8000), BUSY),
        // Who is given up on is served all the same: nobody is served in time.
        case("flooded", server(400.0, 500, 1000, 3000), BUSY),
        case("flooded, cancels", cancels(server(400.0, 500, 1000, 3000)), BUSY),
        case("flooded, short queue", server(400.0, 3, 5000, 8000), BUSY),
        case("near its capacity", server(190.0, 20, 4000, 9000), BUSY),
        case(
            "two servers",
            server(700.0, 10, 0, 20_000).with("nodes/gbdt/params/servers", json!(2)),
            BUSY,
        ),
    ]);
}

/// Without a timeout the late answers block the queue, and come after the deadline.
#[test]
fn an_answer_that_nobody_waits_for() {
    let design = fraud()
        .with("nodes/gbdt/params/service_law", json!("exponential"))
        .with("nodes/gbdt/params/service_mean_ms", json!(400.0))
        .with("nodes/gbdt/params/queue_limit", json!(20))
        .with("nodes/gbdt/params/servers", json!(1))
        .with("links/router-gbdt/params/timeout_ms", json!(0))
        // What is too late is not part of the life's AUC, but of the run's.
        .with("nodes/previous/params/separation_kept", json!(1.0));
    holds(&[case("endless", design, BUSY)]);
}

/// No model, no rules: people decide everything within the hour.
#[test]
fn people_as_a_fallback() {
    let design = Design::template("llm-support-triage")
        .quiet()
        .without_node("keywords")
        .with("nodes/desk/params/staff", json!(vec![40; 24]))
        .with("nodes/sink/params/deadline_ms", json!(3_600_000))
        .with("nodes/tickets/params", json!({"rate_per_s": 0.6}));
    let monitors = ["failing", "reading", "missed"];
    let design = monitors.iter().fold(design, |design, id| design.without_node(id));
    let out = always(design, json!({"type": "outage"}), "llm");
    holds(&[Case { name: "people", design: out, hours: 8.0, slack: BUSY }]);
}

/// Eight times the traffic: the desk cannot read what it is sent.
#[test]
fn a_desk_that_overflows() {
    let desk = fraud()
        .with("nodes/shop/params/rate_per_s", json!(40.0))
        .with("nodes/desk/params/service_p50_ms", json!(20_000))
        .with("nodes/desk/params/service_p99_ms", json!(60_000))
        .with("nodes/desk/params/queue_limit", json!(40));
    holds(&[
        Case { name: "overflow", design: desk.clone(), hours: 1.5, slack: EXACT },
        Case {
            name: "overflow declined",
            design: desk.with("nodes/desk/params/overflow", json!("decline")),
            hours: 1.5,
            slack: EXACT,
        },
    ]);
}

/// Every template whose traffic is steady, or over whole days, and decides something.
#[test]
fn templates() {
    let quiet = |id: &'static str, hours: f64, slack: Slack| Case {
        name: id,
        // Ranking is priced by clicks in the life, by errors in the run.
        design: Design::template(id).quiet().without("world/task"),
        hours,
        slack,
    };
    holds(&[
        quiet("recommender", 0.3, BUSY),
        quiet("llm-support-triage", 96.0, BUSY),
        quiet("edge-cameras", 2.0, BUSY),
        quiet("retry-storm", 0.3, BUSY),
        quiet("content-moderation", 24.0, EXACT),
        quiet("eta-prediction", 1.0, BUSY),
        quiet("search-ranking", 0.2, BUSY),
        quiet("ad-ctr", 1.0, BUSY),
        quiet("churn-scoring", 480.0, EXACT),
    ]);
}
