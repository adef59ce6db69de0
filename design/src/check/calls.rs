//! Calls: timeouts (rules L6 and L7).

use std::collections::BTreeMap;

use windtunnel_sim::model::{NodeKind, When};
use windtunnel_sim::plan::{Diagnostic, Place};

use super::capacity::service_p99_ms;
use super::{calls, decides, kind_of, link_number, link_word, tightest_deadline};
use crate::document::{DocLink, Document};

pub(super) fn check(document: &Document, findings: &mut Vec<Diagnostic>) {
    if !decides(document) {
        return;
    }
    for (id, link) in calls(document) {
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

/// As [`worst_wait`], from one node on: the slowest branch comes before whatever follows, and the
/// chain of failures is walked to each of its ends.
fn worst_from(links: &[&DocLink], worst: &BTreeMap<&str, f64>) -> f64 {
    let after = |link: &DocLink| worst.get(link.to.as_str()).copied().unwrap_or(0.0);
    let branches = links.iter().filter(|link| link.when == When::Branch);
    let branch = branches.map(|link| call_ms(link) + after(link)).fold(0.0, f64::max);
    let mut failure: Vec<&DocLink> =
        links.iter().copied().filter(|link| link.when == When::Failure).collect();
    failure.sort_by(|a, b| link_number(a, "order").total_cmp(&link_number(b, "order")));
    let mut longest: f64 = branch;
    let mut spent: f64 = branch;
    for link in links.iter().filter(|l| !matches!(l.when, When::Failure | When::Branch)) {
        spent = spent.max(branch + call_ms(link));
        longest = longest.max(branch + call_ms(link) + after(link));
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
    let doubles = link_word(link, "backoff_law").is_some_and(|word| word == "doubling");
    let mut total = attempts * link_number(link, "timeout_ms");
    let mut attempt = 1.0;
    while attempt < attempts {
        if !doubles || pause >= cap {
            return total + (attempts - attempt) * pause.min(cap);
        }
        total += pause;
        pause *= 2.0;
        attempt += 1.0;
        // No pause at all does not grow either.
        if pause <= 0.0 {
            break;
        }
    }
    total
}
