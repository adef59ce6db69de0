//! The result made of what was counted.

mod checks;
mod money;
mod series;

use super::engine::Engine;
use super::flight::State;
use super::station::Station;
use super::tally::{RequestBucket, StationRecord};
use crate::ENGINE_VERSION;
use crate::plan::{NANOS_PER_S, Role};
use crate::result::{
    Estimate, Latency, LinkResult, NodeResult, Outcome, Quality, RequestResult, RunResult,
    VisitCounts,
};
use crate::stats::{Histogram, Ratio, ratio_estimate};
use crate::world::closed_form::binormal_auc;

/// Samples from which on a 95th and a 99th percentile are reported.
const FEWEST_FOR_P95: u64 = 100;
const FEWEST_FOR_P99: u64 = 500;

impl Engine {
    /// The result up to now.
    pub(super) fn report(self) -> RunResult {
        let measured_s = self.measured_s();
        let nodes: Vec<_> =
            (0..self.nodes.len()).map(|node| self.node_result(node, measured_s)).collect();
        let served: u64 =
            self.tally.stations.iter().flatten().map(|r| r.visits.served + r.visits.errors).sum();
        let arrived: u64 = self.tally.buckets.iter().map(|bucket| bucket.arrived).sum();
        let mut alerts: Vec<_> =
            self.watches.iter().flat_map(|watch| watch.alerts.iter().cloned()).collect();
        alerts.sort_by(|a, b| a.fired_s.total_cmp(&b.fired_s));
        let money = self.money(&nodes, measured_s);
        RunResult {
            engine_version: ENGINE_VERSION.to_owned(),
            seed: self.plan.settings.seed,
            replication: self.plan.settings.replication,
            horizon_s: self.now as f64 / NANOS_PER_S,
            warmup_s: self.warmup as f64 / NANOS_PER_S,
            events: self.processed,
            canonical_events: arrived + served,
            links: self.link_results(),
            requests: self.request_result(),
            quality: self.quality(),
            money,
            series: self.series(),
            alerts,
            checks: self.checks(),
            warnings: self.warnings(&nodes),
            nodes,
        }
    }

    /// Seconds that the statistics cover.
    fn measured_s(&self) -> f64 {
        self.now.saturating_sub(self.warmup) as f64 / NANOS_PER_S
    }

    fn node_result(&self, node: usize, measured_s: f64) -> NodeResult {
        let plan = &self.plan.nodes[node];
        let labels = self.tally.labels[node];
        let Some(station) = &self.nodes[node].station else {
            return self.instant_node(node, measured_s, labels);
        };
        let records = self.tally.warm_stations(node);
        let total = &self.tally.total_stations[node];
        let visits = sum_visits(records, station);
        let spans = self.bucket_spans();
        let per_time = |area: fn(&StationRecord) -> u64| -> Vec<Ratio> {
            let pairs = records.iter().zip(&spans);
            pairs.map(|(r, &span)| Ratio { sum: area(r) as f64, weight: span }).collect()
        };
        let utilisation: Vec<_> = records
            .iter()
            .map(|r| Ratio { sum: r.busy_area as f64, weight: r.server_area as f64 })
            .collect();
        let waits: Vec<_> = records
            .iter()
            .map(|r| Ratio { sum: r.wait_sum / 1e6, weight: r.wait_n as f64 })
            .collect();
        let sojourns: Vec<_> = records
            .iter()
            .map(|r| Ratio { sum: r.sojourn_sum / 1e6, weight: r.sojourn_n as f64 })
            .collect();
        let saturated = is_saturated(records, station);
        // A mean of a growing queue says nothing but how long the run was.
        let settled = |estimate: Option<Estimate>| estimate.filter(|_| !saturated);
        let settled_latency = |histogram: &Histogram, parts: &[Ratio]| {
            if saturated {
                return Latency {
                    n: histogram.len(),
                    max_ms: max_ms(histogram),
                    ..Latency::default()
                };
            }
            latency(histogram, parts)
        };
        let admitted = visits.arrived - visits.shed;
        NodeResult {
            id: plan.id.clone(),
            visits,
            rate_per_s: visits.arrived as f64 / measured_s,
            throughput_per_s: (visits.served + visits.errors) as f64 / measured_s,
            utilisation: ratio_estimate(&utilisation),
            queue_mean: settled(ratio_estimate(&per_time(|r| r.wait_area))),
            in_system_mean: settled(ratio_estimate(&per_time(|r| r.wait_area + r.busy_area))),
            queue_max: u64::from(total.waiting_max),
            waited_share: (!total.wait.is_empty())
                .then(|| total.waited as f64 / total.wait.len() as f64),
            wait: settled_latency(&total.wait, &waits),
            wait_all_mean_ms: (admitted > 0 && !saturated)
                .then(|| total.queue_time as f64 / 1e6 / admitted as f64),
            sojourn: settled_latency(&total.sojourn, &sojourns),
            usd: plan.usd_per_hour * measured_s / 3600.0
                + plan.usd_per_visit * visits.arrived as f64,
            saturated,
            labels,
        }
    }

    /// A node that takes no time: its visits are the calls along the links into it.
    fn instant_node(&self, node: usize, measured_s: f64, labels: Option<(u64, u64)>) -> NodeResult {
        let calls: u64 = if matches!(self.plan.nodes[node].role, Role::Source { .. }) {
            self.tally.warm_buckets().iter().map(|bucket| bucket.arrived).sum()
        } else {
            let links = self.plan.links.iter().zip(&self.tally.total_links);
            links.filter(|(link, _)| link.to as usize == node).map(|(_, count)| count.calls).sum()
        };
        NodeResult {
            id: self.plan.nodes[node].id.clone(),
            visits: VisitCounts { arrived: calls, served: calls, ..VisitCounts::default() },
            rate_per_s: calls as f64 / measured_s,
            throughput_per_s: calls as f64 / measured_s,
            labels,
            ..NodeResult::default()
        }
    }

    /// Widths of the measured buckets in nanoseconds.
    fn bucket_spans(&self) -> Vec<f64> {
        let mut start = self.warmup;
        let buckets = self.tally.warm_buckets().iter();
        buckets
            .map(|bucket| (bucket.end - std::mem::replace(&mut start, bucket.end)) as f64)
            .collect()
    }

    fn link_results(&self) -> Vec<LinkResult> {
        let links = self.plan.links.iter().zip(&self.tally.total_links);
        links
            .map(|(link, count)| LinkResult {
                id: link.id.clone(),
                calls: count.calls,
                retries: count.retries,
                timeouts: count.timeouts,
                failures: count.failures,
            })
            .collect()
    }

    fn request_result(&self) -> RequestResult {
        let buckets = self.tally.warm_buckets();
        let mut outcomes = [0; 8];
        for bucket in buckets {
            for (sum, count) in outcomes.iter_mut().zip(bucket.outcomes) {
                *sum += count;
            }
        }
        let share_of = |which: &dyn Fn(&RequestBucket) -> u64| {
            let parts: Vec<_> = buckets
                .iter()
                .map(|bucket| Ratio {
                    sum: which(bucket) as f64,
                    weight: bucket.outcomes.iter().sum::<u64>() as f64,
                })
                .collect();
            ratio_estimate(&parts)
        };
        let times = |sum: fn(&RequestBucket) -> f64| -> Vec<Ratio> {
            buckets
                .iter()
                .map(|b| Ratio { sum: sum(b) / 1e6, weight: b.latency_n as f64 })
                .collect()
        };
        let retrying = self.plan.links.iter().zip(&self.tally.total_links);
        let (calls, firsts) = retrying
            .filter(|(link, _)| link.attempts > 1)
            .fold((0, 0), |sum, (_, c)| (sum.0 + c.calls, sum.1 + c.calls - c.retries));
        RequestResult {
            arrived: buckets.iter().map(|bucket| bucket.arrived).sum(),
            outcomes,
            in_flight: self.in_flight(),
            latency: latency(&self.tally.total_latency, &times(|b| b.latency_sum)),
            sojourn: latency(&self.tally.total_sojourn, &times(|b| b.sojourn_sum)),
            in_time_share: share_of(&|bucket| in_time(&bucket.outcomes)),
            review_share: share_of(&|bucket| bucket.outcomes[Outcome::Review as usize]),
            attempts_per_request: (firsts > 0).then(|| calls as f64 / firsts as f64),
        }
    }

    /// Requests without an outcome, counted one by one.
    fn in_flight(&self) -> u64 {
        let under_way = self.flights.iter().filter(|f| !f.orphan && f.state != State::Gone);
        under_way.count() as u64
    }

    fn quality(&self) -> Quality {
        let counts = self.tally.confusion(|bucket| bucket.system);
        let share =
            |part: u64, rest: u64| (part + rest > 0).then(|| part as f64 / (part + rest) as f64);
        let buckets = self.tally.warm_buckets();
        Quality {
            true_positives: counts.true_positives,
            false_positives: counts.false_positives,
            false_negatives: counts.false_negatives,
            true_negatives: counts.true_negatives,
            recall: share(counts.true_positives, counts.false_negatives),
            precision: share(counts.true_positives, counts.false_positives),
            false_positive_rate: share(counts.false_positives, counts.true_negatives),
            auc: self.tally.scores.auc(),
            auc_expected: self
                .main_scorer()
                .map(|kept| binormal_auc(kept * self.plan.world.separation)),
            scored: buckets.iter().map(|bucket| bucket.scored).sum(),
            scored_with_null: buckets.iter().map(|bucket| bucket.scored_with_null).sum(),
        }
    }

    fn warnings(&self, nodes: &[NodeResult]) -> Vec<String> {
        let plan = self.plan.warnings.iter().map(ToString::to_string);
        let saturated = nodes.iter().filter(|node| node.saturated).map(|node| {
            format!(
                "{} is saturated: more work comes than it can do, and its queue keeps growing. \
                 Its waiting times have no mean.",
                node.id
            )
        });
        plan.chain(saturated).chain(self.stopped_early.clone()).collect()
    }
}

/// Requests that ended as intended.
fn in_time(outcomes: &[u64; 8]) -> u64 {
    [Outcome::InTime, Outcome::Fallback, Outcome::Review]
        .iter()
        .map(|&o| outcomes[o as usize])
        .sum()
}

fn sum_visits(records: &[StationRecord], station: &Station) -> VisitCounts {
    let mut sum = VisitCounts {
        in_system: u64::from(station.waiting + station.busy),
        ..VisitCounts::default()
    };
    for VisitCounts {
        arrived, served, errors, shed, refused, abandoned, cancelled, wasted, ..
    } in records.iter().map(|record| record.visits)
    {
        sum.arrived += arrived;
        sum.served += served;
        sum.errors += errors;
        sum.shed += shed;
        sum.refused += refused;
        sum.abandoned += abandoned;
        sum.cancelled += cancelled;
        sum.wasted += wasted;
    }
    sum
}

/// A queue that grew through the run, at servers that were busy all the time to the end.
fn is_saturated(records: &[StationRecord], station: &Station) -> bool {
    if records.len() < 8 || station.waiting < 20 {
        return false;
    }
    let quarter = |number: usize| {
        let range = number * records.len() / 4..(number + 1) * records.len() / 4;
        let records = &records[range];
        let sum = |area: fn(&StationRecord) -> u64| records.iter().map(area).sum::<u64>() as f64;
        (sum(|r| r.wait_area) / records.len() as f64, sum(|r| r.busy_area) / sum(|r| r.server_area))
    };
    let [first, second, third, last] = [0, 1, 2, 3].map(quarter);
    let grows = first.0 < second.0 && second.0 < third.0 && third.0 < last.0;
    grows && last.1 > 0.99 && last.0 > 1.5 * second.0
}

fn max_ms(histogram: &Histogram) -> Option<f64> {
    (!histogram.is_empty()).then(|| histogram.max() as f64 / 1e6)
}

fn latency(histogram: &Histogram, parts: &[Ratio]) -> Latency {
    let n = histogram.len();
    let at = |share: f64, fewest: u64| {
        if n < fewest { None } else { histogram.quantile(share).map(|time| time / 1e6) }
    };
    Latency {
        n,
        mean_ms: ratio_estimate(parts),
        p50_ms: at(0.5, 1),
        p95_ms: at(0.95, FEWEST_FOR_P95),
        p99_ms: at(0.99, FEWEST_FOR_P99),
        max_ms: max_ms(histogram),
    }
}
