//! The networks that are measured, as models for the engine.

use windtunnel_design::sim::model::{Link, LinkKind, Model, Node, NodeKind, Settings, When};
use windtunnel_design::sim::result::RunResult;

use super::{Round, by_hand};

/// A textbook network with its known answer.
pub struct Network {
    pub name: &'static str,
    /// Customers at full length.
    pub customers: u64,
    /// What the mean is of, in mean service times (here, seconds).
    pub what: &'static str,
    /// The known mean.
    pub theory: f64,
    /// Arrivals per second.
    rate_per_s: f64,
    /// Stations: servers and mean service time in ms.
    stations: &'static [(u32, f64)],
    /// Links between stations: from, to, share; the station after the last is the way out.
    routes: &'static [(usize, usize, f64)],
    /// The mean in a result of the engine.
    pub mean: fn(&RunResult) -> f64,
    /// The same by hand.
    pub by_hand: fn(u64) -> Round,
}

pub fn networks() -> [Network; 3] {
    [
        Network {
            name: "M/M/1 .8",
            customers: 1_000_000,
            what: "mean wait",
            theory: 4.0,
            rate_per_s: 0.8,
            stations: &[(1, 1000.0)],
            routes: &[(0, 1, 1.0)],
            mean: wait_s,
            by_hand: |customers| by_hand::mmc::<1>(0.8, customers),
        },
        Network {
            name: "M/M/4 .9",
            customers: 1_000_000,
            what: "mean wait",
            theory: 1.969_383,
            rate_per_s: 3.6,
            stations: &[(4, 1000.0)],
            routes: &[(0, 1, 1.0)],
            mean: wait_s,
            by_hand: |customers| by_hand::mmc::<4>(3.6, customers),
        },
        Network {
            name: "Jackson",
            customers: 300_000,
            what: "mean sojourn",
            theory: 16.1727,
            rate_per_s: 1.0,
            stations: &[
                (2, 1000.0),
                (1, 500.0),
                (2, 1000.0 / 0.55),
                (1, 1250.0),
                (2, 1000.0 / 0.9),
            ],
            routes: &[
                (0, 1, 1.0),
                (1, 2, 0.6),
                (1, 3, 0.4),
                (2, 4, 1.0),
                (3, 4, 1.0),
                (4, 0, 0.3),
                (4, 5, 0.7),
            ],
            mean: sojourn_s,
            by_hand: by_hand::jackson,
        },
    ]
}

fn wait_s(result: &RunResult) -> f64 {
    let station = result.nodes.iter().find(|node| node.id == "s0");
    station.and_then(|node| node.wait.mean_ms).map_or(f64::NAN, |mean| mean.mean / 1000.0)
}

fn sojourn_s(result: &RunResult) -> f64 {
    result.requests.sojourn.mean_ms.map_or(f64::NAN, |mean| mean.mean / 1000.0)
}

impl Network {
    /// The network as the engine reads it, run for so many customers.
    pub fn model(&self, customers: u64) -> (Model, Settings) {
        let last = self.stations.len();
        let name = |at: usize| if at == last { "out".to_owned() } else { format!("s{at}") };
        let mut model = Model::default();
        model.nodes.push(node("in", NodeKind::Traffic, &[("rate_per_s", self.rate_per_s)]));
        for (at, &(servers, mean_ms)) in self.stations.iter().enumerate() {
            let params = [("servers", f64::from(servers)), ("service_mean_ms", mean_ms)];
            model.nodes.push(node(&name(at), NodeKind::Service, &params));
        }
        model.nodes.push(node("out", NodeKind::Sink, &[("deadline_ms", 3_600_000.0)]));
        model.links.push(link("in", &name(0), 1.0));
        for &(from, to, share) in self.routes {
            model.links.push(link(&name(from), &name(to), share));
        }
        let horizon_s = customers as f64 / self.rate_per_s;
        (model, Settings { horizon_s, buckets: 100, ..Settings::default() })
    }
}

fn node(id: &str, kind: NodeKind, params: &[(&str, f64)]) -> Node {
    let params = params.iter().map(|&(key, value)| (key.to_owned(), value.into())).collect();
    Node { id: id.to_owned(), kind, params }
}

fn link(from: &str, to: &str, share: f64) -> Link {
    Link {
        id: format!("{from}-{to}"),
        from: from.to_owned(),
        to: to.to_owned(),
        kind: LinkKind::Call,
        when: When::Ok,
        params: [("weight".to_owned(), share.into())].into(),
    }
}
