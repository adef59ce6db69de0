//! The order in which the Tab key walks through the nodes: the topological one of requests, from
//! traffic on, so that nothing comes before what calls it. Behind them comes what stands beside the
//! requests, in the order of its own links, and last what is not linked at all.
//!
//! Of one level the upper comes before the lower and the left before the right; a cycle is broken at
//! the link that closes it on the way from traffic.

use std::collections::BTreeSet;

use windtunnel_design::Document;
use windtunnel_design::sim::model::{LinkKind, NodeKind};

use super::sorted::{map_of, set_of};

/// By number: the numbers that links lead to.
type Targets = Vec<BTreeSet<usize>>;

/// Ids of all nodes in the order of the Tab key.
#[must_use]
pub fn tab_order(document: &Document) -> Vec<String> {
    // Numbered as they come within a level.
    let placed = set_of(document.nodes.iter().map(|(id, node)| {
        let (x, y) = (node.at.x.round() as i64, node.at.y.round() as i64);
        (node.kind != NodeKind::Traffic, y, x, id)
    }));
    let numbers = map_of(placed.iter().enumerate().map(|(number, it)| (it.3.as_str(), number)));
    let mut calls: Targets = vec![BTreeSet::new(); placed.len()];
    let mut others = calls.clone();
    for link in document.links.values().filter(|link| link.from != link.to) {
        let ends = numbers.get(link.from.as_str()).zip(numbers.get(link.to.as_str()));
        let targets = if link.kind == LinkKind::Call { &mut calls } else { &mut others };
        if let Some((&from, &to)) = ends {
            targets[from].insert(to);
        }
    }
    let (on_way, beside) = (linked(&calls), linked(&others));
    // Of a part on the way of requests the other links say nothing about its place.
    for (from, targets) in others.iter_mut().enumerate() {
        targets.retain(|to| !on_way[from] && !on_way[*to]);
    }
    let (call_levels, other_levels) = (levels(&calls), levels(&others));
    let ranked = set_of(placed.iter().enumerate().map(|(number, &(is_no_traffic, _, _, id))| {
        let (group, level) = match (on_way[number] || !is_no_traffic, beside[number]) {
            (true, _) => (0, call_levels[number]),
            (false, true) => (1, other_levels[number]),
            (false, false) => (2, 0),
        };
        (group, level, number, id)
    }));
    ranked.into_iter().map(|(_, _, _, id)| id.clone()).collect()
}

/// Which of them have a link.
fn linked(targets: &Targets) -> Vec<bool> {
    let mut linked: Vec<bool> = targets.iter().map(|targets| !targets.is_empty()).collect();
    for &to in targets.iter().flatten() {
        linked[to] = true;
    }
    linked
}

/// How many links lead to each on the longest way, without those that close a cycle.
fn levels(targets: &Targets) -> Vec<usize> {
    let count = targets.len();
    let entered: BTreeSet<usize> = targets.iter().flatten().copied().collect();
    let begins = (0..count).filter(|number| !entered.contains(number));
    let (mut seen, mut left) = (vec![false; count], Vec::with_capacity(count));
    // What only a cycle leads to has no beginning; it is begun wherever it is met.
    for begin in begins.chain(0..count) {
        if std::mem::replace(&mut seen[begin], true) {
            continue;
        }
        let mut way = vec![(begin, targets[begin].iter())];
        while let Some((number, rest)) = way.last_mut() {
            match rest.next() {
                Some(&to) if !std::mem::replace(&mut seen[to], true) => {
                    way.push((to, targets[to].iter()));
                }
                Some(_) => {}
                None => {
                    left.push(*number);
                    way.pop();
                }
            }
        }
    }
    // Backwards from what was left last, every link leads on, but those that close a cycle.
    let (mut level, mut passed) = (vec![0; count], vec![false; count]);
    for &from in left.iter().rev() {
        passed[from] = true;
        for &to in targets[from].iter().filter(|to| !passed[**to]) {
            level[to] = level[to].max(level[from] + 1);
        }
    }
    level
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use windtunnel_design::sim::model::When;
    use windtunnel_design::{DocLink, DocNode, Point};

    use super::*;

    /// Nodes by id and height, traffic where the id begins with a t; calls `a>b`, streams `a~b`.
    fn order(nodes: &str, links: &str) -> String {
        let mut document = Document::default();
        for (at, word) in nodes.split_whitespace().enumerate() {
            let (id, y) = word.split_once('@').unwrap_or((word, "0"));
            let kind = if id.starts_with('t') { NodeKind::Traffic } else { NodeKind::Service };
            let at = Point { x: at as f64 * 100.0, y: y.parse().expect("a height") };
            document.nodes.insert(id.into(), DocNode::new(kind, at));
        }
        for (number, word) in links.split_whitespace().enumerate() {
            let kind = if word.contains('>') { LinkKind::Call } else { LinkKind::Stream };
            let (from, to) = word.split_once(['>', '~']).expect("two ends");
            let link = DocLink::new(from, to, kind, When::Ok);
            document.links.insert(format!("{number}"), link);
        }
        tab_order(&document).join(" ")
    }

    #[test]
    fn a_join_comes_after_the_longer_of_its_branches() {
        let order = order("join a b c t", "t>a a>join t>b b>c c>join");
        assert_eq!(order, "t a b c join");
    }

    #[test]
    fn of_one_level_the_upper_and_then_the_left_comes_first() {
        assert_eq!(order("t a@200 b@100 c@100", "t>a t>b t>c"), "t b c a");
    }

    #[test]
    fn a_cycle_is_broken_where_it_closes_on_the_way_from_traffic() {
        assert_eq!(order("c b a t", "t>a a>b b>c c>a"), "t a b c");
        assert_eq!(order("a b t", "t>a a>b b>a a>a"), "t a b");
        assert_eq!(order("t b a", "a>b b>a"), "t b a", "one that traffic does not reach");
    }

    #[test]
    fn beside_the_requests_come_data_and_last_what_is_not_linked() {
        let order = order("lonely feed pipe a store t", "t>a a>store pipe~feed feed~store");
        assert_eq!(order, "t a store pipe feed lonely");
    }

    #[test]
    fn traffic_comes_first_even_alone_or_below() {
        assert_eq!(order("a b t@500", "a>b"), "t a b");
    }

    #[test]
    fn links_to_what_is_gone_are_passed_over() {
        assert_eq!(order("t a", "t>gone gone>a t>a"), "t a");
    }

    proptest! {
        #[test]
        fn every_node_comes_once_and_without_cycles_behind_what_calls_it(
            links in prop::collection::vec((0_usize..12, 0_usize..12), 0..40),
            heights in prop::collection::vec(0..5, 12),
        ) {
            // From a lower number to a higher one: no cycles.
            let links: Vec<_> =
                links.iter().map(|&(a, b)| (a.min(b), a.max(b))).filter(|(a, b)| a != b).collect();
            let words: Vec<_> = links.iter().map(|(a, b)| format!("n{a}>n{b}")).collect();
            let nodes: Vec<_> =
                heights.iter().enumerate().map(|(at, y)| format!("n{at}@{y}")).collect();
            let order = order(&nodes.join(" "), &words.join(" "));
            let place = |at: usize| order.split(' ').position(|id| *id == format!("n{at}"));
            prop_assert_eq!(order.split(' ').count(), 12);
            for (from, to) in links {
                prop_assert!(place(from) < place(to), "{from} to {to} in {order}");
            }
        }
    }
}
