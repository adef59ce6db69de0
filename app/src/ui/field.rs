//! The frame of a field: label, control, note, error.

use leptos::prelude::*;

use super::draft::Draft;
use super::icons::{Icon, icon};

/// Ids that tie a field's parts together.
#[derive(Clone)]
pub struct FieldIds {
    /// Of the control.
    pub control: String,
    /// Of the note below.
    pub note: String,
    /// Of the error.
    pub error: String,
}

impl FieldIds {
    /// Fresh ids.
    #[must_use]
    pub fn new() -> Self {
        let control = super::element_id("field");
        Self { note: format!("{control}-note"), error: format!("{control}-error"), control }
    }

    /// What describes the control, for `aria-describedby`.
    #[must_use]
    pub fn described_by(&self) -> String {
        format!("{} {}", self.error, self.note)
    }
}

impl Default for FieldIds {
    fn default() -> Self {
        Self::new()
    }
}

/// A label and its control, on one line or below each other.
#[must_use]
pub fn field(
    ids: &FieldIds,
    label: &str,
    wide: bool,
    error: Signal<Option<String>>,
    control: AnyView,
    note: AnyView,
) -> AnyView {
    let (for_id, error_id, note_id) = (ids.control.clone(), ids.error.clone(), ids.note.clone());
    let problem = move || {
        let error_id = error_id.clone();
        error.get().map(|text| {
            view! {
                <p class="field-error" id=error_id role="alert">
                    {icon(Icon::Warning)}
                    <span>{text}</span>
                </p>
            }
        })
    };
    view! {
        <div class="field" class:wide=wide>
            <label class="field-label" for=for_id>{label.to_owned()}</label>
            <div class="field-control">{control}</div>
            {problem}
            <div class="field-note" id=note_id>{note}</div>
        </div>
    }
    .into_any()
}

/// A text that a person edits.
#[must_use]
pub fn text_input(
    ids: &FieldIds,
    step: &str,
    lines: u32,
    value: Signal<String>,
    set: Callback<String, Result<(), String>>,
    draft: Draft,
) -> AnyView {
    let step = step.to_owned();
    let (id, described_by) = (ids.control.clone(), ids.described_by());
    let invalid = move || draft.error().get().is_some().to_string();
    let typed = move |event| {
        draft.typed(&step, event_target_value(&event), |text| set.run(text.to_owned()));
    };
    let shown = move || draft.shown(|| value.get());
    if lines > 1 {
        let on_key = move |event: leptos::ev::KeyboardEvent| {
            // Enter begins a new line here.
            if event.key() == "Escape" {
                draft.key(&event);
            }
        };
        return view! {
            <textarea
                id=id
                class="input"
                rows=lines
                aria-describedby=described_by
                aria-invalid=invalid
                prop:value=shown
                on:input=typed
                on:keydown=on_key
                on:blur=move |_| draft.leave()
            ></textarea>
        }
        .into_any();
    }
    view! {
        <input
            id=id
            class="input"
            type="text"
            autocomplete="off"
            aria-describedby=described_by
            aria-invalid=invalid
            prop:value=shown
            on:input=typed
            on:keydown=move |event| draft.key(&event)
            on:blur=move |_| draft.leave()
        />
    }
    .into_any()
}

/// One of a few words. `options` are (value, label).
#[must_use]
pub fn select_input(
    ids: &FieldIds,
    options: Signal<Vec<(String, String)>>,
    value: Signal<String>,
    set: Callback<String>,
) -> AnyView {
    let choices = move || {
        let chosen = value.get();
        options
            .get()
            .into_iter()
            .map(|(word, label)| {
                let selected = word == chosen;
                view! { <option value=word selected=selected>{label}</option> }
            })
            .collect_view()
    };
    view! {
        <select
            id=ids.control.clone()
            class="input"
            aria-describedby=ids.described_by()
            prop:value=move || value.get()
            on:change=move |event| set.run(event_target_value(&event))
        >
            {choices}
        </select>
    }
    .into_any()
}

/// Yes or no.
#[must_use]
pub fn switch_input(ids: &FieldIds, value: Signal<bool>, set: Callback<bool>) -> AnyView {
    view! {
        <span class="switch">
            <input
                id=ids.control.clone()
                type="checkbox"
                role="switch"
                aria-describedby=ids.described_by()
                prop:checked=move || value.get()
                on:change=move |event| set.run(event_target_checked(&event))
            />
            <span aria-hidden="true">{move || if value.get() { "on" } else { "off" }}</span>
        </span>
    }
    .into_any()
}
