//! Moves a feature of the real rows, as drift, a broken unit or a dead feature store would.

use serde::{Deserialize, Serialize};

use crate::card::{Card, FeatureKind};
use crate::error::InferError;
use crate::sample::Sample;

/// What happens to a feature's values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Delta {
    /// So much is added, in the feature's unit.
    Add(f32),
    /// They are multiplied by this.
    Scale(f32),
    /// They go missing.
    Null,
}

/// A change of one feature in every row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// The feature's name in the card.
    pub feature: String,
    /// What happens to it.
    pub delta: Delta,
}

impl Sample {
    /// The rows after these changes, one after the other; missing values stay missing.
    pub fn shifted(&self, card: &Card, shifts: &[Shift]) -> Result<Vec<f32>, InferError> {
        let mut rows = self.rows.clone();
        for shift in shifts {
            let columns = self.columns_of(card, shift)?;
            for row in rows.chunks_exact_mut(self.columns.len()) {
                for &at in &columns {
                    row[at] = match shift.delta {
                        Delta::Add(by) => row[at] + by,
                        Delta::Scale(by) => row[at] * by,
                        Delta::Null => f32::NAN,
                    };
                }
            }
        }
        Ok(rows)
    }

    /// The columns a shift is about, if it can be done at all.
    fn columns_of(&self, card: &Card, shift: &Shift) -> Result<Vec<usize>, InferError> {
        let unknown = || InferError::UnknownFeature { feature: shift.feature.clone() };
        let bad = |reason| InferError::BadShift { feature: shift.feature.clone(), reason };
        let feature = card.feature(&shift.feature).ok_or_else(unknown)?;
        match shift.delta {
            Delta::Add(by) | Delta::Scale(by) => {
                if !by.is_finite() {
                    return Err(bad("the amount is not a finite number"));
                }
                if feature.kind == FeatureKind::Onehot {
                    return Err(bad("it is a choice, not a number; it can only go missing"));
                }
            }
            Delta::Null => {}
        }
        feature
            .columns
            .iter()
            .map(|name| self.columns.iter().position(|c| c == name).ok_or_else(unknown))
            .collect()
    }
}
