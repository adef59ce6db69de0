//! The editor without a screen.
//!
//! Nothing in here knows Leptos or web-sys, so that all of it is tested natively.

pub mod camera;
pub mod edit;
pub mod flow;
pub mod format;
pub mod geometry;
pub mod order;
pub mod route;
pub mod selection;
pub mod tool;
pub mod vitals;
pub mod wording;
