//! A week on both clocks at several loads, one of them more than the people can read.

use serde_json::json;
use windtunnel_sim::experiment::replicate;
use windtunnel_sim::lifecycle::Life;
use windtunnel_sim::model::Settings;
use windtunnel_sim::result::RunResult;
use windtunnel_tests::compare::Sample;

use crate::{OfLife, OfRun, fraud, side};

const REPLICATIONS: u32 = 4;
const WEEK_S: f64 = 604_800.0;

fn per_1k(run: &RunResult, usd: f64) -> f64 {
    1000.0 * usd / run.money.decisions as f64
}

fn of_life(life: &Life, series: &[f64]) -> f64 {
    1000.0 * series.iter().sum::<f64>() / life.series.requests.iter().sum::<f64>()
}

fn of_ledger(life: &Life, usd: f64) -> f64 {
    1000.0 * usd / life.money.decisions
}

const ROWS: &[(&str, OfRun, OfLife)] = &[
    (
        "requests",
        |run| run.requests.arrived as f64,
        |life| life.series.requests.iter().sum::<f64>(),
    ),
    (
        "system",
        |run| side(&run.money.system),
        |life| of_ledger(life, life.money.system.ledger.decisions_usd()),
    ),
    ("rules", |run| side(&run.money.rules), |life| of_life(life, &life.series.rules_usd)),
    (
        "nothing",
        |run| side(&run.money.do_nothing),
        |life| of_life(life, &life.series.do_nothing_usd),
    ),
    (
        "misses",
        |run| per_1k(run, run.money.system.ledger.false_negative_usd),
        |life| of_ledger(life, life.money.system.ledger.false_negative_usd),
    ),
    (
        "false alarms",
        |run| per_1k(run, run.money.system.ledger.false_positive_usd),
        |life| of_ledger(life, life.money.system.ledger.false_positive_usd),
    ),
    (
        "reviews",
        |run| per_1k(run, run.money.system.ledger.review_usd),
        |life| of_ledger(life, life.money.system.ledger.review_usd),
    ),
];

/// One person: a tenth of a request a second is easily read, twice as many just so, and of 0.6 half
/// of the suspects wait at the end of the week.
#[test]
fn a_week_at_several_loads() {
    let mut off = Vec::new();
    for (rate, keeps_up) in [(0.1, true), (0.22, true), (0.6, false)] {
        let design = fraud()
            .with("nodes/shop/params", json!({"arrivals": "poisson", "rate_per_s": rate}))
            .with("nodes/desk/params/staff", json!(vec![1; 24]))
            .with("nodes/desk/params/service_p50_ms", json!(30_000))
            .with("nodes/desk/params/service_p99_ms", json!(90_000))
            .with("nodes/desk/params/queue_limit", json!(1_000_000));
        let document = design.document();
        let settings =
            Settings { horizon_s: WEEK_S, warmup_s: 0.0, buckets: 168, days: 7, ..document.run };
        let runs = replicate(&document.model(), &settings, None, REPLICATIONS).expect("it runs");
        let life = design.life_of(settings);
        let waits = life.warnings.iter().any(|warning| warning.contains("does not keep up"));
        assert_eq!(waits, !keeps_up, "{rate}: {:?}", life.warnings);
        let pending = runs[0].requests.in_flight;
        assert_eq!(pending > 1000, !keeps_up, "{rate}: {pending}");
        for (what, of_run, of_life) in ROWS {
            let values: Vec<f64> = runs.iter().map(of_run).collect();
            let Sample { mean, error, .. } = Sample::of(&values);
            let expected = of_life(&life);
            let line = format!("{rate}/s {what}: life {expected:.3}, runs {mean:.3} +- {error:.3}");
            println!("{line}");
            if (expected - mean).abs() > 5.0 * error + 0.01 * mean.abs() {
                off.push(line);
            }
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
}
