//! Stations, typed: servers, queue, service and what can go wrong.

mod conflicts;
mod parameters;

pub(super) use parameters::{plan, policy};

use super::Nanos;
use crate::parts::balance::Policy;
use crate::parts::device::DevicePlan;
use crate::parts::scaler::ScalerPlan;
use crate::stats::Law;

/// A queue with servers.
#[derive(Debug, Clone)]
pub(crate) struct StationPlan {
    /// Servers of each replica, fixed or by the hour of the day.
    pub(crate) staff: Staff,
    /// Copies.
    pub(crate) replicas: u32,
    /// How requests find their queue, where each replica has its own.
    pub(crate) balance: Option<Policy>,
    /// Places to wait, in each queue.
    pub(crate) queue_limit: u32,
    /// Does a full queue shed the one that waited longest?
    pub(crate) sheds_oldest: bool,
    pub(crate) discipline: Discipline,
    pub(crate) preemption: Preemption,
    /// Visits per second and burst.
    pub(crate) rate_limit: Option<(f64, u32)>,
    /// Requests between here and their end; 0 is no limit.
    pub(crate) concurrency_limit: u32,
    /// Service times in nanoseconds.
    pub(crate) service: Law,
    /// Added to every service, in nanoseconds.
    pub(crate) extra: Nanos,
    /// Share of served requests that fail.
    pub(crate) error_rate: f64,
    /// How long a request waits before it leaves.
    pub(crate) patience: Patience,
    /// Is work dropped whose deadline has passed when its turn comes?
    pub(crate) drops_expired: bool,
    /// Dynamic batching.
    pub(crate) batch: Option<BatchPlan>,
    /// Cold start in nanoseconds.
    pub(crate) setup: Option<Law>,
    /// How long an idle server stays on, where it switches off.
    pub(crate) keep_warm: Option<Nanos>,
    pub(crate) scale: Option<ScalePlan>,
    pub(crate) failures: Option<FailurePlan>,
    pub(crate) interrupted: Interrupted,
    /// Is a request refused while no server is left?
    pub(crate) refuses_when_down: bool,
    /// Do people who leave put their work back?
    pub(crate) requeues: bool,
    /// Replicas that are slow, and how slow.
    pub(crate) slow_replicas: (u32, f64),
    /// Share of requests for one key.
    pub(crate) hot_key_share: f64,
    /// Heat and battery of a device.
    pub(crate) device: Option<DevicePlan>,
    /// Hours of work and length of a break.
    pub(crate) breaks: Option<(Nanos, Nanos)>,
}

impl StationPlan {
    /// One server, first come, first served, without places to wait or anything that goes wrong.
    fn plain(service: Law) -> Self {
        Self {
            staff: Staff::Fixed(1),
            replicas: 1,
            balance: None,
            queue_limit: 0,
            sheds_oldest: false,
            discipline: Discipline::Fifo,
            preemption: Preemption::None,
            rate_limit: None,
            concurrency_limit: 0,
            service,
            extra: 0,
            error_rate: 0.0,
            patience: Patience::Endless,
            drops_expired: false,
            batch: None,
            setup: None,
            keep_warm: None,
            scale: None,
            failures: None,
            interrupted: Interrupted::Resume,
            refuses_when_down: false,
            requeues: false,
            slow_replicas: (0, 1.0),
            hot_key_share: 0.0,
            device: None,
            breaks: None,
        }
    }
}

/// How many work at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Staff {
    /// Always the same number.
    Fixed(u32),
    /// A number for each hour of the day.
    Hourly([u32; 24]),
}

/// Who is served next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Discipline {
    Fifo,
    Lifo,
    /// Smallest class priority first.
    Priority,
    /// Least work first.
    Shortest,
    /// Earliest deadline first.
    Deadline,
    /// Largest expected loss first.
    Loss,
    /// The same with waiting counted: so long a wait weighs as much as a certain loss.
    Ageing(Nanos),
    /// Everybody at once, each at a share of the speed.
    Sharing,
}

/// What a more urgent request does to one in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preemption {
    None,
    Resume,
    Restart,
}

/// What becomes of work whose server goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupted {
    Resume,
    Restart,
    Fail,
}

/// How long a request waits before it leaves, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Patience {
    /// For ever.
    Endless,
    /// Always this long.
    Fixed(Nanos),
    /// Exponential with this mean.
    Exponential(f64),
}

/// Dynamic batching.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BatchPlan {
    /// Most requests in a batch.
    pub(crate) most: u32,
    /// How long a free server waits for a full batch.
    pub(crate) delay: Nanos,
    /// Added to the service time for each request, in nanoseconds.
    pub(crate) per_item: f64,
    /// May a batch in service be joined?
    pub(crate) joinable: bool,
}

/// Autoscaling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScalePlan {
    pub(crate) rule: ScalerPlan,
    /// Time between looks.
    pub(crate) sync: Nanos,
}

/// Breakdowns and repairs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FailurePlan {
    /// Time from a repair to the next failure.
    pub(crate) up: Law,
    /// Time of a repair.
    pub(crate) repair: Law,
    /// Does the whole node fail at once?
    pub(crate) whole_node: bool,
    /// Does the clock run only during service?
    pub(crate) only_busy: bool,
}
