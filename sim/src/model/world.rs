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
        }
    }
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
}

impl Default for Costs {
    fn default() -> Self {
        Self { false_negative_usd: 100.0, false_positive_usd: 10.0, good_approved_usd: 0.0 }
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
