//! What monitors show by chance, and what charts on errors hear.

use serde_json::json;

use crate::unwatched;

/// PSI of small windows without drift: mean and 95 % point of exact multinomial samples (40,000 of
/// each), by bins, values of the reference and of the window.
#[test]
fn psi_of_small_windows() {
    for (bins, n, m, mean, p95) in [
        (5, 50, 50, 0.169, 0.408),
        (10, 100, 100, 0.192, 0.367),
        (10, 1000, 100, 0.105, 0.200),
        (20, 200, 200, 0.202, 0.327),
        (10, 200, 200, 0.0925, 0.1747),
    ] {
        let monitor = json!({
            "signal": "feature_drift", "feature": "amount", "bins": bins, "reference_n": n,
            "samples": m, "window_min": 10, "threshold": 10,
        });
        let life = unwatched().monitor("watch", "gbdt", monitor).life(60);
        let seen = life.monitors.iter().find(|monitor| monitor.id == "watch").expect("it is there");
        let quiet = (seen.quiet_mean.unwrap_or(0.0), seen.quiet_p95.unwrap_or(0.0));
        let what = format!("{bins} bins, {n}, {m}: {quiet:?}");
        assert!((quiet.0 / mean - 1.0).abs() < 0.03, "{what}");
        assert!((quiet.1 / p95 - 1.0).abs() < 0.05, "{what}");
    }
}

/// Charts count in standard deviations of the usual error: a rise of the error from about 5 % by
/// half of its standard deviation is what they are made for.
#[test]
fn charts_hear_a_higher_error() {
    for chart in [
        json!({"detector": "cusum", "cusum_k": 0.25, "cusum_h": 60}),
        json!({"detector": "ewma", "ewma_lambda": 0.01, "ewma_l": 6}),
    ] {
        let mut monitor = json!({"signal": "labelled_error", "direction": "above"});
        for (key, value) in chart.as_object().expect("parameters") {
            monitor[key] = value.clone();
        }
        let turn = json!({"type": "concept_drift", "degrees": 60});
        let life = unwatched()
            .with("world/base_rate", json!(0.2))
            .monitor("watch", "gbdt", monitor)
            .incident("turn", turn, "", (20.0, 100.0))
            .life(40);
        let fault = &life.faults[0];
        assert_eq!(fault.detected_by, "watch", "{chart}: {fault:?}");
        assert_eq!(life.monitors[0].false_alerts, 0, "{chart}");
    }
}

/// The formula stands there before the first alarm.
#[test]
fn a_chart_without_an_alarm_has_its_formula() {
    let monitor = json!({
        "signal": "feature_mean", "feature": "amount", "detector": "ewma", "ewma_lambda": 0.1,
        "ewma_l": 8, "direction": "above",
    });
    let life = unwatched().monitor("watch", "gbdt", monitor).life(2);
    let run = life.monitors[0].run_length.expect("a formula");
    assert!(run.mean.is_none() && run.n == 0 && run.exact.is_some_and(|exact| exact > 1e8));
}

/// Where values come by the million, the alarms of a steady law come as often as those that were
/// drawn one by one.
#[test]
fn busy_tests_keep_their_pace() {
    let monitor = json!({
        "signal": "feature_mean", "feature": "amount", "detector": "cusum", "cusum_k": 0.5,
        "cusum_h": 5, "direction": "either", "samples": 20_000, "window_min": 60,
    });
    let life = unwatched()
        .with("nodes/shop/params", json!({"arrivals": "poisson", "rate_per_s": 100}))
        .monitor("watch", "gbdt", monitor)
        .life(30);
    let seen = &life.monitors[0];
    let run = seen.run_length.expect("alarms");
    assert!((run.mean.unwrap_or(0.0) / run.exact.unwrap_or(0.0) - 1.0).abs() < 0.1, "{run:?}");
    assert!((20.0..90.0).contains(&(seen.alerts_s[1999] / 3600.0)), "{}", seen.alerts_s[1999]);
    let per_alarm = seen.looks / f64::from(seen.false_alerts);
    assert!((per_alarm / run.exact.unwrap_or(0.0) - 1.0).abs() < 0.1, "{per_alarm} {run:?}");
}
