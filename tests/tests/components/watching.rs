//! Monitors on the request path: each signal shows what it says, measures of drift beside their
//! value by formula.

// Parameters are passed as `json!({...})`, which a reference would only clutter.
#![allow(clippy::needless_pass_by_value)]

use serde_json::{Value, json};
use windtunnel_sim::detect::population::between_normals;
use windtunnel_sim::stats::{Normal, normal_cdf, normal_quantile};
use windtunnel_tests::network::Network;

use super::bench::{Run, constant, evenly, instant, run, with};

/// When incidents begin: at the end of a window.
const START_S: f64 = 1800.0;

/// How long runs last.
const HORIZON_S: f64 = 3600.0;

/// A model with two features, one from a feed, and a monitor beside it.
fn watched(monitor: Value, world: Value) -> Network {
    let monitor = with(&json!({"window_min": 5}), &monitor);
    Network::traffic(evenly(10.0), "store")
        .node("store", "feature_store", with(&instant(), &json!({"miss_rate": 0.0})))
        .node("feed", "feed", json!({"interval_s": 60, "lag_ms": 1000, "on_stop": "stale"}))
        .node("model", "model", with(&instant(), &json!({"error_rate": 0.0})))
        .node("policy", "policy", json!({"approve_below": 0.5, "decline_above": 0.5}))
        .node("sink", "sink", json!({"deadline_ms": 1000}))
        .node("monitor", "monitor", monitor)
        .link("store", "model", json!({}))
        .link("model", "policy", json!({}))
        .link_when("policy", "sink", "approve", json!({}))
        .link_when("policy", "sink", "decline", json!({}))
        .wire("feed", "store", "stream")
        .wire("model", "monitor", "control")
        .logged("sink")
        .world(world)
}

/// Positives are so rare that features and scores are normal.
fn plain() -> Value {
    json!({
        "base_rate": 0.0,
        "features": [
            {"id": "fed", "separation": 1.0, "served_by": "feed"},
            {"id": "own", "separation": 1.0, "noise": 2.0},
        ],
    })
}

struct Fired {
    at_s: f64,
    cleared_s: Option<f64>,
    value: f64,
}

fn alerts(run: &Run) -> Vec<Fired> {
    let of = |alert: &Value| Fired {
        at_s: alert["fired_s"].as_f64().expect("a time"),
        cleared_s: alert["cleared_s"].as_f64(),
        value: alert["value"].as_f64().expect("a value"),
    };
    run.0["alerts"].as_array().expect("a list").iter().map(of).collect()
}

/// The only alert, raised in the windows behind the start of the incident.
#[track_caller]
fn only(network: &Network) -> Fired {
    let mut alerts = alerts(&run(network, HORIZON_S));
    let times: Vec<_> = alerts.iter().map(|alert| (alert.at_s, alert.value)).collect();
    assert_eq!(alerts.len(), 1, "{times:?}");
    let alert = alerts.remove(0);
    assert!(alert.at_s > START_S && alert.at_s <= START_S + 300.0, "at {}", alert.at_s);
    alert
}

#[track_caller]
fn near(got: f64, want: f64, give: f64) {
    assert!((got - want).abs() <= give, "{got} is not {want} +- {give}");
}

fn hit(monitor: Value, kind: Value, target: &str) -> Network {
    watched(monitor, plain()).incident(kind, target, START_S, 1e9)
}

#[test]
fn volume_is_beside_what_is_usual() {
    let spike = json!({"type": "traffic_spike", "factor": 3.0});
    let more = hit(json!({"signal": "volume", "threshold": 1.5}), spike, "source");
    let alert = only(&more);
    // Two of five parts of the window at three times the rate.
    assert_eq!(alert.at_s, START_S + 120.0);
    near(alert.value, 1.8, 0.01);
    let silent = json!({"type": "traffic_spike", "factor": 0.0});
    let below = json!({"signal": "volume", "direction": "below", "threshold": 0.5});
    let alert = only(&watched(below, plain()).incident(silent, "source", START_S, 2400.0));
    assert_eq!((alert.at_s, alert.cleared_s), (START_S + 180.0, Some(2400.0 + 180.0)));
    near(alert.value, 0.4, 0.01);
}

/// A wave of the day is usual.
#[test]
fn volume_knows_the_hour() {
    let traffic = json!({"arrivals": "diurnal", "rate_per_s": 2, "amplitude": 0.9, "period_h": 2});
    let network = Network::traffic(traffic, "a").node("a", "service", instant());
    let monitor = json!({
        "signal": "volume", "direction": "below", "threshold": 0.6, "window_min": 10,
    });
    let run = run(&network.node("monitor", "monitor", monitor), 4.0 * 3600.0);
    assert!(alerts(&run).is_empty(), "its trough is a tenth of its mean");
}

#[test]
fn features_age_when_their_feed_is_late() {
    let monitor = json!({"signal": "feature_age_s", "threshold": 300.0});
    let late = json!({"type": "late_feed", "by_s": 600});
    let alerts_of =
        |monitor: &Value, late: Value| alerts(&run(&hit(monitor.clone(), late, "feed"), HORIZON_S));
    // The last that came was taken a minute before. From then on it ages a second a second, and the
    // mean of five minutes is that of their middle.
    let alert = alerts_of(&monitor, late).remove(0);
    assert_eq!(alert.at_s, START_S + 420.0);
    near(alert.value, 60.0 + 270.0, 1.0);
    // Only of the feature that is named.
    let own = with(&monitor, &json!({"feature": "own"}));
    let late = json!({"type": "late_feed", "by_s": 600});
    assert!(alerts_of(&own, late).is_empty());
}

#[test]
fn values_leave_the_range_of_training() {
    let monitor =
        |feature: &str| json!({"signal": "feature_range", "feature": feature, "threshold": 0.1});
    let scaled = || json!({"type": "scale_feature", "factor": 20.0});
    let alert = only(&hit(monitor(""), scaled(), "own"));
    // A fifth of the window outside of six standard deviations.
    assert_eq!(alert.at_s, START_S + 60.0);
    near(alert.value, 0.2 * 2.0 * normal_cdf(-6.0 / 20.0), 0.03);
    assert_eq!(alerts(&run(&hit(monitor("own"), scaled(), "own"), HORIZON_S)).len(), 1);
    assert!(alerts(&run(&hit(monitor("fed"), scaled(), "own"), HORIZON_S)).is_empty());
}

#[test]
fn nulls_of_one_feature_are_counted_by_themselves() {
    let null = || json!({"type": "null_feature"});
    let monitor =
        |feature: &str| json!({"signal": "null_share", "feature": feature, "threshold": 0.5});
    near(only(&hit(monitor("own"), null(), "own")).value, 0.6, 0.01);
    assert!(alerts(&run(&hit(monitor("fed"), null(), "own"), HORIZON_S)).is_empty());
}

/// A standard deviation's shift, by every measure, of a feature and of the scores; windows of 3,000
/// values beside a reference of 10,000.
#[test]
fn drift_measures_what_formulas_say() {
    let law = |mean: f64| Normal { mean, sd: 1.0 };
    let far = between_normals(law(0.0), law(1.0), 10);
    let cases = [
        ("psi", far.psi, 0.12),
        ("ks", far.ks, 0.03),
        ("wasserstein", 1.0, 0.08),
        ("js", far.js.sqrt(), 0.03),
        ("chi_square", 1.0, 1e-6),
    ];
    for (measure, theory, give) in cases {
        let threshold = if measure == "chi_square" { 0.9999 } else { 0.6 * theory };
        let monitor =
            |signal: &str| json!({"signal": signal, "measure": measure, "threshold": threshold});
        let shift = json!({"type": "shift_feature", "shift": 1.0});
        let alert = only(&hit(monitor("feature_drift"), shift, "own"));
        assert_eq!(alert.at_s, START_S + 300.0, "a window beside the other");
        near(alert.value, theory, give);
        let shift = json!({"type": "shift_score", "shift": 1.0});
        near(only(&hit(monitor("score_drift"), shift, "model")).value, theory, give);
    }
    // Nulls have a bin of their own.
    let monitor = json!({"signal": "feature_drift", "measure": "js", "threshold": 0.5});
    let alert = only(&hit(monitor, json!({"type": "null_feature"}), "own"));
    near(alert.value, std::f64::consts::LN_2.sqrt(), 1e-3);
}

/// PSI without drift is (bins - 1)(1/n + 1/m): of small windows and small references it is large.
#[test]
fn small_windows_drift_by_chance() {
    let quiet = |more: Value| {
        let monitor = json!({"signal": "feature_drift", "feature": "own", "threshold": 0.0});
        let run = run(&watched(with(&monitor, &more), plain()), HORIZON_S);
        // Above 0 from the first window on.
        alerts(&run)[0].value
    };
    let give = |mean: f64, bins: f64| 4.0 * mean * (2.0 / (bins - 1.0)).sqrt();
    let chance = |bins: f64, n: f64, m: f64| (bins - 1.0) * (1.0 / n + 1.0 / m);
    let all = chance(10.0, 1e4, 3e3);
    near(quiet(json!({})), all, give(all, 10.0));
    let few = chance(10.0, 1e4, 100.0);
    near(quiet(json!({"samples": 100})), few, give(few, 10.0));
    let short = chance(10.0, 200.0, 3e3);
    near(quiet(json!({"reference_n": 200})), short, give(short, 10.0));
    let fine = chance(200.0, 1e4, 3e3);
    near(quiet(json!({"bins": 200})), fine, give(fine, 200.0));
}

#[test]
fn means_move_by_the_standard_deviations_of_a_shift() {
    let monitor = |signal: &str, direction: &str| {
        json!({
            "signal": signal, "feature": "own", "detector": "window", "direction": direction,
            "threshold": 0.7,
        })
    };
    let up = json!({"type": "shift_feature", "shift": 1.0});
    let alert = only(&hit(monitor("feature_mean", "above"), up, "own"));
    assert_eq!(alert.at_s, START_S + 240.0);
    near(alert.value, 0.8, 0.1);
    let down = || json!({"type": "shift_score", "shift": -1.0});
    near(only(&hit(monitor("score_mean", "either"), down(), "model")).value, -0.8, 0.1);
    assert!(
        alerts(&run(&hit(monitor("score_mean", "above"), down(), "model"), HORIZON_S)).is_empty()
    );
}

/// Values from the shift of a standard deviation, ten a second, to the word of a test.
fn delay(params: &Value) -> f64 {
    let monitor = with(&json!({"signal": "score_mean", "window_min": 1}), params);
    let shift = json!({"type": "shift_score", "shift": 1.0});
    let run = run(&hit(monitor, shift, "model"), HORIZON_S);
    let alerts = alerts(&run);
    let first = alerts.iter().find(|alert| alert.at_s > START_S).expect("it speaks");
    10.0 * (first.at_s - START_S)
}

/// Every test speaks soon after a shift of a standard deviation, and what makes it stricter makes
/// it slower.
#[test]
fn tests_on_streams_follow_single_values() {
    let slower = |quick: Value, slow: Value| {
        let text = format!("{quick} {slow}");
        let (quick, slow) = (delay(&quick), delay(&slow));
        assert!(quick > 0.0 && quick < slow, "{text}: {quick} {slow}");
        quick
    };
    // CUSUM: (h + 1.17)/(shift - k) values about.
    let cusum = |k: f64, h: f64| json!({"detector": "cusum", "cusum_k": k, "cusum_h": h});
    assert!(slower(cusum(0.5, 6.0), cusum(0.5, 20.0)) < 30.0);
    slower(cusum(0.5, 6.0), cusum(0.9, 6.0));
    let ewma =
        |lambda: f64, l: f64| json!({"detector": "ewma", "ewma_lambda": lambda, "ewma_l": l});
    assert!(slower(ewma(0.1, 3.5), ewma(0.1, 4.2)) < 60.0);
    slower(ewma(0.1, 3.5), ewma(0.002, 3.5));
    let hinkley = |delta: f64, threshold: f64, forget: f64| {
        json!({
            "detector": "page_hinkley", "ph_delta": delta, "ph_threshold": threshold,
            "ph_forget": forget, "direction": "above",
        })
    };
    slower(hinkley(0.3, 30.0, 1.0), hinkley(0.3, 100.0, 1.0));
    slower(hinkley(0.3, 30.0, 1.0), hinkley(0.7, 30.0, 1.0));
    slower(hinkley(0.3, 30.0, 1.0), hinkley(0.3, 30.0, 0.93));
    let adwin = |delta: f64| json!({"detector": "adwin", "adwin_delta": delta});
    slower(adwin(0.002), adwin(1e-12));
}

/// Before its warm-up a test says nothing, though all is wrong from the first value on.
#[test]
fn tests_are_silent_in_their_warm_up() {
    let first = |detector: &str, warm_up: u32| {
        let monitor = json!({
            "signal": "score_mean", "detector": detector, "warm_up": warm_up, "window_min": 1,
            "ph_threshold": 5.0, "ph_delta": 0.0, "ph_forget": 1.0,
        });
        let ramp = (1..60).fold(watched(monitor, plain()), |network, minute| {
            let shift = json!({"type": "shift_score", "shift": 0.5});
            network.incident(shift, "model", 60.0 * f64::from(minute), 1e9)
        });
        10.0 * alerts(&run(&ramp, HORIZON_S)).first().expect("it speaks").at_s
    };
    assert!(first("page_hinkley", 30) < 2000.0);
    let late = first("page_hinkley", 5000);
    assert!((5000.0..5020.0).contains(&late), "{late}");
}

/// Rules with known mistakes, and labels that come at once but for a few seconds.
fn labelled(monitor: Value, labels: Value, base_rate: f64) -> Network {
    let rules = json!({
        "true_positive_rate": 0.7, "false_positive_rate": 0.2, "is_fallback": false,
    });
    let labels = with(&json!({"delay_law": "fixed", "delay_median_days": 1e-4}), &labels);
    let monitor = with(&json!({"window_min": 30, "threshold": 0.0}), &monitor);
    Network::traffic(evenly(20.0), "rules")
        .node("rules", "rules", with(&instant(), &rules))
        .node("sink", "sink", json!({}))
        .node("labels", "labels", labels)
        .node("monitor", "monitor", monitor)
        .link("rules", "sink", json!({}))
        .wire("sink", "labels", "feedback")
        .logged("sink")
        .wire("labels", "monitor", "control")
        .world(json!({"base_rate": base_rate, "features": []}))
}

/// The value of the first full window, of 36,000 labels.
#[track_caller]
fn shown(network: &Network) -> f64 {
    let run = run(network, HORIZON_S);
    alerts(&run).first().expect("every value is above 0").value
}

#[test]
fn labels_show_errors_of_both_kinds() {
    let of = |signal: &str, more: Value| shown(&labelled(json!({"signal": signal}), more, 0.4));
    near(of("labelled_miss_rate", json!({})), 0.3, 0.02);
    near(of("labelled_false_alarm_rate", json!({})), 0.2, 0.02);
    near(of("labelled_error", json!({})), 0.4 * 0.3 + 0.6 * 0.2, 0.01);
    near(of("base_rate", json!({})), 0.4, 0.01);
    // A tenth of the labels is wrong.
    let noisy = || json!({"noise_rate": 0.1});
    near(of("base_rate", noisy()), 0.4 * 0.9 + 0.6 * 0.1, 0.01);
    let missed = 0.9 * 0.4 * 0.3 + 0.1 * 0.6 * 0.8;
    near(of("labelled_miss_rate", noisy()), missed / (0.4 * 0.9 + 0.6 * 0.1), 0.02);
    // Of the approved only: no false alarm is ever seen.
    let selective = || json!({"selective": true});
    let (missed, passed) = (0.4 * 0.3, 0.6 * 0.8);
    near(of("base_rate", selective()), missed / (missed + passed), 0.01);
    // Exploration lets half of the declined through, and shows what they are.
    let explored = json!({"selective": true, "exploration_share": 0.5});
    let (more, bad) = (0.4 * 0.35, 0.6 * 0.1);
    near(of("base_rate", explored), (missed + more) / (missed + more + passed + bad), 0.01);
}

#[test]
fn exploration_approves_some_of_the_declined() {
    let recall = |share: f64| {
        let labels = json!({"exploration_share": share});
        run(&labelled(json!({"signal": "base_rate"}), labels, 0.4), 1000.0).quality("recall")
    };
    near(recall(0.0), 0.7, 0.02);
    near(recall(0.5), 0.35, 0.02);
    assert_eq!(recall(1.0), 0.0);
}

/// Labels come as late as their law says; a monitor sees none before.
#[test]
fn labels_come_when_their_law_lets_them() {
    let arrived = |law: &str, median_h: f64, after_h: f64| {
        let labels = json!({
            "delay_law": law, "delay_median_days": median_h / 24.0, "delay_cap_days": 30.0,
        });
        let network = labelled(json!({"signal": "base_rate"}), labels, 0.4);
        // All are decided in the first minute.
        let stop = json!({"type": "traffic_spike", "factor": 0.0});
        let network = network.incident(stop, "source", 60.0, 1e9);
        let run = run(&network, after_h * 3600.0);
        run.node("labels", "labels/0") / run.node("labels", "labels/1")
    };
    assert_eq!((arrived("fixed", 2.0, 1.99), arrived("fixed", 2.0, 2.02)), (0.0, 1.0));
    near(arrived("exponential", 2.0, 4.0), 0.75, 0.06);
    // The cap is the 99th percentile.
    let sigma = (30.0 * 24.0 / 2.0_f64).ln() / normal_quantile(0.99);
    near(arrived("lognormal", 2.0, 4.0), normal_cdf(2.0_f64.ln() / sigma), 0.06);
    let first = |median_min: f64| {
        let labels = json!({"delay_median_days": median_min / 1440.0});
        let monitor = json!({"signal": "base_rate", "window_min": 5});
        alerts(&run(&labelled(monitor, labels, 0.4), HORIZON_S))[0].at_s
    };
    // The first window is full at 5 min.
    assert_eq!((first(0.1), first(20.0)), (300.0, 1260.0));
}

/// Half of the marks of positives get lost, then half of all labels.
#[test]
fn lost_labels_make_the_world_look_better() {
    let value = |kind: Value| {
        let network = labelled(json!({"signal": "base_rate"}), json!({}), 0.4);
        shown(&network.incident(kind, "labels", 0.0, 1e9))
    };
    let lost = |only: bool| json!({"type": "lose_labels", "share": 0.5, "only_positives": only});
    near(value(lost(true)), 0.2, 0.01);
    near(value(lost(false)), 0.4, 0.015);
}

/// Without a log labels cannot be compared with what was decided, nor what is served with the
/// training data; the result says so. The share of positives needs no decision.
#[test]
fn without_a_log_some_monitors_are_blind() {
    let blind = |network: &Network, log: Value| {
        let run = run(&network.clone().node("log", "prediction_log", log), HORIZON_S);
        let reasons = run.0["disabled"].as_array().expect("a list").iter();
        let mut of = reasons.filter(|it| it["node"] == "monitor").map(|it| it["missing"].clone());
        (alerts(&run).is_empty(), of.next())
    };
    let keeps =
        |share: f64, features: bool| json!({"sample_share": share, "keeps_features": features});
    let (seen, no_log, no_features) = (
        (false, None),
        (true, Some(json!("prediction_log"))),
        (true, Some(json!("logged_features"))),
    );
    for signal in ["labelled_error", "labelled_miss_rate", "labelled_false_alarm_rate"] {
        let network = labelled(json!({"signal": signal}), json!({}), 0.4);
        assert_eq!(blind(&network, keeps(1.0, false)), seen, "{signal}");
        assert_eq!(blind(&network, keeps(0.0, true)), no_log, "{signal}");
    }
    let positives = labelled(json!({"signal": "base_rate"}), json!({}), 0.4);
    assert_eq!(blind(&positives, keeps(0.0, true)), seen);
    let moved = |signal: &str, kind: Value, target: &str| {
        let monitor = json!({"signal": signal, "threshold": 0.1});
        watched(monitor, plain()).incident(kind, target, START_S, 1e9)
    };
    let inputs = moved("feature_drift", json!({"type": "shift_feature", "shift": 2.0}), "own");
    assert_eq!(blind(&inputs, keeps(1.0, true)), seen);
    assert_eq!(blind(&inputs, keeps(1.0, false)), no_features);
    assert_eq!(blind(&inputs, keeps(0.0, true)), no_log);
    let scores = moved("score_drift", json!({"type": "shift_score", "shift": 1.0}), "model");
    assert_eq!(blind(&scores, keeps(1.0, false)), seen);
    assert_eq!(blind(&scores, keeps(0.0, true)), no_log);
}

/// A log of a sample shows a sample: as many values as it keeps.
#[test]
fn a_sampled_log_has_the_same_shares() {
    let network = labelled(json!({"signal": "labelled_miss_rate"}), json!({}), 0.4);
    let sampled = network.node("log", "prediction_log", json!({"sample_share": 0.1}));
    near(shown(&sampled), 0.3, 0.03);
    let full = labelled(json!({"signal": "labelled_miss_rate"}), json!({}), 0.4);
    assert_ne!(shown(&sampled).to_bits(), shown(&full).to_bits());
}

/// DDM and EDDM hear that errors have doubled, ADWIN too; wider bounds hear it later.
#[test]
fn tests_on_errors_hear_a_worse_model() {
    let delay = |params: Value| {
        let params = with(&json!({"signal": "labelled_error", "window_min": 1}), &params);
        let rules = json!({"true_positive_rate": 0.5, "false_positive_rate": 0.05});
        // Positives are missed where negatives pass: the more positives, the more errors.
        let prior = json!({"type": "prior_shift", "factor": 2.5});
        let worse = labelled(params, json!({}), 0.4)
            .node("rules", "rules", with(&instant(), &rules))
            .incident(prior, "", START_S, 1e9);
        let run = run(&worse, HORIZON_S);
        let alerts = alerts(&run);
        alerts.iter().find(|alert| alert.at_s > START_S).map(|alert| alert.at_s - START_S)
    };
    let ddm = |warn: f64, drift: f64| {
        delay(json!({"detector": "ddm", "ddm_warn": warn, "ddm_drift": drift, "warm_up": 30}))
    };
    let (near, far) = (ddm(2.0, 3.0).expect("it speaks"), ddm(2.0, 12.0).expect("it speaks"));
    assert!(near < far && near < 120.0, "{near} {far}");
    assert!(delay(json!({"detector": "eddm"})).is_some());
    assert!(delay(json!({"detector": "adwin"})).expect("it speaks") < 120.0);
}

#[test]
fn failures_burn_the_promise() {
    let errors = || json!({"type": "error_rate", "rate": 0.05});
    let burn = |slo: f64| {
        let monitor = json!({"signal": "slo_burn", "slo": slo, "threshold": 0.5});
        only(&hit(monitor, errors(), "model")).value
    };
    // The first part of five with errors: a fifth of the rate over what is allowed.
    near(burn(0.99), 0.2 * 5.0, 0.4);
    near(burn(0.999), 0.2 * 50.0, 4.0);
    let monitor = json!({"signal": "default_share", "threshold": 0.5});
    let down = json!({"type": "outage", "mode": "refuse"});
    near(only(&hit(monitor, down, "model")).value, 0.6, 1e-9);
}

/// One person who needs a minute, and two requests a minute: half of the time is spent in line.
#[test]
fn the_queue_for_people_grows() {
    let monitor = json!({"signal": "queue_wait_min", "threshold": 10.0, "window_min": 5});
    let desk = json!({
        "staff": vec![1; 24], "service_law": "deterministic", "service_mean_ms": 60_000,
    });
    let network = Network::traffic(evenly(1.0 / 30.0), "desk")
        .node("desk", "reviewers", desk)
        .node("monitor", "monitor", monitor)
        .world(json!({"base_rate": 0.5, "features": []}));
    let run = run(&network, HORIZON_S);
    let alerts = alerts(&run);
    assert_eq!(alerts.len(), 1);
    // Whoever is first in line at t came half a minute after t/2.
    near(alerts[0].at_s, 1290.0, 30.0);
    near(alerts[0].value, 10.0, 0.6);
}

/// What scores let expect is what decisions cost, if the scores mean what they say.
#[test]
fn calibrated_scores_know_their_price() {
    let world = json!({
        "base_rate": 0.2, "features": [{"id": "own", "separation": 2.0}],
        "costs": {"false_negative_usd": 100.0, "false_positive_usd": 30.0},
    });
    let monitor = json!({"signal": "estimated_usd_per_1k", "threshold": 0.0, "window_min": 40});
    let of = |model: Value| {
        let network = watched(monitor.clone(), world.clone())
            .node("model", "model", with(&instant(), &model))
            .node("feed", "feed", json!({}));
        let run = run(&network, HORIZON_S);
        let cost = run.0["money"]["system"]["decisions_usd_per_1k"]["mean"].as_f64();
        (alerts(&run)[0].value, cost.expect("a cost"))
    };
    let (estimated, paid) = of(json!({}));
    near(estimated, paid, 0.08 * paid);
    // A model that is too sure of itself expects less than it costs.
    let (estimated, paid) = of(json!({"calibration_slope": 3.0}));
    assert!(estimated < 0.7 * paid, "{estimated} {paid}");
    // One that sees too much everywhere declines more.
    let declined = |bias: f64| {
        let network = watched(monitor.clone(), world.clone())
            .node("model", "model", with(&instant(), &json!({"calibration_bias": bias})))
            .node("feed", "feed", json!({}));
        let run = run(&network, HORIZON_S);
        run.quality("true_positives") + run.quality("false_positives")
    };
    assert!(declined(-1.0) < declined(0.0) && declined(0.0) < declined(1.0));
}

/// A monitor of one model does not hear of another's requests.
#[test]
fn a_monitor_watches_its_own_model() {
    let network = |from: &str| {
        let monitor = json!({
            "signal": "score_mean", "detector": "window", "threshold": 0.5, "window_min": 5,
        });
        Network::traffic(evenly(10.0), "split")
            .node("split", "experiment", json!({"unit": "request"}))
            .node("a", "model", instant())
            .node("b", "model", instant())
            .node("monitor", "monitor", monitor)
            .link("split", "a", json!({}))
            .link("split", "b", json!({}))
            .wire(from, "monitor", "control")
            .world(json!({"base_rate": 0.0, "features": [{"id": "own", "separation": 1.0}]}))
            .incident(json!({"type": "shift_score", "shift": 1.0}), "b", START_S, 1e9)
    };
    assert!(alerts(&run(&network("a"), HORIZON_S)).is_empty());
    only(&network("b"));
}

#[test]
fn labels_are_missed_where_nothing_brings_any() {
    let monitor = json!({"signal": "labelled_error"});
    let network = Network::traffic(evenly(1.0), "a")
        .node("a", "service", constant(1, 1.0))
        .node("monitor", "monitor", monitor);
    let warnings = run(&network, 10.0).0["warnings"].to_string();
    assert!(warnings.contains("watches labels"), "{warnings}");
}
