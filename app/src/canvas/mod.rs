//! The canvas: nodes as HTML over links as SVG, in one layer that the camera moves.
//!
//! The page's elements are made by what the document holds and changed one by one: a drag touches
//! the dragged nodes and their links, a frame of the flow touches only dots. What pointers mean is
//! decided in [`crate::core::tool`]; [`commands`] is what the rest of the screen may call.

pub mod commands;
mod controls;
pub mod edits;
pub mod empty;
mod flow;
mod grips;
mod input;
mod link;
pub(crate) mod live;
mod minimap;
pub mod node;
mod offer;
mod overlay;
mod records;
mod shown;
pub mod sketch;
mod text;
mod toolbar;
mod turns;

use gloo_events::{EventListener, EventListenerOptions};
use leptos::html::Section;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use self::controls::{Legend, ZoomControls};
use self::flow::Field;
use self::grips::Grips;
use self::link::LinkView;
use self::live::Live;
use self::minimap::MiniMap;
use self::node::NodeView;
use self::offer::Offer;
use self::overlay::{Overlay, PointerHint};
use self::records::Records;
use self::shown::{Crowd, Shown};
use self::sketch::SketchView;
use self::text::TextEditor;
use self::toolbar::ToolBar;
use crate::annex;
use crate::core::camera::Camera;
use crate::core::geometry::GRID;
use crate::core::tool::State;
use crate::store::{Store, use_store};
use crate::ui::{each, effect};

pub use self::input::drag_in;

/// The `id` attribute of the canvas.
pub const CANVAS_ID: &str = "canvas";

/// Zoom below which nodes show less, and larger.
const FAR: f64 = 0.7;

/// The canvas; fills whatever it is put into.
#[component]
pub fn Canvas() -> impl IntoView {
    let store = use_store();
    let live = Live::new(store);
    provide_context(live);
    provide_context(Records::new(store));
    provide_context(Field::new(store));
    input::follow(store);
    let canvas = NodeRef::<Section>::new();
    keep_size(store, canvas);
    turn_wheel(store, canvas);
    let document = store.document_signal();
    let Shown { nodes, links, crowd } = Shown::new(store);
    let sketches = move |frames: bool| {
        Memo::new(move |_| document.with(|document| sketch::ids(document, frames)))
    };
    let (frames, loose) = (sketches(true), sketches(false));
    let one_sketch = |id: String| view! { <SketchView id=id /> }.into_any();
    let camera = store.session.camera;
    let doing = Memo::new(move |_| store.session.tool.with(|tool| doing(&tool.state, tool.space)));
    let far = Memo::new(move |_| camera.with(|camera| camera.zoom < FAR));
    // Lines grow against the zoom, so that the flow is seen from far away, and handles keep their
    // size. Apart from the place, which changes far more often: what depends on them is much.
    let thick = Memo::new(move |_| format!("{:.3}", (0.9 / camera.get().zoom).clamp(1.0, 2.5)));
    let px = Memo::new(move |_| format!("{:.4}px", 1.0 / camera.get().zoom));
    let is_empty = Memo::new(move |_| {
        document.with(|document| document.nodes.is_empty() && document.sketches.is_empty())
    });
    view! {
        <section
            id=CANVAS_ID
            class="canvas"
            role="region"
            aria-label="Canvas"
            tabindex="-1"
            node_ref=canvas
            data-doing=move || doing.get()
            prop:style=move || paper(camera.get())
            on:pointerdown=move |event| input::pointer_down(store, &event)
            on:keydown=move |event| input::key_down(store, &event)
            on:dblclick=move |event| input::twice(store, &event)
            on:contextmenu=move |event| input::menu(store, &event)
        >
            <div
                class="world"
                data-far=move || far.get().then_some("yes")
                style:transform=move || moved(camera.get())
                style:--thick=move || thick.get()
                style:--px=move || px.get()
            >
                <div class="nodes">
                    {each(move || nodes.get(), |id| view! { <NodeView id=id /> }.into_any())}
                    {each(move || loose.get(), one_sketch)}
                </div>
                <svg class="links">
                    {each(move || links.get(), |id| view! { <LinkView id=id /> }.into_any())}
                </svg>
                {move || crowd.get().then(|| view! { <Crowd /> })}
                <div class="frames">{each(move || frames.get(), one_sketch)}</div>
                <Overlay />
                {store.mode.edits().then(|| view! { <Grips /> })}
                <TextEditor />
            </div>
            <PointerHint />
            <Offer />
        </section>
        {move || is_empty.get().then(|| annex::show(move |parts| (parts.empty)(store.mode.edits())))}
        {store.mode.edits().then(|| view! { <ToolBar /> })}
        <MiniMap />
        <ZoomControls />
        <Legend />
    }
    .into_any()
}

/// Moves the layer.
fn moved(camera: Camera) -> String {
    let (x, y) = (-camera.x * camera.zoom, -camera.y * camera.zoom);
    format!("translate({x:.2}px, {y:.2}px) scale({:.5})", camera.zoom)
}

/// The dots of the paper: every fourth point of the grid, fewer when far away.
fn paper(camera: Camera) -> String {
    let mut step = 4.0 * GRID * camera.zoom;
    while step < 18.0 {
        step *= 2.0;
    }
    let (x, y) = (-camera.x * camera.zoom, -camera.y * camera.zoom);
    format!("--step:{step:.3}px;--paper-x:{:.2}px;--paper-y:{:.2}px", x % step, y % step)
}

/// What goes on, for the pointer's shape and for what hides meanwhile.
fn doing(state: &State, space: bool) -> Option<&'static str> {
    match state {
        State::Dragging { .. } => Some("dragging"),
        State::Panning { .. } | State::Pinching { .. } => Some("panning"),
        State::Connecting { .. }
        | State::ClickConnecting { .. }
        | State::Reconnecting { .. }
        | State::ClickReconnecting { .. } => Some("connecting"),
        State::Placing { .. } | State::Armed { .. } | State::Sketching { .. } => Some("placing"),
        State::Pulling { .. } => Some("pulling"),
        State::Brushing { .. } => Some("brushing"),
        _ if space => Some("ready-to-pan"),
        _ => None,
    }
}

/// The keyboard's focus goes back to the canvas.
fn focus_canvas() {
    if let Some(canvas) = commands::element(CANVAS_ID) {
        canvas.focus().ok();
    }
}

/// Scrolls nothing and brings a node into view when the keyboard walks to it.
fn focus_seen(store: Store, id: &str) {
    let by_key = document()
        .active_element()
        .is_some_and(|element| element.matches(":focus-visible").unwrap_or(false));
    if by_key {
        commands::reveal(store, id);
    }
}

/// Keeps the store's viewport in step with the canvas, and shows the whole design when a document
/// is opened or the canvas first has a size, and after that for as long as nobody looks elsewhere.
fn keep_size(store: Store, canvas: NodeRef<Section>) {
    let fitted = StoredValue::new(None::<Camera>);
    let fit = move || {
        let camera = commands::opening(store);
        fitted.set_value(camera);
        if let Some(camera) = camera {
            store.session.camera.set(camera);
        }
    };
    effect(move || {
        let Some(element) = canvas.get() else { return };
        let measured = element.clone();
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            let size = (f64::from(measured.client_width()), f64::from(measured.client_height()));
            if store.session.viewport.try_get_untracked().is_none_or(|before| before == size)
                && fitted.try_get_value().flatten().is_some()
            {
                return;
            }
            store.session.viewport.set(size);
            let untouched = match fitted.try_get_value().flatten() {
                Some(camera) => store.session.camera.get_untracked() == camera,
                None => true,
            };
            if untouched {
                fit();
            }
        });
        let observer = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref());
        if let Ok(observer) = observer {
            observer.observe(&element);
            // The closure lives as long as the observer does.
            let kept = StoredValue::new_local(Some((observer, on_resize)));
            on_cleanup(move || {
                if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
                    observer.disconnect();
                }
            });
        }
    });
    Effect::new(move |seen: Option<u32>| {
        let opened = store.session.opened.get();
        if seen.is_some_and(|seen| seen != opened) {
            fit();
        }
        opened
    });
}

/// The wheel must be heard by a listener that may keep the page from scrolling.
fn turn_wheel(store: Store, canvas: NodeRef<Section>) {
    let listener = StoredValue::new_local(None::<EventListener>);
    effect(move || {
        let Some(element) = canvas.get() else { return };
        let options = EventListenerOptions::enable_prevent_default();
        let heard = EventListener::new_with_options(&element, "wheel", options, move |event| {
            if let Some(event) = event.dyn_ref() {
                input::wheel(store, event);
            }
        });
        listener.set_value(Some(heard));
    });
    on_cleanup(move || drop(listener.try_update_value(Option::take)));
}
