//! How well scores tell the positive rows from the others, and how true they are as probabilities.

use serde::{Deserialize, Serialize};

/// One point of the ROC curve: what happens when every score from `threshold` up is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RocPoint {
    /// The lowest score flagged.
    pub threshold: f32,
    /// Share of the negative rows flagged.
    pub false_positive_rate: f64,
    /// Share of the positive rows flagged.
    pub true_positive_rate: f64,
}

/// The rows whose score fell into one of equally wide bins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Their mean score.
    pub mean_predicted: f64,
    /// The share of them that were positive.
    pub observed: f64,
    /// How many they were.
    pub n: u32,
}

/// Pairs of score and truth, highest score first, with the rows of each kind.
struct Ranked {
    pairs: Vec<(f32, bool)>,
    positives: u64,
    negatives: u64,
}

/// Pairs the two as far as both go; none without both kinds of row, or with a NaN.
fn rank(scores: &[f32], labels: &[bool]) -> Option<Ranked> {
    let mut pairs: Vec<_> = scores.iter().copied().zip(labels.iter().copied()).collect();
    let positives = pairs.iter().filter(|(_, is)| *is).count() as u64;
    let negatives = pairs.len() as u64 - positives;
    if positives == 0 || negatives == 0 || pairs.iter().any(|(score, _)| score.is_nan()) {
        return None;
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    Some(Ranked { pairs, positives, negatives })
}

/// The chance that a positive row scores above a negative one, ties counting half (Mann-Whitney).
///
/// None when there are not rows of both kinds, or a score is NaN.
pub fn auc(scores: &[f32], labels: &[bool]) -> Option<f64> {
    let Ranked { pairs, positives, negatives } = rank(scores, labels)?;
    // Twice the pairs won, so that a tie is a whole number: the result does not depend on order.
    let (mut seen, mut won) = (0u64, 0u64);
    for tie in pairs.chunk_by(|a, b| a.0 == b.0) {
        let up = tie.iter().filter(|(_, is)| *is).count() as u64;
        let down = tie.len() as u64 - up;
        won += down * (2 * seen + up);
        seen += up;
    }
    Some(won as f64 / (2 * positives * negatives) as f64)
}

/// The ROC curve from (0, 0) to (1, 1), thinned evenly to about `max_points` points.
///
/// Empty when there are not rows of both kinds, or a score is NaN.
pub fn roc(scores: &[f32], labels: &[bool], max_points: usize) -> Vec<RocPoint> {
    let Some(Ranked { pairs, positives, negatives }) = rank(scores, labels) else {
        return Vec::new();
    };
    let point = |threshold, up: u64, down: u64| RocPoint {
        threshold,
        false_positive_rate: down as f64 / negatives as f64,
        true_positive_rate: up as f64 / positives as f64,
    };
    let mut curve = vec![point(f32::INFINITY, 0, 0)];
    let (mut up, mut down) = (0, 0);
    for tie in pairs.chunk_by(|a, b| a.0 == b.0) {
        let hits = tie.iter().filter(|(_, is)| *is).count() as u64;
        up += hits;
        down += tie.len() as u64 - hits;
        curve.push(point(tie[0].0, up, down));
    }
    let keep = max_points.max(2);
    if curve.len() <= keep {
        return curve;
    }
    let last = curve.len() - 1;
    (0..keep).map(|i| curve[i * last / (keep - 1)]).collect()
}

/// Mean score against observed share in equally wide bins of 0..=1; empty bins are left out.
pub fn calibration(scores: &[f32], labels: &[bool], bins: usize) -> Vec<Bin> {
    let mut sums = vec![(0.0f64, 0u32, 0u32); bins];
    for (&score, &is) in scores.iter().zip(labels) {
        // A NaN has no bin; a score of 1 belongs to the last.
        if score.is_nan() || bins == 0 {
            continue;
        }
        let at = ((f64::from(score) * bins as f64) as usize).min(bins - 1);
        sums[at].0 += f64::from(score);
        sums[at].1 += u32::from(is);
        sums[at].2 += 1;
    }
    let full = sums.into_iter().filter(|(_, _, n)| *n > 0);
    full.map(|(sum, hits, n)| Bin {
        mean_predicted: sum / f64::from(n),
        observed: f64::from(hits) / f64::from(n),
        n,
    })
    .collect()
}

/// The mean distance between score and observed share, weighted by the rows in each bin.
pub fn expected_calibration_error(bins: &[Bin]) -> Option<f64> {
    let all: u64 = bins.iter().map(|bin| u64::from(bin.n)).sum();
    let off = |bin: &Bin| f64::from(bin.n) * (bin.mean_predicted - bin.observed).abs();
    (all > 0).then(|| bins.iter().map(off).sum::<f64>() / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auc_counts_won_pairs_and_half_the_ties() {
        assert_eq!(auc(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]), Some(0.75));
        assert_eq!(auc(&[0.5, 0.5, 0.5], &[true, false, true]), Some(0.5));
        assert_eq!(auc(&[0.9, 0.1], &[true, false]), Some(1.0));
        assert_eq!(auc(&[0.9, 0.1], &[true, true]), None);
        assert_eq!(auc(&[f32::NAN, 0.1], &[true, false]), None);
        assert_eq!(auc(&[], &[]), None);
    }

    #[test]
    fn roc_runs_from_corner_to_corner_and_holds_the_same_area() {
        let scores: Vec<f32> = (0..200).map(|i| ((i * 37) % 83) as f32 / 83.0).collect();
        let labels: Vec<bool> = (0..200).map(|i| (i * 37) % 83 + (i * 11) % 40 > 60).collect();
        let curve = roc(&scores, &labels, 1000);
        let area: f64 = curve
            .windows(2)
            .map(|w| {
                let width = w[1].false_positive_rate - w[0].false_positive_rate;
                width * (w[1].true_positive_rate + w[0].true_positive_rate) / 2.0
            })
            .sum();
        assert!((area - auc(&scores, &labels).expect("both kinds")).abs() < 1e-12);
        let thin = roc(&scores, &labels, 9);
        assert_eq!(thin.len(), 9);
        assert_eq!(thin.first(), curve.first());
        assert_eq!(thin.last(), curve.last());
        assert_eq!(thin[8].true_positive_rate + thin[8].false_positive_rate, 2.0);
        assert!(roc(&scores, &[true; 200], 9).is_empty());
    }

    #[test]
    fn calibration_of_true_probabilities_is_nearly_perfect() {
        let scores: Vec<f32> = (0..1000).map(|i| if i < 500 { 0.25 } else { 1.0 }).collect();
        let labels: Vec<bool> = (0..1000).map(|i| i >= 500 || i % 4 == 0).collect();
        let bins = calibration(&scores, &labels, 10);
        assert_eq!(bins.iter().map(|b| b.n).collect::<Vec<_>>(), [500, 500]);
        assert_eq!(expected_calibration_error(&bins), Some(0.0));
        assert_eq!(expected_calibration_error(&calibration(&[], &[], 10)), None);
        assert!(calibration(&[0.5], &[true], 0).is_empty());
    }
}
