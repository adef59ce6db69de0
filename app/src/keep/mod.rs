//! Never losing work: what is kept in this browser, where, and what goes into a link.
//!
//! - [`storage`]: texts under keys; [`body`] makes texts of designs, [`packing`] makes them small.
//! - [`library`]: designs by id, each an [`entry`] of one text with its [`picture`]; [`versions`]
//!   of each. Both are plain functions of a shelf, tested without a browser.
//! - [`tab`]: what this tab has open, so that a reload or a crash finds it again.
//! - [`desk`]: keeps every change, notices other tabs, brings things back.
//! - [`share`]: links that hold a whole design; [`qr`] draws them; [`mode`] is what their reader
//!   may do.
//! - [`start`]: what the page begins with; [`screen`]: what a person sees of all this.

pub mod body;
pub mod desk;
pub mod entry;
pub mod library;
pub mod mode;
mod packing;
pub mod picture;
pub mod qr;
pub mod screen;
pub mod share;
pub mod start;
pub mod storage;
pub mod tab;
pub mod versions;
pub mod when;
