//! Parts whose absence nothing is drawn for (rule L20); calls of models are L1's.

use windtunnel_sim::plan::Diagnostic;

use super::{at_node, decides};
use crate::document::Document;
use crate::failures::{Answer, matrix};

pub(super) fn check(document: &Document, findings: &mut Vec<Diagnostic>) {
    if !decides(document) {
        return;
    }
    let matrix = matrix(document);
    for row in
        matrix.rows.iter().filter(|row| row.sort != "Model server" && row.sort != "Model API")
    {
        let open = row.cells.iter().find_map(|cell| match cell {
            Answer::Open(words, _) => Some(words),
            _ => None,
        });
        if let Some(words) = open {
            findings.push(at_node(
                &row.node,
                format!("When it cannot be had, nothing is drawn for it: {words} (L20)."),
                "Draw what takes over: another way on failure, or a monitor that somebody hears.",
            ));
        }
    }
}
