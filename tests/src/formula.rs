//! What follows of a design by formula, and its life, as the JSON that users get.

use serde_json::Value;
use windtunnel_sim::{lifecycle, outlook};

use crate::network::Network;

/// The `outlook` of a design.
///
/// # Panics
/// If the design is refused.
#[must_use]
pub fn outlook(network: &Network) -> Value {
    let document = network.document();
    let outlook = outlook::outlook(&document.model(), &document.run).expect("the design is sound");
    serde_json::to_value(outlook).expect("an outlook is JSON")
}

/// The `life` of a design over so many days.
///
/// # Panics
/// If the design is refused.
#[must_use]
pub fn life(network: &Network, days: u32) -> Value {
    let mut document = network.document();
    document.run.days = days;
    let life = lifecycle::live(&document.model(), &document.run).expect("the design is sound");
    serde_json::to_value(life).expect("a life is JSON")
}

/// The number at a path of JSON, such as `/score/as_served/auc`.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn number(value: &Value, path: &str) -> f64 {
    let found = value.pointer(path);
    found.and_then(Value::as_f64).unwrap_or_else(|| panic!("no number at {path}: {found:?}"))
}

/// The number at a path is this one, to a relative error.
///
/// # Panics
/// If it is not.
pub fn expect(value: &Value, path: &str, want: f64, relative: f64) {
    let got = number(value, path);
    let error = (got - want).abs();
    assert!(error <= relative * want.abs().max(1e-12), "{path}: {got} is not {want}");
}
