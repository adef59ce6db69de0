//! The ways of all links of a document, computed again only where something has moved.
//!
//! A link runs from the right port of its source to the left port of its target; where the target
//! stands in the same column, from below to above, or the other way round. Where other nodes stand
//! in its way it goes round them, unless a person has bent it: then it goes where they said. Links
//! that share a side are spread along it, in the order of where they go, so that they do not cross
//! or hide each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::detour::{collides, detour};
use super::geometry::{NODE_H, NODE_W, Rect};
use super::route::{Route, SIDES, Side, bow};
use super::sorted::{map_of, sort_short};
use crate::{Document, Point};

/// Clear space, in canvas units, that a link needs between two nodes.
const GAP: f64 = 24.0;
/// Distance of neighbouring links on a left or right side.
const SPREAD_UPRIGHT: f64 = 22.0;
/// Distance of neighbouring links on a top or bottom side.
const SPREAD_FLAT: f64 = 28.0;
/// How far beside its ends a link looks for what stands in its way, and for a way round it.
const REACH: f64 = 240.0;

/// The ways of all links whose ends exist, by id.
#[must_use]
pub fn routes(document: &Document) -> BTreeMap<String, Route> {
    let mut router = Router::default();
    router.update(document);
    map_of(router.known.into_iter().map(|(id, known)| (id, Arc::unwrap_or_clone(known.route))))
}

/// Ways that are kept from one look at a document to the next. The outcome is always that of
/// [`routes`]: a way depends on the two ends, on its place among its neighbours, and on the nodes
/// within reach, and is found again when one of these changes.
#[derive(Debug, Clone, Default)]
pub struct Router {
    places: BTreeMap<String, Point>,
    known: BTreeMap<String, Known>,
}

/// A way, and what it was found from.
#[derive(Debug, Clone)]
struct Known {
    ends: Ends,
    way: Way,
    route: Arc<Route>,
}

/// What it took to find a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A person has bent it: nothing that stands beside it matters.
    Bent,
    /// Nothing is in the way of a straight one; it stays so unless something comes into it.
    Free,
    /// It went round all that is within reach.
    Sought,
}

/// What a way depends on, other nodes aside.
#[derive(Debug, Clone, PartialEq)]
struct Ends {
    from: Rect,
    to: Rect,
    /// How far start and end stand from the middle of their sides.
    offsets: (f64, f64),
    via: Vec<Point>,
}

impl Ends {
    /// Where nodes can be in the way.
    fn reach(&self) -> Rect {
        self.from.union(self.to).grown(REACH)
    }
}

impl Known {
    /// Does it still hold, with these ends and after nodes have left, or come to, these places?
    fn holds(&self, plan: &Plan<'_>, offsets: (f64, f64), moved: &[Rect]) -> bool {
        let Ends { from, to, offsets: before, via } = &self.ends;
        if (*from, *to, *before) != (plan.from, plan.to, offsets) || via != plan.via {
            return false;
        }
        match self.way {
            Way::Bent => true,
            Way::Free => !moved.iter().any(|rect| collides(&self.route.curves[0], *rect)),
            Way::Sought => {
                let reach = self.ends.reach();
                !moved.iter().any(|rect| rect.overlaps(reach))
            }
        }
    }
}

impl Router {
    /// Finds the ways of all links of the document as it stands. Ids of the links that now run another
    /// way, come and gone ones among them.
    pub fn update(&mut self, document: &Document) -> Vec<String> {
        let moved = self.note_places(document);
        let nodes: Vec<(&str, Rect)> =
            document.nodes.iter().map(|(id, node)| (id.as_str(), Rect::node(node.at))).collect();
        let plans = plans(document, &nodes);
        let mut changed = Vec::new();
        for (plan, offsets) in plans.iter().zip(spread(&plans)) {
            let before = self.known.get(plan.id);
            if before.is_some_and(|known| known.holds(plan, offsets, &moved)) {
                continue;
            }
            let ends = Ends { from: plan.from, to: plan.to, offsets, via: plan.via.to_vec() };
            let (route, way) = route(&nodes, plan, &ends);
            let route = match before {
                Some(known) if *known.route == route => Arc::clone(&known.route),
                _ => {
                    changed.push(plan.id.to_owned());
                    Arc::new(route)
                }
            };
            self.known.insert(plan.id.to_owned(), Known { ends, way, route });
        }
        if self.known.len() > plans.len() {
            let there: BTreeSet<&str> = plans.iter().map(|plan| plan.id).collect();
            let gone = self.known.extract_if(.., |id, _| !there.contains(id.as_str()));
            changed.extend(gone.map(|(id, _)| id));
        }
        changed
    }

    /// The way of a link, as of the last look.
    #[must_use]
    pub fn route(&self, id: &str) -> Option<Arc<Route>> {
        self.known.get(id).map(|known| Arc::clone(&known.route))
    }

    /// Where nodes have left, and where they have come to, since the last look.
    fn note_places(&mut self, document: &Document) -> Vec<Rect> {
        let mut moved = Vec::new();
        self.places.retain(|id, at| {
            let stays = document.nodes.contains_key(id);
            if !stays {
                moved.push(Rect::node(*at));
            }
            stays
        });
        for (id, node) in &document.nodes {
            match self.places.get_mut(id) {
                Some(at) if *at == node.at => {}
                Some(at) => {
                    moved.extend([Rect::node(*at), Rect::node(node.at)]);
                    *at = node.at;
                }
                None => {
                    moved.push(Rect::node(node.at));
                    self.places.insert(id.clone(), node.at);
                }
            }
        }
        moved
    }
}

fn route(nodes: &[(&str, Rect)], plan: &Plan<'_>, ends: &Ends) -> (Route, Way) {
    let start = anchor(plan.from, plan.leaves, ends.offsets.0);
    let end = anchor(plan.to, plan.enters, ends.offsets.1);
    if !plan.via.is_empty() {
        let stops: Vec<Point> =
            [start].into_iter().chain(plan.via.iter().copied()).chain([end]).collect();
        return (Route::through(&stops), Way::Bent);
    }
    let reach = ends.reach();
    let near = nodes.iter().enumerate().filter(|(_, (_, rect))| rect.overlaps(reach));
    let mut in_the_way: Vec<Rect> = near
        .filter(|(place, _)| *place != plan.places.0 && *place != plan.places.1)
        .map(|(_, (_, rect))| *rect)
        .collect();
    let is_back = plan.leaves == Side::Right && plan.to.x < plan.from.right() + GAP;
    let straight = bow(start, plan.leaves, end, plan.enters);
    if !is_back && !in_the_way.iter().any(|rect| collides(&straight, *rect)) {
        return (Route::new(vec![straight]), Way::Free);
    }
    in_the_way.extend([plan.from, plan.to]);
    let upright = matches!(plan.leaves, Side::Left | Side::Right);
    let route = match detour(start, end, upright, ends.offsets.0, &in_the_way) {
        Some(stops) => Route::through(&stops),
        None => Route::new(vec![straight]),
    };
    (route, Way::Sought)
}

struct Plan<'a> {
    id: &'a str,
    /// Places of its ends among all nodes.
    places: (usize, usize),
    from: Rect,
    to: Rect,
    leaves: Side,
    enters: Side,
    via: &'a [Point],
}

fn plans<'a>(document: &'a Document, nodes: &[(&str, Rect)]) -> Vec<Plan<'a>> {
    // Looked up a thousand times in each frame of a drag.
    let find = |id: &str| {
        let place = nodes.binary_search_by(|(other, _)| (*other).cmp(id)).ok()?;
        Some((place, nodes[place].1))
    };
    document
        .links
        .iter()
        .filter_map(|(id, link)| {
            let ((start, from), (end, to)) = (find(&link.from)?, find(&link.to)?);
            let (leaves, enters) = match (link.via.first(), link.via.last()) {
                (Some(first), Some(last)) => (side_towards(from, *first), side_towards(to, *last)),
                _ => sides(from, to),
            };
            let places = (start, end);
            Some(Plan { id, places, from, to, leaves, enters, via: &link.via })
        })
        .collect()
}

/// The side of a node that looks at a place.
fn side_towards(rect: Rect, place: Point) -> Side {
    let centre = rect.centre();
    let (dx, dy) = ((place.x - centre.x) / rect.w, (place.y - centre.y) / rect.h);
    match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
        (true, true, _) => Side::Right,
        (true, false, _) => Side::Left,
        (false, _, true) => Side::Bottom,
        (false, _, false) => Side::Top,
    }
}

fn sides(from: Rect, to: Rect) -> (Side, Side) {
    if to.x >= from.right() + GAP {
        (Side::Right, Side::Left)
    } else if to.y >= from.bottom() + GAP {
        (Side::Bottom, Side::Top)
    } else if from.y >= to.bottom() + GAP {
        (Side::Top, Side::Bottom)
    } else {
        (Side::Right, Side::Left)
    }
}

/// An end at a side: where the other end is along it, does the link leave here, which plan it is.
type End = (f64, bool, usize);

/// How far each link's start and end stand from the middle of their sides.
fn spread(plans: &[Plan<'_>]) -> Vec<(f64, f64)> {
    let nodes = plans.iter().map(|plan| plan.places.0.max(plan.places.1) + 1).max().unwrap_or(0);
    let mut at_side: Vec<Vec<End>> = vec![Vec::new(); nodes * SIDES.len()];
    for (index, plan) in plans.iter().enumerate() {
        let along = |side: Side, other: Rect| match side {
            Side::Left | Side::Right => other.centre().y,
            Side::Top | Side::Bottom => other.centre().x,
        };
        let mut join = |node: usize, side: Side, end: End| {
            at_side[node * SIDES.len() + side as usize].push(end);
        };
        join(plan.places.0, plan.leaves, (along(plan.leaves, plan.to), true, index));
        join(plan.places.1, plan.enters, (along(plan.enters, plan.from), false, index));
    }
    let mut offsets = vec![(0.0, 0.0); plans.len()];
    let sides = at_side.into_iter().zip(SIDES.into_iter().cycle());
    for (mut ends, side) in sides.filter(|(ends, _)| !ends.is_empty()) {
        sort_short(&mut ends, |a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        let (step, room) = match side {
            Side::Left | Side::Right => (SPREAD_UPRIGHT, NODE_H * 0.7),
            Side::Top | Side::Bottom => (SPREAD_FLAT, NODE_W * 0.7),
        };
        let gaps = (ends.len() - 1) as f64;
        let step = if gaps > 0.0 { step.min(room / gaps) } else { 0.0 };
        for (place, &(_, leaves, index)) in ends.iter().enumerate() {
            let offset = (place as f64 - gaps / 2.0) * step;
            if leaves {
                offsets[index].0 = offset;
            } else {
                offsets[index].1 = offset;
            }
        }
    }
    offsets
}

fn anchor(rect: Rect, side: Side, offset: f64) -> Point {
    let centre = rect.centre();
    match side {
        Side::Right => Point { x: rect.right(), y: centre.y + offset },
        Side::Left => Point { x: rect.x, y: centre.y + offset },
        Side::Top => Point { x: centre.x + offset, y: rect.y },
        Side::Bottom => Point { x: centre.x + offset, y: rect.bottom() },
    }
}

#[cfg(test)]
#[path = "wiring_tests.rs"]
mod tests;
