//! Ways of links on small drawings.

use windtunnel_sim::model::{LinkKind, NodeKind, When};

use super::*;
use crate::drawing::geometry::{NODE_H, NODE_W};
use crate::{DocLink, DocNode};

fn drawn(nodes: &[(&str, f64, f64)], links: &[(&str, &str)]) -> BTreeMap<String, Route> {
    routes(&document(nodes, links))
}

fn ends(route: &Route) -> (Point, Point) {
    (route.curves[0].points[0], route.curves[route.curves.len() - 1].points[3])
}

#[test]
fn a_forward_link_joins_right_and_left_ports() {
    let routes = drawn(&[("a", 0.0, 0.0), ("b", 300.0, 80.0)], &[("a", "b")]);
    let (start, end) = ends(&routes["0"]);
    assert_eq!(start, Point { x: NODE_W, y: NODE_H / 2.0 });
    assert_eq!(end, Point { x: 300.0, y: 80.0 + NODE_H / 2.0 });
    assert_eq!(routes["0"].arrow[0], end);
}

#[test]
fn a_link_within_a_column_joins_bottom_and_top() {
    let routes = drawn(&[("a", 0.0, 0.0), ("b", 0.0, 200.0)], &[("a", "b"), ("b", "a")]);
    let (start, end) = ends(&routes["0"]);
    assert_eq!((start.y, end.y), (NODE_H, 200.0));
    let (start, end) = ends(&routes["1"]);
    assert_eq!((start.y, end.y), (200.0, NODE_H));
    assert_ne!(ends(&routes["0"]).0.x, end.x, "there and back stand apart");
}

#[test]
fn a_link_back_along_a_row_goes_round_below() {
    let routes = drawn(&[("a", 400.0, 0.0), ("b", 0.0, 0.0)], &[("a", "b")]);
    let samples = routes["0"].samples();
    let lowest = (0..=100)
        .map(|share| samples.at_share(f64::from(share) / 100.0).y)
        .fold(f64::MIN, f64::max);
    assert!(lowest > NODE_H + 20.0);
    let (start, end) = ends(&routes["0"]);
    assert_eq!((start.x, end.x), (400.0 + NODE_W, 0.0));
}

#[test]
fn a_loop_on_itself_goes_round_its_node() {
    let routes = drawn(&[("a", 0.0, 0.0)], &[("a", "a")]);
    assert!(routes["0"].samples().length > 2.0 * NODE_W);
}

#[test]
fn links_that_share_a_side_leave_in_the_order_of_their_targets() {
    let nodes = [("a", 0.0, 0.0), ("up", 300.0, -200.0), ("down", 300.0, 200.0)];
    let routes = drawn(&nodes, &[("a", "down"), ("a", "up")]);
    assert!(ends(&routes["1"]).0.y < ends(&routes["0"]).0.y);
}

#[test]
fn twins_do_not_hide_each_other() {
    let routes =
        drawn(&[("a", 0.0, 0.0), ("b", 300.0, 0.0)], &[("a", "b"), ("a", "b"), ("a", "b")]);
    let heights: Vec<_> = routes.values().map(|route| route.label.y).collect();
    assert!(heights[0] < heights[1] && heights[1] < heights[2]);
}

#[test]
fn many_links_stay_on_their_side() {
    let links = [("a", "b"); 30];
    let routes = drawn(&[("a", 0.0, 0.0), ("b", 300.0, 0.0)], &links);
    for route in routes.values() {
        let (start, _) = ends(route);
        assert!(start.y > 0.0 && start.y < NODE_H);
    }
}

#[test]
fn a_link_to_nowhere_is_not_drawn() {
    assert!(drawn(&[("a", 0.0, 0.0)], &[("a", "gone")]).is_empty());
}

/// The nodes that a way runs through, its ends aside.
fn run_over(document: &Document) -> Vec<String> {
    let mut hit = Vec::new();
    for (id, route) in routes(document) {
        let (samples, link) = (route.samples(), &document.links[&id]);
        for (node, it) in
            document.nodes.iter().filter(|(it, _)| **it != link.from && **it != link.to)
        {
            let rect = Rect::node(it.at).grown(-2.0);
            let met =
                (0..=200).any(|part| rect.contains(samples.at_share(f64::from(part) / 200.0), 0.0));
            if met {
                hit.push(format!("{id} runs over {node}"));
            }
        }
    }
    hit
}

fn document(nodes: &[(&str, f64, f64)], links: &[(&str, &str)]) -> Document {
    let mut document = Document::default();
    for &(id, x, y) in nodes {
        document.nodes.insert(id.into(), DocNode::new(NodeKind::Service, Point { x, y }));
    }
    for (index, &(from, to)) in links.iter().enumerate() {
        let link = DocLink::new(from, to, LinkKind::Call, When::Ok);
        document.links.insert(format!("{index}"), link);
    }
    document
}

#[test]
fn links_go_round_what_stands_between() {
    let rows = [
        (vec![("a", 0.0, 0.0), ("m", 300.0, 0.0), ("b", 600.0, 0.0)], "along a row"),
        (vec![("a", 0.0, 0.0), ("m", 300.0, 40.0), ("b", 600.0, 200.0)], "aslant"),
        (vec![("a", 0.0, 0.0), ("m", 0.0, 150.0), ("b", 0.0, 300.0)], "down a column"),
        (vec![("a", 600.0, 0.0), ("m", 300.0, 100.0), ("b", 0.0, 0.0)], "back, below"),
        (
            vec![("a", 0.0, 0.0), ("m", 240.0, -60.0), ("n", 240.0, 60.0), ("b", 600.0, 0.0)],
            "two in the way",
        ),
    ];
    for (nodes, what) in rows {
        let document = document(&nodes, &[("a", "b")]);
        assert_eq!(run_over(&document), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn a_bent_link_goes_through_its_bends() {
    let mut document = document(&[("a", 0.0, 0.0), ("b", 600.0, 0.0)], &[("a", "b")]);
    let bends = [Point { x: 300.0, y: 200.0 }, Point { x: 500.0, y: 200.0 }];
    if let Some(link) = document.links.get_mut("0") {
        link.via = bends.to_vec();
    }
    let route = &routes(&document)["0"];
    let samples = route.samples();
    for bend in bends {
        let near = (0..=400)
            .map(|part| {
                super::super::geometry::distance(samples.at_share(f64::from(part) / 400.0), bend)
            })
            .fold(f64::MAX, f64::min);
        assert!(near < 10.0, "{near}");
    }
    assert_eq!(route.ends().0.y, NODE_H, "it leaves towards its first bend");
}

/// The ways that a router keeps for the links of a document.
fn kept(router: &Router, document: &Document) -> BTreeMap<String, Route> {
    let route = |id: &String| Some((id.clone(), (*router.route(id)?).clone()));
    document.links.keys().filter_map(route).collect()
}

#[test]
fn kept_ways_are_those_found_anew() {
    let mut document = document(
        &[("a", 0.0, 0.0), ("m", 300.0, 300.0), ("b", 600.0, 0.0), ("c", 600.0, 300.0)],
        &[("a", "b"), ("a", "c"), ("c", "a"), ("b", "b")],
    );
    let mut router = Router::default();
    let steps = [
        ("m", 300.0, 0.0),
        ("m", 300.0, 150.0),
        ("b", 600.0, 120.0),
        ("c", -400.0, 0.0),
        ("m", 3000.0, 0.0),
        ("a", 200.0, 90.0),
    ];
    for (id, x, y) in steps {
        if let Some(node) = document.nodes.get_mut(id) {
            node.at = Point { x, y };
        }
        router.update(&document);
        assert_eq!(kept(&router, &document), routes(&document), "{id} to {x}, {y}");
    }
    document.nodes.remove("m");
    document.links.remove("0");
    assert_eq!(router.update(&document).into_iter().filter(|id| id == "0").count(), 1);
    assert_eq!(router.route("0"), None);
}

/// Whatever is moved, bent, added or taken away: the ways are those found anew, and the links named
/// are those whose ways are others than before.
#[test]
fn kept_ways_are_those_found_anew_on_a_crowded_paper() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let mut document = document(&[], &[]);
    let mut router = Router::default();
    for step in 0..600 {
        let node = format!("n{}", random(14));
        let link = random(24).to_string();
        let at = Point { x: random(60) as f64 * 20.0, y: random(40) as f64 * 20.0 };
        match random(8) {
            0 => drop(document.nodes.remove(&node)),
            1 => drop(document.links.remove(&link)),
            2 => {
                let via = if random(2) == 0 { vec![] } else { vec![at] };
                document.links.get_mut(&link).into_iter().for_each(|link| link.via = via.clone());
            }
            3 => {
                let to = format!("n{}", random(14));
                document.links.insert(link, DocLink::new(&node, &to, LinkKind::Call, When::Ok));
            }
            _ => drop(document.nodes.insert(node, DocNode::new(NodeKind::Service, at))),
        }
        let before = kept(&router, &document);
        let mut changed = router.update(&document);
        let now = routes(&document);
        assert_eq!(kept(&router, &document), now, "step {step}");
        changed.retain(|id| document.links.contains_key(id));
        changed.sort();
        let others = document.links.keys().filter(|id| before.get(*id) != now.get(*id));
        assert!(others.eq(&changed), "step {step}: {changed:?}");
    }
}

#[test]
fn a_move_far_away_keeps_the_way() {
    let mut document =
        document(&[("a", 0.0, 0.0), ("b", 600.0, 0.0), ("z", 3000.0, 0.0)], &[("a", "b")]);
    let mut router = Router::default();
    assert_eq!(router.update(&document), ["0"]);
    let before = router.route("0").unwrap();
    if let Some(node) = document.nodes.get_mut("z") {
        node.at.y = 50.0;
    }
    assert!(router.update(&document).is_empty());
    assert!(Arc::ptr_eq(&before, &router.route("0").unwrap()));
}
