//! Sources of requests, typed.

use super::values::Values;
use super::{Diagnostic, NANOS_PER_S, Nanos, Place, laws, nanos};
use crate::stats::Law;

/// Where requests come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SourcePlan {
    pub(crate) arrivals: Arrivals,
    /// Classes of its requests, with cumulative shares.
    pub(crate) classes: Vec<ClassPlan>,
    /// Latest useful time after arrival; 0 is none.
    pub(crate) deadline: Nanos,
    pub(crate) client: Option<ClientPlan>,
    /// Number of keys and their popularity.
    pub(crate) keys: (u32, f64),
}

/// A class of requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ClassPlan {
    /// Cumulative share among the classes of its source.
    pub(crate) share: f64,
    pub(crate) priority: u32,
    /// Multiplies service times.
    pub(crate) work: f64,
}

/// How long the sender waits, and how often it tries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ClientPlan {
    pub(crate) timeout: Nanos,
    pub(crate) attempts: u32,
    pub(crate) backoff: Nanos,
    pub(crate) cancels: bool,
}

/// When requests come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Arrivals {
    /// Gaps of one law, in nanoseconds.
    Renewal(Law),
    /// Poisson with a rate that varies.
    Thinned(Wave),
    /// Poisson with a rate for each phase; phases follow in a circle.
    Phases {
        /// Requests per nanosecond in each phase.
        rates: Vec<f64>,
        /// Mean stay in each, in nanoseconds.
        stays: Vec<f64>,
    },
    /// Users who wait for their answers.
    Closed { users: u32, think: Law },
    /// Recorded times.
    Times { times: Vec<Nanos>, repeats: bool },
    /// Recorded numbers in equal intervals.
    Counts { counts: Vec<u32>, interval: Nanos, repeats: bool },
}

const DAY: Nanos = 86_400_000_000_000;

/// A rate that varies over the day and the week, and with flash crowds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wave {
    /// Mean requests per nanosecond.
    pub(crate) rate: f64,
    pub(crate) amplitude: f64,
    /// When it peaks, and its length, in nanoseconds.
    pub(crate) peak: f64,
    pub(crate) period: f64,
    /// Multiplies the rate on two days of seven.
    pub(crate) weekend: f64,
    /// Mean time between flash crowds, their length and their factor.
    pub(crate) crowds: Option<(f64, Nanos, f64)>,
    /// Time in the life of the system at which the run begins.
    pub(crate) begins: Nanos,
}

impl Wave {
    /// The largest rate it can have.
    pub(crate) fn peak_rate(&self) -> f64 {
        let crowd = self.crowds.map_or(1.0, |(_, _, factor)| factor);
        self.rate * (1.0 + self.amplitude) * self.weekend.max(1.0) * crowd
    }

    /// The rate at a moment, with or without a crowd.
    pub(crate) fn rate_at(&self, now: Nanos, in_crowd: bool) -> f64 {
        let mut rate = self.rate;
        let now = now + self.begins;
        if self.amplitude > 0.0 {
            let phase = (now as f64 - self.peak) / self.period;
            rate *= 1.0 + self.amplitude * libm::cos(std::f64::consts::TAU * phase);
        }
        if now / DAY % 7 >= 5 {
            rate *= self.weekend;
        }
        match self.crowds {
            Some((_, _, factor)) if in_crowd => rate * factor,
            _ => rate,
        }
    }
}

impl SourcePlan {
    /// Lets the run begin on a later day of the calendar.
    pub(crate) fn begin_on(&mut self, day: u32) {
        if let Arrivals::Thinned(wave) = &mut self.arrivals {
            wave.begins = u64::from(day) * DAY;
        }
    }

    /// Mean requests per second, where the traffic does not depend on answers.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.arrivals, Arrivals::Closed { .. })
    }
}

pub(super) fn plan(
    values: &Values<'_>,
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> SourcePlan {
    let ms = |key: &str| nanos(values.number(key) / 1000.0);
    let timeout = ms("client_timeout_ms");
    SourcePlan {
        arrivals: arrivals(values, place, findings),
        classes: classes(values, place, findings),
        deadline: ms("deadline_ms"),
        client: (timeout > 0).then(|| ClientPlan {
            timeout,
            attempts: values.count("client_attempts"),
            backoff: ms("client_backoff_ms"),
            cancels: values.flag("client_cancels"),
        }),
        keys: (values.count("keys"), values.number("zipf_s")),
    }
}

fn classes(values: &Values<'_>, place: &Place, findings: &mut Vec<Diagnostic>) -> Vec<ClassPlan> {
    let (priority, work) = (values.count("priority"), values.number("work"));
    let shares = values.list("class_shares");
    if shares.is_empty() {
        return vec![ClassPlan { share: 1.0, priority, work }];
    }
    let total: f64 = shares.iter().sum();
    if total <= 0.0 {
        findings.push(Diagnostic::error(
            place.clone(),
            "The shares of its classes add up to nothing.",
            "Give one of them a share above 0.",
        ));
    }
    for key in ["class_priorities", "class_work"] {
        let given = values.list(key).len();
        if given > 0 && given != shares.len() {
            findings.push(Diagnostic::warning(
                place.clone(),
                format!("{key} has {given} values for {} classes.", shares.len()),
                "Give one for each share; classes without one have that of the source.",
            ));
        }
    }
    let mut cumulative = 0.0;
    let each = |key: &str, at: usize, otherwise: f64| {
        values.list(key).get(at).copied().unwrap_or(otherwise)
    };
    let plan = |(at, share): (usize, &f64)| {
        cumulative += share / total.max(f64::MIN_POSITIVE);
        ClassPlan {
            share: cumulative,
            priority: each("class_priorities", at, f64::from(priority)) as u32,
            work: each("class_work", at, 1.0) * work,
        }
    };
    shares.iter().enumerate().map(plan).collect()
}

fn arrivals(values: &Values<'_>, place: &Place, findings: &mut Vec<Diagnostic>) -> Arrivals {
    let rate = values.number("rate_per_s") / NANOS_PER_S;
    let mean = if rate > 0.0 { 1.0 / rate } else { f64::INFINITY };
    let needs_rate = ["poisson", "diurnal", "renewal", "constant"];
    if rate <= 0.0 && needs_rate.contains(&values.word("arrivals").as_str()) {
        findings.push(Diagnostic::warning(
            place.clone(),
            "Its rate is 0: no request ever comes.",
            "Give it a rate above 0.",
        ));
    }
    if values.word("arrivals") == "trace"
        && !values.list("trace_counts").is_empty()
        && !values.list("trace_s").is_empty()
    {
        findings.push(Diagnostic::warning(
            place.clone(),
            "It has recorded times and recorded counts: the counts are used.",
            "Take one of the two away.",
        ));
    }
    let mut fail = |message: &str, hint: &str| {
        findings.push(Diagnostic::error(place.clone(), message, hint));
    };
    match values.word("arrivals").as_str() {
        word @ ("poisson" | "diurnal") => {
            let every = values.number("burst_every_h");
            let crowds = (every > 0.0).then(|| {
                let length = nanos(values.number("burst_min") * 60.0);
                (every * 3600.0 * NANOS_PER_S, length, values.number("burst_factor"))
            });
            let weekend = values.number("weekend_factor");
            let diurnal = word == "diurnal";
            if !diurnal && crowds.is_none() && weekend == 1.0 {
                return Arrivals::Renewal(Law::Exponential { mean });
            }
            Arrivals::Thinned(Wave {
                rate,
                amplitude: if diurnal { values.number("amplitude") } else { 0.0 },
                peak: values.number("peak_hour") * 3600.0 * NANOS_PER_S,
                period: values.number("period_h") * 3600.0 * NANOS_PER_S,
                weekend,
                crowds,
                begins: 0,
            })
        }
        "renewal" => Arrivals::Renewal(laws::shaped("gap", mean, values, place, findings)),
        "mmpp" => {
            let rates: Vec<f64> =
                values.list("mmpp_rates_per_s").iter().map(|rate| rate / NANOS_PER_S).collect();
            let stays: Vec<f64> =
                values.list("mmpp_stays_s").iter().map(|stay| stay * NANOS_PER_S).collect();
            if rates.is_empty() || rates.len() != stays.len() || stays.iter().any(|&s| s <= 0.0) {
                fail(
                    "Its phases need a rate and a mean stay above 0 each.",
                    "Give two lists of the same length.",
                );
            }
            Arrivals::Phases { rates, stays }
        }
        "closed" => Arrivals::Closed {
            users: values.count("users"),
            think: laws::timed("think", values, place, findings),
        },
        "trace" => trace(values, &mut fail),
        _ => Arrivals::Renewal(Law::Deterministic { value: mean }),
    }
}

fn trace(values: &Values<'_>, fail: &mut dyn FnMut(&str, &str)) -> Arrivals {
    let repeats = values.flag("trace_repeats");
    let counts = values.list("trace_counts");
    if !counts.is_empty() {
        let counts = counts.iter().map(|&count| count as u32).collect();
        let interval = nanos(values.number("trace_interval_s"));
        return Arrivals::Counts { counts, interval, repeats };
    }
    let times = values.list("trace_s");
    if times.is_empty() {
        fail("It has no recorded requests.", "Import a recording, or choose other arrivals.");
    }
    if let Some(at) = times.windows(2).position(|pair| pair[1] < pair[0]) {
        fail(
            &format!(
                "Its recorded times are out of order: number {} is {} s, after {} s.",
                at + 2,
                times[at + 1],
                times[at]
            ),
            "Sort the recording by time.",
        );
    }
    Arrivals::Times { times: times.iter().map(|&time| nanos(time)).collect(), repeats }
}
