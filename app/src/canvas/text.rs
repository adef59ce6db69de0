//! The text of a note, frame, arrow or link, written right where it stands.

use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;
use windtunnel_design::limits::MAX_TEXT;
use windtunnel_design::{Document, Shape};

use super::records::{Records, use_records};
use super::{commands, edits, link, sketch};
use crate::core::geometry::{Rect, sketch_rect};
use crate::core::tool::Target;
use crate::store::{Store, use_store};

/// Room for one line of text.
const LINE: (f64, f64) = (220.0, 30.0);

/// The field, while something is written.
#[component]
pub fn TextEditor() -> impl IntoView {
    let (store, records) = (use_store(), use_records());
    move || {
        let target = store.session.editing.get()?;
        let found = store.document_signal().with_untracked(|it| found(records, it, &target));
        found.map(|found| field(store, target, found))
    }
}

/// What is written, and where.
struct Found {
    name: &'static str,
    text: String,
    place: Rect,
    /// Does Enter begin another line?
    has_lines: bool,
}

fn found(records: Records, document: &Document, target: &Target) -> Option<Found> {
    match target {
        Target::Sketch(id) => {
            let sketch = document.sketches.get(id)?;
            let rect = sketch_rect(sketch);
            let middle = rect.centre();
            let (name, place) = match sketch.shape {
                Shape::Note => ("Text of the note", rect),
                Shape::Frame => (
                    "Title of the frame",
                    Rect { x: rect.x + 8.0, y: rect.y - 34.0, w: LINE.0.min(rect.w), h: LINE.1 },
                ),
                Shape::Arrow => ("Text at the arrow", line_around(middle.x, middle.y)),
            };
            let has_lines = sketch.shape == Shape::Note;
            Some(Found { name, text: sketch.text.clone(), place, has_lines })
        }
        Target::Link(id) => {
            let link = document.links.get(id)?;
            let at = records.route(id).with_untracked(|route| route.as_ref().map(|it| it.label))?;
            let place = line_around(at.x, at.y);
            let text = link.label.clone();
            Some(Found { name: "Label of the link", text, place, has_lines: false })
        }
        _ => None,
    }
}

fn line_around(x: f64, y: f64) -> Rect {
    Rect { x: x - LINE.0 / 2.0, y: y - LINE.1 / 2.0, w: LINE.0, h: LINE.1 }
}

fn field(store: Store, target: Target, found: Found) -> AnyView {
    let Found { name, text, place, has_lines } = found;
    let area = NodeRef::<Textarea>::new();
    area.on_load(|area| {
        request_animation_frame(move || {
            area.focus().ok();
            area.select();
        });
    });
    let target = StoredValue::new(target);
    // The field is left once, also where leaving takes it away and so leaves it again.
    let open = StoredValue::new(true);
    let leave = move |keeps: bool, refocus: bool| {
        if open.try_get_value() != Some(true) {
            return;
        }
        open.set_value(false);
        let text = area.get_untracked().map(|area| area.value()).filter(|_| keeps);
        let target = target.get_value();
        store.session.editing.set(None);
        if let Some(text) = text {
            edits::write(store, &target, text.trim_end());
        }
        if refocus {
            focus(&target);
        }
    };
    let key = move |event: KeyboardEvent| {
        // Its keys are its own, not the canvas's.
        event.stop_propagation();
        let ends = !has_lines || event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "Escape" => leave(false, true),
            "Enter" if ends && !event.is_composing() => {
                event.prevent_default();
                leave(true, true);
            }
            _ => {}
        }
    };
    let style =
        format!("left:{}px;top:{}px;width:{}px;height:{}px", place.x, place.y, place.w, place.h);
    view! {
        <textarea
            class="text-editor"
            class:lines=has_lines
            aria-label=name
            maxlength=MAX_TEXT.to_string()
            prop:style=style
            node_ref=area
            prop:value=text
            on:keydown=key
            on:keyup=|event| event.stop_propagation()
            on:pointerdown=|event| event.stop_propagation()
            on:dblclick=|event| event.stop_propagation()
            on:blur=move |_| leave(true, false)
        ></textarea>
    }
    .into_any()
}

/// The focus goes back to what was written on.
fn focus(target: &Target) {
    let id = match target {
        Target::Sketch(id) => sketch::dom_id(id),
        Target::Link(id) => link::dom_id(id),
        _ => return,
    };
    if let Some(element) = commands::element(&id) {
        element.focus().ok();
    }
}
