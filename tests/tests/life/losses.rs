//! What incidents cost beside the healthy system, and what counts as healthy.

use serde_json::{Value, json};
use windtunnel_sim::lifecycle::Life;

use crate::{at_once, learning};

fn trained(incident: Option<(&str, Value)>) -> Life {
    let training = json!({
        "trigger": "calendar", "every_days": 20, "window_days": 15, "maturity_days": 7,
        "gate": false,
    });
    let design = learning(training, at_once());
    let design = match incident {
        Some((target, kind)) => design.incident("fault", kind, target, (19.0, 22.0)),
        None => design,
    };
    design.life(60)
}

/// A version trained on broken data costs until the next one, after the incident is over.
#[test]
fn broken_training_costs_until_the_next_version() {
    let kind = json!({"type": "bad_training", "separation_kept": 0.5});
    let (life, quiet) = (trained(Some(("training", kind))), trained(None));
    let day = |life: &Life, day: usize| life.series.quality[day];
    assert!((day(&quiet, 30) - 1.0).abs() < 1e-9);
    assert!(day(&life, 15) > 0.999 && day(&life, 30) < 0.9, "{:?}", life.series.quality);
    // The version of day 40 learns from healthy data again.
    assert!((day(&life, 45) - 1.0).abs() < 0.02, "{}", day(&life, 45));
    let apart = |life: &Life| {
        let days = life.series.system_usd.iter().zip(&life.series.healthy_usd);
        days.map(|(system, healthy)| system - healthy).sum::<f64>()
    };
    let lost = life.faults[0].usd_lost;
    assert!(lost > 1000.0 && (lost / apart(&life) - 1.0).abs() < 0.01, "{lost} {}", apart(&life));
    let healthy: f64 = life.series.healthy_usd.iter().sum();
    let as_quiet: f64 = quiet.series.system_usd.iter().sum();
    assert!((healthy / as_quiet - 1.0).abs() < 1e-6, "{healthy} {as_quiet}");
}

#[test]
fn lost_labels_cost_what_their_version_does() {
    let kind = json!({"type": "lose_labels", "share": 0.9, "only_positives": true});
    let training = json!({
        "trigger": "calendar", "every_days": 20, "window_days": 15, "maturity_days": 0,
        "gate": false,
    });
    let design = learning(training, at_once()).incident("fault", kind, "labels", (1.0, 22.0));
    let life = design.life(40);
    assert!(life.faults[0].usd_lost > 1000.0, "{:?}", life.faults);
    assert!(life.series.quality[30] < 0.98, "{:?}", life.series.quality);
}

/// A truth that turns takes quality with it; more fraud does not, since rivals and the healthy
/// system meet it too.
#[test]
fn age_costs_quality_and_the_share_of_positives_does_not() {
    let training = json!({"trigger": "never"});
    let still = learning(training.clone(), at_once());
    let turned = still.clone().with("world/rotation_deg_per_day", json!(0.5)).life(90);
    let quality = &turned.series.quality;
    assert!(quality[0] > 0.999 && quality[89] < 0.8, "{quality:?}");
    assert!(quality.windows(2).all(|days| days[1] <= days[0] + 1e-9), "{quality:?}");
    let kind = json!({"type": "prior_shift", "factor": 3});
    let shifted = still.incident("fault", kind, "", (10.0, 60.0)).life(30);
    assert!((shifted.series.quality[20] - 1.0).abs() < 0.01, "{}", shifted.series.quality[20]);
    assert!(shifted.series.system_usd[20] > 2.0 * shifted.series.system_usd[5]);
}
