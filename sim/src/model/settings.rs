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
}

impl Default for Settings {
    fn default() -> Self {
        Self { horizon_s: 86_400.0, warmup_s: 0.0, seed: 1, replication: 0, buckets: 288 }
    }
}
