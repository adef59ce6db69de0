//! The outline: the design as a list, in the order of the Tab key. Whoever cannot see or point
//! builds, connects, changes, runs and reads a design here.

mod row;
mod sketches;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use windtunnel_design::Shape;

use crate::canvas::edits;
use crate::core::order::tab_order;
use crate::run::{transport, verdict};
use crate::shell::{elements, focus};
use crate::store::{Dialog, DockTab, Panel, RunStatus, Store, use_store};
use crate::ui::{Icon, each, icon};

/// The `id` attribute of the button that names a node in the list.
#[must_use]
pub fn row_id(id: &str) -> String {
    format!("outline-{id}")
}

/// Opens the outline and gives it the focus, or closes it.
pub fn toggle(store: Store) {
    let session = store.session;
    let shown =
        session.dock_open.get_untracked() && session.dock_tab.get_untracked() == DockTab::Outline;
    session.dock_tab.set(DockTab::Outline);
    session.dock_open.set(!shown);
    if !shown {
        focus::enter(elements::OUTLINE);
    }
}

/// The outline.
#[component]
pub fn OutlineTab() -> impl IntoView {
    let store = use_store();
    let document = store.document_signal();
    let ids = Memo::new(move |_| document.with(|document| tab_order(document)));
    let none = move || {
        ids.with(Vec::is_empty).then(|| view! { <p class="quiet">"There is no part yet."</p> })
    };
    let button = |name: &'static str, picture: Icon, run: fn(Store)| {
        view! {
            <button type="button" class="button framed" on:click=move |_| run(store)>
                {icon(picture)}
                {name}
            </button>
        }
    };
    let tools = store.mode.edits().then(|| {
        view! {
            <div class="tree-tools" role="group" aria-label="The design">
                {button("Add a part", Icon::Plus, |store| {
                    store.session.dialog.set(Some(Dialog::AddPart));
                })}
                {button("Add a note", Icon::Note, |store| edits::add_sketch(store, Shape::Note))}
                {button("World and run", Icon::Sliders, |store| show(store, Panel::World))}
                {button("Findings", Icon::Warning, |store| show(store, Panel::Findings))}
                {button("Run again", Icon::Bolt, transport::rerun)}
            </div>
        }
    });
    view! {
        <div class="tree-panel" id=elements::OUTLINE>
            <p class="tree-digest">{move || digest(store)}</p>
            {tools}
            {none}
            <ol class="tree" aria-label="Parts in the order of their links" on:keydown=move |event| walk(&event)>
                {each(move || ids.get(), move |id| row::row(store, &id))}
            </ol>
            {sketches::sketches(store)}
        </div>
    }
    .into_any()
}

/// Opens a panel about the design, and goes there.
fn show(store: Store, panel: Panel) {
    crate::shell::actions::show_panel(store, panel);
    focus::enter(elements::INSPECTOR);
}

/// What came of the design, in sentences.
fn digest(store: Store) -> String {
    let state = match &*store.run.status.read() {
        RunStatus::Refused(findings) => {
            let why = findings.first().map(|finding| finding.to_string()).unwrap_or_default();
            return format!("This design cannot be run yet. {why}");
        }
        RunStatus::Failed(why) => return format!("The simulator failed: {why}"),
        RunStatus::Cancelled => "The run was stopped. ",
        _ if store.run.is_current.get() => "",
        _ => "Simulating; these are the numbers from before the change. ",
    };
    store.run.result.with(|result| match result {
        Some(result) => {
            let verdict = verdict::of(result);
            let figures = crate::run::figures::figures(&store.still(), result)
                .map(|figure| format!("{}: {}.", figure.label, figure.value));
            let (sentence, detail) = (verdict.sentence, verdict.detail);
            format!("{state}{sentence} {} {detail}.", figures.join(" "))
        }
        None => format!("{state}The numbers appear with the first result."),
    })
}

/// Arrow keys walk from name to name.
fn walk(event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let Some(name) = target.filter(|it| it.matches(".tree-name").unwrap_or(false)) else { return };
    let list = name.closest(".tree").ok().flatten();
    let Some(names) = list.and_then(|list| list.query_selector_all(".tree-name").ok()) else {
        return;
    };
    let names: Vec<HtmlElement> =
        (0..names.length()).filter_map(|at| names.item(at)?.dyn_into().ok()).collect();
    let Some(here) = names.iter().position(|other| *other == name) else { return };
    let to = match event.key().as_str() {
        "ArrowDown" => here + 1,
        "ArrowUp" => here.saturating_sub(1),
        "Home" => 0,
        "End" => names.len() - 1,
        _ => return,
    };
    event.prevent_default();
    if let Some(name) = names.get(to) {
        name.focus().ok();
    }
}
