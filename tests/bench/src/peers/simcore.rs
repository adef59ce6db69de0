//! simcore 0.1, with callbacks: a component a station, jobs are events.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use serde::Serialize;
use simcore::{Event, EventHandler, Id, Simulation, SimulationContext, cast};
use windtunnel_bench::Outcome;
use windtunnel_sim::stats::{Purpose, Stream};

use super::Network;
use super::stations::{Draws, Records, Station, outcome};
use crate::by_hand;

/// The source sends its next job.
#[derive(Clone, Serialize)]
struct Next {}

/// A job comes to a station.
#[derive(Clone, Serialize)]
struct Job {
    came: f64,
}

/// A job's service ends.
#[derive(Clone, Serialize)]
struct Served {
    came: f64,
}

struct Source {
    context: SimulationContext,
    arrivals: Stream,
    mean_gap: f64,
    to_come: u64,
    first: Id,
}

impl Source {
    fn schedule(&mut self) {
        self.context.emit_self(Next {}, self.arrivals.exponential() * self.mean_gap);
    }
}

impl EventHandler for Source {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Next {} => {
                self.context.emit_now(Job { came: event.time }, self.first);
                self.to_come -= 1;
                if self.to_come > 0 {
                    self.schedule();
                }
            }
        })
    }
}

struct Desk {
    context: SimulationContext,
    station: &'static Station,
    draws: Draws,
    busy: u32,
    /// The waiting: when they came into the network, and here.
    queue: VecDeque<(f64, f64)>,
    records: Records,
    /// Ids of the stations.
    ids: Rc<RefCell<Vec<Id>>>,
}

impl Desk {
    fn start(&mut self, came: f64, wait: f64) {
        self.records.waits.push(wait);
        self.context.emit_self(Served { came }, self.draws.service(self.station));
    }
}

impl EventHandler for Desk {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Job { came } => {
                if self.busy < self.station.servers {
                    self.busy += 1;
                    self.start(came, 0.0);
                } else {
                    self.queue.push_back((came, event.time));
                }
            }
            Served { came } => {
                match self.queue.pop_front() {
                    Some((next, since)) => self.start(next, event.time - since),
                    None => self.busy -= 1,
                }
                let (_, to) = self.station.routes[self.draws.route(self.station)];
                match to {
                    Some(to) => {
                        self.context.emit_now(Job { came }, self.ids.borrow()[to]);
                    }
                    None => self.records.sojourns.push(event.time - came),
                }
            }
        })
    }
}

/// Runs a network until nothing is left to happen.
pub fn run(network: &Network, customers: u64, seed: u64) -> Outcome {
    let mut simulation = Simulation::new(seed);
    let ids = Rc::new(RefCell::new(Vec::new()));
    let mut desks = Vec::new();
    for (at, station) in network.stations.iter().enumerate() {
        let name = format!("s{at}");
        let desk = Desk {
            context: simulation.create_context(&name),
            station,
            draws: Draws::new(seed, at),
            busy: 0,
            queue: VecDeque::new(),
            records: Records::default(),
            ids: ids.clone(),
        };
        let desk = Rc::new(RefCell::new(desk));
        ids.borrow_mut().push(simulation.add_handler(&name, desk.clone()));
        desks.push(desk);
    }
    let source = Source {
        context: simulation.create_context("in"),
        arrivals: Stream::new(seed, 0, "in", Purpose::Arrivals),
        mean_gap: 1.0 / network.rate,
        to_come: customers,
        first: ids.borrow()[0],
    };
    let source = Rc::new(RefCell::new(source));
    simulation.add_handler("in", source.clone());
    source.borrow_mut().schedule();
    simulation.step_until_no_events();
    let records: Vec<Records> =
        desks.iter().map(|desk| std::mem::take(&mut desk.borrow_mut().records)).collect();
    outcome(customers, &records)
}

#[derive(Clone, Serialize)]
struct Happening {
    what: u32,
}

struct Loop<N> {
    network: N,
    context: SimulationContext,
}

impl<N: by_hand::Network> EventHandler for Loop<N> {
    fn on(&mut self, event: Event) {
        let (now, context) = (event.time, &self.context);
        cast!(match event.data {
            Happening { what } => {
                self.network.happen(now, what, &mut |delay, what| {
                    context.emit_self(Happening { what }, delay);
                });
            }
        })
    }
}

/// Runs the loop by hand as one component.
pub fn run_loop(network: impl by_hand::Network + 'static) -> Outcome {
    let mut simulation = Simulation::new(1);
    let context = simulation.create_context("loop");
    let component = Rc::new(RefCell::new(Loop { network, context }));
    simulation.add_handler("loop", component.clone());
    {
        let Loop { network, context } = &mut *component.borrow_mut();
        network.open(&mut |delay, what| {
            context.emit_self(Happening { what }, delay);
        });
    }
    simulation.step_until_no_events();
    component.borrow().network.outcome()
}
