//! What draws on the canvas: notes, frames and arrows; and selecting several without a Shift key.

use leptos::prelude::*;
use windtunnel_design::Shape;

use super::edits;
use crate::core::tool::State;
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// The tools.
#[component]
pub fn ToolBar() -> impl IntoView {
    let store = use_store();
    let many = Memo::new(move |_| store.session.tool.with(|tool| tool.many));
    view! {
        <div class="tool-bar" role="group" aria-label="Drawing">
            <button
                type="button"
                aria-label="Select several"
                title="Select several: presses add, a drag draws a frame (Shift with a mouse)"
                aria-pressed=move || many.get().to_string()
                on:click=move |_| edits::toggle_many(store)
            >
                {icon(Icon::Several)}
            </button>
            {one(store, Shape::Note, "Note", "Note (N)", Icon::Note)}
            {one(store, Shape::Frame, "Frame", "Frame (F)", Icon::Frame)}
            {one(store, Shape::Arrow, "Arrow", "Arrow (Shift+A)", Icon::Arrow)}
        </div>
    }
    .into_any()
}

fn one(
    store: Store,
    shape: Shape,
    name: &'static str,
    title: &'static str,
    picture: Icon,
) -> AnyView {
    let armed =
        Memo::new(move |_| store.session.tool.with(|tool| tool.state == State::Armed { shape }));
    let press = move |event: leptos::ev::MouseEvent| {
        // Without a pointer there is nothing to draw with.
        if event.detail() == 0 {
            edits::add_sketch(store, shape);
        } else {
            edits::arm(store, shape);
        }
    };
    view! {
        <button
            type="button"
            aria-label=name
            title=title
            aria-pressed=move || armed.get().to_string()
            on:click=press
        >
            {icon(picture)}
        </button>
    }
    .into_any()
}
