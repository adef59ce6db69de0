//! The panel of the outlook.

use leptos::prelude::*;

use super::base_rate::base_rate;
use super::blocks::{self, BLOCKS};
use super::figures::CHARTS;
use super::thresholds::thresholds;
use crate::lab::chart::chart;
use crate::run::dock::table::table_view;
use crate::store::{DockTab, Store, use_store};

/// What stands in the dock.
#[must_use]
pub fn outlook_panel() -> AnyView {
    let store = use_store();
    let outlook = store.run.outlook;
    let empty = move || {
        outlook.with(Option::is_none).then(|| {
            view! { <p class="dock-empty">"The outlook appears once the design can be run."</p> }
        })
    };
    let notes = move || {
        let notes = outlook.with(|it| {
            let it = it.as_ref()?;
            Some(blocks::promise(it).into_iter().chain(it.warnings.clone()).collect::<Vec<_>>())
        });
        let note = |words: String| view! { <p>{words}</p> };
        notes.unwrap_or_default().into_iter().map(note).collect_view()
    };
    let charts = CHARTS.map(|draw| {
        let figure = Memo::new(move |_| outlook.with(|it| draw(it.as_ref()?, &store.still())));
        chart(figure)
    });
    let tables = BLOCKS.map(|make| {
        let block = Memo::new(move |_| outlook.with(|it| make(it.as_ref()?, &store.still())));
        move || block.with(|it| it.as_ref().map(table_view))
    });
    view! {
        {empty}
        <div class="outlook-notes">{notes}</div>
        <div class="dock-charts outlook">
            {thresholds(store)} {base_rate(store)} {charts.collect_view()} {tables.collect_view()}
        </div>
    }
    .into_any()
}

/// Opens the outlook.
pub fn open(store: Store) {
    store.session.dock_tab.set(DockTab::Outlook);
    store.session.dock_open.set(true);
}
