//! Monitors: signals over a sliding window, tests on streams, and alerts.
//!
//! The same signals, windows and thresholds as on the clock of days, measured on single requests.
//! [`law`] is what is usual, [`thing`] what is watched of scored requests, [`drift`] how far a
//! window is from the reference.

mod drift;
mod law;
mod thing;

pub(super) use thing::Scored;

use super::engine::Engine;
use super::events::Kind;
use super::labels::Label;
use crate::detect::sequential::{AnyDetector, Detector, DetectorKind, Level};
use crate::lifecycle::rates::rates;
use crate::lifecycle::usual_errors;
use crate::plan::{MonitorPlan, NANOS_PER_S, Nanos, Plan, Role, Signal};
use crate::result::Alert;
use crate::stats::{Histogram, Purpose, Stream};
use thing::Thing;

/// Parts of a window: it slides by a fifth of its length.
const PARTS: usize = 5;

/// Fewest samples on which an alert is raised.
const FEWEST: u64 = 20;

/// Most values of a window that are looked at one by one, where the monitor does not say.
const MOST_VALUES: u32 = 20_000;

/// A monitor at work.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) id: String,
    /// The monitor's node.
    pub(super) node: u32,
    plan: MonitorPlan,
    pub(super) hop: Nanos,
    parts: [Part; PARTS],
    /// Most counts, and most values, in a part of the window.
    most: (u64, u64),
    looks: usize,
    pub(super) alerts: Vec<Alert>,
    pub(super) is_firing: bool,
    /// The models that it watches, and what it watches of their requests.
    scorers: Vec<u32>,
    things: Vec<Thing>,
    detector: Option<AnyDetector>,
    /// Mean and standard deviation in which its test counts labels: a chart's are those that are
    /// usual.
    usual: (f64, f64),
    /// Look before which the test spoke last.
    spoke: usize,
    /// Requests sent until the last look.
    sent: u64,
    /// How long the first in line has waited for a person, in minutes.
    longest_min: f64,
}

#[derive(Debug, Default)]
struct Part {
    hits: u64,
    all: u64,
    sum: f64,
    latency: Histogram,
}

/// What monitors want to know, so that nobody else pays for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Values of features.
    pub(super) values: bool,
    /// Ages of features.
    pub(super) ages: bool,
    /// What scores by themselves let expect.
    pub(super) estimates: bool,
    pub(super) labels: bool,
    /// What logs keep of scored requests.
    pub(super) records: bool,
}

impl Asked {
    pub(super) fn by(watches: &[Watch]) -> Self {
        let any = |of: &dyn Fn(&MonitorPlan) -> bool| watches.iter().any(|watch| of(&watch.plan));
        Self {
            values: any(&|plan| match plan.signal {
                Signal::FeatureRange | Signal::FeatureDrift | Signal::FeatureMean => true,
                Signal::NullShare => plan.feature.is_some(),
                _ => false,
            }),
            ages: any(&|plan| plan.signal == Signal::FeatureAge),
            estimates: any(&|plan| plan.signal == Signal::EstimatedUsd),
            labels: any(&|plan| plan.signal.is_labelled()),
            records: any(&|plan| plan.signal.is_drift()),
        }
    }
}

/// Is it told of each scored request of its models?
fn is_of_scores(signal: Signal) -> bool {
    matches!(
        signal,
        Signal::FeatureAge
            | Signal::FeatureRange
            | Signal::FeatureDrift
            | Signal::FeatureMean
            | Signal::ScoreDrift
            | Signal::ScoreMean
    )
}

impl Watch {
    pub(super) fn of(plan: &Plan) -> Vec<Self> {
        let (seed, replication) = (plan.settings.seed, plan.settings.replication);
        let watch = |node: usize, id: &str, monitor: MonitorPlan| {
            let scorers = law::scorers(plan, node as u32);
            let mut stream = Stream::new(seed, replication, id, Purpose::World);
            let of_part = |values: u32| u64::from(values).div_ceil(PARTS as u64);
            let asked = if monitor.samples > 0 { of_part(monitor.samples) } else { u64::MAX };
            let things = Thing::all(plan, &monitor, &scorers, &mut stream);
            let detector =
                monitor.detector().filter(|_| monitor.signal.is_labelled() || !things.is_empty());
            let is_chart = matches!(detector, Some(DetectorKind::Cusum(_) | DetectorKind::Ewma(_)));
            let usual = (is_chart && monitor.signal.is_labelled())
                .then(|| usual_errors(plan, monitor.signal))
                .flatten()
                .unwrap_or((0.0, 1.0));
            Self {
                id: id.to_owned(),
                node: node as u32,
                plan: monitor,
                hop: (monitor.window / PARTS as u64).max(1),
                parts: Default::default(),
                most: (asked, asked.min(of_part(MOST_VALUES))),
                looks: 0,
                alerts: Vec::new(),
                is_firing: false,
                things,
                scorers,
                detector: detector.map(DetectorKind::build),
                usual,
                spoke: 0,
                sent: 0,
                longest_min: 0.0,
            }
        };
        let nodes = plan.nodes.iter().enumerate();
        nodes
            .filter_map(|(at, node)| match node.role {
                Role::Monitor(plan) => Some(watch(at, &node.id, plan)),
                _ => None,
            })
            .collect()
    }

    fn part(&mut self) -> &mut Part {
        &mut self.parts[self.looks % PARTS]
    }

    /// Takes one of two possible values.
    fn take(&mut self, hit: bool) {
        let most = self.most.0;
        let part = self.part();
        if part.all < most {
            part.hits += u64::from(hit);
            part.all += 1;
        }
    }

    fn count(&mut self, signal: Signal, hit: bool) {
        if self.plan.signal == signal {
            self.take(hit);
        }
    }

    /// Is there room for another value in this part of the window? If so, it is taken.
    fn has_room(&mut self) -> bool {
        let most = self.most.1;
        let part = self.part();
        let fits = part.all < most;
        part.all += u64::from(fits);
        fits
    }

    pub(super) fn scored(&mut self, scored: &Scored<'_>, now: Nanos) {
        let signal = self.plan.signal;
        if signal == Signal::NullShare {
            let saw_null = match self.plan.feature {
                Some(at) => scored.features.get(at as usize).is_some_and(Option::is_none),
                None => scored.saw_null,
            };
            self.take(saw_null);
        } else if is_of_scores(signal)
            && self.scorers.contains(&scored.scorer)
            && scored.is_kept_for(signal)
            && self.has_room()
        {
            let part = self.looks % PARTS;
            if self.detector.is_some() {
                if let Some(value) = self.things.first().and_then(|it| it.standardised(scored)) {
                    self.test(value, value, now);
                }
            } else {
                self.things.iter_mut().for_each(|thing| thing.add(signal, scored, part));
            }
        }
    }

    pub(super) fn sorted(&mut self, to_people: bool, declined: bool) {
        self.count(Signal::ReviewShare, to_people);
        self.count(Signal::DeclineShare, declined && !to_people);
    }

    /// A score lets this cost expect.
    pub(super) fn estimated(&mut self, scorer: u32, usd: f64) {
        let is_watched = self.plan.signal == Signal::EstimatedUsd && self.scorers.contains(&scorer);
        if is_watched && self.has_room() {
            self.part().sum += usd;
        }
    }

    pub(super) fn ended(&mut self, is_failure: bool, latency: Option<Nanos>) {
        match (self.plan.signal, latency) {
            (Signal::FailureShare | Signal::DefaultShare | Signal::SloBurn, _) => {
                self.take(is_failure);
            }
            (Signal::LatencyP99, Some(latency)) => {
                let most = self.most.0;
                let part = self.part();
                if part.all < most {
                    part.latency.record(latency);
                    part.all += 1;
                }
            }
            _ => {}
        }
    }

    /// Somebody was looked at who had waited so long.
    pub(super) fn reviewed(&mut self, waited: Nanos) {
        if self.plan.signal == Signal::QueueWait {
            let part = self.part();
            part.sum += waited as f64 / 6e10;
            part.all += 1;
        }
    }

    /// A label has come.
    pub(super) fn labelled(&mut self, label: Label, now: Nanos) {
        let Label { positive, declined, is_joined } = label;
        if !is_joined && self.plan.signal.is_joined() {
            return;
        }
        let (counts, hit) = match self.plan.signal {
            Signal::LabelledError => (true, positive != declined),
            Signal::LabelledMissRate => (positive, !declined),
            Signal::LabelledFalseAlarmRate => (!positive, declined),
            Signal::BaseRate => (true, positive),
            _ => (false, false),
        };
        if !counts {
            return;
        }
        if self.detector.is_none() {
            self.take(hit);
        } else if self.has_room() {
            self.part().hits += u64::from(hit);
            let (hits, all) = self.seen();
            let (mean, sd) = self.usual;
            let value = (f64::from(u8::from(hit)) - mean) / sd;
            self.test(value, hits as f64 / all.max(1) as f64, now);
        }
    }

    /// The test takes a value; should it speak, the alert says another.
    fn test(&mut self, value: f64, said: f64, now: Nanos) {
        let drifts = self.detector.as_mut().is_some_and(|d| d.update(value) == Level::Drift);
        if drifts {
            self.spoke = self.looks;
            self.fire(now as f64 / NANOS_PER_S, said);
        }
    }

    fn fire(&mut self, now_s: f64, value: f64) {
        if !self.is_firing {
            let monitor = self.id.clone();
            self.alerts.push(Alert { monitor, fired_s: now_s, cleared_s: None, value });
        }
        self.is_firing = true;
    }

    fn clear(&mut self, now_s: f64) {
        if self.is_firing
            && let Some(alert) = self.alerts.last_mut()
        {
            alert.cleared_s = Some(now_s);
        }
        self.is_firing = false;
    }

    /// Hits in the window, and all.
    fn seen(&self) -> (u64, u64) {
        self.parts.iter().fold((0, 0), |sum, part| (sum.0 + part.hits, sum.1 + part.all))
    }

    /// Value of the signal over the window; `None` where too little was seen, or before the first
    /// window is full.
    fn value(&mut self) -> Option<f64> {
        if self.looks + 1 < PARTS {
            return None;
        }
        let (hits, all) = self.seen();
        let sum: f64 = self.parts.iter().map(|part| part.sum).sum();
        let largest = |values: &mut dyn Iterator<Item = Option<f64>>| {
            values.flatten().fold(None, |most: Option<f64>, value| {
                Some(most.map_or(value, |most| most.max(value)))
            })
        };
        match self.plan.signal {
            Signal::Volume => (sum >= FEWEST as f64).then(|| hits as f64 / sum),
            Signal::QueueWait => Some(self.longest_min.max(sum / all.max(1) as f64)),
            Signal::FeatureDrift | Signal::ScoreDrift => {
                // Window beside window: a distance of values looked at twice says nothing new.
                if !(self.looks + 1).is_multiple_of(PARTS) {
                    return None;
                }
                largest(&mut self.things.iter_mut().map(|thing| thing.distance(FEWEST)))
            }
            signal if is_of_scores(signal) => {
                largest(&mut self.things.iter().map(|thing| thing.mean(FEWEST)))
            }
            _ if all < FEWEST => None,
            Signal::LatencyP99 => {
                let mut window = Histogram::default();
                self.parts.iter().for_each(|part| window.merge(&part.latency));
                window.quantile(0.99).map(|time| time / 1e6)
            }
            Signal::EstimatedUsd => Some(1000.0 * sum / all as f64),
            Signal::SloBurn => Some(hits as f64 / all as f64 / (1.0 - self.plan.slo).max(1e-9)),
            _ => Some(hits as f64 / all as f64),
        }
    }

    fn look(&mut self, now_s: f64) {
        if self.detector.is_some() {
            // A whole window without another word from the test.
            if self.looks >= self.spoke + PARTS {
                self.clear(now_s);
            }
        } else if let Some(value) = self.value() {
            if self.plan.is_bad(value) {
                self.fire(now_s, value);
            } else {
                self.clear(now_s);
            }
        } else if self.parts.iter().all(|part| part.all == 0) {
            // Nothing came for a whole window, as where the alert itself sends all another way: it
            // clears, the way is open again, and what comes then is judged anew.
            self.clear(now_s);
        }
        self.looks += 1;
        let at = self.looks % PARTS;
        let part = &mut self.parts[at];
        part.hits = 0;
        part.all = 0;
        part.sum = 0.0;
        part.latency.clear();
        self.things.iter_mut().for_each(|thing| thing.begin_part(at));
    }
}

impl Engine {
    pub(super) fn on_look(&mut self, index: u32) {
        let watch = &self.watches[index as usize];
        let (hop, signal) = (watch.hop, watch.plan.signal);
        match signal {
            Signal::Volume => self.look_at_volume(index),
            Signal::QueueWait => {
                let longest = self.longest_wait();
                self.watches[index as usize].longest_min = longest as f64 / 6e10;
            }
            signal if signal.is_labelled() => self.deliver_labels(),
            _ => {}
        }
        self.watches[index as usize].look(self.now as f64 / NANOS_PER_S);
        self.events.schedule_rarely(self.now + hop, Kind::Look, index);
    }

    /// Requests that came since the last look, and those that should have come.
    fn look_at_volume(&mut self, index: u32) {
        let sources = self.nodes.iter().filter_map(|node| node.source.as_ref());
        let sent: u64 = sources.map(|source| source.sent).sum();
        let watch = &mut self.watches[index as usize];
        let hop_s = watch.hop as f64 / NANOS_PER_S;
        let now_s = self.now as f64 / NANOS_PER_S;
        let usual: f64 = rates(&self.plan, None, now_s - hop_s, now_s).iter().sum();
        let came = sent - std::mem::replace(&mut watch.sent, sent);
        let part = watch.part();
        part.hits = came;
        part.all = came;
        part.sum = usual * hop_s;
    }

    /// How long the first in line at any desk has waited.
    fn longest_wait(&self) -> Nanos {
        let desks = self.plan.nodes.iter().zip(&self.nodes);
        desks
            .filter(|(node, _)| matches!(node.role, Role::Desk(_)))
            .flat_map(|(_, state)| state.stations.clone())
            .filter_map(|s| self.stations[s as usize].queue.oldest(&self.flights))
            .map(|flight| self.now - self.flights[flight].entered)
            .max()
            .unwrap_or(0)
    }
}
