//! Handles of the one thing that is selected: corners, ends and bends. Buttons, so that the keyboard
//! reaches them too: arrow keys move one, Enter uses it, Delete takes a bend out.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use windtunnel_design::{Document, Point, Shape};

use super::records::{Records, use_records};
use super::{edits, input};
use crate::core::geometry::distance;
use crate::core::sketching::corner_at;
use crate::core::tool::{Corner, End, Grip, State};
use crate::store::{Selection, Store, use_store};
use crate::ui::each;

/// Shortest piece of a link, in pixels, that has a handle in its middle.
const LEAST_PIECE: f64 = 40.0;

/// The `id` attribute of the handle that this word is for.
#[must_use]
pub(super) fn dom_id(word: &str) -> String {
    format!("grip {word}").replace(' ', "-")
}

/// One handle: where it is, and its name.
#[derive(Clone, PartialEq)]
struct Handle {
    grip: Grip,
    at: Point,
    name: String,
}

/// The handles.
#[component]
pub fn Grips() -> impl IntoView {
    let (store, records) = (use_store(), use_records());
    // While things are dragged they would only be in the way.
    let shown = Memo::new(move |_| {
        store.session.tool.with(|tool| {
            matches!(
                tool.state,
                State::Idle
                    | State::PointingGrip { .. }
                    | State::Pulling { .. }
                    | State::ClickReconnecting { .. }
                    | State::Reconnecting { .. }
            )
        })
    });
    let zoom = Memo::new(move |_| store.session.camera.get().zoom);
    let handles = Memo::new(move |_| {
        if !shown.get() {
            return Vec::new();
        }
        let document = store.document();
        store.session.selection.with(|selection| handles(records, &document, selection, zoom.get()))
    });
    let words = move || handles.with(|all| all.iter().map(|it| it.grip.word()).collect());
    let one = move |word: String| {
        let grip = Grip::from_word(&word);
        let handle = Memo::new(move |_| {
            let grip = grip.as_ref()?;
            handles.with(|all| all.iter().find(|it| it.grip == *grip).cloned())
        });
        view(store, word, handle)
    };
    view! { <div class="grips">{each(words, one)}</div> }.into_any()
}

fn view(store: Store, word: String, handle: Memo<Option<Handle>>) -> AnyView {
    let kind = word.split(' ').next().unwrap_or_default().to_owned();
    let place = move || {
        let at = handle.get().map(|it| it.at).unwrap_or_default();
        format!("translate({:.1}px, {:.1}px)", at.x, at.y)
    };
    let key = move |event: KeyboardEvent| {
        let Some(handle) = handle.get_untracked() else { return };
        let (right, down) = match event.key().as_str() {
            "Delete" | "Backspace" if matches!(handle.grip, Grip::Bend(..)) => {
                event.prevent_default();
                event.stop_propagation();
                return edits::remove_grip(store, &handle.grip);
            }
            _ => match input::steps(&event) {
                Some(steps) => steps,
                None => return,
            },
        };
        event.prevent_default();
        event.stop_propagation();
        edits::nudge_grip(store, &handle.grip, right, down, event.repeat());
    };
    let click = move |event: leptos::ev::MouseEvent| {
        // A pointer has been heard already; this is a key, or a screen reader.
        if let Some(handle) = handle.get_untracked().filter(|_| event.detail() == 0) {
            edits::use_grip(store, &handle.grip, handle.at);
        }
    };
    view! {
        <button
            type="button"
            id=dom_id(&word)
            class="grip"
            data-grip=word
            data-kind=kind
            aria-label=move || handle.get().map(|it| it.name)
            style:transform=place
            on:keydown=key
            on:click=click
        ></button>
    }
    .into_any()
}

fn handles(records: Records, document: &Document, selection: &Selection, zoom: f64) -> Vec<Handle> {
    if selection.count() != 1 {
        return Vec::new();
    }
    if let Some(id) = selection.sketches.first() {
        return corners(document, id);
    }
    selection.links.first().map(|id| of_link(records, document, id, zoom)).unwrap_or_default()
}

fn corners(document: &Document, id: &str) -> Vec<Handle> {
    let Some(sketch) = document.sketches.get(id).filter(|sketch| !sketch.locked) else {
        return Vec::new();
    };
    let named: &[(Corner, &str)] = match sketch.shape {
        Shape::Arrow => {
            &[(Corner::TopLeft, "Start of the arrow"), (Corner::BottomRight, "Tip of the arrow")]
        }
        Shape::Note | Shape::Frame => &[
            (Corner::TopLeft, "Resize: upper left corner"),
            (Corner::TopRight, "Resize: upper right corner"),
            (Corner::BottomLeft, "Resize: lower left corner"),
            (Corner::BottomRight, "Resize: lower right corner"),
        ],
    };
    let handle = |&(corner, name): &(Corner, &str)| Handle {
        grip: Grip::Corner(id.to_owned(), corner),
        at: corner_at(sketch, corner),
        name: name.to_owned(),
    };
    named.iter().map(handle).collect()
}

fn of_link(records: Records, document: &Document, id: &str, zoom: f64) -> Vec<Handle> {
    let route = records.route(id).get();
    let (Some(link), Some(route)) = (document.links.get(id), route) else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |grip: Grip, at: Point, name: String| all.push(Handle { grip, at, name });
    let (start, end) = route.ends();
    let (from, to) = (document.label(&link.from), document.label(&link.to));
    add(Grip::End(id.to_owned(), End::From), start, "Reconnect the start".to_owned());
    let stops: Vec<Point> =
        [start].into_iter().chain(link.via.iter().copied()).chain([end]).collect();
    for (number, at) in route.pieces(&link.via).into_iter().enumerate() {
        // From far away its handle would lie over those at both sides.
        let length = stops.get(number).zip(stops.get(number + 1)).map(|(a, b)| distance(*a, *b));
        if length.unwrap_or_default() * zoom < LEAST_PIECE {
            continue;
        }
        add(Grip::Piece(id.to_owned(), number), at, format!("Add bend {}", number + 1));
    }
    for (number, &at) in link.via.iter().enumerate() {
        let of = format!("Bend {} of {} of the link {from} to {to}", number + 1, link.via.len());
        add(Grip::Bend(id.to_owned(), number), at, of);
    }
    add(Grip::End(id.to_owned(), End::To), end, "Reconnect the end".to_owned());
    all
}
