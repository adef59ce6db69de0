//! Rectangles, the size of a node, and the cubic curves that links are made of.

use crate::{Document, Point, Sketch};

/// Width of a node in canvas units.
pub const NODE_W: f64 = 176.0;
/// Height of a node in canvas units.
pub const NODE_H: f64 = 76.0;
/// Nodes stand on a grid of this width unless a person asks otherwise.
pub const GRID: f64 = 8.0;

/// A rectangle in canvas units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// The rectangle of a node whose top left corner is here.
    #[must_use]
    pub fn node(at: Point) -> Self {
        Self { x: at.x, y: at.y, w: NODE_W, h: NODE_H }
    }

    /// The rectangle between two corners, in whatever order.
    #[must_use]
    pub fn between(a: Point, b: Point) -> Self {
        Self { x: a.x.min(b.x), y: a.y.min(b.y), w: (a.x - b.x).abs(), h: (a.y - b.y).abs() }
    }

    /// The middle.
    #[must_use]
    pub fn centre(self) -> Point {
        Point { x: self.x + self.w / 2.0, y: self.y + self.h / 2.0 }
    }

    /// Right edge.
    #[must_use]
    pub fn right(self) -> f64 {
        self.x + self.w
    }

    /// Bottom edge.
    #[must_use]
    pub fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// Is the point inside, or at most `slop` outside?
    #[must_use]
    pub fn contains(self, point: Point, slop: f64) -> bool {
        point.x >= self.x - slop
            && point.x <= self.right() + slop
            && point.y >= self.y - slop
            && point.y <= self.bottom() + slop
    }

    /// Do the two share any area?
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Is the other one wholly inside?
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// The rectangle with so much more on every side.
    #[must_use]
    pub fn grown(self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            w: self.right().max(other.right()) - x,
            h: self.bottom().max(other.bottom()) - y,
        }
    }
}

/// The smallest rectangle around these nodes; `None` without any.
pub fn bounds(points: impl Iterator<Item = Point>) -> Option<Rect> {
    points.map(Rect::node).reduce(Rect::union)
}

/// The smallest rectangle around all that a document draws.
#[must_use]
pub fn document_bounds(document: &Document) -> Option<Rect> {
    let nodes = document.nodes.values().map(|node| Rect::node(node.at));
    nodes.chain(document.sketches.values().map(sketch_rect)).reduce(Rect::union)
}

/// The rectangle that a sketch fills; of an arrow, the one between its ends.
#[must_use]
pub fn sketch_rect(sketch: &Sketch) -> Rect {
    Rect::between(sketch.at, sketch_end(sketch))
}

/// The corner of a sketch opposite of its place; the tip of an arrow.
#[must_use]
pub fn sketch_end(sketch: &Sketch) -> Point {
    Point { x: sketch.at.x + sketch.size.w, y: sketch.at.y + sketch.size.h }
}

/// The nearest place on the grid.
#[must_use]
pub fn snap(point: Point) -> Point {
    Point { x: (point.x / GRID).round() * GRID, y: (point.y / GRID).round() * GRID }
}

/// One cubic curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cubic {
    /// Start, two controls, end.
    pub points: [Point; 4],
}

impl Cubic {
    /// A straight line.
    #[must_use]
    pub fn line(from: Point, to: Point) -> Self {
        Self { points: [from, mix(from, to, 1.0 / 3.0), mix(from, to, 2.0 / 3.0), to] }
    }

    /// A rounded corner: from, around `corner`, to.
    #[must_use]
    pub fn corner(from: Point, corner: Point, to: Point) -> Self {
        // The cubic that equals the quadratic through the corner.
        Self { points: [from, mix(from, corner, 2.0 / 3.0), mix(to, corner, 2.0 / 3.0), to] }
    }

    /// The point at `t` from 0 to 1.
    #[must_use]
    pub fn at(&self, t: f64) -> Point {
        let [a, b, c, d] = self.points;
        let (ab, bc, cd) = (mix(a, b, t), mix(b, c, t), mix(c, d, t));
        mix(mix(ab, bc, t), mix(bc, cd, t), t)
    }
}

/// The point a share `t` of the way from one to the other.
#[must_use]
pub fn mix(from: Point, to: Point, t: f64) -> Point {
    Point { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t }
}

/// Distance between two points.
#[must_use]
pub fn distance(a: Point, b: Point) -> f64 {
    let (dx, dy) = (a.x - b.x, a.y - b.y);
    (dx * dx + dy * dy).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_rectangle_between_corners_does_not_mind_their_order() {
        let rect = Rect { x: 1.0, y: 2.0, w: 3.0, h: 4.0 };
        assert_eq!(Rect::between(point(1.0, 6.0), point(4.0, 2.0)), rect);
        assert_eq!(Rect::between(point(4.0, 2.0), point(1.0, 6.0)), rect);
    }

    #[test]
    fn touching_is_not_overlapping() {
        let rect = Rect { x: 0.0, y: 0.0, w: 10.0, h: 10.0 };
        assert!(!rect.overlaps(Rect { x: 10.0, ..rect }));
        assert!(rect.overlaps(Rect { x: 9.0, ..rect }));
    }

    #[test]
    fn bounds_hold_every_node() {
        let rect = bounds([point(0.0, 0.0), point(300.0, -50.0)].into_iter());
        assert_eq!(rect, Some(Rect { x: 0.0, y: -50.0, w: 300.0 + NODE_W, h: 50.0 + NODE_H }));
        assert_eq!(bounds(std::iter::empty()), None);
    }

    #[test]
    fn snapping_goes_to_the_nearest_grid_point() {
        assert_eq!(snap(point(3.9, -4.1)), point(0.0, -8.0));
        assert_eq!(snap(point(4.1, 12.1)), point(8.0, 16.0));
    }

    #[test]
    fn curves_begin_and_end_where_they_should() {
        let (a, b, c) = (point(0.0, 0.0), point(10.0, 0.0), point(10.0, 10.0));
        let corner = Cubic::corner(a, b, c);
        assert_eq!((corner.at(0.0), corner.at(1.0)), (a, c));
        let half = Cubic::line(a, c).at(0.5);
        assert!(distance(half, point(5.0, 5.0)) < 1e-9);
    }
}
