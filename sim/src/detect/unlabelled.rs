//! Quality without labels: what calibrated probabilities alone say (CBPE).
//!
//! A decision with probability p is right or wrong with chance p, so the confusion matrix has an
//! expectation before any label has come (confidence-based performance estimation, NannyML;
//! Lakkaraju et al. 2015 for the idea). It follows a shift of the inputs. It cannot see concept
//! drift: the probabilities are then wrong, and the estimate with them.

use serde::{Deserialize, Serialize};

use crate::stats::binormal::{ErrorCosts, Rates};

/// Cells of the log odds for the area under the curve, from -REACH to REACH.
const CELLS: usize = 1000;
const REACH: f64 = 16.0;

/// Expected counts of a confusion matrix, from probabilities and decisions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unlabelled {
    true_positives: f64,
    false_positives: f64,
    false_negatives: f64,
    true_negatives: f64,
    /// Expected positives and negatives by log odds, so that small base rates are resolved.
    cells: Vec<(f64, f64)>,
}

impl Default for Unlabelled {
    fn default() -> Self {
        Self {
            true_positives: 0.0,
            false_positives: 0.0,
            false_negatives: 0.0,
            true_negatives: 0.0,
            cells: vec![(0.0, 0.0); CELLS],
        }
    }
}

impl Unlabelled {
    /// Takes a decision: its calibrated probability of being positive, and whether it was flagged.
    pub fn add(&mut self, probability: f64, is_flagged: bool) {
        let p = probability.clamp(0.0, 1.0);
        if is_flagged {
            self.true_positives += p;
            self.false_positives += 1.0 - p;
        } else {
            self.false_negatives += p;
            self.true_negatives += 1.0 - p;
        }
        let odds = libm::log(p) - libm::log1p(-p);
        let place = (odds + REACH) / (2.0 * REACH) * CELLS as f64;
        // A cast takes what lies below the first cell to 0.
        let cell = &mut self.cells[(place as usize).min(CELLS - 1)];
        cell.0 += p;
        cell.1 += 1.0 - p;
    }

    /// Decisions so far.
    #[must_use]
    pub fn count(&self) -> f64 {
        self.positives() + self.negatives()
    }

    fn positives(&self) -> f64 {
        self.true_positives + self.false_negatives
    }

    fn negatives(&self) -> f64 {
        self.false_positives + self.true_negatives
    }

    /// Expected rates; none without expected positives and negatives.
    #[must_use]
    pub fn rates(&self) -> Option<Rates> {
        let (positives, negatives) = (self.positives(), self.negatives());
        (positives > 0.0 && negatives > 0.0).then(|| {
            let base_rate = positives / (positives + negatives);
            Rates::of(self.true_positives / positives, self.false_positives / negatives, base_rate)
        })
    }

    /// Expected cost per decision; none without decisions.
    #[must_use]
    pub fn cost(&self, costs: ErrorCosts) -> Option<f64> {
        let sum = self.false_positives * costs.false_positive
            + self.false_negatives * costs.false_negative;
        (self.count() > 0.0).then(|| sum / self.count())
    }

    /// Expected area under the ROC curve when decisions are ranked by their probability, which is
    /// kept in cells of 0.032 of the log odds: within 0.001 unless nearly all share a few cells.
    /// None without expected positives and negatives.
    #[must_use]
    pub fn auc(&self) -> Option<f64> {
        let pairs = self.positives() * self.negatives();
        let mut below = 0.0;
        let mut sum = 0.0;
        for &(positives, negatives) in &self.cells {
            sum += positives * (below + 0.5 * negatives);
            below += negatives;
        }
        (pairs > 0.0).then(|| sum / pairs)
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}
