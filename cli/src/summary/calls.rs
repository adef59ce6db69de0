//! Links on which something was retried, hedged, held back or lost.

use std::io::{self, Write};

use windtunnel_design::Document;
use windtunnel_design::sim::result::{LinkResult, RunResult};

use super::words::{grouped, percent};

pub(super) fn print(
    document: &Document,
    result: &RunResult,
    out: &mut impl Write,
) -> io::Result<()> {
    let told: Vec<(String, &LinkResult)> = result
        .links
        .iter()
        .filter(|link| is_told(link))
        .map(|link| (name(document, &link.id), link))
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    let width = told.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(5);
    writeln!(
        out,
        "\n{:<width$}  {:>12}  {:>10}  {:>10}  {:>10}  {:>10}  {:>10}",
        "Calls", "made", "retries", "timed out", "failed", "held back", "hedges"
    )?;
    for (name, link) in &told {
        writeln!(
            out,
            "{name:<width$}  {:>12}  {:>10}  {:>10}  {:>10}  {:>10}  {:>10}",
            grouped(link.calls),
            grouped(link.retries),
            grouped(link.timeouts),
            grouped(link.failures),
            grouped(link.rejected),
            grouped(link.hedges)
        )?;
    }
    for (name, link) in &told {
        if let Some(breaker) = &link.breaker {
            writeln!(
                out,
                "{name}: its breaker opened {} times, was open {} of the time and turned away {} \
                 of the calls",
                grouped(breaker.opens),
                percent(breaker.open_share),
                percent(breaker.rejected_share)
            )?;
        }
    }
    Ok(())
}

fn is_told(link: &LinkResult) -> bool {
    let troubles = link.retries + link.timeouts + link.failures + link.rejected + link.hedges;
    troubles > 0 || link.breaker.is_some()
}

fn name(document: &Document, id: &str) -> String {
    match document.links.get(id) {
        Some(link) => format!("{} to {}", document.label(&link.from), document.label(&link.to)),
        None => id.to_owned(),
    }
}
