//! Several runs of one model, with confidence intervals across them.

use crate::model::{Model, Settings};
use crate::plan::Diagnostic;
use crate::request::simulate;
use crate::result::{Estimate, RunResult};
use crate::stats::student_t_975;
use crate::world::ScoredRows;

/// Runs replications 0 to `count` of one seed, in order.
///
/// # Errors
/// Every finding that stops a run, with its place.
pub fn replicate(
    model: &Model,
    settings: &Settings,
    rows: Option<&ScoredRows>,
    count: u32,
) -> Result<Vec<RunResult>, Vec<Diagnostic>> {
    (0..count)
        .map(|replication| simulate(model, &Settings { replication, ..*settings }, rows))
        .collect()
}

/// Mean over independent replications with its 95 % interval by Student's t; `None` without any.
#[must_use]
pub fn across(values: &[f64]) -> Option<Estimate> {
    let count = values.len() as f64;
    if values.is_empty() {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let half_width_95 = (values.len() > 1).then(|| {
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let error = libm::sqrt(squares / (count - 1.0) / count);
        student_t_975(count as u32 - 1) * error
    });
    Some(Estimate { mean, half_width_95 })
}
