//! What a design makes impossible, and what it lacks for it.

use serde::{Deserialize, Serialize};

/// Something that a design asks for and cannot have. It has no numbers anywhere in the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disabled {
    /// Id of the node that asks for it.
    pub node: String,
    /// What cannot be had.
    pub what: Impossible,
    /// What is missing.
    pub missing: Missing,
    /// Both as a sentence for people.
    pub text: String,
}

/// What can be impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impossible {
    /// Labels joined to what was decided, and with them labels that show an incident.
    LabelJoin,
    /// A monitor of labelled errors.
    LabelledMonitor,
    /// A monitor that compares what is served with the training data.
    SkewCheck,
    /// Retraining when the labelled hit rate falls.
    RetrainingOnDrop,
}

/// What can be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// A prediction log behind the decisions that keeps some of them.
    PredictionLog,
    /// A prediction log that keeps features as they were served.
    LoggedFeatures,
}

impl Missing {
    /// What is missing, as a phrase for people.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::PredictionLog => "no prediction log keeps decisions",
            Self::LoggedFeatures => "no prediction log keeps features as they were served",
        }
    }
}
