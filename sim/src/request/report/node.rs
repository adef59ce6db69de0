//! What a run says about each node and each link.

use super::super::area::VALUES;
use super::super::engine::Engine;
use super::super::tally::{LinkRecord, StationRecord, StationSection, add_all, add_visits};
use super::window::Window;
use super::{latency, max_ms, ratio};
use crate::plan::{NANOS_PER_S, Role};
use crate::result::{
    BatchResult, BreakerResult, CacheResult, ClassVisits, Estimate, Latency, LinkResult,
    NodeResult, ScaleResult, VisitCounts,
};
use crate::stats::{Histogram, Ratio};

/// A node's stations taken together.
struct Pooled {
    records: Vec<StationRecord>,
    sections: Vec<StationSection>,
    present: u32,
}

impl Engine {
    pub(super) fn node_result(&self, node: usize, window: &Window) -> NodeResult {
        let labels = self.tally.labels[node];
        if self.nodes[node].stations.is_empty() {
            return self.instant_node(node, window, labels);
        }
        let plan = &self.plan.nodes[node];
        let pooled = self.pooled(node, window);
        let Pooled { records, sections, .. } = &pooled;
        let mut visits =
            VisitCounts { in_system: u64::from(pooled.present), ..VisitCounts::default() };
        records.iter().for_each(|record| add_visits(&mut visits, &record.visits));
        let saturated = is_saturated(&pooled);
        // A mean of a growing queue says nothing but how long the run was.
        let settled = |estimate: Option<Estimate>| estimate.filter(|_| !saturated);
        let per_time = |area: fn(&StationRecord) -> f64| {
            let parts = records.iter().zip(&window.spans);
            let parts: Vec<_> =
                parts.map(|(r, &span)| Ratio { sum: area(r), weight: span }).collect();
            crate::stats::ratio_estimate(&parts)
        };
        let per_visit = |count: fn(&VisitCounts) -> u64| {
            ratio(records, |r| count(&r.visits) as f64, |r| r.visits.arrived as f64)
        };
        let admitted = visits.arrived - visits.shed;
        let queue_time: f64 = records.iter().map(|r| r.queue_time).sum();
        let started: u64 = records.iter().map(|r| r.started).sum();
        let times = |of: fn(&StationSection) -> &Histogram,
                     sum: fn(&StationRecord) -> (f64, u64)| {
            let sections: Vec<Histogram> =
                sections.iter().map(|section| of(section).clone()).collect();
            if saturated {
                let mut all = Histogram::default();
                sections.iter().for_each(|section| all.merge(section));
                return Latency { n: all.len(), max_ms: max_ms(&all), ..Latency::default() };
            }
            let parts: Vec<_> = records
                .iter()
                .map(|r| Ratio { sum: sum(r).0 / 1e6, weight: sum(r).1 as f64 })
                .collect();
            latency(&sections, &parts)
        };
        let first = &self.stations[self.nodes[node].stations.start as usize];
        let can_fail = first.ups.is_some();
        NodeResult {
            id: plan.id.clone(),
            visits,
            rate_per_s: window.per_s(visits.arrived),
            throughput_per_s: window.per_s(visits.served + visits.errors),
            // Staff that stay to finish their work count as long as they do.
            utilisation: ratio(records, |r| r.busy_area, |r| r.staffed_area.max(r.busy_area)),
            queue_mean: settled(per_time(|r| r.waiting_area)),
            in_system_mean: settled(per_time(|r| r.waiting_area + r.serving_area)),
            queue_max: sections.iter().map(|s| u64::from(s.waiting_max)).max().unwrap_or(0),
            waited_share: (started > 0)
                .then(|| records.iter().map(|r| r.waited).sum::<u64>() as f64 / started as f64),
            wait: times(|s| &s.wait, |r| (r.wait_sum, r.wait_n)),
            wait_all_mean_ms: (admitted > 0 && !saturated)
                .then(|| queue_time / 1e6 / admitted as f64),
            wait_all: settled(ratio(records, |r| r.queue_time / 1e6, |r| r.visits.arrived as f64)),
            sojourn: times(|s| &s.sojourn, |r| (r.sojourn_sum, r.sojourn_n)),
            usd: self.usd(node, window, visits.arrived),
            saturated,
            labels,
            in_system_share: shares(sections, |section| &section.present),
            loss_share: per_visit(|v| v.shed + v.refused + v.throttled + v.expired),
            abandon_share: per_visit(|v| v.abandoned),
            availability: can_fail
                .then(|| ratio(records, |r| r.up_area, |r| r.staffed_area))
                .flatten(),
            servers_up_share: if can_fail {
                shares(sections, |section| &section.ups)
            } else {
                Vec::new()
            },
            batches: first.plan.batch.map(|_| batches(records, window)),
            cache: None,
            scale: self.scale(node, window, records),
            energy_j: self.energy_j(node, window),
            classes: self.class_visits(sections),
        }
    }

    /// Energy drawn by all devices of a node behind the warm-up, in joules.
    fn energy_j(&self, node: usize, window: &Window) -> Option<f64> {
        let mut stations = self.nodes[node].stations.clone();
        stations.try_fold(0.0, |sum, s| {
            let device = self.stations[s as usize].device.as_ref()?;
            let before = window
                .bucket
                .checked_sub(1)
                .map_or(0.0, |bucket| self.tally.stations[s as usize][bucket].energy_j);
            Some(sum + device.energy_j(self.now) - before)
        })
    }

    /// Sums over the replicas of a node, bucket by bucket and section by section.
    fn pooled(&self, node: usize, window: &Window) -> Pooled {
        let stations = self.nodes[node].stations.clone();
        let first = stations.start as usize;
        let mut records: Vec<StationRecord> = self.tally.stations[first][window.bucket..].to_vec();
        let from = |s: usize| {
            let sections = &self.tally.station_sections[s];
            &sections[window.section.min(sections.len())..]
        };
        let mut sections: Vec<StationSection> = from(first).to_vec();
        let mut present = self.stations[first].present_now();
        for s in first + 1..stations.end as usize {
            present += self.stations[s].present_now();
            for (sum, record) in records.iter_mut().zip(&self.tally.stations[s][window.bucket..]) {
                sum.add(record);
            }
            for (sum, section) in sections.iter_mut().zip(from(s)) {
                sum.wait.merge(&section.wait);
                sum.sojourn.merge(&section.sojourn);
                add_all(&mut sum.present, &section.present);
                add_all(&mut sum.ups, &section.ups);
                sum.waiting_max = sum.waiting_max.max(section.waiting_max);
                for (sum, class) in sum.classes.iter_mut().zip(&section.classes) {
                    sum.0.merge(&class.0);
                    sum.1.merge(&class.1);
                }
            }
        }
        Pooled { records, sections, present }
    }

    fn usd(&self, node: usize, window: &Window, visits: u64) -> f64 {
        let plan = &self.plan.nodes[node];
        let Some(station) = &plan.station else { return 0.0 };
        let hours = window.length_s / 3600.0;
        let replica_hours = if station.scale.is_some() {
            // Replicas that were there, whether they worked or not.
            let s = self.nodes[node].stations.start as usize;
            let staff = f64::from(self.stations[s].capacity_state.staff.max(1));
            let staffed: f64 = self.tally.stations[s][window.bucket..]
                .iter()
                .map(|record| record.staffed_area)
                .sum();
            staffed / staff / NANOS_PER_S / 3600.0
        } else {
            f64::from(station.replicas) * hours
        };
        plan.usd_per_hour * replica_hours + plan.usd_per_visit * visits as f64
    }

    fn scale(
        &self,
        node: usize,
        window: &Window,
        records: &[StationRecord],
    ) -> Option<ScaleResult> {
        let station = &self.stations[self.nodes[node].stations.start as usize];
        let state = &station.capacity_state;
        if station.plan.scale.is_none() && station.plan.keep_warm.is_none() {
            return None;
        }
        let staff = f64::from(state.staff.max(1));
        let parts: Vec<_> = records
            .iter()
            .zip(&window.spans)
            .map(|(r, &span)| Ratio { sum: r.staffed_area / staff, weight: span })
            .collect();
        let mean = station.plan.scale.and_then(|_| crate::stats::ratio_estimate(&parts));
        Some(ScaleResult { mean, most: state.most, starts: state.starts })
    }

    fn class_visits(&self, sections: &[StationSection]) -> Vec<ClassVisits> {
        if self.classes.len() < 2 {
            return Vec::new();
        }
        let of = |at: usize, which: fn(&(Histogram, Histogram)) -> &Histogram| {
            let sections: Vec<Histogram> =
                sections.iter().map(|section| which(&section.classes[at]).clone()).collect();
            let parts: Vec<_> = sections
                .iter()
                .map(|h| Ratio { sum: h.sum() as f64 / 1e6, weight: h.len() as f64 })
                .collect();
            latency(&sections, &parts)
        };
        let classes = self.classes.iter().enumerate();
        classes
            .map(|(at, class)| {
                let wait = of(at, |class| &class.0);
                ClassVisits {
                    class: class.name.clone(),
                    started: wait.n,
                    wait,
                    sojourn: of(at, |class| &class.1),
                }
            })
            .collect()
    }

    /// A node that takes no time: its visits are the calls along the links into it.
    fn instant_node(&self, node: usize, window: &Window, labels: Option<(u64, u64)>) -> NodeResult {
        let calls: u64 = if matches!(self.plan.nodes[node].role, Role::Source(_)) {
            self.sent_in(node, window)
        } else {
            let links = self.plan.links.iter().zip(&self.tally.links);
            links
                .filter(|(link, _)| link.to as usize == node)
                .flat_map(|(_, records)| &records[window.bucket..])
                .map(|record| record.count.calls)
                .sum()
        };
        NodeResult {
            id: self.plan.nodes[node].id.clone(),
            visits: VisitCounts { arrived: calls, served: calls, ..VisitCounts::default() },
            rate_per_s: window.per_s(calls),
            throughput_per_s: window.per_s(calls),
            labels,
            usd: self.log_usd(node, window),
            cache: self.cache(node, window),
            ..NodeResult::default()
        }
    }

    /// Price of the records of a prediction log.
    fn log_usd(&self, node: usize, window: &Window) -> f64 {
        let log = self.logbooks.iter().find(|log| log.node as usize == node);
        log.map_or(0.0, |log| {
            let records: u64 = log.buckets[window.bucket..].iter().sum();
            records as f64 * log.usd_per_record()
        })
    }

    /// Requests that a source sent.
    fn sent_in(&self, node: usize, window: &Window) -> u64 {
        let sources =
            self.plan.nodes.iter().filter(|node| matches!(node.role, Role::Source(_))).count();
        if sources == 1 {
            return self.tally.buckets[window.bucket..].iter().map(|b| b.arrived).sum();
        }
        let links = self.plan.links.iter().zip(&self.tally.links);
        links
            .filter(|(link, _)| link.from as usize == node)
            .flat_map(|(_, records)| &records[window.bucket..])
            .map(|record| record.count.calls - record.count.retries)
            .sum()
    }

    fn cache(&self, node: usize, window: &Window) -> Option<CacheResult> {
        self.nodes[node].cache.as_ref()?;
        let counts = &self.tally.caches[node][window.bucket..];
        let mut sum = CacheResult::default();
        let mut age = 0.0;
        for count in counts {
            sum.hits += count.hits;
            sum.stale_hits += count.stale_hits;
            sum.negative_hits += count.negative_hits;
            sum.misses += count.misses;
            sum.coalesced += count.coalesced;
            sum.fetches += count.fetches;
            age += count.age as f64;
        }
        let given = sum.hits + sum.stale_hits;
        sum.age_mean_s = (given > 0).then(|| age / given as f64 / NANOS_PER_S);
        sum.hit_ratio = ratio(
            counts,
            |c| (c.hits + c.stale_hits) as f64,
            |c| (c.hits + c.stale_hits + c.negative_hits + c.misses) as f64,
        );
        Some(sum)
    }

    pub(super) fn link_results(&self, window: &Window) -> Vec<LinkResult> {
        let links = self.plan.links.iter().zip(&self.tally.links);
        links
            .map(|(link, records)| {
                let warm = &records[window.bucket..];
                let sum = |of: fn(&LinkRecord) -> u64| warm.iter().map(of).sum();
                LinkResult {
                    id: link.id.clone(),
                    calls: sum(|r| r.count.calls),
                    retries: sum(|r| r.count.retries),
                    timeouts: sum(|r| r.count.timeouts),
                    failures: sum(|r| r.count.failures),
                    rejected: sum(|r| r.count.rejected),
                    hedges: sum(|r| r.count.hedges),
                    breaker: link.breaker.map(|_| breaker(records, window)),
                }
            })
            .collect()
    }
}

fn breaker(records: &[LinkRecord], window: &Window) -> BreakerResult {
    let before = window.bucket.checked_sub(1).map(|at| records[at]).unwrap_or_default();
    let mut open_before = before.open_time;
    let open: Vec<_> = records[window.bucket..]
        .iter()
        .zip(&window.spans)
        .map(|(record, &span)| {
            let open = record.open_time - std::mem::replace(&mut open_before, record.open_time);
            Ratio { sum: open as f64, weight: span }
        })
        .collect();
    let warm = &records[window.bucket..];
    BreakerResult {
        opens: records.last().map_or(0, |record| record.opens) - before.opens,
        open_share: crate::stats::ratio_estimate(&open),
        rejected_share: ratio(warm, |r| r.count.rejected as f64, |r| r.count.calls as f64),
    }
}

fn batches(records: &[StationRecord], window: &Window) -> BatchResult {
    let n: u64 = records.iter().map(|r| r.batches.n).sum();
    let by_timeout: u64 = records.iter().map(|r| r.batches.by_timeout).sum();
    let open: f64 = records.iter().map(|r| r.batches.open as f64).sum();
    let per_batch = |sum: f64| (n > 0).then(|| sum / n as f64);
    BatchResult {
        n,
        rate_per_s: window.per_s(n),
        size: ratio(records, |r| r.batches.size as f64, |r| r.batches.n as f64),
        timeout_share: per_batch(by_timeout as f64),
        open_mean_ms: per_batch(open / 1e6),
    }
}

/// Shares of the time; the tail without any time is left out.
fn shares(sections: &[StationSection], of: fn(&StationSection) -> &Vec<u64>) -> Vec<f64> {
    let mut sums = Vec::with_capacity(VALUES);
    sections.iter().for_each(|section| add_all(&mut sums, of(section)));
    let total: u64 = sums.iter().sum();
    sums.iter().map(|&time| time as f64 / total.max(1) as f64).collect()
}

impl StationRecord {
    fn add(&mut self, other: &Self) {
        add_visits(&mut self.visits, &other.visits);
        self.waiting_area += other.waiting_area;
        self.serving_area += other.serving_area;
        self.busy_area += other.busy_area;
        self.staffed_area += other.staffed_area;
        self.up_area += other.up_area;
        self.queue_time += other.queue_time;
        self.wait_sum += other.wait_sum;
        self.wait_n += other.wait_n;
        self.waited += other.waited;
        self.started += other.started;
        self.sojourn_sum += other.sojourn_sum;
        self.sojourn_n += other.sojourn_n;
        self.batches.n += other.batches.n;
        self.batches.size += other.batches.size;
        self.batches.by_timeout += other.batches.by_timeout;
        self.batches.open += other.batches.open;
        self.was_down |= other.was_down;
        self.present_end += other.present_end;
        self.servers_end += other.servers_end;
    }
}

/// A queue that grew through the run, at servers that were busy all the time to the end.
fn is_saturated(pooled: &Pooled) -> bool {
    let records = &pooled.records;
    if records.len() < 8 || pooled.present < 20 {
        return false;
    }
    let quarter = |number: usize| {
        let range = number * records.len() / 4..(number + 1) * records.len() / 4;
        let records = &records[range];
        let sum = |area: fn(&StationRecord) -> f64| records.iter().map(area).sum::<f64>();
        let staffed = sum(|r| r.up_area.min(r.staffed_area)).max(f64::MIN_POSITIVE);
        // Where servers are shared, those who wait are in service.
        let queue = sum(|r| r.waiting_area + r.serving_area - r.busy_area);
        (queue / records.len() as f64, sum(|r| r.busy_area) / staffed)
    };
    let [first, second, third, last] = [0, 1, 2, 3].map(quarter);
    let grows = first.0 < second.0 && second.0 < third.0 && third.0 < last.0;
    grows && last.1 > 0.99 && last.0 > 1.5 * second.0
}
