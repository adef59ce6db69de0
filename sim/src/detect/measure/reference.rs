//! What a window is compared with.

use serde::{Deserialize, Serialize};

use super::psi;
use crate::stats::Normal;

/// Bins between the quantiles of a reference, and what the reference has in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    edges: Vec<f64>,
    shares: Vec<f64>,
    size: f64,
    mean: f64,
    sd: f64,
}

impl Reference {
    /// Bins between the quantiles of a sample (linear between neighbours, as in NumPy), 10 for
    /// deciles. Equal quantiles fall together, so tied values make fewer bins. Without values there
    /// is one bin.
    #[must_use]
    pub fn of_sample(values: &[f64], bins: u32) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        let quantile = |share: f64| {
            let place = share * last as f64;
            let below = place as usize;
            let above = (below + 1).min(last);
            sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
        };
        let inner = if sorted.is_empty() { 1 } else { bins.max(1) };
        let mut edges: Vec<f64> =
            (1..inner).map(|at| quantile(f64::from(at) / f64::from(inner))).collect();
        edges.dedup();
        let size = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / size.max(1.0);
        let squares: f64 = sorted.iter().map(|value| (value - mean) * (value - mean)).sum();
        let mut reference =
            Self { edges, shares: Vec::new(), size, mean, sd: (squares / size.max(1.0)).sqrt() };
        reference.shares = super::shares(&reference.counts(values));
        reference
    }

    /// Bins of equal share under a normal law.
    #[must_use]
    pub fn of_normal(law: Normal, bins: u32) -> Self {
        let bins = bins.max(1);
        let share = 1.0 / f64::from(bins);
        Self {
            edges: (1..bins).map(|at| law.quantile(f64::from(at) / f64::from(bins))).collect(),
            shares: vec![share; bins as usize],
            size: f64::INFINITY,
            mean: law.mean,
            sd: law.sd,
        }
    }

    /// Bounds between neighbouring bins, ascending: one fewer than bins.
    #[must_use]
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Shares of the reference in its bins.
    #[must_use]
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// Values of the reference; infinite for a law.
    #[must_use]
    pub fn size(&self) -> f64 {
        self.size
    }

    /// Mean of the reference.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Standard deviation of the reference (divided by n), by which Evidently norms the Wasserstein
    /// distance.
    #[must_use]
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// The bin of a value: bins hold their lower bound.
    #[must_use]
    pub fn bin(&self, value: f64) -> usize {
        self.edges.partition_point(|&edge| edge <= value)
    }

    /// How many of these values fall into each bin.
    #[must_use]
    pub fn counts(&self, values: &[f64]) -> Vec<u64> {
        let mut counts = vec![0; self.edges.len() + 1];
        for &value in values {
            counts[self.bin(value)] += 1;
        }
        counts
    }

    /// Population stability index of a window's counts in these bins.
    #[must_use]
    pub fn psi(&self, counts: &[u64]) -> f64 {
        psi(&self.shares, &super::shares(counts))
    }
}
