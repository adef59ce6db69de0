//! The kinds of node and their parameters.

use super::stations::{
    NO_LIMIT, TROUBLE, assumed, choice, count, exponential_service, lognormal_service, price,
    servers, shown_if, sourced,
};
use super::{Domain, Evidence, NodeSpec, ParamSpec};
use crate::model::NodeKind;
use Evidence::{Assumed, Secondary, Verified};

/// One entry a kind, in the order of [`NodeKind::ALL`].
pub(super) const NODES: [NodeSpec; 13] = [
    NodeSpec {
        kind: NodeKind::Traffic,
        label: "Traffic",
        group: "World",
        summary: "Where requests come from: steady, random or with a daily wave.",
        params: &[&TRAFFIC],
    },
    NodeSpec {
        kind: NodeKind::Gateway,
        label: "Gateway",
        group: "Serving",
        summary: "The front door: adds a little time, and sheds what it cannot take.",
        params: &[
            &servers(200, 1000),
            &lognormal_service(5.0, 20.0, Assumed, ""),
            &TROUBLE,
            &price(0.0, 1.0, Secondary, "S-5"),
        ],
    },
    NodeSpec {
        kind: NodeKind::Service,
        label: "Service",
        group: "Serving",
        summary: "A plain station: servers and a queue, for anything else that takes time.",
        params: &[
            &servers(1, NO_LIMIT),
            &exponential_service(10.0),
            &TROUBLE,
            &price(0.0, 0.0, Assumed, ""),
        ],
    },
    NodeSpec {
        kind: NodeKind::FeatureStore,
        label: "Feature store",
        group: "Data",
        summary: "Reads the features that the request does not carry; what it misses, the model \
                  does not see.",
        params: &[
            &servers(64, 1000),
            &lognormal_service(2.0, 7.2, Verified, "S-9"),
            &FEATURE_STORE,
            &TROUBLE,
            &price(0.20, 0.0, Assumed, ""),
        ],
    },
    NodeSpec {
        kind: NodeKind::Feed,
        label: "Feature feed",
        group: "Data",
        summary: "An upstream pipeline that keeps features fresh; while it is down they are null.",
        params: &[&FEED],
    },
    NodeSpec {
        kind: NodeKind::Model,
        label: "Model server",
        group: "Decision",
        summary: "Scores a request from the features that reached it.",
        params: &[
            &servers(8, 1000),
            &lognormal_service(2.0, 5.0, Secondary, "S-14"),
            &MODEL,
            &TROUBLE,
            &price(0.34, 0.0, Verified, "S-3"),
        ],
    },
    NodeSpec {
        kind: NodeKind::Rules,
        label: "Rules",
        group: "Decision",
        summary: "Decides by fixed rules with a known hit rate and false-alarm rate.",
        params: &[
            &servers(64, 1000),
            &lognormal_service(1.0, 2.0, Assumed, ""),
            &RULES,
            &TROUBLE,
            &price(0.0, 0.0, Assumed, ""),
        ],
    },
    NodeSpec {
        kind: NodeKind::Fallback,
        label: "Fallback router",
        group: "Safety",
        summary: "Calls its first target, and the next one when that fails.",
        params: &[],
    },
    NodeSpec {
        kind: NodeKind::Policy,
        label: "Policy",
        group: "Decision",
        summary: "Turns a score into approve, review or decline.",
        params: &[&POLICY],
    },
    NodeSpec {
        kind: NodeKind::Reviewers,
        label: "Reviewer desk",
        group: "People",
        summary: "People with shifts who decide what the policy was unsure of.",
        params: &[&REVIEWERS, &lognormal_service(270_000.0, 780_000.0, Secondary, "S-26"), &DESK],
    },
    NodeSpec {
        kind: NodeKind::Sink,
        label: "Decision",
        group: "World",
        summary: "Where a decision takes effect; a late one is replaced by the default action.",
        params: &[&SINK],
    },
    NodeSpec {
        kind: NodeKind::Labels,
        label: "Labels",
        group: "Data",
        summary: "The truth about past decisions, late and incomplete.",
        params: &[&LABELS],
    },
    NodeSpec {
        kind: NodeKind::Monitor,
        label: "Monitor",
        group: "Safety",
        summary: "Watches one signal in a sliding window and raises an alert.",
        params: &[&MONITOR],
    },
];

const TRAFFIC: [ParamSpec; 5] = [
    choice(
        "arrivals",
        "Arrivals",
        &["poisson", "diurnal", "constant"],
        "Independent, independent with a daily wave, or evenly spaced.",
    ),
    assumed("rate_per_s", "Mean rate", "/s", (0.0, 1e6, 5.0), "Requests per second, on average."),
    shown_if(
        assumed(
            "amplitude",
            "Daily wave",
            "",
            (0.0, 1.0, 0.5),
            "How far the rate swings around its mean: 0.5 is from half to one and a half.",
        ),
        "arrivals",
        &["diurnal"],
    ),
    shown_if(
        assumed(
            "peak_hour",
            "Peak at",
            "h",
            (0.0, 24.0, 15.0),
            "Hour of the day with the highest rate; the run starts at hour 0.",
        ),
        "arrivals",
        &["diurnal"],
    ),
    shown_if(
        assumed("period_h", "Period", "h", (0.001, 8760.0, 24.0), "Length of the wave."),
        "arrivals",
        &["diurnal"],
    ),
];

const FEATURE_STORE: [ParamSpec; 1] = [assumed(
    "miss_rate",
    "Miss rate",
    "",
    (0.0, 1.0, 0.0),
    "Share of requests whose stored features are not found and so are null.",
)];

const FEED: [ParamSpec; 1] = [sourced(
    assumed(
        "lag_ms",
        "Lag",
        "ms",
        (0.0, 86_400_000.0, 5.0),
        "How far it trails reality; after a stop, features turn null this much later.",
    ),
    Verified,
    "S-12",
)];

const MODEL: [ParamSpec; 2] = [
    assumed(
        "separation_kept",
        "Separation kept",
        "",
        (0.0, 1.0, 1.0),
        "Share of the features' separation that its score keeps; below 1 for an older or \
         smaller model.",
    ),
    ParamSpec {
        domain: Domain::Flag { default: false },
        ..choice(
            "is_fallback",
            "Counts as fallback",
            &["no"],
            "Decisions made with its score are reported as decided by fallback.",
        )
    },
];

const RULES: [ParamSpec; 3] = [
    sourced(
        assumed(
            "true_positive_rate",
            "Hit rate",
            "",
            (0.0, 1.0, 0.25),
            "Share of positives that the rules decline.",
        ),
        Assumed,
        "",
    ),
    assumed(
        "false_positive_rate",
        "False-alarm rate",
        "",
        (0.0, 1.0, 0.001),
        "Share of negatives that the rules decline.",
    ),
    ParamSpec {
        domain: Domain::Flag { default: true },
        ..choice(
            "is_fallback",
            "Counts as fallback",
            &["no"],
            "Decisions made by these rules are reported as decided by fallback.",
        )
    },
];

const POLICY: [ParamSpec; 2] = [
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

const REVIEWERS: [ParamSpec; 3] = [
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
];

const DESK: [ParamSpec; 5] = [
    assumed(
        "sensitivity",
        "Sensitivity",
        "",
        (0.0, 1.0, 0.90),
        "Share of positives that a reviewer recognises.",
    ),
    assumed(
        "specificity",
        "Specificity",
        "",
        (0.0, 1.0, 0.95),
        "Share of negatives that a reviewer lets pass.",
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

const SINK: [ParamSpec; 2] = [
    sourced(
        assumed(
            "deadline_ms",
            "Deadline",
            "ms",
            (0.0, 30.0 * 86_400_000.0, 100.0),
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

const LABELS: [ParamSpec; 3] = [
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
    assumed(
        "coverage",
        "Coverage",
        "",
        (0.0, 1.0, 1.0),
        "Share of decisions whose truth is ever learnt.",
    ),
];

const MONITOR: [ParamSpec; 5] = [
    choice(
        "signal",
        "Signal",
        &["null_share", "review_share", "decline_share", "failure_share", "latency_p99_ms"],
        "What is watched.",
    ),
    choice("direction", "Alert when", &["above", "below"], "Which side of the threshold is bad."),
    assumed("threshold", "Threshold", "", (0.0, 1e9, 0.2), "The value that must not be crossed."),
    assumed("window_min", "Window", "min", (0.1, 1e5, 5.0), "Time over which the signal is taken."),
    ParamSpec {
        domain: Domain::Text,
        ..choice("owner", "Owner", &[""], "Who is told. An alert without an owner waits.")
    },
];
