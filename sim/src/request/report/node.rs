//! What a run says about each node.

use std::borrow::Cow;

use super::super::engine::Engine;
use super::super::tally::{StationRecord, StationSection, add_all, add_visits};
use super::saturation::Saturation;
use super::window::Window;
use super::{apart, from_events, growing, latency, ratio, share};
use crate::plan::{NANOS_PER_S, Role};
use crate::result::{BatchResult, CacheResult, Estimate, NodeResult, ScaleResult, VisitCounts};
use crate::stats::{Histogram, Ratio, ratio_estimate};

/// A node's stations taken together.
struct Pooled<'a> {
    records: Cow<'a, [StationRecord]>,
    sections: Cow<'a, [StationSection]>,
    present: u32,
}

impl Engine {
    pub(super) fn node_result(
        &self,
        node: usize,
        window: &Window,
        saturation: &Saturation,
    ) -> NodeResult {
        let labels = self.tally.labels[node];
        if self.nodes[node].stations.is_empty() {
            return self.instant_node(node, window, labels);
        }
        let plan = &self.plan.nodes[node];
        let pooled = self.pooled(node, window);
        let (records, sections) = (&*pooled.records, &*pooled.sections);
        let mut visits =
            VisitCounts { in_system: u64::from(pooled.present), ..VisitCounts::default() };
        records.iter().for_each(|record| add_visits(&mut visits, &record.visits));
        let saturated = saturation.nodes[node];
        // A mean of a growing queue says nothing but how long the run was.
        let settled = |estimate: Option<Estimate>| estimate.filter(|_| !saturated);
        let on_average = |area: fn(&StationRecord) -> f64| {
            from_events(per_time(records, window, area), visits.arrived)
        };
        let per_s = |count: fn(&VisitCounts) -> u64| {
            let rate = per_time(records, window, |r| count(&r.visits) as f64 * NANOS_PER_S);
            from_events(rate, records.iter().map(|r| count(&r.visits)).sum())
        };
        let per_visit = |count: fn(&VisitCounts) -> u64| {
            share(records, |r| count(&r.visits) as f64, |r| r.visits.arrived as f64)
        };
        let admitted = visits.arrived - visits.shed;
        let queue_time: f64 = records.iter().map(|r| r.queue_time).sum();
        let times = |of: fn(&StationSection) -> &Histogram,
                     sum: fn(&StationRecord) -> (f64, u64)| {
            let sections: Vec<_> = sections.iter().map(of).collect();
            if saturated {
                return growing(&sections);
            }
            let parts: Vec<_> = records
                .iter()
                .map(|r| Ratio { sum: sum(r).0 / 1e6, weight: sum(r).1 as f64 })
                .collect();
            latency(&sections, &parts)
        };
        let first = &self.stations[self.nodes[node].stations.start as usize];
        let can_fail = first.ups.is_some();
        let waited = share(records, |r| r.waited as f64, |r| r.started as f64);
        let (waited_share, waited_share_half_width_95) = apart(waited);
        let present = shares(sections, |section| &section.present);
        let ups = shares(if can_fail { sections } else { &[] }, |section| &section.ups);
        let troubles = records.iter().filter(|r| r.up_area < r.staffed_area).count() as u64;
        let spans = self.section_spans(window, sections.len(), |at| {
            let record = &records[at];
            (record.staffed_area.max(record.busy_area), record.busy_area, record.serving_area)
        });
        NodeResult {
            id: plan.id.clone(),
            visits,
            rate_per_s: window.per_s(visits.arrived),
            rate_per_s_half_width_95: apart(per_s(|v| v.arrived)).1,
            throughput_per_s: window.per_s(visits.served + visits.errors),
            throughput_per_s_half_width_95: apart(per_s(|v| v.served + v.errors)).1,
            // Staff that stay to finish their work count as long as they do.
            utilisation: from_events(
                ratio(records, |r| r.busy_area, |r| r.staffed_area.max(r.busy_area)),
                visits.arrived,
            ),
            queue_mean: settled(on_average(|r| r.waiting_area)),
            in_system_mean: settled(on_average(|r| r.waiting_area + r.serving_area)),
            queue_max: sections.iter().map(|s| u64::from(s.waiting_max)).max().unwrap_or(0),
            waited_share,
            waited_share_half_width_95,
            wait: times(|s| &s.wait, |r| (r.wait_sum, r.wait_n)),
            wait_all_mean_ms: (admitted > 0 && !saturated)
                .then(|| queue_time / 1e6 / admitted as f64),
            wait_all: settled(ratio(records, |r| r.queue_time / 1e6, |r| r.visits.arrived as f64)),
            sojourn: times(|s| &s.sojourn, |r| (r.sojourn_sum, r.sojourn_n)),
            usd: self.usd(node, window, visits.arrived),
            saturated,
            labels,
            in_system_share: present.iter().map(|share| share.mean).collect(),
            in_system_share_half_width_95: present.iter().map(|s| s.half_width_95).collect(),
            loss_share: per_visit(|v| v.shed + v.refused + v.throttled + v.expired),
            abandon_share: per_visit(|v| v.abandoned),
            availability: can_fail
                .then(|| from_events(ratio(records, |r| r.up_area, |r| r.staffed_area), troubles))
                .flatten(),
            servers_up_share: ups.iter().map(|share| share.mean).collect(),
            servers_up_share_half_width_95: ups.iter().map(|s| s.half_width_95).collect(),
            batches: first.plan.batch.map(|_| batches(records, window)),
            cache: None,
            scale: self.scale(node, window, records),
            energy_j: self.energy_j(node, window),
            classes: self.class_visits(sections, &spans, &saturation.classes[node]),
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
    fn pooled(&self, node: usize, window: &Window) -> Pooled<'_> {
        let stations = self.nodes[node].stations.clone();
        let first = stations.start as usize;
        let mut records = Cow::from(&self.tally.stations[first][window.bucket..]);
        let from = |s: usize| {
            let sections = &self.tally.station_sections[s];
            &sections[window.section.min(sections.len())..]
        };
        let mut sections = Cow::from(from(first));
        let mut present = self.stations[first].present_now();
        for s in first + 1..stations.end as usize {
            present += self.stations[s].present_now();
            for (sum, record) in
                records.to_mut().iter_mut().zip(&self.tally.stations[s][window.bucket..])
            {
                sum.add(record);
            }
            for (sum, section) in sections.to_mut().iter_mut().zip(from(s)) {
                sum.wait.merge(&section.wait);
                sum.sojourn.merge(&section.sojourn);
                add_all(&mut sum.present, &section.present);
                add_all(&mut sum.ups, &section.ups);
                sum.waiting_max = sum.waiting_max.max(section.waiting_max);
                for (sum, class) in sum.classes.iter_mut().zip(&section.classes) {
                    sum.add(class);
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
            .map(|(r, &span)| {
                let there =
                    if station.plan.scale.is_some() { r.staffed_area / staff } else { r.warm_area };
                Ratio { sum: there, weight: span }
            })
            .collect();
        Some(ScaleResult { mean: ratio_estimate(&parts), most: state.most, starts: state.starts })
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
        sum.hit_ratio = share(
            counts,
            |c| (c.hits + c.stale_hits) as f64,
            |c| (c.hits + c.stale_hits + c.negative_hits + c.misses) as f64,
        );
        Some(sum)
    }
}

/// An area over time, or a count over time.
fn per_time(
    records: &[StationRecord],
    window: &Window,
    of: impl Fn(&StationRecord) -> f64,
) -> Option<Estimate> {
    let parts = records.iter().zip(&window.spans);
    let parts: Vec<_> = parts.map(|(r, &span)| Ratio { sum: of(r), weight: span }).collect();
    ratio_estimate(&parts)
}

fn batches(records: &[StationRecord], window: &Window) -> BatchResult {
    let n: u64 = records.iter().map(|r| r.batches.n).sum();
    let each = |sum: fn(&StationRecord) -> f64| {
        from_events(ratio(records, sum, |r| r.batches.n as f64), n)
    };
    let rate = per_time(records, window, |r| r.batches.n as f64 * NANOS_PER_S);
    let (timeout_share, timeout_share_half_width_95) =
        apart(share(records, |r| r.batches.by_timeout as f64, |r| r.batches.n as f64));
    let (open_mean_ms, open_mean_ms_half_width_95) = apart(each(|r| r.batches.open as f64 / 1e6));
    BatchResult {
        n,
        rate_per_s: window.per_s(n),
        rate_per_s_half_width_95: apart(from_events(rate, n)).1,
        size: each(|r| r.batches.size as f64),
        timeout_share,
        timeout_share_half_width_95,
        open_mean_ms,
        open_mean_ms_half_width_95,
    }
}

/// Shares of the time; the tail without any time is left out. One that few sections know has no
/// interval.
fn shares(sections: &[StationSection], of: fn(&StationSection) -> &Vec<u64>) -> Vec<Estimate> {
    let values = sections.iter().map(|section| of(section).len()).max().unwrap_or(0);
    let share = |value: usize| {
        let time = |section: &StationSection| of(section).get(value).map_or(0.0, |&t| t as f64);
        let all = |section: &StationSection| of(section).iter().sum::<u64>() as f64;
        let known = sections.iter().filter(|section| time(section) > 0.0).count();
        let others = sections.iter().filter(|section| time(section) < all(section)).count();
        from_events(ratio(sections, time, all), known.min(others) as u64)
    };
    (0..values).filter_map(share).collect()
}

impl StationRecord {
    fn add(&mut self, other: &Self) {
        add_visits(&mut self.visits, &other.visits);
        self.waiting_area += other.waiting_area;
        self.serving_area += other.serving_area;
        self.busy_area += other.busy_area;
        self.staffed_area += other.staffed_area;
        self.up_area += other.up_area;
        self.warm_area += other.warm_area;
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
