//! Servers that break down, are repaired, are switched off and started again.

use serde_json::{Value, json};
use windtunnel_sim::result::Outcome;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;
use windtunnel_tests::theory;
use windtunnel_tests::view;

/// A server with exponential service and breakdowns at the rate alpha, repaired at the rate beta.
fn failing(mean_s: f64, alpha: f64, beta: f64) -> Value {
    json!({
        "service_mean_ms": 1000.0 * mean_s,
        "mtbf_s": 1.0 / alpha, "mttr_s": 1.0 / beta,
        "failure_law": "exponential", "repair_law": "exponential",
        "failure_unit": "replica", "failure_clock": "always",
        "interrupted": "resume", "when_down": "wait",
    })
}

#[test]
fn breakdowns_busy_or_idle() {
    for entry in family("mm1_breakdowns_time_dependent") {
        let (rate, mu) = (entry.param("lambda"), entry.param("mu"));
        let station = failing(1.0 / mu, entry.param("alpha"), entry.param("beta"));
        let network = Network::poisson(rate, "queue").node("queue", "service", station);
        let runs = Runs::of(&entry.id, &network, rate, 16e6);
        runs.expect_queue("queue", &entry);
        let availability = entry.expects("availability");
        runs.expect_at("queue", "availability", availability);
        runs.expect_at("queue", "servers_up_share/0", 1.0 - availability);
        runs.expect_at("queue", "servers_up_share/1", availability);
    }
}

/// Breakdowns while serving only: the server takes the completion time, which is the service and
/// the repairs in it (Gaver 1962). With the same rates there are fewer in the system than above.
#[test]
fn breakdowns_while_serving_only() {
    let (rate, mu, alpha, beta): (f64, f64, f64, f64) = (0.5, 1.0, 0.05, 0.2);
    let mut station = failing(1.0 / mu, alpha, beta);
    station["failure_clock"] = json!("busy");
    let network = Network::poisson(rate, "queue").node("queue", "service", station);
    let runs = Runs::of("breakdowns while serving", &network, rate, 16e6);
    let mean = (1.0 + alpha / beta) / mu;
    let second = 2.0 / (mu * mu) * (1.0 + alpha / beta).powi(2) + 2.0 * alpha / (mu * beta * beta);
    let in_queue = rate * theory::pollaczek_khinchine(rate, mean, second);
    assert!((in_queue + rate * mean - 2.5_f64).abs() < 1e-12);
    runs.expect_at("queue", "in_system_mean", in_queue + rate * mean);
    runs.expect_at("queue", "in_system_share/0", 1.0 - rate * mean);
    runs.expect_at("queue", "availability", 1.0 - rate * alpha / beta / mu);
}

#[test]
fn each_of_several_servers_fails() {
    for entry in family("mm2_server_failures") {
        let (rate, mu) = (entry.param("lambda"), entry.param("mu"));
        let mut station = failing(1.0 / mu, entry.param("alpha"), entry.param("beta"));
        station["replicas"] = json!(entry.param("c"));
        let network = Network::poisson(rate, "queue").node("queue", "service", station);
        let runs = Runs::of(&entry.id, &network, rate, 20e6);
        runs.expect_queue("queue", &entry);
        runs.expect_at("queue", "availability", entry.expects("availability"));
        for (up, share) in entry.expects_all("p_up").into_iter().enumerate() {
            runs.expect_at("queue", &format!("servers_up_share/{up}"), share);
        }
    }
}

#[test]
fn availability_is_uptime_over_all_time_whatever_the_laws() {
    const HOUR_S: f64 = 3600.0;
    for entry in family("availability_mtbf") {
        let (up_h, down_h) = (entry.param("mtbf"), entry.param("mttr"));
        for law in ["exponential", "deterministic"] {
            let unit = json!({
                "servers": 1000, "service_law": "deterministic", "service_mean_ms": 0.0,
                "mtbf_s": up_h * HOUR_S, "mttr_s": down_h * HOUR_S,
                "failure_law": law, "repair_law": law,
                "failure_unit": "node", "when_down": "refuse",
            });
            // A request an hour sees what the clock sees.
            let network = Network::poisson(1.0 / HOUR_S, "unit").node("unit", "service", unit);
            let cycles = 600.0;
            let horizon_s = (cycles * (up_h + down_h) * HOUR_S).min(9e8);
            let name = format!("{} {law}", entry.id);
            let runs = Runs::of_length(&name, &network, horizon_s, horizon_s / 10.0);
            let runs = runs.roughly(0.1).without_own_intervals();
            let availability = entry.expects("availability");
            let down = |path: &'static str| {
                move |run: &Value| {
                    let unit = view::part(run, view::Place::Node("unit"))?;
                    Some(1.0 - view::number(unit, path)?)
                }
            };
            if law == "exponential" {
                runs.expect_seen("down", 1.0 - availability, down("availability"));
                let yearly = entry.expects("downtime_hours_per_year");
                runs.expect_seen("hours a year", yearly, |run| {
                    Some(8760.0 * down("availability")(run)?)
                });
            } else {
                // Without chance all that is left is where the horizon cuts the last cycle.
                runs.expect_near("down", 1.0 - availability, 0.01, down("availability"));
            }
            runs.expect_seen("refused", 1.0 - availability, |run| {
                let unit = view::part(run, view::Place::Node("unit"))?;
                Some(view::number(unit, "visits/refused")? / view::number(unit, "visits/arrived")?)
            });
        }
    }
}

/// A unit that is up with this chance, and answers at once or refuses.
fn unit(availability: f64) -> Value {
    json!({
        "servers": 1000, "service_law": "deterministic", "service_mean_ms": 0.0,
        "mtbf_s": availability / (1.0 - availability), "mttr_s": 1.0,
        "failure_unit": "node", "when_down": "refuse",
    })
}

fn units(mut network: Network, count: usize, availability: f64) -> Network {
    for at in 0..count {
        network = network.node(&format!("unit-{at}"), "service", unit(availability));
    }
    network
}

fn series(count: usize, availability: f64) -> Network {
    let network = units(Network::poisson(1.0, "unit-0"), count, availability);
    (1..count).fold(network, |network, at| {
        network.link(&format!("unit-{}", at - 1), &format!("unit-{at}"), json!({}))
    })
}

fn parallel(count: usize, availability: f64) -> Network {
    let network = Network::poisson(1.0, "router").node("router", "fallback", json!({}));
    (0..count).fold(units(network, count, availability), |network, at| {
        let when = if at == 0 { "ok" } else { "failure" };
        let link = if at == 0 { json!({}) } else { json!({"order": at}) };
        network.link_when("router", &format!("unit-{at}"), when, link)
    })
}

fn k_of_n(needed: u32, count: usize, availability: f64) -> Network {
    let network = Network::poisson(1.0, "fan").node("fan", "fan_out", json!({"wait_for": needed}));
    (0..count).fold(units(network, count, availability), |network, at| {
        network.link_when("fan", &format!("unit-{at}"), "branch", json!({}))
    })
}

/// Share of requests that found no way, against the formula; what is rare is compared roughly.
fn expect_failures(name: &str, network: &Network, theory: f64, requests: f64, error: f64) {
    let runs = Runs::of(name, network, 1.0, requests).roughly(error);
    runs.expect_seen("failed", theory, |run| {
        Some(1.0 - view::outcome_share(run, Outcome::InTime)?)
    });
}

#[test]
fn structures_of_independent_units() {
    for entry in family("availability_structures") {
        let availability = entry.param("A");
        let known = [
            ("series3", theory::k_of_n(3, 3, availability)),
            ("parallel2", theory::k_of_n(1, 2, availability)),
            ("two_of_three", theory::k_of_n(2, 3, availability)),
            ("k3_of_5", theory::k_of_n(3, 5, availability)),
        ];
        for (key, formula) in known {
            assert!((formula - entry.expects(key)).abs() < 1e-12, "{key}: {formula}");
        }
        let of = |key| 1.0 - entry.expects(key);
        expect_failures("series", &series(3, availability), of("series3"), 2e6, 0.05);
        expect_failures("parallel", &parallel(2, availability), of("parallel2"), 1.2e7, 0.15);
        expect_failures("2 of 3", &k_of_n(2, 3, availability), of("two_of_three"), 8e6, 0.15);
    }
    // Units so bad that even three of five fail often enough to be measured.
    let bad = 0.8;
    let of = |needed, count| 1.0 - theory::k_of_n(needed, count, bad);
    expect_failures("bad series", &series(4, bad), of(4, 4), 1e6, 0.05);
    expect_failures("bad parallel", &parallel(3, bad), of(1, 3), 2e6, 0.05);
    expect_failures("bad 3 of 5", &k_of_n(3, 5, bad), of(3, 5), 1e6, 0.05);
    expect_failures("bad 5 of 5", &k_of_n(0, 5, bad), of(5, 5), 1e6, 0.05);
}

#[test]
fn cold_starts() {
    for entry in family("mm1_setup_exp") {
        let (rate, mu, setup) =
            (entry.param("lambda"), entry.param("mu"), entry.param("setup_mean"));
        let station = |law: &str| {
            json!({
                "service_mean_ms": 1000.0 / mu,
                "idle_off": true, "keep_warm_ms": 0,
                "setup_law": law, "setup_mean_ms": 1000.0 * setup,
            })
        };
        let run = |law: &str| {
            let network = Network::poisson(rate, "queue").node("queue", "service", station(law));
            Runs::of(&format!("{} {law}", entry.id), &network, rate, 12e6)
        };
        let runs = run("exponential");
        runs.expect_queue("queue", &entry);
        runs.expect_at("queue", "utilisation", entry.expects("p_on_busy"));
        // Any law of the setup: (2 E[D] + lambda E[D^2]) / (2 (1 + lambda E[D])) more (Welch 1964).
        let more = (2.0 * setup + rate * setup * setup) / (2.0 * (1.0 + rate * setup));
        let theory = rate / mu / (mu - rate) + more;
        run("deterministic").expect_time_at("queue", "wait/mean_ms", theory);
    }
}

/// A server that stays warm for the time k after its last request meets the next one cold with
/// probability e^(-lambda k): the setup D of M/G/1 with setups is then 0 or what it was, and counts
/// e^(-lambda k) times in both moments (Welch 1964).
#[test]
fn servers_kept_warm_start_cold_less_often() {
    let (rate, mu, setup): (f64, f64, f64) = (0.5, 1.0, 2.0);
    for keep_warm in [1.0, 3.0] {
        let station = json!({
            "service_mean_ms": 1000.0 / mu,
            "idle_off": true, "keep_warm_ms": 1000.0 * keep_warm,
            "setup_law": "exponential", "setup_mean_ms": 1000.0 * setup,
        });
        let network = Network::poisson(rate, "queue").node("queue", "service", station);
        let runs = Runs::of(&format!("kept warm for {keep_warm} s"), &network, rate, 12e6);
        let cold = (-rate * keep_warm).exp();
        let (first, second) = (cold * setup, cold * 2.0 * setup * setup);
        let more = (2.0 * first + rate * second) / (2.0 * (1.0 + rate * first));
        runs.expect_time_at("queue", "wait/mean_ms", rate / mu / (mu - rate) + more);
    }
}
