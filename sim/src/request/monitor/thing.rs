//! What a monitor watches of scored requests: features, or scores.

use super::PARTS;
use super::drift::Drift;
use super::law::{self, Law};
use crate::plan::{MonitorPlan, Nanos, Plan, Signal};
use crate::stats::Stream;
use crate::world::Value;

/// Values outside of so many standard deviations were never seen before.
const RANGE: f64 = 6.0;

/// What is known of a request that was scored.
#[derive(Debug)]
pub(in crate::request) struct Scored<'a> {
    pub(in crate::request) scorer: u32,
    pub(in crate::request) score: f64,
    pub(in crate::request) saw_null: bool,
    /// Features, and how old they are; empty where no monitor asks.
    pub(in crate::request) features: &'a [Option<Value>],
    pub(in crate::request) ages: &'a [Nanos],
    /// Does a log keep it, and its features? `false` where no monitor asks.
    pub(in crate::request) is_kept: bool,
    pub(in crate::request) has_kept_features: bool,
}

impl Scored<'_> {
    /// Is it there for a signal that looks at what logs keep?
    pub(super) fn is_kept_for(&self, signal: Signal) -> bool {
        match signal {
            Signal::FeatureDrift => self.has_kept_features,
            Signal::ScoreDrift => self.is_kept,
            _ => true,
        }
    }
}

/// A feature, or the scores.
#[derive(Debug)]
pub(super) struct Thing {
    /// `None` for the scores.
    feature: Option<usize>,
    /// Mean and standard deviation of what is usual.
    usual: (f64, f64),
    drift: Option<Drift>,
    /// Sum and number of values in each part of the window.
    parts: [(f64, u64); PARTS],
}

impl Thing {
    /// All that a monitor watches.
    pub(super) fn all(
        plan: &Plan,
        monitor: &MonitorPlan,
        scorers: &[u32],
        stream: &mut Stream,
    ) -> Vec<Self> {
        let count = plan.world.features.len();
        let features = match (monitor.signal, monitor.feature) {
            (_, Some(feature)) => feature as usize..feature as usize + 1,
            (Signal::FeatureMean, None) => 0..count.min(1),
            (_, None) => 0..count,
        };
        let mut thing = |feature: Option<usize>, law: Law| Self {
            feature,
            usual: (law.mean(), law.sd().max(1e-12)),
            drift: matches!(monitor.signal, Signal::FeatureDrift | Signal::ScoreDrift)
                .then(|| Drift::new(monitor, &law, stream)),
            parts: Default::default(),
        };
        match monitor.signal {
            Signal::FeatureDrift | Signal::FeatureRange | Signal::FeatureAge => {
                features.map(|at| thing(Some(at), law::of_training(plan, at))).collect()
            }
            Signal::FeatureMean => {
                features.map(|at| thing(Some(at), law::of_serving(plan, at))).collect()
            }
            Signal::ScoreDrift | Signal::ScoreMean => {
                let first = scorers.first();
                first.map(|&scorer| thing(None, law::of_scores(plan, scorer))).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Its value in a request; `None` where it is null.
    fn value(&self, scored: &Scored<'_>) -> Option<f64> {
        match self.feature {
            Some(at) => scored.features.get(at).copied().flatten().map(|seen| seen.value),
            None => Some(scored.score),
        }
    }

    /// Its value in a request, in standard deviations from the usual mean.
    pub(super) fn standardised(&self, scored: &Scored<'_>) -> Option<f64> {
        Some((self.value(scored)? - self.usual.0) / self.usual.1)
    }

    pub(super) fn add(&mut self, signal: Signal, scored: &Scored<'_>, part: usize) {
        let seen = self.value(scored);
        if let Some(drift) = &mut self.drift {
            drift.add(seen);
            return;
        }
        let value = match signal {
            Signal::FeatureAge => {
                self.feature.and_then(|at| scored.ages.get(at)).map(|&age| age as f64 / 1e9)
            }
            Signal::FeatureRange => {
                let distance = self.standardised(scored).unwrap_or(0.0);
                Some(f64::from(u8::from(distance.abs() > RANGE)))
            }
            _ => self.standardised(scored),
        };
        if let Some(value) = value {
            let part = &mut self.parts[part];
            *part = (part.0 + value, part.1 + 1);
        }
    }

    /// Mean over the window, of at least so many values.
    pub(super) fn mean(&self, fewest: u64) -> Option<f64> {
        let n: u64 = self.parts.iter().map(|part| part.1).sum();
        let sum: f64 = self.parts.iter().map(|part| part.0).sum();
        (n >= fewest).then(|| sum / n as f64)
    }

    /// Distance of the window from the reference, of at least so many values; the next begins.
    pub(super) fn distance(&mut self, fewest: u64) -> Option<f64> {
        self.drift.as_mut().and_then(|drift| drift.look(fewest))
    }

    pub(super) fn begin_part(&mut self, part: usize) {
        self.parts[part] = (0.0, 0);
    }
}
