//! What can be done on the canvas, for keys, menus and buttons: plain functions of the store.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Document, Point};

use crate::core::camera::{Camera, Padding, Pixel};
use crate::core::geometry::{Rect, document_bounds};
use crate::core::neighbours::Way;
use crate::core::selection::Selection;
use crate::core::tool::{self, EditorView, Effect, Event, State, Target};
use crate::core::{edit, neighbours, pasting};
use crate::outline::row_id;
use crate::shell::elements;
use crate::store::{MenuAt, Store, Tone};

/// Steps of the zoom keys and buttons.
const ZOOM_STEP: f64 = 1.25;

/// Takes away what is selected, in one step.
pub fn delete_selection(store: Store) {
    let count = || {
        let document = store.document_now();
        document.nodes.len() + document.links.len() + document.sketches.len()
    };
    let before = count();
    with_view(store, edit::delete);
    // With a node its links go too; what is locked stays.
    let gone = before.saturating_sub(count());
    if gone > 0 {
        store.say(format!("{gone} deleted"));
    }
}

/// Adds a part of a design, and selects it.
pub fn paste(store: Store, part: &Document) {
    with_view(store, |view| pasting::paste(view, part, "Paste"));
    tell_added(store);
}

/// Copies what is selected beside itself.
pub fn duplicate_selection(store: Store) {
    with_view(store, pasting::duplicate);
    tell_added(store);
}

/// Takes away what was copied to the clipboard.
pub fn cut_selection(store: Store) {
    with_view(store, |view| {
        let mut effects = edit::delete(view);
        for effect in &mut effects {
            if let Effect::Run(label, _) = effect {
                *label = "Cut";
            }
        }
        effects
    });
}

fn tell_added(store: Store) {
    let said = store.session.selection.with_untracked(|it| pasting::said("Added", it));
    store.say(said);
}

/// Moves the selected nodes by so many steps of the grid, and has read out where they are then. A
/// key that is held down makes one undo step.
pub fn nudge(store: Store, right: i32, down: i32, held: bool) {
    if !held {
        store.begin("Move");
    }
    with_view(store, |view| edit::nudge(view, right, down));
    let document = store.document_now();
    let selection = store.session.selection.get_untracked();
    let mut moved = selection.nodes.iter().filter_map(|id| document.nodes.get_key_value(id));
    match (moved.next(), moved.count()) {
        (Some((id, node)), 0) => {
            let Point { x, y } = node.at;
            store.say(format!("{} moved to {x:.0}, {y:.0}", document.label(id)));
        }
        (Some(_), others) => store.say(format!("{} parts moved", others + 1)),
        (None, _) => {}
    }
}

/// The node that keys are about: the one selected, else the one with the focus.
#[must_use]
pub fn here(store: Store) -> Option<String> {
    let selection = store.session.selection.get_untracked();
    match selection.nodes.first() {
        Some(id) if selection.nodes.len() == 1 => Some(id.clone()),
        Some(_) => None,
        None => focused_node(),
    }
}

fn in_outline() -> bool {
    let panel = format!("#{}", elements::OUTLINE);
    elements::focused().is_some_and(|it| it.closest(&panel).ok().flatten().is_some())
}

fn focused_node() -> Option<String> {
    let node = document().active_element()?.closest("[data-node]").ok()??;
    node.get_attribute("data-node")
}

/// Goes from the node that keys are about to another, and selects it.
pub fn walk(store: Store, way: Way) {
    let document = store.document_now();
    let Some(from) = here(store) else {
        return store.say("Select the part to walk from.".into());
    };
    match neighbours::walk(&document, &from, way) {
        Some(to) => go_to(store, &to),
        None => {
            let nothing = match way {
                Way::On => "No link leaves",
                Way::Back => "No link enters",
                Way::Up => "Nothing stands above",
                Way::Down => "Nothing stands below",
            };
            store.say(format!("{nothing} {}", document.label(&from)));
        }
    }
}

/// Selects a node, brings it into view and gives it the keyboard's focus.
pub fn go_to(store: Store, id: &str) {
    reveal(store, id);
    carry_out(store, vec![Effect::Select(Selection::node(id)), Effect::Focus(id.to_owned())]);
}

/// Links a node to another, or says why not.
pub fn connect(store: Store, from: &str, to: &str) {
    send(store, &Event::ConnectFrom(from.to_owned()));
    send(store, &Event::Activate(to.to_owned()));
}

/// Adds a part behind (or before) a node, with the link between them.
pub fn add_beside(store: Store, id: &str, kind: NodeKind, behind: bool) {
    with_view(store, |view| neighbours::add_beside(view, id, kind, behind));
}

/// Selects every node and link.
pub fn select_all(store: Store) {
    with_view(store, edit::select_all);
}

/// Adds a node in the middle of what is seen.
pub fn add_in_view(store: Store, kind: NodeKind) {
    with_view(store, |view| edit::add_in_view(view, kind));
}

/// Starts a link from the one selected node: the next click or Enter on a node ends it.
pub fn connect_from_selection(store: Store) {
    let selection = store.session.selection.get_untracked();
    match selection.nodes.first() {
        Some(id) if selection.nodes.len() == 1 => send(store, &Event::ConnectFrom(id.clone())),
        _ => store.notify(Tone::Info, "Select the one node that the link starts from.".into()),
    }
}

/// Ends what goes on, or else clears the selection. Was there anything to end?
pub fn escape(store: Store) -> bool {
    let busy = store.session.tool.with_untracked(|tool| tool.state != State::Idle);
    let selected = store.session.selection.with_untracked(|selection| !selection.is_empty());
    send(store, &Event::Escape);
    busy || selected
}

/// Closer, around the middle.
pub fn zoom_in(store: Store) {
    zoom(store, |camera, middle| camera.zoom_at(middle, ZOOM_STEP));
}

/// Further away, around the middle.
pub fn zoom_out(store: Store) {
    zoom(store, |camera, middle| camera.zoom_at(middle, 1.0 / ZOOM_STEP));
}

/// A canvas unit a pixel, around the middle.
pub fn actual_size(store: Store) {
    zoom(store, |camera, middle| camera.zoom_to(middle, 1.0));
}

/// Shows what is selected.
pub fn fit_selection(store: Store) {
    let document = store.document_now();
    let around = store.session.selection.with_untracked(|selection| {
        selection.things().filter_map(|thing| thing.rect(&document)).reduce(Rect::union)
    });
    let viewport = store.session.viewport.get_untracked();
    if let Some(around) = around.filter(|_| viewport.0 >= 1.0 && viewport.1 >= 1.0) {
        let padding = Padding { top: 60.0, right: 60.0, bottom: 60.0, left: 60.0 };
        store.session.camera.set(Camera::fit(around, viewport, padding));
    }
}

/// Shows the whole design.
pub fn fit(store: Store) {
    if let Some(camera) = fitting(store) {
        store.session.camera.set(camera);
    }
}

/// The camera that shows the whole design; `None` while the canvas has no size.
#[must_use]
pub fn fitting(store: Store) -> Option<Camera> {
    looking(store, Camera::fit)
}

/// The camera for a design that is opened; `None` while the canvas has no size.
#[must_use]
pub fn opening(store: Store) -> Option<Camera> {
    looking(store, Camera::open)
}

fn looking(store: Store, at: impl FnOnce(Rect, (f64, f64), Padding) -> Camera) -> Option<Camera> {
    let viewport = store.session.viewport.get_untracked();
    if viewport.0 < 1.0 || viewport.1 < 1.0 {
        return None;
    }
    let side = (viewport.0 * 0.025).clamp(16.0, 40.0);
    // The zoom buttons and the legend stand at the bottom.
    let padding = Padding { top: side, right: side, bottom: 60.0, left: side };
    let rect = document_bounds(&store.document_now());
    Some(rect.map_or_else(Camera::default, |rect| at(rect, viewport, padding)))
}

/// Brings a node into view if it is not.
pub fn reveal(store: Store, id: &str) {
    let Some(at) = store.document_now().nodes.get(id).map(|node| node.at) else { return };
    let camera = store.session.camera.get_untracked();
    let (width, height) = store.session.viewport.get_untracked();
    let rect = Rect::node(at);
    let (near, far) =
        (camera.to_pixels(at), camera.to_pixels(Point { x: rect.right(), y: rect.bottom() }));
    if near.x < 0.0 || near.y < 0.0 || far.x > width || far.y > height {
        let middle = camera.to_pixels(rect.centre());
        let look = camera.pan(width / 2.0 - middle.x, height / 2.0 - middle.y);
        store.session.camera.set(look);
    }
}

fn zoom(store: Store, change: impl FnOnce(Camera, Pixel) -> Camera) {
    let (width, height) = store.session.viewport.get_untracked();
    let middle = Pixel { x: width / 2.0, y: height / 2.0 };
    store.session.camera.update(|camera| *camera = change(*camera, middle));
}

/// Sends an event to the tool and carries out what follows.
pub fn send(store: Store, event: &Event) {
    let Some(tool) = store.session.tool.try_get_untracked() else { return };
    let (next, effects) = {
        let (document, selection) = (store.document_now(), store.session.selection.get_untracked());
        let view = editor_view(store, &document, &selection);
        tool::step(tool.clone(), event, &view)
    };
    if next != tool {
        store.session.tool.set(next);
    }
    carry_out(store, effects);
}

pub(super) fn with_view(store: Store, edit: impl FnOnce(&EditorView<'_>) -> Vec<Effect>) {
    let (document, selection) = (store.document_now(), store.session.selection.get_untracked());
    let effects = edit(&editor_view(store, &document, &selection));
    carry_out(store, effects);
}

/// The topmost node under a pixel.
pub(super) fn node_at(store: Store, at: Pixel) -> Option<String> {
    let (document, selection) = (store.document_now(), Selection::default());
    let view = editor_view(store, &document, &selection);
    view.node_at(view.camera.to_canvas(at), 0.0).map(str::to_owned)
}

fn editor_view<'a>(
    store: Store,
    document: &'a windtunnel_design::Document,
    selection: &'a crate::core::selection::Selection,
) -> EditorView<'a> {
    EditorView {
        document,
        selection,
        camera: store.session.camera.get_untracked(),
        viewport: store.session.viewport.get_untracked(),
        looks_only: !store.mode.edits(),
    }
}

pub(super) fn carry_out(store: Store, effects: Vec<Effect>) {
    for effect in effects {
        match effect {
            Effect::Begin(label) => store.begin(label),
            // A refusal is told by the store; what depends on it changes nothing then.
            Effect::Run(label, command) => drop(store.run_command(label, &command)),
            Effect::Commit => store.commit(),
            Effect::Cancel => store.cancel(),
            Effect::Select(selection) => store.session.selection.set(selection),
            Effect::Look(camera) => store.session.camera.set(camera),
            Effect::Capture(pointer) => {
                if let Some(canvas) = element(super::CANVAS_ID) {
                    // The pointer may already be gone; then there is nothing to keep.
                    canvas.set_pointer_capture(pointer).ok();
                }
            }
            Effect::Focus(id) => {
                // The node is drawn only after this.
                request_animation_frame(move || {
                    // Who works in the outline stays there.
                    let row = in_outline().then(|| element(&row_id(&id))).flatten();
                    if let Some(node) = row.or_else(|| element(&super::node::dom_id(&id))) {
                        node.focus().ok();
                    }
                });
            }
            Effect::Edit(target) => store.session.editing.set(Some(target)),
            Effect::Menu(at, target) => open_menu(store, at, target),
            Effect::Tell(text) => store.notify(Tone::Info, text),
            Effect::Refuse(text) => store.notify(Tone::Problem, text),
        }
    }
}

/// Opens the menu of a thing on the canvas; what is not selected yet is selected alone.
pub fn open_menu(store: Store, at: Pixel, target: Target) {
    let now = store.session.selection.get_untracked();
    let selection = match &target {
        Target::Node(id) | Target::Port(id) if !now.nodes.contains(id) => Selection::node(id),
        Target::Link(id) if !now.links.contains(id) => Selection::link(id),
        Target::Sketch(id) if !now.sketches.contains(id) => Selection::sketch(id),
        Target::Empty => Selection::default(),
        _ => now.clone(),
    };
    if selection != now {
        store.session.selection.set(selection);
    }
    store.session.menu.set(Some(MenuAt { at, target }));
}

pub(super) fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
