//! The same system without its incidents, in the same traffic: what a loss is measured against.

use super::decide::Backlog;
use super::flow::Switches;
use super::health::State;
use super::labels::{Decided, Labels};
use super::outcome::{Outcome, Stage, Stretch};
use super::start;
use super::training::{School, Today};
use crate::plan::Plan;

const DAY_S: f64 = 86_400.0;

/// What the system itself does: outcome, backlogs, versions and labels.
type System<'s> = (&'s Outcome, &'s [Option<Backlog>], &'s School, Option<&'s Labels>);

/// The healthy system. Until the first incident it is the system itself, and nothing is done twice.
#[derive(Debug)]
pub(super) struct Twin {
    clean: State,
    backlogs: Vec<Option<Backlog>>,
    /// Have its people as much to do as the system's?
    is_as_busy: bool,
    /// Its own versions and labels, from the first incident on: broken training and lost labels do
    /// not reach them.
    apart: Option<(School, Option<Labels>)>,
    /// The version that was there at the start, and its people, where the truth stands still.
    first: School,
    still_backlogs: Vec<Option<Backlog>>,
}

impl Twin {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            clean: State::new(plan),
            backlogs: start::backlogs(plan),
            is_as_busy: true,
            apart: None,
            first: School::new(None, None, &plan.world),
            still_backlogs: start::backlogs(plan),
        }
    }

    pub(super) fn backlogs(&self) -> &[Option<Backlog>] {
        &self.backlogs
    }

    pub(super) fn next_s(&self) -> f64 {
        self.apart.as_ref().map_or(f64::INFINITY, |(school, _)| school.next_s())
    }

    /// Its ways part from the system's, where they have not yet.
    pub(super) fn part(&mut self, school: &School, labels: Option<&Labels>) {
        if self.apart.is_none() {
            self.apart = Some((school.clone(), labels.cloned()));
        }
    }

    /// Spikes and shares of positives are the world's: the healthy system meets them too.
    fn clean(&self, state: &State) -> State {
        let mut clean = self.clean.clone();
        clean.conditions.prior = state.conditions.prior.clone();
        clean
    }

    /// Its outcome in a stretch of time.
    pub(super) fn pass(
        &mut self,
        stage: &Stage<'_>,
        stretch: Stretch<'_>,
        state: &State,
        is_hurt: bool,
        (outcome, backlogs, school, labels): System<'_>,
    ) -> Outcome {
        if is_hurt {
            self.part(school, labels);
        }
        let Some((own, _)) = &self.apart else {
            self.backlogs.clone_from_slice(backlogs);
            return outcome.clone();
        };
        let clean = self.clean(state);
        let healthy = if !is_hurt && self.is_as_busy && own.serves_like(school) {
            self.backlogs.clone_from_slice(backlogs);
            outcome.clone()
        } else {
            stage.pass(stretch, &clean, Switches::default(), false, own, &mut self.backlogs)
        };
        self.is_as_busy = self.backlogs == backlogs;
        if let Some((_, Some(labels))) = &mut self.apart {
            let &Outcome { base_rate, declines, angle, .. } = &healthy;
            let (n, times) = (stretch.requests(), (stretch.from_s, stretch.to_s));
            labels.decide(times, &Decided { n, base_rate, declines, angle });
            labels.arrive(stretch.to_s, 1.0, 1.0);
        }
        healthy
    }

    /// What it would cost if besides the truth stood still.
    pub(super) fn best(
        &mut self,
        stage: &Stage<'_>,
        stretch: Stretch<'_>,
        state: &State,
        healthy_usd: f64,
    ) -> f64 {
        let world = &stage.plan.world;
        if world.rotation_per_day == 0.0 {
            return healthy_usd;
        }
        let mut still = self.clean(state);
        still.conditions.turn_back(world, 0.5 * (stretch.from_s + stretch.to_s) / DAY_S);
        let switches = Switches::default();
        let backlogs = &mut self.still_backlogs;
        let best = stage.pass(stretch, &still, switches, false, &self.first, backlogs);
        best.ledger.decisions_usd()
    }

    /// Its versions are made as the system's are, of healthy data.
    pub(super) fn learn(&mut self, today: &Today<'_>) {
        let Some((school, labels)) = &mut self.apart else { return };
        let conditions = &self.clean.conditions;
        let healthy = Today {
            labels: labels.as_ref(),
            angle: conditions.angle(today.world, today.now_s / DAY_S),
            bad_training: 1.0,
            ..*today
        };
        school.look(&healthy, &mut Vec::new());
    }

    /// What its labels and versions cost, where they are its own.
    pub(super) fn usd(&self) -> Option<(f64, f64)> {
        let (school, labels) = self.apart.as_ref()?;
        let of_labels = |labels: &Labels| {
            let arrived: f64 = labels.arrived.iter().map(super::labels::Arrived::all).sum();
            labels.plan().usd_per_label * arrived
        };
        Some((labels.as_ref().map_or(0.0, of_labels), school.usd()))
    }
}
