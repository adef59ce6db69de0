//! A design as a flowchart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use windtunnel_sim::model::{LinkKind, NodeKind, When};

use crate::document::{DocLink, Document, kind_word};
use crate::exchange::build::foreign_ids;
use crate::exchange::groups::{Within, within};
use crate::exchange::words::link_words;

/// Deepest nesting of frames that is written.
const DEEPEST: usize = 12;

/// The flowchart of a design. Parameters, world and incidents have no place in it.
#[must_use]
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    let title = document.title.trim();
    if !title.is_empty() {
        // In the front matter the title is YAML: a quoted JSON string is one there too.
        line(&mut out, format_args!("---\ntitle: {}\n---", serde_json::Value::from(title)));
    }
    line(&mut out, format_args!("flowchart LR"));
    let ids = foreign_ids(document.nodes.iter().map(|(id, node)| (id, node.kind)));
    let id_of = |id: &str| ids.get(id).map_or("missing", String::as_str);
    let chart = Chart { document, ids: &ids, within: within(document) };
    chart.level(None, 1, &mut out);
    for link in document.links.values() {
        let (from, to) = (id_of(&link.from), id_of(&link.to));
        let words = escaped(&link_words(link, says_plain(document, link)));
        let arrow = arrow(link);
        if words.is_empty() {
            line(&mut out, format_args!("  {from} {arrow} {to}"));
        } else {
            line(&mut out, format_args!("  {from} {arrow}|\"{words}\"| {to}"));
        }
    }
    // Classes that are used must exist, for renderers that mind.
    let kinds: BTreeSet<&str> = document.nodes.values().map(|node| kind_word(node.kind)).collect();
    for kind in kinds {
        line(&mut out, format_args!("  classDef {kind} stroke-width:1.5px"));
    }
    out
}

/// Nodes in the frames that they stand in, which are groups.
struct Chart<'a> {
    document: &'a Document,
    ids: &'a BTreeMap<&'a str, String>,
    within: Within<'a>,
}

impl Chart<'_> {
    /// What stands in this frame, or in none. Gives how many nodes that is.
    fn level(&self, frame: Option<&str>, depth: usize, out: &mut String) -> usize {
        let indent = "  ".repeat(depth);
        let mut count = 0;
        for id in self.within.nodes.get(&frame).into_iter().flatten() {
            let Some(node) = self.document.nodes.get(*id) else { continue };
            let (open, close) = shape(node.kind);
            let word = self.ids.get(id).map_or("missing", String::as_str);
            let (label, kind) = (escaped(&self.document.label(id)), kind_word(node.kind));
            line(out, format_args!("{indent}{word}{open}\"{label}\"{close}:::{kind}"));
            count += 1;
        }
        for (number, id) in self.within.frames.get(&frame).into_iter().flatten().enumerate() {
            let before = out.len();
            let title = self.document.sketches.get(*id).map_or("", |frame| frame.text.as_str());
            // Node ids begin with a letter, so none is like this.
            let name = format!("_{depth}_{number}_{before}");
            line(out, format_args!("{indent}subgraph {name}[\"{}\"]", escaped(title)));
            let inside = if depth < DEEPEST { self.level(Some(id), depth + 1, out) } else { 0 };
            line(out, format_args!("{indent}end"));
            if inside == 0 {
                out.truncate(before);
            }
            count += inside;
        }
        count
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _infallible = writeln!(out, "{text}");
}

/// The brackets around a label: the shape that people know such things by.
fn shape(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Traffic | NodeKind::Sink => ("([", "])"),
        NodeKind::Policy | NodeKind::Fallback | NodeKind::Experiment => ("{", "}"),
        NodeKind::FeatureStore | NodeKind::Cache | NodeKind::PredictionLog | NodeKind::Registry => {
            ("[(", ")]")
        }
        NodeKind::Model | NodeKind::Llm | NodeKind::Edge | NodeKind::BatchScorer => ("[[", "]]"),
        NodeKind::Monitor | NodeKind::Labels => ("{{", "}}"),
        NodeKind::Reviewers | NodeKind::OnCall => ("(", ")"),
        _ => ("[", "]"),
    }
}

/// Is a call without a condition to say so? Where calls of its node mostly have one, a reader would
/// take it for one of those.
fn says_plain(document: &Document, link: &DocLink) -> bool {
    match document.nodes.get(&link.from).map(|node| node.kind) {
        Some(NodeKind::Cache | NodeKind::FanOut | NodeKind::Policy) => true,
        Some(NodeKind::Fallback) => {
            let plain = |other: &&DocLink| {
                other.from == link.from && other.kind == LinkKind::Call && other.when == When::Ok
            };
            document.links.values().filter(plain).nth(1).is_some()
        }
        _ => false,
    }
}

fn arrow(link: &DocLink) -> &'static str {
    match (link.kind, link.when) {
        (LinkKind::Call, When::Failure | When::Shadow) => "-.->",
        (LinkKind::Call, _) => "-->",
        (LinkKind::Stream, _) => "==>",
        (LinkKind::Feedback | LinkKind::Control, _) => "-.->",
    }
}

/// A text between quotes, where Mermaid has codes for what it would take as its own or as HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '#' => out.push_str("#35;"),
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '`' => out.push_str("#96;"),
            '\n' => out.push_str("<br>"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
