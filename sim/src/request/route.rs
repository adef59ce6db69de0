//! What nodes do to a request, where it goes next, and how it ends.

use super::BARE;
use super::engine::Engine;
use super::events::{Event, Kind};
use super::flight::{Failure, Flight, NEVER, NONE};
use crate::model::Action;
use crate::parts::balance;
use crate::plan::{Nanos, Role, ScorePlan, Trigger, nanos, store_bit};
use crate::world::Fate;

impl Engine {
    /// A visit went well: the node does its work on the request, which then goes on.
    #[inline(always)]
    pub(super) fn visited(&mut self, index: u32, at: u32) {
        if BARE || !self.nodes[at as usize].waits {
            self.close_call(index, Some(true));
        }
        if self.nodes[at as usize].is_plain {
            let case = self.flights[index].case;
            if !self.cases[case].returns_at_once {
                self.go_on(index, at);
                return;
            }
        }
        if BARE {
            self.go_on(index, at);
        } else {
            self.do_work(index, at);
        }
    }

    #[inline(never)]
    fn do_work(&mut self, index: u32, at: u32) {
        let case = self.flights[index].case;
        match &self.plan.nodes[at as usize].role {
            Role::Store { miss_rate, .. } => {
                let miss_rate = *miss_rate;
                let misses = &mut self.nodes[at as usize].misses;
                if miss_rate <= 0.0 || misses.uniform() >= miss_rate {
                    self.cases[case].content.stores |= store_bit(&self.plan.nodes, at as usize);
                }
            }
            Role::Scorer { is_fallback, .. } => {
                self.cases[case].content.by_fallback = *is_fallback;
                self.score(case, at);
                if self.refuses_answer(index) {
                    return;
                }
            }
            Role::Table { .. } => {
                if !self.look_up_score(case, at) {
                    self.fail(index, Failure::Error);
                    return;
                }
                if self.refuses_answer(index) {
                    return;
                }
            }
            Role::Retrieval { recall } => {
                let recall = self.nodes[at as usize].mismatch.unwrap_or(*recall) as f32;
                let content = &mut self.cases[case].content;
                content.recall = content.recall.min(recall);
            }
            Role::Rules { .. } => self.apply_rules(case, at),
            Role::Desk(_) => self.review(index, at),
            Role::Sink { .. } => {
                self.reach_sink(index, at);
                return;
            }
            Role::Cache(_) => {
                self.ask_cache(index, at);
                return;
            }
            Role::FanOut { wait_for } => {
                let wait_for = *wait_for;
                self.fan_out(index, at, wait_for);
                return;
            }
            _ => {}
        }
        self.after_visit(index, at);
    }

    /// Rules decide about a request.
    pub(super) fn apply_rules(&mut self, case: u32, at: u32) {
        let Role::Rules { true_positive_rate, false_positive_rate, is_fallback } =
            self.plan.nodes[at as usize].role
        else {
            return;
        };
        let positive = self.cases[case].positive;
        let rate = if positive { true_positive_rate } else { false_positive_rate };
        let fires = self.fate(case).rules() < rate;
        let content = &mut self.cases[case].content;
        content.action = Some(if fires { Action::Decline } else { Action::Approve });
        content.score = f32::NAN;
        content.scorer = at;
        content.by_fallback = is_fallback;
    }

    /// The node's work is done.
    #[inline(never)]
    pub(super) fn after_visit(&mut self, index: u32, at: u32) {
        self.close_call(index, Some(true));
        let case = self.flights[index].case;
        if self.cases[case].returns_at_once {
            self.return_to_caller(index, None);
            return;
        }
        if matches!(self.plan.nodes[at as usize].role, Role::Sink { .. }) {
            self.reach_sink(index, at);
            return;
        }
        if !self.plan.nodes[at as usize].shadows.is_empty() {
            self.mirror(index, at);
        }
        if let Some(hours) = self.plan.nodes[at as usize].online
            && let Some(time) = self.next_online(&hours)
        {
            self.flights[index].event = self.events.schedule_rarely(time, Kind::Online, index);
            return;
        }
        self.go_on_rarely(index, at);
    }

    /// When a device that is offline now is online again.
    fn next_online(&self, hours: &[u32; 24]) -> Option<Nanos> {
        let hour_ns = nanos(3600.0);
        let hour = self.now / hour_ns;
        let offline = |later: u64| hours[((hour + later) % 24) as usize] == 0;
        let wait = (0..24).take_while(|&later| offline(later)).count() as u64;
        match wait {
            0 => None,
            24 => Some(self.horizon),
            _ => Some((hour + wait) * hour_ns),
        }
    }

    pub(super) fn on_online(&mut self, event: Event) {
        if self.flights[event.index].event == event.seq {
            self.flights[event.index].event = 0;
            let at = self.node_of(event.index);
            self.go_on_rarely(event.index, at);
        }
    }

    /// Sends a request along one of the links that leave a node.
    #[inline(always)]
    pub(super) fn go_on(&mut self, index: u32, at: u32) {
        match self.nodes[at as usize].only_link {
            NONE => self.choose_way(index, at),
            link => self.call(index, link),
        }
    }

    /// The same, for places that are rare enough not to need a copy of the whole way.
    #[inline(never)]
    pub(super) fn go_on_rarely(&mut self, index: u32, at: u32) {
        self.go_on(index, at);
    }

    #[inline(never)]
    pub(super) fn choose_way(&mut self, index: u32, at: u32) {
        let node = &self.plan.nodes[at as usize];
        if let Role::Policy { thresholds, .. } = node.role {
            self.sort(index, at, thresholds);
            return;
        }
        // Nobody visits a source, so what it sends is mirrored on its way out.
        if matches!(node.role, Role::Source(_)) && !node.shadows.is_empty() {
            self.mirror(index, at);
        }
        let node = &self.plan.nodes[at as usize];
        for &link in &node.on_failure {
            if let Trigger::Monitor(monitor) = self.plan.links[link as usize].trigger
                && self.watches.iter().any(|watch| watch.node == monitor && watch.is_firing)
            {
                self.call_rarely(index, link);
                return;
            }
        }
        let link = match node.next.as_slice() {
            [] => None,
            [(_, link)] => Some(*link),
            _ if matches!(node.role, Role::Balancer(_)) => self.balance(index, at),
            _ if matches!(node.role, Role::Trial(_)) => self.assign(index, at),
            links => {
                let total = links[links.len() - 1].0;
                let drawn = self.nodes[at as usize].routing.uniform() * total;
                let chosen = links.partition_point(|&(weight, _)| weight <= drawn);
                Some(links[chosen.min(links.len() - 1)].1)
            }
        };
        match link {
            Some(link) => self.call_rarely(index, link),
            None if self.is_subcall(index) => self.return_to_caller(index, None),
            // A path that ends without a sink has no deadline.
            None => self.decide_flight(index, NEVER, self.plan.default_action),
        }
    }

    /// The target that a balancer's policy chooses.
    fn balance(&mut self, index: u32, at: u32) -> Option<u32> {
        let Role::Balancer(plan) = self.plan.nodes[at as usize].role else { return None };
        let case = self.flights[index].case;
        let key = self.key_of(case);
        let next = &self.plan.nodes[at as usize].next;
        let links = &self.links;
        let node = &mut self.nodes[at as usize];
        let health = &node.health;
        let targets = balance::Targets {
            count: next.len(),
            loads: |at: usize| links[next[at].1 as usize].open,
            weights: (plan.policy == balance::Policy::Random).then_some(&node.weights[..]),
            is_up: |at: usize| health.get(at).is_none_or(balance::Health::is_up),
        };
        let chosen = balance::pick(plan.policy, &targets, &mut node.cursor, &mut node.balance, key);
        chosen.map(|at| next[at].1)
    }

    /// A balancer looks which of its targets are down.
    pub(super) fn on_health(&mut self, at: u32) {
        let Role::Balancer(plan) = self.plan.nodes[at as usize].role else { return };
        let Some((every, _, _)) = plan.health else { return };
        self.events.schedule_rarely(self.now + every, Kind::Health, at);
        for (number, &(_, link)) in self.plan.nodes[at as usize].next.iter().enumerate() {
            let to = self.plan.links[link as usize].to;
            let stations = self.stations_of(to);
            let is_down = !stations.is_empty()
                && stations.into_iter().all(|s| self.stations[s as usize].is_down());
            self.nodes[at as usize].health[number].probe(!is_down);
        }
    }

    pub(super) fn fate(&self, case: u32) -> Fate {
        let case = &self.cases[case];
        Fate::of(self.world_keys[case.source as usize], case.serial)
    }

    /// Does the caller's fallback chain want another answer, as this one is too old or too
    /// uncertain? If so, the request has gone there.
    fn refuses_answer(&mut self, index: u32) -> bool {
        let link = self.flights[index].link;
        if link == NONE {
            return false;
        }
        let case = self.flights[index].case;
        let content = self.cases[case].content;
        let p = self.probability(content.score);
        let next = self.rest_of_chain(link).find(|&(_, trigger)| match trigger {
            Trigger::Stale(age) => content.feature_age > age,
            Trigger::LowConfidence(least) => p.max(1.0 - p) < least,
            _ => false,
        });
        if let Some((next, _)) = next {
            self.call_rarely(index, next);
        }
        next.is_some()
    }

    /// Calibrated probability of a score; the base rate where there is none.
    pub(super) fn probability(&self, score: f32) -> f64 {
        let world = &self.plan.world;
        if score.is_nan() {
            return world.base_rate;
        }
        match world.scores {
            ScorePlan::Rows { .. } => f64::from(score),
            ScorePlan::Gaussian => {
                let (d, pi) = (world.separation, world.base_rate);
                if pi <= 0.0 || pi >= 1.0 {
                    return pi;
                }
                let logit = libm::log(pi / (1.0 - pi)) + d * f64::from(score) - 0.5 * d * d;
                1.0 / (1.0 + libm::exp(-logit))
            }
        }
    }

    /// A policy sorts a request by its score, or by what rules said of it.
    fn sort(&mut self, index: u32, at: u32, thresholds: (f64, f64)) {
        let [approve, review, decline] = self.plan.nodes[at as usize].by_action;
        let case_index = self.flights[index].case;
        let default_action = self.plan.default_action;
        let case = &mut self.cases[case_index];
        let score = f64::from(case.content.score);
        let (action, to_people) = match case.content.action {
            _ if !score.is_nan() => {
                if score >= thresholds.1 {
                    (Action::Decline, false)
                } else {
                    (Action::Approve, score >= thresholds.0)
                }
            }
            Some(action) => (action, false),
            None => (default_action, false),
        };
        case.content.action = Some(action);
        case.policy = at;
        if case.answered == NEVER {
            case.answered = self.now;
        }
        let to_people = to_people && review.is_some();
        if !case.is_ghost {
            for watch in &mut self.watches {
                watch.sorted(to_people, action == Action::Decline);
            }
            if self.asked.estimates && !score.is_nan() {
                self.estimate(case_index, action);
            }
        }
        let link = match (to_people, action) {
            (true, _) => review,
            (false, Action::Approve) => approve,
            (false, Action::Decline) => decline,
        };
        match link {
            Some(link) => self.call_rarely(index, link),
            None if self.is_subcall(index) => self.return_to_caller(index, None),
            None => self.decide_flight(index, NEVER, action),
        }
    }

    /// What the score by itself lets an action cost, for monitors.
    fn estimate(&mut self, case: u32, action: Action) {
        let content = self.cases[case].content;
        let positive = self.probability(content.score);
        let costs = &self.plan.world.costs;
        let usd = match action {
            Action::Decline => (1.0 - positive) * costs.false_positive_usd,
            Action::Approve => positive * costs.false_negative_usd,
        };
        for watch in &mut self.watches {
            watch.estimated(content.scorer, usd);
        }
    }

    fn review(&mut self, index: u32, at: u32) {
        let Role::Desk(desk) = self.plan.nodes[at as usize].role else { return };
        let Flight { case, entered, since, .. } = self.flights[index];
        let worked = self.worked(at);
        let draw = self.fate(case).review();
        let case = &mut self.cases[case];
        let Some(people) = &mut self.nodes[at as usize].desk else { return };
        let (sensitivity, specificity) = people.rates(worked);
        people.reviewed(case.positive);
        let is_right = draw < if case.positive { sensitivity } else { specificity };
        let declines = case.positive == is_right;
        case.content.action = Some(if declines { Action::Decline } else { Action::Approve });
        case.content.reviewed = true;
        if case.is_ghost {
            return;
        }
        // From the automatic answer on, or from the start where there was none.
        let from = if case.answered == NEVER { case.born } else { case.answered };
        let hours = (self.now - from) as f64 / 3.6e12;
        let delay_usd = hours * self.plan.world.costs.review_delay_usd_per_h;
        let arms = case.content.arms;
        self.tally.reviewed(desk.usd_per_item, delay_usd);
        self.spend_in_arms(arms, desk.usd_per_item + delay_usd);
        for watch in &mut self.watches {
            watch.reviewed(since.saturating_sub(entered));
        }
    }

    #[inline(always)]
    pub(super) fn is_subcall(&self, index: u32) -> bool {
        !self.cases[self.flights[index].case].is_request()
    }
}
