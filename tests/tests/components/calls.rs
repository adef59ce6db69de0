//! What failures do: fallback chains and their triggers, deadlines, bulkheads, senders who give up,
//! monitors that switch.

use serde_json::{Value, json};
use windtunnel_sim::result::Outcome;
use windtunnel_sim::stats::normal_cdf;
use windtunnel_sim::world::closed_form::score_threshold;
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

use super::bench::{
    Run, about, at, constant, evenly, instant, one_feature, run, run_with, runs, same, with,
};

const CHAIN: [&str; 5] = ["error", "timeout", "overload", "breaker_open", "any"];

/// A router with a target that fails somehow, and a fallback for each way to fail.
fn chained(traffic: Value, link: Value, target: Value) -> Network {
    let mut network = Network::traffic(traffic, "router")
        .node("router", "fallback", json!({}))
        .node("main", "service", target)
        .link("router", "main", link);
    for (at, trigger) in CHAIN.into_iter().enumerate() {
        let id = format!("on-{trigger}");
        let link = json!({"order": at + 1, "trigger": trigger});
        network = network.node(&id, "service", instant()).link_when("router", &id, "failure", link);
    }
    network
}

/// Requests that came to each fallback.
fn taken(run: &Run) -> [u64; 5] {
    CHAIN.map(|trigger| run.visits(&format!("on-{trigger}"), "arrived"))
}

/// Every failure takes the first link that it triggers, and no other.
#[test]
fn each_failure_takes_its_own_way() {
    let two = || at(&[1.0, 1.0]);
    let plain = || json!({});
    let slow = |more: Value| with(&constant(1, 1000.0), &more);
    let cases = [
        ("errors", plain(), slow(json!({"error_rate": 1.0, "servers": 2})), [2, 0, 0, 0, 0]),
        ("timeout", json!({"timeout_ms": 100}), slow(json!({})), [0, 2, 0, 0, 0]),
        ("full queue", plain(), slow(json!({"queue_limit": 0})), [0, 0, 1, 0, 0]),
        (
            "oldest shed",
            plain(),
            slow(json!({"queue_limit": 0, "shed": "oldest"})),
            [0, 0, 1, 0, 0],
        ),
        ("rate limit", plain(), slow(json!({"rate_limit_per_s": 1})), [0, 0, 1, 0, 0]),
        ("concurrency", plain(), slow(json!({"concurrency_limit": 1})), [0, 0, 1, 0, 0]),
        ("bulkhead", json!({"bulkhead": 1}), slow(json!({})), [0, 0, 1, 0, 0]),
        // One is served; the other finds the breaker open after its first failure.
        (
            "breaker",
            json!({"breaker": "consecutive", "breaker_failures": 1, "attempts": 2}),
            with(&constant(1, 0.0), &json!({"error_rate": 1.0})),
            [0, 0, 0, 2, 0],
        ),
        ("good answers", plain(), slow(json!({})), [0; 5]),
        // Who has no patience is gone, and wants no other answer.
        (
            "impatience",
            plain(),
            slow(json!({"patience_law": "fixed", "patience_mean_ms": 100})),
            [0; 5],
        ),
    ];
    for (name, link, target, expected) in cases {
        let run = run(&chained(two(), link, target), 100.0);
        assert_eq!(taken(&run), expected, "{name}");
        let lost = u64::from(name == "impatience");
        assert_eq!(run.outcome(Outcome::InTime), 2 - lost, "{name}");
        assert_eq!(run.outcome(Outcome::Abandoned), lost, "{name}");
    }
    let down = chained(two(), plain(), slow(json!({}))).incident(
        json!({"type": "outage"}),
        "main",
        0.0,
        50.0,
    );
    assert_eq!(taken(&run(&down, 100.0)), [2, 0, 0, 0, 0], "outage");
    let late = chained(
        with(&two(), &json!({"deadline_ms": 300})),
        json!({"propagates_deadline": true}),
        slow(json!({})),
    );
    assert_eq!(taken(&run(&late, 100.0)), [0, 2, 0, 0, 0], "deadline");
}

#[test]
fn a_failure_that_triggers_nothing_is_one() {
    let network = Network::traffic(at(&[1.0]), "router")
        .node("router", "fallback", json!({}))
        .node("main", "service", with(&instant(), &json!({"error_rate": 1.0})))
        .node("other", "service", instant())
        .link("router", "main", json!({}))
        .link_when("router", "other", "failure", json!({"trigger": "timeout"}));
    let run = run(&network, 10.0);
    assert_eq!((run.outcome(Outcome::Failed), run.visits("other", "arrived")), (1, 0));
}

/// Nodes that call for a request choose among their own fallbacks by what went wrong, like any
/// caller.
#[test]
fn sub_calls_that_fail_trigger_too() {
    for (kind, node) in [("fan_out", json!({})), ("cache", json!({}))] {
        let network = |error_rate: f64| {
            Network::traffic(at(&[1.0]), "node")
                .node("node", kind, node.clone())
                .node(
                    "main",
                    "service",
                    with(
                        &constant(1, 500.0),
                        &json!({
                            "error_rate": error_rate,
                        }),
                    ),
                )
                .node("late", "service", instant())
                .node("broken", "service", instant())
                .link_when(
                    "node",
                    "main",
                    "branch",
                    json!({
                        "timeout_ms": if error_rate > 0.0 { 0 } else { 100 },
                    }),
                )
                .link_when("node", "late", "failure", json!({"trigger": "timeout", "order": 1}))
                .link_when("node", "broken", "failure", json!({"trigger": "error", "order": 2}))
        };
        let ways = |run: Run| (run.visits("late", "arrived"), run.visits("broken", "arrived"));
        assert_eq!(ways(run(&network(1.0), 10.0)), (0, 1), "{kind}");
        assert_eq!(ways(run(&network(0.0), 10.0)), (1, 0), "{kind}");
    }
}

/// A score whose larger class probability is below .8 is as likely as two normal integrals say.
#[test]
fn uncertain_answers_go_elsewhere() {
    let (separation, confidence) = (1.2, 0.8);
    let network = Network::poisson(100.0, "router")
        .node("router", "fallback", json!({}))
        .node("model", "model", instant())
        .node("rules", "rules", instant())
        .link("router", "model", json!({}))
        .link_when(
            "router",
            "rules",
            "failure",
            json!({
                "trigger": "low_confidence", "confidence_below": confidence,
            }),
        )
        .world(one_feature(separation, "", 0.0));
    let runs = runs("low confidence", &network, 100.0, 2e5);
    let [low, high] = [1.0 - confidence, confidence].map(|p| score_threshold(p, 0.5, separation));
    let theory = 0.5 * (normal_cdf(high) - normal_cdf(low))
        + 0.5 * (normal_cdf(high - separation) - normal_cdf(low - separation));
    runs.expect_seen("uncertain", theory, |run| view::outcome_share(run, Outcome::Fallback));
}

/// While the monitor fires requests take the other way, and only then: slow answers for 20 min, of
/// which the monitor knows after its window.
#[test]
fn a_monitor_switches_to_the_fallback_and_back() {
    let network = Network::traffic(evenly(5.0), "router")
        .node("router", "fallback", json!({}))
        .node("main", "model", constant(100, 20.0))
        .node("other", "model", constant(100, 5.0))
        .node(
            "monitor",
            "monitor",
            json!({
                "signal": "latency_p99_ms", "threshold": 50, "window_min": 5,
            }),
        )
        .link("router", "main", json!({}))
        .link_when(
            "router",
            "other",
            "failure",
            json!({
                "trigger": "monitor", "monitor": "monitor",
            }),
        )
        .wire("main", "monitor", "control")
        .incident(json!({"type": "slow_down", "factor": 5.0}), "main", 1790.0, 2990.0);
    let run = run(&network, 7200.1);
    let alerts = run.0["alerts"].as_array().expect("a list").clone();
    assert!(!alerts.is_empty());
    let mut diverted_s = 0.0;
    for alert in &alerts {
        let fired = alert["fired_s"].as_f64().expect("a time");
        let cleared = alert["cleared_s"].as_f64().expect("it cleared");
        assert!((1790.0..3000.0).contains(&fired) && cleared <= 3000.0 + 300.0, "{alert}");
        diverted_s += cleared - fired;
    }
    // A hundredth of the window's answers are slow within seconds; it looks every minute.
    assert_eq!(alerts[0]["fired_s"].as_f64(), Some(1800.0));
    about(run.visits("other", "arrived"), 5.0 * diverted_s, 2.0 * alerts.len() as f64);
    assert!(diverted_s > 600.0, "{diverted_s}");
}

/// A feature is null for good, and the alert sends everybody past the model: after each window in
/// which nothing was scored they are tried again, until 20 of them were.
#[test]
fn an_alert_that_leaves_nothing_to_see_clears() {
    let network = Network::traffic(evenly(5.0), "router")
        .node("router", "fallback", json!({}))
        .node("main", "model", constant(100, 20.0))
        .node("other", "rules", constant(100, 5.0))
        .node(
            "monitor",
            "monitor",
            json!({"signal": "null_share", "threshold": 0.5, "window_min": 5}),
        )
        .link("router", "main", json!({}))
        .link_when(
            "router",
            "other",
            "failure",
            json!({"trigger": "monitor", "monitor": "monitor"}),
        )
        .wire("main", "monitor", "control")
        .world(super::bench::one_feature(1.0, "", 0.0))
        .incident(json!({"type": "null_feature"}), "feature", 0.0, 1e9);
    let run = run(&network, 3600.1);
    let alerts = run.0["alerts"].as_array().expect("a list").clone();
    // It fires at the end of the first window, and clears after one without samples; then it takes
    // a part of a window to see enough.
    let times =
        |key: &str| -> Vec<f64> { alerts.iter().filter_map(|alert| alert[key].as_f64()).collect() };
    let (fired, cleared) = (times("fired_s"), times("cleared_s"));
    assert_eq!(&fired[..3], [300.0, 660.0, 1020.0]);
    assert_eq!(&cleared[..2], [600.0, 960.0]);
    about(run.visits("main", "arrived"), 5.0 * (300.0 + 60.0 * cleared.len() as f64), 20.0);
}

/// 60 ms at each of two stations and a deadline of 100 ms: passed on, the second call is cut off
/// then, and what is left of its work is for nobody.
#[test]
fn a_deadline_that_is_passed_on_ends_the_call() {
    let network = |passes: bool, cancels: bool| {
        let traffic = with(&at(&[1.0]), &json!({"deadline_ms": 100}));
        let link = json!({"propagates_deadline": passes, "cancel_on_timeout": cancels});
        Network::traffic(traffic, "first")
            .node("first", "service", constant(1, 60.0))
            .node("second", "service", constant(1, 60.0))
            .node("rescue", "service", constant(1, 1.0))
            .link("first", "second", link)
            .link_when("first", "rescue", "failure", json!({}))
    };
    let whole = run(&network(false, false), 10.0);
    same(whole.requests("sojourn/max_ms"), 120.0);
    let cut = run(&network(true, false), 10.0);
    same(cut.requests("sojourn/max_ms"), 101.0);
    assert_eq!(cut.visits("second", "wasted"), 1);
    let taken_back = run(&network(true, true), 10.0);
    same(taken_back.node("second", "utilisation"), 0.040 / 10.0);
    // A shorter timeout of its own still counts.
    let network = network(true, false).link(
        "first",
        "second",
        json!({
            "propagates_deadline": true, "timeout_ms": 10,
        }),
    );
    same(run(&network, 10.0).requests("sojourn/max_ms"), 71.0);
}

/// Of five at once with a second of work each, those whose turn comes at 3 s or later are past
/// their deadline of 2.5 s.
#[test]
fn expired_work_is_dropped_when_its_turn_comes() {
    let served = |drops: bool| {
        let traffic = with(&at(&[0.0; 5]), &json!({"deadline_ms": 2500}));
        let station = with(&constant(1, 1000.0), &json!({"drops_expired": drops}));
        let network = Network::traffic(traffic, "queue").node("queue", "service", station);
        let run = run(&network, 100.0);
        assert_eq!(run.outcome(Outcome::TimedOut), run.visits("queue", "expired"));
        (run.visits("queue", "served"), run.visits("queue", "expired"))
    };
    assert_eq!(served(true), (3, 2));
    assert_eq!(served(false), (5, 0));
}

/// A bulkhead is a loss system at the caller, whatever the callee could take.
#[test]
fn a_bulkhead_turns_calls_away() {
    let (rate, service_s, places) = (10.0, 0.2, 2);
    let network = Network::default()
        .node("source", "traffic", json!({"rate_per_s": rate}))
        .station("target", 1000.0, service_s)
        .link("source", "target", json!({"bulkhead": places}));
    let runs = runs("bulkhead", &network, rate, 2e5);
    let load = rate * service_s;
    let blocked = (1..=places).fold(1.0, |b, n| load * b / (f64::from(n) + load * b));
    runs.expect_seen("shed", blocked, |run| view::outcome_share(run, Outcome::Shed));
    runs.expect_seen("rejected", blocked, |run| {
        let link = view::part(run, Place::Link("source-target-ok"))?;
        Some(view::number(link, "rejected")? / view::number(link, "calls")?)
    });
    runs.expect_at("target", "in_system_mean", load * (1.0 - blocked));
}

/// A sender gives up after a second, waits half a second and tries once more, at a server that needs
/// three. Taken back, the work ends with the try; otherwise both are served for nobody.
#[test]
fn senders_give_up_and_try_again() {
    let network = |cancels: bool, service_ms: f64| {
        let traffic = with(
            &at(&[0.0]),
            &json!({
                "client_timeout_ms": 1000, "client_attempts": 2, "client_backoff_ms": 500,
                "client_cancels": cancels,
            }),
        );
        let network =
            Network::traffic(traffic, "queue").node("queue", "service", constant(1, service_ms));
        run(&network, 10.0)
    };
    let withdrawn = network(true, 3000.0);
    assert_eq!(
        (withdrawn.visits("queue", "cancelled"), withdrawn.visits("queue", "served")),
        (2, 0)
    );
    same(withdrawn.node("queue", "utilisation"), 0.2);
    let left = network(false, 3000.0);
    assert_eq!((left.visits("queue", "arrived"), left.visits("queue", "served")), (2, 2));
    same(left.node("queue", "utilisation"), 0.6);
    for run in [&withdrawn, &left] {
        assert_eq!((run.outcome(Outcome::TimedOut), run.requests("arrived") as u64), (1, 1));
    }
    // Fast enough the first time, or only the second, when the first copy is gone.
    assert_eq!(network(true, 900.0).outcome(Outcome::InTime), 1);
    let second = network(true, 1000.0 - 1e-3);
    assert_eq!(second.outcome(Outcome::InTime), 1);
}

/// Sold-out senders who try again add load; those who are few do not come at all.
#[test]
fn retries_of_senders_multiply_what_arrives() {
    let network = |attempts: u32| {
        let traffic = json!({
            "rate_per_s": 10.0, "client_timeout_ms": 100, "client_attempts": attempts,
            "client_cancels": true,
        });
        Network::traffic(traffic, "dead").node("dead", "service", constant(10_000, 1e9))
    };
    for attempts in [1, 3] {
        let run = run_with(&network(attempts), 1000.0, 100.0, 10);
        let ratio = run.node("dead", "rate_per_s") / (run.requests("arrived") / 900.0);
        assert!((ratio - f64::from(attempts)).abs() < 0.01, "{ratio}");
        assert_eq!(run.requests("timed_out_share"), 1.0);
    }
}

/// A monitor watches one signal and raises an alert when it crosses its threshold.
#[test]
fn each_signal_raises_its_own_alarm() {
    let signals =
        ["null_share", "review_share", "decline_share", "failure_share", "latency_p99_ms"];
    let fired = |incident: Value, target: &str| {
        let mut network = Network::traffic(evenly(10.0), "model")
            .node("model", "model", constant(1000, 10.0))
            .node("policy", "policy", json!({"approve_below": 0.3, "decline_above": 0.9}))
            .node("desk", "service", instant())
            .link("model", "policy", json!({}))
            .link_when("policy", "desk", "review", json!({}))
            .world(json!({
                "base_rate": 0.1, "features": [{"id": "f", "separation": 2.0}],
            }))
            .incident(incident, target, 3600.0, 7200.0);
        for (signal, threshold) in signals.into_iter().zip([0.5, 0.5, 0.5, 0.5, 50.0]) {
            network = network
                .node(
                    signal,
                    "monitor",
                    json!({
                        "signal": signal, "threshold": threshold, "window_min": 10,
                    }),
                )
                .wire("model", signal, "control");
        }
        let run = run(&network, 10_800.0);
        let alerts = run.0["alerts"].as_array().expect("a list").clone();
        for alert in &alerts {
            let (fired, cleared) = (alert["fired_s"].as_f64(), alert["cleared_s"].as_f64());
            // Half the window must be bad, or a hundredth of it; and good again.
            assert!(fired.is_some_and(|at| (3600.0..=4320.0).contains(&at)), "{alert}");
            assert!(cleared.is_some_and(|at| (7200.0..=7920.0).contains(&at)), "{alert}");
        }
        alerts.iter().map(|a| a["monitor"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(fired(json!({"type": "null_feature"}), "f"), ["null_share"]);
    assert_eq!(fired(json!({"type": "error_rate", "rate": 0.9}), "model"), ["failure_share"]);
    assert_eq!(fired(json!({"type": "slow_down", "factor": 10.0}), "model"), ["latency_p99_ms"]);
    assert_eq!(fired(json!({"type": "shift_feature", "shift": 8.0}), "f"), ["decline_share"]);
    assert_eq!(fired(json!({"type": "prior_shift", "factor": 0.5}), ""), [""; 0]);
}

/// Hystrix' breaker opens at an error share in a window of time that has enough calls; that of
/// resilience4j at an error share of the last so many, whenever they were.
#[test]
fn breakers_look_back_at_a_window_or_at_calls() {
    let opens = |rate: f64, error_rate: f64, link: Value| {
        let network = Network::default()
            .node("source", "traffic", evenly(rate))
            .node("main", "service", with(&instant(), &json!({"error_rate": error_rate})))
            .link("source", "main", link);
        let run = run(&network, 300.0);
        let link = view::part(&run.0, Place::Link("source-main-ok")).expect("it is there");
        let number = |path: &str| view::number(link, path).expect("it has a breaker");
        (number("breaker/opens") as u64, number("breaker/open_share"), number("calls"))
    };
    let window = |more: Value| {
        with(
            &json!({
                "breaker": "window", "breaker_window_s": 10, "breaker_min_calls": 20,
                "breaker_error_share": 0.5, "breaker_open_s": 20,
            }),
            &more,
        )
    };
    // One call a second is ten in the window: too few to judge, however bad.
    assert_eq!(opens(1.0, 1.0, window(json!({}))).0, 0);
    // At ten a second the twentieth failure opens it at 2 s; then one probe every 20 s fails.
    let (times, share, _) = opens(10.0, 1.0, window(json!({})));
    about(times, 1.0 + 298.0 / 20.0, 1.0);
    assert!((share - 298.0 / 300.0).abs() < 0.01, "{share}");
    // Few errors, or a higher bar.
    assert_eq!(opens(10.0, 0.1, window(json!({}))).0, 0);
    assert_eq!(opens(10.0, 0.5, window(json!({"breaker_error_share": 0.95}))).0, 0);
    let count = |calls: u32| {
        json!({
            "breaker": "count", "breaker_calls": calls, "breaker_error_share": 0.5,
            "breaker_open_s": 60, "breaker_probes": 1,
        })
    };
    // A call a second fills a ring of 50 in 50 s; and one of 1000 not at all.
    let (times, share, _) = opens(1.0, 1.0, count(50));
    about(times, 1.0 + 250.0 / 60.0, 1.0);
    assert!((share - 250.0 / 300.0).abs() < 0.03, "{share}");
    assert_eq!(opens(1.0, 1.0, count(1000)).0, 0);
    assert_eq!(opens(1.0, 0.1, count(50)).0, 0);
}

/// A quiet signal can be as bad as a loud one.
#[test]
fn a_monitor_can_watch_for_too_little() {
    let network = Network::traffic(evenly(10.0), "model")
        .node("model", "model", instant())
        .node("policy", "policy", json!({"approve_below": 0.3, "decline_above": 0.9}))
        .node("desk", "service", instant())
        .node(
            "quiet",
            "monitor",
            json!({
                "signal": "review_share", "direction": "below", "threshold": 0.05, "window_min": 10,
            }),
        )
        .link("model", "policy", json!({}))
        .link_when("policy", "desk", "review", json!({}))
        .wire("model", "quiet", "control")
        .world(json!({"base_rate": 0.1, "features": [{"id": "f", "separation": 2.0}]}))
        .incident(json!({"type": "null_feature"}), "f", 3600.0, 7200.0);
    let run = run(&network, 10_800.0);
    let alerts = run.0["alerts"].as_array().expect("a list");
    // A score of 0 is a probability of 1.5 %: nothing goes to people any more.
    let fired = alerts.first().and_then(|alert| alert["fired_s"].as_f64());
    assert!(alerts.len() == 1 && fired.is_some_and(|at| (3600.0..=4320.0).contains(&at)));
}
