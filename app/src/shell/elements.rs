//! Elements of the page that code has to find.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The input that opens files.
pub const OPEN_FILE: &str = "open-file";
/// The part of the screen that the canvas fills.
pub const STAGE: &str = "stage";

/// The panel at the right.
pub const INSPECTOR: &str = "inspector";
/// The list of the design.
pub const OUTLINE: &str = "outline";

/// The element of this id.
#[must_use]
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Presses an element.
pub fn click(id: &str) {
    if let Some(element) = by_id(id) {
        element.click();
    }
}

/// The element that has the focus; `None` where only the page has it.
#[must_use]
pub fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}
