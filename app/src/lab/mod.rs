//! The model lab: a real ONNX model scores real held-out rows in the page.
//!
//! - [`protocol`], [`client`]: a typed conversation with the inference worker, testable without a
//!   browser. `worker` is its other side; only it knows tract, and only that worker's wasm has it.
//! - [`service`]: the one inference worker of the page, started when first needed.
//! - [`rows`]: keeps the scored rows of the run up to date, incidents included.
//! - [`panel`]: the lab's tab of the inspector. [`figures`] has the numbers of its charts,
//!   [`chart`] and [`plot`] draw them.

pub mod chart;
pub mod client;
pub mod figures;
#[cfg(test)]
mod fixture;
pub mod panel;
pub mod plot;
pub mod protocol;
pub mod rows;
pub mod service;
pub mod stopwatch;
#[cfg(feature = "infer")]
pub mod worker;

use leptos::prelude::*;

pub use panel::ModelLab;

use crate::store::Store;

/// Makes the lab available to the page and keeps the rows of the run scored; once, at the root.
pub fn begin(store: Store) {
    let service = service::Service::new();
    provide_context(panel::state::Lab::new(service));
    rows::start(store, service);
}
