//! What the world is like at a moment, and the score of a request in it.

use crate::plan::{FeaturePlan, Nanos, ScorePlan, WorldPlan};
use crate::stats::RequestDraws;

/// State of the world that incidents change.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    /// Running incidents that empty each feature.
    pub(crate) null: Vec<u32>,
    /// Sum of the running shifts of each feature, in its noise units.
    pub(crate) shift: Vec<f64>,
    /// Running multipliers of the base rate.
    pub(crate) prior: Multipliers,
    /// Running multipliers of the positives' separation.
    pub(crate) concept: Multipliers,
}

/// Factors that come and go. The product is made anew at each change, so that it returns to
/// exactly 1.
#[derive(Debug, Clone, Default)]
pub(crate) struct Multipliers(Vec<f64>);

impl Multipliers {
    pub(crate) fn add(&mut self, factor: f64) {
        self.0.push(factor);
    }

    pub(crate) fn remove(&mut self, factor: f64) {
        if let Some(at) = self.0.iter().position(|&other| other == factor) {
            self.0.remove(at);
        }
    }

    pub(crate) fn product(&self) -> f64 {
        self.0.iter().product()
    }
}

/// The fixed draws of a request, in the order in which they are made.
#[derive(Debug, Clone)]
pub(crate) struct Fate {
    /// Positive if below the base rate of the moment.
    pub(crate) class: f64,
    /// Caught by rules if below their rate for the class.
    pub(crate) rules: f64,
    /// Recognised by a reviewer if below the rate for the class.
    pub(crate) review: f64,
    /// Labelled if below the coverage.
    pub(crate) label: f64,
    /// Which of the rows of the class it is.
    pub(crate) row: f64,
    /// The rest: features, then noise.
    pub(crate) rest: RequestDraws,
}

impl Fate {
    pub(crate) fn of(source_key: u64, serial: u64) -> Self {
        let mut draws = RequestDraws::new(source_key, serial);
        Self {
            class: draws.uniform(),
            rules: draws.uniform(),
            review: draws.uniform(),
            label: draws.uniform(),
            row: draws.uniform(),
            rest: draws,
        }
    }
}

/// What a model sees of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sight {
    /// The score: standardised in the Gaussian world, a probability on real rows.
    pub(crate) score: f32,
    /// Was a feature null?
    pub(crate) saw_null: bool,
}

impl Conditions {
    pub(crate) fn new(world: &WorldPlan) -> Self {
        let features = world.features.len();
        Self {
            null: vec![0; features],
            shift: vec![0.0; features],
            prior: Multipliers::default(),
            concept: Multipliers::default(),
        }
    }

    /// Base rate of the moment.
    pub(crate) fn base_rate(&self, world: &WorldPlan) -> f64 {
        (world.base_rate * self.prior.product()).min(1.0)
    }

    /// Score of a request that the stores in `stores` answered for (domain reference 3.5).
    ///
    /// All features are drawn whether seen or not, so that the same request has the same values in
    /// every design.
    pub(crate) fn score(
        &self,
        world: &WorldPlan,
        fate: &mut Fate,
        positive: bool,
        stores: u32,
        separation_kept: f64,
        now: Nanos,
    ) -> Sight {
        match &world.scores {
            ScorePlan::Gaussian => {
                let separation = if positive { self.concept.product() } else { 0.0 };
                let mut score = 0.0;
                let mut saw_null = false;
                for (at, feature) in world.features.iter().enumerate() {
                    let deviation = fate.rest.normal();
                    if self.null[at] > 0 || !is_served(feature, stores) {
                        saw_null = true;
                        continue;
                    }
                    let value = separation * feature.separation
                        + feature.noise * (deviation + self.shift[at]);
                    score += feature.weight * value;
                }
                if separation_kept < 1.0 {
                    let other = libm::sqrt(1.0 - separation_kept * separation_kept);
                    score = separation_kept * score + other * fate.rest.normal();
                }
                Sight { score: score as f32, saw_null }
            }
            ScorePlan::Rows { positives, negatives, segments } => {
                let rows = if positive { positives } else { negatives };
                let row = rows[(fate.row * rows.len() as f64) as usize];
                let at = segments.partition_point(|&(from, _)| from <= now).saturating_sub(1);
                Sight { score: segments[at].1[row as usize], saw_null: false }
            }
        }
    }
}

fn is_served(feature: &FeaturePlan, stores: u32) -> bool {
    feature.stores == 0 || feature.stores & stores != 0
}
