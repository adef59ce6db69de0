//! The time series.

use super::super::engine::Engine;
use super::super::tally::{RequestBucket, StationRecord};
use super::money::usd;
use crate::model::NodeKind;
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
            in_time: count(&|b| super::in_time(&b.outcomes)),
            failed: count(&|b| ended(b) - super::in_time(&b.outcomes)),
            reviewed: count(&|b| b.reviewed),
            scored_with_null: count(&|b| b.scored_with_null),
            p50_ms: buckets.iter().map(|b| ms(b.p50_ns)).collect(),
            p99_ms: buckets.iter().map(|b| ms(b.p99_ns)).collect(),
            system_usd: money(&|b| usd(&b.system, costs).decisions_usd() + b.review_usd),
            do_nothing_usd: money(&|b| usd(&b.nothing, costs).decisions_usd()),
            rules_usd: money(&|b| usd(&b.rules, costs).decisions_usd()),
            nodes: (0..self.nodes.len()).map(|node| self.node_series(node)).collect(),
            link_calls: self
                .tally
                .link_calls
                .iter()
                .map(|calls| calls.iter().map(|&count| count as u32).collect())
                .collect(),
        }
    }

    fn node_series(&self, node: usize) -> NodeSeries {
        if self.nodes[node].station.is_none() {
            return self.instant_series(node);
        }
        let records = &self.tally.stations[node];
        let mut start = 0;
        let ends = self.tally.buckets.iter().map(|bucket| bucket.end);
        let spans: Vec<_> =
            ends.map(|end| (end - std::mem::replace(&mut start, end)).max(1) as f64).collect();
        let failed = |r: &StationRecord| {
            let visits = r.visits;
            visits.errors + visits.shed + visits.refused + visits.abandoned + visits.cancelled
        };
        NodeSeries {
            arrived: records.iter().map(|r| r.visits.arrived as u32).collect(),
            failed: records.iter().map(|r| failed(r) as u32).collect(),
            busy_share: records
                .iter()
                .map(|r| r.busy_area as f64 / r.server_area.max(1) as f64)
                .map(|share| share as f32)
                .collect(),
            queue_mean: records
                .iter()
                .zip(&spans)
                .map(|(r, span)| (r.wait_area as f64 / span) as f32)
                .collect(),
            p50_ms: records.iter().map(|r| ms(r.p50_ns)).collect(),
            p99_ms: records.iter().map(|r| ms(r.p99_ns)).collect(),
            down: records.iter().map(|r| r.was_down).collect(),
        }
    }

    /// A node that takes no time: its visits are the calls along the links into it.
    fn instant_series(&self, node: usize) -> NodeSeries {
        let buckets = self.tally.buckets.len();
        let mut arrived = vec![0_u32; buckets];
        let links = self.plan.links.iter().zip(&self.tally.link_calls);
        for (_, calls) in links.filter(|(link, _)| link.to as usize == node) {
            for (sum, &count) in arrived.iter_mut().zip(calls) {
                *sum += count as u32;
            }
        }
        if self.plan.nodes[node].kind == NodeKind::Traffic {
            let sources =
                self.plan.nodes.iter().filter(|node| node.kind == NodeKind::Traffic).count();
            if sources == 1 {
                arrived = self.tally.buckets.iter().map(|b| b.arrived as u32).collect();
            } else {
                let links = self.plan.links.iter().zip(&self.tally.link_calls);
                for (_, calls) in links.filter(|(link, _)| link.from as usize == node) {
                    for (sum, &count) in arrived.iter_mut().zip(calls) {
                        *sum += count as u32;
                    }
                }
            }
        }
        NodeSeries {
            arrived,
            failed: vec![0; buckets],
            busy_share: vec![0.0; buckets],
            queue_mean: vec![0.0; buckets],
            p50_ms: vec![None; buckets],
            p99_ms: vec![None; buckets],
            down: self.feed_down(node),
        }
    }

    /// Buckets in which a feed was down.
    fn feed_down(&self, node: usize) -> Vec<bool> {
        use crate::plan::Effect;
        let mut start = 0;
        let buckets = self.tally.buckets.iter().map(|bucket| {
            let from = std::mem::replace(&mut start, bucket.end);
            self.plan.incidents.iter().any(|incident| {
                matches!(incident.effect, Effect::Outage(at, _) if at as usize == node)
                    && incident.start < bucket.end
                    && incident.end > from
            })
        });
        buckets.collect()
    }
}
