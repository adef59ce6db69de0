//! The world in front of the system: what is true of a request, what can be seen of it, and what
//! each right or wrong decision costs.

use serde::{Deserialize, Serialize};

/// Features, base rate, costs and the rivals' operating points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct World {
    /// Share of requests that are positive (fraud, default, defect), 0 to 1.
    pub base_rate: f64,
    /// What the model can see of a request.
    pub features: Vec<Feature>,
    /// Where scores come from.
    pub scores: ScoreSource,
    /// Prices of decisions.
    pub costs: Costs,
    /// The rival without machine learning.
    pub rules: RulesRival,
    /// What happens to everybody if nothing is built.
    pub do_nothing: Action,
    /// Engineers, reviewers aside, in USD per month; spread over the month's decisions.
    pub team_usd_per_month: f64,
    /// How fast the truth moves on by itself: degrees a day by which the direction that tells the
    /// classes apart turns away from where it was (domain reference 3.8 and 3.9).
    #[serde(skip_serializing_if = "is_default")]
    pub rotation_deg_per_day: f64,
    /// What the system is for.
    #[serde(skip_serializing_if = "is_default")]
    pub task: Task,
    /// What was promised of the decisions; checked against what the score can reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<RulesRival>,
    /// The work of several such systems, each by itself or on a platform.
    #[serde(skip_serializing_if = "is_default")]
    pub platform: Platform,
}

impl Default for World {
    fn default() -> Self {
        Self {
            base_rate: 0.01,
            features: Vec::new(),
            scores: ScoreSource::Gaussian,
            costs: Costs::default(),
            rules: RulesRival { true_positive_rate: 0.25, false_positive_rate: 0.001 },
            do_nothing: Action::Approve,
            team_usd_per_month: 0.0,
            rotation_deg_per_day: 0.0,
            task: Task::Decide,
            target: None,
            platform: Platform::default(),
        }
    }
}

/// What the system is for; what a good answer is worth depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", deny_unknown_fields)]
pub enum Task {
    /// Approve, review or decline; [`Costs`] says what errors cost.
    #[default]
    Decide,
    /// Put the best of many candidates on top (domain reference 3.7, ranking).
    Rank {
        /// Candidates of one list.
        candidates: u32,
        /// Correlation of score and relevance with all features, -1 to 1.
        correlation: f64,
        /// The same for the rival without machine learning, such as popularity.
        rival_correlation: f64,
        /// USD of a click.
        usd_per_click: f64,
    },
    /// Say a number before it is known, such as a time of arrival (3.7, ETA).
    Estimate {
        /// Relative standard deviation of the error with all features.
        error: f64,
        /// The same for the rival without machine learning.
        rival_error: f64,
        /// Loss per unit of being late, in USD.
        late_usd: f64,
        /// Loss per unit of being early.
        early_usd: f64,
        /// Quantile that is told: 0.5 is the middle; the best is late / (late + early).
        quantile: f64,
    },
    /// Set a price (3.7, pricing): demand falls with the price to the power of the elasticity.
    Price {
        /// True elasticity, below -1.
        elasticity: f64,
        /// What the model believes it to be, below -1.
        believed: f64,
        /// Cost of one unit in USD.
        unit_usd: f64,
    },
}

/// One named input of the model: in negatives N(0, noise), in positives N(separation, noise).
///
/// Source: the linear-Gaussian world, domain reference 3.5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// Unique, stable name.
    pub id: String,
    /// What a person calls it.
    #[serde(default)]
    pub label: String,
    /// Distance between the classes' means (on real rows: unused).
    pub separation: f64,
    /// Standard deviation within a class.
    #[serde(default = "one")]
    pub noise: f64,
    /// Id of the feature store or feed that brings it; empty for what the request itself carries.
    #[serde(default)]
    pub served_by: String,
    /// How fast it goes out of date: at age t its separation is worth exp(-t/tau). 0 never.
    #[serde(default)]
    pub tau_s: f64,
    /// Standard deviation within positives; 0 is the same as within negatives.
    #[serde(default, skip_serializing_if = "is_default")]
    pub noise_positive: f64,
    /// Separation in the training data, where it differs from the truth at serving (a leak); `None`
    /// where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_separation: Option<f64>,
    /// What serving multiplies its values by, and training does not (train/serve skew).
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub serve_scale: f64,
    /// Share of requests in which it is missing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub missing_share: f64,
    /// How long after it happened it can be read, in seconds. Later than the decision: missing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lag_s: f64,
    /// When it happens, in seconds after the decision; above 0 it is known in training only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub happens_after_s: f64,
    /// Where training takes it from; empty for where serving takes it from.
    #[serde(default, skip_serializing_if = "is_default")]
    pub trained_on: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: String,
}

impl Default for Feature {
    fn default() -> Self {
        Self {
            id: String::new(),
            label: String::new(),
            separation: 0.0,
            noise: 1.0,
            served_by: String::new(),
            tau_s: 0.0,
            noise_positive: 0.0,
            trained_separation: None,
            serve_scale: 1.0,
            missing_share: 0.0,
            lag_s: 0.0,
            happens_after_s: 0.0,
            trained_on: String::new(),
            owner: String::new(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_one(value: &f64) -> bool {
    *value == 1.0
}

fn one() -> f64 {
    1.0
}

/// Where a request's class and score come from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum ScoreSource {
    /// The linear-Gaussian world over [`World::features`].
    #[default]
    Gaussian,
    /// Real rows scored by a real model; each request is one row, drawn with replacement.
    Rows {
        /// Name of the data set, such as `credit`.
        dataset: String,
    },
}

/// USD per decision outcome.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Costs {
    /// A positive that was approved.
    pub false_negative_usd: f64,
    /// A negative that was declined.
    pub false_positive_usd: f64,
    /// A negative that was approved (a benefit, entered as a positive number).
    pub good_approved_usd: f64,
    /// An hour that a request waits for a person.
    #[serde(skip_serializing_if = "is_default")]
    pub review_delay_usd_per_h: f64,
    /// Share of senders who give up for every 100 ms that the automatic answer takes.
    #[serde(skip_serializing_if = "is_default")]
    pub abandonment_per_100ms: f64,
    /// What each of those is worth.
    #[serde(skip_serializing_if = "is_default")]
    pub abandoned_usd: f64,
    /// A request without a decision in time (a broken promise).
    #[serde(skip_serializing_if = "is_default")]
    pub missed_usd: f64,
}

impl Default for Costs {
    fn default() -> Self {
        Self {
            false_negative_usd: 100.0,
            false_positive_usd: 10.0,
            good_approved_usd: 0.0,
            review_delay_usd_per_h: 0.0,
            abandonment_per_100ms: 0.0,
            abandoned_usd: 0.0,
            missed_usd: 0.0,
        }
    }
}

/// Work of use cases with and without a shared platform, in weeks of one engineer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Platform {
    /// To build the platform.
    pub platform: f64,
    /// Until people use it: to move, to teach, to support.
    pub adoption: f64,
    /// To build a use case without it.
    pub build: f64,
    /// To keep a use case alive without it, over the time that is looked at.
    pub maintain: f64,
    /// To build a use case on it.
    pub build_on_platform: f64,
    /// To keep a use case alive on it.
    pub maintain_on_platform: f64,
}

impl Default for Platform {
    /// Assumptions of domain reference 3.19, which names adoption and upkeep without a number.
    fn default() -> Self {
        Self {
            platform: 60.0,
            adoption: 0.0,
            build: 8.0,
            maintain: 0.0,
            build_on_platform: 3.0,
            maintain_on_platform: 0.0,
        }
    }
}

/// Operating point of the rules rival.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesRival {
    /// Share of positives that the rules decline.
    pub true_positive_rate: f64,
    /// Share of negatives that the rules decline.
    pub false_positive_rate: f64,
}

/// What is done with a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Let it through.
    #[default]
    Approve,
    /// Turn it away.
    Decline,
}
