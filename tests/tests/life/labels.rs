//! Labels that come within minutes, late or never, and what training makes of them.

use serde_json::{Value, json};
use windtunnel_sim::lifecycle::Life;
use windtunnel_sim::lifecycle::result::MarkKind;

use crate::{at_once, learning, marks, unwatched};

const DAY_S: f64 = 86_400.0;

fn labels(median_days: f64, cap_days: f64) -> Value {
    json!({
        "delay_law": "lognormal", "delay_median_days": median_days, "delay_cap_days": cap_days,
    })
}

fn warns(life: &Life, text: &str) -> bool {
    life.warnings.iter().any(|warning| warning.contains(text))
}

/// Labels after half an hour in the median: a monitor on errors speaks within the hour.
#[test]
fn fast_labels_alarm_fast() {
    let monitor = json!({"signal": "labelled_miss_rate", "threshold": 0.4, "window_min": 60});
    let turn = json!({"type": "concept_drift", "degrees": 80});
    let life = unwatched()
        .with("world/base_rate", json!(0.1))
        .with("nodes/labels/params", labels(0.02, 0.2))
        .monitor("watch", "gbdt", monitor)
        .incident("turn", turn, "", (2.7, 4.0))
        .life(4);
    let fault = &life.faults[0];
    assert_eq!((fault.detected_by.as_str(), life.monitors[0].false_alerts), ("watch", 0));
    let minutes = fault.time_to_detect_s.expect("it is detected") / 60.0;
    assert!((10.0..=75.0).contains(&minutes), "{minutes}");
    assert!(fault.labels_confirm_s.is_some_and(|at| at < 2.8 * DAY_S), "{fault:?}");
}

/// Of decisions all day long, what the first day shows is the mean of the law over their ages.
#[test]
fn the_first_day_shows_the_mean_over_its_ages() {
    for (median, cap) in [(0.3, 5.0), (2.0, 20.0), (10.0, 100.0)] {
        let life = unwatched()
            .with("nodes/shop/params", json!({"arrivals": "poisson", "rate_per_s": 5}))
            .with("nodes/labels/params", labels(median, cap))
            .life(1);
        let sigma = (cap / median).ln() / 2.326_347_874_040_841;
        let law = |days: f64| windtunnel_sim::stats::normal_cdf(((days / median).ln()) / sigma);
        let points = 20_000;
        let mean: f64 =
            (0..points).map(|at| law((f64::from(at) + 0.5) / f64::from(points))).sum::<f64>()
                / f64::from(points);
        let share = life.series.labels[0] / life.series.requests[0];
        assert!((share / mean - 1.0).abs() < 0.03, "{median}: {share}, not {mean}");
    }
}

/// Runs begin when they are due.
#[test]
fn training_is_on_time() {
    let training = |every_days: f64| {
        json!({
            "trigger": "calendar", "every_days": every_days, "window_days": 1, "maturity_days": 0,
            "duration_h": 0.1, "gate": false,
        })
    };
    let ready = |every_days: f64| {
        let life = learning(training(every_days), at_once())
            .with("world/base_rate", json!(0.1))
            .with("nodes/labels/params", labels(0.02, 0.2))
            .life(3);
        marks(&life, MarkKind::Trained)
    };
    let hourly = ready(1.0 / 24.0);
    assert!((70..=72).contains(&hourly.len()), "{}", hourly.len());
    let third = ready(0.3);
    assert_eq!(third.len(), 9);
    let wanted = 0.3 * DAY_S + 360.0;
    assert!((third[0] - wanted).abs() < 1.0, "{} {wanted}", third[0]);
}

#[test]
fn a_life_says_what_it_could_not_see() {
    let late = unwatched().with("nodes/labels/params", labels(60.0, 120.0)).life(2);
    assert!(!warns(&late, "No label comes"), "{:?}", late.warnings);
    let fixed = json!({"delay_law": "fixed", "delay_median_days": 60, "delay_cap_days": 120});
    let never = unwatched().with("nodes/labels/params", fixed).life(20);
    assert!(warns(&never, "No label comes within the 20 days"), "{:?}", never.warnings);
    let capped = unwatched().with("nodes/labels/params", labels(90.0, 30.0)).life(2);
    assert!(warns(&capped, "none comes after 30.0"), "{:?}", capped.warnings);
    let training = json!({"trigger": "calendar", "every_days": 100, "window_days": 30});
    let idle = learning(training, at_once()).life(20);
    assert!(warns(&idle, "training never ran: it is due every 100 days"), "{:?}", idle.warnings);
    let training = json!({
        "trigger": "calendar", "every_days": 5, "maturity_days": 7, "min_positives": 1e6,
    });
    let poor = learning(training, at_once()).life(20);
    assert!(warns(&poor, "training never ran: no window held"), "{:?}", poor.warnings);
    assert!(!warns(&poor, "No prediction log"));
    let unlogged = unwatched().without_node("log").life(2);
    assert!(warns(&unlogged, "No prediction log"), "{:?}", unlogged.warnings);
    let staff = |people: u32| json!(vec![people; 24]);
    let staffed = |people: u32| {
        unwatched()
            .with("world/base_rate", json!(0.02))
            .with("nodes/desk/params/staff", staff(people))
            .life(7)
    };
    assert!(warns(&staffed(2), "does not keep up"), "{:?}", staffed(2).warnings);
    assert!(!warns(&staffed(200), "does not keep up"), "{:?}", staffed(200).warnings);
}
