//! Parameters of what watches, and of who is told.

use super::spec::{assumed, choice, count, flag, shown_if, sourced, text};
use super::{Evidence, ParamSpec};
use Evidence::Verified;

const DRIFTS: &[&str] = &["feature_drift", "score_drift"];
const STREAMS: &[&str] = &[
    "labelled_error",
    "labelled_miss_rate",
    "labelled_false_alarm_rate",
    "feature_mean",
    "score_mean",
];

/// What a monitor watches and when it speaks.
pub(super) const MONITOR: [ParamSpec; 14] = [
    choice(
        "signal",
        "Signal",
        &[
            "null_share",
            "review_share",
            "decline_share",
            "failure_share",
            "latency_p99_ms",
            "volume",
            "feature_age_s",
            "feature_range",
            "feature_drift",
            "score_drift",
            "feature_mean",
            "score_mean",
            "default_share",
            "labelled_error",
            "labelled_miss_rate",
            "labelled_false_alarm_rate",
            "base_rate",
            "estimated_usd_per_1k",
            "slo_burn",
            "queue_wait_min",
        ],
        "What is watched.",
    ),
    text("feature", "Feature", "Id of the feature; empty watches each of them."),
    shown_if(
        choice(
            "measure",
            "Measure",
            &["psi", "ks", "wasserstein", "js", "chi_square"],
            "How far a window is from the reference: by deciles (PSI, chi-square), by the largest \
             gap (KS), by the distance values moved (in standard deviations), or Jensen-Shannon.",
        ),
        "signal",
        DRIFTS,
    ),
    shown_if(
        count(
            "bins",
            "Bins",
            (2, 1000, 10),
            "Equal shares of the reference, for PSI and chi-square.",
        ),
        "measure",
        &["psi", "chi_square"],
    ),
    shown_if(
        choice(
            "detector",
            "Detector",
            &["window", "page_hinkley", "ddm", "eddm", "adwin", "cusum", "ewma"],
            "The mean of a window beside the threshold, or a test on the stream of single values.",
        ),
        "signal",
        STREAMS,
    ),
    choice(
        "direction",
        "Alert when",
        &["above", "below", "either"],
        "Which side of the threshold is bad; either is above it in size.",
    ),
    assumed("threshold", "Threshold", "", (0.0, 1e9, 0.2), "The value that must not be crossed."),
    assumed("window_min", "Window", "min", (0.1, 1e6, 5.0), "Time over which the signal is taken."),
    count(
        "samples",
        "Samples",
        (0, 10_000_000, 0),
        "How many of a window's values are looked at; 0 is all, at most 20,000.",
    ),
    shown_if(
        count("reference_n", "Reference", (10, 10_000_000, 10_000), "Values it compares with."),
        "signal",
        DRIFTS,
    ),
    shown_if(
        assumed("slo", "Promise", "", (0.0, 1.0, 0.999), "Share that should be decided in time."),
        "signal",
        &["slo_burn"],
    ),
    text("owner", "Owner", "Who is told. An alert without an owner waits."),
    choice(
        "action",
        "Then",
        &["page", "fallback", "roll_back", "stop_automation", "retrain"],
        "What is done: people look, or the runbook: use the fallback, go back a version, let \
         people decide, or train a new version.",
    ),
    flag("automatic", "At once", false, "The runbook acts by itself, without waiting for people."),
];

/// Constants of the tests on streams.
pub(super) const DETECTOR: [ParamSpec; 11] = [
    sourced(
        count("warm_up", "Warm-up", (1, 1_000_000, 30), "Values before it speaks."),
        Verified,
        "S-38",
    ),
    sourced(
        assumed("ph_delta", "Page-Hinkley delta", "", (0.0, 1e6, 0.005), "Change it tolerates."),
        Verified,
        "S-38",
    ),
    sourced(
        assumed("ph_threshold", "Page-Hinkley threshold", "", (0.0, 1e9, 50.0), "When it speaks."),
        Verified,
        "S-38",
    ),
    sourced(
        assumed(
            "ph_forget",
            "Page-Hinkley alpha",
            "",
            (0.0, 1.0, 0.9999),
            "How slowly it forgets.",
        ),
        Verified,
        "S-38",
    ),
    sourced(
        assumed("ddm_warn", "DDM warning", "sd", (0.0, 100.0, 2.0), "Where it warns."),
        Verified,
        "S-38",
    ),
    sourced(
        assumed("ddm_drift", "DDM drift", "sd", (0.0, 100.0, 3.0), "Where it speaks."),
        Verified,
        "S-38",
    ),
    sourced(
        assumed("adwin_delta", "ADWIN delta", "", (1e-12, 1.0, 0.002), "Its confidence."),
        Verified,
        "S-38",
    ),
    assumed("cusum_k", "CUSUM k", "sd", (0.0, 100.0, 0.5), "Half of the shift that matters."),
    assumed("cusum_h", "CUSUM h", "sd", (0.0, 1e6, 5.0), "When it speaks."),
    assumed("ewma_lambda", "EWMA weight", "", (1e-6, 1.0, 0.1), "Weight of the newest value."),
    assumed("ewma_l", "EWMA limit", "sd", (0.0, 100.0, 2.814), "Half width of its limits."),
];

/// People on call.
pub(super) const ON_CALL: [ParamSpec; 10] = [
    choice(
        "hours",
        "Reached",
        &["always", "office"],
        "At any time, or from nine to five on workdays.",
    ),
    assumed("ack_min", "Answers within", "min", (0.0, 1e5, 5.0), "Median until somebody looks."),
    assumed("ack_p95_min", "At the latest", "min", (0.0, 1e5, 30.0), "95 % look within this."),
    assumed(
        "diagnose_min",
        "Diagnosis",
        "min",
        (0.0, 1e6, 45.0),
        "Median until the cause is known.",
    ),
    assumed("fix_min", "Repair", "min", (0.0, 1e6, 30.0), "Median until the fix is live."),
    count("bus_factor", "Who know it", (0, 1000, 2), "People who know this part."),
    assumed("attendance", "Attendance", "", (0.0, 1.0, 0.7), "Chance that one of them is there."),
    assumed(
        "lost_x",
        "Without them",
        "x",
        (1.0, 100.0, 4.0),
        "Times as long a diagnosis takes when none of them is there.",
    ),
    assumed(
        "fatigue_alerts",
        "Fatigue",
        "/day",
        (0.1, 1e4, 10.0),
        "False alerts a day after which only a share of 1/e is answered in time.",
    ),
    assumed("usd_per_h", "Price", "USD/h", (0.0, 1e5, 100.0), "An hour of each incident's work."),
];
