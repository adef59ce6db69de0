//! What the wheel is for, as a person prefers it; remembered in this browser.

use leptos::prelude::*;

use crate::core::tool::WheelMode;
use crate::keep::storage::{Browser, Shelf, WHEEL};
use crate::store::{Store, Tone};

/// Reads what was chosen before.
pub fn follow(store: Store) {
    let mode = match Browser::Local.read(WHEEL).as_deref() {
        Some("mouse") => WheelMode::Mouse,
        Some("trackpad") => WheelMode::Trackpad,
        _ => WheelMode::Auto,
    };
    store.session.wheel.set(mode);
}

/// Chooses, and says what that means.
pub fn choose(store: Store, mode: WheelMode) {
    let (word, meaning) = match mode {
        WheelMode::Auto => ("auto", "The wheel zooms with a mouse and pans with a trackpad."),
        WheelMode::Mouse => ("mouse", "The wheel zooms; with Shift it pans."),
        WheelMode::Trackpad => ("trackpad", "The wheel pans; with Ctrl it zooms."),
    };
    store.session.wheel.set(mode);
    // Where storage is blocked the choice holds for this visit.
    Browser::Local.write(WHEEL, word).ok();
    store.notify(Tone::Info, meaning.to_owned());
}
