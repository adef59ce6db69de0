//! What a feature is worth, and what another model would be: which of the two to work on.

use serde::{Deserialize, Serialize};

use super::law::Law;
use super::learning;
use super::system::System;
use crate::lifecycle::health::State;
use crate::lifecycle::sight;
use crate::lifecycle::version::Deployed;
use crate::model::Model;
use crate::model::catalogue::MODEL_FAMILIES;
use crate::stats::binormal::learned_separation;

/// What is lost without something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ablation {
    /// Id of a feature, or of a node that serves several.
    pub without: String,
    /// The features that are gone.
    pub features: Vec<String>,
    /// AUC where they turn null at serving: the score is not scaled up again.
    pub auc: Option<f64>,
    /// Cost then, thresholds as drawn, in USD per 1,000 decisions; of answers, where the task is not
    /// to decide, and the next field is empty.
    pub null_usd_per_1k: Option<f64>,
    /// Cost then with the best thresholds for it.
    pub retuned_usd_per_1k: Option<f64>,
    /// Cost of a model that was trained without them, with the best thresholds for it.
    pub retrained_usd_per_1k: Option<f64>,
}

/// The design with a model of another family.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Upgrade {
    /// Its name.
    pub family: String,
    /// Share of the features' separation that it keeps with any number of labels (an assumption).
    pub separation_kept: f64,
    /// AUC with any number of labels.
    pub auc: Option<f64>,
    /// AUC with the labels of a training window (of 90 days where the design does not train).
    pub learned_auc: Option<f64>,
    /// Cost with any number of labels, at the design's probabilities, in USD per 1,000 decisions.
    pub usd_per_1k: Option<f64>,
    /// The same with the labels of a training window.
    pub learned_usd_per_1k: Option<f64>,
    /// Its machines, as many as the design has for its model, in USD per 1,000 decisions.
    pub machines_usd_per_1k: Option<f64>,
    /// Median time in ms.
    pub p50_ms: f64,
    /// 99th percentile in ms.
    pub p99_ms: f64,
    /// Size in MB.
    pub size_mb: f64,
    /// Parameters in the sense of the learning curve.
    pub parameters: u32,
    /// Does its 99th percentile fit into the timeouts to the model and the deadline of a decision?
    pub fits_time: bool,
}

/// Each feature alone, then each node that serves more than one.
pub(super) fn ablation(model: &Model, system: &System<'_>) -> Vec<Ablation> {
    let features = &model.world.features;
    let mut groups: Vec<(String, Vec<usize>)> =
        features.iter().enumerate().map(|(at, feature)| (feature.id.clone(), vec![at])).collect();
    let mut sources: Vec<&str> = features.iter().map(|feature| &*feature.served_by).collect();
    sources.sort_unstable();
    sources.dedup();
    for source in sources.into_iter().filter(|source| !source.is_empty()) {
        let of = |at: &usize| features[*at].served_by == source;
        let members: Vec<_> = (0..features.len()).filter(of).collect();
        if members.len() > 1 {
            groups.push((source.to_owned(), members));
        }
    }
    groups
        .into_iter()
        .map(|(without, gone)| {
            let features = gone.iter().map(|&at| features[at].id.clone()).collect();
            Ablation { without, features, ..without_features(system, &gone) }
        })
        .collect()
}

fn without_features(system: &System<'_>, gone: &[usize]) -> Ablation {
    let state = State::new(system.plan);
    let mut seen = system.seen(&state, 0.0);
    gone.iter().for_each(|&at| seen[at].null = 1.0);
    let by = system.deployed(&state);
    let base_rate = system.world().base_rate;
    let null = Law::new(base_rate, system.bells(&seen, &by));
    let thresholds = system.thresholds(system.world().separation);
    // The best weights of those that are left, in training.
    let mut world = system.world().clone();
    gone.iter().for_each(|&at| world.features[at].weight = 0.0);
    let square = |weight: f64, noise: f64| weight * weight * noise * noise;
    let scale = libm::sqrt(world.features.iter().map(|f| square(f.weight, f.noise)).sum::<f64>());
    let retrained = (scale > 0.0).then(|| {
        world.features.iter_mut().for_each(|feature| feature.weight /= scale);
        Law::new(base_rate, sight::scores(&world, &seen, &by))
    });
    let best = |law: &Law| {
        // The task is paid by what the score keeps, whatever the thresholds.
        system.best_usd_per_1k(law).or_else(|| system.usd_per_1k(law, None))
    };
    Ablation {
        auc: null.as_ref().map(Law::auc),
        null_usd_per_1k: null.as_ref().and_then(|law| system.usd_per_1k(law, thresholds)),
        retuned_usd_per_1k: null.as_ref().and_then(|law| system.best_usd_per_1k(law)),
        retrained_usd_per_1k: retrained.flatten().as_ref().and_then(best),
        ..Ablation::default()
    }
}

/// The design with each family of models.
pub(super) fn upgrades(system: &System<'_>) -> Vec<Upgrade> {
    let Some(scorer) = system.scorer else { return Vec::new() };
    let plan = system.plan;
    let state = State::new(plan);
    let seen = system.seen(&state, 0.0);
    let now = system.deployed(&state);
    let own = system.kept();
    let (positives, negatives) = learning::labels_of_a_window(system);
    let limit_ms = time_limit_ms(system, scorer);
    let replicas = plan.nodes[scorer].station.as_ref().map_or(1.0, |s| f64::from(s.replicas));
    let per_h = system.requests_per_day() / 24.0;
    let of = |family: &crate::model::catalogue::ModelFamily| {
        let law = |kept: f64| {
            // What retrieval loses stays lost.
            let others = if own == 0.0 { 1.0 } else { now.kept / own };
            let by = Deployed { kept: kept * others, calibration: (1.0, 0.0), ..now };
            Law::new(system.world().base_rate, system.bells(&seen, &by))
        };
        let usd = |law: &Law| {
            let thresholds =
                system.policy.map(|(_, (low, high))| (law.score_of(low), law.score_of(high)));
            system.usd_per_1k(law, thresholds)
        };
        let d = family.separation_kept * system.world().separation;
        let learned = if d > 0.0 && positives > 0.0 && negatives > 0.0 {
            let parameters = if family.parameters == 0 {
                system.world().features.len() as f64
            } else {
                f64::from(family.parameters)
            };
            family.separation_kept * learned_separation(d, parameters, positives, negatives) / d
        } else {
            0.0
        };
        let (full, learned) = (law(family.separation_kept), law(learned));
        Upgrade {
            family: family.name.to_owned(),
            separation_kept: family.separation_kept,
            auc: full.as_ref().map(Law::auc),
            learned_auc: learned.as_ref().map(Law::auc),
            usd_per_1k: full.as_ref().and_then(usd),
            learned_usd_per_1k: learned.as_ref().and_then(usd),
            machines_usd_per_1k: (per_h > 0.0)
                .then(|| 1000.0 * replicas * family.usd_per_hour / per_h),
            p50_ms: family.p50_ms,
            p99_ms: family.p99_ms,
            size_mb: family.size_mb,
            parameters: family.parameters,
            fits_time: family.p99_ms <= limit_ms,
        }
    };
    MODEL_FAMILIES.iter().map(of).collect()
}

/// The shortest timeout of a call to this node, and the deadline of a decision.
fn time_limit_ms(system: &System<'_>, scorer: usize) -> f64 {
    let into = system.plan.links.iter().filter(|link| link.to as usize == scorer);
    let timeouts = into.filter(|link| link.timeout > 0).map(|link| link.timeout);
    let deadlines = system.plan.answering_nodes().filter_map(|node| match node.role {
        crate::plan::Role::Sink { deadline, .. } if deadline > 0 => Some(deadline),
        _ => None,
    });
    timeouts.chain(deadlines).min().map_or(f64::INFINITY, |limit| limit as f64 / 1e6)
}
