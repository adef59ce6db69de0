//! How many replicas an autoscaler wants.
//!
//! The rule of Kubernetes' horizontal pod autoscaler (domain reference 3.4): running x utilisation /
//! target, rounded up; left alone within a tolerance; down only to the largest number wanted within
//! the stabilisation window. Its limit on the speed of growth is not modelled.

use std::collections::VecDeque;

use crate::plan::Nanos;

/// What an autoscaler aims at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScalerPlan {
    /// Fewest replicas.
    pub(crate) min: u32,
    /// Most replicas.
    pub(crate) max: u32,
    /// Utilisation it aims at, above 0.
    pub(crate) target: f64,
    /// Relative distance from the target that is left alone.
    pub(crate) tolerance: f64,
    /// How long a larger wish holds up scaling down.
    pub(crate) stabilise: Nanos,
}

/// An autoscaler and what it wanted lately.
#[derive(Debug, Clone)]
pub(crate) struct Scaler {
    plan: ScalerPlan,
    /// Wishes of the window that later ones have not reached: times rise, numbers fall.
    wishes: VecDeque<(Nanos, u32)>,
}

impl Scaler {
    /// An autoscaler that has wanted nothing yet.
    #[must_use]
    pub(crate) fn new(plan: ScalerPlan) -> Self {
        Self { plan, wishes: VecDeque::new() }
    }

    /// Replicas to have from now on, given those that run and their utilisation (work in hand over
    /// capacity; above 1 when work waits).
    pub(crate) fn desired(&mut self, now: Nanos, running: u32, utilisation: f64) -> u32 {
        let ScalerPlan { min, max, target, tolerance, stabilise } = self.plan;
        let ratio = utilisation / target;
        let wish = if (ratio - 1.0).abs() <= tolerance {
            running
        } else {
            // A hair less, lest a rounding error of the product asks for one more.
            (f64::from(running) * ratio - 1e-9).ceil() as u32
        };
        let wish = wish.min(max).max(min);
        while self.wishes.back().is_some_and(|&(_, number)| number <= wish) {
            self.wishes.pop_back();
        }
        self.wishes.push_back((now, wish));
        while self.wishes.front().is_some_and(|&(time, _)| time.saturating_add(stabilise) < now) {
            self.wishes.pop_front();
        }
        let most = self.wishes.front().map_or(wish, |&(_, number)| number);
        running.max(wish).min(most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAN: ScalerPlan =
        ScalerPlan { min: 2, max: 20, target: 0.7, tolerance: 0.1, stabilise: 300 };

    #[test]
    fn scales_up_at_once_and_rounds_up() {
        let mut scaler = Scaler::new(PLAN);
        assert_eq!(scaler.desired(0, 10, 0.84), 12);
        assert_eq!(scaler.desired(15, 10, 0.85), 13);
        assert_eq!(scaler.desired(30, 4, 7.0), 20, "no more than the most");
        assert_eq!(scaler.desired(45, 1, 0.7), 2, "no fewer than the fewest");
    }

    #[test]
    fn leaves_the_tolerance_alone() {
        let mut scaler = Scaler::new(PLAN);
        assert_eq!(scaler.desired(0, 10, 0.765), 10);
        assert_eq!(scaler.desired(15, 10, 0.635), 10);
        assert_eq!(scaler.desired(30, 10, 0.775), 12);
    }

    #[test]
    fn scales_down_to_the_largest_wish_of_the_window() {
        let mut scaler = Scaler::new(PLAN);
        assert_eq!(scaler.desired(0, 10, 0.7), 10);
        assert_eq!(scaler.desired(100, 10, 0.35), 10);
        assert_eq!(scaler.desired(200, 10, 0.14), 10);
        assert_eq!(scaler.desired(300, 10, 0.14), 10, "the wish at 0 is just within");
        assert_eq!(scaler.desired(301, 10, 0.14), 5);
        assert_eq!(scaler.desired(401, 5, 0.14), 2);
    }

    #[test]
    fn an_old_larger_wish_never_scales_up() {
        let mut scaler = Scaler::new(PLAN);
        assert_eq!(scaler.desired(0, 10, 1.4), 20);
        // Only 12 came up; what they do is within the tolerance.
        assert_eq!(scaler.desired(15, 12, 0.7), 12);
    }

    proptest! {
        #[test]
        fn agrees_with_a_list_of_wishes(
            steps in prop::collection::vec((1_u64..90, 0.0..2.0_f64), 1..100),
            stabilise in 0_u64..400,
        ) {
            let plan = ScalerPlan { stabilise, ..PLAN };
            let mut scaler = Scaler::new(plan);
            let mut wishes: Vec<(Nanos, u32)> = Vec::new();
            let (mut now, mut running) = (0, 5_u32);
            for (gap, utilisation) in steps {
                now += gap;
                let ratio = utilisation / plan.target;
                let wish = match (ratio - 1.0).abs() <= plan.tolerance {
                    true => running,
                    false => ((f64::from(running) * ratio - 1e-9).ceil() as u32).clamp(2, 20),
                };
                wishes.push((now, wish));
                let recent = wishes.iter().filter(|(time, _)| time + stabilise >= now);
                let most = recent.map(|&(_, wish)| wish).max().unwrap_or(wish);
                let expected = if wish > running { wish } else { running.min(most) };
                running = scaler.desired(now, running, utilisation);
                prop_assert_eq!(running, expected);
            }
        }
    }
}
