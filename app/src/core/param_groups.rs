//! Parameters by groups: which are of use as the others stand, and which differ from their defaults.

use windtunnel_design::sim::model::catalogue::{self, LINK, ParamSpec, link_param_applies};
use windtunnel_design::sim::model::{NodeKind, Params, When};

/// Parameters of a link that belong together.
#[derive(Debug, Clone, Copy)]
pub struct LinkGroup {
    /// Heading.
    pub label: &'static str,
    /// Their keys.
    keys: &'static [&'static str],
}

/// The groups of a call link, the main one first.
pub const LINK_GROUPS: [LinkGroup; 6] = [
    LinkGroup {
        label: "Wire and timeout",
        keys: &[
            "weight",
            "order",
            "latency_ms",
            "timeout_ms",
            "cancel_on_timeout",
            "propagates_deadline",
        ],
    },
    LinkGroup {
        label: "Taken on",
        keys: &["trigger", "stale_after_s", "confidence_below", "monitor"],
    },
    LinkGroup { label: "Branch", keys: &["copies"] },
    LinkGroup {
        label: "Retries",
        keys: &[
            "attempts",
            "retry_budget",
            "backoff_law",
            "backoff_base_ms",
            "backoff_cap_ms",
            "backoff_jitter",
        ],
    },
    LinkGroup {
        label: "Hedging and bulkhead",
        keys: &["hedge_after_ms", "hedge_cancels", "bulkhead"],
    },
    LinkGroup {
        label: "Circuit breaker",
        keys: &[
            "breaker",
            "breaker_failures",
            "breaker_window_s",
            "breaker_min_calls",
            "breaker_calls",
            "breaker_error_share",
            "breaker_open_s",
            "breaker_probes",
        ],
    },
];

impl LinkGroup {
    /// Its parameters, in order.
    #[must_use]
    pub fn specs(&self) -> Vec<&'static ParamSpec> {
        self.keys.iter().filter_map(|key| catalogue::link_param(key)).collect()
    }
}

/// Is a node's parameter of use, as the others stand?
#[must_use]
pub fn node_shows(kind: NodeKind, params: &Params, spec: &ParamSpec) -> bool {
    let spec_of = |key: &str| catalogue::node(kind).param(key);
    is_shown(params, spec, &spec_of)
}

/// Is a link's parameter of use, on links of this condition and as the others stand?
#[must_use]
pub fn link_shows(when: When, params: &Params, spec: &ParamSpec) -> bool {
    let spec_of = |key: &str| LINK.iter().find(|spec| spec.key == key);
    link_param_applies(spec.key, when) && is_shown(params, spec, &spec_of)
}

/// What hangs on a parameter that is of no use itself is of none either.
fn is_shown(
    params: &Params,
    spec: &ParamSpec,
    spec_of: &dyn Fn(&str) -> Option<&'static ParamSpec>,
) -> bool {
    let default = |key: &str| spec_of(key).map(ParamSpec::default_value);
    let on = spec.shown_if.and_then(|(key, _)| spec_of(key));
    spec.is_shown(params, &default) && on.is_none_or(|on| is_shown(params, on, spec_of))
}

/// How many of these differ from their defaults.
#[must_use]
pub fn changed(params: &Params, specs: &[&'static ParamSpec]) -> usize {
    let differs = |spec: &&&ParamSpec| {
        params.get(spec.key).is_some_and(|value| *value != spec.default_value())
    };
    specs.iter().filter(differs).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(all: &[(&str, &str)]) -> Params {
        all.iter().map(|&(key, value)| (key.to_owned(), value.into())).collect()
    }

    #[test]
    fn every_parameter_of_a_link_is_in_one_group() {
        let grouped: Vec<&str> =
            LINK_GROUPS.iter().flat_map(|group| group.keys.iter().copied()).collect();
        for spec in LINK {
            let times = grouped.iter().filter(|key| **key == spec.key).count();
            assert_eq!(times, 1, "{}", spec.key);
        }
        assert_eq!(grouped.len(), LINK.len());
    }

    #[test]
    fn laws_show_only_what_they_need() {
        let shows = |law: &str, key: &str| {
            let spec = catalogue::node(NodeKind::Model).param(key).expect("a station has it");
            node_shows(NodeKind::Model, &params(&[("service_law", law)]), spec)
        };
        assert!(shows("lognormal", "service_p99_ms") && !shows("lognormal", "service_mean_ms"));
        assert!(shows("gamma", "service_shape") && !shows("gamma", "service_p99_ms"));
        assert!(shows("empirical", "service_samples_ms") && !shows("empirical", "service_cv"));
    }

    #[test]
    fn what_hangs_on_a_hidden_parameter_is_hidden() {
        let mut values = params(&[("arrivals", "poisson")]);
        values.insert("burst_every_h".into(), 6.0.into());
        let factor = catalogue::node(NodeKind::Traffic).param("burst_factor").expect("crowds");
        assert!(node_shows(NodeKind::Traffic, &values, factor));
        values.insert("arrivals".into(), "closed".into());
        assert!(!node_shows(NodeKind::Traffic, &values, factor));
    }

    #[test]
    fn breakers_and_triggers_show_what_they_need_where_they_apply() {
        let spec = |key| catalogue::link_param(key).expect("a link has it");
        let none = Params::new();
        assert!(!link_shows(When::Ok, &none, spec("breaker_min_calls")));
        let window = params(&[("breaker", "window")]);
        assert!(link_shows(When::Ok, &window, spec("breaker_min_calls")));
        assert!(!link_shows(When::Ok, &none, spec("trigger")));
        let stale = params(&[("trigger", "stale")]);
        assert!(link_shows(When::Failure, &stale, spec("stale_after_s")));
        assert!(link_shows(When::Branch, &none, spec("copies")));
    }

    #[test]
    fn changes_are_counted_against_defaults() {
        let group = catalogue::node(NodeKind::Gateway).params[0];
        let specs: Vec<_> = group.specs.iter().collect();
        let mut values = Params::new();
        assert_eq!(changed(&values, &specs), 0);
        values.insert("servers".into(), 3.0.into());
        values.insert("discipline".into(), "fifo".into());
        assert_eq!(changed(&values, &specs), 1);
    }
}
