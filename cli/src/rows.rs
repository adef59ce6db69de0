//! Scores of real rows, from the models that ship with the page.

use windtunnel_design::Document;
use windtunnel_design::rows::{self, Change, Effect};
use windtunnel_design::sim::model::ScoreSource;
use windtunnel_design::sim::world::ScoredRows;
use windtunnel_infer::{Card, Delta, Model, Sample, Shift};

use crate::load::Refused;

/// A model with its card and held-out rows.
struct Dataset {
    name: &'static str,
    model: &'static [u8],
    card: &'static [u8],
    sample: &'static [u8],
}

const DATASETS: [Dataset; 1] = [Dataset {
    name: "credit",
    model: include_bytes!("../../public/models/credit.onnx"),
    card: include_bytes!("../../public/models/credit.card.json"),
    sample: include_bytes!("../../public/models/credit.sample.json"),
}];

/// The scored rows that the document's world asks for, if it asks for any.
pub fn for_document(document: &Document) -> Result<Option<ScoredRows>, Refused> {
    let ScoreSource::Rows { dataset } = &document.world.scores else { return Ok(None) };
    let found = DATASETS.iter().find(|candidate| candidate.name == dataset);
    let found = found.ok_or_else(|| {
        let known: Vec<_> = DATASETS.iter().map(|dataset| dataset.name).collect();
        Refused::new(format!("There is no data set {dataset}; there is {}.", known.join(", ")))
    })?;
    let card = Card::parse(found.card)?;
    let sample = Sample::parse(found.sample)?;
    let model = Model::load(found.model, sample.columns.len())?;
    let positive = sample.is_class(card.positive_class.as_ref().map_or(1, |class| class.label));
    let scored = rows::score(document, positive, |changes| {
        let shifts: Vec<Shift> = changes.iter().map(|change| shift(&card, change)).collect();
        model.score(&sample.shifted(&card, &shifts)?, sample.len())
    })?;
    Ok(Some(scored))
}

fn shift(card: &Card, change: &Change) -> Shift {
    let std = card.feature(&change.feature).and_then(|feature| feature.std).unwrap_or(1.0);
    let delta = match change.effect {
        Effect::Null => Delta::Null,
        Effect::Shift(by) => Delta::Add((by * std) as f32),
    };
    Shift { feature: change.feature.clone(), delta }
}
