//! The way of a request along plain links through plain stations: what the main loop has inlined.
//!
//! Everything here looks each thing up once, and leaves what is not plain to functions of its own.

use super::BARE;
use super::engine::Engine;
use super::events::{EventList, Key, Kind};
use super::flight::{Flight, NONE, State};
use super::station::Station;
use crate::plan::Nanos;

impl Engine {
    /// Makes the first attempt of a call.
    #[inline(always)]
    pub(super) fn call(&mut self, index: u32, link: u32) {
        let state = &mut self.links[link as usize];
        state.count.calls += 1;
        let s = state.plain_station;
        let flight = &mut self.flights[index];
        flight.link = link;
        flight.attempt = 1;
        if s == NONE {
            self.call_unusual(index, link);
        } else {
            self.admit_plain(index, s);
        }
    }

    /// The same, for places that are rare enough not to need a copy of the whole way.
    #[inline(never)]
    pub(super) fn call_rarely(&mut self, index: u32, link: u32) {
        self.call(index, link);
    }

    #[inline(never)]
    fn call_unusual(&mut self, index: u32, link: u32) {
        if BARE || self.links[link as usize].is_plain {
            self.visit(index);
        } else {
            self.call_with_care(index, link);
        }
    }

    /// Lets a flight into a plain station.
    #[inline(always)]
    pub(super) fn admit_plain(&mut self, index: u32, s: u32) {
        let now = self.now;
        let station = &mut self.stations[s as usize];
        let flight = &mut self.flights[index];
        station.bucket.visits.arrived += 1;
        flight.entered = now;
        flight.station = s;
        if station.serving.n() < station.capacity {
            station.present.leave(now, station.present_now());
            station.serving.up(now);
            begin(station, flight, &mut self.events, index, now);
        } else if station.waiting.n() < station.plan.queue_limit {
            station.enter_queue(now);
            flight.since = now;
            flight.state = State::Queued;
            self.tickets = self.tickets.wrapping_add(1);
            flight.ticket = self.tickets;
            station.queue.push(index, self.tickets, false, (0, 0));
        } else {
            self.shed(index, s);
        }
    }

    /// A service ends.
    #[inline(always)]
    pub(super) fn on_service_end(&mut self, key: Key) {
        let index = key.index();
        let flight = &self.flights[index];
        if flight.state != State::Serving || flight.event != key.seq() {
            return;
        }
        let s = flight.station;
        let now = self.now;
        let station = &mut self.stations[s as usize];
        if !BARE && !station.is_plain {
            self.end_service(index);
            return;
        }
        let (case, is_open, entered) = (flight.case, flight.is_open, flight.entered);
        station.bucket.service_time += u128::from(now - flight.since);
        // A server that goes from one customer to the next stays busy.
        if let Some(next) = station.dequeue(&self.flights) {
            let flight = &mut self.flights[next];
            station.leave_queue(now, flight.since);
            begin(station, flight, &mut self.events, next, now);
        } else {
            station.present.leave(now, station.present_now());
            station.serving.down(now);
        }
        let at = station.node;
        let (failed, is_orphan) = (station.fails(), case == NONE);
        if failed || is_orphan {
            station.count_visit(now - entered, 0, failed, is_orphan);
            self.leave_badly(index);
            return;
        }
        station.bucket.visits.served += 1;
        let exit = &self.nodes[at as usize].exit;
        let request = &self.cases[case];
        // The way most requests take in the end: out, with nothing to look at.
        if exit.link != NONE && !is_open && request.is_request() {
            let (link, deadline, default_action) = (exit.link, exit.deadline, exit.default_action);
            let was_only = request.born == entered;
            if station.records {
                let times = &mut station.bucket;
                let times = if was_only { &mut times.only } else { &mut times.sojourn };
                times.record(now - entered);
            }
            self.links[link as usize].count.calls += 1;
            self.free_flight(index);
            self.decide(case, deadline, default_action, was_only);
            return;
        }
        if station.records {
            station.bucket.sojourn.record(now - entered);
        }
        let flight = &mut self.flights[index];
        flight.state = State::Travelling;
        flight.work = 0;
        self.visited(index, at);
    }
}

/// Starts a service that nothing can interrupt; the counts have been changed.
#[inline(always)]
fn begin(
    station: &mut Station,
    flight: &mut Flight,
    events: &mut EventList,
    index: u32,
    now: Nanos,
) {
    station.record_plain_wait(now - flight.entered);
    let work = station.next_work();
    station.bucket.asked += u128::from(work);
    flight.since = now;
    flight.state = State::Serving;
    flight.ends = now + station.stretched(work);
    flight.event = events.schedule(flight.ends, Kind::ServiceEnd, index);
}
