//! A data set with its model and its card, as they come with the page.

use windtunnel_infer as infer;
use windtunnel_infer::{Delta, InferError, Model, Sample};

use crate::lab::protocol::{Card, Dataset, Feature, Pictures, Shift, ShiftEffect};

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../../public/models/", $name))
    };
}

/// All there is of one data set.
pub(super) struct Shelf {
    dataset: Dataset,
    pub(super) card: infer::Card,
    pub(super) sample: Sample,
    pub(super) model: Model,
}

impl Shelf {
    /// Reads the files of a data set.
    pub(super) fn open(dataset: Dataset) -> Result<Self, InferError> {
        let (card, sample, model): (&[u8], &[u8], &[u8]) = match dataset {
            Dataset::Credit => {
                (file!("credit.card.json"), file!("credit.sample.json"), file!("credit.onnx"))
            }
            Dataset::Digits => {
                (file!("digits.card.json"), file!("digits.sample.json"), file!("digits.onnx"))
            }
        };
        let sample = Sample::parse(sample)?;
        let model = Model::load(model, sample.columns.len())?;
        Ok(Self { dataset, card: infer::Card::parse(card)?, sample, model })
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.sample.len()
    }

    /// The class a single score is the probability of.
    pub(super) fn positive(&self) -> Option<u32> {
        self.card.positive_class.as_ref().map(|class| class.label)
    }

    /// The rows after these changes.
    pub(super) fn rows(&self, shifts: &[Shift]) -> Result<Vec<f32>, InferError> {
        let shifts: Vec<infer::Shift> = shifts.iter().map(|shift| self.in_units(shift)).collect();
        self.sample.shifted(&self.card, &shifts)
    }

    fn in_units(&self, shift: &Shift) -> infer::Shift {
        let std = self.card.feature(&shift.feature).and_then(|feature| feature.std);
        let delta = match shift.effect {
            ShiftEffect::Null => Delta::Null,
            // What has no spread is a choice, and refuses to be moved.
            ShiftEffect::Shift(by) => Delta::Add((by * std.unwrap_or(1.0)) as f32),
        };
        infer::Shift { feature: shift.feature.clone(), delta }
    }

    /// A person's own model for these rows: read, measured, and tried on a batch of them.
    pub(super) fn open_own(&self, bytes: &[u8]) -> Result<Model, String> {
        let say = |error: InferError| super::sentence(&error);
        let model = Model::load(bytes, self.sample.columns.len()).map_err(say)?;
        let classes = self.card.classes.len();
        let outputs = model.outputs();
        let fits = outputs == classes || (outputs == 1 && self.positive().is_some());
        if !fits {
            let expected = match self.positive() {
                Some(_) => format!("1 or {classes}"),
                None => classes.to_string(),
            };
            return Err(format!(
                "output: expected {expected} numbers for each row, got {outputs}."
            ));
        }
        model.score_chunk(&self.sample.rows, &mut Vec::new()).map_err(say)?;
        Ok(model)
    }

    /// What the page tells of it.
    pub(super) fn card(&self) -> Card {
        let card = &self.card;
        let feature = |feature: &infer::Feature| Feature {
            name: feature.name.clone(),
            label: feature.label.clone(),
            unit: feature.unit.clone(),
            std: feature.std,
        };
        Card {
            title: card.title.clone(),
            what: card.what.clone(),
            classes: card.classes.clone(),
            positive: self.positive(),
            features: card.features.iter().map(feature).collect(),
            rows_train: card.rows.train,
            rows_held_out: self.len() as u32,
            expected_auc: card.metrics.auc,
            expected_accuracy: card.metrics.accuracy,
            auc_logistic: card.metrics.auc_logistic,
            model_bytes: card.onnx.bytes,
            facts: facts(card),
            caution: card.caution.clone(),
            pictures: (self.dataset == Dataset::Digits).then(|| self.pictures()),
        }
    }

    fn pictures(&self) -> Pictures {
        let shades: Vec<u8> = self.sample.rows.iter().map(|shade| *shade as u8).collect();
        Pictures {
            side: self.sample.columns.len().isqrt() as u32,
            darkest: shades.iter().copied().max().unwrap_or(1).max(1),
            shades,
        }
    }
}

fn facts(card: &infer::Card) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Model", card.model.kind.clone()),
        ("Chosen", card.model.chosen_by.clone()),
        ("Missing values", card.model.missing.clone()),
        ("Split", card.split.clone()),
        ("Data", format!("{} ({})", card.source.dataset, card.source.package)),
        ("From", card.source.citation.clone()),
        ("Licence", card.source.licence.clone()),
        ("On the licence", card.licence_note.clone()),
        ("Operators", format!("{}; opset {}", card.onnx.operators.join(", "), card.onnx.opset)),
        ("SHA-256", card.onnx.sha256.clone()),
    ];
    if let Some(positive) = &card.positive_class {
        facts.insert(0, ("Positive", positive.meaning.clone()));
    }
    facts.extend(card.notes.iter().map(|note| ("Note", note.clone())));
    facts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}
