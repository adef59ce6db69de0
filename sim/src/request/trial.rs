//! Experiments: who comes into which arm, and what becomes of each.

use super::engine::Engine;
use super::flight::Case;
use crate::model::Action;
use crate::plan::{Plan, Role, TrialPlan};
use crate::result::Outcome;
use crate::stats::RequestDraws;

/// Experiments that a request keeps track of, two bits each.
const MOST_TRIALS: usize = 16;

/// What a request knows of its arm.
const CONTROL: u32 = 1;
const TREATMENT: u32 = 2;
/// Treated, and nobody knows.
const LOST: u32 = 3;

/// Nanoseconds of a day.
const DAY_NS: f64 = 8.64e13;

/// What changes about an experiment.
#[derive(Debug)]
pub(super) struct TrialState {
    pub(super) node: u32,
    pub(super) plan: TrialPlan,
    /// Where the draws of users start.
    key: u64,
    /// Users who have been put into an arm, as bits.
    met: Vec<u64>,
    count: [ArmCount; 2],
    pub(super) buckets: Vec<[ArmCount; 2]>,
    /// Over the whole run: units written down in each arm, and those planned.
    pub(super) units: [u64; 2],
    pub(super) planned: [f64; 2],
}

/// An arm in a bucket of the series.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ArmCount {
    pub(super) exposed: u64,
    pub(super) lost: u64,
    pub(super) ended: u64,
    pub(super) decided: u64,
    pub(super) declined: u64,
    pub(super) positives: u64,
    /// Wrong decisions.
    pub(super) errors: u64,
    pub(super) usd: f64,
}

/// How a request of an arm ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct ArmEnd {
    pub(super) outcome: Outcome,
    pub(super) action: Action,
    pub(super) positive: bool,
    pub(super) usd: f64,
}

impl TrialState {
    pub(super) fn of(plan: &Plan) -> Vec<Self> {
        let nodes = plan.nodes.iter().enumerate();
        let trials = nodes.filter_map(|(at, node)| match &node.role {
            Role::Trial(trial) if node.next.len() > 1 => Some(Self {
                node: at as u32,
                plan: trial.clone(),
                key: trial.key(),
                met: Vec::new(),
                count: Default::default(),
                buckets: Vec::new(),
                units: [0; 2],
                planned: [0.0; 2],
            }),
            _ => None,
        });
        trials.take(MOST_TRIALS).collect()
    }

    /// Is this the first time that a user comes?
    fn meets(&mut self, user: u32) -> bool {
        let (word, bit) = (user as usize / 64, 1 << (user % 64));
        if self.met.len() <= word {
            self.met.resize(word + 1, 0);
        }
        let is_new = self.met[word] & bit == 0;
        self.met[word] |= bit;
        is_new
    }

    /// Puts a request into an arm.
    fn expose(&mut self, user: u32, share: f64, is_treated: bool, is_lost: bool) {
        let is_unit = !self.plan.by_user || self.meets(user);
        let arm = usize::from(is_treated);
        if is_unit {
            self.planned[0] += 1.0 - share;
            self.planned[1] += share;
        }
        if is_lost {
            self.count[arm].lost += 1;
        } else {
            self.count[arm].exposed += 1;
            self.units[arm] += u64::from(is_unit);
        }
    }

    fn end(&mut self, arm: usize, end: &ArmEnd) {
        let count = &mut self.count[arm];
        let declines = end.action == Action::Decline;
        count.ended += 1;
        count.decided += u64::from(end.outcome.is_decided());
        count.declined += u64::from(declines);
        count.positives += u64::from(end.positive);
        count.errors += u64::from(end.positive != declines);
        count.usd += end.usd;
    }

    /// Closes a bucket of the series.
    pub(super) fn tick(&mut self) {
        self.buckets.push(std::mem::take(&mut self.count));
    }
}

/// The arm in which a request is known to be, of the experiment with this number.
pub(super) fn arm_of(arms: u32, number: usize) -> Option<usize> {
    match arms >> (2 * number) & 3 {
        CONTROL => Some(0),
        TREATMENT => Some(1),
        _ => None,
    }
}

impl Engine {
    /// The link to the arm of a request.
    pub(super) fn assign(&mut self, index: u32, at: u32) -> Option<u32> {
        let next = &self.plan.nodes[at as usize].next;
        let links = [next[0].1, next[1].1];
        let Some(number) = self.trials.iter().position(|trial| trial.node == at) else {
            return Some(links[0]);
        };
        let case = &self.cases[self.flights[index].case];
        let known = case.content.arms >> (2 * number) & 3;
        if known != 0 {
            return Some(links[usize::from(known != CONTROL)]);
        }
        let trial = &self.trials[number];
        let day = self.now as f64 / DAY_NS + self.plan.world.first_day;
        let share = trial.plan.share_on(day);
        let draws = self.draws_of(trial, case);
        let is_treated = draws.uniform_at(0) < share;
        let is_lost = is_treated
            && trial.plan.exposure_log
            && draws.uniform_at(1) < trial.plan.lost_treatment;
        let (user, is_ghost) = (case.key, case.is_ghost);
        if !is_ghost {
            self.trials[number].expose(user, share, is_treated, is_lost);
        }
        let known = match (is_treated, is_lost) {
            (false, _) => CONTROL,
            (true, false) => TREATMENT,
            (true, true) => LOST,
        };
        let case = self.flights[index].case;
        self.cases[case].content.arms |= known << (2 * number);
        Some(links[usize::from(is_treated)])
    }

    /// The draws of a request's unit: which arm, and whether the exposure is lost.
    fn draws_of(&self, trial: &TrialState, case: &Case) -> RequestDraws {
        if trial.plan.by_user {
            RequestDraws::new(trial.key, u64::from(case.key))
        } else {
            RequestDraws::new(trial.key ^ self.world_keys[case.source as usize], case.serial)
        }
    }

    /// What is spent on a request on its way.
    pub(super) fn spend_in_arms(&mut self, arms: u32, usd: f64) {
        for (number, trial) in self.trials.iter_mut().enumerate() {
            if let Some(arm) = arm_of(arms, number) {
                trial.count[arm].usd += usd;
            }
        }
    }

    /// A request has ended in its arms.
    pub(super) fn end_in_arms(&mut self, arms: u32, end: &ArmEnd) {
        for (number, trial) in self.trials.iter_mut().enumerate() {
            if let Some(arm) = arm_of(arms, number) {
                trial.end(arm, end);
            }
        }
    }
}
