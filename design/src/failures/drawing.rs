//! A design by the calls that requests walk along.

use std::collections::{BTreeMap, BTreeSet};

use windtunnel_sim::model::{LinkKind, NodeKind, ParamValue, When, catalogue};

use crate::{DocLink, Document};

type Links<'a> = BTreeMap<&'a str, Vec<&'a DocLink>>;

/// Calls whose answer counts, by their ends.
pub(super) struct Drawing<'a> {
    pub(super) document: &'a Document,
    out: Links<'a>,
    into: Links<'a>,
    /// Sub-calls, in the order of their ids.
    branches: Vec<&'a DocLink>,
}

impl<'a> Drawing<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let (out, into, branches) = Default::default();
        let mut drawing = Self { document, out, into, branches };
        for link in document.links.values() {
            if link.kind != LinkKind::Call || link.when == When::Shadow {
                continue;
            }
            drawing.out.entry(&link.from).or_default().push(link);
            drawing.into.entry(&link.to).or_default().push(link);
            if link.when == When::Branch {
                drawing.branches.push(link);
            }
        }
        drawing
    }

    /// Calls from a node.
    pub(super) fn out_of(&self, id: &str) -> impl Iterator<Item = &'a DocLink> + '_ {
        self.out.get(id).into_iter().flatten().copied()
    }

    /// Calls of a node other than in need.
    pub(super) fn callers(&self, id: &str) -> impl Iterator<Item = &'a DocLink> + '_ {
        let calls = self.into.get(id).into_iter().flatten().copied();
        calls.filter(|link| link.when != When::Failure)
    }

    /// Ways on failure from a node.
    pub(super) fn ways(&self, id: &str) -> impl Iterator<Item = &'a DocLink> + '_ {
        self.out_of(id).filter(|link| link.when == When::Failure)
    }

    /// All ways on failure, in the order of their ids.
    pub(super) fn all_ways(&self) -> impl Iterator<Item = &'a DocLink> {
        let links = self.document.links.values();
        links.filter(|link| link.kind == LinkKind::Call && link.when == When::Failure)
    }

    /// Ids of all nodes that requests come to from these.
    pub(super) fn reached(&self, from: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        walk(from, |id| self.out.get(id).into_iter().flatten().map(|link| link.to.as_str()))
    }

    /// Ids of all nodes from which requests come to this one.
    pub(super) fn leading(&self, to: &'a str) -> BTreeSet<&'a str> {
        walk([to], |id| self.into.get(id).into_iter().flatten().map(|link| link.from.as_str()))
    }

    /// A sink, and what comes before it.
    pub(super) fn decision(&self, sink: &'a str) -> Decision<'a> {
        let leading = self.leading(sink);
        let asked = self.branches.iter().filter(|link| leading.contains(link.from.as_str()));
        let asked: Vec<&str> = asked.map(|link| link.to.as_str()).collect();
        let mut serving = leading.clone();
        serving.extend(self.reached(asked.iter().copied()));
        serving.extend(asked);
        Decision { sink, leading, serving }
    }

    /// The branch on which a node is asked; the first, where there are several.
    pub(super) fn branch_to(&self, id: &'a str) -> Option<&'a DocLink> {
        let before = self.leading(id);
        let asks = |to: &str| to == id || before.contains(to);
        self.branches.iter().copied().find(|link| link.from != id && asks(&link.to))
    }

    /// Does a fan-out go on if one of its branches does not answer?
    pub(super) fn goes_on_without(&self, id: &str) -> bool {
        let branches = self.out_of(id).filter(|link| link.when == When::Branch).count();
        let needed = number(self.document, id, "wait_for");
        needed > 0.0 && needed < branches as f64
    }

    /// Nodes of a kind.
    pub(super) fn of_kind(&self, kind: NodeKind) -> impl Iterator<Item = &'a str> + use<'a> {
        let nodes = self.document.nodes.iter().filter(move |(_, node)| node.kind == kind);
        nodes.map(|(id, _)| id.as_str())
    }
}

/// Where decisions take effect.
pub(super) struct Decision<'a> {
    pub(super) sink: &'a str,
    /// Nodes from which requests come to it.
    pub(super) leading: BTreeSet<&'a str>,
    /// Nodes without which it has no answer: those that lead to it, and those that these ask on
    /// branches, which come back.
    pub(super) serving: BTreeSet<&'a str>,
}

/// All that can be come to.
fn walk<'a, I: Iterator<Item = &'a str>>(
    from: impl IntoIterator<Item = &'a str>,
    next: impl Fn(&'a str) -> I,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&str> = from.into_iter().collect();
    while let Some(at) = waiting.pop() {
        waiting.extend(next(at).filter(|id| found.insert(*id)));
    }
    found
}

fn value(document: &Document, id: &str, key: &str) -> Option<ParamValue> {
    let node = document.nodes.get(id)?;
    let spec = catalogue::node(node.kind).param(key)?;
    Some(node.params.get(key).cloned().unwrap_or_else(|| spec.default_value()))
}

/// A word of a node, its default included; empty where it has no such word.
pub(super) fn word(document: &Document, id: &str, key: &str) -> String {
    match value(document, id, key) {
        Some(ParamValue::Text(word)) => word,
        _ => String::new(),
    }
}

/// A number of a node, its default included; 0 where it has no such number.
pub(super) fn number(document: &Document, id: &str, key: &str) -> f64 {
    match value(document, id, key) {
        Some(ParamValue::Number(number)) => number,
        _ => 0.0,
    }
}

/// A yes or no of a node, its default included.
pub(super) fn flag(document: &Document, id: &str, key: &str) -> bool {
    value(document, id, key) == Some(ParamValue::Flag(true))
}

/// What sends requests along a way on failure.
pub(super) fn trigger(link: &DocLink) -> &str {
    match link.params.get("trigger") {
        Some(ParamValue::Text(word)) => word,
        _ => "any",
    }
}

/// A number of a link whose default is 1.
pub(super) fn count(link: &DocLink, key: &str) -> f64 {
    match link.params.get(key) {
        Some(ParamValue::Number(number)) => *number,
        _ => 1.0,
    }
}
