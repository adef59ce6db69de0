//! The dock over the lower half of the canvas: charts of the run, the life of the system, decisions.

pub(crate) mod chart;
pub(crate) mod data;
pub mod export;
pub(crate) mod plot;
pub(crate) mod table;
mod tables;
pub(crate) mod theme;

use leptos::prelude::*;

use self::chart::ChartView;
use self::data::Subject;
use self::tables::Tables;
use crate::annex;
use crate::life::LifeTab;
use crate::life::decisions::DecisionsTab;
use crate::outline::OutlineTab;
use crate::outlook::outlook_panel;
use crate::shell::elements;
use crate::store::{DockTab, Store, Tone, use_store};
use crate::ui::{Icon, icon};

const TABS: [(DockTab, &str); 5] = [
    (DockTab::Charts, "Charts"),
    (DockTab::Outlook, "Outlook"),
    (DockTab::Life, "Life"),
    (DockTab::Decisions, "Decisions"),
    (DockTab::Outline, "Outline"),
];

/// The dock, where it is open.
#[component]
pub fn Dock() -> impl IntoView {
    let store = use_store();
    follow_design(store);
    let open = store.session.dock_open;
    move || open.get().then(|| annex::show(move |parts| (parts.dock)(store)))
}

/// Designs with a life open with it; their life is what they are about.
fn follow_design(store: Store) {
    Effect::new(move |before: Option<()>| {
        store.session.opened.get();
        let has_life = store.document_now().run.days > 0;
        // Who works in the outline stays there.
        if store.session.dock_tab.get_untracked() == DockTab::Outline {
            return;
        }
        store.session.dock_tab.set(if has_life { DockTab::Life } else { DockTab::Charts });
        if before.is_some() && has_life {
            store.session.dock_open.set(true);
        }
    });
}

/// What stands in it.
pub fn tabs(store: Store) -> AnyView {
    let (dock_open, tab) = (store.session.dock_open, store.session.dock_tab);
    let walk = move |event: leptos::ev::KeyboardEvent| {
        let at = TABS.iter().position(|(other, _)| *other == tab.get_untracked()).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % TABS.len(),
            "ArrowLeft" => (at + TABS.len() - 1) % TABS.len(),
            _ => return,
        };
        event.prevent_default();
        tab.set(TABS[to].0);
        if let Some(head) = elements::by_id(&head_id(to)) {
            head.focus().ok();
        }
    };
    let heads = TABS
        .into_iter()
        .enumerate()
        .map(|(at, (own, name))| {
            let chosen = move || tab.get() == own;
            view! {
                <button
                    type="button"
                    id=head_id(at)
                    class="tab"
                    role="tab"
                    aria-selected=move || chosen().to_string()
                    aria-controls="dock-panel"
                    tabindex=move || if chosen() { "0" } else { "-1" }
                    on:click=move |_| tab.set(own)
                >
                    {name}
                </button>
            }
        })
        .collect_view();
    let body = move || match tab.get() {
        DockTab::Charts => charts(store),
        DockTab::Life => view! { <LifeTab /> }.into_any(),
        DockTab::Decisions => view! { <DecisionsTab /> }.into_any(),
        DockTab::Outlook => outlook_panel(),
        DockTab::Outline => view! { <OutlineTab /> }.into_any(),
    };
    let labelled = move || {
        let at = TABS.iter().position(|(other, _)| *other == tab.get()).unwrap_or(0);
        head_id(at)
    };
    view! {
        <section class="dock" id="charts" aria-label="Charts">
            <header class="dock-head">
                <div class="tabs" role="tablist" aria-label="Results" on:keydown=walk>{heads}</div>
                {save_button(store)}
                <button
                    type="button"
                    class="button small"
                    aria-label="Close charts"
                    title="Close charts"
                    on:click=move |_| dock_open.set(false)
                >
                    {icon(Icon::Close)}
                </button>
            </header>
            <div id="dock-panel" class="dock-panel" role="tabpanel" tabindex="0" aria-labelledby=labelled>
                {body}
            </div>
        </section>
    }
    .into_any()
}

fn head_id(at: usize) -> String {
    format!("dock-tab-{at}")
}

fn save_button(store: Store) -> AnyView {
    let save = move |_| {
        let Some(result) = store.run.result.get_untracked() else { return };
        if export::save(&result).is_none() {
            store.notify(Tone::Problem, "This browser did not take the file.".into());
        }
    };
    view! {
        <button
            type="button"
            class="button small"
            aria-label="Save as CSV"
            disabled=move || store.run.result.with(Option::is_none)
            on:click=save
        >
            {icon(Icon::Download)}
            <span class="button-name">"Save as CSV"</span>
        </button>
    }
    .into_any()
}

fn charts(store: Store) -> AnyView {
    let charts = Subject::ALL
        .into_iter()
        .map(|subject| view! { <ChartView subject=subject /> })
        .collect_view();
    let empty = move || {
        store.run.result.with(Option::is_none).then(|| {
            view! { <p class="dock-empty">"The charts appear with the first result."</p> }
        })
    };
    view! { {empty} <div class="dock-charts">{charts} <Tables /></div> }.into_any()
}
