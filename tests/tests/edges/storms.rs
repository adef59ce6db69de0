//! Retry storms: a short trouble that does not end when its cause does (domain reference 3.3).

use serde_json::{Value, json};
use windtunnel_sim::model::Settings;
use windtunnel_tests::network::Network;
use windtunnel_tests::view;

use super::harness::run_with;

/// Load .8, callers that give up after a second and try three times more while the server goes on
/// with what nobody waits for; a blip of half a minute at 200 s.
fn after_a_blip(more: &Value) -> Value {
    let mut link = json!({
        "timeout_ms": 1000, "attempts": 4, "backoff_law": "constant", "backoff_base_ms": 100,
        "backoff_jitter": false,
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        link[key] = value.clone();
    }
    let network = Network::default()
        .node("source", "traffic", json!({"rate_per_s": 80}))
        .station("dependency", 1.0, 0.01)
        .link("source", "dependency", link)
        .incident(json!({"type": "outage", "mode": "hang"}), "dependency", 200.0, 230.0);
    let settings = Settings { horizon_s: 2000.0, buckets: 200, ..Settings::default() };
    run_with(&network, settings)
}

/// Share of the requests of some seconds that ended in time.
fn in_time(run: &Value, from_s: usize, to_s: usize) -> f64 {
    let sum = |key: &str| {
        let series = view::numbers(run, &format!("series/{key}")).expect("a series");
        series[from_s / 10..to_s / 10].iter().sum::<f64>()
    };
    sum("in_time") / sum("arrived")
}

#[test]
fn a_blip_with_retries_is_not_recovered_from() {
    let run = after_a_blip(&json!({}));
    assert!(in_time(&run, 100, 200) > 0.999, "all was well before");
    assert!(in_time(&run, 1000, 2000) < 0.1, "half an hour later it still is not");
}

#[test]
fn with_a_retry_budget_it_is() {
    let run = after_a_blip(&json!({"retry_budget": 0.1}));
    assert!(in_time(&run, 100, 200) > 0.999);
    assert!(in_time(&run, 205, 225) < 0.1, "the blip is felt");
    assert!(in_time(&run, 1000, 2000) > 0.999, "and over");
}

#[test]
fn with_cancelled_work_it_is() {
    let run = after_a_blip(&json!({"cancel_on_timeout": true}));
    assert!(in_time(&run, 1000, 2000) > 0.999);
}

#[test]
fn with_a_breaker_it_is() {
    let breaker = json!({"breaker": "consecutive", "breaker_failures": 20, "breaker_open_s": 30});
    let run = after_a_blip(&breaker);
    assert!(in_time(&run, 1000, 2000) > 0.999);
}
