//! What is wrong with the design, and where.

use leptos::prelude::*;
use windtunnel_design::sim::plan::{Diagnostic, Place, Severity};

use super::section;
use crate::canvas::commands;
use crate::store::{Panel, Selection, Store};
use crate::ui::{Icon, icon};

/// The list, worst first.
pub(super) fn findings_panel(store: Store) -> AnyView {
    let findings = store.run.findings;
    let list = move |severity: Severity| {
        let found = findings.get().unwrap_or_default();
        let found: Vec<_> = found.into_iter().filter(|f| f.severity == severity).collect();
        (!found.is_empty()).then(|| {
            let title = match severity {
                Severity::Error => "These stop the run",
                Severity::Warning => "Worth knowing",
            };
            let rows = found.into_iter().map(|finding| row(store, finding)).collect_view();
            section(title, view! { <ul class="finding-list">{rows}</ul> }.into_any())
        })
    };
    let none = move || {
        findings.with(|found| found.as_ref().is_none_or(Vec::is_empty)).then(|| {
            let (picture, text) = match findings.with(Option::is_none) {
                true => (Icon::Waiting, "Not looked at yet: the simulator is being loaded."),
                false => (
                    Icon::Healthy,
                    "Nothing to say: every part is connected, limited and fits the others.",
                ),
            };
            view! { <p class="all-well">{icon(picture)}{text}</p> }
        })
    };
    view! {
        {none}
        {move || list(Severity::Error)}
        {move || list(Severity::Warning)}
    }
    .into_any()
}

fn row(store: Store, finding: Diagnostic) -> AnyView {
    let error = finding.severity == Severity::Error;
    let place = place_words(store, &finding.place);
    let go = finding.place.clone();
    view! {
        <li>
            <button
                type="button"
                class="finding"
                class:error=error
                on:click=move |_| show(store, &go)
            >
                {icon(if error { Icon::Failed } else { Icon::Warning })}
                <span>
                    <strong>{place}</strong>
                    " "
                    {finding.message}
                    " "
                    <span class="quiet">{finding.hint}</span>
                </span>
            </button>
        </li>
    }
    .into_any()
}

/// Where a finding is, as a person knows the place.
fn place_words(store: Store, place: &Place) -> String {
    let document = store.document_now();
    match place {
        Place::Model => "The design".to_owned(),
        Place::Node(id) => document.label(id),
        Place::Link(id) => match document.links.get(id) {
            Some(link) => format!("{} to {}", document.label(&link.from), document.label(&link.to)),
            None => id.clone(),
        },
        Place::World => "World".to_owned(),
        Place::Incident(id) => format!("Incident {id}"),
        Place::Settings => "Run settings".to_owned(),
    }
}

/// Selects what a finding is about, and brings it into view.
fn show(store: Store, place: &Place) {
    let mut selection = Selection::default();
    match place {
        Place::Node(id) => drop(selection.nodes.insert(id.clone())),
        Place::Link(id) => drop(selection.links.insert(id.clone())),
        Place::World => store.session.panel.set(Panel::World),
        Place::Model | Place::Incident(_) | Place::Settings => {}
    }
    let document = store.document_now();
    let ends = selection.links.iter().filter_map(|id| document.links.get(id));
    for id in selection.nodes.iter().chain(ends.map(|link| &link.from)) {
        commands::reveal(store, id);
    }
    store.session.selection.set(selection);
}
