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
            {results::numbers(lab)}
            {what_if::what_if(lab)}
            {digits::digits(lab)}
            {results::charts(lab)}
            {choice::own(lab)}
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
        {move || lab.problem.get().map(|text| problem(text, try_again(lab)))}
    }
    .into_any()
}

/// Without a card there is nothing to press but this.
fn try_again(lab: Lab) -> Option<AnyView> {
    lab.card.with_untracked(Option::is_none).then(|| {
        view! {
            <button type="button" class="button small" on:click=move |_| lab.describe()>
                "Try again"
            </button>
        }
        .into_any()
    })
}

/// What went wrong, and what can be done about it.
fn problem(text: String, more: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="field-error" role="alert">
            {icon(Icon::Warning)}
            <span class="lab-problem">{text}</span>
            {more}
        </div>
    }
    .into_any()
}
