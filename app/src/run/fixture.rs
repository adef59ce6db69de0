//! A small model and a made-up result, for tests.

use windtunnel_design::sim::model::{
    Feature, Incident, IncidentKind, Link, Model, Node, NodeKind, World,
};
use windtunnel_design::sim::result::{
    Alert, Check, Estimate, Latency, Ledger, Money, NodeResult, NodeSeries, RequestResult,
    RunResult, Series, Side, Warmup,
};

/// Traffic, a model, a sink.
pub fn model() -> Model {
    let node = |id: &str, kind| Node { id: id.into(), kind, params: Default::default() };
    let mut model_node = node("model-1", NodeKind::Model);
    model_node.params.insert("replicas".into(), 3.0.into());
    model_node.params.insert("cancel".into(), true.into());
    model_node.params.insert("law".into(), "lognormal".into());
    let link = |from: &str, to: &str| Link {
        id: format!("{from}-{to}"),
        from: from.into(),
        to: to.into(),
        kind: Default::default(),
        when: Default::default(),
        params: Default::default(),
    };
    Model {
        nodes: vec![
            node("traffic-1", NodeKind::Traffic),
            model_node,
            node("sink-1", NodeKind::Sink),
        ],
        links: vec![link("traffic-1", "model-1"), link("model-1", "sink-1")],
        world: World {
            features: vec![Feature {
                id: "velocity".into(),
                label: "Velocity".into(),
                separation: 1.4,
                noise: 1.0,
                served_by: String::new(),
                tau_s: 0.0,
            }],
            ..World::default()
        },
        incidents: vec![Incident {
            id: "incident-1".into(),
            kind: IncidentKind::SlowDown { factor: 3.0 },
            target: "model-1".into(),
            start_s: 21_600.0,
            end_s: 28_800.0,
        }],
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
    let series = NodeSeries {
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
            p99_ms,
            system_usd: vec![100.0; hours],
            do_nothing_usd: vec![300.0; hours],
            rules_usd: vec![200.0; hours],
            nodes: vec![series.clone(), series.clone(), series],
            link_calls: vec![per_hour(3_600), per_hour(3_500)],
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
