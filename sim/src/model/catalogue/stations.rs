//! Parameters that all stations share, with the presets of each kind.

use super::spec::{MAX_MS, MAX_S, NO_LIMIT, assumed, choice, count, flag, shown_if, sourced, text};
use super::{Evidence, ParamSpec};

const SERVERS_HELP: &str = "How many requests it (each replica) works on at the same time.";
const QUEUE_HELP: &str = "Places to wait, servers not counted; a request that finds none is shed.";

/// Servers, places to wait, order and admission.
pub(super) const fn servers(default: u32, queue: u32) -> [ParamSpec; 11] {
    [
        count("servers", "Servers", (1, 100_000, default), SERVERS_HELP),
        count("replicas", "Replicas", (1, 100_000, 1), "Copies of it, each with its servers."),
        choice(
            "queues",
            "Queues",
            &["shared", "per_replica"],
            "One queue for all replicas, or one each.",
        ),
        shown_if(
            choice(
                "balance",
                "Balance",
                &["random", "round_robin", "least", "two_choices", "hash"],
                "Which replica's queue a request joins; hash sends each key to its own.",
            ),
            "queues",
            &["per_replica"],
        ),
        count("queue_limit", "Queue limit", (0, NO_LIMIT, queue), QUEUE_HELP),
        choice(
            "shed",
            "When full",
            &["newest", "oldest"],
            "Who leaves when there is no place: the request that comes, or the one that has \
             waited longest.",
        ),
        choice(
            "discipline",
            "Order",
            &["fifo", "lifo", "priority", "shortest", "deadline", "sharing"],
            "Who is served next: first come, last come, most urgent class, least work, earliest \
             deadline, or everybody at once at a share of the speed.",
        ),
        shown_if(
            choice(
                "preemption",
                "Pre-emption",
                &["none", "resume", "restart"],
                "Does a more urgent request push another off its server, and does that one then go \
                 on or start anew?",
            ),
            "discipline",
            &["priority", "shortest", "deadline"],
        ),
        assumed(
            "rate_limit_per_s",
            "Rate limit",
            "/s",
            (0.0, 1e9, 0.0),
            "Visits let in per second by a token bucket; 0 lets all in. The rest fails at once.",
        ),
        shown_if(
            count("rate_burst", "Burst", (1, NO_LIMIT, 1), "Tokens that the bucket holds."),
            "rate_limit_per_s",
            &["set"],
        ),
        count(
            "concurrency_limit",
            "Concurrency limit",
            (0, NO_LIMIT, 0),
            "Requests that may be between here and their end at once; 0 is no limit.",
        ),
    ]
}

/// Errors, patience and deadlines.
pub(super) const TROUBLE: [ParamSpec; 4] = [
    assumed(
        "error_rate",
        "Error rate",
        "",
        (0.0, 1.0, 0.0),
        "Share of served requests that come back with an error.",
    ),
    choice(
        "patience_law",
        "Patience",
        &["none", "fixed", "exponential"],
        "Do waiting requests give up before they are served?",
    ),
    shown_if(
        assumed(
            "patience_mean_ms",
            "Mean patience",
            "ms",
            (0.000_001, MAX_MS, 1000.0),
            "How long a request waits in the queue before it leaves.",
        ),
        "patience_law",
        &["fixed", "exponential"],
    ),
    flag(
        "drops_expired",
        "Drops expired work",
        false,
        "A request whose deadline has passed is dropped when its turn comes.",
    ),
];

/// Dynamic batching.
pub(super) const BATCHING: [ParamSpec; 4] = [
    count(
        "max_batch",
        "Largest batch",
        (1, 100_000, 1),
        "How many requests a server takes at once; 1 is no batching.",
    ),
    shown_if(
        assumed(
            "max_batch_delay_ms",
            "Longest delay",
            "ms",
            (0.0, MAX_MS, 0.0),
            "A free server waits for a full batch until the oldest request has waited this long.",
        ),
        "max_batch",
        &["many"],
    ),
    shown_if(
        assumed(
            "batch_ms_per_item",
            "Time per item",
            "ms",
            (0.0, MAX_MS, 0.0),
            "Added to the service time for each request in the batch.",
        ),
        "max_batch",
        &["many"],
    ),
    shown_if(
        flag(
            "batch_joinable",
            "Joinable",
            false,
            "A request may join a batch in service that has room, and leaves with it.",
        ),
        "max_batch",
        &["many"],
    ),
];

/// Cold starts and autoscaling.
pub(super) const SCALING: [ParamSpec; 11] = [
    choice(
        "setup_law",
        "Cold start",
        &["deterministic", "exponential"],
        "Shape of the time that a new server or replica takes to be ready.",
    ),
    sourced(
        assumed(
            "setup_mean_ms",
            "Cold start time",
            "ms",
            (0.0, MAX_MS, 0.0),
            "Until a new server or replica is ready: seconds on a CPU, minutes with a GPU and a \
             large model. Also paid after an outage.",
        ),
        Evidence::Secondary,
        "S-17",
    ),
    flag("idle_off", "Off when idle", false, "Servers switch off when they have nothing to do."),
    shown_if(
        assumed(
            "keep_warm_ms",
            "Keep warm",
            "ms",
            (0.0, MAX_MS, 0.0),
            "How long an idle server stays on.",
        ),
        "idle_off",
        &["on"],
    ),
    flag("autoscale", "Autoscaling", false, "The number of replicas follows the load."),
    shown_if(
        count("min_replicas", "Fewest replicas", (1, 100_000, 1), "It never scales below."),
        "autoscale",
        &["on"],
    ),
    shown_if(
        count("max_replicas", "Most replicas", (1, 100_000, 10), "It never scales above."),
        "autoscale",
        &["on"],
    ),
    shown_if(
        assumed(
            "target_utilisation",
            "Target",
            "",
            (0.01, 1.0, 0.7),
            "Busy share of the servers that it aims at.",
        ),
        "autoscale",
        &["on"],
    ),
    shown_if(
        sourced(
            assumed("scale_sync_s", "Looks every", "s", (0.1, 1e6, 15.0), "Time between looks."),
            Evidence::Verified,
            "S-31",
        ),
        "autoscale",
        &["on"],
    ),
    shown_if(
        sourced(
            assumed(
                "scale_tolerance",
                "Tolerance",
                "",
                (0.0, 1.0, 0.1),
                "No change while utilisation is this close to its target, relatively.",
            ),
            Evidence::Recalled,
            "S-31",
        ),
        "autoscale",
        &["on"],
    ),
    shown_if(
        sourced(
            assumed(
                "scale_down_after_s",
                "Scale down after",
                "s",
                (0.0, 1e6, 300.0),
                "Scaling down takes the largest number wanted within this time.",
            ),
            Evidence::Recalled,
            "S-31",
        ),
        "autoscale",
        &["on"],
    ),
];

const WHILE_FAILING: &[&str] = &["set"];

/// Breakdowns and repairs.
pub(super) const FAILURES: [ParamSpec; 11] = [
    assumed(
        "mtbf_s",
        "Time between failures",
        "s",
        (0.0, MAX_S, 0.0),
        "Mean time from a repair to the next failure of a unit; 0 never fails.",
    ),
    shown_if(
        assumed("mttr_s", "Time to repair", "s", (0.0, MAX_S, 240.0), "Mean time of a repair."),
        "mtbf_s",
        WHILE_FAILING,
    ),
    shown_if(
        choice(
            "failure_law",
            "Failure law",
            &["exponential", "deterministic"],
            "Shape of the time between failures.",
        ),
        "mtbf_s",
        WHILE_FAILING,
    ),
    shown_if(
        choice(
            "repair_law",
            "Repair law",
            &["exponential", "deterministic"],
            "Shape of the time to repair.",
        ),
        "mtbf_s",
        WHILE_FAILING,
    ),
    shown_if(
        choice(
            "failure_unit",
            "Unit",
            &["replica", "node"],
            "What fails on its own: each replica with its servers, or the whole node.",
        ),
        "mtbf_s",
        WHILE_FAILING,
    ),
    shown_if(
        choice(
            "failure_clock",
            "Clock",
            &["always", "busy"],
            "Does it fail at any time, or only while it works?",
        ),
        "mtbf_s",
        WHILE_FAILING,
    ),
    choice(
        "interrupted",
        "Interrupted work",
        &["resume", "restart", "fail"],
        "When a server goes, its work goes back to the head of the queue to go on or to start \
         anew, or it fails.",
    ),
    choice(
        "when_down",
        "While down",
        &["wait", "refuse"],
        "With no server left, requests wait or are refused.",
    ),
    count(
        "slow_replicas",
        "Slow replicas",
        (0, 100_000, 0),
        "So many of the replicas with their own queues are slow, as if ill without failing.",
    ),
    shown_if(
        assumed(
            "slow_factor",
            "Slow factor",
            "",
            (0.01, 1e4, 5.0),
            "A slow replica takes this many times as long.",
        ),
        "slow_replicas",
        &["set"],
    ),
    text("zone", "Zone", "Nodes of one zone can fail together."),
];

/// Prices of running it.
pub(super) const fn price(
    per_hour: f64,
    per_million: f64,
    evidence: Evidence,
    source: &'static str,
) -> [ParamSpec; 2] {
    [
        sourced(
            assumed(
                "usd_per_hour",
                "Price per hour",
                "USD",
                (0.0, 1e6, per_hour),
                "What each replica costs for an hour, idle or busy.",
            ),
            evidence,
            source,
        ),
        sourced(
            assumed(
                "usd_per_million",
                "Price per million calls",
                "USD",
                (0.0, 1e9, per_million),
                "What a million visits cost.",
            ),
            evidence,
            source,
        ),
    ]
}
