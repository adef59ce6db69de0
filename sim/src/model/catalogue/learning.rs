//! Parameters of what learns: labels, the prediction log, training, the registry.

use super::spec::{NO_LIMIT, assumed, choice, count, flag, shown_if, sourced, text};
use super::{Evidence, ParamSpec};
use Evidence::{Assumed, Secondary};

pub(super) const LABELS: [ParamSpec; 8] = [
    sourced(
        assumed(
            "delay_median_days",
            "Median delay",
            "days",
            (0.0, 3650.0, 30.0),
            "Half of the labels arrive sooner than this after the decision.",
        ),
        Assumed,
        "",
    ),
    sourced(
        assumed(
            "delay_cap_days",
            "Longest delay",
            "days",
            (0.0, 3650.0, 120.0),
            "No label arrives later than this.",
        ),
        Secondary,
        "S-29",
    ),
    choice(
        "delay_law",
        "Delay",
        &["lognormal", "fixed", "exponential"],
        "Spread around the median: lognormal with one in a hundred at the cap, none, or \
         exponential.",
    ),
    assumed(
        "coverage",
        "Coverage",
        "",
        (0.0, 1.0, 1.0),
        "Share of decisions whose truth is ever learnt.",
    ),
    assumed("noise_rate", "Wrong labels", "", (0.0, 0.5, 0.0), "Share of labels that are wrong."),
    flag(
        "selective",
        "Only of the approved",
        false,
        "What was declined never shows what it would have been.",
    ),
    assumed(
        "exploration_share",
        "Exploration",
        "",
        (0.0, 1.0, 0.0),
        "Share of the declined that is approved all the same, to see what becomes of them.",
    ),
    sourced(
        assumed("usd_per_label", "Price per label", "USD", (0.0, 1e6, 0.0), "What a label costs."),
        Secondary,
        "S-28",
    ),
];

pub(super) const PREDICTION_LOG: [ParamSpec; 6] = [
    assumed("sample_share", "Share kept", "", (0.0, 1.0, 1.0), "Share of the decisions kept."),
    flag("keeps_features", "Feature values and ages", true, "As they were when it decided."),
    flag("keeps_versions", "Model version", true, "Which version decided."),
    flag("keeps_arm", "Experiment arm", true, "Which arm it was in."),
    count("retention_days", "Kept for", (1, 3650, 90), "Days until a record is deleted."),
    sourced(
        assumed(
            "usd_per_million_records",
            "Price",
            "USD/M",
            (0.0, 1e6, 0.5),
            "Per million records of 1 kB.",
        ),
        Secondary,
        "S-2",
    ),
];

pub(super) const TRAINING: [ParamSpec; 13] = [
    choice(
        "trigger",
        "Trains",
        &["never", "calendar", "on_alert", "on_labelled_drop", "continuous", "oracle"],
        "On request only, on a schedule, when a monitor says so, when labels show a drop, with \
         each day's labels, or (to compare with) with labels that nobody can have yet.",
    ),
    shown_if(
        assumed("every_days", "Every", "days", (0.04, 3650.0, 30.0), "Time between two runs."),
        "trigger",
        &["calendar"],
    ),
    shown_if(
        assumed(
            "drop",
            "At a drop of",
            "",
            (0.0, 1.0, 0.1),
            "Fall of the labelled hit rate, from that of the last version's validation.",
        ),
        "trigger",
        &["on_labelled_drop"],
    ),
    assumed(
        "window_days",
        "Window",
        "days",
        (0.04, 3650.0, 90.0),
        "How far back the decisions go that it learns from.",
    ),
    assumed(
        "maturity_days",
        "Maturity",
        "days",
        (0.0, 3650.0, 30.0),
        "Decisions younger than this are left out; those without a label by then count as \
         negative.",
    ),
    count(
        "parameters",
        "Parameters",
        (0, 100_000_000, 0),
        "How much there is to learn; 0 is one for each feature. More need more labels.",
    ),
    count(
        "min_positives",
        "Fewest positives",
        (0, 100_000_000, 50),
        "With fewer in the window no run is made.",
    ),
    count(
        "wanted_labels",
        "Labels wanted",
        (0, NO_LIMIT, 0),
        "How long collecting so many takes is reported; 0 does not ask.",
    ),
    assumed("duration_h", "Takes", "h", (0.0, 1e4, 2.0), "Time from start to a new version."),
    assumed("usd_per_run", "Price per run", "USD", (0.0, 1e7, 20.0), "What a run costs."),
    choice(
        "validation",
        "Validated on",
        &["latest", "random"],
        "The latest part of the window, or random rows of all of it, which hides that the world \
         moves.",
    ),
    flag("gate", "Gate", true, "A version that is not better than the one in use stays out."),
    shown_if(
        assumed("gate_margin", "Better by", "AUC", (-1.0, 1.0, 0.0), "Least gain to be let in."),
        "gate",
        &["on"],
    ),
];

pub(super) const REGISTRY: [ParamSpec; 6] = [
    assumed(
        "canary_share",
        "Canary share",
        "",
        (0.0, 1.0, 0.1),
        "Share of requests that a new version serves at first; 0 brings it in all at once.",
    ),
    shown_if(
        assumed("canary_h", "Canary for", "h", (0.0, 1e4, 24.0), "Time until it serves all."),
        "canary_share",
        &["set"],
    ),
    flag(
        "automatic_rollback",
        "Rolls back itself",
        true,
        "A canary whose action rates or errors are off is taken back without asking.",
    ),
    assumed(
        "rollback_min",
        "Rollback takes",
        "min",
        (0.0, 1e5, 5.0),
        "From the decision until the version before serves again.",
    ),
    assumed("approval_h", "Approval takes", "h", (0.0, 1e4, 0.0), "Until somebody has said yes."),
    text("approver", "Approver", "Who says yes to a version."),
];
