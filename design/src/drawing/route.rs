//! The way of every link: which sides it joins, and the curve between them.
//!
//! Forward links run from right to left port. Where the target is not to the right, links between
//! different rows run from bottom to top (or top to bottom), and links back along a row go round
//! below. Links that share a side are spread along it, in the order of where they go, so that they
//! do not cross or hide each other.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::geometry::{Cubic, Rect, distance, mix};
use super::sorted::{map_of, sort_short};
use crate::{Document, Point};

/// Clear space, in canvas units, that a link needs between two nodes.
const GAP: f64 = 24.0;
/// Distance of neighbouring links on a left or right side.
const SPREAD_UPRIGHT: f64 = 22.0;
/// Distance of neighbouring links on a top or bottom side.
const SPREAD_FLAT: f64 = 28.0;
/// Length and half width of an arrow head.
const ARROW: (f64, f64) = (8.0, 4.0);
/// How far a caption stands above a line that runs flat.
const CAPTION_RISE: f64 = 10.0;
/// Points by which a path is measured.
const SAMPLES: usize = 48;

/// A side of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Right,
    Left,
    Top,
    Bottom,
}

/// A link as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The curves, each beginning where the one before ends.
    pub curves: Vec<Cubic>,
    /// The arrow head: tip, then the two corners at its base.
    pub arrow: [Point; 3],
    /// Where a label stands.
    pub label: Point,
}

impl Route {
    fn new(curves: Vec<Cubic>) -> Self {
        let arrow = arrow_at_end(&curves);
        let mut route = Self { curves, arrow, label: Point::default() };
        route.label = caption_place(&route.samples());
        route
    }

    /// A link in the making: from the right port of a node to wherever the pointer is.
    #[must_use]
    pub fn preview(from: Rect, to: Point) -> Self {
        let start = Point { x: from.right(), y: from.centre().y };
        Self::new(vec![bow(start, Side::Right, to, Side::Left)])
    }

    /// The `d` attribute of an SVG path.
    #[must_use]
    pub fn path_data(&self) -> String {
        let mut data = String::new();
        for (index, curve) in self.curves.iter().enumerate() {
            let [a, b, c, d] = curve.points;
            // Writing to a string cannot fail.
            let _infallible =
                if index == 0 { write!(data, "M{:.1} {:.1}", a.x, a.y) } else { Ok(()) };
            let _infallible =
                write!(data, "C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", b.x, b.y, c.x, c.y, d.x, d.y);
        }
        data
    }

    /// The `points` attribute of the arrow head's polygon.
    #[must_use]
    pub fn arrow_points(&self) -> String {
        let [tip, one, other] = self.arrow;
        format!("{:.1},{:.1} {:.1},{:.1} {:.1},{:.1}", tip.x, tip.y, one.x, one.y, other.x, other.y)
    }

    /// The path measured by length, so that things can move along it evenly.
    #[must_use]
    pub fn samples(&self) -> Samples {
        let per_curve = (SAMPLES / self.curves.len().max(1)).max(4);
        let mut points: Vec<(f64, Point)> = Vec::with_capacity(SAMPLES + 1);
        let mut length = 0.0;
        for curve in &self.curves {
            for step in 0..=per_curve {
                let point = curve.at(step as f64 / per_curve as f64);
                if let Some(&(_, last)) = points.last() {
                    length += distance(last, point);
                }
                points.push((length, point));
            }
        }
        Samples { points, length }
    }
}

/// A path as points with their distance from its start.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples {
    points: Vec<(f64, Point)>,
    /// Length of the path.
    pub length: f64,
}

impl Samples {
    /// The point at a distance from the start.
    #[must_use]
    pub fn at(&self, along: f64) -> Point {
        let next = self.points.partition_point(|&(length, _)| length < along);
        match (next.checked_sub(1).and_then(|at| self.points.get(at)), self.points.get(next)) {
            (Some(&(start, from)), Some(&(end, to))) if end > start => {
                mix(from, to, (along - start) / (end - start))
            }
            (_, Some(&(_, point))) | (Some(&(_, point)), None) => point,
            (None, None) => Point::default(),
        }
    }

    /// The point at a share of the length.
    #[must_use]
    pub fn at_share(&self, share: f64) -> Point {
        self.at(self.length * share)
    }
}

/// The middle of the way; above it where the line runs flat, so that the words do not cover it.
fn caption_place(samples: &Samples) -> Point {
    let middle = samples.at_share(0.5);
    let (before, after) = (samples.at_share(0.45), samples.at_share(0.55));
    let flat = (after.x - before.x).abs() > 2.0 * (after.y - before.y).abs();
    Point { y: if flat { middle.y - CAPTION_RISE } else { middle.y }, ..middle }
}

/// The ways of all links whose ends exist, by id.
#[must_use]
pub fn routes(document: &Document) -> BTreeMap<String, Route> {
    let plans: Vec<Plan<'_>> = document
        .links
        .iter()
        .filter_map(|(id, link)| {
            let from = Rect::node(document.nodes.get(&link.from)?.at);
            let to = Rect::node(document.nodes.get(&link.to)?.at);
            let (leaves, enters) = sides(from, to);
            let ends = (link.from.as_str(), link.to.as_str());
            Some(Plan { id, ends, from, to, leaves, enters })
        })
        .collect();
    let offsets = spread(&plans);
    let routes = plans.iter().enumerate().map(|(index, plan)| {
        let start = anchor(plan.from, plan.leaves, offsets[index].0);
        let end = anchor(plan.to, plan.enters, offsets[index].1);
        let route = if plan.leaves == Side::Right && plan.to.x < plan.from.right() + GAP {
            around(plan.from, plan.to, start, end)
        } else {
            Route::new(vec![bow(start, plan.leaves, end, plan.enters)])
        };
        (plan.id.to_owned(), route)
    });
    map_of(routes)
}

struct Plan<'a> {
    id: &'a str,
    ends: (&'a str, &'a str),
    from: Rect,
    to: Rect,
    leaves: Side,
    enters: Side,
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
    let mut at_side: BTreeMap<(&str, Side), Vec<End>> = BTreeMap::new();
    for (index, plan) in plans.iter().enumerate() {
        let along = |side: Side, other: Rect| match side {
            Side::Left | Side::Right => other.centre().y,
            Side::Top | Side::Bottom => other.centre().x,
        };
        let leaving = (along(plan.leaves, plan.to), true, index);
        at_side.entry((plan.ends.0, plan.leaves)).or_default().push(leaving);
        let entering = (along(plan.enters, plan.from), false, index);
        at_side.entry((plan.ends.1, plan.enters)).or_default().push(entering);
    }
    let mut offsets = vec![(0.0, 0.0); plans.len()];
    for ((_, side), mut ends) in at_side {
        sort_short(&mut ends, |a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        let (step, room) = match side {
            Side::Left | Side::Right => (SPREAD_UPRIGHT, super::geometry::NODE_H * 0.7),
            Side::Top | Side::Bottom => (SPREAD_FLAT, super::geometry::NODE_W * 0.7),
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

/// One curve that leaves and enters at right angles to the sides.
fn bow(start: Point, leaves: Side, end: Point, enters: Side) -> Cubic {
    let (dx, dy) = ((end.x - start.x).abs(), (end.y - start.y).abs());
    let reach = match leaves {
        Side::Left | Side::Right => (dx * 0.5).max((dy * 0.25).min(60.0)).max(20.0),
        Side::Top | Side::Bottom => (dy * 0.5).max((dx * 0.25).min(60.0)).max(16.0),
    };
    Cubic { points: [start, push(start, leaves, reach), push(end, enters, reach), end] }
}

fn push(point: Point, side: Side, by: f64) -> Point {
    match side {
        Side::Right => Point { x: point.x + by, ..point },
        Side::Left => Point { x: point.x - by, ..point },
        Side::Top => Point { y: point.y - by, ..point },
        Side::Bottom => Point { y: point.y + by, ..point },
    }
}

/// Out at the right, below both nodes, and in at the left.
fn around(from: Rect, to: Rect, start: Point, end: Point) -> Route {
    let lane = from.bottom().max(to.bottom()) + 32.0;
    let right = start.x.max(if from == to { start.x } else { 0.0 }) + GAP;
    let left = end.x - GAP;
    let stops = [
        start,
        Point { x: right, y: start.y },
        Point { x: right, y: lane },
        Point { x: left, y: lane },
        Point { x: left, y: end.y },
        end,
    ];
    Route::new(rounded(&stops, 14.0))
}

/// A broken line with its corners rounded.
fn rounded(stops: &[Point], radius: f64) -> Vec<Cubic> {
    let mut curves = Vec::new();
    let mut here = stops[0];
    for corner in stops.windows(3) {
        let [before, at, after] = [corner[0], corner[1], corner[2]];
        let cut = |to: Point| {
            let length = distance(at, to);
            let share = if length > 0.0 { (radius / length).min(0.5) } else { 0.0 };
            mix(at, to, share)
        };
        let (into, out) = (cut(before), cut(after));
        curves.push(Cubic::line(here, into));
        curves.push(Cubic::corner(into, at, out));
        here = out;
    }
    curves.push(Cubic::line(here, stops[stops.len() - 1]));
    curves
}

fn arrow_at_end(curves: &[Cubic]) -> [Point; 3] {
    let Some(last) = curves.last() else { return [Point::default(); 3] };
    let [.., before, tip] = last.points;
    let length = distance(before, tip).max(1e-6);
    let (ux, uy) = ((tip.x - before.x) / length, (tip.y - before.y) / length);
    let base = Point { x: tip.x - ux * ARROW.0, y: tip.y - uy * ARROW.0 };
    let corner =
        |turn: f64| Point { x: base.x - uy * ARROW.1 * turn, y: base.y + ux * ARROW.1 * turn };
    [tip, corner(1.0), corner(-1.0)]
}

#[cfg(test)]
mod tests {
    use windtunnel_sim::model::{LinkKind, NodeKind, When};

    use super::*;
    use crate::drawing::geometry::{NODE_H, NODE_W};
    use crate::{DocLink, DocNode};

    fn drawn(nodes: &[(&str, f64, f64)], links: &[(&str, &str)]) -> BTreeMap<String, Route> {
        let mut document = Document::default();
        for &(id, x, y) in nodes {
            let node = DocNode::new(NodeKind::Service, Point { x, y });
            document.nodes.insert(id.into(), node);
        }
        for (index, &(from, to)) in links.iter().enumerate() {
            let link = DocLink::new(from, to, LinkKind::Call, When::Ok);
            document.links.insert(format!("{index}"), link);
        }
        routes(&document)
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

    #[test]
    fn samples_are_even_along_the_path() {
        let routes = drawn(&[("a", 0.0, 0.0), ("b", 400.0, 300.0)], &[("a", "b")]);
        let samples = routes["0"].samples();
        let step = samples.length / 10.0;
        for part in 0..10 {
            let (from, to) = (f64::from(part) * step, f64::from(part + 1) * step);
            assert!((distance(samples.at(from), samples.at(to)) - step).abs() < step * 0.1);
        }
    }
}
