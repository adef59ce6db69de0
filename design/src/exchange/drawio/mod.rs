//! Drawings of draw.io, in: boxes become nodes where they stand, arrows become links.
//!
//! A file has pages, as XML or packed (deflated, base64). The first page with a box is taken. All
//! sizes are bounded, document types are refused, and so nothing is ever expanded.

mod cells;
mod graph;
mod unpack;

use super::{ImportError, Imported};

/// Reads a drawing.
///
/// # Errors
/// It is broken, too large, or there is no box in it.
pub fn read(text: &str) -> Result<Imported, ImportError> {
    let pages = cells::pages(text)?;
    let count = pages.len();
    for page in pages {
        let mut found = graph::found(&page)?;
        if found.nodes.is_empty() {
            continue;
        }
        if count > 1 {
            let name = super::build::name(&page.name);
            found.warn(None, format!("Only one page of {count} was taken: “{name}”."));
        }
        return Ok(found.build());
    }
    Err(ImportError::Empty { why: "draw boxes, and connect them.".into() })
}

#[cfg(test)]
mod tests;
