#![allow(clippy::disallowed_methods)]
#![cfg(not(target_arch = "wasm32"))]
//! The arithmetic of experiments, against closed forms, statsmodels, tables and simulation.

mod trial {
    pub mod calendar;
    pub mod looks;
    pub mod reading;
    pub mod size;
}

/// Panics unless the two agree to so much of the wanted one.
fn near(what: &str, got: f64, want: f64, tolerance: f64) {
    let error = (got - want).abs() / want.abs().max(1e-12);
    assert!(error <= tolerance, "{what}: {got} is not {want}, off by {error:e}");
}
