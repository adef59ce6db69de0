//! What thresholds cost, and which are best: with people and without, with as many as there are.
//!
//! Sources: Elkan 2001 (two-way), Chow 1970 (three-way); domain reference 3.6.

use serde::{Deserialize, Serialize};

use super::law::{Law, finite, logit};
use super::system::{People, STAFFED, System};
use crate::model::{Action, Costs};
use crate::stats::binormal::ErrorCosts;

/// Points of the curves.
const POINTS: u32 = 121;

/// The policy, by formula. Waiting for people and their absence are not in it; see `life`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicyOutlook {
    /// Cost of flagging all scores from a threshold on, over thresholds.
    pub curve: Vec<CurvePoint>,
    /// The policy as drawn.
    pub drawn: Option<Decided>,
    /// The policy as drawn, but its people's band approved: its upper threshold alone.
    pub drawn_two_way: Option<Decided>,
    /// Probability from which on flagging is cheaper: C_FP / (C_FP + C_FN).
    pub best_probability: Option<f64>,
    /// The best single threshold.
    pub two_way: Option<Decided>,
    /// Cost of flagging everybody, in USD per 1,000 decisions.
    pub flag_all_usd_per_1k: f64,
    /// Cost of flagging nobody.
    pub flag_none_usd_per_1k: f64,
    /// The best two thresholds with as many people as it takes; `None` without people.
    pub three_way: Option<Decided>,
    /// The best two thresholds with the people there are.
    pub staffed: Option<Staffed>,
    /// What the score's mistakes about its own probabilities cost.
    pub calibration: Option<Calibration>,
    /// Costs at other base rates, thresholds as drawn.
    pub base_rates: Vec<BaseRatePoint>,
}

/// A threshold of the curve.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// As a probability of the policy.
    pub probability: f64,
    /// As a score.
    pub score: f64,
    /// Cost of flagging from here on, in USD per 1,000 decisions.
    pub usd_per_1k: f64,
    /// Share of positives flagged then: with the next field a point of the ROC.
    pub recall: f64,
    /// Share of negatives flagged then.
    pub false_positive_rate: f64,
}

/// Thresholds and what comes of them, people included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// Approved below this probability of the policy.
    pub approve_below: f64,
    /// Declined from this one on.
    pub decline_above: f64,
    /// The lower one as a score; `None` where it is infinite.
    pub approve_score: Option<f64>,
    /// The upper one.
    pub decline_score: Option<f64>,
    /// Decisions and reviews, in USD per 1,000 decisions.
    pub usd_per_1k: f64,
    /// Share of positives that end declined.
    pub recall: f64,
    /// Share of negatives that end declined.
    pub false_positive_rate: f64,
    /// Share of what ends declined that is positive.
    pub precision: Option<f64>,
    /// Share declined without people.
    pub decline_share: f64,
    /// Share sent to people.
    pub review_share: f64,
}

/// The best thresholds with the people there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Staffed {
    /// The thresholds.
    pub decided: Decided,
    /// Share of requests that people can take at 85 % of their time.
    pub capacity_share: f64,
    /// What one more item by a person would save, in USD (Lagrange multiplier); 0 where there are
    /// enough people.
    pub usd_per_item: f64,
    /// What one more hour of a person would save, in USD.
    pub usd_per_reviewer_hour: f64,
}

/// Probabilities that the score stands for, beside what the policy takes them to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Mean probability that the scores claim.
    pub claimed_base_rate: f64,
    /// Share that is positive.
    pub base_rate: f64,
    /// Cost as drawn, in USD per 1,000 decisions.
    pub usd_per_1k: f64,
    /// Cost of the same probabilities if the score meant them.
    pub calibrated_usd_per_1k: f64,
}

/// Costs at a base rate, in USD per 1,000 decisions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct BaseRatePoint {
    /// Share of positives.
    pub base_rate: f64,
    /// The design, its thresholds unchanged.
    pub system_usd_per_1k: Option<f64>,
    /// Rules.
    pub rules_usd_per_1k: f64,
    /// Nothing.
    pub do_nothing_usd_per_1k: f64,
}

/// Cost of declining these shares of negatives and positives, in USD per 1,000 decisions.
pub(super) fn usd_per_1k(costs: &Costs, base_rate: f64, declines: [f64; 2]) -> f64 {
    let (pi, good) = (base_rate, costs.good_approved_usd);
    1000.0
        * (pi * (1.0 - declines[1]) * costs.false_negative_usd
            + (1.0 - pi) * declines[0] * costs.false_positive_usd
            - (1.0 - pi) * (1.0 - declines[0]) * good)
}

/// Costs of errors: a good one declined also loses what it would have brought.
pub(super) fn errors(costs: &Costs) -> ErrorCosts {
    ErrorCosts {
        false_positive: costs.false_positive_usd + costs.good_approved_usd,
        false_negative: costs.false_negative_usd,
    }
}

/// What two thresholds on these scores come to; each item of people costs so much more.
pub(super) fn decided(
    system: &System<'_>,
    law: &Law,
    thresholds: (f64, f64),
    people: Option<&People>,
) -> Decided {
    let (low, high) = if people.is_some() { thresholds } else { (thresholds.1, thresholds.1) };
    let split = law.split((low, high));
    let pi = law.base_rate;
    let mean = |of: fn(&crate::world::closed_form::Split) -> f64| {
        (1.0 - pi) * of(&split[0]) + pi * of(&split[1])
    };
    let review_share = mean(|class| class.reviewed);
    let (rates, price) = people.map_or(((0.0, 1.0), 0.0), |people| {
        let prevalence =
            if review_share > 0.0 { pi * split[1].reviewed / review_share } else { pi };
        (people.rates(prevalence), people.desk.usd_per_item)
    });
    let recall = split[1].declined + split[1].reviewed * rates.0;
    let false_positive_rate = split[0].declined + split[0].reviewed * (1.0 - rates.1);
    let declined = pi * recall + (1.0 - pi) * false_positive_rate;
    let costs = &system.world().costs;
    Decided {
        approve_below: claimed(system, low),
        decline_above: claimed(system, high),
        approve_score: finite(low),
        decline_score: finite(high),
        usd_per_1k: usd_per_1k(costs, pi, [false_positive_rate, recall])
            + 1000.0 * review_share * price,
        recall,
        false_positive_rate,
        precision: (declined > 0.0).then(|| pi * recall / declined),
        decline_share: mean(|class| class.declined),
        review_share,
    }
}

/// The probability that the policy takes a score for: `logit(pi) + d's - d'^2/2`.
fn claimed(system: &System<'_>, score: f64) -> f64 {
    let world = system.world();
    if score.is_infinite() {
        return f64::from(u8::from(score > 0.0));
    }
    if world.separation <= 0.0 || world.base_rate <= 0.0 || world.base_rate >= 1.0 {
        return world.base_rate;
    }
    let d = world.separation;
    1.0 / (1.0 + libm::exp(-(logit(world.base_rate) + d * score - 0.5 * d * d)))
}

/// Chow's thresholds as scores where each item of people costs `extra` more than its price.
fn chow(system: &System<'_>, law: &Law, people: &People, extra: f64) -> (f64, f64) {
    let ErrorCosts { false_positive, false_negative } = errors(&system.world().costs);
    let price = people.desk.usd_per_item + extra;
    let best = law.cheapest(errors(&system.world().costs)).threshold;
    let band = |(sensitivity, specificity): (f64, f64)| {
        let wrongly = (1.0 - specificity) * false_positive;
        let low = (price + wrongly) / (sensitivity * false_negative + wrongly);
        let rightly = specificity * false_positive;
        let high = (rightly - price) / (rightly + (1.0 - sensitivity) * false_negative);
        // Where people are not worth their price nowhere is left to them.
        if low < high { (law.score_of(low), law.score_of(high)) } else { (best, best) }
    };
    let mut found = band(people.rates(0.5));
    if people.desk.by_prevalence {
        // How good they are depends on what they get, and what they get on how good they are.
        for _ in 0..40 {
            let split = law.split(found);
            let pi = law.base_rate;
            let share = pi * split[1].reviewed + (1.0 - pi) * split[0].reviewed;
            let prevalence = if share > 0.0 { pi * split[1].reviewed / share } else { pi };
            let next = band(people.rates(prevalence));
            let half =
                |a: f64, b: f64| if a.is_finite() && b.is_finite() { 0.5 * (a + b) } else { b };
            found = (half(found.0, next.0), half(found.1, next.1));
        }
    }
    found
}

/// The best thresholds with people, as many as it takes.
pub(super) fn three_way(system: &System<'_>, law: &Law) -> Option<Decided> {
    let people = system.people.as_ref()?;
    Some(decided(system, law, chow(system, law, people, 0.0), Some(people)))
}

/// The best thresholds with the people there are.
pub(super) fn staffed(system: &System<'_>, law: &Law) -> Option<Staffed> {
    let people = system.people.as_ref()?;
    let capacity_share = system.review_capacity()?;
    let at = |extra: f64| decided(system, law, chow(system, law, people, extra), Some(people));
    let free = at(0.0);
    if free.review_share <= capacity_share {
        return Some(Staffed { decided: free, capacity_share, ..Staffed::default() });
    }
    let costs = &system.world().costs;
    let (mut low, mut high) = (0.0, errors(costs).false_negative + errors(costs).false_positive);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if at(middle).review_share > capacity_share {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(Staffed {
        decided: at(high),
        capacity_share,
        usd_per_item: high,
        usd_per_reviewer_hour: high * STAFFED * people.items_per_h,
    })
}

/// The best single threshold.
pub(super) fn two_way(system: &System<'_>, law: &Law) -> Decided {
    let best = law.cheapest(errors(&system.world().costs)).threshold;
    decided(system, law, (best, best), None)
}

/// The best that the design's own means allow: with its people if they are worth it.
pub(super) fn best(system: &System<'_>, law: &Law) -> Decided {
    let alone = two_way(system, law);
    match staffed(system, law) {
        Some(with) if with.decided.usd_per_1k < alone.usd_per_1k => with.decided,
        _ => alone,
    }
}

pub(super) fn policy(system: &System<'_>, law: &Law) -> PolicyOutlook {
    let costs = &system.world().costs;
    let world = system.world();
    let errors = errors(costs);
    let thresholds = system.thresholds(world.separation);
    let people = system.people.as_ref();
    let (low, high) = law.range(3.5);
    let step = (high - low) / f64::from(POINTS - 1);
    let point = |at: u32| {
        let score = low + step * f64::from(at);
        let flagged = decided(system, law, (score, score), None);
        CurvePoint {
            probability: claimed(system, score),
            score,
            usd_per_1k: flagged.usd_per_1k,
            recall: flagged.recall,
            false_positive_rate: flagged.false_positive_rate,
        }
    };
    let flag = |threshold: f64| decided(system, law, (threshold, threshold), None).usd_per_1k;
    let sum = errors.false_positive + errors.false_negative;
    PolicyOutlook {
        curve: (0..POINTS).map(point).collect(),
        drawn: thresholds.map(|thresholds| decided(system, law, thresholds, people)),
        drawn_two_way: thresholds.map(|(_, high)| decided(system, law, (high, high), None)),
        best_probability: (sum > 0.0).then(|| errors.false_positive / sum),
        two_way: Some(two_way(system, law)),
        flag_all_usd_per_1k: flag(f64::NEG_INFINITY),
        flag_none_usd_per_1k: flag(f64::INFINITY),
        three_way: three_way(system, law),
        staffed: staffed(system, law),
        calibration: calibration(system, law),
        base_rates: base_rates(system, law, thresholds),
    }
}

fn calibration(system: &System<'_>, law: &Law) -> Option<Calibration> {
    let (_, (low, high)) = system.policy?;
    let thresholds = system.thresholds(system.world().separation)?;
    let people = system.people.as_ref();
    let meant = (law.score_of(low), law.score_of(high));
    let meant = (meant.0.min(meant.1), meant.1);
    Some(Calibration {
        claimed_base_rate: law.mean(|score| claimed(system, score)),
        base_rate: law.base_rate,
        usd_per_1k: decided(system, law, thresholds, people).usd_per_1k,
        calibrated_usd_per_1k: decided(system, law, meant, people).usd_per_1k,
    })
}

/// From a tenth of the base rate to ten times it.
fn base_rates(
    system: &System<'_>,
    law: &Law,
    thresholds: Option<(f64, f64)>,
) -> Vec<BaseRatePoint> {
    let world = system.world();
    let rules = [world.rules.false_positive_rate, world.rules.true_positive_rate];
    let nothing = [f64::from(u8::from(world.do_nothing == Action::Decline)); 2];
    (-10..=10)
        .map(|tenth| world.base_rate * libm::pow(10.0, f64::from(tenth) / 10.0))
        .filter(|&base_rate| base_rate > 0.0 && base_rate <= 1.0)
        .map(|base_rate| {
            let drawn = thresholds.map(|thresholds| {
                let law = law.at_base_rate(base_rate);
                decided(system, &law, thresholds, system.people.as_ref()).usd_per_1k
            });
            BaseRatePoint {
                base_rate,
                system_usd_per_1k: drawn,
                rules_usd_per_1k: usd_per_1k(&world.costs, base_rate, rules),
                do_nothing_usd_per_1k: usd_per_1k(&world.costs, base_rate, nothing),
            }
        })
        .collect()
}
