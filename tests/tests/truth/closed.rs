//! Closed systems: users who wait for their answers, machines and repairers.

use serde_json::json;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;
use windtunnel_tests::theory;
use windtunnel_tests::view::{self, Place};

#[test]
fn users_who_think() {
    for entry in family("closed_loop_think") {
        let (users, think_s) = (entry.param("N"), entry.param("think"));
        let service_s = entry.param("service");
        let network = Network::closed(users, think_s, "server").station("server", 1.0, service_s);
        let rate = entry.expects("throughput");
        let runs = Runs::of(&entry.id, &network, rate, 6e6);
        runs.expect_queue("server", &entry);
        runs.expect_requests("throughput_per_s", rate);
        runs.expect_request_time("sojourn/mean_ms", entry.expects("response"));
        runs.expect_requests("in_flight_mean", entry.expects("L"));
        let saturation = (think_s + service_s) / service_s;
        assert!((saturation - entry.expects("saturation_N")).abs() < 1e-9);
    }
}

#[test]
fn machines_and_repairers() {
    for entry in family("machine_repair") {
        let (machines, repairers) = (entry.param("N"), entry.param("repairers"));
        let (up, repair) = (entry.param("mtbf"), entry.param("mttr"));
        let network = Network::closed(machines, up, "bench").station("bench", repairers, repair);
        let down = entry.expects("mean_down");
        let rate = (machines - down) / up;
        let runs = Runs::of(&entry.id, &network, rate, 6e6);
        runs.expect_at("bench", "in_system_mean", down);
        runs.expect_seen("availability", entry.expects("availability"), |run| {
            let bench = view::part(run, Place::Node("bench"))?;
            Some(1.0 - view::number(bench, "in_system_mean")? / machines)
        });
        runs.expect_at("bench", "utilisation", entry.expects("repairer_utilisation"));
        runs.expect_at("bench", "in_system_share/0", entry.expects("p_all_up"));
        for (number, share) in entry.expects_all("p_state").into_iter().enumerate() {
            // Those with hardly any time in them would take too long.
            if share > 1e-4 {
                runs.expect_at("bench", &format!("in_system_share/{number}"), share);
            }
        }
    }
}

/// A closed network of two stations and a thinking time, by mean value analysis.
#[test]
fn two_stations_in_a_circle() {
    let (users, think_s) = (8_u32, 4.0);
    let services = [1.0, 0.6];
    let (numbers, throughput) = theory::mean_value_analysis(users, think_s, &services);
    let network = Network::closed(f64::from(users), think_s, "s0")
        .station("s0", 1.0, services[0])
        .station("s1", 1.0, services[1])
        .link("s0", "s1", json!({}));
    let runs = Runs::of("two stations", &network, throughput, 6e6);
    for (at, (number, service)) in numbers.iter().zip(services).enumerate() {
        let node = format!("s{at}");
        runs.expect_at(&node, "in_system_mean", *number);
        runs.expect_at(&node, "utilisation", throughput * service);
    }
    runs.expect_requests("throughput_per_s", throughput);
    let response = f64::from(users) / throughput - think_s;
    runs.expect_request_time("sojourn/mean_ms", response);
}
