//! Experiments and prediction logs.

use std::io::{self, Write};

use windtunnel_design::Document;
use windtunnel_design::sim::result::RunResult;

use super::words::{grouped, percent_of, usd};

/// Arms beside each other, and whether their sizes fit.
pub fn print(document: &Document, result: &RunResult, out: &mut impl Write) -> io::Result<()> {
    for pair in result.arms.chunks(2) {
        writeln!(
            out,
            "\n{:<28}{:>12}{:>12}{:>12}{:>12}{:>20}",
            document.label(&pair[0].node),
            "came",
            "decided",
            "declined",
            "positive",
            "USD per 1,000"
        )?;
        for arm in pair {
            let to = document.links.get(&arm.link).map_or("", |link| link.to.as_str());
            writeln!(
                out,
                "  {:<26}{:>12}{:>12}{:>12}{:>12}{:>20}",
                document.label(to),
                grouped(arm.exposed),
                grouped(arm.decided),
                percent_of(arm.declined, arm.ended),
                percent_of(arm.positives, arm.ended),
                usd(arm.usd_per_1k)
            )?;
        }
        let lost: u64 = pair.iter().map(|arm| arm.lost).sum();
        if lost > 0 {
            writeln!(out, "  {} went their way without being written down", grouped(lost))?;
        }
        if let Some(sizes) = pair[0].sizes {
            writeln!(out, "  sizes of the arms: chi-square {:.2}, p {:.4}", sizes.chi2, sizes.p)?;
        }
    }
    let kept = result.decisions.len();
    if kept > 0 {
        writeln!(out, "\n{kept} decisions of the prediction log are in the JSON")?;
    }
    Ok(())
}
