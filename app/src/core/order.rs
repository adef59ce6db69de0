//! The order in which the Tab key walks through the nodes: along the links, from traffic on.
//!
//! It depends on links and ids only, so dragging a node never moves it in the page.

use std::collections::{BTreeMap, VecDeque};

use windtunnel_design::Document;
use windtunnel_design::sim::model::NodeKind;

use super::sorted::set_of;

/// Ids of all nodes, sources first, each as early as the shortest way to it.
#[must_use]
pub fn tab_order(document: &Document) -> Vec<String> {
    let mut targets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for link in document.links.values().filter(|link| document.nodes.contains_key(&link.to)) {
        targets.entry(&link.from).or_default().push(&link.to);
    }
    let leads_to = |id: &str| targets.get(id).into_iter().flatten().copied();
    let mut depth: BTreeMap<&str, usize> = BTreeMap::new();
    let sources = document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::Traffic);
    let mut open: VecDeque<&str> = sources.map(|(id, _)| id.as_str()).collect();
    depth.extend(open.iter().map(|&id| (id, 0)));
    while let Some(id) = open.pop_front() {
        let next = depth[id] + 1;
        for to in leads_to(id) {
            if !depth.contains_key(to) {
                depth.insert(to, next);
                open.push_back(to);
            }
        }
    }
    // What traffic does not reach (a feed, say) comes just before what it leads to.
    let rank = |id: &str| match depth.get(id) {
        Some(&depth) => 2 * depth + 1,
        None => {
            let nearest = leads_to(id).filter_map(|to| depth.get(to)).min();
            nearest.map_or(usize::MAX, |&depth| 2 * depth)
        }
    };
    let ranked = set_of(document.nodes.keys().map(|id| (rank(id), id)));
    ranked.into_iter().map(|(_, id)| id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::model::{LinkKind, When};
    use windtunnel_design::{DocLink, DocNode, Point};

    use super::*;

    fn document(nodes: &[(&str, NodeKind)], links: &[(&str, &str)]) -> Document {
        let mut document = Document::default();
        for &(id, kind) in nodes {
            let node = DocNode::new(kind, Point::default());
            document.nodes.insert(id.into(), node);
        }
        for (index, &(from, to)) in links.iter().enumerate() {
            let link = DocLink::new(from, to, LinkKind::Call, When::Ok);
            document.links.insert(format!("{index}"), link);
        }
        document
    }

    #[test]
    fn tab_follows_the_requests_even_in_a_circle() {
        use NodeKind::{FeatureStore, Feed, Gateway, Service, Traffic};
        let nodes = [
            ("a-lonely", Service),
            ("b-store", FeatureStore),
            ("c-feed", Feed),
            ("d-gate", Gateway),
            ("e-shop", Traffic),
        ];
        let links = [
            ("e-shop", "d-gate"),
            ("d-gate", "b-store"),
            ("b-store", "d-gate"),
            ("c-feed", "b-store"),
        ];
        let order = tab_order(&document(&nodes, &links));
        assert_eq!(order, ["e-shop", "d-gate", "c-feed", "b-store", "a-lonely"]);
    }
}
