//! The outlook: what follows by formula before anything is simulated, and thresholds to drag.
//!
//! - [`axis`]: probabilities on an axis of log odds.
//! - [`figures`], [`blocks`], [`trials`]: charts and tables as data, made of the worker's `Outlook`;
//!   no screen in them.
//! - [`thresholds`], [`base_rate`], [`panel`]: the screen.

pub mod axis;
mod base_rate;
pub mod blocks;
pub mod figures;
pub mod panel;
mod thresholds;
pub mod trials;

pub use panel::outlook_panel;
