//! Which entry of a full cache makes room: the order in which entries are held.

use std::collections::BinaryHeap;

use rand::{Rng, SeedableRng};
use rand_xoshiro::SplitMix64;

/// Who leaves a full cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eviction {
    /// The one not used for longest.
    Lru,
    /// The one that came first.
    Fifo,
    /// Any.
    Random,
    /// The least popular, by perfect knowledge: a key's number is its rank, 0 the most popular. Keys
    /// less popular than all that are held are not admitted.
    Lfu,
}

/// No key.
const NONE: u32 = u32::MAX;

/// The held keys of a cache with limited room.
#[derive(Debug, Clone)]
pub(crate) enum Order {
    /// Room for all: nobody ever leaves.
    Unlimited,
    /// Newest to oldest, by use or by arrival.
    List { list: List, by_use: bool },
    /// In no order.
    Bag(Bag),
    /// By popularity.
    Ranks(Ranks),
}

impl Order {
    pub(crate) fn new(eviction: Eviction, capacity: u32, keys: u32, seed: u64) -> Self {
        if capacity == 0 || capacity >= keys {
            return Self::Unlimited;
        }
        match eviction {
            Eviction::Lru => Self::List { list: List::new(keys), by_use: true },
            Eviction::Fifo => Self::List { list: List::new(keys), by_use: false },
            Eviction::Random => Self::Bag(Bag::new(capacity, keys, seed)),
            Eviction::Lfu => Self::Ranks(Ranks::new(keys)),
        }
    }

    /// A held key is used.
    pub(crate) fn touch(&mut self, key: u32) {
        if let Self::List { list, by_use: true } = self
            && list.newest != key
        {
            list.unlink(key);
            list.push(key);
        }
    }

    /// A key that was not held is held now.
    pub(crate) fn insert(&mut self, key: u32) {
        match self {
            Self::Unlimited => {}
            Self::List { list, .. } => list.push(key),
            Self::Bag(bag) => bag.insert(key),
            Self::Ranks(ranks) => ranks.insert(key),
        }
    }

    /// A held key is held no more.
    pub(crate) fn remove(&mut self, key: u32) {
        match self {
            Self::Unlimited => {}
            Self::List { list, .. } => list.unlink(key),
            Self::Bag(bag) => bag.remove(key),
            Self::Ranks(ranks) => ranks.remove(key),
        }
    }

    /// The held key that makes room for `key` in a full cache and is held no more; `None` if it is
    /// `key` that must stay outside.
    pub(crate) fn evict_for(&mut self, key: u32) -> Option<u32> {
        let victim = match self {
            Self::Unlimited => return None,
            Self::List { list, .. } => list.oldest,
            Self::Bag(bag) => bag.draw(),
            Self::Ranks(ranks) => ranks.last().filter(|&last| last > key)?,
        };
        self.remove(victim);
        Some(victim)
    }
}

/// A doubly linked list through all keys: no allocation, everything in one step.
#[derive(Debug, Clone)]
pub(crate) struct List {
    /// Neighbours of each held key: the newer, the older.
    links: Vec<(u32, u32)>,
    newest: u32,
    oldest: u32,
}

impl List {
    fn new(keys: u32) -> Self {
        Self { links: vec![(NONE, NONE); keys as usize], newest: NONE, oldest: NONE }
    }

    fn push(&mut self, key: u32) {
        self.links[key as usize] = (NONE, self.newest);
        match self.newest {
            NONE => self.oldest = key,
            newest => self.links[newest as usize].0 = key,
        }
        self.newest = key;
    }

    fn unlink(&mut self, key: u32) {
        let (newer, older) = self.links[key as usize];
        match newer {
            NONE => self.newest = older,
            newer => self.links[newer as usize].1 = older,
        }
        match older {
            NONE => self.oldest = newer,
            older => self.links[older as usize].0 = newer,
        }
    }
}

/// Held keys side by side, and where each lies.
#[derive(Debug, Clone)]
pub(crate) struct Bag {
    held: Vec<u32>,
    places: Vec<u32>,
    draws: SplitMix64,
}

impl Bag {
    fn new(capacity: u32, keys: u32, seed: u64) -> Self {
        Self {
            held: Vec::with_capacity(capacity as usize),
            places: vec![NONE; keys as usize],
            draws: SplitMix64::seed_from_u64(seed),
        }
    }

    fn insert(&mut self, key: u32) {
        self.places[key as usize] = self.held.len() as u32;
        self.held.push(key);
    }

    fn remove(&mut self, key: u32) {
        let place = self.places[key as usize] as usize;
        self.held.swap_remove(place);
        if let Some(&moved) = self.held.get(place) {
            self.places[moved as usize] = place as u32;
        }
    }

    fn draw(&mut self) -> u32 {
        // The high half of the product is uniform below the length (bias below 2^-32).
        let place = (u128::from(self.draws.next_u64()) * self.held.len() as u128) >> 64;
        self.held[place as usize]
    }
}

/// Held keys by rank; keys that left stay in the heap until they come to its top.
#[derive(Debug, Clone)]
pub(crate) struct Ranks {
    heap: BinaryHeap<u32>,
    /// Of each key: is it held, is it in the heap?
    marks: Vec<(bool, bool)>,
}

impl Ranks {
    fn new(keys: u32) -> Self {
        Self {
            heap: BinaryHeap::with_capacity(keys as usize),
            marks: vec![(false, false); keys as usize],
        }
    }

    fn insert(&mut self, key: u32) {
        let (_, in_heap) = std::mem::replace(&mut self.marks[key as usize], (true, true));
        if !in_heap {
            self.heap.push(key);
        }
    }

    fn remove(&mut self, key: u32) {
        self.marks[key as usize].0 = false;
    }

    fn last(&mut self) -> Option<u32> {
        while let Some(&last) = self.heap.peek() {
            if self.marks[last as usize].0 {
                return Some(last);
            }
            self.marks[last as usize].1 = false;
            self.heap.pop();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::store::{Look, Store, StorePlan};
    use super::*;
    use crate::stats::{Purpose, Stream};

    fn plan(capacity: u32, eviction: Eviction) -> StorePlan {
        let (ttl, stale_for, negative_ttl) = (0, 0, 0);
        StorePlan { ttl, refresh_on_hit: false, capacity, eviction, stale_for, negative_ttl }
    }

    /// 1000 keys, Zipf .8, room for 100: Che's .37779 for LRU, .33368 for FIFO and random; perfect
    /// LFU holds the hundred most popular, which get .52583 of the calls.
    #[test]
    fn hit_ratios_of_evictions_are_those_of_theory() {
        let mut total = 0.0;
        let shares: Vec<f64> = (1..=1000)
            .map(|rank| {
                total += libm::pow(f64::from(rank), -0.8);
                total
            })
            .collect();
        let cases = [
            (Eviction::Lru, 0.377_790_221_282_957_9),
            (Eviction::Fifo, 0.333_679_709_404_780_03),
            (Eviction::Random, 0.333_679_709_404_780_03),
            (Eviction::Lfu, 0.525_826_511_576_791),
        ];
        for (eviction, expected) in cases {
            let mut store = Store::new(plan(100, eviction), 1000, 9);
            let mut stream = Stream::new(4, 0, "zipf", Purpose::World);
            let (mut hits, calls, warm) = (0_u32, 600_000, 20_000);
            for call in 0..calls {
                let drawn = stream.uniform() * total;
                let key = shares.partition_point(|&share| share <= drawn) as u32;
                match store.look(call, key) {
                    Look::Hit { .. } => hits += u32::from(call >= warm),
                    _ => store.fill(call, key, true),
                }
            }
            let ratio = f64::from(hits) / (calls - warm) as f64;
            assert!((ratio / expected - 1.0).abs() < 0.01, "{eviction:?} {ratio} {expected}");
        }
    }

    #[test]
    fn random_eviction_takes_everybody_alike() {
        let mut evicted = [0_u32; 8];
        for seed in 0..8000 {
            let mut store = Store::new(plan(8, Eviction::Random), 9, seed);
            (0..9).for_each(|key| store.fill(0, key, true));
            let gone = (0..9).find(|&key| store.look(1, key) == Look::Miss);
            evicted[gone.expect("one of nine must go") as usize] += 1;
        }
        let chi2: f64 = evicted
            .iter()
            .map(|&seen| (f64::from(seen) - 1000.0) * (f64::from(seen) - 1000.0))
            .sum::<f64>()
            / 1000.0;
        assert!(chi2 < 24.3, "{chi2} is beyond the 99.9th percentile of chi2(7)");
    }
}
