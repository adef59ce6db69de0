//! What is measured: three networks whose answers are known, as saved designs for this engine.
//!
//! The library is what native and wasm builds share; the contest between engines is in `main.rs`.

pub mod engine;
#[cfg(target_arch = "wasm32")]
mod exports;
pub mod workload;

/// What an engine did in one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Canonical events: arrivals from outside and completions of services.
    pub events: u64,
    /// The mean wait or sojourn by which the network is known, in mean service times.
    pub mean: f64,
}
