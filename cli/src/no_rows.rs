//! A build without the ONNX models: worlds of real rows are refused.

use windtunnel_design::Document;
use windtunnel_design::sim::model::ScoreSource;
use windtunnel_design::sim::world::ScoredRows;

use crate::load::Refused;

/// The scored rows that the document's world asks for, if it asks for any.
pub fn for_document(document: &Document) -> Result<Option<ScoredRows>, Refused> {
    match &document.world.scores {
        ScoreSource::Gaussian => Ok(None),
        ScoreSource::Rows { dataset } => Err(Refused::new(format!(
            "The scores come from the rows of {dataset}; build with the feature rows to use them."
        ))),
    }
}
