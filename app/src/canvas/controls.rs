//! Zoom buttons, and what the lines and dots mean.

use leptos::prelude::*;
use windtunnel_design::Point;
use windtunnel_design::sim::model::LinkKind;

use super::commands;
use crate::core::route::Route;
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// Further, nearer, as it is, all of it.
#[component]
pub fn ZoomControls() -> impl IntoView {
    let store = use_store();
    let percent = Memo::new(move |_| {
        store.session.camera.with(|camera| format!("{:.0} %", camera.zoom * 100.0))
    });
    let one = |name: &'static str, picture: Icon, run: fn(Store)| {
        view! {
            <button type="button" aria-label=name title=name on:click=move |_| run(store)>
                {icon(picture)}
            </button>
        }
    };
    view! {
        <div class="zoom-controls" role="group" aria-label="Zoom">
            {one("Zoom out", Icon::Minus, commands::zoom_out)}
            <button
                type="button"
                class="zoom-percent"
                aria-label=move || format!("Zoom to 100 %, now {}", percent.get())
                title="Zoom to 100 %"
                on:click=move |_| commands::actual_size(store)
            >
                {move || percent.get()}
            </button>
            {one("Zoom in", Icon::Plus, commands::zoom_in)}
            {one("Zoom to fit", Icon::Fit, commands::fit)}
        </div>
    }
    .into_any()
}

/// The kinds of line in the drawing; nothing that is not there.
#[component]
pub fn Legend() -> impl IntoView {
    let store = use_store();
    let kinds = Memo::new(move |_| {
        store.still_signal().with(|document| {
            let has = |kind| document.links.values().any(|link| link.kind == kind);
            KINDS.map(|(kind, ..)| has(kind))
        })
    });
    let runs = Memo::new(move |_| store.run.result.with(Option::is_some));
    let entries = move || {
        let present = kinds.get();
        KINDS
            .iter()
            .zip(present)
            .filter(|(_, present)| *present)
            .map(|((kind, word, name), _)| {
                view! {
                    <span class="legend-entry" data-kind=*word>
                        <svg viewBox="0 0 38 12" width="38" height="12" aria-hidden="true">
                            <path class="legend-line" data-kind=*word d="M1 6H26" />
                            <path class="legend-mark" data-kind=*word d=mark(*kind) />
                        </svg>
                        {*name}
                    </span>
                }
            })
            .collect_view()
    };
    let flow = move || {
        let about = "Flow: dots are proportional to requests, not single requests";
        (runs.get() && kinds.get()[0]).then(|| view! { <span class="legend-flow">{about}</span> })
    };
    view! { <div class="legend">{entries} {flow}</div> }.into_any()
}

/// The mark at the end of a link, as it is drawn.
fn mark(kind: LinkKind) -> String {
    let (from, to) = (Point { x: 0.0, y: 6.0 }, Point { x: 36.0, y: 6.0 });
    Route::straight(from, to).mark(kind)
}

const KINDS: [(LinkKind, &str, &str); 4] = [
    (LinkKind::Call, "call", "requests"),
    (LinkKind::Stream, "stream", "features"),
    (LinkKind::Feedback, "feedback", "outcomes"),
    (LinkKind::Control, "control", "watched signal"),
];
