//! Nodes, typed.

use super::values::Values;
use super::{Diagnostic, LinkPlan, NANOS_PER_S, Nanos, Place, nanos};
use crate::model::{Action, LinkKind, Model, Node, NodeKind, When};

/// A node ready to be visited.
#[derive(Debug, Clone)]
pub struct NodePlan {
    /// Its id; the key of its random streams.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// Servers and queue, where it takes time.
    pub station: Option<StationPlan>,
    /// What it does to a request.
    pub role: Role,
    /// Links taken when all went well: cumulative weight and position.
    pub next: Vec<(f64, u32)>,
    /// Links taken one after the other when calls fail.
    pub on_failure: Vec<u32>,
    /// Links of a policy: approve, review, decline.
    pub by_action: [Option<u32>; 3],
    /// Price of an hour.
    pub usd_per_hour: f64,
    /// Price of a visit.
    pub usd_per_visit: f64,
}

/// A queue with servers.
#[derive(Debug, Clone)]
pub struct StationPlan {
    /// Servers, fixed or by the hour of the day.
    pub staff: Staff,
    /// Places to wait.
    pub queue_limit: u32,
    /// Service times.
    pub service: ServiceLaw,
    /// Share of served requests that fail.
    pub error_rate: f64,
    /// How long a request waits before it leaves.
    pub patience: Patience,
    /// Do people who leave put their work back?
    pub requeues: bool,
}

/// How many work at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staff {
    /// Always the same number.
    Fixed(u32),
    /// A number for each hour of the day.
    Hourly([u32; 24]),
}

/// Service times in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ServiceLaw {
    /// With this mean.
    Exponential(f64),
    /// Always this long.
    Deterministic(Nanos),
    /// exp(N(mu, sigma)).
    Lognormal {
        /// Logarithm of the median.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
}

impl ServiceLaw {
    /// Mean in nanoseconds.
    #[must_use]
    pub fn mean(self) -> f64 {
        match self {
            Self::Exponential(mean) => mean,
            Self::Deterministic(time) => time as f64,
            Self::Lognormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
        }
    }
}

/// How long a request waits before it leaves, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Patience {
    /// For ever.
    Endless,
    /// Always this long.
    Fixed(Nanos),
    /// Exponential with this mean.
    Exponential(f64),
}

/// What a node does to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// Sends requests.
    Source {
        /// Mean rate per second.
        rate_per_s: f64,
        /// Evenly spaced?
        constant: bool,
        /// Swing of the daily wave, 0 to 1.
        amplitude: f64,
        /// When it peaks, in seconds.
        peak_s: f64,
        /// Length of the wave in seconds.
        period_s: f64,
    },
    /// Takes time, nothing else.
    Plain,
    /// Brings features.
    Store {
        /// Share of requests whose features are not found.
        miss_rate: f64,
    },
    /// Keeps features fresh; not on the request path.
    Feed {
        /// How long features outlive a stop.
        lag: Nanos,
    },
    /// Scores.
    Scorer {
        /// Share of the separation its score keeps.
        separation_kept: f64,
        /// Are its decisions fallback decisions?
        is_fallback: bool,
    },
    /// Decides by rules.
    Rules {
        /// Share of positives declined.
        true_positive_rate: f64,
        /// Share of negatives declined.
        false_positive_rate: f64,
        /// Are its decisions fallback decisions?
        is_fallback: bool,
    },
    /// Sends on.
    Router,
    /// Sorts by probability.
    Policy {
        /// Approve below this probability.
        approve_below: f64,
        /// Decline from this probability on.
        decline_above: f64,
        /// The same two as scores; filled in when the world is known.
        thresholds: (f64, f64),
    },
    /// People.
    Desk(DeskPlan),
    /// The end of a request.
    Sink {
        /// Latest useful time after arrival.
        deadline: Nanos,
        /// What is done instead of a late decision.
        default_action: Action,
    },
    /// Labels of past decisions; not on the request path.
    Labels {
        /// Logarithm of the median delay in days.
        delay_mu: f64,
        /// Longest delay in days.
        delay_cap_days: f64,
        /// Share of decisions ever labelled.
        coverage: f64,
    },
    /// Watches; not on the request path.
    Monitor(MonitorPlan),
}

/// A reviewer desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeskPlan {
    /// Share of positives recognised.
    pub sensitivity: f64,
    /// Share of negatives let pass.
    pub specificity: f64,
    /// Price of an item.
    pub usd_per_item: f64,
    /// What happens to items that find no place.
    pub overflow: Action,
}

/// A monitor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MonitorPlan {
    /// What it watches.
    pub signal: Signal,
    /// Is a value above the threshold bad (or one below)?
    pub above: bool,
    /// The threshold.
    pub threshold: f64,
    /// Length of the window.
    pub window: Nanos,
}

/// What a monitor can watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Share of scored requests with a null feature.
    NullShare,
    /// Share of policy decisions that go to people.
    ReviewShare,
    /// Share of policy decisions that decline.
    DeclineShare,
    /// Share of finished requests that failed in any way.
    FailureShare,
    /// 99th percentile of the time to the automatic answer, in ms.
    LatencyP99,
}

pub(super) fn plan(
    model: &Model,
    links: &[LinkPlan],
    findings: &mut Vec<Diagnostic>,
) -> Vec<NodePlan> {
    let mut nodes: Vec<_> = model.nodes.iter().collect();
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    nodes.iter().enumerate().map(|(at, node)| plan_node(node, at, links, findings)).collect()
}

fn plan_node(
    node: &Node,
    at: usize,
    links: &[LinkPlan],
    findings: &mut Vec<Diagnostic>,
) -> NodePlan {
    let values = Values::of_node(node, findings);
    let place = Place::Node(node.id.clone());
    let role = role(node, &values, &place, findings);
    let station = station(node, &values, &place, findings);
    let leaving = |when: When| {
        links.iter().enumerate().filter(move |(_, link)| {
            link.from as usize == at && link.kind == LinkKind::Call && link.when == when
        })
    };
    let mut next = Vec::new();
    let mut weight = 0.0;
    for (position, link) in leaving(When::Ok) {
        weight += link.weight;
        next.push((weight, position as u32));
    }
    if !next.is_empty() && weight <= 0.0 {
        findings.push(Diagnostic::error(
            place,
            "The shares of the links that leave it add up to nothing.",
            "Give one of them a share above 0.",
        ));
    }
    let mut on_failure: Vec<_> = leaving(When::Failure).collect();
    on_failure.sort_by_key(|(_, link)| link.order);
    let first = |when| leaving(when).next().map(|(position, _)| position as u32);
    let priced = station.is_some() && node.kind != NodeKind::Reviewers;
    NodePlan {
        id: node.id.clone(),
        kind: node.kind,
        station,
        role,
        next,
        on_failure: on_failure.iter().map(|&(position, _)| position as u32).collect(),
        by_action: [first(When::Approve), first(When::Review), first(When::Decline)],
        usd_per_hour: if priced { values.number("usd_per_hour") } else { 0.0 },
        usd_per_visit: if priced { values.number("usd_per_million") / 1e6 } else { 0.0 },
    }
}

fn action(word: &str) -> Action {
    if word == "decline" { Action::Decline } else { Action::Approve }
}

fn role(node: &Node, values: &Values<'_>, place: &Place, findings: &mut Vec<Diagnostic>) -> Role {
    match node.kind {
        NodeKind::Traffic => {
            let arrivals = values.word("arrivals");
            let diurnal = arrivals == "diurnal";
            Role::Source {
                rate_per_s: values.number("rate_per_s"),
                constant: arrivals == "constant",
                amplitude: if diurnal { values.number("amplitude") } else { 0.0 },
                peak_s: values.number("peak_hour") * 3600.0,
                period_s: values.number("period_h") * 3600.0,
            }
        }
        NodeKind::Gateway | NodeKind::Service => Role::Plain,
        NodeKind::FeatureStore => Role::Store { miss_rate: values.number("miss_rate") },
        NodeKind::Feed => Role::Feed { lag: nanos(values.number("lag_ms") / 1000.0) },
        NodeKind::Model => Role::Scorer {
            separation_kept: values.number("separation_kept"),
            is_fallback: values.flag("is_fallback"),
        },
        NodeKind::Rules => Role::Rules {
            true_positive_rate: values.number("true_positive_rate"),
            false_positive_rate: values.number("false_positive_rate"),
            is_fallback: values.flag("is_fallback"),
        },
        NodeKind::Fallback => Role::Router,
        NodeKind::Policy => {
            let (low, high) = (values.number("approve_below"), values.number("decline_above"));
            if low > high {
                findings.push(Diagnostic::error(
                    place.clone(),
                    format!("It approves below {low} but declines from {high} on."),
                    "The first must not be above the second.",
                ));
            }
            Role::Policy { approve_below: low, decline_above: high, thresholds: (low, high) }
        }
        NodeKind::Reviewers => Role::Desk(DeskPlan {
            sensitivity: values.number("sensitivity"),
            specificity: values.number("specificity"),
            usd_per_item: values.number("usd_per_item"),
            overflow: action(&values.word("overflow")),
        }),
        NodeKind::Sink => Role::Sink {
            deadline: nanos(values.number("deadline_ms") / 1000.0),
            default_action: action(&values.word("default_action")),
        },
        NodeKind::Labels => Role::Labels {
            delay_mu: libm::log(values.number("delay_median_days").max(1e-9)),
            delay_cap_days: values.number("delay_cap_days"),
            coverage: values.number("coverage"),
        },
        NodeKind::Monitor => Role::Monitor(MonitorPlan {
            signal: match values.word("signal").as_str() {
                "review_share" => Signal::ReviewShare,
                "decline_share" => Signal::DeclineShare,
                "failure_share" => Signal::FailureShare,
                "latency_p99_ms" => Signal::LatencyP99,
                _ => Signal::NullShare,
            },
            above: values.word("direction") == "above",
            threshold: values.number("threshold"),
            window: nanos(values.number("window_min") * 60.0),
        }),
    }
}

fn station(
    node: &Node,
    values: &Values<'_>,
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> Option<StationPlan> {
    match node.kind {
        NodeKind::Reviewers => Some(StationPlan {
            staff: Staff::Hourly(values.hours("staff")),
            queue_limit: values.count("queue_limit"),
            service: service(values, place, findings),
            error_rate: 0.0,
            patience: Patience::Endless,
            requeues: values.word("shift_end") == "requeue",
        }),
        NodeKind::Gateway
        | NodeKind::Service
        | NodeKind::FeatureStore
        | NodeKind::Model
        | NodeKind::Rules => Some(StationPlan {
            staff: Staff::Fixed(values.count("servers")),
            queue_limit: values.count("queue_limit"),
            service: service(values, place, findings),
            error_rate: values.number("error_rate"),
            patience: patience(values),
            requeues: false,
        }),
        _ => None,
    }
}

fn patience(values: &Values<'_>) -> Patience {
    let mean_s = values.number("patience_mean_ms") / 1000.0;
    match values.word("patience_law").as_str() {
        "fixed" => Patience::Fixed(nanos(mean_s)),
        "exponential" => Patience::Exponential(mean_s * NANOS_PER_S),
        _ => Patience::Endless,
    }
}

fn service(values: &Values<'_>, place: &Place, findings: &mut Vec<Diagnostic>) -> ServiceLaw {
    let mean_s = values.number("service_mean_ms") / 1000.0;
    match values.word("service_law").as_str() {
        "exponential" => ServiceLaw::Exponential(mean_s * NANOS_PER_S),
        "deterministic" => ServiceLaw::Deterministic(nanos(mean_s)),
        _ => {
            let (p50, p99) = (values.number("service_p50_ms"), values.number("service_p99_ms"));
            if p99 < p50 {
                findings.push(Diagnostic::error(
                    place.clone(),
                    format!("Its p99 of {p99} ms is below its median of {p50} ms."),
                    "Make the p99 at least as long as the median.",
                ));
            }
            // sigma from the two quantiles; 2.326 is the normal law's 99 % point.
            let sigma = libm::log(p99 / p50) / 2.326_347_874_040_841;
            ServiceLaw::Lognormal { mu: libm::log(p50 * 1e6), sigma }
        }
    }
}
