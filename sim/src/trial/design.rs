//! An experiment before it begins: how many units, how long, what it can see, what looking early
//! does to it.

use serde::{Deserialize, Serialize};

use super::calendar::{RampStep, days, design_effect};
use super::looks::{Boundary, Looks};
use super::reading::false_positive_risk;
use super::size::{SizeRule, TwoMeans, TwoProportions, detectable_lift};
use crate::plan::TrialPlan;

/// Most looks whose boundaries are worked out.
pub(super) const MOST_BOUNDED: u32 = 30;

/// Most looks whose false alarms are worked out.
const MOST_LOOKS: u32 = 300;

/// Steps of a ramp.
const RAMP_STEPS: u32 = 50;

/// Days of an experiment that has no plan to follow.
const USUAL_DAYS: f64 = 14.0;

/// Sizes and times. Sizes are of one arm (the smaller, where they differ); real numbers: round up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct TrialDesign {
    /// Success in the first arm.
    pub p1: f64,
    /// Success in the second, in the long run.
    pub p2: f64,
    /// Units of the second arm for each of the first.
    pub ratio: f64,
    /// Units of the first arm by Cohen's h (Cohen 1988); `None` without an effect.
    pub n_arcsine: Option<f64>,
    /// With each arm's own variance: (z + z)^2 (p1 q1 + p2 q2 / r) / (p2 - p1)^2.
    pub n_unpooled: Option<f64>,
    /// With the common variance under the null (Fleiss 1981).
    pub n_pooled_null: Option<f64>,
    /// For a mean that moves by `effect_size` standard deviations, by the noncentral t law.
    pub n_t: Option<f64>,
    /// The same if the variance were known.
    pub n_normal: Option<f64>,
    /// By how much values of one unit that are alike make a variance larger: 1 + (m - 1) icc.
    pub design_effect: f64,
    /// What the corrected looks add to the size; 1 without them.
    pub inflation: f64,
    /// Units of the first arm that the plan takes: pooled null, times design effect and inflation,
    /// by the values a unit gives, rounded up.
    pub n: Option<f64>,
    /// Units that come in a day.
    pub units_per_day: f64,
    /// Days that the plan takes with ramp and hold-out, labels' delays aside.
    pub days: Option<f64>,
    /// Days that it runs.
    pub days_run: f64,
    /// Units of the first arm then.
    pub control_units: f64,
    /// Units of the second.
    pub treatment_units: f64,
    /// Smallest rise that those find with the wanted power, as a difference of shares.
    pub detectable_difference: Option<f64>,
    /// The same beside the first arm's share.
    pub detectable_lift: Option<f64>,
    /// Power that those have, by formula.
    pub power: f64,
    /// Share of significant wins that are none, at the wanted power: of all ideas only some work.
    pub false_positive_risk: f64,
}

/// Looking before the end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Peeking {
    /// Looks, equally spaced.
    pub looks: u32,
    /// Chance of a false alarm at any look if each is read at the full level; `None` beyond 300
    /// looks.
    pub type1_naive: Option<f64>,
    /// Bounds that keep the level, falling with time: of 30 looks where there are more.
    pub obrien_fleming: Option<BoundaryOutlook>,
    /// One bound for all looks.
    pub pocock: Option<BoundaryOutlook>,
}

/// A boundary.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BoundaryOutlook {
    /// |Z| that ends the experiment, by look.
    pub bounds: Vec<f64>,
    /// Chance of a false alarm at any look.
    pub type1: f64,
    /// How many times the units of a single look it plans for.
    pub inflation: f64,
    /// Mean share of those that it uses where the effect is there.
    pub expected_share: f64,
}

impl TrialDesign {
    /// The plan of an experiment to which so many requests come in a day.
    pub(crate) fn new(plan: &TrialPlan, requests_per_day: f64, peeking: &Peeking) -> Self {
        let p1 = plan.baseline_rate;
        let p2 = (p1 * (1.0 + plan.lift)).clamp(0.0, 1.0);
        let share = (1.0 - plan.hold_out_share) * plan.treatment_share;
        let ratio = if share < 1.0 { share / (1.0 - share) } else { 0.0 };
        let is_split = ratio > 0.0;
        let alpha = plan.alpha;
        let finite = |value: f64| (value.is_finite() && is_split).then_some(value);
        let shares = TwoProportions { control: p1, treated: p2, alpha, ratio };
        let has_effect = p1 != p2;
        let size = |rule| {
            if has_effect && is_split { finite(shares.size(plan.power, rule)) } else { None }
        };
        let means = TwoMeans { effect: plan.effect_size, alpha, ratio };
        let has_means = plan.effect_size > 0.0 && is_split;
        let design_effect = design_effect(plan.cluster_size, plan.icc);
        let inflation = match (plan.rule.as_str(), plan.looks) {
            (_, 0 | 1) => 1.0,
            ("obrien_fleming", _) => peeking.obrien_fleming.as_ref().map_or(1.0, |b| b.inflation),
            ("pocock", _) => peeking.pocock.as_ref().map_or(1.0, |b| b.inflation),
            _ => 1.0,
        };
        let n_pooled_null = size(SizeRule::PooledNull);
        let n = n_pooled_null
            .map(|n| libm::ceil(n * design_effect * inflation / plan.cluster_size - 1e-9));
        let units_per_day =
            if plan.units_per_day > 0.0 { plan.units_per_day } else { requests_per_day };
        let wanted = n.and_then(|n| {
            let days = days(n * ratio, units_per_day * share, &ramp(plan.ramp_days));
            finite(days)
        });
        let days_run =
            if plan.days > 0.0 { plan.days } else { wanted.unwrap_or(USUAL_DAYS).max(1e-9) };
        let (control_units, treatment_units) = arms(plan, units_per_day, 0.0, days_run);
        // As many independent values as the units give.
        let values = |units: f64| units * plan.cluster_size / design_effect;
        let enough = control_units > 0.0 && treatment_units > 0.0;
        let run_ratio = if enough { treatment_units / control_units } else { 1.0 };
        let reach = enough
            .then(|| {
                detectable_lift(
                    p1,
                    values(control_units) / inflation,
                    alpha,
                    plan.power,
                    run_ratio,
                    SizeRule::PooledNull,
                )
            })
            .flatten();
        let power = if enough {
            let shares = TwoProportions { ratio: run_ratio, ..shares };
            shares.power(values(control_units) / inflation, SizeRule::PooledNull)
        } else {
            alpha
        };
        Self {
            p1,
            p2,
            ratio,
            n_arcsine: size(SizeRule::Arcsine),
            n_unpooled: size(SizeRule::Unpooled),
            n_pooled_null,
            n_t: has_means.then(|| means.size_t(plan.power)).and_then(finite),
            n_normal: has_means.then(|| means.size_normal(plan.power)).and_then(finite),
            design_effect,
            inflation,
            n,
            units_per_day,
            days: wanted,
            days_run,
            control_units,
            treatment_units,
            detectable_difference: reach,
            detectable_lift: reach.filter(|_| p1 > 0.0).map(|difference| difference / p1),
            // Without spread there is nothing to find, or everything.
            power: if power.is_nan() { alpha } else { power },
            false_positive_risk: false_positive_risk(alpha, plan.power, plan.success_prior),
        }
    }
}

impl Peeking {
    pub(crate) fn new(plan: &TrialPlan) -> Self {
        let looks = plan.looks.max(1);
        let drift = {
            use crate::stats::normal_quantile;
            normal_quantile(plan.power) - normal_quantile(0.5 * plan.alpha)
        };
        let bounded = |boundary: Boundary| {
            // The experiments that are run look as often.
            let looks = Looks::equally_spaced(boundary, looks.min(MOST_BOUNDED), plan.alpha);
            let inflation = looks.inflation(plan.power);
            Some(BoundaryOutlook {
                bounds: looks.bounds().to_vec(),
                type1: looks.false_alarms(),
                inflation,
                expected_share: looks.expected_share(drift * inflation.sqrt()),
            })
        };
        Self {
            looks,
            type1_naive: (looks <= MOST_LOOKS).then(|| {
                Looks::equally_spaced(Boundary::Peeking, looks, plan.alpha).false_alarms()
            }),
            obrien_fleming: bounded(Boundary::ObrienFleming),
            pocock: bounded(Boundary::Pocock),
        }
    }
}

/// A ramp that rises evenly.
fn ramp(days: f64) -> Vec<RampStep> {
    if days <= 0.0 {
        return Vec::new();
    }
    let step = |at: u32| RampStep {
        days: days / f64::from(RAMP_STEPS),
        share: (f64::from(at) + 0.5) / f64::from(RAMP_STEPS),
    };
    (0..RAMP_STEPS).map(step).collect()
}

/// Units of the first and of the second arm between two days of an experiment.
pub(super) fn arms(plan: &TrialPlan, units_per_day: f64, from: f64, to: f64) -> (f64, f64) {
    let units = units_per_day * (to - from).max(0.0);
    // Days at the full share that come to the same.
    let full = |day: f64| {
        if plan.ramp_days <= 0.0 {
            day
        } else if day <= plan.ramp_days {
            0.5 * day * day / plan.ramp_days
        } else {
            day - 0.5 * plan.ramp_days
        }
    };
    let share = (1.0 - plan.hold_out_share) * plan.treatment_share;
    let treated = units_per_day * share * (full(to) - full(from)).max(0.0);
    (units - treated, treated)
}
