//! Frames of ours as groups of other programs, and back.

use std::collections::BTreeMap;

use super::build::{FoundGroup, FoundNode};
use crate::document::{Document, Point};
use crate::drawing::geometry::{Rect, sketch_rect};
use crate::sketch::{Shape, Size, Sketch};

/// Free space around what stands in a frame.
const ROOM: f64 = 24.0;
/// Room for the titles of frames within it: a title stands above its frame.
const TITLE: f64 = 24.0;
/// Deepest nesting that is followed.
const DEEPEST: usize = 16;

/// What stands directly in each frame.
#[derive(Debug, Default)]
pub(super) struct Within<'a> {
    /// Ids of frames by the frame they stand in; `None` for those in no other.
    pub(super) frames: BTreeMap<Option<&'a str>, Vec<&'a str>>,
    /// Ids of nodes by the frame they stand in.
    pub(super) nodes: BTreeMap<Option<&'a str>, Vec<&'a str>>,
}

/// Sorts nodes and frames into the smallest frame around each.
pub(super) fn within(document: &Document) -> Within<'_> {
    let mut frames: Vec<(&str, Rect)> = document
        .sketches
        .iter()
        .filter(|(_, sketch)| sketch.shape == Shape::Frame)
        .map(|(id, sketch)| (id.as_str(), sketch_rect(sketch)))
        .collect();
    // Smallest first, and each only within a later one: so nothing is within itself.
    frames.sort_by(|(_, a), (_, b)| (a.w * a.h).total_cmp(&(b.w * b.h)));
    let mut within = Within::default();
    for (at, (id, rect)) in frames.iter().enumerate() {
        let around = frames[at + 1..].iter().find(|(_, outer)| outer.holds(*rect));
        within.frames.entry(around.map(|(id, _)| *id)).or_default().push(id);
    }
    for (id, node) in &document.nodes {
        let middle = Rect::node(node.at).centre();
        let around = frames.iter().find(|(_, frame)| frame.contains(middle, 0.0));
        within.nodes.entry(around.map(|(id, _)| *id)).or_default().push(id);
    }
    within
}

/// Draws a frame around what stands in each group. Gives the titles of those that cannot be drawn,
/// because others stand between their parts.
pub(super) fn frame(
    document: &mut Document,
    groups: &[FoundGroup],
    nodes: &[(&FoundNode, &String)],
) -> Vec<String> {
    // The rectangle around each group's nodes, and how many levels of groups it holds.
    let mut around: Vec<Option<(Rect, usize)>> = vec![None; groups.len()];
    let mut members: Vec<Vec<&String>> = vec![Vec::new(); groups.len()];
    for (node, id) in nodes {
        let Some(at) = document.nodes.get(*id).map(|node| node.at) else { continue };
        let mut group = node.group;
        for level in 0..DEEPEST {
            let Some(index) = group.filter(|index| *index < groups.len()) else { break };
            let (rect, levels) = around[index].unwrap_or((Rect::node(at), 0));
            around[index] = Some((rect.union(Rect::node(at)), levels.max(level)));
            members[index].push(id);
            group = groups[index].parent;
        }
    }
    let mut undrawn = Vec::new();
    for ((group, around), members) in groups.iter().zip(around).zip(members) {
        let Some((rect, levels)) = around else { continue };
        let room = ROOM * (levels + 1) as f64;
        let title = TITLE * levels as f64;
        let at = Point { x: rect.x - room, y: rect.y - room - title };
        let size = Size { w: rect.w + 2.0 * room, h: rect.h + 2.0 * room + title };
        let mut sketch = Sketch::new(Shape::Frame, at, size);
        let frame = sketch_rect(&sketch);
        let stranger = document.nodes.iter().any(|(id, node)| {
            frame.contains(Rect::node(node.at).centre(), 0.0) && !members.contains(&id)
        });
        if stranger {
            undrawn.push(group.title.clone());
            continue;
        }
        sketch.text.clone_from(&group.title);
        let id = document.new_sketch_id();
        document.sketches.insert(id, sketch);
    }
    undrawn
}
