//! A list of numbers a person types.

use leptos::prelude::*;

use super::draft::Draft;
use super::field::{FieldIds, text_input};
use crate::core::list::{MOST_SHOWN, parse, told, written};

/// The editor of a list: a text, or a sentence where it is too long to edit.
#[must_use]
pub fn list_input(
    ids: &FieldIds,
    step: &str,
    value: Signal<Vec<f64>>,
    set: Callback<Vec<f64>, Result<(), String>>,
    draft: Draft,
) -> AnyView {
    let is_long = Memo::new(move |_| value.with(|values| values.len() > MOST_SHOWN));
    let text = Signal::derive(move || value.with(|values| written(values)));
    let typed = Callback::new(move |text: String| set.run(parse(&text)?));
    let (ids, step) = (ids.clone(), step.to_owned());
    (move || {
        if is_long.get() {
            let id = ids.control.clone();
            let sentence = move || value.with(|values| told(values));
            return view! { <output id=id class="list-told">{sentence}</output> }.into_any();
        }
        text_input(&ids, &step, 2, text, typed, draft)
    })
    .into_any()
}
