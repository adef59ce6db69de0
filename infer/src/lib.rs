//! Runs a small ONNX model on rows of numbers and says why when it cannot.
//!
//! The same code serves the page's inference worker (wasm) and the native tests. It reads no
//! clock and no file: bytes in, numbers out; whoever calls it measures the time.
//!
//! A missing value is a `NaN` in its column; the models that ship with the page replace it inside
//! their own graph, by the value their card names as `impute`.
#![warn(missing_docs)]

mod card;
mod error;
mod metrics;
mod model;
mod preflight;
mod sample;
mod shift;

pub use card::{
    Candidate, Card, ClassMeaning, Feature, FeatureKind, Level, ModelFacts, OnnxFacts, Port,
    Quality, Rows, Source,
};
pub use error::InferError;
pub use metrics::{Bin, RocPoint, auc, calibration, expected_calibration_error, roc};
pub use model::{DEFAULT_BATCH, Model};
pub use preflight::{MAX_COLUMNS, MAX_MODEL_BYTES, OPERATORS};
pub use sample::{MAX_JSON_BYTES, Sample};
pub use shift::{Delta, Shift};
