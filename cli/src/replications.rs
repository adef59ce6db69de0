//! Several replications of one design: means across them, with 95 % intervals.

use std::io::{self, Write};

use windtunnel_design::Document;
use windtunnel_design::sim::experiment::across;
use windtunnel_design::sim::result::{Estimate, NodeResult, RunResult};

use crate::summary::words::{duration, percent, rate, with_interval};

/// Prints means across the runs; a figure that some run has too few samples for is taken across
/// the others, and said so.
pub fn print(document: &Document, runs: &[RunResult], out: &mut impl Write) -> io::Result<()> {
    let Some(first) = runs.first() else { return Ok(()) };
    let (count, length, seed) = (runs.len(), duration(document.run.horizon_s), first.seed);
    writeln!(out, "{}", document.title)?;
    writeln!(out, "{count} replications of {length}, seed {seed}")?;
    let partial = runs.iter().filter(|run| run.partial).count();
    if partial > 0 {
        writeln!(out, "PARTIAL: {partial} of them were stopped before their end")?;
    }
    writeln!(out, "\nMeans across replications, with 95 % intervals")?;
    let mut line = |label: &str, read: &dyn Fn(&RunResult) -> Option<f64>, words: Words| {
        let values: Vec<f64> = runs.iter().filter_map(read).collect();
        if values.is_empty() {
            return Ok(());
        }
        let missing = match runs.len() - values.len() {
            0 => String::new(),
            less => format!("  ({less} of them had too few samples)"),
        };
        writeln!(out, "  {label:<28}{}{missing}", words(across(&values)))
    };
    let mean = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.mean);
    line("Answer, median", &|run| run.requests.latency.p50_ms, in_ms)?;
    line("Answer, 99th percentile", &|run| run.requests.latency.p99_ms, in_ms)?;
    line("Decided in time", &|run| mean(run.requests.in_time_share), percent)?;
    line("Decided by people", &|run| mean(run.requests.review_share), percent)?;
    line("Got no decision", &|run| mean(run.requests.loss_share), percent)?;
    line("Timed out", &|run| mean(run.requests.timed_out_share), percent)?;
    line("Decided per second", &|run| mean(run.requests.throughput_per_s), rate)?;
    line("Under way, on average", &|run| mean(run.requests.in_flight_mean), rate)?;
    line("Calls for each request", &|run| run.requests.attempts_per_request, rate)?;
    line("Positives caught (recall)", &|run| run.quality.recall, percent)?;
    line("USD per 1,000 decisions", &|run| mean(run.money.system.total_usd_per_1k), rate)?;
    line(
        "  more for doing nothing",
        &|run| mean(run.money.do_nothing.above_system_usd_per_1k),
        rate,
    )?;
    line("  more for rules", &|run| mean(run.money.rules.above_system_usd_per_1k), rate)?;
    nodes(document, runs, out)?;
    let broken = runs.iter().flat_map(|run| &run.checks).filter(|check| !check.holds).count();
    let all = runs.iter().map(|run| run.checks.len()).sum::<usize>();
    writeln!(out, "\nSelf-checks: {} of {all} hold", all - broken)
}

type Words = fn(Option<Estimate>) -> String;

fn in_ms(value: Option<Estimate>) -> String {
    with_interval(value, 1.0, " ms")
}

fn nodes(document: &Document, runs: &[RunResult], out: &mut impl Write) -> io::Result<()> {
    let first = &runs[0].nodes;
    let labels: Vec<String> = first.iter().map(|node| document.label(&node.id)).collect();
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0).max(4);
    writeln!(
        out,
        "\n{:<width$}  {:>20}  {:>20}  {:>22}  {:>22}",
        "Node", "busy", "waiting", "mean wait", "p99 in it"
    )?;
    for (at, label) in labels.iter().enumerate().filter(|(at, _)| first[*at].utilisation.is_some())
    {
        let of = |read: fn(&NodeResult) -> Option<f64>, words: Words| {
            let values: Vec<f64> = runs.iter().filter_map(|run| read(run.nodes.get(at)?)).collect();
            if values.is_empty() { "too few".to_owned() } else { words(across(&values)) }
        };
        writeln!(
            out,
            "{label:<width$}  {:>20}  {:>20}  {:>22}  {:>22}",
            of(|node| Some(node.utilisation?.mean), percent),
            of(|node| Some(node.queue_mean?.mean), rate),
            of(|node| Some(node.wait.mean_ms?.mean), in_ms),
            of(|node| node.sojourn.p99_ms, in_ms),
        )?;
    }
    Ok(())
}
