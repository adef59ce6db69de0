//! How a node did in the last run.

use leptos::prelude::*;
use windtunnel_design::sim::result::{Estimate, NodeResult};

use super::section;
use crate::core::format::{NOT_ENOUGH, count, duration_s, ms, rate, share, usd};
use crate::store::Store;

/// The numbers of the last run, if there was one.
pub(crate) fn measured(store: Store, id: String) -> AnyView {
    let node = Memo::new(move |_| {
        let result = store.run.result.get()?;
        result.nodes.iter().find(|node| node.id == id).cloned()
    });
    (move || {
        let node = node.get()?;
        let stale = move || !store.run.is_current.get();
        let rows = figures(&node)
            .into_iter()
            .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
            .collect_view();
        let saturated = node.saturated.then(|| {
            view! {
                <p class="quiet">
                    "Its queue kept growing: the means say nothing about the long run."
                </p>
            }
        });
        let list = view! {
            <p class="tag assumption" hidden=move || !stale()>"from before the change"</p>
            <dl class="figures" class:stale=stale>{rows}</dl>
            {saturated}
        };
        Some(section("Last run", list.into_any()))
    })
    .into_any()
}

pub(crate) fn figures(node: &NodeResult) -> Vec<(&'static str, String)> {
    let enough = |value: Option<String>| value.unwrap_or_else(|| NOT_ENOUGH.to_owned());
    let estimate = |estimate: Estimate, words: fn(f64) -> String| match estimate.half_width_95 {
        Some(half) => format!("{} ± {}", words(estimate.mean), words(half)),
        None => words(estimate.mean),
    };
    let mut rows = vec![("Rate", rate(node.rate_per_s))];
    if let Some(busy) = node.utilisation {
        rows.push(("Busy", estimate(busy, share)));
    }
    if let Some(queue) = node.queue_mean {
        rows.push(("Waiting, on average", estimate(queue, |n| format!("{n:.2}"))));
    }
    if node.utilisation.is_some() {
        rows.push(("Wait p50", enough(node.wait.p50_ms.map(ms))));
        rows.push(("Wait p99", enough(node.wait.p99_ms.map(ms))));
        rows.push(("Time in it p50", enough(node.sojourn.p50_ms.map(ms))));
        rows.push(("Time in it p95", enough(node.sojourn.p95_ms.map(ms))));
        rows.push(("Time in it p99", enough(node.sojourn.p99_ms.map(ms))));
    }
    let visits = node.visits;
    let ends = [
        ("Errors", visits.errors),
        ("Shed", visits.shed),
        ("Refused", visits.refused),
        ("Throttled", visits.throttled),
        ("Expired", visits.expired),
        ("Interrupted", visits.interrupted),
        ("Abandoned", visits.abandoned),
        ("Cancelled", visits.cancelled),
        ("Served for nobody", visits.wasted),
    ];
    rows.extend(ends.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| (name, count(n as f64))));
    rows.extend(special(node));
    if let Some((arrived, all)) = node.labels {
        rows.push((
            "Labels in time",
            format!("{} of {}", count(arrived as f64), count(all as f64)),
        ));
    }
    if node.usd > 0.0 {
        rows.push(("Cost", usd(node.usd)));
    }
    rows
}

/// What only some nodes have: batches, a cache, replicas, failures, a battery.
fn special(node: &NodeResult) -> Vec<(&'static str, String)> {
    let enough = |value: Option<String>| value.unwrap_or_else(|| NOT_ENOUGH.to_owned());
    let mean = |value: Option<Estimate>, words: fn(f64) -> String| {
        enough(value.map(|estimate| words(estimate.mean)))
    };
    let mut rows = Vec::new();
    if let Some(up) = node.availability {
        rows.push(("Servers up", share(up.mean)));
    }
    if let Some(batches) = &node.batches {
        rows.push(("Batches", count(batches.n as f64)));
        rows.push(("Batch size, on average", mean(batches.size, |size| format!("{size:.2}"))));
        rows.push(("Started by the delay", enough(batches.timeout_share.map(share))));
    }
    if let Some(cache) = &node.cache {
        rows.push(("Hits", mean(cache.hit_ratio, share)));
        rows.push(("Fetches", count(cache.fetches as f64)));
        rows.push(("Waited for another's fetch", count(cache.coalesced as f64)));
        if cache.stale_hits > 0 {
            rows.push(("Stale answers", count(cache.stale_hits as f64)));
        }
        rows.push(("Age of answers", enough(cache.age_mean_s.map(duration_s))));
    }
    if let Some(scale) = &node.scale {
        rows.push(("Replicas, on average", mean(scale.mean, |n| format!("{n:.2}"))));
        rows.push(("Replicas at most", count(f64::from(scale.most))));
        rows.push(("Cold starts", count(scale.starts as f64)));
    }
    if let Some(joules) = node.energy_j {
        rows.push(("Energy", format!("{:.3} kWh", joules / 3.6e6)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_node_has_is_told() {
        use windtunnel_design::sim::result::CacheResult;
        let hit_ratio = Some(Estimate { mean: 0.84, half_width_95: None });
        let cache = Some(CacheResult { hit_ratio, fetches: 12, ..CacheResult::default() });
        let rows = special(&NodeResult { cache, ..NodeResult::default() });
        assert_eq!(rows[0], ("Hits", "84.0 %".to_owned()));
        assert!(!rows.iter().any(|(name, _)| *name == "Batches"));
        assert!(special(&NodeResult::default()).is_empty());
    }

    #[test]
    fn too_few_samples_say_so() {
        let node = NodeResult { utilisation: Some(Estimate::default()), ..NodeResult::default() };
        let rows = figures(&node);
        assert!(rows.contains(&("Wait p99", NOT_ENOUGH.to_owned())));
        assert!(!rows.iter().any(|(name, _)| *name == "Shed"));
    }
}
