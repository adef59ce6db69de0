//! The document a person edits, and all that needs no screen.
//!
//! - [`Document`]: what is drawn, with its world, incidents and run settings.
//! - [`Command`] and [`History`]: the only way to change it, one undo step a gesture.
//! - [`connect`]: which links are allowed, and why not.
//! - [`drawing`]: where things stand and how links run.
//! - [`exchange`]: designs from and for other programs.
//! - [`failures`]: what the design does when a part of it is missing, and what is meant to happen.
//! - [`file`]: the JSON a person saves, with migrations.
//! - [`check`]: what is wrong with a document, with the place and what to do.
//! - [`format`]: numbers as people read them.
//! - [`fragment`]: part of a design, copied and pasted.
//! - [`layout`]: places for nodes that have none, and tidying up.
//! - [`limits`]: how large a document may be.
//! - [`number`]: numbers as people write them.
//! - [`rows`]: real rows under incidents.
//! - [`svg`]: pictures of designs.
//! - [`templates`]: the examples.
//! - [`trace`]: recorded traffic.
#![warn(missing_docs)]

pub mod check;
mod command;
pub mod connect;
mod document;
pub mod drawing;
pub mod exchange;
pub mod failures;
pub mod file;
pub mod format;
pub mod fragment;
mod history;
pub mod layout;
pub mod limits;
pub mod number;
pub mod rows;
mod shared;
mod sketch;
pub mod svg;
pub mod templates;
pub mod trace;

pub use command::{Command, Diff, Rejection, apply};
pub use document::{
    DocIncident, DocLink, DocNode, Document, Point, Record, RecordKey, Strikes, kind_word, strikes,
};
pub use history::History;
pub use shared::Shared;
pub use sketch::{Shape, Size, Sketch, Tint};
pub use windtunnel_sim as sim;
