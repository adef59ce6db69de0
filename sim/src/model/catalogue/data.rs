//! Parameters of what brings and keeps data.

use super::spec::{MAX_S, NO_LIMIT, assumed, choice, count, flag, shown_if, sourced, text};
use super::{Domain, Evidence, ParamSpec};
use Evidence::{Recalled, Secondary, Verified};

pub(super) const FEATURE_STORE: [ParamSpec; 7] = [
    assumed(
        "miss_rate",
        "Miss rate",
        "",
        (0.0, 1.0, 0.0),
        "Share of requests whose stored features are not found and so are null.",
    ),
    count("rows", "Rows per request", (1, 100_000, 1), "Entities looked up for one request."),
    sourced(
        assumed(
            "ms_per_row",
            "Time per further row",
            "ms",
            (0.0, 1000.0, 0.16),
            "Added to the service time for each row beyond the first: 0.8 ms at one row grew to \
             17 ms at a hundred.",
        ),
        Verified,
        "S-9",
    ),
    count("features", "Features per row", (1, 100_000, 50), "Values read for each row."),
    sourced(
        assumed(
            "ms_per_feature",
            "Time per further feature",
            "ms",
            (0.0, 1000.0, 0.0),
            "Added for each feature beyond fifty; 0.55 ms was measured with Python and DynamoDB.",
        ),
        Verified,
        "S-9",
    ),
    assumed(
        "hot_key_share",
        "Hot key",
        "",
        (0.0, 1.0, 0.0),
        "Share of requests for one key; with a queue for each replica they all meet at the first.",
    ),
    assumed(
        "ttl_s",
        "Expires after",
        "s",
        (0.0, MAX_S, 0.0),
        "Features older than this are null; 0 keeps them.",
    ),
];

pub(super) const FEED: [ParamSpec; 4] = [
    sourced(
        assumed(
            "lag_ms",
            "Lag",
            "ms",
            (0.0, 86_400_000.0, 5.0),
            "How far it trails reality; after a stop, features suffer this much later.",
        ),
        Verified,
        "S-12",
    ),
    assumed(
        "interval_s",
        "Interval",
        "s",
        (0.0, MAX_S, 0.0),
        "Time between deliveries; 0 delivers all the time.",
    ),
    choice(
        "on_stop",
        "When it stops",
        &["null", "stale"],
        "Its features turn null, or keep their last values and age.",
    ),
    text("contract", "Contract", "What the producer promises; empty is nothing."),
];

pub(super) const PIPELINE: [ParamSpec; 4] = [
    sourced(
        assumed("lag_ms", "Lag", "ms", (0.0, 86_400_000.0, 5.0), "Broker and consumer."),
        Verified,
        "S-12",
    ),
    assumed(
        "window_s",
        "Window",
        "s",
        (0.0, MAX_S, 300.0),
        "It computes over windows of this length, so its values are half as old on average.",
    ),
    assumed(
        "catch_up",
        "Catches up at",
        "x",
        (1.0, 1000.0, 5.0),
        "Speed at which it works off a backlog, in multiples of real time.",
    ),
    choice(
        "on_stop",
        "When it stops",
        &["stale", "null"],
        "Its features keep their last values and age, or turn null.",
    ),
];

/// When a batch job runs and how it fails.
pub(super) const SCHEDULE: [ParamSpec; 7] = [
    assumed("period_h", "Runs every", "h", (0.001, 8760.0, 24.0), "Time between starts."),
    assumed("start_hour", "First start at", "h", (0.0, 8760.0, 2.0), "Hour of the first start."),
    assumed("run_min", "Takes", "min", (0.0, 1e6, 45.0), "How long a run takes."),
    assumed("fail_rate", "Fails", "", (0.0, 1.0, 0.0), "Share of the runs that fail."),
    count("job_attempts", "Tries", (1, 100, 2), "How often a run is tried, the first included."),
    assumed(
        "retry_after_min",
        "Tries again after",
        "min",
        (0.0, 1e6, 15.0),
        "Pause between a failed run and its next try.",
    ),
    assumed(
        "partial_share",
        "Left out",
        "",
        (0.0, 1.0, 0.0),
        "Share of the entities that a run does not reach: they keep their older values.",
    ),
];

pub(super) const BATCH_SCORER: [ParamSpec; 3] = [
    assumed(
        "coverage",
        "Coverage",
        "",
        (0.0, 1.0, 1.0),
        "Share of requests that have a score at all; the rest fails.",
    ),
    assumed(
        "score_ttl_h",
        "Scores expire after",
        "h",
        (0.0, 1e6, 0.0),
        "A request that finds an older score fails; 0 serves any age.",
    ),
    assumed(
        "separation_kept",
        "Separation kept",
        "",
        (0.0, 1.0, 1.0),
        "Share of the features' separation that its score keeps when fresh.",
    ),
];

pub(super) const CACHE: [ParamSpec; 7] = [
    assumed(
        "ttl_s",
        "Time to live",
        "s",
        (0.0, MAX_S, 300.0),
        "How long an answer is good; 0 is for ever.",
    ),
    flag("refresh_on_hit", "Hits renew it", false, "Each hit starts the time to live anew."),
    count("capacity", "Capacity", (0, NO_LIMIT, 0), "Keys it holds; 0 holds all."),
    shown_if(
        choice(
            "eviction",
            "Eviction",
            &["lru", "fifo", "random", "lfu"],
            "Who goes when it is full: least recently used, oldest, anybody, or least popular.",
        ),
        "capacity",
        &["set"],
    ),
    flag(
        "coalesce",
        "Single flight",
        true,
        "Requests for a key that is being fetched wait for that fetch; without it each fetches.",
    ),
    assumed(
        "stale_s",
        "Stale while fetching",
        "s",
        (0.0, MAX_S, 0.0),
        "For this long after its end an answer is still given while a new one is fetched.",
    ),
    assumed(
        "negative_ttl_s",
        "Remembers failures",
        "s",
        (0.0, MAX_S, 0.0),
        "How long a failed fetch is answered with a failure at once; 0 asks again each time.",
    ),
];

pub(super) const EDGE: [ParamSpec; 6] = [
    assumed("watts", "Power at work", "W", (0.0, 1e5, 3.5), "While it computes."),
    assumed("idle_watts", "Power idle", "W", (0.0, 1e5, 0.5), "While it waits."),
    assumed("battery_wh", "Battery", "Wh", (0.0, 1e6, 0.0), "0 is mains."),
    assumed(
        "throttle_after_min",
        "Throttles after",
        "min",
        (0.0, 1e5, 10.0),
        "Minutes of work, less minutes idle, after which it is too hot; 0 never.",
    ),
    assumed("throttle_factor", "Throttled", "x", (1.0, 100.0, 1.5), "Times as slow when hot."),
    ParamSpec {
        domain: Domain::Hours { max: 1, default: 1 },
        ..choice(
            "link_up",
            "Online by hour",
            &["1"],
            "Hours of the day in which it can send what it decided; decisions made offline wait.",
        )
    },
];

pub(super) const LLM: [ParamSpec; 7] = [
    assumed("input_tokens", "Tokens in", "", (0.0, 1e7, 800.0), "In each call."),
    assumed("output_tokens", "Tokens out", "", (0.0, 1e6, 60.0), "In each answer."),
    sourced(
        assumed("tokens_per_s", "Speed", "/s", (0.1, 1e6, 60.0), "Tokens out per second."),
        Secondary,
        "S-18",
    ),
    sourced(
        assumed(
            "malformed_rate",
            "Malformed",
            "",
            (0.0, 1.0, 0.1),
            "Share of answers that cannot be parsed: a tenth raw, a ten-thousandth with repair.",
        ),
        Secondary,
        "S-14",
    ),
    sourced(
        assumed(
            "usd_per_million_input",
            "Price of tokens in",
            "USD/M",
            (0.0, 1e6, 0.15),
            "Per million.",
        ),
        Secondary,
        "S-19",
    ),
    sourced(
        assumed(
            "usd_per_million_output",
            "Price of tokens out",
            "USD/M",
            (0.0, 1e6, 0.60),
            "Per million.",
        ),
        Secondary,
        "S-19",
    ),
    assumed(
        "separation_kept",
        "Separation kept",
        "",
        (0.0, 1.0, 1.0),
        "Share of the features' separation that its answer keeps.",
    ),
];

pub(super) const RETRIEVAL: [ParamSpec; 1] = [sourced(
    assumed(
        "recall",
        "Recall",
        "",
        (0.0, 1.0, 0.95),
        "Share of what should be found that is found; what a later ranker can do is scaled by it.",
    ),
    Secondary,
    "S-21",
)];

pub(super) const RANKER: [ParamSpec; 3] = [
    count("candidates", "Candidates", (1, 100_000, 100), "Items scored for one request."),
    assumed(
        "ms_per_candidate",
        "Time per candidate",
        "ms",
        (0.0, 1000.0, 0.02),
        "Added to the service time for each.",
    ),
    assumed(
        "separation_kept",
        "Separation kept",
        "",
        (0.0, 1.0, 1.0),
        "Share of the features' separation that its score keeps.",
    ),
];

pub(super) const BALANCER: [ParamSpec; 5] = [
    choice(
        "policy",
        "Policy",
        &["random", "round_robin", "least", "two_choices"],
        "By the links' shares, in turn, to the target with the fewest open calls, or to the less \
         busy of two drawn at random.",
    ),
    flag(
        "health_checks",
        "Health checks",
        false,
        "Targets that are down are left out. A target that answers its checks but fails its calls \
         is not noticed.",
    ),
    shown_if(
        sourced(
            assumed(
                "health_every_s",
                "Checks every",
                "s",
                (0.01, 1e6, 10.0),
                "Time between checks.",
            ),
            Recalled,
            "S-2",
        ),
        "health_checks",
        &["on"],
    ),
    shown_if(
        count("unhealthy_after", "Out after", (1, 1000, 3), "Failed checks in a row."),
        "health_checks",
        &["on"],
    ),
    shown_if(
        count("healthy_after", "Back after", (1, 1000, 2), "Good checks in a row."),
        "health_checks",
        &["on"],
    ),
];

pub(super) const FAN_OUT: [ParamSpec; 1] = [count(
    "wait_for",
    "Answers needed",
    (0, 100_000, 0),
    "How many branches must answer before it goes on; 0 is all.",
)];
