//! What the page and the simulation worker say to each other, as postcard bytes.
//!
//! The model travels as JSON text: its parameters are untagged and its kinds internally tagged,
//! and postcard, which does not describe itself, can decode neither.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use windtunnel_design::sim::model::{Model, Settings};
use windtunnel_design::sim::plan::Diagnostic;
use windtunnel_design::sim::result::RunResult;
use windtunnel_design::sim::world::ScoredRows;

/// Raised whenever a message changes its shape.
pub const PROTOCOL: u32 = 2;

/// The build of this code. Worker files keep their names from build to build, so a cached worker
/// can meet a newer page.
pub const BUILD: &str = match option_env!("WINDTUNNEL_BUILD") {
    Some(build) => build,
    None => "dev",
};

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
}

/// A run that the page asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRequest {
    /// Chosen by the page; answers carry it.
    pub id: u64,
    /// The model as JSON.
    pub model_json: String,
    /// Horizon, seed and so on.
    pub settings: Settings,
    /// Scored rows, where the model's world needs them.
    pub rows: Option<ScoredRows>,
}

impl RunRequest {
    /// A request for a run of this model.
    ///
    /// # Errors
    /// The model holds a number that JSON cannot write.
    pub fn new(
        model: &Model,
        settings: Settings,
        rows: Option<ScoredRows>,
    ) -> Result<Self, serde_json::Error> {
        Ok(Self { id: 0, model_json: serde_json::to_string(model)?, settings, rows })
    }
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
}

/// Why bytes are not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be read: {0}")]
pub struct DecodeError(String);

/// A message as bytes.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Only a serialiser that writes to too small a buffer, or a type of unknown length, can fail.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Bytes as a message.
///
/// # Errors
/// The bytes are not one, or more than one.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok((_, rest)) => Err(DecodeError(format!("{} bytes too many", rest.len()))),
        Err(error) => Err(DecodeError(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(message: &T) {
        assert_eq!(&decode::<T>(&encode(message)).expect("decodes"), message);
    }

    #[test]
    fn every_message_to_the_worker_survives() {
        let rows = ScoredRows { positive: vec![true, false], segments: vec![] };
        let model = fixture::model();
        let request = RunRequest::new(&model, Settings::default(), Some(rows)).expect("encodes");
        let back: Model = serde_json::from_str(&request.model_json).expect("is a model");
        assert_eq!(back, model);
        round_trip(&ToWorker::Hello { protocol: PROTOCOL, build: BUILD.into() });
        round_trip(&ToWorker::Run(request));
        round_trip(&ToWorker::Cancel { id: 7 });
    }

    #[test]
    fn every_message_from_the_worker_survives() {
        use windtunnel_design::sim::plan::Place;
        let finding = Diagnostic::error(Place::Node("a".into()), "is alone", "connect it");
        round_trip(&FromWorker::Ready { protocol: PROTOCOL, build: BUILD.into() });
        round_trip(&FromWorker::Progress { id: 1, share: 0.5, events: 12 });
        round_trip(&FromWorker::Done { id: 1, result: Box::new(fixture::result()) });
        round_trip(&FromWorker::Refused { id: 1, diagnostics: vec![finding] });
        round_trip(&FromWorker::Failed { id: 1, message: "no".into() });
        round_trip(&FromWorker::Cancelled { id: 1 });
    }

    /// Noise of any length is refused or read, but never a panic and never a huge allocation.
    #[test]
    fn random_bytes_never_panic() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut noise = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[0]
        };
        for length in 0..400_usize {
            let mut bytes: Vec<u8> = (0..length).map(|_| noise()).collect();
            for variant in 0..7 {
                if let Some(first) = bytes.first_mut() {
                    *first = variant;
                }
                drop(decode::<ToWorker>(&bytes));
                drop(decode::<FromWorker>(&bytes));
            }
        }
    }

    #[test]
    fn a_cut_or_lengthened_message_is_refused() {
        let bytes = encode(&FromWorker::Done { id: 1, result: Box::new(fixture::result()) });
        assert!(decode::<FromWorker>(&bytes[..bytes.len() - 1]).is_err());
        assert!(decode::<FromWorker>(&[bytes, vec![0]].concat()).is_err());
    }
}
