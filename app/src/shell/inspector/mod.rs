//! The panel at the right: what is selected, or the design as a whole.

mod costs;
mod design;
mod failures;
mod family;
mod features;
mod findings;
mod groups;
pub(crate) mod help;
pub(crate) mod link;
mod many;
pub(crate) mod measured;
mod node;
mod params;
mod recording;
mod run;
mod sketch;
mod task;
mod trial;

use leptos::prelude::*;

use super::actions::Context;
use super::{elements, past};
use crate::annex;
use crate::lab::ModelLab;
use crate::store::{Panel, Store};
use crate::ui::{Icon, icon};

/// What the inspector shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    Node(String),
    Link(String),
    Sketch(String),
    Many,
    Nothing,
}

/// The inspector.
#[component]
pub fn Inspector(context: Context) -> impl IntoView {
    let store = context.store;
    let open = store.session.inspector_open;
    view! {
        <aside id=elements::INSPECTOR class="inspector" class:closed=move || !open.get() aria-label="Inspector">
            <button
                type="button"
                class="button sheet-close"
                aria-label="Close the inspector"
                on:click=move |_| open.set(false)
            >
                {icon(Icon::Close)}
            </button>
            {annex::show(move |parts| (parts.inspector)(context))}
        </aside>
    }
    .into_any()
}

/// What stands in it.
pub fn body(context: Context) -> AnyView {
    let store = context.store;
    let shown = Memo::new(move |_| what(store));
    (move || match shown.get() {
        Shown::Node(id) => node::node_panel(store, id),
        Shown::Link(id) => link::link_panel(store, &id),
        Shown::Sketch(id) => sketch::sketch_panel(store, id),
        Shown::Many => many::many_panel(store),
        Shown::Nothing => tabs(context),
    })
    .into_any()
}

fn what(store: Store) -> Shown {
    let document = store.document();
    store.session.selection.with(|selection| {
        let mut selection = selection.clone();
        selection.forget_missing(&document);
        let (node, link) = (selection.nodes.first(), selection.links.first());
        match (node, link, selection.sketches.first(), selection.count()) {
            (.., 0) => Shown::Nothing,
            (Some(id), None, None, 1) => Shown::Node(id.clone()),
            (None, Some(id), None, 1) => Shown::Link(id.clone()),
            (None, None, Some(id), 1) => Shown::Sketch(id.clone()),
            _ => Shown::Many,
        }
    })
}

const TABS: [(Panel, &str, Icon); 5] = [
    (Panel::World, "Design", Icon::Sliders),
    (Panel::ModelLab, "Model lab", Icon::Flask),
    (Panel::Findings, "Findings", Icon::Warning),
    (Panel::History, "History", Icon::Clock),
    (Panel::Help, "Help", Icon::Help),
];

/// Nothing is selected: the design as a whole.
fn tabs(context: Context) -> AnyView {
    let panel = context.store.session.panel;
    let walk = move |event: leptos::ev::KeyboardEvent| {
        let at = TABS.iter().position(|(tab, ..)| *tab == panel.get_untracked()).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % TABS.len(),
            "ArrowLeft" => (at + TABS.len() - 1) % TABS.len(),
            "Home" => 0,
            "End" => TABS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        panel.set(TABS[to].0);
        if let Some(tab) = elements::by_id(&tab_id(TABS[to].0)) {
            tab.focus().ok();
        }
    };
    let heads = TABS
        .into_iter()
        .map(|(tab, name, _)| {
            let chosen = move || panel.get() == tab;
            view! {
                <button
                    type="button"
                    id=tab_id(tab)
                    class="tab"
                    role="tab"
                    aria-selected=move || chosen().to_string()
                    aria-controls="inspector-tab-panel"
                    tabindex=move || if chosen() { "0" } else { "-1" }
                    on:click=move |_| panel.set(tab)
                >
                    {name}
                </button>
            }
        })
        .collect_view();
    let body = move || match panel.get() {
        Panel::World => design::design_panel(context.store),
        Panel::ModelLab => view! { <ModelLab /> }.into_any(),
        Panel::Findings => findings::findings_panel(context.store),
        Panel::History => past::past_panel(context.store),
        Panel::Help => help::help_panel(context),
    };
    view! {
        <div class="tabs" role="tablist" aria-label="The design" on:keydown=walk>{heads}</div>
        <div
            id="inspector-tab-panel"
            class="inspector-body"
            role="tabpanel"
            tabindex="0"
            aria-labelledby=move || tab_id(panel.get())
        >
            {body}
        </div>
    }
    .into_any()
}

fn tab_id(panel: Panel) -> String {
    format!("tab-{}", format!("{panel:?}").to_ascii_lowercase())
}

/// A heading within a panel, with what belongs under it.
fn section(title: &str, body: AnyView) -> AnyView {
    view! {
        <section class="inspector-section">
            <h3>{title.to_owned()}</h3>
            {body}
        </section>
    }
    .into_any()
}
