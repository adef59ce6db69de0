//! Mermaid flowcharts: out, and in again.
//!
//! What we write says each node's kind as its class and each link's condition as its label, so that
//! it can be read again. What others write is read as far as it goes: shapes, labels, chained links;
//! styles are passed over, and lines that are none of these are told.

mod line;
mod read;
mod write;

pub use read::{is_one, read};
pub use write::write;

#[cfg(test)]
mod tests;
