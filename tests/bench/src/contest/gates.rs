//! The ratios that are wanted.

use serde_json::{Value, json};

use super::{Curve, Row};

/// A number with what it must be and what it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    pub what: String,
    pub measured: Option<f64>,
    pub floor: f64,
    pub aim: f64,
    /// Memory and growth are wanted small.
    pub smaller_is_better: bool,
}

impl Gate {
    fn new(what: &str, measured: Option<f64>, floor: f64, aim: f64) -> Self {
        Gate { what: what.into(), measured, floor, aim, smaller_is_better: floor > aim }
    }

    fn reaches(&self, goal: f64) -> bool {
        self.measured.is_some_and(|measured| {
            if self.smaller_is_better { measured <= goal } else { measured >= goal }
        })
    }

    /// It was measured, and is not what it must be.
    pub fn is_below(&self) -> bool {
        self.measured.is_some() && !self.reaches(self.floor)
    }

    pub fn verdict(&self) -> &'static str {
        match self.measured {
            None => "not measured",
            Some(_) if self.reaches(self.aim) => "ok, aim reached",
            Some(_) if self.reaches(self.floor) => "ok",
            Some(_) => "below",
        }
    }

    pub fn json(&self) -> Value {
        json!({
            "what": self.what,
            "measured": self.measured,
            "floor": self.floor,
            "aim": self.aim,
            "smaller_is_better": self.smaller_is_better,
            "verdict": self.verdict(),
        })
    }
}

/// Above (engine over rival) on this workload, floor and aim.
const RATIOS: &[(&str, &str, &str, &str, f64, f64)] = &[
    ("to the loop by hand, Jackson", "jackson", "windtunnel", "by-hand", 0.5, 0.75),
    ("to the loop by hand, M/M/1", "mm1", "windtunnel", "by-hand", 0.4, 0.55),
    ("to the loop by hand, M/M/4", "mm4", "windtunnel", "by-hand", 0.5, 0.7),
    ("to SimPy, Jackson", "jackson", "windtunnel", "simpy", 80.0, 120.0),
    ("to SimPy, M/M/4", "mm4", "windtunnel", "simpy", 100.0, 170.0),
    ("to simcore, Jackson", "jackson", "windtunnel", "simcore", 1.5, 2.5),
    ("to odem-rs, M/M/1", "mm1", "windtunnel", "odem-rs", 1.5, 3.0),
    ("to NeXosim, M/M/1", "mm1", "windtunnel", "nexosim", 5.0, 7.0),
    ("to NeXosim, M/M/4", "mm4", "windtunnel", "nexosim", 5.0, 7.0),
    ("to NeXosim, Jackson", "jackson", "windtunnel", "nexosim", 5.0, 7.0),
    ("wasm to native, M/M/1", "mm1", "wasm", "windtunnel", 0.65, 0.8),
    ("wasm to native, M/M/4", "mm4", "wasm", "windtunnel", 0.65, 0.8),
    ("wasm to native, Jackson", "jackson", "wasm", "windtunnel", 0.65, 0.8),
    ("statistics on to off, M/M/1", "mm1", "windtunnel", "counts", 0.9, 0.95),
    ("statistics on to off, M/M/4", "mm4", "windtunnel", "counts", 0.9, 0.95),
    ("statistics on to off, Jackson", "jackson", "windtunnel", "counts", 0.9, 0.95),
    ("mechanisms unused to left out, M/M/1", "mm1", "windtunnel", "bare", 0.9, 0.97),
    ("mechanisms unused to left out, M/M/4", "mm4", "windtunnel", "bare", 0.9, 0.97),
    ("mechanisms unused to left out, Jackson", "jackson", "windtunnel", "bare", 0.9, 0.97),
];

/// All of them; `memory` is what 1e8 customers cost, in MiB, `year_ms` what a year of the life of a
/// system takes.
pub fn gates(rows: &[Row], curves: &[Curve], memory: Option<f64>, year_ms: f64) -> Vec<Gate> {
    let rate = |workload: &str, engine: &str| {
        let mut rows = rows.iter().filter(|row| row.good());
        rows.find(|row| row.entry.workload.name == workload && row.entry.engine == engine)?.best
    };
    let ratio = |above: Option<f64>, below: Option<f64>| Some(above? / below?);
    let mut gates: Vec<Gate> = RATIOS
        .iter()
        .map(|&(what, workload, above, below, floor, aim)| {
            let measured = ratio(rate(workload, above), rate(workload, below));
            Gate::new(what, measured, floor, aim)
        })
        .collect();
    let timeouts = ratio(rate("mm4-timeouts", "timeouts"), rate("mm4", "windtunnel"));
    gates.push(Gate::new("timeouts armed to not, M/M/4", timeouts, 0.55, 0.64));
    gates.push(Gate::new("MiB for 1e8 customers", memory, 16.0, 2.0));
    gates.push(Gate::new("ms for a year of card fraud", Some(year_ms), 50.0, 25.0));
    for curve in curves {
        let what = format!("event list, growth to log(pending), {}", curve.law);
        let mut gate = Gate::new(&what, curve.growth(), 1.0, 1.0);
        gate.smaller_is_better = true;
        gates.push(gate);
    }
    gates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_knows_its_direction() {
        let fast = |measured| Gate::new("ratio", Some(measured), 0.5, 0.75);
        assert_eq!([0.4, 0.5, 0.8].map(|m| fast(m).verdict()), ["below", "ok", "ok, aim reached"]);
        let small = |measured| Gate::new("memory", Some(measured), 16.0, 2.0);
        assert_eq!(
            [17.0, 3.0, 1.0].map(|m| small(m).verdict()),
            ["below", "ok", "ok, aim reached"]
        );
        let none = Gate::new("ratio", None, 0.5, 0.75);
        assert!(none.verdict() == "not measured" && !none.is_below());
    }
}
