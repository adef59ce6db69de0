//! The one number on a node's face that only nodes of its sort have: hits of a cache, replicas,
//! size of a batch, an open breaker, energy, the price of tokens.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::sim::result::{NodeResult, NodeSeries, RunResult};

use super::format;
use super::vitals::{Drawn, Sign, same};

/// The sign, if the node has something of this sort to say.
pub(super) fn of(
    kind: NodeKind,
    drawn: &Drawn,
    result: &RunResult,
    node: usize,
    bucket: usize,
) -> Option<Sign> {
    let whole = result.nodes.get(node)?;
    let series = result.series.nodes.get(node)?;
    breaker(drawn, result)
        .or_else(|| hits(whole))
        .or_else(|| replicas(drawn, whole, series, bucket))
        .or_else(|| batch(whole))
        .or_else(|| energy(whole))
        .or_else(|| tokens(kind, whole))
}

/// The breaker that was open for the longest, over the whole run.
fn breaker(drawn: &Drawn, result: &RunResult) -> Option<Sign> {
    let of = |at: &usize| Some(result.links.get(*at)?.breaker.as_ref()?.open_share?.mean);
    let share = drawn.breakers.iter().filter_map(of).max_by(f64::total_cmp)?;
    if share <= 0.0 {
        return Some(same("breaker closed".into()));
    }
    let share = format::share_whole(share);
    let words = format!("breaker open {share} of the run");
    Some(Sign { text: format!("open {share}"), words })
}

fn hits(node: &NodeResult) -> Option<Sign> {
    let share = node.cache.as_ref()?.hit_ratio?.mean;
    Some(same(format!("{} hits", format::share_whole(share))))
}

/// Replicas at work at the end of the bucket, of those there may be.
fn replicas(drawn: &Drawn, node: &NodeResult, series: &NodeSeries, bucket: usize) -> Option<Sign> {
    let varies = node.scale.is_some() || node.availability.is_some();
    let servers = *series.servers_end.get(bucket)?;
    if !varies || drawn.servers == 0 {
        return None;
    }
    // One that is half there (a partial outage) counts.
    let now = servers.div_ceil(drawn.servers);
    let most = drawn.replicas;
    let words = format!("{now} of {most} replicas");
    Some(Sign { text: format!("{now} of {most} up"), words })
}

fn batch(node: &NodeResult) -> Option<Sign> {
    let size = node.batches.as_ref()?.size?.mean;
    Some(same(format!("batches of {size:.1}")))
}

fn energy(node: &NodeResult) -> Option<Sign> {
    let wh = node.energy_j? / 3_600.0;
    Some(same(if wh < 1_000.0 { format!("{wh:.1} Wh") } else { format!("{:.2} kWh", wh / 1e3) }))
}

/// What a thousand answers of a language model cost.
fn tokens(kind: NodeKind, node: &NodeResult) -> Option<Sign> {
    if kind != NodeKind::Llm || node.visits.arrived == 0 {
        return None;
    }
    let usd = format::usd(node.usd / node.visits.arrived as f64 * 1_000.0);
    Some(Sign { words: format!("{usd} for a thousand"), text: format!("{usd} per 1k") })
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::result::{
        BatchResult, BreakerResult, CacheResult, Estimate, LinkResult, ScaleResult, VisitCounts,
    };

    use super::*;
    use crate::run::fixture;

    fn mean(mean: f64) -> Option<Estimate> {
        Some(Estimate { mean, half_width_95: None })
    }

    fn text(kind: NodeKind, drawn: &Drawn, node: NodeResult) -> Option<String> {
        let mut result = fixture::result();
        result.nodes[1] = node;
        of(kind, drawn, &result, 1, 0).map(|sign| sign.text)
    }

    #[test]
    fn each_sort_says_its_own_number() {
        let none = Drawn::default();
        let cache = CacheResult { hit_ratio: mean(0.841), ..CacheResult::default() };
        let node = NodeResult { cache: Some(cache), ..NodeResult::default() };
        assert_eq!(text(NodeKind::Cache, &none, node).as_deref(), Some("84 % hits"));
        let batches = BatchResult { size: mean(5.31), ..BatchResult::default() };
        let node = NodeResult { batches: Some(batches), ..NodeResult::default() };
        assert_eq!(text(NodeKind::Model, &none, node).as_deref(), Some("batches of 5.3"));
        let node = NodeResult { energy_j: Some(90_000.0), ..NodeResult::default() };
        assert_eq!(text(NodeKind::Edge, &none, node).as_deref(), Some("25.0 Wh"));
        let visits = VisitCounts { arrived: 20_000, ..VisitCounts::default() };
        let node = NodeResult { visits, usd: 3.12, ..NodeResult::default() };
        assert_eq!(text(NodeKind::Llm, &none, node.clone()).as_deref(), Some("$0.16 per 1k"));
        assert_eq!(text(NodeKind::Model, &none, node), None);
    }

    #[test]
    fn replicas_are_counted_only_where_they_come_and_go() {
        let drawn = Drawn { servers: 2, replicas: 10, breakers: Vec::new() };
        assert_eq!(text(NodeKind::Model, &drawn, NodeResult::default()), None);
        let scale = Some(ScaleResult::default());
        let node = NodeResult { scale, ..NodeResult::default() };
        assert_eq!(text(NodeKind::Model, &drawn, node).as_deref(), Some("4 of 10 up"));
    }

    #[test]
    fn an_open_breaker_comes_first() {
        let mut result = fixture::result();
        let link = |open: f64| LinkResult {
            breaker: Some(BreakerResult { open_share: mean(open), ..BreakerResult::default() }),
            ..LinkResult::default()
        };
        result.links = vec![link(0.0), link(0.12)];
        let said = |breakers: Vec<usize>| {
            let drawn = Drawn { breakers, ..Drawn::default() };
            of(NodeKind::Fallback, &drawn, &result, 1, 0).map(|sign| sign.text)
        };
        assert_eq!(said(vec![0]).as_deref(), Some("breaker closed"));
        assert_eq!(said(vec![0, 1]).as_deref(), Some("open 12 %"));
        assert_eq!(said(vec![]), None);
    }
}
