//! The whole design, small, with what is seen of it; dragging there looks elsewhere.

use std::fmt::Write as _;

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::svg::Svg;
use windtunnel_design::{Document, Point, Shape};

use crate::core::camera::Pixel;
use crate::core::geometry::{NODE_H, NODE_W};
use crate::core::geometry::{Rect, document_bounds, sketch_rect};
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// Room around the design, in canvas units.
const MARGIN: f64 = 80.0;

/// The map; nothing while all of the design is in view.
#[component]
pub fn MiniMap() -> impl IntoView {
    let store = use_store();
    let document = store.document_signal();
    let bounds = Memo::new(move |_| document.with(|document| document_bounds(document)));
    let seen = Memo::new(move |_| seen(store));
    let needed = Memo::new(move |_| bounds.get().is_some_and(|all| !seen.get().holds(all)));
    let open = store.session.minimap_open;
    move || {
        needed.get().then(|| {
            let name = if open.get() { "Fold the map" } else { "Unfold the map" };
            view! {
                <div class="minimap" class:folded=move || !open.get()>
                    {open.get().then(|| map(store, bounds, seen))}
                    <button
                        type="button"
                        aria-label=name
                        title=name
                        aria-expanded=open.get().to_string()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {icon(if open.get() { Icon::ChevronDown } else { Icon::Map })}
                    </button>
                </div>
            }
        })
    }
}

fn map(store: Store, bounds: Memo<Option<Rect>>, seen: Memo<Rect>) -> AnyView {
    let document = store.document_signal();
    let nodes = Memo::new(move |_| document.with(|document| boxes(document)));
    let frames = Memo::new(move |_| document.with(|document| frames(document)));
    // What is seen may lie outside of the design.
    let shown = Memo::new(move |_| {
        let all = bounds.get().unwrap_or_default().grown(MARGIN);
        all.union(seen.get())
    });
    let svg = NodeRef::<Svg>::new();
    let look = move |event: &PointerEvent| {
        let Some(svg) = svg.get_untracked() else { return };
        let element = svg.get_bounding_client_rect();
        let shown = shown.get_untracked();
        // The drawing is centred, at the scale of the tighter side.
        let scale = (element.width() / shown.w).min(element.height() / shown.h);
        let middle = shown.centre();
        let off = |at: f64, start: f64, length: f64| (at - start - length / 2.0) / scale;
        centre(
            store,
            Point {
                x: middle.x + off(f64::from(event.client_x()), element.left(), element.width()),
                y: middle.y + off(f64::from(event.client_y()), element.top(), element.height()),
            },
        );
    };
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            if let Some(svg) = svg.get_untracked() {
                svg.set_pointer_capture(event.pointer_id()).ok();
            }
            look(&event);
        }
    };
    let moved = move |event: PointerEvent| {
        if event.buttons() != 0 {
            look(&event);
        }
    };
    view! {
        <svg
            role="img"
            aria-label="Map of the design: drag to look elsewhere"
            viewBox=move || {
                let Rect { x, y, w, h } = shown.get();
                format!("{x:.0} {y:.0} {w:.0} {h:.0}")
            }
            node_ref=svg
            on:pointerdown=down
            on:pointermove=moved
        >
            <path class="map-frames" d=move || frames.get() />
            <path class="map-nodes" d=move || nodes.get() />
            <rect
                class="map-seen"
                x=move || format!("{:.0}", seen.get().x)
                y=move || format!("{:.0}", seen.get().y)
                width=move || format!("{:.0}", seen.get().w)
                height=move || format!("{:.0}", seen.get().h)
            />
        </svg>
    }
    .into_any()
}

/// The part of the canvas that is in view.
pub(super) fn seen(store: Store) -> Rect {
    let camera = store.session.camera.get();
    let (width, height) = store.session.viewport.get();
    let far = camera.to_canvas(Pixel { x: width, y: height });
    Rect::between(Point { x: camera.x, y: camera.y }, far)
}

/// Looks at a place.
fn centre(store: Store, at: Point) {
    let (width, height) = store.session.viewport.get_untracked();
    store.session.camera.update(|camera| {
        camera.x = at.x - width / camera.zoom / 2.0;
        camera.y = at.y - height / camera.zoom / 2.0;
    });
}

/// All nodes as one path.
pub(super) fn boxes(document: &Document) -> String {
    let mut path = String::with_capacity(document.nodes.len() * 28);
    for Point { x, y } in document.nodes.values().map(|node| node.at) {
        let (x, y) = (x.round() as i32, y.round() as i32);
        // Writing to a string cannot fail.
        let _infallible = write!(path, "M{x} {y}h{NODE_W}v{NODE_H}h-{NODE_W}z");
    }
    path
}

fn frames(document: &Document) -> String {
    let mut path = String::new();
    for sketch in document.sketches.values().filter(|sketch| sketch.shape == Shape::Frame) {
        let Rect { x, y, w, h } = sketch_rect(sketch);
        let _infallible = write!(path, "M{x:.0} {y:.0}h{w:.0}v{h:.0}h-{w:.0}z");
    }
    path
}
