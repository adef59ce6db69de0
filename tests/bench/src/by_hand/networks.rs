//! The three networks: the engine's sampler, every wait recorded, nothing else.

use std::collections::VecDeque;

use windtunnel_bench::Outcome;
use windtunnel_sim::stats::{Purpose, Stream};

use super::Network;

/// What happens is an arrival; every other number is a service that ends.
const ARRIVAL: u32 = u32::MAX;

fn mean(times: &[f64]) -> f64 {
    times.iter().sum::<f64>() / times.len() as f64
}

/// M/M/c with unit service rate.
pub struct Queue<const SERVERS: usize> {
    arrivals: Stream,
    services: Stream,
    mean_gap: f64,
    to_come: u64,
    busy: usize,
    queue: VecDeque<f64>,
    events: u64,
    waits: Vec<f64>,
}

impl<const SERVERS: usize> Queue<SERVERS> {
    pub fn new(rate: f64, customers: u64, seed: u64) -> Self {
        Self {
            arrivals: Stream::new(seed, 0, "in", Purpose::Arrivals),
            services: Stream::new(seed, 0, "s0", Purpose::Service),
            mean_gap: 1.0 / rate,
            to_come: customers,
            busy: 0,
            queue: VecDeque::new(),
            events: 0,
            waits: Vec::with_capacity(customers as usize),
        }
    }
}

impl<const SERVERS: usize> Network for Queue<SERVERS> {
    fn open(&mut self, after: &mut impl FnMut(f64, u32)) {
        after(self.arrivals.exponential() * self.mean_gap, ARRIVAL);
    }

    fn happen(&mut self, now: f64, what: u32, after: &mut impl FnMut(f64, u32)) {
        self.events += 1;
        if what == ARRIVAL {
            self.to_come -= 1;
            if self.to_come > 0 {
                after(self.arrivals.exponential() * self.mean_gap, ARRIVAL);
            }
            if self.busy < SERVERS {
                self.busy += 1;
                self.waits.push(0.0);
                after(self.services.exponential(), 0);
            } else {
                self.queue.push_back(now);
            }
        } else if let Some(since) = self.queue.pop_front() {
            self.waits.push(now - since);
            after(self.services.exponential(), 0);
        } else {
            self.busy -= 1;
        }
    }

    fn outcome(&self) -> Outcome {
        Outcome { events: self.events, mean: mean(&self.waits) }
    }
}

const SERVERS: [u32; 5] = [2, 1, 2, 1, 2];
const MEAN_SERVICE: [f64; 5] = [1.0, 0.5, 1.0 / 0.55, 1.0 / 0.8, 1.0 / 0.9];
/// A service that ends: the job in the low bits, its station above.
const JOB_BITS: u32 = 28;

/// Five stations with feedback, one arrival a second.
pub struct Jackson {
    arrivals: Stream,
    services: [Stream; 5],
    routes: Stream,
    customers: u32,
    busy: [u32; 5],
    /// The waiting: job, and since when.
    queues: [VecDeque<(u32, f64)>; 5],
    /// When each job came.
    since: Vec<f64>,
    events: u64,
    waits: Vec<f64>,
    sojourns: Vec<f64>,
}

impl Jackson {
    pub fn new(customers: u64, seed: u64) -> Self {
        let station = |at: usize| Stream::new(seed, 0, &format!("s{at}"), Purpose::Service);
        let customers = customers.min(1 << JOB_BITS);
        Self {
            arrivals: Stream::new(seed, 0, "in", Purpose::Arrivals),
            services: std::array::from_fn(station),
            routes: Stream::new(seed, 0, "routes", Purpose::Routing),
            customers: customers as u32,
            busy: [0; 5],
            queues: Default::default(),
            since: Vec::with_capacity(customers as usize),
            events: 0,
            // A job visits 5.7 stations in the mean.
            waits: Vec::with_capacity(6 * customers as usize),
            sojourns: Vec::with_capacity(customers as usize),
        }
    }

    fn start(&mut self, station: usize, job: u32, after: &mut impl FnMut(f64, u32)) {
        let service = self.services[station].exponential() * MEAN_SERVICE[station];
        after(service, (station as u32) << JOB_BITS | job);
    }

    fn join(&mut self, station: usize, job: u32, now: f64, after: &mut impl FnMut(f64, u32)) {
        if self.busy[station] < SERVERS[station] {
            self.busy[station] += 1;
            self.waits.push(0.0);
            self.start(station, job, after);
        } else {
            self.queues[station].push_back((job, now));
        }
    }
}

impl Network for Jackson {
    fn open(&mut self, after: &mut impl FnMut(f64, u32)) {
        after(self.arrivals.exponential(), ARRIVAL);
    }

    fn happen(&mut self, now: f64, what: u32, after: &mut impl FnMut(f64, u32)) {
        self.events += 1;
        if what == ARRIVAL {
            let job = self.since.len() as u32;
            self.since.push(now);
            if job + 1 < self.customers {
                after(self.arrivals.exponential(), ARRIVAL);
            }
            self.join(0, job, now, after);
            return;
        }
        let (station, job) = ((what >> JOB_BITS) as usize, what & ((1 << JOB_BITS) - 1));
        match self.queues[station].pop_front() {
            Some((next, since)) => {
                self.waits.push(now - since);
                self.start(station, next, after);
            }
            None => self.busy[station] -= 1,
        }
        let to = match station {
            0 => 1,
            1 if self.routes.uniform() < 0.6 => 2,
            1 => 3,
            2 | 3 => 4,
            _ if self.routes.uniform() < 0.3 => 0,
            _ => {
                self.sojourns.push(now - self.since[job as usize]);
                return;
            }
        };
        self.join(to, job, now, after);
    }

    fn outcome(&self) -> Outcome {
        Outcome { events: self.events, mean: mean(&self.sojourns) }
    }
}
