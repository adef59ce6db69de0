//! What is selected; a thing of the session, never of the document.

use std::collections::BTreeSet;

/// Selected things by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Nodes.
    pub nodes: BTreeSet<String>,
    /// Links.
    pub links: BTreeSet<String>,
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

    /// Is nothing selected?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.links.is_empty()
    }

    /// With this node added, or taken out if it was in.
    #[must_use]
    pub fn toggled_node(&self, id: &str) -> Self {
        let mut next = self.clone();
        toggle(&mut next.nodes, id);
        next
    }

    /// With this link added, or taken out if it was in.
    #[must_use]
    pub fn toggled_link(&self, id: &str) -> Self {
        let mut next = self.clone();
        toggle(&mut next.links, id);
        next
    }
}

fn toggle(ids: &mut BTreeSet<String>, id: &str) {
    if !ids.remove(id) {
        ids.insert(id.to_owned());
    }
}
