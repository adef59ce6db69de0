//! Designs to and from what other programs read and write.
//!
//! - [`mermaid`]: flowcharts as text, out and in.
//! - [`drawio`]: drawings of draw.io, in.
//! - [`import`]: whichever of these it is, told by its content.
//!
//! What is foreign has no kinds and no parameters: kinds are guessed from words, and whatever could
//! not be taken over is a [`Warning`], not a failure.

mod build;
pub mod drawio;
mod groups;
mod html;
pub mod mermaid;
mod words;

use crate::document::Document;
use crate::file::{self, LoadError};
use crate::limits;

/// Most nodes that are taken from another program: more is no drawing of a system.
pub const MAX_NODES: usize = 2_000;
/// Most links that are taken from another program.
pub const MAX_LINKS: usize = 5_000;
/// Most warnings that are listed one by one.
const MAX_WARNINGS: usize = 40;

/// An imported design.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The design.
    pub document: Document,
    /// What could not be taken over as it was.
    pub warnings: Vec<Warning>,
}

/// Something that could not be taken over as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The line in the text, counted from 1, where there are lines.
    pub line: Option<usize>,
    /// A sentence.
    pub text: String,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "Line {line}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// Why nothing could be imported.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A design of ours that cannot be opened.
    #[error("{0}")]
    Design(#[from] LoadError),
    /// No format that is known.
    #[error(
        "This is neither a Windtunnel design, nor a Mermaid flowchart, nor a draw.io drawing. \
         A flowchart begins with the word flowchart or graph, a drawing with <mxfile."
    )]
    Unknown,
    /// More bytes than any drawing has.
    #[error("It has {bytes} bytes; a drawing has at most {limit}. Check that it is the right one.")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most that is read.
        limit: usize,
    },
    /// More parts than a system has.
    #[error("It has more than {limit} {what}. Import a part of it.")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The most that are taken.
        limit: usize,
    },
    /// There is no node in it.
    #[error("There is no node in it: {why}")]
    Empty {
        /// What there is instead.
        why: String,
    },
    /// Broken, or made to do harm.
    #[error("It cannot be read: {why}")]
    Broken {
        /// Where and why.
        why: String,
    },
}

/// What a text is, by its first words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A design of ours, as JSON.
    Design,
    /// A Mermaid flowchart.
    Mermaid,
    /// A draw.io drawing.
    DrawIo,
}

/// What is this text? `None` for anything else.
#[must_use]
pub fn format_of(text: &str) -> Option<Format> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('{') {
        return Some(Format::Design);
    }
    if text.starts_with('<') {
        let start: String = text.chars().take(2_000).collect();
        return ["<mxfile", "<mxGraphModel"]
            .iter()
            .any(|tag| start.contains(tag))
            .then_some(Format::DrawIo);
    }
    mermaid::is_one(text).then_some(Format::Mermaid)
}

/// Reads a design, a flowchart or a drawing, told by its content.
///
/// # Errors
/// Says why nothing can be made of it.
pub fn import(text: &str) -> Result<Imported, ImportError> {
    if text.len() > limits::MAX_BYTES {
        return Err(ImportError::TooLarge { bytes: text.len(), limit: limits::MAX_BYTES });
    }
    let text = text.trim_start_matches('\u{feff}');
    match format_of(text) {
        Some(Format::Design) => Ok(Imported { document: file::open(text)?, warnings: Vec::new() }),
        Some(Format::Mermaid) => mermaid::read(text),
        Some(Format::DrawIo) => drawio::read(text),
        None => Err(ImportError::Unknown),
    }
}
