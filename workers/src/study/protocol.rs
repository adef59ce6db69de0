//! What the page and the study worker say to each other, as postcard bytes.

use serde::{Deserialize, Serialize};
use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::outlook::Outlook;
use windtunnel_design::sim::plan::Diagnostic;

pub use crate::wire::{BUILD, decode, encode};

/// Raised whenever a message changes its shape.
pub const PROTOCOL: u32 = 1;

/// A design to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudyRequest {
    /// Chosen by the page; answers carry it.
    pub id: u64,
    /// The design as JSON.
    pub document_json: String,
    /// Is its life wanted too, or only what follows by formula?
    pub lives: bool,
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromStudy {
    /// The worker is up. First, and of a shape that never changes.
    Ready {
        /// The worker's [`PROTOCOL`].
        protocol: u32,
        /// The worker's [`BUILD`].
        build: String,
    },
    /// What formulas say.
    Foreseen {
        /// Id of the request.
        id: u64,
        /// What they say; `None` where the design cannot be run.
        outlook: Option<Box<Outlook>>,
    },
    /// The life of the system.
    Lived {
        /// Id of the request.
        id: u64,
        /// What it says, or why it cannot be simulated.
        life: Result<Box<Life>, Vec<Diagnostic>>,
    },
    /// All that was wanted has been said.
    Studied {
        /// Id of the request.
        id: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn every_message_survives() {
        let request = StudyRequest { id: 3, document_json: "{}".into(), lives: true };
        assert_eq!(decode::<StudyRequest>(&encode(&request)).expect("decodes"), request);
        let finding = Diagnostic::error(
            windtunnel_design::sim::plan::Place::Node("a".into()),
            "is alone",
            "connect it",
        );
        for message in [
            FromStudy::Ready { protocol: PROTOCOL, build: BUILD.into() },
            FromStudy::Foreseen { id: 1, outlook: Some(Box::default()) },
            FromStudy::Foreseen { id: 1, outlook: None },
            FromStudy::Lived { id: 1, life: Ok(Box::new(fixture::life())) },
            FromStudy::Lived { id: 1, life: Err(vec![finding]) },
            FromStudy::Studied { id: 1 },
        ] {
            assert_eq!(decode::<FromStudy>(&encode(&message)).expect("decodes"), message);
        }
    }
}
