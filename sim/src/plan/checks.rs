//! Faults of a model as a whole.

use super::{Diagnostic, LinkPlan, NodePlan, Place, Role, copies, cycles};
use crate::model::{LinkKind, Model, NodeKind, Settings};

pub(super) fn settings(settings: &Settings) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut check = |holds: bool, message: String, hint: &str| {
        if !holds {
            findings.push(Diagnostic::error(Place::Settings, message, hint));
        }
    };
    let Settings { horizon_s, warmup_s, buckets, .. } = *settings;
    check(
        (1e-3..=1e9).contains(&horizon_s),
        format!("The horizon is {horizon_s} s."),
        "Give between a millisecond and thirty years.",
    );
    check(
        warmup_s >= 0.0 && warmup_s < horizon_s,
        format!("The warm-up is {warmup_s} s."),
        "It must be shorter than the horizon, and not negative.",
    );
    check(
        (1..=10_000).contains(&buckets),
        format!("The series have {buckets} buckets."),
        "Give between 1 and 10,000.",
    );
    findings
}

pub(super) fn ids(model: &Model, findings: &mut Vec<Diagnostic>) {
    let node_ids = model.nodes.iter().map(|node| (&node.id, Place::Node(node.id.clone())));
    let link_ids = model.links.iter().map(|link| (&link.id, Place::Link(link.id.clone())));
    for mut ids in [node_ids.collect::<Vec<_>>(), link_ids.collect()] {
        ids.sort();
        for pair in ids.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let message = "Another one has the same id.";
            findings.push(Diagnostic::error(pair[1].1.clone(), message, "Rename one of them."));
        }
        for (id, place) in ids {
            if id.is_empty() || id.len() > 200 {
                let message = "An id must have between 1 and 200 characters.";
                findings.push(Diagnostic::error(place, message, "Rename it."));
            }
        }
    }
    if model.nodes.len() > 10_000 || model.links.len() > 60_000 {
        findings.push(Diagnostic::error(
            Place::Model,
            "It has more than 10,000 nodes or 60,000 links.",
            "Draw repeated parts once, with more servers.",
        ));
    }
}

/// Concurrency limits that a request keeps track of, one bit each.
const MOST_GATES: usize = 64;

pub(super) fn network(nodes: &[NodePlan], links: &[LinkPlan], findings: &mut Vec<Diagnostic>) {
    let sources = nodes.iter().filter(|node| node.kind == NodeKind::Traffic);
    if sources.clone().next().is_none() {
        findings.push(Diagnostic::error(
            Place::Model,
            "No request ever comes: there is no traffic.",
            "Add a traffic node and connect it.",
        ));
    }
    for source in sources {
        if source.next.is_empty() {
            findings.push(Diagnostic::warning(
                Place::Node(source.id.clone()),
                "Its requests go nowhere.",
                "Connect it to the first node of the request path.",
            ));
        }
    }
    let gated = nodes
        .iter()
        .filter(|node| node.station.as_ref().is_some_and(|station| station.concurrency_limit > 0));
    if gated.count() > MOST_GATES {
        findings.push(Diagnostic::error(
            Place::Model,
            format!("More than {MOST_GATES} nodes have a concurrency limit."),
            "Limit the concurrency where requests come in.",
        ));
    }
    for node in nodes {
        let Role::Policy { approve_below, decline_above, .. } = node.role else { continue };
        if node.by_action[1].is_none() && approve_below < decline_above {
            findings.push(Diagnostic::warning(
                Place::Node(node.id.clone()),
                "It leaves a band for people, but no review link: the band is approved.",
                "Connect it to a reviewer desk, or make both thresholds the same.",
            ));
        }
    }
    cycles::check(nodes, links, findings);
    copies::check(nodes, links, findings);
}

/// Which nodes a request can come to, along the links of which this holds.
pub(super) fn reached(
    nodes: &[NodePlan],
    links: &[LinkPlan],
    follows: impl Fn(&LinkPlan) -> bool,
) -> Vec<bool> {
    let mut leaving = vec![Vec::new(); nodes.len()];
    for link in links.iter().filter(|link| link.kind == LinkKind::Call && follows(link)) {
        leaving[link.from as usize].push(link.to as usize);
    }
    let mut reached: Vec<_> = nodes.iter().map(|node| node.kind == NodeKind::Traffic).collect();
    let mut open: Vec<_> = (0..nodes.len()).filter(|&at| reached[at]).collect();
    while let Some(at) = open.pop() {
        for &to in &leaving[at] {
            if !std::mem::replace(&mut reached[to], true) {
                open.push(to);
            }
        }
    }
    reached
}
