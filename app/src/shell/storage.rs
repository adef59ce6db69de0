//! This browser's local storage, which may be full, blocked or absent.
//!
//! `web_sys` rather than a wrapper: the wrappers panic where storage is blocked.

use leptos::prelude::window;

/// The work as it stands: a design file. index.html reads it too, after a crash.
pub const WORK: &str = "windtunnel.work";
/// The work that was open before another design was opened.
pub const PREVIOUS: &str = "windtunnel.previous";
/// `light` or `dark`, once a person chose.
pub const THEME: &str = "windtunnel.theme";

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// What is kept under this key.
#[must_use]
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text.
///
/// # Errors
/// Says why it could not be kept.
pub fn write(key: &str, text: &str) -> Result<(), &'static str> {
    let storage = storage().ok_or("this browser does not let the page keep anything")?;
    storage.set_item(key, text).map_err(|_full| "this browser's storage for the page is full")
}

/// Forgets a text.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        storage.remove_item(key).ok();
    }
}
