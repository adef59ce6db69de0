//! The badge that says whether a run's identities hold, and the list behind it.

use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::Document;
use windtunnel_design::sim::result::RunResult;

use crate::store::use_store;
use crate::ui::{Icon, element_id, icon};

/// The badge with its list.
#[component]
pub fn Checks(result: Arc<RunResult>) -> impl IntoView {
    // A broken identity is not for people to look up.
    let broken = result.checks.iter().any(|check| !check.holds);
    let open = RwSignal::new(broken);
    let id = element_id("checks");
    let failed = result.checks.iter().filter(|check| !check.holds).count();
    let (text, picture, class) = match failed {
        0 => ("Identities hold", Icon::Check, "tag checks-badge verified"),
        _ => ("An identity is broken", Icon::Warning, "tag checks-badge failed"),
    };
    let warnings = match result.warnings.len() {
        0 => String::new(),
        1 => ", 1 warning".into(),
        more => format!(", {more} warnings"),
    };
    let close_on_escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    let sheet_id = id.clone();
    let store = use_store();
    let sheet = move || {
        open.get().then(|| {
            view! {
                <div class="checks-sheet" id=sheet_id.clone() role="region" aria-label="Self-checks">
                    {list(&result, &store.document_now())}
                </div>
            }
        })
    };
    view! {
        <span class="checks" on:keydown=close_on_escape>
            <button
                type="button"
                class=class
                aria-expanded=move || open.get().to_string()
                aria-controls=id
                title="What must hold in every run, counted in this one"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(picture)}
                {text}
                {warnings}
                {icon(Icon::ChevronDown)}
            </button>
            {sheet}
        </span>
    }
    .into_any()
}

fn list(result: &RunResult, document: &Document) -> AnyView {
    let checks = result
        .checks
        .iter()
        .map(|check| {
            let (class, picture, word) = if check.holds {
                ("holds", Icon::Check, "holds")
            } else {
                ("fails", Icon::Warning, "fails")
            };
            view! {
                <li class=class>
                    {icon(picture)}
                    <span>
                        <b>{check.name.clone()}</b>
                        <span class="visually-hidden">{format!(": {word}. ")}</span>
                        <small>{check.detail.clone()}</small>
                    </span>
                </li>
            }
        })
        .collect_view();
    let warnings = result
        .warnings
        .iter()
        .map(|warning| {
            view! { <li class="warns">{icon(Icon::Info)}<span>{document.in_words(warning)}</span></li> }
        })
        .collect_view();
    view! { <ul>{checks}{warnings}</ul> }.into_any()
}
