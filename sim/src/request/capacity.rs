//! How many servers a station has: staff and shifts, failures and repairs, outages, breaks.

use super::engine::Engine;
use super::events::{Event, Kind};
use super::flight::{Failure, NONE, State};
use crate::model::OutageMode;
use crate::plan::{Interrupted, Nanos, Staff, nanos, whole};

/// What can fail on its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) station: u32,
    pub(super) servers: u32,
}

/// Why servers go, which decides what becomes of their work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// They failed: as the station's plan says.
    Failure,
    /// They leave and put their work back.
    PutBack,
    /// They leave when they have finished.
    Finish,
}

/// Length of a working day.
const SHIFT_S: f64 = 8.0 * 3600.0;

impl Engine {
    /// Counts a station's servers anew after something about them changed.
    pub(super) fn recount(&mut self, s: u32, loss: Loss) {
        let now = self.now;
        let shared = self.stations[s as usize].shared.is_some();
        if shared {
            self.advance_shared(s);
        }
        let station = &mut self.stations[s as usize];
        let state = &station.capacity_state;
        let staff = state.staff.saturating_mul(state.replicas);
        let partial = 1.0 - state.partial.product();
        // What goes of several queues' servers adds up to the share of them all.
        let gone_before =
            |queues: u32| (f64::from(staff) * f64::from(queues) * partial + 0.5) as u32;
        let gone = gone_before(state.place + 1) - gone_before(state.place);
        let is_out = state.refusing > 0 || state.hanging > 0;
        let up = if is_out { 0 } else { staff.saturating_sub(state.broken).saturating_sub(gone) };
        let mut capacity = if state.on_break { 0 } else { up };
        if station.plan.keep_warm.is_some() {
            capacity = capacity.min(state.warm.n());
        }
        if let Some(ups) = &mut station.ups {
            ups.leave(now, station.up.n());
        }
        station.staffed.set(now, staff);
        station.up.set(now, up);
        station.capacity = capacity;
        station.bucket.was_down |= station.is_down();
        if shared {
            station.busy.set(now, station.serving.n().min(capacity));
            self.plan_next_end(s);
            return;
        }
        let excess = station.in_use().saturating_sub(capacity);
        match loss {
            Loss::Finish => {}
            Loss::PutBack => self.interrupt(s, excess, Interrupted::Resume),
            Loss::Failure => {
                let policy = station.plan.interrupted;
                self.interrupt(s, excess, policy);
            }
        }
        self.serve_waiting(s);
        self.wake_servers(s);
    }

    /// Takes so many flights from their servers, the latest first.
    fn interrupt(&mut self, s: u32, count: u32, policy: Interrupted) {
        for _ in 0..count {
            let Some(&index) = self.stations[s as usize].in_service.as_ref().and_then(|v| v.last())
            else {
                return;
            };
            self.interrupt_one(index, s, policy);
        }
    }

    fn interrupt_one(&mut self, index: u32, s: u32, policy: Interrupted) {
        // One that was interrupted before it may have taken it along.
        if self.flights[index].state != State::Serving {
            return;
        }
        self.stop_service(index);
        match policy {
            Interrupted::Resume | Interrupted::Restart => {
                self.put_back(index, s, policy == Interrupted::Restart);
            }
            Interrupted::Fail => {
                self.stations[s as usize].bucket.visits.interrupted += 1;
                self.turn_away(index, Failure::Error);
            }
        }
    }

    // Failures

    /// Starts the clocks of all units.
    pub(super) fn start_failure_clocks(&mut self) {
        for s in 0..self.stations.len() as u32 {
            let station = &self.stations[s as usize];
            let Some(failures) = &station.plan.failures else { continue };
            if failures.only_busy {
                continue;
            }
            let staff = station.capacity_state.staff;
            let (units, servers) = if failures.whole_node {
                (1, staff * station.capacity_state.replicas)
            } else {
                (station.capacity_state.replicas, staff)
            };
            for _ in 0..units {
                let unit = self.units.len() as u32;
                self.units.push(Unit { station: s, servers });
                self.schedule_failure(unit);
            }
        }
    }

    fn schedule_failure(&mut self, unit: u32) {
        let s = self.units[unit as usize].station as usize;
        let station = &mut self.stations[s];
        let Some(failures) = &station.plan.failures else { return };
        let time = failures.up.draw(&mut station.trouble) + 0.5;
        self.events.schedule_rarely(self.now + time as Nanos, Kind::UnitFails, unit);
    }

    /// How long a repair takes, with the cold start after it.
    fn repair_time(&mut self, s: u32) -> Nanos {
        let station = &mut self.stations[s as usize];
        let Some(failures) = &station.plan.failures else { return 0 };
        let mut time = failures.repair.draw(&mut station.trouble);
        if let Some(setup) = &station.plan.setup {
            time += setup.draw(&mut station.trouble);
        }
        whole(time)
    }

    pub(super) fn on_unit_fails(&mut self, event: Event) {
        let Unit { station: s, servers } = self.units[event.index as usize];
        let station = &mut self.stations[s as usize];
        // Each of the unit's servers is one of the busy with the same chance; work that it holds
        // is interrupted even if another server is idle, which may then take it over.
        let (mut up, mut busy) = (station.up.n(), station.in_use());
        let mut hit = Vec::new();
        for _ in 0..servers.min(up) {
            if station.trouble.uniform() * f64::from(up) < f64::from(busy) {
                let in_service = station.in_service.as_ref().map_or(&[][..], |v| v);
                let left: Vec<u32> =
                    in_service.iter().copied().filter(|index| !hit.contains(index)).collect();
                if !left.is_empty() {
                    let at = (station.trouble.uniform() * left.len() as f64) as usize;
                    hit.push(left[at.min(left.len() - 1)]);
                    busy -= 1;
                }
            }
            up -= 1;
        }
        station.capacity_state.broken += servers;
        let policy = station.plan.interrupted;
        for index in hit {
            self.interrupt_one(index, s, policy);
        }
        self.recount(s, Loss::Failure);
        let time = self.repair_time(s);
        self.events.schedule_rarely(self.now + time, Kind::UnitRepaired, event.index);
    }

    pub(super) fn on_unit_repaired(&mut self, event: Event) {
        let Unit { station, servers } = self.units[event.index as usize];
        self.stations[station as usize].capacity_state.broken -= servers;
        self.recount(station, Loss::Finish);
        self.schedule_failure(event.index);
    }

    /// Schedules the end of a service, or the breakdown that comes before it.
    pub(super) fn schedule_end(&mut self, index: u32, s: u32, time: Nanos) {
        let station = &mut self.stations[s as usize];
        if let Some(failures) = &station.plan.failures
            && failures.only_busy
        {
            // Memoryless, so a new clock for each service is the clock that ran on.
            let life = whole(failures.up.draw(&mut station.trouble));
            if life < time {
                self.flights[index].event =
                    self.events.schedule_rarely(self.now + life, Kind::Breakdown, index);
                return;
            }
        }
        self.flights[index].event =
            self.events.schedule_rarely(self.now + time, Kind::ServiceEnd, index);
    }

    pub(super) fn on_breakdown(&mut self, event: Event) {
        let flight = &self.flights[event.index];
        if flight.state != State::Serving || flight.event != event.seq {
            return;
        }
        let s = flight.station;
        self.stations[s as usize].capacity_state.broken += 1;
        let policy = self.stations[s as usize].plan.interrupted;
        self.interrupt_one(event.index, s, policy);
        self.recount(s, Loss::Failure);
        let time = self.repair_time(s);
        self.events.schedule_rarely(self.now + time, Kind::ServerRepaired, s);
    }

    pub(super) fn on_server_repaired(&mut self, s: u32) {
        self.stations[s as usize].capacity_state.broken -= 1;
        self.recount(s, Loss::Finish);
    }

    // Outages

    pub(super) fn on_outage(&mut self, at: u32, mode: OutageMode, starts: bool) {
        for s in self.stations_of(at) {
            let state = &mut self.stations[s as usize].capacity_state;
            let running = match mode {
                OutageMode::Refuse => &mut state.refusing,
                OutageMode::Hang => &mut state.hanging,
            };
            *running = if starts { *running + 1 } else { running.saturating_sub(1) };
            if mode == OutageMode::Refuse && starts {
                self.drop_all(s);
            }
            // After an outage everything starts cold.
            let setup = self.stations[s as usize].plan.setup.clone();
            match setup {
                Some(setup) if !starts && self.stations[s as usize].plan.keep_warm.is_none() => {
                    let station = &mut self.stations[s as usize];
                    let time = whole(setup.draw(&mut station.trouble));
                    station.capacity_state.hanging += 1;
                    let seq = self.events.schedule_rarely(self.now + time, Kind::SetupDone, s);
                    let state = &mut self.stations[s as usize].capacity_state;
                    state.starting.push(seq);
                    state.starts += 1;
                    state.restarting.push(seq);
                    self.recount(s, Loss::Finish);
                }
                _ => self.recount(s, if starts { Loss::Failure } else { Loss::Finish }),
            }
        }
    }

    /// A station goes down and everything in it fails.
    fn drop_all(&mut self, s: u32) {
        let mut dropped = Vec::new();
        loop {
            let station = &mut self.stations[s as usize];
            let Some(index) = station.dequeue(&self.flights) else { break };
            station.wait_ends(self.now, &self.flights[index]);
            dropped.push(index);
        }
        while let Some(&index) =
            self.stations[s as usize].in_service.as_ref().and_then(|in_service| in_service.last())
        {
            self.stop_service(index);
            dropped.push(index);
        }
        self.drop_batches(s, &mut dropped);
        self.drop_shared(s, &mut dropped);
        for &index in &dropped {
            self.flights[index].state = State::Leaving;
        }
        let station = &mut self.stations[s as usize];
        station.bucket.visits.refused += dropped.len() as u64;
        dropped.iter().for_each(|&index| station.lose(self.flights[index].class));
        for index in dropped {
            self.turn_away(index, Failure::Refused);
        }
    }

    fn drop_shared(&mut self, s: u32, dropped: &mut Vec<u32>) {
        if self.stations[s as usize].shared.is_none() {
            return;
        }
        let here: Vec<u32> = (0..self.flights.len() as u32)
            .filter(|&index| {
                let flight = &self.flights[index];
                flight.state == State::Serving && flight.station == s
            })
            .collect();
        for index in here {
            self.unshare(index, s);
            dropped.push(index);
        }
    }

    // Shifts and breaks

    /// The hour changes, and perhaps the number at work.
    pub(super) fn on_shift(&mut self, s: u32) {
        let hour = (self.now / nanos(3600.0)) as usize % 24;
        self.events.schedule_rarely(self.now + nanos(3600.0), Kind::Shift, s);
        let station = &mut self.stations[s as usize];
        let Staff::Hourly(hours) = &station.plan.staff else { return };
        let staff = hours[hour];
        if staff == station.capacity_state.staff {
            return;
        }
        if station.capacity_state.staff == 0 {
            station.capacity_state.working_since = self.now;
        }
        station.capacity_state.staff = staff;
        let loss = if station.plan.requeues { Loss::PutBack } else { Loss::Finish };
        self.recount(s, loss);
    }

    pub(super) fn on_break(&mut self, s: u32) {
        let station = &mut self.stations[s as usize];
        let Some((every, length)) = station.plan.breaks else { return };
        let state = &mut station.capacity_state;
        state.on_break = !state.on_break;
        let next = if state.on_break { length } else { every };
        if !state.on_break {
            state.working_since = self.now;
        }
        self.events.schedule_rarely(self.now + next, Kind::Break, s);
        self.recount(s, Loss::Finish);
    }

    /// How long the people of a station have worked since their last break, or since their shift
    /// began: after eight hours others take over.
    pub(super) fn worked(&self, at: u32) -> Nanos {
        let stations = self.stations_of(at);
        let since = self.stations[stations.start as usize].capacity_state.working_since;
        self.now.saturating_sub(since) % nanos(SHIFT_S)
    }

    /// Takes a flight out of wherever it is, for good.
    pub(super) fn withdraw(&mut self, index: u32) {
        let flight = &self.flights[index];
        let (s, state) = (flight.station, flight.state);
        match state {
            State::Queued => {
                self.stations[s as usize].bucket.visits.cancelled += 1;
                self.leave_queue(index);
            }
            // A batch cannot give one of its requests back: it is served for nobody.
            State::Serving if self.stations[s as usize].plan.batch.is_some() => {
                let orphan = &mut self.flights[index];
                orphan.case = NONE;
                orphan.timer = 0;
                return;
            }
            State::Serving => {
                self.stations[s as usize].bucket.visits.cancelled += 1;
                if self.stations[s as usize].shared.is_some() {
                    self.unshare(index, s);
                } else {
                    self.stop_service(index);
                    self.serve_waiting(s);
                }
            }
            State::Leaving => {
                self.flights[index].case = NONE;
                return;
            }
            State::Travelling | State::Joining | State::Free => {}
        }
        self.free_flight(index);
    }
}
