//! From an alert to what runbooks and people do about it.

use super::{Clock, DAY_S, HOUR_S};
use crate::lifecycle::people;
use crate::lifecycle::result::MarkKind;
use crate::lifecycle::training::mark;
use crate::lifecycle::watch::Alert;
use crate::model::LinkKind;
use crate::plan::{OnCallPlan, Plan, Role, Runbook};

/// Angle below which a version is up to date, in radians (5 degrees).
const UP_TO_DATE: f64 = 0.0873;

impl Clock<'_> {
    /// A monitor speaks.
    pub(super) fn raise(&mut self, at: usize, alert: Alert) {
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
    pub(super) fn respond(&mut self, of: usize, at_s: f64, who: Option<&OnCallPlan>, per_day: f64) {
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

    pub(super) fn next_work_s(&self) -> f64 {
        let works = self.faults.responses.iter().flatten().map(|work| work.fixed_s);
        works.filter(|&at| at > self.now_s).fold(f64::INFINITY, f64::min)
    }

    /// Repairs go live; what stood in for the system goes.
    pub(super) fn work_of_people(&mut self) {
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
}

/// Whom a monitor tells.
pub(super) fn on_call(plan: &Plan, monitor: u32) -> Option<OnCallPlan> {
    plan.links.iter().find_map(|link| {
        let tells = link.kind == LinkKind::Control && link.from == monitor;
        match plan.nodes[link.to as usize].role {
            Role::OnCall(people) if tells => Some(people),
            _ => None,
        }
    })
}
