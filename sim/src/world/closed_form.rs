//! The world in closed form: what a healthy system should show (domain reference 3.5 and 3.6).

use crate::model::{Action, Costs};
use crate::plan::DeskPlan;
use crate::result::Expected;
use crate::stats::normal_cdf;

/// AUC of an equal-variance binormal score: Phi(d' / sqrt 2).
#[must_use]
pub fn binormal_auc(separation: f64) -> f64 {
    normal_cdf(separation * std::f64::consts::FRAC_1_SQRT_2)
}

/// Score at which a calibrated probability equals `p`: p(s) = logistic(logit(pi) + d's - d'^2/2).
///
/// Plus or minus infinity at the ends; without separation every request has probability `pi`.
#[must_use]
pub fn score_threshold(p: f64, base_rate: f64, separation: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if separation <= 0.0 || base_rate <= 0.0 || base_rate >= 1.0 {
        return if p <= base_rate { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    (logit(p) - logit(base_rate) + 0.5 * separation * separation) / separation
}

fn logit(p: f64) -> f64 {
    libm::log(p) - libm::log1p(-p)
}

/// Shares of one class that a policy approves, reviews and declines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Below the lower threshold.
    pub approved: f64,
    /// Between the two.
    pub reviewed: f64,
    /// From the upper threshold on.
    pub declined: f64,
}

/// How a policy splits scores from N(mean, sd).
#[must_use]
pub fn split(thresholds: (f64, f64), mean: f64, sd: f64) -> Split {
    let below = |threshold: f64| {
        if threshold.is_infinite() {
            return if threshold > 0.0 { 1.0 } else { 0.0 };
        }
        normal_cdf((threshold - mean) / sd)
    };
    let (low, high) = (below(thresholds.0), below(thresholds.1));
    Split { approved: low, reviewed: high - low, declined: 1.0 - high }
}

/// Expected costs per 1,000 decisions of a model with this separation under score thresholds.
#[must_use]
pub(crate) fn expected(
    base_rate: f64,
    positives: Split,
    negatives: Split,
    desk: Option<DeskPlan>,
    costs: &Costs,
    rules: (f64, f64),
    do_nothing: Action,
) -> Expected {
    let desk = desk.unwrap_or(DeskPlan {
        by_prevalence: false,
        fatigue_per_h: 0.0,
        sla: 0,
        sensitivity: 0.0,
        specificity: 1.0,
        usd_per_item: 0.0,
        overflow: Action::Approve,
    });
    let recall = positives.declined + positives.reviewed * desk.sensitivity;
    let false_alarms = negatives.declined + negatives.reviewed * (1.0 - desk.specificity);
    let review_share = base_rate * positives.reviewed + (1.0 - base_rate) * negatives.reviewed;
    let of = |recall: f64, false_alarms: f64| {
        base_rate * (1.0 - recall) * costs.false_negative_usd
            + (1.0 - base_rate) * false_alarms * costs.false_positive_usd
            - (1.0 - base_rate) * (1.0 - false_alarms) * costs.good_approved_usd
    };
    let nothing = match do_nothing {
        Action::Approve => of(0.0, 0.0),
        Action::Decline => of(1.0, 1.0),
    };
    Expected {
        decisions_usd_per_1k: 1000.0
            * (of(recall, false_alarms) + review_share * desk.usd_per_item),
        do_nothing_usd_per_1k: 1000.0 * nothing,
        rules_usd_per_1k: 1000.0 * of(rules.0, rules.1),
        review_share,
        recall,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() <= tolerance, "{got} is not {want} +- {tolerance}");
    }

    /// Golden numbers of domain reference 4.1.
    #[test]
    fn card_fraud_costs_what_the_reference_says() {
        let costs =
            Costs { false_negative_usd: 135.0, false_positive_usd: 12.0, ..Costs::default() };
        let desk = DeskPlan {
            by_prevalence: false,
            fatigue_per_h: 0.0,
            sla: 0,
            sensitivity: 0.9,
            specificity: 0.95,
            usd_per_item: 2.1,
            overflow: Action::Approve,
        };
        let d = 2.660;
        let pi = 0.001;
        // The scores 2.65 and 3.75.
        let thresholds = (score_threshold(0.0324, pi, d), score_threshold(0.3847, pi, d));
        let at = |mean: f64, sd: f64, base_rate: f64, moved: f64| {
            let positives = split(thresholds, mean + moved, sd);
            let negatives = split(thresholds, moved, sd);
            let nothing = Action::Approve;
            expected(base_rate, positives, negatives, Some(desk), &costs, (0.25, 0.001), nothing)
        };
        let healthy = at(d, 1.0, pi, 0.0);
        close(healthy.do_nothing_usd_per_1k, 135.0, 1e-9);
        close(healthy.rules_usd_per_1k, 113.2, 0.05);
        close(healthy.decisions_usd_per_1k, 84.4, 0.1);
        close(healthy.review_share, 0.0043, 0.0001);
        close(healthy.recall, 0.467, 0.001);
        // The velocity features, 40 % of d'^2, turn null: means and spread shrink together.
        let null = at(0.6 * d, libm::sqrt(0.6), pi, 0.0);
        close(null.decisions_usd_per_1k, 125.4, 0.1);
        close(null.recall, 0.08, 0.005);
        close(null.review_share, 0.0004, 0.00005);
        let attack = at(d, 1.0, 4.0 * pi, 0.0);
        close(attack.decisions_usd_per_1k, 302.0, 1.0);
        close(attack.rules_usd_per_1k, 417.0, 0.1);
        let shifted = at(d, 1.0, pi, 1.0);
        close(shifted.review_share, 0.047, 0.001);
        close(shifted.decisions_usd_per_1k, 188.0, 0.5);
        let two_way = score_threshold(12.0 / 147.0, pi, d);
        let plain = expected(
            pi,
            split((two_way, two_way), d, 1.0),
            split((two_way, two_way), 0.0, 1.0),
            None,
            &costs,
            (0.25, 0.001),
            Action::Approve,
        );
        close(plain.decisions_usd_per_1k, 101.6, 0.05);
    }

    #[test]
    fn features_and_faults_give_the_golden_auc() {
        // Domain reference 3.5: separations 1.4, 1.1, .9, .8, .6, .4 with weights as separations.
        let separations = [1.4, 1.1, 0.9, 0.8, 0.6, 0.4];
        let auc = |seen: &dyn Fn(usize) -> (f64, f64)| {
            let (mut mean, mut variance) = (0.0, 0.0);
            for (at, weight) in separations.iter().enumerate() {
                let (separation, noise) = seen(at);
                mean += weight * separation;
                variance += weight * weight * noise * noise;
            }
            binormal_auc(mean / libm::sqrt(variance))
        };
        close(auc(&|at| (separations[at], 1.0)), 0.946, 0.0006);
        close(auc(&|at| if at == 0 { (0.0, 0.0) } else { (separations[at], 1.0) }), 0.896, 0.0006);
        close(auc(&|at| if at < 2 { (0.0, 0.0) } else { (separations[at], 1.0) }), 0.840, 0.0006);
        close(auc(&|at| (0.8 * separations[at], 1.0)), 0.900, 0.0006);
    }
}
