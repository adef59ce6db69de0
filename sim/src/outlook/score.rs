//! How well the score tells the classes apart: as trained, and as it is served.

use serde::{Deserialize, Serialize};

use super::law::{Law, finite};
use super::system::System;
use crate::lifecycle::health::State;
use crate::model::{Feature, Model};
use crate::plan::{FeaturePlan, NANOS_PER_S, Role};
use crate::stats::binormal;

/// The score.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoreOutlook {
    /// On the data that the model was built with; `None` where no feature says anything.
    pub as_trained: Option<Quality>,
    /// With what is missing, scaled, leaked, late or old when it decides, while nothing is broken.
    pub as_served: Option<Quality>,
    /// What the policy's upper threshold does by itself, as served.
    pub rates: Option<Rates>,
    /// One row a feature, in the order of the design.
    pub features: Vec<FeatureOutlook>,
}

/// How far the classes are apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Distance of the classes' means in standard deviations of negatives (d').
    pub separation: f64,
    /// Area under the ROC: Phi((m1 - m0) / sqrt(s0^2 + s1^2)) of two normal classes.
    pub auc: f64,
    /// Integral of precision over recall.
    pub average_precision: f64,
    /// Largest distance of the classes' distribution functions (Kolmogorov-Smirnov).
    pub ks: f64,
}

impl Quality {
    pub(super) fn of(law: &Law) -> Self {
        Self {
            separation: law.separation(),
            auc: law.auc(),
            average_precision: law.average_precision(),
            ks: law.ks(),
        }
    }
}

/// What a threshold does, as shares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Scores from here on are flagged; `None` where all or none are.
    pub threshold: Option<f64>,
    /// Share of positives flagged.
    pub tpr: f64,
    /// Share of negatives flagged.
    pub fpr: f64,
    /// Share of the flagged that are positive; `None` where none are flagged.
    pub precision: Option<f64>,
    /// The same as `tpr`.
    pub recall: f64,
    /// Harmonic mean of precision and recall; `None` where there are no positives.
    pub f1: Option<f64>,
    /// Share decided rightly.
    pub accuracy: f64,
    /// Share of all that is flagged.
    pub flag_rate: f64,
    /// Share of all sent to people.
    pub reviewed: f64,
}

impl Rates {
    pub(super) fn of(rates: binormal::Rates, threshold: f64, reviewed: f64) -> Self {
        Self {
            threshold: finite(threshold),
            tpr: rates.recall,
            fpr: rates.false_positive_rate,
            precision: rates.precision,
            recall: rates.recall,
            f1: finite(rates.f1),
            accuracy: rates.accuracy,
            flag_rate: rates.flag_share,
            reviewed,
        }
    }
}

/// One feature on its way to the score.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FeatureOutlook {
    /// Its id.
    pub id: String,
    /// Distance of the classes' means, in its own unit.
    pub separation: f64,
    /// Standard deviation within negatives.
    pub noise: f64,
    /// The same within positives.
    pub noise_positive: f64,
    /// Weight in the score.
    pub weight: f64,
    /// Node that serves it; empty where the request carries it.
    pub served_from: String,
    /// Where training took it from; empty for the same.
    pub trained_on: String,
    /// Who answers for it; empty where nobody is named.
    pub owner: String,
    /// How long after it happened it can be read, in seconds.
    pub lag_s: f64,
    /// Mean age when it is read, in seconds.
    pub age_s: f64,
    /// Share of its separation that it keeps at that age.
    pub kept: f64,
    /// Share of requests without it.
    pub missing: f64,
    /// Can it be had when the decision is made?
    pub availability: Availability,
    /// Is it at serving what it was in training?
    pub skew: Skew,
}

/// Can a feature be had when the decision is made?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Always.
    #[default]
    Available,
    /// In a share of the requests.
    InPart,
    /// Its lag is longer than the deadline of a decision.
    TooLate,
    /// It happens after the decision: known in training only.
    AfterTheDecision,
    /// No request comes by a store that has it.
    OffThePath,
}

/// Is a feature at serving what it was in training?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skew {
    /// Yes.
    #[default]
    None,
    /// Its values have the other sign.
    WrongSign,
    /// Its values are multiplied.
    Scaled,
    /// It told more in training than it does.
    Leaked,
    /// It told something else in training.
    Differs,
    /// It comes from somewhere else than in training.
    OtherSource,
}

pub(super) fn score(model: &Model, system: &System<'_>, served: Option<&Law>) -> ScoreOutlook {
    let state = State::new(system.plan);
    let seen = system.seen(&state, 0.0);
    let row =
        |((feature, plan), seen): ((&Feature, &FeaturePlan), &crate::lifecycle::sight::Seen)| {
            let told = plan.separation * plan.scale;
            FeatureOutlook {
                id: feature.id.clone(),
                separation: plan.separation,
                noise: plan.noise,
                noise_positive: plan.noise_positive,
                weight: plan.weight,
                served_from: feature.served_by.clone(),
                trained_on: feature.trained_on.clone(),
                owner: feature.owner.clone(),
                lag_s: feature.lag_s,
                age_s: system.age_s(plan),
                kept: if told == 0.0 { 1.0 } else { (seen.mean[1] - seen.mean[0]) / told },
                missing: seen.null,
                availability: availability(system, feature, plan, seen.null),
                skew: skew(feature),
            }
        };
    let rows = model.world.features.iter().zip(&system.world().features).zip(&seen);
    let thresholds = system.thresholds(system.world().separation);
    let rates = served.zip(thresholds).map(|(law, thresholds)| {
        let split = law.split(thresholds);
        let pi = law.base_rate;
        let reviewed = (1.0 - pi) * split[0].reviewed + pi * split[1].reviewed;
        Rates::of(law.at(thresholds.1), thresholds.1, reviewed)
    });
    ScoreOutlook {
        as_trained: system.law_as_trained().filter(|_| tells(system)).as_ref().map(Quality::of),
        as_served: served.map(Quality::of),
        rates,
        features: rows.map(row).collect(),
    }
}

/// Does any feature tell the classes apart in training?
pub(super) fn tells(system: &System<'_>) -> bool {
    system.world().separation > 0.0
}

fn availability(
    system: &System<'_>,
    feature: &Feature,
    plan: &FeaturePlan,
    missing: f64,
) -> Availability {
    let deadlines = system.plan.answering_nodes().filter_map(|node| match node.role {
        Role::Sink { deadline, .. } if deadline > 0 => Some(deadline as f64 / NANOS_PER_S),
        _ => None,
    });
    if feature.happens_after_s > 0.0 {
        Availability::AfterTheDecision
    } else if feature.lag_s > deadlines.fold(f64::INFINITY, f64::min) {
        Availability::TooLate
    } else if system.is_off_path(plan) {
        Availability::OffThePath
    } else if missing > 0.0 {
        Availability::InPart
    } else {
        Availability::Available
    }
}

fn skew(feature: &Feature) -> Skew {
    let trained = feature.trained_separation.unwrap_or(feature.separation);
    if feature.serve_scale < 0.0 {
        Skew::WrongSign
    } else if feature.serve_scale != 1.0 {
        Skew::Scaled
    } else if trained.abs() > feature.separation.abs() {
        Skew::Leaked
    } else if trained != feature.separation {
        Skew::Differs
    } else if !feature.trained_on.is_empty() && feature.trained_on != feature.served_by {
        Skew::OtherSource
    } else {
        Skew::None
    }
}
