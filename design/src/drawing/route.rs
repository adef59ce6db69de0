//! A link as it is drawn: curves, a mark at its end that says what moves along it, and a place for its
//! words.

use std::fmt::Write as _;

use windtunnel_sim::model::LinkKind;

use super::geometry::{Cubic, Rect, distance, mix};
use super::tenths::Tenths;
use crate::Point;

/// Length and half width of an arrow head.
const ARROW: (f64, f64) = (8.0, 4.0);
/// How far a caption stands above a line that runs flat.
const CAPTION_RISE: f64 = 10.0;
/// Points by which a path is measured.
const SAMPLES: usize = 48;
/// Corners of a line that goes round things are this round.
const RADIUS: f64 = 14.0;

/// A side of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Right,
    Left,
    Top,
    Bottom,
}

/// The sides, each at its own place.
pub(super) const SIDES: [Side; 4] = [Side::Right, Side::Left, Side::Top, Side::Bottom];

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
    pub(super) fn new(curves: Vec<Cubic>) -> Self {
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

    /// A link whose start is being moved: from wherever the pointer is to the left side of a node.
    #[must_use]
    pub fn preview_back(from: Point, to: Rect) -> Self {
        let end = Point { x: to.x, y: to.centre().y };
        Self::new(vec![bow(from, Side::Right, end, Side::Left)])
    }

    /// A straight line.
    #[must_use]
    pub fn straight(from: Point, to: Point) -> Self {
        Self::new(vec![Cubic::line(from, to)])
    }

    /// A line through these places, with round corners.
    pub(super) fn through(stops: &[Point]) -> Self {
        Self::new(rounded(stops, RADIUS))
    }

    /// Where it leaves and where it enters.
    #[must_use]
    pub fn ends(&self) -> (Point, Point) {
        match (self.curves.first(), self.curves.last()) {
            (Some(first), Some(last)) => (first.points[0], last.points[3]),
            _ => Default::default(),
        }
    }

    /// The middle of each piece between the bends, where another can be put in.
    #[must_use]
    pub fn pieces(&self, via: &[Point]) -> Vec<Point> {
        if via.is_empty() {
            return vec![self.samples().at_share(0.5)];
        }
        let (start, end) = self.ends();
        let mut before = start;
        let mut middles = Vec::with_capacity(via.len() + 1);
        for &at in via.iter().chain([&end]) {
            middles.push(mix(before, at, 0.5));
            before = at;
        }
        middles
    }

    /// The mark at its end, as the `d` attribute of an SVG path, told apart without colour: requests
    /// end in a full head, features in an open double one, outcomes in a diamond, what is watched in
    /// a bar.
    #[must_use]
    pub fn mark(&self, kind: LinkKind) -> String {
        let [tip, one, other] = self.arrow;
        let base = mix(one, other, 0.5);
        // Along the line backwards, and across it, in shares of the head.
        let at = |back: f64, side: f64| Point {
            x: tip.x + (base.x - tip.x) * back + (one.x - base.x) * side,
            y: tip.y + (base.y - tip.y) * back + (one.y - base.y) * side,
        };
        let (stops, closed): (&[(f64, f64)], bool) = match kind {
            LinkKind::Call => (&[(0.0, 0.0), (1.0, 1.0), (1.0, -1.0)], true),
            LinkKind::Stream => (
                &[
                    (1.0, 1.0),
                    (0.0, 0.0),
                    (1.0, -1.0),
                    (0.0, 0.0),
                    (0.7, 0.0),
                    (1.7, 1.0),
                    (0.7, 0.0),
                    (1.7, -1.0),
                ],
                false,
            ),
            LinkKind::Feedback => (&[(0.0, 0.0), (0.8, 0.9), (1.6, 0.0), (0.8, -0.9)], true),
            LinkKind::Control => (&[(0.1, 1.2), (0.1, -1.2), (0.5, -1.2), (0.5, 1.2)], true),
        };
        let mut data = String::new();
        for (place, &(back, side)) in stops.iter().enumerate() {
            let Point { x, y } = at(back, side);
            let letter = if place == 0 { 'M' } else { 'L' };
            let _infallible = write!(data, "{letter}{} {}", Tenths(x), Tenths(y));
        }
        if closed {
            data.push('Z');
        }
        data
    }

    /// The `d` attribute of an SVG path.
    #[must_use]
    pub fn path_data(&self) -> String {
        let mut data = String::new();
        for (index, curve) in self.curves.iter().enumerate() {
            let [a, b, c, d] = curve.points.map(|at| (Tenths(at.x), Tenths(at.y)));
            // Writing to a string cannot fail.
            let _infallible = if index == 0 { write!(data, "M{} {}", a.0, a.1) } else { Ok(()) };
            let _infallible = write!(data, "C{} {} {} {} {} {}", b.0, b.1, c.0, c.1, d.0, d.1);
        }
        data
    }

    /// The `points` attribute of the arrow head's polygon.
    #[must_use]
    pub fn arrow_points(&self) -> String {
        let corners = self.arrow.map(|at| format!("{},{}", Tenths(at.x), Tenths(at.y)));
        corners.join(" ")
    }

    /// The path measured by length.
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

/// One curve that leaves and enters at right angles to the sides.
pub(super) fn bow(start: Point, leaves: Side, end: Point, enters: Side) -> Cubic {
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
    use super::*;

    const STOPS: [Point; 3] =
        [Point { x: 0.0, y: 0.0 }, Point { x: 100.0, y: 0.0 }, Point { x: 100.0, y: 80.0 }];

    #[test]
    fn every_kind_has_a_mark_of_its_own() {
        let route = Route::through(&STOPS);
        let kinds = [LinkKind::Call, LinkKind::Stream, LinkKind::Feedback, LinkKind::Control];
        let marks: std::collections::BTreeSet<_> = kinds.map(|kind| route.mark(kind)).into();
        assert_eq!(marks.len(), kinds.len());
        assert!(route.mark(LinkKind::Call).starts_with("M100 80"), "the tip is at the end");
    }

    #[test]
    fn a_piece_is_between_two_bends() {
        let route = Route::through(&STOPS);
        let pieces = route.pieces(&STOPS[1..2]);
        assert_eq!(pieces, [Point { x: 50.0, y: 0.0 }, Point { x: 100.0, y: 40.0 }]);
        assert_eq!(route.pieces(&[]).len(), 1);
    }

    #[test]
    fn samples_are_even_along_the_path() {
        let samples = Route::through(&STOPS).samples();
        let step = samples.length / 10.0;
        for part in 0..10 {
            let (from, to) = (f64::from(part) * step, f64::from(part + 1) * step);
            assert!((distance(samples.at(from), samples.at(to)) - step).abs() < step * 0.15);
        }
    }
}
