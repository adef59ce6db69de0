//! One node: its face with two or three vital signs, and the port from which links start.

use leptos::prelude::*;
use windtunnel_design::sim::model::NodeKind;

use super::commands;
use super::live::use_live;
use super::records::use_records;
use crate::core::geometry::{NODE_H, NODE_W};
use crate::core::tool::Event;
use crate::core::vitals::{Health, Vitals};
use crate::core::wording::node_name;
use crate::store::use_store;
use crate::ui::{Icon, icon};

/// The `id` attribute of a node's element.
#[must_use]
pub fn dom_id(id: &str) -> String {
    format!("node-{id}")
}

/// A node.
#[component]
pub fn NodeView(id: String) -> impl IntoView {
    let (store, live) = (use_store(), use_live());
    let node = use_records().node(&id);
    let id = StoredValue::new(id);
    // Where links begin and end is of use to who draws them.
    let edits = store.mode.edits();
    let at = Memo::new(move |_| node.with(|node| node.as_ref().map(|node| node.at)));
    // A node keeps its kind, so what hangs on it is asked once.
    let kind =
        node.with_untracked(|node| node.as_ref().map_or(NodeKind::Service, |node| node.kind));
    let label = Memo::new(move |_| id.with_value(|id| live.label(id)));
    let vitals = Memo::new(move |_| id.with_value(|id| live.vitals(id, kind)));
    let name = Memo::new(move |_| {
        vitals.with(|vitals| label.with(|label| node_name(label, kind, vitals)))
    });
    let layer = Memo::new(move |_| node.with(|node| node.as_ref().map_or(0, |node| node.layer)));
    let locked =
        Memo::new(move |_| node.with(|node| node.as_ref().is_some_and(|node| node.locked)));
    let name = Memo::new(move |_| {
        let name = name.get();
        if locked.get() { format!("{name}, locked") } else { name }
    });
    let selected = Memo::new(move |_| {
        store.session.selection.with(|it| id.with_value(|id| it.nodes.contains(id)))
    });
    // While a link is being made: may it end here?
    let welcome = Memo::new(move |_| {
        let targets = live.targets.get()?;
        id.with_value(|id| (targets.from != *id).then(|| targets.allows(id)))
    });
    let place = move || {
        let at = at.get().unwrap_or_default();
        format!("translate({}px, {}px)", at.x, at.y)
    };
    let connect = move |event: leptos::ev::MouseEvent| {
        // A pointer has been heard already; this is a key, or a screen reader.
        if event.detail() == 0 {
            commands::send(store, &Event::ConnectFrom(id.get_value()));
        }
    };
    view! {
        <div
            id=id.with_value(|id| dom_id(id))
            class="node"
            role="group"
            aria-roledescription="node"
            tabindex="0"
            data-node=id.get_value()
            data-health=move || health_word(vitals.with(|vitals| vitals.health))
            data-welcome=move || welcome.get().map(|welcome| if welcome { "yes" } else { "no" })
            aria-label=move || name.get()
            aria-current=move || selected.get().then_some("true")
            style:width=format!("{NODE_W}px")
            style:height=format!("{NODE_H}px")
            style:transform=place
            style:z-index=move || layer.get().to_string()
            on:focus=move |_| id.with_value(|id| super::focus_seen(store, id))
        >
            {move || label.with(|label| face(kind, label))}
            {signs(vitals)}
            {move || locked.get().then(|| view! { <span class="node-lock">{icon(Icon::Lock)}</span> })}
            {(edits && has_entry(kind)).then(|| view! { <span class="port-in" aria-hidden="true"></span> })}
            {(edits && has_exit(kind))
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="port"
                            data-port=id.get_value()
                            aria-label=move || format!("Connect from {}", label.get())
                            title="Drag to connect, or press and choose a target"
                            on:click=connect
                        ></button>
                    }
                })}
        </div>
    }
    .into_any()
}

fn has_entry(kind: NodeKind) -> bool {
    kind != NodeKind::Traffic && !kind.brings_data()
}

fn has_exit(kind: NodeKind) -> bool {
    kind != NodeKind::OnCall
}

fn face(kind: NodeKind, label: &str) -> AnyView {
    view! {
        <div class="node-head" aria-hidden="true">
            {icon(Icon::for_kind(kind))}
            <span class="node-label" title=label.to_owned()>{label.to_owned()}</span>
        </div>
    }
    .into_any()
}

/// What it does now. Only words change: to make these elements anew for each interval of a run would
/// be most of the work of it.
fn signs(vitals: Memo<Vitals>) -> AnyView {
    let sign = |place: usize, class: &'static str| {
        let text = move || {
            vitals.with(|it| it.signs.get(place).map(|sign| sign.text.clone())).unwrap_or_default()
        };
        view! { <span class=class>{text}</span> }
    };
    let state = Memo::new(move |_| vitals.with(|it| (it.health, it.word)));
    let state = move || {
        let (health, word) = state.get();
        let icon = icon(health_icon(health)?);
        Some(view! { <span class="node-state">{icon} <span>{word}</span></span> })
    };
    view! {
        <div class="node-signs" aria-hidden="true">
            {sign(0, "sign-first")} {sign(1, "sign-second")} {state} {sign(2, "sign-third")}
        </div>
    }
    .into_any()
}

fn health_word(health: Health) -> &'static str {
    match health {
        Health::Unknown => "unknown",
        Health::Healthy => "healthy",
        Health::Waiting => "waiting",
        Health::Degraded => "degraded",
        Health::Failed => "failed",
    }
}

fn health_icon(health: Health) -> Option<Icon> {
    match health {
        Health::Unknown => None,
        Health::Healthy => Some(Icon::Healthy),
        Health::Waiting => Some(Icon::Waiting),
        Health::Degraded => Some(Icon::Degraded),
        Health::Failed => Some(Icon::Failed),
    }
}
