//! What monitors compute: measures of drift between samples, and detectors that watch a stream.
//!
//! Nothing here knows a node or a world. [`measure`] compares a window with a reference,
//! [`population`] says what such a comparison converges to between known laws, [`sequential`]
//! watches one value after the other, and [`unlabelled`] estimates quality without labels.

pub mod measure;
pub mod population;
pub mod sequential;
pub mod unlabelled;
