//! A result as the JSON that users get, read by path.

use serde_json::Value;
use windtunnel_sim::result::RunResult;

/// The result as JSON.
///
/// # Panics
/// If it cannot be written, which no result may.
#[must_use]
pub fn of(run: &RunResult) -> Value {
    serde_json::to_value(run).expect("a result is JSON")
}

/// A part of a result.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// The node with this id.
    Node(&'a str),
    /// The link with this id.
    Link(&'a str),
    /// The requests as their senders saw them.
    Requests,
    /// The requests of one class.
    Class(&'a str),
    /// The visits of one class (the second) to a node (the first).
    NodeClass(&'a str, &'a str),
    /// The time series of a node.
    Series(&'a str),
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Node(id) | Self::Link(id) => write!(f, "{id}"),
            Self::Requests => write!(f, "requests"),
            Self::Class(class) => write!(f, "requests of {class}"),
            Self::NodeClass(id, class) => write!(f, "{id} {class}"),
            Self::Series(id) => write!(f, "series of {id}"),
        }
    }
}

/// This part of a result.
#[must_use]
pub fn part<'a>(run: &'a Value, place: Place<'_>) -> Option<&'a Value> {
    let among = |list: &'a Value, key: &str, name: &str| {
        list.as_array()?.iter().find(|item| item[key] == name)
    };
    match place {
        Place::Node(id) => among(&run["nodes"], "id", id),
        Place::Link(id) => among(&run["links"], "id", id),
        Place::Requests => Some(&run["requests"]),
        Place::Class(class) => among(&run["classes"], "class", class),
        Place::NodeClass(id, class) => {
            among(&part(run, Place::Node(id))?["classes"], "class", class)
        }
        Place::Series(id) => among(&run["series"]["nodes"], "id", id),
    }
}

/// The number at a path such as `wait/mean_ms`; of an estimate, its mean.
#[must_use]
pub fn number(part: &Value, path: &str) -> Option<f64> {
    let value = part.pointer(&format!("/{path}"))?;
    value.as_f64().or_else(|| value.get("mean")?.as_f64())
}

/// Half the width of the 95 % interval that belongs to the number at this path.
#[must_use]
pub fn half_width(part: &Value, path: &str) -> Option<f64> {
    let value = part.pointer(&format!("/{path}"))?;
    if value.is_object() {
        return value.get("half_width_95")?.as_f64();
    }
    // That of a plain number stands beside it: `p95_ms` and `p95_half_width_95_ms`, `rate_per_s`
    // and `rate_per_s_half_width_95`; that of an item of a list in a list beside that.
    let beside = |path: &str| part.pointer(&format!("/{path}"))?.as_f64();
    let (list, item) = path.rsplit_once('/').unwrap_or((path, ""));
    path.strip_suffix("_ms")
        .and_then(|path| beside(&format!("{path}_half_width_95_ms")))
        .or_else(|| beside(&format!("{path}_half_width_95")))
        .or_else(|| beside(&format!("{list}_half_width_95/{item}")))
}

/// All the numbers of a list.
#[must_use]
pub fn numbers(part: &Value, path: &str) -> Option<Vec<f64>> {
    part.pointer(&format!("/{path}"))?.as_array()?.iter().map(Value::as_f64).collect()
}

/// Share of all who came to a node that found no free server, whatever became of them.
///
/// What the result has is the share of the *served* that waited.
#[must_use]
pub fn share_that_waited(node: &Value) -> Option<f64> {
    let served = number(node, "visits/served")? + number(node, "visits/errors")?;
    let at_once = served * (1.0 - number(node, "waited_share")?);
    Some(1.0 - at_once / number(node, "visits/arrived")?)
}

/// Share of the finished requests with this outcome, a place of
/// [`Outcome::ALL`](windtunnel_sim::result::Outcome::ALL).
#[must_use]
pub fn outcome_share(run: &Value, outcome: windtunnel_sim::result::Outcome) -> Option<f64> {
    let outcomes = numbers(run, "requests/outcomes")?;
    Some(outcomes.get(outcome as usize)? / outcomes.iter().sum::<f64>())
}

/// Number present at a node at this hour of the day, over the days behind a warm-up, in a run from
/// midnight whose series has a bucket an hour.
pub fn present_at<'a>(
    node: &'a str,
    hour: usize,
    warmup_days: usize,
) -> impl Fn(&Value) -> Option<f64> + use<'a> {
    move |run| {
        let ends = numbers(part(run, Place::Series(node))?, "in_system_end")?;
        // The bucket that ends at this hour; midnight ends the last one of a day.
        let bucket = (hour + 23) % 24;
        let days: Vec<f64> = ends.into_iter().skip(bucket).step_by(24).skip(warmup_days).collect();
        Some(days.iter().sum::<f64>() / days.len() as f64)
    }
}
