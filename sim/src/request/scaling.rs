//! Cold starts, servers that switch off when idle, and autoscaling.

use super::capacity::Loss;
use super::engine::Engine;
use super::events::{Event, Kind};
use crate::plan::whole;

impl Engine {
    /// Somebody waits: cold servers are started, one for each who waits.
    pub(super) fn wake_servers(&mut self, s: u32) {
        if self.stations[s as usize].plan.keep_warm.is_none() {
            return;
        }
        loop {
            let station = &self.stations[s as usize];
            let state = &station.capacity_state;
            let starting = state.starting.len() as u32;
            let is_needed = starting < station.waiting.n()
                && state.warm.n() + starting < station.up.n()
                && station.in_use() >= station.capacity;
            if !is_needed {
                return;
            }
            self.start_cold(s);
        }
    }

    /// Begins a cold start.
    fn start_cold(&mut self, s: u32) {
        let station = &mut self.stations[s as usize];
        let time = match &station.plan.setup {
            Some(setup) => whole(setup.draw(&mut station.trouble)),
            None => 0,
        };
        let seq = self.events.schedule_rarely(self.now + time, Kind::SetupDone, s);
        station.capacity_state.starting.push(seq);
        station.capacity_state.starts += 1;
    }

    pub(super) fn on_setup_done(&mut self, event: Event) {
        let s = event.index;
        let station = &mut self.stations[s as usize];
        let state = &mut station.capacity_state;
        let Some(at) = state.starting.iter().position(|&seq| seq == event.seq) else { return };
        state.starting.remove(at);
        if let Some(at) = state.restarting.iter().position(|&seq| seq == event.seq) {
            state.restarting.remove(at);
            state.hanging = state.hanging.saturating_sub(1);
        } else if station.plan.keep_warm.is_some() {
            state.warm.up(self.now);
            state.most = state.most.max(state.warm.n());
        } else {
            state.replicas += 1;
            state.most = state.most.max(state.replicas);
        }
        self.recount(s, Loss::Finish);
    }

    /// Nobody waits and a server is free: it stays warm for a while, or goes off; starts that
    /// nobody needs any more are called off.
    pub(super) fn rest_servers(&mut self, s: u32) {
        let now = self.now;
        let station = &mut self.stations[s as usize];
        let Some(keep) = station.plan.keep_warm else { return };
        station.engage();
        let idle = station.idle() as usize;
        let state = &mut station.capacity_state;
        state.starting.clear();
        if keep == 0 {
            let off = idle as u32;
            state.warm.set(now, state.warm.n() - off);
            station.capacity -= off;
            return;
        }
        while state.idle.len() < idle {
            let seq = self.events.schedule_rarely(now + keep, Kind::WarmEnds, s);
            state.idle.push(seq);
        }
    }

    pub(super) fn on_warm_ends(&mut self, event: Event) {
        let station = &mut self.stations[event.index as usize];
        station.engage();
        let state = &mut station.capacity_state;
        if let Some(at) = state.idle.iter().position(|&seq| seq == event.seq) {
            state.idle.remove(at);
            state.warm.down(self.now);
            station.capacity -= 1;
        }
    }

    /// The autoscaler compares the busy share of its servers with the target.
    pub(super) fn on_scale_look(&mut self, s: u32) {
        let now = self.now;
        let station = &mut self.stations[s as usize];
        let Some(scale) = station.plan.scale else { return };
        self.events.schedule_rarely(now + scale.sync, Kind::ScaleLook, s);
        let area = station.busy_since_start(now);
        let state = &mut station.capacity_state;
        let running = state.replicas;
        let servers = f64::from(running.saturating_mul(state.staff).max(1));
        let busy = (area - std::mem::replace(&mut state.looked_at, area)) as f64;
        let utilisation = busy / (servers * scale.sync as f64);
        let Some(scaler) = &mut state.scaler else { return };
        let desired = scaler.desired(now, running, utilisation);
        let under_way = running + (state.starting.len() - state.restarting.len()) as u32;
        for _ in under_way..desired {
            self.start_cold(s);
        }
        let station = &mut self.stations[s as usize];
        let state = &mut station.capacity_state;
        if desired < under_way {
            // Starts are called off before running replicas are.
            let off = (under_way - desired) as usize;
            let starts = state.starting.len().min(off);
            state.starting.truncate(state.starting.len() - starts);
            state.replicas -= (off - starts) as u32;
            self.recount(s, Loss::Finish);
        }
    }
}
