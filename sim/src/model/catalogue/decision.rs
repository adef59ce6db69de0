//! Parameters of what decides.

use super::spec::{MAX_MS, assumed, choice, flag, sourced};
use super::{Evidence, ParamSpec};
use Evidence::Verified;

pub(super) const MODEL: [ParamSpec; 4] = [
    assumed(
        "separation_kept",
        "Separation kept",
        "",
        (0.0, 1.0, 1.0),
        "Share of the features' separation that its score keeps; below 1 for an older or \
         smaller model.",
    ),
    flag(
        "is_fallback",
        "Counts as fallback",
        false,
        "Decisions made with its score are reported as decided by fallback.",
    ),
    assumed(
        "calibration_slope",
        "Confidence",
        "x",
        (0.01, 100.0, 1.0),
        "What it multiplies true log odds by: above 1 it is surer than it should be.",
    ),
    assumed(
        "calibration_bias",
        "Optimism",
        "logits",
        (-20.0, 20.0, 0.0),
        "What it adds to true log odds: 0.7 about doubles small probabilities.",
    ),
];

pub(super) const RULES: [ParamSpec; 3] = [
    assumed(
        "true_positive_rate",
        "Hit rate",
        "",
        (0.0, 1.0, 0.25),
        "Share of positives that the rules decline.",
    ),
    assumed(
        "false_positive_rate",
        "False-alarm rate",
        "",
        (0.0, 1.0, 0.001),
        "Share of negatives that the rules decline.",
    ),
    flag(
        "is_fallback",
        "Counts as fallback",
        true,
        "Decisions made by these rules are reported as decided by fallback.",
    ),
];

pub(super) const POLICY: [ParamSpec; 2] = [
    assumed(
        "approve_below",
        "Approve below",
        "",
        (0.0, 1.0, 0.5),
        "Requests whose probability of being positive is below this are approved.",
    ),
    assumed(
        "decline_above",
        "Decline above",
        "",
        (0.0, 1.0, 0.5),
        "Requests whose probability is at least this are declined; between the two, people look.",
    ),
];

pub(super) const SINK: [ParamSpec; 2] = [
    sourced(
        assumed(
            "deadline_ms",
            "Deadline",
            "ms",
            (0.0, MAX_MS, 100.0),
            "A decision that comes later is not used.",
        ),
        Verified,
        "S-42",
    ),
    choice(
        "default_action",
        "Default action",
        &["approve", "decline"],
        "What is done with a request that got no decision in time.",
    ),
];
