//! Everything that changes during a run, and the main loop.

use super::batch::Batch;
use super::calls::LinkState;
use super::capacity::Unit;
use super::events::{Event, EventList, Key, Kind, MAX_INDEX};
use super::flight::{Case, Flight, NONE, Slab, State};
use super::join::Join;
use super::labels::Labels;
use super::logbook::Logbook;
use super::monitor::{Asked, Watch};
use super::node::NodeState;
use super::station::Station;
use super::tally::Tally;
use super::trial::TrialState;
use super::{BARE, Progress};
use crate::model::Settings;
use crate::plan::{NANOS_PER_S, Nanos, Plan, nanos};
use crate::world::{Conditions, Value};

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
    /// Age up to which each feature store gives features away, by its bit.
    pub(super) store_ttls: [Nanos; 32],
    pub(super) watches: Vec<Watch>,
    /// What they want to know.
    pub(super) asked: Asked,
    /// Labels on their way, where a monitor waits for them.
    pub(super) labels: Option<Labels>,
    /// Share of the declined that is let through to learn.
    pub(super) exploration: f64,
    pub(super) trials: Vec<TrialState>,
    pub(super) logbooks: Vec<Logbook>,
    /// Features as they are looked at.
    pub(super) seen: Vec<Option<Value>>,
    pub(super) tally: Tally,
    pub(super) processed: u64,
    pub(super) stopped_early: Option<String>,
    pub(super) tickets: u32,
    pub(super) scratch: Vec<u32>,
    pub(super) budget: u64,
    pub(super) next_tick: Nanos,
    pub(super) ticks: u64,
    /// Until when events are taken: nothing is to be looked at before, unless the run is stopped.
    pub(super) until: Nanos,
    pub(super) instant: Nanos,
    pub(super) events_at_this_instant: u64,
    /// Is a request that ends looked at by nobody: no world, no monitor, no experiment, no log, no
    /// user who waits?
    pub(super) ends_alone: bool,
}

/// A class of requests.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) priority: u32,
    pub(super) work: f64,
    pub(super) deadline: Nanos,
}

/// Events without time passing after which a run is given up as a loop.
const MOST_AT_AN_INSTANT: u64 = 20_000_000;

/// Requests and sub-calls that may be under way at once; more than this is a system that has long
/// fallen over.
pub(super) const MOST_IN_FLIGHT: usize = 4_000_000;

const _: () = assert!(2 * MOST_IN_FLIGHT < MAX_INDEX);

impl Engine {
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
        self.until = end;
        let mut left = limit.saturating_sub(self.processed);
        while left > 0
            && let Some(key) = self.events.pop_before(self.until)
        {
            left -= 1;
            if key.time == self.now {
                self.guard_instant(key);
            }
            self.now = key.time;
            self.handle(key);
        }
        self.processed = limit - left;
        self.stopped_early.is_none()
    }

    #[inline(never)]
    fn guard_instant(&mut self, key: Key) {
        if self.instant != self.now {
            self.instant = self.now;
            self.events_at_this_instant = 0;
        }
        self.events_at_this_instant += 1;
        if self.events_at_this_instant > MOST_AT_AN_INSTANT {
            let at = self.place_of(key.event());
            let name = at.map_or("the design", |at| &self.plan.nodes[at as usize].id);
            self.stop_early(format!(
                "At {name} requests go round a loop that takes no time; the run was stopped there."
            ));
        }
    }

    /// Node at which an event happens, of the events that come with requests.
    fn place_of(&self, event: Event) -> Option<u32> {
        match event.kind {
            Kind::ServiceEnd
            | Kind::Delivery
            | Kind::Retry
            | Kind::CallTimer
            | Kind::Patience
            | Kind::Breakdown
            | Kind::Online => {
                let flight = &self.flights[event.index];
                (flight.case != NONE || flight.link != NONE).then(|| self.node_of(event.index))
            }
            Kind::BatchEnd => Some(self.stations[self.batches[event.index].station as usize].node),
            Kind::BatchTimer | Kind::SharingEnd | Kind::SetupDone | Kind::ServerRepaired => {
                Some(self.stations[event.index as usize].node)
            }
            Kind::UnitFails | Kind::UnitRepaired => {
                let unit = self.units[event.index as usize];
                Some(self.stations[unit.station as usize].node)
            }
            Kind::Arrival | Kind::UserArrives | Kind::Phase | Kind::Crowd => Some(event.index),
            Kind::Timeout | Kind::Hedge => Some(self.links[event.index as usize].to),
            _ => None,
        }
    }

    /// Stops a run in which too many requests and sub-calls are under way: more came to a node
    /// than it should have.
    #[cold]
    #[inline(never)]
    pub(super) fn stop_crowded(&mut self, at: u32) {
        let most = self.stations.iter().max_by_key(|station| station.present_now());
        let waits = most.filter(|station| station.present_now() > 0).map(|station| {
            let name = &self.plan.nodes[station.node as usize].id;
            format!(", {} of them at {name}", station.present_now())
        });
        self.stop_early(format!(
            "{MOST_IN_FLIGHT} requests and sub-calls were under way when more came to {}{}: the \
             system has fallen over, and the run was stopped there.",
            self.plan.nodes[at as usize].id,
            waits.unwrap_or_default()
        ));
    }

    /// Ends the run here, for a reason.
    #[inline(never)]
    pub(super) fn stop_early(&mut self, reason: String) {
        self.stopped_early.get_or_insert(reason);
        self.until = 0;
    }

    #[inline(always)]
    fn handle(&mut self, key: Key) {
        if key.is(Kind::ServiceEnd) {
            self.on_service_end(key);
        } else if key.is(Kind::Arrival) {
            self.on_arrival(key);
        } else if !BARE {
            self.handle_rarer(key);
        }
    }

    #[inline(never)]
    fn handle_rarer(&mut self, key: Key) {
        let event = key.event();
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
        self.trials.iter_mut().for_each(TrialState::tick);
        self.logbooks.iter_mut().for_each(Logbook::tick);
    }

    fn finish(&mut self) {
        if self.stopped_early.is_none() {
            self.now = self.horizon;
        }
        if self.has_world {
            self.leave_undecided();
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

    /// A flight is over.
    #[inline(always)]
    pub(super) fn free_flight(&mut self, index: u32) {
        let flight = &mut self.flights[index];
        flight.state = State::Free;
        flight.event = 0;
        flight.timer = 0;
        self.flights.give_back(index);
    }

    /// A flight and its case are over.
    #[inline(never)]
    pub(super) fn free(&mut self, index: u32, case: u32) {
        self.free_flight(index);
        self.release(case);
    }
}

/// End of a bucket, from its number, so that rounding does not add up.
pub(super) fn bucket_end(settings: &Settings, bucket: u64) -> Nanos {
    let horizon = u128::from(nanos(settings.horizon_s));
    (horizon * u128::from(bucket) / u128::from(settings.buckets)) as Nanos
}
