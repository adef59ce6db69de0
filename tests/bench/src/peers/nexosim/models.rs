//! A model a station, joined by ports.

use std::collections::VecDeque;
use std::sync::mpsc::{Sender, channel};

use nexosim::model::{BuildContext, Context, Model, ProtoModel, schedulable};
use nexosim::ports::Output;
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use windtunnel_bench::Outcome;
use windtunnel_sim::stats::{Purpose, Stream};

use super::{delay, seconds};
use crate::peers::Network;
use crate::peers::stations::{Draws, Records, Station, outcome};

#[derive(Serialize, Deserialize)]
pub struct Source {
    mean_gap: f64,
    to_come: u64,
    jobs: Output<f64>,
}

#[Model(type Env = Stream)]
impl Source {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>, arrivals: &mut Stream) {
        self.schedule(context, arrivals);
    }

    #[nexosim(schedulable)]
    async fn next(&mut self, (): (), context: &Context<Self>, arrivals: &mut Stream) {
        self.jobs.send(seconds(context.time())).await;
        self.to_come -= 1;
        if self.to_come > 0 {
            self.schedule(context, arrivals);
        }
    }

    fn schedule(&self, context: &Context<Self>, arrivals: &mut Stream) {
        let gap = delay(arrivals.exponential() * self.mean_gap);
        let scheduled = context.schedule_event(gap, schedulable!(Self::next), ());
        scheduled.expect("it is in the future");
    }
}

struct SourcePrototype(Source, Stream);

impl ProtoModel for SourcePrototype {
    type Model = Source;

    fn build(self, _: &mut BuildContext<Self>) -> (Source, Stream) {
        (self.0, self.1)
    }
}

#[derive(Serialize, Deserialize)]
pub struct Desk {
    busy: u32,
    /// The waiting: when they came into the network, and here.
    queue: VecDeque<(f64, f64)>,
    /// A port a route; the way out leads nowhere.
    routes: Vec<Output<f64>>,
}

/// What is not to be saved with a desk, and where its records go when the simulation is over.
pub struct Scene {
    at: usize,
    station: &'static Station,
    draws: Draws,
    records: Records,
    over: Sender<(usize, Records)>,
}

impl Drop for Scene {
    fn drop(&mut self) {
        // Nobody listens any more only if the run failed, which is told anyway.
        self.over.send((self.at, std::mem::take(&mut self.records))).ok();
    }
}

#[Model(type Env = Scene)]
impl Desk {
    pub fn job(&mut self, came: f64, context: &Context<Self>, scene: &mut Scene) {
        if self.busy < scene.station.servers {
            self.busy += 1;
            Self::start(came, 0.0, context, scene);
        } else {
            self.queue.push_back((came, seconds(context.time())));
        }
    }

    #[nexosim(schedulable)]
    async fn served(&mut self, came: f64, context: &Context<Self>, scene: &mut Scene) {
        let now = seconds(context.time());
        match self.queue.pop_front() {
            Some((next, since)) => Self::start(next, now - since, context, scene),
            None => self.busy -= 1,
        }
        let route = scene.draws.route(scene.station);
        if scene.station.routes[route].1.is_some() {
            self.routes[route].send(came).await;
        } else {
            scene.records.sojourns.push(now - came);
        }
    }

    fn start(came: f64, wait: f64, context: &Context<Self>, scene: &mut Scene) {
        scene.records.waits.push(wait);
        let service = delay(scene.draws.service(scene.station));
        let scheduled = context.schedule_event(service, schedulable!(Self::served), came);
        scheduled.expect("it is in the future");
    }
}

struct DeskPrototype(Desk, Scene);

impl ProtoModel for DeskPrototype {
    type Model = Desk;

    fn build(self, _: &mut BuildContext<Self>) -> (Desk, Scene) {
        (self.0, self.1)
    }
}

/// Runs a network until nothing is left to happen.
///
/// # Errors
/// What the engine says.
pub fn run(network: &Network, customers: u64, seed: u64) -> Result<Outcome, String> {
    let boxes: Vec<Mailbox<Desk>> = network.stations.iter().map(|_| Mailbox::new()).collect();
    let mut source =
        Source { mean_gap: 1.0 / network.rate, to_come: customers, jobs: Output::default() };
    source.jobs.connect(Desk::job, &boxes[0]);
    let arrivals = Stream::new(seed, 0, "in", Purpose::Arrivals);
    let mut bench = SimInit::with_num_threads(1).add_model(
        SourcePrototype(source, arrivals),
        Mailbox::new(),
        "in",
    );
    let mut desks = Vec::new();
    let (over, records) = channel();
    for (at, station) in network.stations.iter().enumerate() {
        let mut routes = Vec::new();
        for &(_, to) in station.routes {
            let mut port = Output::default();
            if let Some(to) = to {
                port.connect(Desk::job, &boxes[to]);
            }
            routes.push(port);
        }
        let desk = Desk { busy: 0, queue: VecDeque::new(), routes };
        let scene = Scene {
            at,
            station,
            draws: Draws::new(seed, at),
            records: Records::default(),
            over: over.clone(),
        };
        desks.push(DeskPrototype(desk, scene));
    }
    for (at, (desk, mailbox)) in desks.into_iter().zip(boxes).enumerate() {
        bench = bench.add_model(desk, mailbox, &format!("s{at}"));
    }
    let mut simulation = bench.init(MonotonicTime::EPOCH).map_err(|error| error.to_string())?;
    simulation.run().map_err(|error| error.to_string())?;
    drop(simulation);
    let mut stations: Vec<Records> = Vec::new();
    stations.resize_with(network.stations.len(), Records::default);
    for _ in network.stations {
        let (at, seen) = records.recv().map_err(|error| format!("a model is alive: {error}"))?;
        stations[at] = seen;
    }
    Ok(outcome(customers, &stations))
}
