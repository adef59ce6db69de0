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
        warmup: Default::default(),
        partial: false,
        classes: Vec::new(),
        arms: Vec::new(),
        decisions: Vec::new(),
        disabled: Vec::new(),
    }
}

fn station() -> NodeSeries {
    NodeSeries {
        id: "station".into(),
        arrived: vec![1500],
        failed: vec![0],
        busy_share: vec![0.124],
        queue_mean: vec![0.02],
        p50_ms: vec![Some(2.0)],
        p99_ms: vec![Some(5.1)],
        down: vec![false],
        in_system_end: vec![1],
        servers_end: vec![8],
    }
}

fn of(kind: NodeKind, result: &RunResult) -> String {
    vitals(kind, &Drawn::default(), result, 0, 0).words()
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
    let health = |series| vitals(NodeKind::Service, &Drawn::default(), &one(series), 0, 0).health;
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
    assert_eq!(vitals(NodeKind::Monitor, &Drawn::default(), &result, 0, 0).health, Health::Healthy);
    assert_eq!(vitals(NodeKind::Monitor, &Drawn::default(), &result, 0, 1).word, "alert");
    result.alerts[0].cleared_s = Some(320.0);
    assert_eq!(vitals(NodeKind::Monitor, &Drawn::default(), &result, 0, 2).word, "no alert");
}

#[test]
fn what_no_run_has_measured_says_so() {
    assert_eq!(vitals(NodeKind::Model, &Drawn::default(), &one(station()), 7, 0).word, "no data");
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
