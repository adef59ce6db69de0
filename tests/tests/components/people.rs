//! Reviewer desks: overflow, order, accuracy, fatigue and breaks.

use serde_json::{Value, json};
use windtunnel_sim::result::Outcome;
use windtunnel_sim::stats::{normal_cdf, normal_quantile};
use windtunnel_tests::network::Network;

use super::bench::{
    Run, at, constant, evenly, instant, mean_over, run, run_with, runs, runs_of_length, same, with,
};

/// Requests of which a model says what it knows, all of which go to people.
fn desk(traffic: Value, desk: &Value, world: Value) -> Network {
    Network::traffic(traffic, "model")
        .node("model", "model", instant())
        .node("policy", "policy", json!({"approve_below": 0.0, "decline_above": 1.0}))
        .node("desk", "reviewers", with(&json!({"service_law": "deterministic"}), desk))
        .node("sink", "sink", json!({"deadline_ms": 1e9}))
        .link("model", "policy", json!({}))
        .link_when("policy", "desk", "review", json!({}))
        .link("desk", "sink", json!({}))
        .world(world)
}

fn staff(number: u32) -> Vec<u32> {
    vec![number; 24]
}

fn world(base_rate: f64, separation: f64) -> Value {
    json!({"base_rate": base_rate, "features": [{"id": "f", "separation": separation}]})
}

/// One person and one place to wait: of four at once two are overflow, with which the desk does as
/// it says, whatever they are.
#[test]
fn overflow_is_decided_without_looking() {
    let decided = |overflow: &str, base_rate: f64| {
        let params = json!({
            "staff": staff(1), "queue_limit": 1, "overflow": overflow, "service_mean_ms": 60_000,
            "sensitivity": 1.0, "specificity": 1.0, "usd_per_item": 3.0,
        });
        let run = run(&desk(at(&[10.0; 4]), &params, world(base_rate, 1.0)), 1000.0);
        assert_eq!((run.outcome(Outcome::Review), run.outcome(Outcome::Shed)), (2, 2));
        same(run.0["money"]["system"]["ledger"]["review_usd"].as_f64().expect("a price"), 6.0);
        ["true_positives", "false_negatives", "false_positives", "true_negatives"]
            .map(|key| run.quality(key) as u64)
    };
    // All positive: the two that are looked at are declined.
    assert_eq!(decided("approve", 1.0), [2, 2, 0, 0]);
    assert_eq!(decided("decline", 1.0), [4, 0, 0, 0]);
    assert_eq!(decided("approve", 0.0), [0, 0, 0, 4]);
    assert_eq!(decided("decline", 0.0), [0, 0, 2, 2]);
}

/// Twice as much comes as the desk can do. First come, first served it looks at a random half of the
/// positives that a day brings; by expected loss at nearly all of them.
#[test]
fn the_likeliest_loss_first_catches_more_when_people_are_short() {
    let recall = |order: &str| {
        let params = json!({
            "staff": staff(2), "order": order, "service_mean_ms": 200_000,
            "sensitivity": 1.0, "specificity": 1.0,
        });
        let network = desk(json!({"rate_per_s": 0.02}), &params, world(0.1, 2.5));
        let runs = runs_of_length(order, &network, 86_400.0, 0.0).without_own_intervals();
        // Those caught, of all who came; the rest is still in the queue at the end.
        runs.sample("caught", |run| {
            let caught = run["quality"]["true_positives"].as_f64()?;
            Some(caught / (0.1 * run["requests"]["arrived"].as_f64()?))
        })
    };
    let (fifo, loss) = (recall("fifo"), recall("expected_loss"));
    assert!(fifo.z(0.5).abs() < 4.0, "half the work, half the positives: {fifo:?}");
    // Positives are a tenth of what comes, and above the median score but for
    // Phi(t - 2.5), with t the score that half of all exceed: 0.15 or so; 1 %.
    assert!(loss.mean - 4.0 * loss.error > 0.9, "{loss:?}");
}

/// With waiting counted nobody is overtaken by whoever comes a promise later; by expected loss alone
/// the unlikely wait for as long as the desk is busy.
#[test]
fn ageing_bounds_the_longest_wait() {
    let promise_min = 30.0;
    let longest_wait_min = |order: &str| {
        let params = json!({
            "staff": staff(1), "order": order, "service_mean_ms": 60_000, "sla_min": promise_min,
        });
        let traffic = json!({"rate_per_s": 0.95 / 60.0});
        let network = desk(traffic, &params, world(0.1, 2.5));
        let run = run_with(&network, 20.0 * 86_400.0, 0.0, 20);
        (run.node("desk", "wait/max_ms") / 60_000.0, run.node("desk", "queue_mean"))
    };
    let [fifo, loss, sla] = ["fifo", "expected_loss", "sla"].map(longest_wait_min);
    // All services are alike, so the order changes who waits and not how many do.
    same(loss.1, fifo.1);
    same(sla.1, fifo.1);
    // Work there a promise after one has come is what first come, first served would make him wait
    // then, and all that is ahead of him.
    assert!(sla.0 <= fifo.0 + promise_min + 1.0, "{sla:?} {fifo:?}");
    assert!(sla.0 > fifo.0 && loss.0 > 1.5 * sla.0, "{fifo:?} {sla:?} {loss:?}");
}

/// What people recognise depends on how rare it is among what they see.
#[test]
fn rare_positives_are_missed_more_often() {
    let params = json!({
        "staff": staff(100), "accuracy": "prevalence", "service_mean_ms": 0,
    });
    let fit = |q: f64| {
        let rarity = 0.207 * ((1.0 - q) / q).ln();
        (normal_cdf(1.476 - rarity), normal_cdf(1.10 + rarity))
    };
    for (base_rate, share) in [(0.5, 0.002), (0.1, 0.01), (0.01, 0.05)] {
        let network = desk(json!({"rate_per_s": 10.0}), &params, world(base_rate, 1.0));
        let runs = runs(&format!("prevalence {base_rate}"), &network, 10.0, 2e5);
        let (sensitivity, specificity) = fit(base_rate);
        // They go by the last few hundred items, so the rarer the less sure they are of it.
        let near = |name: &str, theory: f64, share: f64, key: &str| {
            let pointer = format!("/quality/{key}");
            runs.expect_near(name, theory, share, |run| run.pointer(&pointer)?.as_f64());
        };
        near("sensitivity", sensitivity, share, "recall");
        near("false alarms", 1.0 - specificity, 0.05, "false_positive_rate");
    }
    // Domain reference 3.14: .93 at a half, .70 at a hundredth.
    assert!((fit(0.5).0 - 0.93).abs() < 0.005 && (fit(0.01).0 - 0.70).abs() < 0.005);
    // With fixed accuracy rarity does not matter.
    let params = json!({"staff": staff(100), "sensitivity": 0.9, "service_mean_ms": 0});
    let network = desk(json!({"rate_per_s": 10.0}), &params, world(0.01, 1.0));
    let runs = runs("fixed", &network, 10.0, 2e5);
    runs.expect("sensitivity", 0.9, |run| run.quality.recall);
}

/// Half a normal deviate is lost with every hour at work, over a shift of eight.
#[test]
fn people_tire_until_they_rest() {
    let recall_of = |name: &str, more: Value| {
        let params = with(
            &json!({
                "staff": staff(100), "sensitivity": 0.95, "specificity": 0.95,
                "fatigue_per_h": 0.25, "service_mean_ms": 0,
            }),
            &more,
        );
        let network = desk(json!({"rate_per_s": 0.5}), &params, world(1.0, 1.0));
        runs_of_length(name, &network, 8.0 * 3600.0, 0.0)
    };
    let after = |hours: f64| normal_cdf(normal_quantile(0.95) - 0.25 * hours);
    let tired = recall_of("no break", json!({}));
    tired.expect("recall", mean_over(0.0, 8.0, after), |run| run.quality.recall);
    // After eight hours others take over, where the work goes on day and night.
    let params = json!({
        "staff": staff(100), "sensitivity": 0.95, "fatigue_per_h": 0.25, "service_mean_ms": 0,
    });
    let day = desk(json!({"rate_per_s": 0.2}), &params, world(1.0, 1.0));
    let day = runs_of_length("three shifts", &day, 24.0 * 3600.0, 0.0);
    day.expect("recall", mean_over(0.0, 8.0, after), |run| run.quality.recall);
    // With a pause of 15 min after every 1 h 45 min, nobody works longer than that; what comes
    // meanwhile is done fresh at its end.
    let rested = recall_of("breaks", json!({"break_every_h": 1.75, "break_min": 15}));
    // What comes in the last pause is still there at the end, and let through.
    let theory = (7.0 * mean_over(0.0, 1.75, after) + 0.75 * after(0.0)) / 8.0;
    rested.expect("recall", theory, |run| run.quality.recall);
}

fn hours(run: &Run, path: &str) -> f64 {
    run.node("desk", path) / 3_600_000.0
}

/// During a break work waits; what is in hand is finished.
#[test]
fn a_break_stops_the_desk() {
    let params = json!({
        "staff": staff(1), "break_every_h": 2, "break_min": 30, "service_mean_ms": 600_000,
    });
    let of = |time_h: f64| run(&desk(at(&[time_h * 3600.0]), &params, world(0.5, 1.0)), 86_400.0);
    same(hours(&of(1.0), "sojourn/max_ms"), 1.0 / 6.0);
    same(hours(&of(1.9), "sojourn/max_ms"), 1.0 / 6.0);
    same(hours(&of(2.1), "wait/max_ms"), 0.4);
    // Two hours of work follow, then the next break.
    same(hours(&of(4.4), "wait/max_ms"), 0.0);
    same(hours(&of(4.6), "wait/max_ms"), 0.4);
}

/// Nobody at work at night; what comes waits for the morning, and a promise is broken.
#[test]
fn nights_make_people_wait() {
    let day: Vec<u32> = (0..24).map(|hour| if (8..18).contains(&hour) { 3 } else { 0 }).collect();
    let params = json!({"staff": day, "service_mean_ms": 60_000, "usd_per_item": 2.0});
    let run = run(&desk(evenly(1.0 / 1800.0), &params, world(0.5, 1.0)), 86_401.0);
    // The one of 00:30 waits for 7 h 30 min and, three at a time, is first.
    same(hours(&run, "wait/max_ms"), 7.5);
    assert_eq!(run.outcome(Outcome::Review), 35);
    same(run.0["money"]["system"]["ledger"]["review_usd"].as_f64().expect("a price"), 70.0);
    // Other stations do not sleep.
    let open = Network::traffic(evenly(1.0 / 1800.0), "queue").node(
        "queue",
        "service",
        constant(3, 60_000.0),
    );
    same(super::bench::run(&open, 86_401.0).node("queue", "wait/max_ms"), 0.0);
}
