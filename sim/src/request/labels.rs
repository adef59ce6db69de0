//! The truth about decisions, where it comes while the run lasts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::engine::Engine;
use crate::model::Action;
use crate::plan::{Effect, LabelsPlan, Nanos, Plan, Role, whole};
use crate::world::{Fate, Running};

/// Where the draws about labels begin, behind all other draws of a request.
const LABELS: u64 = 8192;

/// Nanoseconds of a day.
const DAY_NS: f64 = 8.64e13;

/// A label as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub(super) positive: bool,
    pub(super) declined: bool,
    /// Is it known what had been decided? A prediction log keeps it.
    pub(super) is_joined: bool,
}

/// Labels on their way.
#[derive(Debug)]
pub(super) struct Labels {
    plan: LabelsPlan,
    /// When, number, whether it gets lost (a share, as so many of 2^32), label.
    coming: BinaryHeap<Reverse<(Nanos, u64, u32, Label)>>,
    number: u64,
    /// Shares that are not lost, of all and of positives.
    kept: Running,
    kept_positives: Running,
}

/// The labels node: the first in the order of ids.
pub(super) fn labels_of(plan: &Plan) -> Option<LabelsPlan> {
    plan.nodes.iter().find_map(|node| match node.role {
        Role::Labels(labels) => Some(labels),
        _ => None,
    })
}

/// Is a declined request let through to see what becomes of it?
pub(super) fn explores(share: f64, fate: Fate) -> bool {
    fate.draws_from(LABELS).uniform() < share
}

impl Labels {
    pub(super) fn of(plan: &Plan) -> Option<Self> {
        labels_of(plan).map(|plan| Self {
            plan,
            coming: BinaryHeap::new(),
            number: 0,
            kept: Running::default(),
            kept_positives: Running::default(),
        })
    }

    /// A request was decided upon: its label comes later, if it comes before the end.
    pub(super) fn decided(
        &mut self,
        (now, horizon): (Nanos, Nanos),
        fate: Fate,
        positive: bool,
        action: Action,
        is_joined: bool,
    ) {
        let declined = action == Action::Decline;
        if (declined && self.plan.selective) || fate.label() >= self.plan.coverage {
            return;
        }
        let at = now.saturating_add(whole(self.plan.delay_days(fate.row()) * DAY_NS));
        if at > horizon {
            return;
        }
        let mut draws = fate.draws_from(LABELS + 1);
        let is_wrong = draws.uniform() < self.plan.noise_rate;
        let lost = (draws.uniform() * f64::from(u32::MAX)) as u32;
        let label = Label { positive: positive != is_wrong, declined, is_joined };
        self.number += 1;
        self.coming.push(Reverse((at, self.number, lost, label)));
    }

    /// The next label that is there by now; lost ones are passed over.
    fn next(&mut self, now: Nanos) -> Option<Label> {
        while self.coming.peek().is_some_and(|Reverse((at, ..))| *at <= now) {
            let Reverse((_, _, lost, mut label)) = self.coming.pop()?;
            let place = f64::from(lost) / f64::from(u32::MAX);
            let kept = self.kept.product();
            if place >= kept {
                continue;
            }
            // A positive whose mark is lost reads as a negative.
            label.positive &= place < kept * self.kept_positives.product();
            return Some(label);
        }
        None
    }

    /// Labels begin to get lost, or cease to.
    pub(super) fn lose(&mut self, share: f64, only_positives: bool, starts: bool) {
        let kept = if only_positives { &mut self.kept_positives } else { &mut self.kept };
        kept.change(1.0 - share, starts);
    }
}

impl Engine {
    /// Labels that have come go to the monitors.
    pub(super) fn deliver_labels(&mut self) {
        let Some(labels) = &mut self.labels else { return };
        while let Some(label) = labels.next(self.now) {
            for watch in &mut self.watches {
                watch.labelled(label, self.now);
            }
        }
    }

    /// A labels incident begins or ends; what came before is delivered as it was then.
    pub(super) fn on_lost_labels(&mut self, effect: &Effect, starts: bool) {
        let Effect::LoseLabels { share, only_positives } = *effect else { return };
        self.deliver_labels();
        if let Some(labels) = &mut self.labels {
            labels.lose(share, only_positives, starts);
        }
    }
}
