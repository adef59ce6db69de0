//! What the page and the simulation worker say to each other, as postcard bytes.
//!
//! The design travels as JSON text: its parameters are untagged and its kinds internally tagged,
//! and postcard, which does not describe itself, can decode neither.

use serde::{Deserialize, Serialize};
use windtunnel_design::Document;
use windtunnel_design::sim::plan::Diagnostic;
use windtunnel_design::sim::result::RunResult;
use windtunnel_design::sim::world::ScoredRows;

pub use crate::wire::{BUILD, decode, encode};

/// Raised whenever a message changes its shape.
pub const PROTOCOL: u32 = 4;

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Who the page is. First, and of a shape that never changes.
    Hello {
        /// The page's [`PROTOCOL`].
        protocol: u32,
        /// The page's [`BUILD`].
        build: String,
    },
    /// Run this; whatever runs now is cancelled.
    Run(RunRequest),
    /// Stop the run of this id.
    Cancel {
        /// Id of the run.
        id: u64,
    },
    /// Say what is wrong with this design; a run goes on meanwhile.
    Check(CheckRequest),
}

/// A run that the page asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRequest {
    /// Chosen by the page; answers carry it.
    pub id: u64,
    /// The design as JSON.
    pub document_json: String,
    /// Scored rows, where the design's world needs them.
    pub rows: Option<ScoredRows>,
}

/// A look at a design that the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRequest {
    /// Chosen by the page; the answer carries it.
    pub id: u64,
    /// The design as JSON.
    pub document_json: String,
}

impl RunRequest {
    /// A request for a run of this design.
    ///
    /// # Errors
    /// The design cannot be written as JSON.
    pub fn new(document: &Document, rows: Option<ScoredRows>) -> Result<Self, serde_json::Error> {
        Ok(Self { id: 0, document_json: json(document)?, rows })
    }
}

impl CheckRequest {
    /// A request to check this design.
    ///
    /// # Errors
    /// The design cannot be written as JSON.
    pub fn new(document: &Document) -> Result<Self, serde_json::Error> {
        Ok(Self { id: 0, document_json: json(document)? })
    }
}

/// By way of a value, as files are saved: the page holds one way to write a design, not two.
fn json(document: &Document) -> Result<String, serde_json::Error> {
    serde_json::to_value(document).map(|value| value.to_string())
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The worker is up. First, and of a shape that never changes.
    Ready {
        /// The worker's [`PROTOCOL`].
        protocol: u32,
        /// The worker's [`BUILD`].
        build: String,
    },
    /// A run is on its way.
    Progress {
        /// Id of the run.
        id: u64,
        /// Share of the horizon done, 0 to 1.
        share: f64,
        /// Events processed.
        events: u64,
    },
    /// A run is done.
    Done {
        /// Id of the run.
        id: u64,
        /// What it says.
        result: Box<RunResult>,
    },
    /// The model cannot be run.
    Refused {
        /// Id of the run.
        id: u64,
        /// Why, and where.
        diagnostics: Vec<Diagnostic>,
    },
    /// A message could not be understood, or a run broke.
    Failed {
        /// Id of the run; 0 where it is not known.
        id: u64,
        /// What happened.
        message: String,
    },
    /// A run was stopped.
    Cancelled {
        /// Id of the run.
        id: u64,
    },
    /// A design has been checked.
    Checked {
        /// Id of the check.
        id: u64,
        /// What is wrong with it, errors first.
        findings: Vec<Diagnostic>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    fn round_trip<T: Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
        message: &T,
    ) {
        assert_eq!(&decode::<T>(&encode(message)).expect("decodes"), message);
    }

    #[test]
    fn every_message_to_the_worker_survives() {
        let rows = ScoredRows { positive: vec![true, false], segments: vec![] };
        let document = fixture::document();
        let request = RunRequest::new(&document, Some(rows)).expect("encodes");
        let back: Document = serde_json::from_str(&request.document_json).expect("is a design");
        assert_eq!(back, document);
        round_trip(&ToWorker::Hello { protocol: PROTOCOL, build: BUILD.into() });
        round_trip(&ToWorker::Run(request));
        round_trip(&ToWorker::Cancel { id: 7 });
        round_trip(&ToWorker::Check(CheckRequest::new(&document).expect("encodes")));
    }

    #[test]
    fn every_message_from_the_worker_survives() {
        use windtunnel_design::sim::plan::Place;
        let finding = Diagnostic::error(Place::Node("a".into()), "is alone", "connect it");
        round_trip(&FromWorker::Ready { protocol: PROTOCOL, build: BUILD.into() });
        round_trip(&FromWorker::Progress { id: 1, share: 0.5, events: 12 });
        round_trip(&FromWorker::Done { id: 1, result: Box::new(fixture::result()) });
        round_trip(&FromWorker::Checked { id: 2, findings: vec![finding.clone()] });
        round_trip(&FromWorker::Refused { id: 1, diagnostics: vec![finding] });
        round_trip(&FromWorker::Failed { id: 1, message: "no".into() });
        round_trip(&FromWorker::Cancelled { id: 1 });
    }

    /// Noise of any length is refused or read, but never a panic and never a huge allocation.
    #[test]
    fn random_bytes_never_panic() {
        crate::wire::tests::survive_noise::<ToWorker, FromWorker>(0x9e37_79b9_7f4a_7c15, 9);
    }

    #[test]
    fn a_cut_or_lengthened_message_is_refused() {
        let bytes = encode(&FromWorker::Done { id: 1, result: Box::new(fixture::result()) });
        assert!(decode::<FromWorker>(&bytes[..bytes.len() - 1]).is_err());
        assert!(decode::<FromWorker>(&[bytes, vec![0]].concat()).is_err());
    }
}
