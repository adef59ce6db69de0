//! Light and dark: the system's choice until a person makes another.
//!
//! A script in index.html sets `data-theme` before the first paint; from then on it is set here.

use leptos::prelude::*;

use crate::keep::storage::{Browser, Shelf, THEME};
use crate::store::{Store, Theme};

const DARK: &str = "(prefers-color-scheme: dark)";

/// Reads the theme that the page has, and keeps page and system in step with the store.
pub fn follow(store: Store) {
    show(store, chosen().unwrap_or_else(system));
    if let Ok(Some(query)) = window().match_media(DARK) {
        let target: web_sys::EventTarget = query.into();
        let listener = gloo_events::EventListener::new(&target, "change", move |_| {
            if chosen().is_none() {
                show(store, system());
            }
        });
        // The page follows the system as long as it is there.
        listener.forget();
    }
}

/// The other theme, remembered in this browser.
pub fn toggle(store: Store) {
    let other = match store.session.theme.get_untracked() {
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::Light,
    };
    show(store, other);
    // Where storage is blocked the choice holds for this visit.
    Browser::Local.write(THEME, word(other)).ok();
}

/// The page first: what draws by the signal reads the page's colours.
fn show(store: Store, theme: Theme) {
    if let Some(root) = document().document_element() {
        root.set_attribute("data-theme", word(theme)).ok();
    }
    store.session.theme.try_set(theme);
}

fn chosen() -> Option<Theme> {
    match Browser::Local.read(THEME)?.as_str() {
        "dark" => Some(Theme::Dark),
        "light" => Some(Theme::Light),
        _ => None,
    }
}

fn system() -> Theme {
    let dark = window().match_media(DARK).ok().flatten().is_some_and(|query| query.matches());
    if dark { Theme::Dark } else { Theme::Light }
}

fn word(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}
