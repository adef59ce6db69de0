//! Places, leaving, batches, horizons and means.

use serde_json::json;
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

use super::harness::{at, class, count, node, run, same, second, single};

/// simmer 121: places to wait are those of the queue; who is served takes none.
#[test]
fn the_limit_counts_those_who_wait() {
    let times = [0.0, 0.1, 0.2, 0.3, 0.4];
    let run = run(&single(&times, second(json!({"queue_limit": 2}))), 100.0);
    assert_eq!((count(&run, "queue", "served"), count(&run, "queue", "shed")), (3, 2));
    same(node(&run, "queue", "queue_max"), 2.0);
}

#[test]
fn a_full_queue_may_shed_whoever_waited_longest() {
    let station = second(json!({"queue_limit": 1, "shed": "oldest"}));
    let run = run(&single(&[0.0, 0.1, 0.2], station), 100.0);
    assert_eq!((count(&run, "queue", "served"), count(&run, "queue", "shed")), (2, 1));
    same(node(&run, "queue", "wait/max_ms"), 800.0);
}

/// simmer 227: a request whose call timed out in the queue comes back and is served; timers of its
/// first stay do it no harm.
#[test]
fn who_left_the_queue_may_come_back() {
    let with = |times: &[f64], work: f64| {
        let mut source = at(times);
        source["work"] = json!(work);
        source
    };
    let network = Network::default()
        .source("first", with(&[0.0], 1.2), "queue")
        .node("again", "traffic", with(&[0.1], 0.24))
        .node("queue", "service", second(json!({})))
        .link(
            "again",
            "queue",
            json!({"timeout_ms": 700, "attempts": 3, "cancel_on_timeout": true}),
        );
    let run = run(&network, 100.0);
    assert_eq!((count(&run, "queue", "arrived"), count(&run, "queue", "cancelled")), (3, 1));
    assert_eq!(count(&run, "queue", "served"), 2);
    let sojourn = view::part(&run, Place::Class("again"));
    same(view::number(sojourn.unwrap(), "sojourn/max_ms").unwrap(), 1340.0);
}

#[test]
fn nobody_runs_out_of_patience_while_being_served() {
    let station = second(json!({"patience_law": "fixed", "patience_mean_ms": 950}));
    let run = run(&single(&[0.0, 0.1, 0.2], station), 100.0);
    // The second waits .9 s and stays; the third would wait 1.8 s and leaves.
    assert_eq!((count(&run, "queue", "served"), count(&run, "queue", "abandoned")), (2, 1));
    same(node(&run, "queue", "wait/max_ms"), 900.0);
}

/// Mean waits of the served, of the admitted and of all who came are three numbers.
#[test]
fn means_say_whose_they_are() {
    let station = json!({
        "service_mean_ms": 2000, "queue_limit": 1,
        "patience_law": "fixed", "patience_mean_ms": 1000,
    });
    let run = run(&single(&[0.0, 0.5, 0.6], second(station)), 100.0);
    let counts = ["served", "abandoned", "shed"].map(|key| count(&run, "queue", key));
    assert_eq!(counts, [1, 1, 1]);
    same(node(&run, "queue", "wait/mean_ms"), 0.0);
    same(node(&run, "queue", "wait_all_mean_ms"), 500.0);
    same(node(&run, "queue", "wait_all"), 1000.0 / 3.0);
    same(node(&run, "queue", "loss_share"), 1.0 / 3.0);
    same(node(&run, "queue", "abandon_share"), 1.0 / 3.0);
}

/// Ciw 260: what happens at the horizon happens after it.
#[test]
fn the_horizon_is_not_part_of_the_run() {
    let times: Vec<f64> = (0..=10).map(f64::from).collect();
    let run = run(&single(&times, second(json!({}))), 10.0);
    assert_eq!((count(&run, "queue", "arrived"), count(&run, "queue", "served")), (10, 9));
    assert_eq!(count(&run, "queue", "in_system"), 1);
    same(node(&run, "queue", "utilisation"), 1.0);
    same(node(&run, "queue", "in_system_mean"), 1.0);
}

#[test]
fn services_that_take_no_time() {
    let station = json!({"service_law": "deterministic", "service_mean_ms": 0.0});
    let run = run(&single(&[1.0, 1.0, 1.0, 2.0], station), 10.0);
    assert_eq!(count(&run, "queue", "served"), 4);
    same(node(&run, "queue", "sojourn/max_ms"), 0.0);
    same(node(&run, "queue", "wait/max_ms"), 0.0);
    same(node(&run, "queue", "utilisation"), 0.0);
}

#[test]
fn a_batch_in_service_may_be_joined_or_not() {
    let sojourns = |joinable: bool| {
        let station = second(json!({"max_batch": 2, "batch_joinable": joinable}));
        let run = run(&single(&[0.0, 0.5], station), 100.0);
        (node(&run, "queue", "sojourn/mean_ms"), node(&run, "queue", "sojourn/max_ms"))
    };
    let (mean, max) = sojourns(false);
    same(mean, 1250.0);
    same(max, 1500.0);
    let (mean, max) = sojourns(true);
    same(mean, 750.0);
    same(max, 1000.0);
}

#[test]
fn a_batch_starts_when_it_is_full_or_its_oldest_has_waited_long_enough() {
    let station = second(json!({"servers": 9, "max_batch": 3, "max_batch_delay_ms": 200}));
    let run = run(&single(&[0.0, 0.1, 5.0, 5.1, 5.15], station), 100.0);
    same(node(&run, "queue", "batches/n"), 2.0);
    same(node(&run, "queue", "batches/timeout_share"), 0.5);
    // Waits of .2, .1 s, and .15, .05 and 0 s.
    same(node(&run, "queue", "wait/mean_ms"), 100.0);
    same(node(&run, "queue", "wait/max_ms"), 200.0);
}

#[test]
fn work_past_its_deadline_is_dropped_when_its_turn_comes() {
    let mut source = at(&[0.0, 0.1, 0.9]);
    source["deadline_ms"] = json!(500);
    let network = Network::traffic(source, "queue").node(
        "queue",
        "service",
        second(json!({"drops_expired": true})),
    );
    let run = run(&network, 100.0);
    assert_eq!((count(&run, "queue", "served"), count(&run, "queue", "expired")), (2, 1));
    same(node(&run, "queue", "sojourn/max_ms"), 1100.0);
}

/// Time to live counts from the fetch, or from the last hit.
#[test]
fn an_entry_lives_from_its_fetch_or_from_its_last_use() {
    let hits = |refresh: bool| {
        let mut source = at(&[0.0, 6.0, 12.0]);
        source["keys"] = json!(1);
        let network = Network::traffic(source, "cache")
            .node("cache", "cache", json!({"ttl_s": 10, "refresh_on_hit": refresh}))
            .node("origin", "service", second(json!({"service_mean_ms": 0.0})))
            .link_when("cache", "origin", "branch", json!({}));
        let run = run(&network, 100.0);
        (node(&run, "cache", "cache/hits"), count(&run, "origin", "arrived"))
    };
    assert_eq!(hits(false), (1.0, 2));
    assert_eq!(hits(true), (2.0, 1));
}

/// Fetches that come back later do not make an entry younger.
#[test]
fn an_entry_lives_from_the_first_fetch_that_came_back() {
    let mut source = at(&[0.0, 1.0, 12.5]);
    source["keys"] = json!(1);
    let network = Network::traffic(source, "cache")
        .node("cache", "cache", json!({"ttl_s": 10, "coalesce": false}))
        .node("origin", "service", second(json!({"service_mean_ms": 2000.0, "servers": 9})))
        .link_when("cache", "origin", "branch", json!({}));
    let run = run(&network, 100.0);
    assert_eq!(count(&run, "origin", "arrived"), 3);
}

#[test]
fn users_of_a_closed_system_are_always_as_many() {
    let network = Network::closed(7.0, 3.0, "queue").station("queue", 1.0, 1.0);
    let run = run(&network, 500.0);
    assert!(node(&run, "queue", "in_system_mean") <= 7.0);
    assert!(view::number(&run, "requests/in_flight").unwrap() <= 7.0);
    let share = view::numbers(view::part(&run, Place::Node("queue")).unwrap(), "in_system_share");
    let share = share.unwrap();
    same(share.iter().sum::<f64>(), 1.0);
    same(share[8..].iter().sum::<f64>(), 0.0);
}

#[test]
fn a_queue_for_each_replica_does_not_share_its_servers() {
    let station = |queues: &str| {
        second(json!({
            "replicas": 2, "servers": 1, "queues": queues, "balance": "round_robin",
        }))
    };
    // The third goes to the queue of the first, whose server is free a moment later than the other.
    let times = [0.0, 0.1, 0.2, 0.3];
    let shared = run(&single(&times, station("shared")), 100.0);
    let own = run(&single(&times, station("per_replica")), 100.0);
    same(node(&shared, "queue", "wait/max_ms"), 800.0);
    same(node(&own, "queue", "wait/max_ms"), 800.0);
    // Two long and one short: in one queue the short one does not wait for the long ones' server.
    let work = |times: &[f64], work: f64| {
        let mut source = at(times);
        source["work"] = json!(work);
        source
    };
    let network = |queues: &str| {
        Network::default()
            .source("a", work(&[0.0], 9.0), "queue")
            .source("b", work(&[0.1], 1.0), "queue")
            .source("c", work(&[0.2], 1.0), "queue")
            .node("queue", "service", station(queues))
    };
    same(class(&run(&network("shared"), 100.0), "c", "wait/max_ms"), 900.0);
    same(class(&run(&network("per_replica"), 100.0), "c", "wait/max_ms"), 8800.0);
}
