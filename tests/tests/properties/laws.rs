//! Laws of queues that hold for every run, not only on the mean.

use proptest::prelude::*;
use serde_json::{Value, json};
use windtunnel_sim::model::Settings;
use windtunnel_sim::request::simulate;
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

fn run(network: &Network, horizon_s: f64, seed: u64) -> Value {
    let settings = Settings { horizon_s, seed, buckets: 20, ..Settings::default() };
    let result = simulate(&network.document().model(), &settings, None).expect("it runs");
    view::of(&result)
}

fn at_queue(run: &Value, path: &str) -> Option<f64> {
    view::number(view::part(run, Place::Node("queue"))?, path)
}

/// A law of service with a mean of about a second.
fn service() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({"service_law": "exponential", "service_mean_ms": 1000})),
        Just(json!({"service_law": "deterministic", "service_mean_ms": 1000})),
        Just(json!({"service_law": "erlang", "service_shape": 3, "service_mean_ms": 900})),
        Just(json!({"service_law": "uniform", "service_mean_ms": 1100})),
        Just(json!({"service_law": "hyperexponential", "service_cv": 3, "service_mean_ms": 800})),
        Just(json!({"service_law": "lognormal", "service_p50_ms": 600, "service_p99_ms": 6000})),
    ]
}

proptest! {
    #![proptest_config(super::seeded(48))]

    /// With the same arrivals and services every customer of a first-come-first-served station
    /// starts no later when there are more servers (Kiefer and Wolfowitz 1955). So at no moment do
    /// more wait, and without any noise the time-averaged queue, which is the rate times the mean
    /// wait of all who came, is no longer.
    #[test]
    fn more_servers_never_lengthen_the_queue(
        mut station in service(),
        servers in 1_u32..6,
        more in 1_u32..4,
        load in 0.3..0.95_f64,
        seed in any::<u64>(),
    ) {
        let mut queue = |count: u32| {
            station["servers"] = json!(count);
            let rate = load * f64::from(servers);
            let network =
                Network::poisson(rate, "queue").node("queue", "service", station.clone());
            let run = run(&network, 600.0, seed);
            (at_queue(&run, "visits/arrived"), at_queue(&run, "queue_mean"))
        };
        let (came, few) = queue(servers);
        let (came_too, many) = queue(servers + more);
        prop_assert_eq!(came, came_too, "arrivals are the same");
        // A queue that keeps growing has no mean.
        if let (Some(few), Some(many)) = (few, many) {
            prop_assert!(many <= few + 1e-9, "{many} with more servers, {few} with fewer");
        }
    }

    /// A system in which everything takes ten times as long is the same system on a slower clock.
    #[test]
    fn scaled_times_scale_times(
        station in service(),
        factor in 0.2..20.0_f64,
        patience in prop::option::of(0.5..5.0_f64),
        timeout in prop::option::of(1.0..6.0_f64),
        seed in any::<u64>(),
    ) {
        let system = |scale: f64| {
            let mut station = station.clone();
            for key in ["service_mean_ms", "service_p50_ms", "service_p99_ms"] {
                if let Some(ms) = station[key].as_f64() {
                    station[key] = json!(ms * scale);
                }
            }
            station["servers"] = json!(2);
            if let Some(patience) = patience {
                station["patience_law"] = json!("exponential");
                station["patience_mean_ms"] = json!(1000.0 * patience * scale);
            }
            let mut link = json!({"attempts": 3, "backoff_base_ms": 500.0 * scale});
            link["backoff_cap_ms"] = json!(20_000.0 * scale);
            if let Some(timeout) = timeout {
                link["timeout_ms"] = json!(1000.0 * timeout * scale);
            }
            let network = Network::default()
                .node("source", "traffic", json!({"rate_per_s": 1.6 / scale}))
                .node("queue", "service", station)
                .link("source", "queue", link);
            run(&network, 500.0 * scale, seed)
        };
        let (one, other) = (system(1.0), system(factor));
        let visits = |run: &Value| view::part(run, Place::Node("queue")).expect("it is there")["visits"].clone();
        prop_assert_eq!(visits(&one), visits(&other));
        prop_assert_eq!(&one["requests"]["outcomes"], &other["requests"]["outcomes"]);
        for path in ["wait/mean_ms", "sojourn/mean_ms"] {
            if let (Some(one), Some(other)) = (at_queue(&one, path), at_queue(&other, path)) {
                // Times are whole nanoseconds, of seconds here.
                let error = (other - factor * one).abs();
                prop_assert!(error < 1e-6 * other.max(1.0), "{path}: {one} * {factor}, {other}");
            }
        }
        for path in ["utilisation", "queue_mean", "in_system_mean"] {
            if let (Some(one), Some(other)) = (at_queue(&one, path), at_queue(&other, path)) {
                prop_assert!((one - other).abs() < 1e-6 * one.max(1e-3), "{path}: {one}, {other}");
            }
        }
    }

    /// Work is conserved: whoever is served next, a server that never rests while somebody waits is
    /// busy at the same moments.
    #[test]
    fn the_order_of_service_does_not_change_when_a_server_is_busy(
        load in 0.2..0.9_f64,
        long in 1.0..4.0_f64,
        seed in any::<u64>(),
    ) {
        let busy = |discipline: &str, preemption: &str| {
            let source = |rate: f64, priority: u32, work: f64| {
                json!({
                    "rate_per_s": rate, "priority": priority, "work": work,
                    "deadline_ms": 1000 + 5000 * priority,
                })
            };
            let station = json!({
                "service_law": "deterministic", "service_mean_ms": 1000,
                "discipline": discipline, "preemption": preemption,
            });
            let network = Network::default()
                .source("first", source(0.5 * load / long, 0, long), "queue")
                .source("second", source(0.5 * load, 1, 1.0), "queue")
                .node("queue", "service", station);
            let run = run(&network, 2000.0, seed);
            at_queue(&run, "visits/arrived").zip(at_queue(&run, "utilisation")).expect("it was used")
        };
        let (came, fifo) = busy("fifo", "none");
        for (discipline, preemption) in [
            ("lifo", "none"),
            ("priority", "none"),
            ("priority", "resume"),
            ("shortest", "none"),
            ("shortest", "resume"),
            ("deadline", "resume"),
            ("sharing", "none"),
        ] {
            let (came_too, other) = busy(discipline, preemption);
            prop_assert_eq!(came, came_too);
            prop_assert!((fifo - other).abs() < 1e-6, "{discipline} {preemption}: {other}, {fifo}");
        }
    }
}
