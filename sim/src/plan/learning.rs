//! What learns and who is told, typed.

use super::values::Values;
use crate::plan::{Diagnostic, Place};
use crate::stats::{Purpose, normal_cdf, normal_quantile, stream_key};

/// The standard normal deviate that one value in a hundred exceeds.
const Z_99: f64 = 2.326_347_874_040_841;

/// When the truth about decisions arrives, and of which.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LabelsPlan {
    pub(crate) law: LabelLaw,
    /// Days after which no label comes.
    pub(crate) cap_days: f64,
    /// Share of decisions ever labelled.
    pub(crate) coverage: f64,
    /// Share of labels that are wrong.
    pub(crate) noise_rate: f64,
    /// Do the declined have no label?
    pub(crate) selective: bool,
    /// Share of the declined that is approved to find out.
    pub(crate) exploration_share: f64,
    pub(crate) usd_per_label: f64,
}

/// How long a label takes, in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum LabelLaw {
    /// Logarithm of the median, and spread.
    Lognormal(f64, f64),
    Fixed(f64),
    /// Mean.
    Exponential(f64),
}

impl LabelsPlan {
    /// Share of the labels that are there so many days after the decision.
    pub(crate) fn arrived_after(&self, days: f64) -> f64 {
        if days <= 0.0 {
            return 0.0;
        }
        if days >= self.cap_days {
            return 1.0;
        }
        match self.law {
            LabelLaw::Lognormal(mu, sigma) if sigma > 0.0 => {
                normal_cdf((libm::log(days) - mu) / sigma)
            }
            LabelLaw::Lognormal(mu, _) => f64::from(libm::log(days) >= mu),
            LabelLaw::Fixed(delay) => f64::from(days >= delay),
            LabelLaw::Exponential(mean) if mean > 0.0 => -libm::expm1(-days / mean),
            LabelLaw::Exponential(_) => 1.0,
        }
    }

    /// Days that half of the labels would take without the cap.
    pub(crate) fn median_days(&self) -> f64 {
        match self.law {
            LabelLaw::Lognormal(mu, _) => libm::exp(mu),
            LabelLaw::Fixed(delay) => delay,
            LabelLaw::Exponential(mean) => mean * std::f64::consts::LN_2,
        }
    }

    /// Days until the label is there that comes after this share of the others: the inverse of
    /// [`Self::arrived_after`].
    pub(crate) fn delay_days(&self, share: f64) -> f64 {
        let days = match self.law {
            LabelLaw::Lognormal(mu, sigma) if share > 0.0 => {
                libm::exp(mu + sigma.max(0.0) * normal_quantile(share))
            }
            LabelLaw::Lognormal(..) => 0.0,
            LabelLaw::Fixed(delay) => delay,
            LabelLaw::Exponential(mean) => -mean * libm::log1p(-share),
        };
        days.min(self.cap_days)
    }
}

pub(super) fn labels(values: &Values<'_>) -> LabelsPlan {
    let (median, cap_days) = (values.number("delay_median_days"), values.number("delay_cap_days"));
    let law = match values.word("delay_law").as_str() {
        "fixed" => LabelLaw::Fixed(median),
        "exponential" => LabelLaw::Exponential(median / std::f64::consts::LN_2),
        // One in a hundred would be later than the cap.
        _ => {
            let mu = libm::log(median.max(1e-9));
            LabelLaw::Lognormal(mu, (libm::log(cap_days.max(1e-9)) - mu) / Z_99)
        }
    };
    LabelsPlan {
        law,
        cap_days,
        coverage: values.number("coverage"),
        noise_rate: values.number("noise_rate"),
        selective: values.flag("selective"),
        exploration_share: values.number("exploration_share"),
        usd_per_label: values.number("usd_per_label"),
    }
}

/// What is kept of decisions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogPlan {
    pub(crate) sample_share: f64,
    pub(crate) keeps_features: bool,
    pub(crate) keeps_versions: bool,
    pub(crate) keeps_arm: bool,
    pub(crate) retention_days: f64,
    pub(crate) usd_per_record: f64,
}

pub(super) fn log(values: &Values<'_>) -> LogPlan {
    LogPlan {
        sample_share: values.number("sample_share"),
        keeps_features: values.flag("keeps_features"),
        keeps_versions: values.flag("keeps_versions"),
        keeps_arm: values.flag("keeps_arm"),
        retention_days: f64::from(values.count("retention_days")),
        usd_per_record: values.number("usd_per_million_records") / 1e6,
    }
}

/// When a new version is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Training {
    Never,
    /// Days between two runs.
    Calendar(f64),
    OnAlert,
    /// Relative fall of the labelled hit rate.
    OnDrop(f64),
    Continuous,
    /// With labels that nobody can have yet: a bound, not a policy.
    Oracle,
}

/// How versions are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TrainingPlan {
    pub(crate) trigger: Training,
    pub(crate) window_days: f64,
    pub(crate) maturity_days: f64,
    /// How much there is to learn; 0 is one for each feature.
    pub(crate) parameters: u32,
    pub(crate) min_positives: f64,
    /// Labels whose collection is timed; 0 asks for none.
    pub(crate) wanted_labels: u32,
    pub(crate) duration_h: f64,
    pub(crate) usd_per_run: f64,
    /// Is it validated on the latest decisions, or on random ones?
    pub(crate) validates_latest: bool,
    /// Least gain in AUC over the version in use; `None` lets all in.
    pub(crate) gate: Option<f64>,
}

pub(super) fn training(values: &Values<'_>) -> TrainingPlan {
    TrainingPlan {
        trigger: match values.word("trigger").as_str() {
            "calendar" => Training::Calendar(values.number("every_days")),
            "on_alert" => Training::OnAlert,
            "on_labelled_drop" => Training::OnDrop(values.number("drop")),
            "continuous" => Training::Continuous,
            "oracle" => Training::Oracle,
            _ => Training::Never,
        },
        window_days: values.number("window_days"),
        maturity_days: values.number("maturity_days"),
        parameters: values.count("parameters"),
        min_positives: f64::from(values.count("min_positives")),
        wanted_labels: values.count("wanted_labels"),
        duration_h: values.number("duration_h"),
        usd_per_run: values.number("usd_per_run"),
        validates_latest: values.word("validation") == "latest",
        gate: values.flag("gate").then(|| values.number("gate_margin")),
    }
}

/// How versions are brought in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RegistryPlan {
    pub(crate) canary_share: f64,
    pub(crate) canary_h: f64,
    pub(crate) automatic_rollback: bool,
    pub(crate) rollback_h: f64,
    pub(crate) approval_h: f64,
}

pub(super) fn registry(values: &Values<'_>) -> RegistryPlan {
    RegistryPlan {
        canary_share: values.number("canary_share"),
        canary_h: values.number("canary_h"),
        automatic_rollback: values.flag("automatic_rollback"),
        rollback_h: values.number("rollback_min") / 60.0,
        approval_h: values.number("approval_h"),
    }
}

/// An experiment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TrialPlan {
    /// Is a user put into an arm, or each request?
    pub(crate) by_user: bool,
    pub(crate) salt: String,
    pub(crate) treatment_share: f64,
    pub(crate) ramp_days: f64,
    pub(crate) hold_out_share: f64,
    pub(crate) exposure_log: bool,
    pub(crate) lost_treatment: f64,
    /// Units a day; 0 is one for each request.
    pub(crate) units_per_day: f64,
    pub(crate) baseline_rate: f64,
    pub(crate) lift: f64,
    pub(crate) effect_size: f64,
    pub(crate) novelty_lift: f64,
    pub(crate) novelty_days: f64,
    pub(crate) interference: f64,
    /// Relative change of the success rate by itself, a day.
    pub(crate) trend: f64,
    pub(crate) cluster_size: f64,
    pub(crate) icc: f64,
    pub(crate) alpha: f64,
    pub(crate) power: f64,
    pub(crate) looks: u32,
    pub(crate) rule: String,
    /// 0 is as long as the plan says.
    pub(crate) days: f64,
    pub(crate) success_prior: f64,
    pub(crate) srm_p: f64,
    /// Sizes seen elsewhere; both 0 where there are none.
    pub(crate) observed: (u32, u32),
}

impl TrialPlan {
    /// Share of the second arm this long after the experiment began.
    pub(crate) fn share_on(&self, day: f64) -> f64 {
        let ramp = if self.ramp_days > 0.0 { (day / self.ramp_days).min(1.0) } else { 1.0 };
        self.treatment_share * (1.0 - self.hold_out_share) * ramp
    }

    /// Where the draws of users start, the same in every run.
    pub(crate) fn key(&self) -> u64 {
        stream_key(0, 0, &self.salt, Purpose::Balance)
    }
}

/// An experiment has two arms.
pub(super) fn check_arms(place: &Place, links: usize, findings: &mut Vec<Diagnostic>) {
    let message = match links {
        2 => return,
        0 | 1 => "It has one arm at most, so there is nothing to compare.",
        _ => "It has more than two arms: only the first two get requests.",
    };
    let hint = "Connect it to the first and to the second arm, in the order of the links' ids.";
    findings.push(Diagnostic::warning(place.clone(), message, hint));
}

pub(super) fn trial(values: &Values<'_>) -> TrialPlan {
    TrialPlan {
        by_user: values.word("unit") == "user",
        salt: values.word("salt"),
        treatment_share: values.number("treatment_share"),
        ramp_days: values.number("ramp_days"),
        hold_out_share: values.number("hold_out_share"),
        exposure_log: values.flag("exposure_log"),
        lost_treatment: values.number("lost_treatment"),
        units_per_day: values.number("units_per_day"),
        baseline_rate: values.number("baseline_rate"),
        lift: values.number("lift"),
        effect_size: values.number("effect_size"),
        novelty_lift: values.number("novelty_lift"),
        novelty_days: values.number("novelty_days"),
        interference: values.number("interference"),
        trend: values.number("trend"),
        cluster_size: values.number("cluster_size"),
        icc: values.number("icc"),
        alpha: values.number("alpha"),
        power: values.number("power"),
        looks: values.count("looks"),
        rule: values.word("rule"),
        days: values.number("days"),
        success_prior: values.number("success_prior"),
        srm_p: values.number("srm_p"),
        observed: (values.count("observed_control"), values.count("observed_treatment")),
    }
}

/// People on call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OnCallPlan {
    /// Only from nine to five on workdays?
    pub(crate) office_hours: bool,
    pub(crate) ack_h: f64,
    pub(crate) ack_p95_h: f64,
    pub(crate) diagnose_h: f64,
    pub(crate) fix_h: f64,
    pub(crate) bus_factor: u32,
    pub(crate) attendance: f64,
    /// Times as long a diagnosis takes when nobody who knows it is there.
    pub(crate) lost_x: f64,
    pub(crate) fatigue_alerts: f64,
    pub(crate) usd_per_h: f64,
}

pub(super) fn on_call(values: &Values<'_>) -> OnCallPlan {
    OnCallPlan {
        office_hours: values.word("hours") == "office",
        ack_h: values.number("ack_min") / 60.0,
        ack_p95_h: values.number("ack_p95_min") / 60.0,
        diagnose_h: values.number("diagnose_min") / 60.0,
        fix_h: values.number("fix_min") / 60.0,
        bus_factor: values.count("bus_factor"),
        attendance: values.number("attendance"),
        lost_x: values.number("lost_x"),
        fatigue_alerts: values.number("fatigue_alerts"),
        usd_per_h: values.number("usd_per_h"),
    }
}
