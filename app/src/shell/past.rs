//! The history: every step of this visit, to go back to or forth.

use leptos::prelude::*;

use crate::store::Store;

/// The steps, the newest first, and where the design stands among them.
pub(super) fn past_panel(store: Store) -> AnyView {
    let steps = move || {
        let (labels, done) = store.past();
        let all = std::iter::once("As it was opened".to_owned()).chain(labels);
        let mut rows: Vec<_> = all
            .enumerate()
            .map(|(at, label)| {
                let (now, undone) = ((at == done).then_some("step"), at > done);
                view! {
                    <li>
                        <button
                            type="button"
                            class="past-step"
                            class:undone=undone
                            aria-current=now
                            on:click=move |_| store.jump(at)
                        >
                            <span>{label}</span>
                            {now.map(|_| view! { <span class="tag verified">"now"</span> })}
                            {undone.then(|| view! { <span class="tag">"taken back"</span> })}
                        </button>
                    </li>
                }
            })
            .collect();
        rows.reverse();
        rows.collect_view()
    };
    view! {
        <p class="quiet">
            "Every change of this design since it was opened. Choose a step to go there; what came \
             after it is kept until the next change."
        </p>
        <ol class="past" reversed aria-label="Steps">{steps}</ol>
    }
    .into_any()
}
