//! Recorded traffic: a text or CSV file to the parameters of a traffic node.
//!
//! Three sorts of file, told apart by their columns:
//! - one time per line, in seconds or as ISO 8601 date-times;
//! - a time and the number of requests from it on, one interval a line;
//! - the number of requests alone, one interval a line, under a heading such as `count`.
//!
//! A heading is allowed, as are empty lines, lines that begin with `#`, semicolons and tabs for
//! commas, and quotes around values.

mod error;
mod line;
mod time;

use windtunnel_sim::model::{ParamValue, Params};

use crate::command::Command;
pub use error::TraceError;
use line::{Cells, Heading};
use time::Moment;

/// Most times or intervals of a recording; the catalogue holds the same limit.
pub const MAX_VALUES: usize = 200_000;

/// Seconds from here on are a clock's, and count from the first: three years.
const CLOCK_S: f64 = 1e8;

/// How far two intervals may differ, as a share, and still be the same.
const SAME: f64 = 1e-3;

/// A recording of requests.
#[derive(Debug, Clone, PartialEq)]
pub enum Recording {
    /// When each request came, in seconds, in order.
    Times(Vec<f64>),
    /// How many came in each interval.
    Counts {
        /// Requests, one number an interval.
        counts: Vec<f64>,
        /// Length of an interval in seconds; `None` where the file does not say.
        interval_s: Option<f64>,
    },
}

/// Reads a recording.
///
/// # Errors
/// Names the line, what is wrong with it and what is allowed.
pub fn parse(text: &str) -> Result<Recording, TraceError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().filter_map(|(at, line)| {
        let line = line.trim();
        (!line.is_empty() && !line.starts_with('#')).then(|| (at + 1, Cells::of(line)))
    });
    let Some(first) = lines.next() else { return Err(TraceError::Empty) };
    let heading = first.1.heading();
    // A heading is no row; without one the first line is.
    let rows = heading.is_none().then_some(first).into_iter().chain(lines);
    let recording = match heading {
        Some(Heading::Counts) => counts(rows)?,
        _ => times(rows)?,
    };
    if recording.requests() == 0 { Err(TraceError::Empty) } else { Ok(recording) }
}

/// Numbers of requests, one an interval.
fn counts<'a>(rows: impl Iterator<Item = (usize, Cells<'a>)>) -> Result<Recording, TraceError> {
    let mut counts = Vec::new();
    for (line, cells) in rows {
        let [cell] = cells.all() else { return Err(cells.too_many(line, 1)) };
        counts.push(line::count(line, cell)?);
        room(line, counts.len())?;
    }
    Ok(Recording::Counts { counts, interval_s: None })
}

/// Times alone, or times with the number of requests from each on.
fn times<'a>(rows: impl Iterator<Item = (usize, Cells<'a>)>) -> Result<Recording, TraceError> {
    let mut times: Vec<(usize, f64)> = Vec::new();
    let mut counts: Vec<f64> = Vec::new();
    let mut origin: Option<Moment> = None;
    for (line, cells) in rows {
        let has_counts = match cells.all() {
            [_] => false,
            [_, _] => true,
            _ => return Err(cells.too_many(line, 2)),
        };
        if !times.is_empty() && has_counts == counts.is_empty() {
            let wanted = if has_counts { 1 } else { 2 };
            return Err(TraceError::Columns { line, wanted, found: cells.all().len() });
        }
        let moment = Moment::parse(line, cells.all()[0])?;
        let start = *origin.get_or_insert(moment);
        if moment.is_date != start.is_date {
            return Err(TraceError::Mixed { line, is_date: moment.is_date });
        }
        let from_zero = !start.is_date && start.seconds < CLOCK_S;
        let seconds = moment.seconds - if from_zero { 0.0 } else { start.seconds };
        if let Some(&(_, before)) = times.last().filter(|(_, before)| seconds < *before) {
            let (found, before) = (rounded(seconds), rounded(before));
            return Err(TraceError::OutOfOrder { line, found, before });
        }
        if seconds < 0.0 {
            return Err(TraceError::Negative { line, found: seconds });
        }
        times.push((line, rounded(seconds)));
        room(line, times.len())?;
        if has_counts {
            counts.push(line::count(line, cells.all()[1])?);
        }
    }
    if counts.is_empty() {
        return Ok(Recording::Times(times.into_iter().map(|(_, seconds)| seconds).collect()));
    }
    evenly(&times, &counts)
}

/// Counts with the times at which their intervals start: gaps are intervals without requests.
fn evenly(times: &[(usize, f64)], counts: &[f64]) -> Result<Recording, TraceError> {
    let gaps = times.windows(2).map(|pair| (pair[1].0, pair[1].1 - pair[0].1));
    let Some(interval) = gaps.clone().map(|(_, gap)| gap).min_by(f64::total_cmp) else {
        return Ok(Recording::Counts { counts: counts.to_vec(), interval_s: None });
    };
    let mut even = vec![counts[0]];
    for ((line, gap), &count) in gaps.zip(&counts[1..]) {
        let steps = if interval > 0.0 { gap / interval } else { 0.0 };
        let whole = libm::round(steps);
        if whole < 1.0 || (steps - whole).abs() > SAME * whole {
            return Err(TraceError::Uneven { line, gap, interval });
        }
        room(line, even.len() + whole as usize)?;
        even.resize(even.len() + whole as usize - 1, 0.0);
        even.push(count);
    }
    Ok(Recording::Counts { counts: even, interval_s: Some(interval) })
}

fn room(line: usize, values: usize) -> Result<(), TraceError> {
    if values > MAX_VALUES { Err(TraceError::TooMany { line }) } else { Ok(()) }
}

/// To a microsecond: no clock that wrote a file knows better, and files stay short.
fn rounded(seconds: f64) -> f64 {
    libm::round(seconds * 1e6) / 1e6
}

impl Recording {
    /// Requests in it.
    #[must_use]
    pub fn requests(&self) -> u64 {
        match self {
            Self::Times(times) => times.len() as u64,
            Self::Counts { counts, .. } => counts.iter().sum::<f64>() as u64,
        }
    }

    /// What a traffic node needs to send it again. A recording that does not say how long its
    /// intervals are leaves that to the node.
    #[must_use]
    pub fn params(&self) -> Params {
        let mut params = Params::new();
        params.insert("arrivals".into(), "trace".into());
        match self {
            Self::Times(times) => {
                params.insert("trace_s".into(), ParamValue::List(times.clone()));
            }
            Self::Counts { counts, interval_s } => {
                params.insert("trace_counts".into(), ParamValue::List(counts.clone()));
                if let Some(interval_s) = interval_s {
                    params.insert("trace_interval_s".into(), (*interval_s).into());
                }
            }
        }
        params
    }

    /// The one command that gives a traffic node this recording instead of any other.
    #[must_use]
    pub fn command(&self, node: &str) -> Command {
        let mut params = self.params();
        let other = if matches!(self, Self::Times(_)) { "trace_counts" } else { "trace_s" };
        let set = |key: String, value| Command::SetParam(node.to_owned(), key, value);
        let mut commands = vec![set(other.to_owned(), None)];
        while let Some((key, value)) = params.pop_first() {
            commands.push(set(key, Some(value)));
        }
        Command::Batch(commands)
    }
}

/// What a traffic node's parameters hold of a recording: requests, and the seconds they span.
/// `None` without one.
#[must_use]
pub fn recorded(params: &Params) -> Option<(u64, f64)> {
    let list = |key: &str| match params.get(key) {
        Some(ParamValue::List(values)) if !values.is_empty() => Some(values),
        _ => None,
    };
    if let Some(counts) = list("trace_counts") {
        let interval_s = match params.get("trace_interval_s") {
            Some(ParamValue::Number(seconds)) => *seconds,
            _ => default_interval_s(),
        };
        return Some((counts.iter().sum::<f64>() as u64, counts.len() as f64 * interval_s));
    }
    let times = list("trace_s")?;
    Some((times.len() as u64, times.last().copied().unwrap_or_default()))
}

fn default_interval_s() -> f64 {
    use windtunnel_sim::model::{NodeKind, catalogue};
    let spec = catalogue::node(NodeKind::Traffic).param("trace_interval_s");
    match spec.map(catalogue::ParamSpec::default_value) {
        Some(ParamValue::Number(seconds)) => seconds,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests;
