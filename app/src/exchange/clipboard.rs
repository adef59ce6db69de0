//! Copy, cut and paste by the browser's own events: they need no permission, and reach other tabs.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::ClipboardEvent;
use windtunnel_design::fragment;

use super::{export, import};
use crate::canvas::commands;
use crate::core::pasting;
use crate::shell::actions::Context;
use crate::shell::keys;
use crate::store::Tone;
use crate::ui::download;

const TEXT: &str = "text/plain";

/// Listens as long as the current view is there. Who looks only copies, but neither cuts nor pastes.
pub fn listen(context: Context) {
    let copied = window_event_listener(leptos::ev::copy, move |event| {
        put(context, &event);
    });
    on_cleanup(move || copied.remove());
    if !context.store.mode.edits() {
        return;
    }
    let cut = window_event_listener(leptos::ev::cut, move |event| {
        if put(context, &event) {
            commands::cut_selection(context.store);
        }
    });
    let pasted = window_event_listener(leptos::ev::paste, move |event| {
        let text = event.clipboard_data().and_then(|data| data.get_data(TEXT).ok());
        if let Some(text) = text.filter(|text| is_ours(&event) && !text.trim().is_empty()) {
            event.prevent_default();
            import::paste(context, text);
        }
    });
    on_cleanup(move || {
        cut.remove();
        pasted.remove();
    });
}

/// Is the event about the design, rather than about a field or about text that is selected?
fn is_ours(event: &ClipboardEvent) -> bool {
    let has_text = || {
        let selection = window().get_selection().ok().flatten();
        selection.is_some_and(|selection| !selection.is_collapsed())
    };
    !event.default_prevented() && !keys::belong_elsewhere() && !has_text()
}

/// The selected part as text.
fn selected(context: Context) -> Option<String> {
    let store = context.store;
    let selection = store.session.selection.get_untracked();
    pasting::selected(&store.document_now(), &selection).map(|part| fragment::save(&part))
}

/// Puts the selected part on the clipboard. Was there one?
fn put(context: Context, event: &ClipboardEvent) -> bool {
    if !is_ours(event) {
        return false;
    }
    let (Some(data), Some(text)) = (event.clipboard_data(), selected(context)) else {
        return false;
    };
    let done = data.set_data(TEXT, &text).is_ok();
    if done {
        event.prevent_default();
        context
            .store
            .say(pasting::said("Copied", &context.store.session.selection.get_untracked()));
    }
    done
}

/// Copies, from a menu: there is no event then, and the browser is asked.
pub fn copy(context: Context) {
    spawn_local(async move {
        copy_selected(context).await;
    });
}

/// Cuts, from a menu.
pub fn cut(context: Context) {
    spawn_local(async move {
        if copy_selected(context).await {
            commands::cut_selection(context.store);
        }
    });
}

async fn copy_selected(context: Context) -> bool {
    let Some(text) = selected(context) else { return false };
    match export::copied(&text).await {
        Ok(()) => true,
        Err(why) => {
            let key = if keys::is_mac() { "⌘C" } else { "Ctrl+C" };
            let text = format!("{why} Press {key} on the canvas instead.");
            context.store.notify(Tone::Problem, text);
            false
        }
    }
}

/// Pastes, from a menu.
pub fn paste(context: Context) {
    spawn_local(async move {
        let read = match download::clipboard() {
            Some(clipboard) => JsFuture::from(clipboard.read_text()).await.ok(),
            None => None,
        };
        match read.and_then(|text| text.as_string()) {
            Some(text) => import::paste(context, text),
            None => {
                let key = if keys::is_mac() { "⌘V" } else { "Ctrl+V" };
                let text = format!(
                    "The browser did not let the page read the clipboard. Press {key} on the \
                     canvas instead."
                );
                context.store.notify(Tone::Problem, text);
            }
        }
    });
}
