//! Everything that changes during a run, and the main loop.

use std::ops::Range;

use super::batch::Batch;
use super::branch::Join;
use super::calls::LinkState;
use super::capacity::Unit;
use super::data::{CacheState, Freshness};
use super::disturb::may_stop;
use super::events::{Event, EventList, Kind, MAX_EVENTS};
use super::flight::{Case, Flight, NONE, Slab, State};
use super::monitor::Watch;
use super::source::SourceState;
use super::station::{RunFacts, Station};
use super::tally::Tally;
use super::{BARE, Progress};
use crate::model::{Action, Detail, Settings};
use crate::parts::balance::Health;
use crate::parts::desk::{Accuracy, Desk};
use crate::parts::store::Store;
use crate::plan::{NANOS_PER_S, Nanos, NodePlan, Plan, Role, Staff, nanos};
use crate::stats::{Purpose, Stream, stream_key};
use crate::world::{Conditions, Multipliers};

/// A run under way.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) plan: Plan,
    pub(super) now: Nanos,
    pub(super) horizon: Nanos,
    pub(super) warmup: Nanos,
    pub(super) events: EventList,
    pub(super) flights: Slab<Flight>,
    pub(super) cases: Slab<Case>,
    pub(super) joins: Slab<Join>,
    pub(super) batches: Slab<Batch>,
    pub(super) nodes: Vec<NodeState>,
    pub(super) stations: Vec<Station>,
    pub(super) links: Vec<LinkState>,
    pub(super) units: Vec<Unit>,
    pub(super) classes: Vec<Class>,
    /// Requests that count towards each concurrency limit.
    pub(super) gates: Vec<u32>,
    /// Where the draws of each source's requests start, by node.
    pub(super) world_keys: Vec<u64>,
    pub(super) conditions: Conditions,
    /// Does anything decide about requests?
    pub(super) has_world: bool,
    /// Base rate of the moment.
    pub(super) base_rate: f64,
    /// Age from which on stored features are null; 0 is none.
    pub(super) feature_ttl: Nanos,
    /// Work of a request, where it is the same in all classes.
    pub(super) work_of_all: f64,
    pub(super) watches: Vec<Watch>,
    pub(super) tally: Tally,
    pub(super) processed: u64,
    pub(super) stopped_early: Option<String>,
    pub(super) tickets: u32,
    pub(super) scratch: Vec<u32>,
    budget: u64,
    next_tick: Nanos,
    ticks: u64,
    events_at_this_instant: u64,
}

/// A class of requests.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) priority: u32,
    pub(super) work: f64,
    pub(super) deadline: Nanos,
}

/// What changes about a node.
#[derive(Debug)]
pub(super) struct NodeState {
    /// Its queues.
    pub(super) stations: Range<u32>,
    /// Does it do nothing to a request but take time, and send all along one link?
    pub(super) is_plain: bool,
    /// The link to the sink where all go next, with the sink's deadline and default action, where
    /// that link is plain.
    pub(super) exit: Option<(u32, Nanos, Action)>,
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
    pub(super) error_free: Multipliers,
    /// Separation kept by a bad version, and recall under a version mismatch.
    pub(super) version: Option<f64>,
    pub(super) mismatch: Option<f64>,
}

/// Events without time passing after which a run is given up as a loop.
const MOST_AT_AN_INSTANT: u64 = 20_000_000;

/// Events after which a run is stopped, where the settings do not say.
const USUAL_BUDGET: u64 = 2_000_000_000;

/// Items over which a desk's sense of prevalence is formed.
const DESK_MEMORY: f64 = 200.0;

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
                let station = if to.len() == 1 { to.start } else { NONE };
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
        let feature_ttl = plan
            .reached_nodes()
            .filter_map(|node| match node.role {
                Role::Store { ttl, .. } if ttl > 0 => Some(ttl),
                _ => None,
            })
            .min()
            .unwrap_or(0);
        let budget = match settings.event_budget {
            0 => USUAL_BUDGET,
            events => events.min(MAX_EVENTS / 2),
        };
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
            feature_ttl,
            work_of_all,
            watches: Watch::of(&plan),
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
            events_at_this_instant: 0,
            plan,
        };
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

    /// Processes up to this many events.
    pub(super) fn advance(&mut self, max_events: u64) -> Progress {
        let limit = self.processed.saturating_add(max_events);
        let done = loop {
            if self.stopped_early.is_some() {
                self.finish();
                break true;
            }
            if self.processed >= limit {
                break false;
            }
            // Until the end of the bucket there is nothing to look at between two events.
            let end = self.next_tick.min(self.horizon);
            if !self.run_until(end, limit.min(self.budget)) {
                continue;
            }
            if self.processed >= self.budget {
                self.stop_early(format!(
                    "The run was stopped after its budget of {} events.",
                    self.budget
                ));
            } else if self.processed < limit {
                if end == self.horizon {
                    self.finish();
                    break true;
                }
                self.tick();
            }
        };
        Progress { simulated_s: self.now as f64 / NANOS_PER_S, events: self.processed, done }
    }

    /// Processes events before a time, up to a number of events in all; `false` if something
    /// stopped the run.
    fn run_until(&mut self, end: Nanos, limit: u64) -> bool {
        while self.processed < limit
            && let Some(event) = self.events.pop_before(end)
        {
            if event.time > self.now {
                self.events_at_this_instant = 0;
                self.now = event.time;
            } else {
                self.guard_instant();
            }
            self.processed += 1;
            self.handle(event);
            if self.stopped_early.is_some() {
                return false;
            }
        }
        true
    }

    #[inline(always)]
    fn guard_instant(&mut self) {
        self.events_at_this_instant += 1;
        if self.events_at_this_instant > MOST_AT_AN_INSTANT {
            self.stop_early(
                "Requests go round a loop that takes no time; the run was stopped there.".into(),
            );
        }
    }

    /// Ends the run here, for a reason.
    #[inline(never)]
    pub(super) fn stop_early(&mut self, reason: String) {
        self.stopped_early.get_or_insert(reason);
    }

    #[inline(always)]
    fn handle(&mut self, event: Event) {
        match event.kind {
            Kind::ServiceEnd => self.on_service_end(event),
            Kind::Arrival => self.on_arrival(event),
            _ if BARE => {}
            _ => self.handle_rarer(event),
        }
    }

    #[inline(never)]
    fn handle_rarer(&mut self, event: Event) {
        match event.kind {
            Kind::ServiceEnd | Kind::Arrival => {}
            Kind::Timeout => self.on_timeout(event),
            Kind::CallTimer => self.on_call_timer(event),
            Kind::Delivery => self.on_delivery(event),
            Kind::Retry => self.on_retry(event),
            Kind::Patience => self.on_patience(event),
            Kind::Online => self.on_online(event),
            Kind::BatchEnd => self.on_batch_end(event),
            Kind::BatchTimer => self.on_batch_timer(event),
            Kind::SharingEnd => self.on_sharing_end(event),
            Kind::UnitFails => self.on_unit_fails(event),
            Kind::UnitRepaired => self.on_unit_repaired(event),
            Kind::Breakdown => self.on_breakdown(event),
            Kind::ServerRepaired => self.on_server_repaired(event.index),
            Kind::SetupDone => self.on_setup_done(event),
            Kind::WarmEnds => self.on_warm_ends(event),
            Kind::ScaleLook => self.on_scale_look(event.index),
            Kind::Shift => self.on_shift(event.index),
            Kind::Break => self.on_break(event.index),
            Kind::Hedge => self.on_hedge(event),
            Kind::ClientTimeout => self.on_client_timeout(event),
            Kind::ClientRetry => self.on_client_retry(event),
            Kind::UserArrives => self.send_rarely(event.index),
            Kind::Phase => self.on_phase(event.index),
            Kind::Crowd => self.on_crowd(event.index),
            Kind::Health => self.on_health(event.index),
            Kind::JobStart => self.on_job_start(event.index),
            Kind::JobEnd => self.on_job_end(event),
            Kind::IncidentStart => self.on_incident(event.index, true),
            Kind::IncidentEnd => self.on_incident(event.index, false),
            Kind::Look => self.on_look(event.index),
            Kind::FeedStale => self.on_feed_stale(event.index),
        }
    }

    /// Closes a bucket of the series, and starts the statistics at the end of the warm-up.
    fn tick(&mut self) {
        let at = self.next_tick;
        self.ticks += 1;
        let is_last = self.ticks >= u64::from(self.plan.settings.buckets);
        self.next_tick =
            if is_last { Nanos::MAX } else { bucket_end(&self.plan.settings, self.ticks + 1) };
        self.close_bucket(at);
    }

    fn close_bucket(&mut self, at: Nanos) {
        self.tally.close_bucket(
            at,
            self.warmup,
            &mut self.stations,
            &mut self.nodes,
            &mut self.links,
        );
    }

    fn finish(&mut self) {
        if self.stopped_early.is_none() {
            self.now = self.horizon;
        }
        while self.next_tick <= self.now {
            self.tick();
        }
        if self.next_tick < Nanos::MAX {
            // A run that was stopped ends with a short bucket.
            self.close_bucket(self.now);
            self.next_tick = Nanos::MAX;
        }
    }

    // Slots

    /// A request is over: its place in concurrency limits is free, and so is its slot.
    #[inline(always)]
    pub(super) fn release(&mut self, case: u32) {
        if self.cases[case].gates != 0 {
            self.release_gates(case);
        }
        self.cases[case].in_use = false;
        self.cases.give_back(case);
    }

    #[inline(never)]
    pub(super) fn release_gates(&mut self, case: u32) {
        let mut gates = std::mem::take(&mut self.cases[case].gates);
        while gates != 0 {
            self.gates[gates.trailing_zeros() as usize] -= 1;
            gates &= gates - 1;
        }
    }

    /// May a request pass the concurrency limit of a station?
    pub(super) fn pass_gate(&mut self, index: u32, s: u32) -> bool {
        let station = &self.stations[s as usize];
        let gate = self.nodes[station.node as usize].gate;
        if gate == NONE {
            return true;
        }
        let case = &mut self.cases[self.flights[index].case];
        let bit = 1_u64 << gate;
        if case.gates & bit != 0 {
            return true;
        }
        let held = &mut self.gates[gate as usize];
        if *held >= station.plan.concurrency_limit {
            return false;
        }
        *held += 1;
        case.gates |= bit;
        true
    }

    /// A flight and its case are over.
    #[inline(never)]
    pub(super) fn free(&mut self, index: u32, case: u32) {
        self.flights[index].state = State::Free;
        self.flights.give_back(index);
        self.release(case);
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

/// End of a bucket, from its number, so that rounding does not add up.
pub(super) fn bucket_end(settings: &Settings, bucket: u64) -> Nanos {
    let horizon = u128::from(nanos(settings.horizon_s));
    (horizon * u128::from(bucket) / u128::from(settings.buckets)) as Nanos
}

/// What a plain link to a sink leads to.
fn exit(plan: &Plan, link: u32) -> Option<(u32, Nanos, Action)> {
    let to = &plan.links[link as usize];
    match plan.nodes[to.to as usize].role {
        Role::Sink { deadline, default_action } if to.is_plain => {
            Some((link, deadline, default_action))
        }
        _ => None,
    }
}

impl NodeState {
    fn new(
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
                let state = SourceState::new(source, stream, first_class, needs_keys);
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
            && node.on_failure.iter().all(|&link| {
                !matches!(plan.links[link as usize].trigger, crate::plan::Trigger::Monitor(_))
            });
        Self {
            stations,
            is_plain,
            exit: is_plain.then(|| exit(plan, node.next[0].1)).flatten(),
            waits: matches!(node.role, Role::Cache(_) | Role::FanOut { .. }),
            only_link: if is_plain { node.next[0].1 } else { NONE },
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
            error_free: Multipliers::default(),
            version: None,
            mismatch: None,
        }
    }
}
