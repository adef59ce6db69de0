#![allow(clippy::disallowed_methods)]
#![cfg(not(target_arch = "wasm32"))]
//! What monitors compute, against closed forms, river, SciPy and simulation.

mod detect {
    pub mod detectors;
    pub mod measures;
    pub mod run_lengths;
    pub mod scores;
    pub mod unlabelled;
}

/// Panics unless the two agree to so much of the wanted one (absolutely where that is below one
/// thousandth).
fn near(what: &str, got: f64, want: f64, tolerance: f64) {
    let error = (got - want).abs() / want.abs().max(1e-3);
    assert!(error <= tolerance, "{what}: {got} is not {want}, off by {error:e}");
}
