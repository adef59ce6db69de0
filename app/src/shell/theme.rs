//! Light and dark, usual and high contrast: the system's choice until a person makes another.
//!
//! A script sets `data-theme` and `data-contrast` before the first paint; from then on they are set
//! here.

use leptos::prelude::*;

use crate::keep::storage::{Browser, CONTRAST, Shelf, THEME};
use crate::store::{Store, Theme};

/// Something with two sides: what the system asks for, the key of a person's choice, the root's
/// attribute and its words.
struct Choice {
    query: &'static str,
    key: &'static str,
    attribute: &'static str,
    words: [&'static str; 2],
}

const DARK: Choice = Choice {
    query: "(prefers-color-scheme: dark)",
    key: THEME,
    attribute: "data-theme",
    words: ["light", "dark"],
};

const HIGH: Choice = Choice {
    query: "(prefers-contrast: more)",
    key: CONTRAST,
    attribute: "data-contrast",
    words: ["usual", "more"],
};

impl Choice {
    fn chosen(&self) -> Option<bool> {
        let word = Browser::Local.read(self.key)?;
        self.words.iter().position(|known| *known == word).map(|side| side == 1)
    }

    fn of_system(&self) -> bool {
        window().match_media(self.query).ok().flatten().is_some_and(|query| query.matches())
    }

    fn now(&self) -> bool {
        self.chosen().unwrap_or_else(|| self.of_system())
    }

    fn show(&self, side: bool) {
        if let Some(root) = document().document_element() {
            root.set_attribute(self.attribute, self.words[usize::from(side)]).ok();
        }
    }

    fn keep(&self, side: bool) {
        // Where storage is blocked the choice holds for this visit.
        Browser::Local.write(self.key, self.words[usize::from(side)]).ok();
    }

    /// Does something when the system changes its mind and the person has none.
    fn follow(&'static self, then: impl Fn(bool) + 'static) {
        if let Ok(Some(query)) = window().match_media(self.query) {
            let target: web_sys::EventTarget = query.into();
            let listener = gloo_events::EventListener::new(&target, "change", move |_| {
                if self.chosen().is_none() {
                    then(self.of_system());
                }
            });
            // The page follows the system as long as it is there.
            listener.forget();
        }
    }
}

/// Reads the theme that the page has, and keeps page and system in step with the store.
pub fn follow(store: Store) {
    show(store, DARK.now());
    HIGH.show(HIGH.now());
    DARK.follow(move |dark| show(store, dark));
    HIGH.follow(|high| HIGH.show(high));
}

/// The other theme, remembered in this browser.
pub fn toggle(store: Store) {
    let dark = store.session.theme.get_untracked() == Theme::Light;
    show(store, dark);
    DARK.keep(dark);
}

/// Is the page in high contrast?
#[must_use]
pub fn is_high() -> bool {
    let root = document().document_element();
    let now = root.and_then(|root| root.get_attribute(HIGH.attribute));
    now.as_deref() == Some(HIGH.words[1])
}

/// More contrast, or the usual one, remembered in this browser.
pub fn toggle_contrast() {
    let high = !is_high();
    HIGH.show(high);
    HIGH.keep(high);
}

/// The page first: what draws by the signal reads the page's colours.
fn show(store: Store, dark: bool) {
    DARK.show(dark);
    store.session.theme.try_set(if dark { Theme::Dark } else { Theme::Light });
}
