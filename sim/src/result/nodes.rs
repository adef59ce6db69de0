//! Nodes and links.

use serde::{Deserialize, Serialize};

use super::{Estimate, Latency};

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
