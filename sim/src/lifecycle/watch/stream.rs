//! Tests on streams of single values.

use super::{Alert, Sights};
use crate::detect::sequential::{AnyDetector, Detector, DetectorKind, Level, run_length};
use crate::lifecycle::sight::{Bell, Seen};
use crate::plan::{MonitorPlan, Signal, WorldPlan};
use crate::stats::{Normal, Stream};

/// Most alarms of one stretch of time that are told one by one.
const MOST_TOLD: usize = 100;

/// Values of one law that are drawn one by one. Alarms start a test anew, so that what follows has
/// the run lengths seen until then: a test on millions of values an hour stays quick.
const DRAWN: u64 = 1_000_000;

/// Runs that say more about run lengths than their mean.
const ENOUGH_RUNS: usize = 20;

/// Values that a test sees again before a new law begins, where it was not shown each.
const SHOWN_AGAIN: u64 = 20_000;

/// Errors are rarer than this, or hits: a chart takes them to be as rare.
const RAREST: f64 = 1e-4;

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
    law: Law,
    /// Values drawn of this law, and the first run that belongs to it.
    drawn: u64,
    first_run: usize,
    /// Values that were not shown since the last alarm, and until the next one.
    passed: u64,
    ahead: f64,
}

/// The law of a value: bells with their weights, and the share of positives.
#[derive(Debug, Clone, Default, PartialEq)]
struct Law {
    bells: Vec<Bell>,
    base_rate: f64,
}

impl Law {
    fn draw(&self, stream: &mut Stream) -> f64 {
        let class = usize::from(stream.uniform() < self.base_rate);
        let bell = if let [only] = &self.bells[..] {
            Some(only)
        } else {
            let mut left = stream.uniform();
            let chosen = self.bells.iter().find(|bell| {
                left -= bell.weight;
                left <= 0.0
            });
            chosen.or(self.bells.last())
        };
        let (mean, sd) = bell.map_or((0.0, 0.0), |bell| (bell.mean[class], bell.sd[class]));
        mean + sd * stream.normal()
    }
}

/// The mean and standard deviation over both classes.
fn moments(mean: [f64; 2], sd: [f64; 2], base_rate: f64) -> (f64, f64) {
    let middle = (1.0 - base_rate) * mean[0] + base_rate * mean[1];
    let square = |class: usize| sd[class] * sd[class] + mean[class] * mean[class];
    let squares = (1.0 - base_rate) * square(0) + base_rate * square(1);
    (middle, libm::sqrt((squares - middle * middle).max(0.0)))
}

/// The mean and standard deviation of errors (1) and hits (0), of which so many are errors.
pub(crate) fn of_errors(p: f64) -> (f64, f64) {
    let p = p.clamp(RAREST, 1.0 - RAREST);
    (p, libm::sqrt(p * (1.0 - p)))
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
    /// `usual_error` is what labels usually read: only charts, which count in standard deviations,
    /// need to know.
    pub(super) fn new(
        plan: &MonitorPlan,
        world: &WorldPlan,
        seen: &[Seen],
        bells: &[Bell],
        usual_error: Option<f64>,
    ) -> Self {
        let feature = match plan.signal {
            Signal::FeatureMean => plan.feature.map_or(0, |at| at as usize).into(),
            _ => None,
        };
        let is_there = feature.is_none_or(|at| at < seen.len());
        let kind = plan.detector().filter(|_| is_there);
        let is_chart = matches!(kind, Some(DetectorKind::Cusum(_) | DetectorKind::Ewma(_)));
        let usual = match feature.and_then(|at| seen.get(at)) {
            Some(seen) => moments(seen.mean, seen.sd, world.base_rate),
            None if plan.signal.is_labelled() => {
                usual_error.filter(|_| is_chart).map_or((0.0, 1.0), of_errors)
            }
            None => of_bells(bells, world.base_rate),
        };
        Self {
            kind,
            detector: kind.map(DetectorKind::build),
            feature,
            usual,
            since: 0.0,
            runs: Vec::new(),
            law: Law::default(),
            drawn: 0,
            first_run: 0,
            passed: 0,
            ahead: f64::INFINITY,
        }
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

    fn law(&self, sights: &Sights<'_>) -> Law {
        let bells = match self.feature.and_then(|at| sights.seen.get(at)) {
            Some(seen) => vec![Bell { weight: 1.0, mean: seen.mean, sd: seen.sd }],
            None => sights.bells.to_vec(),
        };
        Law { bells, base_rate: sights.base_rate }
    }

    fn value(&self, stream: &mut Stream) -> f64 {
        (self.law.draw(stream) - self.usual.0) / self.usual.1.max(1e-12)
    }

    /// Feeds values of a feature or of scores, `pace` a second, through a stretch of time.
    pub(super) fn values(
        &mut self,
        sights: &Sights<'_>,
        pace: f64,
        stream: &mut Stream,
    ) -> Vec<Alert> {
        let law = self.law(sights);
        if law != self.law {
            self.wake(stream);
            self.law = law;
            self.drawn = 0;
            self.first_run = self.runs.len();
        }
        let count = (pace * (sights.to_s - sights.from_s)) as u64;
        let shown = count.min(DRAWN - self.drawn);
        let mut alerts = Vec::new();
        let mut tell = |at: f64, value: f64| {
            if alerts.len() < MOST_TOLD {
                alerts.push(Alert { at_s: sights.from_s + at / pace, value });
            }
        };
        for at in 0..shown {
            let value = self.value(stream);
            if self.update(value) {
                tell((at + 1) as f64, value);
            }
        }
        self.drawn += shown;
        let (mut at, end) = (shown as f64, count as f64);
        if shown < count {
            if self.ahead.is_infinite() {
                self.ahead = self.next_run(stream);
            }
            while at + self.ahead <= end {
                at += self.ahead;
                tell(at, self.value(stream));
                self.passed = 0;
                self.ahead = self.next_run(stream);
            }
            self.ahead -= end - at;
            self.passed += (end - at) as u64;
        }
        alerts
    }

    /// Values until the next alarm, like those seen of this law.
    fn next_run(&self, stream: &mut Stream) -> f64 {
        let runs = &self.runs[self.first_run..];
        match runs.len() {
            0 => f64::INFINITY,
            n if n < ENOUGH_RUNS => stream.exponential() * self.drawn as f64 / n as f64,
            n => runs[(stream.uniform() * n as f64) as usize % n],
        }
    }

    /// Shows the test what it was not shown, as far as it would remember.
    fn wake(&mut self, stream: &mut Stream) {
        if self.passed == 0 {
            return;
        }
        if let Some(kind) = self.kind {
            self.detector = Some(kind.build());
        }
        for _ in 0..self.passed.min(SHOWN_AGAIN) {
            let value = self.value(stream);
            if let Some(detector) = &mut self.detector {
                detector.update(value);
            }
        }
        self.since = self.passed as f64;
        self.passed = 0;
        self.ahead = f64::INFINITY;
    }

    /// Feeds `n` errors and hits, of which a share `p` is errors.
    pub(super) fn bernoulli(
        &mut self,
        p: f64,
        n: u64,
        at_s: f64,
        stream: &mut Stream,
    ) -> Vec<Alert> {
        let mut alerts = Vec::new();
        for _ in 0..n {
            let error = f64::from(u8::from(stream.uniform() < p));
            if self.update((error - self.usual.0) / self.usual.1) && alerts.len() < MOST_TOLD {
                alerts.push(Alert { at_s, value: p });
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

    /// Values from one alarm to the next, of those that were drawn one by one.
    pub(super) fn run_lengths(&self) -> &[f64] {
        &self.runs
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
        // Of values that never vary there is no density to integrate.
        if sd <= 0.0 {
            return None;
        }
        let values = Normal { mean, sd };
        let exact = match self.kind? {
            DetectorKind::Cusum(settings) => Some(run_length::cusum(settings, values)),
            DetectorKind::Ewma(settings) => run_length::ewma(settings, values),
            _ => None,
        };
        exact.filter(|mean| mean.is_finite())
    }
}
