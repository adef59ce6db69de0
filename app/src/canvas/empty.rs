//! What stands in the middle of the paper while nothing is drawn: what to do first, and in which
//! order.

use leptos::prelude::*;

use crate::shell::actions::{self, Context, Id};
use crate::ui::icon;

/// What to do, in the order of doing it.
const STEPS: [(&str, &str); 3] = [
    ("Bring traffic.", " One part says how many requests come, and when."),
    ("Decide.", " Link it to a model or to rules, which answer each request."),
    ("See what it costs.", " Delay, quality and money stand beside doing nothing."),
];

/// What does the first of it; the first is what most begin with.
const FIRST: [Id; 5] = [Id::AddTraffic, Id::AddPart, Id::Examples, Id::Open, Id::Paste];

/// The panel. It stands beside the canvas, not in it: what is pressed here is no gesture.
#[must_use]
pub fn empty(edits: bool) -> AnyView {
    let inner = if edits {
        steps(expect_context::<Context>())
    } else {
        view! { <p>"This design has no parts yet."</p> }.into_any()
    };
    view! { <div class="canvas-empty">{inner}</div> }.into_any()
}

fn steps(context: Context) -> AnyView {
    let steps = STEPS.map(|(what, how)| view! { <li><b>{what}</b>{how}</li> }.into_any());
    let buttons = FIRST.map(|id| {
        let action = actions::find(id);
        view! {
            <button
                type="button"
                class="button framed"
                class:primary=id == Id::AddTraffic
                on:click=move |_| action.perform(context)
            >
                {icon(action.icon)}
                {action.label}
            </button>
        }
        .into_any()
    });
    view! {
        <section class="empty-sheet" aria-labelledby="empty-title">
            <h2 id="empty-title">"Begin with an empty sheet"</h2>
            <ol>{Vec::from(steps)}</ol>
            <p class="choices">{Vec::from(buttons)}</p>
        </section>
    }
    .into_any()
}
