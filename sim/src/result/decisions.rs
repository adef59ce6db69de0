//! Decisions: how good they were, which were kept, and what an experiment saw of them.

use serde::{Deserialize, Serialize};

use super::{Estimate, Outcome};
use crate::model::Action;

/// One arm of an experiment on the request path.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmResult {
    /// Id of the experiment's node.
    pub node: String,
    /// Id of the link along which the arm goes; that of the control comes first.
    pub link: String,
    /// Requests written down in this arm.
    pub exposed: u64,
    /// Requests that went this way without being written down; they count in nothing below.
    pub lost: u64,
    /// Requests that ended.
    pub ended: u64,
    /// Of these, decided (in time, late, by fallback or by a person).
    pub decided: u64,
    /// Of those that ended, declined.
    pub declined: u64,
    /// Of those that ended, positive.
    pub positives: u64,
    /// Costs of decisions, reviews and waiting in USD per 1,000 ended requests.
    pub usd_per_1k: Option<Estimate>,
    /// Units (users or requests) written down in this arm over the whole run.
    pub units: u64,
    /// Units that were to come into it.
    pub units_planned: f64,
    /// Do the sizes of both arms fit the plan? The same in both; `None` where nobody writes down
    /// who was in which arm, or nobody came.
    pub sizes: Option<SizeTest>,
}

/// Sample-ratio mismatch of the arms of an experiment (Fabijan et al. 2019).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SizeTest {
    /// Pearson's chi-square of the units in the arms.
    pub chi2: f64,
    /// Chance of as large a one where the assignment works.
    pub p: f64,
}

/// A decision as a prediction log keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Id of the log.
    pub log: String,
    /// When the request ended, in simulated seconds.
    pub at_s: f64,
    /// Id of its source.
    pub source: String,
    /// Number of the request at its source.
    pub number: u64,
    /// The truth, which the system does not know then.
    pub positive: bool,
    /// The newest score; `None` where none was made, or rules decided.
    pub score: Option<f64>,
    /// What the score means: the calibrated probability of being positive.
    pub probability: Option<f64>,
    /// Score below which its policy approves; `None` without a policy.
    pub approve_below: Option<f64>,
    /// Score from which on its policy declines.
    pub decline_above: Option<f64>,
    /// What was done in the end.
    pub action: Action,
    /// How the request ended.
    pub outcome: Outcome,
    /// Time until the automatic answer; `None` without one.
    pub latency_ms: Option<f64>,
    /// Id of the node that scored it, or of the rules that decided.
    pub scorer: Option<String>,
    /// Id of the policy that sorted it.
    pub policy: Option<String>,
    /// Number of the model's version; `None` where the log does not keep it, or no model was asked.
    pub version: Option<u32>,
    /// Id of the link of its arm; `None` where the log does not keep it, or it was in none.
    pub arm: Option<String>,
    /// Features as they were seen; `None` where the log does not keep them.
    pub features: Option<Vec<SeenFeature>>,
}

/// A feature as a model saw it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SeenFeature {
    /// Id of the feature.
    pub id: String,
    /// Its value in its own unit; 0 where it is null.
    pub value: f64,
    /// Its age when it was read, in seconds; 0 where it is null.
    pub age_s: f64,
    /// Was it missing?
    pub is_null: bool,
}

/// How good the decisions were, over all finished requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Positives declined.
    pub true_positives: u64,
    /// Negatives declined.
    pub false_positives: u64,
    /// Positives approved.
    pub false_negatives: u64,
    /// Negatives approved.
    pub true_negatives: u64,
    /// Share of positives declined.
    pub recall: Option<f64>,
    /// Share of the declined that were positive.
    pub precision: Option<f64>,
    /// Share of negatives declined.
    pub false_positive_rate: Option<f64>,
    /// Area under the ROC of the scores that were served.
    pub auc: Option<f64>,
    /// The same by formula, for the system without incidents.
    pub auc_expected: Option<f64>,
    /// Average precision of the scores that were served: precision summed over the steps of recall.
    pub average_precision: Option<f64>,
    /// The same by formula, for the system without incidents.
    pub average_precision_expected: Option<f64>,
    /// Requests that were scored.
    pub scored: u64,
    /// Of these, with at least one feature null.
    pub scored_with_null: u64,
}
