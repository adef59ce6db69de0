//! Parameters of call links.

use super::spec::{MAX_MS, assumed, choice, count, flag, shown_if, sourced, text};
use super::{Evidence, ParamSpec};

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
        (0.0, MAX_MS, 0.0),
        "How long the caller waits for this visit; 0 waits for ever.",
    ),
    flag(
        "cancel_on_timeout",
        "Cancel on timeout",
        false,
        "Without it, a timed-out visit still occupies its server.",
    ),
    sourced(
        count(
            "attempts",
            "Attempts",
            (1, 1_000_000, 1),
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
    flag(
        "backoff_jitter",
        "Full jitter",
        true,
        "Wait a random time up to the bound, so that retries do not come in step.",
    ),
    choice(
        "backoff_law",
        "Backoff grows",
        &["doubling", "constant", "exponential"],
        "The bound doubles, stays, or the wait is exponential with the backoff as its mean.",
    ),
    sourced(
        assumed(
            "retry_budget",
            "Retry budget",
            "",
            (0.0, 10.0, 0.0),
            "Retries allowed for each first call, as a share; 0.1 is usual, 0 sets no limit.",
        ),
        Evidence::Secondary,
        "SRE-21",
    ),
    flag(
        "propagates_deadline",
        "Passes the deadline on",
        false,
        "The timeout is cut to what the request has left of its deadline.",
    ),
    assumed(
        "hedge_after_ms",
        "Hedge after",
        "ms",
        (0.0, MAX_MS, 0.0),
        "A second copy is sent when no answer has come by then; the first answer counts. 0 never.",
    ),
    shown_if(
        flag("hedge_cancels", "Cancels the loser", true, "Otherwise it is served for nobody."),
        "hedge_after_ms",
        &["set"],
    ),
    count("bulkhead", "Bulkhead", (0, 1_000_000, 0), "Calls that may be open at once; 0 is any."),
    count("copies", "Copies", (1, 10_000, 1), "So many parallel calls of a branch."),
    choice(
        "breaker",
        "Circuit breaker",
        &["none", "consecutive", "window", "count"],
        "Opens after failures in a row, by the error share in a time window (Hystrix), or by the \
         error share of the last calls (resilience4j).",
    ),
    shown_if(
        count("breaker_failures", "Opens after", (1, 1_000_000, 5), "Failures in a row."),
        "breaker",
        &["consecutive"],
    ),
    shown_if(
        sourced(
            assumed("breaker_window_s", "Window", "s", (0.001, 1e6, 10.0), "It looks back so far."),
            Evidence::Verified,
            "S-24",
        ),
        "breaker",
        &["window"],
    ),
    shown_if(
        sourced(
            count(
                "breaker_min_calls",
                "Fewest calls",
                (1, 1_000_000, 20),
                "With fewer in its window it never opens.",
            ),
            Evidence::Verified,
            "S-24",
        ),
        "breaker",
        &["window"],
    ),
    shown_if(
        sourced(
            count("breaker_calls", "Last calls", (1, 10_000, 100), "It looks back so many calls."),
            Evidence::Verified,
            "S-25",
        ),
        "breaker",
        &["count"],
    ),
    shown_if(
        sourced(
            assumed(
                "breaker_error_share",
                "Error share",
                "",
                (0.0, 1.0, 0.5),
                "It opens at this share of failed calls.",
            ),
            Evidence::Verified,
            "S-24",
        ),
        "breaker",
        &["window", "count"],
    ),
    shown_if(
        sourced(
            assumed(
                "breaker_open_s",
                "Stays open",
                "s",
                (0.0, 1e6, 5.0),
                "Until it lets probes through; 60 s in resilience4j.",
            ),
            Evidence::Verified,
            "S-24",
        ),
        "breaker",
        &["consecutive", "window", "count"],
    ),
    shown_if(
        sourced(
            count(
                "breaker_probes",
                "Probes",
                (1, 1000, 1),
                "Calls let through to see; 10 in \
                 resilience4j.",
            ),
            Evidence::Verified,
            "S-24",
        ),
        "breaker",
        &["consecutive", "count"],
    ),
    choice(
        "trigger",
        "Taken on",
        &[
            "any",
            "error",
            "timeout",
            "overload",
            "breaker_open",
            "stale",
            "low_confidence",
            "monitor",
        ],
        "Which failure sends a request along this link: any, one of its kinds, an answer from old \
         features, one near the threshold, or a monitor that is firing.",
    ),
    shown_if(
        assumed(
            "stale_after_s",
            "Stale after",
            "s",
            (0.0, 1e9, 600.0),
            "A score from features older than this is not used.",
        ),
        "trigger",
        &["stale"],
    ),
    shown_if(
        assumed(
            "confidence_below",
            "Confidence below",
            "",
            (0.5, 1.0, 0.6),
            "A score whose larger class probability is below this is not used.",
        ),
        "trigger",
        &["low_confidence"],
    ),
    shown_if(
        text("monitor", "Monitor", "Id of the monitor whose alert sends requests here."),
        "trigger",
        &["monitor"],
    ),
];
