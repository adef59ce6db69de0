#![allow(clippy::disallowed_methods)]
//! Shared by the black-box suites: textbook systems as designs, and a fair comparison.

pub mod compare;
pub mod formula;
pub mod lifetime;
pub mod network;
pub mod referee;
pub mod table;
pub mod theory;
pub mod view;
