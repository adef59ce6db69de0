//! Breakdowns, shifts, outages and calls that fail.

use serde_json::json;
use windtunnel_sim::result::Outcome;
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

use super::harness::{at, count, node, run, same, second, single};

#[test]
fn an_idle_server_breaks_down_or_not() {
    let availability = |clock: &str, law: &str| {
        let station = second(json!({
            "mtbf_s": 10, "mttr_s": 5, "failure_law": law, "repair_law": "deterministic",
            "failure_clock": clock,
        }));
        node(&run(&single(&[1e6], station), 1500.0), "queue", "availability")
    };
    same(availability("always", "deterministic"), 2.0 / 3.0);
    same(availability("busy", "exponential"), 1.0);
}

/// Up for 10 s, down for 5 s; what is being done at the failure is resumed, restarted or lost.
#[test]
fn interrupted_work_is_resumed_restarted_or_fails() {
    let interrupted = |what: &str| {
        let station = second(json!({
            "mtbf_s": 10, "mttr_s": 5,
            "failure_law": "deterministic", "repair_law": "deterministic",
            "interrupted": what, "service_mean_ms": 4000,
        }));
        run(&single(&[8.0], station), 100.0)
    };
    same(node(&interrupted("resume"), "queue", "sojourn/max_ms"), 9000.0);
    same(node(&interrupted("restart"), "queue", "sojourn/max_ms"), 11_000.0);
    let lost = interrupted("fail");
    assert_eq!((count(&lost, "queue", "served"), count(&lost, "queue", "interrupted")), (0, 1));
    assert!(view::outcome_share(&lost, Outcome::Failed) == Some(1.0));
}

#[test]
fn while_down_requests_wait_or_are_refused() {
    let down = |when_down: &str| {
        let station = second(json!({
            "mtbf_s": 10, "mttr_s": 5,
            "failure_law": "deterministic", "repair_law": "deterministic",
            "when_down": when_down,
        }));
        run(&single(&[12.0], station), 100.0)
    };
    same(node(&down("wait"), "queue", "sojourn/max_ms"), 4000.0);
    let refused = down("refuse");
    assert_eq!((count(&refused, "queue", "served"), count(&refused, "queue", "refused")), (0, 1));
}

/// What a server that goes was doing returns to the head of the queue, and another takes it up.
#[test]
fn work_of_a_failed_replica_goes_to_another() {
    let station = second(json!({"replicas": 2, "service_mean_ms": 4000}));
    let half_gone = json!({"type": "partial_outage", "share": 0.5});
    let network = single(&[0.0, 1.0, 2.0], station).incident(half_gone, "queue", 3.0, 50.0);
    let run = run(&network, 100.0);
    assert_eq!(count(&run, "queue", "served"), 3);
    // Two servers have done five of the twelve seconds of work at 3 s; one does the rest until
    // 10 s, and the third request, which came at 2 s, is the last.
    same(node(&run, "queue", "sojourn/max_ms"), 8000.0);
    // One of the first two goes on; the other resumes behind it.
    let mean = node(&run, "queue", "sojourn/mean_ms");
    let ways = [(4.0 + (6.0 - 1.0) + 8.0) / 3.0, (6.0 + (5.0 - 1.0) + 8.0) / 3.0];
    assert!(ways.iter().any(|way| (mean - 1000.0 * way).abs() < 1e-3), "{mean}");
}

#[test]
fn at_the_end_of_a_shift_work_is_finished_or_put_back() {
    let sojourn = |shift_end: &str| {
        let staff: Vec<u32> = (0..24).map(|hour| u32::from(hour != 1)).collect();
        let desk = json!({
            "staff": staff, "shift_end": shift_end,
            "service_law": "deterministic", "service_mean_ms": 1_800_000,
        });
        let network = Network::traffic(at(&[0.9 * 3600.0]), "desk").node("desk", "reviewers", desk);
        node(&run(&network, 86_400.0), "desk", "sojourn/max_ms") / 3_600_000.0
    };
    same(sojourn("finish"), 0.5);
    same(sojourn("requeue"), 1.5);
}

#[test]
fn an_outage_refuses_or_hangs() {
    let outage = |mode: &str| {
        let network = single(&[0.0, 2.0], second(json!({"service_mean_ms": 1500})));
        run(&network.incident(json!({"type": "outage", "mode": mode}), "queue", 1.0, 5.0), 100.0)
    };
    let refusing = outage("refuse");
    assert_eq!(count(&refusing, "queue", "served"), 0);
    let hanging = outage("hang");
    assert_eq!(count(&hanging, "queue", "served"), 2);
    // Half a second was left of the first; the second follows.
    same(node(&hanging, "queue", "sojourn/max_ms"), 5500.0);
    same(node(&hanging, "queue", "sojourn/mean_ms"), 5250.0);
}

#[test]
fn a_cold_start_is_paid_once_while_the_server_stays_warm() {
    let station = second(json!({
        "idle_off": true, "keep_warm_ms": 3000,
        "setup_law": "deterministic", "setup_mean_ms": 500,
    }));
    // The second comes while it is warm, the third after it has been switched off.
    let run = run(&single(&[0.0, 3.0, 9.0], station), 100.0);
    same(node(&run, "queue", "wait/mean_ms"), 1000.0 / 3.0);
    same(node(&run, "queue", "wait/max_ms"), 500.0);
}

/// Work that finds a warm server idle puts the time at which it switches off further away.
#[test]
fn a_server_stays_warm_from_its_last_request_on() {
    let station = second(json!({
        "idle_off": true, "keep_warm_ms": 3000,
        "setup_law": "deterministic", "setup_mean_ms": 500,
    }));
    // Free at 1.5 s and at 4 s: it is warm until 7 s.
    let run = run(&single(&[0.0, 3.0, 5.0], station), 100.0);
    same(node(&run, "queue", "wait/mean_ms"), 500.0 / 3.0);
    assert_eq!(node(&run, "queue", "scale/starts"), 1.0);
}

#[test]
fn a_fan_out_without_enough_answers_fails() {
    let network = |needed: u32| {
        let dead = second(json!({"error_rate": 1.0}));
        Network::traffic(at(&[0.0]), "fan")
            .node("fan", "fan_out", json!({"wait_for": needed}))
            .node("dead", "service", dead)
            .node("good", "service", second(json!({"servers": 9})))
            .link_when("fan", "dead", "branch", json!({}))
            .link_when("fan", "good", "branch", json!({"copies": 2}))
    };
    let two = run(&network(2), 100.0);
    assert_eq!(view::outcome_share(&two, Outcome::InTime), Some(1.0));
    let three = run(&network(3), 100.0);
    assert_eq!(view::outcome_share(&three, Outcome::InTime), Some(0.0));
}

#[test]
fn a_timeout_leaves_the_work_behind_unless_it_is_cancelled() {
    let busy = |cancels: bool| {
        let network = Network::default()
            .node("source", "traffic", at(&[0.0]))
            .node("queue", "service", second(json!({"service_mean_ms": 5000})))
            .link("source", "queue", json!({"timeout_ms": 1000, "cancel_on_timeout": cancels}));
        let run = run(&network, 10.0);
        assert_eq!(view::outcome_share(&run, Outcome::TimedOut), Some(1.0));
        (node(&run, "queue", "utilisation"), count(&run, "queue", "wasted"))
    };
    let (busy_share, wasted) = busy(false);
    same(busy_share, 0.5);
    assert_eq!(wasted, 1);
    let (busy_share, _) = busy(true);
    same(busy_share, 0.1);
}

#[test]
fn an_impatient_client_tries_again() {
    let mut source = at(&[0.0]);
    for (key, value) in
        [("client_timeout_ms", 1000), ("client_attempts", 3), ("client_backoff_ms", 500)]
    {
        source[key] = json!(value);
    }
    source["client_cancels"] = json!(true);
    let network = |service_ms: f64| {
        Network::traffic(source.clone(), "queue").node(
            "queue",
            "service",
            second(json!({"service_mean_ms": service_ms})),
        )
    };
    let slow = run(&network(5000.0), 100.0);
    assert_eq!(count(&slow, "queue", "arrived"), 3);
    assert_eq!(view::outcome_share(&slow, Outcome::TimedOut), Some(1.0));
    let quick = run(&network(900.0), 100.0);
    assert_eq!(count(&quick, "queue", "arrived"), 1);
    assert_eq!(view::outcome_share(&quick, Outcome::InTime), Some(1.0));
}

#[test]
fn a_hedge_is_sent_once_and_the_loser_cancelled() {
    let network = Network::default()
        .node("source", "traffic", at(&[0.0]))
        .node("queue", "service", second(json!({"servers": 9, "service_mean_ms": 3000})))
        .link("source", "queue", json!({"hedge_after_ms": 1000}));
    let run = run(&network, 10.0);
    same(view::number(&run, "requests/sojourn/max_ms").unwrap(), 3000.0);
    assert_eq!((count(&run, "queue", "arrived"), count(&run, "queue", "cancelled")), (2, 1));
    let link = view::part(&run, Place::Link("source-queue-ok")).unwrap();
    same(view::number(link, "hedges").unwrap(), 1.0);
}
