//! Processor sharing: everybody is served at once, each at a share of the speed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::engine::Engine;
use super::events::{Event, Kind};
use super::flight::State;
use crate::plan::{Nanos, whole};

/// Work done so far for each present customer, and when each is done.
///
/// The attained service of a customer that was present all the time grows alike for all, so a
/// customer who comes at attained service v with work w leaves at v + w whatever happens in between.
#[derive(Debug, Default)]
pub(super) struct Shared {
    attained: f64,
    since: Nanos,
    /// Attained service at the end (bits of a number that is not negative), order, flight.
    ends: BinaryHeap<Reverse<(u64, u64, u32)>>,
    event: u64,
    last_order: u64,
}

impl Engine {
    /// A request joins those that share a station.
    pub(super) fn share(&mut self, index: u32, s: u32) {
        let work = self.work_of(index);
        self.advance_shared(s);
        let now = self.now;
        let station = &mut self.stations[s as usize];
        let amount = station.draw_work(work);
        station.bucket.asked += u128::from(amount);
        let Some(shared) = &mut station.shared else { return };
        shared.last_order += 1;
        let (order, end) = (shared.last_order, shared.attained + amount as f64);
        shared.ends.push(Reverse((end.to_bits(), order, index)));
        let flight = &mut self.flights[index];
        flight.state = State::Serving;
        flight.since = now;
        flight.order = order;
        let class = flight.class;
        station.joins_others(now, class);
        station.busy.set(now, station.serving.n().min(station.capacity));
        station.record_wait(0, class);
        self.plan_next_end(s);
    }

    /// Takes one out before it is done.
    pub(super) fn unshare(&mut self, index: u32, s: u32) {
        self.advance_shared(s);
        let order = self.flights[index].order;
        let station = &mut self.stations[s as usize];
        if let Some(shared) = &mut station.shared {
            shared.ends.retain(|Reverse((_, other, _))| *other != order);
        }
        self.leave_shared(index, s);
        self.plan_next_end(s);
    }

    /// Speed at which each is served.
    fn pace(&self, s: u32) -> f64 {
        let station = &self.stations[s as usize];
        let (n, capacity) = (station.serving.n(), station.capacity);
        let share = if n > capacity { f64::from(capacity) / f64::from(n) } else { 1.0 };
        share / station.slowness
    }

    /// Brings the attained service up to now; called before every change of pace.
    pub(super) fn advance_shared(&mut self, s: u32) {
        let pace = self.pace(s);
        let now = self.now;
        if let Some(shared) = &mut self.stations[s as usize].shared {
            shared.attained += (now - shared.since) as f64 * pace;
            shared.since = now;
        }
    }

    /// Schedules the next departure; called after every change of pace.
    pub(super) fn plan_next_end(&mut self, s: u32) {
        let pace = self.pace(s);
        let now = self.now;
        let Some(shared) = &mut self.stations[s as usize].shared else { return };
        shared.event = 0;
        let Some(&Reverse((end, _, _))) = shared.ends.peek() else { return };
        if pace > 0.0 {
            let left = (f64::from_bits(end) - shared.attained).max(0.0) / pace;
            shared.event = self.events.schedule_rarely(now + whole(left), Kind::SharingEnd, s);
        }
    }

    pub(super) fn on_sharing_end(&mut self, event: Event) {
        let s = event.index;
        if self.stations[s as usize].shared.as_ref().is_none_or(|shared| shared.event != event.seq)
        {
            return;
        }
        self.advance_shared(s);
        // The one this event was for is done, whatever rounding says; others may end with it.
        let mut done = std::mem::take(&mut self.scratch);
        if let Some(shared) = &mut self.stations[s as usize].shared {
            while let Some(&Reverse((end, _, index))) = shared.ends.peek() {
                if !done.is_empty() && f64::from_bits(end) > shared.attained + 0.5 {
                    break;
                }
                shared.ends.pop();
                done.push(index);
            }
        }
        for &index in &done {
            self.leave_shared(index, s);
            self.flights[index].state = State::Leaving;
        }
        self.plan_next_end(s);
        for &index in &done {
            self.end_visit(index, s);
        }
        done.clear();
        self.scratch = done;
    }

    fn leave_shared(&mut self, index: u32, s: u32) {
        let now = self.now;
        let station = &mut self.stations[s as usize];
        station.leaves_others(now, &self.flights[index]);
        station.busy.set(now, station.serving.n().min(station.capacity));
    }
}
