//! What is counted about stations in each bucket of the series, in each section, and over the run.

use crate::plan::Nanos;
use crate::request::bucket::{BatchCount, ClassCount, StationBucket};
use crate::request::station::Station;
use crate::result::VisitCounts;
use crate::stats::Histogram;

/// A station in one bucket.
#[derive(Debug, Clone, Default)]
pub(in crate::request) struct StationRecord {
    pub(in crate::request) visits: VisitCounts,
    pub(in crate::request) waiting_area: f64,
    pub(in crate::request) serving_area: f64,
    pub(in crate::request) busy_area: f64,
    pub(in crate::request) staffed_area: f64,
    pub(in crate::request) up_area: f64,
    /// Servers that are on, where they switch off.
    pub(in crate::request) warm_area: f64,
    pub(in crate::request) queue_time: f64,
    pub(in crate::request) wait_sum: f64,
    pub(in crate::request) wait_n: u64,
    pub(in crate::request) waited: u64,
    pub(in crate::request) started: u64,
    pub(in crate::request) sojourn_sum: f64,
    pub(in crate::request) sojourn_n: u64,
    pub(in crate::request) batches: BatchCount,
    pub(in crate::request) p50_ns: Option<f64>,
    pub(in crate::request) p99_ns: Option<f64>,
    pub(in crate::request) was_down: bool,
    /// Present, and servers at work, at the end.
    pub(in crate::request) present_end: u32,
    pub(in crate::request) servers_end: u32,
    /// Energy of its device since the start of the run, in joules.
    pub(in crate::request) energy_j: f64,
}

/// A station in one section of the run.
#[derive(Debug, Clone, Default)]
pub(in crate::request) struct StationSection {
    pub(in crate::request) wait: Histogram,
    pub(in crate::request) sojourn: Histogram,
    pub(in crate::request) present: Vec<u64>,
    pub(in crate::request) ups: Vec<u64>,
    pub(in crate::request) waiting_max: u32,
    /// By class, where there are several.
    pub(in crate::request) classes: Vec<ClassSums>,
}

/// One class at a station in one section of the run.
#[derive(Debug, Clone, Default)]
pub(in crate::request) struct ClassSums {
    pub(in crate::request) wait: Histogram,
    pub(in crate::request) sojourn: Histogram,
    pub(in crate::request) arrived: u64,
    pub(in crate::request) lost: u64,
    pub(in crate::request) abandoned: u64,
    pub(in crate::request) waiting_area: f64,
    pub(in crate::request) serving_area: f64,
}

impl ClassSums {
    pub(in crate::request) fn add(&mut self, other: &Self) {
        self.wait.merge(&other.wait);
        self.sojourn.merge(&other.sojourn);
        self.arrived += other.arrived;
        self.lost += other.lost;
        self.abandoned += other.abandoned;
        self.waiting_area += other.waiting_area;
        self.serving_area += other.serving_area;
    }

    /// Adds what was counted of a class until now, which starts anew.
    fn close(sums: Option<&mut Self>, class: &mut ClassCount, at: Nanos) {
        let (waiting, serving) = (class.waiting.reset(at), class.serving.reset(at));
        if let Some(sums) = sums {
            sums.wait.merge(&class.wait);
            sums.sojourn.merge(&class.sojourn);
            sums.arrived += class.arrived;
            sums.lost += class.lost;
            sums.abandoned += class.abandoned;
            sums.waiting_area += waiting as f64;
            sums.serving_area += serving as f64;
        }
        class.wait.clear();
        class.sojourn.clear();
        (class.arrived, class.lost, class.abandoned) = (0, 0, 0);
    }
}

/// Sums over a whole run, for the identities.
#[derive(Debug, Clone, Default)]
pub(in crate::request) struct StationSums {
    pub(in crate::request) visits: VisitCounts,
    pub(in crate::request) started: u64,
    pub(in crate::request) asked: u128,
    pub(in crate::request) service_time: u128,
    pub(in crate::request) queue_time: u128,
    pub(in crate::request) serving_area: u128,
    pub(in crate::request) waiting_area: u128,
    pub(in crate::request) busy_area: u128,
    pub(in crate::request) present_time: u128,
    /// Present at the end of the warm-up.
    pub(in crate::request) carried_over: u64,
}

pub(super) fn close_station(
    station: &mut Station,
    at: Nanos,
    section: Option<&mut StationSection>,
    sums: &mut StationSums,
) -> StationRecord {
    let present = station.present_now();
    let mut bucket = std::mem::take(&mut station.bucket);
    if station.records {
        bucket.wait.record_zeros(bucket.started - bucket.waited);
    }
    let (wait, sojourn) = (bucket.wait.all(), bucket.sojourn.all());
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
        warm_area: station.capacity_state.warm.reset(at) as f64,
        queue_time: bucket.queue_time as f64,
        wait_sum: wait.sum() as f64,
        wait_n: wait.len(),
        waited: bucket.waited,
        started: bucket.started,
        sojourn_sum: sojourn.sum() as f64,
        sojourn_n: sojourn.len(),
        batches: bucket.batches,
        p50_ns: sojourn.quantile(0.5),
        p99_ns: (sojourn.len() >= 100).then(|| sojourn.quantile(0.99)).flatten(),
        was_down: bucket.was_down || station.is_down(),
        present_end: present,
        servers_end: station.capacity,
        energy_j: station.device.as_ref().map_or(0.0, |device| device.energy_j(at)),
    };
    sums.add(&bucket, waiting, serving, busy);
    let mut spread = Vec::new();
    station.present.take(at, present, &mut spread);
    sums.present_time += spread.iter().map(|&time| u128::from(time)).sum::<u128>();
    let mut ups = Vec::new();
    if let Some(spread) = &mut station.ups {
        spread.take(at, station.up.n(), &mut ups);
    }
    let mut classes = None;
    if let Some(section) = section {
        section.wait.merge(bucket.wait.all());
        section.sojourn.merge(bucket.sojourn.all());
        add_all(&mut section.present, &spread);
        add_all(&mut section.ups, &ups);
        section.waiting_max = section.waiting_max.max(bucket.waiting_max);
        section.classes.resize(bucket.classes.len(), ClassSums::default());
        classes = Some(&mut section.classes);
    }
    for (number, class) in bucket.classes.iter_mut().enumerate() {
        let sums = classes.as_mut().map(|classes| &mut classes[number]);
        ClassSums::close(sums, class, at);
    }
    bucket.wait.all().clear();
    bucket.sojourn.all().clear();
    station.bucket = StationBucket {
        wait: bucket.wait,
        sojourn: bucket.sojourn,
        only: bucket.only,
        classes: bucket.classes,
        waiting_max: station.waiting.n(),
        ..StationBucket::default()
    };
    record
}

/// Adds shares of time value by value.
pub(in crate::request) fn add_all(sums: &mut Vec<u64>, shares: &[u64]) {
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
pub(in crate::request) fn add_visits(sum: &mut VisitCounts, visits: &VisitCounts) {
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
