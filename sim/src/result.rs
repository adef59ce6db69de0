//! What a run says.
//!
//! Every number is measured in the run, or marked as expected from a formula. `None` means that
//! there were too few samples to say.

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
    /// Median.
    pub p50_ms: Option<f64>,
    /// 95th percentile; needs 100 samples.
    pub p95_ms: Option<f64>,
    /// 99th percentile; needs 500 samples.
    pub p99_ms: Option<f64>,
    /// Largest.
    pub max_ms: Option<f64>,
}

/// What happened to the visits of one node. Every visit ends in one of these or is still there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitCounts {
    /// Visits that came.
    pub arrived: u64,
    /// Served without an error (including work nobody waited for any more).
    pub served: u64,
    /// Served with an error.
    pub errors: u64,
    /// Turned away because the queue was full.
    pub shed: u64,
    /// Turned away because the node was down.
    pub refused: u64,
    /// Left the queue out of patience.
    pub abandoned: u64,
    /// Taken back by the caller at a timeout.
    pub cancelled: u64,
    /// Of all visits, those whose caller had gone when they were served.
    pub wasted: u64,
    /// Still there at the end.
    pub in_system: u64,
}

/// One node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeResult {
    /// Id of the node.
    pub id: String,
    /// Visits by how they ended.
    pub visits: VisitCounts,
    /// Visits per second.
    pub rate_per_s: f64,
    /// Served visits per second.
    pub throughput_per_s: f64,
    /// Share of server time that was busy; `None` for nodes that take no time.
    pub utilisation: Option<Estimate>,
    /// Time-averaged number waiting.
    pub queue_mean: Option<Estimate>,
    /// Time-averaged number waiting or in service.
    pub in_system_mean: Option<Estimate>,
    /// Largest number waiting.
    pub queue_max: u64,
    /// Share of served visits that had to wait at all.
    pub waited_share: Option<f64>,
    /// Time from arrival to the start of service, of the served.
    pub wait: Latency,
    /// Mean time in the queue of all who were admitted, served or not, in ms.
    pub wait_all_mean_ms: Option<f64>,
    /// Time from arrival to departure, of the served.
    pub sojourn: Latency,
    /// What it cost over the measured time, in USD.
    pub usd: f64,
    /// Its queue kept growing: the means above say nothing about the long run.
    pub saturated: bool,
    /// Labels nodes: decisions whose truth arrived before the end, and all decisions.
    pub labels: Option<(u64, u64)>,
}

/// One link.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkResult {
    /// Id of the link.
    pub id: String,
    /// Calls made, retries included.
    pub calls: u64,
    /// Of these, second and later attempts.
    pub retries: u64,
    /// Calls that timed out.
    pub timeouts: u64,
    /// Calls that failed otherwise.
    pub failures: u64,
}

/// How a request can end. Each ends in exactly one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Decided before its deadline by the intended path.
    InTime,
    /// Decided, but after the deadline: the default action was taken.
    Late,
    /// Decided in time by a fallback.
    Fallback,
    /// Decided by a person.
    Review,
    /// Turned away by a full queue.
    Shed,
    /// The caller stopped waiting and had no other way.
    TimedOut,
    /// An error or an outage, and no other way.
    Failed,
    /// Left the queue out of patience.
    Abandoned,
}

impl Outcome {
    /// Every outcome, in order.
    pub const ALL: [Self; 8] = [
        Self::InTime,
        Self::Late,
        Self::Fallback,
        Self::Review,
        Self::Shed,
        Self::TimedOut,
        Self::Failed,
        Self::Abandoned,
    ];

    /// Words for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::InTime => "decided in time",
            Self::Late => "decided late",
            Self::Fallback => "decided by fallback",
            Self::Review => "decided by a person",
            Self::Shed => "shed",
            Self::TimedOut => "timed out",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }
}

/// Requests from end to end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RequestResult {
    /// Requests that came.
    pub arrived: u64,
    /// Requests by outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [u64; 8],
    /// Requests without an outcome at the end of the run.
    pub in_flight: u64,
    /// Time until the automatic answer (approve, decline or "a person will look"), of all that got
    /// one.
    pub latency: Latency,
    /// Time until the last step, people included, of all that got a decision.
    pub sojourn: Latency,
    /// Share of finished requests whose automatic answer came within the deadline.
    pub in_time_share: Option<Estimate>,
    /// Share of finished requests that people decided.
    pub review_share: Option<Estimate>,
    /// Calls made for each request by links that retry; `None` where none does.
    pub attempts_per_request: Option<f64>,
}

/// How good the decisions were, over all finished requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Positives declined.
    pub true_positives: u64,
    /// Negatives declined.
    pub false_positives: u64,
    /// Positives approved.
    pub false_negatives: u64,
    /// Negatives approved.
    pub true_negatives: u64,
    /// Share of positives declined.
    pub recall: Option<f64>,
    /// Share of the declined that were positive.
    pub precision: Option<f64>,
    /// Share of negatives declined.
    pub false_positive_rate: Option<f64>,
    /// Area under the ROC of the scores that were served.
    pub auc: Option<f64>,
    /// The same by formula, for the system without incidents.
    pub auc_expected: Option<f64>,
    /// Requests that were scored.
    pub scored: u64,
    /// Of these, with at least one feature null.
    pub scored_with_null: u64,
}

/// One side's costs in USD over the measured time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Positives that got through.
    pub false_negative_usd: f64,
    /// Negatives that were turned away.
    pub false_positive_usd: f64,
    /// People's time.
    pub review_usd: f64,
    /// Machines and calls.
    pub infrastructure_usd: f64,
    /// Engineers.
    pub team_usd: f64,
    /// Good requests let through; lowers the total.
    pub benefit_usd: f64,
}

impl Ledger {
    /// Costs of decisions and reviews, less the benefit.
    #[must_use]
    pub fn decisions_usd(&self) -> f64 {
        self.false_negative_usd + self.false_positive_usd + self.review_usd - self.benefit_usd
    }

    /// Everything.
    #[must_use]
    pub fn total_usd(&self) -> f64 {
        self.decisions_usd() + self.infrastructure_usd + self.team_usd
    }
}

/// The system or a rival, in money.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Costs over the measured time.
    pub ledger: Ledger,
    /// Decision and review costs in USD per 1,000 finished requests.
    pub decisions_usd_per_1k: Option<Estimate>,
    /// Total in USD per 1,000 finished requests.
    pub total_usd_per_1k: Option<Estimate>,
    /// Total of this side less the system's, per 1,000, paired on the same requests; `None` for the
    /// system itself.
    pub above_system_usd_per_1k: Option<Estimate>,
}

/// Money on all sides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Money {
    /// Finished requests.
    pub decisions: u64,
    /// What was drawn.
    pub system: Side,
    /// Nobody decides.
    pub do_nothing: Side,
    /// Rules alone.
    pub rules: Side,
    /// What the system should cost per 1,000 decisions by formula, without incidents; `None` where
    /// the design is not of that form.
    pub expected: Option<Expected>,
}

/// Closed-form expectations of the healthy system (domain reference 3.5 and 3.6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Decision and review costs in USD per 1,000 decisions.
    pub decisions_usd_per_1k: f64,
    /// The same for doing nothing.
    pub do_nothing_usd_per_1k: f64,
    /// The same for rules.
    pub rules_usd_per_1k: f64,
    /// Share sent to people.
    pub review_share: f64,
    /// Share of positives that end declined.
    pub recall: f64,
}

/// Time series; every vector has one value a bucket.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Width of a bucket in simulated seconds.
    pub bucket_s: f64,
    /// Requests that came.
    pub arrived: Vec<u32>,
    /// Requests that ended in time (fallback and review included).
    pub in_time: Vec<u32>,
    /// Requests that ended late, shed, timed out, failed or abandoned.
    pub failed: Vec<u32>,
    /// Requests sent to people.
    pub reviewed: Vec<u32>,
    /// Requests scored with a null feature.
    pub scored_with_null: Vec<u32>,
    /// Median time to the automatic answer, ms.
    pub p50_ms: Vec<Option<f32>>,
    /// 99th percentile of it; `None` below 100 samples.
    pub p99_ms: Vec<Option<f32>>,
    /// Decision and review costs of the system in USD.
    pub system_usd: Vec<f32>,
    /// The same for doing nothing.
    pub do_nothing_usd: Vec<f32>,
    /// The same for rules.
    pub rules_usd: Vec<f32>,
    /// One entry a node, in the order of ids.
    pub nodes: Vec<NodeSeries>,
    /// Calls along each link, in the order of ids.
    pub link_calls: Vec<Vec<u32>>,
}

/// Series of one node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeSeries {
    /// Visits that came.
    pub arrived: Vec<u32>,
    /// Visits that failed: errors, shed, refused, abandoned, cancelled.
    pub failed: Vec<u32>,
    /// Share of server time that was busy.
    pub busy_share: Vec<f32>,
    /// Time-averaged number waiting.
    pub queue_mean: Vec<f32>,
    /// Median time from arrival to departure, ms.
    pub p50_ms: Vec<Option<f32>>,
    /// 99th percentile of it.
    pub p99_ms: Vec<Option<f32>>,
    /// Was it down in this bucket?
    pub down: Vec<bool>,
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
