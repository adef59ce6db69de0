//! Numbers as a page of text has them.

use windtunnel_design::sim::result::Estimate;

/// What stands where too few samples came.
pub(crate) const NOT_ENOUGH: &str = "not enough data";
/// The same in a narrow column.
pub(crate) const TOO_FEW: &str = "too few";

/// Time of day, with the day where there are several.
pub(crate) fn clock(at_s: f64) -> String {
    let total = at_s as u64;
    let (day, hour, minute, second) =
        (total / 86_400, total / 3600 % 24, total / 60 % 60, total % 60);
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if day == 0 { time } else { format!("day {} {time}", day + 1) }
}

pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        s if s >= 172_800.0 => format!("{} days", trimmed(s / 86_400.0)),
        s if s >= 7_200.0 => format!("{} hours", trimmed(s / 3600.0)),
        s if s >= 120.0 => format!("{} minutes", trimmed(s / 60.0)),
        s => format!("{} seconds", trimmed(s)),
    }
}

/// Two decimals at most.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(crate) fn ms(value: Option<f64>) -> String {
    match value {
        None => NOT_ENOUGH.to_owned(),
        Some(ms) if ms >= 120_000.0 => format!("{:.1} min", ms / 60_000.0),
        Some(ms) if ms >= 10_000.0 => format!("{:.1} s", ms / 1000.0),
        Some(ms) => format!("{ms:.2} ms"),
    }
}

/// Milliseconds in a narrow column.
pub(crate) fn narrow_ms(value: Option<f64>) -> String {
    if value.is_none() { TOO_FEW.to_owned() } else { ms(value) }
}

/// A number that is neither a share nor money.
pub(crate) fn rate(value: Option<Estimate>) -> String {
    with_interval(value, 1.0, "")
}

pub(crate) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| NOT_ENOUGH.to_owned(), |value| format!("{value:.digits$}"))
}

pub(crate) fn share(value: Option<f64>) -> String {
    value.map_or_else(|| NOT_ENOUGH.to_owned(), |value| format!("{:.2} %", 100.0 * value))
}

/// A share of a count; nothing of nothing.
pub(crate) fn percent_of(part: u64, all: u64) -> String {
    share((all > 0).then(|| part as f64 / all as f64))
}

pub(crate) fn percent(value: Option<Estimate>) -> String {
    with_interval(value, 100.0, " %")
}

/// Cents only where they can be told apart from nothing.
pub(crate) fn usd(value: Option<Estimate>) -> String {
    match value {
        Some(estimate) if estimate.mean.abs() >= 10_000.0 => {
            let whole = |usd: f64| grouped((usd.abs() + 0.5) as u64);
            let sign = if estimate.mean < 0.0 { "-" } else { "" };
            let half = estimate.half_width_95.map(|half| format!(" ± {}", whole(half)));
            format!("{sign}{}{}", whole(estimate.mean), half.unwrap_or_default())
        }
        other => with_interval(other, 1.0, ""),
    }
}

pub(crate) fn with_interval(value: Option<Estimate>, scale: f64, unit: &str) -> String {
    let Some(estimate) = value else { return NOT_ENOUGH.to_owned() };
    let mean = scale * estimate.mean;
    match estimate.half_width_95 {
        Some(half) => format!("{mean:.2} ± {:.2}{unit}", scale * half),
        None => format!("{mean:.2}{unit}"),
    }
}

/// A whole number with its thousands apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
