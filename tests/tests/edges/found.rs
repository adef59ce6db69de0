//! What random designs found (`properties/soundness.rs`), cut down to what it takes. Every run
//! checks its identities.

use serde_json::json;
use windtunnel_sim::model::Settings;
use windtunnel_sim::result::Outcome;
use windtunnel_tests::network::Network;
use windtunnel_tests::view;

use super::harness::{at, count, run, run_with, second};

fn minute(warmup_s: f64, seed: u64) -> Settings {
    Settings { horizon_s: 60.0, warmup_s, seed, buckets: 12, ..Settings::default() }
}

/// Requests whose work was interrupted at one station come to the next as if nothing had been, also
/// where that one has just been scaled.
#[test]
fn a_scaled_station_forgets_what_happened_at_the_one_before() {
    for seed in 0..20 {
        let network = Network::poisson(5.0, "first")
            .node("first", "rules", json!({"mtbf_s": 22, "mttr_s": 2}))
            .node("second", "service", json!({"autoscale": true, "service_mean_ms": 1400}))
            .link("first", "second", json!({}));
        run_with(&network, minute(0.0, seed));
        let network = Network::poisson(5.0, "first")
            .node("first", "rules", json!({"idle_off": true, "setup_mean_ms": 300}))
            .node("second", "service", json!({"autoscale": true, "service_mean_ms": 1400}))
            .link("first", "second", json!({}));
        run_with(&network, minute(0.0, seed));
    }
}

/// A second copy of a call asks the same cache for the same key as the first.
#[test]
fn second_copies_wait_for_the_same_fetch() {
    for seed in 0..20 {
        let network = Network::default()
            .node("source", "traffic", json!({}))
            .node("cache", "cache", json!({}))
            .node(
                "store",
                "feature_store",
                json!({"service_law": "uniform", "service_mean_ms": 1500}),
            )
            .node("router", "fallback", json!({}))
            .node("index", "retrieval", json!({}))
            .link("source", "cache", json!({"hedge_after_ms": 400}))
            .link_when("cache", "store", "branch", json!({}))
            .link("cache", "router", json!({}))
            .link_when("router", "index", "shadow", json!({}));
        run_with(&network, minute(20.0, seed));
    }
}

/// A run that is stopped before its statistics start has no rates, and says so without dividing by
/// no time at all.
#[test]
fn a_run_stopped_in_its_warm_up_has_no_numbers_that_are_none() {
    let network = Network::poisson(1000.0, "queue").station("queue", 9.0, 0.001);
    let settings = Settings { event_budget: 500, ..minute(30.0, 1) };
    let run = run_with(&network, settings);
    assert_eq!(run["partial"], json!(true));
}

/// What is done with a request that nobody decides is what a sink on its path says, not one that
/// nothing leads to.
#[test]
fn a_sink_that_nothing_leads_to_decides_nothing() {
    let network = Network::poisson(20.0, "queue")
        .node("queue", "service", second(json!({"servers": 9, "error_rate": 1.0})))
        .node("good", "rules", json!({}))
        .node("z", "sink", json!({"default_action": "decline"}))
        .link("good", "z", json!({}))
        .source("other", at(&[1.0]), "good");
    // Its id comes before the other's.
    let with = network.clone().node("lonely", "sink", json!({"default_action": "approve"}));
    let quality = |network: &Network| run(network, 60.0)["quality"].clone();
    let (one, other) = (quality(&network), quality(&with));
    let declined = view::number(&one, "true_positives").zip(view::number(&one, "false_positives"));
    assert!(declined.is_some_and(|(right, wrong)| right + wrong > 0.0), "{one}");
    assert_eq!(one, other);
}

/// Timeouts, second copies and batches at once: the loser of a pair leaves its batch.
#[test]
fn the_loser_of_a_pair_leaves_its_batch() {
    let station = second(json!({"servers": 9, "max_batch": 4, "max_batch_delay_ms": 300}));
    let network = Network::default()
        .node("source", "traffic", at(&[0.0, 0.1]))
        .node("queue", "service", station)
        .link("source", "queue", json!({"hedge_after_ms": 200, "timeout_ms": 5000}));
    let run = run(&network, 20.0);
    assert_eq!(view::outcome_share(&run, Outcome::InTime), Some(1.0));
    assert_eq!(count(&run, "queue", "arrived"), 4);
    assert_eq!(count(&run, "queue", "served") + count(&run, "queue", "cancelled"), 4);
}

/// Work that had begun, went back to a full queue and was shed from there, or whose deadline passed
/// there, was asked for and is never done.
#[test]
fn work_that_had_begun_may_still_be_shed() {
    for seed in 0..20 {
        let station = json!({
            "queue_limit": 3, "shed": "oldest", "preemption": "resume", "service_mean_ms": 900,
        });
        let network = Network::default()
            .node("source", "traffic", json!({}))
            .node("queue", "service", station)
            .link("source", "queue", json!({"timeout_ms": 1900}));
        run_with(&network, minute(0.0, seed));
        let source =
            |priority: u32| json!({"rate_per_s": 2, "priority": priority, "deadline_ms": 1500});
        let station = json!({
            "discipline": "priority", "preemption": "resume", "drops_expired": true,
            "service_mean_ms": 600,
        });
        let network = Network::default()
            .source("high", source(0), "queue")
            .source("low", source(1), "queue")
            .node("queue", "service", station);
        run_with(&network, minute(0.0, seed));
    }
}
