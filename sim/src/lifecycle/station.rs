//! A node that takes time, in the mean: what it loses, what comes late, and how long it takes.

use super::crowd::{Crowd, crowd};
use super::health::Health;
use crate::parts::balance::Policy;
use crate::plan::{Nanos, Staff, StationPlan};
use crate::stats::{Law, Stream, normal_cdf};

/// A station's law of service times and its servers.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    service: Law,
    extra: f64,
    mean: f64,
    variance: f64,
    servers: [f64; 24],
    queue_limit: f64,
    error_rate: f64,
    rate_limit: f64,
    /// Share of the time in which it is up, where the whole of it fails.
    up: f64,
    /// Do requests come at even intervals?
    is_even: bool,
    /// Groups of servers with a queue each that nobody levels out.
    groups: f64,
    /// Quantiles of the service time, for laws without a formula for the tail.
    drawn: Vec<f64>,
}

const DRAWN: usize = 512;

const HOUR_NS: f64 = 3.6e12;

impl Stop {
    pub(super) fn new(plan: &StationPlan, is_even: bool, stream: &mut Stream) -> Self {
        let servers = match &plan.staff {
            Staff::Fixed(count) => [f64::from(*count); 24],
            Staff::Hourly(hours) => hours.map(f64::from),
        };
        // The share of a shift that is not break.
        let at_work = plan
            .breaks
            .map_or(1.0, |(every, length)| every as f64 / (every + length).max(1) as f64);
        let replicas = f64::from(plan.replicas.max(1));
        // A full batch serves many in the time of one.
        let batch = plan.batch.map_or(1.0, |batch| {
            let (alone, most) = (moments(&plan.service).0, f64::from(batch.most));
            most * (alone + batch.per_item) / (alone + most * batch.per_item).max(1e-9)
        });
        // Breakdowns: the whole of it and at once, or as so many servers fewer in the mean.
        let available = plan.failures.as_ref().map_or(1.0, |failures| {
            let (up, repair) = (moments(&failures.up).0, moments(&failures.repair).0);
            if failures.only_busy { 1.0 } else { up / (up + repair).max(1e-9) }
        });
        let refuses =
            plan.refuses_when_down && plan.failures.as_ref().is_some_and(|f| f.whole_node);
        let at_work = at_work * if refuses { 1.0 } else { available };
        let mut drawn: Vec<_> = match plan.service {
            Law::Deterministic { .. } | Law::Exponential { .. } | Law::Lognormal { .. } => {
                Vec::new()
            }
            _ => (0..DRAWN).map(|_| plan.service.draw(stream)).collect(),
        };
        drawn.sort_by(f64::total_cmp);
        let (mean, variance) = moments(&plan.service);
        Self {
            extra: plan.extra as f64,
            mean: mean + plan.extra as f64,
            variance,
            servers: servers.map(|count| count * replicas * at_work * batch),
            queue_limit: f64::from(plan.queue_limit),
            error_rate: plan.error_rate,
            rate_limit: plan.rate_limit.map_or(f64::INFINITY, |(rate, _)| rate),
            up: if refuses { available } else { 1.0 },
            is_even,
            groups: match plan.balance {
                Some(Policy::Random | Policy::RoundRobin | Policy::Hash) => replicas,
                _ => 1.0,
            },
            service: plan.service.clone(),
            drawn,
        }
    }

    /// Visits per second that it can serve in an hour of the day.
    pub(super) fn capacity(&self, health: &Health, hour: usize) -> f64 {
        if health.outages > 0 {
            return 0.0;
        }
        let mean_s = self.mean * health.slow_downs.product() / 1e9;
        let servers = self.servers[hour] * health.servers_left.product();
        if mean_s > 0.0 { servers / mean_s } else { f64::INFINITY }
    }

    /// Share lost, share late of the rest, and mean and variance of the time taken; `cancels` says
    /// whether work is dropped when its caller stops waiting.
    pub(super) fn outcome(
        &self,
        health: &Health,
        load: f64,
        hour: usize,
        (timeout, cancels): (Nanos, bool),
    ) -> (f64, f64, (f64, f64)) {
        let capacity = self.capacity(health, hour);
        if capacity <= 0.0 || self.rate_limit <= 0.0 {
            return (1.0, 0.0, (0.0, 0.0));
        }
        let throttled = (1.0 - self.rate_limit / load.max(f64::MIN_POSITIVE)).max(0.0);
        let busy = load * (1.0 - throttled) / capacity;
        let slow = health.slow_downs.product();
        let servers = (self.servers[hour] * health.servers_left.product()).max(1e-9);
        let felt = if self.is_even { even(busy) } else { busy };
        let crowd = crowd(servers / self.groups, self.queue_limit, felt);
        let errors = 1.0 - (1.0 - self.error_rate) * health.error_free.product() * self.up;
        let lost = |crowded: f64| 1.0 - (1.0 - throttled) * (1.0 - crowded) * (1.0 - errors);
        let service = (self.mean * slow, self.variance * slow * slow);
        // The wait of the served grows with the variety of their work (Allen-Cunneen).
        let variety =
            if self.mean > 0.0 { 0.5 + 0.5 * self.variance / (self.mean * self.mean) } else { 1.0 };
        let wait = crowd.wait * self.mean * slow * variety;
        let limit = timeout as f64;
        let is_flooded = crowd.grows || (busy >= 1.0 && timeout > 0 && wait > limit);
        if is_flooded && timeout > 0 {
            // Whoever is given up on makes room, or is served for nobody (and everybody is late).
            return if cancels {
                (lost(0.0), 1.0 - 1.0 / busy, (limit, 0.0))
            } else {
                (lost(crowd.lost), 1.0, (limit, 0.0))
            };
        }
        if crowd.grows {
            // Nobody gives up: an hour's mean of a wait that grows.
            let wait = 0.5 * HOUR_NS * (1.0 - 1.0 / busy);
            return (lost(0.0), 0.0, (service.0 + wait, service.1 + wait * wait / 3.0));
        }
        let late = if timeout > 0 { self.exceeds(limit, slow, &crowd, wait) } else { 0.0 };
        let mean_wait = crowd.waits * wait;
        let square = crowd.waits * (1.0 + crowd.spread) * wait * wait;
        let time = (service.0 + mean_wait, service.1 + square - mean_wait * mean_wait);
        (lost(crowd.lost), late, below(time, limit, late))
    }

    /// Chance that wait and service take longer than a limit, for a mean wait of those who wait.
    fn exceeds(&self, limit: f64, slow: f64, crowd: &Crowd, wait: f64) -> f64 {
        let alone = self.tail(limit, slow);
        if crowd.waits < 1e-6 || wait <= 0.0 {
            return alone;
        }
        let points = crowd.points();
        let with_wait: f64 =
            points.iter().map(|point| self.tail(limit - point * wait, slow)).sum::<f64>() / 10.0;
        (1.0 - crowd.waits) * alone + crowd.waits * with_wait
    }

    /// Chance that a service takes longer than a limit.
    fn tail(&self, limit: f64, slow: f64) -> f64 {
        let limit = limit / slow - self.extra;
        if limit <= 0.0 {
            return 1.0;
        }
        match self.service {
            Law::Deterministic { value } => f64::from(value > limit),
            Law::Exponential { mean } => libm::exp(-limit / mean),
            Law::Lognormal { mu, sigma } if sigma > 0.0 => {
                normal_cdf((mu - libm::log(limit)) / sigma)
            }
            _ => {
                let below = self.drawn.partition_point(|&value| value <= limit);
                1.0 - below as f64 / self.drawn.len().max(1) as f64
            }
        }
    }
}

/// The load of Poisson arrivals that wait as these evenly spaced ones do: the root of
/// s = exp(-(1 - s) / load) below 1 (the queue D/M/1).
fn even(load: f64) -> f64 {
    if load >= 1.0 {
        return load;
    }
    (0..60).fold(0.0, |root, _| libm::exp(-(1.0 - root) / load.max(1e-9)))
}

/// Mean and variance of those times that are below a limit, which a share exceeds, by an
/// exponential tail.
fn below((mean, variance): (f64, f64), limit: f64, exceeds: f64) -> (f64, f64) {
    if !(1e-9..=0.999).contains(&exceeds) {
        return (mean, variance);
    }
    let beyond = (limit + mean, limit * limit + 2.0 * limit * mean + 2.0 * mean * mean);
    let rest = 1.0 - exceeds;
    let kept = ((mean - exceeds * beyond.0) / rest).clamp(0.0, limit);
    let square = (variance + mean * mean - exceeds * beyond.1) / rest;
    (kept, (square - kept * kept).clamp(0.0, kept * (limit - kept)))
}

/// Mean wait in hours of a desk below its capacity.
pub(super) fn desk_wait(people: f64, utilisation: f64, mean: Nanos) -> f64 {
    let crowd = crowd(people, f64::INFINITY, utilisation.clamp(0.0, 0.99));
    crowd.waits * crowd.wait * mean as f64 / HOUR_NS
}

/// Mean and variance of times, in nanoseconds. A heavy tail may have neither: ten years and a
/// thousand means are large enough to say so, and small enough to reckon with.
pub(super) fn moments(law: &Law) -> (f64, f64) {
    let mean = law.mean().min(3.2e17);
    let most = 1e6 * mean * mean;
    let variance = law.variance();
    (mean, if variance < most { variance } else { most })
}
