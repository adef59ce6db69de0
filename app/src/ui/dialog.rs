//! A window over the page, which has the focus until it is closed and then gives it back.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icons::{Icon, icon};

use crate::ui::effect;

/// A dialog that is open as long as it is there. `close` is called when a person leaves it by
/// Escape or by pressing beside it.
#[must_use]
pub fn dialog(name: &str, class: &'static str, close: Callback<()>, body: AnyView) -> AnyView {
    let root = NodeRef::<html::Dialog>::new();
    effect(move || {
        if let Some(dialog) = root.get().filter(|dialog| !dialog.open()) {
            // Fails only where the element has left the page meanwhile.
            dialog.show_modal().ok();
        }
    });
    // Closed before it leaves the page, it gives the focus back to what had it.
    on_cleanup(move || {
        if let Some(dialog) = root.try_get_untracked().flatten() {
            dialog.close();
        }
    });
    let beside = move |event: leptos::ev::PointerEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| target.tag_name() == "DIALOG") {
            close.run(());
        }
    };
    view! {
        <dialog
            class=format!("dialog {class}")
            aria-label=name.to_owned()
            node_ref=root
            on:pointerdown=beside
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                close.run(());
            }
        >
            <div class="dialog-body">{body}</div>
        </dialog>
    }
    .into_any()
}

/// The title of a dialog, and what closes it.
#[must_use]
pub fn head(title: &'static str, close: Callback<()>) -> AnyView {
    view! {
        <div class="dialog-head">
            <h2>{title}</h2>
            <button
                type="button"
                class="button"
                aria-label="Close"
                on:click=move |_| close.run(())
            >
                {icon(Icon::Close)}
            </button>
        </div>
    }
    .into_any()
}
