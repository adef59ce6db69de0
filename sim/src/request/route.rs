//! What nodes do to a request, where it goes next, and how it ends.

use super::engine::Engine;
use super::flight::Failure;
use super::tally::Finished;
use crate::model::Action;
use crate::plan::{DeskPlan, Nanos, Role, store_bit};
use crate::result::Outcome;
use crate::world::Fate;

impl Engine {
    /// A visit went well: the node does its work on the request, which then goes on.
    pub(super) fn visited(&mut self, index: u32, at: u32) {
        match self.plan.nodes[at as usize].role {
            Role::Store { miss_rate } => {
                let misses = &mut self.nodes[at as usize].misses;
                if miss_rate <= 0.0 || misses.uniform() >= miss_rate {
                    self.flights[index].stores |= store_bit(&self.plan.nodes, at as usize);
                }
            }
            Role::Scorer { separation_kept, is_fallback } => {
                self.score(index, separation_kept);
                self.flights[index].by_fallback = is_fallback;
            }
            Role::Rules { true_positive_rate, false_positive_rate, is_fallback } => {
                let fate = self.fate(index);
                let flight = &mut self.flights[index];
                let rate = if flight.positive { true_positive_rate } else { false_positive_rate };
                let fires = fate.rules < rate;
                flight.action = Some(if fires { Action::Decline } else { Action::Approve });
                flight.score = None;
                flight.by_fallback = is_fallback;
            }
            Role::Desk(desk) => self.review(index, desk),
            Role::Sink { deadline, default_action } => {
                self.decide(index, deadline, default_action);
                return;
            }
            _ => {}
        }
        self.go_on(index, at);
    }

    /// Sends a request along one of the links that leave a node.
    pub(super) fn go_on(&mut self, index: u32, at: u32) {
        let node = &self.plan.nodes[at as usize];
        if let Role::Policy { thresholds, .. } = node.role {
            self.sort(index, at, thresholds);
            return;
        }
        let link = match node.next.as_slice() {
            [] => None,
            [(_, link)] => Some(*link),
            links => {
                let total = links[links.len() - 1].0;
                let drawn = self.nodes[at as usize].routing.uniform() * total;
                let chosen = links.partition_point(|&(weight, _)| weight <= drawn);
                Some(links[chosen.min(links.len() - 1)].1)
            }
        };
        match link {
            Some(link) => self.call(index, link),
            // A path that ends without a sink has no deadline.
            None => self.decide(index, Nanos::MAX, self.plan.default_action),
        }
    }

    fn fate(&self, index: u32) -> Fate {
        let flight = &self.flights[index];
        let source = self.nodes[flight.source as usize].source.as_ref();
        Fate::of(source.map_or(0, |source| source.world_key), flight.serial)
    }

    fn score(&mut self, index: u32, separation_kept: f64) {
        let mut fate = self.fate(index);
        let flight = &mut self.flights[index];
        let sight = self.conditions.score(
            &self.plan.world,
            &mut fate,
            flight.positive,
            flight.stores,
            separation_kept,
            self.now,
        );
        flight.score = Some(sight.score);
        flight.action = None;
        self.tally.scored(flight.positive, sight);
        for watch in &mut self.watches {
            watch.scored(sight.saw_null);
        }
    }

    /// A policy sorts a request by its score, or by what rules said of it.
    fn sort(&mut self, index: u32, at: u32, thresholds: (f64, f64)) {
        let [approve, review, decline] = self.plan.nodes[at as usize].by_action;
        let flight = &mut self.flights[index];
        let (action, to_people) = match (flight.score, flight.action) {
            (Some(score), _) => {
                let score = f64::from(score);
                if score >= thresholds.1 {
                    (Action::Decline, false)
                } else {
                    (Action::Approve, score >= thresholds.0)
                }
            }
            (None, Some(action)) => (action, false),
            (None, None) => (self.plan.default_action, false),
        };
        flight.action = Some(action);
        flight.answered = Some(self.now);
        let to_people = to_people && review.is_some();
        for watch in &mut self.watches {
            watch.sorted(to_people, action == Action::Decline);
        }
        let link = match (to_people, action) {
            (true, _) => review,
            (false, Action::Approve) => approve,
            (false, Action::Decline) => decline,
        };
        match link {
            Some(link) => self.call(index, link),
            None => self.decide(index, Nanos::MAX, action),
        }
    }

    fn review(&mut self, index: u32, desk: DeskPlan) {
        let fate = self.fate(index);
        let flight = &mut self.flights[index];
        let right = if flight.positive { desk.sensitivity } else { desk.specificity };
        let is_right = fate.review < right;
        let declines = flight.positive == is_right;
        flight.action = Some(if declines { Action::Decline } else { Action::Approve });
        flight.reviewed = true;
        self.tally.reviewed(desk.usd_per_item);
    }

    /// A decision takes effect, if it comes in time.
    fn decide(&mut self, index: u32, deadline: Nanos, default_action: Action) {
        let flight = self.flights[index];
        let answered = flight.answered.unwrap_or(self.now);
        let in_time = answered - flight.born <= deadline;
        let outcome = match in_time {
            false => Outcome::Late,
            true if flight.reviewed => Outcome::Review,
            true if flight.by_fallback => Outcome::Fallback,
            true => Outcome::InTime,
        };
        let action = match flight.action {
            Some(action) if in_time => action,
            _ => default_action,
        };
        self.end(index, outcome, action, Some(answered - flight.born));
    }

    /// No way is left for a request.
    pub(super) fn give_up(&mut self, index: u32, failure: Failure) {
        let flight = self.flights[index];
        let link = &self.plan.links[flight.link as usize];
        let action = match self.plan.nodes[link.to as usize].role {
            Role::Desk(desk) => desk.overflow,
            _ => self.plan.default_action,
        };
        self.end(index, failure.outcome(), action, None);
    }

    fn end(&mut self, index: u32, outcome: Outcome, action: Action, latency: Option<Nanos>) {
        let flight = self.flights[index];
        let fate = self.fate(index);
        let is_failure = latency.is_none() || outcome == Outcome::Late;
        for watch in &mut self.watches {
            watch.ended(is_failure, latency);
        }
        self.tally.ended(
            &Finished {
                outcome,
                action,
                positive: flight.positive,
                latency,
                sojourn: self.now - flight.born,
                rules_draw: fate.rules,
                label_draw: fate.label,
                label_delay_draw: fate.row,
                ended: self.now,
            },
            &self.plan,
        );
        self.flights.remove(index);
    }
}
