//! Runs: the worker that makes them, and the bar, timeline, headline and charts that show them.
//!
//! - [`protocol`], [`client`]: a typed conversation with the simulation worker, testable without a
//!   browser; [`link`] is the browser's part of it. The other side is in `windtunnel_workers`.
//! - [`study`]: the same with the study worker, for formulas and months.
//! - [`control`]: has the design checked at every change, and run whenever the result may change.
//! - [`transport`]: what people do with the run, for buttons and keys.
//! - [`bar`], [`timeline`]: the bottom of the screen. [`headline`] stands above the canvas, [`dock`]
//!   holds the charts.
//! - [`verdict`], [`figures`], [`incidents`], [`moment`], [`profiles`], [`series`]: all that is worked out for
//!   them, without a screen.

pub mod bar;
pub mod client;
pub mod clock;
pub mod control;
pub mod dock;
pub mod figures;
pub mod headline;
pub mod incident_kinds;
pub mod incidents;
pub mod line;
pub mod link;
pub mod moment;
pub mod profiles;
pub mod series;
mod settings;
mod status;
pub mod study;
pub mod study_control;
pub mod timeline;
pub mod transport;
pub mod verdict;
mod wanted;

pub use bar::Transport;
pub use dock::Dock;
pub use headline::Headline;
#[cfg(test)]
pub(crate) use windtunnel_workers::run::fixture;
pub use windtunnel_workers::run::protocol;
