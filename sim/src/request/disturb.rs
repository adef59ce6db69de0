//! Incidents: what changes the system and its world while it runs.

use super::capacity::Loss;
use super::engine::Engine;
use super::events::Kind;
use crate::plan::{Effect, Nanos, Plan, Role};

/// Can an incident take servers from this node?
pub(super) fn may_stop(plan: &Plan, at: u32) -> bool {
    plan.incidents.iter().any(|incident| match &incident.effect {
        Effect::Outage(nodes, _) => nodes.contains(&at),
        Effect::Partial(node, _) => *node == at,
        _ => false,
    })
}

impl Engine {
    pub(super) fn on_incident(&mut self, incident: u32, starts: bool) {
        let incident = self.plan.incidents[incident as usize].clone();
        match incident.effect {
            Effect::Outage(nodes, mode) => {
                for at in nodes {
                    if self.nodes[at as usize].freshness.is_some() {
                        self.on_data_outage(at, starts);
                    }
                    // What brings data only has nothing that could be visited.
                    self.on_outage(at, mode, starts);
                }
            }
            Effect::Partial(at, share) => {
                for s in self.stations_of(at) {
                    let state = &mut self.stations[s as usize].capacity_state;
                    state.partial.change(1.0 - share, starts);
                    self.recount(s, if starts { Loss::Failure } else { Loss::Finish });
                }
            }
            Effect::Slow(at, factor) => {
                for s in self.stations_of(at) {
                    self.advance_shared(s);
                    let station = &mut self.stations[s as usize];
                    station.slow_downs.change(factor, starts);
                    station.slowness = station.own_slowness * station.slow_downs.product();
                    self.plan_next_end(s);
                }
            }
            Effect::Errors(at, rate) => {
                let node = &mut self.nodes[at as usize];
                node.error_free.change(1.0 - rate, starts);
                let good = node.error_free.product();
                self.each_station(at, |station| {
                    station.error_rate = 1.0 - (1.0 - station.plan.error_rate) * good;
                });
            }
            Effect::Spike(at, factor) => {
                if let Some(source) = &mut self.nodes[at as usize].source {
                    source.spikes.change(factor, starts);
                    source.spike = source.spikes.product();
                    if !source.is_recorded {
                        self.schedule_arrival(at);
                    }
                }
            }
            Effect::BadVersion(at, kept) => {
                self.nodes[at as usize].version = starts.then_some(kept);
            }
            Effect::Mismatch(at, recall) => {
                self.nodes[at as usize].mismatch = starts.then_some(recall);
            }
            Effect::Flush(at) => {
                if starts && let Some(cache) = &mut self.nodes[at as usize].cache {
                    cache.flush();
                }
            }
            Effect::Late(at, by) => {
                if let Some(freshness) = &mut self.nodes[at as usize].freshness {
                    freshness.late_by(self.now, if starts { by } else { 0 });
                }
            }
            Effect::Freeze(feature) => {
                let age = self.feature_age(feature as usize);
                let frozen = &mut self.conditions.frozen[feature as usize];
                if starts {
                    frozen.push((incident.start, age));
                } else if let Some(ended) =
                    frozen.iter().position(|&(since, _)| since == incident.start)
                {
                    frozen.remove(ended);
                }
            }
            Effect::ShiftScore(at, by) => {
                let node = &mut self.nodes[at as usize];
                node.score_shifts.change(by, starts);
                node.score_shift = node.score_shifts.sum();
            }
            Effect::Repeat(features, factor) => {
                for feature in features {
                    self.conditions.apply(&Effect::Scale(feature, factor), starts);
                }
            }
            Effect::Null(_)
            | Effect::Shift(..)
            | Effect::Scale(..)
            | Effect::Spread(..)
            | Effect::Scramble(_)
            | Effect::Prior(_)
            | Effect::Concept(_) => {
                self.conditions.apply(&incident.effect, starts);
                self.base_rate = self.conditions.base_rate(&self.plan.world);
            }
            Effect::LoseLabels { .. } => self.on_lost_labels(&incident.effect, starts),
            // Training happens on the clock of days; a shift of rows is in them.
            Effect::BadTraining(_) | Effect::InRows => {}
        }
    }

    /// How old a feature is now: where something keeps it fresh, and where it is frozen.
    pub(super) fn age_now(&self, feature: usize) -> Nanos {
        let age = self.feature_age(feature);
        let frozen = self.conditions.frozen[feature].first();
        frozen.map_or(age, |&(since, age_then)| age.max(age_then + (self.now - since)))
    }

    /// How old a feature is now, where something keeps it fresh.
    fn feature_age(&self, feature: usize) -> Nanos {
        let feed = self.plan.world.features[feature].feed;
        let freshness = feed.and_then(|feed| self.nodes[feed as usize].freshness.as_ref());
        freshness.map_or(0, |freshness| freshness.data_age(self.now))
    }

    /// A feed, a pipeline or a batch job stops, or goes on.
    fn on_data_outage(&mut self, at: u32, starts: bool) {
        let now = self.now;
        let node = &mut self.nodes[at as usize];
        node.data_stopped =
            if starts { node.data_stopped + 1 } else { node.data_stopped.saturating_sub(1) };
        if let Some(freshness) = &mut node.freshness {
            match (starts, node.data_stopped) {
                (true, 1) => freshness.stop(now),
                (false, 0) => freshness.resume(now),
                _ => {}
            }
        }
        if let Role::Data(data) = self.plan.nodes[at as usize].role
            && let Some(after) = data.null_after()
        {
            // Fresh values stop now; the last ones are used up a lag later.
            self.events.schedule_rarely(now + after, Kind::FeedStale, at << 1 | u32::from(starts));
        }
    }

    pub(super) fn on_feed_stale(&mut self, index: u32) {
        let (at, starts) = (index >> 1, index & 1 == 1);
        let features = &self.plan.world.features;
        let fed: Vec<_> =
            (0..features.len()).filter(|&feature| features[feature].feed == Some(at)).collect();
        for feature in fed {
            self.conditions.apply(&Effect::Null(feature as u32), starts);
        }
    }
}
