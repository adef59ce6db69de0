//! One measurement in a process of its own.

use std::process::Command;

use serde_json::Value;

use super::Entry;

/// The line of JSON that every engine prints.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    pub events: u64,
    pub seconds: f64,
    pub customers: u64,
    pub mean: Option<f64>,
    /// The most memory before the first run and at the end, where the system tells.
    pub start_kb: Option<u64>,
    pub peak_kb: Option<u64>,
}

/// Runs an engine once; every round has its own seeds.
pub fn sample(entry: &Entry, round: u64, seconds: f64) -> Result<Sample, String> {
    let mut command = Command::new(&entry.program);
    command
        .args(&entry.args)
        .args(["--customers", &entry.customers.to_string()])
        .args(["--seed", &(1 + 1000 * round).to_string()])
        .args(["--seconds", &seconds.to_string()]);
    parse(&json(&mut command)?).ok_or_else(|| "it printed no measurement".into())
}

/// Runs a program that prints JSON.
pub fn json(command: &mut Command) -> Result<Value, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name} does not start: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        return Err(format!("it failed: {last}"));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("it printed no JSON: {error}"))
}

fn parse(line: &Value) -> Option<Sample> {
    let whole = |name: &str| line.get(name).and_then(Value::as_f64).map(|number| number as u64);
    Some(Sample {
        events: whole("events")?,
        seconds: line.get("seconds")?.as_f64()?,
        customers: whole("customers")?,
        mean: line.get("mean")?.as_f64(),
        start_kb: whole("start_kb"),
        peak_kb: whole("peak_kb"),
    })
}
