//! Files and texts for the world outside of the page.

use std::time::Duration;

use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Clipboard, HtmlAnchorElement, Url};

/// A text as a file in memory.
#[must_use]
pub fn blob(text: &str, kind: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    Blob::new_with_str_sequence_and_options(&parts, &options).ok()
}

/// Hands a file to the browser; `None` where it takes none.
pub fn save(name: &str, blob: &Blob) -> Option<()> {
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let anchor: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The browser has its own hold on the data by the next turn.
    set_timeout(move || drop(Url::revoke_object_url(&url)), Duration::from_secs(1));
    Some(())
}

/// Hands a text to the browser as a file; `None` where it takes none.
pub fn save_text(name: &str, kind: &str, text: &str) -> Option<()> {
    save(name, &blob(text, kind)?)
}

/// The clipboard; absent where the page is not served securely.
#[must_use]
pub fn clipboard() -> Option<Clipboard> {
    let found = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"));
    found.ok()?.dyn_into().ok()
}
