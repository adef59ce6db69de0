//! The event list: ordered by time, then by insertion.
//!
//! An event is one 128-bit key (time, sequence number, kind, index), so it is compared by one
//! integer comparison and moved in one piece.

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
    pub(super) fn pop_before(&mut self, end: Nanos) -> Option<Event> {
        self.heap.close_hole();
        let key = self.heap.top;
        let time = (key >> 64) as Nanos;
        if time >= end || key == EMPTY {
            return None;
        }
        self.heap.has_hole = true;
        let low = key as u64;
        Some(Event {
            time,
            seq: low >> (INDEX_BITS + KIND_BITS),
            kind: KINDS[(low >> INDEX_BITS & 0x3f) as usize],
            index: (low & MAX_INDEX as u64) as u32,
        })
    }
}

/// A 4-ary heap: the top by itself, and behind it groups of four siblings. The children of the top
/// are group 0, those of element k are group k + 1.
///
/// Taking the top leaves a hole, which the next key pushed fills: most events schedule another, and
/// so cost one sift instead of two.
#[derive(Debug)]
struct Heap {
    top: u128,
    groups: Vec<Group>,
    /// Keys, the top and the hole included.
    len: usize,
    has_hole: bool,
}

/// Four siblings in one cache line; an empty place holds the largest key.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Group([u128; 4]);

const EMPTY: u128 = u128::MAX;

impl Default for Heap {
    fn default() -> Self {
        Self { top: EMPTY, groups: Vec::new(), len: 0, has_hole: false }
    }
}

impl Heap {
    #[inline(always)]
    fn push(&mut self, key: u128) {
        if self.has_hole {
            self.has_hole = false;
            self.sink(key);
            return;
        }
        self.len += 1;
        if self.len == 1 {
            self.top = key;
            return;
        }
        let mut at = self.len - 2;
        if at / 4 >= self.groups.len() {
            self.groups.push(Group([EMPTY; 4]));
        }
        loop {
            let group = at / 4;
            let parent = if group == 0 { self.top } else { self.element(group - 1) };
            if parent <= key {
                break;
            }
            self.groups[group].0[at % 4] = parent;
            if group == 0 {
                self.top = key;
                return;
            }
            at = group - 1;
        }
        self.groups[at / 4].0[at % 4] = key;
    }

    #[inline]
    fn element(&self, at: usize) -> u128 {
        self.groups[at / 4].0[at % 4]
    }

    /// Fills a hole that nothing was pushed into.
    #[inline(always)]
    fn close_hole(&mut self) {
        if !self.has_hole {
            return;
        }
        self.has_hole = false;
        self.len -= 1;
        if self.len == 0 {
            self.top = EMPTY;
            return;
        }
        let last = self.len - 1;
        let key = std::mem::replace(&mut self.groups[last / 4].0[last % 4], EMPTY);
        if self.len == 1 {
            // The last one was the only child.
            self.top = key;
        } else {
            self.sink(key);
        }
    }

    /// Puts a key into the empty top.
    #[inline(always)]
    fn sink(&mut self, key: u128) {
        let groups = &mut self.groups[..];
        if self.len <= 2 {
            // One other event: a lone station and its source need no more.
            self.top = key;
            if let Some(Group([other, ..])) = groups.first_mut()
                && *other < key
            {
                self.top = std::mem::replace(other, key);
            }
            return;
        }
        let mut group = 0;
        let mut hole = usize::MAX;
        while let Some(&Group([a, b, c, d])) = groups.get(group) {
            let (left, at_left) = if b < a { (b, 1) } else { (a, 0) };
            let (right, at_right) = if d < c { (d, 3) } else { (c, 2) };
            let (least, at) = if right < left { (right, at_right) } else { (left, at_left) };
            if least >= key {
                break;
            }
            match hole {
                usize::MAX => self.top = least,
                _ => groups[hole / 4].0[hole % 4] = least,
            }
            hole = 4 * group + at;
            group = hole + 1;
        }
        match hole {
            usize::MAX => self.top = key,
            _ => groups[hole / 4].0[hole % 4] = key,
        }
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
            steps in prop::collection::vec((0_u64..50, 0_u8..5), 0..600),
        ) {
            // Some events are scheduled between two that are taken, as in a run.
            let mut list = EventList::default();
            let mut pending = std::collections::BTreeSet::new();
            let mut now = 0;
            for (index, &(delay, what)) in steps.iter().enumerate() {
                // First they become many, then few.
                let takes = if index < 300 { what == 0 } else { what > 0 };
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
