//! The keyboard's focus is never lost: when what had it goes, something near gets it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::elements;
use crate::canvas::CANVAS_ID;
use crate::store::Store;
use crate::ui::effect;

/// As many elements are remembered that have had the focus.
const TRAIL: usize = 12;

/// What can be walked to by Tab.
const FOCUSABLE: &str =
    "input, select, textarea, button:not([tabindex='-1']), summary, [tabindex='0']";

/// The parts of the screen, in the order of the page.
const REGIONS: [&str; 6] =
    [".top-bar", ".palette", "#canvas", ".dock", "#inspector", ".transport-region"];

/// Follows the focus, and after every change of what is shown gives it to the last element that
/// had it and is still there, if the one that has it now is not.
pub fn keep(store: Store) {
    let trail = StoredValue::new_local(Vec::<Element>::new());
    let session = store.session;
    let came = window_event_listener(leptos::ev::focusin, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(element) = target {
            session.selected_at_focus.set_value(session.selection.get_untracked());
            trail.try_update_value(|trail| {
                trail.retain(|other| *other != element && other.is_connected());
                trail.push(element);
                if trail.len() > TRAIL {
                    trail.remove(0);
                }
            });
        }
    });
    on_cleanup(move || came.remove());
    // To look for it makes the browser lay the page out at once: not in every frame of a drag, which
    // takes nothing away.
    let drags = Memo::new(move |_| session.tool.with(|tool| tool.state.holds_document()));
    effect(move || {
        if drags.get() {
            return;
        }
        store.document_signal().track();
        session.selection.track();
        session.inspector_open.track();
        session.palette_open.track();
        session.dock_open.track();
        session.dialog.track();
        session.menu.track();
        session.notice.track();
        store.run.status.track();
        // After the page has changed.
        request_animation_frame(move || {
            trail.try_update_value(restore);
        });
    });
}

fn restore(trail: &mut Vec<Element>) {
    let lost = trail.last().is_some_and(|last| !is_there(last));
    if !lost || elements::focused().is_some_and(|element| is_shown(&element)) {
        return;
    }
    trail.retain(is_there);
    let canvas = || elements::by_id(CANVAS_ID).map(Element::from);
    if let Some(element) = trail.last().cloned().or_else(canvas) {
        // What has had the focus can have it, be it of HTML or of a drawing.
        element.unchecked_ref::<HtmlElement>().focus().ok();
    }
}

fn is_there(element: &Element) -> bool {
    element.is_connected() && is_shown(element) && !element.matches(":disabled").unwrap_or(false)
}

fn is_shown(element: &Element) -> bool {
    // What is folded away keeps its box.
    let style = window().get_computed_style(element).ok().flatten();
    let hidden = style.and_then(|style| style.get_property_value("visibility").ok());
    let size = element.get_bounding_client_rect();
    size.width() > 0.0 && hidden.as_deref() != Some("hidden")
}

/// Goes to the next of the parts of the screen that are shown, or to the one before.
pub fn next_region(back: bool) {
    let mut regions: Vec<Element> = REGIONS
        .iter()
        .filter_map(|region| document().query_selector(region).ok().flatten())
        .filter(is_shown)
        .collect();
    if back {
        regions.reverse();
    }
    let focused = elements::focused();
    let here = regions.iter().position(|region| region.contains(focused.as_deref()));
    let start = here.map_or(0, |at| at + 1);
    let count = regions.len();
    let next = (0..count).filter_map(|step| first_in(&regions[(start + step) % count])).next();
    if let Some(first) = next {
        first.focus().ok();
    }
}

/// The first element within another that Tab would come to.
fn first_in(region: &Element) -> Option<HtmlElement> {
    let found = region.query_selector_all(FOCUSABLE).ok()?;
    let mut all = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok());
    all.find(|element: &HtmlElement| is_there(element))
}

/// Gives the focus to the first thing to fill in or press of a panel, once it is there.
pub fn enter(panel: &'static str) {
    let enter = move || {
        let Some(panel) = elements::by_id(panel) else { return };
        // The body first: what comes before it closes the panel, or chooses another.
        let body = panel.query_selector(".inspector-body").ok().flatten();
        let body = body.unwrap_or_else(|| panel.into());
        if let Some(first) = first_in(&body) {
            first.focus().ok();
        }
    };
    // The panel is made anew for another selection before the next frame.
    request_animation_frame(move || request_animation_frame(enter));
}
