//! Plain queues.

use serde_json::json;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::{Entry, entries, family};
use windtunnel_tests::theory;

/// Places to wait for K places in the system.
fn places(capacity: f64, servers: f64) -> f64 {
    capacity - servers
}

#[test]
fn mm1() {
    for entry in family("mm1_rho") {
        let (rate, mu) = (entry.param("lambda"), entry.param("mu"));
        let network = Network::poisson(rate, "queue").station("queue", 1.0, 1.0 / mu);
        Runs::of(&entry.id, &network, rate, 24e6).expect_queue("queue", &entry);
    }
}

/// M/M/1 from its formulas, at loads that the table may not have.
#[test]
fn mm1_at_half_and_nearly_full_load() {
    for (rho, customers) in [(0.5, 8e6), (0.95, 60e6)] {
        let network = Network::poisson(rho, "queue").station("queue", 1.0, 1.0);
        let runs = Runs::of(&format!("M/M/1 at {rho}"), &network, rho, customers);
        runs.expect_time_at("queue", "wait/mean_ms", rho / (1.0 - rho));
        runs.expect_time_at("queue", "sojourn/mean_ms", 1.0 / (1.0 - rho));
        runs.expect_at("queue", "in_system_mean", rho / (1.0 - rho));
        runs.expect_at("queue", "utilisation", rho);
        for number in 0..4 {
            let share = (1.0 - rho) * rho.powi(number);
            runs.expect_at("queue", &format!("in_system_share/{number}"), share);
        }
        for (path, quantile) in [("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99_f64)] {
            let theory = -(1.0 - quantile).ln() / (1.0 - rho);
            runs.expect_time_at("queue", &format!("sojourn/{path}"), theory);
        }
    }
}

#[test]
fn mmc() {
    for entry in family("mmc_") {
        let (rate, mu, servers) = (entry.param("lambda"), entry.param("mu"), entry.param("c"));
        let network = Network::poisson(rate, "queue").station("queue", servers, 1.0 / mu);
        Runs::of(&entry.id, &network, rate, 24e6).expect_queue("queue", &entry);
        let waits = theory::erlang_c(rate / mu, servers);
        assert!((waits - entry.expects("p_wait")).abs() < 1e-9, "{}: {waits}", entry.id);
    }
}

#[test]
fn twenty_servers() {
    let (rate, servers) = (18.0, 20.0);
    let network = Network::poisson(rate, "queue").station("queue", servers, 1.0);
    let runs = Runs::of("M/M/20", &network, rate, 12e6);
    let waits = theory::erlang_c(rate, servers);
    runs.expect_at("queue", "waited_share", waits);
    runs.expect_time_at("queue", "wait/mean_ms", waits / (servers - rate));
    runs.expect_at("queue", "queue_mean", waits * rate / (servers - rate));
}

#[test]
fn mmck() {
    for entry in family("mmcK_") {
        let (rate, mu, servers) = (entry.param("lambda"), entry.param("mu"), entry.param("c"));
        let station = json!({
            "servers": servers,
            "service_mean_ms": 1000.0 / mu,
            "queue_limit": places(entry.param("K"), servers),
        });
        let network = Network::poisson(rate, "queue").node("queue", "service", station);
        Runs::of(&entry.id, &network, rate, 8e6).expect_queue("queue", &entry);
    }
}

#[test]
fn erlang_b_is_insensitive_to_the_service_law() {
    for entry in family("erlangB_") {
        let (servers, mean_s) = (entry.param("c"), entry.param("mean_service"));
        let rate = entry.param("offered_load") / mean_s;
        // A lognormal of the same mean whose coefficient of variation is 1.
        let p50 = 1000.0 * mean_s * (-0.5_f64 * 2.0_f64.ln()).exp();
        let p99 = p50 * (2.326_347_874_040_841 * 2.0_f64.ln().sqrt()).exp();
        let laws = [
            json!({"service_law": "exponential", "service_mean_ms": 1000.0 * mean_s}),
            json!({"service_law": "deterministic", "service_mean_ms": 1000.0 * mean_s}),
            json!({"service_law": "lognormal", "service_p50_ms": p50, "service_p99_ms": p99}),
        ];
        for mut station in laws {
            let name = format!("{} {}", entry.id, station["service_law"]);
            station["servers"] = json!(servers);
            station["queue_limit"] = json!(0);
            let network = Network::poisson(rate, "trunk").node("trunk", "service", station);
            Runs::of(&name, &network, rate, 6e6).expect_queue("trunk", &entry);
        }
    }
}

#[test]
fn impatient_customers() {
    for entry in family("erlangA_") {
        impatient(&entry, "exponential", 1.0 / entry.param("theta"));
    }
    for entry in family("mmcD_") {
        impatient(&entry, "fixed", entry.param("tau"));
    }
}

fn impatient(entry: &Entry, law: &str, mean_s: f64) {
    let (rate, mu, servers) = (entry.param("lambda"), entry.param("mu"), entry.param("c"));
    let station = json!({
        "servers": servers,
        "service_mean_ms": 1000.0 / mu,
        "patience_law": law,
        "patience_mean_ms": 1000.0 * mean_s,
    });
    let network = Network::poisson(rate, "queue").node("queue", "service", station);
    Runs::of(&entry.id, &network, rate, 8e6).expect_queue("queue", entry);
}

/// M/M/c/K where only N users exist, who think and ask again, served or not.
#[test]
fn finite_sources_and_finite_places() {
    let (users, think_s, servers, capacity) = (12_u32, 5.0, 2_u32, 5_u32);
    let births: Vec<f64> =
        (0..capacity).map(|present| f64::from(users - present) / think_s).collect();
    let deaths: Vec<f64> = (1..=capacity).map(|present| f64::from(present.min(servers))).collect();
    let law = theory::birth_death(&births, &deaths);
    let full = law[capacity as usize];
    let asked: f64 = (0..=capacity)
        .map(|present| law[present as usize] * f64::from(users - present) / think_s)
        .sum();
    let lost = full * f64::from(users - capacity) / think_s / asked;
    let station = json!({
        "servers": servers, "service_mean_ms": 1000.0, "queue_limit": capacity - servers,
    });
    let network =
        Network::closed(f64::from(users), think_s, "queue").node("queue", "service", station);
    let runs = Runs::of("M/M/2/5 with 12 users", &network, asked, 6e6);
    runs.expect_at("queue", "in_system_mean", theory::mean(&law));
    runs.expect_at("queue", "loss_share", lost);
    runs.expect_at("queue", "rate_per_s", asked);
    for (present, &share) in law.iter().enumerate() {
        runs.expect_at("queue", &format!("in_system_share/{present}"), share);
    }
}

#[test]
fn littles_law_holds_to_the_nanosecond_and_arrivals_see_time_averages() {
    for entry in entries().iter().filter(|entry| entry.id.starts_with("little_and_pasta")) {
        // The checks of every run hold Little's law exactly; `Runs` asserts them. What is left is
        // PASTA: the share that must wait is the share of time in which the server is busy.
        let network = Network::poisson(0.7, "queue").station("queue", 1.0, 1.0);
        let runs = Runs::of(&entry.id, &network, 0.7, 8e6);
        let difference = entry.expects("arrivals_see_time_average");
        runs.expect_at("queue", "waited_share", 0.7 + difference);
        let excess = entry.expects("utilisation_minus_lambdaS_over_c");
        runs.expect_at("queue", "utilisation", 0.7 + excess);
        for run in runs.results() {
            let little = run.checks.iter().find(|check| check.name.contains("Little"));
            assert!(little.is_some_and(|check| check.holds), "{:?}", run.checks);
        }
    }
}
