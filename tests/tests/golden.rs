//! The templates against the golden numbers of the domain reference.

use windtunnel_design::templates;
use windtunnel_sim::experiment::{across, replicate};
use windtunnel_sim::model::Settings;
use windtunnel_sim::request::simulate;
use windtunnel_sim::result::{Estimate, RunResult};

/// Several independent stretches of a template.
fn runs(template: &str, days: f64, count: u32) -> Vec<RunResult> {
    let document = templates::find(template).expect("the template exists").document();
    let settings = Settings { horizon_s: days * 86_400.0, buckets: 240, ..document.run };
    let runs = replicate(&document.model(), &settings, None, count).expect("the template runs");
    for check in runs.iter().flat_map(|run| &run.checks) {
        assert!(check.holds, "{template}: {} does not hold: {}", check.name, check.detail);
    }
    runs
}

/// Is the golden number inside the interval across the runs, and is the interval of any use?
fn holds(name: &str, runs: &[RunResult], golden: f64, of: impl Fn(&RunResult) -> f64) {
    let values: Vec<_> = runs.iter().map(of).collect();
    let Some(Estimate { mean, half_width_95: Some(half_width) }) = across(&values) else {
        panic!("{name}: no interval");
    };
    println!("{name}: {mean:.4} +- {half_width:.4} (golden {golden})");
    assert!((mean - golden).abs() <= 1.5 * half_width, "{name}: {mean} +- {half_width}, {golden}");
    assert!(half_width < 0.12 * golden, "{name}: too wide, {mean} +- {half_width}");
}

/// Domain reference 4.1, at the shipped defaults.
#[test]
fn card_fraud_costs_what_the_reference_says() {
    let runs = runs("card-fraud", 2.0, 8);
    let side = |estimate: Option<Estimate>| estimate.expect("there were decisions").mean;
    let money = |run: &RunResult| side(run.money.system.decisions_usd_per_1k);
    holds("system", &runs, 84.4, money);
    holds("nothing", &runs, 135.0, |run| side(run.money.do_nothing.decisions_usd_per_1k));
    holds("rules", &runs, 113.2, |run| side(run.money.rules.decisions_usd_per_1k));
    holds("recall", &runs, 0.467, |run| run.quality.recall.expect("there was fraud"));
    holds("review share", &runs, 0.0043, |run| side(run.requests.review_share));
    holds("auc", &runs, 0.97, |run| run.quality.auc.expect("both classes were scored"));
    for run in &runs {
        let expected = run.money.expected.expect("the design has a closed form");
        assert!((expected.decisions_usd_per_1k - 84.4).abs() < 0.1);
        assert!((expected.rules_usd_per_1k - 113.2).abs() < 0.05);
        assert!(run.warnings.is_empty(), "{:?}", run.warnings);
        assert!(run.requests.latency.p99_ms.expect("many requests") < 100.0);
        assert!(side(run.requests.in_time_share) > 0.999);
    }
}

/// The velocity feed turns null and every answer is still a success.
#[test]
fn the_silent_failure_is_worse_than_rules_and_looks_healthy() {
    let document = templates::find("card-fraud-silent").expect("it exists").document();
    let mut model = document.model();
    // The whole run is spent in the incident, so that its cost is measured and not its start.
    model.incidents.iter_mut().for_each(|incident| {
        incident.start_s = 0.0;
        incident.end_s = 1e9;
    });
    let settings = Settings { horizon_s: 2.0 * 86_400.0, buckets: 240, ..document.run };
    let runs = replicate(&model, &settings, None, 8).expect("it runs");
    let usd = |run: &RunResult| run.money.system.decisions_usd_per_1k.expect("decisions").mean;
    holds("silent", &runs, 125.4, usd);
    for run in &runs {
        let p99_ms = run.requests.latency.p99_ms.expect("many requests");
        assert!(p99_ms < 100.0, "latency stays green: {p99_ms}");
        assert_eq!(run.quality.scored, run.quality.scored_with_null);
    }
}

/// Monitors see the null features within minutes, as the reference's timeline says.
#[test]
fn the_null_monitor_fires_within_minutes() {
    let silent = templates::find("card-fraud-silent").expect("it exists").document();
    let mut document = templates::find("card-fraud").expect("it exists").document();
    document.incidents = silent.incidents;
    let run = simulate(&document.model(), &document.run, None).expect("it runs");
    let start_s = document.incidents.values().next().expect("an incident").start_s;
    let alert = run.alerts.iter().find(|alert| alert.monitor == "null-monitor");
    let fired_s = alert.expect("the monitor fires").fired_s;
    assert!((0.0..=600.0).contains(&(fired_s - start_s)), "{fired_s}");
    let before = run.alerts.iter().filter(|alert| alert.fired_s < start_s).count();
    assert_eq!(before, 0, "false alarms: {:?}", run.alerts);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let document = templates::find("card-fraud").expect("it exists").document();
    let bytes = |seed: u64| {
        let settings = Settings { horizon_s: 3600.0, seed, ..document.run };
        let run = simulate(&document.model(), &settings, None).expect("it runs");
        serde_json::to_string(&run).expect("a result is JSON")
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}
