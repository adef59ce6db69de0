//! Scores by class of the world, for the area under the ROC.

use crate::plan::{Effect, Plan, ScorePlan};

/// Histogram of scores by class, for the area under the ROC.
#[derive(Debug, Clone)]
pub(in crate::request) struct ScoreCounts {
    bins: ScoreBins,
    counts: [Vec<u64>; 2],
}

/// Which bin a score falls into.
#[derive(Debug, Clone, Copy)]
enum ScoreBins {
    /// Bins of the same width.
    Even { low: f64, per_unit: f64 },
    /// By the leading bits of the number: as fine in relation to its size, whatever that is.
    Leading,
}

const SCORE_BINS: usize = 4096;

/// Bins in which a number doubles, and sizes that they cover: 2^-20 to 2^30.
const LEADING_PER_OCTAVE: usize = 256;
const LEADING_OCTAVES: std::ops::Range<i32> = -20..30;
const LEADING_BINS: usize =
    (LEADING_OCTAVES.end - LEADING_OCTAVES.start) as usize * LEADING_PER_OCTAVE;

/// Scores that incidents move no further than this stay in even bins.
const MOST_MOVED: f64 = 4.0;

impl ScoreCounts {
    pub(super) fn new(plan: &Plan) -> Self {
        // Gaussian scores have spread 1 within a class, but where a feature comes in another unit;
        // far outliers share the end bins.
        let (low, high) = match plan.world.scores {
            ScorePlan::Gaussian => (-12.0, 20.0),
            ScorePlan::Rows { .. } => (0.0, 1.0),
        };
        let moved = |effect: &Effect| match *effect {
            Effect::Scale(..) => f64::INFINITY,
            Effect::Shift(feature, shift) => {
                let feature = &plan.world.features[feature as usize];
                (shift * feature.weight * feature.noise).abs()
            }
            _ => 0.0,
        };
        let moved: f64 = plan.incidents.iter().map(|incident| moved(&incident.effect)).sum();
        let (bins, count) = if moved > MOST_MOVED {
            (ScoreBins::Leading, 2 * LEADING_BINS)
        } else {
            (ScoreBins::Even { low, per_unit: SCORE_BINS as f64 / (high - low) }, SCORE_BINS)
        };
        Self { bins, counts: [vec![0; count], vec![0; count]] }
    }

    pub(super) fn record(&mut self, positive: bool, score: f64) {
        let counts = &mut self.counts[usize::from(positive)];
        let bin = match self.bins {
            ScoreBins::Even { low, per_unit } => ((score - low) * per_unit).max(0.0) as usize,
            ScoreBins::Leading => leading_bin(score),
        };
        let last = counts.len() - 1;
        counts[bin.min(last)] += 1;
    }

    pub(super) fn clear(&mut self) {
        self.counts.iter_mut().for_each(|counts| counts.fill(0));
    }

    pub(in crate::request) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            for (sum, count) in mine.iter_mut().zip(theirs) {
                *sum += count;
            }
        }
    }

    /// Share of (positive, negative) pairs in the right order, ties counting half; `None` below ten
    /// of a class.
    pub(in crate::request) fn auc(&self) -> Option<f64> {
        let [negatives, positives] = &self.counts;
        let (n, p) = (negatives.iter().sum::<u64>(), positives.iter().sum::<u64>());
        if n < 10 || p < 10 {
            return None;
        }
        let mut below = 0.0;
        let mut area = 0.0;
        for (&negative, &positive) in negatives.iter().zip(positives) {
            area += positive as f64 * (below + 0.5 * negative as f64);
            below += negative as f64;
        }
        Some(area / (n as f64 * p as f64))
    }

    /// Precision at each score, weighed by the positives that have it: from the highest score down,
    /// ties together; `None` below ten of a class.
    pub(in crate::request) fn average_precision(&self) -> Option<f64> {
        let [negatives, positives] = &self.counts;
        let (n, p) = (negatives.iter().sum::<u64>(), positives.iter().sum::<u64>());
        if n < 10 || p < 10 {
            return None;
        }
        let (mut hits, mut flagged, mut sum) = (0, 0, 0.0);
        for (&negative, &positive) in negatives.iter().zip(positives).rev() {
            hits += positive;
            flagged += positive + negative;
            if positive > 0 {
                sum += positive as f64 * hits as f64 / flagged as f64;
            }
        }
        Some(sum / p as f64)
    }
}

/// Place of a number among all, by its sign, exponent and first eight binary places.
fn leading_bin(score: f64) -> usize {
    const PLACES: u32 = 52 - LEADING_PER_OCTAVE.ilog2();
    const BIAS: i32 = 1023;
    let least = ((BIAS + LEADING_OCTAVES.start) as usize) * LEADING_PER_OCTAVE;
    let size = (score.abs().to_bits() >> PLACES) as usize;
    let size = size.saturating_sub(least).min(LEADING_BINS - 1);
    if score < 0.0 { LEADING_BINS - 1 - size } else { LEADING_BINS + size }
}
