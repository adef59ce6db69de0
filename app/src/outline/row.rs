//! One part in the list: what it is and how it does, its links, and what can be done with it.

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::sim::model::{NodeKind, catalogue};

use super::row_id;
use crate::canvas::commands;
use crate::canvas::live::use_live;
use crate::canvas::node::dom_id;
use crate::core::neighbours::heir;
use crate::core::wording::{link_name, link_timeout};
use crate::shell::inspector::link::description;
use crate::shell::inspector::measured::measured;
use crate::shell::{elements, focus};
use crate::store::{Dialog, Selection, Store, Tone};
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, field, text_input};
use crate::ui::{Icon, each, icon};

/// The row of a node.
pub(super) fn row(store: Store, id: &str) -> AnyView {
    let document = store.document_signal();
    // A node keeps its kind.
    let kind = document
        .with_untracked(|document| document.nodes.get(id).map(|node| node.kind))
        .unwrap_or(NodeKind::Service);
    let live = use_live();
    let name = {
        let id = id.to_owned();
        Memo::new(move |_| live.label(&id))
    };
    let state = {
        let id = id.to_owned();
        Memo::new(move |_| live.vitals(&id, kind).words())
    };
    let links = {
        let id = id.to_owned();
        Memo::new(move |_| {
            document.with(|document| {
                let leaving = document.links.iter().filter(|(_, link)| link.from == id);
                leaving.map(|(link, _)| link.clone()).collect::<Vec<_>>()
            })
        })
    };
    let open = RwSignal::new(false);
    let more = {
        let id = id.to_owned();
        move || open.get().then(|| details(store, &id, kind))
    };
    // A name must say what is written on the button, for those who speak to the page.
    let button = |shown: &'static str, of: &'static str, picture: Icon, run: Callback<()>| {
        view! {
            <button
                type="button"
                class="button small"
                aria-label=move || format!("{shown}{of}{}", name.get())
                on:click=move |_| run.run(())
            >
                {icon(picture)}
                <span>{shown}</span>
            </button>
        }
    };
    let of = |run: fn(Store, String)| {
        let id = id.to_owned();
        Callback::new(move |()| run(store, id.clone()))
    };
    let tools = store.mode.edits().then(|| {
        [
            button(
                "Connect to…",
                " from ",
                Icon::Link,
                of(|store, id| {
                    store.session.dialog.set(Some(Dialog::ConnectTo(id)));
                }),
            ),
            button(
                "Parameters",
                " of ",
                Icon::Sliders,
                of(|store, id| {
                    edit(store, Selection::node(&id));
                }),
            ),
            button("Delete", " ", Icon::Trash, of(delete)),
        ]
    });
    view! {
        <li class="tree-node">
            <div class="tree-head">
                <button
                    type="button"
                    id=row_id(id)
                    class="tree-name"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {icon(Icon::for_kind(kind))}
                    <b>{move || name.get()}</b>
                    <span class="quiet">{catalogue::node(kind).label}</span>
                    <span class="tree-state">{move || state.get()}</span>
                </button>
                {tools}
            </div>
            <ul class="tree-links" aria-label=move || format!("Links from {}", name.get())>
                {each(move || links.get(), move |link| link_row(store, link))}
            </ul>
            {more}
        </li>
    }
    .into_any()
}

/// Goes to the parameters of something.
pub(super) fn edit(store: Store, selection: Selection) {
    store.session.selection.set(selection);
    store.session.inspector_open.set(true);
    focus::enter(elements::INSPECTOR);
}

/// Goes to the node on the canvas.
fn show(store: Store, id: &str) {
    store.session.selection.set(Selection::node(id));
    commands::reveal(store, id);
    if let Some(node) = elements::by_id(&dom_id(id)) {
        node.focus().ok();
    }
}

/// Takes a node away; the focus goes to the row before.
fn delete(store: Store, id: String) {
    let document = store.document_now();
    if document.nodes.get(&id).is_some_and(|node| node.locked) {
        return store.notify(Tone::Info, "It is locked; unlock it first.".into());
    }
    let next = heir(&document, &Selection::node(&id));
    let said = format!("{} deleted", document.label(&id));
    // What cannot be deleted is told by the store.
    if store.run_command("Delete", &Command::RemoveNode(id)).is_ok() {
        store.say(said);
        let to = next.map_or_else(|| elements::OUTLINE.to_owned(), |next| row_id(&next));
        request_animation_frame(move || {
            if let Some(row) = elements::by_id(&to) {
                row.focus().ok();
            }
        });
    }
}

/// A link that leaves a node.
fn link_row(store: Store, id: String) -> AnyView {
    let link = {
        let id = id.clone();
        Memo::new(move |_| store.still().links.get(&id).cloned())
    };
    let said = move || {
        let document = store.still();
        let link = link.get()?;
        Some(link_name(&document.label(&link.from), &document.label(&link.to), &link))
    };
    let shown = move || {
        let (link, document) = (link.get()?, store.still());
        let how = description(&link);
        let timeout = link_timeout(&link);
        let timeout = if timeout.is_empty() { timeout } else { format!(" within {timeout}") };
        Some(format!("{how} to {}{timeout}", document.label(&link.to)))
    };
    let from = move || Some(format!(", from {}", store.still().label(&link.get()?.from)));
    let choose = {
        let id = id.clone();
        move |_| edit(store, Selection::link(&id))
    };
    let remove = move |_| {
        // What cannot be removed is told by the store.
        store.run_command("Remove a link", &Command::RemoveLink(id.clone())).ok();
    };
    view! {
        <li class="tree-link">
            <button type="button" class="link-name" title="Change it" on:click=choose>
                {shown}
                <span class="visually-hidden">{from}</span>
            </button>
            {store.mode.edits().then(|| view! {
                <button
                    type="button"
                    class="button small"
                    aria-label=move || said().map(|said| format!("Remove the {said}"))
                    on:click=remove
                >
                    {icon(Icon::Close)}
                </button>
            })}
        </li>
    }
    .into_any()
}

/// The name, the numbers of the last run, and parts to add beside it.
fn details(store: Store, id: &str, kind: NodeKind) -> AnyView {
    let beside = |name: &'static str, dialog: fn(String) -> Dialog| {
        let id = id.to_owned();
        view! {
            <button
                type="button"
                class="button framed"
                on:click=move |_| store.session.dialog.set(Some(dialog(id.clone())))
            >
                {name}
            </button>
        }
    };
    let edits = store.mode.edits();
    let ids = FieldIds::new();
    let draft = Draft::new();
    let own = {
        let id = id.to_owned();
        Signal::derive(move || {
            store.still().nodes.get(&id).map(|node| node.label.clone()).unwrap_or_default()
        })
    };
    let set = {
        let id = id.to_owned();
        Callback::new(move |label: String| {
            let command = Command::SetLabel(id.clone(), label);
            store.run_command("Rename", &command).map_err(|rejection| rejection.to_string())
        })
    };
    let control = text_input(&ids, "Rename", 1, own, set, draft);
    let note = view! { <span>{format!("empty: {}", catalogue::node(kind).label)}</span> };
    view! {
        <div class="tree-more">
            {edits.then(|| field(&ids, "Name", false, draft.error(), control, note.into_any()))}
            <div class="tree-tools">
                {edits.then(|| [
                    beside("Add a part after this", Dialog::AddAfter),
                    beside("Add a part before this", Dialog::AddBefore),
                ])}
                <button
                    type="button"
                    class="button framed"
                    on:click={
                        let id = id.to_owned();
                        move |_| show(store, &id)
                    }
                >
                    "Show it on the canvas"
                </button>
            </div>
            {measured(store, id.to_owned())}
        </div>
    }
    .into_any()
}
