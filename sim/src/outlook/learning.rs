//! What labels are enough for, and how far back to learn from while the truth moves on.

use serde::{Deserialize, Serialize};

use super::system::System;
use crate::plan::{LabelLaw, LabelsPlan, Role, Training, TrainingPlan};
use crate::stats::binormal::learned_separation;
use crate::world::closed_form::binormal_auc;

/// Longest window that is considered, in days.
const LONGEST_DAYS: f64 = 3650.0;

/// Window of a design that does not say how it trains.
const USUAL_WINDOW_DAYS: f64 = 90.0;

/// Steps of the search for the best window, each 2 % longer.
const STEPS: i32 = 600;

/// Learning, by formula.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LearningOutlook {
    /// Parameters that are learnt.
    pub parameters: f64,
    /// Separation with any number of labels.
    pub separation: f64,
    /// Expected separation by number of positives, at the base rate of the design.
    pub curve: Vec<LearningPoint>,
    /// Labelled positives of a day.
    pub positives_per_day: f64,
    /// The window of the design; `None` without a training node.
    pub window: Option<WindowOutlook>,
    /// The best window.
    pub best_window: Option<WindowOutlook>,
}

/// A point of the learning curve: `d'^2 / sqrt(d'^2 + k (1/n1 + 1/n0))`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct LearningPoint {
    /// Labelled positives, n1.
    pub positives: f64,
    /// Labelled negatives, n0.
    pub negatives: f64,
    /// Expected separation.
    pub separation: f64,
    /// Its AUC.
    pub auc: f64,
}

/// What is learnt from a window: `d'(n1(W)) cos(omega (W/2 + delay + age))`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct WindowOutlook {
    /// Length W in days.
    pub days: f64,
    /// Positives in it.
    pub positives: f64,
    /// Mean age of what it teaches while it serves, in days.
    pub age_days: f64,
    /// Expected separation while it serves.
    pub separation: f64,
    /// Its AUC.
    pub auc: f64,
}

fn training(system: &System<'_>) -> Option<TrainingPlan> {
    system.plan.nodes.iter().find_map(|node| match node.role {
        Role::Training(training) => Some(training),
        _ => None,
    })
}

fn labels(system: &System<'_>) -> Option<LabelsPlan> {
    system.plan.nodes.iter().find_map(|node| match node.role {
        Role::Labels(labels) => Some(labels),
        _ => None,
    })
}

/// Labelled positives and negatives of a day.
fn per_day(system: &System<'_>) -> (f64, f64) {
    let coverage = labels(system).map_or(1.0, |labels| labels.coverage);
    let labelled = coverage * system.requests_per_day();
    let pi = system.world().base_rate;
    (labelled * pi, labelled * (1.0 - pi))
}

/// Positives and negatives of the design's training window.
pub(super) fn labels_of_a_window(system: &System<'_>) -> (f64, f64) {
    let days = training(system).map_or(USUAL_WINDOW_DAYS, |training| training.window_days);
    let (positives, negatives) = per_day(system);
    (days * positives, days * negatives)
}

pub(super) fn learning(system: &System<'_>) -> Option<LearningOutlook> {
    let world = system.world();
    let separation = world.separation;
    let pi = world.base_rate;
    if separation <= 0.0 || pi <= 0.0 || pi >= 1.0 {
        return None;
    }
    let parameters = match training(system).map_or(0, |training| training.parameters) {
        0 => world.features.len() as f64,
        given => f64::from(given),
    };
    let learned = |positives: f64, negatives: f64| {
        learned_separation(separation, parameters, positives, negatives)
    };
    let point = |positives: f64| {
        let negatives = positives * (1.0 - pi) / pi;
        let separation = learned(positives, negatives);
        LearningPoint { positives, negatives, separation, auc: binormal_auc(separation) }
    };
    let counts = [1.0, 2.0, 5.0];
    let curve = (1..=5)
        .flat_map(|power| counts.map(|count| count * libm::pow(10.0, f64::from(power))))
        .map(point)
        .collect();
    let (positives, negatives) = per_day(system);
    let (delay, age) = ages(system);
    let window = |days: f64| {
        let age_days = 0.5 * days + delay + age;
        let turned = (world.rotation_per_day * age_days).min(std::f64::consts::PI);
        let separation = if positives > 0.0 {
            learned(days * positives, days * negatives) * libm::cos(turned)
        } else {
            0.0
        };
        let auc = binormal_auc(separation);
        WindowOutlook { days, positives: days * positives, age_days, separation, auc }
    };
    let windows = (0..STEPS).map(|step| (1.0 / 24.0) * libm::pow(1.02, f64::from(step)));
    let best = windows
        .filter(|&days| days <= LONGEST_DAYS)
        .chain([LONGEST_DAYS])
        .map(window)
        .max_by(|a, b| a.separation.total_cmp(&b.separation));
    Some(LearningOutlook {
        parameters,
        separation,
        curve,
        positives_per_day: positives,
        window: training(system).map(|training| window(training.window_days)),
        best_window: best.filter(|_| positives > 0.0),
    })
}

/// Days until the labels of a decision count, and mean age of a version that serves.
fn ages(system: &System<'_>) -> (f64, f64) {
    let Some(training) = training(system) else {
        let median = labels(system).map_or(0.0, |labels| match labels.law {
            LabelLaw::Lognormal(mu, _) => libm::exp(mu),
            LabelLaw::Fixed(days) => days,
            LabelLaw::Exponential(mean) => mean * std::f64::consts::LN_2,
        });
        return (median, 0.0);
    };
    let age = match training.trigger {
        Training::Calendar(days) => 0.5 * days,
        _ => 0.0,
    };
    (training.maturity_days, age + training.duration_h / 24.0)
}
