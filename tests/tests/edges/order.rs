//! Who is served first, and what happens at the same instant.

use serde_json::json;
use windtunnel_tests::network::Network;

use super::harness::{at, class, count, node, run, same, second, single};

/// simmer 116: a server that is set free belongs to whoever waits, not to whoever comes at that
/// very moment.
#[test]
fn nobody_jumps_the_queue_when_a_server_is_set_free() {
    let run = run(&single(&[0.0, 0.5, 1.0], second(json!({}))), 100.0);
    same(node(&run, "queue", "wait/max_ms"), 1000.0);
    same(node(&run, "queue", "wait/mean_ms"), 500.0);
}

#[test]
fn those_who_come_together_are_served_in_the_order_of_their_source() {
    let run = run(&single(&[1.0, 1.0, 1.0], second(json!({}))), 100.0);
    same(node(&run, "queue", "sojourn/mean_ms"), 2000.0);
    same(node(&run, "queue", "wait/max_ms"), 2000.0);
}

#[test]
fn sources_at_the_same_instant_come_in_the_order_of_their_ids() {
    let network = Network::default()
        .source("b", at(&[1.0]), "queue")
        .source("a", at(&[1.0]), "queue")
        .node("queue", "service", second(json!({})));
    let run = run(&network, 100.0);
    same(class(&run, "a", "wait/max_ms"), 0.0);
    same(class(&run, "b", "wait/max_ms"), 1000.0);
}

/// Two classes at one station; the first is the more urgent.
fn urgent(high: &[f64], low: &[f64], mut station: serde_json::Value) -> Network {
    let with = |times: &[f64], priority: u32| {
        let mut source = at(times);
        source["priority"] = json!(priority);
        source
    };
    station["discipline"] = json!("priority");
    Network::default()
        .source("high", with(high, 0), "queue")
        .source("low", with(low, 1), "queue")
        .node("queue", "service", second(station))
}

/// simmer 114: nobody is pre-empted while a server is free.
#[test]
fn nobody_is_preempted_while_a_server_is_free() {
    let network = urgent(&[0.5], &[0.0], json!({"servers": 2, "preemption": "resume"}));
    let run = run(&network, 100.0);
    same(class(&run, "low", "sojourn/max_ms"), 1000.0);
    same(class(&run, "high", "sojourn/max_ms"), 1000.0);
}

#[test]
fn the_work_that_began_last_is_preempted_and_resumed() {
    let network = urgent(&[0.5], &[0.0, 0.1], json!({"servers": 2, "preemption": "resume"}));
    let run = run(&network, 100.0);
    same(class(&run, "high", "sojourn/max_ms"), 1000.0);
    // It had done .4 s, goes on at 1.0 s and ends at 1.6 s.
    same(class(&run, "low", "sojourn/max_ms"), 1500.0);
    same(class(&run, "low", "sojourn/mean_ms"), 1250.0);
}

#[test]
fn restarted_work_starts_from_nothing() {
    let network = urgent(&[0.5], &[0.0], json!({"preemption": "restart"}));
    let run = run(&network, 100.0);
    same(class(&run, "high", "sojourn/max_ms"), 1000.0);
    same(class(&run, "low", "sojourn/max_ms"), 2500.0);
    same(node(&run, "queue", "utilisation") * 100.0, 2.5);
}

/// simmer 59: whoever is pre-empted keeps a place, even in a queue that is full.
#[test]
fn the_preempted_is_not_lost_when_the_queue_is_full() {
    let station = json!({"queue_limit": 0, "preemption": "resume"});
    let run = run(&urgent(&[0.5], &[0.0, 0.7], station), 100.0);
    assert_eq!((count(&run, "queue", "served"), count(&run, "queue", "shed")), (2, 1));
    same(class(&run, "low", "sojourn/max_ms"), 2000.0);
}

#[test]
fn equals_do_not_preempt_each_other() {
    let network = urgent(&[0.0, 0.5], &[1e6], json!({"preemption": "resume"}));
    let run = run(&network, 100.0);
    same(node(&run, "queue", "sojourn/mean_ms"), 1250.0);
}

#[test]
fn last_come_first_served() {
    let run = run(&single(&[0.0, 0.1, 0.2], second(json!({"discipline": "lifo"}))), 100.0);
    // The third waits .8 s, the second 1.9 s.
    same(node(&run, "queue", "wait/max_ms"), 1900.0);
    same(node(&run, "queue", "wait/mean_ms"), 900.0);
}

#[test]
fn the_earliest_deadline_first() {
    let with = |times: &[f64], deadline_ms: f64| {
        let mut source = at(times);
        source["deadline_ms"] = json!(deadline_ms);
        source
    };
    let network = Network::default()
        .source("busy", with(&[0.0], 1000.0), "queue")
        .source("later", with(&[0.1], 9000.0), "queue")
        .source("sooner", with(&[0.2], 5000.0), "queue")
        .node("queue", "service", second(json!({"discipline": "deadline"})));
    let run = run(&network, 100.0);
    same(class(&run, "sooner", "wait/max_ms"), 800.0);
    same(class(&run, "later", "wait/max_ms"), 1900.0);
}

#[test]
fn the_least_work_first() {
    let with = |times: &[f64], work: f64| {
        let mut source = at(times);
        source["work"] = json!(work);
        source
    };
    let network = Network::default()
        .source("busy", with(&[0.0], 1.0), "queue")
        .source("long", with(&[0.1], 3.0), "queue")
        .source("short", with(&[0.2], 0.5), "queue")
        .node("queue", "service", second(json!({"discipline": "shortest"})));
    let run = run(&network, 100.0);
    same(class(&run, "short", "wait/max_ms"), 800.0);
    same(class(&run, "long", "wait/max_ms"), 1400.0);
}

#[test]
fn shared_servers_slow_down_as_more_come() {
    let run = run(&single(&[0.0, 0.5], second(json!({"discipline": "sharing"}))), 100.0);
    // Half of the first is done alone, the rest at half speed; then the second alone.
    same(node(&run, "queue", "sojourn/mean_ms"), 1500.0);
    same(node(&run, "queue", "sojourn/max_ms"), 1500.0);
}
