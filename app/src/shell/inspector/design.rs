//! The design as a whole: its name, and the world in front of it.

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::sim::model::{ScoreSource, World};

use super::{costs, failures, features, run, section, task};
use crate::core::format;
use crate::store::Store;
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, field, text_input};
use crate::ui::number::{Number, number_input};

/// The panel of the design.
pub(super) fn design_panel(store: Store) -> AnyView {
    let rows =
        Memo::new(move |_| matches!(store.still().world.scores, ScoreSource::Rows { .. }));
    let what_it_sees = move || {
        if rows.get() {
            section("Real rows", real_rows(store))
        } else {
            section("Features", features::features(store))
        }
    };
    view! {
        {heading_fields(store)}
        {section("World", task::world(store))}
        {what_it_sees}
        {section("Prices of decisions", costs::prices(store))}
        {section("What it competes with", costs::rivals(store))}
        {section("Several such systems", costs::platform(store))}
        {section("When something is missing", failures::failures(store))}
        {section("Run", run::run_fields(store))}
    }
    .into_any()
}

fn heading_fields(store: Store) -> AnyView {
    let (title_ids, about_ids) = (FieldIds::new(), FieldIds::new());
    let (title_draft, about_draft) = (Draft::new(), Draft::new());
    let title = Signal::derive(move || store.still().title.clone());
    let about = Signal::derive(move || store.still().about.clone());
    let set = move |title: String, about: String| {
        store
            .run_command("Describe the design", &Command::SetHeading(title, about))
            .map_err(|rejection| rejection.to_string())
    };
    let set_title =
        Callback::new(move |title: String| set(title, store.document_now().about.clone()));
    let set_about =
        Callback::new(move |about: String| set(store.document_now().title.clone(), about));
    let step = "Describe the design";
    let title_input = text_input(&title_ids, step, 1, title, set_title, title_draft);
    let about_input = text_input(&about_ids, step, 3, about, set_about, about_draft);
    view! {
        {field(&title_ids, "Title", true, title_draft.error(), title_input, ().into_any())}
        {field(&about_ids, "About", true, about_draft.error(), about_input, ().into_any())}
    }
    .into_any()
}

fn real_rows(store: Store) -> AnyView {
    let words = move || match &store.still().world.scores {
        ScoreSource::Rows { dataset } => format!(
            "Each request is a row of the data set “{dataset}”, scored by the real model in the \
             page. The model lab has the rows and the card of the model."
        ),
        ScoreSource::Gaussian => String::new(),
    };
    view! { <p class="quiet">{words}</p> }.into_any()
}

/// A number of the world.
#[derive(Clone, Copy)]
pub(super) struct WorldNumber {
    /// Name.
    pub label: &'static str,
    /// Unit beside it.
    pub unit: &'static str,
    /// Smallest and largest allowed.
    pub range: (f64, f64),
    /// What it is.
    pub note: &'static str,
    /// Reads it.
    pub get: fn(&World) -> f64,
    /// Writes it.
    pub put: fn(&mut World, f64),
}

/// The field of a number of the world.
pub(super) fn world_number(store: Store, number: &WorldNumber) -> AnyView {
    let WorldNumber { label, unit, range, note, get, put } = *number;
    let ids = FieldIds::new();
    let draft = Draft::new();
    let step = format!("Set {}", label.to_ascii_lowercase());
    let value = Signal::derive(move || get(&store.still().world));
    let set = {
        let step = step.clone();
        Callback::new(move |value: f64| {
            within(value, range)?;
            change_world(store, &step, |world| put(world, value))
        })
    };
    let control = Number {
        id: ids.control.clone(),
        described_by: ids.described_by(),
        step,
        value,
        set,
        whole: false,
        endless: None,
        draft,
    };
    let share = range == (0.0, 1.0);
    let plainly = move || share.then(|| format!("= {}", format::share(value.get())));
    let unit = (!unit.is_empty()).then(|| view! { <span class="field-unit">{unit}</span> });
    let note = view! { <span>{note}</span> <span>{plainly}</span> };
    let control = view! { {number_input(&control)} {unit} };
    field(&ids, label, false, draft.error(), control.into_any(), note.into_any())
}

/// Is the value in its range?
pub(super) fn within(value: f64, (min, max): (f64, f64)) -> Result<(), String> {
    if value >= min && value <= max {
        Ok(())
    } else {
        Err(format!("Allowed: {} to {}.", format::count(min), format::count(max)))
    }
}

/// Changes the world by one command.
pub(super) fn change_world(
    store: Store,
    step: &str,
    change: impl FnOnce(&mut World),
) -> Result<(), String> {
    let mut world = store.document_now().world.clone();
    change(&mut world);
    store
        .run_command(step, &Command::SetWorld(Box::new(world)))
        .map_err(|rejection| rejection.to_string())
}
