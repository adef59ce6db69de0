//! The vital signs of a node in one bucket of a run: what its face shows and what is read out.

use windtunnel_design::connect::takes_time;
use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::sim::result::{NodeSeries, RunResult};

use super::flow::FlowTone;
use super::format;
use super::vitals_life::alerts as alerts_so_far;

/// Busier than this, a small surge already makes a queue.
const BUSY: f64 = 0.85;
/// Mean number waiting from which a node counts as waiting.
const QUEUE: f64 = 1.0;
/// Share of failed visits, and of requests scored with a null feature, that degrade.
const FAILED_SHARE: f64 = 0.01;
const NULL_SHARE: f64 = 0.05;
/// Share of failed visits from which most of the flow counts as failing.
const FAILING_SHARE: f64 = 0.2;

/// How a node does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Health {
    /// No run has measured it.
    #[default]
    Unknown,
    /// As it should be.
    Healthy,
    /// Something waits, or soon will.
    Waiting,
    /// Some of what it does fails or is done half blind.
    Degraded,
    /// Down.
    Failed,
}

/// One number on a node's face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// As shown.
    pub text: String,
    /// As read out.
    pub words: String,
}

/// What a node's face shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vitals {
    /// How it does.
    pub health: Health,
    /// The same in a word.
    pub word: &'static str,
    /// At most three numbers, the most telling first.
    pub signs: Vec<Sign>,
}

impl Vitals {
    /// What is read out after the node's name.
    #[must_use]
    pub fn words(&self) -> String {
        let signs = self.signs.iter().map(|sign| sign.words.as_str());
        signs.chain(std::iter::once(self.word)).collect::<Vec<_>>().join(", ")
    }
}

/// What a node's face needs besides the run: how it is drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    /// Servers of each replica; 0 where it has none.
    pub servers: u32,
    /// Most replicas it may have.
    pub replicas: u32,
    /// Positions, among the result's links, of the breakers on links that leave it.
    pub breakers: Vec<usize>,
}

/// The vital signs of the node at this place of the result.
#[must_use]
pub fn vitals(
    kind: NodeKind,
    drawn: &Drawn,
    result: &RunResult,
    node: usize,
    bucket: usize,
) -> Vitals {
    let Some(series) = result.series.nodes.get(node) else {
        return Vitals { word: "no data", ..Vitals::default() };
    };
    let health = health(kind, result, node, bucket);
    let word = match (health, kind) {
        (Health::Degraded, NodeKind::Monitor) => "alert",
        (Health::Healthy, NodeKind::Monitor) => "no alert",
        (Health::Unknown, _) => "no data",
        (Health::Healthy, _) if is_idle(kind, series, bucket) => "idle",
        (Health::Healthy, _) => "healthy",
        (Health::Waiting, _) => "waiting",
        (Health::Degraded, _) => "degraded",
        (Health::Failed, _) => "down",
    };
    let mut signs = Vec::with_capacity(3);
    let arrived = rate(series, result.series.bucket_s, bucket);
    match kind {
        NodeKind::Labels => signs.extend(matured(result, node)),
        NodeKind::Monitor => signs.extend(fired(result, node, bucket)),
        kind if !kind.on_request_path() => {}
        _ => signs.extend(arrived.map(requests)),
    }
    // What no other kind has comes before how long it takes.
    signs.extend(super::special_signs::of(kind, drawn, result, node, bucket));
    match kind {
        kind if takes_time(kind) && kind != NodeKind::Reviewers => {
            signs.extend(latency(series, bucket));
            let blind = health == Health::Degraded && scores(kind);
            let nulls = blind.then(|| null_sign(result, bucket)).flatten();
            signs.extend(nulls.or_else(|| load(series, bucket)));
        }
        NodeKind::Reviewers => {
            let waiting = series.queue_mean.get(bucket).map(|&n| format::count(f64::from(n)));
            signs.extend(waiting.map(|n| same(format!("{n} waiting"))));
            signs.extend(busy(series, bucket));
        }
        NodeKind::Policy => {
            let review = of_requests(result, &result.series.reviewed, bucket);
            signs.extend(review.map(|share| same(format!("{} review", format::share(share)))));
        }
        NodeKind::Sink => {
            let share = in_time(result, bucket);
            signs.extend(share.map(|share| same(format!("{} in time", format::share(share)))));
        }
        _ => {}
    }
    signs.truncate(3);
    Vitals { health, word, signs }
}

/// Does it make a score of the features?
fn scores(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Model | NodeKind::Edge | NodeKind::Llm | NodeKind::Ranker)
}

/// How well a link between two nodes is served, by what happens at its ends.
#[must_use]
pub fn tone(
    result: &RunResult,
    bucket: usize,
    from: (NodeKind, Option<usize>),
    to: (NodeKind, Option<usize>),
) -> FlowTone {
    let blind = (scores(from.0) || scores(to.0))
        && null_share(result, bucket).is_some_and(|share| share >= NULL_SHARE);
    let at_target = match to.1.and_then(|node| result.series.nodes.get(node)) {
        Some(series) if is_down(series, bucket) => FlowTone::Failing,
        Some(series) => match failed_share(series, bucket) {
            Some(share) if share >= FAILING_SHARE => FlowTone::Failing,
            Some(share) if share >= FAILED_SHARE => FlowTone::Degraded,
            _ => FlowTone::Good,
        },
        None => FlowTone::Good,
    };
    // A feed that is down streams nothing good either.
    let at_source = match from.1.and_then(|node| result.series.nodes.get(node)) {
        Some(series) if is_down(series, bucket) => FlowTone::Failing,
        _ => FlowTone::Good,
    };
    let blind = if blind { FlowTone::Degraded } else { FlowTone::Good };
    at_target.max(at_source).max(blind)
}

fn health(kind: NodeKind, result: &RunResult, node: usize, bucket: usize) -> Health {
    let Some(series) = result.series.nodes.get(node) else { return Health::Unknown };
    if kind == NodeKind::Monitor {
        return if alerts(result, node, bucket) { Health::Degraded } else { Health::Healthy };
    }
    let busy = series.busy_share.get(bucket).copied().unwrap_or_default();
    let queue = series.queue_mean.get(bucket).copied().unwrap_or_default();
    let blind = scores(kind)
        && !is_idle(kind, series, bucket)
        && null_share(result, bucket).is_some_and(|share| share >= NULL_SHARE);
    if is_down(series, bucket) {
        Health::Failed
    } else if blind || failed_share(series, bucket).is_some_and(|share| share >= FAILED_SHARE) {
        Health::Degraded
    } else if f64::from(busy) > BUSY || f64::from(queue) >= QUEUE {
        Health::Waiting
    } else {
        Health::Healthy
    }
}

/// Did nobody call it? Then there is nothing to say about how well it answers.
fn is_idle(kind: NodeKind, series: &NodeSeries, bucket: usize) -> bool {
    kind.on_request_path() && series.arrived.get(bucket) == Some(&0)
}

fn alerts(result: &RunResult, node: usize, bucket: usize) -> bool {
    let Some(monitor) = result.nodes.get(node) else { return false };
    let start = bucket as f64 * result.series.bucket_s;
    let end = start + result.series.bucket_s;
    result.alerts.iter().any(|alert| {
        alert.monitor == monitor.id
            && alert.fired_s < end
            && alert.cleared_s.is_none_or(|cleared| cleared > start)
    })
}

/// How often a monitor has fired up to the end of the bucket.
fn fired(result: &RunResult, node: usize, bucket: usize) -> Option<Sign> {
    let monitor = result.nodes.get(node)?;
    let end = (bucket + 1) as f64 * result.series.bucket_s;
    let so_far = result.alerts.iter().filter(|it| it.monitor == monitor.id && it.fired_s < end);
    let times = so_far.count();
    // None so far is what the word below says.
    (times > 0).then(|| same(alerts_so_far(times)))
}

fn is_down(series: &NodeSeries, bucket: usize) -> bool {
    series.down.get(bucket).copied().unwrap_or_default()
}

fn ratio(part: Option<&u32>, whole: Option<&u32>) -> Option<f64> {
    let (part, whole) = (*part?, *whole?);
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

fn failed_share(series: &NodeSeries, bucket: usize) -> Option<f64> {
    ratio(series.failed.get(bucket), series.arrived.get(bucket))
}

fn of_requests(result: &RunResult, part: &[u32], bucket: usize) -> Option<f64> {
    ratio(part.get(bucket), result.series.arrived.get(bucket))
}

fn null_share(result: &RunResult, bucket: usize) -> Option<f64> {
    of_requests(result, &result.series.scored_with_null, bucket).map(|share| share.min(1.0))
}

fn in_time(result: &RunResult, bucket: usize) -> Option<f64> {
    let good = *result.series.in_time.get(bucket)?;
    let bad = *result.series.failed.get(bucket)?;
    ratio(Some(&good), Some(&good.saturating_add(bad)))
}

fn rate(series: &NodeSeries, bucket_s: f64, bucket: usize) -> Option<f64> {
    let arrived = *series.arrived.get(bucket)?;
    (bucket_s > 0.0).then(|| f64::from(arrived) / bucket_s)
}

/// A sign that is read out as it is shown.
pub(super) fn same(text: String) -> Sign {
    Sign { words: text.clone(), text }
}

fn requests(per_s: f64) -> Sign {
    let words = format::rate_words(per_s).replacen(" per ", " requests per ", 1);
    Sign { text: format::rate(per_s), words }
}

fn latency(series: &NodeSeries, bucket: usize) -> Option<Sign> {
    let value = |of: &[Option<f32>]| of.get(bucket).copied().flatten().map(f64::from);
    let p99 = value(&series.p99_ms).map(|ms| ("p99", ms));
    let (name, ms) = p99.or_else(|| value(&series.p50_ms).map(|ms| ("p50", ms)))?;
    Some(same(format!("{name} {}", format::ms(ms))))
}

fn busy(series: &NodeSeries, bucket: usize) -> Option<Sign> {
    let share = f64::from(*series.busy_share.get(bucket)?);
    Some(same(format!("{} busy", format::share_whole(share))))
}

/// The queue where there is one, else how busy it is.
fn load(series: &NodeSeries, bucket: usize) -> Option<Sign> {
    match series.queue_mean.get(bucket) {
        Some(&queue) if f64::from(queue) >= QUEUE => {
            Some(same(format!("{} waiting", format::count(f64::from(queue)))))
        }
        _ => busy(series, bucket),
    }
}

fn null_sign(result: &RunResult, bucket: usize) -> Option<Sign> {
    let share = null_share(result, bucket).filter(|&share| share >= NULL_SHARE)?;
    let share = format::share_whole(share);
    Some(Sign {
        text: format!("{share} null"),
        words: format!("{share} of requests scored with a null feature"),
    })
}

fn matured(result: &RunResult, node: usize) -> Option<Sign> {
    let (matured, all) = result.nodes.get(node)?.labels?;
    let (matured, all) = (format::count(matured as f64), format::count(all as f64));
    Some(Sign {
        text: format!("{matured} of {all}"),
        words: format!("{matured} of {all} labels matured"),
    })
}

#[cfg(test)]
#[path = "vitals_tests.rs"]
mod tests;
