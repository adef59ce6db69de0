//! The main loop, arrivals and services.

use std::collections::VecDeque;

use super::Progress;
use super::events::{Event, EventList, Kind, MAX_INDEX};
use super::flight::{Failure, Flight, Flights, State};
use super::monitor::Watch;
use super::station::Station;
use super::tally::Tally;
use crate::model::Settings;
use crate::plan::{NANOS_PER_S, Nanos, NodePlan, Patience, Plan, Role, Staff, nanos};
use crate::stats::{Purpose, Stream, stream_key};
use crate::world::{Conditions, Fate, Multipliers};

/// Everything that changes during a run.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) plan: Plan,
    pub(super) now: Nanos,
    pub(super) horizon: Nanos,
    pub(super) warmup: Nanos,
    pub(super) events: EventList,
    pub(super) flights: Flights,
    pub(super) nodes: Vec<NodeState>,
    /// Timers of each link in the order in which they run out: equal delays need no heap.
    pub(super) lanes: Vec<VecDeque<(Nanos, u64, u32)>>,
    pub(super) backoff: Vec<Stream>,
    pub(super) conditions: Conditions,
    pub(super) watches: Vec<Watch>,
    pub(super) tally: Tally,
    pub(super) processed: u64,
    pub(super) stopped_early: Option<String>,
    next_tick: Nanos,
    ticks: u64,
    events_at_this_instant: u64,
}

/// What changes about a node.
#[derive(Debug)]
pub(super) struct NodeState {
    pub(super) station: Option<Station>,
    pub(super) routing: Stream,
    pub(super) misses: Stream,
    pub(super) source: Option<SourceState>,
}

/// What changes about a source.
#[derive(Debug)]
pub(super) struct SourceState {
    arrivals: Stream,
    /// Where its requests' own draws start.
    pub(super) world_key: u64,
    pub(super) sent: u64,
    next: u64,
    pub(super) spikes: Multipliers,
}

/// Requests that may be under way at once; more than this is a system that has long fallen over.
const MOST_IN_FLIGHT: usize = 4_000_000;

/// Events without time passing after which a run is given up as a loop.
const MOST_AT_AN_INSTANT: u64 = 20_000_000;

impl Engine {
    pub(super) fn new(plan: Plan) -> Self {
        let settings = plan.settings;
        let (seed, replication) = (settings.seed, settings.replication);
        let nodes = plan
            .nodes
            .iter()
            .enumerate()
            .map(|(at, node)| NodeState::new(&plan, at, node, seed, replication))
            .collect();
        let backoff = plan
            .links
            .iter()
            .map(|link| Stream::new(seed, replication, &link.id, Purpose::Backoff))
            .collect();
        let horizon = nanos(settings.horizon_s);
        // Statistics start at the end of a bucket, so the warm-up is rounded up to one.
        let warmup = (0..u64::from(settings.buckets))
            .map(|bucket| bucket_end(&settings, bucket))
            .take_while(|&end| end < horizon)
            .find(|&end| end >= nanos(settings.warmup_s))
            .unwrap_or(0);
        let mut engine = Self {
            now: 0,
            horizon,
            warmup,
            events: EventList::default(),
            flights: Flights::default(),
            lanes: vec![VecDeque::new(); plan.links.len()],
            nodes,
            backoff,
            conditions: Conditions::new(&plan.world),
            watches: Watch::of(&plan),
            tally: Tally::new(&plan),
            processed: 0,
            stopped_early: None,
            next_tick: bucket_end(&settings, 1),
            ticks: 0,
            events_at_this_instant: 0,
            plan,
        };
        engine.schedule_first_events();
        engine
    }

    fn schedule_first_events(&mut self) {
        for (at, incident) in self.plan.incidents.iter().enumerate() {
            self.events.schedule(incident.start, Kind::IncidentStart, at as u32);
            self.events.schedule(incident.end, Kind::IncidentEnd, at as u32);
        }
        for at in 0..self.nodes.len() {
            if self.nodes[at].source.is_some() {
                self.schedule_arrival(at as u32);
            }
            let hourly = |station: &Station| matches!(station.plan.staff, Staff::Hourly(_));
            if self.nodes[at].station.as_ref().is_some_and(hourly) {
                self.events.schedule(nanos(3600.0), Kind::Shift, at as u32);
            }
        }
        for at in 0..self.watches.len() {
            self.events.schedule(self.watches[at].hop, Kind::Look, at as u32);
        }
    }

    /// Processes up to this many events.
    pub(super) fn advance(&mut self, max_events: u64) -> Progress {
        let mut left = max_events;
        let done = loop {
            let time = match self.events.next_time() {
                Some(time) if time < self.horizon && self.stopped_early.is_none() => time,
                _ => {
                    self.finish();
                    break true;
                }
            };
            if left == 0 {
                break false;
            }
            left -= 1;
            while time >= self.next_tick {
                self.tick();
            }
            if let Some(event) = self.events.pop() {
                self.guard_instant(event.time);
                self.now = event.time;
                self.processed += 1;
                self.handle(event);
            }
        };
        Progress { simulated_s: self.now as f64 / NANOS_PER_S, events: self.processed, done }
    }

    fn guard_instant(&mut self, time: Nanos) {
        if time > self.now {
            self.events_at_this_instant = 0;
            return;
        }
        self.events_at_this_instant += 1;
        if self.events_at_this_instant > MOST_AT_AN_INSTANT {
            self.stopped_early = Some(
                "Requests go round a loop that takes no time; the run was stopped there.".into(),
            );
        }
    }

    fn handle(&mut self, event: Event) {
        match event.kind {
            Kind::Arrival => self.on_arrival(event),
            Kind::ServiceEnd => self.on_service_end(event),
            Kind::Timeout => self.on_timeout(event),
            Kind::Delivery => self.on_delivery(event),
            Kind::Retry => self.on_retry(event),
            Kind::Patience => self.on_patience(event),
            Kind::IncidentStart => self.on_incident(event.index, true),
            Kind::IncidentEnd => self.on_incident(event.index, false),
            Kind::Shift => self.on_shift(event.index),
            Kind::Look => self.on_look(event.index),
            Kind::FeedStale => self.on_feed_stale(event.index),
        }
    }

    /// Closes a bucket of the series, and starts the statistics at the end of the warm-up.
    fn tick(&mut self) {
        let at = self.next_tick;
        self.ticks += 1;
        let is_last = self.ticks >= u64::from(self.plan.settings.buckets);
        self.next_tick =
            if is_last { Nanos::MAX } else { bucket_end(&self.plan.settings, self.ticks + 1) };
        self.tally.close_bucket(at, self.warmup, &mut self.nodes);
    }

    fn finish(&mut self) {
        if self.stopped_early.is_none() {
            self.now = self.horizon;
        }
        while self.next_tick <= self.now {
            self.tick();
        }
        if self.next_tick < Nanos::MAX {
            // A run that was stopped ends with a short bucket.
            self.tally.close_bucket(self.now, self.warmup, &mut self.nodes);
            self.next_tick = Nanos::MAX;
        }
    }

    // Arrivals

    /// Draws the time of a source's next request (a candidate, where the rate varies).
    pub(super) fn schedule_arrival(&mut self, at: u32) {
        let Role::Source { rate_per_s, constant, amplitude, .. } =
            self.plan.nodes[at as usize].role
        else {
            return;
        };
        let Some(source) = &mut self.nodes[at as usize].source else { return };
        let peak_rate = rate_per_s * (1.0 + amplitude) * source.spikes.product();
        if peak_rate <= 0.0 {
            source.next = 0;
            return;
        }
        let gap = if constant { 1.0 } else { source.arrivals.exponential() };
        let time = self.now + ((gap / peak_rate) * NANOS_PER_S + 0.5).min(1e19) as Nanos;
        source.next = self.events.schedule(time, Kind::Arrival, at);
    }

    fn on_arrival(&mut self, event: Event) {
        let at = event.index;
        let Some(source) = &mut self.nodes[at as usize].source else { return };
        if source.next != event.seq {
            return;
        }
        let Role::Source { amplitude, peak_s, period_s, .. } = self.plan.nodes[at as usize].role
        else {
            return;
        };
        // Thinning (Lewis & Shedler 1979): candidates come at the peak rate, and this share stays.
        let is_kept = amplitude <= 0.0 || {
            let phase = (self.now as f64 / NANOS_PER_S - peak_s) / period_s;
            let level = 1.0 + amplitude * libm::cos(std::f64::consts::TAU * phase);
            source.arrivals.uniform() * (1.0 + amplitude) < level
        };
        if is_kept {
            let serial = source.sent;
            source.sent += 1;
            let fate = Fate::of(source.world_key, serial);
            let positive = fate.class < self.conditions.base_rate(&self.plan.world);
            self.tally.arrived();
            let flight = Flight {
                serial,
                born: self.now,
                source: at,
                positive,
                state: State::Travelling,
                ..Flight::default()
            };
            if self.flights.in_use() >= MOST_IN_FLIGHT.min(MAX_INDEX) {
                self.stopped_early = Some(format!(
                    "{MOST_IN_FLIGHT} requests were under way at once: the system has fallen \
                     over, and the run was stopped there."
                ));
                return;
            }
            let index = self.flights.add(flight);
            self.go_on(index, at);
        }
        self.schedule_arrival(at);
    }

    // Services

    /// Starts service of a flight at a node; a server must be free.
    pub(super) fn start_service(&mut self, index: u32, at: u32) {
        let now = self.now;
        let Some(station) = &mut self.nodes[at as usize].station else { return };
        let flight = &mut self.flights[index];
        station.busy += 1;
        let time = if flight.remaining > 0 {
            std::mem::take(&mut flight.remaining)
        } else {
            let waited = now - flight.entered;
            station.bucket.waited += u64::from(waited > 0);
            station.bucket.wait.record(waited);
            station.draw_service()
        };
        flight.state = State::Serving;
        flight.since = now;
        flight.ends = now + time;
        flight.event = self.events.schedule(flight.ends, Kind::ServiceEnd, index);
        if let Some(in_service) = &mut station.in_service {
            in_service.push(index);
        }
    }

    /// Starts service for those who wait, as long as there are servers.
    pub(super) fn serve_waiting(&mut self, at: u32) {
        loop {
            let window = self.warmup;
            let Some(station) = &mut self.nodes[at as usize].station else { return };
            if !station.has_free_server() {
                return;
            }
            let Some(index) = station.dequeue(&mut self.flights) else { return };
            let since = self.flights[index].since;
            station.bucket.queue_time += self.now - since.max(window.min(self.now));
            self.start_service(index, at);
        }
    }

    fn on_service_end(&mut self, event: Event) {
        let index = event.index;
        let flight = self.flights[index];
        if flight.state != State::Serving || flight.event != event.seq {
            return;
        }
        let at = self.plan.links[flight.link as usize].to;
        let window = self.warmup.min(self.now);
        let Some(station) = &mut self.nodes[at as usize].station else { return };
        station.touch(self.now);
        station.busy -= 1;
        station.bucket.service_time += self.now - flight.since.max(window);
        if let Some(in_service) = &mut station.in_service {
            in_service.retain(|&other| other != index);
        }
        let failed =
            station.plan.error_rate > 0.0 && station.errors.uniform() < station.plan.error_rate;
        let visits = &mut station.bucket.visits;
        if failed {
            visits.errors += 1;
        } else {
            visits.served += 1;
            station.bucket.sojourn.record(self.now - flight.entered);
        }
        visits.wasted += u64::from(flight.orphan);
        self.flights[index].state = State::Travelling;
        if station.waiting > 0 {
            self.serve_waiting(at);
        }
        if flight.orphan {
            self.flights.remove(index);
        } else if failed {
            self.fail(index, Failure::Error);
        } else {
            self.flights[index].timer = 0;
            self.visited(index, at);
        }
    }

    // Queues

    /// A flight reaches the node of its link.
    pub(super) fn visit(&mut self, index: u32) {
        let at = self.plan.links[self.flights[index].link as usize].to;
        let now = self.now;
        let Some(station) = &mut self.nodes[at as usize].station else {
            self.flights[index].timer = 0;
            self.visited(index, at);
            return;
        };
        station.touch(now);
        station.bucket.visits.arrived += 1;
        if station.refusing > 0 {
            station.bucket.visits.refused += 1;
            self.fail(index, Failure::Refused);
        } else if station.has_free_server() {
            let flight = &mut self.flights[index];
            flight.entered = now;
            flight.remaining = 0;
            self.start_service(index, at);
        } else if station.waiting >= station.plan.queue_limit {
            station.bucket.visits.shed += 1;
            self.fail(index, Failure::Shed);
        } else {
            let flight = &mut self.flights[index];
            flight.entered = now;
            flight.since = now;
            flight.remaining = 0;
            flight.state = State::Queued;
            let patience = match station.plan.patience {
                Patience::Endless => None,
                Patience::Fixed(time) => Some(time),
                Patience::Exponential(mean) => {
                    Some((station.patience.exponential() * mean + 0.5) as Nanos)
                }
            };
            if let Some(time) = patience {
                flight.event = self.events.schedule(now + time, Kind::Patience, index);
            }
            station.enqueue(&mut self.flights, index);
        }
    }

    /// Takes a waiting flight out of its queue; the flight goes on under a new index, as the queue
    /// still holds the old one.
    pub(super) fn leave_queue(&mut self, index: u32) -> u32 {
        let flight = self.flights[index];
        let at = self.plan.links[flight.link as usize].to;
        let window = self.warmup.min(self.now);
        if let Some(station) = &mut self.nodes[at as usize].station {
            station.touch(self.now);
            station.waiting -= 1;
            station.bucket.queue_time += self.now - flight.since.max(window);
        }
        self.flights[index].state = State::Gone;
        self.flights.add(Flight { state: State::Travelling, ..flight })
    }

    fn on_patience(&mut self, event: Event) {
        let flight = self.flights[event.index];
        if flight.state != State::Queued || flight.event != event.seq {
            return;
        }
        let at = self.plan.links[flight.link as usize].to;
        if let Some(station) = &mut self.nodes[at as usize].station {
            station.bucket.visits.abandoned += 1;
        }
        let index = self.leave_queue(event.index);
        if flight.orphan {
            self.flights.remove(index);
        } else {
            self.fail(index, Failure::Abandoned);
        }
    }
}

/// End of a bucket, from its number, so that rounding does not add up.
fn bucket_end(settings: &Settings, bucket: u64) -> Nanos {
    let horizon = u128::from(nanos(settings.horizon_s));
    (horizon * u128::from(bucket) / u128::from(settings.buckets)) as Nanos
}

impl NodeState {
    fn new(plan: &Plan, at: usize, node: &NodePlan, seed: u64, replication: u32) -> Self {
        let stream = |purpose| Stream::new(seed, replication, &node.id, purpose);
        Self {
            station: node.station.as_ref().map(|station| {
                let is_hourly = matches!(station.staff, Staff::Hourly(_));
                let may_stop = super::disturb::may_stop(plan, at as u32);
                Station::new(station, &node.id, seed, replication, is_hourly || may_stop)
            }),
            routing: stream(Purpose::Routing),
            misses: stream(Purpose::Misses),
            source: matches!(node.role, Role::Source { .. }).then(|| SourceState {
                arrivals: stream(Purpose::Arrivals),
                world_key: stream_key(seed, replication, &node.id, Purpose::World),
                sent: 0,
                next: 0,
                spikes: Multipliers::default(),
            }),
        }
    }
}
