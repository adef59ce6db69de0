//! How a model is run.

use serde::{Deserialize, Serialize};

/// Horizon, warm-up, seed and resolution of one run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Simulated seconds from start to end.
    pub horizon_s: f64,
    /// Simulated seconds at the start that enter no statistic.
    pub warmup_s: f64,
    /// Seed of every random stream.
    pub seed: u64,
    /// Number of the replication: other draws of the same seed.
    pub replication: u32,
    /// Number of equal intervals the time series have.
    pub buckets: u32,
    /// Choose the warm-up by MSER-5 after the run (at most half of it); `warmup_s` is then the
    /// least.
    pub warmup_auto: bool,
    /// Events after which the run is stopped with what it has; 0 is two thousand million.
    pub event_budget: u64,
    /// How much is recorded.
    pub detail: Detail,
    /// Days of the life of the system that are simulated besides, at the level of hours; 0 is
    /// none.
    #[serde(skip_serializing_if = "is_zero")]
    pub days: u32,
    /// Day of that life on which the run begins.
    #[serde(skip_serializing_if = "is_zero")]
    pub start_day: u32,
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

/// How much a run records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Everything: counts, areas and distributions of times.
    #[default]
    Full,
    /// Counts and areas; no distributions, so no times and no percentiles.
    Counts,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            horizon_s: 86_400.0,
            warmup_s: 0.0,
            seed: 1,
            replication: 0,
            buckets: 288,
            warmup_auto: false,
            event_budget: 0,
            detail: Detail::Full,
            days: 0,
            start_day: 0,
        }
    }
}
