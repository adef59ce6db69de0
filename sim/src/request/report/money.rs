//! Money on all sides.

use super::super::engine::Engine;
use super::super::tally::{Confusion, RequestBucket};
use super::requests::in_time;
use super::window::Window;
use crate::lifecycle::sight::{self, Bell};
use crate::lifecycle::version::Deployed;
use crate::model::{Costs, NodeKind};
use crate::plan::{Role, ScorePlan};
use crate::result::{Estimate, Expected, Ledger, Money, NodeResult, Side};
use crate::stats::{Ratio, ratio_estimate};
use crate::world::Conditions;
use crate::world::closed_form::expected;

/// Days of a month in the ledger: a twelfth of a year.
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// Wrong decisions below which a cost has no interval.
pub(super) const FEWEST_ERRORS: u64 = 10;

impl Engine {
    pub(super) fn money(&self, nodes: &[NodeResult], window: &Window) -> Money {
        let buckets = self.warm_buckets(window);
        if !self.has_world {
            // Nothing decides here: there is nothing to compare but what the machines cost.
            let infrastructure_usd = nodes.iter().map(|node| node.usd).sum();
            let ledger = Ledger { infrastructure_usd, ..Ledger::default() };
            return Money { system: Side { ledger, ..Side::default() }, ..Money::default() };
        }
        let decisions: u64 = buckets.iter().map(|bucket| bucket.system.all()).sum();
        let costs = &self.plan.world.costs;
        let machines = Ledger {
            infrastructure_usd: nodes.iter().map(|node| node.usd).sum(),
            team_usd: self.plan.world.team_usd_per_month * window.length_s
                / (DAYS_PER_MONTH * 86_400.0),
            review_usd: buckets.iter().map(|bucket| bucket.review_usd).sum(),
            labels_usd: self.labels_usd(),
            ..Ledger::default()
        };
        let system_usd = |b: &RequestBucket| system_usd(b, costs);
        let nothing_usd = |b: &RequestBucket| usd(&b.nothing, costs).decisions_usd();
        let rules_usd = |b: &RequestBucket| usd(&b.rules, costs).decisions_usd();
        let side = |confusion: Confusion, own: Ledger, per: &dyn Fn(&RequestBucket) -> f64| {
            let decided = usd(&confusion, costs);
            let ledger = Ledger {
                false_negative_usd: decided.false_negative_usd,
                false_positive_usd: decided.false_positive_usd,
                benefit_usd: decided.benefit_usd,
                ..own
            };
            let errors = confusion.false_negatives + confusion.false_positives;
            let decided = self.per_1k(window, per, errors);
            let fixed_usd = own.infrastructure_usd + own.team_usd + own.labels_usd;
            let total = decided.map(|estimate| Estimate {
                mean: estimate.mean + 1000.0 * fixed_usd / decisions as f64,
                ..estimate
            });
            Side {
                ledger,
                decisions_usd_per_1k: decided,
                total_usd_per_1k: total,
                above_system_usd_per_1k: None,
            }
        };
        let counts = |of: fn(&RequestBucket) -> Confusion| self.confusion(window, of);
        let system_counts = counts(|b| b.system);
        let parts = buckets.iter().map(|bucket| waiting(bucket, costs));
        let own = parts.fold(machines, |sum, part| Ledger {
            delay_usd: sum.delay_usd + part.delay_usd,
            abandonment_usd: sum.abandonment_usd + part.abandonment_usd,
            missed_usd: sum.missed_usd + part.missed_usd,
            ..sum
        });
        let system = side(system_counts, own, &system_usd);
        let mut do_nothing = side(counts(|b| b.nothing), Ledger::default(), &nothing_usd);
        let mut rules = side(counts(|b| b.rules), Ledger::default(), &rules_usd);
        let errors = system_counts.false_negatives + system_counts.false_positives;
        let fixed_usd = machines.infrastructure_usd + machines.team_usd + machines.labels_usd;
        let fixed_per_1k = 1000.0 * fixed_usd / decisions.max(1) as f64;
        let above = |rival: &dyn Fn(&RequestBucket) -> f64| {
            let difference = self.per_1k(window, &|b| rival(b) - system_usd(b), errors);
            difference.map(|e| Estimate { mean: e.mean - fixed_per_1k, ..e })
        };
        do_nothing.above_system_usd_per_1k = above(&nothing_usd);
        rules.above_system_usd_per_1k = above(&rules_usd);
        Money { decisions, system, do_nothing, rules, expected: self.expected() }
    }

    /// Price of the labels that came before the end.
    fn labels_usd(&self) -> f64 {
        let labels = self.plan.nodes.iter().zip(&self.tally.labels);
        labels
            .filter_map(|(node, labels)| match (&node.role, labels) {
                (Role::Labels(plan), Some((known, _))) => Some(*known as f64 * plan.usd_per_label),
                _ => None,
            })
            .sum()
    }

    fn per_1k(
        &self,
        window: &Window,
        per: &dyn Fn(&RequestBucket) -> f64,
        errors: u64,
    ) -> Option<Estimate> {
        let parts: Vec<_> = self
            .warm_buckets(window)
            .iter()
            .map(|bucket| Ratio { sum: per(bucket), weight: bucket.system.all() as f64 / 1000.0 })
            .collect();
        let estimate = ratio_estimate(&parts)?;
        let half_width_95 = estimate.half_width_95.filter(|_| errors >= FEWEST_ERRORS);
        Some(Estimate { half_width_95, ..estimate })
    }

    /// The law of the scores of the design's main model when all is well, by class; `None` without
    /// one, or on real rows.
    pub(super) fn main_scores(&self) -> Option<Vec<Bell>> {
        let world = &self.plan.world;
        let gaussian = matches!(world.scores, ScorePlan::Gaussian);
        let (kept, calibration) = self.plan.answering_nodes().find_map(|node| match node.role {
            Role::Scorer { separation_kept, is_fallback: false } => {
                Some((separation_kept, node.calibration))
            }
            _ => None,
        })?;
        let healthy = Conditions::new(world);
        let seen = sight::features(&healthy, world, 0.0, |_, _| Some(1.0), |_| 0.0);
        let by = Deployed { kept, score_shift: 0.0, calibration };
        (gaussian && world.separation > 0.0).then(|| sight::scores(world, &seen, &by))
    }

    /// Closed-form costs of a design with one policy behind its main model.
    fn expected(&self) -> Option<Expected> {
        let bells = self.main_scores()?;
        let mut policies = self.plan.answering_nodes().filter_map(|node| match node.role {
            Role::Policy { thresholds, .. } => Some((thresholds, node.by_action[1])),
            _ => None,
        });
        let (thresholds, review) = policies.next()?;
        if policies.next().is_some() {
            return None;
        }
        let desk = review.and_then(|link| {
            let to = self.plan.links[link as usize].to as usize;
            match self.plan.nodes[to].role {
                Role::Desk(desk) => Some(desk),
                _ => None,
            }
        });
        // Without people, the band between the thresholds is approved.
        let thresholds = if desk.is_some() { thresholds } else { (thresholds.1, thresholds.1) };
        let world = &self.plan.world;
        let rates = (world.rules.true_positive_rate, world.rules.false_positive_rate);
        let has_sink = self.plan.answering_nodes().any(|node| node.kind == NodeKind::Sink);
        let [negatives, positives] = sight::split(&bells, thresholds);
        has_sink.then(|| {
            expected(
                world.base_rate,
                positives,
                negatives,
                desk,
                &world.costs,
                rates,
                world.do_nothing,
            )
        })
    }
}

/// What waiting cost in a bucket: for people, for answers, for nothing.
fn waiting(bucket: &RequestBucket, costs: &Costs) -> Ledger {
    let missed = bucket.outcomes.iter().sum::<u64>() - in_time(&bucket.outcomes);
    Ledger {
        delay_usd: bucket.delay_usd,
        abandonment_usd: bucket.abandonment_usd,
        missed_usd: missed as f64 * costs.missed_usd,
        ..Ledger::default()
    }
}

/// Costs of the system's decisions in a bucket, of reviews and of waiting, in USD.
pub(super) fn system_usd(bucket: &RequestBucket, costs: &Costs) -> f64 {
    let waiting_usd = waiting(bucket, costs).decisions_usd();
    usd(&bucket.system, costs).decisions_usd() + bucket.review_usd + waiting_usd
}

/// Costs of decisions.
pub(super) fn usd(confusion: &Confusion, costs: &Costs) -> Ledger {
    Ledger {
        false_negative_usd: confusion.false_negatives as f64 * costs.false_negative_usd,
        false_positive_usd: confusion.false_positives as f64 * costs.false_positive_usd,
        benefit_usd: confusion.true_negatives as f64 * costs.good_approved_usd,
        ..Ledger::default()
    }
}
