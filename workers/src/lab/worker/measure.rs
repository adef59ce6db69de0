//! How good a set of scores is.

use windtunnel_infer::{auc, calibration, roc};

use super::shelf::Shelf;
use crate::lab::protocol::{Bin, Scored};

/// Points of the ROC curve that the page draws.
const ROC_POINTS: usize = 240;
/// Bins of the calibration.
const BINS: usize = 10;

/// Scores and truth, made comparable.
struct Cases {
    /// For the ROC: a score, and whether it should be high.
    ranked: (Vec<f32>, Vec<bool>),
    /// For the calibration: how sure, and whether rightly so.
    sure: (Vec<f32>, Vec<bool>),
    accuracy: Option<f64>,
}

/// The quality of these scores, `outputs` a row.
pub(super) fn quality(shelf: &Shelf, outputs: usize, scores: &[f32]) -> Scored {
    let cases = match shelf.positive() {
        Some(positive) => binary(shelf, positive, outputs, scores),
        None => multiclass(shelf, outputs, scores),
    };
    let (ranked, labels) = &cases.ranked;
    let probabilities = scores.iter().all(|score| (0.0..=1.0).contains(score));
    let bins = if probabilities { calibration(&cases.sure.0, &cases.sure.1, BINS) } else { vec![] };
    let curve = roc(ranked, labels, ROC_POINTS);
    let bin = |bin: &windtunnel_infer::Bin| Bin {
        mean_predicted: bin.mean_predicted,
        observed: bin.observed,
        n: bin.n,
    };
    Scored {
        outputs: outputs as u32,
        scores: scores.to_vec(),
        labels: shelf.sample.labels.clone(),
        positive: shelf.positive(),
        auc: auc(ranked, labels),
        accuracy: cases.accuracy,
        roc: curve.iter().map(|at| (at.false_positive_rate, at.true_positive_rate)).collect(),
        probabilities,
        calibration: bins.iter().map(bin).collect(),
        ..Scored::default()
    }
}

fn binary(shelf: &Shelf, positive: u32, outputs: usize, scores: &[f32]) -> Cases {
    let at = if outputs == 1 { 0 } else { positive as usize };
    let ranked: Vec<f32> = scores.iter().copied().skip(at).step_by(outputs).collect();
    let labels = shelf.sample.is_class(positive);
    Cases { ranked: (ranked.clone(), labels.clone()), sure: (ranked, labels), accuracy: None }
}

/// Every score of every class is one case of the ROC; the calibration is of the highest score.
fn multiclass(shelf: &Shelf, outputs: usize, scores: &[f32]) -> Cases {
    let mut is_class = Vec::with_capacity(scores.len());
    let (mut highest, mut right) = (Vec::new(), Vec::new());
    for (row, label) in scores.chunks_exact(outputs).zip(&shelf.sample.labels) {
        let best = row.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let (class, score) = best.unwrap_or_default();
        is_class.extend((0..outputs).map(|class| class == *label as usize));
        highest.push(score);
        right.push(class == *label as usize);
    }
    let hits = right.iter().filter(|right| **right).count();
    let accuracy = (!right.is_empty()).then(|| hits as f64 / right.len() as f64);
    Cases { ranked: (scores.to_vec(), is_class), sure: (highest, right), accuracy }
}
