//! Parameters of experiments.

use super::spec::{NO_LIMIT, assumed, choice, count, flag, sourced, text};
use super::{Evidence, ParamSpec};
use Evidence::Secondary;

/// Who is in which arm.
pub(super) const SPLIT: [ParamSpec; 7] = [
    choice(
        "unit",
        "Unit",
        &["user", "request"],
        "What is put into an arm: a user (the request's key) stays in it, a request does not.",
    ),
    text("salt", "Salt", "Another word draws other users."),
    assumed(
        "treatment_share",
        "Treatment",
        "",
        (0.0, 1.0, 0.5),
        "Share in the second arm: the second of the links in the order of their ids.",
    ),
    assumed("ramp_days", "Ramp", "days", (0.0, 365.0, 0.0), "Days until it has its full share."),
    assumed(
        "hold_out_share",
        "Hold-out",
        "",
        (0.0, 0.5, 0.0),
        "Share that stays with the first arm for good.",
    ),
    flag("exposure_log", "Exposure log", true, "Writes down who was really in which arm."),
    assumed(
        "lost_treatment",
        "Lost",
        "",
        (0.0, 1.0, 0.0),
        "Share of the treated whose exposure is lost, as when a slower page is left sooner.",
    ),
];

/// What is measured on a unit.
pub(super) const METRIC: [ParamSpec; 10] = [
    assumed("units_per_day", "Units a day", "", (0.0, 1e10, 0.0), "0 is one for each request."),
    assumed("baseline_rate", "Success", "", (0.0, 1.0, 0.05), "Share in the first arm."),
    assumed(
        "lift",
        "Lift",
        "",
        (-1.0, 100.0, 0.0),
        "Relative effect of the second arm: 0.05 is a twentieth more; 0 is an A/A test.",
    ),
    assumed("effect_size", "Effect size", "sd", (0.0, 10.0, 0.2), "Cohen's d of a mean."),
    assumed("novelty_lift", "Novelty", "", (-1.0, 100.0, 0.0), "Additional lift on the first day."),
    assumed("novelty_days", "Wears off in", "days", (0.0, 3650.0, 7.0), "Time constant of it."),
    assumed(
        "interference",
        "Interference",
        "",
        (0.0, 1.0, 0.0),
        "Share of the effect that spills over to the first arm: shared stock, shared history.",
    ),
    assumed(
        "trend",
        "Trend",
        "per day",
        (-0.5, 0.5, 0.0),
        "Relative change of the success by itself: what a before/after comparison takes for an \
         effect.",
    ),
    assumed("cluster_size", "Values a unit", "", (1.0, 1e6, 1.0), "Measured values of each unit."),
    assumed("icc", "Alike", "", (0.0, 1.0, 0.0), "Correlation of the values of one unit."),
];

/// How it is judged.
pub(super) const JUDGEMENT: [ParamSpec; 9] = [
    assumed("alpha", "Significance", "", (1e-9, 0.5, 0.05), "False alarms of a two-sided test."),
    assumed("power", "Power", "", (0.01, 0.9999, 0.8), "Chance to see the effect if it is there."),
    count(
        "looks",
        "Looks",
        (1, 1000, 1),
        "How often one looks, and stops at a significant result.",
    ),
    choice(
        "rule",
        "Looks are",
        &["naive", "obrien_fleming", "pocock"],
        "Each at the full level, or corrected.",
    ),
    assumed("days", "Runs for", "days", (0.0, 3650.0, 0.0), "0 is as long as the plan says."),
    sourced(
        assumed(
            "success_prior",
            "Ideas that work",
            "",
            (0.0, 1.0, 0.1),
            "Share of tried ideas that have an effect.",
        ),
        Secondary,
        "S-30",
    ),
    assumed("srm_p", "Mismatch below", "", (0.0, 1.0, 0.0005), "p of the arms' sizes."),
    count(
        "observed_control",
        "Seen, first arm",
        (0, NO_LIMIT, 0),
        "To judge sizes seen elsewhere.",
    ),
    count("observed_treatment", "Seen, second arm", (0, NO_LIMIT, 0), "The same of the other arm."),
];
