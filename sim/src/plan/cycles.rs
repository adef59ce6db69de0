//! Loops that a request cannot leave.

use super::{Diagnostic, LinkPlan, NodePlan, Place, Role};
use crate::model::{LinkKind, NodeKind};
use crate::stats::Law;

pub(super) fn check(nodes: &[NodePlan], links: &[LinkPlan], findings: &mut Vec<Diagnostic>) {
    let known = findings.len();
    instant_cycle(nodes, links, findings);
    if findings.len() > known {
        return;
    }
    let place = |at: usize| Place::Node(nodes[at].id.clone());
    let instantly = trapped(nodes, links, |at| takes_no_time(&nodes[at]), |link| link.latency == 0);
    for &at in &instantly {
        findings.push(Diagnostic::error(
            place(at),
            "Requests that come to it go round a loop that takes no time, and never leave it.",
            "Give the loop a way out, or put a node that takes time on it.",
        ));
    }
    if !instantly.is_empty() {
        return;
    }
    for at in trapped(nodes, links, |_| true, |_| true) {
        findings.push(Diagnostic::warning(
            place(at),
            "Requests that come to it go round a loop and never leave it, unless they fail.",
            "Give the loop a way out.",
        ));
    }
}

/// Is a visit over in the moment in which it begins, unless somebody is in its way?
fn takes_no_time(node: &NodePlan) -> bool {
    node.station.as_ref().is_none_or(|station| {
        let serves = matches!(station.service, Law::Deterministic { value } if value < 0.5);
        let batches = station.batch.is_some_and(|batch| batch.delay > 0 || batch.per_item > 0.0);
        let limits = station.setup.is_some() || station.rate_limit.is_some();
        serves && station.extra == 0 && !batches && !limits
    })
}

/// Nodes from which no request ever comes out, following links of which both hold: the largest
/// set of which every member leads into it, whatever happens (or makes copies that do).
fn trapped(
    nodes: &[NodePlan],
    links: &[LinkPlan],
    holds: impl Fn(usize) -> bool,
    follows: impl Fn(&LinkPlan) -> bool,
) -> Vec<usize> {
    let mut inside: Vec<_> = (0..nodes.len())
        .map(|at| {
            let has_way_out = nodes[at].kind == NodeKind::Traffic
                || matches!(nodes[at].role, Role::Sink { .. } | Role::Cache(_))
                || nodes[at].station.as_ref().is_some_and(|station| station.error_rate > 0.0);
            !has_way_out && holds(at)
        })
        .collect();
    let mut entering = vec![Vec::new(); nodes.len()];
    for link in links.iter().filter(|link| link.kind == LinkKind::Call) {
        entering[link.to as usize].push(link.from as usize);
    }
    let stays = |at: usize, inside: &[bool]| {
        let node = &nodes[at];
        let goes_in = |&link: &u32| {
            let link = &links[link as usize];
            follows(link) && inside[link.to as usize]
        };
        let copies = || node.branches.iter().chain(&node.shadows).any(goes_in);
        let all = |mut ways: Box<dyn Iterator<Item = u32> + '_>| ways.all(|link| goes_in(&link));
        let on = if matches!(node.role, Role::Policy { .. }) {
            node.by_action.iter().all(Option::is_some)
                && all(Box::new(node.by_action.iter().flatten().copied()))
        } else {
            let taken = node.next.iter().filter(|&&(_, link)| links[link as usize].weight > 0.0);
            !node.next.is_empty() && all(Box::new(taken.map(|&(_, link)| link)))
        };
        on || copies()
    };
    let mut open: Vec<_> = (0..nodes.len()).collect();
    while let Some(at) = open.pop() {
        if inside[at] && !stays(at, &inside) {
            inside[at] = false;
            open.extend(&entering[at]);
        }
    }
    (0..nodes.len()).filter(|&at| inside[at]).collect()
}

/// A loop of nodes that take no time would never end.
fn instant_cycle(nodes: &[NodePlan], links: &[LinkPlan], findings: &mut Vec<Diagnostic>) {
    let instant = |at: u32| nodes[at as usize].station.is_none();
    let steps: Vec<_> = links
        .iter()
        .filter(|link| link.kind == LinkKind::Call && link.latency == 0)
        .filter(|link| instant(link.from) && instant(link.to))
        .map(|link| (link.from as usize, link.to as usize))
        .collect();
    // Peel off nodes that nothing (left) leads into; what cannot be peeled is on or behind a loop.
    let mut incoming = vec![0_usize; nodes.len()];
    let mut leaving = vec![Vec::new(); nodes.len()];
    for &(from, to) in &steps {
        incoming[to] += 1;
        leaving[from].push(to);
    }
    let mut free: Vec<_> = (0..nodes.len()).filter(|&at| incoming[at] == 0).collect();
    while let Some(at) = free.pop() {
        for &to in &leaving[at] {
            incoming[to] -= 1;
            if incoming[to] == 0 {
                free.push(to);
            }
        }
    }
    for at in (0..nodes.len()).filter(|&at| incoming[at] > 0) {
        findings.push(Diagnostic::error(
            Place::Node(nodes[at].id.clone()),
            "It is on a loop of nodes that take no time, which would never end.",
            "Break the loop, or put a node that takes time on it.",
        ));
    }
}
