//! Laws of service and of gaps: their moments, and what queues make of them.

use serde_json::{Value, json};
use windtunnel_sim::stats::normal_quantile;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::{entries, family};
use windtunnel_tests::theory;
use windtunnel_tests::view::{self, Place};

/// A law as parameters of a station, with its first two moments in seconds.
struct Law {
    name: &'static str,
    params: Value,
    mean: f64,
    second: f64,
}

/// Median and 99th percentile of a lognormal law, in seconds.
fn lognormal(mean: f64, scv: f64) -> (f64, f64) {
    let variance = (1.0 + scv).ln();
    let p50 = mean * (-0.5 * variance).exp();
    (p50, p50 * (normal_quantile(0.99) * variance.sqrt()).exp())
}

/// Laws of mean 1 s.
fn laws() -> Vec<Law> {
    let law = |name, mut params: Value, scv: f64| {
        params["service_law"] = json!(name);
        if params["service_mean_ms"].is_null() && name != "lognormal" && name != "empirical" {
            params["service_mean_ms"] = json!(1000.0);
        }
        Law { name, params, mean: 1.0, second: 1.0 + scv }
    };
    let (p50, p99) = lognormal(1.0, 4.0);
    let weibull = theory::gamma(1.0 + 2.0 / 0.8) / theory::gamma(1.0 + 1.0 / 0.8).powi(2) - 1.0;
    let samples = [200.0, 600.0, 800.0, 2400.0];
    let square = samples.iter().map(|x| x * x / 4e6).sum::<f64>();
    vec![
        law("exponential", json!({}), 1.0),
        law("deterministic", json!({}), 0.0),
        law("erlang", json!({"service_shape": 4}), 0.25),
        law("gamma", json!({"service_shape": 0.7}), 1.0 / 0.7),
        law("uniform", json!({"service_spread": 1.0}), 1.0 / 3.0),
        law("uniform", json!({"service_spread": 0.6}), 0.36 / 3.0),
        law("hyperexponential", json!({"service_cv": 2.0}), 4.0),
        law("hyperexponential", json!({"service_phases": [0.9, 500.0, 0.1, 5500.0]}), {
            2.0 * (0.9 * 0.25 + 0.1 * 30.25) - 1.0
        }),
        law("weibull", json!({"service_shape": 0.8}), weibull),
        // A Pareto law has a second moment only above 2, and a fourth, for an error, only above 4.
        law("pareto", json!({"service_shape": 4.5}), 1.0 / (4.5 * 2.5)),
        law(
            "lognormal",
            json!({"service_p50_ms": 1000.0 * p50, "service_p99_ms": 1000.0 * p99}),
            4.0,
        ),
        law("empirical", json!({"service_samples_ms": samples}), square - 1.0),
    ]
}

/// A law of the table as parameters of a station, and its mean in seconds.
///
/// Laws are known by their names and their squared coefficient of variation.
fn of_entry(name: &str, mean_s: f64, scv: f64) -> Value {
    let mean_ms = 1000.0 * mean_s;
    let law = |law: &str| json!({"service_law": law, "service_mean_ms": mean_ms});
    let with = |mut params: Value, key: &str, value: f64| {
        params[key] = json!(value);
        params
    };
    if name.starts_with("lognormal") {
        let (p50, p99) = lognormal(mean_s, scv);
        json!({
            "service_law": "lognormal",
            "service_p50_ms": 1000.0 * p50, "service_p99_ms": 1000.0 * p99,
        })
    } else if name.starts_with("det") {
        law("deterministic")
    } else if name.starts_with("exp") {
        law("exponential")
    } else if name.starts_with("erlang") {
        with(law("erlang"), "service_shape", (1.0 / scv).round())
    } else if name.starts_with("gamma") {
        with(law("gamma"), "service_shape", 1.0 / scv)
    } else if name.starts_with("uniform") {
        with(law("uniform"), "service_spread", (3.0 * scv).sqrt().min(1.0))
    } else if name.starts_with("hyper") || name.starts_with("h2") {
        with(law("hyperexponential"), "service_cv", scv.sqrt())
    } else {
        panic!("no law is called {name}")
    }
}

#[test]
fn mg1() {
    for entry in family("mg1_").iter().filter(|entry| entry.params["service"].is_string()) {
        let (rate, mean_s) = (entry.param("lambda"), entry.param("mean_service"));
        let name = entry.params["service"].as_str().unwrap();
        let station = of_entry(name, mean_s, entry.param("scv"));
        let network = Network::poisson(rate, "queue").node("queue", "service", station);
        Runs::of(&entry.id, &network, rate, 24e6).expect_queue("queue", entry);
    }
}

/// Every law, against the formula of Pollaczek and Khinchine; and in processor sharing, where the
/// mean time in the system knows nothing of the law.
#[test]
fn every_service_law_in_a_queue() {
    for Law { name, params, mean, second } in laws() {
        let rate = 0.7;
        let network = Network::poisson(rate, "queue").node("queue", "service", params.clone());
        let runs = Runs::of(&format!("M/G/1 {name}"), &network, rate, 8e6);
        let wait = theory::pollaczek_khinchine(rate, mean, second);
        runs.expect_time_at("queue", "wait/mean_ms", wait);
        runs.expect_at("queue", "utilisation", rate * mean);

        let mut shared = params;
        shared["discipline"] = json!("sharing");
        let network = Network::poisson(rate, "queue").node("queue", "service", shared);
        let runs = Runs::of(&format!("M/G/1 sharing, {name}"), &network, rate, 4e6);
        runs.expect_time_at("queue", "sojourn/mean_ms", mean / (1.0 - rate * mean));
        for number in 0..3 {
            let share = (1.0 - rate) * rate.powi(number);
            runs.expect_at("queue", &format!("in_system_share/{number}"), share);
        }
    }
}

#[test]
fn gim1_with_constant_gaps() {
    for entry in family("gim1_D") {
        let gap: f64 = entry.params["interarrival"]
            .as_str()
            .and_then(|text| text.strip_prefix("deterministic "))
            .and_then(|text| text.parse().ok())
            .expect("the gap is a number");
        let traffic = json!({"rate_per_s": 1.0 / gap, "arrivals": "constant"});
        let mu = entry.param("mu");
        let network = Network::traffic(traffic, "queue").station("queue", 1.0, 1.0 / mu);
        Runs::of(&entry.id, &network, 1.0 / gap, 12e6).expect_queue("queue", &entry);
        let sigma = theory::gim1_sigma(mu, |s| (-s * gap).exp());
        assert!((sigma - entry.expects("sigma")).abs() < 1e-9, "{}: {sigma}", entry.id);
    }
}

#[test]
fn gim1_with_erlang_hyperexponential_and_uniform_gaps() {
    let (rate, mean) = (0.8, 1.25);
    let phases = theory::balanced_phases(mean, 2.0);
    let erlang = |s: f64| (1.0 + s * mean / 2.0).powi(-2);
    let hyper = |s: f64| phases.iter().map(|(share, mean)| share / (1.0 + s * mean)).sum::<f64>();
    let uniform = |s: f64| (1.0 - (-2.0 * s * mean).exp()) / (2.0 * s * mean);
    type System<'a> = (&'a str, Value, &'a dyn Fn(f64) -> f64);
    let systems: [System<'_>; 3] = [
        ("E2", json!({"gap_law": "erlang", "gap_shape": 2}), &erlang),
        ("H2", json!({"gap_law": "hyperexponential", "gap_cv": 2}), &hyper),
        ("U", json!({"gap_law": "uniform", "gap_spread": 1}), &uniform),
    ];
    for (name, mut traffic, transform) in systems {
        traffic["arrivals"] = json!("renewal");
        traffic["rate_per_s"] = json!(rate);
        let network = Network::traffic(traffic, "queue").station("queue", 1.0, 1.0);
        let runs = Runs::of(&format!("{name}/M/1"), &network, rate, 12e6);
        let sigma = theory::gim1_sigma(1.0, transform);
        runs.expect_at("queue", "rate_per_s", rate);
        runs.expect_at("queue", "waited_share", sigma);
        runs.expect_time_at("queue", "wait/mean_ms", sigma / (1.0 - sigma));
        let p95 = (sigma / 0.05).ln() / (1.0 - sigma);
        runs.expect_time_at("queue", "wait/p95_ms", p95);
    }
}

/// The moments of each law, as times in a station without a queue.
#[test]
fn laws_of_the_file_have_their_moments() {
    let moments = entries().into_iter().find(|entry| entry.id == "variates_moments");
    let moments = moments.expect("the table has the moments");
    let p50 = 1000.0;
    let p99 = p50 * normal_quantile(0.99).exp();
    let laws = [
        ("exp_rate2", json!({"service_law": "exponential"})),
        ("weibull_k1p5_scale2", json!({"service_law": "weibull", "service_shape": 1.5})),
        ("gamma_k2p5_scale0p4", json!({"service_law": "gamma", "service_shape": 2.5})),
        ("pareto_alpha3_xm1", json!({"service_law": "pareto", "service_shape": 3})),
        ("erlang3_rate1", json!({"service_law": "erlang", "service_shape": 3})),
        ("uniform01", json!({"service_law": "uniform", "service_spread": 1})),
        (
            "lognormal_mu0_s1",
            json!({"service_law": "lognormal", "service_p50_ms": p50, "service_p99_ms": p99}),
        ),
    ];
    for (key, mut station) in laws {
        let [mean, variance, p99] = moments.expects_all(key)[..] else { panic!("{key}") };
        if station["service_law"] != "lognormal" {
            station["service_mean_ms"] = json!(1000.0 * mean);
        }
        station["servers"] = json!(100_000);
        let network = Network::poisson(100.0, "servers").node("servers", "service", station);
        let runs = Runs::of(key, &network, 100.0, 6e6);
        runs.expect_time_at("servers", "sojourn/mean_ms", mean);
        // A Pareto law of shape 3 has no fourth moment: its variance converges too slowly to test.
        if !key.starts_with("pareto") {
            runs.expect_time_at("servers", "sojourn/sd_ms", variance.sqrt());
        }
        // The histogram's cells are half a percent wide.
        runs.expect_near(&format!("{key} p99"), p99, 0.004, |run| {
            let part = view::part(run, Place::Node("servers"))?;
            Some(view::number(part, "sojourn/p99_ms")? / 1000.0)
        });
    }
}

/// A geometric number of trials: a call of one second that succeeds once in five is repeated at once
/// until it does.
#[test]
fn trials_until_success_are_geometric() {
    let moments = entries().into_iter().find(|entry| entry.id == "variates_moments").unwrap();
    let [mean, variance, p99] = moments.expects_all("geometric_p0p2_trials")[..] else {
        panic!("three numbers")
    };
    let station = json!({
        "servers": 100_000, "service_law": "deterministic", "service_mean_ms": 1000.0,
        "error_rate": 0.8,
    });
    let network = Network::default()
        .node("source", "traffic", json!({"rate_per_s": 10.0}))
        .node("trial", "service", station)
        .link("source", "trial", json!({"attempts": 1_000_000}));
    let runs = Runs::of("geometric", &network, 10.0, 2e6);
    runs.expect_requests("attempts_per_request", mean);
    runs.expect_request_time("sojourn/mean_ms", mean);
    runs.expect_request_time("sojourn/sd_ms", variance.sqrt());
    runs.expect_near("p99", p99, 0.004, |run| {
        Some(view::number(run, "requests/sojourn/p99_ms")? / 1000.0)
    });
}
