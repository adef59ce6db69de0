//! How the nodes of the system are: what incidents do to them, on the clock of days.

use crate::plan::{Effect, Nanos, Plan};
use crate::world::{Conditions, Running};

/// One node.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Health {
    /// Running outages.
    pub(crate) outages: u32,
    /// Shares of the servers that are left.
    pub(crate) servers_left: Running,
    /// Shares of what it serves that do not fail, besides its own errors.
    pub(crate) error_free: Running,
    /// Multipliers of its service times.
    pub(crate) slow_downs: Running,
    /// Multipliers of what it sends.
    pub(crate) spikes: Running,
    /// Share of the separation that a bad version keeps; the last to come counts.
    pub(crate) bad_versions: Vec<f64>,
    /// Moves of its scores.
    pub(crate) score_shifts: Running,
    /// What its recall has fallen to.
    pub(crate) mismatches: Vec<f64>,
    /// How much later than usual its data come, in nanoseconds.
    pub(crate) late_by: Running,
    /// When it stopped, for what brings data.
    pub(crate) stopped_since: Option<Nanos>,
}

/// World and nodes at a moment, and what concerns learning.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) conditions: Conditions,
    pub(crate) nodes: Vec<Health>,
    /// Shares of all labels, and of positives, that get lost.
    pub(crate) lost_labels: Running,
    pub(crate) lost_positives: Running,
    /// Shares of the separation that versions trained now keep.
    pub(crate) bad_training: Running,
    /// Number of incident parts that run.
    pub(crate) running: u32,
}

impl State {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            conditions: Conditions::new(&plan.world),
            nodes: vec![Health::default(); plan.nodes.len()],
            lost_labels: Running::default(),
            lost_positives: Running::default(),
            bad_training: Running::default(),
            running: 0,
        }
    }

    /// A stretch of an incident begins or ends.
    pub(crate) fn apply(&mut self, effect: &Effect, since: Nanos, now: Nanos, starts: bool) {
        self.running = if starts { self.running + 1 } else { self.running.saturating_sub(1) };
        self.conditions.apply(effect, starts);
        match effect {
            Effect::Outage(nodes, _) => {
                for &at in nodes {
                    let node = &mut self.nodes[at as usize];
                    node.outages =
                        if starts { node.outages + 1 } else { node.outages.saturating_sub(1) };
                    node.stopped_since = match (node.outages, starts) {
                        (0, _) => None,
                        (1, true) => Some(now),
                        _ => node.stopped_since,
                    };
                }
            }
            Effect::Partial(at, share) => self.node(*at).servers_left.change(1.0 - share, starts),
            Effect::Errors(at, rate) => self.node(*at).error_free.change(1.0 - rate, starts),
            Effect::Slow(at, factor) => self.node(*at).slow_downs.change(*factor, starts),
            Effect::Spike(at, factor) => self.node(*at).spikes.change(*factor, starts),
            Effect::BadVersion(at, kept) => {
                change_last(&mut self.node(*at).bad_versions, *kept, starts);
            }
            Effect::Mismatch(at, recall) => {
                change_last(&mut self.node(*at).mismatches, *recall, starts);
            }
            Effect::ShiftScore(at, by) => self.node(*at).score_shifts.change(*by, starts),
            Effect::Late(at, by) => self.node(*at).late_by.change(*by as f64, starts),
            Effect::Freeze(feature) => {
                let frozen = &mut self.conditions.frozen[*feature as usize];
                if starts {
                    frozen.push((since, 0));
                } else if let Some(at) = frozen.iter().position(|&(from, _)| from == since) {
                    frozen.remove(at);
                }
            }
            Effect::LoseLabels { share, only_positives } => {
                let lost =
                    if *only_positives { &mut self.lost_positives } else { &mut self.lost_labels };
                lost.change(1.0 - share, starts);
            }
            Effect::BadTraining(kept) => self.bad_training.change(*kept, starts),
            // What a cache lost is back within the hour; the rest is the world's.
            _ => {}
        }
    }

    fn node(&mut self, at: u32) -> &mut Health {
        &mut self.nodes[at as usize]
    }
}

fn change_last(values: &mut Vec<f64>, value: f64, starts: bool) {
    if starts {
        values.push(value);
    } else if let Some(at) = values.iter().position(|&other| other == value) {
        values.remove(at);
    }
}
