//! Those who wait for sub-calls.

use super::engine::Engine;
use super::flight::{Failure, NONE, State};
use crate::plan::Nanos;

/// Somebody who waits for sub-calls.
#[derive(Debug, Default)]
pub(super) struct Join {
    /// The case that waits; `NONE` where nobody does (a cache renews an entry).
    pub(super) parent: u32,
    /// Sub-calls under way.
    pub(super) children: Vec<u32>,
    /// Others who wait for the same fetch.
    pub(super) waiters: Vec<u32>,
    /// Answers still needed.
    pub(super) needed: u32,
    /// What happens when they are there.
    pub(super) purpose: Purpose,
    /// The failure that a sub-call met last.
    pub(super) failure: Option<Failure>,
    /// When it was opened.
    pub(super) begun: Nanos,
    /// Tells it from others that had its slot.
    pub(super) serial: u64,
    /// Number of the second copy's timer.
    hedge_seq: u64,
    pub(super) in_use: bool,
}

/// Why sub-calls are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Branches of this node.
    #[default]
    FanOut,
    /// A call along this link and its second copy.
    Hedge { link: u32 },
    /// The fetch of a key by a cache.
    Fetch { node: u32, key: u32 },
}

impl Engine {
    pub(super) fn open_join(&mut self, parent: u32, needed: u32, purpose: Purpose) -> u32 {
        let join = self.joins.take();
        let serial = self.events.next_seq();
        let slot = &mut self.joins[join];
        slot.parent = parent;
        slot.children.clear();
        slot.waiters.clear();
        slot.needed = needed;
        slot.purpose = purpose;
        slot.failure = None;
        slot.begun = self.now;
        slot.serial = serial;
        slot.hedge_seq = 0;
        slot.in_use = true;
        join
    }

    /// Lets a case wait for a join.
    pub(super) fn wait_for(&mut self, case: u32, join: u32) {
        self.cases[case].waits_on = self.joins[join].serial;
        let flight = self.cases[case].flight;
        let flight = &mut self.flights[flight];
        flight.state = State::Joining;
        flight.event = 0;
    }

    /// Sub-calls that are not needed any more are cancelled, or run on for nobody.
    pub(super) fn close_join(&mut self, join: u32, cancels: bool) {
        let slot = &mut self.joins[join];
        slot.in_use = false;
        let mut children = std::mem::take(&mut slot.children);
        for &child in &children {
            if cancels {
                self.drop_case(child);
            } else {
                let case = &mut self.cases[child];
                case.is_ghost = true;
                case.join = NONE;
            }
        }
        children.clear();
        self.joins[join].children = children;
    }

    /// A case does not wait for its sub-calls any more.
    pub(super) fn abandon_joins(&mut self, case: u32, cancels: bool) {
        for join in 0..self.joins.len() as u32 {
            let slot = &mut self.joins[join];
            if !slot.in_use {
                continue;
            }
            slot.waiters.retain(|&other| other != case);
            if slot.parent != case {
                continue;
            }
            if let Purpose::Fetch { .. } = slot.purpose {
                // The fetch goes on: the cache will want what it brings.
                slot.parent = NONE;
                for child in slot.children.clone() {
                    self.cases[child].is_ghost = true;
                }
            } else {
                self.close_join(join, cancels);
                self.joins.give_back(join);
            }
        }
    }

    /// A case that waited goes on.
    pub(super) fn resume(&mut self, case: u32) {
        self.cases[case].waits_on = 0;
        let flight = self.cases[case].flight;
        self.flights[flight].state = State::Travelling;
    }
}

impl Join {
    /// A hedge's join is known by the number of its timer, so that a slot used again is not taken
    /// for it.
    pub(super) fn seq_of(&mut self, seq: u64) {
        self.hedge_seq = seq;
    }

    pub(super) fn is_hedge(&self, seq: u64) -> bool {
        self.in_use && self.hedge_seq == seq && matches!(self.purpose, Purpose::Hedge { .. })
    }
}
