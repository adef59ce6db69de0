//! What decisions are worth: waiting, labels, quality, and a calendar that begins later.

// Parameters are passed as `json!({...})`, which a reference would only clutter.
#![allow(clippy::needless_pass_by_value)]

use serde_json::{Value, json};
use windtunnel_sim::model::{Detail, Settings};
use windtunnel_sim::request::simulate;
use windtunnel_tests::network::Network;

use super::bench::{Run, at, constant, evenly, instant, run, runs, same, with};

fn ledger(run: &Run, key: &str) -> f64 {
    run.0["money"]["system"]["ledger"][key].as_f64().expect("it is in the ledger")
}

fn per_1k(run: &Run, key: &str) -> f64 {
    run.0["money"]["system"][key]["mean"].as_f64().expect("there were decisions")
}

/// Rules that take so long, a sink with a deadline of a second, and these prices; mistakes and team
/// cost nothing.
fn priced(service_ms: f64, costs: Value) -> Network {
    let free = json!({"false_negative_usd": 0.0, "false_positive_usd": 0.0});
    Network::traffic(evenly(1.0), "rules")
        .node("rules", "rules", with(&constant(9, service_ms), &json!({"error_rate": 0.0})))
        .node("sink", "sink", json!({"deadline_ms": 1000}))
        .link("rules", "sink", json!({}))
        .world(json!({"costs": with(&free, &costs)}))
}

/// Five in a hundred give up for every 100 ms, and nobody more than once.
#[test]
fn slow_answers_make_senders_give_up() {
    let given_up = |service_ms: f64, share: f64| {
        let costs = json!({"abandonment_per_100ms": share, "abandoned_usd": 2.0});
        let run = run(&priced(service_ms, costs), 1000.5);
        let usd = ledger(&run, "abandonment_usd");
        // It belongs to the costs of decisions, intervals included.
        same(per_1k(&run, "decisions_usd_per_1k"), usd);
        usd / 1000.0
    };
    same(given_up(40.0, 0.05), 0.4 * 0.05 * 2.0);
    same(given_up(400.0, 0.05), 4.0 * 0.05 * 2.0);
    same(given_up(400.0, 0.5), 2.0);
}

#[test]
fn broken_promises_cost() {
    let costs = || json!({"missed_usd": 3.0});
    let missed = |network: &Network| ledger(&run(network, 1000.5), "missed_usd");
    same(missed(&priced(900.0, costs())), 0.0);
    // Late, failed, shed: all are missed.
    same(missed(&priced(1100.0, costs())), 2997.0);
    let down = json!({"type": "outage", "mode": "refuse"});
    same(missed(&priced(10.0, costs()).incident(down, "rules", 500.5, 1e9)), 1500.0);
    let full = with(&constant(1, 1e9), &json!({"queue_limit": 0, "error_rate": 0.0}));
    same(missed(&priced(10.0, costs()).node("rules", "rules", full)), 2997.0);
    let buckets = run(&priced(1100.0, costs()), 1000.5);
    let series: f64 = buckets.0["series"]["system_usd"]
        .as_array()
        .expect("a series")
        .iter()
        .map(|usd| usd.as_f64().expect("a number"))
        .sum();
    same(series, 2997.0);
}

/// Two items at once, one person, an hour each: the second has waited for two hours when it is
/// decided.
#[test]
fn waiting_for_people_costs() {
    let desk = json!({
        "staff": vec![1; 24], "service_law": "deterministic", "service_mean_ms": 3_600_000,
        "usd_per_item": 0.0,
    });
    let network = Network::traffic(at(&[10.0, 10.0]), "model")
        .node("model", "model", constant(9, 1000.0))
        .node("policy", "policy", json!({"approve_below": 0.0, "decline_above": 1.0}))
        .node("desk", "reviewers", desk)
        .node("sink", "sink", json!({"deadline_ms": 1e9}))
        .link("model", "policy", json!({}))
        .link_when("policy", "desk", "review", json!({}))
        .link("desk", "sink", json!({}))
        .world(json!({
            "base_rate": 0.5, "features": [{"id": "f", "separation": 1.0}],
            "costs": {"review_delay_usd_per_h": 7.0},
        }));
    same(ledger(&run(&network, 20_000.0), "delay_usd"), 7.0 * (1.0 + 2.0));
}

/// Bought labels are those that came before the end.
#[test]
fn labels_are_bought_one_by_one() {
    let labels = |more: Value| {
        let once = json!({
            "delay_law": "fixed", "delay_median_days": 0.005, "usd_per_label": 0.25,
        });
        with(&once, &more)
    };
    let usd = |more: Value| {
        let network = priced(10.0, json!({}))
            .node("labels", "labels", labels(more))
            .wire("sink", "labels", "feedback");
        let run = run(&network, 1000.5);
        let (usd, known) = (ledger(&run, "labels_usd"), run.node("labels", "labels/0"));
        same(usd, 0.25 * known);
        let apart = per_1k(&run, "total_usd_per_1k") - per_1k(&run, "decisions_usd_per_1k");
        same(apart, 1000.0 * (usd + ledger(&run, "infrastructure_usd")) / 1000.0);
        usd
    };
    // Of 1000 s those until 7 min 12 s before the end.
    same(usd(json!({})), 0.25 * 568.0);
    same(usd(json!({"delay_median_days": 1.0})), 0.0);
    let some = usd(json!({"coverage": 0.5}));
    assert!((some / 0.25 - 284.0).abs() < 4.0 * (568.0_f64 / 4.0).sqrt(), "{some}");
}

/// The area under the precision-recall curve of what was served, beside the formula's.
#[test]
fn average_precision_is_measured() {
    let network = |separation: f64, features: Value| {
        Network::poisson(100.0, "model").node("model", "model", instant()).world(with(
            &json!({"base_rate": 0.1, "features": [{"id": "f", "separation": separation}]}),
            &features,
        ))
    };
    let two = json!({"features": [
        {"id": "f", "separation": 2.0}, {"id": "g", "separation": 2.0, "missing_share": 0.4},
    ]});
    for (name, network) in [
        ("no separation", network(0.0, json!({}))),
        ("some", network(1.5, json!({}))),
        ("a mixture", network(0.0, two)),
    ] {
        let runs = runs(name, &network, 100.0, 4e5);
        let expected = runs.results()[0].quality.average_precision_expected;
        // Scores without any separation are no better than the base rate.
        let theory = expected.unwrap_or(0.1);
        runs.expect(name, theory, |run| run.quality.average_precision);
        assert_eq!(expected.is_none(), name == "no separation");
    }
}

/// Without distributions there are no times, not times of nothing.
#[test]
fn counts_have_no_times() {
    let model = priced(10.0, json!({})).document().model();
    let settings =
        Settings { horizon_s: 100.5, buckets: 10, detail: Detail::Counts, ..Settings::default() };
    let result = simulate(&model, &settings, None).expect("it runs");
    assert_eq!(result.requests.arrived, 100);
    assert!(result.requests.latency.mean_ms.is_none() && result.requests.sojourn.mean_ms.is_none());
    assert!(result.nodes.iter().all(|node| node.wait.mean_ms.is_none()));
}

/// A run that begins on the sixth day begins on a weekend, whatever the hour.
#[test]
fn runs_begin_on_their_day() {
    let arrived = |start_day: u32, days: f64| {
        let traffic = json!({"rate_per_s": 1.0, "weekend_factor": 0.25});
        let model = Network::traffic(traffic, "a").node("a", "service", instant());
        let horizon_s = days * 86_400.0;
        let settings = Settings { horizon_s, start_day, buckets: 10, ..Settings::default() };
        let result = simulate(&model.document().model(), &settings, None).expect("it runs");
        result.requests.arrived as f64 / horizon_s
    };
    let near = |got: f64, want: f64| assert!((got - want).abs() < 0.02, "{got} is not {want}");
    near(arrived(0, 1.0), 1.0);
    near(arrived(5, 1.0), 0.25);
    near(arrived(4, 2.0), 0.625);
    near(arrived(6, 2.0), 0.625);
    near(arrived(7, 1.0), 1.0);
    // A wave of 48 hours is in its trough on odd days.
    let morning = |start_day: u32| {
        let traffic = json!({
            "arrivals": "diurnal", "rate_per_s": 1.0, "amplitude": 1.0, "period_h": 48,
            "peak_hour": 0,
        });
        let model = Network::traffic(traffic, "a").node("a", "service", instant());
        let settings =
            Settings { horizon_s: 7200.0, start_day, buckets: 10, ..Settings::default() };
        let result = simulate(&model.document().model(), &settings, None).expect("it runs");
        result.requests.arrived as f64 / 7200.0
    };
    assert!(morning(0) > 1.9 && morning(1) < 0.1 && morning(2) > 1.9);
}
