//! Nodes: a row each, and what is special about some of them.

use std::io::{self, Write};

use windtunnel_design::Document;
use windtunnel_design::sim::result::{NodeResult, RunResult};

use super::words::{
    NOT_ENOUGH, TOO_FEW, grouped, narrow_ms, number, percent, rate, share, with_interval,
};

pub(super) fn print(
    document: &Document,
    result: &RunResult,
    out: &mut impl Write,
) -> io::Result<()> {
    let labels: Vec<String> = result.nodes.iter().map(|node| document.label(&node.id)).collect();
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0).max(4);
    writeln!(
        out,
        "\n{:<width$}  {:>10}  {:>7}  {:>10}  {:>10}  {:>10}  {:>9}  {:>9}  {:>9}",
        "Node", "per second", "busy", "mean wait", "median", "p99", "max queue", "failed", "USD"
    )?;
    for (node, label) in result.nodes.iter().zip(&labels) {
        if node.visits.arrived == 0 && node.usd == 0.0 {
            continue;
        }
        let saturated = if node.saturated { "  queue keeps growing" } else { "" };
        let takes_time = node.utilisation.is_some();
        let timed = |value: Option<f64>| if takes_time { narrow_ms(value) } else { "-".to_owned() };
        writeln!(
            out,
            "{label:<width$}  {:>10.3}  {:>7}  {:>10}  {:>10}  {:>10}  {:>9}  {:>9}  {:>9.2}{saturated}",
            node.rate_per_s,
            node.utilisation.map_or_else(|| "-".into(), |busy| share(Some(busy.mean))),
            timed(node.wait.mean_ms.map(|mean| mean.mean)),
            timed(node.sojourn.p50_ms),
            timed(node.sojourn.p99_ms),
            grouped(node.queue_max),
            grouped(node.visits.failed()),
            node.usd
        )?;
    }
    writeln!(out, "{TOO_FEW}: {NOT_ENOUGH} to say")?;
    for (node, label) in result.nodes.iter().zip(&labels) {
        for remark in remarks(node) {
            writeln!(out, "{label}: {remark}")?;
        }
        by_class(node, label, out)?;
    }
    Ok(())
}

/// What only some nodes have, a sentence each.
fn remarks(node: &NodeResult) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(loss) = node.loss_share.filter(|share| share.mean > 0.0) {
        remarks.push(format!("{} turned away", percent(Some(loss))));
    }
    if let Some(gone) = node.abandon_share.filter(|share| share.mean > 0.0) {
        remarks.push(format!("{} left out of patience", percent(Some(gone))));
    }
    if let Some(up) = node.availability {
        let up = with_interval(Some(up), 100.0, " %");
        remarks.push(format!("{up} of its servers were up"));
    }
    if let Some(batches) = &node.batches {
        let (count, size) = (grouped(batches.n), number(batches.size.map(|size| size.mean), 2));
        let (late, open) = (share(batches.timeout_share), narrow_ms(batches.open_mean_ms));
        remarks.push(format!(
            "{count} batches of {size} on average; {late} started because the oldest had waited \
             long enough; open for {open}"
        ));
    }
    if let Some(cache) = &node.cache {
        let age = cache.age_mean_s.map(|age| format!("; answers {age:.1} s old on average"));
        remarks.push(format!(
            "{} hits; {} fetches, {} requests waited for another's{}",
            percent(cache.hit_ratio),
            grouped(cache.fetches),
            grouped(cache.coalesced),
            age.unwrap_or_default()
        ));
        if cache.stale_hits + cache.negative_hits > 0 {
            let (stale, negative) = (grouped(cache.stale_hits), grouped(cache.negative_hits));
            remarks.push(format!("{stale} stale answers, {negative} remembered failures"));
        }
    }
    if let Some(scale) = &node.scale {
        let (mean, most, starts) = (rate(scale.mean), scale.most, grouped(scale.starts));
        remarks.push(format!("{mean} replicas on average, {most} at most; {starts} cold starts"));
    }
    if let Some(joules) = node.energy_j {
        remarks.push(format!("{:.3} kWh used", joules / 3.6e6));
    }
    if let Some((known, all)) = node.labels {
        let (known, all) = (grouped(known), grouped(all));
        remarks.push(format!("the truth about {known} of {all} decisions is in"));
    }
    remarks
}

fn by_class(node: &NodeResult, label: &str, out: &mut impl Write) -> io::Result<()> {
    if node.classes.len() < 2 {
        return Ok(());
    }
    for class in &node.classes {
        let mean = narrow_ms(class.wait.mean_ms.map(|mean| mean.mean));
        let (p99, started) = (narrow_ms(class.wait.p99_ms), grouped(class.started));
        let class = &class.class;
        writeln!(out, "{label}, class {class}: {started} served, mean wait {mean}, p99 {p99}")?;
    }
    Ok(())
}
