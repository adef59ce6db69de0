//! Money on all sides.

use serde::{Deserialize, Serialize};

use super::Estimate;

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
