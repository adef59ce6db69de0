//! What is counted about requests and links in each bucket of the series, and in each section of the
//! run.

use super::scores::ScoreCounts;
use crate::model::Action;
use crate::plan::Nanos;
use crate::request::calls::LinkCount;
use crate::stats::Histogram;
use crate::world::Fate;

/// Decisions by class: declined and approved positives and negatives.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::request) struct Confusion {
    pub(in crate::request) true_positives: u64,
    pub(in crate::request) false_positives: u64,
    pub(in crate::request) false_negatives: u64,
    pub(in crate::request) true_negatives: u64,
}

impl Confusion {
    pub(super) fn count(&mut self, positive: bool, action: Action) {
        match (positive, action) {
            (true, Action::Decline) => self.true_positives += 1,
            (false, Action::Decline) => self.false_positives += 1,
            (true, Action::Approve) => self.false_negatives += 1,
            (false, Action::Approve) => self.true_negatives += 1,
        }
    }

    pub(in crate::request) fn all(&self) -> u64 {
        self.true_positives + self.false_positives + self.false_negatives + self.true_negatives
    }

    pub(in crate::request) fn add(&mut self, other: &Self) {
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.false_negatives += other.false_negatives;
        self.true_negatives += other.true_negatives;
    }
}

/// Requests in one bucket, by the time at which they ended.
#[derive(Debug, Clone, Default)]
pub(in crate::request) struct RequestBucket {
    pub(in crate::request) end: Nanos,
    pub(in crate::request) arrived: u64,
    pub(in crate::request) outcomes: [u64; 8],
    pub(in crate::request) scored: u64,
    pub(in crate::request) scored_with_null: u64,
    pub(in crate::request) latency_sum: f64,
    pub(in crate::request) latency_n: u64,
    pub(in crate::request) sojourn_sum: f64,
    pub(in crate::request) in_flight_area: f64,
    pub(in crate::request) reviewed: u64,
    pub(in crate::request) review_usd: f64,
    pub(in crate::request) delay_usd: f64,
    pub(in crate::request) abandonment_usd: f64,
    pub(in crate::request) system: Confusion,
    pub(in crate::request) rules: Confusion,
    pub(in crate::request) nothing: Confusion,
    pub(in crate::request) p50_ns: Option<f64>,
    pub(in crate::request) p99_ns: Option<f64>,
}

/// A link in one bucket.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::request) struct LinkRecord {
    pub(in crate::request) count: LinkCount,
    /// Nanoseconds for which its breaker was open, and how often it has opened until then.
    pub(in crate::request) open_time: u64,
    pub(in crate::request) opens: u64,
}

/// A request that has been decided upon.
pub(in crate::request) struct Finished {
    pub(in crate::request) action: Action,
    pub(in crate::request) positive: bool,
    /// Its own draws.
    pub(in crate::request) fate: Fate,
    pub(in crate::request) ended: Nanos,
    /// What it costs that its sender may have given up.
    pub(in crate::request) abandonment_usd: f64,
}

/// Requests in one section of the run.
#[derive(Debug, Clone, Default)]
pub(in crate::request) struct RequestSection {
    /// Times to the answer, where answers come before the end.
    pub(super) latency: Option<Histogram>,
    pub(in crate::request) sojourn: Histogram,
    /// Sojourn by class, where there are several.
    pub(in crate::request) classes: Vec<ClassSection>,
    /// Scores by class of the world, for the area under the ROC.
    pub(in crate::request) scores: Option<Box<ScoreCounts>>,
}

impl RequestSection {
    /// Times to the answer.
    pub(in crate::request) fn latency(&self) -> &Histogram {
        self.latency.as_ref().unwrap_or(&self.sojourn)
    }
}

/// Requests of one class in one section of the run.
#[derive(Debug, Clone, Default)]
pub(in crate::request) struct ClassSection {
    pub(in crate::request) arrived: u64,
    pub(in crate::request) ended: u64,
    pub(in crate::request) sojourn_sum: f64,
    pub(in crate::request) sojourn: Histogram,
}
