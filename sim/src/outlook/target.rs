//! What was promised, beside what the score can reach.

use serde::{Deserialize, Serialize};

use super::law::{Law, finite};
use crate::model::RulesRival;

/// A promise of recall and false alarms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetOutlook {
    /// Share of positives that was promised.
    pub recall: f64,
    /// Share of negatives that may be flagged.
    pub false_positive_rate: f64,
    /// Can one threshold hold it, score as trained?
    pub is_feasible_as_trained: bool,
    /// And as served?
    pub is_feasible: bool,
    /// Nearest point of the ROC as served (or as trained, where nothing is left): recall.
    pub nearest_recall: f64,
    /// Its false positive rate.
    pub nearest_false_positive_rate: f64,
    /// Its threshold; `None` where infinite.
    pub nearest_threshold: Option<f64>,
}

pub(super) fn target(wish: RulesRival, trained: &Law, served: Option<&Law>) -> TargetOutlook {
    let RulesRival { true_positive_rate: recall, false_positive_rate } = wish;
    let as_trained = trained.reach(recall, false_positive_rate);
    let law = served.unwrap_or(trained);
    let (is_feasible, threshold) = law.reach(recall, false_positive_rate);
    let nearest = law.at(threshold);
    TargetOutlook {
        recall,
        false_positive_rate,
        is_feasible_as_trained: as_trained.0,
        is_feasible: is_feasible && served.is_some(),
        nearest_recall: nearest.recall,
        nearest_false_positive_rate: nearest.false_positive_rate,
        nearest_threshold: finite(threshold),
    }
}
