//! Parameters of traffic.

use super::ParamSpec;
use super::laws::GAP_LAWS;
use super::spec::{MAX_MS, MAX_S, NO_LIMIT, assumed, choice, count, flag, list, shown_if};

const WITH_RATE: &[&str] = &["poisson", "diurnal", "constant", "renewal"];
const WAVY: &[&str] = &["diurnal"];
const THINNED: &[&str] = &["poisson", "diurnal"];

/// When requests come.
pub(super) const ARRIVALS: [ParamSpec; 15] = [
    choice(
        "arrivals",
        "Arrivals",
        &["poisson", "diurnal", "constant", "renewal", "mmpp", "closed", "trace"],
        "Independent, with a daily wave, evenly spaced, with gaps of any law, in phases, from \
         users who wait for their answers, or as recorded.",
    ),
    shown_if(
        assumed(
            "rate_per_s",
            "Mean rate",
            "/s",
            (0.0, 1e6, 5.0),
            "Requests per second on average.",
        ),
        "arrivals",
        WITH_RATE,
    ),
    shown_if(
        assumed(
            "amplitude",
            "Daily wave",
            "",
            (0.0, 1.0, 0.5),
            "How far the rate swings around its mean: 0.5 is from half to one and a half.",
        ),
        "arrivals",
        WAVY,
    ),
    shown_if(
        assumed(
            "peak_hour",
            "Peak at",
            "h",
            (0.0, 8760.0, 15.0),
            "Hour with the highest rate; the run starts at hour 0.",
        ),
        "arrivals",
        WAVY,
    ),
    shown_if(
        assumed("period_h", "Period", "h", (0.001, 8760.0, 24.0), "Length of the wave."),
        "arrivals",
        WAVY,
    ),
    shown_if(
        assumed(
            "weekend_factor",
            "Weekend",
            "",
            (0.0, 100.0, 1.0),
            "Multiplies the rate on the last two days of each week.",
        ),
        "arrivals",
        THINNED,
    ),
    shown_if(
        assumed(
            "burst_every_h",
            "Flash crowds every",
            "h",
            (0.0, 1e6, 0.0),
            "Mean time between flash crowds, which come at random; 0 is never.",
        ),
        "arrivals",
        THINNED,
    ),
    shown_if(
        assumed(
            "burst_factor",
            "Crowd factor",
            "",
            (1.0, 1000.0, 3.0),
            "A flash crowd multiplies the rate.",
        ),
        "burst_every_h",
        &["set"],
    ),
    shown_if(
        assumed("burst_min", "Crowd lasts", "min", (0.001, 1e6, 10.0), "How long it stays."),
        "burst_every_h",
        &["set"],
    ),
    shown_if(
        list(
            "mmpp_rates_per_s",
            "Rate in each phase",
            "/s",
            (0.0, 1e6, 64),
            "Rates of the phases, which follow one another in a circle.",
        ),
        "arrivals",
        &["mmpp"],
    ),
    shown_if(
        list(
            "mmpp_stays_s",
            "Mean stay in each phase",
            "s",
            (0.0, MAX_S, 64),
            "Each phase lasts an exponential time with this mean.",
        ),
        "arrivals",
        &["mmpp"],
    ),
    shown_if(
        list(
            "trace_s",
            "Times",
            "s",
            (0.0, MAX_S, 200_000),
            "Recorded times of requests, in ascending order.",
        ),
        "arrivals",
        &["trace"],
    ),
    shown_if(
        list(
            "trace_counts",
            "Counts",
            "",
            (0.0, 1e9, 200_000),
            "Recorded numbers of requests in equal intervals; within one they come at random.",
        ),
        "arrivals",
        &["trace"],
    ),
    shown_if(
        assumed(
            "trace_interval_s",
            "Interval of counts",
            "s",
            (0.001, MAX_S, 60.0),
            "Length of an interval of the recorded counts.",
        ),
        "arrivals",
        &["trace"],
    ),
    shown_if(
        flag("trace_repeats", "Repeats", false, "At its end the recording starts again."),
        "arrivals",
        &["trace"],
    ),
];

/// Gaps between arrivals, without their shape.
pub(super) const GAPS: [ParamSpec; 1] = [shown_if(
    choice("gap_law", "Gaps", GAP_LAWS, "Shape of the times between requests."),
    "arrivals",
    &["renewal"],
)];

/// Users who wait for their answers.
pub(super) const USERS: [ParamSpec; 3] = [
    shown_if(
        count("users", "Users", (1, 1_000_000, 20), "Each has one request under way at most."),
        "arrivals",
        &["closed"],
    ),
    shown_if(
        choice(
            "think_law",
            "Think time",
            &[
                "exponential",
                "deterministic",
                "erlang",
                "gamma",
                "uniform",
                "hyperexponential",
                "weibull",
                "pareto",
                "empirical",
            ],
            "Shape of the time from an answer to the next request.",
        ),
        "arrivals",
        &["closed"],
    ),
    shown_if(
        assumed(
            "think_mean_ms",
            "Mean think time",
            "ms",
            (0.0, MAX_MS, 10_000.0),
            "From an answer to the same user's next request.",
        ),
        "arrivals",
        &["closed"],
    ),
];

/// Who the requests are.
pub(super) const CLASSES: [ParamSpec; 8] = [
    count(
        "priority",
        "Priority",
        (0, 1000, 0),
        "Stations that serve by priority take the smallest first.",
    ),
    assumed(
        "work",
        "Work",
        "",
        (0.0, 1e6, 1.0),
        "Multiplies the service time of these requests everywhere.",
    ),
    list(
        "class_shares",
        "Classes",
        "",
        (0.0, 1e6, 32),
        "Shares of the classes mixed in this traffic; empty is one class.",
    ),
    list("class_priorities", "Priority of each class", "", (0.0, 1000.0, 32), "In their order."),
    list("class_work", "Work of each class", "", (0.0, 1e6, 32), "In their order."),
    assumed(
        "deadline_ms",
        "Deadline",
        "ms",
        (0.0, MAX_MS, 0.0),
        "Latest useful time after arrival, for stations that look at it; 0 is none.",
    ),
    count("keys", "Keys", (1, 1_000_000, 1000), "Different things the requests are about."),
    assumed(
        "zipf_s",
        "Popularity",
        "",
        (0.0, 10.0, 1.0),
        "Zipf exponent: 0 is all keys alike, 1 a few that are asked for all the time.",
    ),
];

/// How long the sender waits.
pub(super) const CLIENT: [ParamSpec; 4] = [
    assumed(
        "client_timeout_ms",
        "Gives up after",
        "ms",
        (0.0, MAX_MS, 0.0),
        "The sender stops waiting for the answer; 0 waits for ever.",
    ),
    shown_if(
        count(
            "client_attempts",
            "Tries",
            (1, NO_LIMIT, 1),
            "How often the sender tries in all, the first included.",
        ),
        "client_timeout_ms",
        &["set"],
    ),
    shown_if(
        assumed(
            "client_backoff_ms",
            "Pause between tries",
            "ms",
            (0.0, MAX_MS, 0.0),
            "How long the sender waits before it tries again.",
        ),
        "client_timeout_ms",
        &["set"],
    ),
    shown_if(
        flag(
            "client_cancels",
            "Takes it back",
            false,
            "The abandoned request is withdrawn; otherwise the system works on for nobody.",
        ),
        "client_timeout_ms",
        &["set"],
    ),
];
