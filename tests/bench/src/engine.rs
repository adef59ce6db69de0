//! This engine, as everybody uses it: a saved design in, a full result out.

use windtunnel_design::Document;
use windtunnel_sim::request::simulate;
use windtunnel_sim::result::RunResult;

use crate::Outcome;

/// Runs a design once.
///
/// # Errors
/// What is wrong with the design, or the identity that the run broke.
pub fn run(document: &Document) -> Result<Outcome, String> {
    let result = simulate(&document.model(), &document.run, None)
        .map_err(|findings| format!("the design is refused: {findings:?}"))?;
    if let Some(check) = result.checks.iter().find(|check| !check.holds) {
        return Err(format!("{} does not hold: {}", check.name, check.detail));
    }
    Ok(Outcome { events: result.canonical_events, mean: mean_s(&result) })
}

/// The mean wait where there is one station, else the mean sojourn; not a number where the run
/// recorded no times.
fn mean_s(result: &RunResult) -> f64 {
    let mut stations = result.nodes.iter().filter(|node| node.utilisation.is_some());
    let latency = match (stations.next(), stations.next()) {
        (Some(only), None) => &only.wait,
        _ => &result.requests.sojourn,
    };
    let mean = latency.mean_ms.filter(|_| latency.n > 0);
    mean.map_or(f64::NAN, |mean| mean.mean / 1000.0)
}
