//! One link: its ends, what moves along it, when it is taken, its parameters.

use leptos::prelude::*;
use windtunnel_design::sim::model::{LinkKind, NodeKind, When};
use windtunnel_design::sim::result::{BreakerResult, Estimate};
use windtunnel_design::{Command, DocLink, connect};

use super::node::delete_button;
use super::params::Owner;
use super::{groups, section};
use crate::core::format::{NOT_ENOUGH, count, share};
use crate::core::param_groups::LINK_GROUPS;
use crate::store::{Selection, Store};
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, field, select_input, text_input};
use crate::ui::{Icon, icon};

/// What moves along a link and when, in a few words.
pub(crate) fn description(link: &DocLink) -> &'static str {
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
        When::Branch => "branch",
        When::Shadow => "shadow",
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
        let main = LINK_GROUPS[0].label;
        let groups = LINK_GROUPS
            .iter()
            .map(|it| groups::group(store, &owner, it.label, it.specs(), it.label == main, None))
            .collect_view();
        view! {
            {condition_field(store, id.to_owned(), source)}
            {result}
            {section("Parameters", groups.into_any())}
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
            {label_field(store, id.to_owned())}
            {fields}
            {delete_button(store, "Delete this link")}
        </div>
    }
    .into_any()
}

/// What stands beside the line.
fn label_field(store: Store, id: String) -> AnyView {
    let (ids, draft) = (FieldIds::new(), Draft::new());
    let own = {
        let id = id.clone();
        Signal::derive(move || {
            store.still().links.get(&id).map(|link| link.label.clone()).unwrap_or_default()
        })
    };
    let set = Callback::new(move |label: String| {
        let Some(link) = store.document_now().links.get(&id).cloned() else { return Ok(()) };
        let command = Command::SetLink(id.clone(), DocLink { label, ..link });
        store.run_command("Edit text", &command).map_err(|rejection| rejection.to_string())
    });
    let control = text_input(&ids, "Edit text", 1, own, set, draft);
    field(&ids, "Label", false, draft.error(), control, ().into_any())
}

fn end_button(store: Store, way: &'static str, node: String) -> AnyView {
    let label = {
        let node = node.clone();
        move || store.still().label(&node)
    };
    let choose = move |_| {
        store.session.selection.set(Selection::node(&node));
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
    let offered = source.map(connect::conditions).unwrap_or_default();
    let options = offered.iter().map(|&when| (word(when), choice(when).to_owned())).collect();
    let value = {
        let id = id.clone();
        Signal::derive(move || {
            word(store.still().links.get(&id).map(|link| link.when).unwrap_or_default())
        })
    };
    let set = Callback::new(move |chosen: String| {
        let Some(link) = store.document_now().links.get(&id).cloned() else { return };
        if let Some(&when) = offered.iter().find(|&&when| word(when) == chosen) {
            let command = Command::SetLink(id.clone(), DocLink { when, ..link });
            // What is not allowed is told by the store.
            store.run_command("Change when a link is taken", &command).ok();
        }
    });
    let select = select_input(&ids, Signal::stored(options), value, set);
    let note = view! { <span>"Which requests take it."</span> }.into_any();
    field(&ids, "Taken", false, Signal::stored(None), select, note)
}

/// The value of a condition in the menu.
fn word(when: When) -> String {
    format!("{when:?}").to_ascii_lowercase()
}

/// A condition as the menu offers it.
fn choice(when: When) -> &'static str {
    match when {
        When::Ok => "when it went well",
        When::Branch => "as a branch, and back",
        When::Shadow => "as a shadow, for nobody",
        other => when_words(other),
    }
}

/// Calls along the link in the last run.
fn measured_calls(store: Store, id: String) -> AnyView {
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
                {(link.rejected > 0).then(|| row("Held back", link.rejected))}
                {(link.hedges > 0).then(|| row("Hedges", link.hedges))}
                {link.breaker.as_ref().map(breaker)}
            </dl>
        };
        Some(section("Last run", list.into_any()))
    })
    .into_any()
}

/// What the link's breaker did.
fn breaker(breaker: &BreakerResult) -> AnyView {
    let share = |estimate: Option<Estimate>| {
        estimate.map_or_else(|| NOT_ENOUGH.to_owned(), |estimate| share(estimate.mean))
    };
    view! {
        <div><dt>"Breaker opened"</dt><dd>{count(breaker.opens as f64)}</dd></div>
        <div><dt>"of the time open"</dt><dd>{share(breaker.open_share)}</dd></div>
        <div><dt>"of calls turned away"</dt><dd>{share(breaker.rejected_share)}</dd></div>
    }
    .into_any()
}
