//! Caches: what is found, and what goes to the origin.

use serde_json::{Value, json};
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;
use windtunnel_tests::theory;
use windtunnel_tests::view::{self, Place};

/// Requests about so many objects, through a cache, to an origin that takes a fixed time.
fn cached(rate: f64, objects: usize, zipf_s: f64, cache: Value, fetch_s: f64) -> Network {
    let source = json!({"rate_per_s": rate, "keys": objects, "zipf_s": zipf_s});
    let origin = json!({
        "servers": 100_000, "service_law": "deterministic", "service_mean_ms": 1000.0 * fetch_s,
    });
    Network::traffic(source, "cache")
        .node("cache", "cache", cache)
        .node("origin", "service", origin)
        .link_when("cache", "origin", "branch", json!({}))
}

/// One of the cache's counts, as a share of all requests.
fn share(key: &'static str) -> impl Fn(&Value) -> Option<f64> {
    move |run| {
        let cache = view::part(run, Place::Node("cache"))?;
        Some(view::number(cache, &format!("cache/{key}"))? / view::number(cache, "visits/arrived")?)
    }
}

/// Requests that reach the origin, as a share of all.
fn to_origin(run: &Value) -> Option<f64> {
    let calls = view::number(view::part(run, Place::Node("origin"))?, "visits/arrived")?;
    Some(calls / view::number(run, "requests/arrived")?)
}

#[test]
fn time_to_live() {
    for entry in family("ttl_cache_lamT") {
        let (rate, ttl_s) = (entry.param("lambda_T"), 1.0);
        let cache = |refresh: bool| json!({"ttl_s": ttl_s, "refresh_on_hit": refresh});
        let fixed = cached(rate, 1, 1.0, cache(false), 0.0);
        let runs = Runs::of(&entry.id, &fixed, rate, 4e6);
        runs.expect_at("cache", "cache/hit_ratio", entry.expects("hit_no_reset"));
        runs.expect_seen("hits", entry.expects("hit_no_reset"), share("hits"));
        runs.expect_seen("origin", entry.expects("origin_rate_over_lambda_no_reset"), to_origin);
        // What is found is on the mean half as old as the time to live.
        runs.expect_at("cache", "cache/age_mean_s", ttl_s / 2.0);
        let reset = cached(rate, 1, 1.0, cache(true), 0.0);
        let runs = Runs::of(&format!("{} reset", entry.id), &reset, rate, 4e6);
        runs.expect_at("cache", "cache/hit_ratio", entry.expects("hit_reset_on_hit"));
    }
}

#[test]
fn a_stampede_with_and_without_coalescing() {
    for entry in family("ttl_cache_stampede") {
        let rate = entry.param("lambda");
        let system = |coalesce: bool| {
            let cache = json!({"ttl_s": entry.param("T"), "coalesce": coalesce});
            let network = cached(rate, 1, 1.0, cache, entry.param("D"));
            Runs::of(&format!("{} coalesce {coalesce}", entry.id), &network, rate, 4e6)
        };
        let runs = system(false);
        runs.expect_seen("misses", entry.expects("miss_ratio"), share("misses"));
        runs.expect_seen("fetches", entry.expects("miss_ratio"), share("fetches"));
        runs.expect_seen("origin", entry.expects("miss_ratio"), to_origin);
        let runs = system(true);
        let coalesced = entry.expects("miss_ratio_coalesced");
        runs.expect_seen("fetches", coalesced, share("fetches"));
        runs.expect_seen("origin", coalesced, to_origin);
        runs.expect_seen("delayed", entry.expects("delayed"), share("coalesced"));
    }
}

#[test]
fn least_recently_used() {
    for entry in family("lru_che") {
        let (objects, capacity) = (entry.param("objects"), entry.param("capacity"));
        let zipf_s = entry.param("zipf_s");
        let hit_ratio = |eviction: &str| {
            let cache = json!({"ttl_s": 0, "capacity": capacity, "eviction": eviction});
            let network = cached(100.0, objects as usize, zipf_s, cache, 0.0);
            Runs::of(&format!("{} {eviction}", entry.id), &network, 100.0, 6e6)
        };
        let of =
            |run: &Value| view::number(view::part(run, Place::Node("cache"))?, "cache/hit_ratio");
        // Approximations, good to .2 % for catalogues of this size.
        hit_ratio("lru").expect_near("LRU", entry.expects("hit_lru"), 0.004, of);
        for eviction in ["fifo", "random"] {
            let theory = entry.expects("hit_fifo_random");
            hit_ratio(eviction).expect_near(eviction, theory, 0.004, of);
        }
        // Counting uses comes close to keeping the most popular for ever, and never beyond.
        let lfu = hit_ratio("lfu").sample("LFU", of);
        let best = entry.expects("hit_perfect_lfu");
        println!("{} LFU: {:.5} (at best {best:.5})", entry.id, lfu.mean);
        assert!(lfu.mean < best + 4.0 * lfu.error, "{} is above {best}", lfu.mean);
        assert!(lfu.mean > 0.9 * best, "{} is far below {best}", lfu.mean);
    }
}

/// Small caches have exact answers, from which the approximations above are a percent away.
#[test]
fn small_caches_exactly() {
    let (objects, capacity, zipf_s) = (6, 3, 1.0);
    let shares = theory::zipf(objects, zipf_s);
    let systems = [
        ("lru", theory::lru_hit_ratio(&shares, capacity)),
        ("fifo", theory::fifo_hit_ratio(&shares, capacity)),
        ("random", theory::fifo_hit_ratio(&shares, capacity)),
    ];
    for (eviction, theory) in systems {
        let cache = json!({"ttl_s": 0, "capacity": capacity, "eviction": eviction});
        let network = cached(100.0, objects, zipf_s, cache, 0.0);
        let runs = Runs::of(&format!("{eviction} of 3 in 6"), &network, 100.0, 4e6);
        runs.expect_at("cache", "cache/hit_ratio", theory);
    }
}
