//! Monitors: signals over a sliding window, and alerts.

use super::engine::Engine;
use super::events::Kind;
use crate::plan::{MonitorPlan, NANOS_PER_S, Nanos, Plan, Role, Signal};
use crate::result::Alert;
use crate::stats::Histogram;

/// Parts of a window: it slides by a fifth of its length.
const PARTS: usize = 5;

/// Fewest samples on which an alert is raised.
const FEWEST: u64 = 20;

/// A monitor at work.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) id: String,
    /// The monitor's node.
    pub(super) node: u32,
    plan: MonitorPlan,
    pub(super) hop: Nanos,
    parts: [Part; PARTS],
    looks: usize,
    pub(super) alerts: Vec<Alert>,
    pub(super) is_firing: bool,
}

#[derive(Debug, Default)]
struct Part {
    hits: u64,
    all: u64,
    latency: Histogram,
}

impl Watch {
    pub(super) fn of(plan: &Plan) -> Vec<Self> {
        let watch = |node: usize, id: &str, plan: MonitorPlan| Self {
            id: id.to_owned(),
            node: node as u32,
            plan,
            hop: (plan.window / PARTS as u64).max(1),
            parts: Default::default(),
            looks: 0,
            alerts: Vec::new(),
            is_firing: false,
        };
        let nodes = plan.nodes.iter().enumerate();
        nodes
            .filter_map(|(at, node)| match node.role {
                Role::Monitor(plan) => Some(watch(at, &node.id, plan)),
                _ => None,
            })
            .collect()
    }

    fn count(&mut self, signal: Signal, hit: bool) {
        if self.plan.signal == signal {
            let part = &mut self.parts[self.looks % PARTS];
            part.hits += u64::from(hit);
            part.all += 1;
        }
    }

    pub(super) fn scored(&mut self, saw_null: bool) {
        self.count(Signal::NullShare, saw_null);
    }

    pub(super) fn sorted(&mut self, to_people: bool, declined: bool) {
        self.count(Signal::ReviewShare, to_people);
        self.count(Signal::DeclineShare, declined && !to_people);
    }

    pub(super) fn ended(&mut self, is_failure: bool, latency: Option<Nanos>) {
        self.count(Signal::FailureShare, is_failure);
        if let (Signal::LatencyP99, Some(latency)) = (self.plan.signal, latency) {
            let part = &mut self.parts[self.looks % PARTS];
            part.latency.record(latency);
            part.all += 1;
        }
    }

    /// Value of the signal over the window; `None` where too little was seen, or before the first
    /// window is full.
    fn value(&self) -> Option<f64> {
        let all: u64 = self.parts.iter().map(|part| part.all).sum();
        if self.looks + 1 < PARTS || all < FEWEST {
            return None;
        }
        if self.plan.signal == Signal::LatencyP99 {
            let mut window = Histogram::default();
            self.parts.iter().for_each(|part| window.merge(&part.latency));
            return window.quantile(0.99).map(|time| time / 1e6);
        }
        let hits: u64 = self.parts.iter().map(|part| part.hits).sum();
        Some(hits as f64 / all as f64)
    }

    fn look(&mut self, now_s: f64) {
        if let Some(value) = self.value() {
            let is_bad = if self.plan.above {
                value > self.plan.threshold
            } else {
                value < self.plan.threshold
            };
            if is_bad && !self.is_firing {
                let monitor = self.id.clone();
                self.alerts.push(Alert { monitor, fired_s: now_s, cleared_s: None, value });
            } else if !is_bad
                && self.is_firing
                && let Some(alert) = self.alerts.last_mut()
            {
                alert.cleared_s = Some(now_s);
            }
            self.is_firing = is_bad;
        }
        self.looks += 1;
        let part = &mut self.parts[self.looks % PARTS];
        part.hits = 0;
        part.all = 0;
        part.latency.clear();
    }
}

impl Engine {
    pub(super) fn on_look(&mut self, index: u32) {
        let watch = &mut self.watches[index as usize];
        watch.look(self.now as f64 / NANOS_PER_S);
        self.events.schedule_rarely(self.now + watch.hop, Kind::Look, index);
    }
}
