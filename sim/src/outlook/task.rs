//! What answers are worth where the task is not to decide (domain reference 3.7).

use serde::{Deserialize, Serialize};

use crate::model::Task;
use crate::stats::{Normal, normal_quantile};
use crate::world::pricing::Demand;
use crate::world::ranking::Ranking;
use crate::world::regression::Promise;

/// A task other than to decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskOutlook {
    /// Clicks of a session.
    Rank {
        /// Of the system, its features as served.
        clicks: f64,
        /// Of the rival.
        rival_clicks: f64,
        /// Of a list in random order.
        random_clicks: f64,
    },
    /// Loss of an answer, in USD for a true value of 1.
    Estimate {
        /// Standard deviation of the error, features as served.
        error: f64,
        /// If the middle is told.
        mean_usd: f64,
        /// If the quantile of the design is told.
        told_usd: f64,
        /// The best quantile: late / (late + early).
        best_quantile: f64,
        /// If that is told.
        best_usd: f64,
        /// Of the rival, which tells its middle.
        rival_usd: f64,
    },
    /// Profit.
    Price {
        /// Price of most profit, in USD: c e / (1 + e).
        best_price_usd: f64,
        /// Price of the design.
        price_usd: f64,
        /// Share of the best profit that it keeps.
        profit_kept: f64,
    },
}

/// `None` where the task is to decide; `kept` is the share of the score's separation as served.
pub(super) fn task(task: Task, kept: f64) -> Option<TaskOutlook> {
    Some(match task {
        Task::Decide => return None,
        Task::Rank { candidates, correlation, rival_correlation, .. } => {
            let clicks = |quality: f64| {
                let quality = quality.clamp(-1.0, 1.0);
                Ranking { candidates, ..Ranking::new(quality) }.clicks()
            };
            TaskOutlook::Rank {
                clicks: clicks(correlation * kept),
                rival_clicks: clicks(rival_correlation),
                random_clicks: clicks(0.0),
            }
        }
        Task::Estimate { error, rival_error, late_usd, early_usd, quantile } => {
            let promise = Promise { late: late_usd, early: early_usd };
            let kept = kept.clamp(0.0, 1.0);
            // What is not known adds to the error, up to that of the rival.
            let lost = (1.0 - kept * kept) * (rival_error * rival_error - error * error);
            let sd = libm::sqrt((error * error + lost).max(0.0));
            let told =
                |quantile: f64| promise.cost(Normal { mean: -sd * normal_quantile(quantile), sd });
            TaskOutlook::Estimate {
                error: sd,
                mean_usd: told(0.5),
                told_usd: told(quantile),
                best_quantile: promise.best_quantile(),
                best_usd: promise.least_cost(sd),
                rival_usd: promise.cost(Normal { mean: 0.0, sd: rival_error }),
            }
        }
        Task::Price { elasticity, believed, unit_usd } => {
            let demand = Demand { elasticity, unit_cost: unit_usd };
            TaskOutlook::Price {
                best_price_usd: demand.best_price()?,
                price_usd: Demand { elasticity: believed, unit_cost: unit_usd }.best_price()?,
                profit_kept: demand.profit_kept(believed)?,
            }
        }
    })
}
