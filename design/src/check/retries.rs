//! Retries and breakers (rules L8 and L9).

use std::collections::{BTreeMap, BTreeSet};

use windtunnel_sim::model::{LinkKind, NodeKind, When};
use windtunnel_sim::plan::{Diagnostic, Place};

use super::{decides, link_flag, link_number, link_word, node_number, rates};
use crate::document::{DocLink, Document};

pub(super) fn check(document: &Document, findings: &mut Vec<Diagnostic>) {
    if !decides(document) {
        return;
    }
    let peaks = rates::peaks(document, true);
    for (id, link) in document.links.iter().filter(|(_, link)| link.kind == LinkKind::Call) {
        let mut say = |message: String, hint: &str| {
            findings.push(Diagnostic::warning(Place::Link(id.clone()), message, hint));
        };
        if retries(link) {
            manners(link, &mut say);
        }
        if let Some(&per_s) = peaks.get(link.from.as_str()) {
            breaker(link, per_s, &mut say);
        }
    }
    layers(document, findings);
}

fn retries(link: &DocLink) -> bool {
    link_number(link, "attempts") > 1.0
}

/// L8, of one link: retries that add to an overload without end, or come in step.
fn manners(link: &DocLink, say: &mut impl FnMut(String, &str)) {
    if link_number(link, "retry_budget") <= 0.0 {
        let attempts = link_number(link, "attempts");
        say(
            format!(
                "It retries without a budget: when calls fail, it sends up to {attempts} times \
                 the load (L8)."
            ),
            "Allow retries for a tenth of the calls: a retry budget of 0.1.",
        );
    }
    let random = link_flag(link, "backoff_jitter")
        || link_word(link, "backoff_law").is_some_and(|word| word == "exponential");
    if link_number(link, "backoff_base_ms") <= 0.0 || !random {
        say(
            "Its retries come at once, or all in step (L8).".into(),
            "Give it a backoff with full jitter; 50 ms is a usual start.",
        );
    }
}

/// L8, of several: retries of calls that are retried themselves multiply.
fn layers(document: &Document, findings: &mut Vec<Diagnostic>) {
    let mut next: BTreeMap<&str, Vec<(&str, &DocLink)>> = BTreeMap::new();
    for (id, link) in document.links.iter().filter(|(_, link)| link.kind == LinkKind::Call) {
        next.entry(&link.from).or_default().push((id, link));
    }
    // What happens behind a branch, and behind a sender who tries again, is within its call.
    let sources = document.nodes.iter().filter_map(|(id, node)| {
        let tries = node.kind == NodeKind::Traffic
            && node_number(document, id, "client_timeout_ms")? > 0.0
            && node_number(document, id, "client_attempts")? > 1.0;
        tries.then_some((id.as_str(), format!("the sender at {}", document.label(id))))
    });
    let branches = document.links.values().filter_map(|link| {
        let tries = link.kind == LinkKind::Call && link.when == When::Branch && retries(link);
        tries.then(|| (link.to.as_str(), format!("the branch of {}", document.label(&link.from))))
    });
    for (start, who) in sources.chain(branches) {
        let mut seen = BTreeSet::from([start]);
        let mut waiting = vec![start];
        while let Some(at) = waiting.pop() {
            for &(id, link) in next.get(at).into_iter().flatten() {
                if retries(link) {
                    findings.push(Diagnostic::warning(
                        Place::Link(id.to_owned()),
                        format!("It retries, and so does {who}: the two multiply (L8)."),
                        "Retry at one place only, best where the load begins.",
                    ));
                }
                if seen.insert(&link.to) {
                    waiting.push(&link.to);
                }
            }
        }
    }
}

/// L9: a breaker whose window never holds enough calls.
fn breaker(link: &DocLink, per_s: f64, say: &mut impl FnMut(String, &str)) {
    if link_word(link, "breaker").is_none_or(|word| word != "window") {
        return;
    }
    let window_s = link_number(link, "breaker_window_s");
    let calls = per_s * link_number(link, "attempts") * window_s;
    let needed = link_number(link, "breaker_min_calls");
    if calls < needed {
        say(
            format!(
                "Its breaker needs {needed} calls in {window_s} s to open, but at most about \
                 {calls:.1} come (L9)."
            ),
            "Ask for fewer calls, or look back longer.",
        );
    }
}
