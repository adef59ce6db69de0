//! Answers of the inference worker made by hand, for tests.

use super::protocol::{Bin, Card, Dataset, Feature, Order, Scored, Shift, ShiftEffect, Timing};

/// Rows of one data set, changed and timed.
pub fn order() -> Order {
    let shifts = vec![
        Shift { feature: "income".into(), effect: ShiftEffect::Shift(-1.5) },
        Shift { feature: "records".into(), effect: ShiftEffect::Null },
    ];
    Order { dataset: Dataset::Credit, own: false, shifts, timed: true }
}

/// A data set of four rows.
pub fn card() -> Card {
    let feature = |name: &str, unit: &str, std| Feature {
        name: name.into(),
        label: name.into(),
        unit: unit.into(),
        std,
    };
    Card {
        title: "Credit scorer".into(),
        classes: vec!["good".into(), "bad".into()],
        positive: Some(1),
        features: vec![feature("income", "thousand pesetas", Some(79.7)), feature("job", "", None)],
        rows_held_out: 4,
        expected_auc: 0.75,
        ..Card::default()
    }
}

/// Its scores.
pub fn scored() -> Scored {
    Scored {
        outputs: 1,
        scores: vec![0.1, 0.4, 0.35, 0.8],
        labels: vec![0, 0, 1, 1],
        positive: Some(1),
        auc: Some(0.75),
        roc: vec![(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)],
        probabilities: true,
        calibration: vec![
            Bin { mean_predicted: 0.1, observed: 0.0, n: 1 },
            Bin { mean_predicted: 0.8, observed: 1.0, n: 1 },
        ],
        total_ms: 4.0,
        timing: Some(Timing {
            p50_ms_per_row: 0.004,
            p90_ms_per_row: 0.006,
            laps: 30,
            rows_per_lap: 1024,
            batch: 256,
            warm_up_batches: 5,
        }),
        model_bytes: 2335,
        ..Scored::default()
    }
}
