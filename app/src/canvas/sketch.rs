//! One note, frame or arrow. Its text is only ever text.

use leptos::prelude::*;
use windtunnel_design::{Document, Point, Shape, Sketch};

use super::records::use_records;
use crate::core::geometry::{Rect, distance, sketch_end, sketch_rect};
use crate::core::sketching;
use crate::core::tool::Target;
use crate::store::use_store;
use crate::ui::{Icon, icon};

/// Length and half width of an arrow's head.
const HEAD: (f64, f64) = (13.0, 6.0);

/// The `id` attribute of a sketch's element.
#[must_use]
pub fn dom_id(id: &str) -> String {
    format!("sketch-{id}")
}

/// Ids of the frames, or of everything else that is sketched.
#[must_use]
pub fn ids(document: &Document, frames: bool) -> Vec<String> {
    let sketches = document.sketches.iter();
    let wanted = sketches.filter(|(_, it)| (it.shape == Shape::Frame) == frames);
    wanted.map(|(id, _)| id.clone()).collect()
}

/// A note, frame or arrow.
#[component]
pub fn SketchView(id: String) -> impl IntoView {
    let store = use_store();
    let document = store.document_signal();
    let sketch = use_records().sketch(&id);
    let id = StoredValue::new(id);
    let name = Memo::new(move |_| {
        document.with(|document| id.with_value(|id| sketching::name(document, id)))
    });
    let selected = Memo::new(move |_| {
        store.session.selection.with(|it| id.with_value(|id| it.sketches.contains(id)))
    });
    let editing = Memo::new(move |_| {
        let target = Target::Sketch(id.get_value());
        store.session.editing.with(|it| *it == Some(target))
    });
    let of = move |part: fn(&Sketch) -> String| move || sketch.with(|it| it.as_ref().map(part));
    let shape = sketch.with_untracked(|it| it.as_ref().map_or(Shape::Note, |it| it.shape));
    let body = match shape {
        Shape::Note => view! { <p class="note-text">{of(|it| it.text.clone())}</p> }.into_any(),
        Shape::Frame => view! {
            <svg class="frame-edge" aria-hidden="true">
                <rect width="100%" height="100%" rx="10" />
                <rect class="frame-hit" width="100%" height="100%" rx="10" />
            </svg>
            <p class="frame-title">{of(title)}</p>
        }
        .into_any(),
        Shape::Arrow => view! {
            <svg class="arrow-line" aria-hidden="true">
                <path class="arrow-hit" d=of(line) />
                <path class="arrow-ink" d=of(line) />
                <path class="arrow-head" d=of(head) />
            </svg>
            <p class="arrow-text">{of(|it| it.text.clone())}</p>
        }
        .into_any(),
    };
    let locked = Memo::new(move |_| sketch.with(|it| it.as_ref().is_some_and(|it| it.locked)));
    view! {
        <div
            id=id.with_value(|id| dom_id(id))
            class="sketch"
            role="group"
            aria-roledescription=shape.word()
            tabindex="0"
            data-sketch=id.get_value()
            data-shape=shape.word()
            data-tint=of(|it| it.tint.word().to_owned())
            data-editing=move || editing.get().then_some("yes")
            aria-label=move || name.get()
            aria-current=move || selected.get().then_some("true")
            style:transform=of(|it| {
                let rect = sketch_rect(it);
                format!("translate({}px, {}px)", rect.x, rect.y)
            })
            style:width=of(|it| format!("{}px", it.size.w.abs()))
            style:height=of(|it| format!("{}px", it.size.h.abs()))
            style:z-index=of(|it| it.layer.to_string())
        >
            {body}
            {move || locked.get().then(|| view! { <span class="sketch-lock">{icon(Icon::Lock)}</span> })}
        </div>
    }
    .into_any()
}

/// A frame without a title shows that it could have one.
fn title(sketch: &Sketch) -> String {
    if sketch.text.trim().is_empty() { "Frame".to_owned() } else { sketch.text.clone() }
}

/// Start and tip of an arrow within its rectangle.
fn ends(sketch: &Sketch) -> (Point, Point) {
    let Rect { x, y, .. } = sketch_rect(sketch);
    let within = |at: Point| Point { x: at.x - x, y: at.y - y };
    (within(sketch.at), within(sketch_end(sketch)))
}

fn line(sketch: &Sketch) -> String {
    let (from, to) = ends(sketch);
    format!("M{:.1} {:.1}L{:.1} {:.1}", from.x, from.y, to.x, to.y)
}

fn head(sketch: &Sketch) -> String {
    let (from, to) = ends(sketch);
    let length = distance(from, to).max(1e-6);
    let (ux, uy) = ((to.x - from.x) / length, (to.y - from.y) / length);
    let corner = |side: f64| {
        let (along, across) = (HEAD.0, HEAD.1 * side);
        Point { x: to.x - ux * along - uy * across, y: to.y - uy * along + ux * across }
    };
    let (one, other) = (corner(1.0), corner(-1.0));
    format!("M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}", one.x, one.y, to.x, to.y, other.x, other.y)
}
