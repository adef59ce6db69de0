//! The networks as the stations that they are made of.

use windtunnel_bench::Outcome;
use windtunnel_sim::stats::{Purpose, Stream};

/// One station.
pub struct Station {
    pub servers: u32,
    pub mean_service: f64,
    /// Where a job goes: up to this uniform number to that station, or out.
    pub routes: &'static [(f64, Option<usize>)],
}

/// Stations, the first of which all jobs come to.
pub struct Network {
    pub stations: &'static [Station],
    pub rate: f64,
}

const fn station(
    servers: u32,
    mean_service: f64,
    routes: &'static [(f64, Option<usize>)],
) -> Station {
    Station { servers, mean_service, routes }
}

const OUT: &[(f64, Option<usize>)] = &[(1.0, None)];
const MM1: [Station; 1] = [station(1, 1.0, OUT)];
const MM4: [Station; 1] = [station(4, 1.0, OUT)];
const JACKSON: [Station; 5] = [
    station(2, 1.0, &[(1.0, Some(1))]),
    station(1, 0.5, &[(0.6, Some(2)), (1.0, Some(3))]),
    station(2, 1.0 / 0.55, &[(1.0, Some(4))]),
    station(1, 1.0 / 0.8, &[(1.0, Some(4))]),
    station(2, 1.0 / 0.9, &[(0.3, Some(0)), (1.0, None)]),
];

/// The network of a workload.
pub fn network(workload: &str) -> Option<Network> {
    match workload {
        "mm1" => Some(Network { stations: &MM1, rate: 0.8 }),
        "mm4" => Some(Network { stations: &MM4, rate: 3.6 }),
        "jackson" => Some(Network { stations: &JACKSON, rate: 1.0 }),
        _ => None,
    }
}

/// The random streams of one station.
pub struct Draws {
    services: Stream,
    routes: Stream,
}

impl Draws {
    pub fn new(seed: u64, at: usize) -> Self {
        let id = format!("s{at}");
        Self {
            services: Stream::new(seed, 0, &id, Purpose::Service),
            routes: Stream::new(seed, 0, &id, Purpose::Routing),
        }
    }

    pub fn service(&mut self, station: &Station) -> f64 {
        self.services.exponential() * station.mean_service
    }

    /// Number of the route that a job takes.
    pub fn route(&mut self, station: &Station) -> usize {
        if station.routes.len() == 1 {
            return 0;
        }
        let draw = self.routes.uniform();
        station.routes.iter().position(|&(up_to, _)| draw < up_to).unwrap_or_default()
    }
}

/// What one station has seen: every wait, and the sojourns that ended here.
#[derive(Default)]
pub struct Records {
    pub waits: Vec<f64>,
    pub sojourns: Vec<f64>,
}

/// The outcome of a network: the mean wait of one station, the mean sojourn through several.
pub fn outcome(customers: u64, stations: &[Records]) -> Outcome {
    let services: usize = stations.iter().map(|records| records.waits.len()).sum();
    let times: Vec<&Vec<f64>> = match stations {
        [only] => vec![&only.waits],
        several => several.iter().map(|records| &records.sojourns).collect(),
    };
    let count: usize = times.iter().map(|times| times.len()).sum();
    let sum: f64 = times.iter().flat_map(|times| times.iter()).sum();
    Outcome { events: customers + services as u64, mean: sum / count as f64 }
}
