//! Copies of what is selected, beside the original: what Alt and a drag make.

use std::collections::BTreeMap;

use windtunnel_design::{Command, DocLink, Document, failures};

use super::moving::{Moving, with_contents};
use super::selection::Selection;
use super::thing::Thing;

/// Copies that stand where their originals do, until they are moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Copies {
    /// Adds them, or nothing.
    pub command: Command,
    /// The copies of what was selected.
    pub selection: Selection,
    /// The copies as things that move.
    pub moving: Moving,
    /// Original and copy.
    pub pairs: BTreeMap<Thing, Thing>,
}

/// Copies the unlocked things of a selection, what stands in their frames, and the links between
/// copied nodes, under new ids.
#[must_use]
pub fn copy(document: &Document, selection: &Selection) -> Copies {
    // The new ones are put in as they come, so that every id is free for one of them only.
    let mut after = document.clone();
    let mut commands = Vec::new();
    let mut pairs = BTreeMap::new();
    for thing in with_contents(document, selection) {
        let copy = match &thing {
            Thing::Node(id) => {
                let Some(node) = document.nodes.get(id).cloned() else { continue };
                let id = after.new_node_id(node.kind);
                after.nodes.insert(id.clone(), node.clone());
                commands.push(Command::AddNode(id.clone(), node));
                Thing::Node(id)
            }
            Thing::Sketch(id) => {
                let Some(sketch) = document.sketches.get(id).cloned() else { continue };
                let id = after.new_sketch_id();
                after.sketches.insert(id.clone(), sketch.clone());
                commands.push(Command::PutSketch(id.clone(), sketch));
                Thing::Sketch(id)
            }
        };
        pairs.insert(thing, copy);
    }
    let copied = |id: &str| {
        let copy = pairs.get(&Thing::Node(id.to_owned()));
        copy.map(|copy| copy.id().to_owned())
    };
    let mut bends = Vec::new();
    for link in document.links.values() {
        let (Some(from), Some(to)) = (copied(&link.from), copied(&link.to)) else { continue };
        let id = after.new_link_id(&from, &to);
        let link = DocLink { from, to, ..link.clone() };
        if !link.via.is_empty() {
            bends.push((id.clone(), link.via.clone()));
        }
        after.links.insert(id.clone(), link.clone());
        commands.push(Command::AddLink(id, link));
    }
    let plans = failures::copied(document, copied);
    commands.extend(plans.map(|(sink, plan)| Command::SetFailurePlan(sink, plan)));
    let mut chosen = Selection::default();
    for thing in selection.things() {
        if let Some(copy) = pairs.get(&thing) {
            chosen.add(copy.clone());
        }
    }
    let things = pairs.iter().filter_map(|(was, copy)| Some((copy.clone(), was.at(document)?)));
    let moving = Moving { things: things.collect(), bends };
    Copies { command: Command::Batch(commands), selection: chosen, moving, pairs }
}
