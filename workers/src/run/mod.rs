//! The simulation worker.

#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
pub mod protocol;
pub mod worker;
