//! What `run_wasm.mjs` calls. Numbers only, so that no glue is needed.

use std::cell::Cell;

use crate::{engine, workload};

thread_local! {
    static MEAN: Cell<f64> = const { Cell::new(f64::NAN) };
}

/// Runs workload number `index` and returns its canonical events; negative if it was refused.
#[expect(unsafe_code, reason = "the name must survive for JavaScript")]
#[unsafe(no_mangle)]
pub extern "C" fn run(index: u32, customers: f64, seed: f64) -> f64 {
    let Some(workload) = workload::ALL.get(index as usize) else {
        return -1.0;
    };
    let Ok(document) = workload.document(customers as u64, seed as u64) else {
        return -2.0;
    };
    match engine::run(&document) {
        Ok(outcome) => {
            MEAN.set(outcome.mean);
            outcome.events as f64
        }
        Err(_) => -3.0,
    }
}

/// The mean of the run before.
#[expect(unsafe_code, reason = "the name must survive for JavaScript")]
#[unsafe(no_mangle)]
pub extern "C" fn mean() -> f64 {
    MEAN.get()
}
