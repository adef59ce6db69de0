//! The screen: one page, one store, and the parts that show and change it.
//!
//! - [`annex`]: the cut between the first screen and what comes after it.
//! - [`store`]: the document with its history, the session (selection, camera, panels) and the run
//!   (status, result, time cursor). Parts talk to each other only through it.
//! - [`core`]: the editor without a screen: geometry, camera, the tool state machine.
//! - [`canvas`]: nodes, links and flow as SVG.
//! - [`shell`]: top bar, palette, inspector, headline, files, theme.
//! - [`keep`]: never losing work: what is kept in this browser, versions, tabs, links.
//! - [`run`]: workers, transport, timeline, charts.
//! - [`lab`]: the model lab: a real model in the page, and the rows it scores for a run.
//! - [`life`]: the life of a system over days, and its single decisions.
//! - [`outlook`]: what follows by formula, with thresholds to drag.
//! - [`outline`]: the design as a list, for keyboard and screen reader.
//! - [`ui`]: the icon set and small widgets that all of them use.

pub mod annex;
pub mod canvas;
pub mod core;
pub mod exchange;
pub mod keep;
pub mod lab;
pub mod life;
pub mod outline;
pub mod outlook;
pub mod run;
pub mod shell;
pub mod store;
pub mod ui;

use leptos::prelude::*;

/// Root of the page.
#[component]
pub fn App() -> impl IntoView {
    let mode = keep::mode::Mode::of_page();
    let start = keep::start::find(mode);
    let store = store::Store::new(start.document.clone()).in_mode(mode);
    provide_context(store);
    leptos::task::spawn_local(annex::fetch());
    view! { <shell::layout::Layout store=store start=start /> }
}
