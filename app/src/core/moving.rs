//! What moves together: the selected things, what stands in their frames, and the bends of links
//! between them.

use std::collections::BTreeSet;

use windtunnel_design::{Command, DocLink, Document, Point};

use super::selection::Selection;
use super::thing::Thing;

/// Where things were when their move began; every step of it is counted from there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moving {
    /// Nodes and sketches.
    pub things: Vec<(Thing, Point)>,
    /// The bends of links whose both ends move.
    pub bends: Vec<(String, Vec<Point>)>,
}

impl Moving {
    /// What moves with a selection. What is locked stays.
    #[must_use]
    pub fn of(document: &Document, selection: &Selection) -> Self {
        let things = with_contents(document, selection);
        let nodes: BTreeSet<&str> = things.iter().filter_map(node_id).collect();
        let moves_whole = |link: &DocLink| nodes.contains(&*link.from) && nodes.contains(&*link.to);
        let bends = document
            .links
            .iter()
            .filter(|(_, link)| !link.via.is_empty() && moves_whole(link))
            .map(|(id, link)| (id.clone(), link.via.clone()))
            .collect();
        let things =
            things.into_iter().filter_map(|thing| Some((thing.clone(), thing.at(document)?)));
        Self { things: things.collect(), bends }
    }

    /// Puts all of it so far from where it was.
    #[must_use]
    pub fn by(&self, document: &Document, dx: f64, dy: f64) -> Command {
        let shifted = |was: &Point| Point { x: was.x + dx, y: was.y + dy };
        let things =
            self.things.iter().filter_map(|(thing, was)| thing.put_at(document, shifted(was)));
        let bends = self.bends.iter().filter_map(|(id, was)| {
            let link = document.links.get(id)?.clone();
            let via = was.iter().map(shifted).collect();
            Some(Command::SetLink(id.clone(), DocLink { via, ..link }))
        });
        Command::Batch(things.chain(bends).collect())
    }
}

/// The unlocked things of a selection and those that stand in its frames.
#[must_use]
pub fn with_contents(document: &Document, selection: &Selection) -> Vec<Thing> {
    let free = |thing: &Thing| !thing.is_locked(document);
    let chosen: BTreeSet<Thing> = selection.things().filter(free).collect();
    let inside = chosen.iter().filter(|thing| thing.is_frame(document));
    let inside: Vec<Thing> = inside.flat_map(|frame| contents(document, frame)).collect();
    let mut all = chosen;
    all.extend(inside.into_iter().filter(free));
    all.into_iter().collect()
}

/// What stands in a frame: nodes, notes and arrows by their middle, frames as a whole.
#[must_use]
pub fn contents(document: &Document, frame: &Thing) -> Vec<Thing> {
    let Some(around) = frame.rect(document) else { return Vec::new() };
    let stands_in = |thing: &Thing| {
        let Some(rect) = thing.rect(document).filter(|_| thing != frame) else { return false };
        if thing.is_frame(document) {
            around.holds(rect)
        } else {
            around.contains(rect.centre(), 0.0)
        }
    };
    Thing::all(document).filter(stands_in).collect()
}

fn node_id(thing: &Thing) -> Option<&str> {
    match thing {
        Thing::Node(id) => Some(id),
        Thing::Sketch(_) => None,
    }
}
