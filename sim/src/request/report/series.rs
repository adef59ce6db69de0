//! The time series.

use super::super::engine::Engine;
use super::super::tally::{RequestBucket, StationRecord};
use super::money::{system_usd, usd};
use super::requests::in_time;
use crate::plan::{Effect, LinkPlan, NodePlan, Role};
use crate::result::{NodeSeries, Series};

fn ms(nanos: Option<f64>) -> Option<f32> {
    nanos.map(|nanos| (nanos / 1e6) as f32)
}

impl Engine {
    pub(super) fn series(&self) -> Series {
        let buckets = &self.tally.buckets;
        let costs = &self.plan.world.costs;
        let count = |of: &dyn Fn(&RequestBucket) -> u64| -> Vec<u32> {
            buckets.iter().map(|bucket| of(bucket) as u32).collect()
        };
        let money = |of: &dyn Fn(&RequestBucket) -> f64| -> Vec<f32> {
            buckets.iter().map(|bucket| of(bucket) as f32).collect()
        };
        let ended = |bucket: &RequestBucket| bucket.outcomes.iter().sum::<u64>();
        Series {
            bucket_s: self.plan.settings.horizon_s / f64::from(self.plan.settings.buckets),
            arrived: count(&|b| b.arrived),
            in_time: count(&|b| in_time(&b.outcomes)),
            failed: count(&|b| ended(b) - in_time(&b.outcomes)),
            reviewed: count(&|b| b.reviewed),
            scored_with_null: count(&|b| b.scored_with_null),
            p50_ms: buckets.iter().map(|b| ms(b.p50_ns)).collect(),
            p99_ms: buckets.iter().map(|b| ms(b.p99_ns)).collect(),
            system_usd: money(&|b| system_usd(b, costs)),
            do_nothing_usd: money(&|b| usd(&b.nothing, costs).decisions_usd()),
            rules_usd: money(&|b| usd(&b.rules, costs).decisions_usd()),
            nodes: (0..self.nodes.len()).map(|node| self.node_series(node)).collect(),
            link_calls: self
                .tally
                .links
                .iter()
                .map(|records| records.iter().map(|r| r.count.calls as u32).collect())
                .collect(),
            link_ids: self.plan.links.iter().map(|link| link.id.clone()).collect(),
        }
    }

    fn node_series(&self, node: usize) -> NodeSeries {
        if self.nodes[node].stations.is_empty() {
            return self.instant_series(node);
        }
        let stations = self.nodes[node].stations.clone();
        let per_bucket = |of: &dyn Fn(&StationRecord) -> f64| -> Vec<f64> {
            let mut sums = vec![0.0; self.tally.buckets.len()];
            for s in stations.clone() {
                for (sum, record) in sums.iter_mut().zip(&self.tally.stations[s as usize]) {
                    *sum += of(record);
                }
            }
            sums
        };
        let counts = |of: &dyn Fn(&StationRecord) -> f64| -> Vec<u32> {
            per_bucket(of).into_iter().map(|count| count as u32).collect()
        };
        let share = |of: &dyn Fn(&StationRecord) -> f64, over: &[f64]| -> Vec<f32> {
            let pairs = per_bucket(of).into_iter().zip(over);
            pairs.map(|(sum, over)| (sum / over.max(1.0)) as f32).collect()
        };
        let mut start = 0;
        let ends = self.tally.buckets.iter().map(|bucket| bucket.end);
        let spans: Vec<_> =
            ends.map(|end| (end - std::mem::replace(&mut start, end)) as f64).collect();
        // Percentiles of replicas with queues of their own: the first one's stand for all.
        let first = &self.tally.stations[stations.start as usize];
        NodeSeries {
            id: self.plan.nodes[node].id.clone(),
            arrived: counts(&|r| r.visits.arrived as f64),
            failed: counts(&|r| r.visits.failed() as f64),
            busy_share: share(&|r| r.busy_area, &per_bucket(&|r| r.staffed_area.max(r.busy_area))),
            queue_mean: share(&|r| r.waiting_area, &spans),
            p50_ms: first.iter().map(|r| ms(r.p50_ns)).collect(),
            p99_ms: first.iter().map(|r| ms(r.p99_ns)).collect(),
            down: per_bucket(&|r| f64::from(u8::from(r.was_down)))
                .into_iter()
                .map(|down| down > 0.0)
                .collect(),
            in_system_end: counts(&|r| f64::from(r.present_end)),
            servers_end: counts(&|r| f64::from(r.servers_end)),
        }
    }

    fn instant_series(&self, node: usize) -> NodeSeries {
        let buckets = self.tally.buckets.len();
        let calls = |which: &dyn Fn(&LinkPlan) -> bool| -> Vec<u32> {
            let mut sums = vec![0_u32; buckets];
            for (link, records) in self.plan.links.iter().zip(&self.tally.links) {
                if which(link) {
                    for (sum, record) in sums.iter_mut().zip(records) {
                        *sum += record.count.calls as u32;
                    }
                }
            }
            sums
        };
        let is_source = |node: &NodePlan| matches!(node.role, Role::Source(_));
        let arrived = if !is_source(&self.plan.nodes[node]) {
            calls(&|link| link.to as usize == node)
        } else if self.plan.nodes.iter().filter(|node| is_source(node)).count() == 1 {
            self.tally.buckets.iter().map(|b| b.arrived as u32).collect()
        } else {
            calls(&|link| link.from as usize == node)
        };
        NodeSeries {
            id: self.plan.nodes[node].id.clone(),
            arrived,
            failed: vec![0; buckets],
            busy_share: vec![0.0; buckets],
            queue_mean: vec![0.0; buckets],
            p50_ms: vec![None; buckets],
            p99_ms: vec![None; buckets],
            down: self.data_down(node),
            in_system_end: vec![0; buckets],
            servers_end: vec![0; buckets],
        }
    }

    /// Buckets in which a feed, a pipeline or a batch job was down.
    fn data_down(&self, node: usize) -> Vec<bool> {
        let mut start = 0;
        let buckets = self.tally.buckets.iter().map(|bucket| {
            let from = std::mem::replace(&mut start, bucket.end);
            self.plan.incidents.iter().any(|incident| {
                matches!(&incident.effect, Effect::Outage(nodes, _)
                    if nodes.contains(&(node as u32)))
                    && incident.start < bucket.end
                    && incident.end > from
            })
        });
        buckets.collect()
    }
}
