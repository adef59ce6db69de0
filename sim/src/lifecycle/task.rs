//! What answers are worth where the task is not to decide: ranking, estimating, pricing.

use crate::model::Task;
use crate::stats::Normal;
use crate::stats::normal_quantile;
use crate::world::pricing::Demand;
use crate::world::ranking::Ranking;
use crate::world::regression::Promise;

/// Points of the table of clicks by correlation.
const POINTS: usize = 41;

/// USD of an answer, as a cost: below 0 it earns.
#[derive(Debug, Clone)]
pub(crate) struct Worth {
    task: Task,
    /// Clicks of a list for correlations from 0 to 1.
    clicks: Vec<f64>,
}

impl Worth {
    /// `None` where the task is to decide.
    pub(crate) fn new(task: Task) -> Option<Self> {
        let clicks = match task {
            Task::Decide => return None,
            Task::Rank { candidates, .. } => {
                let of = |at: usize| {
                    let quality = at as f64 / (POINTS - 1) as f64;
                    Ranking { candidates, ..Ranking::new(quality) }.clicks()
                };
                (0..POINTS).map(of).collect()
            }
            _ => Vec::new(),
        };
        Some(Self { task, clicks })
    }

    fn clicks(&self, correlation: f64) -> f64 {
        let at = correlation.clamp(0.0, 1.0) * (POINTS - 1) as f64;
        let low = (at as usize).min(POINTS - 2);
        let part = at - low as f64;
        self.clicks[low] * (1.0 - part) + self.clicks[low + 1] * part
    }

    /// Of the system, whose score keeps this share of its quality.
    pub(crate) fn system_usd(&self, kept: f64) -> f64 {
        match self.task {
            Task::Decide => 0.0,
            Task::Rank { correlation, usd_per_click, .. } => {
                -usd_per_click * self.clicks(correlation * kept)
            }
            Task::Estimate { error, rival_error, quantile, .. } => {
                // What is not known any more adds to the error, up to that of the rival.
                let kept = kept.clamp(0.0, 1.0);
                let lost = (1.0 - kept * kept) * (rival_error * rival_error - error * error);
                self.estimate_usd(libm::sqrt((error * error + lost).max(0.0)), quantile)
            }
            Task::Price { elasticity, believed, unit_usd } => {
                // A belief that is worth less lies further from the truth.
                let believed = elasticity + (believed - elasticity) / kept.clamp(0.1, 1.0);
                -unit_usd * Self::profit(elasticity, believed.min(-1.01), unit_usd)
            }
        }
    }

    /// Of the rival without machine learning.
    pub(crate) fn rival_usd(&self) -> f64 {
        match self.task {
            Task::Decide => 0.0,
            Task::Rank { rival_correlation, usd_per_click, .. } => {
                -usd_per_click * self.clicks(rival_correlation)
            }
            Task::Estimate { rival_error, .. } => self.estimate_usd(rival_error, 0.5),
            // A price at twice the cost, as for an elasticity of -2.
            Task::Price { elasticity, unit_usd, .. } => {
                -unit_usd * Self::profit(elasticity, -2.0, unit_usd)
            }
        }
    }

    /// Of no answer: a random order, the rival's number, a price at cost.
    pub(crate) fn nothing_usd(&self) -> f64 {
        match self.task {
            Task::Rank { usd_per_click, .. } => -usd_per_click * self.clicks(0.0),
            Task::Estimate { .. } => self.rival_usd(),
            Task::Decide | Task::Price { .. } => 0.0,
        }
    }

    fn estimate_usd(&self, error: f64, quantile: f64) -> f64 {
        let Task::Estimate { late_usd, early_usd, .. } = self.task else { return 0.0 };
        let told = error * normal_quantile(quantile);
        Promise { late: late_usd, early: early_usd }.cost(Normal { mean: -told, sd: error })
    }

    /// Profit of one customer who would buy one at cost, in costs of a unit.
    fn profit(elasticity: f64, believed: f64, unit_usd: f64) -> f64 {
        let demand = Demand { elasticity, unit_cost: 1.0 };
        let at = Demand { elasticity: believed, unit_cost: 1.0 };
        debug_assert!(unit_usd > 0.0, "the plan checks it");
        at.best_price().map_or(0.0, |price| demand.profit(price))
    }
}
