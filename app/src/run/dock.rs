//! The dock with the charts, over the lower half of the canvas.

pub(crate) mod chart;
pub(crate) mod data;
mod export;
pub(crate) mod plot;
mod tables;
pub(crate) mod theme;

use leptos::prelude::*;

use self::chart::ChartView;
use self::data::Subject;
use self::tables::Tables;
use crate::store::{Tone, use_store};
use crate::ui::{Icon, icon};

/// The charts, where they are open.
#[component]
pub fn Dock() -> impl IntoView {
    let open = use_store().session.dock_open;
    move || open.get().then(|| view! { <Charts /> })
}

#[component]
fn Charts() -> impl IntoView {
    let store = use_store();
    let dock_open = store.session.dock_open;
    let charts = Subject::ALL
        .into_iter()
        .map(|subject| view! { <ChartView subject=subject /> })
        .collect_view();
    let empty = move || {
        store.run.result.with(Option::is_none).then(|| {
            view! { <p class="dock-empty">"The charts appear with the first result."</p> }
        })
    };
    let save = move |_| {
        let Some(result) = store.run.result.get_untracked() else { return };
        if export::download(&result).is_none() {
            store.notify(Tone::Problem, "This browser did not take the file.".into());
        }
    };
    view! {
        <section class="dock" id="charts" aria-label="Charts">
            <header class="dock-head">
                <h2>"Charts"</h2>
                <button
                    type="button"
                    class="button small"
                    disabled=move || store.run.result.with(Option::is_none)
                    on:click=save
                >
                    {icon(Icon::Download)}
                    "Save as CSV"
                </button>
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
            {empty}
            <div class="dock-charts">{charts} <Tables /></div>
        </section>
    }
    .into_any()
}
