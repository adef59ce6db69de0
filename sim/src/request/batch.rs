//! Batches: a server takes several requests at once.

use super::engine::Engine;
use super::events::{Event, Kind};
use super::flight::State;
use crate::plan::{Nanos, whole};

/// Requests that are served together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    members: Vec<u32>,
    pub(super) station: u32,
    ends: Nanos,
    /// Number of its last event; 0 if it is not in service.
    event: u64,
}

impl Engine {
    /// A request comes to a station that batches.
    pub(super) fn admit_to_batch(&mut self, index: u32, s: u32) {
        if self.join_batch(index, s) {
            return;
        }
        let station = &self.stations[s as usize];
        let is_full = station.waiting.n() >= station.plan.queue_limit;
        if is_full && !(station.plan.queue_limit == 0 && station.has_free_server()) {
            self.shed(index, s);
            return;
        }
        if station.plan.queue_limit == 0 {
            // Without places to wait it is served alone, at once.
            self.enqueue(index, s, false);
            self.begin_batch(s, false);
            return;
        }
        self.wait_or_shed(index, s);
        self.serve_batches(s);
    }

    /// Gets onto a batch in service that has room, where that is possible.
    fn join_batch(&mut self, index: u32, s: u32) -> bool {
        let now = self.now;
        let class = self.class_of(index);
        let station = &mut self.stations[s as usize];
        let Some(&batch) = station.batching.joinable.first() else { return false };
        let most = station.plan.batch.map_or(1, |plan| plan.most as usize);
        let flight = &mut self.flights[index];
        flight.state = State::Serving;
        flight.since = now;
        flight.slot = batch;
        station.joins_others(now, class);
        station.record_wait(0, class);
        let members = &mut self.batches[batch].members;
        members.push(index);
        if members.len() >= most {
            station.batching.joinable.retain(|&other| other != batch);
        }
        true
    }

    /// Starts batches as long as a server is free and a batch is full, or old enough.
    pub(super) fn serve_batches(&mut self, s: u32) {
        loop {
            let now = self.now;
            let station = &mut self.stations[s as usize];
            let Some(plan) = station.plan.batch else { return };
            if station.waiting.n() == 0 {
                station.batching.timer = 0;
                self.rest_servers(s);
                return;
            }
            if !station.has_free_server() {
                self.wake_servers(s);
                return;
            }
            let is_full = station.waiting.n() >= plan.most;
            if is_full || plan.delay == 0 {
                self.begin_batch(s, false);
                continue;
            }
            let Some(oldest) = station.queue.peek(&self.flights) else { return };
            let due = self.flights[oldest].entered + plan.delay;
            if due <= now {
                self.begin_batch(s, true);
                continue;
            }
            if station.batching.timer != due {
                station.batching.timer = due;
                self.events.schedule_rarely(due, Kind::BatchTimer, s);
            }
            return;
        }
    }

    pub(super) fn on_batch_timer(&mut self, event: Event) {
        if self.stations[event.index as usize].batching.timer == event.time {
            self.stations[event.index as usize].batching.timer = 0;
            self.serve_batches(event.index);
        }
    }

    fn begin_batch(&mut self, s: u32, by_timeout: bool) {
        let now = self.now;
        let batch = self.batches.take();
        let mut members = std::mem::take(&mut self.batches[batch].members);
        members.clear();
        let Some(plan) = self.stations[s as usize].plan.batch else { return };
        while members.len() < plan.most as usize {
            let Some(index) = self.stations[s as usize].dequeue(&self.flights) else { break };
            let class = self.class_of(index);
            let station = &mut self.stations[s as usize];
            let flight = &mut self.flights[index];
            station.wait_ends(now, flight);
            if !flight.has_started {
                station.record_wait(now - flight.entered, class);
            }
            flight.has_started = true;
            flight.state = State::Serving;
            flight.since = now;
            flight.slot = batch;
            station.joins_others(now, class);
            members.push(index);
        }
        let first = members.first().copied();
        let work = first.map_or(1.0, |first| self.work_of(first));
        let station = &mut self.stations[s as usize];
        if let Some(first) = first {
            let flight = &self.flights[first];
            let count = &mut station.bucket.batches;
            count.n += 1;
            count.size += members.len() as u64;
            count.by_timeout += u64::from(by_timeout);
            count.open += u128::from(now - flight.entered);
        }
        let drawn = station.draw_work(work) as f64 + plan.per_item * members.len() as f64;
        let asked = whole(drawn);
        let time = station.stretched(asked);
        station.bucket.asked += u128::from(asked);
        station.busy.up(now);
        station.engage();
        if plan.joinable && members.len() < plan.most as usize {
            station.batching.joinable.push(batch);
        }
        let seq = self.events.schedule_rarely(now + time, Kind::BatchEnd, batch);
        let slot = &mut self.batches[batch];
        slot.members = members;
        slot.station = s;
        slot.ends = now + time;
        slot.event = seq;
    }

    pub(super) fn on_batch_end(&mut self, event: Event) {
        let batch = event.index;
        if self.batches[batch].event != event.seq {
            return;
        }
        let s = self.batches[batch].station;
        let members = self.close_batch(batch);
        self.serve_batches(s);
        for &index in &members {
            self.end_visit(index, s);
        }
        self.batches[batch].members = members;
        self.batches.give_back(batch);
    }

    /// Takes a batch's requests from their server.
    fn close_batch(&mut self, batch: u32) -> Vec<u32> {
        let now = self.now;
        let slot = &mut self.batches[batch];
        slot.event = 0;
        let members = std::mem::take(&mut slot.members);
        let station = &mut self.stations[slot.station as usize];
        station.batching.joinable.retain(|&other| other != batch);
        station.busy.down(now);
        for &index in &members {
            let flight = &mut self.flights[index];
            flight.state = State::Leaving;
            station.leaves_others(now, flight);
        }
        members
    }

    /// Work that is left of the batches in service at a station.
    pub(super) fn batch_work_left(&self, s: usize) -> u128 {
        let here =
            self.batches.iter().filter(|batch| batch.event != 0 && batch.station as usize == s);
        here.map(|batch| u128::from(batch.ends - self.now)).sum()
    }

    /// Takes everything out of a station's batches.
    pub(super) fn drop_batches(&mut self, s: u32, dropped: &mut Vec<u32>) {
        if self.stations[s as usize].plan.batch.is_none() {
            return;
        }
        for batch in 0..self.batches.len() as u32 {
            if self.batches[batch].event != 0 && self.batches[batch].station == s {
                let mut members = self.close_batch(batch);
                dropped.append(&mut members);
                self.batches[batch].members = members;
                self.batches.give_back(batch);
            }
        }
    }
}
