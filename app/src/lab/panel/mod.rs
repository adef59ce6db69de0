//! The lab's tab of the inspector.

mod card;
mod choice;
mod digits;
mod results;
pub mod state;
mod what_if;

use leptos::prelude::*;

use self::state::{Lab, Work};
use crate::core::format;
use crate::ui::{Icon, icon};

/// The model lab.
#[component]
pub fn ModelLab() -> impl IntoView {
    let lab = expect_context::<Lab>();
    lab.enter();
    view! {
        <div class="lab">
            {choice::choice(lab)}
            {scoring(lab)}
            {results::results(lab)}
            {what_if::what_if(lab)}
            {digits::digits(lab)}
            {card::card(lab)}
        </div>
    }
    .into_any()
}

/// The button that scores, and what becomes of it.
fn scoring(lab: Lab) -> AnyView {
    let words = move || match lab.card.get() {
        Some(card) => format!("Score {} held-out rows", format::count(card.rows_held_out.into())),
        None => "Score the held-out rows".into(),
    };
    let busy = Memo::new(move |_| matches!(lab.work.get(), Work::Scoring(_)));
    let share = move || match lab.work.get() {
        Work::Scoring(share) => share,
        _ => 0.0,
    };
    let button = move || {
        if busy.get() {
            view! {
                <div class="lab-progress">
                    <progress aria-label="Scoring" max="1" prop:value=share></progress>
                    <button type="button" class="button framed" on:click=move |_| lab.stop()>
                        {icon(Icon::Stop)}
                        "Cancel"
                    </button>
                </div>
            }
            .into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="button primary lab-score"
                    disabled=move || lab.card.with(Option::is_none)
                    on:click=move |_| lab.score()
                >
                    {icon(Icon::Play)}
                    {words}
                </button>
            }
            .into_any()
        }
    };
    view! {
        {button}
        <p class="lab-status quiet" role="status">{move || lab.said()}</p>
        {move || lab.problem.get().map(|text| problem(lab, text))}
    }
    .into_any()
}

fn problem(lab: Lab, text: String) -> AnyView {
    let again = lab.card.with_untracked(Option::is_none).then(|| {
        view! {
            <button type="button" class="button small" on:click=move |_| lab.describe()>
                "Try again"
            </button>
        }
    });
    view! {
        <div class="field-error" role="alert">
            {icon(Icon::Warning)}
            <span class="lab-problem">{text}</span>
            {again}
        </div>
    }
    .into_any()
}
