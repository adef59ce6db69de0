//! Parameters of call links.

use super::stations::{assumed, choice, count, sourced};
use super::{Domain, Evidence, ParamSpec};

/// Every parameter of a call link.
pub const LINK: &[ParamSpec] = &[
    assumed(
        "weight",
        "Share",
        "",
        (0.0, 1e6, 1.0),
        "Several links from one node share its requests in proportion to their weights.",
    ),
    count(
        "order",
        "Order",
        (1, 100, 1),
        "Failure links are tried from the lowest number up: the fallback chain.",
    ),
    sourced(
        assumed(
            "latency_ms",
            "Network time",
            "ms",
            (0.0, 60_000.0, 0.0),
            "Time on the wire; about 0.25 ms within a zone, 80 ms across an ocean.",
        ),
        Evidence::Secondary,
        "S-2",
    ),
    assumed(
        "timeout_ms",
        "Timeout",
        "ms",
        (0.0, 30.0 * 86_400_000.0, 0.0),
        "How long the caller waits for this visit; 0 waits for ever.",
    ),
    ParamSpec {
        domain: Domain::Flag { default: false },
        ..choice(
            "cancel_on_timeout",
            "Cancel on timeout",
            &["no"],
            "Without it, a timed-out visit still occupies its server.",
        )
    },
    sourced(
        count(
            "attempts",
            "Attempts",
            (1, 20, 1),
            "How often the call is made in all, the first included.",
        ),
        Evidence::Secondary,
        "SRE-21",
    ),
    sourced(
        assumed(
            "backoff_base_ms",
            "Backoff",
            "ms",
            (0.0, 3_600_000.0, 0.0),
            "Upper bound of the wait before the second attempt; doubles each time.",
        ),
        Evidence::Secondary,
        "AWS-JITTER",
    ),
    sourced(
        assumed(
            "backoff_cap_ms",
            "Backoff cap",
            "ms",
            (0.0, 3_600_000.0, 20_000.0),
            "The bound doubles no further than this.",
        ),
        Evidence::Secondary,
        "AWS-JITTER",
    ),
    ParamSpec {
        domain: Domain::Flag { default: true },
        ..choice(
            "backoff_jitter",
            "Full jitter",
            &["no"],
            "Wait a random time up to the bound, so that retries do not come in step.",
        )
    },
];
