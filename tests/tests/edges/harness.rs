//! Short runs of a design, read as users read them.

use serde_json::{Value, json};
use windtunnel_sim::model::Settings;
use windtunnel_sim::plan::Diagnostic;
use windtunnel_sim::request::simulate;
use windtunnel_tests::compare::{assert_finite, assert_sound};
use windtunnel_tests::network::Network;
use windtunnel_tests::view::{self, Place};

/// Traffic that comes at these times, in seconds.
pub fn at(times_s: &[f64]) -> Value {
    json!({"arrivals": "trace", "trace_s": times_s})
}

/// A station whose every service takes a second, with more parameters.
pub fn second(mut params: Value) -> Value {
    params["service_law"] = json!("deterministic");
    if params["service_mean_ms"].is_null() {
        params["service_mean_ms"] = json!(1000.0);
    }
    params
}

/// A single source and a single station called `queue`.
pub fn single(times_s: &[f64], station: Value) -> Network {
    Network::traffic(at(times_s), "queue").node("queue", "service", station)
}

/// The whole result, of which every identity holds.
pub fn run(network: &Network, horizon_s: f64) -> Value {
    run_with(network, Settings { horizon_s, buckets: 10, ..Settings::default() })
}

pub fn run_with(network: &Network, settings: Settings) -> Value {
    let result = simulate(&network.document().model(), &settings, None);
    let result = result.unwrap_or_else(|findings| panic!("{findings:?}"));
    assert_sound("edge", &result);
    assert_finite("edge", &result);
    view::of(&result)
}

/// What stops the run.
pub fn refused(network: &Network) -> Vec<Diagnostic> {
    let settings = Settings { horizon_s: 10.0, ..Settings::default() };
    match simulate(&network.document().model(), &settings, None) {
        Ok(_) => panic!("it runs"),
        Err(findings) => findings,
    }
}

/// A number of a node.
pub fn node(run: &Value, id: &str, path: &str) -> f64 {
    let part = view::part(run, Place::Node(id)).unwrap_or_else(|| panic!("no node {id}"));
    view::number(part, path).unwrap_or_else(|| panic!("{id} has no {path}: {part}"))
}

/// A number of one class at the node called `queue`.
pub fn class(run: &Value, name: &str, path: &str) -> f64 {
    let part = view::part(run, Place::NodeClass("queue", name));
    let part = part.unwrap_or_else(|| panic!("no class {name}: {}", run["nodes"]));
    view::number(part, path).unwrap_or_else(|| panic!("{name} has no {path}: {part}"))
}

/// Is this a whole number of times or visits?
pub fn count(run: &Value, id: &str, key: &str) -> u64 {
    node(run, id, &format!("visits/{key}")) as u64
}

/// Panics unless two times in ms are the same to a microsecond.
pub fn same(got: f64, want: f64) {
    assert!((got - want).abs() < 1e-3, "{got} is not {want}");
}
