//! The event list: ordered by time, then by insertion.
//!
//! An event is one 128-bit key (time, sequence number, kind, index) in a 4-ary heap, so an event is
//! compared by one integer comparison and moved in one piece.

use crate::plan::Nanos;

/// What an event is about; the index says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// A source sends its next request.
    Arrival,
    /// A flight's service ends.
    ServiceEnd,
    /// The first timer of a link's lane runs out.
    Timeout,
    /// A flight reaches the node its link leads to.
    Delivery,
    /// A flight's wait before a retry is over.
    Retry,
    /// A flight has waited as long as it would.
    Patience,
    /// An incident starts.
    IncidentStart,
    /// An incident ends.
    IncidentEnd,
    /// The staff of a station may change.
    Shift,
    /// A monitor looks.
    Look,
    /// The effects of a feed's outage reach the features.
    FeedStale,
}

const KINDS: [Kind; 11] = [
    Kind::Arrival,
    Kind::ServiceEnd,
    Kind::Timeout,
    Kind::Delivery,
    Kind::Retry,
    Kind::Patience,
    Kind::IncidentStart,
    Kind::IncidentEnd,
    Kind::Shift,
    Kind::Look,
    Kind::FeedStale,
];

const INDEX_BITS: u32 = 24;
const KIND_BITS: u32 = 4;

/// Largest number of things of one kind.
pub(super) const MAX_INDEX: usize = (1 << INDEX_BITS) - 1;

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
}

impl EventList {
    /// Adds an event; returns its number.
    pub(super) fn schedule(&mut self, time: Nanos, kind: Kind, index: u32) -> u64 {
        let seq = self.next_seq();
        self.schedule_as(time, seq, kind, index);
        seq
    }

    /// A number for an event that is kept elsewhere for now.
    pub(super) fn next_seq(&mut self) -> u64 {
        self.last_seq += 1;
        self.last_seq
    }

    /// Adds an event under a number taken earlier.
    pub(super) fn schedule_as(&mut self, time: Nanos, seq: u64, kind: Kind, index: u32) {
        let low = seq << (INDEX_BITS + KIND_BITS)
            | u64::from(kind as u8) << INDEX_BITS
            | u64::from(index);
        let key = u128::from(time) << 64 | u128::from(low);
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

    /// Time of the next event.
    pub(super) fn next_time(&self) -> Option<Nanos> {
        self.heap.first().map(|key| (key >> 64) as Nanos)
    }

    /// Takes the next event.
    pub(super) fn pop(&mut self) -> Option<Event> {
        let key = *self.heap.first()?;
        let last = self.heap.pop()?;
        if !self.heap.is_empty() {
            self.sink(last);
        }
        let low = key as u64;
        Some(Event {
            time: (key >> 64) as Nanos,
            seq: low >> (INDEX_BITS + KIND_BITS),
            kind: KINDS[(low >> INDEX_BITS & 0xf) as usize],
            index: (low & MAX_INDEX as u64) as u32,
        })
    }

    /// Puts a key into the empty top.
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

    proptest! {
        #[test]
        fn events_come_in_order_of_time_then_insertion(
            times in prop::collection::vec(0_u64..50, 0..300),
        ) {
            let mut list = EventList::default();
            for (index, &time) in times.iter().enumerate() {
                list.schedule(time, Kind::Delivery, index as u32);
            }
            let mut expected: Vec<_> =
                times.iter().enumerate().map(|(index, &time)| (time, index as u32)).collect();
            expected.sort_unstable();
            let mut got = Vec::new();
            while let Some(event) = list.pop() {
                prop_assert_eq!(event.kind, Kind::Delivery);
                got.push((event.time, event.index));
            }
            prop_assert_eq!(got, expected);
        }
    }
}
