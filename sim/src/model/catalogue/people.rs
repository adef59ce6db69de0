//! Parameters of a reviewer desk.

use super::spec::{NO_LIMIT, assumed, choice, count, shown_if, sourced};
use super::{Domain, Evidence, ParamSpec};
use Evidence::Secondary;

pub(super) const REVIEWERS: [ParamSpec; 4] = [
    ParamSpec {
        domain: Domain::Hours { max: 10_000, default: 8 },
        ..choice("staff", "Staff by hour", &["8"], "People at work in each hour of the day.")
    },
    count(
        "queue_limit",
        "Queue limit",
        (0, NO_LIMIT, NO_LIMIT),
        "Items that may wait; one that finds no place is overflow.",
    ),
    choice(
        "shift_end",
        "At shift end",
        &["finish", "requeue"],
        "A person who leaves finishes the item in hand, or puts it back at the head of the queue.",
    ),
    choice(
        "order",
        "Order",
        &["fifo", "expected_loss", "sla"],
        "First come, the likeliest loss first, or the same with waiting counted: a whole promise \
         of waiting weighs as much as a certain loss.",
    ),
];

pub(super) const DESK: [ParamSpec; 9] = [
    choice(
        "accuracy",
        "Accuracy",
        &["fixed", "prevalence"],
        "The two shares below, or what people reach when positives are as rare as in their queue.",
    ),
    shown_if(
        assumed(
            "sensitivity",
            "Sensitivity",
            "",
            (0.0, 1.0, 0.90),
            "Share of positives that a reviewer recognises.",
        ),
        "accuracy",
        &["fixed"],
    ),
    shown_if(
        assumed(
            "specificity",
            "Specificity",
            "",
            (0.0, 1.0, 0.95),
            "Share of negatives that a reviewer lets pass.",
        ),
        "accuracy",
        &["fixed"],
    ),
    assumed(
        "fatigue_per_h",
        "Fatigue",
        "z/h",
        (0.0, 5.0, 0.0),
        "Normal deviates of accuracy lost with each hour since the last break, or since a shift \
         of eight hours began; 0.1 is usual.",
    ),
    assumed(
        "break_every_h",
        "Break every",
        "h",
        (0.0, 24.0, 0.0),
        "Hours of a shift after which the desk pauses; 0 is no break.",
    ),
    shown_if(
        assumed("break_min", "Break lasts", "min", (0.1, 1440.0, 15.0), "Work waits meanwhile."),
        "break_every_h",
        &["set"],
    ),
    sourced(
        assumed("usd_per_item", "Price per item", "USD", (0.0, 1e6, 2.08), "What a review costs."),
        Secondary,
        "S-26",
    ),
    assumed(
        "sla_min",
        "Promise",
        "min",
        (0.0, 1e6, 30.0),
        "A review that takes longer, waiting included, breaks the promise.",
    ),
    choice(
        "overflow",
        "Overflow",
        &["approve", "decline"],
        "What happens to an item that finds no place in the queue.",
    ),
];
