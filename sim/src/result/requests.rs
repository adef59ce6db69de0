//! Requests from end to end.

use serde::{Deserialize, Serialize};

use super::{Estimate, Latency};

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
