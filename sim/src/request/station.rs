//! A station: its queue, its servers, and what is counted about them.

use super::ahead::Ahead;
use super::area::{Area, Spread};
use super::bucket::{ClassCount, StationBucket};
use super::flight::{Flight, Slab, State};
use super::queue::Queue;
use super::servers::{Batching, CapacityState};
use super::sharing::Shared;
use super::start::RunFacts;
use crate::parts::device::Device;
use crate::parts::scaler::Scaler;
use crate::parts::tokens::TokenBucket;
use crate::plan::{Discipline, Nanos, Patience, Preemption, Staff, StationPlan, whole};
use crate::stats::{Purpose, Stream};
use crate::world::Running;

/// Queue and servers of one node, or of one of its replicas.
#[derive(Debug)]
pub(super) struct Station {
    /// Node it belongs to.
    pub(super) node: u32,
    pub(super) plan: StationPlan,
    /// Is it first come, first served, with nothing else that could happen to a visit?
    pub(super) is_plain: bool,
    pub(super) service: Stream,
    /// Draws of service times, and work of a request where it is the same in all classes.
    drawn: Ahead,
    work_of_all: f64,
    pub(super) errors: Stream,
    pub(super) patience: Stream,
    pub(super) trouble: Stream,
    pub(super) queue: Queue,
    /// Customers waiting, customers in service, and servers in use.
    pub(super) waiting: Area,
    pub(super) serving: Area,
    pub(super) busy: Area,
    /// Servers that should be there, and servers that are up.
    pub(super) staffed: Area,
    pub(super) up: Area,
    pub(super) present: Spread,
    pub(super) ups: Option<Spread>,
    /// Servers that may work now.
    pub(super) capacity: u32,
    /// Product of the running slow-downs and its own slowness.
    pub(super) slowness: f64,
    pub(super) own_slowness: f64,
    pub(super) slow_downs: Running,
    /// Share of served requests that fail.
    pub(super) error_rate: f64,
    pub(super) capacity_state: CapacityState,
    pub(super) rate_limit: Option<TokenBucket>,
    /// Flights in service, kept only where they may be interrupted.
    pub(super) in_service: Option<Vec<u32>>,
    pub(super) batching: Batching,
    pub(super) shared: Option<Shared>,
    pub(super) device: Option<Device>,
    pub(super) bucket: StationBucket,
    /// Area of `busy` in the buckets that have been closed.
    pub(super) busy_before: u128,
    /// Are distributions recorded?
    pub(super) records: bool,
}

impl Station {
    pub(super) fn new(node: u32, id: &str, plan: &StationPlan, at: u32, run: &RunFacts) -> Self {
        // The first replica's streams are the node's, so that a lone one has the plain names.
        let name = if at == 0 { id.to_owned() } else { format!("{id}#{at}") };
        let stream = |purpose| Stream::new(run.seed, run.replication, &name, purpose);
        let staff = match plan.staff {
            Staff::Fixed(servers) => servers,
            Staff::Hourly(hours) => hours[0],
        };
        let replicas = if plan.balance.is_some() { 1 } else { plan.replicas };
        let replicas =
            plan.scale.map_or(replicas, |scale| replicas.clamp(scale.rule.min, scale.rule.max));
        let servers = staff.saturating_mul(replicas);
        let is_shared = plan.discipline == Discipline::Sharing;
        let own_slowness = if at < plan.slow_replicas.0 && plan.balance.is_some() {
            plan.slow_replicas.1
        } else {
            1.0
        };
        let may_stop = run.may_stop
            || plan.failures.is_some()
            || matches!(plan.staff, Staff::Hourly(_))
            || plan.preemption != Preemption::None;
        let can_fail = run.may_stop || plan.failures.is_some();
        let is_plain = plan.discipline == Discipline::Fifo
            && plan.patience == Patience::Endless
            && plan.rate_limit.is_none()
            && plan.concurrency_limit == 0
            && plan.batch.is_none()
            && plan.keep_warm.is_none()
            && plan.scale.is_none()
            && plan.device.is_none()
            && !plan.drops_expired
            && !plan.sheds_oldest
            && !may_stop
            && run.classes == 1
            && run.works_alike;
        let mut station = Self {
            node,
            is_plain,
            service: stream(Purpose::Service),
            drawn: Ahead::default(),
            work_of_all: run.work_of_all,
            errors: stream(Purpose::Errors),
            patience: stream(Purpose::Patience),
            trouble: stream(Purpose::Failures),
            queue: Queue::new(plan.discipline),
            waiting: Area::default(),
            serving: Area::default(),
            busy: Area::default(),
            staffed: Area::default(),
            up: Area::default(),
            present: Spread::default(),
            ups: can_fail.then(Spread::default),
            capacity: if plan.keep_warm.is_some() { 0 } else { servers },
            slowness: own_slowness,
            own_slowness,
            slow_downs: Running::default(),
            error_rate: plan.error_rate,
            capacity_state: CapacityState {
                staff,
                replicas,
                place: at,
                most: replicas,
                scaler: plan.scale.map(|scale| Scaler::new(scale.rule)),
                ..CapacityState::default()
            },
            rate_limit: plan
                .rate_limit
                .map(|(rate, burst)| TokenBucket::new(rate, f64::from(burst))),
            in_service: (may_stop && plan.batch.is_none() && !is_shared).then(Vec::new),
            batching: Batching::default(),
            shared: is_shared.then(Shared::default),
            device: plan.device.map(|device| Device::new(device, replicas, staff)),
            bucket: StationBucket::default(),
            busy_before: 0,
            records: run.records,
            plan: plan.clone(),
        };
        station.staffed.set(0, servers);
        station.up.set(0, servers);
        if run.classes > 1 {
            station.bucket.classes = vec![Default::default(); run.classes];
        }
        station
    }

    /// Number waiting or in service.
    #[inline(always)]
    pub(super) fn present_now(&self) -> u32 {
        self.waiting.n() + self.serving.n()
    }

    /// Server-nanoseconds in use since the start of the run.
    pub(super) fn busy_since_start(&self, now: Nanos) -> u128 {
        let busy = if self.is_plain { &self.serving } else { &self.busy };
        self.busy_before + busy.until(now)
    }

    /// Can a request that comes now start at once?
    #[inline(always)]
    pub(super) fn has_free_server(&self) -> bool {
        self.in_use() < self.capacity
    }

    /// Servers that may work and do not.
    pub(super) fn idle(&self) -> u32 {
        self.capacity.saturating_sub(self.in_use())
    }

    /// An idle server has taken work: it does not wait to be switched off any more. The one that
    /// became idle last is the one that works again.
    #[inline]
    pub(super) fn engage(&mut self) {
        let idle = self.idle() as usize;
        self.capacity_state.idle.truncate(idle);
    }

    /// Servers in use.
    #[inline(always)]
    pub(super) fn in_use(&self) -> u32 {
        if self.is_plain { self.serving.n() } else { self.busy.n() }
    }

    /// Is it out of order?
    pub(super) fn is_down(&self) -> bool {
        let state = &self.capacity_state;
        let has_lost = state.broken > 0 || state.partial.product() < 1.0;
        state.refusing > 0 || state.hanging > 0 || (has_lost && self.up.n() == 0)
    }

    /// One who waits leaves the queue.
    #[inline(always)]
    pub(super) fn leave_queue(&mut self, now: Nanos, since: Nanos) {
        self.present.leave(now, self.present_now());
        self.waiting.down(now);
        self.bucket.queue_time += u128::from(now - since);
    }

    /// One starts service.
    #[inline(always)]
    pub(super) fn enter_service(&mut self, now: Nanos) {
        self.present.leave(now, self.present_now());
        self.serving.up(now);
        if !self.is_plain {
            self.busy.up(now);
        }
    }

    /// One leaves its server.
    #[inline(always)]
    pub(super) fn leave_service(&mut self, now: Nanos, since: Nanos) {
        self.present.leave(now, self.present_now());
        self.serving.down(now);
        if !self.is_plain {
            self.busy.down(now);
        }
        self.bucket.service_time += u128::from(now - since);
    }

    /// The wait of a flight ends.
    pub(super) fn wait_ends(&mut self, now: Nanos, flight: &Flight) {
        self.leave_queue(now, flight.since);
        if let Some(class) = self.class(flight.class) {
            class.waiting.down(now);
        }
    }

    /// One starts service at a server that serves several at once.
    pub(super) fn joins_others(&mut self, now: Nanos, class: u32) {
        self.present.leave(now, self.present_now());
        self.serving.up(now);
        if let Some(class) = self.class(class) {
            class.serving.up(now);
        }
    }

    /// A flight leaves a server that serves several at once.
    pub(super) fn leaves_others(&mut self, now: Nanos, flight: &Flight) {
        self.present.leave(now, self.present_now());
        self.serving.down(now);
        self.bucket.service_time += u128::from(now - flight.since);
        if let Some(class) = self.class(flight.class) {
            class.serving.down(now);
        }
    }

    /// The service of a flight ends, or is broken off.
    pub(super) fn service_ends(&mut self, now: Nanos, flight: &Flight) {
        self.leave_service(now, flight.since);
        if let Some(class) = self.class(flight.class) {
            class.serving.down(now);
        }
    }

    /// Servers in use; at a plain station everybody in service has one.
    pub(super) fn busy_area(&mut self, now: Nanos, serving: u128) -> u128 {
        if self.is_plain { serving } else { self.busy.reset(now) }
    }

    /// One starts to wait.
    #[inline(always)]
    pub(super) fn enter_queue(&mut self, now: Nanos) {
        self.present.leave(now, self.present_now());
        self.waiting.up(now);
        self.bucket.waiting_max = self.bucket.waiting_max.max(self.waiting.n());
    }

    /// What is counted of a class, where there are several.
    #[inline]
    pub(super) fn class(&mut self, class: u32) -> Option<&mut ClassCount> {
        self.bucket.classes.get_mut(class as usize)
    }

    /// Counts one of a class that is turned away.
    pub(super) fn lose(&mut self, class: u32) {
        if let Some(class) = self.class(class) {
            class.lost += 1;
        }
    }

    /// Takes the next who still waits.
    #[inline(always)]
    pub(super) fn dequeue(&mut self, flights: &Slab<Flight>) -> Option<u32> {
        if self.waiting.n() == 0 { None } else { self.queue.pop(flights) }
    }

    /// Draws how much work a request is, in nanoseconds.
    #[inline(always)]
    pub(super) fn draw_work(&mut self, work: f64) -> Nanos {
        let (drawn, time) = self.next_draw();
        let time = if work == self.work_of_all { time } else { whole(drawn * work) };
        time + self.plan.extra
    }

    /// The same where work is alike in all classes.
    #[inline(always)]
    pub(super) fn next_work(&mut self) -> Nanos {
        self.next_draw().1 + self.plan.extra
    }

    #[inline(always)]
    fn next_draw(&mut self) -> (f64, Nanos) {
        let (law, service, work) = (&self.plan.service, &mut self.service, self.work_of_all);
        self.drawn.next(|| law.draw(service), |drawn| whole(drawn * work))
    }

    /// How long so much work takes now.
    #[inline(always)]
    pub(super) fn stretched(&self, work: Nanos) -> Nanos {
        if self.slowness == 1.0 { work } else { whole(work as f64 * self.slowness) }
    }

    /// Counts a wait that ends with the first start of service.
    #[inline(always)]
    pub(super) fn record_wait(&mut self, waited: Nanos, class: u32) {
        self.bucket.started += 1;
        self.bucket.waited += u64::from(waited > 0);
        if self.records {
            self.bucket.wait.record_above_0(waited);
            if let Some(class) = self.bucket.classes.get_mut(class as usize) {
                class.wait.record(waited);
            }
        }
    }

    /// The same at a plain station, which knows no classes.
    #[inline(always)]
    pub(super) fn record_plain_wait(&mut self, waited: Nanos) {
        self.bucket.started += 1;
        self.bucket.waited += u64::from(waited > 0);
        if self.records {
            self.bucket.wait.record_above_0(waited);
        }
    }

    /// Does a request that has been served fail?
    #[inline(always)]
    pub(super) fn fails(&mut self) -> bool {
        self.error_rate > 0.0 && self.errors.uniform() < self.error_rate
    }

    /// Counts a visit that has been served: well, or with an error, or for nobody.
    pub(super) fn count_visit(
        &mut self,
        sojourn: Nanos,
        class: u32,
        failed: bool,
        is_orphan: bool,
    ) {
        let bucket = &mut self.bucket;
        bucket.visits.wasted += u64::from(is_orphan);
        bucket.visits.errors += u64::from(failed);
        bucket.visits.served += u64::from(!failed);
        if self.records && !failed {
            bucket.sojourn.record(sojourn);
            if let Some(class) = bucket.classes.get_mut(class as usize) {
                class.sojourn.record(sojourn);
            }
        }
    }

    /// Notes that a flight is with a server that it may be taken from.
    #[inline]
    pub(super) fn track(&mut self, flights: &mut Slab<Flight>, index: u32) {
        if let Some(in_service) = &mut self.in_service {
            flights[index].slot = in_service.len() as u32;
            in_service.push(index);
        }
    }

    /// The reverse.
    #[inline]
    pub(super) fn untrack(&mut self, flights: &mut Slab<Flight>, index: u32) {
        if let Some(in_service) = &mut self.in_service {
            let slot = flights[index].slot;
            in_service.swap_remove(slot as usize);
            if let Some(&moved) = in_service.get(slot as usize) {
                flights[moved].slot = slot;
            }
        }
    }

    /// The one in service with the largest key, where that is larger than `key`.
    pub(super) fn least_urgent(
        &self,
        key: u64,
        now: Nanos,
        flights: &Slab<Flight>,
        key_of: impl Fn(&Flight) -> u64,
    ) -> Option<u32> {
        let of = |&index: &u32| {
            let flight = &flights[index];
            debug_assert!(flight.state == State::Serving && flight.ends >= now);
            (key_of(flight), flight.order)
        };
        let worst = self.in_service.as_ref()?.iter().max_by_key(|index| of(index))?;
        (of(worst).0 > key).then_some(*worst)
    }
}
