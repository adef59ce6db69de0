#![allow(clippy::disallowed_methods)]
#![cfg(not(target_arch = "wasm32"))]
//! Networks without a formula, against other simulators.
//!
//! `referees/NAME.py` runs a network in Ciw or SimPy and prints means with their intervals; what it
//! printed is kept in `referees/NAME.json`, with the versions of what ran. Where
//! `WINDTUNNEL_REFEREES` names a Python that has `referees/requirements.txt`, they are run again.

use serde_json::{Value, json};
use windtunnel_sim::result::Outcome;
use windtunnel_tests::compare::{MAX_Z, Runs};
use windtunnel_tests::network::Network;
use windtunnel_tests::referee::findings;
use windtunnel_tests::view::{self, Place};

/// Two-sided 95 % quantile of Student's t for the referees' 24 replications.
const STUDENT_T: f64 = 2.068_657_610_419_041;

/// Compares every number of a referee with the engine's, by the errors of both together.
fn compare(name: &str, runs: &Runs, of: &dyn Fn(&Value, &str) -> Option<f64>) {
    for (when, found) in findings(name) {
        assert_eq!(found["replications"], json!(24), "{name}");
        let metrics = found["metrics"].as_object().expect("it has metrics");
        assert!(metrics.len() >= 5, "{name}: {metrics:?}");
        let mut far = Vec::new();
        for (key, metric) in metrics {
            let theirs = metric["mean"].as_f64().expect("a mean");
            let their_error = metric["half_width_95"].as_f64().expect("an interval") / STUDENT_T;
            let ours = runs.sample(key, |run| of(run, key));
            let z = (ours.mean - theirs) / ours.error.hypot(their_error);
            let precision = ours.error.hypot(their_error) / theirs.abs();
            println!("{name} {when} {key}: {:.5}, referee {theirs:.5}, z {z:+.2}", ours.mean);
            assert!(precision < 0.03, "{name} {key}: too short to mean anything: {precision}");
            if z.abs() >= MAX_Z {
                far.push(format!("{key}: {} is not {theirs}, z {z:.2}", ours.mean));
            }
        }
        assert!(far.is_empty(), "{name} {when}:\n{}", far.join("\n"));
    }
}

fn node(run: &Value, id: &str, path: &str) -> Option<f64> {
    view::number(view::part(run, Place::Node(id))?, path)
}

#[test]
fn priorities_a_finite_queue_and_feedback() {
    let source = |rate: f64, priority: u32, work: f64| json!({"rate_per_s": rate, "priority": priority, "work": work});
    let network = Network::default()
        .source("gold", source(0.6, 0, 1.0), "entry")
        .source("bulk", source(0.9, 1, 1.5), "entry")
        .node(
            "entry",
            "service",
            json!({
                "servers": 2, "queue_limit": 5, "discipline": "priority",
                "service_law": "gamma", "service_shape": 2, "service_mean_ms": 800,
            }),
        )
        .node(
            "middle",
            "service",
            json!({
                "servers": 2, "discipline": "priority",
                "service_law": "lognormal", "service_p50_ms": 500, "service_p99_ms": 2000,
            }),
        )
        .node(
            "desk",
            "service",
            json!({
                "discipline": "priority", "preemption": "resume",
                "service_law": "uniform", "service_mean_ms": 300, "service_spread": 2.0 / 3.0,
            }),
        )
        .node("out", "sink", json!({"deadline_ms": 2_592_000_000.0_f64}))
        .link("entry", "middle", json!({}))
        .link("middle", "desk", json!({}))
        .link("desk", "middle", json!({"weight": 0.3}))
        .link("desk", "out", json!({"weight": 0.7}));
    let runs = Runs::of("priority_finite_feedback", &network, 1.5, 4e6);
    compare("priority_finite_feedback", &runs, &|run, key| match key {
        "middle_rate" => node(run, "middle", "rate_per_s"),
        "middle_number" => node(run, "middle", "in_system_mean"),
        _ => {
            let (class, rest) = key.split_once('_')?;
            if rest == "lost_share" {
                let came = view::number(view::part(run, Place::Class(class))?, "arrived")?;
                let entry = view::part(run, Place::NodeClass("entry", class))?;
                return Some(1.0 - view::number(entry, "started")? / came);
            }
            let (place, what) = rest.split_once('_')?;
            let part = view::part(run, Place::NodeClass(place, class))?;
            Some(view::number(part, &format!("{what}/mean_ms"))? / 1000.0)
        }
    });
}

#[test]
fn breakdowns_timeouts_and_a_retry_budget() {
    let station = json!({
        "service_law": "gamma", "service_shape": 2, "service_mean_ms": 1000,
        "mtbf_s": 200, "mttr_s": 15, "failure_law": "exponential", "repair_law": "exponential",
        "failure_clock": "always", "interrupted": "resume", "when_down": "wait",
    });
    let link = json!({
        "timeout_ms": 6000, "cancel_on_timeout": true, "attempts": 4,
        "backoff_law": "constant", "backoff_base_ms": 2000, "backoff_jitter": false,
        "retry_budget": 0.2,
    });
    let network = Network::default()
        .node("source", "traffic", json!({"rate_per_s": 0.6}))
        .node("server", "service", station)
        .link("source", "server", link);
    let runs = Runs::of("breakdowns_retry_budget", &network, 0.6, 6e6);
    compare("breakdowns_retry_budget", &runs, &|run, key| match key {
        "answered_per_s" => view::number(run, "requests/throughput_per_s"),
        "attempts_per_request" => view::number(run, "requests/attempts_per_request"),
        "sojourn_of_answered" => Some(view::number(run, "requests/sojourn/mean_ms")? / 1000.0),
        "timed_out_share" => view::outcome_share(run, Outcome::TimedOut),
        "timeouts_per_call" => {
            let link = view::part(run, Place::Link("source-server-ok"))?;
            Some(view::number(link, "timeouts")? / view::number(link, "calls")?)
        }
        _ => None,
    });
}

#[test]
fn shifts_and_a_daily_wave() {
    const HOUR_MS: f64 = 3_600_000.0;
    let staff: Vec<u32> =
        (0..24).map(|hour| if (8..20).contains(&hour) { 11 } else { 2 }).collect();
    let source = json!({
        "arrivals": "diurnal", "rate_per_s": 20.0 / 3600.0, "amplitude": 0.6, "peak_hour": 15,
    });
    let network = Network::traffic(source, "triage")
        .node(
            "triage",
            "service",
            json!({
                "servers": 3, "patience_law": "exponential", "patience_mean_ms": 0.75 * HOUR_MS,
                "service_law": "lognormal",
                "service_p50_ms": 0.1 * HOUR_MS, "service_p99_ms": HOUR_MS / 3.0,
            }),
        )
        .node(
            "desk",
            "reviewers",
            json!({
                "staff": staff, "shift_end": "requeue",
                "service_law": "exponential", "service_mean_ms": 0.75 * HOUR_MS,
            }),
        )
        .node("out", "sink", json!({}))
        .link("triage", "desk", json!({"weight": 0.35}))
        .link("triage", "out", json!({"weight": 0.65}));
    let (days, warmup_days) = (340, 10);
    let day_s = 86_400.0;
    let runs = Runs::of_buckets(
        "shifts_time_varying",
        &network,
        f64::from(days) * day_s,
        warmup_days as f64 * day_s,
        24 * days,
    );
    compare("shifts_time_varying", &runs, &|run, key| match key {
        "arrivals_per_day" => Some(node(run, "triage", "rate_per_s")? * day_s),
        "triage_abandon_share" => node(run, "triage", "abandon_share"),
        "triage_wait_of_served" => Some(node(run, "triage", "wait/mean_ms")? / HOUR_MS),
        "triage_wait_of_all" => Some(node(run, "triage", "wait_all")? / HOUR_MS),
        "desk_sojourn" => Some(node(run, "desk", "sojourn/mean_ms")? / HOUR_MS),
        "desk_number" => node(run, "desk", "in_system_mean"),
        _ => {
            let hour = key.strip_prefix("desk_number_at_")?.parse().ok()?;
            view::present_at("desk", hour, warmup_days)(run)
        }
    });
}
