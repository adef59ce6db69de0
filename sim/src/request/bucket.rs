//! What a station counts between two ticks of the series.

use super::area::Area;
use super::times::Times;
use crate::result::VisitCounts;
use crate::stats::Histogram;

/// What is counted between two ticks of the series.
#[derive(Debug, Default)]
pub(super) struct StationBucket {
    pub(super) visits: VisitCounts,
    pub(super) waited: u64,
    pub(super) started: u64,
    pub(super) wait: Times,
    pub(super) sojourn: Times,
    /// Sojourns of those whose only visit this was: they count here and as requests.
    pub(super) only: Times,
    /// The areas from the visits' side: sums of times in service and in the queue.
    pub(super) service_time: u128,
    pub(super) queue_time: u128,
    /// Time that was asked for by those who started service.
    pub(super) asked: u128,
    pub(super) waiting_max: u32,
    pub(super) was_down: bool,
    pub(super) batches: BatchCount,
    /// By class, where there are several.
    pub(super) classes: Vec<ClassCount>,
}

/// One class at a station.
#[derive(Debug, Clone, Default)]
pub(super) struct ClassCount {
    pub(super) wait: Histogram,
    pub(super) sojourn: Histogram,
    pub(super) arrived: u64,
    /// Turned away: shed, refused, throttled or expired.
    pub(super) lost: u64,
    pub(super) abandoned: u64,
    pub(super) waiting: Area,
    pub(super) serving: Area,
}

/// Batches started.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BatchCount {
    pub(super) n: u64,
    pub(super) size: u64,
    pub(super) by_timeout: u64,
    pub(super) open: u128,
}
