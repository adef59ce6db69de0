//! Parameters of laws of times: service, gaps, thinking.

use super::spec::{MAX_MS, assumed, choice, list, shown_if, sourced};
use super::{Evidence, ParamSpec};

/// Laws of service times, the default of most first.
const LAWS: [&str; 10] = [
    "exponential",
    "deterministic",
    "lognormal",
    "erlang",
    "gamma",
    "uniform",
    "hyperexponential",
    "weibull",
    "pareto",
    "empirical",
];
const LAWS_EXPONENTIAL: &[&str] = &LAWS;
const LAWS_DETERMINISTIC: &[&str] = &with_first(1);
const LAWS_LOGNORMAL: &[&str] = &with_first(2);

/// The laws with another default: the first.
const fn with_first(mut at: usize) -> [&'static str; LAWS.len()] {
    let mut laws = LAWS;
    let first = laws[at];
    while at > 0 {
        laws[at] = laws[at - 1];
        at -= 1;
    }
    laws[0] = first;
    laws
}

const LAWS_WITH_MEAN: &[&str] = &[
    "exponential",
    "deterministic",
    "erlang",
    "gamma",
    "uniform",
    "hyperexponential",
    "weibull",
    "pareto",
];
const LAW_HELP: &str = "The shape of its times: long-tailed, memoryless, constant and others.";
const SHAPE_HELP: &str =
    "Stages of Erlang, shape of gamma and Weibull, tail index of Pareto (above 1).";
const SPREAD_HELP: &str = "Uniform between mean less this share and mean plus it.";
const CV_HELP: &str =
    "Standard deviation over mean of a hyperexponential with balanced means; at least 1.";
const PHASES_HELP: &str = "Phases as share, mean in ms, share, mean in ms, ...; replaces mean and \
                           variation.";
const SAMPLES_HELP: &str = "Measured times in ms; one of them is drawn each time.";

/// The five shape parameters of a law of times, under one set of keys.
macro_rules! law_shape {
    ($law:literal, $shape:literal, $spread:literal, $cv:literal, $phases:literal,
     $samples:literal) => {
        [
            shown_if(
                assumed($shape, "Shape", "", (0.05, 1e4, 2.0), SHAPE_HELP),
                $law,
                &["erlang", "gamma", "weibull", "pareto"],
            ),
            shown_if(
                assumed($spread, "Spread", "", (0.0, 1.0, 1.0), SPREAD_HELP),
                $law,
                &["uniform"],
            ),
            shown_if(
                assumed($cv, "Variation", "", (1.0, 100.0, 2.0), CV_HELP),
                $law,
                &["hyperexponential"],
            ),
            shown_if(
                list($phases, "Phases", "", (0.0, MAX_MS, 64), PHASES_HELP),
                $law,
                &["hyperexponential"],
            ),
            shown_if(
                list($samples, "Samples", "ms", (0.0, MAX_MS, 100_000), SAMPLES_HELP),
                $law,
                &["empirical"],
            ),
        ]
    };
}

/// Shapes of service times beyond mean, median and p99.
pub(super) const SERVICE_SHAPE: [ParamSpec; 5] = law_shape!(
    "service_law",
    "service_shape",
    "service_spread",
    "service_cv",
    "service_phases",
    "service_samples_ms"
);

/// Shapes of gaps between arrivals.
pub(super) const GAP_SHAPE: [ParamSpec; 5] =
    law_shape!("gap_law", "gap_shape", "gap_spread", "gap_cv", "gap_phases", "gap_samples_ms");

/// Shapes of think times.
pub(super) const THINK_SHAPE: [ParamSpec; 5] = law_shape!(
    "think_law",
    "think_shape",
    "think_spread",
    "think_cv",
    "think_phases",
    "think_samples_ms"
);

/// Law words for gaps and think times.
pub(super) const GAP_LAWS: &[&str] = &[
    "deterministic",
    "exponential",
    "erlang",
    "gamma",
    "uniform",
    "hyperexponential",
    "weibull",
    "pareto",
    "empirical",
];

const MEAN_HELP: &str = "Mean time to serve one request, waiting aside.";
const P50_HELP: &str = "Half of the requests are served faster than this.";
const P99_HELP: &str = "99 of 100 requests are served faster than this.";

/// Service law with a lognormal default, by its median and 99th percentile.
pub(super) const fn lognormal_service(
    p50_ms: f64,
    p99_ms: f64,
    evidence: Evidence,
    source: &'static str,
) -> [ParamSpec; 4] {
    service(LAWS_LOGNORMAL, p50_ms, p50_ms, p99_ms, evidence, source)
}

/// Service law with an exponential default, by its mean.
pub(super) const fn exponential_service(mean_ms: f64) -> [ParamSpec; 4] {
    service(LAWS_EXPONENTIAL, mean_ms, mean_ms, 4.605 * mean_ms, Evidence::Assumed, "")
}

/// Service law with a constant default.
pub(super) const fn deterministic_service(
    mean_ms: f64,
    evidence: Evidence,
    source: &'static str,
) -> [ParamSpec; 4] {
    service(LAWS_DETERMINISTIC, mean_ms, mean_ms, 2.0 * mean_ms, evidence, source)
}

const fn service(
    laws: &'static [&'static str],
    mean_ms: f64,
    p50_ms: f64,
    p99_ms: f64,
    evidence: Evidence,
    source: &'static str,
) -> [ParamSpec; 4] {
    [
        choice("service_law", "Service time", laws, LAW_HELP),
        shown_if(
            assumed("service_mean_ms", "Mean", "ms", (0.0, MAX_MS, mean_ms), MEAN_HELP),
            "service_law",
            LAWS_WITH_MEAN,
        ),
        shown_if(
            sourced(
                assumed("service_p50_ms", "Median", "ms", (0.000_001, MAX_MS, p50_ms), P50_HELP),
                evidence,
                source,
            ),
            "service_law",
            &["lognormal"],
        ),
        shown_if(
            sourced(
                assumed("service_p99_ms", "p99", "ms", (0.000_001, MAX_MS, p99_ms), P99_HELP),
                evidence,
                source,
            ),
            "service_law",
            &["lognormal"],
        ),
    ]
}
