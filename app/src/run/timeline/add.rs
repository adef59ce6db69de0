//! The menu of incidents to add.

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::sim::model::{IncidentKind, ScoreSource};

use super::band::picture;
use crate::run::incident_kinds::{SILENT, fits_rows};
use crate::run::incidents;
use crate::store::{Store, Tone, use_store};
use crate::ui::Icon;
use crate::ui::menu::{Menu, MenuItem};

/// “Add incident”, with one item a kind.
#[component]
pub fn AddIncident() -> impl IntoView {
    let store = use_store();
    let on_rows =
        Memo::new(move |_| matches!(store.still().world.scores, ScoreSource::Rows { .. }));
    let item = move |kind: IncidentKind| MenuItem {
        icon: picture(kind),
        label: incidents::kind_label(kind).into(),
        detail: incidents::kind_summary(kind).into(),
        keys: String::new(),
        enabled: Signal::derive(move || !on_rows.get() || fits_rows(kind)),
        run: Callback::new(move |()| add(store, kind)),
    };
    let groups = Signal::derive(move || {
        let (loud, silent) = incidents::KINDS.split_at(SILENT);
        vec![
            loud.iter().map(|kind| item(*kind)).collect(),
            silent.iter().map(|kind| item(*kind)).collect(),
        ]
    });
    view! {
        <div class="transport-add">
            <Menu name="Add incident" picture=Icon::Bolt named=true end=true groups=groups />
        </div>
    }
    .into_any()
}

fn add(store: Store, kind: IncidentKind) {
    let document = store.document_now();
    let selection = store.session.selection.get_untracked();
    let selected = selection.nodes.first().map(String::as_str);
    let at_s = store.run.cursor_s.get_untracked();
    match incidents::fresh(&document, kind, selected, at_s) {
        Ok(incident) => {
            let id = document.new_incident_id();
            let label = format!("Add {}", incidents::kind_label(kind).to_ascii_lowercase());
            if store.run_command(&label, &Command::PutIncident(id.clone(), incident)).is_ok() {
                store.session.incident.set(Some(id));
            }
        }
        Err(reason) => store.notify(Tone::Problem, reason),
    }
}
