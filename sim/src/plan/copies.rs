//! How many sub-calls one visit makes, branches of branches included.

use super::{Diagnostic, LinkPlan, NodePlan, Place};
use crate::model::{LinkKind, When};

/// Sub-calls of one visit that are a design; more are a slip of the pen that would fill the memory.
const MOST_COPIES: f64 = 200_000.0;

pub(super) fn check(nodes: &[NodePlan], links: &[LinkPlan], findings: &mut Vec<Diagnostic>) {
    let copies = copies(nodes, links);
    for (at, node) in nodes.iter().enumerate() {
        let is_first = || {
            let mut ways = leaving(node).into_iter().map(|link| links[link as usize].to as usize);
            ways.all(|to| copies[to] <= MOST_COPIES)
        };
        if copies[at] > MOST_COPIES && is_first() {
            findings.push(Diagnostic::error(
                Place::Node(nodes[at].id.clone()),
                format!(
                    "One visit makes {:.0} calls at once, those of its branches included: more \
                     than {MOST_COPIES:.0}.",
                    copies[at]
                ),
                "Make fewer copies, or nest fewer fan-outs.",
            ));
        }
    }
}

fn leaving(node: &NodePlan) -> Vec<u32> {
    let next = node.next.iter().map(|&(_, link)| link);
    let others = [&node.on_failure, &node.branches, &node.shadows];
    next.chain(node.by_action.iter().flatten().copied())
        .chain(others.into_iter().flatten().copied())
        .collect()
}

/// Sub-calls of one visit to each node: every branch and shadow counts, and of all other ways on
/// the one with the most. Links that close a loop count for nothing: the run looks after those.
fn copies(nodes: &[NodePlan], links: &[LinkPlan]) -> Vec<f64> {
    let ways: Vec<_> = nodes.iter().map(leaving).collect();
    let mut copies = vec![0.0; nodes.len()];
    let mut is_done = vec![false; nodes.len()];
    let mut is_open = vec![false; nodes.len()];
    for root in 0..nodes.len() {
        // Depth first, without recursion: a design may be ten thousand nodes deep.
        let mut path = vec![(root, 0)];
        while let Some((at, way)) = path.pop() {
            if is_done[at] || (way == 0 && std::mem::replace(&mut is_open[at], true)) {
                continue;
            }
            if let Some(&link) = ways[at].get(way) {
                path.push((at, way + 1));
                path.push((links[link as usize].to as usize, 0));
                continue;
            }
            let (mut made, mut on) = (0.0, 0.0_f64);
            for link in ways[at].iter().map(|&link| &links[link as usize]) {
                debug_assert_eq!(link.kind, LinkKind::Call);
                let there = if is_done[link.to as usize] { copies[link.to as usize] } else { 0.0 };
                match link.when {
                    When::Branch => made += f64::from(link.copies) * (1.0 + there),
                    When::Shadow => made += 1.0 + there,
                    _ => on = on.max(there),
                }
            }
            copies[at] = made + on;
            is_done[at] = true;
        }
    }
    copies
}
