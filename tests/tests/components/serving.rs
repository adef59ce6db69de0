//! Gateways, model servers and what limits them.

use serde_json::json;
use windtunnel_sim::result::Outcome;
use windtunnel_tests::network::Network;
use windtunnel_tests::theory;
use windtunnel_tests::view::{self, Place};

use super::bench::{
    Run, about, at, auc, constant, evenly, expect_auc, instant, one_feature, run, run_with, runs,
    same, with,
};

/// A bucket of one token is a server that is busy for a token's time, without a queue (Erlang's
/// loss); one of two tokens is M/D/1 with one place to wait, as what is admitted is what finds less
/// than one token's time of work.
#[test]
fn a_rate_limit_throttles_what_a_bucket_of_tokens_has_not() {
    let (rate, limit) = (100.0, 80.0);
    let load: f64 = rate / limit;
    let losses = [(1, load / (1.0 + load)), (2, 1.0 - 1.0 / ((-load).exp() + load))];
    for (burst, theory) in losses {
        let gateway = with(&instant(), &json!({"rate_limit_per_s": limit, "rate_burst": burst}));
        let network = Network::poisson(rate, "gateway").node("gateway", "gateway", gateway);
        let runs = runs(&format!("burst {burst}"), &network, rate, 4e5);
        runs.expect_at("gateway", "loss_share", theory);
        runs.expect_seen("throttled", theory, |run| {
            let visits = &view::part(run, Place::Node("gateway"))?["visits"];
            Some(visits["throttled"].as_f64()? / visits["arrived"].as_f64()?)
        });
        runs.expect_seen("shed requests", theory, |run| view::outcome_share(run, Outcome::Shed));
    }
}

/// A burst is let through at once, and then the rate.
#[test]
fn a_burst_is_spent_before_the_rate_counts() {
    let gateway = with(&instant(), &json!({"rate_limit_per_s": 2.0, "rate_burst": 3}));
    let times = [0.0, 0.0, 0.0, 0.0, 0.4, 0.5, 0.9, 1.0];
    let network = Network::traffic(at(&times), "gateway").node("gateway", "gateway", gateway);
    let run = run(&network, 10.0);
    assert_eq!((run.visits("gateway", "served"), run.visits("gateway", "throttled")), (5, 3));
}

/// A place behind a concurrency limit is held until the request ends, wherever it is by then: the
/// gateway itself takes no time, and blocks as Erlang's loss system of the whole request.
#[test]
fn a_concurrency_limit_is_held_to_the_end_of_the_request() {
    let (rate, service_s, limit) = (20.0, 0.2, 3);
    let gateway = with(&instant(), &json!({"concurrency_limit": limit}));
    let network = Network::poisson(rate, "gateway")
        .node("gateway", "gateway", gateway)
        .station("behind", 1000.0, service_s)
        .link("gateway", "behind", json!({}));
    let runs = runs("concurrency limit", &network, rate, 4e5);
    let load = rate * service_s;
    let blocked = (1..=limit).fold(1.0, |b, n| load * b / (f64::from(n) + load * b));
    runs.expect_at("gateway", "loss_share", blocked);
    runs.expect_at("behind", "in_system_mean", load * (1.0 - blocked));
    // A request that visits the gateway twice holds one place.
    let gateway = with(&constant(10, 0.0), &json!({"concurrency_limit": 1}));
    let network = Network::traffic(at(&[0.0]), "gateway")
        .node("gateway", "gateway", gateway)
        .node("behind", "service", with(&constant(9, 10.0), &json!({"error_rate": 1.0})))
        .link("gateway", "behind", json!({"attempts": 3}))
        .link_when("gateway", "gateway", "failure", json!({"latency_ms": 1.0}));
    let run = run(&network, 0.5);
    assert_eq!(run.visits("gateway", "throttled"), 0);
    assert!(run.visits("gateway", "served") > 3);
}

/// Every service of a feature store, a ranker and a language model is as long as its own law and
/// what it is asked for make it; a plain station has nothing of the kind.
#[test]
fn kinds_with_an_amount_of_work_take_longer_for_more() {
    let time = |kind: &str, more: serde_json::Value| {
        let params = with(&constant(10, 2.0), &more);
        let network = Network::traffic(at(&[0.0, 1.0]), "node").node("node", kind, params);
        let run = run(&network, 100.0);
        run.node("node", "sojourn/max_ms")
    };
    same(time("service", json!({})), 2.0);
    same(time("feature_store", json!({})), 2.0);
    same(time("feature_store", json!({"rows": 100, "ms_per_row": 0.16})), 2.0 + 99.0 * 0.16);
    // The first fifty features are in the measured time.
    same(time("feature_store", json!({"features": 250, "ms_per_feature": 0.55})), 112.0);
    same(time("feature_store", json!({"features": 20, "ms_per_feature": 0.55})), 2.0);
    same(time("ranker", json!({"candidates": 500, "ms_per_candidate": 0.02})), 12.0);
    same(time("llm", json!({"output_tokens": 60, "tokens_per_s": 60})), 1002.0);
    same(time("llm", json!({"output_tokens": 240, "tokens_per_s": 80})), 3002.0);
    same(time("retrieval", json!({})), 2.0);
}

/// A model keeps a share of the separation; a bad version, while it is there, keeps another.
#[test]
fn a_model_is_as_good_as_its_version() {
    let separation = 1.5;
    let network = |params: serde_json::Value| {
        Network::poisson(100.0, "model")
            .node("model", "model", with(&instant(), &params))
            .world(one_feature(separation, "", 0.0))
    };
    expect_auc(&runs("new", &network(json!({})), 100.0, 2e5), auc(separation));
    let old = network(json!({"separation_kept": 0.6}));
    expect_auc(&runs("old", &old, 100.0, 2e5), auc(0.6 * separation));
    let kept = |separation_kept: f64| {
        let bad = json!({"type": "bad_version", "separation_kept": separation_kept});
        network(json!({})).incident(bad, "model", 0.0, 1e9)
    };
    expect_auc(&runs("bad", &kept(0.2), 100.0, 2e5), auc(0.2 * separation));
    expect_auc(&runs("upside down", &kept(-1.0), 100.0, 2e5), auc(-separation));
    // It ends: half the time good, half the time useless.
    let bad = json!({"type": "bad_version", "separation_kept": 0.0});
    let half = network(json!({})).incident(bad, "model", 0.0, 1000.0);
    let after = run_with(&half, 2000.0, 1000.0, 20);
    let before = run_with(&half, 1000.0, 0.0, 20);
    assert!((before.quality("auc") - 0.5).abs() < 0.01, "{}", before.quality("auc"));
    assert!((after.quality("auc") - auc(separation)).abs() < 0.01);
}

#[test]
fn a_model_that_counts_as_fallback_says_so() {
    let outcomes = |is_fallback: bool| {
        let model = with(&instant(), &json!({"is_fallback": is_fallback}));
        let network = Network::traffic(evenly(10.0), "model").node("model", "model", model);
        let run = run(&network, 10.05);
        (run.outcome(Outcome::InTime), run.outcome(Outcome::Fallback))
    };
    assert_eq!(outcomes(false), (100, 0));
    assert_eq!(outcomes(true), (0, 100));
}

/// Four replicas of which one is five times as slow: at random each is an M/M/1 queue of its own;
/// whoever joins the shortest queue mostly avoids the slow one.
#[test]
fn slow_replicas_hurt_less_where_load_is_balanced() {
    let (rate, service_s, slow) = (160.0, 0.004, 5.0);
    let model = |balance: &str| {
        let model = json!({
            "servers": 1, "replicas": 4, "queues": "per_replica", "balance": balance,
            "slow_replicas": 1, "slow_factor": slow, "queue_limit": 1_000_000,
            "service_law": "exponential", "service_mean_ms": 1000.0 * service_s,
        });
        let network = Network::poisson(rate, "model").node("model", "model", model);
        runs(balance, &network, rate, 6e5)
    };
    let sojourn = |service_s: f64| 1.0 / (1.0 / service_s - rate / 4.0);
    let at_random = 0.75 * sojourn(service_s) + 0.25 * sojourn(slow * service_s);
    model("random").expect_time_at("model", "sojourn/mean_ms", at_random);
    let mean = |run: &serde_json::Value| {
        view::number(view::part(run, Place::Node("model"))?, "sojourn/mean_ms")
    };
    let least = model("least").sample("sojourn", mean);
    // Without the slow one at all, three would do it in this time; with it, no faster than if
    // nobody ever waited.
    assert!(least.mean / 1000.0 < 0.4 * at_random, "{least:?} against {at_random}");
    assert!(least.mean / 1000.0 > service_s, "{least:?}");
    // In turn, the slow one gets its quarter, but as an Erlang-4 stream.
    let in_turn = model("round_robin").sample("sojourn", mean);
    assert!(in_turn.mean / 1000.0 < at_random && in_turn.mean > 1.5 * least.mean, "{in_turn:?}");
}

/// A load of 4 servers at a target of .5 needs 8; half as much again needs 12, which are there a
/// look (15 s) and a cold start (30 s) after the rise, and go a look after the last wish for them is
/// 300 s old. The bill follows.
fn autoscaled() -> Run {
    let model = with(
        &constant(1, 100.0),
        &json!({
            "autoscale": true, "replicas": 8, "min_replicas": 1, "max_replicas": 20,
            "target_utilisation": 0.5, "setup_mean_ms": 30_000, "usd_per_hour": 0.36,
            "queue_limit": 1000,
        }),
    );
    let network = Network::traffic(evenly(40.0), "model").node("model", "model", model).incident(
        json!({"type": "traffic_spike", "factor": 1.5}),
        "source",
        990.0,
        2010.0,
    );
    run_with(&network, 3000.0, 0.0, 600)
}

#[test]
fn autoscaling_comes_a_look_and_a_cold_start_late_and_leaves_slowly() {
    let run = autoscaled();
    let servers = run.series("model", "servers_end");
    let at = |time_s: f64| servers[(time_s / 5.0) as usize - 1];
    let expected = [
        (900.0, 8.0),
        (1030.0, 8.0),
        (1040.0, 12.0),
        (2000.0, 12.0),
        (2320.0, 12.0),
        (2350.0, 8.0),
        (3000.0, 8.0),
    ];
    for (time_s, replicas) in expected {
        assert_eq!(at(time_s), replicas, "at {time_s} s");
    }
    assert_eq!(run.node("model", "scale/starts"), 4.0);
    assert_eq!(run.node("model", "scale/most"), 12.0);
    // The first look after the spike still saw its last requests, and wanted 9.
    let replica_s = 8.0 * 3000.0 + 4.0 * (2325.0 - 1035.0) + 15.0;
    same(run.node("model", "scale/mean"), replica_s / 3000.0);
    same(run.node("model", "usd"), 0.36 * replica_s / 3600.0);
    // Looks, patience and tolerance are its own: half a wish too few is left alone.
    let calm = |more: serde_json::Value| {
        let model = with(
            &constant(1, 100.0),
            &json!({
                "autoscale": true, "replicas": 9, "max_replicas": 20, "target_utilisation": 0.5,
                "scale_sync_s": 10, "scale_down_after_s": 100,
            }),
        );
        let model = with(&model, &more);
        let network = Network::traffic(evenly(40.0), "model").node("model", "model", model);
        run_with(&network, 200.0, 0.0, 200).series("model", "servers_end")
    };
    // Nine of which 4 are busy are 11 % below the target: 8 are enough once 100 s have passed since
    // the first look.
    let scaled = calm(json!({}));
    assert_eq!((scaled[8], scaled[10], scaled[199]), (9.0, 8.0, 8.0), "{scaled:?}");
    let left_alone = calm(json!({"scale_tolerance": 0.2}));
    assert_eq!(left_alone[199], 9.0);
    // Without scaling replicas are paid for whether they work or not, and each call besides.
    let fixed = with(
        &constant(1, 100.0),
        &json!({"replicas": 3, "usd_per_hour": 0.36, "usd_per_million": 50.0}),
    );
    let network = Network::traffic(evenly(1.0), "model").node("model", "model", fixed);
    let run = super::bench::run(&network, 3600.5);
    same(run.node("model", "usd"), 0.36 * 3.0 * 3600.5 / 3600.0 + 3600.0 * 50e-6);
}

/// What has been out starts cold: a request during the start waits for it, one during the outage is
/// refused.
#[test]
fn after_an_outage_a_model_starts_cold() {
    let model = with(&constant(2, 100.0), &json!({"setup_mean_ms": 50_000}));
    let network = Network::traffic(at(&[10.0, 150.0, 210.0, 300.0]), "model")
        .node("model", "model", model)
        .incident(json!({"type": "outage"}), "model", 100.0, 200.0);
    let run = run(&network, 1000.0);
    assert_eq!((run.visits("model", "served"), run.visits("model", "refused")), (3, 1));
    same(run.node("model", "sojourn/max_ms"), 40_100.0);
    same(run.node("model", "sojourn/mean_ms"), (40_100.0 + 100.0 + 100.0) / 3.0);
    same(run.node("model", "availability"), 0.85);
}

/// Round robin is exact, weights are kept at random, and the fewest open calls go where the work is
/// done.
#[test]
fn a_balancer_spreads_by_its_policy() {
    let network = |policy: &str, links: [serde_json::Value; 3], service_ms: [f64; 3]| {
        let mut network = Network::traffic(evenly(100.0), "balancer").node(
            "balancer",
            "balancer",
            json!({"policy": policy}),
        );
        for (at, link) in links.into_iter().enumerate() {
            let target = ["a", "b", "c"][at];
            network = network
                .node(target, "service", constant(1, service_ms[at]))
                .link("balancer", target, link);
        }
        run(&network, 300.005)
    };
    let shares = |run: &Run| ["a", "b", "c"].map(|id| run.visits(id, "arrived"));
    let plain = || [json!({}), json!({}), json!({})];
    assert_eq!(shares(&network("round_robin", plain(), [1.0; 3])), [10_000; 3]);
    let weights = || [json!({"weight": 1}), json!({"weight": 2}), json!({"weight": 7})];
    let weighted = shares(&network("random", weights(), [1.0; 3]));
    for (got, share) in weighted.into_iter().zip([0.1, 0.2, 0.7]) {
        // Binomial: four standard errors.
        about(got, 30_000.0 * share, 4.0 * (30_000.0_f64 * share * (1.0 - share)).sqrt());
    }
    // The third takes 200 ms of work a call: of its fair third it could do 5 in 33.
    let least = shares(&network("least", plain(), [5.0, 5.0, 200.0]));
    assert!(least[2] <= 300 * 5 + 1, "{least:?}");
    let two = shares(&network("two_choices", plain(), [5.0, 5.0, 200.0]));
    // Whenever the slow one is open it loses to any idle rival.
    assert!(two[2] <= 300 * 5 + 1, "{two:?}");
    let random = network("random", plain(), [5.0, 5.0, 200.0]);
    assert!(shares(&random)[2] > 9000);
}

/// Of two targets in turn one is down from 95 s to 205 s. Checks every 10 s, of which three must
/// fail: it is out from 120 s on and back at 220 s.
#[test]
fn health_checks_leave_a_dead_target_out() {
    let network = |checks: bool, incident: serde_json::Value| {
        let balancer = json!({
            "policy": "round_robin", "health_checks": checks, "health_every_s": 10,
            "unhealthy_after": 3, "healthy_after": 2,
        });
        let network = Network::traffic(evenly(10.0), "balancer")
            .node("balancer", "balancer", balancer)
            .node("a", "service", instant())
            .node("b", "service", instant())
            .link("balancer", "a", json!({}))
            .link("balancer", "b", json!({}))
            .incident(incident, "b", 95.0, 205.0);
        run(&network, 300.05)
    };
    let outage = || json!({"type": "outage"});
    let checked = network(true, outage());
    about(checked.outcome(Outcome::Failed), 25.0 * 5.0, 1.0);
    about(checked.visits("b", "arrived"), (300.0 - 100.0) * 5.0, 2.0);
    let blind = network(false, outage());
    about(blind.outcome(Outcome::Failed), 110.0 * 5.0, 1.0);
    assert_eq!(blind.visits("b", "arrived"), 1500);
    // One that answers its checks but fails its calls is not noticed: gray failure.
    let gray = network(true, json!({"type": "error_rate", "rate": 1.0}));
    about(gray.outcome(Outcome::Failed), 110.0 * 5.0, 1.0);
    assert_eq!(gray.visits("b", "arrived"), 1500);
}

/// Answers in parallel: the k-th of n exponential times; and with calls that fail, the chance of k
/// good ones.
#[test]
fn a_fan_out_goes_on_with_k_of_n() {
    let (copies, service_s) = (5, 0.1);
    for needed in [1, 3, 5] {
        let network = Network::poisson(10.0, "fan")
            .node("fan", "fan_out", json!({"wait_for": needed}))
            .station("leaf", 10_000.0, service_s)
            .link_when("fan", "leaf", "branch", json!({"copies": copies}));
        let runs = runs(&format!("{needed} of {copies}"), &network, 10.0, 1e5);
        let mean: f64 = (0..needed).map(|done| service_s / f64::from(copies - done)).sum();
        runs.expect_request_time("sojourn/mean_ms", mean);
        runs.expect_at("leaf", "rate_per_s", 50.0);
    }
    let network = Network::poisson(10.0, "fan")
        .node("fan", "fan_out", json!({"wait_for": 3}))
        .node("leaf", "service", with(&instant(), &json!({"error_rate": 0.4})))
        .link_when("fan", "leaf", "branch", json!({"copies": copies}));
    let runs = runs("3 of 5 good ones", &network, 10.0, 1e5);
    runs.expect_seen("success", theory::k_of_n(3, 5, 0.6), |run| {
        view::outcome_share(run, Outcome::InTime)
    });
}

/// A mirror doubles the load and changes nothing for anybody who waits.
#[test]
fn a_shadow_sees_everything_and_is_not_heard() {
    let network = |mirrors: bool| {
        let mut network = Network::poisson(50.0, "gateway")
            .node("gateway", "gateway", json!({"servers": 4, "queue_limit": 1000}))
            .node("model", "model", with(&instant(), &json!({"usd_per_million": 1.0})))
            .link("gateway", "model", json!({}))
            .world(one_feature(1.0, "", 0.0));
        if mirrors {
            let candidate = with(&constant(1, 500.0), &json!({"separation_kept": 0.0}));
            network = network.node("candidate", "model", candidate).link_when(
                "gateway",
                "candidate",
                "shadow",
                json!({}),
            );
        }
        run_with(&network, 1000.0, 100.0, 50)
    };
    let (alone, mirrored) = (network(false), network(true));
    assert_eq!(alone.0["requests"], mirrored.0["requests"]);
    assert_eq!(alone.0["quality"], mirrored.0["quality"]);
    let served = mirrored.visits("gateway", "served");
    about(mirrored.visits("candidate", "arrived"), served as f64, 1.0);
    assert!(mirrored.visits("candidate", "shed") > 0, "it is far too slow");
    assert!(
        mirrored.0["money"]["system"]["ledger"]["infrastructure_usd"].as_f64()
            > alone.0["money"]["system"]["ledger"]["infrastructure_usd"].as_f64()
    );
}

/// Traffic itself can be mirrored.
#[test]
fn a_source_mirrors_its_requests() {
    let network = Network::traffic(evenly(10.0), "a")
        .node("a", "service", instant())
        .node("b", "service", instant())
        .link_when("source", "b", "shadow", json!({}));
    let run = run(&network, 10.05);
    assert_eq!((run.visits("a", "served"), run.visits("b", "served")), (100, 100));
    assert_eq!(run.outcome(Outcome::InTime), 100);
}
