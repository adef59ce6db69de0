//! Senders: how long they wait, and how often they try.

use super::engine::Engine;
use super::events::{Event, Kind};
use super::flight::{Case, Content, NEVER, NONE, State};
use crate::plan::{ClientPlan, Role};
use crate::result::Outcome;

impl Engine {
    fn client(&self, source: u32) -> Option<ClientPlan> {
        match &self.plan.nodes[source as usize].role {
            Role::Source(plan) => plan.client,
            _ => None,
        }
    }

    /// The sender's clock starts.
    #[inline(never)]
    pub(super) fn start_client(&mut self, case: u32) {
        let source = self.cases[case].source;
        let Some(client) = self.client(source) else { return };
        let seq = self.events.next_seq();
        self.cases[case].client_timer = seq;
        let time = self.now + client.timeout;
        let Some(state) = &mut self.nodes[source as usize].source else { return };
        if state.clients.is_empty() {
            self.events.schedule_rarely_as(time, seq, Kind::ClientTimeout, source);
        }
        state.clients.push_back((time, seq, case));
    }

    /// The first sender of a source's lane gives up, if it still waits.
    pub(super) fn on_client_timeout(&mut self, event: Event) {
        let waits = |engine: &Self, seq: u64, case: u32| {
            engine.cases[case].in_use && engine.cases[case].client_timer == seq
        };
        let at = event.index as usize;
        let Some((_, seq, case)) =
            self.nodes[at].source.as_mut().and_then(|source| source.clients.pop_front())
        else {
            return;
        };
        while let Some((time, seq, case)) =
            self.nodes[at].source.as_ref().and_then(|source| source.clients.front().copied())
        {
            if waits(self, seq, case) {
                self.events.schedule_rarely_as(time, seq, Kind::ClientTimeout, event.index);
                break;
            }
            if let Some(source) = &mut self.nodes[at].source {
                source.clients.pop_front();
            }
        }
        if waits(self, seq, case) {
            self.client_gives_up(case);
        }
    }

    fn client_gives_up(&mut self, case: u32) {
        let source = self.cases[case].source;
        let Some(client) = self.client(source) else { return };
        let flight = self.cases[case].flight;
        self.cases[case].client_timer = 0;
        if flight != NONE {
            if client.cancels {
                if self.flights[flight].state == State::Joining {
                    self.abandon_joins(case, true);
                }
                self.close_call(flight, None);
                self.withdraw(flight);
                self.release_gates(case);
            } else {
                self.leave_ghost(case, flight);
            }
            self.cases[case].flight = NONE;
        }
        if self.cases[case].tries < client.attempts {
            let seq =
                self.events.schedule_rarely(self.now + client.backoff, Kind::ClientRetry, case);
            let case = &mut self.cases[case];
            case.tries += 1;
            case.client_timer = seq;
            case.content = Content { arms: case.content.arms, ..Content::default() };
            case.answered = NEVER;
            case.policy = NONE;
        } else {
            let action = self.plan.default_action;
            self.end_case(case, Outcome::TimedOut, action, None, false);
        }
    }

    /// The system works on for a sender who has gone.
    fn leave_ghost(&mut self, case: u32, flight: u32) {
        let ghost = self.cases.take();
        self.cases[ghost] = Case { is_ghost: true, client_timer: 0, ..self.cases[case] };
        self.cases[case].gates = 0;
        self.cases[case].waits_on = 0;
        self.flights[flight].case = ghost;
        if self.flights[flight].state == State::Joining {
            for join in 0..self.joins.len() as u32 {
                let slot = &mut self.joins[join];
                if slot.in_use && slot.parent == case {
                    slot.parent = ghost;
                }
                slot.waiters.iter_mut().filter(|other| **other == case).for_each(|w| *w = ghost);
            }
        }
    }

    pub(super) fn on_client_retry(&mut self, event: Event) {
        let case = event.index;
        if !self.cases[case].in_use || self.cases[case].client_timer != event.seq {
            return;
        }
        let source = self.cases[case].source;
        let flight = self.flights.take();
        self.flights[flight].reset(case);
        self.cases[case].flight = flight;
        self.start_client(case);
        self.go_on_rarely(flight, source);
    }
}
