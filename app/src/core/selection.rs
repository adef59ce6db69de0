//! What is selected; a thing of the session, never of the document.

use std::collections::BTreeSet;

use windtunnel_design::Document;

use super::thing::Thing;

/// Selected things by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Nodes.
    pub nodes: BTreeSet<String>,
    /// Links.
    pub links: BTreeSet<String>,
    /// Notes, frames and arrows.
    pub sketches: BTreeSet<String>,
}

impl Selection {
    /// One node.
    #[must_use]
    pub fn node(id: &str) -> Self {
        Self { nodes: BTreeSet::from([id.to_owned()]), ..Self::default() }
    }

    /// One link.
    #[must_use]
    pub fn link(id: &str) -> Self {
        Self { links: BTreeSet::from([id.to_owned()]), ..Self::default() }
    }

    /// One note, frame or arrow.
    #[must_use]
    pub fn sketch(id: &str) -> Self {
        Self { sketches: BTreeSet::from([id.to_owned()]), ..Self::default() }
    }

    /// One node or sketch.
    #[must_use]
    pub fn thing(thing: &Thing) -> Self {
        Self::default().toggled(thing)
    }

    /// Is nothing selected?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// How many things are selected.
    #[must_use]
    pub fn count(&self) -> usize {
        self.nodes.len() + self.links.len() + self.sketches.len()
    }

    /// Is it selected?
    #[must_use]
    pub fn has(&self, thing: &Thing) -> bool {
        match thing {
            Thing::Node(id) => self.nodes.contains(id),
            Thing::Sketch(id) => self.sketches.contains(id),
        }
    }

    /// Is all of the other among it?
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.nodes.is_superset(&other.nodes)
            && self.links.is_superset(&other.links)
            && self.sketches.is_superset(&other.sketches)
    }

    /// Takes it in.
    pub fn add(&mut self, thing: Thing) {
        match thing {
            Thing::Node(id) => self.nodes.insert(id),
            Thing::Sketch(id) => self.sketches.insert(id),
        };
    }

    /// With this one added, or taken out if it was in.
    #[must_use]
    pub fn toggled(&self, thing: &Thing) -> Self {
        let mut next = self.clone();
        match thing {
            Thing::Node(id) => toggle(&mut next.nodes, id),
            Thing::Sketch(id) => toggle(&mut next.sketches, id),
        }
        next
    }

    /// With this link added, or taken out if it was in.
    #[must_use]
    pub fn toggled_link(&self, id: &str) -> Self {
        let mut next = self.clone();
        toggle(&mut next.links, id);
        next
    }

    /// The nodes and sketches among it.
    pub fn things(&self) -> impl Iterator<Item = Thing> {
        let nodes = self.nodes.iter().cloned().map(Thing::Node);
        nodes.chain(self.sketches.iter().cloned().map(Thing::Sketch))
    }

    /// Forgets what the document does not hold any more.
    pub fn forget_missing(&mut self, document: &Document) {
        self.nodes.retain(|id| document.nodes.contains_key(id));
        self.links.retain(|id| document.links.contains_key(id));
        self.sketches.retain(|id| document.sketches.contains_key(id));
    }
}

fn toggle(ids: &mut BTreeSet<String>, id: &str) {
    if !ids.remove(id) {
        ids.insert(id.to_owned());
    }
}
