//! Incidents: what changes the system and its world while it runs.

use super::capacity::Loss;
use super::engine::Engine;
use super::events::Kind;
use crate::plan::{Effect, Nanos, Plan, Role};
use crate::world::Multipliers;

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
                    } else {
                        self.on_outage(at, mode, starts);
                    }
                }
            }
            Effect::Partial(at, share) => {
                for s in self.stations_of(at) {
                    let state = &mut self.stations[s as usize].capacity_state;
                    change(&mut state.partial, 1.0 - share, starts);
                    self.recount(s, if starts { Loss::Failure } else { Loss::Finish });
                }
            }
            Effect::Slow(at, factor) => {
                for s in self.stations_of(at) {
                    self.advance_shared(s);
                    let station = &mut self.stations[s as usize];
                    change(&mut station.slow_downs, factor, starts);
                    station.slowness = station.own_slowness * station.slow_downs.product();
                    self.plan_next_end(s);
                }
            }
            Effect::Errors(at, rate) => {
                let node = &mut self.nodes[at as usize];
                change(&mut node.error_free, 1.0 - rate, starts);
                let good = node.error_free.product();
                self.each_station(at, |station| {
                    station.error_rate = 1.0 - (1.0 - station.plan.error_rate) * good;
                });
            }
            Effect::Spike(at, factor) => {
                if let Some(source) = &mut self.nodes[at as usize].source {
                    change(&mut source.spikes, factor, starts);
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
            Effect::Null(feature) => self.change_null(feature as usize, starts),
            Effect::Shift(feature, shift) => {
                self.conditions.shift[feature as usize] += if starts { shift } else { -shift };
            }
            Effect::Scale(feature, factor) => {
                change(&mut self.conditions.scale[feature as usize], factor, starts);
            }
            Effect::Scramble(feature) => {
                let running = &mut self.conditions.scrambled[feature as usize];
                *running = if starts { *running + 1 } else { running.saturating_sub(1) };
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
            Effect::Prior(factor) => {
                change(&mut self.conditions.prior, factor, starts);
                self.base_rate = self.conditions.base_rate(&self.plan.world);
            }
            Effect::Concept(factor) => change(&mut self.conditions.concept, factor, starts),
            Effect::InRows => {}
        }
    }

    /// How old a feature is now, where something keeps it fresh.
    fn feature_age(&self, feature: usize) -> Nanos {
        let feed = self.plan.world.features[feature].feed;
        let freshness = feed.and_then(|feed| self.nodes[feed as usize].freshness.as_ref());
        freshness.map_or(0, |freshness| freshness.data_age(self.now))
    }

    fn change_null(&mut self, feature: usize, starts: bool) {
        let null = &mut self.conditions.null[feature];
        *null = if starts { *null + 1 } else { null.saturating_sub(1) };
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
            self.change_null(feature, starts);
        }
    }
}

fn change(multipliers: &mut Multipliers, factor: f64, starts: bool) {
    if starts {
        multipliers.add(factor);
    } else {
        multipliers.remove(factor);
    }
}
