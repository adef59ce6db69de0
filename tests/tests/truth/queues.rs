//! Plain queues.

use serde_json::json;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::{Entry, family};

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

#[test]
fn mmc() {
    for entry in family("mmc_") {
        let (rate, mu, servers) = (entry.param("lambda"), entry.param("mu"), entry.param("c"));
        let network = Network::poisson(rate, "queue").station("queue", servers, 1.0 / mu);
        Runs::of(&entry.id, &network, rate, 24e6).expect_queue("queue", &entry);
    }
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
        let runs = Runs::of(&entry.id, &network, rate, 8e6);
        runs.expect_node("queue", "loss", entry.expects("loss_prob"), |n| {
            Some(n.visits.shed as f64 / n.visits.arrived as f64)
        });
        runs.expect_node("queue", "wait", entry.expects("Wq_accepted"), |n| {
            Some(n.wait.mean_ms?.mean / 1000.0)
        });
        runs.expect_node("queue", "sojourn", entry.expects("W_accepted"), |n| {
            Some(n.sojourn.mean_ms?.mean / 1000.0)
        });
        runs.expect_queue("queue", &entry);
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
            let runs = Runs::of(&name, &network, rate, 6e6);
            runs.expect_node("trunk", "loss", entry.expects("loss_prob"), |n| {
                Some(n.visits.shed as f64 / n.visits.arrived as f64)
            });
            runs.expect_node("trunk", "carried", entry.expects("carried"), |n| {
                Some(n.in_system_mean?.mean)
            });
        }
    }
}

#[test]
fn mg1() {
    for entry in family("mg1_") {
        let (rate, mean_s) = (entry.param("lambda"), entry.param("mean_service"));
        let scv = entry.param("scv");
        let station = if scv == 0.0 {
            json!({"service_law": "deterministic", "service_mean_ms": 1000.0 * mean_s})
        } else {
            let variance = (1.0 + scv).ln();
            let p50 = 1000.0 * mean_s * (-0.5 * variance).exp();
            let p99 = p50 * (2.326_347_874_040_841 * variance.sqrt()).exp();
            json!({"service_law": "lognormal", "service_p50_ms": p50, "service_p99_ms": p99})
        };
        let network = Network::poisson(rate, "queue").node("queue", "service", station);
        Runs::of(&entry.id, &network, rate, 24e6).expect_queue("queue", &entry);
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
        let network =
            Network::traffic(traffic, "queue").station("queue", 1.0, 1.0 / entry.param("mu"));
        Runs::of(&entry.id, &network, 1.0 / gap, 12e6).expect_queue("queue", &entry);
    }
}

#[test]
fn impatient_customers() {
    for entry in family("erlangA_") {
        let patience = json!({"law": "exponential", "mean_s": 1.0 / entry.param("theta")});
        impatient(&entry, &patience, "p_abandon");
    }
    for entry in family("mmcD_") {
        let patience = json!({"law": "fixed", "mean_s": entry.param("tau")});
        impatient(&entry, &patience, "p_timeout");
    }
}

fn impatient(entry: &Entry, patience: &serde_json::Value, loss: &str) {
    let (rate, mu, servers) = (entry.param("lambda"), entry.param("mu"), entry.param("c"));
    let station = json!({
        "servers": servers,
        "service_mean_ms": 1000.0 / mu,
        "patience_law": patience["law"],
        "patience_mean_ms": 1000.0 * patience["mean_s"].as_f64().expect("a number"),
    });
    let network = Network::poisson(rate, "queue").node("queue", "service", station);
    let runs = Runs::of(&entry.id, &network, rate, 8e6);
    runs.expect_node("queue", loss, entry.expects(loss), |n| {
        Some(n.visits.abandoned as f64 / n.visits.arrived as f64)
    });
    runs.expect_node("queue", "wait of all", entry.expects("Wq_all"), |n| {
        Some(n.wait_all_mean_ms? / 1000.0)
    });
    for key in ["utilisation", "throughput"] {
        runs.expect_node("queue", key, entry.expects(key), |n| match key {
            "utilisation" => Some(n.utilisation?.mean),
            _ => Some(n.throughput_per_s),
        });
    }
}

#[test]
fn littles_law_holds_to_the_nanosecond_and_arrivals_see_time_averages() {
    for entry in family("little_and_pasta") {
        // The checks of every run hold Little's law exactly; `Runs` asserts them. What is left is
        // PASTA: the share that must wait is the share of time in which the server is busy.
        let network = Network::poisson(0.7, "queue").station("queue", 1.0, 1.0);
        let runs = Runs::of(&entry.id, &network, 0.7, 8e6);
        let difference = entry.expects("arrivals_see_time_average");
        runs.expect_node("queue", "waited", 0.7 + difference, |n| n.waited_share);
        runs.expect_node("queue", "busy", 0.7, |n| Some(n.utilisation?.mean));
    }
}
