//! The event list: ordered by time, then by insertion.
//!
//! An event is one 128-bit key (time, sequence number, kind, index) in a 4-ary heap, so an event is
//! compared by one integer comparison and moved in one piece. Taking an event leaves a hole at the
//! top, which the next event scheduled fills: most events schedule another, and so cost one sift
//! instead of two.

use crate::plan::Nanos;

/// What an event is about; the index says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// A flight's service ends.
    ServiceEnd,
    /// A source sends its next request.
    Arrival,
    /// The first timer of a link's lane runs out.
    Timeout,
    /// A flight's own timer runs out.
    CallTimer,
    /// A flight reaches the node its link leads to.
    Delivery,
    /// A flight's wait before a retry is over.
    Retry,
    /// A flight has waited as long as it would.
    Patience,
    /// A flight goes on from a node that is online again.
    Online,
    /// A batch ends.
    BatchEnd,
    /// The oldest request of a station has waited for a full batch long enough.
    BatchTimer,
    /// The next request of a station that shares its speed is done.
    SharingEnd,
    /// A unit of a station fails, and is repaired.
    UnitFails,
    UnitRepaired,
    /// A server breaks in the middle of a flight's service, and is repaired.
    Breakdown,
    ServerRepaired,
    /// A server or replica of a station is ready.
    SetupDone,
    /// An idle server of a station switches off.
    WarmEnds,
    /// An autoscaler looks.
    ScaleLook,
    /// The staff of a station may change.
    Shift,
    /// A desk's break begins or ends.
    Break,
    /// A second copy of a call is due: the first of a link's lane.
    Hedge,
    /// The first sender of a source's lane gives up.
    ClientTimeout,
    /// A sender tries again.
    ClientRetry,
    /// A user of a source has thought.
    UserArrives,
    /// A source enters its next phase.
    Phase,
    /// A flash crowd of a source begins or ends.
    Crowd,
    /// A balancer checks its targets.
    Health,
    /// A batch job starts, and ends.
    JobStart,
    JobEnd,
    /// An incident starts, and ends.
    IncidentStart,
    IncidentEnd,
    /// A monitor looks.
    Look,
    /// The effects of a feed's outage reach the features.
    FeedStale,
}

const KINDS: [Kind; 33] = [
    Kind::ServiceEnd,
    Kind::Arrival,
    Kind::Timeout,
    Kind::CallTimer,
    Kind::Delivery,
    Kind::Retry,
    Kind::Patience,
    Kind::Online,
    Kind::BatchEnd,
    Kind::BatchTimer,
    Kind::SharingEnd,
    Kind::UnitFails,
    Kind::UnitRepaired,
    Kind::Breakdown,
    Kind::ServerRepaired,
    Kind::SetupDone,
    Kind::WarmEnds,
    Kind::ScaleLook,
    Kind::Shift,
    Kind::Break,
    Kind::Hedge,
    Kind::ClientTimeout,
    Kind::ClientRetry,
    Kind::UserArrives,
    Kind::Phase,
    Kind::Crowd,
    Kind::Health,
    Kind::JobStart,
    Kind::JobEnd,
    Kind::IncidentStart,
    Kind::IncidentEnd,
    Kind::Look,
    Kind::FeedStale,
];

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

/// Pending events.
#[derive(Debug, Default)]
pub(super) struct EventList {
    heap: Vec<u128>,
    last_seq: u64,
    /// Has the top been taken and not been filled yet?
    has_hole: bool,
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
        let key = u128::from(time) << 64 | u128::from(low);
        if self.has_hole {
            self.has_hole = false;
            self.sink(key);
            return;
        }
        let mut hole = self.heap.len();
        self.heap.push(key);
        while hole > 0 {
            let parent = (hole - 1) / 4;
            if self.heap[parent] <= key {
                break;
            }
            self.heap[hole] = self.heap[parent];
            hole = parent;
        }
        self.heap[hole] = key;
    }

    /// Takes the next event, if it comes before `end`.
    #[inline(always)]
    pub(super) fn pop_before(&mut self, end: Nanos) -> Option<Event> {
        self.close_hole();
        let key = *self.heap.first()?;
        let time = (key >> 64) as Nanos;
        if time >= end {
            return None;
        }
        self.has_hole = true;
        let low = key as u64;
        Some(Event {
            time,
            seq: low >> (INDEX_BITS + KIND_BITS),
            kind: KINDS[(low >> INDEX_BITS & 0x3f) as usize],
            index: (low & MAX_INDEX as u64) as u32,
        })
    }

    /// Fills a hole that nothing was scheduled into.
    #[inline(always)]
    fn close_hole(&mut self) {
        if self.has_hole {
            self.has_hole = false;
            if let Some(last) = self.heap.pop()
                && !self.heap.is_empty()
            {
                self.sink(last);
            }
        }
    }

    /// Puts a key into the empty top.
    #[inline(always)]
    fn sink(&mut self, key: u128) {
        let heap = &mut self.heap[..];
        let length = heap.len();
        let mut hole = 0;
        loop {
            let first = 4 * hole + 1;
            if first >= length {
                break;
            }
            let children = &heap[first..length.min(first + 4)];
            let mut least = 0;
            for child in 1..children.len() {
                if children[child] < children[least] {
                    least = child;
                }
            }
            if children[least] >= key {
                break;
            }
            heap[hole] = children[least];
            hole = first + least;
        }
        heap[hole] = key;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_kind_stands_at_its_own_place() {
        for (at, &kind) in KINDS.iter().enumerate() {
            assert_eq!(kind as usize, at);
        }
    }

    proptest! {
        #[test]
        fn events_come_in_order_of_time_then_insertion(
            steps in prop::collection::vec((0_u64..50, any::<bool>()), 0..300),
        ) {
            // Some events are scheduled between two that are taken, as in a run.
            let mut list = EventList::default();
            let mut pending = std::collections::BTreeSet::new();
            let mut now = 0;
            for (index, &(delay, takes)) in steps.iter().enumerate() {
                if takes {
                    let event = list.pop_before(Nanos::MAX);
                    prop_assert_eq!(event.map(|e| (e.time, e.index)), pending.pop_first());
                    now = event.map_or(now, |event| event.time);
                } else {
                    list.schedule(now + delay, Kind::Delivery, index as u32);
                    pending.insert((now + delay, index as u32));
                }
            }
            while let Some(event) = list.pop_before(Nanos::MAX) {
                prop_assert_eq!(Some((event.time, event.index)), pending.pop_first());
            }
            prop_assert!(pending.is_empty());
        }
    }
}
