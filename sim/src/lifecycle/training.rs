//! New versions: when they are made, what they learn, whether they are let in, and how they are
//! taken back.

use super::labels::{Labels, Window};
use super::result::{Mark, MarkKind, Version};
use super::version::{self, Known};
use crate::plan::{RegistryPlan, Training, TrainingPlan, WorldPlan};
use crate::stats::binormal::learned_separation;
use crate::stats::normal_cdf;

const DAY_S: f64 = 86_400.0;
const HOUR_S: f64 = 3_600.0;

/// Decisions that a canary must differ in to be taken back: this share of the usual ones.
const OFF_BY: f64 = 0.5;

/// Training and registry at work.
#[derive(Debug, Clone)]
pub(super) struct School {
    plan: Option<(TrainingPlan, String)>,
    registry: RegistryPlan,
    registry_id: String,
    known: Vec<Known>,
    pub(super) records: Vec<Version>,
    /// Position of the version that serves all.
    pub(super) live: usize,
    /// Position of the version that serves a share, and until when.
    pub(super) canary: Option<(usize, f64)>,
    /// A run under way: when it is done, and what it learns.
    running: Option<(f64, usize)>,
    /// A version that waits for somebody to say yes, and until when.
    approving: Option<(f64, usize)>,
    last_run_s: f64,
    requested: bool,
    /// When the version before is back.
    rolling_back: Option<f64>,
    /// Labelled miss rate that the version in use began with.
    usual_miss_rate: Option<f64>,
    pub(super) runs: u32,
}

/// What a look of the school needs to know.
pub(super) struct Today<'a> {
    pub(super) now_s: f64,
    pub(super) world: &'a WorldPlan,
    pub(super) labels: Option<&'a Labels>,
    /// Share of labels that can be joined to what was decided.
    pub(super) joined: f64,
    /// Angle of the truth now.
    pub(super) angle: f64,
    pub(super) base_rate: f64,
    /// Share of the separation that what is trained now keeps.
    pub(super) bad_training: f64,
}

impl School {
    pub(super) fn new(
        plan: Option<(TrainingPlan, String)>,
        registry: Option<(RegistryPlan, String)>,
        world: &WorldPlan,
    ) -> Self {
        let first = Known::first(world);
        let mut record = version::record(&first, 0.0);
        record.live_s = Some(0.0);
        record.outcome = "live".into();
        let auc = normal_cdf(world.separation * std::f64::consts::FRAC_1_SQRT_2);
        record.auc_random = auc;
        record.auc_latest = auc;
        let at_once = RegistryPlan {
            canary_share: 0.0,
            canary_h: 0.0,
            automatic_rollback: false,
            rollback_h: 0.0,
            approval_h: 0.0,
        };
        let (registry, registry_id) = registry.unwrap_or((at_once, String::new()));
        Self {
            plan,
            registry,
            registry_id,
            known: vec![first],
            records: vec![record],
            live: 0,
            canary: None,
            running: None,
            approving: None,
            last_run_s: 0.0,
            requested: false,
            rolling_back: None,
            usual_miss_rate: None,
            runs: 0,
        }
    }

    pub(super) fn live_version(&self) -> &Known {
        &self.known[self.live]
    }

    /// The versions that serve, with their shares.
    pub(super) fn serving(&self) -> Vec<(f64, usize)> {
        match self.canary {
            Some((at, _)) if self.registry.canary_share > 0.0 => {
                vec![
                    (1.0 - self.registry.canary_share, self.live),
                    (self.registry.canary_share, at),
                ]
            }
            _ => vec![(1.0, self.live)],
        }
    }

    pub(super) fn version(&self, at: usize) -> &Known {
        &self.known[at]
    }

    /// Somebody wants a new version.
    pub(super) fn request(&mut self) -> bool {
        self.requested = self.plan.is_some();
        self.requested
    }

    /// The next time at which something happens here.
    pub(super) fn next_s(&self) -> f64 {
        let (running, approving) = (self.running, self.approving);
        let canary = self.canary.map(|(_, at)| at);
        let due = self.plan.as_ref().filter(|_| self.is_free()).and_then(|(plan, _)| {
            every_days(plan.trigger).map(|days| self.last_run_s + days * DAY_S)
        });
        [running.map(|(at, _)| at), approving.map(|(at, _)| at), canary, self.rolling_back, due]
            .into_iter()
            .flatten()
            .fold(f64::INFINITY, f64::min)
    }

    /// What is due happens.
    pub(super) fn look(&mut self, today: &Today<'_>, marks: &mut Vec<Mark>) {
        let now_s = today.now_s;
        if self.rolling_back.is_some_and(|at| at <= now_s) {
            self.rolling_back = None;
            self.go_back(now_s, "The runbook took it back.", marks);
        }
        if let Some((ready_s, at)) = self.running
            && ready_s <= now_s
        {
            self.running = None;
            self.finish(at, today, marks);
        }
        if let Some((said_s, at)) = self.approving
            && said_s <= now_s
        {
            self.approving = None;
            self.begin(at, today, marks);
        }
        if let Some((at, until_s)) = self.canary
            && until_s <= now_s
        {
            self.canary = None;
            self.end_canary(at, today, marks);
        }
        if self.is_free() && self.is_due(today) {
            self.start(today);
        }
    }

    fn is_free(&self) -> bool {
        self.running.is_none() && self.approving.is_none() && self.canary.is_none()
    }

    fn is_due(&mut self, today: &Today<'_>) -> bool {
        let Some((plan, _)) = self.plan else { return false };
        if self.requested {
            return true;
        }
        let since_days = (today.now_s - self.last_run_s) / DAY_S;
        match plan.trigger {
            Training::Never | Training::OnAlert => false,
            Training::OnDrop(drop) => since_days >= 1.0 && self.has_dropped(today, drop),
            // To the microsecond: the clock of days is in seconds.
            trigger => every_days(trigger).is_some_and(|days| since_days >= days - 1e-11),
        }
    }

    /// Has the labelled hit rate fallen since this version began?
    fn has_dropped(&mut self, today: &Today<'_>, drop: f64) -> bool {
        let Some(labels) = today.labels.filter(|_| today.joined > 0.0) else { return false };
        // As many of the latest days as hold a hundred positives.
        let (mut positives, mut missed) = (0.0, 0.0);
        for day in labels.arrived.iter().rev() {
            positives += today.joined * day.positives;
            missed += today.joined * day.missed;
            if positives >= 100.0 {
                break;
            }
        }
        if positives < 100.0 {
            return false;
        }
        let rate = missed / positives;
        match self.usual_miss_rate {
            None => {
                self.usual_miss_rate = Some(rate);
                false
            }
            Some(usual) => 1.0 - rate < (1.0 - drop) * (1.0 - usual),
        }
    }

    fn start(&mut self, today: &Today<'_>) {
        let Some((plan, _)) = &self.plan else { return };
        let plan = *plan;
        let now_s = today.now_s;
        let is_oracle = plan.trigger == Training::Oracle;
        let day = now_s / DAY_S;
        let window = today.labels.map(|labels| {
            labels.window(day, plan.maturity_days, plan.maturity_days + plan.window_days)
        });
        let window = window.unwrap_or_default();
        if window.positives < plan.min_positives.max(1.0) && !is_oracle {
            // Tried again tomorrow, not each hour.
            self.last_run_s = now_s;
            self.requested = false;
            return;
        }
        self.requested = false;
        self.last_run_s = now_s;
        self.runs += 1;
        let (known, record) = self.learn(&plan, &window, is_oracle, today);
        self.known.push(known);
        self.records.push(record);
        let hours = if is_oracle { 0.0 } else { plan.duration_h };
        self.running = Some((now_s + hours * HOUR_S, self.known.len() - 1));
    }

    fn learn(
        &self,
        plan: &TrainingPlan,
        window: &Window,
        is_oracle: bool,
        today: &Today<'_>,
    ) -> (Known, Version) {
        let world = today.world;
        let d = world.separation;
        let parameters = if plan.parameters > 0 {
            f64::from(plan.parameters)
        } else {
            world.features.len() as f64
        };
        // Wrong labels make a positive worth less.
        let positives = (window.positives * window.purity * window.purity).max(1.0);
        let learnt = if is_oracle {
            1.0
        } else if d > 0.0 {
            learned_separation(d, parameters, positives, window.negatives.max(1.0)) / d
        } else {
            1.0
        };
        let number = self.known.len() as u32 + 1;
        let known = Known {
            number,
            angle: if is_oracle { today.angle } else { window.angle() },
            kept: learnt * today.bad_training,
            base_rate: if is_oracle { today.base_rate } else { window.base_rate() },
        };
        let auc = |separation: f64| normal_cdf(separation * std::f64::consts::FRAC_1_SQRT_2);
        let latest = today.labels.map_or(today.angle, |labels| labels.angle_in(window.latest));
        let latest = if is_oracle { today.angle } else { latest };
        let mut record = version::record(&known, today.now_s);
        let youngest = today.now_s / DAY_S - plan.maturity_days;
        record.window_days = ((youngest - plan.window_days).max(0.0), youngest.max(0.0));
        record.positives = window.positives;
        record.negatives = window.negatives;
        // Random rows of the window hide that the truth moves, and share its broken data.
        record.auc_random = auc(d * learnt * if is_oracle { 1.0 } else { window.unity() });
        record.auc_latest = auc(d * known.kept * libm::cos(latest - known.angle));
        (known, record)
    }

    /// A run is done: is the version let in?
    fn finish(&mut self, at: usize, today: &Today<'_>, marks: &mut Vec<Mark>) {
        let Some((plan, id)) = self.plan.clone() else { return };
        let record = &self.records[at];
        let number = record.number;
        marks.push(mark(
            today.now_s,
            MarkKind::Trained,
            &id,
            format!("Version {number} is ready."),
        ));
        let validated = if plan.validates_latest { record.auc_latest } else { record.auc_random };
        let champion = &self.known[self.live];
        let d = today.world.separation * champion.kept;
        let latest = today
            .labels
            .map_or(today.angle, |labels| labels.angle_in(labels.cohorts.len().saturating_sub(1)));
        let champion_auc = if plan.validates_latest {
            normal_cdf(d * libm::cos(latest - champion.angle) * std::f64::consts::FRAC_1_SQRT_2)
        } else {
            let angle = self.known[at].angle;
            normal_cdf(d * libm::cos(angle - champion.angle) * std::f64::consts::FRAC_1_SQRT_2)
        };
        if let Some(margin) = plan.gate
            && validated < champion_auc + margin
        {
            let reason = format!(
                "Its AUC of {validated:.3} is not {margin:.3} above the {champion_auc:.3} of the \
                 version in use."
            );
            let record = &mut self.records[at];
            record.outcome = "rejected".into();
            record.reason = reason.clone();
            let text = format!("Version {number} stays out. {reason}");
            marks.push(mark(today.now_s, MarkKind::Rejected, &id, text));
            return;
        }
        if self.registry.approval_h > 0.0 {
            self.approving = Some((today.now_s + self.registry.approval_h * HOUR_S, at));
        } else {
            self.begin(at, today, marks);
        }
    }

    /// A version that was let in begins to serve: a share, or all.
    fn begin(&mut self, at: usize, today: &Today<'_>, marks: &mut Vec<Mark>) {
        let number = self.records[at].number;
        if self.registry.canary_share > 0.0 && self.registry.canary_h > 0.0 {
            self.canary = Some((at, today.now_s + self.registry.canary_h * HOUR_S));
            self.records[at].outcome = "canary".into();
            let text = format!(
                "Version {number} serves {:.0} % for {:.0} h.",
                100.0 * self.registry.canary_share,
                self.registry.canary_h
            );
            marks.push(mark(today.now_s, MarkKind::Canary, &self.registry_id, text));
        } else {
            self.promote(at, today, marks);
        }
    }

    fn end_canary(&mut self, at: usize, today: &Today<'_>, marks: &mut Vec<Mark>) {
        let (new, old) = (&self.known[at], &self.known[self.live]);
        // Without labels only the rates of actions can be compared: they follow from the share of
        // positives that a version believes in, and from how well it tells them apart.
        let odds = |known: &Known| known.base_rate * known.kept.max(0.0);
        let ratio = odds(new) / odds(old).max(f64::MIN_POSITIVE);
        let is_off = !(1.0 - OFF_BY..=1.0 / (1.0 - OFF_BY)).contains(&ratio);
        if is_off && self.registry.automatic_rollback {
            let reason =
                format!("As a canary it acted {ratio:.2} times as often as the version in use.");
            let record = &mut self.records[at];
            record.outcome = "rolled_back".into();
            record.reason = reason.clone();
            let text = format!("Version {} is taken back. {reason}", record.number);
            marks.push(mark(today.now_s, MarkKind::RolledBack, &self.registry_id, text));
        } else {
            self.promote(at, today, marks);
        }
    }

    fn promote(&mut self, at: usize, today: &Today<'_>, marks: &mut Vec<Mark>) {
        let now_s = today.now_s;
        self.records[self.live].retired_s = Some(now_s);
        self.live = at;
        self.usual_miss_rate = None;
        let known = &self.known[at];
        let d = today.world.separation * known.kept * libm::cos(today.angle - known.angle);
        let record = &mut self.records[at];
        record.live_s = Some(now_s);
        record.outcome = "live".into();
        record.auc_served = Some(normal_cdf(d * std::f64::consts::FRAC_1_SQRT_2));
        let text = format!("Version {} serves all.", record.number);
        marks.push(mark(now_s, MarkKind::Live, &self.registry_id, text));
    }

    /// The version before is wanted back; it takes a while. `false` where there is none.
    pub(super) fn roll_back(&mut self, now_s: f64) -> bool {
        let has_one = self.before().is_some();
        if has_one && self.rolling_back.is_none() {
            self.rolling_back = Some(now_s + self.registry.rollback_h * HOUR_S);
        }
        has_one
    }

    /// The newest version that served all before the one in use.
    fn before(&self) -> Option<usize> {
        (0..self.live).rev().find(|&at| self.records[at].live_s.is_some())
    }

    fn go_back(&mut self, now_s: f64, reason: &str, marks: &mut Vec<Mark>) {
        let Some(before) = self.before() else { return };
        let record = &mut self.records[self.live];
        record.outcome = "rolled_back".into();
        record.reason = reason.to_owned();
        record.retired_s = Some(now_s);
        let text = format!("Version {} is taken back.", record.number);
        marks.push(mark(now_s, MarkKind::RolledBack, &self.registry_id, text));
        self.live = before;
        self.records[before].retired_s = None;
        self.usual_miss_rate = None;
    }

    pub(super) fn usd(&self) -> f64 {
        self.plan.as_ref().map_or(0.0, |(plan, _)| plan.usd_per_run * f64::from(self.runs))
    }

    /// A sentence where training should have run and never did.
    pub(super) fn idleness(&self, days: u32) -> Option<String> {
        let (plan, id) = self.plan.as_ref()?;
        let every = every_days(plan.trigger)?;
        let why = if every > f64::from(days) {
            format!("it is due every {every:.0} days, and the life has {days}")
        } else if plan.maturity_days >= f64::from(days) {
            format!(
                "its decisions must be {:.0} days old, and the life has {days}",
                plan.maturity_days
            )
        } else {
            format!(
                "no window held the {:.0} labelled positives that it asks for",
                plan.min_positives.max(1.0)
            )
        };
        (self.runs == 0).then(|| format!("{id} never ran: {why}."))
    }

    /// Does it serve what another does?
    pub(super) fn serves_like(&self, other: &Self) -> bool {
        let served = |school: &Self| -> Vec<_> {
            let known = school.serving().into_iter().map(|(share, at)| {
                let &Known { angle, kept, base_rate, .. } = school.version(at);
                (share, angle, kept, base_rate)
            });
            known.collect()
        };
        served(self) == served(other)
    }

    pub(super) fn trains_on_alert(&self) -> bool {
        self.plan.as_ref().is_some_and(|(plan, _)| plan.trigger == Training::OnAlert)
    }

    pub(super) fn can_train(&self) -> bool {
        self.plan.is_some()
    }

    pub(super) fn wanted_labels(&self) -> u32 {
        self.plan.as_ref().map_or(0, |(plan, _)| plan.wanted_labels)
    }
}

/// Days between two runs, where they come by the calendar.
fn every_days(trigger: Training) -> Option<f64> {
    match trigger {
        Training::Calendar(every) => Some(every.max(1.0 / 24.0)),
        Training::Continuous | Training::Oracle => Some(1.0),
        Training::Never | Training::OnAlert | Training::OnDrop(_) => None,
    }
}

pub(super) fn mark(at_s: f64, kind: MarkKind, node: &str, text: String) -> Mark {
    Mark { at_s, kind, node: node.to_owned(), incident: String::new(), text }
}
