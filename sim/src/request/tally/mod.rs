//! What is counted during a run: a record for every bucket of the series, distributions for every
//! section behind the warm-up, and sums over the whole run for the identities.

mod records;
mod scores;
mod stations;

pub(super) use records::{Confusion, Finished, LinkRecord, RequestBucket, RequestSection};
pub(super) use scores::ScoreCounts;
pub(super) use stations::{
    ClassSums, StationRecord, StationSection, StationSums, add_all, add_visits,
};

use super::area::Area;
use super::calls::LinkState;
use super::data::CacheCount;
use super::node::NodeState;
use super::station::Station;
use super::times::Times;
use crate::model::{Action, Detail};
use crate::parts::breaker::Breaker;
use crate::plan::{Nanos, NodePlan, Plan, Role};
use crate::result::Outcome;
use crate::stats::Histogram;
use crate::world::{Fate, Sight};
use records::ClassSection;
use stations::close_station;

/// Everything that is counted.
#[derive(Debug)]
pub(super) struct Tally {
    current: RequestBucket,
    latency: Histogram,
    sojourn: Times,
    classes: Vec<ClassSection>,
    scores: Option<Box<ScoreCounts>>,
    /// Are there answers before the end of a request's way?
    answers_first: bool,
    has_labels: bool,
    records: bool,
    is_warm: bool,
    in_flight: Area,
    /// Buckets of the run, and of its warm-up as given.
    planned: usize,
    pub(super) buckets: Vec<RequestBucket>,
    pub(super) sections: Vec<RequestSection>,
    pub(super) links: Vec<Vec<LinkRecord>>,
    pub(super) stations: Vec<Vec<StationRecord>>,
    pub(super) station_sections: Vec<Vec<StationSection>>,
    pub(super) station_sums: Vec<StationSums>,
    pub(super) caches: Vec<Vec<CacheCount>>,
    /// Number of the first bucket behind the warm-up that was given.
    pub(super) first_warm: usize,
    pub(super) carried_over: u64,
    /// Labelled before the end, and all, by node.
    pub(super) labels: Vec<Option<(u64, u64)>>,
}

/// Parts of a run from which intervals of quantiles are made.
pub(super) const SECTIONS: usize = 20;

impl Tally {
    pub(super) fn new(plan: &Plan, classes: usize) -> Self {
        let stations: usize = plan
            .nodes
            .iter()
            .filter_map(|node| node.station.as_ref())
            .map(|station| if station.balance.is_some() { station.replicas as usize } else { 1 })
            .sum();
        let scores = plan
            .nodes
            .iter()
            .any(|node| matches!(node.role, Role::Scorer { .. } | Role::Table { .. }));
        let is_labels = |node: &NodePlan| matches!(node.role, Role::Labels(_));
        Self {
            current: RequestBucket::default(),
            latency: Histogram::default(),
            sojourn: Times::default(),
            classes: if classes > 1 { vec![ClassSection::default(); classes] } else { Vec::new() },
            scores: scores.then(|| Box::new(ScoreCounts::new(plan))),
            answers_first: plan
                .reached_nodes()
                .any(|node| matches!(node.role, Role::Policy { .. })),
            has_labels: plan.nodes.iter().any(is_labels),
            records: plan.settings.detail == Detail::Full,
            is_warm: plan.settings.warmup_s <= 0.0,
            in_flight: Area::default(),
            planned: plan.settings.buckets as usize,
            buckets: Vec::new(),
            sections: Vec::new(),
            links: vec![Vec::new(); plan.links.len()],
            stations: vec![Vec::new(); stations],
            station_sections: vec![Vec::new(); stations],
            station_sums: vec![StationSums::default(); stations],
            caches: vec![Vec::new(); plan.nodes.len()],
            first_warm: 0,
            carried_over: 0,
            labels: plan.nodes.iter().map(|node| is_labels(node).then_some((0, 0))).collect(),
        }
    }

    #[inline(always)]
    pub(super) fn arrived(&mut self, class: u32, now: Nanos) {
        self.current.arrived += 1;
        self.in_flight.up(now);
        if let Some(class) = self.classes.get_mut(class as usize) {
            class.arrived += 1;
        }
    }

    pub(super) fn scored(&mut self, positive: bool, sight: Sight) {
        self.current.scored += 1;
        self.current.scored_with_null += u64::from(sight.saw_null);
        if self.is_warm
            && let Some(scores) = &mut self.scores
        {
            scores.record(positive, f64::from(sight.score));
        }
    }

    pub(super) fn reviewed(&mut self, usd: f64, delay_usd: f64) {
        self.current.reviewed += 1;
        self.current.review_usd += usd;
        self.current.delay_usd += delay_usd;
    }

    /// A request has its outcome.
    #[inline(always)]
    pub(super) fn ended(
        &mut self,
        outcome: Outcome,
        latency: Option<Nanos>,
        sojourn: Nanos,
        is_recorded: bool,
        class: u32,
        now: Nanos,
    ) {
        self.in_flight.down(now);
        let bucket = &mut self.current;
        bucket.outcomes[outcome as usize] += 1;
        if let Some(class) = self.classes.get_mut(class as usize) {
            class.ended += 1;
            if latency.is_some() {
                class.sojourn_sum += sojourn as f64;
                class.sojourn.record(sojourn);
            }
        }
        if let Some(latency) = latency {
            bucket.latency_n += 1;
            if self.records {
                if !is_recorded {
                    self.sojourn.record(sojourn);
                }
                if self.answers_first {
                    self.latency.record(latency);
                }
            }
        }
    }

    /// A request was decided upon; the rivals decide upon it too.
    pub(super) fn decided(&mut self, request: &Finished, plan: &Plan) {
        self.current.abandonment_usd += request.abandonment_usd;
        self.on_all_sides(request.positive, request.action, request.fate, plan);
        if self.has_labels && self.is_warm {
            self.count_label(request, plan);
        }
    }

    /// Counts what becomes of a request on all sides.
    pub(super) fn on_all_sides(&mut self, positive: bool, action: Action, fate: Fate, plan: &Plan) {
        let (bucket, world) = (&mut self.current, &plan.world);
        bucket.system.count(positive, action);
        bucket.nothing.count(positive, world.do_nothing);
        let rate =
            if positive { world.rules.true_positive_rate } else { world.rules.false_positive_rate };
        let declines = rate > 0.0 && fate.rules() < rate;
        let by_rules = if declines { Action::Decline } else { Action::Approve };
        bucket.rules.count(positive, by_rules);
    }

    /// Will the truth about this request be known before the run ends?
    fn count_label(&mut self, request: &Finished, plan: &Plan) {
        for (node, labels) in plan.nodes.iter().zip(&mut self.labels) {
            let (Role::Labels(labels), Some((known, all))) = (&node.role, labels) else {
                continue;
            };
            *all += 1;
            if labels.selective && request.action == Action::Decline {
                continue;
            }
            let left_days = plan.settings.horizon_s / 86_400.0 - request.ended as f64 / 8.64e13;
            let in_time = request.fate.row() < labels.arrived_after(left_days);
            *known += u64::from(in_time && request.fate.label() < labels.coverage);
        }
    }

    /// Section of the run that a bucket belongs to; those of the warm-up belong to none.
    pub(super) fn section_of(&self, bucket: usize) -> usize {
        let warm = self.planned.saturating_sub(self.first_warm).max(1);
        (bucket - self.first_warm) * SECTIONS.min(warm) / warm
    }

    /// Ends a bucket of the series at `at`.
    pub(super) fn close_bucket(
        &mut self,
        at: Nanos,
        warmup: Nanos,
        stations: &mut [Station],
        nodes: &mut [NodeState],
        links: &mut [LinkState],
    ) {
        let counts = at > warmup;
        let mut bucket = std::mem::take(&mut self.current);
        bucket.end = at;
        for station in &mut *stations {
            // One visit was the whole way: recorded once, it counts on both sides.
            let only = station.bucket.only.all();
            self.sojourn.all().merge(only);
            station.bucket.sojourn.all().merge(only);
            only.clear();
        }
        let sojourn = self.sojourn.all();
        bucket.sojourn_sum = sojourn.sum() as f64;
        // Where the answer is the end, one distribution stands for both.
        let latency = if self.answers_first { &self.latency } else { &*sojourn };
        bucket.latency_sum = latency.sum() as f64;
        bucket.p50_ns = latency.quantile(0.5);
        bucket.p99_ns = (latency.len() >= 100).then(|| latency.quantile(0.99)).flatten();
        bucket.in_flight_area = self.in_flight.reset(at) as f64;
        let number = self.buckets.len();
        if !counts {
            self.carried_over =
                self.carried_over + bucket.arrived - bucket.outcomes.iter().sum::<u64>();
            self.first_warm = number + 1;
        }
        let section = counts.then(|| self.section_of(number));
        self.close_requests(section);
        for (link, records) in links.iter_mut().zip(&mut self.links) {
            let before = records.last().copied().unwrap_or_default();
            let breaker = link.breaker.as_ref();
            records.push(LinkRecord {
                count: std::mem::take(&mut link.count),
                open_time: breaker.map_or(before.open_time, |breaker| breaker.open_time(at)),
                opens: breaker.map_or(0, Breaker::opens),
            });
        }
        for (s, station) in stations.iter_mut().enumerate() {
            let sections = &mut self.station_sections[s];
            if let Some(section) = section
                && sections.len() <= section
            {
                sections.resize(section + 1, StationSection::default());
            }
            let into = section.map(|section| &mut sections[section]);
            let record = close_station(station, at, into, &mut self.station_sums[s]);
            if !counts {
                self.station_sums[s].carried_over = u64::from(record.present_end);
            }
            self.stations[s].push(record);
        }
        for (node, counts) in nodes.iter_mut().zip(&mut self.caches) {
            if let Some(cache) = &mut node.cache {
                counts.push(std::mem::take(&mut cache.count));
            }
        }
        self.is_warm = at >= warmup;
        self.buckets.push(bucket);
    }

    fn close_requests(&mut self, section: Option<usize>) {
        if let Some(section) = section {
            if self.sections.len() <= section {
                self.sections.resize(section + 1, RequestSection::default());
            }
            let into = &mut self.sections[section];
            if self.answers_first {
                into.latency.get_or_insert_default().merge(&self.latency);
            }
            into.sojourn.merge(self.sojourn.all());
            into.classes.resize(self.classes.len(), ClassSection::default());
            for (into, class) in into.classes.iter_mut().zip(&self.classes) {
                into.arrived += class.arrived;
                into.ended += class.ended;
                into.sojourn_sum += class.sojourn_sum;
                into.sojourn.merge(&class.sojourn);
            }
            if let Some(scores) = &mut self.scores {
                match &mut into.scores {
                    Some(into) => into.merge(scores),
                    None => into.scores = Some(scores.clone()),
                }
                scores.clear();
            }
        }
        self.latency.clear();
        self.sojourn.all().clear();
        for class in &mut self.classes {
            *class = ClassSection::default();
        }
    }
}
