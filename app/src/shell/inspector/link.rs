//! One link: its ends, what moves along it, when it is taken, its parameters.

use leptos::prelude::*;
use windtunnel_design::sim::model::{LinkKind, NodeKind, When, catalogue};
use windtunnel_design::{Command, DocLink};

use super::node::delete_button;
use super::params::{Owner, param_field};
use super::section;
use crate::store::{Selection, Store};
use crate::ui::field::{FieldIds, field, select_input};
use crate::ui::{Icon, icon};

/// What moves along a link and when, in a few words.
pub(super) fn description(link: &DocLink) -> &'static str {
    match link.kind {
        LinkKind::Call => when_words(link.when),
        LinkKind::Stream => "stream",
        LinkKind::Feedback => "outcomes",
        LinkKind::Control => "signal",
    }
}

fn when_words(when: When) -> &'static str {
    match when {
        When::Ok => "call",
        When::Failure => "on failure",
        When::Approve => "if approved",
        When::Review => "for review",
        When::Decline => "if declined",
    }
}

fn kind_words(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Call => "Call: requests walk along it.",
        LinkKind::Stream => "Stream: feature values flow along it.",
        LinkKind::Feedback => "Feedback: outcomes travel back to become labels.",
        LinkKind::Control => "Control: a monitor watches along it.",
    }
}

const CONDITIONS: [(When, &str); 5] = [
    (When::Ok, "ok"),
    (When::Failure, "failure"),
    (When::Approve, "approve"),
    (When::Review, "review"),
    (When::Decline, "decline"),
];

/// The panel of a link.
pub(super) fn link_panel(store: Store, id: &str) -> AnyView {
    let Some(link) = store.document_now().links.get(id).cloned() else {
        return ().into_any();
    };
    let document = store.document_now();
    let title = format!("{} to {}", document.label(&link.from), document.label(&link.to));
    let result = measured_calls(store, id.to_owned());
    let call = link.kind == LinkKind::Call;
    let fields = call.then(|| {
        let source = document.nodes.get(&link.from).map(|node| node.kind);
        let owner = Owner::Link(id.to_owned());
        let fields = catalogue::LINK
            .iter()
            .map(|spec| param_field(store, owner.clone(), spec))
            .collect_view();
        view! {
            {condition_field(store, id.to_owned(), source)}
            {result}
            {section("Parameters", fields.into_any())}
        }
    });
    view! {
        <div class="inspector-head">
            <span class="kind-icon large">{icon(Icon::Link)}</span>
            <div>
                <h2>{title}</h2>
                <p class="quiet">"Link"</p>
            </div>
        </div>
        <div class="inspector-body" tabindex="-1">
            <p class="summary">{kind_words(link.kind)}</p>
            <div class="link-ends">
                {end_button(store, "From", link.from.clone())}
                {end_button(store, "To", link.to.clone())}
            </div>
            {fields}
            {delete_button(store, "Delete this link")}
        </div>
    }
    .into_any()
}

fn end_button(store: Store, way: &'static str, node: String) -> AnyView {
    let label = {
        let node = node.clone();
        move || store.document().label(&node)
    };
    let choose = move |_| {
        store
            .session
            .selection
            .set(Selection { nodes: [node.clone()].into(), links: Default::default() });
    };
    view! {
        <button type="button" class="button framed" on:click=choose>
            <span class="quiet">{way}</span>
            <span class="link-end">{label}</span>
        </button>
    }
    .into_any()
}

/// Which requests take the link.
fn condition_field(store: Store, id: String, source: Option<NodeKind>) -> AnyView {
    let ids = FieldIds::new();
    let policy = source == Some(NodeKind::Policy);
    let options = CONDITIONS
        .into_iter()
        .filter(|(when, _)| match when {
            When::Ok => !policy,
            When::Failure => true,
            When::Approve | When::Review | When::Decline => policy,
        })
        .map(|(when, word)| {
            let label = match when {
                When::Ok => "when it went well",
                other => when_words(other),
            };
            (word.to_owned(), label.to_owned())
        })
        .collect();
    let value = {
        let id = id.clone();
        Signal::derive(move || {
            let when = store.document().links.get(&id).map(|link| link.when).unwrap_or_default();
            let word = CONDITIONS.iter().find(|(other, _)| *other == when).map(|(_, word)| *word);
            word.unwrap_or_default().to_owned()
        })
    };
    let set = Callback::new(move |word: String| {
        let Some(link) = store.document_now().links.get(&id).cloned() else { return };
        if let Some((when, _)) = CONDITIONS.iter().find(|(_, other)| *other == word) {
            let command = Command::SetLink(id.clone(), DocLink { when: *when, ..link });
            // What is not allowed is told by the store.
            store.run_command("Change when a link is taken", &command).ok();
        }
    });
    let select = select_input(&ids, Signal::stored(options), value, set);
    let note = view! { <span>"Which requests take it."</span> }.into_any();
    field(&ids, "Taken", false, Signal::stored(None), select, note)
}

/// Calls along the link in the last run.
fn measured_calls(store: Store, id: String) -> AnyView {
    use crate::core::format::count;
    (move || {
        let result = store.run.result.get()?;
        let link = result.links.iter().find(|link| link.id == id)?.clone();
        let row = |name: &'static str, value: u64| {
            view! { <div><dt>{name}</dt><dd>{count(value as f64)}</dd></div> }
        };
        let list = view! {
            <dl class="figures">
                {row("Calls", link.calls)}
                {(link.retries > 0).then(|| row("of these, retries", link.retries))}
                {(link.timeouts > 0).then(|| row("Timed out", link.timeouts))}
                {(link.failures > 0).then(|| row("Failed otherwise", link.failures))}
            </dl>
        };
        Some(section("Last run", list.into_any()))
    })
    .into_any()
}
