//! What is wrong with a model, and where.

use serde::{Deserialize, Serialize};

/// A finding about a model: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{place}: {message} {hint}")]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// Does it stop the run?
    pub severity: Severity,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do about it, as a sentence; may be empty.
    pub hint: String,
}

/// Does a finding stop the run?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The model cannot be run.
    Error,
    /// It can, but the reader should know.
    Warning,
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// The whole model.
    Model,
    /// A node by id.
    Node(String),
    /// A link by id.
    Link(String),
    /// The world.
    World,
    /// An incident by id.
    Incident(String),
    /// The settings of the run.
    Settings,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Model => write!(f, "model"),
            Self::Node(id) => write!(f, "node {id}"),
            Self::Link(id) => write!(f, "link {id}"),
            Self::World => write!(f, "world"),
            Self::Incident(id) => write!(f, "incident {id}"),
            Self::Settings => write!(f, "run settings"),
        }
    }
}

impl Diagnostic {
    /// A finding that stops the run.
    #[must_use]
    pub fn error(place: Place, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place, severity: Severity::Error, message: message.into(), hint: hint.into() }
    }

    /// A finding that does not.
    #[must_use]
    pub fn warning(place: Place, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place, severity: Severity::Warning, message: message.into(), hint: hint.into() }
    }
}
