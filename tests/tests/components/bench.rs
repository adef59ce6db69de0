//! Designs of one component, run and read as users run and read them.

use serde_json::{Map, Value, json};
use windtunnel_sim::model::Settings;
use windtunnel_sim::request::simulate;
use windtunnel_sim::result::Outcome;
use windtunnel_sim::stats::normal_cdf;
use windtunnel_tests::compare::{Runs, assert_finite, assert_sound};
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

/// Two sets of parameters, of which the second wins.
pub fn with(first: &Value, second: &Value) -> Value {
    let both = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let mut all: Map<String, Value> = both(first);
    all.extend(both(second));
    Value::Object(all)
}

/// A station with so many servers whose every service takes so long.
pub fn constant(servers: u32, service_ms: f64) -> Value {
    json!({"servers": servers, "service_law": "deterministic", "service_mean_ms": service_ms})
}

/// A station that takes no time and is never full.
pub fn instant() -> Value {
    constant(10_000, 0.0)
}

/// Traffic that comes at these times, in seconds.
pub fn at(times_s: &[f64]) -> Value {
    json!({"arrivals": "trace", "trace_s": times_s})
}

/// Traffic at this rate with equal gaps, the first request one gap after the start.
pub fn evenly(rate_per_s: f64) -> Value {
    json!({"arrivals": "constant", "rate_per_s": rate_per_s})
}

/// A world of one feature on every request; half of the requests are positive.
pub fn one_feature(separation: f64, served_by: &str, tau_s: f64) -> Value {
    let feature = json!({
        "id": "feature", "separation": separation, "served_by": served_by, "tau_s": tau_s,
    });
    json!({"base_rate": 0.5, "features": [feature]})
}

/// Area under the ROC of scores this far apart.
pub fn auc(separation: f64) -> f64 {
    normal_cdf(separation / std::f64::consts::SQRT_2)
}

/// Mean of a function over an interval, by the midpoint rule.
pub fn mean_over(from: f64, to: f64, of: impl Fn(f64) -> f64) -> f64 {
    let parts = 4000;
    let middle = |part: i32| from + (to - from) * (f64::from(part) + 0.5) / f64::from(parts);
    (0..parts).map(|part| of(middle(part))).sum::<f64>() / f64::from(parts)
}

/// Replications of a system with about so many requests in all; every identity holds in each.
pub fn runs(name: &str, network: &Network, rate_per_s: f64, requests: f64) -> Runs {
    let runs = Runs::of(name, network, rate_per_s, requests);
    runs.results().iter().for_each(|run| assert_finite(name, run));
    runs
}

/// The same over a horizon, warm-up included.
pub fn runs_of_length(name: &str, network: &Network, horizon_s: f64, warmup_s: f64) -> Runs {
    let runs = Runs::of_length(name, network, horizon_s, warmup_s);
    runs.results().iter().for_each(|run| assert_finite(name, run));
    runs
}

/// Is the area under the ROC what theory says?
pub fn expect_auc(runs: &Runs, theory: f64) {
    runs.expect("AUC", theory, |run| run.quality.auc);
}

/// One run, of which every identity holds and every number is one.
#[derive(Debug)]
pub struct Run(pub Value);

/// Runs for so long, with ten buckets.
pub fn run(network: &Network, horizon_s: f64) -> Run {
    run_with(network, horizon_s, 0.0, 10)
}

/// Runs with a warm-up and so many buckets.
pub fn run_with(network: &Network, horizon_s: f64, warmup_s: f64, buckets: u32) -> Run {
    let settings = Settings { horizon_s, warmup_s, buckets, seed: 11, ..Settings::default() };
    let result = simulate(&network.document().model(), &settings, None);
    let result = result.unwrap_or_else(|findings| panic!("{findings:?}"));
    assert_sound("component", &result);
    assert_finite("component", &result);
    Run(view::of(&result))
}

impl Run {
    fn number(&self, place: Place<'_>, path: &str) -> f64 {
        let part = view::part(&self.0, place).unwrap_or_else(|| panic!("no {place}"));
        view::number(part, path).unwrap_or_else(|| panic!("{place} has no {path}: {part}"))
    }

    /// A number of a node.
    pub fn node(&self, id: &str, path: &str) -> f64 {
        self.number(Place::Node(id), path)
    }

    /// Visits of a node that ended so.
    pub fn visits(&self, id: &str, key: &str) -> u64 {
        self.node(id, &format!("visits/{key}")) as u64
    }

    /// A number of the requests.
    pub fn requests(&self, path: &str) -> f64 {
        self.number(Place::Requests, path)
    }

    /// Requests with this outcome.
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        self.requests(&format!("outcomes/{}", outcome as usize)) as u64
    }

    /// A number of the decisions' quality.
    pub fn quality(&self, path: &str) -> f64 {
        view::number(&self.0["quality"], path)
            .unwrap_or_else(|| panic!("no {path}: {}", self.0["quality"]))
    }

    /// A series of a node.
    pub fn series(&self, id: &str, path: &str) -> Vec<f64> {
        let part = view::part(&self.0, Place::Series(id)).unwrap_or_else(|| panic!("no {id}"));
        view::numbers(part, path).unwrap_or_else(|| panic!("{id} has no {path}"))
    }
}

/// Panics unless two numbers are the same but for rounding.
pub fn same(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-6 * want.abs().max(1e-3), "{got} is not {want}");
}

/// Panics unless a count is this one, give or take what falls on a moment of change.
pub fn about(got: u64, want: f64, give: f64) {
    assert!((got as f64 - want).abs() <= give, "{got} is not {want} +- {give}");
}
