//! The same bytes natively and in WebAssembly: both runs of this file compare with one fingerprint
//! for each of twelve designs, which between them use every mechanism of the engine.

use serde_json::json;
use windtunnel_design::{Document, templates};
use windtunnel_sim::model::Settings;
use windtunnel_sim::request::simulate;
use windtunnel_tests::network::Network;

/// Fingerprints of short runs; they change when the engine's numbers do (raise `ENGINE_VERSION`
/// with them).
const FINGERPRINTS: &[(&str, u64)] = &[
    ("card-fraud", 1_476_657_573_684_688_527),
    ("card-fraud-silent", 17_005_127_488_338_357_954),
    ("rules-only", 11_303_947_256_298_607_769),
    ("mm1", 510_532_254_928_899_572),
    ("recommender", 16_934_979_174_989_558_047),
    ("llm-support-triage", 218_718_536_812_009_763),
    ("retry-storm", 2_712_485_291_690_394_385),
    ("gpu-autoscaling", 857_480_102_573_588_215),
    ("edge-cameras", 17_182_442_952_945_922_482),
    ("queues", 9_210_360_309_327_703_757),
    ("trouble", 11_858_184_918_104_516_983),
    ("arrivals", 2_376_624_221_392_750_386),
];

/// Classes, orders of service, patience, speed shared, and batches.
fn queues() -> Document {
    let urgent = json!({"rate_per_s": 2.0, "priority": 0, "work": 0.5, "deadline_ms": 900.0});
    let mixed = json!({
        "rate_per_s": 3.0, "class_shares": [0.7, 0.3], "class_priorities": [1, 2],
        "class_work": [1.0, 2.0], "client_timeout_ms": 4000.0, "client_attempts": 2,
    });
    let ordered = json!({
        "servers": 2, "service_law": "gamma", "service_mean_ms": 250.0, "service_shape": 0.7,
        "discipline": "priority", "preemption": "resume", "queue_limit": 20,
        "patience_law": "exponential", "patience_mean_ms": 3000.0,
    });
    let shared = json!({
        "servers": 2, "service_law": "weibull", "service_mean_ms": 150.0, "discipline": "sharing",
    });
    let batched = json!({
        "service_law": "hyperexponential", "service_mean_ms": 300.0, "max_batch": 8,
        "max_batch_delay_ms": 100.0, "batch_ms_per_item": 20.0,
    });
    let shortest = json!({
        "service_law": "pareto", "service_mean_ms": 80.0, "service_shape": 2.5,
        "discipline": "shortest", "preemption": "restart",
    });
    Network::default()
        .node("urgent", "traffic", urgent)
        .node("mixed", "traffic", mixed)
        .node("ordered", "service", ordered)
        .node("shared", "service", shared)
        .node("batched", "service", batched)
        .node("shortest", "service", shortest)
        .link("urgent", "ordered", json!({}))
        .link("mixed", "ordered", json!({}))
        .link("ordered", "shared", json!({"weight": 0.5}))
        .link("ordered", "batched", json!({"weight": 0.5}))
        .link("shared", "shortest", json!({}))
        .link("batched", "shortest", json!({}))
        .document()
}

/// Failures, cold starts, breakers, hedges, caches and balancers.
fn trouble() -> Document {
    let failing = json!({
        "replicas": 3, "queues": "per_replica", "balance": "two_choices",
        "service_mean_ms": 200.0, "mtbf_s": 120.0, "mttr_s": 20.0, "when_down": "refuse",
    });
    let cold = json!({
        "servers": 3, "service_law": "lognormal", "service_p50_ms": 60.0, "service_p99_ms": 900.0,
        "idle_off": true, "keep_warm_ms": 500.0, "setup_mean_ms": 800.0,
        "setup_law": "exponential", "error_rate": 0.05,
    });
    Network::traffic(json!({"rate_per_s": 6.0, "keys": 200}), "cache")
        .node("cache", "cache", json!({"ttl_s": 5.0, "capacity": 80, "stale_s": 2.0}))
        .node("failing", "service", failing)
        .node("spread", "balancer", json!({"policy": "least", "health_checks": true}))
        .node("cold", "service", cold)
        .node("warm", "service", json!({"service_mean_ms": 90.0, "servers": 2}))
        .link_when(
            "cache",
            "failing",
            "branch",
            json!({"attempts": 3, "retry_budget": 0.2,
            "backoff_base_ms": 50.0, "breaker": "count", "breaker_calls": 20}),
        )
        .link("cache", "spread", json!({}))
        .link("spread", "cold", json!({"hedge_after_ms": 300.0, "timeout_ms": 2000.0}))
        .link("spread", "warm", json!({"timeout_ms": 1500.0, "cancel_on_timeout": true}))
        .link_when("spread", "warm", "failure", json!({"order": 1}))
        .document()
}

/// Every way in which requests can come.
fn arrivals() -> Document {
    let sources = [
        ("renewal", json!({"arrivals": "renewal", "gap_law": "erlang", "rate_per_s": 2.0})),
        (
            "phases",
            json!({"arrivals": "mmpp", "mmpp_rates_per_s": [0.5, 4.0],
            "mmpp_stays_s": [30.0, 10.0]}),
        ),
        ("users", json!({"arrivals": "closed", "users": 5, "think_mean_ms": 2000.0})),
        (
            "wave",
            json!({"arrivals": "diurnal", "rate_per_s": 1.0, "weekend_factor": 0.5,
            "burst_every_h": 0.5}),
        ),
        (
            "counts",
            json!({"arrivals": "trace", "trace_counts": [30, 5, 60],
            "trace_interval_s": 60.0, "trace_repeats": true}),
        ),
        (
            "times",
            json!({"arrivals": "trace", "trace_s": [0.5, 1.0, 1.0, 7.25],
            "trace_repeats": true}),
        ),
    ];
    let station = json!({"servers": 4, "service_mean_ms": 200.0});
    sources
        .into_iter()
        .fold(Network::default().node("desk", "service", station), |network, (name, params)| {
            network.node(name, "traffic", params).link(name, "desk", json!({}))
        })
        .document()
}

fn design(name: &str) -> Document {
    match name {
        "queues" => queues(),
        "trouble" => trouble(),
        "arrivals" => arrivals(),
        _ => templates::find(name).expect("the template exists").document(),
    }
}

fn fingerprint(name: &str) -> u64 {
    let document = design(name);
    let horizon_s = document.run.horizon_s.min(7.0 * 3600.0);
    let settings = Settings { horizon_s, ..document.run };
    let run = simulate(&document.model(), &settings, None).expect("the design runs");
    let json = serde_json::to_string(&run).expect("a result is JSON");
    // FNV-1a.
    json.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn results_are_the_same_bytes_everywhere() {
    let found: Vec<_> = FINGERPRINTS.iter().map(|&(name, _)| (name, fingerprint(name))).collect();
    assert_eq!(found, FINGERPRINTS, "see the comment at FINGERPRINTS");
}
