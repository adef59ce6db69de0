//! What is wrong with a document, with the place and what to do.
//!
//! Two sorts of findings: what keeps the simulator from running it (from
//! [`windtunnel_sim::plan`]), and what runs but would not survive a design review. The latter
//! carry the code of their rule, such as L7.

mod calls;
mod capacity;
mod fallbacks;
mod flow;
mod learning;
mod missing;
mod rates;
mod retries;
mod review;
mod serving;

use windtunnel_sim::model::{LinkKind, NodeKind, ParamValue, Params, When, catalogue};
use windtunnel_sim::plan::{self, Diagnostic, Place};
use windtunnel_sim::world::{ScoredRows, Segment};

use crate::document::{DocLink, Document};
use crate::failures;

/// Every finding: errors first, then in the order of their places.
#[must_use]
pub fn check(document: &Document) -> Vec<Diagnostic> {
    let mut findings = plan_findings(document);
    let matrix = failures::matrix(document);
    flow::check(document, &mut findings);
    calls::check(document, &mut findings);
    let without_way = fallbacks::check(document, &matrix, &mut findings);
    retries::check(document, &mut findings);
    serving::check(document, &mut findings);
    review::check(document, &mut findings);
    missing::check(document, &matrix, &without_way, &mut findings);
    learning::check(document, &mut findings);
    findings.sort_by(|a, b| (a.severity, &a.place).cmp(&(b.severity, &b.place)));
    findings
}

/// What the simulator says of it: what keeps it from running, or what a reader should know.
fn plan_findings(document: &Document) -> Vec<Diagnostic> {
    // Whether real rows have been scored is not a property of the document: stand-ins will do.
    let rows = ScoredRows {
        positive: vec![true, false],
        segments: vec![Segment { from_s: 0.0, scores: vec![0.5, 0.5] }],
    };
    plan::findings(&document.model(), &document.run, Some(&rows))
}

/// A node that finds fault with itself.
fn at_node(id: &str, message: impl Into<String>, hint: &str) -> Diagnostic {
    Diagnostic::warning(Place::Node(id.to_owned()), message, hint)
}

/// A number of a node: its own, or the catalogue's default; `None` where it has no such number.
pub(crate) fn node_number(document: &Document, id: &str, key: &str) -> Option<f64> {
    let node = document.nodes.get(id)?;
    number(&node.params, key, catalogue::node(node.kind).param(key)?)
}

/// A word of a node, as [`node_number`].
pub(crate) fn node_word(document: &Document, id: &str, key: &str) -> Option<String> {
    let node = document.nodes.get(id)?;
    let spec = catalogue::node(node.kind).param(key)?;
    match node.params.get(key).cloned().unwrap_or_else(|| spec.default_value()) {
        ParamValue::Text(word) => Some(word),
        _ => None,
    }
}

/// A yes or no of a node; no where it has no such parameter.
fn node_flag(document: &Document, id: &str, key: &str) -> bool {
    let Some(node) = document.nodes.get(id) else { return false };
    let Some(spec) = catalogue::node(node.kind).param(key) else { return false };
    node.params.get(key).cloned().unwrap_or_else(|| spec.default_value()) == ParamValue::Flag(true)
}

/// The numbers of a list of a node; none where it has none.
fn node_list(document: &Document, id: &str, key: &str) -> Vec<f64> {
    match document.nodes.get(id).and_then(|node| node.params.get(key)) {
        Some(ParamValue::List(values)) => values.clone(),
        _ => Vec::new(),
    }
}

fn number(params: &Params, key: &str, spec: &catalogue::ParamSpec) -> Option<f64> {
    match params.get(key).cloned().unwrap_or_else(|| spec.default_value()) {
        ParamValue::Number(value) => Some(value),
        _ => None,
    }
}

fn link_number(link: &DocLink, key: &str) -> f64 {
    catalogue::link_param(key).and_then(|spec| number(&link.params, key, spec)).unwrap_or(0.0)
}

fn link_value(link: &DocLink, key: &str) -> Option<ParamValue> {
    let spec = catalogue::link_param(key)?;
    Some(link.params.get(key).cloned().unwrap_or_else(|| spec.default_value()))
}

fn link_word(link: &DocLink, key: &str) -> Option<String> {
    match link_value(link, key) {
        Some(ParamValue::Text(word)) => Some(word),
        _ => None,
    }
}

fn link_flag(link: &DocLink, key: &str) -> bool {
    link_value(link, key) == Some(ParamValue::Flag(true))
}

fn kind_of(document: &Document, id: &str) -> Option<NodeKind> {
    document.nodes.get(id).map(|node| node.kind)
}

/// Does the document decide anything, or is it a plain network of queues?
fn decides(document: &Document) -> bool {
    document.nodes.values().any(|node| {
        matches!(
            node.kind,
            NodeKind::Model
                | NodeKind::Rules
                | NodeKind::Policy
                | NodeKind::BatchScorer
                | NodeKind::Edge
                | NodeKind::Llm
                | NodeKind::Ranker
        )
    })
}

/// Calls on the way to the automatic answer: people have their own pace, and nobody waits for a
/// shadow.
fn calls(document: &Document) -> impl Iterator<Item = (&String, &DocLink)> {
    let is_desk = |id: &String| kind_of(document, id) == Some(NodeKind::Reviewers);
    document.links.iter().filter(move |(_, link)| {
        link.kind == LinkKind::Call
            && link.when != When::Shadow
            && !is_desk(&link.from)
            && !is_desk(&link.to)
    })
}

/// The sink with the shortest deadline, and that deadline in ms.
fn tightest_deadline(document: &Document) -> Option<(&str, f64)> {
    document
        .nodes
        .iter()
        .filter(|(_, node)| node.kind == NodeKind::Sink)
        .filter_map(|(id, _)| Some((id.as_str(), node_number(document, id, "deadline_ms")?)))
        .min_by(|(_, a), (_, b)| a.total_cmp(b))
}

#[cfg(test)]
mod tests;
