//! A station's queue, servers and what is counted about them.

use super::flight::{Flights, NONE, State};
use crate::plan::{Nanos, ServiceLaw, Staff, StationPlan};
use crate::result::VisitCounts;
use crate::stats::{Histogram, Purpose, Stream};
use crate::world::Multipliers;

/// Queue and servers of one node.
#[derive(Debug)]
pub(super) struct Station {
    pub(super) plan: StationPlan,
    pub(super) service: Stream,
    pub(super) errors: Stream,
    pub(super) patience: Stream,
    /// First and last of the queue's list.
    head: u32,
    tail: u32,
    /// Waiting, the gone not counted.
    pub(super) waiting: u32,
    pub(super) busy: u32,
    /// Servers at work now.
    pub(super) servers: u32,
    /// Running outages that refuse, and that hang.
    pub(super) refusing: u32,
    pub(super) hanging: u32,
    /// Product of the running slow-downs.
    pub(super) slowness: f64,
    pub(super) slow_downs: Multipliers,
    /// Flights in service, kept only where they may be interrupted.
    pub(super) in_service: Option<Vec<u32>>,
    touched: Nanos,
    pub(super) bucket: StationBucket,
}

/// What is counted between two ticks of the series.
#[derive(Debug, Default)]
pub(super) struct StationBucket {
    pub(super) visits: VisitCounts,
    pub(super) waited: u64,
    pub(super) wait: Histogram,
    pub(super) sojourn: Histogram,
    /// Server-nanoseconds busy, customer-nanoseconds waiting, server-nanoseconds there.
    pub(super) busy_area: u64,
    pub(super) wait_area: u64,
    pub(super) server_area: u64,
    /// The same two areas from the visits' side: sums of times in service and in the queue.
    pub(super) service_time: u64,
    pub(super) queue_time: u64,
    pub(super) waiting_max: u32,
    pub(super) was_down: bool,
}

impl Station {
    pub(super) fn new(
        plan: &StationPlan,
        id: &str,
        seed: u64,
        replication: u32,
        tracks_service: bool,
    ) -> Self {
        let stream = |purpose| Stream::new(seed, replication, id, purpose);
        let servers = match plan.staff {
            Staff::Fixed(servers) => servers,
            Staff::Hourly(hours) => hours[0],
        };
        Self {
            plan: plan.clone(),
            service: stream(Purpose::Service),
            errors: stream(Purpose::Errors),
            patience: stream(Purpose::Patience),
            head: NONE,
            tail: NONE,
            waiting: 0,
            busy: 0,
            servers,
            refusing: 0,
            hanging: 0,
            slowness: 1.0,
            slow_downs: Multipliers::default(),
            in_service: tracks_service.then(Vec::new),
            touched: 0,
            bucket: StationBucket::default(),
        }
    }

    /// Brings the areas up to now; called before every change of a count.
    pub(super) fn touch(&mut self, now: Nanos) {
        let span = now - self.touched;
        if span > 0 {
            self.bucket.busy_area += u64::from(self.busy) * span;
            self.bucket.wait_area += u64::from(self.waiting) * span;
            // Staff that stay to finish their work count as long as they do.
            self.bucket.server_area += u64::from(self.servers.max(self.busy)) * span;
            self.touched = now;
        }
    }

    /// Can a request that comes now start at once?
    pub(super) fn has_free_server(&self) -> bool {
        self.busy < self.servers && self.hanging == 0
    }

    /// Is it out of order?
    pub(super) fn is_down(&self) -> bool {
        self.refusing > 0 || self.hanging > 0
    }

    pub(super) fn enqueue(&mut self, flights: &mut Flights, index: u32) {
        flights[index].next = NONE;
        if self.tail == NONE {
            self.head = index;
        } else {
            flights[self.tail].next = index;
        }
        self.tail = index;
        self.count_waiting();
    }

    pub(super) fn enqueue_first(&mut self, flights: &mut Flights, index: u32) {
        flights[index].next = self.head;
        if self.head == NONE {
            self.tail = index;
        }
        self.head = index;
        self.count_waiting();
    }

    fn count_waiting(&mut self) {
        self.waiting += 1;
        self.bucket.waiting_max = self.bucket.waiting_max.max(self.waiting);
    }

    /// Takes the next who still waits; frees the slots of those who have gone.
    pub(super) fn dequeue(&mut self, flights: &mut Flights) -> Option<u32> {
        while self.head != NONE {
            let index = self.head;
            self.head = flights[index].next;
            if self.head == NONE {
                self.tail = NONE;
            }
            if flights[index].state == State::Gone {
                flights.remove(index);
            } else {
                self.waiting -= 1;
                return Some(index);
            }
        }
        None
    }

    /// Draws a service time.
    pub(super) fn draw_service(&mut self) -> Nanos {
        let time = match self.plan.service {
            ServiceLaw::Exponential(mean) => self.service.exponential() * mean,
            ServiceLaw::Deterministic(time) if self.slowness == 1.0 => return time,
            ServiceLaw::Deterministic(time) => time as f64,
            ServiceLaw::Lognormal { mu, sigma } => libm::exp(mu + sigma * self.service.normal()),
        };
        (time * self.slowness + 0.5) as Nanos
    }
}
