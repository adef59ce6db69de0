//! How far a window's values are from the reference.

use super::law::Law;
use crate::detect::measure::{
    Reference, chi_square, jensen_shannon_distance, ks_of_shares, psi, shares,
    wasserstein_of_shares,
};
use crate::plan::{Measure, MonitorPlan};
use crate::stats::Stream;

/// Most values of a reference; more would not make it any surer beside a window.
const MOST_VALUES: u32 = 100_000;

/// A window's values in the bins of a reference sample, nulls in the last bin.
#[derive(Debug)]
pub(super) struct Drift {
    measure: Measure,
    reference: Reference,
    usual: Vec<u64>,
    /// Mean value of each bin, in standard deviations of the reference.
    places: Vec<f64>,
    seen: Vec<u64>,
}

impl Drift {
    pub(super) fn new(plan: &MonitorPlan, law: &Law, stream: &mut Stream) -> Self {
        let bins = plan.distance_bins();
        let sample = law.sample(plan.reference_n.min(MOST_VALUES), stream);
        let values: Vec<f64> = sample.iter().copied().flatten().collect();
        let reference = Reference::of_sample(&values, bins);
        let mut usual = reference.counts(&values);
        let mut sums = vec![0.0; usual.len()];
        for &value in &values {
            sums[reference.bin(value)] += value;
        }
        let sd = reference.sd().max(1e-12);
        let places = sums.iter().zip(&usual).map(|(sum, &n)| sum / n.max(1) as f64 / sd).collect();
        usual.push((sample.len() - values.len()) as u64);
        let seen = vec![0; usual.len()];
        Self { measure: plan.measure, reference, usual, places, seen }
    }

    pub(super) fn add(&mut self, value: Option<f64>) {
        let bin = value.map_or(self.seen.len() - 1, |value| self.reference.bin(value));
        self.seen[bin] += 1;
    }

    /// Distance of the window's values, of which there are at least so many; the next window
    /// begins.
    pub(super) fn look(&mut self, fewest: u64) -> Option<f64> {
        let seen = std::mem::take(&mut self.seen);
        self.seen = vec![0; seen.len()];
        (seen.iter().sum::<u64>() >= fewest).then(|| self.distance(&seen))
    }

    fn distance(&self, seen: &[u64]) -> f64 {
        let bins = seen.len() - 1;
        // Without nulls on either side there is no bin for them.
        let used = if self.usual[bins] > 0 || seen[bins] > 0 { bins + 1 } else { bins };
        let both = |count: usize| (shares(&self.usual[..count]), shares(&seen[..count]));
        let (usual, now) = both(used);
        match self.measure {
            Measure::Psi => psi(&usual, &now),
            Measure::Ks => ks_of_shares(&usual, &now),
            Measure::JensenShannon => jensen_shannon_distance(&usual, &now),
            Measure::Wasserstein => {
                let (usual, now) = both(bins);
                wasserstein_of_shares(&usual, &now, &self.places)
            }
            // Larger is worse, as with the other measures.
            Measure::ChiSquare => 1.0 - chi_square(&self.usual[..used], &seen[..used]).p,
        }
    }
}
