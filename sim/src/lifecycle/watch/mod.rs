//! Monitors on the clock of days: the same signals, windows and thresholds as on that of requests.
//!
//! The law of a signal is known for each stretch of time; what a window shows is drawn from it.

mod drift;
mod stream;

pub(super) use stream::of_errors;

use super::labels::Arrived;
use super::result::{MonitorLife, RunLength};
use super::sight::{Bell, Seen};
use crate::detect::measure::ks_critical;
use crate::plan::{Measure, MonitorPlan, Signal, WorldPlan};
use crate::stats::{Binomial, Stream, student_t_975};

/// Parts of a window: it slides by a fifth of its length.
const PARTS: usize = 5;

/// Fewest values on which an alert is raised.
const FEWEST: f64 = 20.0;

/// Values of quiet times that are kept for their 95 % quantile.
const KEPT: usize = 20_000;

/// Most alerts that are kept by time.
const MOST_ALERTS: usize = 2_000;

/// What there is to see in a stretch of time.
#[derive(Debug, Clone)]
pub(super) struct Sights<'a> {
    pub(super) from_s: f64,
    pub(super) to_s: f64,
    /// Requests per second, and those expected at this time.
    pub(super) rate: f64,
    pub(super) usual_rate: f64,
    /// Share of requests that are scored.
    pub(super) scored_share: f64,
    pub(super) base_rate: f64,
    pub(super) null_share: f64,
    pub(super) review_share: f64,
    pub(super) decline_share: f64,
    /// Share that got no decision in time.
    pub(super) default_share: f64,
    pub(super) latency_p99_ms: f64,
    pub(super) ages_s: &'a [f64],
    pub(super) seen: &'a [Seen],
    pub(super) bells: &'a [Bell],
    pub(super) wait_h: f64,
    /// Cost per 1,000 decisions that the scores by themselves let expect.
    pub(super) estimated_usd_per_1k: f64,
    /// Labels that come in this stretch, and when; and how long they were collected for that.
    pub(super) labels: &'a [(f64, Arrived)],
    pub(super) label_step_s: f64,
    /// Is nothing wrong?
    pub(super) is_quiet: bool,
    /// Day at the end of this stretch.
    pub(super) day: usize,
}

/// Something a monitor says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Alert {
    pub(super) at_s: f64,
    pub(super) value: f64,
}

/// A monitor at work.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) node: u32,
    pub(super) plan: MonitorPlan,
    stream: Stream,
    /// Start of the part under way, and what was seen in it: sum of value times weight, and weight.
    part_from_s: f64,
    part: (f64, f64),
    /// Parts of the window, newest last.
    parts: Vec<(f64, f64)>,
    drift: drift::Drifts,
    test: stream::Test,
    pub(super) is_firing: bool,
    looks: f64,
    quiet: Vec<f32>,
    quiet_sum: (f64, f64),
    quiet_s: f64,
    samples: f64,
    life: MonitorLife,
}

impl Watch {
    pub(super) fn new(
        (node, id): (u32, &str),
        plan: MonitorPlan,
        world: &WorldPlan,
        seen: &[Seen],
        bells: &[Bell],
        usual_labels: Option<Arrived>,
        (seed, replication): (u64, u32),
    ) -> Self {
        let usual_error = usual_labels.and_then(|labels| labels.share(plan.signal));
        let stream = Stream::new(seed, replication, id, crate::stats::Purpose::World);
        Self {
            node,
            plan,
            stream,
            part_from_s: 0.0,
            part: (0.0, 0.0),
            parts: Vec::new(),
            drift: drift::Drifts::new(&plan, world, seen, bells),
            test: stream::Test::new(&plan, world, seen, bells, usual_error),
            is_firing: false,
            looks: 0.0,
            quiet: Vec::new(),
            quiet_sum: (0.0, 0.0),
            quiet_s: 0.0,
            samples: 0.0,
            life: MonitorLife { id: id.to_owned(), comparisons: 1, ..MonitorLife::default() },
        }
    }

    /// Length of the window in seconds.
    fn window_s(&self) -> f64 {
        (self.plan.window as f64 / 1e9).max(1.0)
    }

    /// Looks at a stretch of time.
    pub(super) fn watch(&mut self, sights: &Sights<'_>, alerts: &mut Vec<Alert>) {
        // What it would look at is not kept by any log.
        if self.plan.record_share <= 0.0 {
            return;
        }
        let before = alerts.len();
        if sights.is_quiet {
            self.quiet_s += sights.to_s - sights.from_s;
        }
        match self.plan.signal {
            Signal::FeatureDrift | Signal::ScoreDrift => self.watch_drift(sights, alerts),
            Signal::LabelledError
            | Signal::LabelledMissRate
            | Signal::LabelledFalseAlarmRate
            | Signal::BaseRate => self.watch_labels(sights, alerts),
            Signal::FeatureMean | Signal::ScoreMean if self.test.is_some() => {
                self.watch_values(sights, alerts);
            }
            _ => self.watch_window(sights, alerts),
        }
        for alert in &alerts[before..] {
            if self.life.alerts_s.len() < MOST_ALERTS {
                self.life.alerts_s.push(alert.at_s);
            }
            if sights.is_quiet {
                self.life.false_alerts += 1;
            }
        }
    }

    /// Mean of the signal, values per second, and spread of a single value.
    fn law(&self, sights: &Sights<'_>) -> (f64, f64, f64) {
        let share = |p: f64, rate: f64| (p, rate, libm::sqrt((p * (1.0 - p)).max(0.0)));
        let scored = sights.rate * sights.scored_share;
        match self.plan.signal {
            Signal::NullShare => share(self.null_share(sights), scored),
            Signal::ReviewShare => share(sights.review_share, sights.rate),
            Signal::DeclineShare => share(sights.decline_share, sights.rate),
            Signal::FailureShare | Signal::DefaultShare => share(sights.default_share, sights.rate),
            Signal::SloBurn => {
                let allowed = (1.0 - self.plan.slo).max(1e-9);
                let (p, rate, sd) = share(sights.default_share, sights.rate);
                (p / allowed, rate, sd / allowed)
            }
            Signal::LatencyP99 => {
                // The spread of a sample's 99 % point, about, for a lognormal tail.
                (sights.latency_p99_ms, sights.rate, 3.0 * sights.latency_p99_ms)
            }
            Signal::Volume => {
                let ratio = sights.rate / sights.usual_rate.max(f64::MIN_POSITIVE);
                (ratio, sights.usual_rate, libm::sqrt(ratio))
            }
            Signal::FeatureAge => (self.oldest(sights), sights.rate, 0.0),
            Signal::FeatureRange => {
                share(self.drift.out_of_range(sights.seen, sights.base_rate), scored)
            }
            Signal::QueueWait => (sights.wait_h * 60.0, sights.rate, 0.0),
            Signal::EstimatedUsd => (sights.estimated_usd_per_1k, scored, 0.0),
            Signal::FeatureMean | Signal::ScoreMean => {
                let (mean, sd) = self.test.standing(sights);
                (mean, scored, sd)
            }
            _ => (0.0, 0.0, 0.0),
        }
    }

    fn null_share(&self, sights: &Sights<'_>) -> f64 {
        match self.plan.feature {
            Some(feature) => sights.seen.get(feature as usize).map_or(0.0, |seen| seen.null),
            None => sights.null_share,
        }
    }

    fn oldest(&self, sights: &Sights<'_>) -> f64 {
        match self.plan.feature {
            Some(feature) => sights.ages_s.get(feature as usize).copied().unwrap_or_default(),
            None => sights.ages_s.iter().copied().fold(0.0, f64::max),
        }
    }

    fn watch_window(&mut self, sights: &Sights<'_>, alerts: &mut Vec<Alert>) {
        let (mean, rate, spread) = self.law(sights);
        let hop = self.window_s() / PARTS as f64;
        let n = self.cap(rate * self.window_s());
        self.samples = n;
        // Nothing can happen in a window of nothing else, far from the threshold.
        let is_steady = self.parts.len() == PARTS && self.parts.iter().all(|part| part.0 == mean);
        let margin = 6.0 * spread / libm::sqrt(n.max(1.0)) + 4.0 / n.max(1.0);
        let is_far = (mean - self.plan.threshold).abs() > margin.min(f64::MAX);
        if is_steady && is_far && self.plan.is_bad(mean) == self.is_firing {
            let looks = libm::floor((sights.to_s - self.part_from_s) / hop);
            self.part_from_s += looks * hop;
            self.looks += looks;
            self.part = (mean * (sights.to_s - self.part_from_s), sights.to_s - self.part_from_s);
            self.remember(mean, looks, sights);
            return;
        }
        let mut from = sights.from_s.max(self.part_from_s);
        while self.part_from_s + hop <= sights.to_s {
            let end = self.part_from_s + hop;
            self.part.0 += mean * (end - from).max(0.0);
            self.part.1 += (end - from).max(0.0);
            from = end;
            self.part_from_s = end;
            if self.parts.len() == PARTS {
                self.parts.remove(0);
            }
            let part = std::mem::take(&mut self.part);
            // A part of one law keeps its exact mean, so that steadiness can be seen.
            let is_pure = (part.0 - mean * part.1).abs() <= 1e-12 * part.0.abs();
            self.parts.push((if is_pure { mean } else { part.0 / part.1.max(1e-9) }, 1.0));
            if self.parts.len() == PARTS && n >= FEWEST {
                let window = self.parts.iter().map(|part| part.0).sum::<f64>() / PARTS as f64;
                let value = self.draw(window, spread, n);
                self.look(end, value, sights, alerts);
            }
        }
        self.part.0 += mean * (sights.to_s - from).max(0.0);
        self.part.1 += (sights.to_s - from).max(0.0);
    }

    fn cap(&self, n: f64) -> f64 {
        if self.plan.samples > 0 { n.min(f64::from(self.plan.samples)) } else { n }
    }

    /// A window's mean of `n` values.
    fn draw(&mut self, mean: f64, spread: f64, n: f64) -> f64 {
        let is_share = matches!(
            self.plan.signal,
            Signal::NullShare
                | Signal::ReviewShare
                | Signal::DeclineShare
                | Signal::FailureShare
                | Signal::DefaultShare
                | Signal::FeatureRange
        );
        if spread <= 0.0 {
            return mean;
        }
        if is_share && (n * mean < 30.0 || n * (1.0 - mean) < 30.0) {
            let count = libm::round(n).max(1.0);
            return Binomial::new(count as u64, mean).draw(&mut self.stream) as f64 / count;
        }
        mean + spread / libm::sqrt(n) * self.stream.normal()
    }

    /// A value of a full window.
    fn look(&mut self, at_s: f64, value: f64, sights: &Sights<'_>, alerts: &mut Vec<Alert>) {
        self.looks += 1.0;
        self.remember(value, 1.0, sights);
        let is_bad = self.plan.is_bad(value);
        if is_bad && !self.is_firing {
            alerts.push(Alert { at_s, value });
        }
        self.is_firing = is_bad;
    }

    fn remember(&mut self, value: f64, looks: f64, sights: &Sights<'_>) {
        if looks <= 0.0 || !value.is_finite() {
            return;
        }
        if sights.is_quiet {
            self.quiet_sum = (self.quiet_sum.0 + value * looks, self.quiet_sum.1 + looks);
            if self.quiet.len() < KEPT {
                self.quiet.push(value as f32);
            }
        }
        let highest = self.life.highest.unwrap_or(f64::NEG_INFINITY);
        self.life.highest = Some(highest.max(value));
        let values = &mut self.life.values;
        if values.len() <= sights.day {
            values.resize(sights.day + 1, None);
        }
        values[sights.day] = Some(value as f32);
    }

    fn watch_drift(&mut self, sights: &Sights<'_>, alerts: &mut Vec<Alert>) {
        if self.drift.comparisons() == 0 {
            return;
        }
        let rate = sights.rate * sights.scored_share * self.plan.record_share;
        let n = self.cap(rate * self.window_s());
        self.samples = n;
        let mut from = sights.from_s.max(self.part_from_s);
        while self.part_from_s + self.window_s() <= sights.to_s {
            let end = self.part_from_s + self.window_s();
            self.drift.add(sights, (end - from).max(0.0));
            from = end;
            self.part_from_s = end;
            if n >= FEWEST {
                let value = self.drift.look(&self.plan, n, &mut self.stream);
                self.look(end, value, sights, alerts);
            }
            self.drift.clear();
        }
        self.drift.add(sights, (sights.to_s - from).max(0.0));
    }

    fn watch_labels(&mut self, sights: &Sights<'_>, alerts: &mut Vec<Alert>) {
        for &(at_s, arrived) in sights.labels {
            self.watch_arrived(at_s, arrived, sights, alerts);
        }
    }

    fn watch_arrived(
        &mut self,
        at_s: f64,
        arrived: Arrived,
        sights: &Sights<'_>,
        alerts: &mut Vec<Alert>,
    ) {
        let (hits, all) = arrived.hits(self.plan.signal);
        let (hits, all) = (hits * self.plan.record_share, all * self.plan.record_share);
        let p = arrived.share(self.plan.signal).unwrap_or_default();
        if self.test.is_some() {
            let n = self.cap(all).min(20_000.0);
            self.samples = n;
            for alert in self.test.bernoulli(p, n as u64, at_s, &mut self.stream) {
                self.looks += 1.0;
                alerts.push(alert);
            }
            if all > 0.0 {
                self.remember(p, 1.0, sights);
            }
            self.looks += n;
            return;
        }
        let steps = libm::ceil(self.window_s() / sights.label_step_s).max(1.0) as usize;
        self.parts.push((hits, all));
        if self.parts.len() > steps {
            self.parts.remove(0);
        }
        let hits: f64 = self.parts.iter().map(|part| part.0).sum();
        let all = self.cap(self.parts.iter().map(|part| part.1).sum());
        self.samples = all;
        if all < FEWEST {
            return;
        }
        let total: f64 = self.parts.iter().map(|part| part.1).sum();
        let count = libm::round(all).max(1.0);
        let p = (hits / total).clamp(0.0, 1.0);
        let value = if count * p < 1000.0 {
            Binomial::new(count as u64, p).draw(&mut self.stream) as f64 / count
        } else {
            p + libm::sqrt(p * (1.0 - p) / count) * self.stream.normal()
        };
        self.look(at_s, value, sights, alerts);
    }

    fn watch_values(&mut self, sights: &Sights<'_>, alerts: &mut Vec<Alert>) {
        let rate = sights.rate * sights.scored_share;
        let most = if self.plan.samples > 0 { f64::from(self.plan.samples) } else { 20_000.0 };
        let n = (rate * self.window_s()).min(most);
        self.samples = n;
        let pace = n / self.window_s();
        let alarms = self.test.values(sights, pace, &mut self.stream);
        self.looks += pace * (sights.to_s - sights.from_s);
        let (mean, _) = self.test.standing(sights);
        self.remember(mean, 1.0, sights);
        alerts.extend(alarms);
    }

    /// The whole life of it.
    pub(super) fn finish(
        mut self,
        days: u32,
        (bells, seen, base_rate): (&[Bell], &[Seen], f64),
    ) -> MonitorLife {
        let mut life = std::mem::take(&mut self.life);
        if self.plan.record_share <= 0.0 {
            life.comparisons = 0;
            life.values.resize(days as usize, None);
            return life;
        }
        life.looks = self.looks;
        life.samples = self.samples;
        life.values.resize(days as usize, None);
        let weeks = self.quiet_s / (7.0 * 86_400.0);
        if weeks > 0.0 {
            life.false_alerts_per_week = f64::from(life.false_alerts) / weeks;
        }
        if self.quiet_sum.1 > 0.0 {
            life.quiet_mean = Some(self.quiet_sum.0 / self.quiet_sum.1);
            self.quiet.sort_by(f32::total_cmp);
            let at = (0.95 * (self.quiet.len() as f64 - 1.0)).max(0.0) as usize;
            life.quiet_p95 = self.quiet.get(at).map(|&value| f64::from(value));
        }
        if matches!(self.plan.signal, Signal::FeatureDrift | Signal::ScoreDrift) {
            life.comparisons = self.drift.comparisons();
            life.population = self.drift.farthest();
            if self.plan.measure == Measure::Psi && life.comparisons > 0 {
                life.psi_noise = Some(self.drift.noise(&self.plan, self.samples));
            }
        }
        if self.plan.measure == Measure::Ks && life.population.is_some() {
            let (n, m) = (f64::from(self.plan.reference_n), self.samples);
            life.ks_critical = (m > 0.0).then(|| ks_critical(0.05, n, m));
        }
        let exact = self.test.exact_run_length(&self.plan, bells, seen, base_rate);
        let runs = self.test.run_lengths();
        let n = runs.len() as f64;
        let mean = (n > 0.0).then(|| runs.iter().sum::<f64>() / n);
        life.run_length = (mean.is_some() || exact.is_some()).then(|| {
            let half_width_95 = mean.filter(|_| n > 1.0).map(|mean| {
                let squares: f64 = runs.iter().map(|run| (run - mean) * (run - mean)).sum();
                student_t_975(runs.len() as u32 - 1) * libm::sqrt(squares / (n - 1.0) / n)
            });
            RunLength { mean, half_width_95, n: runs.len() as u32, exact }
        });
        life
    }
}
