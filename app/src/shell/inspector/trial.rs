//! An experiment: plan, looking early, sizes of the arms, and how it comes out.

use leptos::prelude::*;

use super::section;
use crate::outlook::trials::blocks;
use crate::run::dock::table::table_view;
use crate::store::Store;
use crate::ui::{Icon, icon};

/// What is said about the experiment, once the design can be run.
pub(super) fn trial(store: Store, id: String) -> AnyView {
    let report = Memo::new(move |_| {
        store
            .run
            .outlook
            .with(|outlook| outlook.as_ref()?.trials.iter().find(|trial| trial.id == id).cloned())
    });
    (move || {
        let report = report.get()?;
        let warnings = report.warnings.iter().map(|words| {
            view! { <p class="lab-caution">{icon(Icon::Warning)}<span>{words.clone()}</span></p> }
        });
        let tables = blocks(&report).iter().map(table_view).collect_view();
        let body = view! {
            <div class="outlook-trial">{warnings.collect_view()} {tables}</div>
        };
        Some(section("Experiment", body.into_any()))
    })
    .into_any()
}
