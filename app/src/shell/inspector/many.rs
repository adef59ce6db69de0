//! Several things are selected.

use leptos::prelude::*;

use super::node::delete_button;
use crate::store::Store;

/// The panel of a selection of several.
pub(super) fn many_panel(store: Store) -> AnyView {
    let words = move || {
        let (nodes, links) = store.session.selection.with(|s| (s.nodes.len(), s.links.len()));
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        match (nodes, links) {
            (nodes, 0) => plural(nodes, "part"),
            (0, links) => plural(links, "link"),
            (nodes, links) => format!("{} and {}", plural(nodes, "part"), plural(links, "link")),
        }
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
