//! What the life of a system says.

use serde::{Deserialize, Serialize};

use crate::result::{Disabled, Ledger};

/// The life of a system over days, in expectation of each day's decisions; what is random about it
/// (samples of monitors, people, labels on detectors) is drawn from the seed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Life {
    /// Days simulated.
    pub days: u32,
    /// One value a day.
    pub series: LifeSeries,
    /// What happened, in order of time.
    pub marks: Vec<Mark>,
    /// One entry an incident of the design, in the order of ids.
    pub faults: Vec<Fault>,
    /// One entry a monitor, in the order of ids.
    pub monitors: Vec<MonitorLife>,
    /// Versions of the model in the order in which they were made; the first was there.
    pub versions: Vec<Version>,
    /// Labels, where there is a labels node.
    pub labels: Option<LabelLife>,
    /// Money on all sides.
    pub money: LifeMoney,
    /// What the numbers say should be built.
    pub verdict: Verdict,
    /// What a reader should know.
    pub warnings: Vec<String>,
    /// What the design asks for and cannot have, and why, in the order of nodes.
    pub disabled: Vec<Disabled>,
}

/// One value a day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LifeSeries {
    /// Requests.
    pub requests: Vec<f64>,
    /// Share decided by the intended path, a fallback or a person, in time: what infrastructure
    /// dashboards show.
    pub in_time_share: Vec<f64>,
    /// Share of the intended path's requests that a fallback decided.
    pub fallback_share: Vec<f64>,
    /// Share that got the default action.
    pub default_share: Vec<f64>,
    /// Share of positives that were declined.
    pub recall: Vec<f64>,
    /// Share of negatives that were declined.
    pub false_positive_rate: Vec<f64>,
    /// AUC of the scores as served.
    pub auc: Vec<f64>,
    /// Distance of the classes that the score keeps, as served.
    pub separation: Vec<f64>,
    /// Quality: what the decisions save, beside doing nothing, over what they would save without
    /// incidents and in a truth that stands still; 1 is healthy, below 0 is worse than doing
    /// nothing.
    pub quality: Vec<f64>,
    /// Share sent to people.
    pub review_share: Vec<f64>,
    /// Share declined without people.
    pub decline_share: Vec<f64>,
    /// Longest wait for a person on the day, in hours.
    pub review_wait_h: Vec<f64>,
    /// Share of scored requests with a null feature.
    pub null_share: Vec<f64>,
    /// Share of positives.
    pub base_rate: Vec<f64>,
    /// Angle of the truth to the version in use, in degrees.
    pub angle_deg: Vec<f64>,
    /// Number of the version in use at the end of the day.
    pub version: Vec<u32>,
    /// Labels that arrived.
    pub labels: Vec<f64>,
    /// Share of labelled positives that had been approved; `None` on days without any, and where
    /// labels cannot be joined to what was decided.
    pub labelled_miss_rate: Vec<Option<f64>>,
    /// Costs of decisions, reviews and waiting, in USD.
    pub system_usd: Vec<f64>,
    /// The same without the incidents.
    pub healthy_usd: Vec<f64>,
    /// The same for doing nothing.
    pub do_nothing_usd: Vec<f64>,
    /// The same for rules.
    pub rules_usd: Vec<f64>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// When, in seconds.
    pub at_s: f64,
    /// What.
    pub kind: MarkKind,
    /// Id of the node it happened at; empty where there is none.
    pub node: String,
    /// Id of the incident it belongs to; empty where there is none.
    pub incident: String,
    /// A sentence for people.
    pub text: String,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// An incident begins.
    Starts,
    /// It ends by itself.
    Ends,
    /// A monitor fires.
    Alert,
    /// A monitor fires while nothing is wrong.
    FalseAlert,
    /// Labels show what happened: the day on which the labelled miss rate leaves its usual range.
    LabelsConfirm,
    /// Somebody looks.
    Acknowledged,
    /// The cause is known.
    Diagnosed,
    /// The fix is live.
    FixLive,
    /// The runbook acts: fallback, rollback, automation stopped.
    Acts,
    /// What the runbook did is taken back.
    ActsNoMore,
    /// A new version is ready.
    Trained,
    /// A new version stays out.
    Rejected,
    /// A new version begins to serve a share.
    Canary,
    /// A version serves all.
    Live,
    /// A version is taken back.
    RolledBack,
}

/// An incident and what came of it. Times in seconds; `None` where it did not happen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Id of the incident.
    pub incident: String,
    /// Start.
    pub start_s: f64,
    /// End by itself, as the design says.
    pub end_s: f64,
    /// First alert that it caused.
    pub detected_s: Option<f64>,
    /// The monitor, or `labels`, or `people` where nobody watches.
    pub detected_by: String,
    /// When labels showed it.
    pub labels_confirm_s: Option<f64>,
    /// When somebody looked.
    pub acknowledged_s: Option<f64>,
    /// When the cause was known.
    pub diagnosed_s: Option<f64>,
    /// When it was over: fixed, retrained, or ended by itself.
    pub recovered_s: Option<f64>,
    /// From start to detection.
    pub time_to_detect_s: Option<f64>,
    /// From start to recovery.
    pub time_to_recover_s: Option<f64>,
    /// Costs of decisions above those of the healthy system, in USD: from start to recovery, shared
    /// with other incidents under way. Broken training and lost labels go on costing after their
    /// end, as long as no incident is under way.
    pub usd_lost: f64,
}

/// A monitor over the whole life.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MonitorLife {
    /// Id of the monitor.
    pub id: String,
    /// How often it looked.
    pub looks: f64,
    /// Values that each look sees.
    pub samples: f64,
    /// Times of its alerts, in seconds.
    pub alerts_s: Vec<f64>,
    /// Of these, those while nothing was wrong.
    pub false_alerts: u32,
    /// False alerts in a week without incidents.
    pub false_alerts_per_week: f64,
    /// Mean of its values while nothing was wrong; `None` without looks.
    pub quiet_mean: Option<f64>,
    /// The 95 % quantile of them.
    pub quiet_p95: Option<f64>,
    /// Largest value.
    pub highest: Option<f64>,
    /// Value at the last look of each day.
    pub values: Vec<Option<f32>>,
    /// Tests made at each look (one a feature): the more, the more false alarms.
    pub comparisons: u32,
    /// For drift measures: mean of PSI without drift by chance alone, (B-1)(1/n+1/m), and its
    /// 95 % point (Yurdakul 2018).
    pub psi_noise: Option<(f64, f64)>,
    /// For Kolmogorov-Smirnov: the distance that two samples of one law exceed in 5 % of looks,
    /// `K sqrt((n + m) / (n m))` with K = 1.358.
    pub ks_critical: Option<f64>,
    /// Where all of it is known: distances between the reference and the time of the largest
    /// drift, without sampling.
    pub population: Option<crate::detect::population::Drift>,
    /// For tests on streams: values from one alarm to the next.
    pub run_length: Option<RunLength>,
}

/// Values from a (re)start to an alarm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct RunLength {
    /// Mean of the runs seen; `None` without an alarm.
    pub mean: Option<f64>,
    /// Half of its 95 % interval.
    pub half_width_95: Option<f64>,
    /// Number of runs.
    pub n: u32,
    /// By formula, for CUSUM and EWMA on normal values.
    pub exact: Option<f64>,
}

/// A version of the model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// 1 was there at the start.
    pub number: u32,
    /// When it was ready, in seconds.
    pub trained_s: f64,
    /// When it began to serve all; `None` if never.
    pub live_s: Option<f64>,
    /// When it ceased to.
    pub retired_s: Option<f64>,
    /// Days of decisions it learnt from: from and to.
    pub window_days: (f64, f64),
    /// Positives among its labels.
    pub positives: f64,
    /// Negatives among its labels.
    pub negatives: f64,
    /// Share of positives that it believes in.
    pub base_rate: f64,
    /// Separation that it keeps of what the features offer: the price of few labels and bad data.
    pub separation_kept: f64,
    /// AUC on random rows of its window.
    pub auc_random: f64,
    /// AUC on the latest part of its window.
    pub auc_latest: f64,
    /// AUC when it began to serve.
    pub auc_served: Option<f64>,
    /// How it went: `live`, `rejected`, `rolled_back`, `canary`.
    pub outcome: String,
    /// Why it stayed out or went back.
    pub reason: String,
}

/// Labels over the whole life.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelLife {
    /// Decisions.
    pub decided: f64,
    /// Of these, those whose label has arrived.
    pub arrived: f64,
    /// Of these, those that can be joined to what was decided: a prediction log keeps it.
    pub joined: f64,
    /// Share of positives among the labels that have arrived.
    pub observed_base_rate: Option<f64>,
    /// Collecting the labels that training wants.
    pub collecting: Option<Collecting>,
}

/// How long collecting labels takes: the time of the m-th point of a Poisson process of rate
/// requests times coverage, Erlang(m).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Collecting {
    /// Labels wanted.
    pub wanted: u32,
    /// Mean time in seconds, delays of labels aside.
    pub mean_s: f64,
    /// Standard deviation in seconds.
    pub sd_s: f64,
    /// 95 % quantile in seconds.
    pub p95_s: f64,
}

/// Money on all sides over the whole life.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LifeMoney {
    /// Decisions.
    pub decisions: f64,
    /// What was drawn.
    pub system: LifeSide,
    /// Nobody decides.
    pub do_nothing: LifeSide,
    /// Rules alone.
    pub rules: LifeSide,
    /// The system without its incidents.
    pub healthy: LifeSide,
    /// Decisions a month from which on the system pays for its fixed costs beside the better
    /// rival; `None` where it never does.
    pub break_even_per_month: Option<f64>,
}

/// One side.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LifeSide {
    /// Costs over the whole life.
    pub ledger: Ledger,
    /// Everything, in USD per 1,000 decisions.
    pub usd_per_1k: f64,
    /// Everything, in USD per month.
    pub usd_per_month: f64,
    /// Half of the 95 % interval of the monthly figure, for the chance in which requests are
    /// positive and what becomes of them.
    pub half_width_95: f64,
}

/// What should be built.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The choice.
    pub choice: Choice,
    /// What the system saves beside the better rival, in USD per month; below 0 it loses.
    pub saves_usd_per_month: f64,
    /// Half of its 95 % interval.
    pub half_width_95: f64,
    /// A sentence.
    pub reason: String,
}

/// The choices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The system earns its costs.
    BuildMl,
    /// Rules are as good, or better.
    UseRules,
    /// Nothing is cheaper than doing nothing.
    DoNothing,
    /// The difference is within its interval.
    #[default]
    NotEnoughEvidence,
}
