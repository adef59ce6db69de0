//! Calls along links, with timeouts, retries, breakers, bulkheads and fallback chains.

use std::collections::VecDeque;

use super::BARE;
use super::engine::{Engine, MOST_IN_FLIGHT};
use super::events::{Event, Kind};
use super::flight::{Failure, NEVER, NONE, State};
use super::station::Station;
use crate::parts::breaker::Breaker;
use crate::parts::tokens::Budget;
use crate::plan::{BackoffLaw, LinkPlan, Nanos, Trigger, whole};
use crate::stats::Stream;

/// What changes about a link.
#[derive(Debug)]
pub(super) struct LinkState {
    /// Node it leads to, and its station where it has exactly one queue.
    pub(super) to: u32,
    pub(super) station: u32,
    /// The same, if the station and the link are plain; `NONE` otherwise.
    pub(super) plain_station: u32,
    /// Does it lead to a sink, where requests end?
    pub(super) ends: bool,
    pub(super) is_plain: bool,
    /// Calls open now.
    pub(super) open: u32,
    pub(super) breaker: Option<Breaker>,
    pub(super) budget: Option<Budget>,
    pub(super) backoff: Stream,
    /// Timers in the order in which they run out: equal delays need no heap.
    pub(super) lane: VecDeque<(Nanos, u64, u32)>,
    /// The same for second copies; the number is that of the join.
    pub(super) hedges: VecDeque<(Nanos, u64, u32)>,
    pub(super) count: LinkCount,
}

/// Calls along a link.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LinkCount {
    pub(super) calls: u64,
    pub(super) retries: u64,
    pub(super) timeouts: u64,
    pub(super) failures: u64,
    pub(super) rejected: u64,
    pub(super) hedges: u64,
}

/// Retries that a budget keeps in hand.
const BUDGET_CAP: f64 = 10.0;

impl LinkState {
    pub(super) fn new(
        plan: &LinkPlan,
        station: Option<(u32, &Station)>,
        ends: bool,
        backoff: Stream,
    ) -> Self {
        let plain = station.filter(|(_, station)| plan.is_plain && station.is_plain);
        Self {
            to: plan.to,
            station: station.map_or(NONE, |(s, _)| s),
            plain_station: plain.map_or(NONE, |(s, _)| s),
            ends,
            is_plain: plan.is_plain,
            open: 0,
            breaker: plan.breaker.map(Breaker::new),
            budget: (plan.retry_budget > 0.0).then(|| Budget::new(plan.retry_budget, BUDGET_CAP)),
            backoff,
            lane: VecDeque::new(),
            hedges: VecDeque::new(),
            count: LinkCount::default(),
        }
    }
}

impl Engine {
    /// Makes the first attempt of a call that is not plain.
    #[inline(never)]
    pub(super) fn call_with_care(&mut self, index: u32, link: u32) {
        if let Some(budget) = &mut self.links[link as usize].budget {
            budget.earn();
        }
        if let Some((after, _)) = self.plan.links[link as usize].hedge {
            self.call_hedged(index, link, after);
        } else {
            self.attempt(index);
        }
    }

    /// Makes an attempt: the caller's clock starts now, the visit when the wire is crossed.
    #[inline(never)]
    pub(super) fn attempt(&mut self, index: u32) {
        let link = self.flights[index].link;
        let plan = &self.plan.links[link as usize];
        let (timeout, latency, propagates) = (plan.timeout, plan.latency, plan.propagates_deadline);
        if plan.counts_open && !self.open_call(index, link) {
            return;
        }
        if propagates {
            let case = self.flights[index].case;
            let deadline = if case == NONE { NEVER } else { self.cases[case].deadline };
            if deadline <= self.now {
                self.fail(index, Failure::Expired);
                return;
            }
            let left = deadline - self.now;
            if timeout == 0 && deadline != NEVER || timeout > left {
                let seq = self.events.schedule_rarely(deadline, Kind::CallTimer, index);
                self.flights[index].timer = seq;
            } else if timeout > 0 {
                self.start_timer(index, link, timeout);
            }
        } else if timeout > 0 {
            self.start_timer(index, link, timeout);
        }
        if latency > 0 {
            let seq = self.events.schedule_rarely(self.now + latency, Kind::Delivery, index);
            let flight = &mut self.flights[index];
            flight.state = State::Travelling;
            flight.event = seq;
        } else {
            self.visit_rarely(index);
        }
    }

    /// Asks the breaker and the bulkhead; a call that they turn away has failed.
    fn open_call(&mut self, index: u32, link: u32) -> bool {
        let bulkhead = self.plan.links[link as usize].bulkhead;
        let state = &mut self.links[link as usize];
        if bulkhead > 0 && state.open >= bulkhead {
            state.count.rejected += 1;
            self.fail(index, Failure::Full);
            return false;
        }
        if state.breaker.as_mut().is_some_and(|breaker| !breaker.allows(self.now)) {
            state.count.rejected += 1;
            self.fail(index, Failure::BreakerOpen);
            return false;
        }
        state.open += 1;
        self.flights[index].is_open = true;
        true
    }

    /// A call has ended: well, badly, or (`None`) without a verdict.
    #[inline(always)]
    pub(super) fn close_call(&mut self, index: u32, verdict: Option<bool>) {
        let flight = &mut self.flights[index];
        flight.timer = 0;
        if !BARE && flight.is_open {
            flight.is_open = false;
            let state = &mut self.links[flight.link as usize];
            state.open -= 1;
            if let Some(breaker) = &mut state.breaker {
                match verdict {
                    Some(ok) => breaker.record(self.now, ok),
                    None => breaker.forget(),
                }
            }
        }
    }

    fn start_timer(&mut self, index: u32, link: u32, timeout: Nanos) {
        let seq = self.events.next_seq();
        let time = self.now + timeout;
        self.flights[index].timer = seq;
        let lane = &mut self.links[link as usize].lane;
        if lane.is_empty() {
            self.events.schedule_rarely_as(time, seq, Kind::Timeout, link);
        }
        lane.push_back((time, seq, index));
    }

    pub(super) fn on_delivery(&mut self, event: Event) {
        let flight = &self.flights[event.index];
        if flight.state != State::Travelling || flight.event != event.seq {
            return;
        }
        self.visit_rarely(event.index);
    }

    /// The first timer of a lane runs out: it fires if its call is still open, and the next open
    /// one takes its place in the event list.
    pub(super) fn on_timeout(&mut self, event: Event) {
        let link = event.index as usize;
        let Some((_, seq, index)) = self.links[link].lane.pop_front() else { return };
        while let Some(&(time, seq, index)) = self.links[link].lane.front() {
            if self.flights[index].timer == seq {
                self.events.schedule_rarely_as(time, seq, Kind::Timeout, event.index);
                break;
            }
            self.links[link].lane.pop_front();
        }
        if self.flights[index].timer == seq {
            self.time_out(index);
        }
    }

    pub(super) fn on_call_timer(&mut self, event: Event) {
        if self.flights[event.index].timer == event.seq {
            self.time_out(event.index);
        }
    }

    fn time_out(&mut self, index: u32) {
        let flight = self.flights[index];
        let cancels = self.plan.links[flight.link as usize].cancels;
        let can_cancel = cancels && self.can_withdraw(index);
        self.flights[index].timer = 0;
        let going_on = match flight.state {
            State::Queued if can_cancel => {
                self.stations[flight.station as usize].bucket.visits.cancelled += 1;
                self.leave_queue(index);
                index
            }
            State::Serving if can_cancel => {
                self.stations[flight.station as usize].bucket.visits.cancelled += 1;
                if self.stations[flight.station as usize].shared.is_some() {
                    self.unshare(index, flight.station);
                    self.flights[index].state = State::Travelling;
                } else {
                    self.stop_service(index);
                    self.serve_waiting(flight.station);
                }
                index
            }
            // The work stays behind, for nobody.
            State::Queued | State::Serving => self.leave_orphan(index),
            // Sub-calls under way are not waited for any more.
            State::Joining => {
                self.abandon_joins(flight.case, cancels);
                index
            }
            // Still on the wire: it never arrives.
            State::Travelling | State::Leaving | State::Free => index,
        };
        self.fail(going_on, Failure::Timeout);
    }

    /// Can a flight be taken from where it is?
    fn can_withdraw(&self, index: u32) -> bool {
        let flight = &self.flights[index];
        flight.state != State::Serving
            || self.stations[flight.station as usize].plan.batch.is_none()
    }

    /// Splits a flight: its work stays where it is, and its case goes on with a new one.
    pub(super) fn leave_orphan(&mut self, index: u32) -> u32 {
        let flight = self.flights[index];
        if self.flights.in_use() >= 2 * MOST_IN_FLIGHT {
            let at = self.node_of(index);
            self.stop_crowded(at);
        }
        let going_on = self.flights.take();
        let copy = &mut self.flights[going_on];
        *copy = flight;
        copy.state = State::Travelling;
        copy.event = 0;
        copy.timer = 0;
        self.cases[flight.case].flight = going_on;
        let orphan = &mut self.flights[index];
        orphan.case = NONE;
        orphan.timer = 0;
        orphan.is_open = false;
        going_on
    }

    /// A call failed: try again, or go along the fallback chain, or end.
    #[inline(never)]
    pub(super) fn fail(&mut self, index: u32, failure: Failure) {
        self.close_call(index, verdict_of(failure));
        let flight = &mut self.flights[index];
        flight.state = State::Travelling;
        flight.event = 0;
        let (link, attempt) = (flight.link, flight.attempt);
        if link == NONE {
            // It failed where it began: a source without a way out.
            self.give_up(index, failure);
            return;
        }
        let plan = &self.plan.links[link as usize];
        let state = &mut self.links[link as usize];
        match failure {
            Failure::Timeout => state.count.timeouts += 1,
            Failure::BreakerOpen | Failure::Full => {}
            _ => state.count.failures += 1,
        }
        let may_retry = failure.is_retried() && attempt < plan.attempts;
        if may_retry && state.budget.as_mut().is_none_or(Budget::spend) {
            let wait = self.backoff(link, attempt);
            self.flights[index].event =
                self.events.schedule_rarely(self.now + wait, Kind::Retry, index);
            return;
        }
        self.fall_back(index, link, failure);
    }

    /// Goes along the next link of the caller's fallback chain that this failure triggers.
    pub(super) fn fall_back(&mut self, index: u32, link: u32, failure: Failure) {
        use crate::model::When;
        let plan = &self.plan.links[link as usize];
        let case = self.flights[index].case;
        let is_subcall = plan.when == When::Branch || plan.when == When::Shadow;
        let ends_here = is_subcall || (case != NONE && self.cases[case].returns_at_once);
        if failure == Failure::Abandoned || ends_here {
            self.give_up(index, failure);
            return;
        }
        let next = self.rest_of_chain(link).find(|&(_, trigger)| triggers(trigger, failure));
        match next {
            Some((next, _)) => self.call_rarely(index, next),
            None => self.give_up(index, failure),
        }
    }

    /// The caller's failure links behind this one, with their triggers; all of them, if it is none
    /// of them: the chain starts anew for every caller.
    pub(super) fn rest_of_chain(&self, link: u32) -> impl Iterator<Item = (u32, Trigger)> {
        let chain = &self.plan.nodes[self.plan.links[link as usize].from as usize].on_failure;
        let start = chain.iter().position(|&other| other == link).map_or(0, |at| at + 1);
        chain[start..].iter().map(|&next| (next, self.plan.links[next as usize].trigger))
    }

    /// Wait before the next attempt: `min(cap, base * 2^(attempt - 1))`, with full jitter uniform
    /// below it.
    fn backoff(&mut self, link: u32, attempt: u32) -> Nanos {
        let plan = &self.plan.links[link as usize];
        let stream = &mut self.links[link as usize].backoff;
        let bound = match plan.backoff_law {
            BackoffLaw::Doubling => {
                plan.backoff_base * libm::exp2(f64::from(attempt.min(1000) - 1))
            }
            BackoffLaw::Constant => plan.backoff_base,
            BackoffLaw::Exponential => {
                return whole(plan.backoff_base * stream.exponential());
            }
        };
        let bound = bound.min(plan.backoff_cap);
        let wait = if plan.jitter { bound * stream.uniform() } else { bound };
        whole(wait)
    }

    pub(super) fn on_retry(&mut self, event: Event) {
        let flight = &mut self.flights[event.index];
        if flight.state != State::Travelling || flight.event != event.seq {
            return;
        }
        flight.attempt += 1;
        flight.event = 0;
        let state = &mut self.links[flight.link as usize];
        state.count.calls += 1;
        state.count.retries += 1;
        self.attempt(event.index);
    }
}

/// What a failure says about the callee, to a breaker.
fn verdict_of(failure: Failure) -> Option<bool> {
    match failure {
        Failure::Abandoned => None,
        Failure::Stale | Failure::LowConfidence => Some(true),
        _ => Some(false),
    }
}

/// Does a failure send requests along a failure link with this trigger?
pub(super) fn triggers(trigger: Trigger, failure: Failure) -> bool {
    match trigger {
        Trigger::Any => true,
        Trigger::Error => matches!(failure, Failure::Error | Failure::Refused),
        Trigger::Timeout => matches!(failure, Failure::Timeout | Failure::Expired),
        Trigger::Overload => matches!(failure, Failure::Shed | Failure::Throttled | Failure::Full),
        Trigger::BreakerOpen => failure == Failure::BreakerOpen,
        Trigger::Stale(_) => failure == Failure::Stale,
        Trigger::LowConfidence(_) => failure == Failure::LowConfidence,
        Trigger::Monitor(_) => false,
    }
}
