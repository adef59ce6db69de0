//! Data on the way to the model: feeds, pipelines, batch jobs, tables of scores, caches.

use std::collections::BTreeMap;

use super::engine::Engine;
use super::events::{Event, Kind};
use super::flight::{Content, Failure, NONE};
use super::monitor::Scored;
use crate::parts::freshness::{Feed, Pipeline, Table};
use crate::parts::store::{Look, Store};
use crate::plan::{DataPlan, FeaturePlan, Nanos, Role, Schedule};
use crate::world::{Sight, Value, Viewer};

/// What keeps data fresh.
#[derive(Debug)]
pub(super) enum Freshness {
    Feed(Feed),
    Pipeline(Pipeline),
    Table { table: Table, schedule: Schedule, jobs: Vec<Job>, late_by: Nanos },
}

/// A run of a batch job.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    /// When its data were cut.
    cut: Nanos,
    attempt: u32,
    event: u64,
}

impl Freshness {
    pub(super) fn new(plan: DataPlan) -> Self {
        match plan {
            DataPlan::Feed { interval, lag, .. } => Self::Feed(Feed::new(interval, lag)),
            DataPlan::Pipeline { lag, window, catch_up, .. } => {
                Self::Pipeline(Pipeline::new(lag, window, catch_up))
            }
            DataPlan::Job(schedule) => Self::of_table(schedule),
        }
    }

    pub(super) fn of_table(schedule: Schedule) -> Self {
        let table = Table::new(schedule.period, schedule.first, schedule.run);
        Self::Table { table, schedule, jobs: Vec::new(), late_by: 0 }
    }

    pub(super) fn data_age(&self, now: Nanos) -> Nanos {
        match self {
            Self::Feed(feed) => feed.data_age(now),
            Self::Pipeline(pipeline) => pipeline.data_age(now),
            Self::Table { table, .. } => table.data_age(now),
        }
    }

    /// How much older data are that the last run of a job did not reach, which is so below its
    /// share.
    fn left_out(&self, place: f64) -> Nanos {
        match self {
            Self::Table { schedule, .. } if place < schedule.partial => schedule.period,
            _ => 0,
        }
    }

    pub(super) fn stop(&mut self, now: Nanos) {
        match self {
            Self::Feed(feed) => feed.stop(now),
            Self::Pipeline(pipeline) => pipeline.stop(now),
            Self::Table { .. } => {}
        }
    }

    pub(super) fn resume(&mut self, now: Nanos) {
        match self {
            Self::Feed(feed) => feed.resume(now),
            Self::Pipeline(pipeline) => pipeline.resume(now),
            Self::Table { .. } => {}
        }
    }

    pub(super) fn late_by(&mut self, now: Nanos, by: Nanos) {
        match self {
            Self::Feed(feed) => feed.late_by(now, by),
            Self::Pipeline(pipeline) => pipeline.late_by(now, by),
            Self::Table { late_by, .. } => *late_by = by,
        }
    }
}

/// What a cache holds and fetches.
#[derive(Debug)]
pub(super) struct CacheState {
    store: Store,
    /// Fetches under way, by key.
    fetching: BTreeMap<u32, u32>,
    /// What the fetch of each key found out.
    contents: Vec<Content>,
    /// When each key was filled last, where fetches of one key may overlap.
    filled: Vec<Nanos>,
    pub(super) count: CacheCount,
}

/// What a cache did between two ticks of the series.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CacheCount {
    pub(super) hits: u64,
    pub(super) stale_hits: u64,
    pub(super) negative_hits: u64,
    pub(super) misses: u64,
    pub(super) coalesced: u64,
    pub(super) fetches: u64,
    pub(super) age: u128,
}

impl CacheState {
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            fetching: BTreeMap::new(),
            contents: Vec::new(),
            filled: Vec::new(),
            count: CacheCount::default(),
        }
    }

    pub(super) fn flush(&mut self) {
        self.store.flush();
        self.filled.clear();
    }
}

impl Engine {
    // Scores

    /// Scores a request with the features that have reached it.
    pub(super) fn score(&mut self, case: u32, at: u32) {
        let Role::Scorer { separation_kept, .. } = self.plan.nodes[at as usize].role else {
            return;
        };
        let recall = f64::from(self.cases[case].content.recall);
        let kept = self.nodes[at as usize].version.unwrap_or(separation_kept) * recall;
        let lain = self.cases[case].content.cached_for;
        self.look_at(case, at, kept, lain);
    }

    /// Looks the score of a request up in a table; `false` if it has none.
    pub(super) fn look_up_score(&mut self, case: u32, at: u32) -> bool {
        let Role::Table { separation_kept, coverage, ttl, .. } = self.plan.nodes[at as usize].role
        else {
            return false;
        };
        let covered = self.fate(case).covered();
        let Some(freshness) = &self.nodes[at as usize].freshness else { return false };
        let mut age = freshness.data_age(self.now);
        // Those whom the last run did not reach keep the score of the run before.
        age += freshness.left_out(covered / coverage.max(f64::MIN_POSITIVE));
        if covered >= coverage || (ttl > 0 && age > ttl) {
            return false;
        }
        let kept = self.nodes[at as usize].version.unwrap_or(separation_kept);
        let stores = self.cases[case].content.stores;
        // A table is computed beside the stores, which all answer.
        self.cases[case].content.stores = u32::MAX;
        self.look_at(case, at, kept, age);
        self.cases[case].content.stores = stores;
        true
    }

    fn look_at(&mut self, case_index: u32, at: u32, separation_kept: f64, lain: Nanos) {
        let case = &self.cases[case_index];
        let fate = self.fate(case_index);
        let viewer = Viewer { now: self.now, stores: case.content.stores, separation_kept, lain };
        let (nodes, now, ttls) = (&self.nodes, self.now, &self.store_ttls);
        // The newest value that a store among those which answered still gives away.
        let longest = |stores: u32| {
            let ttl = |bit: usize| if stores >> bit & 1 == 1 { ttls[bit] } else { 0 };
            (0..ttls.len()).map(ttl).max().unwrap_or(0)
        };
        let age_of = |feature: &FeaturePlan| {
            let freshness = feature.feed.and_then(|feed| nodes[feed as usize].freshness.as_ref());
            let age = freshness.map_or(0, |freshness| {
                freshness.data_age(now) + freshness.left_out(fate.covered())
            });
            let stores = feature.stores & viewer.stores;
            (stores == 0 || age <= longest(stores)).then_some(age)
        };
        let is_logged = !case.is_ghost && self.is_logged(case_index);
        let keeps_seen = is_logged || self.asked.values;
        let mut seen = std::mem::take(&mut self.seen);
        seen.clear();
        let see = |value| {
            if keeps_seen {
                seen.push(value);
            }
        };
        let world = &self.plan.world;
        let sight = self.conditions.score(world, fate, case.positive, viewer, age_of, see);
        if is_logged {
            self.log_features(case_index, &seen);
        }
        let case = &mut self.cases[case_index];
        let node = &self.nodes[at as usize];
        let (scale, shift) = self.plan.nodes[at as usize].calibration;
        let mut sight = sight;
        if scale != 1.0 || shift != 0.0 || node.score_shift != 0.0 {
            let moved = f64::from(sight.score) + node.score_shift;
            sight.score = (scale * moved + shift) as f32;
        }
        case.content.score = sight.score;
        case.content.feature_age = sight.oldest;
        case.content.scorer = at;
        case.content.action = None;
        if !case.is_ghost {
            self.tally.scored(case.positive, sight);
            if !self.watches.is_empty() {
                self.show(case_index, sight, &seen);
            }
        }
        self.seen = seen;
    }

    /// Shows monitors a request that was scored.
    fn show(&mut self, case: u32, sight: Sight, features: &[Option<Value>]) {
        let scorer = self.cases[case].content.scorer;
        let ages: Vec<_> = if self.asked.ages {
            (0..self.plan.world.features.len()).map(|at| self.age_now(at)).collect()
        } else {
            Vec::new()
        };
        let scored = Scored {
            scorer,
            score: f64::from(sight.score),
            saw_null: sight.saw_null,
            features,
            ages: &ages,
            is_kept: self.asked.records && self.is_kept(case, false),
            has_kept_features: self.asked.records && self.is_kept(case, true),
        };
        for watch in &mut self.watches {
            watch.scored(&scored, self.now);
        }
    }

    // Caches

    /// A request asks a cache.
    pub(super) fn ask_cache(&mut self, index: u32, at: u32) {
        let Role::Cache(plan) = self.plan.nodes[at as usize].role else { return };
        let case = self.flights[index].case;
        let key = self.cases[case].key;
        let now = self.now;
        let link = self.plan.nodes[at as usize].branches.first().copied();
        let Some(cache) = &mut self.nodes[at as usize].cache else { return };
        let look = cache.store.look(now, key);
        match look {
            Look::Hit { age } | Look::Stale { age } => {
                let is_stale = matches!(look, Look::Stale { .. });
                cache.count.hits += u64::from(!is_stale);
                cache.count.stale_hits += u64::from(is_stale);
                cache.count.age += u128::from(age);
                let renews = is_stale && !cache.fetching.contains_key(&key);
                let found = cache.contents.get(key as usize).copied().unwrap_or_default();
                if renews && let Some(link) = link {
                    let like = self.cases[case];
                    self.begin_fetch(&like, NONE, at, key, link);
                }
                self.recall(case, &found, age);
                self.after_visit(index, at);
            }
            Look::Negative => {
                cache.count.negative_hits += 1;
                self.fail_at_node(index, Failure::Error);
            }
            Look::Miss => {
                cache.count.misses += 1;
                let fetch = cache.fetching.get(&key).copied();
                match (fetch.filter(|_| plan.coalesces), link) {
                    (Some(join), _) => {
                        cache.count.coalesced += 1;
                        self.joins[join].waiters.push(case);
                        self.wait_for(case, join);
                    }
                    (None, Some(link)) => {
                        let like = self.cases[case];
                        self.begin_fetch(&like, case, at, key, link);
                    }
                    (None, None) => self.after_visit(index, at),
                }
            }
        }
    }

    fn begin_fetch(
        &mut self,
        like: &super::flight::Case,
        parent: u32,
        at: u32,
        key: u32,
        link: u32,
    ) {
        if let Some(cache) = &mut self.nodes[at as usize].cache {
            cache.count.fetches += 1;
        }
        let (join, serial) = self.fetch(like, parent, at, key, link);
        // A fetch that takes no time is over already.
        let slot = &self.joins[join];
        if slot.in_use
            && slot.serial == serial
            && let Some(cache) = &mut self.nodes[at as usize].cache
        {
            cache.fetching.entry(key).or_insert(join);
        }
    }

    /// A fetch has ended.
    pub(super) fn fetched(&mut self, at: u32, key: u32, join: u32, content: Content, ok: bool) {
        let now = self.now;
        let Role::Cache(plan) = self.plan.nodes[at as usize].role else { return };
        let overlaps = !plan.coalesces;
        let Some(cache) = &mut self.nodes[at as usize].cache else { return };
        if cache.fetching.get(&key) == Some(&join) {
            cache.fetching.remove(&key);
        }
        // Of fetches that overlap the first to return counts: the rest bring nothing newer.
        let begun = self.joins[join].begun;
        let is_covered = cache.filled.get(key as usize).is_some_and(|&filled| filled > begun);
        if is_covered {
            return;
        }
        cache.store.fill(now, key, ok);
        if overlaps && ok {
            if cache.filled.len() <= key as usize {
                cache.filled.resize(key as usize + 1, 0);
            }
            cache.filled[key as usize] = now;
        }
        let says_something = content.stores != 0 || content.scorer != NONE;
        if ok && says_something {
            if cache.contents.len() <= key as usize {
                cache.contents.resize(key as usize + 1, Content::default());
            }
            cache.contents[key as usize] = content;
        }
    }

    /// A request is answered from a cache, or by the fetch of another: it learns what the fetch
    /// brought, at its age. A score is made for this request, as its model would have then.
    pub(super) fn recall(&mut self, case: u32, found: &Content, age: Nanos) {
        let content = &mut self.cases[case].content;
        content.stores |= found.stores;
        content.recall = content.recall.min(found.recall);
        content.cached_for = content.cached_for.max(age + found.cached_for);
        if found.scorer == NONE {
            return;
        }
        content.by_fallback = found.by_fallback;
        match self.plan.nodes[found.scorer as usize].role {
            Role::Table { .. } => {
                self.look_up_score(case, found.scorer);
            }
            Role::Rules { .. } => self.apply_rules(case, found.scorer),
            _ => self.score(case, found.scorer),
        }
    }

    // Batch jobs

    pub(super) fn start_jobs(&mut self, at: u32) {
        if let Some(Freshness::Table { schedule, .. }) = &self.nodes[at as usize].freshness {
            self.events.schedule_rarely(schedule.first, Kind::JobStart, at);
        }
    }

    /// It is time for a run of a batch job.
    pub(super) fn on_job_start(&mut self, at: u32) {
        let now = self.now;
        let node = &mut self.nodes[at as usize];
        let Some(Freshness::Table { schedule, jobs, late_by, .. }) = &mut node.freshness else {
            return;
        };
        self.events.schedule_rarely(now + schedule.period, Kind::JobStart, at);
        if jobs.is_empty() {
            let event =
                self.events.schedule_rarely(now + schedule.run + *late_by, Kind::JobEnd, at);
            jobs.push(Job { cut: now, attempt: 1, event });
        }
    }

    pub(super) fn on_job_end(&mut self, event: Event) {
        let now = self.now;
        let node = &mut self.nodes[event.index as usize];
        let is_down = node.data_stopped > 0;
        let Some(Freshness::Table { table, schedule, jobs, late_by }) = &mut node.freshness else {
            return;
        };
        let Some(job) = jobs.pop().filter(|job| job.event == event.seq) else { return };
        let failed = is_down || node.routing.uniform() < schedule.fail_rate;
        if !failed {
            table.finish(job.cut);
        } else if job.attempt < schedule.attempts {
            let again = now + schedule.retry_after + schedule.run + *late_by;
            let event = self.events.schedule_rarely(again, Kind::JobEnd, event.index);
            let cut = now + schedule.retry_after;
            jobs.push(Job { cut, attempt: job.attempt + 1, event });
        }
    }
}
