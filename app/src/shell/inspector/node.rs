//! One node: its name, what it is, how it did, its parameters, where it leads.

use leptos::prelude::*;
use windtunnel_design::sim::model::{NodeKind, catalogue};
use windtunnel_design::{Command, connect};

use super::params::Owner;
use super::{family, groups, link, measured, recording, section, trial};
use crate::canvas::commands;
use crate::core::sorted::sort_short;
use crate::outlook;
use crate::store::{Selection, Store};
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, field, select_input, text_input};
use crate::ui::{Icon, icon};

/// The panel of a node.
pub(super) fn node_panel(store: Store, id: String) -> AnyView {
    let Some(node) = store.document_now().nodes.get(&id).cloned() else {
        return ().into_any();
    };
    let spec = catalogue::node(node.kind);
    let name = {
        let id = id.clone();
        Memo::new(move |_| store.still().label(&id))
    };
    let owner = Owner::Node(id.clone());
    let groups = spec
        .params
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let imports = (at == 0 && node.kind == NodeKind::Traffic)
                .then(|| recording::recording(store, id.clone()));
            groups::group(
                store,
                &owner,
                group.label,
                group.specs.iter().collect(),
                at == 0,
                imports,
            )
        })
        .collect_view();
    let params = spec.all_params().next().is_some();
    view! {
        <div class="inspector-head">
            <span class="kind-icon large">{icon(Icon::for_kind(node.kind))}</span>
            <div>
                <h2>{move || name.get()}</h2>
                <p class="quiet">{spec.label}" · "{spec.group}</p>
            </div>
        </div>
        <div class="inspector-body" tabindex="-1">
            <p class="summary">{spec.summary}</p>
            {label_field(store, id.clone(), spec.label)}
            {of_kind(store, node.kind, &id)}
            {measured::measured(store, id.clone())}
            {params.then(|| section("Parameters", groups.into_any()))}
            {section("Links", links(store, id))}
            {delete_button(store, "Delete this part")}
        </div>
    }
    .into_any()
}

/// What only nodes of its kind have.
fn of_kind(store: Store, kind: NodeKind, id: &str) -> Option<AnyView> {
    match kind {
        NodeKind::Model => Some(family::family_field(store, id.to_owned())),
        NodeKind::Experiment => Some(trial::trial(store, id.to_owned())),
        NodeKind::Policy => Some(
            view! {
                <button
                    type="button"
                    class="button framed"
                    on:click=move |_| outlook::panel::open(store)
                >
                    {icon(Icon::Chart)}
                    "Open the outlook"
                </button>
            }
            .into_any(),
        ),
        _ => None,
    }
}

fn label_field(store: Store, id: String, kind: &'static str) -> AnyView {
    let ids = FieldIds::new();
    let draft = Draft::new();
    let own = {
        let id = id.clone();
        Signal::derive(move || {
            store.still().nodes.get(&id).map(|node| node.label.clone()).unwrap_or_default()
        })
    };
    let set = Callback::new(move |label: String| {
        store
            .run_command("Rename", &Command::SetLabel(id.clone(), label))
            .map_err(|rejection| rejection.to_string())
    });
    let control = text_input(&ids, "Rename", 1, own, set, draft);
    let note = view! { <span>{format!("empty: {kind}")}</span> }.into_any();
    field(&ids, "Name", false, draft.error(), control, note)
}

/// Outgoing and incoming links, and the way to add one without a pointer.
fn links(store: Store, id: String) -> AnyView {
    let listed = {
        let id = id.clone();
        Memo::new(move |_| {
            let document = store.still();
            let touching = document.links.iter().filter(|(_, l)| l.from == id || l.to == id);
            let mut listed: Vec<_> = touching
                .map(|(link_id, l)| {
                    let out = l.from == id;
                    let other = document.label(if out { &l.to } else { &l.from });
                    (link_id.clone(), out, other, link::description(l))
                })
                .collect();
            sort_short(&mut listed, |(_, a, ..), (_, b, ..)| b.cmp(a));
            listed
        })
    };
    let rows = move || {
        listed
            .get()
            .into_iter()
            .map(|(link_id, out, other, how)| {
                let way = if out { "to" } else { "from" };
                let choose = {
                    let link_id = link_id.clone();
                    move |_| {
                        store.session.selection.set(Selection::link(&link_id));
                    }
                };
                let remove = move |_| {
                    // What cannot be removed is told by the store.
                    let command = Command::RemoveLink(link_id.clone());
                    store.run_command("Remove a link", &command).ok();
                };
                view! {
                    <li class="link-row">
                        <button type="button" class="link-name" on:click=choose>
                            <span class="quiet">{way}</span>
                            " "
                            {other.clone()}
                            " "
                            <span class="tag">{how}</span>
                        </button>
                        <button
                            type="button"
                            class="button small"
                            aria-label=format!("Remove the link {way} {other}")
                            on:click=remove
                        >
                            {icon(Icon::Close)}
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let targets = {
        let id = id.clone();
        Signal::derive(move || {
            let document = store.still();
            let mut options = vec![(String::new(), "Choose a part".to_owned())];
            for other in document.nodes.keys() {
                if connect::propose(&document, &id, other).is_ok() {
                    options.push((other.clone(), document.label(other)));
                }
            }
            options
        })
    };
    let connect_to = Callback::new(move |to: String| {
        let document = store.document_now();
        match connect::propose(&document, &id, &to) {
            Ok(link) => {
                let command = Command::AddLink(document.new_link_id(&id, &to), link);
                // What is not allowed is told by the store.
                store.run_command("Connect", &command).ok();
            }
            Err(refusal) if !to.is_empty() => {
                store.notify(crate::store::Tone::Problem, refusal.to_string());
            }
            Err(_) => {}
        }
    });
    let ids = FieldIds::new();
    let select = select_input(&ids, targets, Signal::stored(String::new()), connect_to);
    let none = Signal::stored(None);
    view! {
        <ul class="link-list">{rows}</ul>
        {field(&ids, "Connect to", false, none, select, ().into_any())}
    }
    .into_any()
}

/// Takes the selection away.
pub(super) fn delete_button(store: Store, label: &'static str) -> AnyView {
    view! {
        <div class="inspector-end">
            <button
                type="button"
                class="button danger"
                on:click=move |_| commands::delete_selection(store)
            >
                {icon(Icon::Trash)}
                {label}
            </button>
        </div>
    }
    .into_any()
}
