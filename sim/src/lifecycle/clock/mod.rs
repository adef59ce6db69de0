//! The clock: from one moment at which something changes to the next.

mod day;
mod end;
mod response;
mod watching;

use super::decide::Backlog;
use super::faults::Faults;
use super::flow::Switches;
use super::health::State;
use super::labels::{Arrived, Decided, Labels};
use super::money::{self, Books};
use super::outcome::{Outcome, Stage, Stretch};
use super::people;
use super::rates::rates;
use super::result::{Life, LifeSeries, Mark};
use super::start;
use super::training::{School, Today};
use super::twin::Twin;
use super::watch::Watch;
use crate::plan::{OnCallPlan, Plan, Role, Signal};
use crate::stats::Stream;
use day::Day;
use watching::Passed;

const HOUR_S: f64 = 3_600.0;
const DAY_S: f64 = 86_400.0;

/// Steps while an incident has just begun and nobody knows, in seconds: a runbook acts within
/// minutes.
const STEP_S: f64 = 300.0;

/// A life under way.
pub(super) struct Clock<'a> {
    plan: &'a Plan,
    stage: Stage<'a>,
    days: u32,
    state: State,
    faults: Faults<'a>,
    school: School,
    labels: Option<(Labels, String)>,
    watches: Vec<Watch>,
    /// Whom each monitor tells.
    told: Vec<Option<OnCallPlan>>,
    backlogs: Vec<Option<Backlog>>,
    twin: Twin,
    switches: Switches,
    /// The incident for which the fallback is on, and that for which automation is stopped.
    fallback_for: Option<Option<usize>>,
    stopped_for: Option<Option<usize>>,
    stream: Stream,
    books: Books,
    marks: Vec<Mark>,
    series: LifeSeries,
    day: Day,
    now_s: f64,
    false_alerts: f64,
    incidents_usd: f64,
    /// Labelled misses and positives while nothing was wrong.
    usual: (f64, f64),
    /// Does a monitor want to know what scores by themselves let expect?
    estimates: bool,
    last: Option<Outcome>,
}

impl<'a> Clock<'a> {
    pub(super) fn new(plan: &'a Plan, days: u32) -> Self {
        let (seed, replication) = (plan.settings.seed, plan.settings.replication);
        let mut stream = start::stream(plan);
        let stage = Stage::new(plan, &mut stream);
        let role = |of: fn(&Role) -> bool| plan.nodes.iter().find(|node| of(&node.role));
        let training = role(|role| matches!(role, Role::Training(_))).and_then(|node| {
            let Role::Training(training) = node.role else { return None };
            Some((training, node.id.clone()))
        });
        let registry = role(|role| matches!(role, Role::Registry(_))).and_then(|node| {
            let Role::Registry(registry) = node.role else { return None };
            Some((registry, node.id.clone()))
        });
        let labels = start::labels(plan).map(|(labels, id)| (Labels::new(labels, days), id));
        let horizon_s = f64::from(days) * DAY_S;
        let mut clock = Self {
            plan,
            stage,
            days,
            state: State::new(plan),
            faults: Faults::new(plan, &plan.incident_ids, horizon_s),
            school: School::new(training, registry, &plan.world),
            labels,
            watches: Vec::new(),
            told: Vec::new(),
            backlogs: start::backlogs(plan),
            twin: Twin::new(plan),
            switches: Switches::default(),
            fallback_for: None,
            stopped_for: None,
            stream,
            books: Books::default(),
            marks: Vec::new(),
            series: LifeSeries::default(),
            day: Day::default(),
            now_s: 0.0,
            false_alerts: 0.0,
            incidents_usd: 0.0,
            usual: (0.0, 0.0),
            estimates: false,
            last: None,
        };
        clock.set_up_monitors((seed, replication));
        clock
    }

    /// Monitors compare with the system as it was built.
    fn set_up_monitors(&mut self, seed: (u64, u32)) {
        let start = self.stage.first_hour(&self.school);
        let usual_labels = start::reading(self.plan, &start);
        let seen = if start.seen.is_empty() { self.stage.unseen() } else { start.seen };
        let offline = self.stage.offline();
        for (at, node) in self.plan.nodes.iter().enumerate() {
            let Role::Monitor(monitor) = node.role else { continue };
            let place = (at as u32, node.id.as_str());
            let world = &self.plan.world;
            self.estimates |= monitor.signal == Signal::EstimatedUsd;
            self.watches.push(Watch::new(
                place,
                monitor,
                world,
                &seen,
                &offline,
                usual_labels,
                seed,
            ));
            self.told.push(
                response::on_call(self.plan, at as u32)
                    .or_else(|| monitor.has_owner.then(people::somebody)),
            );
        }
    }

    pub(super) fn run(mut self) -> Life {
        let horizon_s = f64::from(self.days) * DAY_S;
        while self.now_s < horizon_s {
            self.faults.turn(self.now_s, &mut self.state, &mut self.marks);
            if self.state.running > 0 {
                let labels = self.labels.as_ref().map(|(labels, _)| labels);
                self.twin.part(&self.school, labels);
            }
            self.work_of_people();
            self.learn();
            let hour = (libm::floor(self.now_s / HOUR_S) + 1.0) * HOUR_S;
            let soon = if self.faults.is_news(self.now_s) { self.now_s + STEP_S } else { hour };
            let next = [
                hour,
                soon,
                self.faults.next_s(),
                self.school.next_s(),
                self.twin.next_s(),
                self.next_work_s(),
                horizon_s,
            ]
            .into_iter()
            .filter(|&at| at > self.now_s)
            .fold(hour, f64::min);
            self.pass(next);
            self.now_s = next;
        }
        self.finish()
    }

    /// A stretch in which nothing changes.
    fn pass(&mut self, to_s: f64) {
        let from_s = self.now_s;
        let hour = (from_s / HOUR_S) as usize % 24;
        let rates_now = rates(self.plan, Some(&self.state.nodes), from_s, to_s);
        let usual = rates(self.plan, None, from_s, to_s);
        let stretch = Stretch { from_s, to_s, hour, rates: &rates_now };
        let outcome = self.stage.pass(
            stretch,
            &self.state,
            self.switches,
            self.stopped_for.is_some(),
            &self.school,
            &mut self.backlogs,
        );
        let is_hurt = self.state.running > 0
            || self.switches != Switches::default()
            || self.stopped_for.is_some();
        let labels = self.labels.as_ref().map(|(labels, _)| labels);
        let system = (&outcome, &self.backlogs[..], &self.school, labels);
        let healthy = self.twin.pass(&self.stage, stretch, &self.state, is_hurt, system);
        let n = stretch.requests();
        let costs = self.books.write(&self.stage, n, &outcome, &healthy);
        let best = self.twin.best(&self.stage, stretch, &self.state, costs.healthy);
        self.day.add(n, &outcome, costs, self.angle_of_version(outcome.angle));
        self.day.best_usd += best;
        self.lose(costs);
        let day = (from_s / DAY_S) as usize;
        let arrived = self.labels_of((from_s, to_s), n, &outcome);
        for (_, labels) in &arrived {
            self.day.labels.add(labels);
        }
        self.watch(&Passed {
            from_s,
            to_s,
            day,
            outcome: &outcome,
            rates: &rates_now,
            usual: &usual,
            arrived: &arrived,
        });
        if to_s >= (day + 1) as f64 * DAY_S - 1e-6 {
            self.read_labels(to_s);
            self.end_day();
        }
        self.last = Some(outcome);
    }

    fn angle_of_version(&self, angle: f64) -> f64 {
        angle - self.school.live_version().angle
    }

    /// What incidents cost: the loss is shared among those under way. What broken training has made
    /// costs on after its incident.
    fn lose(&mut self, costs: money::Costs) {
        let mut whose: Vec<_> = self.faults.under_way(self.now_s).collect();
        if whose.is_empty() {
            whose = self.faults.trained_badly(self.now_s).collect();
        }
        let share = (costs.system - costs.healthy) / whose.len().max(1) as f64;
        for of in whose {
            self.faults.stories[of].usd_lost += share;
        }
    }

    /// Decisions go on record; labels of earlier ones come.
    fn labels_of(&mut self, stretch: (f64, f64), n: f64, outcome: &Outcome) -> Vec<(f64, Arrived)> {
        let kept = self.state.lost_labels.product();
        let kept_positives = self.state.lost_positives.product();
        let Some((labels, _)) = &mut self.labels else { return Vec::new() };
        let &Outcome { base_rate, declines, angle, .. } = outcome;
        labels.decide(stretch, &Decided { n, base_rate, declines, angle });
        labels.arrive(stretch.1, kept, kept_positives)
    }

    fn learn(&mut self) {
        let today = Today {
            now_s: self.now_s,
            world: &self.plan.world,
            labels: self.labels.as_ref().map(|(labels, _)| labels),
            joined: self.plan.record.decisions,
            angle: self.state.conditions.angle(&self.plan.world, self.now_s / DAY_S),
            base_rate: self.state.conditions.base_rate(&self.plan.world),
            bad_training: self.state.bad_training.product(),
        };
        self.school.look(&today, &mut self.marks);
        self.twin.learn(&today);
    }
}
