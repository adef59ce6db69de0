//! A small picture of a design: boxes for nodes, lines for links. Two SVG paths, kept beside the
//! design so that a list of many designs opens none of them.

use std::fmt::Write;

use windtunnel_design::{Document, Point};

use crate::core::geometry::{NODE_H, NODE_W, Rect, document_bounds};

/// Width and height of the picture's own units.
pub const SIZE: (f64, f64) = (240.0, 120.0);

/// Nothing can be seen of more, and every letter of it takes room.
const MOST: usize = 200;

/// Two SVG paths within [`SIZE`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The nodes.
    pub boxes: String,
    /// The links.
    pub lines: String,
}

/// The picture of a document.
#[must_use]
pub fn picture(document: &Document) -> Picture {
    let mut picture = Picture::default();
    let Some(all) = document_bounds(document) else { return picture };
    // A design of one node is not blown up to fill the picture.
    let scale = (SIZE.0 / all.w).min(SIZE.1 / all.h).min(0.25);
    let (dx, dy) = ((SIZE.0 - all.w * scale) / 2.0, (SIZE.1 - all.h * scale) / 2.0);
    let put = |at: Point| ((at.x - all.x) * scale + dx, (at.y - all.y) * scale + dy);
    for node in document.nodes.values().take(MOST) {
        let (x, y) = put(node.at);
        let (w, h) = (NODE_W * scale, NODE_H * scale);
        // Writing to a string does not fail.
        write!(picture.boxes, "M{x:.0} {y:.0}h{w:.0}v{h:.0}h-{w:.0}z").ok();
    }
    for link in document.links.values().take(MOST) {
        let ends = (document.nodes.get(&link.from), document.nodes.get(&link.to));
        let (Some(from), Some(to)) = ends else { continue };
        let middle = |at: Point| put(Rect::node(at).centre());
        let ((x1, y1), (x2, y2)) = (middle(from.at), middle(to.at));
        write!(picture.lines, "M{x1:.0} {y1:.0}L{x2:.0} {y2:.0}").ok();
    }
    picture
}

#[cfg(test)]
mod tests {
    use windtunnel_design::templates;

    use super::*;

    #[test]
    fn every_example_has_a_picture_within_its_frame() {
        for template in templates::all() {
            let document = template.document();
            let Picture { boxes, lines } = picture(&document);
            assert_eq!(boxes.matches('M').count(), document.nodes.len(), "{}", template.id);
            assert_eq!(lines.matches('M').count(), document.links.len(), "{}", template.id);
            for corner in boxes.split('M').skip(1) {
                let (place, _) = corner.split_once('h').expect("a corner, then its width");
                let (x, y) = place.split_once(' ').expect("two numbers");
                let (x, y): (f64, f64) = (x.parse().expect("x"), y.parse().expect("y"));
                assert!((0.0..=SIZE.0).contains(&x) && (0.0..=SIZE.1).contains(&y), "{place}");
            }
        }
    }

    #[test]
    fn an_empty_design_has_an_empty_picture() {
        assert_eq!(picture(&Document::default()), Picture::default());
    }
}
