//! What happened in a life, in the order of time: what matters most, in words.

use std::io::{self, Write};

use windtunnel_design::Document;
use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::lifecycle::result::{Mark, MarkKind};

/// Most that are told.
const MOST: usize = 20;

/// Words for it, and how much it matters: less is more.
fn words(kind: MarkKind) -> (&'static str, u8) {
    match kind {
        MarkKind::Starts => ("starts", 0),
        MarkKind::Ends => ("ends", 1),
        MarkKind::Alert => ("alert", 2),
        MarkKind::FalseAlert => ("false alert", 5),
        MarkKind::LabelsConfirm => ("labels show it", 0),
        MarkKind::Acknowledged => ("somebody looks", 2),
        MarkKind::Diagnosed => ("cause known", 2),
        MarkKind::FixLive => ("fixed", 0),
        MarkKind::Acts => ("runbook acts", 1),
        MarkKind::ActsNoMore => ("runbook done", 1),
        MarkKind::Trained => ("trained", 4),
        MarkKind::Rejected => ("version rejected", 1),
        MarkKind::Canary => ("canary", 4),
        MarkKind::Live => ("version live", 3),
        MarkKind::RolledBack => ("rolled back", 1),
    }
}

pub fn print(document: &Document, life: &Life, out: &mut dyn Write) -> io::Result<()> {
    let mut told: Vec<&Mark> = life.marks.iter().collect();
    told.sort_by_key(|mark| words(mark.kind).1);
    told.truncate(MOST);
    told.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
    for mark in told {
        let (day, (what, _)) = (mark.at_s / 86_400.0, words(mark.kind));
        let mut text = document.in_words(&mark.text);
        for id in [&mark.node, &mark.incident] {
            if !id.is_empty() {
                let known = document.nodes.contains_key(id);
                text = format!("{}: {text}", if known { document.label(id) } else { id.clone() });
            }
        }
        writeln!(out, "  day {day:>7.2}  {what:<18}{text}")?;
    }
    if life.marks.len() > MOST {
        writeln!(out, "  and {} smaller events more, in --json", life.marks.len() - MOST)?;
    }
    Ok(())
}
