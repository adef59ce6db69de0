//! Nothing, very much, and what makes no sense: an answer or a diagnostic, and never a panic.

use std::fmt::Write;

use serde_json::{Value, json};
use windtunnel_design::file;
use windtunnel_sim::model::{Model, Settings};
use windtunnel_sim::plan::Place as Where;
use windtunnel_sim::request::simulate;
use windtunnel_tests::compare::assert_sound;
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

use super::harness::{at, class, count, node, refused, run, run_with, second, single};

#[test]
fn a_saturated_queue_is_said_to_be_and_has_no_mean() {
    let network = Network::poisson(2.0, "queue").station("queue", 1.0, 1.0);
    let run = run_with(&network, Settings { horizon_s: 20_000.0, ..Settings::default() });
    let queue = view::part(&run, Place::Node("queue")).unwrap();
    assert_eq!(queue["saturated"], json!(true));
    for path in ["wait/mean_ms", "sojourn/mean_ms", "queue_mean", "in_system_mean", "wait_all"] {
        let value = queue.pointer(&format!("/{path}")).unwrap();
        assert!(value.is_null(), "{path} is {value}");
    }
    let warnings = run["warnings"].to_string();
    assert!(warnings.contains("queue"), "{warnings}");
    // What it does is known all the same.
    assert!(node(&run, "queue", "utilisation") > 0.999);
}

/// Requests of which nobody waits with a limit have no mean time where a station on their way has
/// none; at the next station they have.
#[test]
fn requests_that_pass_a_saturated_queue_have_no_mean_either() {
    let network = Network::poisson(1.5, "queue")
        .station("queue", 1.0, 1.0)
        .station("next", 1.0, 0.5)
        .link("queue", "next", json!({}));
    let run = run_with(&network, Settings { horizon_s: 20_000.0, ..Settings::default() });
    assert!(run["requests"]["sojourn"]["mean_ms"].is_null());
    assert!(run["requests"]["in_flight_mean"].is_null());
    assert!(node(&run, "next", "wait/mean_ms") > 0.0);
    // A timeout bounds the time of a request, whatever the queue does.
    let patient = Network::poisson(1.5, "queue").station("queue", 1.0, 1.0);
    let link = |params: Value| {
        let mut network = patient.json();
        network["links"]["source-queue-ok"]["params"] = params;
        let document = file::load(&network.to_string()).unwrap().document;
        let settings = Settings { horizon_s: 20_000.0, ..Settings::default() };
        view::of(&simulate(&document.model(), &settings, None).unwrap())
    };
    let run = link(json!({"timeout_ms": 5000.0}));
    assert_eq!(run["nodes"][0]["saturated"], json!(true));
    assert!(run["requests"]["sojourn"]["mean_ms"]["mean"].as_f64().unwrap() < 5000.0);
}

/// Who goes before all others has a mean where the others have none.
#[test]
fn a_class_that_goes_first_keeps_its_mean() {
    let station = json!({"service_mean_ms": 1000.0, "discipline": "priority"});
    let network = Network::default()
        .source("high", json!({"rate_per_s": 0.5, "priority": 0}), "queue")
        .source("low", json!({"rate_per_s": 0.8, "priority": 1}), "queue")
        .node("queue", "service", station);
    let settings = Settings { horizon_s: 10_000.0, ..Settings::default() };
    let run = run_with(&network, settings);
    let of = |place| view::part(&run, place).unwrap();
    assert!(of(Place::NodeClass("queue", "low"))["wait"]["mean_ms"].is_null());
    assert!(of(Place::NodeClass("queue", "low"))["queue_mean"].is_null());
    assert!(of(Place::Class("low"))["sojourn"]["mean_ms"].is_null());
    assert!(run["requests"]["sojourn"]["mean_ms"].is_null());
    assert!(class(&run, "high", "wait/mean_ms") > 0.0);
    assert!(of(Place::Class("high"))["sojourn"]["mean_ms"].is_object());
}

/// One slow replica of five, a desk without staff, users who come back for ever.
#[test]
fn growth_is_found_wherever_it_is() {
    let slow = json!({
        "service_mean_ms": 1000.0, "replicas": 5, "queues": "per_replica",
        "slow_replicas": 1, "slow_factor": 5.0, "queue_limit": 1e9,
    });
    let desk = json!({"staff": vec![0; 24]});
    let networks = [
        (Network::poisson(3.0, "queue").node("queue", "service", slow), 50_000.0),
        (Network::poisson(0.01, "queue").node("queue", "reviewers", desk), 432_000.0),
    ];
    for (network, horizon_s) in networks {
        let run = run_with(&network, Settings { horizon_s, ..Settings::default() });
        let queue = view::part(&run, Place::Node("queue")).unwrap();
        assert_eq!(queue["saturated"], json!(true), "{queue}");
        assert!(run["requests"]["sojourn"]["mean_ms"].is_null());
    }
    let again = json!({
        "attempts": 1_000_000, "backoff_law": "exponential", "backoff_base_ms": 2000.0,
    });
    let station = json!({"service_mean_ms": 1000.0, "queue_limit": 0});
    let orbit = Network::default()
        .node("source", "traffic", json!({"rate_per_s": 1.3}))
        .node("queue", "service", station)
        .link("source", "queue", again);
    let run = run_with(&orbit, Settings { horizon_s: 5000.0, ..Settings::default() });
    assert!(run["requests"]["in_flight_mean"].is_null());
    assert!(run["warnings"].to_string().contains("kept growing"), "{}", run["warnings"]);
}

/// At and above what a server can do, and well below it, over many seeds.
#[test]
fn overload_is_seen_and_not_imagined() {
    let flagged = |rho: f64, horizon_s: f64, seeds: u64| {
        let network = Network::poisson(rho, "queue").node(
            "queue",
            "service",
            json!({"service_mean_ms": 1000.0, "queue_limit": 1e9}),
        );
        let is_flagged = |seed: u64| {
            let settings = Settings { horizon_s, seed, ..Settings::default() };
            run_with(&network, settings)["nodes"][0]["saturated"] == json!(true)
        };
        (0..seeds).filter(|&seed| is_flagged(seed)).count()
    };
    assert_eq!(flagged(0.9, 3000.0, 100), 0);
    assert!(flagged(0.95, 10_000.0, 50) <= 2);
    assert!(flagged(1.01, 100_000.0, 10) >= 8);
    assert_eq!(flagged(1.05, 100_000.0, 10), 10);
}

#[test]
fn what_hardly_ever_happens_has_no_interval() {
    // Two of a hundred find no place.
    let mut times: Vec<f64> = (0..98).map(|at| 10.0 * f64::from(at)).collect();
    times.extend([980.0, 980.0, 980.0]);
    let network = single(&times, second(json!({"queue_limit": 0})));
    let run = run_with(&network, Settings { horizon_s: 1000.0, ..Settings::default() });
    assert_eq!(count(&run, "queue", "shed"), 2);
    let queue = view::part(&run, Place::Node("queue")).unwrap();
    assert!(queue["loss_share"]["half_width_95"].is_null(), "{}", queue["loss_share"]);
    assert!(queue["utilisation"]["half_width_95"].is_number());
}

#[test]
fn a_queue_near_its_limit_is_not_called_saturated() {
    let network = Network::poisson(0.8, "queue").station("queue", 1.0, 1.0);
    let run = run_with(&network, Settings { horizon_s: 50_000.0, ..Settings::default() });
    let queue = view::part(&run, Place::Node("queue")).unwrap();
    assert_eq!(queue["saturated"], json!(false));
    assert!(node(&run, "queue", "wait/mean_ms") > 0.0);
}

#[test]
fn no_requests_give_zeros_and_nothing_that_is_not_a_number() {
    for source in
        [json!({"rate_per_s": 0}), at(&[1e6]), json!({"arrivals": "trace", "trace_counts": [0]})]
    {
        let network = Network::traffic(source, "queue").station("queue", 1.0, 1.0);
        let run = run(&network, 100.0);
        assert_eq!(count(&run, "queue", "arrived"), 0);
        assert_eq!(node(&run, "queue", "utilisation"), 0.0);
    }
}

#[test]
fn rates_outside_their_range_are_refused_with_the_place() {
    for rate in ["1e999", "-1", "2e6", "null", "\"fast\""] {
        let text = Network::poisson(1.0, "queue").station("queue", 1.0, 1.0).json().to_string();
        let text = text.replace("\"rate_per_s\":1.0", &format!("\"rate_per_s\":{rate}"));
        assert!(text.contains(rate), "{text}");
        let error = match file::load(&text) {
            Err(error) => error.to_string(),
            Ok(loaded) => {
                // Opened all the same: the finding must say where, and the run must not start.
                let model = loaded.document.model();
                let findings = simulate(&model, &Settings::default(), None).unwrap_err();
                findings.iter().map(ToString::to_string).collect()
            }
        };
        let says_where = error.contains("source") || error.contains("Line");
        assert!(says_where, "{rate}: {error}");
    }
}

#[test]
fn a_trace_out_of_order_is_refused_by_the_name_of_its_node() {
    let findings = refused(&single(&[1.0, 3.0, 2.0], second(json!({}))));
    let place = Where::Node("source".into());
    assert!(findings.iter().any(|finding| finding.place == place), "{findings:?}");
}

#[test]
fn a_loop_that_takes_no_time_is_refused_by_the_name_of_a_node_on_it() {
    let loops = [
        Network::poisson(1.0, "a")
            .node("a", "fallback", json!({}))
            .node("b", "fallback", json!({}))
            .link("a", "b", json!({}))
            .link("b", "a", json!({})),
        Network::poisson(1.0, "a")
            .node("a", "balancer", json!({}))
            .node("b", "fan_out", json!({}))
            .link("a", "b", json!({}))
            .link_when("b", "a", "branch", json!({})),
        Network::poisson(1.0, "a")
            .node("a", "cache", json!({}))
            .node("b", "fallback", json!({}))
            .link_when("a", "b", "branch", json!({}))
            .link("b", "a", json!({})),
    ];
    for network in loops {
        let findings = refused(&network);
        let on_loop =
            |place: &Where| *place == Where::Node("a".into()) || *place == Where::Node("b".into());
        assert!(findings.iter().any(|finding| on_loop(&finding.place)), "{findings:?}");
    }
}

/// Services of no time are no way out of a loop; a chance of leaving is.
#[test]
fn a_loop_of_services_without_time_is_refused_unless_it_has_a_way_out() {
    let instant = json!({"service_law": "deterministic", "service_mean_ms": 0.0});
    let single = || single(&[1.0], instant.clone());
    let closed = single().link("queue", "queue", json!({}));
    let by_fan_out = Network::traffic(at(&[1.0]), "fan")
        .node("fan", "fan_out", json!({}))
        .node("queue", "service", instant.clone())
        .link_when("fan", "queue", "branch", json!({"copies": 10}))
        .link("queue", "fan", json!({}));
    for network in [closed, by_fan_out] {
        let place = Where::Node("queue".into());
        let findings = refused(&network);
        assert!(findings.iter().any(|finding| finding.place == place), "{findings:?}");
    }
    let open = single()
        .node("out", "sink", json!({}))
        .link("queue", "queue", json!({"weight": 0.9}))
        .link("queue", "out", json!({"weight": 0.1}));
    assert!(count(&run(&open, 10.0), "queue", "served") >= 1);
}

/// What no check foresees is stopped during the run, by the name of the place.
#[test]
fn a_loop_without_time_that_only_a_run_finds_is_stopped_there() {
    let instant = json!({"service_law": "empirical", "service_samples_ms": [0.0]});
    let network = single(&[1.0], instant).link("queue", "queue", json!({}));
    let run = run(&network, 10.0);
    assert_eq!(run["partial"], json!(true));
    let warnings = run["warnings"].to_string();
    assert!(warnings.contains("At queue requests go round"), "{warnings}");
    assert!(warnings.contains("node queue: Requests that come to it go round"), "{warnings}");
}

#[test]
fn copies_of_copies_of_copies_are_refused_by_the_name_of_a_node() {
    let fans = ["a", "b", "c"];
    let network = fans
        .iter()
        .fold(Network::poisson(1.0, "a"), |network, fan| network.node(fan, "fan_out", json!({})));
    let copies = json!({"copies": 1000});
    let network = network
        .station("queue", 1.0, 1.0)
        .link_when("a", "b", "branch", copies.clone())
        .link_when("b", "c", "branch", copies.clone())
        .link_when("c", "queue", "branch", copies);
    let findings = refused(&network);
    let place = Where::Node("b".into());
    assert!(findings.iter().any(|finding| finding.place == place), "{findings:?}");
}

/// Copies that make copies, each after a while: the memory is not what stops them.
#[test]
fn copies_without_end_are_stopped_at_the_node_that_makes_them() {
    let network = Network::traffic(at(&[1.0]), "fan")
        .node("fan", "fan_out", json!({}))
        .node("queue", "service", second(json!({"servers": 100_000})))
        .link_when("fan", "queue", "branch", json!({"copies": 2000}))
        .link("queue", "fan", json!({}));
    let run = run(&network, 100.0);
    assert_eq!(run["partial"], json!(true));
    let warnings = run["warnings"].to_string();
    assert!(warnings.contains("under way when more came to fan"), "{warnings}");
}

/// Ten thousand copies of each request, and nothing grows with their square.
#[test]
fn ten_thousand_copies_are_called_and_come_back() {
    let network = Network::traffic(at(&[1.0, 2.0, 3.0]), "fan")
        .node("fan", "fan_out", json!({}))
        .station("queue", 100_000.0, 0.1)
        .link_when("fan", "queue", "branch", json!({"copies": 10_000}));
    let run = run(&network, 100.0);
    assert_eq!(count(&run, "queue", "served"), 30_000);
    assert_eq!(run["requests"]["outcomes"][0], json!(3));
}

#[test]
fn a_node_that_nothing_leads_to_stays_idle() {
    let network = single(&[1.0], second(json!({}))).node("lost", "sink", json!({})).node(
        "idle",
        "service",
        json!({}),
    );
    let run = run(&network, 10.0);
    assert_eq!((count(&run, "queue", "served"), count(&run, "idle", "arrived")), (1, 0));
}

fn chain(length: usize) -> Model {
    let mut nodes = vec![json!({"id": "source", "kind": "traffic", "params": {"rate_per_s": 1.0}})];
    let mut links = Vec::new();
    let mut before = "source".to_owned();
    for at in 1..length {
        let id = format!("n{at:05}");
        nodes.push(json!({"id": id, "kind": "service", "params": {"service_mean_ms": 1.0}}));
        links.push(json!({"id": format!("l{at:05}"), "from": before, "to": id}));
        before = id;
    }
    serde_json::from_value(json!({"nodes": nodes, "links": links})).expect("it is a model")
}

#[test]
fn ten_thousand_nodes_run_and_one_more_is_refused() {
    let settings = Settings { horizon_s: 60.0, buckets: 4, ..Settings::default() };
    let run = simulate(&chain(10_000), &settings, None).expect("it runs");
    assert_sound("chain", &run);
    assert_eq!(run.nodes.len(), 10_000);
    assert!(run.nodes.iter().any(|node| node.id == "n09999" && node.visits.served > 0));
    let findings = simulate(&chain(10_001), &settings, None).unwrap_err();
    assert!(findings.iter().any(|finding| finding.place == Where::Model), "{findings:?}");
}

#[test]
fn a_budget_of_events_stops_a_run_that_would_never_end() {
    let network = Network::poisson(1000.0, "queue").station("queue", 2.0, 0.001);
    let settings = Settings { horizon_s: 1e9, event_budget: 200_000, ..Settings::default() };
    let run = run_with(&network, settings);
    assert_eq!(run["partial"], json!(true));
    assert!(view::number(&run, "events").unwrap() <= 200_000.0);
    assert!(count(&run, "queue", "served") > 10_000);
    assert!(node(&run, "queue", "throughput_per_s") > 500.0, "over the time that was run");
    let whole = run_with(&network, Settings { horizon_s: 10.0, ..Settings::default() });
    assert_eq!(whole["partial"], json!(false));
}

/// Every number of a long file is read: a trace as long as it may be.
#[test]
fn a_long_trace() {
    let times: Vec<f64> = (0..100_000).map(|at| f64::from(at) * 0.001).collect();
    let run = run(&single(&times, second(json!({"servers": 1000, "service_mean_ms": 1}))), 200.0);
    assert_eq!(count(&run, "queue", "served"), 100_000);
}

/// A value of the wrong type, an unknown parameter, a missing node: sentences with the place.
#[test]
fn what_is_wrong_is_named() {
    let broken: [(Network, &str); 4] = [
        (single(&[1.0], json!({"servers": 0})), "queue"),
        (single(&[1.0], json!({"no_such_parameter": 1})), "queue"),
        (single(&[1.0], json!({"service_law": "erlang", "service_shape": 1.5})), "queue"),
        (single(&[1.0], json!({})).link("queue", "nowhere", json!({})), "nowhere"),
    ];
    for (network, name) in broken {
        let sentence = match file::load(&network.json().to_string()) {
            Err(error) => error.to_string(),
            Ok(loaded) => match simulate(&loaded.document.model(), &Settings::default(), None) {
                Err(findings) => findings.iter().fold(String::new(), |mut all, finding| {
                    write!(all, "{finding}").expect("a string can be written");
                    all
                }),
                Ok(_) => loaded.findings.iter().map(|finding| format!("{finding:?}")).collect(),
            },
        };
        assert!(sentence.contains(name), "{sentence}");
    }
}

/// What runs but cannot be meant is said, by the name of its node.
#[test]
fn what_cannot_be_meant_is_a_warning_of_the_run() {
    let lost = |kind: &str, params: Value| Network::poisson(1.0, "odd").node("odd", kind, params);
    let source = |params: Value| Network::traffic(params, "odd").station("odd", 1.0, 1.0);
    let networks = [
        (source(json!({"rate_per_s": 0.0})), "source: Its rate is 0"),
        (
            source(json!({"class_shares": [1.0, 1.0], "class_priorities": [1]})),
            "source: class_priorities has 1 values",
        ),
        (lost("balancer", json!({})), "odd: It has no link"),
        (lost("fallback", json!({})), "odd: It has no link"),
        (lost("cache", json!({})), "odd: It has nowhere to fetch from"),
        (lost("fan_out", json!({})), "odd: It calls nobody"),
        (
            lost("fan_out", json!({"wait_for": 3})).station("queue", 9.0, 0.1).link_when(
                "odd",
                "queue",
                "branch",
                json!({"copies": 2}),
            ),
            "odd: It waits for 3 answers but makes 2 calls",
        ),
        (
            lost("service", json!({"mtbf_s": 1e-6, "mttr_s": 1e-6})),
            "odd: It fails more than a thousand times a second",
        ),
    ];
    for (network, warning) in networks {
        let run = run(&network, 0.1);
        let warnings = run["warnings"].to_string();
        assert!(warnings.contains(&format!("node {warning}")), "{warning}: {warnings}");
    }
}

/// Numbers at both ends of the range of every law are survived.
#[test]
fn extreme_times_are_survived() {
    let laws: [Value; 5] = [
        json!({"service_mean_ms": 2.592e9}),
        json!({"service_law": "pareto", "service_shape": 1.01, "service_mean_ms": 1e6}),
        json!({"service_law": "weibull", "service_shape": 0.2, "service_mean_ms": 1e6}),
        json!({"service_law": "lognormal", "service_p50_ms": 1e-6, "service_p99_ms": 2.592e9}),
        json!({"service_law": "gamma", "service_shape": 0.05, "service_mean_ms": 1e-6}),
    ];
    for law in laws {
        let network = Network::poisson(50.0, "queue").node("queue", "service", law);
        run(&network, 200.0);
    }
}
