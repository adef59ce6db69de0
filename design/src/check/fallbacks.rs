//! Ways out: calls without one, and ways out that are too narrow (rules L1 and L11).

use std::collections::{BTreeMap, BTreeSet};

use windtunnel_sim::model::{LinkKind, NodeKind, When};
use windtunnel_sim::plan::{Diagnostic, Place};

use super::{calls, capacity, decides, kind_of, link_number, link_word, rates};
use crate::document::{DocLink, Document};
use crate::failures::Matrix;

/// Ids of the nodes that are called without another way: they are told here, and nowhere else.
pub(super) fn check<'a>(
    document: &'a Document,
    matrix: &Matrix,
    findings: &mut Vec<Diagnostic>,
) -> BTreeSet<&'a str> {
    let mut without_way = BTreeSet::new();
    if !decides(document) {
        return without_way;
    }
    let (ways, accepted) = (Ways::of(document), matrix.accepted());
    for (_, link) in calls(document).filter(|(_, link)| !accepted.contains(link.to.as_str())) {
        if is_without_way(document, link, &ways) {
            without_way.insert(link.to.as_str());
            findings.push(Diagnostic::warning(
                Place::Node(link.to.clone()),
                "When it fails, there is no other way to a decision (L1).",
                "Call it through a fallback router, with rules as the last resort.",
            ));
        }
    }
    let peaks = rates::peaks(document, false);
    let mut chains: BTreeMap<&str, Vec<&DocLink>> = BTreeMap::new();
    for link in document.links.values().filter(|link| link.kind == LinkKind::Call) {
        if link.when == When::Failure && takes_all(link) {
            chains.entry(&link.from).or_default().push(link);
        }
    }
    for (from, chain) in &mut chains {
        if let Some(&per_s) = peaks.get(from) {
            narrow(document, (from, chain), per_s, findings);
        }
    }
    without_way
}

/// L1: something that scores or finds is called without another way.
fn is_without_way(document: &Document, link: &DocLink, ways: &Ways<'_>) -> bool {
    let can_fail = matches!(
        kind_of(document, &link.to),
        Some(
            NodeKind::Model
                | NodeKind::Llm
                | NodeKind::Ranker
                | NodeKind::Retrieval
                | NodeKind::BatchScorer
        )
    );
    can_fail && link.when != When::Failure && !ways.out_of(&link.from)
}

/// What happens when a call fails.
struct Ways<'a> {
    /// Nodes with another way to go.
    out: BTreeSet<&'a str>,
    /// Nodes within a branch, with the nodes that called the branch: a failure in it is theirs.
    callers: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Ways<'a> {
    fn of(document: &'a Document) -> Self {
        let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut ways = Self { out: BTreeSet::new(), callers: BTreeMap::new() };
        let mut branches: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (_, link) in calls(document) {
            match link.when {
                When::Failure => drop(ways.out.insert(&link.from)),
                When::Branch => drop(branches.insert((&link.from, &link.to))),
                _ => next.entry(&link.from).or_default().push(&link.to),
            }
        }
        for (caller, start) in branches {
            let mut waiting = vec![start];
            while let Some(id) = waiting.pop() {
                if ways.callers.entry(id).or_default().insert(caller) {
                    waiting.extend(next.get(id).into_iter().flatten());
                }
            }
        }
        ways
    }

    /// Does something else happen when a call from this node fails?
    fn out_of(&self, from: &str) -> bool {
        let mut seen = BTreeSet::from([from]);
        let mut waiting = vec![from];
        while let Some(id) = waiting.pop() {
            if self.out.contains(id) {
                return true;
            }
            let callers = self.callers.get(id).into_iter().flatten();
            waiting.extend(callers.copied().filter(|caller| seen.insert(caller)));
        }
        false
    }
}

/// L11: ways out of a node that cannot take what comes there when all its calls fail. They are
/// tried in their order, so a later one gets only what those before it cannot take.
fn narrow(
    document: &Document,
    (from, chain): (&str, &mut [&DocLink]),
    per_s: f64,
    findings: &mut Vec<Diagnostic>,
) {
    // How much a policy sends to people is not known.
    if matches!(kind_of(document, from), Some(NodeKind::Policy | NodeKind::Reviewers)) {
        return;
    }
    chain.sort_by(|a, b| link_number(a, "order").total_cmp(&link_number(b, "order")));
    let mut coming = per_s;
    let mut first_narrow = None;
    for link in chain {
        // A way that takes no time takes all.
        let Some(capacity) = capacity::capacity_per_s(document, &link.to) else { return };
        if capacity < coming {
            first_narrow = first_narrow.or(Some((&link.to, coming, capacity)));
        }
        coming -= capacity;
        if coming <= 0.0 {
            return;
        }
    }
    if let Some((to, coming, capacity)) = first_narrow {
        findings.push(Diagnostic::warning(
            Place::Node(to.clone()),
            format!(
                "Up to {coming:.1} requests per second come here when {} cannot go on, but it \
                 serves {capacity:.2} (L11).",
                document.label(from)
            ),
            "Give it more capacity, or put something faster before it.",
        ));
    }
}

/// Is it taken by all that fails? How much is too old or too unsure is not known, and what is shed
/// is not all.
fn takes_all(link: &DocLink) -> bool {
    link_word(link, "trigger")
        .is_none_or(|word| !matches!(word.as_str(), "overload" | "stale" | "low_confidence"))
}
