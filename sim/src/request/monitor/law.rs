//! What is usual: the laws of features and scores that a monitor compares with.

use crate::detect::population::Mixture;
use crate::lifecycle::sight::{self, Seen};
use crate::lifecycle::version::Deployed;
use crate::model::LinkKind;
use crate::plan::{NodePlan, Plan, Role, ScorePlan, store_bit};
use crate::stats::{Normal, Stream};
use crate::world::Conditions;

/// The law of a feature or of scores.
#[derive(Debug, Clone)]
pub(super) enum Law {
    /// Normal laws with their weights, and the share of nulls beside them.
    Parts(Vec<(f64, Normal)>, f64),
    /// The scores of all rows.
    Rows(Vec<f64>),
}

impl Law {
    pub(super) fn mean(&self) -> f64 {
        match self {
            Self::Parts(parts, _) => Mixture::of(parts.clone()).mean(),
            Self::Rows(rows) => rows.iter().sum::<f64>() / rows.len().max(1) as f64,
        }
    }

    pub(super) fn sd(&self) -> f64 {
        match self {
            Self::Parts(parts, _) => Mixture::of(parts.clone()).sd(),
            Self::Rows(rows) => {
                let mean = self.mean();
                let squares: f64 = rows.iter().map(|row| (row - mean) * (row - mean)).sum();
                libm::sqrt(squares / rows.len().max(1) as f64)
            }
        }
    }

    /// So many draws; `None` is a null.
    pub(super) fn sample(&self, n: u32, stream: &mut Stream) -> Vec<Option<f64>> {
        (0..n).map(|_| self.draw(stream)).collect()
    }

    fn draw(&self, stream: &mut Stream) -> Option<f64> {
        match self {
            Self::Parts(parts, null) => {
                if *null > 0.0 && stream.uniform() < *null {
                    return None;
                }
                let mut left = stream.uniform();
                let chosen = parts.iter().find(|(weight, _)| {
                    left -= weight;
                    left < 0.0
                });
                let (_, law) = chosen.or(parts.last())?;
                Some(law.mean + law.sd * stream.normal())
            }
            Self::Rows(rows) => rows.get((stream.uniform() * rows.len() as f64) as usize).copied(),
        }
    }
}

fn of_seen(seen: &Seen, base_rate: f64) -> Law {
    let part = |class: usize, weight: f64| {
        (weight, Normal { mean: seen.mean[class], sd: seen.sd[class].max(1e-9) })
    };
    Law::Parts(vec![part(0, 1.0 - base_rate), part(1, base_rate)], seen.null)
}

/// A feature in the training data: in its own unit and with the separation that it had there.
fn trained(plan: &Plan, at: usize) -> Seen {
    let feature = &plan.world.features[at];
    Seen {
        mean: [0.0, feature.trained_separation],
        sd: [feature.noise, feature.noise_positive],
        // What comes too late was there when the model was trained.
        null: if feature.missing < 1.0 { feature.missing } else { 0.0 },
    }
}

/// The law of a feature in the training data, with the nulls that are usual when it is served.
pub(super) fn of_training(plan: &Plan, at: usize) -> Law {
    let mut seen = trained(plan, at);
    seen.null = 1.0 - (1.0 - seen.null) * (1.0 - unserved(plan, at));
    of_seen(&seen, plan.world.base_rate)
}

/// The law of a feature as it is served when all is well.
pub(super) fn of_serving(plan: &Plan, at: usize) -> Law {
    let healthy = Conditions::new(&plan.world);
    let seen = sight::features(&healthy, &plan.world, 0.0, |_, _| Some(1.0), |_| 0.0);
    of_seen(&seen[at], plan.world.base_rate)
}

/// Share of the requests to which no store brings a feature when all is well.
fn unserved(plan: &Plan, at: usize) -> f64 {
    let feature = &plan.world.features[at];
    let brings = |at: usize| plan.reached[at] && feature.stores & store_bit(&plan.nodes, at) != 0;
    let misses = |(at, node): (usize, &NodePlan)| match node.role {
        Role::Store { miss_rate, .. } if brings(at) => miss_rate,
        _ => 1.0,
    };
    if feature.stores == 0 { 0.0 } else { plan.nodes.iter().enumerate().map(misses).product() }
}

/// The law of a model's scores on its training data.
pub(super) fn of_scores(plan: &Plan, scorer: u32) -> Law {
    let world = &plan.world;
    if let ScorePlan::Rows { segments, .. } = &world.scores {
        let first = segments.first().map(|(_, scores)| &scores[..]).unwrap_or_default();
        return Law::Rows(first.iter().map(|&score| f64::from(score)).collect());
    }
    let node = &plan.nodes[scorer as usize];
    let kept = match node.role {
        Role::Scorer { separation_kept, .. } | Role::Table { separation_kept, .. } => {
            separation_kept
        }
        _ => 1.0,
    };
    let seen: Vec<_> = (0..world.features.len())
        .map(|at| Seen { null: world.features[at].missing, ..trained(plan, at) })
        .collect();
    let by = Deployed { kept, score_shift: 0.0, calibration: node.calibration };
    let parts = sight::scores(world, &seen, &by).into_iter().flat_map(|bell| {
        [(0, 1.0 - world.base_rate), (1, world.base_rate)].map(|(class, share)| {
            let law = Normal { mean: bell.mean[class], sd: bell.sd[class].max(1e-9) };
            (share * bell.weight, law)
        })
    });
    Law::Parts(parts.collect(), 0.0)
}

/// The models that a monitor watches: those with a link to it, or else all that are no fallback.
pub(super) fn scorers(plan: &Plan, monitor: u32) -> Vec<u32> {
    let scores =
        |at: u32| matches!(plan.nodes[at as usize].role, Role::Scorer { .. } | Role::Table { .. });
    let is_watched = |at: u32| {
        plan.links
            .iter()
            .any(|link| link.kind == LinkKind::Control && link.from == at && link.to == monitor)
    };
    let is_fallback =
        |at: u32| matches!(plan.nodes[at as usize].role, Role::Scorer { is_fallback: true, .. });
    let all: Vec<_> = (0..plan.nodes.len() as u32).filter(|&at| scores(at)).collect();
    let linked: Vec<_> = all.iter().copied().filter(|&at| is_watched(at)).collect();
    if linked.is_empty() {
        all.into_iter().filter(|&at| !is_fallback(at)).collect()
    } else {
        linked
    }
}
