//! A small design and a made-up result, for tests.

use std::collections::BTreeMap;

use windtunnel_design::sim::lifecycle::result::{
    Choice, Fault, Life, LifeMoney, LifeSeries, LifeSide, Mark, MarkKind, MonitorLife, Verdict,
    Version,
};
use windtunnel_design::sim::model::{Feature, IncidentKind, NodeKind, World};
use windtunnel_design::sim::result::{
    Alert, Check, Estimate, Latency, Ledger, Money, NodeResult, NodeSeries, RequestResult,
    RunResult, Series, Side, Warmup,
};
use windtunnel_design::{DocIncident, DocLink, DocNode, Document, Point};

/// Traffic, a model, a sink.
pub fn document() -> Document {
    let node = |id: &str, kind, x| {
        let at = Point { x, y: 80.0 };
        (id.to_owned(), DocNode::new(kind, at))
    };
    let mut nodes = BTreeMap::from([
        node("traffic-1", NodeKind::Traffic, 0.0),
        node("model-1", NodeKind::Model, 240.0),
        node("sink-1", NodeKind::Sink, 480.0),
    ]);
    let params = &mut nodes.get_mut("model-1").expect("has just been put in").params;
    params.insert("replicas".into(), 3.0.into());
    params.insert("is_fallback".into(), true.into());
    params.insert("service_law".into(), "lognormal".into());
    let link = |from: &str, to: &str| {
        let link = DocLink::new(from, to, Default::default(), Default::default());
        (format!("{from}-{to}"), link)
    };
    let incident = DocIncident {
        kind: IncidentKind::SlowDown { factor: 3.0 },
        target: "model-1".into(),
        start_s: 21_600.0,
        end_s: 28_800.0,
        profile: Default::default(),
    };
    Document {
        title: "A model".into(),
        nodes: nodes.into(),
        links: BTreeMap::from([link("traffic-1", "model-1"), link("model-1", "sink-1")]).into(),
        world: World {
            features: vec![Feature {
                id: "velocity".into(),
                label: "Velocity".into(),
                separation: 1.4,
                ..Feature::default()
            }],
            ..World::default()
        },
        incidents: BTreeMap::from([("incident-1".to_owned(), incident)]),
        ..Document::default()
    }
}

/// A day with an hour without answers.
pub fn result() -> RunResult {
    let hours = 24;
    let per_hour = |value: u32| vec![value; hours];
    let mut p99_ms = vec![Some(80.0); hours];
    p99_ms[6] = None;
    let node = |id: &str| NodeResult {
        id: id.into(),
        utilisation: Some(Estimate { mean: 0.5, half_width_95: Some(0.01) }),
        ..NodeResult::default()
    };
    let series = |id: &str| NodeSeries {
        id: id.into(),
        arrived: per_hour(3_600),
        failed: per_hour(0),
        busy_share: vec![0.5; hours],
        queue_mean: vec![1.5; hours],
        p50_ms: vec![Some(20.0); hours],
        p99_ms: p99_ms.clone(),
        down: vec![false; hours],
        in_system_end: per_hour(2),
        servers_end: per_hour(8),
    };
    RunResult {
        engine_version: "1".into(),
        seed: 1,
        replication: 0,
        horizon_s: 86_400.0,
        warmup_s: 0.0,
        events: 1_000_000,
        canonical_events: 400_000,
        nodes: vec![node("traffic-1"), node("model-1"), node("sink-1")],
        links: Vec::new(),
        requests: RequestResult {
            arrived: 86_400,
            latency: Latency { n: 86_400, p99_ms: Some(80.0), ..Latency::default() },
            ..RequestResult::default()
        },
        quality: Default::default(),
        money: money(29.0, Some(8.0)),
        series: Series {
            bucket_s: 3_600.0,
            arrived: per_hour(3_600),
            in_time: per_hour(3_500),
            failed: per_hour(100),
            reviewed: per_hour(40),
            scored_with_null: per_hour(0),
            p50_ms: vec![Some(20.0); hours],
            p99_ms: p99_ms.clone(),
            system_usd: vec![100.0; hours],
            do_nothing_usd: vec![300.0; hours],
            rules_usd: vec![200.0; hours],
            nodes: vec![series("traffic-1"), series("model-1"), series("sink-1")],
            link_calls: vec![per_hour(3_600), per_hour(3_500)],
            link_ids: vec!["link-1".into(), "link-2".into()],
        },
        alerts: vec![Alert {
            monitor: "monitor-1".into(),
            fired_s: 21_700.0,
            cleared_s: None,
            value: 0.4,
        }],
        checks: vec![Check {
            name: "Every request ends once".into(),
            holds: true,
            detail: "86400 = 86400".into(),
        }],
        warnings: Vec::new(),
        warmup: Warmup::None,
        partial: false,
        classes: Vec::new(),
        arms: Vec::new(),
        decisions: Vec::new(),
        disabled: Vec::new(),
    }
}

/// Money in which rules cost this much more than the system, and doing nothing 50 more.
pub fn money(rules_above: f64, half_width_95: Option<f64>) -> Money {
    let side = |above: Option<f64>| Side {
        ledger: Ledger { false_negative_usd: 4_000.0, ..Ledger::default() },
        total_usd_per_1k: Some(Estimate { mean: 40.0 + above.unwrap_or(0.0), half_width_95 }),
        above_system_usd_per_1k: above.map(|mean| Estimate { mean, half_width_95 }),
        ..Side::default()
    };
    Money {
        decisions: 86_000,
        system: side(None),
        do_nothing: side(Some(50.0)),
        rules: side(Some(rules_above)),
        expected: None,
    }
}

/// Sixty days in which decisions get worse from day 21 on while every answer comes in time, an
/// alert that meant nothing, one that did, and a new version.
pub fn life() -> Life {
    let days = 60;
    const DAY: f64 = 86_400.0;
    let mark = |day: f64, kind, node: &str, text: &str| Mark {
        at_s: day * DAY,
        kind,
        node: node.into(),
        incident: String::new(),
        text: text.into(),
    };
    let steady = |value: f64| vec![value; days];
    let side = |usd_per_month: f64| LifeSide {
        ledger: Ledger { false_negative_usd: 2.0 * usd_per_month, ..Ledger::default() },
        usd_per_1k: usd_per_month / 2_592.0,
        usd_per_month,
        half_width_95: 900.0,
    };
    Life {
        days: days as u32,
        series: LifeSeries {
            requests: steady(86_400.0),
            in_time_share: steady(0.9995),
            recall: steady(0.7),
            auc: steady(0.95),
            quality: (0..days)
                .map(|day| if (20..40).contains(&day) { -0.2 } else { 1.0 })
                .collect(),
            version: vec![1; days],
            labelled_miss_rate: vec![None; days],
            system_usd: steady(100.0),
            healthy_usd: steady(90.0),
            do_nothing_usd: steady(300.0),
            rules_usd: steady(200.0),
            ..LifeSeries::default()
        },
        marks: vec![
            mark(4.0, MarkKind::FalseAlert, "monitor-1", "Its value is 0.2100."),
            mark(20.0, MarkKind::Starts, "", "A slow-down begins."),
            mark(30.0, MarkKind::Alert, "monitor-1", "Its value is 0.4000."),
            mark(30.1, MarkKind::Acknowledged, "", "Somebody looks."),
            mark(40.0, MarkKind::Live, "registry-1", "Version 2 serves all."),
        ],
        faults: vec![Fault {
            incident: "incident-1".into(),
            start_s: 20.0 * DAY,
            end_s: 50.0 * DAY,
            detected_s: Some(30.0 * DAY),
            detected_by: "monitor-1".into(),
            recovered_s: Some(40.0 * DAY),
            time_to_detect_s: Some(10.0 * DAY),
            time_to_recover_s: Some(20.0 * DAY),
            usd_lost: 12_345.0,
            ..Fault::default()
        }],
        monitors: vec![MonitorLife {
            id: "monitor-1".into(),
            looks: 1_440.0,
            samples: 500.0,
            comparisons: 6,
            false_alerts: 1,
            false_alerts_per_week: 0.12,
            quiet_p95: Some(0.31),
            psi_noise: Some((0.021, 0.039)),
            ..MonitorLife::default()
        }],
        versions: vec![
            Version { number: 1, outcome: "live".into(), live_s: Some(0.0), ..Version::default() },
            Version {
                number: 2,
                trained_s: 39.0 * DAY,
                live_s: Some(40.0 * DAY),
                window_days: (9.0, 39.0),
                positives: 2_500.0,
                auc_random: 0.93,
                auc_latest: 0.94,
                outcome: "live".into(),
                ..Version::default()
            },
        ],
        money: LifeMoney {
            decisions: 5_184_000.0,
            system: side(3_000.0),
            do_nothing: side(9_000.0),
            rules: side(6_000.0),
            healthy: side(2_700.0),
            break_even_per_month: Some(120_000.0),
        },
        verdict: Verdict {
            choice: Choice::BuildMl,
            saves_usd_per_month: 3_000.0,
            half_width_95: 900.0,
            reason: "It saves 3000 USD a month beside rules.".into(),
        },
        ..Life::default()
    }
}
