//! Visits of stations: admission, waiting, service and its end.

use super::BARE;
use super::engine::Engine;
use super::events::{Event, Kind};
use super::flight::{Failure, NONE, State};
use super::station::Station;
use crate::plan::{Discipline, Patience, whole};

impl Engine {
    /// A flight reaches the node of its link.
    #[inline(always)]
    pub(super) fn visit(&mut self, index: u32) {
        let link = &self.links[self.flights[index].link as usize];
        let s = link.station;
        if s == NONE {
            if link.ends {
                let at = link.to;
                self.close_call(index, Some(true));
                self.reach_sink(index, at);
                return;
            }
            if !BARE {
                self.visit_unusual(index);
            }
        } else if BARE || self.stations[s as usize].is_plain {
            self.admit_plain(index, s);
        } else {
            self.admit(index, s);
        }
    }

    /// A node without servers, or with several queues.
    #[inline(never)]
    fn visit_unusual(&mut self, index: u32) {
        let at = self.links[self.flights[index].link as usize].to;
        if self.nodes[at as usize].stations.is_empty() {
            self.flights[index].entered = self.now;
            self.visited(index, at);
        } else {
            let s = self.choose_replica(index, at);
            self.admit(index, s);
        }
    }

    /// A service ends at a station that is not plain.
    #[inline(never)]
    pub(super) fn end_service(&mut self, index: u32) {
        let s = self.flights[index].station;
        let station = &mut self.stations[s as usize];
        station.untrack(&mut self.flights, index);
        station.service_ends(self.now, &self.flights[index]);
        self.flights[index].state = State::Travelling;
        self.serve_waiting(s);
        self.end_visit(index, s);
    }

    /// A visit is served: well, or with an error, or for nobody.
    #[inline(never)]
    pub(super) fn end_visit(&mut self, index: u32, s: u32) {
        let class = self.class_of(index);
        let flight = &mut self.flights[index];
        flight.state = State::Travelling;
        flight.work = 0;
        let sojourn = self.now - flight.entered;
        let is_orphan = flight.case == NONE;
        let station = &mut self.stations[s as usize];
        let at = station.node;
        let failed = station.fails();
        station.count_visit(sojourn, class, failed, is_orphan);
        if is_orphan || failed {
            self.leave_badly(index);
        } else {
            self.visited(index, at);
        }
    }

    /// A visit that ended with an error, or was for nobody.
    #[inline(never)]
    pub(super) fn leave_badly(&mut self, index: u32) {
        if self.flights[index].case == NONE {
            self.free_flight(index);
        } else {
            self.fail(index, Failure::Error);
        }
    }

    /// The same, for places that are rare enough not to need a copy of the whole way.
    #[inline(never)]
    pub(super) fn visit_rarely(&mut self, index: u32) {
        self.visit(index);
    }

    /// Which of a node's queues a request joins.
    fn choose_replica(&mut self, index: u32, at: u32) -> u32 {
        let case = self.flights[index].case;
        let (key, hot) = (self.key_of(case), self.is_hot(case, at));
        let node = &mut self.nodes[at as usize];
        let first = node.stations.start;
        if hot {
            return first;
        }
        let count = node.stations.len();
        let stations = &self.stations[first as usize..first as usize + count];
        let policy = stations[0].plan.balance.unwrap_or(crate::parts::balance::Policy::Random);
        let targets = crate::parts::balance::Targets {
            count,
            loads: |at: usize| stations[at].present_now(),
            weights: None,
            is_up: |at: usize| !stations[at].is_down(),
        };
        let chosen =
            crate::parts::balance::pick(policy, &targets, &mut node.cursor, &mut node.balance, key);
        first + chosen.unwrap_or(0) as u32
    }

    /// Lets a flight in, or turns it away.
    #[inline(never)]
    pub(super) fn admit(&mut self, index: u32, s: u32) {
        let now = self.now;
        let class = self.class_of(index);
        let station = &mut self.stations[s as usize];
        station.bucket.visits.arrived += 1;
        if let Some(class) = station.class(class) {
            class.arrived += 1;
        }
        let flight = &mut self.flights[index];
        flight.entered = now;
        flight.class = class;
        flight.station = s;
        flight.work = 0;
        flight.has_started = false;
        flight.order = 0;
        let refuses = station.capacity_state.refusing > 0
            || (station.plan.refuses_when_down && station.is_down())
            || station.device.as_ref().is_some_and(|device| device.is_empty(now));
        if refuses {
            station.bucket.visits.refused += 1;
            station.lose(class);
            self.fail(index, Failure::Refused);
            return;
        }
        let throttled = station.rate_limit.as_mut().is_some_and(|bucket| !bucket.take(now));
        if throttled || !self.pass_gate(index, s) {
            let station = &mut self.stations[s as usize];
            station.bucket.visits.throttled += 1;
            station.lose(class);
            self.fail(index, Failure::Throttled);
            return;
        }
        let station = &self.stations[s as usize];
        if station.shared.is_some() {
            let places = u64::from(station.capacity) + u64::from(station.plan.queue_limit);
            if u64::from(station.serving.n()) >= places {
                self.shed(index, s);
            } else {
                self.share(index, s);
            }
        } else if station.plan.batch.is_some() {
            self.admit_to_batch(index, s);
        } else if station.has_free_server() && station.waiting.n() == 0 {
            self.prepare_key(index, s);
            self.start(index, s);
        } else {
            self.prepare_key(index, s);
            if self.preempts(index, s) {
                self.start(index, s);
            } else {
                self.wait_or_shed(index, s);
            }
        }
    }

    #[inline(never)]
    pub(super) fn shed(&mut self, index: u32, s: u32) {
        let station = &mut self.stations[s as usize];
        station.bucket.visits.shed += 1;
        station.lose(self.flights[index].class);
        self.fail(index, Failure::Shed);
    }

    /// Waits in the queue, or is shed, or sheds another.
    pub(super) fn wait_or_shed(&mut self, index: u32, s: u32) {
        let station = &self.stations[s as usize];
        if station.waiting.n() >= station.plan.queue_limit {
            if !station.plan.sheds_oldest || station.plan.queue_limit == 0 {
                self.shed(index, s);
                return;
            }
            if let Some(oldest) = station.queue.oldest(&self.flights) {
                self.leave_queue(oldest);
                let station = &mut self.stations[s as usize];
                station.bucket.visits.shed += 1;
                station.lose(self.flights[oldest].class);
                self.turn_away(oldest, Failure::Shed);
            }
        }
        let station = &mut self.stations[s as usize];
        let patience = match station.plan.patience {
            Patience::Endless => None,
            Patience::Fixed(time) => Some(time),
            Patience::Exponential(mean) => Some(whole(station.patience.exponential() * mean)),
        };
        if let Some(time) = patience {
            let seq = self.events.schedule_rarely(self.now + time, Kind::Patience, index);
            self.flights[index].event = seq;
        }
        let at_head = station.plan.discipline == Discipline::Lifo;
        self.enqueue(index, s, at_head);
        self.wake_servers(s);
    }

    /// Puts a flight in line.
    pub(super) fn enqueue(&mut self, index: u32, s: u32, at_head: bool) {
        let key = self.key(index, s);
        self.tickets = self.tickets.wrapping_add(1);
        let flight = &mut self.flights[index];
        flight.since = self.now;
        flight.state = State::Queued;
        flight.ticket = self.tickets;
        let (order, class) = (flight.order, flight.class);
        let station = &mut self.stations[s as usize];
        station.enter_queue(self.now);
        if let Some(class) = station.class(class) {
            class.waiting.up(self.now);
        }
        station.queue.push(index, self.tickets, at_head, (key, order));
    }

    /// Takes a waiting flight out of its queue.
    pub(super) fn leave_queue(&mut self, index: u32) {
        let flight = &mut self.flights[index];
        flight.state = State::Travelling;
        flight.event = 0;
        let s = flight.station as usize;
        let station = &mut self.stations[s];
        station.wait_ends(self.now, flight);
        station.queue.sweep(station.waiting.n(), &self.flights);
    }

    /// Starts service of a flight; a server must be free.
    #[inline(never)]
    pub(super) fn start(&mut self, index: u32, s: u32) {
        let now = self.now;
        let (amount, class) = (self.work_of(index), self.class_of(index));
        let station = &mut self.stations[s as usize];
        let flight = &mut self.flights[index];
        station.enter_service(now);
        station.engage();
        if let Some(class) = station.class(class) {
            class.serving.up(now);
        }
        if flight.work == 0 {
            flight.work = station.draw_work(amount);
        }
        if !flight.has_started {
            flight.has_started = true;
            station.record_wait(now - flight.entered, class);
            station.bucket.asked += u128::from(flight.work);
        }
        let mut time = station.stretched(flight.work);
        if let Some(device) = &mut station.device {
            time = whole(time as f64 * device.serve(now, time));
        }
        flight.state = State::Serving;
        flight.since = now;
        flight.ends = now + time;
        station.track(&mut self.flights, index);
        self.schedule_end(index, s, time);
    }

    /// Starts service for those who wait, as long as there are servers.
    #[inline(never)]
    pub(super) fn serve_waiting(&mut self, s: u32) {
        if self.stations[s as usize].plan.batch.is_some() {
            self.serve_batches(s);
            return;
        }
        loop {
            let station = &mut self.stations[s as usize];
            if !station.has_free_server() {
                return;
            }
            let Some(index) = station.dequeue(&self.flights) else {
                self.rest_servers(s);
                return;
            };
            let flight = &self.flights[index];
            station.wait_ends(self.now, flight);
            let (case, class) = (flight.case, flight.class);
            let is_late =
                station.plan.drops_expired && case != NONE && self.cases[case].deadline < self.now;
            if is_late {
                station.bucket.visits.expired += 1;
                station.lose(class);
                self.flights[index].state = State::Travelling;
                self.turn_away(index, Failure::Expired);
            } else {
                self.start(index, s);
            }
        }
    }

    /// Takes a flight away from its server.
    pub(super) fn stop_service(&mut self, index: u32) {
        let s = self.flights[index].station;
        let station = &mut self.stations[s as usize];
        station.untrack(&mut self.flights, index);
        station.service_ends(self.now, &self.flights[index]);
        let flight = &mut self.flights[index];
        flight.state = State::Travelling;
        flight.event = 0;
    }

    /// A flight that is at a station fails there; an orphan just ends.
    pub(super) fn turn_away(&mut self, index: u32, failure: Failure) {
        if self.flights[index].case == NONE {
            self.free_flight(index);
        } else {
            self.fail(index, failure);
        }
    }

    pub(super) fn on_patience(&mut self, event: Event) {
        let flight = &self.flights[event.index];
        if flight.state != State::Queued || flight.event != event.seq {
            return;
        }
        let s = flight.station as usize;
        let station = &mut self.stations[s];
        station.bucket.visits.abandoned += 1;
        if let Some(class) = station.class(flight.class) {
            class.abandoned += 1;
        }
        self.leave_queue(event.index);
        self.turn_away(event.index, Failure::Abandoned);
    }

    /// Class of a flight's request.
    #[inline]
    pub(super) fn class_of(&self, index: u32) -> u32 {
        let flight = &self.flights[index];
        if flight.case == NONE { flight.class } else { self.cases[flight.case].class }
    }

    /// Multiplier of service times of a flight's class.
    #[inline]
    pub(super) fn work_of(&self, index: u32) -> f64 {
        self.classes[self.class_of(index) as usize].work
    }

    /// Stations of a node.
    pub(super) fn stations_of(&self, at: u32) -> std::ops::Range<u32> {
        self.nodes[at as usize].stations.clone()
    }

    /// Every station of a node, changed.
    pub(super) fn each_station(&mut self, at: u32, mut change: impl FnMut(&mut Station)) {
        for s in self.stations_of(at) {
            change(&mut self.stations[s as usize]);
        }
    }
}
