//! Parts whose absence nothing is drawn for, or something else than what is planned (rule L20).
//! That a model is called without another way is L1's, where nothing is planned.

use std::collections::BTreeSet;

use windtunnel_sim::plan::Diagnostic;

use super::{at_node, decides};
use crate::document::Document;
use crate::failures::{Cell, Matrix, Row, State};

const DRAW: &str =
    "Draw what takes over: another way on failure, or a monitor that somebody hears.";

/// `without_way` are the nodes that L1 has told already.
pub(super) fn check(
    document: &Document,
    matrix: &Matrix,
    without_way: &BTreeSet<&str>,
    findings: &mut Vec<Diagnostic>,
) {
    if !decides(document) {
        return;
    }
    for row in &matrix.rows {
        // Of several decisions with one fault the first stands for all.
        let mut seen = Vec::new();
        for cell in row.cells.iter().flatten().filter(|cell| cell.state != State::Fine) {
            let is_said = cell.state == State::Blank && without_way.contains(row.node.as_str());
            if !is_said && !seen.contains(&cell.state) {
                seen.push(cell.state);
                findings.extend(finding(row, cell));
            }
        }
    }
}

fn finding(row: &Row, cell: &Cell) -> Option<Diagnostic> {
    let drawn = &cell.drawn.words;
    let planned = cell.plan.as_ref().map(|plan| plan.words()).unwrap_or_default();
    let (message, hint) = match cell.state {
        State::Blank => {
            (format!("When it cannot be had, nothing is drawn for it: {drawn} (L20)."), DRAW)
        }
        State::NotDrawn(remedy) => (
            format!(
                "When it cannot be had, “{}” is planned, but not drawn: {drawn} (L20).",
                remedy.label()
            ),
            "Draw it, or plan what is drawn.",
        ),
        State::Otherwise => (
            format!("When it cannot be had, “{planned}” is planned, but drawn is: {drawn} (L20)."),
            "Draw what is planned, or plan what is drawn.",
        ),
        State::NoReason => (
            "That it cannot be had is accepted without a word why (L20).".to_owned(),
            "Write into the note who accepts it, and why.",
        ),
        State::Fine | State::InWords | State::Accepted => return None,
    };
    Some(at_node(&row.node, message, hint))
}
