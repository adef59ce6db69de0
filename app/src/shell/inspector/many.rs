//! Several things are selected.

use leptos::prelude::*;

use super::node::delete_button;
use crate::store::Store;

/// The panel of a selection of several.
pub(super) fn many_panel(store: Store) -> AnyView {
    let words = move || {
        let counts = store.session.selection.with(|s| {
            [(s.nodes.len(), "part"), (s.links.len(), "link"), (s.sketches.len(), "drawing")]
        });
        let some = counts.iter().filter(|(count, _)| *count > 0);
        let plural =
            |&(n, word): &(usize, &str)| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        some.map(plural).collect::<Vec<_>>().join(" and ")
    };
    view! {
        <div class="inspector-head"><h2>{words}" selected"</h2></div>
        <div class="inspector-body" tabindex="-1">
            <p class="summary">"Drag to move them together. Select one to see its parameters."</p>
            {delete_button(store, "Delete all of these")}
        </div>
    }
    .into_any()
}
