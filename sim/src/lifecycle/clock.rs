//! The clock: from one moment at which something changes to the next.

use super::decide::Backlog;
use super::faults::Faults;
use super::flow::Switches;
use super::health::State;
use super::labels::{Arrived, Decided, Labels};
use super::money::{self, Books};
use super::outcome::{Outcome, Stage, Stretch};
use super::people;
use super::rates::rates;
use super::result::{Collecting, LabelLife, Life, LifeSeries, Mark, MarkKind};
use super::training::{School, Today, mark};
use super::twin::Twin;
use super::watch::{Alert, Sights, Watch};
use super::{start, warnings};
use crate::model::LinkKind;
use crate::plan::{OnCallPlan, Plan, Role, Runbook, Signal};
use crate::stats::Stream;
use crate::trial::calendar::label_time;

const HOUR_S: f64 = 3_600.0;
const DAY_S: f64 = 86_400.0;

/// Steps while an incident has just begun and nobody knows, in seconds: a runbook acts within
/// minutes.
const STEP_S: f64 = 300.0;

/// Labelled positives on which a change of the miss rate is judged.
const FEWEST_POSITIVES: f64 = 30.0;

/// Angle below which a version is up to date, in radians (5 degrees).
const UP_TO_DATE: f64 = 0.0873;

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

/// Sums of a day.
#[derive(Debug, Default)]
struct Day {
    requests: f64,
    nobody: f64,
    fallback: f64,
    positives: f64,
    caught: f64,
    negatives: f64,
    flagged: f64,
    auc: f64,
    separation: f64,
    review: f64,
    decline: f64,
    wait_h: f64,
    scored: f64,
    null: f64,
    angle: f64,
    usd: money::Costs,
    /// Costs without incidents and without age.
    best_usd: f64,
    labels: Arrived,
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
                on_call(self.plan, at as u32).or_else(|| monitor.has_owner.then(people::somebody)),
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
        self.watch((from_s, to_s), day, &outcome, (&rates_now, &usual), &arrived);
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

    fn watch(
        &mut self,
        (from_s, to_s): (f64, f64),
        day: usize,
        outcome: &Outcome,
        (rates, usual): (&[f64], &[f64]),
        arrived: &[(f64, Arrived)],
    ) {
        if !self.watches.is_empty() {
            self.look((from_s, to_s), day, outcome, (rates, usual), arrived);
        }
        for (at_s, arrived) in arrived {
            self.confirm_by_labels(*at_s, arrived);
        }
    }

    /// All monitors look.
    fn look(
        &mut self,
        (from_s, to_s): (f64, f64),
        day: usize,
        outcome: &Outcome,
        (rates, usual): (&[f64], &[f64]),
        arrived: &[(f64, Arrived)],
    ) {
        let unseen;
        let seen = if outcome.seen.is_empty() {
            unseen = self.stage.unseen();
            &unseen
        } else {
            &outcome.seen
        };
        let sights = Sights {
            from_s,
            to_s,
            rate: rates.iter().sum(),
            usual_rate: usual.iter().sum(),
            scored_share: outcome.scored_share,
            base_rate: outcome.base_rate,
            null_share: outcome.null_share,
            review_share: outcome.review_share,
            decline_share: outcome.decline_share,
            default_share: outcome.nobody_share,
            latency_p99_ms: outcome.latency_p99_ms,
            ages_s: &outcome.ages_s,
            seen,
            bells: &outcome.bells,
            wait_h: outcome.wait_h,
            estimated_usd_per_1k: if self.estimates {
                self.stage.estimate(outcome, self.school.live_version())
            } else {
                0.0
            },
            labels: arrived,
            label_step_s: self.labels.as_ref().map_or(DAY_S, |(labels, _)| labels.step_s()),
            is_quiet: self.state.running == 0
                && self.plan.world.rotation_per_day == 0.0
                && self.faults.under_way(from_s).next().is_none(),
            day,
        };
        let mut raised: Vec<(usize, Alert)> = Vec::new();
        for (at, watch) in self.watches.iter_mut().enumerate() {
            let mut alerts = Vec::new();
            watch.watch(&sights, &mut alerts);
            raised.extend(alerts.into_iter().map(|alert| (at, alert)));
        }
        raised.sort_by(|a, b| a.1.at_s.total_cmp(&b.1.at_s));
        for (at, alert) in raised {
            self.raise(at, alert);
        }
    }

    /// A monitor speaks.
    fn raise(&mut self, at: usize, alert: Alert) {
        let (node, plan) = (self.watches[at].node as usize, self.watches[at].plan);
        let id = self.plan.nodes[node].id.clone();
        // The incident that nobody knows of yet, or else the latest.
        let under_way: Vec<_> = self.faults.under_way(alert.at_s).collect();
        let unknown =
            under_way.iter().copied().find(|&of| self.faults.stories[of].detected_s.is_none());
        let of = unknown.or(under_way.last().copied());
        let told = self.told[at];
        let text = format!("Its value is {:.4}.", alert.value);
        let per_day = self.false_alerts / (alert.at_s / DAY_S).max(1.0);
        match of {
            Some(of) => {
                self.faults.mark(of, alert.at_s, MarkKind::Alert, &id, text, &mut self.marks);
                self.faults.detect(of, alert.at_s, &id);
                if self.faults.responses[of].is_none() {
                    self.respond(of, alert.at_s, told.as_ref(), per_day);
                    self.faults.respond_together(of, alert.at_s, &id);
                }
            }
            None => {
                self.false_alerts += 1.0;
                self.marks.push(mark(alert.at_s, MarkKind::FalseAlert, &id, text));
                let work = people::respond(told.as_ref(), alert.at_s, per_day, &mut self.stream);
                // Somebody looks, finds nothing, and goes.
                if let Some(who) = told {
                    self.incidents_usd +=
                        (work.diagnosed_s - work.acknowledged_s) / HOUR_S * who.usd_per_h;
                }
            }
        }
        let acts_at = match of.and_then(|of| self.faults.responses[of]) {
            _ if plan.automatic => alert.at_s,
            Some(work) => work.diagnosed_s,
            None => alert.at_s,
        };
        if of.is_some() || plan.automatic {
            self.run_book(plan.runbook, of, acts_at, &id);
        }
        if self.school.trains_on_alert() {
            self.school.request();
        }
    }

    /// People start to work on an incident.
    fn respond(&mut self, of: usize, at_s: f64, who: Option<&OnCallPlan>, per_day: f64) {
        let work = people::respond(who, at_s, per_day, &mut self.stream);
        self.faults.responses[of] = Some(work);
        let story = &mut self.faults.stories[of];
        story.acknowledged_s = Some(work.acknowledged_s);
        story.diagnosed_s = Some(work.diagnosed_s);
        self.incidents_usd += work.usd;
        let faults = &self.faults;
        let marks = &mut self.marks;
        let text =
            if who.is_some() { "Somebody looks." } else { "Nobody was named; somebody noticed." };
        faults.mark(of, work.acknowledged_s, MarkKind::Acknowledged, "", text.into(), marks);
        faults.mark(
            of,
            work.diagnosed_s,
            MarkKind::Diagnosed,
            "",
            "The cause is known.".into(),
            marks,
        );
    }

    /// The runbook of a monitor acts, now or when people have found the cause.
    fn run_book(&mut self, runbook: Runbook, of: Option<usize>, at_s: f64, id: &str) {
        let acts = |text: &str| mark(at_s, MarkKind::Acts, id, text.to_owned());
        match runbook {
            Runbook::Page => {}
            Runbook::Fallback => {
                if self.fallback_for.is_none() {
                    self.fallback_for = Some(of);
                    self.switches.leaves_out_model = true;
                    self.marks.push(acts("The fallback decides."));
                }
            }
            Runbook::StopAutomation => {
                if self.stopped_for.is_none() {
                    self.stopped_for = Some(of);
                    self.marks.push(acts("Automation is stopped."));
                }
            }
            Runbook::RollBack => {
                let ends_it = of.filter(|&of| self.faults.is_bad_version(of));
                if let Some(of) = ends_it {
                    self.faults.repair(of, at_s, &mut self.state);
                    self.marks.push(acts("The version before serves again."));
                } else if self.school.roll_back(at_s) {
                    self.marks.push(acts("The version before is brought back."));
                }
            }
            Runbook::Retrain => {
                if self.school.request() {
                    self.marks.push(acts("A new version is wanted."));
                }
            }
        }
    }

    fn next_work_s(&self) -> f64 {
        let works = self.faults.responses.iter().flatten().map(|work| work.fixed_s);
        works.filter(|&at| at > self.now_s).fold(f64::INFINITY, f64::min)
    }

    /// Repairs go live; what stood in for the system goes.
    fn work_of_people(&mut self) {
        let now_s = self.now_s;
        for of in 0..self.faults.stories.len() {
            let Some(work) = self.faults.responses[of] else { continue };
            if work.fixed_s > now_s || self.faults.stories[of].recovered_s.is_some() {
                continue;
            }
            if self.faults.is_repairable(of) {
                self.faults.repair(of, now_s, &mut self.state);
                let text = "The fix is live.".to_owned();
                self.faults.mark(of, now_s, MarkKind::FixLive, "", text, &mut self.marks);
            } else if self.faults.is_concept(of) && self.school.can_train() {
                // The world is like that now: only a new version helps, as soon as labels allow.
                self.school.request();
            }
            // Done with, either way.
            if let Some(work) = &mut self.faults.responses[of] {
                work.fixed_s = f64::INFINITY;
            }
        }
        let live_angle = self.school.live_version().angle;
        let angle = self.state.conditions.angle(&self.plan.world, now_s / DAY_S);
        let healed: Vec<_> = self
            .faults
            .under_way(now_s)
            .filter(|&of| self.faults.is_concept(of))
            .filter(|_| self.school.live > 0 && (angle - live_angle).abs() < UP_TO_DATE)
            .filter(|_| self.state.running > 0)
            .collect();
        for of in healed {
            self.faults.recover(of, now_s);
            let text = "The new version knows the world as it is.".to_owned();
            self.faults.mark(of, now_s, MarkKind::FixLive, "", text, &mut self.marks);
        }
        let is_over =
            |of: Option<usize>| of.is_none_or(|of| self.faults.stories[of].recovered_s.is_some());
        if self.fallback_for.is_some_and(is_over) {
            self.fallback_for = None;
            self.switches.leaves_out_model = false;
            let text = "The model decides again.".to_owned();
            self.marks.push(mark(now_s, MarkKind::ActsNoMore, "", text));
        }
        if self.stopped_for.is_some_and(is_over) {
            self.stopped_for = None;
            let text = "Automation goes on.".to_owned();
            self.marks.push(mark(now_s, MarkKind::ActsNoMore, "", text));
        }
    }

    fn learn(&mut self) {
        let today = Today {
            now_s: self.now_s,
            world: &self.plan.world,
            labels: self.labels.as_ref().map(|(labels, _)| labels),
            angle: self.state.conditions.angle(&self.plan.world, self.now_s / DAY_S),
            base_rate: self.state.conditions.base_rate(&self.plan.world),
            bad_training: self.state.bad_training.product(),
        };
        self.school.look(&today, &mut self.marks);
        self.twin.learn(&today);
    }

    /// Labels show what happened when the miss rate of the latest leaves its usual range by three
    /// standard errors.
    fn confirm_by_labels(&mut self, at_s: f64, new: &Arrived) {
        let quiet = self.faults.under_way(at_s).next().is_none();
        if quiet {
            self.usual.0 += new.missed;
            self.usual.1 += new.positives;
            return;
        }
        let Some((labels, _)) = &self.labels else { return };
        let latest = labels.latest(FEWEST_POSITIVES);
        let (Some(rate), true) = (latest.miss_rate(), self.usual.1 > 0.0) else { return };
        let usual = self.usual.0 / self.usual.1;
        let error = libm::sqrt((usual * (1.0 - usual) / latest.positives).max(1e-12));
        if latest.positives < FEWEST_POSITIVES || (rate - usual).abs() < 3.0 * error {
            return;
        }
        let unconfirmed: Vec<_> = self
            .faults
            .under_way(at_s)
            .filter(|&of| self.faults.stories[of].labels_confirm_s.is_none())
            .collect();
        for of in unconfirmed {
            self.faults.stories[of].labels_confirm_s = Some(at_s);
            let node = self.labels.as_ref().map_or(String::new(), |(_, id)| id.clone());
            let text = format!("{:.0} % of labelled positives had been approved.", 100.0 * rate);
            self.faults.mark(of, at_s, MarkKind::LabelsConfirm, &node, text, &mut self.marks);
        }
    }

    /// Where no monitor spoke, somebody reads the labels of a day.
    fn read_labels(&mut self, at_s: f64) {
        let stories = &self.faults.stories;
        let is_news = |&of: &usize| {
            stories[of].labels_confirm_s.is_some() && stories[of].detected_s.is_none()
        };
        let news: Vec<_> = self.faults.under_way(at_s).filter(is_news).collect();
        for of in news {
            self.faults.detect(of, at_s, "labels");
            if self.faults.responses[of].is_none() {
                self.respond(of, at_s, None, 0.0);
            }
        }
    }

    fn end_day(&mut self) {
        let day = std::mem::take(&mut self.day);
        let series = &mut self.series;
        let n = day.requests.max(f64::MIN_POSITIVE);
        series.requests.push(day.requests);
        series.in_time_share.push(if day.requests > 0.0 { 1.0 - day.nobody / n } else { 1.0 });
        series.fallback_share.push(day.fallback / n);
        series.default_share.push(day.nobody / n);
        series.recall.push(day.caught / day.positives.max(f64::MIN_POSITIVE));
        series.false_positive_rate.push(day.flagged / day.negatives.max(f64::MIN_POSITIVE));
        let scored = day.scored.max(f64::MIN_POSITIVE);
        series.auc.push(if day.scored > 0.0 { day.auc / scored } else { 0.5 });
        series.separation.push(day.separation / scored);
        let saved = day.usd.do_nothing - day.usd.system;
        let could = day.usd.do_nothing - day.best_usd;
        series.quality.push(if could.abs() > 1e-9 { saved / could } else { 1.0 });
        series.review_share.push(day.review / n);
        series.decline_share.push(day.decline / n);
        series.review_wait_h.push(day.wait_h);
        series.null_share.push(day.null / day.scored.max(f64::MIN_POSITIVE));
        series.base_rate.push(day.positives / n);
        series.angle_deg.push((day.angle / n).to_degrees());
        series.version.push(self.school.live_version().number);
        series.labels.push(day.labels.all());
        let enough = Some(day.labels).filter(|labels| labels.positives >= 1.0);
        series.labelled_miss_rate.push(enough.and_then(|labels| labels.miss_rate()));
        series.system_usd.push(day.usd.system);
        series.healthy_usd.push(day.usd.healthy);
        series.do_nothing_usd.push(day.usd.do_nothing);
        series.rules_usd.push(day.usd.rules);
    }

    fn finish(mut self) -> Life {
        let days = f64::from(self.days);
        let months = money::months(days);
        let team_usd = self.plan.world.team_usd_per_month * months;
        let labels = self.label_life();
        let per_label = self.labels.as_ref().map_or(0.0, |(labels, _)| labels.plan().usd_per_label);
        let labels_usd = per_label * labels.as_ref().map_or(0.0, |labels| labels.arrived);
        let retraining_usd = self.school.usd();
        money::add(&mut self.books.system, &self.stage.undecided(&self.backlogs));
        money::add(&mut self.books.healthy, &self.stage.undecided(self.twin.backlogs()));
        let healthy_usd = self.twin.usd().unwrap_or((labels_usd, retraining_usd));
        let both = [
            (&mut self.books.system, (labels_usd, retraining_usd)),
            (&mut self.books.healthy, healthy_usd),
        ];
        for (ledger, (labels_usd, retraining_usd)) in both {
            ledger.team_usd = team_usd;
            ledger.labels_usd = labels_usd;
            ledger.retraining_usd = retraining_usd;
        }
        self.books.system.incidents_usd = self.incidents_usd;
        let per_hour: f64 = self
            .plan
            .nodes
            .iter()
            .map(|node| {
                let replicas = node.station.as_ref().map_or(1.0, |s| f64::from(s.replicas));
                node.usd_per_hour * replicas
            })
            .sum();
        let fixed_usd = team_usd + retraining_usd + self.incidents_usd + per_hour * 24.0 * days;
        let (money, verdict) = self.books.close(days, fixed_usd);
        let last = self.last.take().unwrap_or_default();
        let seen = if last.seen.is_empty() { self.stage.unseen() } else { last.seen };
        let end = (&last.bells[..], &seen[..], last.base_rate);
        let monitors = self.watches.into_iter().map(|watch| watch.finish(self.days, end)).collect();
        self.marks.retain(|mark| mark.at_s <= days * DAY_S);
        self.marks.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
        let known = self.labels.as_ref().map(|(labels, _)| labels);
        let warnings = warnings::of(self.plan, self.days, known, &self.school, &self.backlogs);
        Life {
            days: self.days,
            series: self.series,
            marks: self.marks,
            faults: self.faults.stories,
            monitors,
            versions: self.school.records,
            labels,
            money,
            verdict,
            warnings,
        }
    }

    fn label_life(&self) -> Option<LabelLife> {
        let (labels, _) = self.labels.as_ref()?;
        let sum = |of: fn(&Arrived) -> f64| labels.arrived.iter().map(of).sum::<f64>();
        let arrived = sum(Arrived::all);
        let wanted = self.school.wanted_labels();
        let decided: f64 = labels.cohorts.iter().map(|cohort| cohort.decided).sum();
        let rate = decided / (f64::from(self.days) * DAY_S).max(1.0);
        let collecting = (wanted > 0 && rate * labels.plan().coverage > 0.0).then(|| {
            let time = label_time(rate, labels.plan().coverage, f64::from(wanted));
            Collecting { wanted, mean_s: time.mean, sd_s: time.sd, p95_s: time.p95 }
        });
        Some(LabelLife {
            decided,
            arrived,
            observed_base_rate: (arrived > 0.0).then(|| sum(|day| day.positives) / arrived),
            collecting,
        })
    }
}

impl Day {
    fn add(&mut self, n: f64, outcome: &Outcome, usd: money::Costs, angle: f64) {
        let (positives, negatives) = (n * outcome.base_rate, n * (1.0 - outcome.base_rate));
        self.requests += n;
        self.nobody += n * outcome.nobody_share;
        self.fallback += n * outcome.fallback_share;
        self.positives += positives;
        self.caught += positives * outcome.declines[1];
        self.negatives += negatives;
        self.flagged += negatives * outcome.declines[0];
        let scored = n * outcome.scored_share;
        if !outcome.served.is_empty() {
            self.auc += scored * super::sight::auc(&outcome.served);
            self.separation += scored * super::sight::separation(&outcome.served);
        }
        self.review += n * outcome.review_share;
        self.decline += n * outcome.decline_share;
        self.wait_h = self.wait_h.max(outcome.wait_h);
        self.scored += scored;
        self.null += scored * outcome.null_share;
        self.angle += n * angle;
        self.usd.system += usd.system;
        self.usd.healthy += usd.healthy;
        self.usd.do_nothing += usd.do_nothing;
        self.usd.rules += usd.rules;
    }
}

/// Whom a monitor tells.
fn on_call(plan: &Plan, monitor: u32) -> Option<OnCallPlan> {
    plan.links.iter().find_map(|link| {
        let tells = link.kind == LinkKind::Control && link.from == monitor;
        match plan.nodes[link.to as usize].role {
            Role::OnCall(people) if tells => Some(people),
            _ => None,
        }
    })
}
