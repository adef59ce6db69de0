//! Tests on streams of single values.

use super::{Alert, Sights};
use crate::detect::sequential::{AnyDetector, Detector, DetectorKind, Level, run_length};
use crate::lifecycle::sight::{Bell, Seen};
use crate::plan::{MonitorPlan, Signal, WorldPlan};
use crate::stats::{Normal, Stream};

/// Most alarms of one stretch of time that are told one by one.
const MOST_TOLD: usize = 100;

/// A detector, and what it compares with.
#[derive(Debug)]
pub(super) struct Test {
    kind: Option<DetectorKind>,
    detector: Option<AnyDetector>,
    /// Position of the feature; `None` for the scores.
    feature: Option<usize>,
    /// Mean and standard deviation of the reference.
    usual: (f64, f64),
    /// Values since the last alarm.
    since: f64,
    runs: Vec<f64>,
}

/// The mean and standard deviation over both classes.
fn moments(mean: [f64; 2], sd: [f64; 2], base_rate: f64) -> (f64, f64) {
    let middle = (1.0 - base_rate) * mean[0] + base_rate * mean[1];
    let square = |class: usize| sd[class] * sd[class] + mean[class] * mean[class];
    let squares = (1.0 - base_rate) * square(0) + base_rate * square(1);
    (middle, libm::sqrt((squares - middle * middle).max(0.0)))
}

fn of_bells(bells: &[Bell], base_rate: f64) -> (f64, f64) {
    let (mut mean, mut squares) = (0.0, 0.0);
    for bell in bells {
        let (middle, sd) = moments(bell.mean, bell.sd, base_rate);
        mean += bell.weight * middle;
        squares += bell.weight * (sd * sd + middle * middle);
    }
    (mean, libm::sqrt((squares - mean * mean).max(0.0)))
}

impl Test {
    pub(super) fn new(
        plan: &MonitorPlan,
        world: &WorldPlan,
        seen: &[Seen],
        bells: &[Bell],
    ) -> Self {
        let kind = plan.detector();
        let feature = match plan.signal {
            Signal::FeatureMean => Some(plan.feature.unwrap_or(0) as usize),
            _ => None,
        };
        let usual = match feature.and_then(|at| seen.get(at)) {
            Some(seen) => moments(seen.mean, seen.sd, world.base_rate),
            None => of_bells(bells, world.base_rate),
        };
        let detector = kind.map(DetectorKind::build);
        Self { kind, detector, feature, usual, since: 0.0, runs: Vec::new() }
    }

    pub(super) fn is_some(&self) -> bool {
        self.detector.is_some()
    }

    /// Mean and standard deviation now, in those of the reference.
    pub(super) fn standing(&self, sights: &Sights<'_>) -> (f64, f64) {
        self.standardised(sights.seen, sights.bells, sights.base_rate)
    }

    fn standardised(&self, seen: &[Seen], bells: &[Bell], base_rate: f64) -> (f64, f64) {
        let (mean, sd) = match self.feature.and_then(|at| seen.get(at)) {
            Some(seen) => moments(seen.mean, seen.sd, base_rate),
            None => of_bells(bells, base_rate),
        };
        let unit = self.usual.1.max(1e-12);
        ((mean - self.usual.0) / unit, sd / unit)
    }

    /// Feeds values of a feature or of scores, `pace` a second, through a stretch of time.
    pub(super) fn values(
        &mut self,
        sights: &Sights<'_>,
        pace: f64,
        stream: &mut Stream,
    ) -> Vec<Alert> {
        let count = (pace * (sights.to_s - sights.from_s)) as u64;
        let unit = self.usual.1.max(1e-12);
        let mut alerts = Vec::new();
        for at in 0..count {
            let class = usize::from(stream.uniform() < sights.base_rate);
            let (mean, sd) = match self.feature {
                Some(feature) => (sights.seen[feature].mean[class], sights.seen[feature].sd[class]),
                None => {
                    let mut left = stream.uniform();
                    let chosen = sights.bells.iter().find(|bell| {
                        left -= bell.weight;
                        left <= 0.0
                    });
                    let bell = chosen.or(sights.bells.last());
                    bell.map_or((0.0, 0.0), |bell| (bell.mean[class], bell.sd[class]))
                }
            };
            let value = (mean + sd * stream.normal() - self.usual.0) / unit;
            if self.update(value) && alerts.len() < MOST_TOLD {
                let at_s = sights.from_s + (at + 1) as f64 / pace;
                alerts.push(Alert { at_s, value });
            }
        }
        alerts
    }

    /// Feeds `n` errors and hits, of which a share `p` is errors.
    pub(super) fn bernoulli(
        &mut self,
        p: f64,
        n: u64,
        (from_s, step_s): (f64, f64),
        stream: &mut Stream,
    ) -> Vec<Alert> {
        let mut alerts = Vec::new();
        for at in 0..n {
            let error = f64::from(u8::from(stream.uniform() < p));
            if self.update(error) && alerts.len() < MOST_TOLD {
                alerts.push(Alert { at_s: from_s + step_s * at as f64, value: p });
            }
        }
        alerts
    }

    fn update(&mut self, value: f64) -> bool {
        self.since += 1.0;
        let drifts = self.detector.as_mut().is_some_and(|d| d.update(value) == Level::Drift);
        if drifts {
            self.runs.push(self.since);
            self.since = 0.0;
        }
        drifts
    }

    /// Values from one alarm to the next; `None` without any.
    pub(super) fn run_lengths(&self) -> Option<&[f64]> {
        (!self.runs.is_empty()).then_some(&self.runs[..])
    }

    /// Mean run length by formula on what came last, for charts on values.
    pub(super) fn exact_run_length(
        &self,
        plan: &MonitorPlan,
        bells: &[Bell],
        seen: &[Seen],
        base_rate: f64,
    ) -> Option<f64> {
        if !matches!(plan.signal, Signal::FeatureMean | Signal::ScoreMean) {
            return None;
        }
        let (mean, sd) = self.standardised(seen, bells, base_rate);
        let values = Normal { mean, sd };
        match self.kind? {
            DetectorKind::Cusum(settings) => Some(run_length::cusum(settings, values)),
            DetectorKind::Ewma(settings) => run_length::ewma(settings, values),
            _ => None,
        }
    }
}
