//! Aligning, distributing and stacking what is selected.

use windtunnel_design::{Command, Document};

use super::geometry::Rect;
use super::moving::{Moving, contents};
use super::selection::Selection;
use super::sorted::sort_short;
use super::thing::Thing;

/// Along which line things are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Left edges.
    Left,
    /// Middles, one above the other.
    Centre,
    /// Right edges.
    Right,
    /// Top edges.
    Top,
    /// Middles, side by side.
    Middle,
    /// Bottom edges.
    Bottom,
}

/// In which direction things are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

/// Where in the stack things go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stack {
    /// Over everything.
    Front,
    /// One up.
    Forward,
    /// One down.
    Backward,
    /// Under everything.
    Back,
}

/// Layers stay well within what a document allows.
const LAYER_MAX: i32 = 100_000;

/// Puts two or more things on one line; `None` for fewer.
#[must_use]
pub fn align(document: &Document, selection: &Selection, line: Line) -> Option<Command> {
    let units = units(document, selection);
    let around = units.iter().map(|(_, rect)| *rect).reduce(Rect::union)?;
    let moves = units.iter().map(|(thing, rect)| {
        let (dx, dy) = match line {
            Line::Left => (around.x - rect.x, 0.0),
            Line::Centre => (around.centre().x - rect.centre().x, 0.0),
            Line::Right => (around.right() - rect.right(), 0.0),
            Line::Top => (0.0, around.y - rect.y),
            Line::Middle => (0.0, around.centre().y - rect.centre().y),
            Line::Bottom => (0.0, around.bottom() - rect.bottom()),
        };
        shift(document, thing, dx, dy)
    });
    (units.len() > 1).then(|| Command::Batch(moves.collect()))
}

/// Makes the gaps between three or more things equal; the outermost stay. `None` for fewer.
#[must_use]
pub fn distribute(document: &Document, selection: &Selection, axis: Axis) -> Option<Command> {
    let span = |rect: &Rect| match axis {
        Axis::Across => (rect.x, rect.w),
        Axis::Down => (rect.y, rect.h),
    };
    let mut units = units(document, selection);
    if units.len() < 3 {
        return None;
    }
    sort_short(&mut units, |(_, a), (_, b)| {
        let middle = |rect| span(rect).0 + span(rect).1 / 2.0;
        middle(a).total_cmp(&middle(b))
    });
    let (first, last) = (span(&units.first()?.1), span(&units.last()?.1));
    let filled: f64 = units.iter().map(|(_, rect)| span(rect).1).sum();
    let gap = (last.0 + last.1 - first.0 - filled) / (units.len() - 1) as f64;
    let mut next = first.0;
    let moves = units.iter().map(|(thing, rect)| {
        let (at, length) = span(rect);
        let by = next - at;
        next += length + gap;
        match axis {
            Axis::Across => shift(document, thing, by, 0.0),
            Axis::Down => shift(document, thing, 0.0, by),
        }
    });
    Some(Command::Batch(moves.collect()))
}

/// Puts the selected things over or under others, keeping their own order; `None` if they are there.
#[must_use]
pub fn stack(document: &Document, selection: &Selection, to: Stack) -> Option<Command> {
    let chosen: Vec<Thing> =
        selection.things().filter(|thing| thing.at(document).is_some()).collect();
    let layers = || chosen.iter().map(|thing| thing.layer(document));
    let others =
        || Thing::all(document).filter(|it| !selection.has(it)).map(|it| it.layer(document));
    let by = match to {
        Stack::Front => others().max()?.saturating_add(1) - layers().min()?,
        Stack::Back => others().min()?.saturating_sub(1) - layers().max()?,
        Stack::Forward => 1,
        Stack::Backward => -1,
    };
    let is_there = match to {
        Stack::Front | Stack::Forward => by <= 0 || others().max()? < layers().min()?,
        Stack::Back | Stack::Backward => by >= 0 || others().min()? > layers().max()?,
    };
    if is_there {
        return None;
    }
    let puts = chosen.iter().filter_map(|thing| {
        let layer = thing.layer(document).saturating_add(by).clamp(-LAYER_MAX, LAYER_MAX);
        thing.put_on_layer(document, layer)
    });
    Some(Command::Batch(puts.collect()))
}

/// What is arranged as one: unlocked things; what stands in a selected frame goes with the frame.
fn units(document: &Document, selection: &Selection) -> Vec<(Thing, Rect)> {
    let frames = selection.things().filter(|thing| thing.is_frame(document));
    let inside: Vec<Thing> = frames.flat_map(|frame| contents(document, &frame)).collect();
    let free = |thing: &Thing| !thing.is_locked(document) && !inside.contains(thing);
    let things = selection.things().filter(free);
    things.filter_map(|thing| Some((thing.clone(), thing.rect(document)?))).collect()
}

fn shift(document: &Document, thing: &Thing, dx: f64, dy: f64) -> Command {
    Moving::of(document, &Selection::thing(thing)).by(document, dx, dy)
}

#[cfg(test)]
#[path = "arrange_tests.rs"]
mod tests;
