//! Sub-calls: fan-outs, second copies, fetches of caches, and shadows.

use super::calls::triggers;
use super::engine::{Engine, MOST_IN_FLIGHT};
use super::events::{Event, Kind};
use super::flight::{Case, Content, Failure, NONE, State};
use super::join::Purpose;
use crate::plan::Nanos;

impl Engine {
    /// A case like another's, at its beginning, as a sub-call of `join`.
    fn subcase(&mut self, of: &Case, join: u32, returns_at_once: bool) -> u32 {
        if self.cases.in_use() >= MOST_IN_FLIGHT {
            let at = if of.flight == NONE { of.source } else { self.node_of(of.flight) };
            self.stop_crowded(at);
        }
        let case = self.cases.take();
        let flight = self.flights.take();
        self.cases[case] = Case {
            join,
            returns_at_once,
            flight,
            gates: 0,
            client_timer: 0,
            waits_on: 0,
            in_use: true,
            ..*of
        };
        self.flights[flight].reset(case);
        case
    }

    /// Calls all branches of a fan-out.
    pub(super) fn fan_out(&mut self, index: u32, at: u32, wait_for: u32) {
        let parent = self.flights[index].case;
        let branches = self.plan.nodes[at as usize].branches.clone();
        let copies: u32 = branches.iter().map(|&link| self.plan.links[link as usize].copies).sum();
        if copies == 0 {
            self.after_visit(index, at);
            return;
        }
        if self.cases.in_use() + copies as usize > MOST_IN_FLIGHT {
            self.stop_crowded(at);
            return;
        }
        let needed = if wait_for == 0 { copies } else { wait_for.min(copies) };
        let join = self.open_join(parent, needed, Purpose::FanOut);
        self.wait_for(parent, join);
        let like = self.cases[parent];
        let mut calls = Vec::with_capacity(copies as usize);
        for &link in &branches {
            for _ in 0..self.plan.links[link as usize].copies {
                let child = self.subcase(&like, join, false);
                self.joins[join].children.push(child);
                calls.push((child, link));
            }
        }
        // All are known before the first is made: it may fail or come back at once, and then the
        // join may be over already.
        let serial = self.joins[join].serial;
        for (child, link) in calls {
            let slot = &self.joins[join];
            let case = &self.cases[child];
            if slot.in_use && slot.serial == serial && case.in_use && case.join == join {
                self.call_rarely(case.flight, link);
            }
        }
    }

    /// Makes a call of which a second copy is sent if the first takes long.
    pub(super) fn call_hedged(&mut self, index: u32, link: u32, after: Nanos) {
        let parent = self.flights[index].case;
        let join = self.open_join(parent, 1, Purpose::Hedge { link });
        self.wait_for(parent, join);
        let seq = self.events.next_seq();
        let time = self.now + after;
        let lane = &mut self.links[link as usize].hedges;
        if lane.is_empty() {
            self.events.schedule_rarely_as(time, seq, Kind::Hedge, link);
        }
        lane.push_back((time, seq, join));
        self.joins[join].seq_of(seq);
        let like = self.cases[parent];
        let child = self.subcase(&like, join, true);
        self.joins[join].children.push(child);
        let flight = self.cases[child].flight;
        self.flights[flight].link = link;
        self.flights[flight].attempt = 1;
        self.attempt(flight);
    }

    /// The first second copy of a lane is due.
    pub(super) fn on_hedge(&mut self, event: Event) {
        let link = event.index;
        let Some((_, seq, join)) = self.links[link as usize].hedges.pop_front() else { return };
        while let Some(&(time, seq, join)) = self.links[link as usize].hedges.front() {
            if self.joins[join].is_hedge(seq) {
                self.events.schedule_rarely_as(time, seq, Kind::Hedge, link);
                break;
            }
            self.links[link as usize].hedges.pop_front();
        }
        if !self.joins[join].is_hedge(seq) {
            return;
        }
        let parent = self.joins[join].parent;
        let like = self.cases[parent];
        let child = self.subcase(&like, join, true);
        self.joins[join].children.push(child);
        let state = &mut self.links[link as usize];
        state.count.hedges += 1;
        state.count.calls += 1;
        let flight = self.cases[child].flight;
        self.flights[flight].link = link;
        self.flights[flight].attempt = 1;
        self.attempt(flight);
    }

    /// A cache fetches a key for `parent`, or (`NONE`) to renew what it has.
    pub(super) fn fetch(
        &mut self,
        like: &Case,
        parent: u32,
        node: u32,
        key: u32,
        link: u32,
    ) -> (u32, u64) {
        let join = self.open_join(parent, 1, Purpose::Fetch { node, key });
        if parent != NONE {
            self.wait_for(parent, join);
        }
        let mut like = *like;
        like.is_ghost = parent == NONE;
        like.content = Content::default();
        let child = self.subcase(&like, join, false);
        self.joins[join].children.push(child);
        let serial = self.joins[join].serial;
        let flight = self.cases[child].flight;
        self.call_rarely(flight, link);
        (join, serial)
    }

    /// A sub-call has come back, well or not.
    pub(super) fn come_back(&mut self, index: u32, failure: Option<Failure>) {
        let case = self.flights[index].case;
        let Case { join, content, .. } = self.cases[case];
        self.close_call(index, Some(failure.is_none()));
        self.free(index, case);
        let slot = &mut self.joins[join];
        if let Some(at) = slot.children.iter().position(|&child| child == case) {
            slot.children.remove(at);
        }
        match failure {
            None => {
                slot.needed -= 1;
                let parent = slot.parent;
                if parent != NONE {
                    self.cases[parent].content.learn(&content);
                }
                if self.joins[join].needed == 0 {
                    self.finish_join(join, content, None);
                }
            }
            Some(failure) => {
                slot.failure = Some(failure);
                if (slot.children.len() as u32) < slot.needed {
                    self.finish_join(join, content, Some(failure));
                }
            }
        }
    }

    /// Enough answers are there, or cannot come any more.
    fn finish_join(&mut self, join: u32, content: Content, failure: Option<Failure>) {
        let purpose = self.joins[join].purpose;
        let parent = self.joins[join].parent;
        let cancels = match purpose {
            Purpose::Hedge { link } => {
                self.plan.links[link as usize].hedge.is_none_or(|(_, cancels)| cancels)
            }
            Purpose::FanOut | Purpose::Fetch { .. } => false,
        };
        self.close_join(join, cancels);
        match purpose {
            Purpose::FanOut => {
                let flight = self.cases[parent].flight;
                match failure {
                    None => {
                        let at = self.node_of(flight);
                        self.resume(parent);
                        self.after_visit(flight, at);
                    }
                    Some(failure) => {
                        self.resume(parent);
                        self.fail_at_node(flight, failure);
                    }
                }
            }
            Purpose::Hedge { link } => {
                let flight = self.cases[parent].flight;
                self.resume(parent);
                match failure {
                    None => {
                        let at = self.links[link as usize].to;
                        self.after_visit(flight, at);
                    }
                    Some(failure) => self.fall_back(flight, link, failure),
                }
            }
            Purpose::Fetch { node, key } => {
                let waiters = std::mem::take(&mut self.joins[join].waiters);
                self.fetched(node, key, join, content, failure.is_none());
                let serial = self.joins[join].serial;
                for &case in std::iter::once(&parent).chain(&waiters).filter(|&&c| c != NONE) {
                    // What happens to one may be the end of another.
                    if !self.cases[case].in_use || self.cases[case].waits_on != serial {
                        continue;
                    }
                    let flight = self.cases[case].flight;
                    self.resume(case);
                    match failure {
                        None => {
                            if case == parent {
                                self.cases[case].content.learn(&content);
                            } else {
                                self.recall(case, &content, 0);
                            }
                            self.after_visit(flight, node);
                        }
                        Some(failure) => self.fail_at_node(flight, failure),
                    }
                }
                self.joins[join].waiters = waiters;
            }
        }
        self.joins.give_back(join);
    }

    /// Takes a case and everything that is done for it away.
    pub(super) fn drop_case(&mut self, case: u32) {
        let flight = self.cases[case].flight;
        if flight == NONE {
            self.release(case);
            return;
        }
        if self.flights[flight].state == State::Joining {
            self.abandon_joins(case, true);
        }
        self.close_call(flight, None);
        self.withdraw(flight);
        self.release(case);
    }

    /// Node that a flight is at or on its way to.
    pub(super) fn node_of(&self, index: u32) -> u32 {
        match self.flights[index].link {
            NONE => {
                let case = self.flights[index].case;
                self.cases[case].source
            }
            link => self.links[link as usize].to,
        }
    }

    /// What a node without servers tried for a request has failed: along its own fallback chain,
    /// or back to whoever called it.
    pub(super) fn fail_at_node(&mut self, index: u32, failure: Failure) {
        let at = self.node_of(index);
        let mut chain = self.plan.nodes[at as usize].on_failure.iter().copied();
        match chain.find(|&next| triggers(self.plan.links[next as usize].trigger, failure)) {
            Some(first) => {
                self.close_call(index, Some(true));
                self.call_rarely(index, first);
            }
            None => self.fail(index, failure),
        }
    }

    /// Sends copies of a request along the shadow links of a node.
    pub(super) fn mirror(&mut self, index: u32, at: u32) {
        let case = self.flights[index].case;
        for link in self.plan.nodes[at as usize].shadows.clone() {
            let mut like = self.cases[case];
            like.is_ghost = true;
            let ghost = self.subcase(&like, NONE, false);
            let flight = self.cases[ghost].flight;
            self.call_rarely(flight, link);
        }
    }
}

impl Content {
    /// Takes over what a sub-call has found out.
    fn learn(&mut self, other: &Self) {
        self.stores |= other.stores;
        self.recall = self.recall.min(other.recall);
        self.cached_for = self.cached_for.max(other.cached_for);
        self.feature_age = self.feature_age.max(other.feature_age);
        if !other.score.is_nan() {
            self.score = other.score;
            self.scorer = other.scorer;
        }
        self.action = other.action.or(self.action);
        self.by_fallback |= other.by_fallback;
        self.reviewed |= other.reviewed;
        self.arms |= other.arms;
    }
}
