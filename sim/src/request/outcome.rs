//! How requests end.

use super::BARE;
use super::engine::Engine;
use super::flight::{Failure, Flight, NEVER, NONE, State};
use super::labels::explores;
use super::logbook::Ending;
use super::tally::Finished;
use super::trial::ArmEnd;
use crate::model::{Action, Costs};
use crate::plan::{Nanos, Role};
use crate::result::Outcome;

impl Engine {
    /// A sub-call or a shadow has come to the end of its path.
    #[inline(never)]
    pub(super) fn return_to_caller(&mut self, index: u32, failure: Option<Failure>) {
        let case = self.flights[index].case;
        if self.cases[case].join == NONE {
            self.close_call(index, None);
            self.free(index, case);
        } else {
            self.come_back(index, failure);
        }
    }

    #[inline(always)]
    pub(super) fn reach_sink(&mut self, index: u32, at: u32) {
        let Role::Sink { deadline, default_action } = self.plan.nodes[at as usize].role else {
            return;
        };
        if self.is_subcall(index) {
            self.return_to_caller(index, None);
        } else {
            self.decide_flight(index, deadline, default_action);
        }
    }

    /// A flight has come to the end of its way.
    #[inline(never)]
    pub(super) fn decide_flight(&mut self, index: u32, deadline: Nanos, default_action: Action) {
        let case = self.flights[index].case;
        self.free_flight(index);
        self.decide(case, deadline, default_action, false);
    }

    /// A decision takes effect, if it comes in time. (Has the request's time been recorded?)
    #[inline(always)]
    pub(super) fn decide(
        &mut self,
        case_index: u32,
        deadline: Nanos,
        default_action: Action,
        is_recorded: bool,
    ) {
        let case = &self.cases[case_index];
        let answered = if case.answered == NEVER { self.now } else { case.answered };
        let latency = answered - case.born;
        let in_time = latency <= deadline;
        let outcome = match in_time {
            false => Outcome::Late,
            true if case.content.reviewed => Outcome::Review,
            true if case.content.by_fallback => Outcome::Fallback,
            true => Outcome::InTime,
        };
        let action = match case.content.action {
            Some(action) if in_time => action,
            _ => default_action,
        };
        self.end_case(case_index, outcome, action, Some(latency), is_recorded);
    }

    /// No way is left for a request.
    #[inline(never)]
    pub(super) fn give_up(&mut self, index: u32, failure: Failure) {
        if self.is_subcall(index) {
            self.return_to_caller(index, Some(failure));
            return;
        }
        let flight = &self.flights[index];
        let case = flight.case;
        let action = match flight.link {
            NONE => self.plan.default_action,
            link => match self.plan.nodes[self.plan.links[link as usize].to as usize].role {
                Role::Desk(desk) => desk.overflow,
                _ => self.plan.default_action,
            },
        };
        self.free_flight(index);
        self.end_case(case, failure.outcome(), action, None, false);
    }

    /// A request has its outcome; its flight is gone already.
    #[inline(always)]
    pub(super) fn end_case(
        &mut self,
        case_index: u32,
        outcome: Outcome,
        action: Action,
        latency: Option<Nanos>,
        is_recorded: bool,
    ) {
        let case = &self.cases[case_index];
        let source = case.source;
        let sojourn = self.now - case.born;
        self.tally.ended(outcome, latency, sojourn, is_recorded, case.class, self.now);
        if BARE || self.ends_alone {
            self.release(case_index);
            return;
        }
        if !self.watches.is_empty() {
            let is_failure = latency.is_none() || outcome == Outcome::Late;
            for watch in &mut self.watches {
                watch.ended(is_failure, latency);
            }
        }
        let mut end = Ending { case: case_index, outcome, action, latency };
        if self.has_world {
            self.count_decision(&mut end);
        }
        if !(self.trials.is_empty() && self.logbooks.is_empty()) {
            self.write_down(&end);
        }
        self.release(case_index);
        if self.nodes[source as usize].is_closed {
            self.think(source);
        }
    }

    /// Counts what was decided, on all sides.
    #[inline(never)]
    fn count_decision(&mut self, end: &mut Ending) {
        let case = &self.cases[end.case];
        let fate = self.fate(end.case);
        if end.action == Action::Decline
            && self.exploration > 0.0
            && explores(self.exploration, fate)
        {
            end.action = Action::Approve;
        }
        let finished = Finished {
            action: end.action,
            positive: case.positive,
            fate,
            ended: self.now,
            abandonment_usd: abandonment_usd(&self.plan.world.costs, end.latency),
        };
        self.tally.decided(&finished, &self.plan);
        let is_joined = self.labels.is_some() && self.is_kept(end.case, false);
        if let Some(labels) = &mut self.labels {
            let times = (self.now, self.horizon);
            labels.decided(times, fate, finished.positive, end.action, is_joined);
        }
    }

    /// At the end, who still waits for a person has the default action until then: left out, those
    /// who are suspected would be missing on all sides.
    pub(super) fn leave_undecided(&mut self) {
        let is_at_desk = |s: u32| {
            let node = self.stations.get(s as usize).map(|station| station.node as usize);
            node.is_some_and(|at| matches!(self.plan.nodes[at].role, Role::Desk(_)))
        };
        let waits = |flight: &&Flight| {
            matches!(flight.state, State::Queued | State::Serving)
                && flight.case != NONE
                && is_at_desk(flight.station)
        };
        let cases: Vec<u32> = self.flights.iter().filter(waits).map(|it| it.case).collect();
        for case in cases.into_iter().filter(|&case| self.cases[case].is_request()) {
            let (positive, fate) = (self.cases[case].positive, self.fate(case));
            self.tally.on_all_sides(positive, self.plan.default_action, fate, &self.plan);
        }
    }

    /// Writes down how a request ended, in its arms and in logs.
    #[inline(never)]
    fn write_down(&mut self, end: &Ending) {
        let case = &self.cases[end.case];
        let costs = &self.plan.world.costs;
        let (arms, positive) = (case.content.arms, case.positive);
        if arms != 0 {
            let missed_usd = if end.outcome.is_in_time() { 0.0 } else { costs.missed_usd };
            let usd = error_usd(costs, positive, end.action)
                + abandonment_usd(costs, end.latency)
                + missed_usd;
            let (outcome, action) = (end.outcome, end.action);
            self.end_in_arms(arms, &ArmEnd { outcome, action, positive, usd });
        }
        if !self.logbooks.is_empty() {
            self.log_end(end);
        }
    }
}

/// What a sender costs who may have given up because the answer took so long.
fn abandonment_usd(costs: &Costs, latency: Option<Nanos>) -> f64 {
    let hundreds = latency.map_or(0.0, |latency| latency as f64 / 1e8);
    (costs.abandonment_per_100ms * hundreds).min(1.0) * costs.abandoned_usd
}

/// What an action costs, the benefit of good ones taken off.
fn error_usd(costs: &Costs, positive: bool, action: Action) -> f64 {
    match (positive, action) {
        (true, Action::Approve) => costs.false_negative_usd,
        (false, Action::Decline) => costs.false_positive_usd,
        (true, Action::Decline) => 0.0,
        (false, Action::Approve) => -costs.good_approved_usd,
    }
}
