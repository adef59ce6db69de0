//! Who is served first.

use serde_json::{Value, json};
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::{Entry, family};
use windtunnel_tests::view::Place;

/// A server for classes of exponential work, each from a source of its own.
fn by_source(rates: &[f64], means_s: &[f64], station: Value) -> Network {
    let mut network = Network::default();
    for (at, (rate, mean_s)) in rates.iter().zip(means_s).enumerate() {
        let source = json!({"rate_per_s": rate, "priority": at, "work": mean_s});
        network = network.source(&format!("class-{at}"), source, "queue");
    }
    network.node("queue", "service", with_mean(station, 1.0))
}

/// The same classes as a mix of one source, where they are called `source/1` and so on.
fn by_share(rates: &[f64], means_s: &[f64], station: Value) -> Network {
    let total: f64 = rates.iter().sum();
    let source = json!({
        "rate_per_s": total,
        "class_shares": rates.iter().map(|rate| rate / total).collect::<Vec<_>>(),
        "class_priorities": (0..rates.len()).collect::<Vec<_>>(),
        "class_work": means_s,
    });
    Network::traffic(source, "queue").node("queue", "service", with_mean(station, 1.0))
}

fn with_mean(mut station: Value, mean_s: f64) -> Value {
    station["service_mean_ms"] = json!(1000.0 * mean_s);
    station
}

/// Mean services of an entry's classes, which may share one rate of service.
fn means(entry: &Entry, classes: usize) -> Vec<f64> {
    if entry.params["mean_service"].is_array() {
        return entry.params("mean_service");
    }
    if entry.params["mean_service"].is_number() {
        return vec![entry.param("mean_service"); classes];
    }
    if entry.params["mu"].is_array() {
        return entry.params("mu").into_iter().map(|mu| 1.0 / mu).collect();
    }
    vec![1.0 / entry.param("mu"); classes]
}

#[test]
fn priorities() {
    for entry in family("mm1_priority_") {
        let rates = entry.params("lambda");
        let means = means(&entry, rates.len());
        let total: f64 = rates.iter().sum();
        let preemption = if entry.id.contains("nonpreempt") || entry.id.contains("two_rates") {
            "none"
        } else if entry.id.contains("preempt") {
            "resume"
        } else {
            "none"
        };
        let station = json!({"discipline": "priority", "preemption": preemption});
        let ways = [
            ("sources", by_source(&rates, &means, station.clone()), "class-"),
            ("shares", by_share(&rates, &means, station), "source/"),
        ];
        for (name, network, class) in ways {
            let runs = Runs::of(&format!("{} {name}", entry.id), &network, total, 16e6);
            for at in 0..rates.len() {
                // Sources are counted from 0 here; classes of one source from 1.
                let number = if class == "source/" { at + 1 } else { at };
                let id = format!("{class}{number}");
                for (key, path) in [("Wq", "wait/mean_ms"), ("W", "sojourn/mean_ms")] {
                    if entry.expected[key].is_array() {
                        let theory = entry.expects_all(key)[at];
                        runs.expect_path(Place::NodeClass("queue", &id), path, 1000.0, theory);
                    }
                }
                if entry.expected["W"].is_array() {
                    let theory = entry.expects_all("W")[at];
                    runs.expect_path(Place::Class(&id), "sojourn/mean_ms", 1000.0, theory);
                }
            }
        }
        if entry.expected["Wq_fifo"].is_number() {
            let network = by_source(&rates, &means, json!({"discipline": "fifo"}));
            let runs = Runs::of(&format!("{} fifo", entry.id), &network, total, 16e6);
            let theory = entry.expects("Wq_fifo");
            runs.expect_time_at("queue", "wait/mean_ms", theory);
            for at in 0..rates.len() {
                let class = format!("class-{at}");
                let place = Place::NodeClass("queue", &class);
                runs.expect_path(place, "wait/mean_ms", 1000.0, theory);
            }
        }
    }
}

/// Pre-emptive resume (White and Christie 1958; Cobham's formulas with the own class at the top).
#[test]
fn preemptive_resume() {
    let rates = [0.2, 0.3, 0.15];
    let means = [0.5, 1.0, 2.0];
    let total: f64 = rates.iter().sum();
    let station = json!({"discipline": "priority", "preemption": "resume"});
    let runs = Runs::of("preemptive", &by_source(&rates, &means, station), total, 16e6);
    let mut above = 0.0;
    let mut residual = 0.0;
    for (at, (rate, mean)) in rates.iter().zip(means).enumerate() {
        let with = above + rate * mean;
        // Exponential: half the second moment is the square of the mean.
        residual += rate * mean * mean;
        let theory = mean / (1.0 - above) + residual / ((1.0 - above) * (1.0 - with));
        let class = format!("class-{at}");
        let place = Place::NodeClass("queue", &class);
        runs.expect_path(place, "sojourn/mean_ms", 1000.0, theory);
        above = with;
    }
}

/// The first class of a pre-emptive queue is alone in the world, whatever its service law; with
/// restart the lower class pays, and with constant work of the lower class by a known amount: an
/// interrupted job of length d starts anew, so it takes (e^(rate d) - 1) / rate of server time that
/// the upper class leaves free, before it is through.
#[test]
fn preemptive_restart_with_constant_work_takes_longer() {
    let (upper, lower, d) = (0.3, 0.1, 1.5);
    let upper_mean = 0.5;
    let network = Network::default()
        .source("upper", json!({"rate_per_s": upper, "priority": 0, "work": upper_mean}), "queue")
        .source("lower", json!({"rate_per_s": lower, "priority": 1, "work": d}), "queue")
        .node(
            "queue",
            "service",
            json!({
                "discipline": "priority", "preemption": "restart",
                "service_law": "deterministic", "service_mean_ms": 1000.0,
            }),
        );
    let runs = Runs::of("restart", &network, upper + lower, 8e6);
    let spent = upper * upper_mean + lower * ((upper * d).exp() - 1.0) / upper;
    runs.expect_at("queue", "utilisation", spent);
    let wait = upper * upper_mean * upper_mean / 2.0 / (1.0 - upper * upper_mean);
    let place = Place::NodeClass("queue", "upper");
    runs.expect_path(place, "sojourn/mean_ms", 1000.0, wait + upper_mean);
}

/// The shortest first: less time on the mean than in the order of arrival, by the formula of
/// Phipps (1956) for exponential work, which is head of the line with endlessly many classes.
#[test]
fn shortest_job_first() {
    let rho: f64 = 0.8;
    let network = Network::poisson(rho, "queue").node(
        "queue",
        "service",
        json!({"service_mean_ms": 1000.0, "discipline": "shortest"}),
    );
    let runs = Runs::of("shortest first", &network, rho, 12e6);
    // Wq = int rho / (1 - rho(x))^2 dF(x), where rho(x) = rho (1 - e^-x (1 + x)); the residual work
    // found in service is rho, as E[S^2]/2 = 1.
    let step = 1e-4;
    let integrand = |x: f64| {
        let below = rho * (1.0 - (-x).exp() * (1.0 + x));
        rho / (1.0 - below).powi(2) * (-x).exp()
    };
    let theory: f64 = (0..400_000).map(|at| step * integrand((at as f64 + 0.5) * step)).sum();
    runs.expect_time_at("queue", "wait/mean_ms", theory);
}

/// Whoever came last is served first: the same mean wait as first come first served, and in the
/// same queue a wider spread.
#[test]
fn last_come_first_served_keeps_the_mean_and_widens_the_spread() {
    let rho: f64 = 0.7;
    let spread = |discipline: &str| {
        let station = json!({"service_mean_ms": 1000.0, "discipline": discipline});
        let network = Network::poisson(rho, "queue").node("queue", "service", station);
        let runs = Runs::of(discipline, &network, rho, 8e6);
        runs.expect_time_at("queue", "wait/mean_ms", rho / (1.0 - rho));
        let theory = match discipline {
            "fifo" => rho * (2.0 - rho) / (1.0 - rho).powi(2),
            // Var of the wait in M/M/1 with the last first (Riordan 1961).
            _ => 2.0 * rho / (1.0 - rho).powi(3) - (rho / (1.0 - rho)).powi(2),
        };
        runs.expect_time_at("queue", "wait/sd_ms", theory.sqrt());
    };
    spread("fifo");
    spread("lifo");
}
