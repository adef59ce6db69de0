//! What is counted during a run: a record for every bucket of the series, and totals from the end
//! of the warm-up on.

use super::engine::NodeState;
use super::station::StationBucket;
use crate::model::Action;
use crate::plan::{Nanos, Plan, Role, ScorePlan};
use crate::result::{Outcome, VisitCounts};
use crate::stats::{Histogram, normal_cdf};
use crate::world::Sight;

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

    fn add(&mut self, other: &Self) {
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
    pub(super) busy_area: u64,
    pub(super) wait_area: u64,
    pub(super) server_area: u64,
    pub(super) wait_sum: f64,
    pub(super) wait_n: u64,
    pub(super) sojourn_sum: f64,
    pub(super) sojourn_n: u64,
    pub(super) p50_ns: Option<f64>,
    pub(super) p99_ns: Option<f64>,
    pub(super) was_down: bool,
}

/// A station from the end of the warm-up on.
#[derive(Debug, Clone, Default)]
pub(super) struct StationTotal {
    pub(super) waited: u64,
    pub(super) wait: Histogram,
    pub(super) sojourn: Histogram,
    pub(super) service_time: u128,
    pub(super) queue_time: u128,
    pub(super) busy_area: u128,
    pub(super) wait_area: u128,
    pub(super) waiting_max: u32,
    /// In the system at the end of the warm-up.
    pub(super) carried_over: u64,
}

/// Calls along a link.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LinkCount {
    pub(super) calls: u64,
    pub(super) retries: u64,
    pub(super) timeouts: u64,
    pub(super) failures: u64,
}

/// A request that has ended.
pub(super) struct Finished {
    pub(super) outcome: Outcome,
    pub(super) action: Action,
    pub(super) positive: bool,
    pub(super) latency: Option<Nanos>,
    pub(super) sojourn: Nanos,
    pub(super) rules_draw: f64,
    pub(super) label_draw: f64,
    pub(super) label_delay_draw: f64,
    pub(super) ended: Nanos,
}

/// Histogram of scores by class, for the area under the ROC.
#[derive(Debug, Clone)]
pub(super) struct ScoreCounts {
    low: f64,
    per_unit: f64,
    counts: [Vec<u64>; 2],
}

const SCORE_BINS: usize = 4096;

/// Everything that is counted.
#[derive(Debug)]
pub(super) struct Tally {
    current: RequestBucket,
    latency: Histogram,
    sojourn: Histogram,
    link_current: Vec<LinkCount>,
    is_warm: bool,
    pub(super) buckets: Vec<RequestBucket>,
    pub(super) link_calls: Vec<Vec<u64>>,
    pub(super) stations: Vec<Vec<StationRecord>>,
    /// Number of the first bucket behind the warm-up.
    pub(super) first_warm: usize,
    pub(super) carried_over: u64,
    pub(super) total_latency: Histogram,
    pub(super) total_sojourn: Histogram,
    pub(super) total_stations: Vec<StationTotal>,
    pub(super) total_links: Vec<LinkCount>,
    pub(super) scores: ScoreCounts,
    /// Labelled before the end, and all, by node.
    pub(super) labels: Vec<Option<(u64, u64)>>,
}

impl Tally {
    pub(super) fn new(plan: &Plan) -> Self {
        let nodes = plan.nodes.len();
        Self {
            current: RequestBucket::default(),
            latency: Histogram::default(),
            sojourn: Histogram::default(),
            link_current: vec![LinkCount::default(); plan.links.len()],
            is_warm: plan.settings.warmup_s <= 0.0,
            buckets: Vec::new(),
            link_calls: vec![Vec::new(); plan.links.len()],
            stations: vec![Vec::new(); nodes],
            first_warm: 0,
            carried_over: 0,
            total_latency: Histogram::default(),
            total_sojourn: Histogram::default(),
            total_stations: vec![StationTotal::default(); nodes],
            total_links: vec![LinkCount::default(); plan.links.len()],
            scores: ScoreCounts::new(plan),
            labels: plan
                .nodes
                .iter()
                .map(|node| matches!(node.role, Role::Labels { .. }).then_some((0, 0)))
                .collect(),
        }
    }

    pub(super) fn arrived(&mut self) {
        self.current.arrived += 1;
    }

    pub(super) fn called(&mut self, link: u32, attempt: u32) {
        let count = &mut self.link_current[link as usize];
        count.calls += 1;
        count.retries += u64::from(attempt > 1);
    }

    pub(super) fn failed(&mut self, link: u32, by_timeout: bool) {
        let count = &mut self.link_current[link as usize];
        count.timeouts += u64::from(by_timeout);
        count.failures += u64::from(!by_timeout);
    }

    pub(super) fn scored(&mut self, positive: bool, sight: Sight) {
        self.current.scored += 1;
        self.current.scored_with_null += u64::from(sight.saw_null);
        if self.is_warm {
            self.scores.record(positive, f64::from(sight.score));
        }
    }

    pub(super) fn reviewed(&mut self, usd: f64) {
        self.current.reviewed += 1;
        self.current.review_usd += usd;
    }

    pub(super) fn ended(&mut self, request: &Finished, plan: &Plan) {
        let bucket = &mut self.current;
        bucket.outcomes[request.outcome as usize] += 1;
        if let Some(latency) = request.latency {
            bucket.latency_sum += latency as f64;
            bucket.latency_n += 1;
            bucket.sojourn_sum += request.sojourn as f64;
            self.latency.record(latency);
            self.sojourn.record(request.sojourn);
        }
        let world = &plan.world;
        let positive = request.positive;
        bucket.system.count(positive, request.action);
        bucket.nothing.count(positive, world.do_nothing);
        let rate =
            if positive { world.rules.true_positive_rate } else { world.rules.false_positive_rate };
        let by_rules = if request.rules_draw < rate { Action::Decline } else { Action::Approve };
        bucket.rules.count(positive, by_rules);
        if self.is_warm {
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
            let in_time = request.label_delay_draw < share;
            *known += u64::from(in_time && request.label_draw < *coverage);
        }
    }

    /// Ends a bucket of the series at `at`.
    pub(super) fn close_bucket(&mut self, at: Nanos, warmup: Nanos, nodes: &mut [NodeState]) {
        let counts = at > warmup;
        let mut bucket = std::mem::take(&mut self.current);
        bucket.end = at;
        bucket.p50_ns = self.latency.quantile(0.5);
        bucket.p99_ns = (self.latency.len() >= 100).then(|| self.latency.quantile(0.99)).flatten();
        if counts {
            self.total_latency.merge(&self.latency);
            self.total_sojourn.merge(&self.sojourn);
        }
        self.latency.clear();
        self.sojourn.clear();
        for (link, count) in self.link_current.iter_mut().enumerate() {
            self.link_calls[link].push(count.calls);
            if counts {
                let total = &mut self.total_links[link];
                total.calls += count.calls;
                total.retries += count.retries;
                total.timeouts += count.timeouts;
                total.failures += count.failures;
            }
            *count = LinkCount::default();
        }
        for (node, state) in nodes.iter_mut().enumerate() {
            let Some(station) = &mut state.station else { continue };
            station.touch(at);
            let in_system = u64::from(station.waiting + station.busy);
            station.bucket.was_down |= station.is_down();
            let record = close_station(&mut station.bucket, &mut self.total_stations[node], counts);
            station.bucket.waiting_max = station.waiting;
            self.stations[node].push(record);
            if !counts {
                self.total_stations[node].carried_over = in_system;
            }
        }
        if !counts {
            self.carried_over =
                self.carried_over + bucket.arrived - bucket.outcomes.iter().sum::<u64>();
            self.first_warm = self.buckets.len() + 1;
        }
        self.is_warm = at >= warmup;
        self.buckets.push(bucket);
    }

    /// Buckets behind the warm-up.
    pub(super) fn warm_buckets(&self) -> &[RequestBucket] {
        &self.buckets[self.first_warm.min(self.buckets.len())..]
    }

    /// A station's buckets behind the warm-up.
    pub(super) fn warm_stations(&self, node: usize) -> &[StationRecord] {
        let records = &self.stations[node];
        &records[self.first_warm.min(records.len())..]
    }

    /// Decisions of one side behind the warm-up.
    pub(super) fn confusion(&self, side: impl Fn(&RequestBucket) -> Confusion) -> Confusion {
        let mut sum = Confusion::default();
        self.warm_buckets().iter().for_each(|bucket| sum.add(&side(bucket)));
        sum
    }
}

fn close_station(
    bucket: &mut StationBucket,
    total: &mut StationTotal,
    counts: bool,
) -> StationRecord {
    let record = StationRecord {
        visits: bucket.visits,
        busy_area: bucket.busy_area,
        wait_area: bucket.wait_area,
        server_area: bucket.server_area,
        wait_sum: bucket.wait.sum() as f64,
        wait_n: bucket.wait.len(),
        sojourn_sum: bucket.sojourn.sum() as f64,
        sojourn_n: bucket.sojourn.len(),
        p50_ns: bucket.sojourn.quantile(0.5),
        p99_ns: (bucket.sojourn.len() >= 100).then(|| bucket.sojourn.quantile(0.99)).flatten(),
        was_down: bucket.was_down,
    };
    if counts {
        total.waited += bucket.waited;
        total.wait.merge(&bucket.wait);
        total.sojourn.merge(&bucket.sojourn);
        total.service_time += u128::from(bucket.service_time);
        total.queue_time += u128::from(bucket.queue_time);
        total.busy_area += u128::from(bucket.busy_area);
        total.wait_area += u128::from(bucket.wait_area);
        total.waiting_max = total.waiting_max.max(bucket.waiting_max);
    }
    bucket.wait.clear();
    bucket.sojourn.clear();
    *bucket = StationBucket {
        wait: std::mem::take(&mut bucket.wait),
        sojourn: std::mem::take(&mut bucket.sojourn),
        ..StationBucket::default()
    };
    record
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
