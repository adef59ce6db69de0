//! Incidents on the clock of days: when they run, who notices, what ends them.

use super::health::State;
use super::people::Response;
use super::result::{Fault, Mark, MarkKind};
use super::training::mark;
use crate::plan::{Effect, IncidentPlan, Plan};

/// A stretch of an incident that begins or ends.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    at_s: f64,
    part: usize,
    starts: bool,
}

/// How long what nobody knows of is news, in seconds.
const NEWS_S: f64 = 6.0 * 3_600.0;

/// All incidents.
#[derive(Debug)]
pub(super) struct Faults<'a> {
    parts: &'a [IncidentPlan],
    turns: Vec<Turn>,
    next: usize,
    /// Parts that run now, and since when by the clock.
    running: Vec<(usize, f64)>,
    /// Incidents that were repaired for good.
    repaired: Vec<bool>,
    pub(super) stories: Vec<Fault>,
    /// People's work on each.
    pub(super) responses: Vec<Option<Response>>,
}

/// Can somebody repair it, or is the world like that now?
fn is_repairable(effect: &Effect) -> bool {
    !matches!(
        effect,
        Effect::Shift(..)
            | Effect::Spread(..)
            | Effect::Prior(_)
            | Effect::Concept(_)
            | Effect::Spike(..)
            | Effect::InRows
    )
}

impl<'a> Faults<'a> {
    pub(super) fn new(plan: &'a Plan, ids: &[String], horizon_s: f64) -> Self {
        let parts = &plan.incidents[..];
        let mut turns = Vec::new();
        for (part, incident) in parts.iter().enumerate() {
            let (start, end) = (incident.start as f64 / 1e9, incident.end as f64 / 1e9);
            if start < horizon_s {
                turns.push(Turn { at_s: start, part, starts: true });
                turns.push(Turn { at_s: end, part, starts: false });
            }
        }
        // What ends makes room before what starts.
        turns.sort_by(|a, b| a.at_s.total_cmp(&b.at_s).then(a.starts.cmp(&b.starts)));
        let stories = ids
            .iter()
            .enumerate()
            .map(|(of, id)| {
                let own = parts.iter().filter(|part| part.of as usize == of);
                let start = own.clone().map(|part| part.start).min().unwrap_or(0);
                let end = own.map(|part| part.end).max().unwrap_or(0);
                Fault {
                    incident: id.clone(),
                    start_s: start as f64 / 1e9,
                    end_s: end as f64 / 1e9,
                    ..Fault::default()
                }
            })
            .collect();
        Self {
            parts,
            turns,
            next: 0,
            running: Vec::new(),
            repaired: vec![false; ids.len()],
            stories,
            responses: vec![None; ids.len()],
        }
    }

    /// When the next stretch begins or ends.
    pub(super) fn next_s(&self) -> f64 {
        self.turns.get(self.next).map_or(f64::INFINITY, |turn| turn.at_s)
    }

    /// What is due begins or ends.
    pub(super) fn turn(&mut self, now_s: f64, state: &mut State, marks: &mut Vec<Mark>) {
        while let Some(&turn) = self.turns.get(self.next) {
            if turn.at_s > now_s {
                break;
            }
            self.next += 1;
            let incident = &self.parts[turn.part];
            let of = incident.of as usize;
            let now = (turn.at_s * 1e9) as u64;
            if turn.starts {
                if self.repaired[of] {
                    continue;
                }
                let is_first = turn.at_s <= self.stories[of].start_s;
                state.apply(&incident.effect, incident.start, now, true);
                self.running.push((turn.part, turn.at_s));
                if is_first {
                    self.mark(of, turn.at_s, MarkKind::Starts, "", "It begins.".into(), marks);
                }
            } else if let Some(at) = self.running.iter().position(|&(part, _)| part == turn.part) {
                self.running.remove(at);
                state.apply(&incident.effect, incident.start, now, false);
                if turn.at_s >= self.stories[of].end_s {
                    self.mark(
                        of,
                        turn.at_s,
                        MarkKind::Ends,
                        "",
                        "It ends by itself.".into(),
                        marks,
                    );
                    self.recover(of, turn.at_s);
                }
            }
        }
    }

    /// Incidents under way: begun, and not over.
    pub(super) fn under_way(&self, now_s: f64) -> impl Iterator<Item = usize> + '_ {
        (0..self.stories.len()).filter(move |&of| {
            let story = &self.stories[of];
            story.start_s <= now_s && story.end_s > story.start_s && story.recovered_s.is_none()
        })
    }

    /// Incidents that broke training, and what it made may still serve.
    pub(super) fn trained_badly(&self, now_s: f64) -> impl Iterator<Item = usize> + '_ {
        let breaks =
            |effect: &Effect| matches!(effect, Effect::BadTraining(_) | Effect::LoseLabels { .. });
        (0..self.stories.len()).filter(move |&of| {
            let mut own = self.parts.iter().filter(|part| part.of as usize == of);
            self.stories[of].start_s <= now_s && own.any(|part| breaks(&part.effect))
        })
    }

    /// Did something begin within the last hours of which nobody knows?
    pub(super) fn is_news(&self, now_s: f64) -> bool {
        self.under_way(now_s).any(|of| {
            let story = &self.stories[of];
            story.detected_s.is_none() && now_s - story.start_s < NEWS_S
        })
    }

    /// Is the world turned by an incident, so that new versions may help?
    pub(super) fn is_concept(&self, of: usize) -> bool {
        self.parts
            .iter()
            .any(|part| part.of as usize == of && matches!(part.effect, Effect::Concept(_)))
    }

    /// Can somebody repair it?
    pub(super) fn is_repairable(&self, of: usize) -> bool {
        self.parts
            .iter()
            .filter(|part| part.of as usize == of)
            .all(|part| is_repairable(&part.effect))
    }

    /// Does it consist of a bad version, which going back ends?
    pub(super) fn is_bad_version(&self, of: usize) -> bool {
        self.parts
            .iter()
            .filter(|part| part.of as usize == of)
            .all(|part| matches!(part.effect, Effect::BadVersion(..) | Effect::ShiftScore(..)))
    }

    /// Somebody repairs it: its stretches end, and none begins again.
    pub(super) fn repair(&mut self, of: usize, now_s: f64, state: &mut State) {
        self.repaired[of] = true;
        let parts = self.parts;
        self.running.retain(|&(part, _)| {
            let incident = &parts[part];
            let is_its = incident.of as usize == of;
            if is_its {
                state.apply(&incident.effect, incident.start, (now_s * 1e9) as u64, false);
            }
            !is_its
        });
        self.recover(of, now_s);
    }

    /// It is over.
    pub(super) fn recover(&mut self, of: usize, now_s: f64) {
        let story = &mut self.stories[of];
        if story.recovered_s.is_none() {
            story.recovered_s = Some(now_s);
            story.time_to_recover_s = Some(now_s - story.start_s);
        }
    }

    /// What began together is one trouble for those who look: found and repaired together.
    pub(super) fn respond_together(&mut self, of: usize, now_s: f64, by: &str) {
        let start_s = self.stories[of].start_s;
        let twins: Vec<_> = self
            .under_way(now_s)
            .filter(|&other| other != of && self.responses[other].is_none())
            .filter(|&other| (self.stories[other].start_s - start_s).abs() < 1.0)
            .collect();
        for other in twins {
            self.responses[other] = self.responses[of];
            self.detect(other, now_s, by);
            let work = self.responses[of];
            self.stories[other].acknowledged_s = work.map(|work| work.acknowledged_s);
            self.stories[other].diagnosed_s = work.map(|work| work.diagnosed_s);
        }
    }

    /// Somebody or something noticed it.
    pub(super) fn detect(&mut self, of: usize, now_s: f64, by: &str) {
        let story = &mut self.stories[of];
        if story.detected_s.is_none() {
            story.detected_s = Some(now_s);
            story.detected_by = by.to_owned();
            story.time_to_detect_s = Some(now_s - story.start_s);
        }
    }

    pub(super) fn mark(
        &self,
        of: usize,
        at_s: f64,
        kind: MarkKind,
        node: &str,
        text: String,
        marks: &mut Vec<Mark>,
    ) {
        let incident = self.stories[of].incident.clone();
        marks.push(Mark { incident, ..mark(at_s, kind, node, text) });
    }
}
