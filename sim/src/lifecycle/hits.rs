//! Which share of the requests a cache answers, by the rate at which they come.
//!
//! By time to live: the renewal cycle of each key (Jung, Berger & Balakrishnan 2003). By room: Che's
//! approximation (Che, Tung & Wang 2002), whichever is less. Domain reference 3.4.

use crate::parts::store::StorePlan;
use crate::plan::{Plan, Role};

/// Points of the table, and the rates at its ends in requests per second.
const POINTS: usize = 48;
const SLOWEST: f64 = 1e-3;
const FASTEST: f64 = 1e6;

/// Keys that are told apart; less popular ones are taken together.
const KEYS: u32 = 20_000;

/// A cache's hit ratio.
#[derive(Debug, Clone)]
pub(super) struct Hits {
    /// At rates in equal steps of their logarithm.
    by_rate: Vec<f64>,
    /// Mean age of what it answers, in seconds.
    pub(super) age_s: f64,
}

impl Hits {
    /// Of each node; `None` where it is not a cache.
    pub(super) fn of(plan: &Plan) -> Vec<Option<Self>> {
        let keys = plan.nodes.iter().find_map(|node| match &node.role {
            Role::Source(source) => Some(source.keys),
            _ => None,
        });
        let groups = popularity(keys.unwrap_or((1, 0.0)));
        let of = |role: &Role| match role {
            Role::Cache(cache) => Some(Self::new(&cache.store, &groups)),
            _ => None,
        };
        plan.nodes.iter().map(|node| of(&node.role)).collect()
    }

    fn new(plan: &StorePlan, groups: &[(f64, f64)]) -> Self {
        let ttl_s = plan.ttl as f64 / 1e9;
        let by_room = room(f64::from(plan.capacity), groups);
        let of = |at: usize| {
            let rate = SLOWEST * libm::pow(FASTEST / SLOWEST, at as f64 / (POINTS - 1) as f64);
            let hit = |share: f64| {
                let asked = rate * share * ttl_s;
                match (ttl_s > 0.0, plan.refresh_on_hit) {
                    (false, _) => 1.0,
                    (true, false) => asked / (1.0 + asked),
                    (true, true) => -libm::expm1(-asked),
                }
            };
            let fresh: f64 = groups.iter().map(|&(count, share)| count * share * hit(share)).sum();
            fresh.min(by_room)
        };
        Self { by_rate: (0..POINTS).map(of).collect(), age_s: 0.5 * ttl_s }
    }

    /// At a rate per second.
    pub(super) fn at(&self, rate: f64) -> f64 {
        let along =
            libm::log(rate.clamp(SLOWEST, FASTEST) / SLOWEST) / libm::log(FASTEST / SLOWEST);
        let at = along * (POINTS - 1) as f64;
        let low = (at as usize).min(POINTS - 2);
        let part = at - low as f64;
        self.by_rate[low] * (1.0 - part) + self.by_rate[low + 1] * part
    }
}

/// Numbers of keys and the share of the requests that each of them gets (Zipf).
fn popularity((keys, exponent): (u32, f64)) -> Vec<(f64, f64)> {
    let weight = |rank: f64| libm::pow(rank, -exponent);
    let single = keys.clamp(1, KEYS);
    let mut groups: Vec<_> = (1..=single).map(|rank| (1.0, weight(f64::from(rank)))).collect();
    if keys > single {
        let middle = libm::sqrt(f64::from(single) * f64::from(keys));
        groups.push((f64::from(keys - single), weight(middle)));
    }
    let total: f64 = groups.iter().map(|&(count, weight)| count * weight).sum();
    groups.into_iter().map(|(count, weight)| (count, weight / total)).collect()
}

/// Hit ratio of room for so many keys, those used least recently leaving first; 0 is room for all.
fn room(capacity: f64, groups: &[(f64, f64)]) -> f64 {
    let keys: f64 = groups.iter().map(|&(count, _)| count).sum();
    if capacity <= 0.0 || capacity >= keys {
        return 1.0;
    }
    // Requests until a key that is not asked for leaves.
    let held = |stay: f64| -> f64 {
        groups.iter().map(|&(count, share)| -count * libm::expm1(-share * stay)).sum()
    };
    let (mut low, mut high) = (0.0, capacity);
    while held(high) < capacity && high < 1e15 {
        high *= 2.0;
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if held(middle) < capacity { low = middle } else { high = middle }
    }
    groups.iter().map(|&(count, share)| -count * share * libm::expm1(-share * high)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::store::Eviction;

    fn plan(ttl_s: f64, capacity: u32) -> StorePlan {
        StorePlan {
            ttl: (ttl_s * 1e9) as u64,
            refresh_on_hit: false,
            capacity,
            eviction: Eviction::Lru,
            stale_for: 0,
            negative_ttl: 0,
        }
    }

    #[test]
    fn equal_keys_are_hit_as_a_renewal_says() {
        let groups = popularity((100, 0.0));
        let hits = Hits::new(&plan(10.0, 0), &groups);
        // Each key 0.5 times a second: 5 / (1 + 5).
        assert!((hits.at(50.0) - 5.0 / 6.0).abs() < 0.01, "{}", hits.at(50.0));
        assert_eq!(hits.age_s, 5.0);
        assert!((Hits::new(&plan(0.0, 0), &groups).at(1.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn room_for_a_part_of_equal_keys_hits_that_part() {
        let hits = Hits::new(&plan(0.0, 25), &popularity((100, 0.0)));
        assert!((hits.at(7.0) - 0.25).abs() < 1e-6);
    }

    #[test]
    fn rare_keys_are_taken_together() {
        let total: f64 =
            popularity((50_000, 0.8)).iter().map(|&(count, share)| count * share).sum();
        assert!((total - 1.0).abs() < 1e-12);
        let hits = Hits::new(&plan(300.0, 0), &popularity((50_000, 0.8)));
        assert!(hits.at(200.0) > 0.4 && hits.at(200.0) < hits.at(2000.0));
    }
}
