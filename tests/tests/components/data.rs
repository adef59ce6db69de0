//! Feature stores, feeds, pipelines, batch jobs and caches: how old what a model sees is, and what
//! of it is missing.

use serde_json::{Value, json};
use windtunnel_sim::result::Outcome;
use windtunnel_sim::stats::normal_cdf;
use windtunnel_sim::world::closed_form::score_threshold;
use windtunnel_tests::network::Network;
use windtunnel_tests::view;

use super::bench::{
    Run, about, at, auc, constant, evenly, expect_auc, instant, mean_over, one_feature, run,
    run_with, runs, runs_of_length, same, with,
};

const SEPARATION: f64 = 1.6;

/// Requests through a feature store to a model; the feature comes from `server`.
fn stored(traffic: Value, store: &Value, server: &str, tau_s: f64) -> Network {
    Network::traffic(traffic, "store")
        .node("store", "feature_store", with(&instant(), store))
        .node("model", "model", instant())
        .link("store", "model", json!({}))
        .world(one_feature(SEPARATION, server, tau_s))
}

/// The same with a node of another kind that keeps the feature fresh.
fn fed(traffic: Value, kind: &str, params: Value, tau_s: f64) -> Network {
    stored(traffic, &json!({}), "feed", tau_s)
        .node("feed", kind, params)
        .wire("feed", "store", "stream")
}

/// The same where what is older than this is refused, so that refusals are the time at that age.
fn probed(traffic: Value, kind: &str, params: Value, stale_after_s: f64) -> Network {
    Network::traffic(traffic, "store")
        .node("store", "feature_store", instant())
        .node("router", "fallback", json!({}))
        .node("model", "model", instant())
        .node("old", "rules", instant())
        .node("feed", kind, params)
        .wire("feed", "store", "stream")
        .link("store", "router", json!({}))
        .link("router", "model", json!({}))
        .link_when(
            "router",
            "old",
            "failure",
            json!({
                "trigger": "stale", "stale_after_s": stale_after_s,
            }),
        )
        .world(one_feature(SEPARATION, "feed", 0.0))
}

/// The separation that is left after this time.
fn aged(age_s: f64, tau_s: f64) -> f64 {
    SEPARATION * (-age_s / tau_s).exp()
}

fn stale(run: &Run) -> u64 {
    run.outcome(Outcome::Fallback)
}

#[test]
fn a_store_misses_its_share() {
    let miss_rate = 0.3;
    let network =
        stored(json!({"rate_per_s": 100.0}), &json!({"miss_rate": miss_rate}), "store", 0.0);
    let runs = runs("miss rate", &network, 100.0, 2e5);
    runs.expect("null share", miss_rate, |run| {
        Some(run.quality.scored_with_null as f64 / run.quality.scored as f64)
    });
    // A request without its only feature has score 0. Of the pairs with one miss, which order is
    // right is a matter of a single normal score against 0.
    let (seen, lone) = (1.0 - miss_rate, auc(SEPARATION * std::f64::consts::SQRT_2));
    let theory = seen * seen * auc(SEPARATION)
        + seen * miss_rate * (lone + 0.5)
        + 0.5 * miss_rate * miss_rate;
    expect_auc(&runs, theory);
}

/// Two replicas, each a queue of its own; half of all requests are about one key, which lives on the
/// first: that one gets three quarters of a stream that is split at random.
#[test]
fn a_hot_key_meets_one_replica() {
    let (rate, service_s) = (100.0, 0.01);
    let store = json!({
        "servers": 1, "replicas": 2, "queues": "per_replica", "balance": "random",
        "hot_key_share": 0.5, "queue_limit": 1_000_000,
        "service_law": "exponential", "service_mean_ms": 1000.0 * service_s,
    });
    let network = Network::poisson(rate, "store").node("store", "feature_store", store);
    let number = |share: f64| {
        let load = share * rate * service_s;
        load / (1.0 - load)
    };
    let runs = runs("hot key", &network, rate, 4e5);
    runs.expect_at("store", "in_system_mean", number(0.75) + number(0.25));
    // With hashing, one key for all is one replica for all, and many keys use all of them.
    let at_once = |keys: u32, hot: f64| {
        let store = json!({
            "servers": 1, "replicas": 4, "queues": "per_replica", "balance": "hash",
            "hot_key_share": hot, "service_law": "deterministic", "service_mean_ms": 1000.0,
        });
        let traffic = json!({
            "arrivals": "trace", "trace_s": vec![0.0; 64], "keys": keys, "zipf_s": 0.0,
        });
        let network = Network::traffic(traffic, "store").node("store", "feature_store", store);
        run(&network, 100.0).node("store", "sojourn/max_ms") / 1000.0
    };
    same(at_once(1, 0.0), 64.0);
    same(at_once(100_000, 1.0), 64.0);
    let spread = at_once(100_000, 0.0);
    // Binomial with a quarter of 64: five standard errors above, 16 at least.
    assert!((16.0..=16.0 + 5.0 * 12.0_f64.sqrt()).contains(&spread), "{spread}");
}

/// A feed stops at 1000 s and goes on at 2000 s. With `null` its features are gone a lag later;
/// with `stale` they age, and what the store's own time to live does not cover is null then.
#[test]
fn a_stopped_feed_turns_null_or_stale() {
    let stopped = |feed: Value, store: Value| {
        let network = stored(evenly(1.0), &store, "feed", 0.0)
            .node("feed", "feed", feed)
            .wire("feed", "store", "stream")
            .incident(json!({"type": "outage"}), "feed", 1000.0, 2000.0);
        run_with(&network, 3000.5, 0.0, 30)
    };
    let null = |run: &Run| run.quality("scored_with_null") as u64;
    let lag = json!({"lag_ms": 50_000.0});
    let gone = stopped(with(&lag, &json!({"on_stop": "null"})), json!({}));
    about(null(&gone), 1000.0, 1.0);
    let series = view::numbers(&gone.0, "series/scored_with_null").expect("it is there");
    // Buckets of 100 s: from 1050 s to 2050 s.
    assert_eq!((series[9], series[11], series[19], series[21]), (0.0, 100.0, 100.0, 0.0));
    assert!((49.0..=51.0).contains(&series[10]) && (49.0..=51.0).contains(&series[20]));
    let old = stopped(with(&lag, &json!({"on_stop": "stale"})), json!({}));
    assert_eq!(null(&old), 0);
    // Data of 950 s are older than 300 s from 1250 s on; at 2000 s data of 1950 s arrive.
    let expired = stopped(with(&lag, &json!({"on_stop": "stale"})), json!({"ttl_s": 300.0}));
    about(null(&expired), 2000.0 - 1250.0, 1.0);
    assert!(
        expired.quality("auc") < old.quality("auc") - 0.02,
        "it is blind a quarter of the time"
    );
    // A feature that the request carries expires nowhere.
    let carried = stored(evenly(1.0), &json!({"ttl_s": 300.0}), "", 0.0);
    assert_eq!(null(&run(&carried, 1000.5)), 0);
}

/// Two stores with the same feature, of which the first keeps it for 300 s and the second for ever:
/// it is null where only the first was asked.
#[test]
fn the_store_that_answers_decides_how_old_is_too_old() {
    let null = |way: &[&str]| {
        let model = instant();
        let mut network = Network::traffic(evenly(1.0), way[0])
            .node("brief", "feature_store", with(&instant(), &json!({"ttl_s": 300.0})))
            .node("long", "feature_store", instant())
            .node("model", "model", model)
            .node("feed", "feed", json!({"lag_ms": 0, "interval_s": 0, "on_stop": "stale"}))
            .wire("feed", "brief", "stream")
            .wire("feed", "long", "stream")
            .incident(json!({"type": "outage"}), "feed", 1000.0, 2000.0)
            .world(one_feature(SEPARATION, "feed", 0.0));
        for (at, from) in way.iter().enumerate() {
            let to = way.get(at + 1).unwrap_or(&"model");
            network = network.link(from, to, json!({}));
        }
        run(&network, 3000.5).quality("scored_with_null")
    };
    same(null(&["long"]), 0.0);
    same(null(&["brief", "long"]), 0.0);
    about(null(&["brief"]) as u64, 700.0, 1.0);
}

/// A feature at age t is worth exp(-t / tau).
#[test]
fn features_lose_their_worth_with_age() {
    let traffic = || json!({"rate_per_s": 100.0});
    let tau_s = 500.0;
    // Late by 300 s: after as long, that is its age, besides its lag.
    let late = fed(traffic(), "feed", json!({"lag_ms": 20_000.0, "on_stop": "stale"}), tau_s)
        .incident(json!({"type": "late_feed", "by_s": 300.0}), "feed", 0.0, 1e9);
    let runs = runs_of_length("late feed", &late, 1400.0, 400.0);
    expect_auc(&runs, auc(aged(320.0, tau_s)));
    // A delivery every 600 s: ages are even between the lag and 600 s more.
    let rare = json!({"lag_ms": 20_000.0, "interval_s": 600.0});
    let runs = runs_of_length("interval", &fed(traffic(), "feed", rare, tau_s), 1800.0, 600.0);
    expect_auc(&runs, mean_over(20.0, 620.0, |age| auc(aged(age, tau_s))));
    // A stream's values are as old as its lag and half its window.
    let pipeline = json!({"lag_ms": 100_000.0, "window_s": 600.0});
    let runs =
        runs_of_length("pipeline", &fed(traffic(), "pipeline", pipeline, tau_s), 1000.0, 0.0);
    expect_auc(&runs, auc(aged(400.0, tau_s)));
}

/// A pipeline that trails by 160 s stands still from 1000 s to 1400 s: its data are 560 s old then,
/// and with the speed v it gains v - 1 seconds each second. Older than 360 s they are from 1200 s
/// until 200 s have been gained.
#[test]
fn a_stopped_consumer_falls_behind_and_catches_up() {
    let time_stale = |catch_up: f64| {
        let pipeline = json!({"lag_ms": 10_000.0, "window_s": 300.0, "catch_up": catch_up});
        let network = probed(evenly(1.0), "pipeline", pipeline, 360.0).incident(
            json!({"type": "outage"}),
            "feed",
            1000.0,
            1400.0,
        );
        stale(&run(&network, 3000.5))
    };
    about(time_stale(5.0), 200.0 + 200.0 / 4.0, 1.0);
    about(time_stale(2.0), 200.0 + 200.0, 1.0);
    // At the speed of the stream it never catches up.
    about(time_stale(1.0), 1800.0, 1.0);
    let null = json!({"lag_ms": 10_000.0, "window_s": 300.0, "on_stop": "null"});
    let network = fed(evenly(1.0), "pipeline", null, 0.0).incident(
        json!({"type": "outage"}),
        "feed",
        1000.0,
        1400.0,
    );
    about(run(&network, 3000.5).quality("scored_with_null") as u64, 400.0, 1.0);
}

const HOUR_S: f64 = 3600.0;

/// A daily run at 2 h that takes 45 min: the data are 0.75 h old when they come and 24.75 h just
/// before the next.
#[test]
fn a_batch_job_ages_as_a_sawtooth() {
    let job = || json!({"period_h": 24, "start_hour": 2, "run_min": 45});
    let tau_s = 20.0 * HOUR_S;
    let network = fed(json!({"rate_per_s": 0.1}), "batch_job", job(), tau_s);
    let runs = runs_of_length("sawtooth", &network, 96.0 * HOUR_S, 0.0);
    let theory = mean_over(0.75, 24.75, |age_h| auc(aged(age_h * HOUR_S, tau_s)));
    expect_auc(&runs, theory);
    // Older than a day for 45 min of each day, and 2 h longer on the third, whose run is late.
    let hours = |params: Value, older_than_h: f64, incident: Value, from_h: f64, to_h: f64| {
        let network = probed(evenly(1.0 / 60.0), "batch_job", params, older_than_h * HOUR_S);
        let network = network.incident(incident, "feed", from_h * HOUR_S, to_h * HOUR_S);
        stale(&run(&network, 72.0 * HOUR_S + 1.0)) as f64 / 60.0
    };
    let by_2_h = json!({"type": "late_feed", "by_s": 2.0 * HOUR_S});
    let late = hours(job(), 24.0, by_2_h, 49.0, 51.0);
    assert!((late - (3.0 * 0.75 + 2.0)).abs() < 0.1, "{late} h");
    // The run at 26 h fails with the job's cluster, and there is no other before 50 h: the oldest
    // that anybody sees is a period older than usual.
    let once = with(&job(), &json!({"job_attempts": 1}));
    let failed =
        |older_than_h| hours(once.clone(), older_than_h, json!({"type": "outage"}), 26.5, 27.0);
    assert!((failed(24.0) - (0.75 + 24.75)).abs() < 0.1, "{} h", failed(24.0));
    assert!((failed(48.0) - 0.75).abs() < 0.1, "{} h", failed(48.0));
    // A second try begins 15 min after the first has failed and takes its 45 min; its data are newer,
    // and not a day old yet when the next come.
    let twice = hours(job(), 24.0, json!({"type": "outage"}), 26.5, 27.0);
    assert!((twice - (0.75 + 1.75)).abs() < 0.1, "{twice} h");
}

/// Runs every hour that take no time: data are older than an hour exactly while the last run has
/// failed in all its tries.
#[test]
fn failed_runs_leave_data_old() {
    let fail_rate: f64 = 0.3;
    for attempts in [1, 2] {
        let job = json!({
            "period_h": 1, "start_hour": 0.51, "run_min": 0, "fail_rate": fail_rate,
            "job_attempts": attempts, "retry_after_min": 0,
        });
        let network = probed(evenly(1.0 / 300.0), "batch_job", job, HOUR_S);
        let runs = runs_of_length(&format!("{attempts} tries"), &network, 1000.0 * HOUR_S, 0.0);
        runs.expect_seen("stale", fail_rate.powi(attempts), |run| {
            view::outcome_share(run, Outcome::Fallback)
        });
    }
    // A second try 12 min after a first that took 6: from 24 min after the start it is good again.
    let job = json!({
        "period_h": 1, "start_hour": 0.5, "run_min": 6, "job_attempts": 2, "retry_after_min": 12,
    });
    let down = json!({"type": "outage"});
    let network = probed(evenly(1.0 / 60.0), "batch_job", job, 1.1 * HOUR_S).incident(
        down,
        "feed",
        5.55 * HOUR_S,
        5.65 * HOUR_S,
    );
    // Until then the data of an hour and 6 min before are used for 18 min more.
    about(stale(&run(&network, 10.0 * HOUR_S + 1.0)), 18.0, 2.0);
}

/// Those whom a run leaves out have the values of the run before.
#[test]
fn a_partial_run_leaves_some_data_a_period_older() {
    let job = json!({"period_h": 1, "start_hour": 0.51, "run_min": 0, "partial_share": 0.25});
    let network = probed(evenly(1.0 / 10.0), "batch_job", job, HOUR_S);
    let runs = runs_of_length("partial", &network, 20.0 * HOUR_S, 0.0);
    runs.expect_seen("older", 0.25, |run| view::outcome_share(run, Outcome::Fallback));
}

/// Requests that are scored beforehand.
fn table(rate: f64, params: &Value, tau_s: f64) -> Network {
    let daily = json!({"period_h": 24, "start_hour": 2, "run_min": 45});
    let scorer = with(&with(&instant(), &daily), params);
    Network::traffic(json!({"rate_per_s": rate}), "router")
        .node("router", "fallback", json!({}))
        .node("table", "batch_scorer", scorer)
        .node("rules", "rules", instant())
        .link("router", "table", json!({}))
        .link_when("router", "rules", "failure", json!({}))
        .world(one_feature(SEPARATION, "", tau_s))
}

#[test]
fn a_batch_scorer_serves_old_scores() {
    let tau_s = 30.0 * HOUR_S;
    let kept = 0.9;
    let network = table(0.1, &json!({"separation_kept": kept}), tau_s);
    let runs = runs_of_length("old scores", &network, 96.0 * HOUR_S, 0.0);
    expect_auc(&runs, mean_over(0.75, 24.75, |age| auc(kept * aged(age * HOUR_S, tau_s))));
    runs.expect_seen("answered", 1.0, |run| view::outcome_share(run, Outcome::InTime));
    // Who has no score fails, and so does who has one that is too old: of 24 h, those at an age of
    // more than 12 h.
    let covered = table(0.1, &json!({"coverage": 0.8}), 0.0);
    let runs = runs_of_length("coverage", &covered, 96.0 * HOUR_S, 0.0);
    runs.expect_seen("covered", 0.8, |run| view::outcome_share(run, Outcome::InTime));
    runs.expect_seen("not", 0.2, |run| view::outcome_share(run, Outcome::Fallback));
    let brief = table(0.1, &json!({"score_ttl_h": 12}), 0.0);
    let runs = runs_of_length("expired", &brief, 96.0 * HOUR_S, 0.0);
    runs.expect_seen("expired", 12.75 / 24.0, |run| view::outcome_share(run, Outcome::Fallback));
    // Those whom the last run left out are a day older.
    let partial = table(0.1, &json!({"score_ttl_h": 24.75, "partial_share": 0.3}), 0.0);
    let runs = runs_of_length("partial", &partial, 96.0 * HOUR_S, 0.0);
    runs.expect_seen("left out", 0.3, |run| view::outcome_share(run, Outcome::Fallback));
    // While it is down nobody is answered.
    let hours = |from: f64| (from * HOUR_S, (from + 12.0) * HOUR_S);
    let (from, to) = hours(30.0);
    let down = table(0.1, &json!({}), 0.0).incident(json!({"type": "outage"}), "table", from, to);
    let down = run(&down, 96.0 * HOUR_S);
    about(down.visits("table", "refused"), 0.1 * 12.0 * HOUR_S, 5.0 * (0.1 * 12.0 * HOUR_S).sqrt());
    assert_eq!(down.visits("table", "refused"), stale(&down));
    // A bad version is bad here too.
    let bad = json!({"type": "bad_version", "separation_kept": 0.1});
    let network = table(0.1, &json!({}), 0.0).incident(bad, "table", 0.0, 1e9);
    let runs = runs_of_length("bad table", &network, 96.0 * HOUR_S, 0.0);
    expect_auc(&runs, auc(0.1 * SEPARATION));
}

/// Requests through a cache of one key to an origin.
fn cached(traffic: &Value, cache: Value, fetch_ms: f64, more: &Value) -> Network {
    let origin = with(&constant(1000, fetch_ms), more);
    Network::traffic(with(traffic, &json!({"keys": 1})), "cache")
        .node("cache", "cache", cache)
        .node("origin", "service", origin)
        .link_when("cache", "origin", "branch", json!({}))
}

/// Stale-while-revalidate: an answer past its time is given at once, and fetched once, by nobody's
/// leave; without it, somebody waits for every fetch.
#[test]
fn a_stale_answer_is_given_while_one_fetch_is_made() {
    let at_expiry = |stale_s: f64| {
        let cache = json!({"ttl_s": 10.25, "stale_s": stale_s});
        // Two requests a second, and fetches that take 5.1 s: 10.4 s after one an answer is stale.
        let network = cached(&evenly(2.0), cache, 5100.0, &json!({}));
        run_with(&network, 1000.1, 100.01, 10_000)
    };
    let (served, waited) = (at_expiry(100.0), at_expiry(0.0));
    same(served.requests("sojourn/max_ms"), 0.0);
    same(waited.requests("sojourn/max_ms"), 5100.0);
    // A cycle is the fetch and then 10.4 s until somebody asks again; eleven ask during a fetch.
    about(served.node("cache", "cache/fetches") as u64, 900.0 / 15.5, 1.0);
    assert_eq!(served.visits("origin", "arrived"), served.node("cache", "cache/fetches") as u64);
    about(served.node("cache", "cache/stale_hits") as u64, 900.0 / 15.5 * 11.0, 11.0);
    assert_eq!(served.node("cache", "cache/misses"), 0.0);
    assert!(waited.node("cache", "cache/coalesced") > 0.0);
    // Too old even for that.
    let brief = at_expiry(2.0);
    assert!(brief.requests("sojourn/max_ms") > 2900.0, "{}", brief.requests("sojourn/max_ms"));
}

#[test]
fn a_failure_is_remembered_for_its_time() {
    let origin_calls = |negative_ttl_s: f64| {
        let cache = json!({"negative_ttl_s": negative_ttl_s});
        let run = run(&cached(&evenly(1.0), cache, 0.0, &json!({"error_rate": 1.0})), 100.5);
        assert_eq!(run.outcome(Outcome::Failed), 100);
        let remembered = run.node("cache", "cache/negative_hits") as u64;
        let calls = run.visits("origin", "arrived");
        assert_eq!(calls + remembered, 100);
        calls
    };
    assert_eq!(origin_calls(0.0), 100);
    // Asked at 1 s, and again at the first request 9.5 s or more later.
    assert_eq!(origin_calls(9.5), 10);
}

#[test]
fn one_fetch_serves_all_who_ask_meanwhile() {
    let fetches = |coalesce: bool| {
        let times = at(&[0.0, 0.1, 0.2, 0.3, 5.0]);
        let run = run(&cached(&times, json!({"coalesce": coalesce}), 1000.0, &json!({})), 10.0);
        assert_eq!(run.outcome(Outcome::InTime), 5);
        (run.visits("origin", "arrived"), run.requests("sojourn/mean_ms"))
    };
    let (once, together) = fetches(true);
    assert_eq!(once, 1);
    same(together, (1000.0 + 900.0 + 800.0 + 700.0) / 5.0);
    let (each, alone) = fetches(false);
    assert_eq!(each, 4);
    same(alone, 4000.0 / 5.0);
}

#[test]
fn a_flush_empties_a_cache_once() {
    let network = cached(&evenly(1.0), json!({"ttl_s": 0}), 0.0, &json!({}));
    assert_eq!(run(&network, 100.5).visits("origin", "arrived"), 1);
    let flushed = network.incident(json!({"type": "cache_flush"}), "cache", 50.5, 80.0);
    assert_eq!(run(&flushed, 100.5).visits("origin", "arrived"), 2);
}

/// What is found in a cache is as old as it is: of one key and Poisson requests, one in 1 + lambda T
/// is a fetch and fresh, and the ages of the rest are even up to the time to live.
#[test]
fn cached_features_are_as_old_as_their_entry() {
    let (rate, ttl_s, tau_s) = (0.5, 100.0, 60.0);
    let network = Network::traffic(json!({"rate_per_s": rate, "keys": 1}), "cache")
        .node("cache", "cache", json!({"ttl_s": ttl_s}))
        .node("store", "feature_store", instant())
        .node("model", "model", instant())
        .link_when("cache", "store", "branch", json!({}))
        .link("cache", "model", json!({}))
        .world(one_feature(SEPARATION, "store", tau_s));
    let runs = runs("cached features", &network, rate, 2e5);
    let hits = rate * ttl_s;
    let old = mean_over(0.0, ttl_s, |age| auc(aged(age, tau_s)));
    expect_auc(&runs, (auc(SEPARATION) + hits * old) / (1.0 + hits));
}

/// A score is of a request and its class, also where one fetch serves many who ask about the same
/// thing, and where it is found later.
#[test]
fn an_answer_that_is_shared_is_each_ones_own() {
    let threshold = 0.7;
    let network = |kind: &str, params: Value, cache: Value| {
        Network::traffic(json!({"rate_per_s": 100.0, "keys": 1}), "cache")
            .node("cache", "cache", cache)
            .node("judge", kind, with(&constant(1000, 1000.0), &params))
            .node(
                "policy",
                "policy",
                json!({
                    "approve_below": threshold, "decline_above": threshold,
                }),
            )
            .node("sink", "sink", json!({"deadline_ms": 1e9}))
            .link_when("cache", "judge", "branch", json!({}))
            .link("cache", "policy", json!({}))
            .link_when("policy", "sink", "approve", json!({}))
            .link_when("policy", "sink", "decline", json!({}))
            .world(one_feature(SEPARATION, "", 0.0))
    };
    let score = score_threshold(threshold, 0.5, SEPARATION);
    let scores = (1.0 - normal_cdf(score - SEPARATION), 1.0 - normal_cdf(score));
    let rules = json!({"true_positive_rate": 0.8, "false_positive_rate": 0.1});
    let systems = [
        ("model", json!({}), scores),
        ("batch_scorer", json!({}), scores),
        ("rules", rules, (0.8, 0.1)),
    ];
    for (kind, params, (hits, false_alarms)) in systems {
        // Nearly all wait for the fetch of another; or nearly all find it.
        for (how, ttl_s) in [("together", 0.01), ("later", 1000.0)] {
            let cache = json!({"ttl_s": ttl_s});
            let name = format!("{kind} {how}");
            let runs = runs(&name, &network(kind, params.clone(), cache), 100.0, 2e5);
            runs.expect("hits", hits, |run| run.quality.recall);
            runs.expect("false alarms", false_alarms, |run| run.quality.false_positive_rate);
        }
    }
}
