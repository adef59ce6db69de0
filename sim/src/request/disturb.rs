//! Incidents and shifts: what changes the system while it runs.

use super::engine::Engine;
use super::events::Kind;
use super::flight::Failure;
use crate::model::OutageMode;
use crate::plan::{Effect, Plan, Role, Staff, nanos};

/// May work at this node be interrupted by an outage?
pub(super) fn may_stop(plan: &Plan, at: u32) -> bool {
    plan.incidents
        .iter()
        .any(|incident| matches!(incident.effect, Effect::Outage(node, _) if node == at))
}

impl Engine {
    pub(super) fn on_incident(&mut self, incident: u32, starts: bool) {
        match self.plan.incidents[incident as usize].effect {
            Effect::Outage(at, mode) => self.on_outage(at, mode, starts),
            Effect::Slow(at, factor) => {
                if let Some(station) = &mut self.nodes[at as usize].station {
                    change(&mut station.slow_downs, factor, starts);
                    station.slowness = station.slow_downs.product();
                }
            }
            Effect::Spike(at, factor) => {
                if let Some(source) = &mut self.nodes[at as usize].source {
                    change(&mut source.spikes, factor, starts);
                    self.schedule_arrival(at);
                }
            }
            Effect::Null(feature) => self.change_null(feature as usize, starts),
            Effect::Shift(feature, shift) => {
                self.conditions.shift[feature as usize] += if starts { shift } else { -shift };
            }
            Effect::Prior(factor) => change(&mut self.conditions.prior, factor, starts),
            Effect::Concept(factor) => change(&mut self.conditions.concept, factor, starts),
            Effect::InRows => {}
        }
    }

    fn change_null(&mut self, feature: usize, starts: bool) {
        let null = &mut self.conditions.null[feature];
        *null = if starts { *null + 1 } else { null.saturating_sub(1) };
    }

    fn on_outage(&mut self, at: u32, mode: OutageMode, starts: bool) {
        if let Role::Feed { lag } = self.plan.nodes[at as usize].role {
            // Fresh values stop now; the last ones are used up a lag later.
            self.events.schedule(self.now + lag, Kind::FeedStale, at << 1 | u32::from(starts));
            return;
        }
        let Some(station) = &mut self.nodes[at as usize].station else { return };
        station.touch(self.now);
        station.bucket.was_down = true;
        let running = match mode {
            OutageMode::Refuse => &mut station.refusing,
            OutageMode::Hang => &mut station.hanging,
        };
        *running = if starts { *running + 1 } else { *running - 1 };
        match (mode, starts) {
            (OutageMode::Refuse, true) => self.drop_all(at),
            (OutageMode::Hang, true) => self.interrupt(at, usize::MAX),
            (_, false) => self.serve_waiting(at),
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

    /// A node goes down and everything in it fails.
    fn drop_all(&mut self, at: u32) {
        let mut dropped = Vec::new();
        loop {
            let Some(station) = &mut self.nodes[at as usize].station else { return };
            let Some(index) = station.dequeue(&mut self.flights) else { break };
            let since = self.flights[index].since;
            station.bucket.queue_time += self.now - since.max(self.warmup.min(self.now));
            dropped.push(index);
        }
        for index in self.in_service(at) {
            self.stop_service(index, at);
            dropped.push(index);
        }
        if let Some(station) = &mut self.nodes[at as usize].station {
            station.bucket.visits.refused += dropped.len() as u64;
        }
        for index in dropped {
            if self.flights[index].orphan {
                self.flights.remove(index);
            } else {
                self.fail(index, Failure::Refused);
            }
        }
    }

    fn in_service(&self, at: u32) -> Vec<u32> {
        let station = self.nodes[at as usize].station.as_ref();
        station.and_then(|station| station.in_service.clone()).unwrap_or_default()
    }

    /// Puts the work of up to `most` servers back at the head of the queue, the latest first.
    fn interrupt(&mut self, at: u32, most: usize) {
        let in_service = self.in_service(at);
        for &index in in_service.iter().rev().take(most) {
            let end = self.flights[index].ends;
            self.stop_service(index, at);
            let Some(station) = &mut self.nodes[at as usize].station else { return };
            let flight = &mut self.flights[index];
            flight.state = super::flight::State::Queued;
            flight.since = self.now;
            flight.remaining = (end - self.now).max(1);
            station.enqueue_first(&mut self.flights, index);
        }
    }

    /// The hour changes, and perhaps the number at work.
    pub(super) fn on_shift(&mut self, at: u32) {
        let hour = (self.now / nanos(3600.0)) as usize % 24;
        self.events.schedule(self.now + nanos(3600.0), Kind::Shift, at);
        let Some(station) = &mut self.nodes[at as usize].station else { return };
        let Staff::Hourly(hours) = &station.plan.staff else { return };
        let servers = hours[hour];
        if servers == station.servers {
            return;
        }
        station.touch(self.now);
        station.servers = servers;
        let too_many = station.busy.saturating_sub(servers);
        if station.plan.requeues && too_many > 0 {
            self.interrupt(at, too_many as usize);
        }
        self.serve_waiting(at);
    }
}

fn change(multipliers: &mut crate::world::Multipliers, factor: f64, starts: bool) {
    if starts {
        multipliers.add(factor);
    } else {
        multipliers.remove(factor);
    }
}
