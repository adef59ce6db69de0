//! Incidents: each does what its name says to what it is aimed at, and nothing to anything else.

use serde_json::{Value, json};
use windtunnel_sim::result::Outcome;
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

use super::bench::{
    about, at, auc, constant, evenly, expect_auc, instant, mean_over, run, run_with, runs,
    runs_of_length, same, with,
};

/// Domain reference 3.5.
const SEPARATIONS: [f64; 6] = [1.4, 1.1, 0.9, 0.8, 0.6, 0.4];

fn golden_world(tau_s: f64) -> Value {
    let features: Vec<_> = SEPARATIONS
        .iter()
        .enumerate()
        .map(|(at, separation)| {
            json!({
                "id": format!("f{at}"), "separation": separation,
                "tau_s": if at == 0 { tau_s } else { 0.0 },
            })
        })
        .collect();
    json!({"base_rate": 0.5, "features": features})
}

fn scored(tau_s: f64) -> Network {
    Network::poisson(100.0, "model").node("model", "model", instant()).world(golden_world(tau_s))
}

/// Area under the ROC where feature `at` arrives with so much of its separation and spread.
fn theory(seen: impl Fn(usize) -> (f64, f64)) -> f64 {
    let (mut distance, mut variance) = (0.0, 0.0);
    for (at, weight) in SEPARATIONS.iter().enumerate() {
        let (separation, spread) = seen(at);
        distance += weight * weight * separation;
        variance += weight * weight * spread * spread;
    }
    auc(distance / variance.sqrt())
}

type Incidents = Vec<(Value, &'static str)>;

/// Feature faults against the golden numbers, which the domain reference rounds to three places.
#[test]
fn feature_faults_cost_what_the_reference_says() {
    let only = |at: usize, fault: (f64, f64)| {
        move |other: usize| if other == at { fault } else { (1.0, 1.0) }
    };
    let scale = |factor: f64| json!({"type": "scale_feature", "factor": factor});
    // What it is called, the golden number, the formula, and what happens to which feature.
    let cases: Vec<(&str, f64, f64, Incidents)> = vec![
        ("healthy", 0.946, theory(|_| (1.0, 1.0)), vec![]),
        (
            "top null",
            0.896,
            theory(only(0, (0.0, 0.0))),
            vec![(json!({"type": "null_feature"}), "f0")],
        ),
        (
            "top two null",
            0.840,
            theory(|at| if at < 2 { (0.0, 0.0) } else { (1.0, 1.0) }),
            vec![(json!({"type": "null_feature"}), "f0"), (json!({"type": "null_feature"}), "f1")],
        ),
        ("top scaled by 100", 0.843, theory(only(0, (100.0, 100.0))), vec![(scale(100.0), "f0")]),
        ("top sign flipped", 0.648, theory(only(0, (-1.0, 1.0))), vec![(scale(-1.0), "f0")]),
        (
            "top scrambled",
            0.839,
            theory(only(0, (0.0, 1.0))),
            vec![(json!({"type": "scramble_feature"}), "f0")],
        ),
        (
            "top shifted",
            0.946,
            theory(|_| (1.0, 1.0)),
            vec![(json!({"type": "shift_feature", "shift": 30.0}), "f0")],
        ),
        (
            "concept drift of 40 degrees",
            auc(2.267 * 40_f64.to_radians().cos()),
            theory(|_| (40_f64.to_radians().cos(), 1.0)),
            vec![(json!({"type": "concept_drift", "degrees": 40}), "")],
        ),
    ];
    for (name, golden, theory, incidents) in cases {
        assert!((theory - golden).abs() < 0.0006, "{name}: {theory} is not {golden}");
        let network = incidents
            .into_iter()
            .fold(scored(0.0), |network, (kind, target)| network.incident(kind, target, 0.0, 1e9));
        expect_auc(&runs(name, &network, 100.0, 2e5), theory);
    }
}

/// Counts of a feed whose events come twice double, and nothing else does.
#[test]
fn a_feed_that_repeats_itself_doubles_what_it_brings() {
    let features = json!([
        {"id": "count", "separation": 1.0, "served_by": "feed"},
        {"id": "amount", "separation": 1.0},
    ]);
    let network = |from_s: f64| {
        Network::poisson(100.0, "store")
            .node("store", "feature_store", instant())
            .node("model", "model", instant())
            .node("feed", "feed", json!({}))
            .node("idle", "feed", json!({}))
            .link("store", "model", json!({}))
            .wire("feed", "store", "stream")
            .wire("idle", "store", "stream")
            .world(json!({"base_rate": 0.5, "features": features}))
            .incident(json!({"type": "duplicate_feed"}), "feed", from_s, 1e9)
    };
    // Weights 2 and 1 instead of 1 and 1, over noise of which the one is doubled too.
    expect_auc(&runs("twice", &network(0.0), 100.0, 2e5), auc(3.0 / 5.0_f64.sqrt()));
    expect_auc(&runs("once", &network(1e8), 100.0, 2e5), auc(2.0 / 2.0_f64.sqrt()));
}

/// Fractions, and all features at once: the unit of every value changes and no order with it.
#[test]
fn a_change_of_unit_of_everything_changes_no_order() {
    for factor in [1e-3, 1e4] {
        let scale = |at: usize| (json!({"type": "scale_feature", "factor": factor}), at);
        let network = (0..SEPARATIONS.len()).map(scale).fold(scored(0.0), |network, (kind, at)| {
            network.incident(kind, &format!("f{at}"), 0.0, 1e9)
        });
        let runs = runs(&format!("all by {factor}"), &network, 100.0, 2e5);
        expect_auc(&runs, theory(|_| (1.0, 1.0)));
    }
}

/// A frozen feature keeps the values that it had: it is as old as the incident, and what it was
/// before that comes on top. Half of its worth is gone after tau ln 2.
#[test]
fn a_frozen_feature_ages_from_the_moment_it_froze() {
    let tau_s = 1000.0;
    let aged = |age_s: f64| theory(|at| (if at == 0 { (-age_s / tau_s).exp() } else { 1.0 }, 1.0));
    // The golden number of rho = .5.
    assert!((aged(tau_s * std::f64::consts::LN_2) - 0.903).abs() < 0.0006);
    let freeze = || json!({"type": "freeze_feature"});
    let frozen = scored(tau_s).incident(freeze(), "f0", 0.0, 1e9);
    let runs = runs_of_length("frozen", &frozen, 2000.0, 0.0);
    expect_auc(&runs, mean_over(0.0, 2000.0, aged));
    // It ends.
    let thawed = scored(tau_s).incident(freeze(), "f0", 0.0, 5000.0);
    expect_auc(&runs_of_length("thawed", &thawed, 7000.0, 5000.0), aged(0.0));
    // Behind a feed that trails by 500 s it was that old when it froze.
    let mut world = golden_world(tau_s);
    world["features"][0]["served_by"] = json!("feed");
    let fed = Network::poisson(100.0, "store")
        .node("store", "feature_store", instant())
        .node("model", "model", instant())
        .node("feed", "feed", json!({"lag_ms": 500_000.0}))
        .wire("feed", "store", "stream")
        .link("store", "model", json!({}))
        .world(world)
        .incident(freeze(), "f0", 0.0, 1e9);
    let runs = runs_of_length("frozen behind a feed", &fed, 2000.0, 0.0);
    expect_auc(&runs, mean_over(500.0, 2500.0, aged));
}

/// All of a zone is down together, and nothing else.
#[test]
fn a_zone_fails_as_one() {
    let network = ["a", "b", "c", "d"].into_iter().enumerate().fold(
        Network::traffic(evenly(40.0), "balancer").node(
            "balancer",
            "balancer",
            json!({"policy": "round_robin"}),
        ),
        |network, (at, id)| {
            let zone = if at < 2 { "west" } else { "east" };
            network.node(id, "service", with(&instant(), &json!({"zone": zone}))).link(
                "balancer",
                id,
                json!({}),
            )
        },
    );
    let network = network.incident(json!({"type": "zone_outage"}), "west", 20.01, 60.01);
    let run = run(&network, 100.01);
    for (id, refused, availability) in
        [("a", 400.0, 0.6), ("b", 400.0, 0.6), ("c", 0.0, 1.0), ("d", 0.0, 1.0)]
    {
        about(run.visits(id, "refused"), refused, 1.0);
        if refused > 0.0 {
            assert!((run.node(id, "availability") - availability).abs() < 1e-3);
        }
    }
    about(run.outcome(Outcome::Failed), 800.0, 2.0);
}

/// Half of four servers is two: Erlang's loss of two. It does not matter whether they share a queue,
/// as far as who is left is concerned.
#[test]
fn a_partial_outage_takes_its_share_of_the_servers() {
    let (rate, service_s) = (10.0, 0.2);
    let station = json!({
        "servers": 4, "queue_limit": 0, "service_law": "exponential",
        "service_mean_ms": 1000.0 * service_s,
    });
    let half = || json!({"type": "partial_outage", "share": 0.5});
    let network = Network::poisson(rate, "queue").node("queue", "service", station).incident(
        half(),
        "queue",
        0.0,
        1e9,
    );
    let runs = runs("half of four", &network, rate, 2e5);
    let load = rate * service_s;
    let blocked = (1..=2).fold(1.0, |b, n| load * b / (f64::from(n) + load * b));
    runs.expect_at("queue", "loss_share", blocked);
    runs.expect_at("queue", "availability", 0.5);
    // Of four replicas with a server each two are left, and not four or none.
    for share in [0.25, 0.5, 0.75] {
        let station = with(
            &constant(1, 1.0),
            &json!({
                "replicas": 4, "queues": "per_replica", "balance": "round_robin",
            }),
        );
        let network = Network::traffic(evenly(10.0), "queue")
            .node("queue", "service", station)
            .incident(json!({"type": "partial_outage", "share": share}), "queue", 0.0, 1e9);
        let run = run(&network, 10.05);
        same(run.node("queue", "availability"), 1.0 - share);
        // Those that are left get it all.
        assert_eq!(run.visits("queue", "served"), 100);
    }
    // Without any server left it is down, as after an outage.
    let station = with(&constant(4, 1.0), &json!({"when_down": "refuse"}));
    let network = Network::traffic(at(&[1.0, 15.0]), "queue")
        .node("queue", "service", station)
        .incident(json!({"type": "partial_outage", "share": 1.0}), "queue", 10.0, 20.0);
    assert_eq!(run(&network, 100.0).visits("queue", "refused"), 1);
}

/// Errors of an incident come on top of a node's own: 1 - .9 * .8.
#[test]
fn errors_add_up() {
    let network = Network::poisson(100.0, "queue")
        .node("queue", "service", with(&instant(), &json!({"error_rate": 0.1})))
        .node("next", "service", instant())
        .link("queue", "next", json!({}))
        .incident(json!({"type": "error_rate", "rate": 0.2}), "queue", 0.0, 1e9);
    let runs = runs("errors", &network, 100.0, 2e5);
    runs.expect_seen("failed", 0.28, |run| view::outcome_share(run, Outcome::Failed));
    runs.expect_seen("errors", 0.28, |run| {
        let visits = &view::part(run, Place::Node("queue"))?["visits"];
        Some(visits["errors"].as_f64()? / visits["arrived"].as_f64()?)
    });
}

/// Work begun while it lasts takes longer, on every station of the node and nowhere else.
#[test]
fn a_slow_down_slows_what_begins_in_it() {
    let network = Network::traffic(at(&[0.0, 10.0, 20.0, 30.0]), "first")
        .node("first", "service", constant(1, 1000.0))
        .node("second", "service", constant(1, 1000.0))
        .link("first", "second", json!({}))
        .incident(json!({"type": "slow_down", "factor": 3.0}), "first", 9.0, 20.5)
        .incident(json!({"type": "slow_down", "factor": 2.0}), "first", 15.0, 29.0);
    let run = run(&network, 100.0);
    // 1 s, 3 s, 6 s, 1 s.
    same(run.node("first", "sojourn/mean_ms"), 11_000.0 / 4.0);
    same(run.node("first", "sojourn/max_ms"), 6000.0);
    same(run.node("second", "sojourn/max_ms"), 1000.0);
}

/// A spike multiplies the rate of its source alone; a prior shift the share of positives.
#[test]
fn traffic_and_its_mix_are_multiplied() {
    let network = Network::poisson(20.0, "rules")
        .source("other", json!({"rate_per_s": 30.0}), "queue")
        .node("queue", "service", instant())
        .node(
            "rules",
            "rules",
            with(
                &instant(),
                &json!({
                    "true_positive_rate": 1.0, "false_positive_rate": 0.0,
                }),
            ),
        )
        .world(json!({"base_rate": 0.1}))
        .incident(json!({"type": "traffic_spike", "factor": 2.5}), "source", 0.0, 1e9)
        .incident(json!({"type": "prior_shift", "factor": 3.0}), "", 0.0, 1e9);
    let runs = runs("spike", &network, 80.0, 2e5);
    runs.expect_at("rules", "rate_per_s", 50.0);
    runs.expect_at("queue", "rate_per_s", 30.0);
    // All who came to the rules and are positive were declined; those at the queue were not.
    runs.expect_seen("declined", 0.3 * 50.0 / 80.0, |run| {
        let quality = &run["quality"];
        let declined = quality["true_positives"].as_f64()? + quality["false_positives"].as_f64()?;
        Some(declined / run["requests"]["arrived"].as_f64()?)
    });
}

/// An outage that hangs keeps who waits; one that refuses does not.
#[test]
fn outages_refuse_or_hang() {
    let network = |mode: &str| {
        let network = Network::traffic(at(&[1.0, 15.0]), "queue")
            .node("queue", "service", constant(1, 100.0))
            .incident(json!({"type": "outage", "mode": mode}), "queue", 10.0, 20.0);
        run_with(&network, 100.0, 0.0, 10)
    };
    assert_eq!(network("refuse").outcome(Outcome::Failed), 1);
    same(network("hang").requests("sojourn/max_ms"), 5100.0);
    // Everything is as good as it was at once, without a cold start.
    same(network("hang").node("queue", "availability"), 0.9);
}

/// Flash crowds that come an exponential time after the last has gone and stay for 10 min triple
/// the rate for a third of the time.
#[test]
fn crowds_come_and_go() {
    let traffic = json!({
        "rate_per_s": 1.0, "burst_factor": 3.0, "burst_every_h": 1.0 / 3.0, "burst_min": 10,
    });
    let network = Network::traffic(traffic, "queue").node("queue", "service", instant());
    let runs = runs_of_length("crowds", &network, 40.0 * 3600.0, 0.0);
    runs.expect_seen("rate", 1.0 + 2.0 / 3.0, |run| {
        view::number(view::part(run, Place::Node("queue"))?, "rate_per_s")
    });
}
