//! A plan made ready to run.

use super::calls::LinkState;
use super::disturb::may_stop;
use super::engine::{Class, Engine, bucket_end};
use super::events::{EventList, Kind, MAX_EVENTS};
use super::flight::{NEVER, Slab};
use super::labels::{Labels, labels_of};
use super::logbook::Logbook;
use super::monitor::{Asked, Watch};
use super::node::NodeState;
use super::station::Station;
use super::tally::Tally;
use super::trial::TrialState;
use crate::model::Detail;
use crate::plan::{NodePlan, Plan, Role, Staff, nanos, store_bit};
use crate::stats::{Purpose, Stream, stream_key};
use crate::world::Conditions;

/// Events after which a run is stopped, where the settings do not say.
const USUAL_BUDGET: u64 = 2_000_000_000;

impl Engine {
    pub(super) fn new(plan: Plan) -> Self {
        let settings = plan.settings;
        let (seed, replication) = (settings.seed, settings.replication);
        let classes = classes(&plan);
        let works_alike = classes.windows(2).all(|pair| pair[0].work == pair[1].work);
        let work_of_all = classes.first().map_or(1.0, |class| class.work);
        let mut stations = Vec::new();
        let mut nodes: Vec<NodeState> = Vec::with_capacity(plan.nodes.len());
        let mut gates = Vec::new();
        let mut first_class = 0;
        for (at, node) in plan.nodes.iter().enumerate() {
            let first = stations.len() as u32;
            if let Some(station) = &node.station {
                let facts = RunFacts {
                    seed,
                    replication,
                    classes: classes.len(),
                    works_alike,
                    work_of_all,
                    may_stop: may_stop(&plan, at as u32),
                    records: settings.detail == Detail::Full,
                };
                let count = if station.balance.is_some() { station.replicas } else { 1 };
                for replica in 0..count {
                    stations.push(Station::new(at as u32, &node.id, station, replica, &facts));
                }
            }
            let here = first..stations.len() as u32;
            nodes.push(NodeState::new(&plan, node, here, &mut gates, first_class));
            if let Role::Source(source) = &node.role {
                first_class += source.classes.len() as u32;
            }
        }
        let links = plan
            .links
            .iter()
            .map(|link| {
                let to = &nodes[link.to as usize].stations;
                let station = (to.len() == 1).then(|| (to.start, &stations[to.start as usize]));
                let ends = matches!(plan.nodes[link.to as usize].role, Role::Sink { .. });
                let backoff = Stream::new(seed, replication, &link.id, Purpose::Backoff);
                LinkState::new(link, station, ends, backoff)
            })
            .collect();
        let world_key = |node: &NodePlan| stream_key(seed, replication, &node.id, Purpose::World);
        let horizon = nanos(settings.horizon_s);
        // Statistics start at the end of a bucket, so the warm-up is rounded up to one.
        let warmup = (0..u64::from(settings.buckets))
            .map(|bucket| bucket_end(&settings, bucket))
            .take_while(|&end| end < horizon)
            .find(|&end| end >= nanos(settings.warmup_s))
            .unwrap_or(0);
        let conditions = Conditions::new(&plan.world);
        let mut store_ttls = [0; 32];
        for (at, node) in plan.nodes.iter().enumerate() {
            if let Role::Store { ttl, .. } = node.role {
                let bit = store_bit(&plan.nodes, at).trailing_zeros() as usize;
                store_ttls[bit] = if ttl > 0 { ttl.max(store_ttls[bit]) } else { NEVER };
            }
        }
        let budget = match settings.event_budget {
            0 => USUAL_BUDGET,
            events => events.min(MAX_EVENTS / 2),
        };
        let watches = Watch::of(&plan);
        let asked = Asked::by(&watches);
        let mut engine = Self {
            now: 0,
            horizon,
            warmup,
            events: EventList::default(),
            flights: Slab::default(),
            cases: Slab::default(),
            joins: Slab::default(),
            batches: Slab::default(),
            stations,
            links,
            units: Vec::new(),
            gates,
            world_keys: plan.nodes.iter().map(world_key).collect(),
            base_rate: conditions.base_rate(&plan.world),
            conditions,
            has_world: plan.decides(),
            store_ttls,
            watches,
            asked,
            labels: if asked.labels { Labels::of(&plan) } else { None },
            exploration: labels_of(&plan).map_or(0.0, |labels| labels.exploration_share),
            trials: TrialState::of(&plan),
            logbooks: Logbook::of(&plan),
            seen: Vec::new(),
            tally: Tally::new(&plan, classes.len()),
            classes,
            nodes,
            processed: 0,
            stopped_early: None,
            tickets: 0,
            scratch: Vec::new(),
            budget,
            next_tick: bucket_end(&settings, 1),
            ticks: 0,
            until: 0,
            instant: 0,
            events_at_this_instant: 0,
            ends_alone: true,
            plan,
        };
        engine.ends_alone = !engine.has_world
            && engine.watches.is_empty()
            && engine.trials.is_empty()
            && engine.logbooks.is_empty()
            && engine.nodes.iter().all(|node| !node.is_closed);
        engine.schedule_first_events();
        engine
    }

    fn schedule_first_events(&mut self) {
        for (at, incident) in self.plan.incidents.iter().enumerate() {
            self.events.schedule_rarely(incident.start, Kind::IncidentStart, at as u32);
            self.events.schedule_rarely(incident.end, Kind::IncidentEnd, at as u32);
        }
        for at in 0..self.nodes.len() as u32 {
            self.start_source(at);
            self.start_jobs(at);
            if let Role::Balancer(plan) = self.plan.nodes[at as usize].role
                && let Some((every, _, _)) = plan.health
            {
                self.events.schedule_rarely(every, Kind::Health, at);
            }
        }
        self.start_failure_clocks();
        for s in 0..self.stations.len() as u32 {
            let plan = &self.stations[s as usize].plan;
            if matches!(plan.staff, Staff::Hourly(_)) {
                self.events.schedule_rarely(nanos(3600.0), Kind::Shift, s);
            }
            if let Some((every, _)) = plan.breaks {
                self.events.schedule_rarely(every, Kind::Break, s);
            }
            if let Some(scale) = plan.scale {
                self.events.schedule_rarely(scale.sync, Kind::ScaleLook, s);
            }
        }
        for at in 0..self.watches.len() {
            self.events.schedule_rarely(self.watches[at].hop, Kind::Look, at as u32);
        }
    }
}

/// All classes, source by source.
fn classes(plan: &Plan) -> Vec<Class> {
    let mut classes = Vec::new();
    for node in &plan.nodes {
        let Role::Source(source) = &node.role else { continue };
        for (at, class) in source.classes.iter().enumerate() {
            let name = match source.classes.len() {
                1 => node.id.clone(),
                _ => format!("{}/{}", node.id, at + 1),
            };
            let (priority, work) = (class.priority, class.work);
            classes.push(Class { name, priority, work, deadline: source.deadline });
        }
    }
    classes
}

/// What stations have to know of the run.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunFacts {
    pub(super) seed: u64,
    pub(super) replication: u32,
    /// Classes of requests.
    pub(super) classes: usize,
    /// Is a unit of work the same in all classes?
    pub(super) works_alike: bool,
    /// Work of a request of the first class.
    pub(super) work_of_all: f64,
    /// Can an incident take servers from this node?
    pub(super) may_stop: bool,
    /// Are distributions recorded?
    pub(super) records: bool,
}
