//! How long a year in the life of a system takes: the example with people, labels, training and
//! monitors, as the command line and the page simulate it.

use std::time::Instant;

use windtunnel_design::templates;
use windtunnel_sim::lifecycle::live;
use windtunnel_sim::model::Settings;

const RUNS: u32 = 9;

/// Milliseconds of the quickest of some runs.
pub fn best_ms() -> Result<f64, String> {
    let document =
        templates::find("card-fraud").ok_or("there is no example card-fraud")?.document();
    let settings = Settings { days: 365, ..document.run };
    let model = document.model();
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        live(&model, &settings).map_err(|found| format!("the life is refused: {found:?}"))?;
        best = best.min(1000.0 * start.elapsed().as_secs_f64());
    }
    Ok(best)
}
