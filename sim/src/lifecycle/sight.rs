//! What a version of the model sees: the law of its scores, by class, in closed form.
//!
//! The same formulas as one request's score in the world (domain reference 3.5 and 3.8), for all
//! requests at once. Where features are missing in a share of the requests the law is a mixture.

use super::version::Deployed;
use crate::plan::{FeaturePlan, WorldPlan};
use crate::stats::normal_cdf;
use crate::world::{Conditions, closed_form};

/// A part of the requests whose scores are normal within each class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bell {
    /// Share of the requests.
    pub(crate) weight: f64,
    /// Mean in negatives and in positives.
    pub(crate) mean: [f64; 2],
    /// Standard deviation in negatives and in positives.
    pub(crate) sd: [f64; 2],
}

/// What is seen of one feature, by class, as it reaches the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seen {
    /// Mean in negatives and in positives.
    pub(crate) mean: [f64; 2],
    /// Standard deviation in negatives and in positives.
    pub(crate) sd: [f64; 2],
    /// Share of the requests in which it is null.
    pub(crate) null: f64,
}

/// Most parts of a mixture; what would be split further keeps its mean and variance instead.
const MOST_BELLS: usize = 64;

/// What reaches a model of each feature.
///
/// `worth` is the share of its separation that a feature keeps for its age, 0 to 1, and `None`
/// where it is too old to be there; `unserved` the share of requests to which no store brings it.
pub(crate) fn features(
    conditions: &Conditions,
    world: &WorldPlan,
    turned: f64,
    worth: impl Fn(usize, &FeaturePlan) -> Option<f64>,
    unserved: impl Fn(&FeaturePlan) -> f64,
) -> Vec<Seen> {
    let kept = libm::cos(turned);
    let see = |(at, feature): (usize, &FeaturePlan)| {
        let worth = worth(at, feature);
        let is_gone = conditions.null[at] > 0 || worth.is_none();
        let null =
            if is_gone { 1.0 } else { 1.0 - (1.0 - feature.missing) * (1.0 - unserved(feature)) };
        let scrambled = conditions.scrambled[at] > 0;
        let separation =
            if scrambled { 0.0 } else { feature.separation * kept * worth.unwrap_or(0.0) };
        let scale = feature.scale * conditions.scale[at].product();
        let shift = feature.noise * conditions.shift[at].sum();
        let spread = conditions.spread[at].product();
        let sd = |positive| (feature.noise_of(positive) * spread * scale).abs();
        Seen {
            mean: [shift * scale, (separation + shift) * scale],
            sd: [sd(false), sd(true)],
            null,
        }
    };
    world.features.iter().enumerate().map(see).collect()
}

/// The law of the scores that a deployed version gives from these features.
pub(crate) fn scores(world: &WorldPlan, seen: &[Seen], by: &Deployed) -> Vec<Bell> {
    let mut bells = vec![Bell { weight: 1.0, mean: [0.0; 2], sd: [0.0; 2] }];
    for (feature, seen) in world.features.iter().zip(seen) {
        let add = |bell: &Bell, weight: f64, share: f64| {
            let mut sum = Bell { weight, ..*bell };
            for class in 0..2 {
                let (mean, sd) =
                    (feature.weight * seen.mean[class], feature.weight * seen.sd[class]);
                sum.mean[class] += share * mean;
                // A value that is there in a share of the requests only.
                let variance = share * sd * sd + share * (1.0 - share) * mean * mean;
                sum.sd[class] = libm::hypot(bell.sd[class], libm::sqrt(variance));
            }
            sum
        };
        let there = 1.0 - seen.null;
        let splits = there > 0.0 && there < 1.0 && 2 * bells.len() <= MOST_BELLS;
        bells = if splits {
            let parts = bells.iter().flat_map(|bell| {
                [
                    add(bell, bell.weight * there, 1.0),
                    Bell { weight: bell.weight * seen.null, ..*bell },
                ]
            });
            parts.collect()
        } else {
            bells.iter().map(|bell| add(bell, bell.weight, there)).collect()
        };
    }
    let kept = by.kept;
    let noise = libm::sqrt((1.0 - kept * kept).max(0.0));
    let (scale, shift) = by.calibration;
    for bell in &mut bells {
        for class in 0..2 {
            bell.mean[class] = scale * (kept * bell.mean[class] + by.score_shift) + shift;
            bell.sd[class] = (scale * libm::hypot(kept * bell.sd[class], noise)).abs();
        }
    }
    bells
}

/// Shares of each class that thresholds approve, hand to people and decline.
pub(crate) fn split(bells: &[Bell], thresholds: (f64, f64)) -> [closed_form::Split; 2] {
    let of = |class: usize| {
        let mut sum = closed_form::Split { approved: 0.0, reviewed: 0.0, declined: 0.0 };
        for bell in bells {
            let sd = bell.sd[class].max(1e-12);
            let part = closed_form::split(thresholds, bell.mean[class], sd);
            sum.approved += bell.weight * part.approved;
            sum.reviewed += bell.weight * part.reviewed;
            sum.declined += bell.weight * part.declined;
        }
        sum
    };
    [of(0), of(1)]
}

/// AUC of a mixture: the chance that a positive scores above a negative.
pub(crate) fn auc(bells: &[Bell]) -> f64 {
    let mut sum = 0.0;
    for negative in bells {
        for positive in bells {
            let spread = libm::hypot(negative.sd[0], positive.sd[1]).max(1e-12);
            let chance = normal_cdf((positive.mean[1] - negative.mean[0]) / spread);
            sum += negative.weight * positive.weight * chance;
        }
    }
    sum
}

/// Distance of the classes' means in the standard deviation of negatives.
pub(crate) fn separation(bells: &[Bell]) -> f64 {
    let mean = |class: usize| bells.iter().map(|bell| bell.weight * bell.mean[class]).sum::<f64>();
    let square = |bell: &Bell| bell.mean[0] * bell.mean[0] + bell.sd[0] * bell.sd[0];
    let squares: f64 = bells.iter().map(|bell| bell.weight * square(bell)).sum();
    let sd = libm::sqrt((squares - mean(0) * mean(0)).max(0.0));
    if sd > 1e-12 { (mean(1) - mean(0)) / sd } else { 0.0 }
}
