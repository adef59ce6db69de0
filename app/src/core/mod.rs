//! The editor without a screen.
//!
//! Nothing in here knows Leptos or web-sys, so that all of it is tested natively.

pub mod camera;
pub mod edit;
pub mod flow;
pub mod format;
pub mod geometry;
pub mod list;
pub mod order;
pub mod param_groups;
pub mod param_words;
pub mod route;
pub mod selection;
pub mod sorted;
mod special_signs;
pub mod tool;
pub mod vitals;
pub mod vitals_life;
pub mod wording;
