//! The tool: what pointers and keys mean on the canvas, as a pure state machine.
//!
//! `step(tool, event, view)` gives the next tool and the effects to carry out, in their order. A
//! state owns only what its gesture needs. Everything that changes the document is a command within
//! one undo step; places are counted from where the gesture began, so nothing drifts.

mod event;
mod gesture;
mod link;
mod looking;
mod state;
mod step;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_links;
#[cfg(test)]
mod tests_looking;
#[cfg(test)]
mod tests_random;
#[cfg(test)]
mod tests_sketches;
mod wheel;

use std::collections::BTreeMap;

use windtunnel_design::{Document, Point};

use super::camera::{Camera, Pixel};
use super::geometry::Rect;
use super::selection::Selection;

pub use event::{Button, Device, Effect, Event, Fresh, Keys, Target};
pub(super) use gesture::place;
pub use state::{Corner, Draft, End, Grip, Hand, Linking, State, Verdict};
pub use step::step;
pub use wheel::{Wheel, WheelMode, WheelUse};

/// The tool with all that it remembers between events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tool {
    /// What is going on.
    pub state: State,
    /// Is the space bar held? Then any drag pans.
    pub space: bool,
    /// Does a press add to the selection, and a drag on paper draw a marquee, as with Shift? For
    /// fingers, which have no Shift.
    pub many: bool,
    /// Fingers on the canvas.
    touches: BTreeMap<i32, Pixel>,
    /// What the wheel is being used for, and when it last turned, in milliseconds.
    wheel: Option<(WheelUse, f64)>,
}

/// What the tool can see.
#[derive(Debug, Clone, Copy)]
pub struct EditorView<'a> {
    /// The document as it stands.
    pub document: &'a Document,
    /// What is selected.
    pub selection: &'a Selection,
    /// Where the canvas looks.
    pub camera: Camera,
    /// Size of the canvas in pixels.
    pub viewport: (f64, f64),
    /// May the person look only?
    pub looks_only: bool,
}

impl EditorView<'_> {
    /// The topmost node within `slop` pixels of a point.
    #[must_use]
    pub fn node_at(&self, point: Point, slop: f64) -> Option<&str> {
        let slop = slop / self.camera.zoom;
        let hit = |slop: f64| {
            let mut hit = None;
            for (id, node) in &self.document.nodes {
                let is_over = hit.is_none_or(|(layer, _)| node.layer >= layer);
                if is_over && Rect::node(node.at).contains(point, slop) {
                    hit = Some((node.layer, id.as_str()));
                }
            }
            hit.map(|(_, id)| id)
        };
        hit(0.0).or_else(|| hit(slop))
    }

    /// Is the pixel on the canvas?
    #[must_use]
    pub fn shows(&self, pixel: Pixel) -> bool {
        pixel.x >= 0.0 && pixel.y >= 0.0 && pixel.x <= self.viewport.0 && pixel.y <= self.viewport.1
    }

    /// The node under a loose end, and whether what is being joined may go there.
    #[must_use]
    pub fn over(&self, linking: &Linking, at: Point, device: Device) -> Option<(String, Verdict)> {
        let node = self.node_at(at, device.slack() * 2.0)?;
        Some((node.to_owned(), linking.verdict(self.document, node)))
    }

    /// A link from this node, its loose end here.
    #[must_use]
    pub fn draft(&self, from: &str, at: Point, device: Device) -> Draft {
        let over = self.over(&Linking::New(from.to_owned()), at, device);
        // Hovering over its own node says nothing until the link leaves it.
        let over = over.filter(|(to, _)| to != from);
        Draft { from: from.to_owned(), at: Some(at), over }
    }
}
