//! Top bar, palette, inspector, headline, files, theme.
//!
//! - [`actions`]: the one table of what a person can do; [`keys`] presses it.
//! - [`files`]: where the work lives; [`share`] packs it into a link.
//! - [`layout`]: where the parts of the screen stand.

pub mod actions;
pub mod crash;
pub mod elements;
pub mod files;
pub mod inspector;
pub mod keys;
pub mod layout;
pub mod notices;
mod packing;
pub mod palette;
pub mod share;
pub mod storage;
pub mod theme;
pub mod top_bar;
