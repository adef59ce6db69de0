//! What is drawn one by one. Of a large design only what is in view, or near it; from so far away
//! that hundreds would be in view, all of it as a few lines and boxes.

use std::fmt::Write as _;

use leptos::prelude::*;
use windtunnel_design::{Document, Point};

use super::minimap::{boxes, seen};
use crate::core::geometry::Rect;
use crate::core::order::tab_order;
use crate::store::Store;

/// Most nodes that are drawn one by one.
pub const MOST: usize = 300;

/// What is drawn one by one, and how the rest is.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Ids of nodes, in the order of the Tab key.
    pub nodes: Memo<Vec<String>>,
    /// Ids of links.
    pub links: Memo<Vec<String>>,
    /// Is all of it drawn as lines and boxes?
    pub crowd: Memo<bool>,
}

impl Shown {
    /// Follows document and camera for as long as the current view is there.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let (document, still) = (store.document_signal(), store.still_signal());
        let large = Memo::new(move |_| document.with(|document| document.nodes.len() > MOST));
        // Grows ahead of the camera, so that not every step of a pan changes what is drawn.
        let area = Memo::new(move |before: Option<&Option<Rect>>| {
            if !large.get() {
                return None;
            }
            let seen = seen(store);
            match before {
                Some(Some(area)) if area.holds(seen) && area.w < 4.0 * seen.w => Some(*area),
                _ => Some(seen.grown(seen.w.max(seen.h) * 0.4)),
            }
        });
        let crowd = Memo::new(move |_| {
            let Some(area) = area.get() else { return false };
            document.with(|document| {
                let near = |at: &Point| Rect::node(*at).overlaps(area);
                document.nodes.values().filter(|node| near(&node.at)).nth(MOST).is_some()
            })
        });
        let order = Memo::new(move |_| still.with(|document| tab_order(document)));
        let nodes = Memo::new(move |_| {
            let area = area.get();
            if crowd.get() {
                return Vec::new();
            }
            let mut ids = order.get();
            if let Some(area) = area {
                let is_near =
                    |id: &String| rect(&document.read(), id).is_some_and(|it| it.overlaps(area));
                ids.retain(is_near);
            }
            ids
        });
        let links = Memo::new(move |_| {
            let area = area.get();
            if crowd.get() {
                return Vec::new();
            }
            let Some(area) = area else {
                return still.with(|document| document.links.keys().cloned().collect());
            };
            document.with(|document| {
                let meets = |from: &str, to: &str| {
                    let (from, to) = (rect(document, from), rect(document, to));
                    from.zip(to).is_some_and(|(from, to)| from.union(to).overlaps(area))
                };
                let links = document.links.iter();
                let met = links.filter(|(_, link)| meets(&link.from, &link.to));
                met.map(|(id, _)| id.clone()).collect()
            })
        });
        Self { nodes, links, crowd }
    }
}

fn rect(document: &Document, id: &str) -> Option<Rect> {
    document.nodes.get(id).map(|node| Rect::node(node.at))
}

/// All nodes as one path, all links as another.
#[component]
pub fn Crowd() -> impl IntoView {
    let document = crate::store::use_store().document_signal();
    let nodes = Memo::new(move |_| document.with(|document| boxes(document)));
    let links = Memo::new(move |_| document.with(|document| lines(document)));
    view! {
        <svg class="crowd" aria-hidden="true">
            <path class="crowd-links" d=move || links.get() />
            <path class="crowd-nodes" d=move || nodes.get() />
        </svg>
    }
    .into_any()
}

fn lines(document: &Document) -> String {
    let mut path = String::with_capacity(document.links.len() * 28);
    for link in document.links.values() {
        if let (Some(from), Some(to)) = (rect(document, &link.from), rect(document, &link.to)) {
            let (from, to) = (from.centre(), to.centre());
            // Writing to a string cannot fail.
            let _infallible = write!(path, "M{:.0} {:.0}L{:.0} {:.0}", from.x, from.y, to.x, to.y);
        }
    }
    path
}
