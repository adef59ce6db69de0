//! What a run knows of a node.

use std::ops::Range;

use super::data::{CacheState, Freshness};
use super::flight::{NEVER, NONE};
use super::source::SourceState;
use crate::model::{Action, Settings};
use crate::parts::balance::Health;
use crate::parts::desk::{Accuracy, Desk};
use crate::parts::store::Store;
use crate::plan::{Nanos, NodePlan, Plan, Role, Trigger};
use crate::stats::{Purpose, Stream, stream_key};
use crate::world::Running;

/// What changes about a node.
#[derive(Debug)]
pub(super) struct NodeState {
    /// Its queues.
    pub(super) stations: Range<u32>,
    /// Does it do nothing to a request but take time, and send all along one link?
    pub(super) is_plain: bool,
    /// The sink where all go next, where the link to it is plain.
    pub(super) exit: Exit,
    /// Does it keep its callers waiting for sub-calls?
    pub(super) waits: bool,
    /// The link that all take, where it is plain; `NONE` otherwise.
    pub(super) only_link: u32,
    /// Do its users wait for their answers? Do its senders give up?
    pub(super) is_closed: bool,
    pub(super) has_clients: bool,
    pub(super) routing: Stream,
    pub(super) misses: Stream,
    pub(super) balance: Stream,
    pub(super) cursor: u32,
    /// Number of its concurrency limit; `NONE` without one.
    pub(super) gate: u32,
    pub(super) weights: Vec<f64>,
    pub(super) health: Vec<Health>,
    pub(super) source: Option<SourceState>,
    pub(super) cache: Option<CacheState>,
    pub(super) freshness: Option<Freshness>,
    pub(super) desk: Option<Desk>,
    /// Running outages of its data.
    pub(super) data_stopped: u32,
    /// Shares of good answers of the running error incidents.
    pub(super) error_free: Running,
    /// Running moves of the scores it gives, and their sum.
    pub(super) score_shifts: Running,
    pub(super) score_shift: f64,
    /// Separation kept by a bad version, and recall under a version mismatch.
    pub(super) version: Option<f64>,
    pub(super) mismatch: Option<f64>,
}

/// The way from a node to a sink, where it is the only one and plain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exit {
    /// `NONE` if there is no such way.
    pub(super) link: u32,
    pub(super) default_action: Action,
    pub(super) deadline: Nanos,
}

/// Items over which a desk's sense of prevalence is formed.
const DESK_MEMORY: f64 = 200.0;

impl NodeState {
    pub(super) fn new(
        plan: &Plan,
        node: &NodePlan,
        stations: Range<u32>,
        gates: &mut Vec<u32>,
        first_class: u32,
    ) -> Self {
        let Settings { seed, replication, .. } = plan.settings;
        let stream = |purpose| Stream::new(seed, replication, &node.id, purpose);
        let needs_keys = plan.needs_keys();
        let (source, is_closed, has_clients) = match &node.role {
            Role::Source(source) => {
                let state =
                    SourceState::new(source, stream, first_class, needs_keys, plan.decides());
                (Some(state), source.is_closed(), source.client.is_some())
            }
            _ => (None, false, false),
        };
        let has_gate = node.station.as_ref().is_some_and(|s| s.concurrency_limit > 0);
        let gate = if has_gate { gates.len() as u32 } else { NONE };
        if has_gate {
            gates.push(0);
        }
        let mut before = 0.0;
        let weights = node.next.iter().map(|&(sum, _)| sum - std::mem::replace(&mut before, sum));
        let is_plain = matches!(node.role, Role::Plain | Role::Source(_))
            && node.shadows.is_empty()
            && node.online.is_none()
            && node.next.len() == 1
            && node
                .on_failure
                .iter()
                .all(|&link| !matches!(plan.links[link as usize].trigger, Trigger::Monitor(_)));
        let only_link = if is_plain { node.next[0].1 } else { NONE };
        Self {
            stations,
            is_plain,
            exit: exit(plan, only_link),
            waits: matches!(node.role, Role::Cache(_) | Role::FanOut { .. }),
            only_link,
            is_closed,
            has_clients,
            routing: stream(Purpose::Routing),
            misses: stream(Purpose::Misses),
            balance: stream(Purpose::Balance),
            cursor: 0,
            gate,
            weights: weights.collect(),
            health: match node.role {
                Role::Balancer(balancer) => balancer.health.map_or_else(Vec::new, |health| {
                    vec![Health::new(health.1, health.2); node.next.len()]
                }),
                _ => Vec::new(),
            },
            source,
            cache: match node.role {
                Role::Cache(cache) => {
                    let keys = plan.most_keys();
                    let key = stream_key(seed, replication, &node.id, Purpose::Balance);
                    Some(CacheState::new(Store::new(cache.store, keys, key)))
                }
                _ => None,
            },
            freshness: match node.role {
                Role::Data(data) => Some(Freshness::new(data)),
                Role::Table { schedule, .. } => Some(Freshness::of_table(schedule)),
                _ => None,
            },
            desk: match node.role {
                Role::Desk(desk) => {
                    let accuracy = if desk.by_prevalence {
                        Accuracy::Prevalence
                    } else {
                        Accuracy::Fixed {
                            sensitivity: desk.sensitivity,
                            specificity: desk.specificity,
                        }
                    };
                    let prior = plan.world.base_rate;
                    Some(Desk::new(accuracy, desk.fatigue_per_h, prior, DESK_MEMORY))
                }
                _ => None,
            },
            data_stopped: 0,
            error_free: Running::default(),
            score_shifts: Running::default(),
            score_shift: 0.0,
            version: None,
            mismatch: None,
        }
    }
}

/// Where a plain node's only link leads out.
fn exit(plan: &Plan, link: u32) -> Exit {
    if let Some(to) = plan.links.get(link as usize)
        && to.is_plain
        && let Role::Sink { deadline, default_action } = plan.nodes[to.to as usize].role
    {
        return Exit { link, default_action, deadline };
    }
    Exit { link: NONE, default_action: plan.default_action, deadline: NEVER }
}
