//! Distances of features and scores from a reference.

use super::Sights;
use crate::detect::measure::{
    chi_square, jensen_shannon_distance, ks_of_shares, psi, psi_noise_mean, psi_noise_quantile,
    wasserstein_of_shares,
};
use crate::detect::population::{Drift, Mixture, between_mixtures};
use crate::lifecycle::sight::{Bell, Seen};
use crate::plan::{Measure, MonitorPlan, Signal, WorldPlan};
use crate::stats::{Binomial, Normal, Stream};

/// Values outside of so many standard deviations were never seen before.
const RANGE: f64 = 6.0;

/// One thing watched: a feature or the scores.
#[derive(Debug)]
struct Watched {
    /// The feature; `None` for the scores.
    feature: Option<usize>,
    reference: Mixture,
    edges: Vec<f64>,
    /// Shares of the reference, nulls last.
    usual: Vec<f64>,
    /// Middles of the bins, in standard deviations of the reference.
    places: Vec<f64>,
    /// What was seen since the last look: share times time, and time.
    sum: Vec<f64>,
    time: f64,
    /// Largest distance yet, and the law that had it.
    farthest: f64,
    law: Option<Mixture>,
    /// The last law, its null share and its shares, to be made anew only when it changes.
    last: Option<(Mixture, f64, Vec<f64>)>,
}

/// Everything that a monitor compares.
#[derive(Debug)]
pub(super) struct Drifts {
    watched: Vec<Watched>,
    bins: u32,
    /// Bins of PSI, whatever is watched.
    psi_bins: u32,
    ranges: Vec<(usize, f64, f64)>,
}

/// The law of a feature over both classes.
fn of_feature(seen: &Seen, base_rate: f64) -> Mixture {
    let law = |class: usize| Normal { mean: seen.mean[class], sd: seen.sd[class].max(1e-9) };
    Mixture::of_classes(base_rate, law(0), law(1))
}

/// The law of the scores over both classes.
fn of_scores(bells: &[Bell], base_rate: f64) -> Mixture {
    let parts = bells.iter().flat_map(|bell| {
        [(0, 1.0 - base_rate), (1, base_rate)].map(|(class, share)| {
            let law = Normal { mean: bell.mean[class], sd: bell.sd[class].max(1e-9) };
            (share * bell.weight, law)
        })
    });
    Mixture::of(parts.collect())
}

impl Drifts {
    /// The reference is what training saw: features in its own unit and with its own separation.
    pub(super) fn new(
        plan: &MonitorPlan,
        world: &WorldPlan,
        seen: &[Seen],
        bells: &[Bell],
    ) -> Self {
        let bins = plan.distance_bins();
        let trained = |at: usize| {
            let feature = &world.features[at];
            Seen {
                mean: [0.0, feature.trained_separation],
                sd: [feature.noise, feature.noise_positive],
                null: if feature.missing < 1.0 { seen[at].null } else { 0.0 },
            }
        };
        let chosen = |at: &usize| plan.feature.is_none_or(|feature| feature as usize == *at);
        let features: Vec<_> = (0..world.features.len()).filter(chosen).collect();
        let mut watched = Vec::new();
        match plan.signal {
            Signal::FeatureDrift => {
                for &at in &features {
                    let law = trained(at);
                    let reference = of_feature(&law, world.base_rate);
                    watched.push(Watched::new(Some(at), reference, law.null, bins));
                }
            }
            // Where no model scores there is nothing to compare with.
            Signal::ScoreDrift if !bells.is_empty() => {
                watched.push(Watched::new(None, of_scores(bells, world.base_rate), 0.0, bins));
            }
            _ => {}
        }
        let range = |&at: &usize| {
            let law = of_feature(&trained(at), world.base_rate);
            (at, law.mean() - RANGE * law.sd(), law.mean() + RANGE * law.sd())
        };
        let ranges = features.iter().map(range).collect();
        Self { watched, bins, psi_bins: plan.bins, ranges }
    }

    /// Largest share of a feature's values that its range never had.
    pub(super) fn out_of_range(&self, seen: &[Seen], base_rate: f64) -> f64 {
        let outside = |&(at, low, high): &(usize, f64, f64)| {
            let law = of_feature(&seen[at], base_rate);
            (law.cdf(low) + law.tail(high)) * (1.0 - seen[at].null)
        };
        self.ranges.iter().map(outside).fold(0.0, f64::max)
    }

    pub(super) fn add(&mut self, sights: &Sights<'_>, seconds: f64) {
        if seconds <= 0.0 {
            return;
        }
        for watched in &mut self.watched {
            watched.add(sights, seconds);
        }
    }

    pub(super) fn clear(&mut self) {
        for watched in &mut self.watched {
            watched.sum.fill(0.0);
            watched.time = 0.0;
        }
    }

    /// The largest distance of a window of `n` values, as its sample shows it.
    pub(super) fn look(&mut self, plan: &MonitorPlan, n: f64, stream: &mut Stream) -> f64 {
        let look = |watched: &mut Watched| watched.look(plan, n, stream);
        self.watched.iter_mut().map(look).fold(0.0, f64::max)
    }

    pub(super) fn comparisons(&self) -> u32 {
        self.watched.len() as u32
    }

    /// Distances at the largest drift, without sampling; `None` between laws that hardly meet, as
    /// where a feature always has one value: some distances then have no end.
    pub(super) fn farthest(&self) -> Option<Drift> {
        let worst = self.watched.iter().max_by(|a, b| a.farthest.total_cmp(&b.farthest))?;
        let law = worst.law.as_ref().unwrap_or(&worst.reference);
        let drift = between_mixtures(&worst.reference, law, self.psi_bins);
        let all = [
            drift.psi,
            drift.jeffreys,
            drift.kl_reference_to_new,
            drift.kl_new_to_reference,
            drift.js,
            drift.ks,
            drift.wasserstein,
            drift.wasserstein_normed,
        ];
        all.iter().all(|distance| distance.is_finite()).then_some(drift)
    }

    pub(super) fn noise(&self, plan: &MonitorPlan, n: f64) -> (f64, f64) {
        let reference = f64::from(plan.reference_n);
        let n = n.max(1.0);
        (psi_noise_mean(self.bins, reference, n), psi_noise_quantile(0.95, self.bins, reference, n))
    }
}

impl Watched {
    fn new(feature: Option<usize>, reference: Mixture, null: f64, bins: u32) -> Self {
        let quantile = |at: u32| reference.quantile(f64::from(at) / f64::from(bins));
        let edges: Vec<_> = (1..bins).map(quantile).collect();
        let mut usual: Vec<_> =
            reference.shares(&edges).into_iter().map(|share| share * (1.0 - null)).collect();
        usual.push(null);
        let sd = reference.sd().max(1e-12);
        let places = (0..bins)
            .map(|at| reference.quantile((f64::from(at) + 0.5) / f64::from(bins)) / sd)
            .collect();
        let sum = vec![0.0; usual.len()];
        Self {
            feature,
            reference,
            edges,
            usual,
            places,
            sum,
            time: 0.0,
            farthest: -1.0,
            law: None,
            last: None,
        }
    }

    fn add(&mut self, sights: &Sights<'_>, seconds: f64) {
        let (law, null) = match self.feature {
            Some(at) => (of_feature(&sights.seen[at], sights.base_rate), sights.seen[at].null),
            None => (of_scores(sights.bells, sights.base_rate), 0.0),
        };
        let is_known =
            self.last.as_ref().is_some_and(|(last, before, _)| *last == law && *before == null);
        if !is_known {
            let mut shares: Vec<_> =
                law.shares(&self.edges).into_iter().map(|share| share * (1.0 - null)).collect();
            shares.push(null);
            let distance = psi(&self.usual, &shares);
            // A drift, not the reference itself to the last digit.
            if distance > self.farthest + 1e-12 {
                self.farthest = distance;
                self.law = Some(law.clone());
            }
            self.last = Some((law, null, shares));
        }
        if let Some((_, _, shares)) = &self.last {
            for (sum, share) in self.sum.iter_mut().zip(shares) {
                *sum += share * seconds;
            }
        }
        self.time += seconds;
    }

    fn look(&mut self, plan: &MonitorPlan, n: f64, stream: &mut Stream) -> f64 {
        let shares: Vec<_> = self.sum.iter().map(|sum| sum / self.time.max(1e-12)).collect();
        let seen = draw(&shares, n, stream);
        let usual = draw(&self.usual, f64::from(plan.reference_n), stream);
        let share = |counts: &[f64]| -> Vec<f64> {
            let all: f64 = counts.iter().sum::<f64>().max(1.0);
            counts.iter().map(|count| count / all).collect()
        };
        let bins = self.edges.len() + 1;
        // Without nulls on either side there is no bin for them.
        let has_null = usual[bins] > 0.0 || seen[bins] > 0.0;
        let of = |counts: &[f64]| share(if has_null { counts } else { &counts[..bins] });
        let (a, b) = (of(&usual), of(&seen));
        match plan.measure {
            Measure::Psi => psi(&a, &b),
            Measure::Ks => ks_of_shares(&a, &b),
            Measure::JensenShannon => jensen_shannon_distance(&a, &b),
            Measure::Wasserstein => {
                wasserstein_of_shares(&share(&usual[..bins]), &share(&seen[..bins]), &self.places)
            }
            Measure::ChiSquare => {
                let whole = |counts: &[f64]| -> Vec<u64> {
                    counts.iter().map(|&count| libm::round(count) as u64).collect()
                };
                // Larger is worse, as with the other measures.
                1.0 - chi_square(&whole(&usual), &whole(&seen)).p
            }
        }
    }
}

/// Largest variance of a count that is drawn exactly; beyond, a normal law is as good.
const MOST_VARIANCE: f64 = 2_500.0;

/// Counts of `n` values in bins of these shares: one bin after the other, binomial in what the bins
/// before have left.
fn draw(shares: &[f64], n: f64, stream: &mut Stream) -> Vec<f64> {
    let mut left_share = 1.0;
    let mut left = libm::round(n);
    shares
        .iter()
        .map(|&share| {
            let p = if left_share > 0.0 { (share / left_share).clamp(0.0, 1.0) } else { 0.0 };
            left_share -= share;
            let (mean, variance) = (left * p, left * p * (1.0 - p));
            let count = if p >= 1.0 {
                left
            } else if variance < MOST_VARIANCE {
                Binomial::new(left as u64, p).draw(stream) as f64
            } else {
                libm::round(mean + libm::sqrt(variance) * stream.normal()).clamp(0.0, left)
            };
            left -= count;
            count
        })
        .collect()
}
