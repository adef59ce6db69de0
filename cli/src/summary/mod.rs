//! A run as a page of text.

use std::io::{self, Write};

use windtunnel_design::Document;
use windtunnel_design::sim::model::Task;
use windtunnel_design::sim::result::{Outcome, RunResult, Side, Warmup};

use words::{clock, duration, grouped, ms, number, percent, rate, share, usd};

mod arms;
mod calls;
mod nodes;
pub(crate) mod words;

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
    conditions(document, result, out)?;
    headline(result, out)?;
    outcomes(result, out)?;
    let sides = [&result.money.system, &result.money.do_nothing, &result.money.rules];
    // Answers that are no decisions have their price by formula and in the life, below.
    let decides = document.world.task == Task::Decide;
    if decides && sides.iter().any(|side| side.ledger.total_usd() != 0.0) {
        money(result, out)?;
    }
    classes(result, out)?;
    nodes::print(document, result, out)?;
    calls::print(document, result, out)?;
    alerts(document, result, out)?;
    arms::print(document, result, out)?;
    let held = result.checks.iter().filter(|check| check.holds).count();
    writeln!(out, "\nSelf-checks: {held} of {} hold", result.checks.len())?;
    for check in result.checks.iter().filter(|check| !check.holds) {
        writeln!(out, "  FAILED  {}: {}", check.name, check.detail)?;
    }
    for warning in &result.warnings {
        writeln!(out, "Note: {}", document.in_words(warning))?;
    }
    Ok(())
}

/// What the numbers below are of: how much was left out, and whether the run came to its end.
fn conditions(document: &Document, result: &RunResult, out: &mut impl Write) -> io::Result<()> {
    let left_out = duration(result.warmup_s);
    match result.warmup {
        Warmup::None => {}
        Warmup::Given => writeln!(out, "Warm-up of {left_out} left out, as the design says")?,
        Warmup::Mser5 => writeln!(out, "Warm-up of {left_out} left out, as MSER-5 found")?,
        Warmup::NotSettled => writeln!(
            out,
            "NOT SETTLED: MSER-5 found no settled half of the run; the first {left_out} are left \
             out"
        )?,
    }
    if result.partial {
        let (reached, wanted) = (duration(result.horizon_s), duration(document.run.horizon_s));
        writeln!(out, "PARTIAL: stopped after {reached} of {wanted}; a note below says why")?;
    }
    let saturated: Vec<&str> =
        result.nodes.iter().filter(|node| node.saturated).map(|node| node.id.as_str()).collect();
    if !saturated.is_empty() {
        let names = saturated.join(", ");
        writeln!(out, "SATURATED: the queue of {names} kept growing; its means say nothing")?;
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
        line("Average precision", number(quality.average_precision, 3))?;
        if let Some(expected) = quality.average_precision_expected {
            line("  by formula, when healthy", format!("{expected:.3}"))?;
        }
        let nulls = quality.scored_with_null as f64 / quality.scored as f64;
        line("Scored with empty features", share(Some(nulls)))?;
    }
    if let Some(attempts) = requests.attempts_per_request {
        line("Calls for each request", format!("{attempts:.3}"))?;
    }
    line("Decided per second", rate(requests.throughput_per_s))?;
    if let Some(under_way) = requests.in_flight_mean {
        line("Under way, on average", rate(Some(under_way)))?;
    }
    for (label, share) in
        [("Got no decision", requests.loss_share), ("Timed out", requests.timed_out_share)]
    {
        if share.is_some_and(|share| share.mean > 0.0) {
            line(label, percent(share))?;
        }
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

fn classes(result: &RunResult, out: &mut impl Write) -> io::Result<()> {
    if result.classes.len() < 2 {
        return Ok(());
    }
    let width = result.classes.iter().map(|class| class.class.chars().count()).max().unwrap_or(0);
    let width = width.max(5);
    writeln!(
        out,
        "\n{:<width$}  {:>12}  {:>12}  {:>10}  {:>10}  {:>10}",
        "Class", "came", "decided", "mean", "median", "p99"
    )?;
    for class in &result.classes {
        writeln!(
            out,
            "{:<width$}  {:>12}  {:>12}  {:>10}  {:>10}  {:>10}",
            class.class,
            grouped(class.arrived),
            grouped(class.decided),
            words::narrow_ms(class.sojourn.mean_ms.map(|mean| mean.mean)),
            words::narrow_ms(class.sojourn.p50_ms),
            words::narrow_ms(class.sojourn.p99_ms),
        )?;
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
