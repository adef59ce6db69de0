//! Which of several targets gets the next call, and which of them count as healthy.
//!
//! Policies as in common load balancers (component catalogue, section 2); "two choices" is
//! Mitzenmacher 2001, hashing is by highest random weight (Thaler & Ravishankar 1998), so that a key
//! moves only when its own target goes.

use rand::{Rng, SeedableRng};
use rand_xoshiro::SplitMix64;

use crate::stats::Stream;

/// How a target is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// At random, by weight.
    Random,
    /// In turn; with weights as evenly spread as they allow.
    RoundRobin,
    /// The smallest load over weight; ties at random, by weight.
    Least,
    /// Two different ones at random, by weight, then the smaller load over weight.
    TwoChoices,
    /// By key: the same key goes to the same target.
    Hash,
}

/// The targets as they are now.
pub(crate) struct Targets<'a, Loads, IsUp> {
    /// How many there are.
    pub(crate) count: usize,
    /// Work in hand at each.
    pub(crate) loads: Loads,
    /// Their weights, if they differ; one with weight 0 is never chosen.
    pub(crate) weights: Option<&'a [f64]>,
    /// Which are healthy. If none is, all are taken to be.
    pub(crate) is_up: IsUp,
}

/// Chooses a target; `None` if there is none with a weight.
///
/// `cursor` is where round robin stands (start at 0); `key` is what hashing goes by.
pub(crate) fn pick<Loads: Fn(usize) -> u32, IsUp: Fn(usize) -> bool>(
    policy: Policy,
    targets: &Targets<'_, Loads, IsUp>,
    cursor: &mut u32,
    stream: &mut Stream,
    key: u32,
) -> Option<usize> {
    let weight = |at: usize| targets.weights.map_or(1.0, |weights| weights[at]);
    let weighs = |at: usize| weight(at) > 0.0;
    let some_up = (0..targets.count).any(|at| weighs(at) && (targets.is_up)(at));
    let usable = |at: usize| weighs(at) && (!some_up || (targets.is_up)(at));
    if !some_up && !(0..targets.count).any(weighs) {
        return None;
    }
    let load = |at: usize| f64::from((targets.loads)(at)) / weight(at);
    let draw = |stream: &mut Stream, usable: &dyn Fn(usize) -> bool| match targets.weights {
        // Drawing again until one fits is as even as choosing among those that fit.
        None => loop {
            let at = (stream.uniform() * targets.count as f64) as usize;
            if usable(at) {
                return Some(at);
            }
        },
        Some(_) => at_share(targets.count, stream.uniform(), weight, usable),
    };
    match policy {
        Policy::Random => draw(stream, &usable),
        Policy::RoundRobin if targets.weights.is_some() => {
            // Steps of the golden ratio cover the weights evenly (Knuth, vol. 3, 6.4).
            let share = f64::from(cursor.wrapping_mul(0x9e37_79b9)) / 4_294_967_296.0;
            *cursor = cursor.wrapping_add(1);
            at_share(targets.count, share, weight, usable)
        }
        Policy::RoundRobin => {
            let start = *cursor as usize;
            let next = (start..start + targets.count)
                .map(|at| at % targets.count)
                .find(|&at| usable(at))?;
            *cursor = next as u32 + 1;
            Some(next)
        }
        Policy::Least => {
            let (mut least, mut first, mut ties, mut tied_weight) = (f64::INFINITY, None, 0, 0.0);
            for at in (0..targets.count).filter(|&at| usable(at)) {
                let load = load(at);
                if load < least {
                    (least, first, ties, tied_weight) = (load, Some(at), 1, weight(at));
                } else if load == least {
                    ties += 1;
                    tied_weight += weight(at);
                }
            }
            if ties < 2 {
                return first;
            }
            let tied = |at: usize| usable(at) && load(at) == least;
            at_weight(targets.count, stream.uniform() * tied_weight, weight, tied)
        }
        Policy::TwoChoices => {
            let first = draw(stream, &usable)?;
            let others = |at: usize| at != first && usable(at);
            if !(0..targets.count).any(others) {
                return Some(first);
            }
            let second = draw(stream, &others)?;
            Some(if load(second) < load(first) { second } else { first })
        }
        Policy::Hash => {
            let mut best = None;
            for at in (0..targets.count).filter(|&at| usable(at)) {
                let score = hash_score(key, at, targets.weights.map(|weights| weights[at]));
                if best.is_none_or(|(most, _)| score > most) {
                    best = Some((score, at));
                }
            }
            best.map(|(_, at)| at)
        }
    }
}

/// The usable target at a share, 0 to below 1, of the total weight.
fn at_share(
    count: usize,
    share: f64,
    weight: impl Fn(usize) -> f64,
    usable: impl Fn(usize) -> bool,
) -> Option<usize> {
    let total: f64 = (0..count).filter(|&at| usable(at)).map(&weight).sum();
    at_weight(count, share * total, weight, usable)
}

/// The usable target at which so much weight is reached.
fn at_weight(
    count: usize,
    mut left: f64,
    weight: impl Fn(usize) -> f64,
    usable: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut last = None;
    for at in (0..count).filter(|&at| usable(at)) {
        last = Some(at);
        left -= weight(at);
        if left < 0.0 {
            break;
        }
    }
    last
}

/// Rank of a target for a key: uniform without weights, else -weight / ln(uniform), which makes the
/// weights the shares of keys.
fn hash_score(key: u32, at: usize, weight: Option<f64>) -> f64 {
    let seed = (u64::from(key) << 32) ^ at as u64;
    let bits = SplitMix64::seed_from_u64(seed).next_u64();
    let uniform = ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    weight.map_or(uniform, |weight| -weight / libm::log(uniform))
}

/// What health checks say of one target.
#[derive(Debug, Clone)]
pub(crate) struct Health {
    unhealthy_after: u32,
    healthy_after: u32,
    is_up: bool,
    /// Probes in a row that contradict `is_up`.
    against: u32,
}

impl Health {
    /// A healthy target that changes after so many bad, or good, probes in a row (at least 1).
    #[must_use]
    pub(crate) fn new(unhealthy_after: u32, healthy_after: u32) -> Self {
        Self {
            unhealthy_after: unhealthy_after.max(1),
            healthy_after: healthy_after.max(1),
            is_up: true,
            against: 0,
        }
    }

    /// A probe went well or not.
    pub(crate) fn probe(&mut self, ok: bool) {
        self.against = if ok == self.is_up { 0 } else { self.against + 1 };
        let enough = if self.is_up { self.unhealthy_after } else { self.healthy_after };
        if self.against >= enough {
            self.is_up = ok;
            self.against = 0;
        }
    }

    /// Does the target get calls?
    #[must_use]
    pub(crate) fn is_up(&self) -> bool {
        self.is_up
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::Purpose;

    const ALL: [Policy; 5] =
        [Policy::Random, Policy::RoundRobin, Policy::Least, Policy::TwoChoices, Policy::Hash];

    /// Shares of 40 000 picks with fixed loads; the key is the number of the pick.
    fn shares(policy: Policy, loads: &[u32], weights: Option<&[f64]>, up: &[bool]) -> Vec<f64> {
        let mut stream = Stream::new(2, 0, "balancer", Purpose::Routing);
        let targets =
            Targets { count: loads.len(), loads: |at| loads[at], weights, is_up: |at| up[at] };
        let mut seen = vec![0.0; loads.len()];
        let mut cursor = 0;
        for key in 0..40_000 {
            let picked = pick(policy, &targets, &mut cursor, &mut stream, key);
            seen[picked.expect("there are targets")] += 1.0 / 40_000.0;
        }
        seen
    }

    fn assert_near(found: &[f64], expected: &[f64], tolerance: f64) {
        let is_near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance);
        assert!(is_near, "{found:?} {expected:?}");
    }

    #[test]
    fn shares_follow_the_policy() {
        let up = [true; 4];
        let even = [0.25; 4];
        let loads = [3, 1, 1, 2];
        assert_near(&shares(Policy::Random, &loads, None, &up), &even, 0.01);
        assert_near(&shares(Policy::RoundRobin, &loads, None, &up), &even, 1e-9);
        assert_near(&shares(Policy::Hash, &loads, None, &up), &even, 0.01);
        assert_near(&shares(Policy::Least, &loads, None, &up), &[0.0, 0.5, 0.5, 0.0], 0.01);
        // Of six pairs the most loaded wins none, the third one, the least loaded two and a half.
        let expected = [0.0, 2.5 / 6.0, 2.5 / 6.0, 1.0 / 6.0];
        assert_near(&shares(Policy::TwoChoices, &loads, None, &up), &expected, 0.01);
    }

    #[test]
    fn shares_follow_the_weights() {
        let (up, weights) = ([true; 4], [1.0, 0.0, 4.0, 5.0]);
        let expected = [0.1, 0.0, 0.4, 0.5];
        for policy in [Policy::Random, Policy::Hash, Policy::Least] {
            assert_near(&shares(policy, &[0; 4], Some(&weights), &up), &expected, 0.01);
        }
        assert_near(&shares(Policy::RoundRobin, &[0; 4], Some(&weights), &up), &expected, 2e-4);
        let loads = [1, 0, 5, 6];
        let least = shares(Policy::Least, &loads, Some(&weights), &up);
        assert_near(&least, &[1.0, 0.0, 0.0, 0.0], 1e-9);
    }

    #[test]
    fn the_unhealthy_are_skipped_unless_all_are() {
        let (loads, weights) = ([0, 0, 5, 5], [1.0, 1.0, 1.0, 1.0]);
        for policy in ALL {
            for weights in [None, Some(weights.as_slice())] {
                let found = shares(policy, &loads, weights, &[false, false, true, true]);
                assert_near(&found, &[0.0, 0.0, 0.5, 0.5], 0.01);
                let found = shares(policy, &loads, weights, &[false, false, false, true]);
                assert_near(&found, &[0.0, 0.0, 0.0, 1.0], 1e-9);
                let none_up = shares(policy, &loads, weights, &[false; 4]);
                assert_near(&none_up, &shares(policy, &loads, weights, &[true; 4]), 1e-9);
            }
        }
    }

    #[test]
    fn without_targets_or_weights_there_is_no_choice() {
        let mut stream = Stream::new(2, 0, "balancer", Purpose::Routing);
        for policy in ALL {
            for (count, weights) in [(0, None), (2, Some([0.0, 0.0].as_slice()))] {
                let targets = Targets { count, loads: |_| 0, weights, is_up: |_| true };
                assert_eq!(pick(policy, &targets, &mut 0, &mut stream, 7), None);
            }
        }
    }

    #[test]
    fn a_key_moves_only_when_its_target_goes() {
        let mut stream = Stream::new(2, 0, "balancer", Purpose::Routing);
        let mut home = |key, down: usize| {
            let targets = Targets { count: 7, loads: |_| 0, weights: None, is_up: |at| at != down };
            pick(Policy::Hash, &targets, &mut 0, &mut stream, key)
        };
        for key in 0..500 {
            let before = home(key, 99);
            let after = home(key, 3);
            assert!(after != Some(3) && (before == after || before == Some(3)), "{key}");
        }
    }

    #[test]
    fn health_changes_after_probes_in_a_row() {
        let mut health = Health::new(3, 2);
        let mut after = |probes: &[bool]| {
            probes.iter().for_each(|&ok| health.probe(ok));
            health.is_up()
        };
        assert!(after(&[false, false, true, false, false]));
        assert!(!after(&[false]));
        assert!(!after(&[true, false, true]));
        assert!(after(&[true]));
    }

    proptest! {
        #[test]
        fn picks_a_usable_target_and_least_picks_the_least(
            places in prop::collection::vec((0_u32..4, 0_u8..3, any::<bool>()), 1..9),
            is_weighted: bool,
            seed: u64,
        ) {
            let mut stream = Stream::new(seed, 0, "balancer", Purpose::Routing);
            let weights: Vec<f64> = places.iter().map(|place| f64::from(place.1)).collect();
            let weighs = |at: usize| !is_weighted || weights[at] > 0.0;
            let some_up = (0..places.len()).any(|at| weighs(at) && places[at].2);
            let usable = |at: usize| weighs(at) && (places[at].2 || !some_up);
            let targets = Targets {
                count: places.len(),
                loads: |at: usize| places[at].0,
                weights: is_weighted.then_some(weights.as_slice()),
                is_up: |at: usize| places[at].2,
            };
            for policy in ALL {
                let mut cursor = 5;
                for key in 0..4 {
                    let picked = pick(policy, &targets, &mut cursor, &mut stream, key);
                    prop_assert_eq!(picked.is_some(), (0..places.len()).any(usable));
                    prop_assert!(picked.is_none_or(usable));
                    if let (Policy::Least, false, Some(at)) = (policy, is_weighted, picked) {
                        let least = (0..places.len()).filter(|&at| usable(at)).map(|at| places[at].0);
                        prop_assert_eq!(Some(places[at].0), least.min());
                    }
                }
            }
        }
    }
}
