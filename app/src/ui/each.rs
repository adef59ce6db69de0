//! Views of a list that stay where their ids stay.

use std::sync::Arc;

use leptos::prelude::*;

type Ids = Box<dyn Fn() -> Vec<String> + Send + Sync>;
type Show = Arc<dyn Fn(String) -> AnyView + Send + Sync>;

/// A view for each id. One function for all lists: how a keyed list is brought up to date is 7 kB
/// of code a copy.
#[must_use]
pub fn each(
    ids: impl Fn() -> Vec<String> + Send + Sync + 'static,
    show: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    keyed(Box::new(ids), Arc::new(show))
}

fn keyed(ids: Ids, show: Show) -> AnyView {
    view! { <For each=ids key=String::clone children=move |id| show(id) /> }.into_any()
}
