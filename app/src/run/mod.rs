//! Runs: the worker that makes them, and the bar, timeline, headline and charts that show them.
//!
//! - [`protocol`], [`client`], [`worker`]: a typed conversation with the simulation worker, testable
//!   without a browser; [`link`] and [`turns`] are the browser's part, on the page and in a worker.
//! - [`control`]: asks for a run whenever the model or its settings change.
//! - [`transport`]: what people do with the run, for buttons and keys.
//! - [`bar`], [`timeline`]: the bottom of the screen. [`headline`] stands above the canvas, [`dock`]
//!   holds the charts.
//! - [`verdict`], [`figures`], [`incidents`], [`moment`], [`series`]: all that is worked out for
//!   them, without a screen.

pub mod bar;
pub mod client;
pub mod clock;
pub mod control;
pub mod dock;
pub mod figures;
#[cfg(test)]
pub(crate) mod fixture;
pub mod headline;
pub mod incident_kinds;
pub mod incidents;
pub mod link;
pub mod moment;
pub mod protocol;
pub mod series;
mod settings;
mod status;
pub mod timeline;
pub mod transport;
pub mod turns;
pub mod verdict;
pub mod worker;

pub use bar::Transport;
pub use dock::Dock;
pub use headline::Headline;
