//! Loops written by hand: a binary heap of packed keys, the same sampler as the engine, one sum.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use windtunnel_design::sim::stats::{Purpose, Stream};

use super::Round;

/// Events by time, then by insertion. Times are not negative, so their bits are in order.
#[derive(Default)]
struct Events {
    heap: BinaryHeap<Reverse<u128>>,
    inserted: u64,
}

impl Events {
    fn push(&mut self, at: f64, what: u8) {
        self.inserted += 1;
        let order = u128::from(self.inserted << 8 | u64::from(what));
        self.heap.push(Reverse(u128::from(at.to_bits()) << 64 | order));
    }

    fn pop(&mut self) -> Option<(f64, u8)> {
        let Reverse(key) = self.heap.pop()?;
        Some((f64::from_bits((key >> 64) as u64), key as u8))
    }
}

fn stream(name: &str) -> Stream {
    Stream::new(1, 0, name, Purpose::Service)
}

const ARRIVAL: u8 = u8::MAX;

/// M/M/c with unit service rate; the mean is that of waits.
pub fn mmc<const SERVERS: usize>(arrival_rate: f64, customers: u64) -> Round {
    let (mut arrivals, mut services) = (stream("arrivals"), stream("services"));
    let mut events = Events::default();
    let mut queue: VecDeque<f64> = VecDeque::new();
    let (mut busy, mut came, mut left) = (0, 0, 0_u64);
    let mut waited = 0.0;
    events.push(arrivals.exponential() / arrival_rate, ARRIVAL);
    while let Some((now, what)) = events.pop() {
        if what == ARRIVAL {
            came += 1;
            if came < customers {
                events.push(now + arrivals.exponential() / arrival_rate, ARRIVAL);
            }
            if busy < SERVERS {
                busy += 1;
                events.push(now + services.exponential(), 0);
            } else {
                queue.push_back(now);
            }
        } else {
            left += 1;
            match queue.pop_front() {
                Some(since) => {
                    waited += now - since;
                    events.push(now + services.exponential(), 0);
                }
                None => busy -= 1,
            }
        }
    }
    Round { events: came + left, mean: waited / left.max(1) as f64 }
}

const SERVERS: [u32; 5] = [2, 1, 2, 1, 2];
const MEAN_SERVICE: [f64; 5] = [1.0, 0.5, 1.0 / 0.55, 1.0 / 0.8, 1.0 / 0.9];

/// Five stations with feedback, one arrival a second; the mean is that of sojourns.
pub fn jackson(customers: u64) -> Round {
    let (mut arrivals, mut services, mut routes) =
        (stream("arrivals"), stream("services"), stream("routes"));
    let mut events = Events::default();
    let mut queues: [VecDeque<f64>; 5] = Default::default();
    let mut in_service: [VecDeque<f64>; 5] = Default::default();
    let mut busy = [0_u32; 5];
    let (mut came, mut served, mut left) = (0_u64, 0_u64, 0_u64);
    let mut sojourn = 0.0;
    events.push(arrivals.exponential(), ARRIVAL);
    while let Some((now, what)) = events.pop() {
        let (to, since) = if what == ARRIVAL {
            came += 1;
            if came < customers {
                events.push(now + arrivals.exponential(), ARRIVAL);
            }
            (Some(0), now)
        } else {
            let at = usize::from(what);
            served += 1;
            // Sojourns are summed, so which of the station's customers leaves does not matter.
            let since = in_service[at].pop_front().unwrap_or(now);
            match queues[at].pop_front() {
                Some(next) => {
                    in_service[at].push_back(next);
                    events.push(now + services.exponential() * MEAN_SERVICE[at], what);
                }
                None => busy[at] -= 1,
            }
            let to = match at {
                0 => Some(1),
                1 => Some(if routes.uniform() < 0.6 { 2 } else { 3 }),
                2 | 3 => Some(4),
                _ => (routes.uniform() < 0.3).then_some(0),
            };
            (to, since)
        };
        match to {
            Some(to) if busy[to] < SERVERS[to] => {
                busy[to] += 1;
                in_service[to].push_back(since);
                events.push(now + services.exponential() * MEAN_SERVICE[to], to as u8);
            }
            Some(to) => queues[to].push_back(since),
            None => {
                left += 1;
                sojourn += now - since;
            }
        }
    }
    Round { events: came + served, mean: sojourn / left.max(1) as f64 }
}
