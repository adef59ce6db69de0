//! Prediction logs: what is kept of decisions, and a sample of them for the reader.
//!
//! Which requests are in the sample follows from their numbers alone: those with the smallest of
//! as many random numbers. So the sample is spread evenly over all that have ended, however many
//! there are.

use std::collections::BTreeMap;

use super::engine::Engine;
use super::trial::arm_of;
use crate::model::{Action, LinkKind};
use crate::plan::{LogPlan, NANOS_PER_S, Nanos, Plan, Role};
use crate::result::{Decision, Outcome, SeenFeature};
use crate::stats::{Purpose, RequestDraws, stream_key};
use crate::world::Value;

/// Most decisions that a result keeps.
const MOST_KEPT: usize = 200;

/// Most requests on their way whose features are remembered.
const MOST_UNDER_WAY: usize = 4096;

/// A request: its place in the sample, its source and its number there.
type Ticket = (u64, u32, u64);

/// A prediction log at work.
#[derive(Debug)]
pub(super) struct Logbook {
    pub(super) node: u32,
    plan: LogPlan,
    /// Where its draws start.
    key: u64,
    /// Decisions in the sample.
    kept: BTreeMap<Ticket, Decision>,
    room: usize,
    /// What was seen of requests that have not ended.
    under_way: BTreeMap<(u32, u64), Vec<Option<Value>>>,
    /// Records since the last tick, and in each bucket of the series.
    records: u64,
    pub(super) buckets: Vec<u64>,
}

/// How a request ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    pub(super) case: u32,
    pub(super) outcome: Outcome,
    pub(super) action: Action,
    pub(super) latency: Option<Nanos>,
}

impl Logbook {
    pub(super) fn of(plan: &Plan) -> Vec<Self> {
        let is_fed = |at: usize| {
            plan.links.iter().any(|link| link.kind == LinkKind::Feedback && link.to as usize == at)
        };
        let nodes = plan.nodes.iter().enumerate();
        let logs: Vec<_> = nodes
            .filter_map(|(at, node)| match node.role {
                Role::Log(log) if is_fed(at) => Some((at, &node.id, log)),
                _ => None,
            })
            .collect();
        let room = MOST_KEPT / logs.len().max(1);
        let (seed, replication) = (plan.settings.seed, plan.settings.replication);
        logs.into_iter()
            .map(|(at, id, plan)| Self {
                node: at as u32,
                plan,
                key: stream_key(seed, replication, id, Purpose::World),
                kept: BTreeMap::new(),
                room,
                under_way: BTreeMap::new(),
                records: 0,
                buckets: Vec::new(),
            })
            .collect()
    }

    pub(super) fn usd_per_record(&self) -> f64 {
        self.plan.usd_per_record
    }

    fn draws(&self, source: u32, number: u64) -> RequestDraws {
        RequestDraws::new(self.key ^ u64::from(source), number)
    }

    fn keeps(&self, draws: RequestDraws) -> bool {
        draws.uniform_at(0) < self.plan.sample_share
    }

    /// Its place in the sample, if there is one for it yet.
    fn ticket(&self, draws: RequestDraws, source: u32, number: u64) -> Option<Ticket> {
        let ticket = ((draws.uniform_at(1) * (1_u64 << 53) as f64) as u64, source, number);
        let has_room = self.kept.len() < self.room
            || self.kept.last_key_value().is_some_and(|(last, _)| ticket < *last);
        has_room.then_some(ticket)
    }

    /// Does it want to know what is seen of a request?
    fn wants_features(&self, source: u32, number: u64) -> bool {
        let draws = self.draws(source, number);
        self.plan.keeps_features
            && self.under_way.len() < MOST_UNDER_WAY
            && self.keeps(draws)
            && self.ticket(draws, source, number).is_some()
    }

    /// Closes a bucket of the series.
    pub(super) fn tick(&mut self) {
        self.buckets.push(std::mem::take(&mut self.records));
    }

    /// What is still there.
    fn decisions(&self, now_s: f64) -> impl Iterator<Item = &Decision> {
        let oldest_s = now_s - self.plan.retention_days * 86_400.0;
        self.kept.values().filter(move |decision| decision.at_s >= oldest_s)
    }
}

impl Engine {
    /// Does a log want to know what is seen of a request?
    pub(super) fn is_logged(&self, case: u32) -> bool {
        let case = &self.cases[case];
        self.logbooks.iter().any(|log| log.wants_features(case.source, case.serial))
    }

    /// Does a log keep what is decided about a request, and the features it is decided on?
    pub(super) fn is_kept(&self, case: u32, with_features: bool) -> bool {
        let case = &self.cases[case];
        self.logbooks.iter().any(|log| {
            (log.plan.keeps_features || !with_features)
                && log.keeps(log.draws(case.source, case.serial))
        })
    }

    /// A request was scored with these features.
    pub(super) fn log_features(&mut self, case: u32, seen: &[Option<Value>]) {
        let (source, number) = (self.cases[case].source, self.cases[case].serial);
        for log in &mut self.logbooks {
            if log.wants_features(source, number) {
                log.under_way.insert((source, number), seen.to_vec());
            }
        }
    }

    /// A request has ended.
    #[inline(never)]
    pub(super) fn log_end(&mut self, end: &Ending) {
        let (source, number) = (self.cases[end.case].source, self.cases[end.case].serial);
        for at in 0..self.logbooks.len() {
            let log = &mut self.logbooks[at];
            let seen = log.under_way.remove(&(source, number));
            let draws = log.draws(source, number);
            if !log.keeps(draws) {
                continue;
            }
            log.records += 1;
            if let Some(ticket) = log.ticket(draws, source, number) {
                let decision = self.decision(at, end, seen);
                let log = &mut self.logbooks[at];
                log.kept.insert(ticket, decision);
                if log.kept.len() > log.room {
                    log.kept.pop_last();
                }
            }
        }
    }

    fn decision(&self, log: usize, end: &Ending, seen: Option<Vec<Option<Value>>>) -> Decision {
        let log = &self.logbooks[log];
        let case = &self.cases[end.case];
        let id = |at: u32| self.plan.nodes.get(at as usize).map(|node| node.id.clone());
        let score = case.content.score;
        let has_score = !score.is_nan();
        let thresholds = match self.plan.nodes.get(case.policy as usize).map(|node| &node.role) {
            Some(Role::Policy { thresholds, .. }) => Some(*thresholds),
            _ => None,
        };
        // A threshold without an end is none.
        let threshold = |of: fn((f64, f64)) -> f64| thresholds.map(of).filter(|t| t.is_finite());
        Decision {
            log: self.plan.nodes[log.node as usize].id.clone(),
            at_s: self.now as f64 / NANOS_PER_S,
            source: id(case.source).unwrap_or_default(),
            number: case.serial,
            positive: case.positive,
            score: has_score.then_some(f64::from(score)),
            probability: has_score.then(|| self.probability(score)),
            approve_below: threshold(|both| both.0),
            decline_above: threshold(|both| both.1),
            action: end.action,
            outcome: end.outcome,
            latency_ms: end.latency.map(|latency| latency as f64 / 1e6),
            scorer: id(case.content.scorer),
            policy: id(case.policy),
            version: (log.plan.keeps_versions && has_score).then_some(1),
            arm: if log.plan.keeps_arm { self.arm_link(case.content.arms) } else { None },
            features: log.plan.keeps_features.then(|| self.seen_features(seen.unwrap_or_default())),
        }
    }

    /// Link of the arm of the first experiment that a request is in.
    fn arm_link(&self, arms: u32) -> Option<String> {
        self.trials.iter().enumerate().find_map(|(number, trial)| {
            let arm = arm_of(arms, number)?;
            let link = self.plan.nodes[trial.node as usize].next[arm].1;
            Some(self.plan.links[link as usize].id.clone())
        })
    }

    fn seen_features(&self, seen: Vec<Option<Value>>) -> Vec<SeenFeature> {
        let features = self.plan.world.features.iter().zip(seen);
        features
            .map(|(feature, seen)| SeenFeature {
                id: feature.id.clone(),
                value: seen.map_or(0.0, |seen| seen.value),
                age_s: seen.map_or(0.0, |seen| seen.age as f64 / NANOS_PER_S),
                is_null: seen.is_none(),
            })
            .collect()
    }

    /// What the logs kept, in order of time.
    pub(super) fn decisions(&self) -> Vec<Decision> {
        let now_s = self.now as f64 / NANOS_PER_S;
        let mut decisions: Vec<_> =
            self.logbooks.iter().flat_map(|log| log.decisions(now_s).cloned()).collect();
        decisions.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
        decisions
    }
}
