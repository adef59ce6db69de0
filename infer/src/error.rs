//! Why a model, a card, a sample or a row was refused.

use thiserror::Error;

/// What went wrong, in words for the person who brought the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InferError {
    /// The file is larger than this crate reads.
    #[error("the file has {bytes} bytes; at most {limit} are read")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// The largest size read.
        limit: usize,
    },
    /// The bytes are no ONNX model.
    #[error("this is not an ONNX model: {reason}")]
    NotOnnx {
        /// What the reader stumbled over.
        reason: String,
    },
    /// The model needs an operator, or a form of one, that is not run here.
    #[error("the operator {operator} is not supported: {reason}")]
    Unsupported {
        /// The operator's name in the file.
        operator: String,
        /// Which rule it breaks.
        reason: String,
    },
    /// The model reads well, but its graph cannot be run.
    #[error("the model is refused: {reason}")]
    Refused {
        /// The place and the reason.
        reason: String,
    },
    /// The model takes, or gives, numbers of another shape than the rows have.
    #[error("{place}: expected {expected}, got {got}")]
    WrongShape {
        /// Which input or output it is about.
        place: String,
        /// What the rows need.
        expected: String,
        /// What the file has.
        got: String,
    },
    /// The numbers handed over do not make up whole rows.
    #[error("{rows} rows of {columns} columns are {expected} numbers, got {got}")]
    WrongRows {
        /// Rows asked for.
        rows: usize,
        /// Columns the model takes.
        columns: usize,
        /// `rows * columns`.
        expected: usize,
        /// Numbers handed over.
        got: usize,
    },
    /// The model's answer for a row is not a finite number.
    #[error("the model gave no finite number for row {row}")]
    NotANumber {
        /// The first such row, from 0.
        row: usize,
    },
    /// The model failed while it ran.
    #[error("the model failed while running: {reason}")]
    Failed {
        /// What the runtime said.
        reason: String,
    },
    /// A card or a sample is not what it should be.
    #[error("bad {what}: {reason}")]
    BadJson {
        /// "card" or "sample".
        what: &'static str,
        /// The place and the reason.
        reason: String,
    },
    /// A shift names a feature that the card or the rows do not have.
    #[error("there is no feature called {feature:?}")]
    UnknownFeature {
        /// The name asked for.
        feature: String,
    },
    /// A shift that makes no sense for its feature.
    #[error("the feature {feature:?} cannot be shifted so: {reason}")]
    BadShift {
        /// The feature's name.
        feature: String,
        /// Why not.
        reason: &'static str,
    },
}
