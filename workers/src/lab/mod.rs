//! The inference worker: a real ONNX model scores real held-out rows.
//!
//! `worker` is there with the feature `infer` only.

#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
pub mod protocol;
pub mod stopwatch;
#[cfg(feature = "infer")]
pub mod worker;
