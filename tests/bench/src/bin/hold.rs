//! What an event costs by the number pending: the engine's event list in the HOLD model, two laws,
//! one line of JSON. A program of its own, so that the engine is compiled alike everywhere else.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::hint::black_box;
use std::time::Instant;

use serde_json::{Value, json};
use windtunnel_sim::request::{Hold, HoldLaw};

const LAWS: [(&str, HoldLaw); 2] =
    [("exponential", HoldLaw::Exponential), ("skewed", HoldLaw::Skewed)];
const PENDING: [u32; 7] = [4, 16, 100, 1_000, 10_000, 100_000, 1_000_000];
/// Events that are timed.
const EVENTS: u64 = 1_000_000;

fn main() {
    let mut found: Vec<Value> = Vec::new();
    for (name, law) in LAWS {
        for pending in PENDING {
            let mut hold = Hold::new(pending, law);
            black_box(hold.run(EVENTS / 2));
            let start = Instant::now();
            black_box(hold.run(EVENTS));
            let ns = start.elapsed().as_secs_f64() * 1e9 / EVENTS as f64;
            found.push(json!({"law": name, "pending": pending, "ns": ns}));
        }
    }
    println!("{}", Value::from(found));
}
