//! What a run says.
//!
//! Every number is measured in the run, or marked as expected from a formula. `None` means that
//! there were too few samples to say.

mod decisions;
mod disabled;
mod money;
mod nodes;
mod requests;
mod series;

pub use decisions::{ArmResult, Decision, Quality, SeenFeature, SizeTest};
pub use disabled::{Disabled, Impossible, Missing};
pub use money::{Expected, Ledger, Money, Side};
pub use nodes::{
    BatchResult, BreakerResult, CacheResult, ClassVisits, LinkResult, NodeResult, ScaleResult,
    VisitCounts,
};
pub use requests::{ClassResult, Outcome, RequestResult};
pub use series::{NodeSeries, Series};

use serde::{Deserialize, Serialize};

/// Everything a run says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// Version of the engine that made it.
    pub engine_version: String,
    /// Seed of the run.
    pub seed: u64,
    /// Replication of that seed.
    pub replication: u32,
    /// Simulated seconds, warm-up included.
    pub horizon_s: f64,
    /// Simulated seconds that entered no statistic.
    pub warmup_s: f64,
    /// Events processed.
    pub events: u64,
    /// External arrivals plus service completions: the unit in which engines are compared.
    pub canonical_events: u64,
    /// One entry a node, in the order of ids.
    pub nodes: Vec<NodeResult>,
    /// One entry a link, in the order of ids.
    pub links: Vec<LinkResult>,
    /// The requests as their senders saw them.
    pub requests: RequestResult,
    /// How good the decisions were.
    pub quality: Quality,
    /// Money: the system, then its rivals on the same arrivals.
    pub money: Money,
    /// Time series over the whole horizon.
    pub series: Series,
    /// Alerts in the order in which they fired.
    pub alerts: Vec<Alert>,
    /// Identities that must hold.
    pub checks: Vec<Check>,
    /// What a reader should know, such as saturation.
    pub warnings: Vec<String>,
    /// How the warm-up was chosen.
    pub warmup: Warmup,
    /// Was the run stopped before its horizon?
    pub partial: bool,
    /// One entry a class of requests.
    pub classes: Vec<ClassResult>,
    /// Two entries an experiment that requests pass through: control and treatment.
    pub arms: Vec<ArmResult>,
    /// Decisions that prediction logs kept, in order of time: a sample, spread evenly over the run.
    /// Empty without a log.
    pub decisions: Vec<Decision>,
    /// What the design asks for and cannot have, and why, in the order of nodes.
    pub disabled: Vec<Disabled>,
}

/// How the warm-up was chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warmup {
    /// There is none.
    #[default]
    None,
    /// As the settings say.
    Given,
    /// By MSER-5 on the number of requests under way.
    Mser5,
    /// MSER-5 found no settled part in the first half of the run.
    NotSettled,
}

/// A mean with its 95 % confidence interval by batch means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width of the 95 % interval; `None` where there are too few batches.
    pub half_width_95: Option<f64>,
}

/// A distribution of times in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Number of samples.
    pub n: u64,
    /// Mean with its interval.
    pub mean_ms: Option<Estimate>,
    /// Standard deviation.
    pub sd_ms: Option<f64>,
    /// Median.
    pub p50_ms: Option<f64>,
    /// 95th percentile; needs 100 samples.
    pub p95_ms: Option<f64>,
    /// 99th percentile; needs 500 samples.
    pub p99_ms: Option<f64>,
    /// Largest.
    pub max_ms: Option<f64>,
    /// Half the width of the median's 95 % interval, from the sections of the run.
    pub p50_half_width_95_ms: Option<f64>,
    /// The same for the 95th percentile.
    pub p95_half_width_95_ms: Option<f64>,
    /// The same for the 99th.
    pub p99_half_width_95_ms: Option<f64>,
}

/// A monitor's alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Id of the monitor.
    pub monitor: String,
    /// When it fired, in simulated seconds.
    pub fired_s: f64,
    /// When the signal came back; `None` if it did not.
    pub cleared_s: Option<f64>,
    /// The value that crossed the threshold.
    pub value: f64,
}

/// An identity that must hold in every run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// What must hold.
    pub name: String,
    /// Does it?
    pub holds: bool,
    /// The numbers.
    pub detail: String,
}
