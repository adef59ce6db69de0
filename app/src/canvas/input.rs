//! From the browser's pointer, wheel and key events to the tool's.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::commands::{self, element, send};
use super::edits;
use crate::core::camera::Pixel;
use crate::core::edit;
use crate::core::selection::Selection;
use crate::core::tool::{Button, Device, Event, Fresh, Grip, Keys, State, Target, Wheel};
use crate::store::Store;

/// Steps of the grid that an arrow key goes with shift.
const FAR: i32 = 5;

/// How long a finger rests before it asks for a menu.
const LONG_PRESS: Duration = Duration::from_millis(500);

/// A pointer comes down on the canvas.
pub fn pointer_down(store: Store, event: &PointerEvent) {
    // The right button opens a menu, by an event of its own.
    if event.button() == 2 {
        return;
    }
    // The middle button would start the browser's own scrolling.
    if event.button() != 0 {
        event.prevent_default();
    }
    let button = if event.button() == 0 { Button::Primary } else { Button::Other };
    if device(event) == Device::Touch {
        let pointer = event.pointer_id();
        // A gesture that is on its way by then is left alone by the tool.
        let rested = move || send(store, &Event::Held { pointer });
        set_timeout(rested, LONG_PRESS);
    }
    send(
        store,
        &Event::Down {
            pointer: event.pointer_id(),
            device: device(event),
            button,
            at: pixel(event.client_x(), event.client_y()),
            target: target(store, event),
            keys: keys(event),
        },
    );
}

/// A right click, the menu key, or what a browser takes for a long press.
pub fn menu(store: Store, event: &MouseEvent) {
    if !store.mode.edits() {
        return;
    }
    event.prevent_default();
    let at = pixel(event.client_x(), event.client_y());
    // Whatever the press began is over.
    if store.session.tool.with_untracked(|tool| tool.state != State::Idle) {
        send(store, &Event::Escape);
    }
    commands::open_menu(store, at, pressed_on(event.target()));
}

/// Two clicks on the same thing.
pub fn twice(store: Store, event: &MouseEvent) {
    send(store, &Event::Twice(pressed_on(event.target())));
}

/// Something is pressed in the palette and may be dragged onto the canvas.
pub fn drag_in(store: Store, what: Fresh, event: &PointerEvent) {
    send(
        store,
        &Event::DragIn {
            what,
            pointer: event.pointer_id(),
            device: device(event),
            at: pixel(event.client_x(), event.client_y()),
        },
    );
}

/// Follows every pointer over the whole window, so that a gesture goes on outside the canvas, and
/// the keys that are held down. Ends with the current view.
pub fn follow(store: Store) {
    let moved = window_event_listener(leptos::ev::pointermove, move |event| {
        let listening = store.session.tool.try_with_untracked(|tool| tool.state != State::Idle);
        if listening != Some(true) {
            return;
        }
        send(
            store,
            &Event::Move {
                pointer: event.pointer_id(),
                at: pixel(event.client_x(), event.client_y()),
                pressed: event.buttons() != 0,
                keys: keys(&event),
            },
        );
    });
    let up = window_event_listener(leptos::ev::pointerup, move |event| {
        let at = pixel(event.client_x(), event.client_y());
        send(store, &Event::Up { pointer: event.pointer_id(), at, keys: keys(&event) });
    });
    let lost = window_event_listener(leptos::ev::pointercancel, move |event| {
        send(store, &Event::Lost { pointer: event.pointer_id() });
    });
    let space = move |held: bool| {
        move |event: KeyboardEvent| {
            if event.key() == " " && !event.repeat() {
                send(store, &Event::Space(held));
            }
        }
    };
    let pressed = window_event_listener(leptos::ev::keydown, space(true));
    let released = window_event_listener(leptos::ev::keyup, space(false));
    // A move by arrows is over, wherever the focus is by then; not where Shift goes up meanwhile.
    let moved_by_key = window_event_listener(leptos::ev::keyup, move |event| {
        if event.key().starts_with("Arrow") {
            edits::end_nudge(store);
        }
    });
    // A key that goes up in another window is never heard of.
    let left = window_event_listener(leptos::ev::blur, move |_| {
        send(store, &Event::Space(false));
        edits::end_nudge(store);
    });
    on_cleanup(move || {
        for listener in [moved, up, lost, pressed, released, moved_by_key, left] {
            listener.remove();
        }
    });
}

/// The wheel turns over the canvas.
pub fn wheel(store: Store, event: &WheelEvent) {
    event.prevent_default();
    send(
        store,
        &Event::Wheel(Wheel {
            at: pixel(event.client_x(), event.client_y()),
            dx: event.delta_x(),
            dy: event.delta_y(),
            lines: event.delta_mode() != WheelEvent::DOM_DELTA_PIXEL,
            keys: keys(event),
            time_ms: event.time_stamp(),
            mode: store.session.wheel.get_untracked(),
        }),
    );
}

/// A key goes down on the canvas, a node or a link.
pub fn key_down(store: Store, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let on = pressed_on(event.target());
    if !store.mode.edits() {
        return look(store, event, on);
    }
    match (event.key().as_str(), on, steps(event)) {
        ("Escape", ..) => {
            if !commands::escape(store) {
                return;
            }
        }
        ("Enter", Target::Node(id), _) => send(store, &Event::Activate(id)),
        ("Enter", Target::Link(id), _) => {
            let link = Selection::link(&id);
            // Once it is selected, Enter writes its label.
            if store.session.selection.get_untracked() == link {
                store.session.editing.set(Some(Target::Link(id)));
            }
            store.session.selection.set(link);
        }
        ("Enter", Target::Sketch(id), _) => {
            store.session.selection.set(Selection::sketch(&id));
            store.session.editing.set(Some(Target::Sketch(id)));
        }
        ("Enter", Target::Empty, _) => send(store, &Event::Enter),
        (_, on @ (Target::Node(_) | Target::Sketch(_) | Target::Empty), Some((right, down))) => {
            select_meant(store, &on);
            commands::nudge(store, right, down, event.repeat());
        }
        (
            "Delete" | "Backspace",
            on @ (Target::Node(_) | Target::Link(_) | Target::Sketch(_)),
            _,
        ) => {
            // The focus goes on to the next part: a key held down would take them all.
            if !event.repeat() {
                select_meant(store, &on);
                commands::delete_selection(store);
            }
        }
        _ => return,
    }
    event.prevent_default();
}

/// What only has the focus is changed as if it were selected, and is from then on.
fn select_meant(store: Store, focus: &Target) {
    let session = store.session;
    let selection = session.selection.get_untracked();
    let meant = session.selected_at_focus.with_value(|then| edit::meant(&selection, then, focus));
    if meant != selection {
        session.selection.set(meant);
    }
}

/// How many steps of the grid an arrow key goes to the right and down.
pub(super) fn steps(event: &KeyboardEvent) -> Option<(i32, i32)> {
    let step = if event.shift_key() { FAR } else { 1 };
    match event.key().as_str() {
        "ArrowLeft" => Some((-step, 0)),
        "ArrowRight" => Some((step, 0)),
        "ArrowUp" => Some((0, -step)),
        "ArrowDown" => Some((0, step)),
        _ => None,
    }
}

/// A key on the canvas of who looks only: Enter selects.
fn look(store: Store, event: &KeyboardEvent, on: Target) {
    let selection = match (event.key().as_str(), on) {
        ("Enter", Target::Node(id)) => Selection::node(&id),
        ("Enter", Target::Link(id)) => Selection::link(&id),
        ("Enter", Target::Sketch(id)) => Selection::sketch(&id),
        _ => return,
    };
    event.prevent_default();
    store.session.selection.set(selection);
}

fn device(event: &PointerEvent) -> Device {
    if event.pointer_type() == "touch" { Device::Touch } else { Device::Mouse }
}

fn keys(event: &web_sys::MouseEvent) -> Keys {
    Keys {
        shift: event.shift_key(),
        alt: event.alt_key(),
        ctrl: event.ctrl_key() || event.meta_key(),
    }
}

/// From the page's to the canvas's pixels.
fn pixel(x: i32, y: i32) -> Pixel {
    let corner = element(super::CANVAS_ID)
        .map(|canvas| canvas.get_bounding_client_rect())
        .map_or((0.0, 0.0), |rect| (rect.left(), rect.top()));
    Pixel { x: f64::from(x) - corner.0, y: f64::from(y) - corner.1 }
}

/// What is pressed. In a crowd nodes have no elements of their own, but places they have.
fn target(store: Store, event: &PointerEvent) -> Target {
    match pressed_on(event.target()) {
        Target::Empty => {
            let at = pixel(event.client_x(), event.client_y());
            commands::node_at(store, at).map_or(Target::Empty, Target::Node)
        }
        target => target,
    }
}

/// What of the drawing an event is on, by the nearest element that says so.
fn pressed_on(target: Option<web_sys::EventTarget>) -> Target {
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(element) = element else { return Target::Empty };
    let named = |name: &str| {
        let holder = element.closest(&format!("[{name}]")).ok().flatten();
        holder.and_then(|holder| holder.get_attribute(name))
    };
    if let Some(grip) = named("data-grip").and_then(|word| Grip::from_word(&word)) {
        Target::Grip(grip)
    } else if let Some(id) = named("data-port") {
        Target::Port(id)
    } else if let Some(id) = named("data-node") {
        Target::Node(id)
    } else if let Some(id) = named("data-link") {
        Target::Link(id)
    } else if let Some(id) = named("data-sketch") {
        Target::Sketch(id)
    } else {
        Target::Empty
    }
}
