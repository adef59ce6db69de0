//! The one table of results: a caption, headings, rows, and below it what must be said about it.

use leptos::prelude::*;

/// A table: its caption, headings and rows. The first cell of a row is its name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) heads: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    /// Sentences below it.
    pub(crate) notes: Vec<String>,
}

impl Table {
    /// The table, where it has rows.
    pub(crate) fn of(
        caption: &str,
        heads: &[&'static str],
        rows: Vec<Vec<String>>,
    ) -> Option<Self> {
        let caption = caption.to_owned();
        (!rows.is_empty()).then(|| Self { caption, heads: heads.to_vec(), rows, notes: Vec::new() })
    }
}

/// Draws it.
pub(crate) fn table_view(table: &Table) -> AnyView {
    let heads = table.heads.iter().map(|head| view! { <th scope="col">{*head}</th> });
    let rows = table.rows.iter().map(|row| {
        let mut cells = row.iter();
        let name = cells.next().cloned().unwrap_or_default();
        let cells = cells.map(|cell| view! { <td>{cell.clone()}</td> }).collect_view();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    });
    let notes = table.notes.iter().map(|note| view! { <p>{note.clone()}</p> });
    view! {
        <figure class="dock-table" tabindex="0" role="region" aria-label=table.caption.clone()>
            <table>
                <caption>{table.caption.clone()}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {notes.collect_view()}
        </figure>
    }
    .into_any()
}
