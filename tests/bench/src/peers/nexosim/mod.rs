//! NeXosim 1.0, on one thread, because it only spreads what happens at the same instant.

mod models;
mod one_model;

use std::time::Duration;

use nexosim::time::MonotonicTime;

pub use models::run;
pub use one_model::run_loop;

/// Its clock counts nanoseconds and takes nothing that is not in the future.
fn delay(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds).max(Duration::from_nanos(1))
}

fn seconds(time: MonotonicTime) -> f64 {
    time.as_secs() as f64 + f64::from(time.subsec_nanos()) * 1e-9
}
