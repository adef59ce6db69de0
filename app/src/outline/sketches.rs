//! Notes, frames and arrows in the list: what is written on the canvas is read here.

use leptos::prelude::*;
use windtunnel_design::{Command, Shape};

use super::row::edit;
use crate::store::{Selection, Store, Tone};
use crate::ui::{Icon, each, icon};

/// The list; nothing where nothing is drawn.
pub(super) fn sketches(store: Store) -> AnyView {
    let document = store.document_signal();
    let ids =
        Memo::new(move |_| document.with(|it| it.sketches.keys().cloned().collect::<Vec<_>>()));
    let none = move || ids.with(Vec::is_empty);
    view! {
        <ul class="tree" aria-label="Notes, frames and arrows" hidden=none>
            {each(move || ids.get(), move |id| row(store, id))}
        </ul>
    }
    .into_any()
}

fn row(store: Store, id: String) -> AnyView {
    let said = {
        let id = id.clone();
        Memo::new(move |_| {
            let document = store.document();
            let sketch = document.sketches.get(&id)?;
            let what = match sketch.shape {
                Shape::Note => "Note",
                Shape::Frame => "Frame",
                Shape::Arrow => "Arrow",
            };
            Some(format!("{what}: {}", if sketch.text.is_empty() { "empty" } else { &sketch.text }))
        })
    };
    let choose = {
        let id = id.clone();
        move |_| edit(store, Selection::sketch(&id))
    };
    let remove = move |_| {
        if store.document_now().sketches.get(&id).is_some_and(|sketch| sketch.locked) {
            return store.notify(Tone::Info, "It is locked; unlock it first.".into());
        }
        // What cannot be removed is told by the store.
        store.run_command("Delete", &Command::RemoveSketch(id.clone())).ok();
    };
    view! {
        <li class="tree-node tree-head">
            <button type="button" class="tree-name" title="Change it" on:click=choose>
                {icon(Icon::Note)}
                <span>{said}</span>
            </button>
            {store.mode.edits().then(|| view! {
                <button
                    type="button"
                    class="button small"
                    aria-label=move || said.get().map(|said| format!("Delete {said}"))
                    on:click=remove
                >
                    {icon(Icon::Trash)}
                    <span>"Delete"</span>
                </button>
            })}
        </li>
    }
    .into_any()
}
