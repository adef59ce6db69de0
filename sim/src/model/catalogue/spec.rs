//! Short ways to write a parameter down.

use super::{Domain, Evidence, ParamSpec};

/// Largest count; in practice no limit.
pub(super) const NO_LIMIT: u32 = 1_000_000_000;

/// Longest time in ms: ten years.
pub(super) const MAX_MS: f64 = 3653.0 * 86_400_000.0;

/// Longest time in s.
pub(super) const MAX_S: f64 = 1e9;

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

/// Yes or no.
pub(super) const fn flag(
    key: &'static str,
    label: &'static str,
    default: bool,
    help: &'static str,
) -> ParamSpec {
    ParamSpec { domain: Domain::Flag { default }, ..choice(key, label, &["no"], help) }
}

/// Free text.
pub(super) const fn text(key: &'static str, label: &'static str, help: &'static str) -> ParamSpec {
    ParamSpec { domain: Domain::Text, ..choice(key, label, &["text"], help) }
}

/// A list of numbers.
pub(super) const fn list(
    key: &'static str,
    label: &'static str,
    unit: &'static str,
    (min, max, longest): (f64, f64, usize),
    help: &'static str,
) -> ParamSpec {
    ParamSpec {
        domain: Domain::List { min, max, longest },
        ..assumed(key, label, unit, (0.0, 0.0, 0.0), help)
    }
}
