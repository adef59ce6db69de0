//! A way round what stands between two ends: out, along a free lane, and in.

use super::geometry::{Cubic, Rect};
use super::sorted::sort_short;
use crate::Point;

/// Clear space that a way keeps from nodes.
const CLEAR: f64 = 24.0;
/// How much longer a way may be for one node less that it runs over.
const HIT: f64 = 10_000.0;
/// So many lanes are tried, the nearest.
const LANES: usize = 16;
/// Among more nodes than this no way round is clearer than a straight one.
const CROWD: usize = 120;
/// Points at which a curve is held against a node.
const CHECKS: usize = 24;

/// Does the curve run through the rectangle?
pub(super) fn collides(curve: &Cubic, rect: Rect) -> bool {
    // A curve stays between its controls.
    let [a, b, c, d] = curve.points;
    if !Rect::between(a, b).union(Rect::between(c, d)).grown(1.0).overlaps(rect) {
        return false;
    }
    (1..CHECKS).any(|part| rect.contains(curve.at(part as f64 / CHECKS as f64), 2.0))
}

/// The corners of the shortest way that runs over the fewest of these rectangles; `None` in a
/// crowd. `upright`: it leaves and enters at left and right sides, else at top
/// and bottom ones. Neighbours at a side keep their distance, `offset`, on the way.
pub(super) fn detour(
    start: Point,
    end: Point,
    upright: bool,
    offset: f64,
    others: &[Rect],
) -> Option<Vec<Point>> {
    if others.len() > CROWD {
        return None;
    }
    // One direction is enough: the other one is it with x and y exchanged.
    if !upright {
        let turned: Vec<Rect> =
            others.iter().map(|it| Rect { x: it.y, y: it.x, w: it.h, h: it.w }).collect();
        let down = start.y <= end.y;
        let found = across(turn(start), turn(end), down, offset, &turned)?;
        return Some(found.into_iter().map(turn).collect());
    }
    across(start, end, true, offset, others)
}

fn turn(at: Point) -> Point {
    Point { x: at.y, y: at.x }
}

/// From left to right out, and from left to right in; mirrored unless `rightwards`.
fn across(
    start: Point,
    end: Point,
    rightwards: bool,
    offset: f64,
    others: &[Rect],
) -> Option<Vec<Point>> {
    let ahead = if rightwards { CLEAR } else { -CLEAR };
    let shift = offset * 0.3;
    let exits = [start.x + ahead + shift, edge(others, start, rightwards) + ahead];
    let entries = [end.x - ahead - shift, edge(others, end, !rightwards) - ahead];
    let own = others.iter().flat_map(|it| [it.bottom() + CLEAR + 8.0, it.y - CLEAR - 8.0]);
    let mut lanes: Vec<f64> = own.map(|lane| lane + shift).chain([end.y, start.y]).collect();
    let off = |lane: &f64| (lane - start.y).abs() + (lane - end.y).abs();
    sort_short(&mut lanes, |a, b| off(a).total_cmp(&off(b)));
    lanes.truncate(LANES);
    let mut best: Option<(f64, Vec<Point>)> = None;
    for lane in lanes {
        for out in exits {
            for into in entries {
                let stops = [
                    start,
                    Point { x: out, y: start.y },
                    Point { x: out, y: lane },
                    Point { x: into, y: lane },
                    Point { x: into, y: end.y },
                    end,
                ];
                let least = best.as_ref().map_or(f64::INFINITY, |(least, _)| *least - 1e-6);
                if let Some(cost) = cost_below(least, &stops, others) {
                    best = Some((cost, stops.to_vec()));
                }
            }
        }
    }
    best.map(|(_, stops)| without_repeats(stops))
}

/// Where the block of nodes around an end's column stops, on the side to which it looks.
fn edge(others: &[Rect], at: Point, rightwards: bool) -> f64 {
    let beside = others.iter().filter(|it| {
        let near = if rightwards { it.x } else { it.right() };
        (near - at.x).abs() < 2.0 * CLEAR
    });
    if rightwards {
        beside.map(|it| it.right()).fold(at.x, f64::max)
    } else {
        beside.map(|it| it.x).fold(at.x, f64::min)
    }
}

/// Length, and very much for every node that a piece runs over; `None` if it is not below this limit.
fn cost_below(limit: f64, stops: &[Point], others: &[Rect]) -> Option<f64> {
    let pieces = || stops.windows(2).map(|piece| Rect::between(piece[0], piece[1]));
    let mut cost: f64 = pieces().map(|along| along.w + along.h).sum();
    for along in pieces() {
        if cost >= limit {
            return None;
        }
        let along = along.grown(0.5);
        let met = others.iter().filter(|it| it.grown(-1.0).overlaps(along)).count();
        cost += HIT * met as f64;
    }
    (cost < limit).then_some(cost)
}

/// Corners where nothing turns would be rounded to no use.
fn without_repeats(stops: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(stops.len());
    for at in stops {
        if let [.., before, last] = kept.as_slice() {
            let same_x = (before.x - last.x).abs() < 1e-6 && (last.x - at.x).abs() < 1e-6;
            let same_y = (before.y - last.y).abs() < 1e-6 && (last.y - at.y).abs() < 1e-6;
            if same_x || same_y {
                kept.pop();
            }
        }
        kept.push(at);
    }
    kept
}
