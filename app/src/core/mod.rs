//! The editor without a screen.
//!
//! Nothing in here knows Leptos or web-sys, so that all of it is tested natively.

pub mod arrange;
pub mod bends;
pub mod camera;
pub mod copies;
pub mod edit;
#[cfg(test)]
mod fixture;
pub mod flow;
pub mod fuzzy;
pub mod list;
pub mod moving;
pub mod neighbours;
pub mod offer;
pub mod order;
pub mod param_groups;
pub mod param_words;
pub mod pasting;
pub mod selection;
pub mod sketching;
mod special_signs;
pub mod speech;
pub mod still;
pub mod thing;
pub mod tool;
pub mod vitals;
pub mod vitals_life;
pub mod wording;

// A picture is drawn as the canvas is, so these are shared with what makes it.
pub use windtunnel_design::drawing::{geometry, route, sorted, tenths, wiring};
pub use windtunnel_design::format;
