//! Ranked lists in closed form: what a ranker's quality is worth in clicks (domain reference 3.7).

use serde::{Deserialize, Serialize};

use crate::stats::{Normal, gauss_legendre, normal_cdf, on_interval};

/// Chance that position 1 is looked at (click curves of search results).
const FIRST_POSITION: f64 = 0.276;
/// By which power the attention falls with the position.
const DECAY: f64 = 1.05;

/// A list that is shown in the order of a noisy score.
///
/// Relevance r ~ N(0, 1), score = quality r + sqrt(1 - quality^2) noise. An item is clicked with the
/// attention of its position, `0.276 k^-1.05`, times `logistic(1.5 (r - 1))`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// Candidates that are ranked: 100.
    pub candidates: u32,
    /// Positions that are shown: 10.
    pub shown: u32,
    /// Correlation of score and relevance, 0 to 1.
    pub quality: f64,
    /// Share of the places that retrieval fills with the candidate it should; the others hold one at
    /// random.
    pub recall: f64,
}

impl Ranking {
    /// A hundred candidates, ten shown, nothing lost in retrieval.
    #[must_use]
    pub fn new(quality: f64) -> Self {
        Self { candidates: 100, shown: 10, quality, recall: 1.0 }
    }

    /// Expected clicks in a session, by quadrature over the order statistics of the scores, to about
    /// 1e-9.
    #[must_use]
    pub fn clicks(&self) -> f64 {
        let ranked = self.clicks_at(self.quality);
        if self.recall >= 1.0 {
            return ranked;
        }
        self.recall * ranked + (1.0 - self.recall) * self.clicks_at(0.0)
    }

    fn clicks_at(&self, quality: f64) -> f64 {
        let rule = gauss_legendre(96);
        let noise = (1.0 - quality * quality).max(0.0).sqrt();
        let over_normal = |of: &dyn Fn(f64) -> f64| {
            on_interval(&rule, -9.0, 9.0)
                .map(|(z, weight)| weight * Normal::STANDARD.density(z) * of(z))
                .sum::<f64>()
        };
        let appeal = |relevance: f64| 1.0 / (1.0 + libm::exp(-1.5 * (relevance - 1.0)));
        over_normal(&|score| {
            let attention = self.attention_of(score);
            attention * over_normal(&|z| appeal(quality * score + noise * z))
        })
    }

    /// Attention that a candidate of this score expects, summed over all candidates: it is at
    /// position k if k - 1 of the others score higher.
    fn attention_of(&self, score: f64) -> f64 {
        let others = f64::from(self.candidates.max(1) - 1);
        let (above, below) = (normal_cdf(-score), normal_cdf(score));
        let power = |chance: f64, count: f64| {
            if count > 0.0 { count * libm::log(chance) } else { 0.0 }
        };
        let mut ways = 0.0;
        let mut sum = 0.0;
        for position in 1..=self.shown.min(self.candidates) {
            let higher = f64::from(position - 1);
            if higher > 0.0 {
                ways += libm::log((others - higher + 1.0) / higher);
            }
            let chance = libm::exp(ways + power(above, higher) + power(below, others - higher));
            sum += chance * FIRST_POSITION * libm::pow(f64::from(position), -DECAY);
        }
        f64::from(self.candidates) * sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Purpose, Stream};

    /// The reference's numbers come from a short simulation, whose noise is 0.005.
    #[test]
    fn golden_clicks() {
        let golden =
            [(0.0, 0.197), (0.3, 0.307), (0.5, 0.396), (0.6, 0.441), (0.7, 0.484), (0.8, 0.529)];
        for (quality, want) in golden {
            let got = Ranking::new(quality).clicks();
            assert!((got - want).abs() < 0.005, "{quality}: {got}");
        }
    }

    #[test]
    fn simulated_lists_have_as_many_clicks() {
        let mut draws = Stream::new(1, 0, "lists", Purpose::World);
        for (candidates, quality) in [(100_u32, 0.6_f64), (12, 1.0), (3, 0.2)] {
            let ranking = Ranking { candidates, ..Ranking::new(quality) };
            let (mut sum, mut squares) = (0.0, 0.0);
            let lists = 4000;
            for _ in 0..lists {
                let noise = (1.0 - quality * quality).sqrt();
                let mut items: Vec<(f64, f64)> = (0..candidates)
                    .map(|_| {
                        let relevance = draws.normal();
                        (quality * relevance + noise * draws.normal(), relevance)
                    })
                    .collect();
                items.sort_by(|a, b| b.0.total_cmp(&a.0));
                let clicks: f64 = (1..)
                    .zip(&items)
                    .take(10)
                    .map(|(position, item)| {
                        let appeal = 1.0 / (1.0 + libm::exp(-1.5 * (item.1 - 1.0)));
                        0.276 * libm::pow(f64::from(position), -1.05) * appeal
                    })
                    .sum();
                sum += clicks;
                squares += clicks * clicks;
            }
            let count = f64::from(lists);
            let mean = sum / count;
            let error = ((squares / count - mean * mean) / count).sqrt();
            let got = ranking.clicks();
            assert!((got - mean).abs() < 4.0 * error, "{candidates} {quality}: {got} {mean}");
        }
    }

    #[test]
    fn lost_candidates_are_replaced_at_random() {
        let broken = Ranking { recall: 0.1, ..Ranking::new(0.6) }.clicks();
        let (good, random) = (Ranking::new(0.6).clicks(), Ranking::new(0.0).clicks());
        assert!((broken - 0.1 * good - 0.9 * random).abs() < 1e-12);
    }
}
