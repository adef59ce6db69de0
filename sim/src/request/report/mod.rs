//! The result made of what was counted.

mod arms;
mod checks;
mod classes;
mod links;
mod money;
mod node;
mod requests;
mod saturation;
mod series;
mod window;

use super::engine::Engine;
use crate::ENGINE_VERSION;
use crate::plan::NANOS_PER_S;
use crate::result::{Alert, Estimate, Latency, RunResult, Warmup};
use crate::stats::{Histogram, Ratio, quantile_within, ratio_estimate};
use saturation::Saturation;
use window::Window;

/// Samples from which on a 95th and a 99th percentile are reported.
const FEWEST_FOR_P95: u64 = 100;
const FEWEST_FOR_P99: u64 = 500;

/// Events below which a share or a mean of them has no interval: how often none, one or two come
/// in a run says too little about how often they come.
const FEWEST_EVENTS: u64 = 5;

impl Engine {
    /// The result up to now.
    pub(super) fn report(self) -> RunResult {
        let window = self.window();
        let saturation = self.saturation(&window);
        let nodes: Vec<_> = (0..self.nodes.len())
            .map(|node| self.node_result(node, &window, &saturation))
            .collect();
        let served: u64 = self
            .tally
            .station_sums
            .iter()
            .map(|sums| sums.visits.served + sums.visits.errors)
            .sum();
        let arrived: u64 = self.tally.buckets.iter().map(|bucket| bucket.arrived).sum();
        let money = self.money(&nodes, &window);
        RunResult {
            engine_version: ENGINE_VERSION.to_owned(),
            seed: self.plan.settings.seed,
            replication: self.plan.settings.replication,
            horizon_s: self.now as f64 / NANOS_PER_S,
            warmup_s: window.start as f64 / NANOS_PER_S,
            events: self.processed,
            canonical_events: arrived + served,
            links: self.link_results(&window),
            requests: self.request_result(&window, &saturation),
            classes: self.class_results(&window, &saturation),
            arms: self.arm_results(&window),
            decisions: self.decisions(),
            disabled: self.plan.disabled(),
            quality: self.quality(&window),
            money,
            series: self.series(),
            alerts: self.alerts(),
            checks: self.checks(),
            warnings: self.warnings(&saturation, &window),
            warmup: window.warmup,
            partial: self.stopped_early.is_some(),
            nodes,
        }
    }

    fn alerts(&self) -> Vec<Alert> {
        let mut alerts: Vec<_> =
            self.watches.iter().flat_map(|watch| watch.alerts.iter().cloned()).collect();
        alerts.sort_by(|a, b| a.fired_s.total_cmp(&b.fired_s));
        alerts
    }

    fn warnings(&self, saturation: &Saturation, window: &Window) -> Vec<String> {
        let plan = self.plan.warnings.iter().map(ToString::to_string);
        let nodes = self.plan.nodes.iter().zip(&saturation.nodes);
        let saturated = nodes.filter(|&(_, &saturated)| saturated).map(|(node, _)| {
            format!(
                "{} is saturated: more work comes than it can do, and its queue keeps growing. \
                 Its waiting times have no mean.",
                node.id
            )
        });
        let crowding = saturation.crowding.map(|(from, to)| {
            format!(
                "The number of requests under way kept growing, from {from:.0} to {to:.0} (means \
                 of the first and the last quarter): more come than end, so the time they take \
                 has no mean."
            )
        });
        let unsettled = (window.warmup == Warmup::NotSettled).then(|| {
            "No part of the first half of the run looks settled, so no warm-up was cut: run it \
             longer."
                .to_owned()
        });
        plan.chain(saturated)
            .chain(crowding)
            .chain(self.mismatches())
            .chain(unsettled)
            .chain(self.stopped_early.clone())
            .collect()
    }
}

pub(super) fn max_ms(histogram: &Histogram) -> Option<f64> {
    (!histogram.is_empty()).then(|| histogram.max() as f64 / 1e6)
}

/// A distribution of times, from its sections; the mean comes from sums over parts.
pub(super) fn latency(sections: &[&Histogram], parts: &[Ratio]) -> Latency {
    let mut all = Histogram::default();
    sections.iter().for_each(|section| all.merge(section));
    let n = all.len();
    if n == 0 {
        // Nothing was recorded, whatever was counted.
        return Latency::default();
    }
    let at = |share: f64, fewest: u64| {
        if n < fewest { None } else { all.quantile(share).map(|time| time / 1e6) }
    };
    let half_width = |share: f64, fewest: u64| {
        let estimate = quantile_within(&all, sections, share).filter(|_| n >= fewest)?;
        estimate.half_width_95.map(|width| width / 1e6)
    };
    Latency {
        n,
        mean_ms: from_events(ratio_estimate(parts), n),
        sd_ms: all.sd().map(|sd| sd / 1e6),
        p50_ms: at(0.5, 1),
        p95_ms: at(0.95, FEWEST_FOR_P95),
        p99_ms: at(0.99, FEWEST_FOR_P99),
        max_ms: max_ms(&all),
        p50_half_width_95_ms: half_width(0.5, 1),
        p95_half_width_95_ms: half_width(0.95, FEWEST_FOR_P95),
        p99_half_width_95_ms: half_width(0.99, FEWEST_FOR_P99),
    }
}

/// The same, of what has no mean.
pub(super) fn growing(sections: &[&Histogram]) -> Latency {
    let n = sections.iter().map(|section| section.len()).sum();
    let max_ms = sections.iter().filter_map(|section| max_ms(section)).reduce(f64::max);
    Latency { n, max_ms, ..Latency::default() }
}

/// Ratio of two sums over the parts of a run, with its interval.
pub(super) fn ratio<T>(
    parts: &[T],
    sum: impl Fn(&T) -> f64,
    weight: impl Fn(&T) -> f64,
) -> Option<Estimate> {
    let parts: Vec<_> =
        parts.iter().map(|part| Ratio { sum: sum(part), weight: weight(part) }).collect();
    ratio_estimate(&parts)
}

/// An estimate without its interval, where it comes from too few events.
pub(super) fn from_events(estimate: Option<Estimate>, events: u64) -> Option<Estimate> {
    let enough = events >= FEWEST_EVENTS;
    estimate.map(|Estimate { mean, half_width_95 }| Estimate {
        mean,
        half_width_95: half_width_95.filter(|_| enough),
    })
}

/// Share of what is counted that happened; its interval needs some that did and some that did not.
pub(super) fn share<T>(
    parts: &[T],
    happened: impl Fn(&T) -> f64,
    all: impl Fn(&T) -> f64,
) -> Option<Estimate> {
    let sum = |of: &dyn Fn(&T) -> f64| parts.iter().map(of).sum::<f64>();
    let (events, all_events) = (sum(&happened), sum(&all));
    from_events(ratio(parts, happened, all), events.min(all_events - events).max(0.0) as u64)
}

/// Number and half width of an estimate, apart.
pub(super) fn apart(estimate: Option<Estimate>) -> (Option<f64>, Option<f64>) {
    (estimate.map(|e| e.mean), estimate.and_then(|e| e.half_width_95))
}
