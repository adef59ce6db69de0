//! Requests that visit several stations, time out and try again.

use serde_json::json;
use windtunnel_sim::result::Outcome;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;
use windtunnel_tests::view::{self, Place};

#[test]
fn jackson_network_with_feedback() {
    for entry in family("jackson5_feedback") {
        let (servers, mu) = (entry.params("servers"), entry.params("mu"));
        let routes = entry.params["routes"].as_str().expect("routes are text");
        let rate = entry.param("lambda0");
        let mut network = Network::poisson(rate, "s0");
        for (at, (&servers, &mu)) in servers.iter().zip(&mu).enumerate() {
            network = network.station(&format!("s{at}"), servers, 1.0 / mu);
        }
        network = network.node("out", "sink", json!({"deadline_ms": 2_592_000_000.0_f64}));
        // Written as "0->1; 1->2 (0.6) | 3 (0.4); 4->0 (0.3) | exit (0.7)".
        for route in routes.split(';') {
            let (from, targets) = route.trim().split_once("->").expect("a route has an arrow");
            for target in targets.split('|') {
                let (to, weight) = match target.trim().split_once(" (") {
                    Some((to, share)) => {
                        (to, share.trim_end_matches(')').parse().expect("a share"))
                    }
                    None => (target.trim(), 1.0),
                };
                let to = if to == "exit" { "out".to_owned() } else { format!("s{to}") };
                network = network.link(&format!("s{from}"), &to, json!({"weight": weight}));
            }
        }
        let runs = Runs::of(&entry.id, &network, rate, 4e6);
        let of = |key: &str| entry.expects_all(key);
        for (at, throughput) in of("throughput").into_iter().enumerate() {
            let node = format!("s{at}");
            runs.expect_at(&node, "rate_per_s", throughput);
            runs.expect_at(&node, "utilisation", of("rho")[at]);
            runs.expect_at(&node, "in_system_mean", of("L")[at]);
            runs.expect_time_at(&node, "wait/mean_ms", of("Wq")[at]);
        }
        runs.expect_request_time("sojourn/mean_ms", entry.expects("W_total"));
        runs.expect_requests("in_flight_mean", entry.expects("L_total"));
        runs.expect_seen("visits", entry.expects("visits_per_job"), |run| {
            let visits: Option<f64> = (0..servers.len())
                .map(|at| {
                    let station = format!("s{at}");
                    view::number(view::part(run, Place::Node(&station))?, "visits/arrived")
                })
                .sum();
            Some(visits? / view::number(run, "requests/arrived")?)
        });
    }
}

#[test]
fn tandem_queues() {
    for entry in family("tandem3_mm1") {
        let (rate, mu) = (entry.param("lambda"), entry.params("mu"));
        let mut network = Network::poisson(rate, "s0");
        for (at, mu) in mu.iter().enumerate() {
            network = network.station(&format!("s{at}"), 1.0, 1.0 / mu);
            if at > 0 {
                network = network.link(&format!("s{}", at - 1), &format!("s{at}"), json!({}));
            }
        }
        let runs = Runs::of(&entry.id, &network, rate, 16e6);
        for (at, number) in entry.expects_all("L").into_iter().enumerate() {
            runs.expect_at(&format!("s{at}"), "in_system_mean", number);
        }
        runs.expect_request_time("sojourn/mean_ms", entry.expects("W_total"));
        for quantile in ["p50", "p95", "p99"] {
            runs.expect_request_time(&format!("sojourn/{quantile}_ms"), entry.expects(quantile));
        }
    }
}

#[test]
fn failed_jobs_that_retry_at_once() {
    for entry in family("mm1_bernoulli_feedback") {
        let (rate, mu, p) = (entry.param("lambda"), entry.param("mu"), entry.param("p"));
        let station = json!({"service_mean_ms": 1000.0 / mu, "error_rate": p});
        let network = Network::default()
            .node("source", "traffic", json!({"rate_per_s": rate}))
            .node("queue", "service", station)
            .link("source", "queue", json!({"attempts": 1_000_000}));
        let runs = Runs::of(&entry.id, &network, rate, 12e6);
        runs.expect_at("queue", "rate_per_s", entry.expects("effective_rate"));
        runs.expect_at("queue", "utilisation", entry.expects("rho"));
        runs.expect_at("queue", "in_system_mean", entry.expects("L"));
        runs.expect_request_time("sojourn/mean_ms", entry.expects("W_total"));
        runs.expect_requests("attempts_per_request", entry.expects("attempts_per_job"));
    }
}

#[test]
fn clients_that_give_up_leave_dead_work_behind() {
    for entry in family("mm1_zombie_timeout") {
        let (rate, mu, tau) = (entry.param("lambda"), entry.param("mu"), entry.param("tau"));
        let network = Network::default()
            .node("source", "traffic", json!({"rate_per_s": rate}))
            .station("queue", 1.0, 1.0 / mu)
            .link("source", "queue", json!({"timeout_ms": 1000.0 * tau}));
        let runs = Runs::of(&entry.id, &network, rate, 16e6);
        runs.expect_seen("late", entry.expects("p_late"), |run| {
            view::outcome_share(run, Outcome::TimedOut)
        });
        runs.expect_requests("timed_out_share", entry.expects("p_late"));
        runs.expect("goodput", entry.expects("goodput"), |run| {
            let good = run.requests.outcomes[Outcome::InTime as usize] as f64;
            Some(good / (run.horizon_s - run.warmup_s))
        });
        runs.expect_at("queue", "utilisation", entry.expects("utilisation"));
    }
}

/// A call without queueing that fails with probability p and is tried again.
fn retrying(p: f64, link: serde_json::Value) -> Network {
    let station = json!({
        "servers": 100_000, "service_law": "deterministic", "service_mean_ms": 0.0,
        "error_rate": p,
    });
    Network::default()
        .node("source", "traffic", json!({"rate_per_s": 10.0}))
        .node("callee", "service", station)
        .link("source", "callee", link)
}

/// Three layers that each try so often: a fan-out in a fan-out, and the callee in that.
fn layered(p: f64, attempts: f64) -> Network {
    let station = json!({
        "servers": 100_000, "service_law": "deterministic", "service_mean_ms": 0.0,
        "error_rate": p,
    });
    let link = json!({"attempts": attempts});
    Network::default()
        .node("source", "traffic", json!({"rate_per_s": 10.0}))
        .node("outer", "fan_out", json!({}))
        .node("inner", "fan_out", json!({}))
        .node("callee", "service", station)
        .link("source", "outer", link.clone())
        .link_when("outer", "inner", "branch", link.clone())
        .link_when("inner", "callee", "branch", link)
}

#[test]
fn retries_multiply_load() {
    for entry in family("retry_amplification") {
        let (p, retries) = (entry.param("p"), entry.param("max_retries"));
        let network = retrying(p, json!({"attempts": retries + 1.0}));
        let runs = Runs::of(&entry.id, &network, 10.0, 4e6);
        let attempts = entry.expects("attempts_per_request");
        runs.expect_requests("attempts_per_request", attempts);
        runs.expect_seen("success", entry.expects("success"), |run| {
            view::outcome_share(run, Outcome::InTime)
        });
        runs.expect_seen("attempts per success", entry.expects("attempts_per_success"), |run| {
            let attempts = view::number(run, "requests/attempts_per_request")?;
            Some(attempts / view::outcome_share(run, Outcome::InTime)?)
        });
        // Layers that each retry multiply; the worst case is that of a dead callee. The table's
        // load has each layer fail with p for itself; where a layer fails because all calls of the
        // next one did, that is p^n, and p^(n n) above it.
        let calls = retries + 1.0;
        let made = |p: f64| (1.0 - p.powf(calls)) / (1.0 - p);
        assert!((made(p).powi(3) - entry.expects("load_factor_3_layers")).abs() < 1e-9);
        let nested = made(p) * made(p.powf(calls)) * made(p.powf(calls * calls));
        for (p, load) in [(p, nested), (1.0, entry.expects("worst_case_3_layers"))] {
            let runs = Runs::of(&format!("three layers, {p}"), &layered(p, calls), 10.0, 2e5);
            runs.expect_seen("load of the callee", load, |run| {
                let callee = view::part(run, view::Place::Node("callee"))?;
                let arrived = view::number(run, "requests/arrived")?;
                Some(view::number(callee, "visits/arrived")? / arrived)
            });
        }
        let dead = Runs::of(
            "all attempts fail",
            &retrying(1.0, json!({"attempts": retries + 1.0})),
            10.0,
            1e4,
        );
        let worst = entry.expects("worst_case_3_layers").cbrt();
        dead.expect_requests("attempts_per_request", worst);
    }
}

#[test]
fn backoff_waits_as_long_as_it_says() {
    for entry in family("retry_backoff_delay") {
        let expected = [
            (false, entry.expects("mean_backoff_no_jitter")),
            (true, entry.expects("mean_backoff_full_jitter")),
        ];
        for (jitter, theory) in expected {
            let link = json!({
                "attempts": entry.param("max_retries") + 1.0,
                "backoff_base_ms": 1000.0 * entry.param("base"),
                "backoff_cap_ms": 1000.0 * entry.param("cap"),
                "backoff_jitter": jitter,
            });
            let network = retrying(entry.param("p"), link);
            let name = format!("{} jitter {jitter}", entry.id);
            let runs = Runs::of(&name, &network, 10.0, 8e6);
            // Theory counts the waits of all requests; those that failed in the end waited the
            // whole ladder and are not in the latency of the answered.
            let base = entry.param("base");
            let ladder: f64 = (0..entry.param("max_retries") as i32)
                .map(|retry| (base * 2.0_f64.powi(retry)).min(entry.param("cap")))
                .sum();
            let whole = if jitter { ladder / 2.0 } else { ladder };
            let success = entry.expects("success");
            let of_answered = (theory - (1.0 - success) * whole) / success;
            runs.expect_request_time("sojourn/mean_ms", of_answered);
            runs.expect_seen("success", success, |run| view::outcome_share(run, Outcome::InTime));
            if !jitter {
                assert!((ladder - entry.expects("worst_no_jitter")).abs() < 1e-9);
            }
        }
    }
}
