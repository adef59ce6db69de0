//! Who is more urgent, and what that does to those in service.

use super::engine::Engine;
use super::flight::{NEVER, NONE};
use crate::plan::{Discipline, Preemption, whole};

impl Engine {
    /// Work and order of a flight, for stations that look at them.
    pub(super) fn prepare_key(&mut self, index: u32, s: u32) {
        let station = &mut self.stations[s as usize];
        if matches!(station.plan.discipline, Discipline::Fifo | Discipline::Lifo) {
            return;
        }
        let order = self.events.next_seq();
        if station.plan.discipline == Discipline::Shortest {
            let amount = self.work_of(index);
            let station = &mut self.stations[s as usize];
            self.flights[index].work = station.draw_work(amount).max(1);
        }
        self.flights[index].order = order;
    }

    /// Smaller is more urgent.
    pub(super) fn key(&self, index: u32, s: u32) -> u64 {
        let flight = &self.flights[index];
        let station = &self.stations[s as usize];
        let case = (flight.case != NONE).then(|| &self.cases[flight.case]);
        match station.plan.discipline {
            Discipline::Priority => {
                case.map_or(u64::MAX, |case| u64::from(self.classes[case.class as usize].priority))
            }
            Discipline::Shortest => flight.work,
            Discipline::Deadline => case.map_or(NEVER, |case| case.deadline),
            Discipline::Loss => case.map_or(u64::MAX, |case| {
                let p = self.probability(case.content.score);
                ((1.0 - p) * (1_u64 << 53) as f64) as u64
            }),
            Discipline::Ageing(promise) => case.map_or(u64::MAX, |case| {
                let p = self.probability(case.content.score);
                flight.entered + ((1.0 - p) * promise as f64) as u64
            }),
            Discipline::Fifo | Discipline::Lifo | Discipline::Sharing => 0,
        }
    }

    /// Pushes a less urgent one off its server, if there is one.
    pub(super) fn preempts(&mut self, index: u32, s: u32) -> bool {
        let now = self.now;
        let station = &self.stations[s as usize];
        let mode = station.plan.preemption;
        if mode == Preemption::None || station.capacity == 0 {
            return false;
        }
        let key = self.key(index, s);
        let shortest = station.plan.discipline == Discipline::Shortest;
        let cases = &self.cases;
        let classes = &self.classes;
        let victim = station.least_urgent(key, now, &self.flights, |flight| {
            if shortest {
                return flight.ends - now;
            }
            if flight.case == NONE {
                return u64::MAX;
            }
            let case = &cases[flight.case];
            match station.plan.discipline {
                Discipline::Deadline => case.deadline,
                _ => u64::from(classes[case.class as usize].priority),
            }
        });
        let Some(victim) = victim else { return false };
        self.stop_service(victim);
        self.put_back(victim, s, mode == Preemption::Restart);
        true
    }

    /// Puts one who was in service back in line, with the work that is left (or all of it).
    pub(super) fn put_back(&mut self, index: u32, s: u32, restarts: bool) {
        let now = self.now;
        let flight = &mut self.flights[index];
        if !restarts {
            // The work that is left, whatever the speed at which it was done.
            let (left, whole_time) = (flight.ends - now, flight.ends - flight.since);
            flight.work = if flight.work == whole_time {
                left
            } else {
                whole(flight.work as f64 * left as f64 / whole_time as f64)
            };
        }
        if flight.work == 0 {
            // Work that is as good as done still has to be seen to its end.
            flight.work = 1;
            self.stations[s as usize].bucket.asked += 1;
        }
        flight.has_started = true;
        self.enqueue(index, s, true);
    }
}
