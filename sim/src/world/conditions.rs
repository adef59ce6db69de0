//! What the world is like at a moment, and the score of a request in it.

use super::Fate;
use crate::plan::{Effect, FeaturePlan, Nanos, ScorePlan, WorldPlan};

/// State of the world that incidents change.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    /// Running incidents that empty each feature.
    pub(crate) null: Vec<u32>,
    /// Running shifts of each feature, in its noise units.
    pub(crate) shift: Vec<Running>,
    /// Running changes of each feature's unit.
    pub(crate) scale: Vec<Running>,
    /// Running changes of each feature's spread.
    pub(crate) spread: Vec<Running>,
    /// Running incidents after which each feature says nothing.
    pub(crate) scrambled: Vec<u32>,
    /// When each feature was frozen and how old it was then, for all such incidents that run.
    pub(crate) frozen: Vec<Vec<(Nanos, Nanos)>>,
    /// Running multipliers of the base rate.
    pub(crate) prior: Running,
    /// Running rotations of the truth, in radians.
    pub(crate) concept: Running,
}

/// Changes that come and go. Sum and product are made anew when asked for, so that they return to
/// exactly 0 and 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Running(Vec<f64>);

impl Running {
    pub(crate) fn change(&mut self, value: f64, starts: bool) {
        if starts {
            self.0.push(value);
        } else if let Some(at) = self.0.iter().position(|&other| other == value) {
            self.0.remove(at);
        }
    }

    pub(crate) fn product(&self) -> f64 {
        self.0.iter().product()
    }

    pub(crate) fn sum(&self) -> f64 {
        self.0.iter().sum()
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

/// A feature's value and its age, as a request shows them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Value {
    pub(crate) value: f64,
    pub(crate) age: Nanos,
}

/// Where the draws for missing features begin, behind all other draws of a request.
const MISSING: u64 = 4096;

impl Conditions {
    pub(crate) fn new(world: &WorldPlan) -> Self {
        let features = world.features.len();
        Self {
            null: vec![0; features],
            shift: vec![Running::default(); features],
            scale: vec![Running::default(); features],
            spread: vec![Running::default(); features],
            scrambled: vec![0; features],
            frozen: vec![Vec::new(); features],
            prior: Running::default(),
            concept: Running::default(),
        }
    }

    /// An incident that changes the world begins or ends; others change nothing here.
    pub(crate) fn apply(&mut self, effect: &Effect, starts: bool) {
        let count = |running: &mut u32| {
            *running = if starts { *running + 1 } else { running.saturating_sub(1) };
        };
        match *effect {
            Effect::Null(feature) => count(&mut self.null[feature as usize]),
            Effect::Scramble(feature) => count(&mut self.scrambled[feature as usize]),
            Effect::Shift(feature, by) => self.shift[feature as usize].change(by, starts),
            Effect::Scale(feature, by) => self.scale[feature as usize].change(by, starts),
            Effect::Spread(feature, by) => self.spread[feature as usize].change(by, starts),
            Effect::Prior(by) => self.prior.change(by, starts),
            Effect::Concept(angle) => self.concept.change(angle, starts),
            _ => {}
        }
    }

    /// Base rate of the moment.
    pub(crate) fn base_rate(&self, world: &WorldPlan) -> f64 {
        (world.base_rate * self.prior.product()).min(1.0)
    }

    /// Angle by which the truth has turned, in radians, `days` after the first day.
    pub(crate) fn angle(&self, world: &WorldPlan, days: f64) -> f64 {
        self.concept.sum() + world.rotation_per_day * days
    }

    /// Takes back what the truth has turned by itself until a day.
    pub(crate) fn turn_back(&mut self, world: &WorldPlan, days: f64) {
        self.concept.change(-world.rotation_per_day * days, true);
    }

    /// Score of a request (domain reference 3.5, and 3.8 for the age of features).
    ///
    /// `age_of` says how old a feature is when it is read, and `None` where it is too old to be
    /// there. All features are drawn whether seen or not, so that the same request has the same
    /// values in every design. `see` is told each feature in its turn; `None` where it is null.
    pub(crate) fn score(
        &self,
        world: &WorldPlan,
        fate: Fate,
        positive: bool,
        viewer: Viewer,
        age_of: impl Fn(&FeaturePlan) -> Option<Nanos>,
        mut see: impl FnMut(Option<Value>),
    ) -> Sight {
        match &world.scores {
            ScorePlan::Gaussian => {
                let mut draws = fate.rest();
                let mut missing = fate.draws_from(MISSING);
                let days = viewer.now as f64 / 8.64e13 + world.first_day;
                let separation = if positive { libm::cos(self.angle(world, days)) } else { 0.0 };
                let mut sight = Sight { score: 0.0, saw_null: false, oldest: 0 };
                let mut score = 0.0;
                for (at, feature) in world.features.iter().enumerate() {
                    let deviation = draws.normal();
                    let is_missing = feature.missing > 0.0 && missing.uniform() < feature.missing;
                    let age = age_of(feature);
                    let is_there =
                        !is_missing && self.null[at] == 0 && is_served(feature, viewer.stores);
                    let Some(age) = age.filter(|_| is_there) else {
                        sight.saw_null = true;
                        see(None);
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
                    let spread = self.spread[at].product();
                    let value = kept
                        + feature.noise_of(positive) * spread * deviation
                        + feature.noise * self.shift[at].sum();
                    let scale = self.scale[at].product();
                    see(Some(Value { value: value * feature.scale * scale, age }));
                    score += feature.weight * value * feature.scale * scale;
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

pub(crate) fn is_served(feature: &FeaturePlan, stores: u32) -> bool {
    feature.stores == 0 || feature.stores & stores != 0
}
