//! Who waits for a person where the likeliest loss goes first (domain reference 3.14): by the
//! probability that the policy reads from a score, in narrow bins.

use super::sight::{self, Bell};
use super::version::Known;
use crate::plan::WorldPlan;

/// Bins, their width in log odds, and the log odds at which they begin: from one in a million to as
/// much short of certain.
const BINS: usize = 140;
const WIDTH: f64 = 0.2;
const LOWEST: f64 = -14.0;

/// Shares or numbers of negatives and of positives, least urgent first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Waiting(Vec<[f64; 2]>);

impl Default for Waiting {
    fn default() -> Self {
        Self(vec![[0.0; 2]; BINS])
    }
}

/// The lower end of a bin, as a probability.
fn lower_end(bin: usize) -> f64 {
    1.0 / (1.0 + libm::exp(-(LOWEST + WIDTH * bin as f64)))
}

impl Waiting {
    /// Adds a share of scored requests, those with scores in a band.
    pub(super) fn add_band(
        &mut self,
        share: f64,
        bells: &[Bell],
        (low, high): (f64, f64),
        (world, version): (&WorldPlan, &Known),
    ) {
        let mut from = low;
        for bin in 0..BINS {
            let end = if bin + 1 == BINS {
                high
            } else {
                version.threshold(world, lower_end(bin + 1)).clamp(low, high)
            };
            if end > from {
                let between = sight::split(bells, (from, end));
                for (of_class, part) in self.0[bin].iter_mut().zip(&between) {
                    *of_class += share * part.reviewed;
                }
                from = end;
            }
        }
    }

    /// Adds a share without a score: as likely positive as anybody.
    pub(super) fn add_unscored(&mut self, share: f64, base_rate: f64) {
        let odds = libm::log(base_rate) - libm::log1p(-base_rate);
        let bin = ((odds - LOWEST) / WIDTH).clamp(0.0, (BINS - 1) as f64) as usize;
        self.0[bin] = self.0[bin].map(|of_class| of_class + share);
    }

    /// Adds as many items as `items`, mixed as these shares of each class are.
    pub(super) fn come(&mut self, items: f64, shares: &Self, base_rate: f64) {
        let of_classes = [1.0 - base_rate, base_rate];
        let mixed = |bin: &[f64; 2]| [bin[0] * of_classes[0], bin[1] * of_classes[1]];
        let all: f64 = shares.0.iter().flat_map(mixed).sum();
        let scale = items / all.max(f64::MIN_POSITIVE);
        for (own, bin) in self.0.iter_mut().zip(&shares.0) {
            let more = mixed(bin);
            *own = [own[0] + scale * more[0], own[1] + scale * more[1]];
        }
    }

    /// People take the most urgent until so many are left.
    pub(super) fn leave(&mut self, items: f64) {
        let mut room = items;
        for bin in &mut self.0 {
            let all = bin[0] + bin[1];
            let kept = if all > room { room / all } else { 1.0 };
            *bin = bin.map(|of_class| kept * of_class);
            room -= kept * all;
        }
    }

    pub(super) fn positives(&self) -> f64 {
        self.0.iter().map(|bin| bin[1]).sum()
    }
}
