//! Top bar, palette, inspector, headline, files, theme.
//!
//! - [`actions`]: the one table of what a person can do; [`keys`] presses it.
//! - [`files`]: files, links and examples; `keep` has where the work lives.
//! - [`command_palette`], [`context_menu`]: the same things by name, and by what they are about.
//! - [`focus`]: where the keyboard is when what it was on is gone.
//! - [`layout`]: where the parts of the screen stand.

pub mod actions;
pub mod command_palette;
pub mod context_menu;
pub mod crash;
pub mod elements;
pub mod files;
pub mod focus;
pub mod inspector;
pub mod keys;
pub mod layout;
pub mod notices;
pub mod palette;
mod past;
pub mod theme;
pub mod top_bar;
mod wheel;
