//! The model card: where the data come from and how good the model is, as `tools/` measured it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::InferError;
use crate::metrics::Bin;
use crate::sample::read_json;

/// Everything the page says about a model that ships with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Short name, also the file's: "credit".
    pub id: String,
    /// Name for people.
    pub title: String,
    /// "binary" (one score a row) or "multiclass" (one score a class).
    pub task: String,
    /// What a score means, in a sentence.
    pub what: String,
    /// Where the data come from.
    pub source: Source,
    /// What is known, and what is not, about the licences.
    pub licence_note: String,
    /// How many rows taught and how many judge.
    pub rows: Rows,
    /// How the rows were split.
    pub split: String,
    /// The class a score is the probability of; none for a multiclass model.
    pub positive_class: Option<ClassMeaning>,
    /// Names of the classes, by label.
    pub classes: Vec<String>,
    /// The inputs, in the units of the data.
    pub features: Vec<Feature>,
    /// What kind of model it is and how it was chosen.
    pub model: ModelFacts,
    /// Its quality on the held-out rows.
    pub metrics: Quality,
    /// The file itself.
    pub onnx: OnnxFacts,
    /// What the model must not be used for.
    pub caution: String,
    /// Further remarks on the data and the figures.
    pub notes: Vec<String>,
    /// Versions of the programs that trained it.
    pub trained_with: BTreeMap<String, String>,
}

/// Where the data come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The package, with its version.
    pub package: String,
    /// The data set's name in that package.
    pub dataset: String,
    /// Who made the data.
    pub citation: String,
    /// Under which licence they are given.
    pub licence: String,
}

/// How many rows taught and how many judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// Rows the model was trained on.
    pub train: u32,
    /// Rows kept aside, those of the sample.
    pub held_out: u32,
}

/// The class a binary score is the probability of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassMeaning {
    /// Its label in the sample.
    pub label: u32,
    /// Its name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Its share of all rows.
    pub base_rate: f64,
}

/// A number, or a choice among levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeatureKind {
    /// Numbers in a unit.
    Numeric,
    /// One column a level, 1 where it holds.
    Onehot,
}

/// One input as a person knows it; `columns` are the model's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Short name, as shifts use it.
    pub name: String,
    /// Name for people.
    pub label: String,
    /// Unit of its numbers.
    pub unit: String,
    /// Number or choice.
    pub kind: FeatureKind,
    /// The model's columns it fills.
    pub columns: Vec<String>,
    /// Smallest training value (numbers only, as the next five).
    pub min: Option<f64>,
    /// Largest training value.
    pub max: Option<f64>,
    /// 5th percentile.
    pub p5: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
    /// Standard deviation.
    pub std: Option<f64>,
    /// The levels of a choice, in the order of `columns`.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// What stands in for a missing value, column by column.
    pub impute: Vec<f64>,
    /// Share of training rows where it is missing.
    pub missing: f64,
}

/// One level of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Its name in the data.
    pub level: String,
    /// Its share of the training rows.
    pub share: f64,
}

/// What kind of model it is and how it was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelFacts {
    /// Its shape.
    pub kind: String,
    /// Inputs further than this many standard deviations from the mean count as that far.
    pub inputs_clipped_at_std: Option<f64>,
    /// What a missing value does.
    pub missing: String,
    /// How it was chosen.
    pub chosen_by: String,
    /// The models it was chosen among, and a simple rival.
    pub candidates: Vec<Candidate>,
}

/// A model that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its shape.
    pub kind: String,
    /// Cross-validated AUC on the training rows.
    pub cv_auc: f64,
}

/// Quality on the held-out rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Area under the ROC curve (micro-averaged for several classes).
    pub auc: f64,
    /// Mean squared error of the probabilities (summed over classes).
    pub brier: f64,
    /// Expected calibration error over ten bins.
    pub ece: f64,
    /// The ten bins, empty ones left out.
    pub calibration: Vec<Bin>,
    /// AUC of logistic regression on the same rows.
    pub auc_logistic: Option<f64>,
    /// Share of rows whose most probable class is right (multiclass only).
    pub accuracy: Option<f64>,
}

/// The model file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnnxFacts {
    /// Version of the operator set.
    pub opset: u32,
    /// Operators used.
    pub operators: Vec<String>,
    /// Inputs.
    pub inputs: Vec<Port>,
    /// Outputs.
    pub outputs: Vec<Port>,
    /// Size of the file.
    pub bytes: u32,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

/// An input or output of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Its dimensions; "rows" is however many there are.
    pub shape: Vec<String>,
}

impl Card {
    /// Reads a card from JSON.
    pub fn parse(bytes: &[u8]) -> Result<Card, InferError> {
        let card: Card = read_json("card", bytes)?;
        for feature in &card.features {
            if feature.columns.is_empty() || feature.impute.len() != feature.columns.len() {
                return Err(InferError::BadJson {
                    what: "card",
                    reason: format!("feature {:?}: one `impute` a column", feature.name),
                });
            }
        }
        Ok(card)
    }

    /// The feature of that name.
    pub fn feature(&self, name: &str) -> Option<&Feature> {
        self.features.iter().find(|f| f.name == name)
    }
}
