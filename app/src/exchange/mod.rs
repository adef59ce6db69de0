//! Designs and parts of them, to and from elsewhere: files of other programs, pictures, the
//! clipboard.
//!
//! - [`client`], [`service`]: the study worker, which reads and writes what the page does not carry.
//! - [`export`], [`dialog`]: what goes out, and how it looks; [`picture`] makes pixels of it.
//! - [`import`], [`clipboard`]: what comes in. [`crate::core::pasting`] says where it goes.

mod client;
pub mod clipboard;
pub mod dialog;
pub mod export;
pub mod import;
mod look;
mod picture;
pub mod service;
