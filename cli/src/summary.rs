//! A run as a page of text.

use std::io::{self, Write};

use windtunnel_design::Document;
use windtunnel_design::sim::result::{Estimate, NodeResult, Outcome, RunResult, Side};

/// What stands where too few samples came.
const NOT_ENOUGH: &str = "not enough data";
/// The same in a narrow column.
const TOO_FEW: &str = "too few";

/// Prints everything a person reads first.
pub fn print(document: &Document, result: &RunResult, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", document.title)?;
    writeln!(
        out,
        "{} simulated, seed {}, replication {}; {} requests, {} events",
        duration(result.horizon_s),
        result.seed,
        result.replication,
        grouped(result.requests.arrived),
        grouped(result.events)
    )?;
    headline(result, out)?;
    outcomes(result, out)?;
    let sides = [&result.money.system, &result.money.do_nothing, &result.money.rules];
    if sides.iter().any(|side| side.ledger.total_usd() != 0.0) {
        money(result, out)?;
    }
    nodes(document, result, out)?;
    alerts(document, result, out)?;
    let held = result.checks.iter().filter(|check| check.holds).count();
    writeln!(out, "\nSelf-checks: {held} of {} hold", result.checks.len())?;
    for check in result.checks.iter().filter(|check| !check.holds) {
        writeln!(out, "  FAILED  {}: {}", check.name, check.detail)?;
    }
    for warning in &result.warnings {
        writeln!(out, "Note: {warning}")?;
    }
    Ok(())
}

fn headline(result: &RunResult, out: &mut impl Write) -> io::Result<()> {
    let (requests, quality) = (&result.requests, &result.quality);
    writeln!(out)?;
    let mut line = |label: &str, value: String| writeln!(out, "  {label:<28}{value}");
    line("Answer, median", ms(requests.latency.p50_ms))?;
    line("Answer, 99th percentile", ms(requests.latency.p99_ms))?;
    line("Decided in time", percent(requests.in_time_share))?;
    if requests.review_share.is_some_and(|share| share.mean > 0.0) {
        line("Decided by people", percent(requests.review_share))?;
    }
    if quality.true_positives + quality.false_negatives > 0 {
        line("Positives caught (recall)", share(quality.recall))?;
        line("Declines that were right", share(quality.precision))?;
    }
    if quality.scored > 0 {
        line("Area under the ROC", number(quality.auc, 3))?;
        if let Some(expected) = quality.auc_expected {
            line("  by formula, when healthy", format!("{expected:.3}"))?;
        }
        let nulls = quality.scored_with_null as f64 / quality.scored as f64;
        line("Scored with empty features", share(Some(nulls)))?;
    }
    if let Some(attempts) = requests.attempts_per_request {
        line("Calls for each request", format!("{attempts:.3}"))?;
    }
    Ok(())
}

fn outcomes(result: &RunResult, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\nHow requests ended")?;
    let finished: u64 = result.requests.outcomes.iter().sum();
    for (outcome, &count) in Outcome::ALL.iter().zip(&result.requests.outcomes) {
        if count > 0 {
            let part = share(Some(count as f64 / finished as f64));
            writeln!(out, "  {:<28}{:>12}  {part:>9}", outcome.label(), grouped(count))?;
        }
    }
    if result.requests.in_flight > 0 {
        let waiting = grouped(result.requests.in_flight);
        writeln!(out, "  {:<28}{waiting:>12}", "still on the way")?;
    }
    Ok(())
}

fn money(result: &RunResult, out: &mut impl Write) -> io::Result<()> {
    let money = &result.money;
    writeln!(out, "\nUSD per 1,000 decisions")?;
    writeln!(
        out,
        "  {:<14}{:>20}{:>12}{:>20}{:>22}",
        "", "decisions", "by formula", "with everything", "more than this"
    )?;
    let expected = money.expected.as_ref();
    let mut row = |label: &str, side: &Side, formula: Option<f64>| {
        writeln!(
            out,
            "  {label:<14}{:>20}{:>12}{:>20}{:>22}",
            usd(side.decisions_usd_per_1k),
            formula.map_or_else(String::new, |usd| format!("{usd:.2}")),
            usd(side.total_usd_per_1k),
            side.above_system_usd_per_1k.map_or_else(String::new, |more| usd(Some(more)))
        )
    };
    row("this system", &money.system, expected.map(|e| e.decisions_usd_per_1k))?;
    row("do nothing", &money.do_nothing, expected.map(|e| e.do_nothing_usd_per_1k))?;
    row("rules", &money.rules, expected.map(|e| e.rules_usd_per_1k))
}

fn nodes(document: &Document, result: &RunResult, out: &mut impl Write) -> io::Result<()> {
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
        let timed = |value: Option<f64>| match value {
            _ if !takes_time => "-".to_owned(),
            None => TOO_FEW.to_owned(),
            some => ms(some),
        };
        writeln!(
            out,
            "{label:<width$}  {:>10.3}  {:>7}  {:>10}  {:>10}  {:>10}  {:>9}  {:>9}  {:>9.2}{saturated}",
            node.rate_per_s,
            node.utilisation.map_or_else(|| "-".into(), |busy| share(Some(busy.mean))),
            timed(node.wait.mean_ms.map(|mean| mean.mean)),
            timed(node.sojourn.p50_ms),
            timed(node.sojourn.p99_ms),
            grouped(node.queue_max),
            grouped(failed(node)),
            node.usd
        )?;
    }
    writeln!(out, "{TOO_FEW}: {NOT_ENOUGH} to say")?;
    for (node, label) in result.nodes.iter().zip(&labels) {
        if let Some((known, all)) = node.labels {
            let (known, all) = (grouped(known), grouped(all));
            writeln!(out, "{label}: the truth about {known} of {all} decisions is in")?;
        }
    }
    Ok(())
}

fn failed(node: &NodeResult) -> u64 {
    let visits = &node.visits;
    visits.errors + visits.shed + visits.refused + visits.abandoned + visits.cancelled
}

fn alerts(document: &Document, result: &RunResult, out: &mut impl Write) -> io::Result<()> {
    if result.alerts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nAlerts")?;
    for alert in &result.alerts {
        let cleared = match alert.cleared_s {
            Some(at) => format!("cleared at {}", clock(at)),
            None => "not cleared".to_owned(),
        };
        let label = document.label(&alert.monitor);
        let fired = clock(alert.fired_s);
        writeln!(out, "  {fired}  {label}: {:.4}, {cleared}", alert.value)?;
    }
    Ok(())
}

/// Time of day, with the day where there are several.
fn clock(at_s: f64) -> String {
    let total = at_s as u64;
    let (day, hour, minute, second) =
        (total / 86_400, total / 3600 % 24, total / 60 % 60, total % 60);
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if day == 0 { time } else { format!("day {} {time}", day + 1) }
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s >= 172_800.0 => format!("{} days", trimmed(s / 86_400.0)),
        s if s >= 7_200.0 => format!("{} hours", trimmed(s / 3600.0)),
        s if s >= 120.0 => format!("{} minutes", trimmed(s / 60.0)),
        s => format!("{} seconds", trimmed(s)),
    }
}

/// Two decimals at most.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn ms(value: Option<f64>) -> String {
    match value {
        None => NOT_ENOUGH.to_owned(),
        Some(ms) if ms >= 120_000.0 => format!("{:.1} min", ms / 60_000.0),
        Some(ms) if ms >= 10_000.0 => format!("{:.1} s", ms / 1000.0),
        Some(ms) => format!("{ms:.2} ms"),
    }
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| NOT_ENOUGH.to_owned(), |value| format!("{value:.digits$}"))
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| NOT_ENOUGH.to_owned(), |value| format!("{:.2} %", 100.0 * value))
}

fn percent(value: Option<Estimate>) -> String {
    with_interval(value, 100.0, " %")
}

/// Cents only where they can be told apart from nothing.
fn usd(value: Option<Estimate>) -> String {
    match value {
        Some(estimate) if estimate.mean.abs() >= 10_000.0 => {
            let whole = |usd: f64| grouped((usd.abs() + 0.5) as u64);
            let sign = if estimate.mean < 0.0 { "-" } else { "" };
            let half = estimate.half_width_95.map(|half| format!(" ± {}", whole(half)));
            format!("{sign}{}{}", whole(estimate.mean), half.unwrap_or_default())
        }
        other => with_interval(other, 1.0, ""),
    }
}

fn with_interval(value: Option<Estimate>, scale: f64, unit: &str) -> String {
    let Some(estimate) = value else { return NOT_ENOUGH.to_owned() };
    let mean = scale * estimate.mean;
    match estimate.half_width_95 {
        Some(half) => format!("{mean:.2} ± {:.2}{unit}", scale * half),
        None => format!("{mean:.2}{unit}"),
    }
}

/// A whole number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
