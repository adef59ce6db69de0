//! The event list: ordered by time, then by insertion.
//!
//! An event is one 128-bit key (time, sequence number, kind, index), so it is compared by one
//! integer comparison and moved in one piece.

mod far;
mod heap;
mod kind;

use crate::plan::Nanos;
use heap::Heap;
use kind::KINDS;

pub(super) use kind::Kind;

const INDEX_BITS: u32 = 24;
const KIND_BITS: u32 = 6;

/// Largest number of things of one kind.
pub(super) const MAX_INDEX: usize = (1 << INDEX_BITS) - 1;

/// Most events of one run: what the sequence number can count.
pub(super) const MAX_EVENTS: u64 = 1 << (64 - INDEX_BITS - KIND_BITS);

/// An event taken from the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) time: Nanos,
    /// Number by which the owner of the event tells a live one from a stale one.
    pub(super) seq: u64,
    pub(super) kind: Kind,
    pub(super) index: u32,
}

/// An event taken from the list, as it was kept there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) time: Nanos,
    low: u64,
}

impl Key {
    #[inline(always)]
    pub(super) fn seq(self) -> u64 {
        self.low >> (INDEX_BITS + KIND_BITS)
    }

    #[inline(always)]
    pub(super) fn index(self) -> u32 {
        (self.low & MAX_INDEX as u64) as u32
    }

    #[inline(always)]
    pub(super) fn is(self, kind: Kind) -> bool {
        self.low >> INDEX_BITS & 0x3f == kind as u64
    }

    /// The event in full.
    pub(super) fn event(self) -> Event {
        let kind = KINDS[(self.low >> INDEX_BITS & 0x3f) as usize];
        Event { time: self.time, seq: self.seq(), kind, index: self.index() }
    }
}

/// Pending events.
#[derive(Debug, Default)]
pub(super) struct EventList {
    heap: Heap,
    last_seq: u64,
}

impl EventList {
    /// Adds an event; returns its number.
    #[inline(always)]
    pub(super) fn schedule(&mut self, time: Nanos, kind: Kind, index: u32) -> u64 {
        let seq = self.next_seq();
        self.schedule_as(time, seq, kind, index);
        seq
    }

    /// A number for an event that is kept elsewhere for now.
    #[inline(always)]
    pub(super) fn next_seq(&mut self) -> u64 {
        self.last_seq += 1;
        self.last_seq
    }

    /// Adds an event under a number taken earlier.
    #[inline(always)]
    pub(super) fn schedule_as(&mut self, time: Nanos, seq: u64, kind: Kind, index: u32) {
        let low = seq << (INDEX_BITS + KIND_BITS)
            | u64::from(kind as u8) << INDEX_BITS
            | u64::from(index);
        self.heap.push(u128::from(time) << 64 | u128::from(low));
    }

    /// The same, for places that are rare enough not to need a copy of the sift.
    #[inline(never)]
    pub(super) fn schedule_rarely(&mut self, time: Nanos, kind: Kind, index: u32) -> u64 {
        self.schedule(time, kind, index)
    }

    /// The same under a number taken earlier.
    #[inline(never)]
    pub(super) fn schedule_rarely_as(&mut self, time: Nanos, seq: u64, kind: Kind, index: u32) {
        self.schedule_as(time, seq, kind, index);
    }

    /// Takes the next event, if it comes before `end`.
    #[inline(always)]
    pub(super) fn pop_before(&mut self, end: Nanos) -> Option<Key> {
        let key = self.heap.peek();
        let time = time_of(key);
        if time >= end {
            // Without events the top is the largest key.
            return None;
        }
        self.heap.take();
        Some(Key { time, low: key as u64 })
    }
}

/// When the event of a key happens.
#[inline(always)]
fn time_of(key: u128) -> Nanos {
    (key >> 64) as Nanos
}

#[cfg(test)]
mod tests;
