//! What a run says.
//!
//! Every number is measured in the run, or marked as expected from a formula. `None` means that
//! there were too few samples to say.

use serde::{Deserialize, Serialize};

use crate::model::Action;

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
}

/// One arm of an experiment on the request path.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmResult {
    /// Id of the experiment's node.
    pub node: String,
    /// Id of the link along which the arm goes; that of the control comes first.
    pub link: String,
    /// Requests written down in this arm.
    pub exposed: u64,
    /// Requests that went this way without being written down; they count in nothing below.
    pub lost: u64,
    /// Requests that ended.
    pub ended: u64,
    /// Of these, decided (in time, late, by fallback or by a person).
    pub decided: u64,
    /// Of those that ended, declined.
    pub declined: u64,
    /// Of those that ended, positive.
    pub positives: u64,
    /// Costs of decisions, reviews and waiting in USD per 1,000 ended requests.
    pub usd_per_1k: Option<Estimate>,
    /// Units (users or requests) written down in this arm over the whole run.
    pub units: u64,
    /// Units that were to come into it.
    pub units_planned: f64,
    /// Do the sizes of both arms fit the plan? The same in both; `None` where nobody writes down
    /// who was in which arm, or nobody came.
    pub sizes: Option<SizeTest>,
}

/// Sample-ratio mismatch of the arms of an experiment (Fabijan et al. 2019).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SizeTest {
    /// Pearson's chi-square of the units in the arms.
    pub chi2: f64,
    /// Chance of as large a one where the assignment works.
    pub p: f64,
}

/// A decision as a prediction log keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Id of the log.
    pub log: String,
    /// When the request ended, in simulated seconds.
    pub at_s: f64,
    /// Id of its source.
    pub source: String,
    /// Number of the request at its source.
    pub number: u64,
    /// The truth, which the system does not know then.
    pub positive: bool,
    /// The newest score; `None` where none was made, or rules decided.
    pub score: Option<f64>,
    /// What the score means: the calibrated probability of being positive.
    pub probability: Option<f64>,
    /// Score below which its policy approves; `None` without a policy.
    pub approve_below: Option<f64>,
    /// Score from which on its policy declines.
    pub decline_above: Option<f64>,
    /// What was done in the end.
    pub action: Action,
    /// How the request ended.
    pub outcome: Outcome,
    /// Time until the automatic answer; `None` without one.
    pub latency_ms: Option<f64>,
    /// Id of the node that scored it, or of the rules that decided.
    pub scorer: Option<String>,
    /// Id of the policy that sorted it.
    pub policy: Option<String>,
    /// Number of the model's version; `None` where the log does not keep it, or no model was asked.
    pub version: Option<u32>,
    /// Id of the link of its arm; `None` where the log does not keep it, or it was in none.
    pub arm: Option<String>,
    /// Features as they were seen; `None` where the log does not keep them.
    pub features: Option<Vec<SeenFeature>>,
}

/// A feature as a model saw it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SeenFeature {
    /// Id of the feature.
    pub id: String,
    /// Its value in its own unit; 0 where it is null.
    pub value: f64,
    /// Its age when it was read, in seconds; 0 where it is null.
    pub age_s: f64,
    /// Was it missing?
    pub is_null: bool,
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

/// One class of requests, end to end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassResult {
    /// Its name: the source's id, and a number where the source mixes several.
    pub class: String,
    /// Requests that came.
    pub arrived: u64,
    /// Requests with an outcome.
    pub ended: u64,
    /// Of these, decided (in time, late, by fallback or by a person).
    pub decided: u64,
    /// Time until the last step, of the decided.
    pub sojourn: Latency,
}

/// One class at one station.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassVisits {
    /// Its name.
    pub class: String,
    /// Visits that came.
    pub arrived: u64,
    /// Visits that started service.
    pub started: u64,
    /// Time from arrival to the start of service.
    pub wait: Latency,
    /// Time from arrival to departure, of the served.
    pub sojourn: Latency,
    /// Time-averaged number waiting.
    pub queue_mean: Option<Estimate>,
    /// Time-averaged number waiting or in service.
    pub in_system_mean: Option<Estimate>,
    /// Share of server time that was busy with this class; where servers serve several at once,
    /// its part of those in service.
    pub utilisation: Option<Estimate>,
    /// Visits turned away (shed, refused, throttled, expired) over visits.
    pub loss_share: Option<Estimate>,
    /// Visits that left out of patience over visits.
    pub abandon_share: Option<Estimate>,
}

/// Batches that a station served.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchResult {
    /// Batches started.
    pub n: u64,
    /// Batches per second.
    pub rate_per_s: f64,
    /// Half the width of its 95 % interval.
    pub rate_per_s_half_width_95: Option<f64>,
    /// Requests in a batch when it started.
    pub size: Option<Estimate>,
    /// Share of the batches that started because the oldest had waited long enough.
    pub timeout_share: Option<f64>,
    /// Half the width of its 95 % interval.
    pub timeout_share_half_width_95: Option<f64>,
    /// Mean time from the oldest request's arrival to the start of its batch, in ms.
    pub open_mean_ms: Option<f64>,
    /// Half the width of its 95 % interval.
    pub open_mean_ms_half_width_95: Option<f64>,
}

/// What a cache did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CacheResult {
    /// Answered from a fresh entry.
    pub hits: u64,
    /// Answered from an entry past its time to live, while it was fetched anew.
    pub stale_hits: u64,
    /// Answered with a failure that is remembered.
    pub negative_hits: u64,
    /// Not answered from the cache.
    pub misses: u64,
    /// Of the misses, those that waited for another request's fetch.
    pub coalesced: u64,
    /// Fetches made.
    pub fetches: u64,
    /// Hits (stale ones included) over all.
    pub hit_ratio: Option<Estimate>,
    /// Mean age of the answers given from the cache, in seconds.
    pub age_mean_s: Option<f64>,
}

/// What autoscaling or switching off when idle did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScaleResult {
    /// Time-averaged replicas (or servers that are on).
    pub mean: Option<Estimate>,
    /// Most at once.
    pub most: u32,
    /// Cold starts begun.
    pub starts: u64,
}

/// A circuit breaker.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BreakerResult {
    /// How often it opened.
    pub opens: u64,
    /// Share of the time in which it was open.
    pub open_share: Option<Estimate>,
    /// Share of the calls that it turned away.
    pub rejected_share: Option<Estimate>,
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
    /// Turned away by a rate limit or a concurrency limit.
    pub throttled: u64,
    /// Dropped when their turn came because their deadline had passed.
    pub expired: u64,
    /// Failed because their server did, in the middle of the work.
    pub interrupted: u64,
    /// Left the queue out of patience.
    pub abandoned: u64,
    /// Taken back by the caller at a timeout.
    pub cancelled: u64,
    /// Of all visits, those whose caller had gone when they were served.
    pub wasted: u64,
    /// Still there at the end.
    pub in_system: u64,
}

impl VisitCounts {
    /// Visits that ended, but not well.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.errors
            + self.shed
            + self.refused
            + self.throttled
            + self.expired
            + self.interrupted
            + self.abandoned
            + self.cancelled
    }
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
    /// Half the width of its 95 % interval.
    pub rate_per_s_half_width_95: Option<f64>,
    /// Served visits per second.
    pub throughput_per_s: f64,
    /// Half the width of its 95 % interval.
    pub throughput_per_s_half_width_95: Option<f64>,
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
    /// Half the width of its 95 % interval.
    pub waited_share_half_width_95: Option<f64>,
    /// Time from arrival to the start of service, of the served.
    pub wait: Latency,
    /// Mean time in the queue of all who were admitted, served or not, in ms.
    pub wait_all_mean_ms: Option<f64>,
    /// Time from arrival to departure, of the served.
    pub sojourn: Latency,
    /// What it cost over the measured time, in USD.
    pub usd: f64,
    /// More work came than it could do, and its queue kept growing: it has no means.
    pub saturated: bool,
    /// Labels nodes: decisions whose truth arrived before the end, and all decisions.
    pub labels: Option<(u64, u64)>,
    /// Share of the time with 0, 1, 2, ... present (waiting or in service); the last of 32 is that
    /// many or more. Empty for nodes that take no time.
    pub in_system_share: Vec<f64>,
    /// Half the widths of their 95 % intervals.
    pub in_system_share_half_width_95: Vec<Option<f64>>,
    /// Time in the queue of all who came, in ms; those who were turned away count with 0.
    pub wait_all: Option<Estimate>,
    /// Visits turned away (shed, refused, throttled, expired) over visits.
    pub loss_share: Option<Estimate>,
    /// Visits that left out of patience over visits.
    pub abandon_share: Option<Estimate>,
    /// Servers that are up over servers that should be there; only where they can fail.
    pub availability: Option<Estimate>,
    /// Share of the time with 0, 1, 2, ... servers up; only where they can fail.
    pub servers_up_share: Vec<f64>,
    /// Half the widths of their 95 % intervals.
    pub servers_up_share_half_width_95: Vec<Option<f64>>,
    /// Only where it batches.
    pub batches: Option<BatchResult>,
    /// Only for caches.
    pub cache: Option<CacheResult>,
    /// Only where it scales or switches off.
    pub scale: Option<ScaleResult>,
    /// Energy used by a device behind the warm-up, in joules.
    pub energy_j: Option<f64>,
    /// By class, where there are several.
    pub classes: Vec<ClassVisits>,
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
    /// Calls that were not made: the breaker was open or the bulkhead full.
    pub rejected: u64,
    /// Second copies sent.
    pub hedges: u64,
    /// Second copies over first calls; `None` where none are sent.
    pub hedge_share: Option<Estimate>,
    /// Only where it has a breaker.
    pub breaker: Option<BreakerResult>,
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

    /// Was there a decision, in time or not?
    #[must_use]
    pub fn is_decided(self) -> bool {
        matches!(self, Self::InTime | Self::Late | Self::Fallback | Self::Review)
    }

    /// Was the decision there in time?
    #[must_use]
    pub fn is_in_time(self) -> bool {
        matches!(self, Self::InTime | Self::Fallback | Self::Review)
    }

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
    /// Calls along the links that retry, over the first calls along them; `None` where none does.
    pub attempts_per_request: Option<f64>,
    /// Half the width of its 95 % interval.
    pub attempts_per_request_half_width_95: Option<f64>,
    /// Calls along the links that retry, over requests that came.
    pub calls_per_request: Option<Estimate>,
    /// Requests decided per second (in time, late, by fallback or by a person).
    pub throughput_per_s: Option<Estimate>,
    /// Share of finished requests that got no decision.
    pub loss_share: Option<Estimate>,
    /// Share of finished requests whose sender or caller stopped waiting.
    pub timed_out_share: Option<Estimate>,
    /// Time-averaged number under way.
    pub in_flight_mean: Option<Estimate>,
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
    /// Average precision of the scores that were served: precision summed over the steps of recall.
    pub average_precision: Option<f64>,
    /// The same by formula, for the system without incidents.
    pub average_precision_expected: Option<f64>,
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
    /// Requests that wait for people.
    pub delay_usd: f64,
    /// Senders who gave up because the answer took long.
    pub abandonment_usd: f64,
    /// Requests without a decision in time.
    pub missed_usd: f64,
    /// Labels bought.
    pub labels_usd: f64,
    /// Training runs.
    pub retraining_usd: f64,
    /// People's work on incidents.
    pub incidents_usd: f64,
}

impl Ledger {
    /// Costs of decisions, of reviews and of waiting, less the benefit.
    #[must_use]
    pub fn decisions_usd(&self) -> f64 {
        self.false_negative_usd
            + self.false_positive_usd
            + self.review_usd
            + self.delay_usd
            + self.abandonment_usd
            + self.missed_usd
            - self.benefit_usd
    }

    /// Everything.
    #[must_use]
    pub fn total_usd(&self) -> f64 {
        self.decisions_usd()
            + self.infrastructure_usd
            + self.team_usd
            + self.labels_usd
            + self.retraining_usd
            + self.incidents_usd
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
    /// Requests decided upon; those still waiting for a person at the end count with the default
    /// action.
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
    /// Ids of these links.
    pub link_ids: Vec<String>,
}

/// Series of one node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeSeries {
    /// Id of the node.
    pub id: String,
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
    /// Number present at the end of the bucket.
    pub in_system_end: Vec<u32>,
    /// Servers at work (up, and on) at the end of the bucket.
    pub servers_end: Vec<u32>,
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
