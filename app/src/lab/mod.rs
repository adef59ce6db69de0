//! The model lab: a real ONNX model scores real held-out rows in the page.
//!
//! - [`protocol`], [`client`]: a typed conversation with the inference worker, testable without a
//!   browser. The other side is in `windtunnel_workers`.
//! - [`service`]: the one inference worker of the page, started when first needed.
//! - [`rows`]: keeps the scored rows of the run up to date, incidents included.
//! - [`panel`]: the lab's tab of the inspector. [`figures`] has the numbers of its charts,
//!   [`chart`] and [`plot`] draw them.

pub mod chart;
pub mod client;
pub mod figures;
pub mod panel;
pub mod plot;
pub mod rows;
pub mod service;

use leptos::prelude::*;

pub use panel::ModelLab;
#[cfg(test)]
use windtunnel_workers::lab::fixture;
pub use windtunnel_workers::lab::protocol;

use crate::store::Store;

/// Makes the lab available to the page and keeps the rows of the run scored; once, at the root.
pub fn begin(store: Store) {
    let service = service::Service::new();
    provide_context(panel::state::Lab::new(service));
    rows::start(store, service);
}
