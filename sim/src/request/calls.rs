//! Calls along links, with timeouts, retries and fallback chains.

use super::engine::Engine;
use super::events::{Event, Kind};
use super::flight::{Failure, Flight, State};
use crate::plan::Nanos;

impl Engine {
    /// Makes the first attempt of a call.
    pub(super) fn call(&mut self, index: u32, link: u32) {
        let flight = &mut self.flights[index];
        flight.link = link;
        flight.attempt = 1;
        self.attempt(index);
    }

    /// Makes an attempt: the caller's clock starts now, the visit when the wire is crossed.
    fn attempt(&mut self, index: u32) {
        let link = self.flights[index].link;
        let plan = &self.plan.links[link as usize];
        let (timeout, latency) = (plan.timeout, plan.latency);
        self.tally.called(link, self.flights[index].attempt);
        if timeout > 0 {
            self.start_timer(index, link, timeout);
        }
        if latency > 0 {
            let seq = self.events.schedule(self.now + latency, Kind::Delivery, index);
            let flight = &mut self.flights[index];
            flight.state = State::Travelling;
            flight.event = seq;
        } else {
            self.visit(index);
        }
    }

    fn start_timer(&mut self, index: u32, link: u32, timeout: Nanos) {
        let seq = self.events.next_seq();
        let time = self.now + timeout;
        self.flights[index].timer = seq;
        let lane = &mut self.lanes[link as usize];
        if lane.is_empty() {
            self.events.schedule_as(time, seq, Kind::Timeout, link);
        }
        lane.push_back((time, seq, index));
    }

    pub(super) fn on_delivery(&mut self, event: Event) {
        let flight = &self.flights[event.index];
        if flight.state != State::Travelling || flight.event != event.seq {
            return;
        }
        self.visit(event.index);
    }

    /// The first timer of a lane runs out: it fires if its call is still open, and the next open
    /// one takes its place in the event list.
    pub(super) fn on_timeout(&mut self, event: Event) {
        let link = event.index as usize;
        let Some((_, seq, index)) = self.lanes[link].pop_front() else { return };
        while let Some(&(time, seq, index)) = self.lanes[link].front() {
            if self.is_open(index, seq) {
                self.events.schedule_as(time, seq, Kind::Timeout, event.index);
                break;
            }
            self.lanes[link].pop_front();
        }
        if self.is_open(index, seq) {
            self.time_out(index);
        }
    }

    fn is_open(&self, index: u32, seq: u64) -> bool {
        let flight = &self.flights[index];
        flight.timer == seq && !matches!(flight.state, State::Free | State::Gone)
    }

    fn time_out(&mut self, index: u32) {
        let flight = self.flights[index];
        let plan = &self.plan.links[flight.link as usize];
        let (at, cancels) = (plan.to, plan.cancels);
        let going_on = match flight.state {
            State::Queued if cancels => {
                self.count_cancelled(at);
                self.leave_queue(index)
            }
            State::Serving if cancels => {
                self.count_cancelled(at);
                self.stop_service(index, at);
                self.serve_waiting(at);
                index
            }
            State::Queued | State::Serving => {
                // The work stays behind, for nobody.
                let copy = Flight { state: State::Travelling, timer: 0, ..flight };
                let going_on = self.flights.add(copy);
                let orphan = &mut self.flights[index];
                orphan.orphan = true;
                orphan.timer = 0;
                going_on
            }
            // Still on the wire: it never arrives.
            _ => index,
        };
        self.fail(going_on, Failure::Timeout);
    }

    fn count_cancelled(&mut self, at: u32) {
        if let Some(station) = &mut self.nodes[at as usize].station {
            station.bucket.visits.cancelled += 1;
        }
    }

    /// Takes a flight away from its server.
    pub(super) fn stop_service(&mut self, index: u32, at: u32) {
        let window = self.warmup.min(self.now);
        let Some(station) = &mut self.nodes[at as usize].station else { return };
        station.touch(self.now);
        station.busy -= 1;
        let flight = &mut self.flights[index];
        station.bucket.service_time += self.now - flight.since.max(window);
        flight.state = State::Travelling;
        flight.event = 0;
        if let Some(in_service) = &mut station.in_service {
            in_service.retain(|&other| other != index);
        }
    }

    /// A call failed: try again, or go along the fallback chain, or end.
    pub(super) fn fail(&mut self, index: u32, failure: Failure) {
        let flight = &mut self.flights[index];
        flight.timer = 0;
        flight.state = State::Travelling;
        flight.failure = Some(failure);
        let (link, attempt) = (flight.link, flight.attempt);
        self.tally.failed(link, failure == Failure::Timeout);
        let plan = &self.plan.links[link as usize];
        if failure != Failure::Abandoned && attempt < plan.attempts {
            let wait = self.backoff(link, attempt);
            let seq = self.events.schedule(self.now + wait, Kind::Retry, index);
            self.flights[index].event = seq;
            return;
        }
        let chain = &self.plan.nodes[plan.from as usize].on_failure;
        // The chain starts anew for every caller: its next link is the one behind this one.
        let next = match chain.iter().position(|&other| other == link) {
            Some(at) => chain.get(at + 1),
            None => chain.first(),
        };
        match next {
            Some(&next) if failure != Failure::Abandoned => self.call(index, next),
            _ => self.give_up(index, failure),
        }
    }

    /// Wait before the next attempt: `min(cap, base * 2^(attempt - 1))`, with full jitter uniform
    /// below it.
    fn backoff(&mut self, link: u32, attempt: u32) -> Nanos {
        let plan = &self.plan.links[link as usize];
        let doubled = plan.backoff_base * libm::exp2(f64::from(attempt - 1));
        let bound = doubled.min(plan.backoff_cap);
        let wait = if plan.jitter { bound * self.backoff[link as usize].uniform() } else { bound };
        (wait + 0.5) as Nanos
    }

    pub(super) fn on_retry(&mut self, event: Event) {
        let flight = &mut self.flights[event.index];
        if flight.state != State::Travelling || flight.event != event.seq {
            return;
        }
        flight.attempt += 1;
        self.attempt(event.index);
    }
}
