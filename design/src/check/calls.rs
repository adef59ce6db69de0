//! Calls: fallbacks and timeouts (rules L1, L6 and L7).

use std::collections::BTreeMap;

use windtunnel_sim::model::{LinkKind, NodeKind, When, catalogue};
use windtunnel_sim::plan::{Diagnostic, Place};

use super::{decides, node_number, node_word, number};
use crate::document::{DocLink, Document};

pub(super) fn check(document: &Document, findings: &mut Vec<Diagnostic>) {
    if !decides(document) {
        return;
    }
    for (id, link) in calls(document) {
        fallback(document, link, findings);
        timeout(document, id, link, findings);
    }
    if let Some((sink, deadline_ms)) = tightest_deadline(document) {
        let worst_ms = worst_wait(document);
        if worst_ms > deadline_ms {
            findings.push(Diagnostic::warning(
                Place::Node(sink.to_owned()),
                format!(
                    "The timeouts on the way add up to {worst_ms:.0} ms, above the deadline of \
                     {deadline_ms:.0} ms (L7)."
                ),
                "Shorten the timeouts, or allow more time.",
            ));
        }
    }
}

/// Calls on the way to the automatic answer: people have their own pace.
fn calls(document: &Document) -> impl Iterator<Item = (&String, &DocLink)> {
    let is_desk =
        |id: &String| document.nodes.get(id).is_some_and(|node| node.kind == NodeKind::Reviewers);
    document.links.iter().filter(move |(_, link)| {
        link.kind == LinkKind::Call && !is_desk(&link.from) && !is_desk(&link.to)
    })
}

fn kind_of(document: &Document, id: &str) -> Option<NodeKind> {
    document.nodes.get(id).map(|node| node.kind)
}

/// L1: a model that is called without another way.
fn fallback(document: &Document, link: &DocLink, findings: &mut Vec<Diagnostic>) {
    if kind_of(document, &link.to) != Some(NodeKind::Model) || link.when == When::Failure {
        return;
    }
    let another =
        calls(document).any(|(_, other)| other.from == link.from && other.when == When::Failure);
    if !another {
        findings.push(Diagnostic::warning(
            Place::Node(link.to.clone()),
            "When it fails, there is no other way to a decision (L1).",
            "Call it through a fallback router, with rules as the last resort.",
        ));
    }
}

/// L6 and the first half of L7: a timeout that is missing, or shorter than the callee needs.
fn timeout(document: &Document, id: &str, link: &DocLink, findings: &mut Vec<Diagnostic>) {
    // What the sender waits for at most is the decision's deadline.
    if kind_of(document, &link.from) == Some(NodeKind::Traffic) {
        return;
    }
    let Some(p99_ms) = service_p99_ms(document, &link.to) else { return };
    let timeout_ms = link_number(link, "timeout_ms");
    let mut say = |message: String, hint: &str| {
        findings.push(Diagnostic::warning(Place::Link(id.to_owned()), message, hint));
    };
    if timeout_ms <= 0.0 {
        say(
            "The caller waits for ever (L7).".into(),
            "Give it a timeout somewhat above the callee's p99.",
        );
    } else if timeout_ms < p99_ms {
        say(
            format!(
                "The timeout of {timeout_ms} ms is below the callee's p99 of {p99_ms:.1} ms, so \
                 more than 1 in 100 calls fail for nothing (L6)."
            ),
            "Make the timeout longer, or the callee faster.",
        );
    }
}

/// 99th percentile of a station's service time, waiting aside.
fn service_p99_ms(document: &Document, id: &str) -> Option<f64> {
    let mean_ms = node_number(document, id, "service_mean_ms");
    match node_word(document, id, "service_law")?.as_str() {
        "deterministic" => mean_ms,
        // -ln(0.01) means.
        "exponential" => mean_ms.map(|mean_ms| 4.605_170_185_988_091 * mean_ms),
        _ => node_number(document, id, "service_p99_ms"),
    }
}

fn link_number(link: &DocLink, key: &str) -> f64 {
    catalogue::link_param(key).and_then(|spec| number(&link.params, key, spec)).unwrap_or(0.0)
}

fn tightest_deadline(document: &Document) -> Option<(&str, f64)> {
    document
        .nodes
        .iter()
        .filter(|(_, node)| node.kind == NodeKind::Sink)
        .filter_map(|(id, _)| Some((id.as_str(), node_number(document, id, "deadline_ms")?)))
        .min_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// The longest time that a request can spend waiting for calls, by timeouts, from any source.
/// Loops are left out: their number of turns is not known.
fn worst_wait(document: &Document) -> f64 {
    let mut leaving: BTreeMap<&str, Vec<&DocLink>> = BTreeMap::new();
    let mut entering: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, link) in calls(document) {
        leaving.entry(&link.from).or_default().push(link);
        entering.entry(&link.to).or_default().push(&link.from);
        *open.entry(&link.from).or_default() += 1;
    }
    // From the ends of the path back to its sources, each node once all it calls are known.
    let mut worst: BTreeMap<&str, f64> = BTreeMap::new();
    let mut ready: Vec<&str> =
        document.nodes.keys().map(String::as_str).filter(|id| !open.contains_key(id)).collect();
    while let Some(id) = ready.pop() {
        let links = leaving.get(id).map(Vec::as_slice).unwrap_or_default();
        worst.insert(id, worst_from(links, &worst));
        for &from in entering.get(id).into_iter().flatten() {
            let left = open.entry(from).or_default();
            *left -= 1;
            if *left == 0 {
                ready.push(from);
            }
        }
    }
    worst.values().copied().fold(0.0, f64::max)
}

/// As [`worst_wait`], from one node on: the chain of failures is walked to each of its ends.
fn worst_from(links: &[&DocLink], worst: &BTreeMap<&str, f64>) -> f64 {
    let after = |link: &DocLink| worst.get(link.to.as_str()).copied().unwrap_or(0.0);
    let (mut failure, other): (Vec<&DocLink>, Vec<&DocLink>) =
        links.iter().partition(|link| link.when == When::Failure);
    failure.sort_by(|a, b| link_number(a, "order").total_cmp(&link_number(b, "order")));
    let mut longest: f64 = 0.0;
    let mut spent: f64 = 0.0;
    for link in other {
        spent = spent.max(call_ms(link));
        longest = longest.max(call_ms(link) + after(link));
    }
    for link in failure {
        spent += call_ms(link);
        longest = longest.max(spent + after(link));
    }
    longest
}

/// The longest that a call can take: every attempt times out, and every pause is as long as it
/// gets.
fn call_ms(link: &DocLink) -> f64 {
    let attempts = link_number(link, "attempts");
    let cap = link_number(link, "backoff_cap_ms");
    let mut pause = link_number(link, "backoff_base_ms");
    let mut total = attempts * link_number(link, "timeout_ms");
    let mut attempt = 1.0;
    while attempt < attempts {
        total += pause.min(cap);
        pause *= 2.0;
        attempt += 1.0;
    }
    total
}
