//! What a cache holds: times to live, stale and negative answers, and eviction.
//!
//! Hit ratios are pinned to closed forms (domain reference 3.4): the renewal cycle for times to live
//! (Jung, Berger & Balakrishnan 2003), Che's approximation for LRU (Che, Tung & Wang 2002), its
//! sister for FIFO and random (Martina, Garetto & Leonardi 2014).

pub(crate) use super::eviction::Eviction;
use super::eviction::Order;
use crate::plan::Nanos;

/// How a cache keeps answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StorePlan {
    /// How long an answer is fresh; 0 is for ever.
    pub(crate) ttl: Nanos,
    /// Does a hit begin the time to live again?
    pub(crate) refresh_on_hit: bool,
    /// Entries; 0 is room for all keys.
    pub(crate) capacity: u32,
    /// Who leaves when there is no room.
    pub(crate) eviction: Eviction,
    /// How much longer an answer that is no longer fresh may still be given (while it is fetched
    /// again: stale-while-revalidate, RFC 5861).
    pub(crate) stale_for: Nanos,
    /// How long a failed fetch is remembered; 0 is not at all.
    pub(crate) negative_ttl: Nanos,
}

/// What a cache knows of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// A fresh answer.
    Hit {
        /// Time since it was fetched.
        age: Nanos,
    },
    /// An answer that is no longer fresh but may be given, and should be fetched again.
    Stale {
        /// Time since it was fetched.
        age: Nanos,
    },
    /// The last fetch failed, and is not to be repeated yet.
    Negative,
    /// Nothing.
    Miss,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Nothing,
    Answer,
    Failure,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    filled: Nanos,
    /// First moment at which it is fresh no more.
    fresh_until: Nanos,
    content: Content,
}

const EMPTY: Entry = Entry { filled: 0, fresh_until: 0, content: Content::Nothing };

/// The contents of one cache, for keys 0, 1, ... in the order of their popularity.
///
/// An entry that is of no use any more keeps its place until somebody asks for it or it is evicted,
/// as in memcached; a failed fetch that is remembered takes a place like any entry.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    plan: StorePlan,
    entries: Vec<Entry>,
    held: u32,
    order: Order,
    seed: u64,
}

impl Store {
    /// An empty cache for keys below `keys`; the seed is for random eviction.
    #[must_use]
    pub(crate) fn new(plan: StorePlan, keys: u32, seed: u64) -> Self {
        let order = Order::new(plan.eviction, plan.capacity, keys, seed);
        Self { plan, entries: vec![EMPTY; keys as usize], held: 0, order, seed }
    }

    /// Asks for a key; whatever is given counts as a use.
    pub(crate) fn look(&mut self, now: Nanos, key: u32) -> Look {
        let entry = &mut self.entries[key as usize];
        let is_fresh = now < entry.fresh_until;
        let age = now - entry.filled;
        let look = match entry.content {
            Content::Nothing => return Look::Miss,
            Content::Failure if is_fresh => Look::Negative,
            Content::Answer if is_fresh => {
                if self.plan.refresh_on_hit && self.plan.ttl > 0 {
                    entry.fresh_until = now.saturating_add(self.plan.ttl);
                }
                Look::Hit { age }
            }
            Content::Answer if now - entry.fresh_until < self.plan.stale_for => Look::Stale { age },
            Content::Answer | Content::Failure => {
                entry.content = Content::Nothing;
                self.held -= 1;
                self.order.remove(key);
                return Look::Miss;
            }
        };
        self.order.touch(key);
        look
    }

    /// A fetch of a key ended, well or not. A failure never replaces an answer that may still be
    /// given.
    pub(crate) fn fill(&mut self, now: Nanos, key: u32, ok: bool) {
        let entry = self.entries[key as usize];
        let (content, ttl) = if ok {
            (Content::Answer, self.plan.ttl)
        } else {
            let usable_until = entry.fresh_until.saturating_add(self.plan.stale_for);
            let is_usable = entry.content == Content::Answer && now < usable_until;
            if self.plan.negative_ttl == 0 || is_usable {
                return;
            }
            (Content::Failure, self.plan.negative_ttl)
        };
        if entry.content == Content::Nothing {
            if !self.make_room(key) {
                return;
            }
            self.held += 1;
            self.order.insert(key);
        } else {
            self.order.touch(key);
        }
        let fresh_until = if ttl == 0 { Nanos::MAX } else { now.saturating_add(ttl) };
        self.entries[key as usize] = Entry { filled: now, fresh_until, content };
    }

    /// Forgets everything (a restart).
    pub(crate) fn flush(&mut self) {
        self.entries.fill(EMPTY);
        self.held = 0;
        let keys = self.entries.len() as u32;
        self.seed = self.seed.wrapping_add(1);
        self.order = Order::new(self.plan.eviction, self.plan.capacity, keys, self.seed);
    }

    /// Is there room for this key, if need be after somebody left?
    fn make_room(&mut self, key: u32) -> bool {
        if self.plan.capacity == 0 || self.held < self.plan.capacity {
            return true;
        }
        match self.order.evict_for(key) {
            Some(victim) => {
                self.entries[victim as usize].content = Content::Nothing;
                self.held -= 1;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::whole;
    use crate::stats::{Purpose, Stream};

    fn plan(capacity: u32, eviction: Eviction) -> StorePlan {
        StorePlan {
            ttl: 0,
            refresh_on_hit: false,
            capacity,
            eviction,
            stale_for: 0,
            negative_ttl: 0,
        }
    }

    #[test]
    fn an_entry_is_fresh_then_stale_then_gone() {
        let plan = StorePlan { ttl: 10, stale_for: 5, ..plan(0, Eviction::Lru) };
        let mut store = Store::new(plan, 3, 0);
        assert_eq!(store.look(0, 1), Look::Miss);
        store.fill(2, 1, true);
        assert_eq!(store.look(11, 1), Look::Hit { age: 9 });
        assert_eq!(store.look(12, 1), Look::Stale { age: 10 });
        store.fill(13, 1, false);
        assert_eq!(store.look(16, 1), Look::Stale { age: 14 }, "a failure replaces nothing useful");
        assert_eq!(store.look(17, 1), Look::Miss);
    }

    #[test]
    fn failures_are_remembered_and_a_flush_forgets_all() {
        let plan = StorePlan { negative_ttl: 4, ..plan(0, Eviction::Lru) };
        let mut store = Store::new(plan, 2, 0);
        store.fill(0, 0, false);
        store.fill(0, 1, true);
        assert_eq!((store.look(3, 0), store.look(4, 0)), (Look::Negative, Look::Miss));
        assert_eq!(store.look(1_000_000, 1), Look::Hit { age: 1_000_000 });
        store.flush();
        assert_eq!(store.look(1_000_001, 1), Look::Miss);
    }

    /// One object, lambda T = 2: 2 / (1 + 2) without a reset on hit, 1 - exp(-2) with it.
    #[test]
    fn hits_of_a_time_to_live_follow_the_renewal_cycle() {
        for (refresh_on_hit, expected) in [(false, 2.0 / 3.0), (true, 0.864_664_716_763_387_3)] {
            let plan = StorePlan { ttl: 2_000_000, refresh_on_hit, ..plan(0, Eviction::Lru) };
            let mut store = Store::new(plan, 1, 0);
            let mut stream = Stream::new(3, 0, "ttl", Purpose::Arrivals);
            let (mut now, mut hits) = (0, 0_u32);
            let calls = 1_000_000_u32;
            for _ in 0..calls {
                now += whole(stream.exponential() * 1e6);
                match store.look(now, 0) {
                    Look::Hit { .. } => hits += 1,
                    _ => store.fill(now, 0, true),
                }
            }
            let ratio = f64::from(hits) / f64::from(calls);
            assert!((ratio - expected).abs() < 0.002, "{ratio} {expected}");
        }
    }

    /// The same cache as a list of entries, oldest first.
    struct Naive {
        plan: StorePlan,
        entries: Vec<(u32, Nanos, Nanos, bool)>,
    }

    impl Naive {
        fn touch(&mut self, at: usize) {
            if self.plan.eviction == Eviction::Lru {
                let entry = self.entries.remove(at);
                self.entries.push(entry);
            }
        }

        fn look(&mut self, now: Nanos, key: u32) -> Look {
            let Some(at) = self.entries.iter().position(|entry| entry.0 == key) else {
                return Look::Miss;
            };
            let (_, filled, until, ok) = self.entries[at];
            let look = match ok {
                _ if now >= until && !(ok && now < until + self.plan.stale_for) => {
                    self.entries.remove(at);
                    return Look::Miss;
                }
                false => Look::Negative,
                true if now < until => Look::Hit { age: now - filled },
                true => Look::Stale { age: now - filled },
            };
            if matches!(look, Look::Hit { .. }) && self.plan.refresh_on_hit && self.plan.ttl > 0 {
                self.entries[at].2 = now + self.plan.ttl;
            }
            self.touch(at);
            look
        }

        fn fill(&mut self, now: Nanos, key: u32, ok: bool) {
            let at = self.entries.iter().position(|entry| entry.0 == key);
            let ttl = if ok { self.plan.ttl } else { self.plan.negative_ttl };
            if !ok {
                let is_usable = at.is_some_and(|at| {
                    let (_, _, until, was_ok) = self.entries[at];
                    was_ok && now < until + self.plan.stale_for
                });
                if ttl == 0 || is_usable {
                    return;
                }
            }
            let entry = (key, now, if ttl == 0 { Nanos::MAX / 2 } else { now + ttl }, ok);
            if let Some(at) = at {
                self.entries[at] = entry;
                self.touch(at);
                return;
            }
            if self.plan.capacity > 0 && self.entries.len() == self.plan.capacity as usize {
                let victim = match self.plan.eviction {
                    Eviction::Lfu => {
                        let last = self.entries.iter().map(|entry| entry.0).max().unwrap_or(0);
                        if key > last {
                            return;
                        }
                        self.entries.iter().position(|entry| entry.0 == last).unwrap_or(0)
                    }
                    _ => 0,
                };
                self.entries.remove(victim);
            }
            self.entries.push(entry);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_a_list_of_entries(
            steps in prop::collection::vec((0_u64..12, 0_u32..12, 0_u8..10), 1..400),
            capacity in 0_u32..14,
            which in 0_usize..3,
            (ttl, stale_for, negative_ttl) in (0_u64..40, 0_u64..20, 0_u64..20),
            refresh_on_hit: bool,
        ) {
            let eviction = [Eviction::Lru, Eviction::Fifo, Eviction::Lfu][which];
            let plan =
                StorePlan { ttl, refresh_on_hit, capacity, eviction, stale_for, negative_ttl };
            let mut store = Store::new(plan, 12, 0);
            let mut naive = Naive { plan, entries: Vec::new() };
            let mut now = 0;
            for (gap, key, action) in steps {
                now += gap;
                match action {
                    0..6 => {
                        let look = store.look(now, key);
                        prop_assert_eq!(look, naive.look(now, key));
                        if look == Look::Miss {
                            store.fill(now, key, true);
                            naive.fill(now, key, true);
                        }
                    }
                    6 | 7 => {
                        store.fill(now, key, false);
                        naive.fill(now, key, false);
                    }
                    8 => {
                        store.fill(now, key, true);
                        naive.fill(now, key, true);
                    }
                    _ if gap == 0 => {
                        store.flush();
                        naive.entries.clear();
                    }
                    _ => {}
                }
                prop_assert_eq!(store.held as usize, naive.entries.len());
            }
        }

        #[test]
        fn random_eviction_never_holds_more_than_its_room(
            steps in prop::collection::vec((0_u32..20, any::<bool>()), 1..400),
            capacity in 1_u32..19,
        ) {
            let plan = StorePlan { negative_ttl: 3, ..plan(capacity, Eviction::Random) };
            let mut store = Store::new(plan, 20, 1);
            for (now, (key, ok)) in steps.into_iter().enumerate() {
                store.fill(now as Nanos, key, ok);
                prop_assert!(store.look(now as Nanos, key) != Look::Miss, "the newest is held");
                let held = store.entries.iter().filter(|e| e.content != Content::Nothing).count();
                prop_assert!(held == store.held as usize && held <= capacity as usize);
            }
        }
    }
}
