//! What the world is like at a moment, and the score of a request in it.

use super::Fate;
use crate::plan::{FeaturePlan, Nanos, ScorePlan, WorldPlan};

/// State of the world that incidents change.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    /// Running incidents that empty each feature.
    pub(crate) null: Vec<u32>,
    /// Sum of the running shifts of each feature, in its noise units.
    pub(crate) shift: Vec<f64>,
    /// Running changes of each feature's unit.
    pub(crate) scale: Vec<Multipliers>,
    /// Running incidents after which each feature says nothing.
    pub(crate) scrambled: Vec<u32>,
    /// When each feature was frozen and how old it was then, for all such incidents that run.
    pub(crate) frozen: Vec<Vec<(Nanos, Nanos)>>,
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

/// What a model sees of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sight {
    /// The score: standardised in the Gaussian world, a probability on real rows.
    pub(crate) score: f32,
    /// Was a feature null?
    pub(crate) saw_null: bool,
    /// Age of the oldest feature in it.
    pub(crate) oldest: Nanos,
}

/// Who looks at a request, and through what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewer {
    pub(crate) now: Nanos,
    /// Feature stores that answered, as bits.
    pub(crate) stores: u32,
    /// Share of the separation that its score keeps.
    pub(crate) separation_kept: f64,
    /// Time that what it sees has lain in caches and tables.
    pub(crate) lain: Nanos,
}

impl Conditions {
    pub(crate) fn new(world: &WorldPlan) -> Self {
        let features = world.features.len();
        Self {
            null: vec![0; features],
            shift: vec![0.0; features],
            scale: vec![Multipliers::default(); features],
            scrambled: vec![0; features],
            frozen: vec![Vec::new(); features],
            prior: Multipliers::default(),
            concept: Multipliers::default(),
        }
    }

    /// Base rate of the moment.
    pub(crate) fn base_rate(&self, world: &WorldPlan) -> f64 {
        (world.base_rate * self.prior.product()).min(1.0)
    }

    /// Score of a request (domain reference 3.5, and 3.8 for the age of features).
    ///
    /// `age_of` says how old a feature is when it is read, and `None` where it is too old to be
    /// there. All features are drawn whether seen or not, so that the same request has the same
    /// values in every design.
    pub(crate) fn score(
        &self,
        world: &WorldPlan,
        fate: Fate,
        positive: bool,
        viewer: Viewer,
        age_of: impl Fn(&FeaturePlan) -> Option<Nanos>,
    ) -> Sight {
        match &world.scores {
            ScorePlan::Gaussian => {
                let mut draws = fate.rest();
                let separation = if positive { self.concept.product() } else { 0.0 };
                let mut sight = Sight { score: 0.0, saw_null: false, oldest: 0 };
                let mut score = 0.0;
                for (at, feature) in world.features.iter().enumerate() {
                    let deviation = draws.normal();
                    let age = age_of(feature);
                    let Some(age) =
                        age.filter(|_| self.null[at] == 0 && is_served(feature, viewer.stores))
                    else {
                        sight.saw_null = true;
                        continue;
                    };
                    let mut age = age + viewer.lain;
                    if let Some(&(since, age_then)) = self.frozen[at].first() {
                        age = age.max(age_then + (viewer.now - since));
                    }
                    if feature.feed.is_some() || age > 0 {
                        sight.oldest = sight.oldest.max(age);
                    }
                    let mut kept = separation * feature.separation;
                    if feature.tau > 0.0 && age > 0 {
                        kept *= libm::exp(-(age as f64) / feature.tau);
                    }
                    if self.scrambled[at] > 0 {
                        kept = 0.0;
                    }
                    let value = kept + feature.noise * (deviation + self.shift[at]);
                    score += feature.weight * value * self.scale[at].product();
                }
                let kept = viewer.separation_kept;
                if kept < 1.0 {
                    let other = libm::sqrt(1.0 - kept * kept);
                    score = kept * score + other * draws.normal();
                }
                sight.score = score as f32;
                sight
            }
            ScorePlan::Rows { positives, negatives, segments } => {
                let rows = if positive { positives } else { negatives };
                let row = rows[(fate.row() * rows.len() as f64) as usize];
                let at =
                    segments.partition_point(|&(from, _)| from <= viewer.now).saturating_sub(1);
                Sight { score: segments[at].1[row as usize], saw_null: false, oldest: 0 }
            }
        }
    }
}

fn is_served(feature: &FeaturePlan, stores: u32) -> bool {
    feature.stores == 0 || feature.stores & stores != 0
}
