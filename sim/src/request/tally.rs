//! What is counted during a run: a record for every bucket of the series, and totals from the end
//! of the warm-up on.

use super::area::Area;
use super::calls::{LinkCount, LinkState};
use super::data::CacheCount;
use super::engine::NodeState;
use super::station::{BatchCount, Station, StationBucket};
use crate::model::{Action, Detail};
use crate::parts::breaker::Breaker;
use crate::plan::{Nanos, NodePlan, Plan, Role, ScorePlan};
use crate::result::{Outcome, VisitCounts};
use crate::stats::{Histogram, normal_cdf};
use crate::world::{Fate, Sight};

/// Decisions by class: declined and approved positives and negatives.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Confusion {
    pub(super) true_positives: u64,
    pub(super) false_positives: u64,
    pub(super) false_negatives: u64,
    pub(super) true_negatives: u64,
}

impl Confusion {
    fn count(&mut self, positive: bool, action: Action) {
        match (positive, action) {
            (true, Action::Decline) => self.true_positives += 1,
            (false, Action::Decline) => self.false_positives += 1,
            (true, Action::Approve) => self.false_negatives += 1,
            (false, Action::Approve) => self.true_negatives += 1,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.false_negatives += other.false_negatives;
        self.true_negatives += other.true_negatives;
    }
}

/// Requests in one bucket, by the time at which they ended.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestBucket {
    pub(super) end: Nanos,
    pub(super) arrived: u64,
    pub(super) outcomes: [u64; 8],
    pub(super) scored: u64,
    pub(super) scored_with_null: u64,
    pub(super) latency_sum: f64,
    pub(super) latency_n: u64,
    pub(super) sojourn_sum: f64,
    pub(super) in_flight_area: f64,
    pub(super) reviewed: u64,
    pub(super) review_usd: f64,
    pub(super) system: Confusion,
    pub(super) rules: Confusion,
    pub(super) nothing: Confusion,
    pub(super) p50_ns: Option<f64>,
    pub(super) p99_ns: Option<f64>,
}

/// A station in one bucket.
#[derive(Debug, Clone, Default)]
pub(super) struct StationRecord {
    pub(super) visits: VisitCounts,
    pub(super) waiting_area: f64,
    pub(super) serving_area: f64,
    pub(super) busy_area: f64,
    pub(super) staffed_area: f64,
    pub(super) up_area: f64,
    pub(super) queue_time: f64,
    pub(super) wait_sum: f64,
    pub(super) wait_n: u64,
    pub(super) waited: u64,
    pub(super) started: u64,
    pub(super) sojourn_sum: f64,
    pub(super) sojourn_n: u64,
    pub(super) batches: BatchCount,
    pub(super) p50_ns: Option<f64>,
    pub(super) p99_ns: Option<f64>,
    pub(super) was_down: bool,
    /// Present, and servers at work, at the end.
    pub(super) present_end: u32,
    pub(super) servers_end: u32,
}

/// A station in one section of the run.
#[derive(Debug, Clone, Default)]
pub(super) struct StationSection {
    pub(super) wait: Histogram,
    pub(super) sojourn: Histogram,
    pub(super) present: Vec<u64>,
    pub(super) ups: Vec<u64>,
    pub(super) waiting_max: u32,
    /// Wait and sojourn by class.
    pub(super) classes: Vec<(Histogram, Histogram)>,
}

/// Sums over a whole run, for the identities.
#[derive(Debug, Clone, Default)]
pub(super) struct StationSums {
    pub(super) visits: VisitCounts,
    pub(super) started: u64,
    pub(super) asked: u128,
    pub(super) service_time: u128,
    pub(super) queue_time: u128,
    pub(super) serving_area: u128,
    pub(super) waiting_area: u128,
    pub(super) busy_area: u128,
    pub(super) present_time: u128,
    /// Present at the end of the warm-up.
    pub(super) carried_over: u64,
}

/// A link in one bucket.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LinkRecord {
    pub(super) count: LinkCount,
    /// Nanoseconds for which its breaker was open, and how often it has opened until then.
    pub(super) open_time: u64,
    pub(super) opens: u64,
}

/// A request that has been decided upon.
pub(super) struct Finished {
    pub(super) action: Action,
    pub(super) positive: bool,
    /// Where its draws start.
    pub(super) world_key: u64,
    pub(super) serial: u64,
    pub(super) ended: Nanos,
}

impl Finished {
    fn fate(&self) -> Fate {
        Fate::of(self.world_key, self.serial)
    }
}

/// Histogram of scores by class, for the area under the ROC.
#[derive(Debug, Clone)]
pub(super) struct ScoreCounts {
    low: f64,
    per_unit: f64,
    counts: [Vec<u64>; 2],
}

const SCORE_BINS: usize = 4096;

/// Requests in one section of the run.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestSection {
    pub(super) latency: Histogram,
    pub(super) sojourn: Histogram,
    /// Sojourn by class, where there are several.
    pub(super) classes: Vec<ClassSection>,
    /// Scores by class of the world, for the area under the ROC.
    pub(super) scores: Option<Box<ScoreCounts>>,
}

/// Requests of one class in one section of the run.
#[derive(Debug, Clone, Default)]
pub(super) struct ClassSection {
    pub(super) arrived: u64,
    pub(super) ended: u64,
    pub(super) sojourn_sum: f64,
    pub(super) sojourn: Histogram,
}

/// Everything that is counted.
#[derive(Debug)]
pub(super) struct Tally {
    current: RequestBucket,
    latency: Histogram,
    sojourn: Histogram,
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
        let is_labels = |node: &NodePlan| matches!(node.role, Role::Labels { .. });
        Self {
            current: RequestBucket::default(),
            latency: Histogram::default(),
            sojourn: Histogram::default(),
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

    pub(super) fn reviewed(&mut self, usd: f64) {
        self.current.reviewed += 1;
        self.current.review_usd += usd;
    }

    /// A request has its outcome.
    #[inline(always)]
    pub(super) fn ended(
        &mut self,
        outcome: Outcome,
        latency: Option<Nanos>,
        sojourn: Nanos,
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
                self.sojourn.record(sojourn);
                if self.answers_first {
                    self.latency.record(latency);
                }
            }
        }
    }

    /// A request was decided upon; the rivals decide upon it too.
    pub(super) fn decided(&mut self, request: &Finished, plan: &Plan) {
        let bucket = &mut self.current;
        let world = &plan.world;
        let positive = request.positive;
        bucket.system.count(positive, request.action);
        bucket.nothing.count(positive, world.do_nothing);
        let rate =
            if positive { world.rules.true_positive_rate } else { world.rules.false_positive_rate };
        let declines = rate > 0.0 && request.fate().rules() < rate;
        let by_rules = if declines { Action::Decline } else { Action::Approve };
        bucket.rules.count(positive, by_rules);
        if self.has_labels && self.is_warm {
            self.count_label(request, plan);
        }
    }

    /// Will the truth about this request be known before the run ends?
    fn count_label(&mut self, request: &Finished, plan: &Plan) {
        for (node, labels) in plan.nodes.iter().zip(&mut self.labels) {
            let (Role::Labels { delay_mu, delay_cap_days, coverage }, Some((known, all))) =
                (&node.role, labels)
            else {
                continue;
            };
            *all += 1;
            let left_days = plan.settings.horizon_s / 86_400.0 - request.ended as f64 / 8.64e13;
            // Lognormal delay whose 99th percentile is the cap.
            let sigma = (libm::log(delay_cap_days.max(1e-9)) - delay_mu) / 2.326_347_874_040_841;
            let share = if left_days >= *delay_cap_days {
                1.0
            } else if sigma <= 0.0 || left_days <= 0.0 {
                0.0
            } else {
                normal_cdf((libm::log(left_days) - delay_mu) / sigma)
            };
            let in_time = request.fate().row() < share;
            *known += u64::from(in_time && request.fate().label() < *coverage);
        }
    }

    /// Section of the run that a bucket belongs to; those of the warm-up belong to none.
    fn section_of(&self, bucket: usize) -> usize {
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
        if !self.answers_first {
            // The answer is the end: one distribution stands for both.
            self.latency.merge(&self.sojourn);
        }
        bucket.latency_sum = self.latency.sum() as f64;
        bucket.sojourn_sum = self.sojourn.sum() as f64;
        bucket.p50_ns = self.latency.quantile(0.5);
        bucket.p99_ns = (self.latency.len() >= 100).then(|| self.latency.quantile(0.99)).flatten();
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
            into.latency.merge(&self.latency);
            into.sojourn.merge(&self.sojourn);
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
        self.sojourn.clear();
        for class in &mut self.classes {
            *class = ClassSection::default();
        }
    }
}

fn close_station(
    station: &mut Station,
    at: Nanos,
    section: Option<&mut StationSection>,
    sums: &mut StationSums,
) -> StationRecord {
    let present = station.present_now();
    let mut bucket = std::mem::take(&mut station.bucket);
    let (waiting, serving) = (station.waiting.reset(at), station.serving.reset(at));
    let busy = station.busy_area(at, serving);
    station.busy_before += busy;
    let record = StationRecord {
        visits: bucket.visits,
        waiting_area: waiting as f64,
        serving_area: serving as f64,
        busy_area: busy as f64,
        staffed_area: station.staffed.reset(at) as f64,
        up_area: station.up.reset(at) as f64,
        queue_time: bucket.queue_time as f64,
        wait_sum: bucket.wait.sum() as f64,
        wait_n: bucket.wait.len(),
        waited: bucket.waited,
        started: bucket.started,
        sojourn_sum: bucket.sojourn.sum() as f64,
        sojourn_n: bucket.sojourn.len(),
        batches: bucket.batches,
        p50_ns: bucket.sojourn.quantile(0.5),
        p99_ns: (bucket.sojourn.len() >= 100).then(|| bucket.sojourn.quantile(0.99)).flatten(),
        was_down: bucket.was_down || station.is_down(),
        present_end: present,
        servers_end: station.capacity,
    };
    sums.add(&bucket, waiting, serving, busy);
    let mut spread = Vec::new();
    station.present.take(at, present, &mut spread);
    sums.present_time += spread.iter().map(|&time| u128::from(time)).sum::<u128>();
    let mut ups = Vec::new();
    if let Some(spread) = &mut station.ups {
        spread.take(at, station.up.n(), &mut ups);
    }
    if let Some(section) = section {
        section.wait.merge(&bucket.wait);
        section.sojourn.merge(&bucket.sojourn);
        add_all(&mut section.present, &spread);
        add_all(&mut section.ups, &ups);
        section.waiting_max = section.waiting_max.max(bucket.waiting_max);
        section.classes.resize(bucket.classes.len(), Default::default());
        for (into, class) in section.classes.iter_mut().zip(&bucket.classes) {
            into.0.merge(&class.0);
            into.1.merge(&class.1);
        }
    }
    bucket.wait.clear();
    bucket.sojourn.clear();
    for class in &mut bucket.classes {
        class.0.clear();
        class.1.clear();
    }
    station.bucket = StationBucket {
        wait: bucket.wait,
        sojourn: bucket.sojourn,
        classes: bucket.classes,
        waiting_max: station.waiting.n(),
        ..StationBucket::default()
    };
    record
}

/// Adds shares of time value by value.
pub(super) fn add_all(sums: &mut Vec<u64>, shares: &[u64]) {
    if sums.len() < shares.len() {
        sums.resize(shares.len(), 0);
    }
    for (sum, share) in sums.iter_mut().zip(shares) {
        *sum += share;
    }
}

impl StationSums {
    fn add(&mut self, bucket: &StationBucket, waiting: u128, serving: u128, busy: u128) {
        add_visits(&mut self.visits, &bucket.visits);
        self.started += bucket.started;
        self.asked += bucket.asked;
        self.service_time += bucket.service_time;
        self.queue_time += bucket.queue_time;
        self.waiting_area += waiting;
        self.serving_area += serving;
        self.busy_area += busy;
    }
}

/// Adds counts of visits; those still there are not summed.
pub(super) fn add_visits(sum: &mut VisitCounts, visits: &VisitCounts) {
    let VisitCounts {
        arrived,
        served,
        errors,
        shed,
        refused,
        throttled,
        expired,
        interrupted,
        abandoned,
        cancelled,
        wasted,
        in_system: _,
    } = *visits;
    sum.arrived += arrived;
    sum.served += served;
    sum.errors += errors;
    sum.shed += shed;
    sum.refused += refused;
    sum.throttled += throttled;
    sum.expired += expired;
    sum.interrupted += interrupted;
    sum.abandoned += abandoned;
    sum.cancelled += cancelled;
    sum.wasted += wasted;
}

impl ScoreCounts {
    fn new(plan: &Plan) -> Self {
        // Gaussian scores have spread 1 within a class; far outliers share the end bins.
        let (low, high) = match plan.world.scores {
            ScorePlan::Gaussian => (-12.0, 20.0),
            ScorePlan::Rows { .. } => (0.0, 1.0),
        };
        let per_unit = SCORE_BINS as f64 / (high - low);
        Self { low, per_unit, counts: [vec![0; SCORE_BINS], vec![0; SCORE_BINS]] }
    }

    fn record(&mut self, positive: bool, score: f64) {
        let bin = ((score - self.low) * self.per_unit).max(0.0) as usize;
        self.counts[usize::from(positive)][bin.min(SCORE_BINS - 1)] += 1;
    }

    fn clear(&mut self) {
        self.counts.iter_mut().for_each(|counts| counts.fill(0));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            for (sum, count) in mine.iter_mut().zip(theirs) {
                *sum += count;
            }
        }
    }

    /// Share of (positive, negative) pairs in the right order, ties counting half; `None` below ten
    /// of a class.
    pub(super) fn auc(&self) -> Option<f64> {
        let [negatives, positives] = &self.counts;
        let (n, p) = (negatives.iter().sum::<u64>(), positives.iter().sum::<u64>());
        if n < 10 || p < 10 {
            return None;
        }
        let mut below = 0.0;
        let mut area = 0.0;
        for (&negative, &positive) in negatives.iter().zip(positives) {
            area += positive as f64 * (below + 0.5 * negative as f64);
            below += negative as f64;
        }
        Some(area / (n as f64 * p as f64))
    }
}
