//! Language models, retrieval and ranking, rules, policies, sinks, labels, and edge devices.

use serde_json::{Value, json};
use windtunnel_sim::result::Outcome;
use windtunnel_sim::stats::normal_cdf;
use windtunnel_sim::world::closed_form::score_threshold;
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

use super::bench::{
    about, at, auc, constant, evenly, expect_auc, instant, one_feature, run, run_with, runs,
    runs_of_length, same, with,
};

/// A tenth of the answers cannot be parsed; two more tries leave a thousandth, and every try is
/// paid for.
#[test]
fn malformed_answers_are_tried_again_and_paid_for() {
    let llm = with(&instant(), &json!({"output_tokens": 60, "tokens_per_s": 1e6}));
    let network = Network::default()
        .node("source", "traffic", json!({"rate_per_s": 100.0}))
        .node("llm", "llm", with(&llm, &json!({"malformed_rate": 0.1, "error_rate": 0.0})))
        .link("source", "llm", json!({"attempts": 3}));
    let runs = runs("malformed", &network, 100.0, 4e5);
    runs.expect_requests("attempts_per_request", 1.11);
    runs.expect_seen("answered", 1.0 - 1e-3, |run| view::outcome_share(run, Outcome::InTime));
    for run in runs.views() {
        let part = view::part(run, Place::Node("llm")).expect("it is there");
        let calls = view::number(part, "visits/arrived").expect("they are counted");
        // 800 tokens in and 60 out, at 15 cents and 60 cents a million.
        same(view::number(part, "usd").expect("it has a price"), calls * 0.000_156);
    }
    let dear = json!({
        "input_tokens": 2000, "usd_per_million_input": 3.0, "usd_per_million_output": 15.0,
        "usd_per_million": 100.0,
    });
    let network = Network::traffic(at(&[1.0]), "llm").node("llm", "llm", with(&llm, &dear));
    same(run(&network, 10.0).node("llm", "usd"), 2000.0 * 3e-6 + 60.0 * 15e-6 + 1e-4);
    // Errors of its own come on top: 1 - .9 * .8.
    let llm = with(&llm, &json!({"malformed_rate": 0.1, "error_rate": 0.2}));
    let network = Network::poisson(100.0, "llm").node("llm", "llm", llm);
    let runs = super::bench::runs("both", &network, 100.0, 2e5);
    runs.expect_seen("failed", 0.28, |run| view::outcome_share(run, Outcome::Failed));
}

#[test]
fn a_provider_limits_the_rate() {
    let llm = with(&instant(), &json!({"malformed_rate": 0.0, "rate_limit_per_s": 5.0}));
    let network = Network::traffic(evenly(10.0), "llm").node("llm", "llm", llm);
    let run = run(&network, 100.05);
    about(run.visits("llm", "throttled"), 500.0, 1.0);
    about(run.outcome(Outcome::Shed), 500.0, 1.0);
}

/// What retrieval does not find nothing can rank: recall multiplies the separation.
#[test]
fn recall_caps_what_a_ranker_can_do() {
    let separation = 2.0;
    let network = |recall: f64, kept: f64| {
        Network::poisson(100.0, "index")
            .node("index", "retrieval", with(&instant(), &json!({"recall": recall})))
            .node("ranker", "ranker", with(&instant(), &json!({"separation_kept": kept})))
            .link("index", "ranker", json!({}))
            .world(one_feature(separation, "", 0.0))
    };
    expect_auc(&runs("all", &network(1.0, 1.0), 100.0, 2e5), auc(separation));
    expect_auc(&runs("recall", &network(0.6, 1.0), 100.0, 2e5), auc(0.6 * separation));
    expect_auc(&runs("both", &network(0.6, 0.5), 100.0, 2e5), auc(0.3 * separation));
    // An index of another version finds next to nothing, and everything still answers.
    let mismatch = json!({"type": "version_mismatch", "recall": 0.1});
    let broken = network(0.95, 1.0).incident(mismatch, "index", 0.0, 1e9);
    let runs = runs("mismatch", &broken, 100.0, 2e5);
    expect_auc(&runs, auc(0.1 * separation));
    runs.expect_seen("answered", 1.0, |run| view::outcome_share(run, Outcome::InTime));
}

/// Rules decline their shares of the two classes, whatever a model would say.
#[test]
fn rules_hit_and_miss_at_their_rates() {
    let rules = json!({
        "true_positive_rate": 0.25, "false_positive_rate": 0.04, "is_fallback": false,
    });
    let network = Network::poisson(100.0, "rules")
        .node("rules", "rules", with(&instant(), &rules))
        .world(one_feature(3.0, "", 0.0));
    let runs = runs("rules", &network, 100.0, 2e5);
    runs.expect("hits", 0.25, |run| run.quality.recall);
    runs.expect("false alarms", 0.04, |run| run.quality.false_positive_rate);
    runs.expect_seen("not a fallback", 1.0, |run| view::outcome_share(run, Outcome::InTime));
}

/// A policy in three ways, at probabilities and not at scores; and a desk that gets the middle.
#[test]
fn a_policy_sorts_by_probability() {
    let (separation, base_rate, low, high) = (1.8, 0.2, 0.1, 0.6);
    let network = Network::poisson(100.0, "model")
        .node("model", "model", instant())
        .node("policy", "policy", json!({"approve_below": low, "decline_above": high}))
        .node("yes", "service", instant())
        .node("desk", "service", instant())
        .node("no", "service", instant())
        .link("model", "policy", json!({}))
        .link_when("policy", "yes", "approve", json!({}))
        .link_when("policy", "desk", "review", json!({}))
        .link_when("policy", "no", "decline", json!({}))
        .world(json!({
            "base_rate": base_rate, "features": [{"id": "f", "separation": separation}],
        }));
    let runs = runs("policy", &network, 100.0, 2e5);
    let below = |p: f64| {
        let score = score_threshold(p, base_rate, separation);
        base_rate * normal_cdf(score - separation) + (1.0 - base_rate) * normal_cdf(score)
    };
    let shares =
        [("yes", below(low)), ("desk", below(high) - below(low)), ("no", 1.0 - below(high))];
    for (node, share) in shares {
        runs.expect_seen(node, share, |run| {
            let calls = view::number(view::part(run, Place::Node(node))?, "visits/arrived")?;
            Some(calls / view::number(view::part(run, Place::Node("model"))?, "visits/arrived")?)
        });
    }
}

/// A decision after the deadline is not used, and the default action is taken instead.
#[test]
fn a_sink_replaces_late_decisions() {
    let declined = |default_action: &str, deadline_ms: f64| {
        let rules = with(
            &constant(9, 100.0),
            &json!({
                "true_positive_rate": 0.0, "false_positive_rate": 0.0, "is_fallback": false,
            }),
        );
        let sink = json!({"deadline_ms": deadline_ms, "default_action": default_action});
        let network = Network::traffic(evenly(1.0), "rules")
            .node("rules", "rules", rules)
            .node("sink", "sink", sink)
            .link("rules", "sink", json!({}));
        let run = run(&network, 50.5);
        (run.outcome(Outcome::Late), run.quality("false_positives") as u64)
    };
    assert_eq!(declined("decline", 100.0), (0, 0));
    assert_eq!(declined("decline", 99.0), (50, 50));
    assert_eq!(declined("approve", 99.0), (50, 0));
}

/// Lognormal delays with their 99th percentile at the cap: of decisions spread over ten days, those
/// are labelled by the end whose delay was shorter than what was left.
#[test]
fn labels_come_late_and_never_for_some() {
    let (median, cap, coverage, days) = (2.0_f64, 20.0_f64, 0.7, 10.0);
    let labels = json!({
        "delay_median_days": median, "delay_cap_days": cap, "coverage": coverage,
    });
    let network = Network::poisson(0.02, "rules")
        .node("rules", "rules", instant())
        .node("sink", "sink", json!({}))
        .node("labels", "labels", labels)
        .link("rules", "sink", json!({}))
        .wire("sink", "labels", "feedback");
    let runs = runs_of_length("labels", &network, days * 86_400.0, 0.0);
    let sigma = (cap / median).ln() / 2.326_347_874;
    let known = |left: f64| normal_cdf((left / median).ln() / sigma);
    let theory = coverage * super::bench::mean_over(0.0, days, known);
    runs.expect_seen("known", theory, |run| {
        let labels = view::numbers(view::part(run, Place::Node("labels"))?, "labels")?;
        Some(labels[0] / labels[1])
    });
}

/// A camera in front of a device without a queue: what comes while it computes is dropped, which is
/// Erlang's loss of one server for any service time.
#[test]
fn a_device_drops_the_frames_it_has_no_time_for() {
    let device = || with(&json!({"service_mean_ms": 122.0}), &json!({"throttle_after_min": 0}));
    let network = Network::poisson(10.0, "device").node("device", "edge", device());
    let load = 1.22;
    let runs = runs("random frames", &network, 10.0, 2e5);
    runs.expect_at("device", "loss_share", load / (1.0 + load));
    // At an even ten frames a second every other one finds it at work.
    let network = Network::traffic(evenly(10.0), "device").node("device", "edge", device());
    let run = run(&network, 100.05);
    assert_eq!((run.visits("device", "arrived"), run.visits("device", "shed")), (1000, 500));
}

/// Joules are watts by time at work, and a battery holds so many of them.
#[test]
fn a_device_uses_energy_and_its_battery_runs_out() {
    let device = |battery_wh: f64| {
        json!({
            "service_mean_ms": 122.0, "throttle_after_min": 0, "watts": 3.5, "idle_watts": 0.5,
            "battery_wh": battery_wh,
        })
    };
    let network = |battery_wh: f64| {
        Network::traffic(evenly(4.0), "device").node("device", "edge", device(battery_wh))
    };
    let mains = run(&network(0.0), 1000.2);
    same(mains.node("device", "energy_j"), 4000.0 * 0.122 * 3.5 + 0.5 * 1000.2);
    // What it drew in the warm-up is left out, as the time is.
    let warm = run_with(&network(0.0), 1000.2, 500.1, 10);
    same(warm.node("device", "energy_j"), 2000.0 * 0.122 * 3.5 + 0.5 * 500.1);
    // 2 Wh at .5 W and 4 x 427 mJ a second.
    let hours = 2.0 / (0.5 + 4.0 * 0.427);
    let run = run(&network(2.0), 2.0 * 3600.0);
    about(run.visits("device", "served"), 4.0 * 3600.0 * hours, 4.0);
    same(run.node("device", "energy_j"), 7200.0);
    let refused = run.visits("device", "refused");
    about(refused, 4.0 * 3600.0 * (2.0 - hours), 4.0);
    // A fleet draws what its devices draw.
    for queues in ["shared", "per_replica"] {
        let fleet = with(
            &device(0.0),
            &json!({
                "replicas": 3, "queues": queues, "balance": "round_robin",
            }),
        );
        let network = Network::traffic(evenly(12.0), "device").node("device", "edge", fleet);
        let run = super::bench::run(&network, 100.04);
        let energy = 1200.0 * 0.122 * 3.5 + 3.0 * 0.5 * 100.04;
        same(run.node("device", "energy_j"), energy);
    }
}

/// At work all the time it is too hot after ten minutes, and then takes half as long again: every
/// other frame of one a second finds it at work.
#[test]
fn a_device_throttles_when_hot() {
    let served = |after_min: f64, factor: f64| {
        let device = json!({
            "service_mean_ms": 999.0, "throttle_after_min": after_min, "throttle_factor": factor,
        });
        let network = Network::traffic(evenly(1.0), "device").node("device", "edge", device);
        run(&network, 1801.0).visits("device", "served")
    };
    assert_eq!(served(0.0, 1.5), 1800);
    assert_eq!(served(10.0, 1.0), 1800);
    about(served(10.0, 1.5), 600.0 + 600.0, 4.0);
    about(served(20.0, 1.5), 1200.0 + 300.0, 4.0);
    // Three times as slow, every third.
    about(served(10.0, 2.5), 600.0 + 400.0, 4.0);
    // Half idle, it never gets hot.
    let device = json!({"service_mean_ms": 500.0, "throttle_after_min": 1});
    let network = Network::traffic(evenly(1.0), "device").node("device", "edge", device);
    same(run_with(&network, 3600.0, 0.0, 10).node("device", "sojourn/max_ms"), 500.0);
}

/// Offline hours hold back what was decided until the link is up.
#[test]
fn decisions_made_offline_wait_for_the_link() {
    let hours = |up: &dyn Fn(usize) -> bool| -> Vec<u32> {
        (0..24).map(|hour| u32::from(up(hour))).collect()
    };
    let device = |up: Vec<u32>| with(&constant(1, 1000.0), &json!({"link_up": up}));
    let network = |up: Vec<u32>| {
        Network::traffic(at(&[1800.0, 4500.0, 9000.0]), "device")
            .node("device", "edge", device(up))
            .node("cloud", "service", instant())
            .link("device", "cloud", json!({}))
    };
    // Decided at 1 h 15 min and a second, sent at 3 h; so is the one of 2 h 30 min.
    let held = run(&network(hours(&|hour| hour != 1 && hour != 2)), 86_400.0);
    same(held.requests("sojourn/max_ms"), 1000.0 * (3.0 * 3600.0 - 4500.0));
    let mean = (1.0 + (10_800.0 - 4500.0) + (10_800.0 - 9000.0)) / 3.0;
    same(held.requests("sojourn/mean_ms"), 1000.0 * mean);
    // The device itself works on.
    same(held.node("device", "sojourn/max_ms"), 1000.0);
    let never = run(&network(hours(&|_| false)), 86_400.0);
    assert_eq!((never.visits("device", "served"), never.visits("cloud", "arrived")), (3, 0));
    assert_eq!(never.requests("in_flight") as u64, 3);
}

/// Every kind that scores does so with what reaches it; the rest has no opinion.
#[test]
fn kinds_that_score_and_kinds_that_do_not() {
    for (kind, scores) in [
        ("model", true),
        ("edge", true),
        ("llm", true),
        ("ranker", true),
        ("batch_scorer", true),
        ("gateway", false),
        ("service", false),
        ("feature_store", false),
        ("retrieval", false),
        ("rules", false),
    ] {
        let params: Value = match kind {
            "llm" => with(&instant(), &json!({"malformed_rate": 0.0, "output_tokens": 0})),
            "ranker" => with(&instant(), &json!({"ms_per_candidate": 0.0})),
            _ => instant(),
        };
        let network = Network::traffic(evenly(10.0), "node")
            .node("node", kind, params)
            .world(one_feature(1.0, "", 0.0));
        let scored = run(&network, 100.05).quality("scored") as u64;
        assert_eq!(scored, if scores { 1000 } else { 0 }, "{kind}");
    }
}
