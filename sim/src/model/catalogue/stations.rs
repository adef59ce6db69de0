//! Parameters that all stations share, with the presets of each kind.

use super::{Domain, Evidence, ParamSpec};

/// A number that is an assumption.
pub(super) const fn assumed(
    key: &'static str,
    label: &'static str,
    unit: &'static str,
    (min, max, default): (f64, f64, f64),
    help: &'static str,
) -> ParamSpec {
    ParamSpec {
        key,
        label,
        unit,
        domain: Domain::Number { min, max, default },
        evidence: Evidence::Assumed,
        source: "",
        help,
        shown_if: None,
    }
}

/// The same parameter, founded on a source.
pub(super) const fn sourced(
    spec: ParamSpec,
    evidence: Evidence,
    source: &'static str,
) -> ParamSpec {
    ParamSpec { evidence, source, ..spec }
}

/// The same parameter, shown only while another has one of these values.
pub(super) const fn shown_if(
    spec: ParamSpec,
    key: &'static str,
    words: &'static [&'static str],
) -> ParamSpec {
    ParamSpec { shown_if: Some((key, words)), ..spec }
}

/// A whole number that is an assumption.
pub(super) const fn count(
    key: &'static str,
    label: &'static str,
    (min, max, default): (u32, u32, u32),
    help: &'static str,
) -> ParamSpec {
    ParamSpec {
        domain: Domain::Count { min, max, default },
        ..assumed(key, label, "", (0.0, 0.0, 0.0), help)
    }
}

/// One of a few words; the first is the default.
pub(super) const fn choice(
    key: &'static str,
    label: &'static str,
    words: &'static [&'static str],
    help: &'static str,
) -> ParamSpec {
    ParamSpec { domain: Domain::Choice(words), ..assumed(key, label, "", (0.0, 0.0, 0.0), help) }
}

/// Largest queue limit; in practice no limit.
pub(super) const NO_LIMIT: u32 = 1_000_000_000;

const SERVERS_HELP: &str = "How many requests it works on at the same time.";
const QUEUE_HELP: &str = "Places to wait; a request that finds none is shed.";

/// Servers and places to wait.
pub(super) const fn servers(default: u32, queue: u32) -> [ParamSpec; 2] {
    [
        count("servers", "Servers", (1, 100_000, default), SERVERS_HELP),
        count("queue_limit", "Queue limit", (0, NO_LIMIT, queue), QUEUE_HELP),
    ]
}

const LAWS_LOGNORMAL: &[&str] = &["lognormal", "exponential", "deterministic"];
const LAWS_EXPONENTIAL: &[&str] = &["exponential", "deterministic", "lognormal"];
const LAW_HELP: &str = "The shape of its service times: long-tailed, memoryless or constant.";
const MEAN_HELP: &str = "Mean time to serve one request, waiting aside.";
const P50_HELP: &str = "Half of the requests are served faster than this.";
const P99_HELP: &str = "99 of 100 requests are served faster than this.";

/// Longest service time in ms: thirty days.
const MAX_MS: f64 = 30.0 * 86_400_000.0;

/// Service law with a lognormal default, by its median and 99th percentile.
pub(super) const fn lognormal_service(
    p50_ms: f64,
    p99_ms: f64,
    evidence: Evidence,
    source: &'static str,
) -> [ParamSpec; 4] {
    service(LAWS_LOGNORMAL, p50_ms, p50_ms, p99_ms, evidence, source)
}

/// Service law with an exponential default, by its mean.
pub(super) const fn exponential_service(mean_ms: f64) -> [ParamSpec; 4] {
    service(LAWS_EXPONENTIAL, mean_ms, mean_ms, 4.605 * mean_ms, Evidence::Assumed, "")
}

const fn service(
    laws: &'static [&'static str],
    mean_ms: f64,
    p50_ms: f64,
    p99_ms: f64,
    evidence: Evidence,
    source: &'static str,
) -> [ParamSpec; 4] {
    [
        choice("service_law", "Service time", laws, LAW_HELP),
        shown_if(
            assumed("service_mean_ms", "Mean", "ms", (0.0, MAX_MS, mean_ms), MEAN_HELP),
            "service_law",
            &["exponential", "deterministic"],
        ),
        shown_if(
            sourced(
                assumed("service_p50_ms", "Median", "ms", (0.000_001, MAX_MS, p50_ms), P50_HELP),
                evidence,
                source,
            ),
            "service_law",
            &["lognormal"],
        ),
        shown_if(
            sourced(
                assumed("service_p99_ms", "p99", "ms", (0.000_001, MAX_MS, p99_ms), P99_HELP),
                evidence,
                source,
            ),
            "service_law",
            &["lognormal"],
        ),
    ]
}

/// Errors and patience.
pub(super) const TROUBLE: [ParamSpec; 3] = [
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
                "What the whole node costs for an hour, idle or busy.",
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
