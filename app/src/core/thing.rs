//! What stands on the canvas and can be moved: nodes, and what is drawn for people only.

use windtunnel_design::{Command, Document, Point, Shape, Sketch};

use super::geometry::{Rect, sketch_rect};

/// A node or a sketch by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A node.
    Node(String),
    /// A note, frame or arrow.
    Sketch(String),
}

impl Thing {
    /// Everything that stands on the canvas, nodes first.
    pub fn all(document: &Document) -> impl Iterator<Item = Self> {
        let nodes = document.nodes.keys().cloned().map(Self::Node);
        nodes.chain(document.sketches.keys().cloned().map(Self::Sketch))
    }

    /// Its place; `None` if it is gone.
    #[must_use]
    pub fn at(&self, document: &Document) -> Option<Point> {
        match self {
            Self::Node(id) => document.nodes.get(id).map(|node| node.at),
            Self::Sketch(id) => document.sketches.get(id).map(|sketch| sketch.at),
        }
    }

    /// The rectangle that it fills.
    #[must_use]
    pub fn rect(&self, document: &Document) -> Option<Rect> {
        match self {
            Self::Node(id) => document.nodes.get(id).map(|node| Rect::node(node.at)),
            Self::Sketch(id) => document.sketches.get(id).map(sketch_rect),
        }
    }

    /// Do gestures leave it alone?
    #[must_use]
    pub fn is_locked(&self, document: &Document) -> bool {
        match self {
            Self::Node(id) => document.nodes.get(id).is_some_and(|node| node.locked),
            Self::Sketch(id) => document.sketches.get(id).is_some_and(|sketch| sketch.locked),
        }
    }

    /// What lies over what.
    #[must_use]
    pub fn layer(&self, document: &Document) -> i32 {
        match self {
            Self::Node(id) => document.nodes.get(id).map_or(0, |node| node.layer),
            Self::Sketch(id) => document.sketches.get(id).map_or(0, |sketch| sketch.layer),
        }
    }

    /// Is it a frame, which takes along what stands in it?
    #[must_use]
    pub fn is_frame(&self, document: &Document) -> bool {
        self.sketch(document).is_some_and(|sketch| sketch.shape == Shape::Frame)
    }

    /// The sketch that it is.
    #[must_use]
    pub fn sketch<'a>(&self, document: &'a Document) -> Option<&'a Sketch> {
        match self {
            Self::Node(_) => None,
            Self::Sketch(id) => document.sketches.get(id),
        }
    }

    /// Puts it elsewhere.
    #[must_use]
    pub fn put_at(&self, document: &Document, at: Point) -> Option<Command> {
        self.change(document, || Command::MoveNode(self.id().to_owned(), at), |it| it.at = at)
    }

    /// Puts it over or under others.
    #[must_use]
    pub fn put_on_layer(&self, document: &Document, layer: i32) -> Option<Command> {
        let node = || Command::SetLayer(self.id().to_owned(), layer);
        self.change(document, node, |sketch| sketch.layer = layer)
    }

    /// Keeps gestures off it, or lets them at it again.
    #[must_use]
    pub fn lock(&self, document: &Document, locked: bool) -> Option<Command> {
        let node = || Command::SetLocked(self.id().to_owned(), locked);
        self.change(document, node, |sketch| sketch.locked = locked)
    }

    /// Takes it away.
    #[must_use]
    pub fn remove(&self, document: &Document) -> Option<Command> {
        self.at(document)?;
        Some(match self {
            Self::Node(id) => Command::RemoveNode(id.clone()),
            Self::Sketch(id) => Command::RemoveSketch(id.clone()),
        })
    }

    /// Its id, among its own kind.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Node(id) | Self::Sketch(id) => id,
        }
    }

    fn change(
        &self,
        document: &Document,
        node: impl FnOnce() -> Command,
        sketch: impl FnOnce(&mut Sketch),
    ) -> Option<Command> {
        match self {
            Self::Node(id) => document.nodes.contains_key(id).then(node),
            Self::Sketch(id) => {
                let mut changed = document.sketches.get(id)?.clone();
                sketch(&mut changed);
                Some(Command::PutSketch(id.clone(), changed))
            }
        }
    }
}
