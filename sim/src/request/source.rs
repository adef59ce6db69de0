//! Where requests come from.

use std::collections::VecDeque;

use super::BARE;
use super::ahead::Ahead;
use super::engine::{Engine, MOST_IN_FLIGHT};
use super::events::{Key, Kind};
use super::flight::{Case, NEVER, NONE};
use crate::plan::{Arrivals, Nanos, Role, SourcePlan, whole};
use crate::stats::{Law, Purpose, Stream, Zipf};
use crate::world::{Fate, Running};

/// What changes about a source.
#[derive(Debug)]
pub(super) struct SourceState {
    arrivals: Stream,
    phases: Stream,
    pub(super) sent: u64,
    /// Number of the next arrival's event; another is stale.
    next: u64,
    pub(super) spikes: Running,
    /// Multiplier of the rate: the product of the spikes.
    pub(super) spike: f64,
    /// Gaps drawn ahead, where all are of one law: what most sources are.
    gaps: Option<(Law, Ahead)>,
    /// Present phase, or place in a recording.
    phase: usize,
    /// Arrivals left in the present interval of a recording, and its end.
    left: u32,
    interval_end: Nanos,
    /// Start of the present round of a recording.
    round: Nanos,
    in_crowd: bool,
    /// Does it replay a recording?
    pub(super) is_recorded: bool,
    zipf: Option<Zipf>,
    /// Position of its first class among all.
    first_class: u32,
    /// Time until a request's deadline; `NEVER` without one.
    patience: Nanos,
    /// Do its requests differ: by class, by key, or in truth?
    differ: bool,
    /// Senders who wait, in the order in which they give up.
    pub(super) clients: VecDeque<(Nanos, u64, u32)>,
}

impl SourceState {
    pub(super) fn new(
        plan: &SourcePlan,
        stream: impl Fn(Purpose) -> Stream,
        first_class: u32,
        needs_keys: bool,
        has_world: bool,
    ) -> Self {
        Self {
            arrivals: stream(Purpose::Arrivals),
            phases: stream(Purpose::Phases),
            sent: 0,
            next: 0,
            spikes: Running::default(),
            spike: 1.0,
            gaps: match &plan.arrivals {
                Arrivals::Renewal(gap) => Some((gap.clone(), Ahead::default())),
                _ => None,
            },
            phase: 0,
            left: 0,
            interval_end: 0,
            round: 0,
            in_crowd: false,
            is_recorded: matches!(plan.arrivals, Arrivals::Times { .. } | Arrivals::Counts { .. }),
            zipf: needs_keys.then(|| Zipf::new(plan.keys.0, plan.keys.1)),
            first_class,
            patience: if plan.deadline == 0 { NEVER } else { plan.deadline },
            differ: has_world || needs_keys || plan.classes.len() > 1,
            clients: VecDeque::new(),
        }
    }
}

#[inline]
fn at(now: Nanos, wait: f64) -> Nanos {
    // Infinite waits become the longest time there is, which is behind every horizon.
    now + whole(wait)
}

impl Engine {
    /// Starts a source.
    pub(super) fn start_source(&mut self, node: u32) {
        let Role::Source(plan) = &self.plan.nodes[node as usize].role else { return };
        match &plan.arrivals {
            Arrivals::Closed { users, .. } => {
                for _ in 0..*users {
                    self.think(node);
                }
            }
            Arrivals::Phases { stays, .. } => {
                let stay = stays[0];
                self.schedule_phase(node, stay);
                self.schedule_arrival(node);
            }
            Arrivals::Thinned(wave) => {
                if let Some((every, _, _)) = wave.crowds {
                    self.schedule_crowd(node, every);
                }
                self.schedule_arrival(node);
            }
            Arrivals::Renewal(_) | Arrivals::Times { .. } | Arrivals::Counts { .. } => {
                self.schedule_arrival(node);
            }
        }
    }

    fn schedule_phase(&mut self, node: u32, stay: f64) {
        let Some(source) = &mut self.nodes[node as usize].source else { return };
        let time = at(self.now, stay * source.phases.exponential());
        self.events.schedule_rarely(time, Kind::Phase, node);
    }

    fn schedule_crowd(&mut self, node: u32, every: f64) {
        let Some(source) = &mut self.nodes[node as usize].source else { return };
        let time = at(self.now, every * source.phases.exponential());
        self.events.schedule_rarely(time, Kind::Crowd, node);
    }

    /// A source enters its next phase.
    pub(super) fn on_phase(&mut self, node: u32) {
        let Role::Source(plan) = &self.plan.nodes[node as usize].role else { return };
        let Arrivals::Phases { stays, .. } = &plan.arrivals else { return };
        let Some(source) = &mut self.nodes[node as usize].source else { return };
        source.phase = (source.phase + 1) % stays.len();
        let stay = stays[source.phase];
        self.schedule_phase(node, stay);
        // Memoryless, so the next arrival may be drawn anew at the new rate.
        self.schedule_arrival(node);
    }

    /// A flash crowd comes or goes.
    pub(super) fn on_crowd(&mut self, node: u32) {
        let Role::Source(plan) = &self.plan.nodes[node as usize].role else { return };
        let Arrivals::Thinned(wave) = &plan.arrivals else { return };
        let Some((every, length, _)) = wave.crowds else { return };
        let Some(source) = &mut self.nodes[node as usize].source else { return };
        source.in_crowd = !source.in_crowd;
        if source.in_crowd {
            self.events.schedule_rarely(self.now + length, Kind::Crowd, node);
        } else {
            self.schedule_crowd(node, every);
        }
    }

    /// A user thinks before the next request.
    #[inline(never)]
    pub(super) fn think(&mut self, node: u32) {
        let Role::Source(plan) = &self.plan.nodes[node as usize].role else { return };
        let Arrivals::Closed { think, .. } = &plan.arrivals else { return };
        let Some(source) = &mut self.nodes[node as usize].source else { return };
        let time = at(self.now, think.draw(&mut source.phases));
        self.events.schedule_rarely(time, Kind::UserArrives, node);
    }

    /// Draws the time of a source's next request (a candidate, where the rate varies).
    #[inline(always)]
    pub(super) fn schedule_arrival(&mut self, node: u32) {
        let now = self.now;
        if let Some(source) = &mut self.nodes[node as usize].source
            && source.spike == 1.0
            && let Some((law, gaps)) = &mut source.gaps
        {
            let (_, gap) = gaps.next(|| law.draw(&mut source.arrivals), whole);
            source.next = self.events.schedule(now + gap, Kind::Arrival, node);
            return;
        }
        self.schedule_unusual_arrival(node);
    }

    #[inline(never)]
    fn schedule_unusual_arrival(&mut self, node: u32) {
        let Role::Source(plan) = &self.plan.nodes[node as usize].role else { return };
        let Some(source) = &mut self.nodes[node as usize].source else { return };
        let spike = source.spike;
        if spike <= 0.0 {
            source.next = 0;
            return;
        }
        let now = self.now;
        let time = match &plan.arrivals {
            Arrivals::Renewal(_) => {
                let Some((law, gaps)) = &mut source.gaps else { return };
                let (gap, _) = gaps.next(|| law.draw(&mut source.arrivals), whole);
                at(now, gap / spike)
            }
            Arrivals::Thinned(wave) => {
                at(now, source.arrivals.exponential() / (wave.peak_rate() * spike))
            }
            Arrivals::Phases { rates, .. } => {
                let rate = rates[source.phase] * spike;
                if rate <= 0.0 {
                    source.next = 0;
                    return;
                }
                at(now, source.arrivals.exponential() / rate)
            }
            Arrivals::Times { times, repeats } => match source.next_recorded(times, *repeats) {
                Some(time) => time.max(now),
                None => return,
            },
            Arrivals::Counts { counts, interval, repeats } => {
                match source.next_counted(now, counts, *interval, *repeats) {
                    Some(time) => time.max(now),
                    None => return,
                }
            }
            Arrivals::Closed { .. } => return,
        };
        source.next = self.events.schedule_rarely(time, Kind::Arrival, node);
    }

    #[inline(always)]
    pub(super) fn on_arrival(&mut self, key: Key) {
        let node = key.index();
        let Some(source) = &mut self.nodes[node as usize].source else { return };
        if source.next != key.seq() {
            return;
        }
        if BARE || source.gaps.is_some() {
            // The next arrival takes the place of this one in the event list.
            self.schedule_arrival(node);
            self.send(node);
        } else {
            self.on_unusual_arrival(node);
        }
    }

    #[inline(never)]
    fn on_unusual_arrival(&mut self, node: u32) {
        let Role::Source(plan) = &self.plan.nodes[node as usize].role else { return };
        let Some(source) = &mut self.nodes[node as usize].source else { return };
        let mut copies = 1;
        match &plan.arrivals {
            // Thinning (Lewis & Shedler 1979): candidates come at the peak rate, and this share
            // stays.
            Arrivals::Thinned(wave) => {
                let level = wave.rate_at(self.now, source.in_crowd);
                copies = u32::from(source.arrivals.uniform() * wave.peak_rate() < level);
            }
            // A spike of a recording repeats its requests, and leaves some out.
            Arrivals::Times { .. } | Arrivals::Counts { .. } if source.spike != 1.0 => {
                copies = (source.spike + source.arrivals.uniform()) as u32;
            }
            _ => {}
        }
        self.schedule_arrival(node);
        for _ in 0..copies {
            self.send_rarely(node);
        }
    }

    /// A source sends a request.
    #[inline(always)]
    pub(super) fn send(&mut self, node: u32) {
        if self.cases.in_use() >= MOST_IN_FLIGHT {
            self.stop_crowded(node);
            return;
        }
        let state = &mut self.nodes[node as usize];
        let Some(source) = &mut state.source else { return };
        let serial = source.sent;
        source.sent += 1;
        // What follows a plain source needs to know nothing of its requests.
        let (mut class, mut key, mut positive) = (source.first_class, 0, false);
        let deadline = self.now.saturating_add(source.patience);
        let (only_link, has_clients) = (state.only_link, state.has_clients);
        if !BARE && source.differ {
            (class, key, positive) = self.character(node, serial);
        }
        let flight = self.flights.take();
        let case = self.cases.take();
        self.flights[flight].reset(case);
        self.cases[case] = Case {
            born: self.now,
            serial,
            answered: NEVER,
            deadline,
            flight,
            join: NONE,
            source: node,
            class,
            key,
            policy: NONE,
            tries: 1,
            positive,
            in_use: true,
            ..Case::default()
        };
        self.tally.arrived(class, self.now);
        if !BARE && has_clients {
            self.start_client(case);
        }
        match only_link {
            NONE => self.choose_way(flight, node),
            link => self.call(flight, link),
        }
    }

    /// Class, key and truth of a request.
    #[inline(never)]
    fn character(&self, node: u32, serial: u64) -> (u32, u32, bool) {
        let node = node as usize;
        let (Role::Source(plan), Some(source)) =
            (&self.plan.nodes[node].role, &self.nodes[node].source)
        else {
            return (0, 0, false);
        };
        let fate = Fate::of(self.world_keys[node], serial);
        let mut class = source.first_class;
        if plan.classes.len() > 1 {
            let drawn = fate.kind();
            let at = plan.classes.iter().position(|class| drawn < class.share);
            class += at.unwrap_or(plan.classes.len() - 1) as u32;
        }
        let key = source.zipf.as_ref().map_or(0, |zipf| zipf.rank(fate.key()));
        (class, key, self.has_world && fate.class() < self.base_rate)
    }

    /// The same, for sources that are rare enough not to need a copy of the whole way.
    #[inline(never)]
    pub(super) fn send_rarely(&mut self, node: u32) {
        self.send(node);
    }

    /// Key of a request; orphans have none.
    pub(super) fn key_of(&self, case: u32) -> u32 {
        if case == NONE { 0 } else { self.cases[case].key }
    }

    /// Is a request about the hot key of a store?
    pub(super) fn is_hot(&self, case: u32, at: u32) -> bool {
        let share = self.plan.nodes[at as usize].station.as_ref().map_or(0.0, |s| s.hot_key_share);
        share > 0.0 && case != NONE && self.fate(case).covered() < share
    }
}

impl SourceState {
    /// The next recorded time.
    fn next_recorded(&mut self, times: &[Nanos], repeats: bool) -> Option<Nanos> {
        if self.phase >= times.len() {
            if !repeats || times.last().is_none_or(|&last| last == 0) {
                return None;
            }
            self.round += times[times.len() - 1];
            self.phase = 0;
        }
        let time = self.round.saturating_add(times[self.phase]);
        self.phase += 1;
        Some(time)
    }

    /// The next of the arrivals that are spread at random over recorded intervals.
    fn next_counted(
        &mut self,
        now: Nanos,
        counts: &[u32],
        interval: Nanos,
        repeats: bool,
    ) -> Option<Nanos> {
        let mut from = now;
        while self.left == 0 {
            if self.phase >= counts.len() {
                if !repeats || counts.iter().all(|&count| count == 0) {
                    return None;
                }
                self.phase = 0;
            }
            from = self.interval_end;
            self.interval_end += interval;
            self.left = counts[self.phase];
            self.phase += 1;
        }
        // The earliest of the n uniform times that are left in the interval.
        let share = 1.0 - libm::pow(1.0 - self.arrivals.uniform(), 1.0 / f64::from(self.left));
        self.left -= 1;
        Some(from + ((self.interval_end - from) as f64 * share) as Nanos)
    }
}
