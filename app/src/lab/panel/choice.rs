//! Which model scores which rows: one that comes with the page, or a person's own.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::problem;
use super::state::{Lab, Work};
use crate::lab::protocol::Dataset;
use crate::ui::field::{FieldIds, field, select_input};
use crate::ui::{Icon, icon};

const OWN: &str = "own";

/// The choice of the model.
pub(super) fn choice(lab: Lab) -> AnyView {
    let ids = FieldIds::new();
    let options = Signal::derive(move || {
        let mut options = vec![
            (Dataset::Credit.name().to_owned(), "Credit scorer".to_owned()),
            (Dataset::Digits.name().to_owned(), "Digit reader".to_owned()),
        ];
        let own = lab.own.get();
        options.extend(own.map(|own| (OWN.to_owned(), format!("{} (yours)", own.name))));
        options
    });
    let value = Signal::derive(move || {
        if lab.use_own.get() { OWN.to_owned() } else { lab.dataset.get().name().to_owned() }
    });
    let choose = Callback::new(move |word: String| {
        let own = lab.own.with_untracked(|own| own.as_ref().map(|own| own.dataset));
        match (word == OWN, own, Dataset::find(&word)) {
            (true, Some(dataset), _) => lab.choose(dataset, true),
            (_, _, Some(dataset)) => lab.choose(dataset, false),
            _ => {}
        }
    });
    let what = move || {
        lab.card.with(|card| card.as_ref().map(|card| card.what.clone())).unwrap_or_default()
    };
    let none = Signal::derive(|| None);
    let control = select_input(&ids, options, value, choose);
    field(&ids, "Model", false, none, control, view! { <span>{what}</span> }.into_any())
}

/// The way to a model of one's own.
pub(super) fn own(lab: Lab) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let chosen = move |event: leptos::ev::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            read(lab, &file);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let columns = move || {
        let dataset = match lab.dataset.get() {
            Dataset::Credit => "credit",
            Dataset::Digits => "digit",
        };
        format!("It scores the {dataset} rows here and never leaves this page. At most 16 MB.")
    };
    view! {
        <section class="inspector-section lab-own">
            <h3>"Your own model"</h3>
            <p class="quiet">{columns}</p>
            <button
                type="button"
                class="button framed"
                disabled=move || lab.work.get() == Work::Loading
                on:click=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.click();
                    }
                }
            >
                {icon(Icon::Open)}
                "Open your own ONNX…"
            </button>
            <input
                node_ref=input
                class="visually-hidden"
                type="file"
                accept=".onnx"
                tabindex="-1"
                aria-hidden="true"
                on:change=chosen
            />
            {move || lab.own_problem.get().map(|text| problem(text, ()))}
        </section>
    }
    .into_any()
}

fn read(lab: Lab, file: &web_sys::File) {
    let name = file.name();
    if let Some(reason) = Lab::too_large(&name, file.size()) {
        return lab.own_problem.set(Some(reason));
    }
    let bytes = file.array_buffer();
    spawn_local(async move {
        match JsFuture::from(bytes).await {
            Ok(buffer) => lab.open(name, js_sys::Uint8Array::new(&buffer).to_vec()),
            Err(_) => lab.own_problem.set(Some(format!("“{name}” could not be read."))),
        }
    });
}
