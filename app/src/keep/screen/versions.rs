//! Versions of the open design: when, why, what changed, and back to one.

use leptos::prelude::*;
use windtunnel_design::Document;

use super::small;
use crate::keep::desk::now_ms;
use crate::keep::storage::Browser;
use crate::keep::versions::{Version, Why, changes, list};
use crate::keep::when::{exactly, when};
use crate::shell::actions::Context;

/// The list, with the field for a name above it.
pub(super) fn versions(context: Context) -> AnyView {
    let desk = context.files.desk;
    desk.keep_waiting();
    let name = RwSignal::new(String::new());
    let keep = move || {
        if !name.get_untracked().trim().is_empty() {
            desk.name_version(&name.get_untracked());
            name.set(String::new());
        }
    };
    view! {
        <div class="kept-line">
            <input
                class="input"
                type="text"
                maxlength="100"
                autocomplete="off"
                placeholder="What is good about it"
                aria-label="Name of this version"
                prop:value=move || name.get()
                on:input=move |event| name.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        keep();
                    }
                }
            />
            <button
                type="button"
                class="button primary"
                disabled=move || name.with(|name| name.trim().is_empty())
                on:click=move |_| keep()
            >
                "Name this version"
            </button>
        </div>
        <div class="dialog-list">{move || rows(context)}</div>
    }
    .into_any()
}

fn rows(context: Context) -> AnyView {
    let desk = context.files.desk;
    desk.changes.track();
    let all = desk.id.get().map(|id| list(&Browser::Local, &id)).unwrap_or_default();
    if all.is_empty() {
        let text = "There are no versions yet. One is kept when the design is opened, saved or \
                    shared, before it is replaced, and after ten minutes of work.";
        return view! { <p class="quiet">{text}</p> }.into_any();
    }
    let now_ms = now_ms();
    let documents: Vec<Option<Document>> =
        all.iter().map(|version| version.document().ok()).collect();
    let open = context.store.document_now();
    let row = |at: usize, version: Version| {
        let document = documents[at].as_ref();
        let what = match (documents.get(at + 1).and_then(Option::as_ref), document) {
            (Some(before), Some(document)) => changes(before, document),
            (None, Some(_)) => "the oldest that is kept".to_owned(),
            (_, None) => "cannot be opened".to_owned(),
        };
        let is_open = document == Some(&*open);
        let label = format!("Restore the version of {}", exactly(version.at_ms));
        let (title, why) = words(&version.why);
        let moment = when(version.at_ms, now_ms);
        let restore = move || {
            context.store.session.dialog.set(None);
            desk.restore(&version);
        };
        view! {
            <li class="design">
                <span class="design-name">
                    <strong>{title}</strong>
                    <small>{moment} ", " {why} {what}</small>
                </span>
                {if is_open {
                    view! { <small>"as it is now"</small> }.into_any()
                } else {
                    small("Restore", label, restore)
                }}
            </li>
        }
    };
    let rows: Vec<_> = all.into_iter().enumerate().map(|(at, version)| row(at, version)).collect();
    view! { <ul class="designs" aria-label="Versions">{rows}</ul> }.into_any()
}

/// What it is called, and why it is there where the name does not say it.
fn words(why: &Why) -> (String, &'static str) {
    match why {
        Why::Named(name) => (name.clone(), "named by you: "),
        Why::Opened => ("Opened".to_owned(), ""),
        Why::Sent => ("Saved or shared".to_owned(), ""),
        Why::Worked => ("Worked on".to_owned(), ""),
        Why::Before => ("Before it was replaced".to_owned(), ""),
    }
}
