//! Parameters in words: ranges, defaults, choices, and what is wrong with a value.

use windtunnel_design::sim::model::ParamValue;
use windtunnel_design::sim::model::catalogue::{Domain, ParamSpec, ValueError};

use super::format;

/// Words of choices that people say otherwise.
const WORDS: [(&str, &str); 30] = [
    ("fifo", "first come, first served"),
    ("lifo", "last come, first served"),
    ("lru", "least recently used"),
    ("lfu", "least often used"),
    ("mmpp", "in phases (MMPP)"),
    ("sla", "promise"),
    // What monitors watch.
    ("null_share", "share of nulls"),
    ("review_share", "share for review"),
    ("decline_share", "share declined"),
    ("failure_share", "share failed"),
    ("default_share", "share by default"),
    ("latency_p99_ms", "p99 latency in ms"),
    ("feature_age_s", "age of a feature in s"),
    ("feature_range", "features out of range"),
    ("labelled_error", "error rate by labels"),
    ("labelled_miss_rate", "miss rate by labels"),
    ("labelled_false_alarm_rate", "false alarms by labels"),
    ("base_rate", "base rate by labels"),
    ("estimated_usd_per_1k", "estimated USD per 1,000"),
    ("slo_burn", "burn of the error budget"),
    ("queue_wait_min", "wait for a person in min"),
    // How they measure.
    ("psi", "PSI, by deciles"),
    ("ks", "Kolmogorov-Smirnov"),
    ("js", "Jensen-Shannon"),
    ("ddm", "DDM, rate of errors"),
    ("eddm", "EDDM, spacing of errors"),
    ("adwin", "ADWIN, adaptive window"),
    ("cusum", "CUSUM"),
    ("ewma", "EWMA"),
    ("obrien_fleming", "O'Brien-Fleming"),
];

/// A word of a choice as people say it.
#[must_use]
pub fn spoken(word: &str) -> String {
    let told = WORDS.iter().find(|(own, _)| *own == word);
    told.map_or_else(|| word.replace('_', " "), |(_, told)| (*told).to_owned())
}

/// From here on a limit is none.
pub const ENDLESS: f64 = 1e9;

/// A value with its unit; from [`ENDLESS`] on no limit.
#[must_use]
pub fn with_unit(value: f64, unit: &str) -> String {
    if value >= ENDLESS && unit.is_empty() {
        return "no limit".to_owned();
    }
    let number = if value.fract() == 0.0 { format::count(value) } else { value.to_string() };
    if unit.is_empty() { number } else { format!("{number} {unit}") }
}

/// What a parameter allows.
#[must_use]
pub fn range_words(spec: &ParamSpec) -> Option<String> {
    let words = |min: f64, max: f64| {
        let unit = if spec.unit.is_empty() { String::new() } else { format!(" {}", spec.unit) };
        let (from, to) = (with_unit(min, ""), with_unit(max, ""));
        Some(if spec.unit == "ms" {
            format!("{from} ms to {}", format::ms(max))
        } else if max >= ENDLESS {
            format!("{from}{unit} or more")
        } else {
            format!("{from} to {to}{unit}")
        })
    };
    match spec.domain {
        Domain::Number { min, max, .. } => words(min, max),
        Domain::Count { min, max, .. } => words(f64::from(min), f64::from(max)),
        Domain::Hours { max, .. } => words(0.0, f64::from(max)),
        Domain::List { min, max, longest } => {
            let each = words(min, max)?;
            Some(format!("at most {} numbers, each {each}", format::count(longest as f64)))
        }
        Domain::Choice(_) | Domain::Flag { .. } | Domain::Text => None,
    }
}

/// A parameter's default.
#[must_use]
pub fn default_words(spec: &ParamSpec) -> String {
    match spec.domain {
        Domain::Number { default, .. } => with_unit(default, spec.unit),
        Domain::Count { default, .. } => with_unit(f64::from(default), spec.unit),
        Domain::Choice(words) => spoken(words[0]),
        Domain::Flag { default } => if default { "on" } else { "off" }.to_owned(),
        Domain::Text | Domain::List { .. } => "empty".to_owned(),
        Domain::Hours { default, .. } => format!("{default} at all hours"),
    }
}

/// What a number comes to, where its digits do not say it: a long time.
#[must_use]
pub fn in_words(spec: &ParamSpec, value: &ParamValue) -> Option<String> {
    match value {
        ParamValue::Number(ms) if spec.unit == "ms" && *ms >= 1_000.0 => {
            Some(format!("= {}", format::ms(*ms)))
        }
        _ => None,
    }
}

/// What is wrong with a value, for the person who typed it.
#[must_use]
pub fn sentence(error: &ValueError, spec: &ParamSpec) -> String {
    match error {
        ValueError::Range { value, .. } => match (range_words(spec), spec.domain) {
            (Some(range), Domain::List { .. }) => format!("{value} does not fit: {range}."),
            (Some(range), _) => format!("Allowed: {range}."),
            (None, _) => error.to_string(),
        },
        ValueError::Length { count, longest, .. } => {
            let (count, longest) = (*count as f64, *longest as f64);
            format!("{} numbers; {} are the most.", format::count(count), format::count(longest))
        }
        ValueError::Type { needs, .. } => format!("This needs {needs}."),
        ValueError::Unknown { .. } => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use windtunnel_design::sim::model::{NodeKind, catalogue};

    #[test]
    fn every_word_told_otherwise_is_a_choice_of_the_catalogue() {
        let choices: Vec<&str> = NodeKind::ALL
            .iter()
            .flat_map(|kind| catalogue::node(*kind).all_params())
            .filter_map(|spec| match spec.domain {
                Domain::Choice(words) => Some(words),
                _ => None,
            })
            .flatten()
            .copied()
            .collect();
        for (word, _) in WORDS {
            assert!(choices.contains(&word), "{word}");
        }
        assert_eq!(spoken("page_hinkley"), "page hinkley");
    }

    #[test]
    fn ranges_and_defaults_carry_their_unit() {
        let sink = catalogue::node(NodeKind::Sink).param("deadline_ms").expect("sinks have one");
        assert_eq!(default_words(sink), "100 ms");
        assert_eq!(range_words(sink).as_deref(), Some("0 ms to 3,653 days"));
    }

    #[test]
    fn a_value_out_of_range_says_what_is_allowed() {
        let servers = catalogue::node(NodeKind::Model).param("servers").expect("a station");
        let error = servers.check(&ParamValue::Number(0.0)).expect_err("no servers");
        assert_eq!(sentence(&error, servers), "Allowed: 1 to 100,000.");
    }

    #[test]
    fn lists_say_how_many_and_which_numbers_they_hold() {
        let rates = catalogue::node(NodeKind::Traffic).param("mmpp_rates_per_s").expect("a list");
        let range = range_words(rates).expect("lists have one");
        assert_eq!(range, "at most 64 numbers, each 0 to 1.0 M /s");
        let error = rates.check(&ParamValue::List(vec![-1.0])).expect_err("below 0");
        assert_eq!(sentence(&error, rates), format!("-1 does not fit: {range}."));
        let error = rates.check(&ParamValue::List(vec![1.0; 65])).expect_err("too many");
        assert_eq!(sentence(&error, rates), "65 numbers; 64 are the most.");
    }

    #[test]
    fn a_limit_that_is_none_says_so() {
        let limit = catalogue::node(NodeKind::Reviewers).param("queue_limit").expect("a count");
        assert_eq!(default_words(limit), "no limit");
    }

    #[test]
    fn large_numbers_are_put_plainly() {
        let spec = catalogue::node(NodeKind::Reviewers).param("service_p50_ms").expect("a law");
        let value = ParamValue::Number(270_000.0);
        assert_eq!(in_words(spec, &value).as_deref(), Some("= 4.5 min"));
    }
}
