//! The list beside a sorted set, through all its parts.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// A list and what must be in it.
struct Pair {
    list: EventList,
    pending: BTreeSet<(Nanos, u32)>,
    now: Nanos,
    scheduled: u32,
}

impl Pair {
    /// Buckets of so many events; 32 times as many stay in the heap.
    fn new(bucket: usize) -> Self {
        let list = EventList { heap: Heap::new(bucket), last_seq: 0 };
        Self { list, pending: BTreeSet::new(), now: 0, scheduled: 0 }
    }

    fn schedule(&mut self, delay: Nanos) {
        let time = self.now.saturating_add(delay).min(Nanos::MAX - 1);
        self.list.schedule(time, Kind::Delivery, self.scheduled);
        self.pending.insert((time, self.scheduled));
        self.scheduled += 1;
    }

    fn take(&mut self) {
        let event = self.list.pop_before(Nanos::MAX);
        assert_eq!(event.map(|event| (event.time, event.index())), self.pending.pop_first());
        self.now = event.map_or(self.now, |event| event.time);
    }

    fn take_all(&mut self) {
        while !self.pending.is_empty() {
            self.take();
        }
        assert!(self.list.pop_before(Nanos::MAX).is_none());
    }

    fn has_far(&self) -> bool {
        self.list.heap.has_far()
    }
}

/// Delays as models have them: the same, short, long, and of every magnitude.
fn delay(law: u8, draw: u64) -> Nanos {
    match law {
        0 => 1000,
        1 => draw % 50,
        2 => draw % 1_000_000_000,
        3 => draw >> (draw % 64),
        _ => [10, 1_000_000, 86_400_000_000_000][(draw % 3) as usize] + draw % 7,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn events_come_in_order_of_time_then_insertion(
        bucket in 1_usize..20,
        phases in prop::collection::vec((0_u8..5, 0_u8..5, 0_u32..10, 1_usize..300), 0..8),
        draws in prop::collection::vec(any::<u64>(), 64),
    ) {
        // In every phase some are scheduled between two that are taken, as in a run.
        let mut pair = Pair::new(bucket);
        let mut draws = draws.iter().enumerate().cycle().map(|(at, draw)| draw ^ at as u64);
        for (law, other, takes, steps) in phases {
            for step in 0..steps {
                let draw = draws.next().unwrap_or(0).rotate_left(step as u32);
                pair.schedule(delay(if draw % 4 == 0 { other } else { law }, draw));
                if step as u32 % 10 < takes {
                    pair.take();
                }
                if takes > 7 {
                    pair.take();
                }
            }
        }
        pair.take_all();
    }
}

#[test]
fn very_many_go_to_the_far_part_and_come_back() {
    let mut pair = Pair::new(8);
    for step in 0..5000_u64 {
        pair.schedule(step.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 30);
    }
    assert!(pair.has_far());
    while pair.pending.len() > 10 {
        pair.take();
    }
    // So few are all near.
    assert!(!pair.has_far());
    pair.take_all();
    for step in 0..5000_u64 {
        pair.schedule(5000 - step);
    }
    assert!(pair.has_far());
    pair.take_all();
}

#[test]
fn events_of_one_instant_stay_in_the_heap() {
    let mut pair = Pair::new(8);
    for _ in 0..5000 {
        pair.schedule(7);
    }
    assert!(!pair.has_far());
    // Among others, too.
    for step in 0..5000 {
        pair.schedule(if step % 50 == 0 { 1_000_000_000 + step } else { 7 });
    }
    assert!(pair.has_far());
    pair.take_all();
}
