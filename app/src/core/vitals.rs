//! The vital signs of a node in one bucket of a run: what its face shows and what is read out.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::sim::result::{NodeSeries, RunResult};

use super::flow::FlowTone;
use super::format;

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

/// The vital signs of the node at this place of the result.
#[must_use]
pub fn vitals(kind: NodeKind, result: &RunResult, node: usize, bucket: usize) -> Vitals {
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
        NodeKind::Monitor | NodeKind::Feed => {}
        _ => signs.extend(arrived.map(requests)),
    }
    match kind {
        NodeKind::Gateway
        | NodeKind::Service
        | NodeKind::FeatureStore
        | NodeKind::Model
        | NodeKind::Rules => {
            signs.extend(latency(series, bucket));
            let blind = health == Health::Degraded && kind == NodeKind::Model;
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
    Vitals { health, word, signs }
}

/// How well a link between two nodes is served, by what happens at its ends.
#[must_use]
pub fn tone(
    result: &RunResult,
    bucket: usize,
    from: (NodeKind, Option<usize>),
    to: (NodeKind, Option<usize>),
) -> FlowTone {
    let blind = [from.0, to.0].contains(&NodeKind::Model)
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
    let blind = kind == NodeKind::Model
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

fn same(text: String) -> Sign {
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
mod tests {
    use windtunnel_design::sim::result::{Alert, NodeResult, Series};

    use super::*;

    fn one(series: NodeSeries) -> RunResult {
        RunResult {
            engine_version: String::new(),
            seed: 1,
            replication: 0,
            horizon_s: 300.0,
            warmup_s: 0.0,
            events: 0,
            canonical_events: 0,
            nodes: vec![NodeResult {
                id: "it".into(),
                labels: Some((12_300, 432_000)),
                ..NodeResult::default()
            }],
            links: Vec::new(),
            requests: Default::default(),
            quality: Default::default(),
            money: Default::default(),
            series: Series {
                bucket_s: 300.0,
                arrived: vec![1500],
                in_time: vec![1490],
                failed: vec![10],
                reviewed: vec![15],
                scored_with_null: vec![0],
                nodes: vec![series],
                ..Series::default()
            },
            alerts: Vec::new(),
            checks: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn station() -> NodeSeries {
        NodeSeries {
            arrived: vec![1500],
            failed: vec![0],
            busy_share: vec![0.124],
            queue_mean: vec![0.02],
            p50_ms: vec![Some(2.0)],
            p99_ms: vec![Some(5.1)],
            down: vec![false],
        }
    }

    fn of(kind: NodeKind, result: &RunResult) -> String {
        vitals(kind, result, 0, 0).words()
    }

    #[test]
    fn a_station_says_rate_tail_load_and_state() {
        assert_eq!(
            of(NodeKind::Model, &one(station())),
            "5.0 requests per second, p99 5.1 ms, 12 % busy, healthy"
        );
    }

    #[test]
    fn too_few_samples_for_a_tail_show_the_median() {
        let series = NodeSeries { p99_ms: vec![None], ..station() };
        assert!(of(NodeKind::Service, &one(series)).contains("p50 2.0 ms"));
    }

    #[test]
    fn every_kind_has_its_own_signs() {
        let result = one(station());
        assert_eq!(of(NodeKind::Traffic, &result), "5.0 requests per second, healthy");
        assert!(of(NodeKind::Policy, &result).contains("1.0 % review"));
        assert!(of(NodeKind::Sink, &result).contains("99.33 % in time"));
        assert!(of(NodeKind::Reviewers, &result).contains("0.02 waiting, 12 % busy"));
        assert!(of(NodeKind::Labels, &result).contains("12,300 of 432,000 labels matured"));
        assert_eq!(of(NodeKind::Monitor, &result), "no alert");
    }

    #[test]
    fn states_go_from_healthy_to_down() {
        let health = |series| vitals(NodeKind::Service, &one(series), 0, 0).health;
        assert_eq!(health(station()), Health::Healthy);
        assert_eq!(health(NodeSeries { busy_share: vec![0.9], ..station() }), Health::Waiting);
        assert_eq!(health(NodeSeries { queue_mean: vec![3.0], ..station() }), Health::Waiting);
        assert_eq!(health(NodeSeries { failed: vec![30], ..station() }), Health::Degraded);
        assert_eq!(health(NodeSeries { down: vec![true], ..station() }), Health::Failed);
    }

    #[test]
    fn what_nobody_calls_is_idle() {
        let series = NodeSeries { arrived: vec![0], p99_ms: vec![None], ..station() };
        let mut result = one(series);
        assert!(of(NodeKind::Rules, &result).ends_with("idle"));
        result.series.scored_with_null = vec![600];
        assert!(of(NodeKind::Model, &result).ends_with("idle"), "it scored none of them");
    }

    #[test]
    fn a_model_without_its_features_is_degraded_and_says_so() {
        let mut result = one(station());
        result.series.scored_with_null = vec![600];
        assert!(
            of(NodeKind::Model, &result)
                .ends_with("40 % of requests scored with a null feature, degraded")
        );
        assert!(of(NodeKind::Service, &result).ends_with("healthy"));
    }

    #[test]
    fn a_monitor_shows_its_alert_while_it_lasts() {
        let mut result = one(station());
        let alert = Alert { monitor: "it".into(), fired_s: 310.0, cleared_s: None, value: 0.3 };
        result.alerts = vec![alert];
        assert_eq!(vitals(NodeKind::Monitor, &result, 0, 0).health, Health::Healthy);
        assert_eq!(vitals(NodeKind::Monitor, &result, 0, 1).word, "alert");
        result.alerts[0].cleared_s = Some(320.0);
        assert_eq!(vitals(NodeKind::Monitor, &result, 0, 2).word, "no alert");
    }

    #[test]
    fn what_no_run_has_measured_says_so() {
        assert_eq!(vitals(NodeKind::Model, &one(station()), 7, 0).word, "no data");
    }

    #[test]
    fn a_link_shows_what_happens_at_its_ends() {
        let end = |series: NodeSeries| {
            let result = one(series);
            tone(&result, 0, (NodeKind::Gateway, None), (NodeKind::Service, Some(0)))
        };
        assert_eq!(end(station()), FlowTone::Good);
        assert_eq!(end(NodeSeries { failed: vec![60], ..station() }), FlowTone::Degraded);
        assert_eq!(end(NodeSeries { failed: vec![900], ..station() }), FlowTone::Failing);
        assert_eq!(end(NodeSeries { down: vec![true], ..station() }), FlowTone::Failing);
        let mut blind = one(station());
        blind.series.scored_with_null = vec![1500];
        let into_model = tone(&blind, 0, (NodeKind::FeatureStore, None), (NodeKind::Model, None));
        assert_eq!(into_model, FlowTone::Degraded);
    }
}
