//! What can go wrong, in words a person can act on.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Every failure says what is missing or broken, why it matters, and what to do.
#[derive(Debug)]
pub enum Error {
    /// Something the machine lacks and that could not be installed.
    Missing { what: String, why: &'static str, fix: String },
    /// A command ran and said no; `detail` holds the end of its output when it was captured.
    Failed { what: String, detail: String },
    /// The file system said no.
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    /// The command line makes no sense.
    Usage(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Missing { what, why, fix } => {
                write!(f, "{what} is missing. It is needed {why}. {fix}")
            }
            Error::Failed { what, detail } if detail.is_empty() => write!(f, "{what} failed."),
            Error::Failed { what, detail } => write!(f, "{what} failed:\n{}", detail.trim_end()),
            Error::Io { doing, path, source } => {
                write!(f, "Could not {doing} {}: {source}.", path.display())
            }
            Error::Usage(message) => write!(f, "{message}\nSee `cargo xtask --help`."),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// Turns an `io::Error` into ours, keeping what was being done and to which file.
pub trait Context<T> {
    fn doing(self, doing: &'static str, path: &Path) -> Result<T>;
}

impl<T> Context<T> for io::Result<T> {
    fn doing(self, doing: &'static str, path: &Path) -> Result<T> {
        self.map_err(|source| Error::Io { doing, path: path.to_path_buf(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_thing_says_what_why_and_what_to_do() {
        let error = Error::Missing {
            what: "Node.js".into(),
            why: "to run the browser suite",
            fix: "Install it.".into(),
        };
        let text = error.to_string();
        assert_eq!(text, "Node.js is missing. It is needed to run the browser suite. Install it.");
    }
}
