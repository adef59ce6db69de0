//! Monitors, typed.

use super::values::Values;
use super::{Diagnostic, Nanos, Place, WorldPlan, nanos};
use crate::detect::sequential::{
    AdwinSettings, CusumSettings, DdmSettings, DetectorKind, EddmSettings, EwmaSettings,
    PageHinkleySettings, Side,
};
use crate::model::{Model, NodeKind, ParamValue};

/// A monitor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MonitorPlan {
    /// What it watches.
    pub(crate) signal: Signal,
    /// The feature watched; `None` watches each of them.
    pub(crate) feature: Option<u32>,
    pub(crate) measure: Measure,
    /// The test on single values; `None` compares a window's mean with the threshold.
    pub(crate) test: Option<Test>,
    /// Which side of the threshold is bad.
    pub(crate) worse: WorseSide,
    /// The threshold.
    pub(crate) threshold: f64,
    /// Length of the window.
    pub(crate) window: Nanos,
    /// Most values of a window that are looked at; 0 is all.
    pub(crate) samples: u32,
    /// Bins of PSI and chi-square.
    pub(crate) bins: u32,
    /// Values of the reference.
    pub(crate) reference_n: u32,
    /// Share that should be decided in time.
    pub(crate) slo: f64,
    /// Is somebody named who is told?
    pub(crate) has_owner: bool,
    pub(crate) runbook: Runbook,
    /// Does the runbook act without people?
    pub(crate) automatic: bool,
    /// Share of what it looks at that prediction logs keep; 1 where it needs none, and 0 where it
    /// can never see anything.
    pub(crate) record_share: f64,
}

impl MonitorPlan {
    /// Is this value on the bad side?
    pub(crate) fn is_bad(&self, value: f64) -> bool {
        match self.worse {
            WorseSide::Above => value > self.threshold,
            WorseSide::Below => value < self.threshold,
            WorseSide::Either => value.abs() > self.threshold,
        }
    }

    /// Bins in which distances are told: few hold enough values each. Those of distribution
    /// functions lose nothing by fine ones, and Jensen-Shannon's would show little but chance.
    pub(crate) fn distance_bins(&self) -> u32 {
        match self.measure {
            Measure::Psi | Measure::ChiSquare => self.bins,
            Measure::JensenShannon => 30,
            Measure::Ks | Measure::Wasserstein => 100,
        }
    }

    /// The test on single values, ready to be built; `None` where a window's mean is compared.
    pub(crate) fn detector(&self) -> Option<DetectorKind> {
        let side = match self.worse {
            WorseSide::Above => Side::Up,
            WorseSide::Below => Side::Down,
            WorseSide::Either => Side::Both,
        };
        Some(match self.test.filter(|_| self.signal.has_values())? {
            Test::PageHinkley { warm_up, delta, threshold, forget } => {
                DetectorKind::PageHinkley(PageHinkleySettings {
                    min_instances: warm_up,
                    delta,
                    threshold,
                    alpha: forget,
                    side,
                })
            }
            Test::Ddm { warm_up, warn, drift } => {
                DetectorKind::Ddm(DdmSettings { warm_start: warm_up, warning: warn, drift })
            }
            Test::Eddm { warm_up } => {
                DetectorKind::Eddm(EddmSettings { warm_start: warm_up, ..EddmSettings::default() })
            }
            Test::Adwin { delta } => {
                DetectorKind::Adwin(AdwinSettings { delta, ..AdwinSettings::default() })
            }
            Test::Cusum { k, h } => {
                DetectorKind::Cusum(CusumSettings { k, h, side, ..CusumSettings::default() })
            }
            Test::Ewma { lambda, limit } => {
                DetectorKind::Ewma(EwmaSettings { lambda, limit, side, ..EwmaSettings::default() })
            }
        })
    }
}

/// What a monitor can watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Share of scored requests with a null feature.
    NullShare,
    /// Share of policy decisions that go to people.
    ReviewShare,
    /// Share of policy decisions that decline.
    DeclineShare,
    /// Share of finished requests that failed in any way.
    FailureShare,
    /// 99th percentile of the time to the automatic answer, in ms.
    LatencyP99,
    /// Requests over those expected at that time.
    Volume,
    /// Age of features.
    FeatureAge,
    /// Share of values that the reference never had (outside of mean +- 6 sd).
    FeatureRange,
    /// Distance of a feature's values from the reference.
    FeatureDrift,
    /// Distance of the scores from the reference.
    ScoreDrift,
    /// Mean of a feature, in standard deviations of the reference.
    FeatureMean,
    /// Mean of the scores, in standard deviations of the reference.
    ScoreMean,
    /// Share of requests that got the default action.
    DefaultShare,
    /// Share of labelled decisions that were wrong.
    LabelledError,
    /// Share of labelled positives that were approved.
    LabelledMissRate,
    /// Share of labelled negatives that were declined.
    LabelledFalseAlarmRate,
    /// Share of positives among labels.
    BaseRate,
    /// Cost of decisions that the scores by themselves let expect.
    EstimatedUsd,
    /// Failures over those that the promise allows.
    SloBurn,
    /// Wait for a person, in minutes.
    QueueWait,
}

impl Signal {
    /// Does it compare what is served with the training data?
    pub(crate) fn is_drift(self) -> bool {
        matches!(self, Self::FeatureDrift | Self::ScoreDrift)
    }

    /// Does it compare labels with what was decided?
    pub(crate) fn is_joined(self) -> bool {
        self.is_labelled() && self != Self::BaseRate
    }

    /// Does it come from labels?
    pub(crate) fn is_labelled(self) -> bool {
        matches!(
            self,
            Self::LabelledError
                | Self::LabelledMissRate
                | Self::LabelledFalseAlarmRate
                | Self::BaseRate
        )
    }

    /// Does it look at features?
    pub(crate) fn is_of_features(self) -> bool {
        matches!(
            self,
            Self::FeatureAge | Self::FeatureRange | Self::FeatureDrift | Self::FeatureMean
        )
    }

    /// Is it made of single values, which a test may follow one by one?
    pub(crate) fn has_values(self) -> bool {
        self.is_labelled() || matches!(self, Self::FeatureMean | Self::ScoreMean)
    }
}

/// Which side of a threshold is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WorseSide {
    Above,
    Below,
    /// Above in size, whatever the sign.
    Either,
}

/// How far two samples are from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Psi,
    Ks,
    Wasserstein,
    JensenShannon,
    ChiSquare,
}

/// A test on a stream of single values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Test {
    PageHinkley { warm_up: u32, delta: f64, threshold: f64, forget: f64 },
    Ddm { warm_up: u32, warn: f64, drift: f64 },
    Eddm { warm_up: u32 },
    Adwin { delta: f64 },
    Cusum { k: f64, h: f64 },
    Ewma { lambda: f64, limit: f64 },
}

/// What happens on an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runbook {
    /// People look for the cause and repair it.
    Page,
    /// The main model is left out.
    Fallback,
    /// The version before is brought back.
    RollBack,
    /// People decide, or the default action is taken.
    StopAutomation,
    /// A new version is made.
    Retrain,
}

pub(super) fn monitor(values: &Values<'_>) -> MonitorPlan {
    let warm_up = values.count("warm_up");
    MonitorPlan {
        signal: signal(&values.word("signal")),
        feature: None,
        measure: match values.word("measure").as_str() {
            "ks" => Measure::Ks,
            "wasserstein" => Measure::Wasserstein,
            "js" => Measure::JensenShannon,
            "chi_square" => Measure::ChiSquare,
            _ => Measure::Psi,
        },
        test: match values.word("detector").as_str() {
            "page_hinkley" => Some(Test::PageHinkley {
                warm_up,
                delta: values.number("ph_delta"),
                threshold: values.number("ph_threshold"),
                forget: values.number("ph_forget"),
            }),
            "ddm" => Some(Test::Ddm {
                warm_up,
                warn: values.number("ddm_warn"),
                drift: values.number("ddm_drift"),
            }),
            "eddm" => Some(Test::Eddm { warm_up }),
            "adwin" => Some(Test::Adwin { delta: values.number("adwin_delta") }),
            "cusum" => {
                Some(Test::Cusum { k: values.number("cusum_k"), h: values.number("cusum_h") })
            }
            "ewma" => Some(Test::Ewma {
                lambda: values.number("ewma_lambda"),
                limit: values.number("ewma_l"),
            }),
            _ => None,
        },
        worse: match values.word("direction").as_str() {
            "below" => WorseSide::Below,
            "either" => WorseSide::Either,
            _ => WorseSide::Above,
        },
        threshold: values.number("threshold"),
        window: nanos(values.number("window_min") * 60.0),
        samples: values.count("samples"),
        bins: values.count("bins"),
        reference_n: values.count("reference_n"),
        slo: values.number("slo"),
        has_owner: !values.word("owner").trim().is_empty(),
        runbook: match values.word("action").as_str() {
            "fallback" => Runbook::Fallback,
            "roll_back" => Runbook::RollBack,
            "stop_automation" => Runbook::StopAutomation,
            "retrain" => Runbook::Retrain,
            _ => Runbook::Page,
        },
        automatic: values.flag("automatic"),
        record_share: 1.0,
    }
}

fn signal(word: &str) -> Signal {
    match word {
        "review_share" => Signal::ReviewShare,
        "decline_share" => Signal::DeclineShare,
        "failure_share" => Signal::FailureShare,
        "latency_p99_ms" => Signal::LatencyP99,
        "volume" => Signal::Volume,
        "feature_age_s" => Signal::FeatureAge,
        "feature_range" => Signal::FeatureRange,
        "feature_drift" => Signal::FeatureDrift,
        "score_drift" => Signal::ScoreDrift,
        "feature_mean" => Signal::FeatureMean,
        "score_mean" => Signal::ScoreMean,
        "default_share" => Signal::DefaultShare,
        "labelled_error" => Signal::LabelledError,
        "labelled_miss_rate" => Signal::LabelledMissRate,
        "labelled_false_alarm_rate" => Signal::LabelledFalseAlarmRate,
        "base_rate" => Signal::BaseRate,
        "estimated_usd_per_1k" => Signal::EstimatedUsd,
        "slo_burn" => Signal::SloBurn,
        "queue_wait_min" => Signal::QueueWait,
        _ => Signal::NullShare,
    }
}

/// What a monitor needs of the rest of the design: the feature that it names, and labels.
pub(super) fn connect(
    plan: &mut MonitorPlan,
    model: &Model,
    monitor: &str,
    world: &WorldPlan,
    findings: &mut Vec<Diagnostic>,
) {
    plan.feature = feature(model, monitor, world, findings);
    if plan.signal.is_of_features() && world.features.is_empty() {
        findings.push(Diagnostic::warning(
            Place::Node(monitor.to_owned()),
            "It watches features, and the world has none.",
            "Add a feature, or watch something else.",
        ));
    }
    if plan.signal.is_labelled() && model.nodes.iter().all(|node| node.kind != NodeKind::Labels) {
        findings.push(Diagnostic::warning(
            Place::Node(monitor.to_owned()),
            "It watches labels, and nothing brings any.",
            "Add a labels node behind the decisions.",
        ));
    }
}

/// The feature that a monitor names.
fn feature(
    model: &Model,
    monitor: &str,
    world: &WorldPlan,
    findings: &mut Vec<Diagnostic>,
) -> Option<u32> {
    let node = model.nodes.iter().find(|node| node.id == monitor)?;
    let Some(ParamValue::Text(name)) = node.params.get("feature") else {
        return None;
    };
    if name.is_empty() {
        return None;
    }
    let at = world.features.iter().position(|feature| feature.id == *name);
    if at.is_none() {
        findings.push(Diagnostic::error(
            Place::Node(monitor.to_owned()),
            format!("It watches the feature “{name}”, which does not exist."),
            "Name a feature of the world, or none to watch each of them.",
        ));
    }
    at.map(|at| at as u32)
}
