//! When something is missing: what the drawn design then does, and where nothing is drawn for it.

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::failures::{Answer, Row, matrix, way_around};

use crate::canvas::commands;
use crate::store::{Selection, Store};
use crate::ui::{Icon, icon};

/// The matrix.
pub(super) fn failures(store: Store) -> AnyView {
    let matrix = Memo::new(move |_| matrix(&store.document()));
    let table = move || {
        let matrix = matrix.get();
        if matrix.rows.is_empty() || matrix.decisions.is_empty() {
            return view! { <p class="quiet">"Nothing here scores or brings data."</p> }.into_any();
        }
        let document = store.document_now();
        let one = matrix.decisions.len() == 1;
        let heads = matrix.decisions.iter().map(|id| {
            let name = if one { "What happens".to_owned() } else { document.label(id) };
            view! { <th scope="col">{name}</th> }
        });
        let rows = matrix.rows.iter().map(|row| table_row(store, row, document.label(&row.node)));
        view! {
            <table class="failures">
                <thead>
                    <tr><th scope="col">"Missing"</th>{heads.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <p class="quiet">"What the design does by itself when a part of it cannot be had."</p>
        {table}
    }
    .into_any()
}

fn table_row(store: Store, row: &Row, label: String) -> AnyView {
    let cells = row.cells.iter().map(|cell| view! { <td>{words(store, cell)}</td> });
    view! {
        <tr>
            <th scope="row">{label} <small>{row.sort}</small></th>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

fn words(store: Store, answer: &Answer) -> AnyView {
    match answer {
        Answer::Apart => view! { <span class="quiet">"not used"</span> }.into_any(),
        Answer::Drawn(words) => view! { {icon(Icon::Healthy)} {words.clone()} }.into_any(),
        Answer::Open(words, node) => {
            let (id, name) = (node.clone(), store.document_now().label(node));
            let go = move |_| {
                commands::reveal(store, &id);
                store.session.selection.set(Selection::node(&id));
            };
            let around = way_around(&store.document_now(), node).map(|link| {
                let to = store.document_now().label(&link.to);
                let draw = move |_| {
                    let id = store.document_now().new_link_id(&link.from, &link.to);
                    // What is not allowed is told by the store.
                    store.run_command("Draw a fallback", &Command::AddLink(id, link.clone())).ok();
                };
                view! {
                    <button type="button" class="button small framed" on:click=draw>
                        {format!("Use {to}")}
                    </button>
                    " "
                }
            });
            view! {
                {icon(Icon::Warning)}
                {words.clone()}
                " "
                {around}
                <button
                    type="button"
                    class="button small framed"
                    aria-label=format!("Fix at {name}")
                    on:click=go
                >
                    "Fix"
                </button>
            }
            .into_any()
        }
    }
}
