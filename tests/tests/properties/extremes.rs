//! Random systems that learn, at the ends of what is allowed: rates of 0 and 1, labels that come
//! after the end, features that say nothing, thresholds that nobody reaches.

use serde_json::{Value, json};
use windtunnel_design::{DocIncident, DocLink, Document, connect};
use windtunnel_sim::model::{
    Costs, Feature, LinkKind, NodeKind, ParamValue, Profile, RulesRival, Task, When, World,
};

use super::designs::{Draw, Range};

/// A system that depends on this number only. It may have faults that stop a run.
pub fn random(seed: u64) -> Document {
    System { draw: Draw::new(seed, "extreme", Range::Whole) }.document()
}

/// What decides, in the order of a request.
const SCORERS: [NodeKind; 7] = [
    NodeKind::Model,
    NodeKind::Model,
    NodeKind::Rules,
    NodeKind::BatchScorer,
    NodeKind::Edge,
    NodeKind::Llm,
    NodeKind::Ranker,
];

struct System {
    draw: Draw,
}

impl System {
    fn document(mut self) -> Document {
        let mut document = Document { title: "Extreme".into(), ..Document::default() };
        let scorer = self.draw.one(&SCORERS);
        let mut nodes = vec![
            ("a-source", NodeKind::Traffic),
            ("d-scorer", scorer),
            ("e-policy", NodeKind::Policy),
            ("g-sink", NodeKind::Sink),
        ];
        let others = [
            ("b-store", NodeKind::FeatureStore, 0.5),
            (
                "c-feed",
                self.draw.one(&[NodeKind::Feed, NodeKind::Pipeline, NodeKind::BatchJob]),
                0.5,
            ),
            ("f-desk", NodeKind::Reviewers, 0.6),
            ("h-labels", NodeKind::Labels, 0.9),
            ("i-log", NodeKind::PredictionLog, 0.8),
            ("j-training", NodeKind::Training, 0.7),
            ("k-registry", NodeKind::Registry, 0.5),
            ("l-people", NodeKind::OnCall, 0.5),
            ("m-watch", NodeKind::Monitor, 0.9),
            ("n-watch", NodeKind::Monitor, 0.8),
            ("o-watch", NodeKind::Monitor, 0.7),
            ("p-rules", NodeKind::Rules, 0.3),
        ];
        for (id, kind, share) in others {
            if self.draw.chance(share) {
                nodes.push((id, kind));
            }
        }
        for (id, kind) in nodes {
            self.draw.node(&mut document, id.into(), kind);
        }
        // Windows of seconds would be looked at millions of times.
        for node in document.nodes.values_mut() {
            if let Some(ParamValue::Number(window)) = node.params.get_mut("window_min") {
                *window = window.max(5.0);
            }
        }
        self.links(&mut document);
        self.world(&mut document);
        for at in 0..self.draw.below(5) {
            if let Some(incident) = self.incident(&document) {
                document.incidents.insert(format!("i{at}"), incident);
            }
        }
        document
    }

    fn links(&mut self, document: &mut Document) {
        let has = |document: &Document, id: &str| document.nodes.contains_key(id);
        let first = if has(document, "b-store") { "b-store" } else { "d-scorer" };
        self.call(document, "a-source", first, When::Ok);
        if first == "b-store" {
            self.call(document, "b-store", "d-scorer", When::Ok);
        }
        self.call(document, "d-scorer", "e-policy", When::Ok);
        let asked = if has(document, "f-desk") { "f-desk" } else { "g-sink" };
        self.call(document, "e-policy", "g-sink", When::Approve);
        self.call(document, "e-policy", "g-sink", When::Decline);
        self.call(document, "e-policy", asked, When::Review);
        if asked == "f-desk" {
            self.call(document, "f-desk", "g-sink", When::Ok);
        }
        if has(document, "p-rules") {
            self.call(document, "d-scorer", "p-rules", When::Failure);
            self.call(document, "p-rules", "g-sink", When::Ok);
        }
        for (from, to) in [
            ("c-feed", "b-store"),
            ("g-sink", "h-labels"),
            ("g-sink", "i-log"),
            ("h-labels", "j-training"),
            ("j-training", "k-registry"),
            ("k-registry", "d-scorer"),
            ("d-scorer", "m-watch"),
            ("h-labels", "n-watch"),
            ("g-sink", "o-watch"),
            ("m-watch", "l-people"),
            ("n-watch", "l-people"),
        ] {
            if has(document, from) && has(document, to) && self.draw.chance(0.9) {
                self.wire(document, from, to);
            }
        }
    }

    fn call(&mut self, document: &mut Document, from: &str, to: &str, when: When) {
        let link = DocLink::new(from, to, LinkKind::Call, when);
        if connect::check(document, &link, None).is_ok() {
            document.links.insert(format!("{from}-{to}-{when:?}"), link);
        }
    }

    fn wire(&mut self, document: &mut Document, from: &str, to: &str) {
        if let Ok(link) = connect::propose(document, from, to) {
            document.links.insert(format!("{from}-{to}"), link);
        }
    }

    fn share(&mut self) -> f64 {
        let value = self.draw.one(&[0.0, 1.0, 0.5, 1e-9, 1.0 - 1e-9, 1e-3]);
        if self.draw.chance(0.3) { self.draw.stream.uniform() } else { value }
    }

    fn usd(&mut self) -> f64 {
        self.draw.of_range(0.0, 1e12, 100.0)
    }

    fn world(&mut self, document: &mut Document) {
        let served: Vec<String> = ["", "b-store", "c-feed"]
            .map(str::to_owned)
            .into_iter()
            .filter(|id| id.is_empty() || document.nodes.contains_key(id))
            .collect();
        let features = (0..self.draw.below(5))
            .map(|at| {
                let served_by = served[self.draw.below(served.len())].clone();
                self.feature(format!("f{at}"), served_by)
            })
            .collect();
        let costs = Costs {
            false_negative_usd: self.usd(),
            false_positive_usd: self.usd(),
            good_approved_usd: self.usd(),
            review_delay_usd_per_h: self.usd(),
            abandonment_per_100ms: self.share(),
            abandoned_usd: self.usd(),
            missed_usd: self.usd(),
        };
        let rules =
            RulesRival { true_positive_rate: self.share(), false_positive_rate: self.share() };
        document.world = World {
            base_rate: self.share(),
            features,
            costs,
            rules,
            team_usd_per_month: self.usd(),
            rotation_deg_per_day: self.draw.of_range(0.0, 180.0, 0.0),
            task: self.task(),
            target: self.draw.chance(0.3).then_some(rules),
            ..World::default()
        };
    }

    fn feature(&mut self, id: String, served_by: String) -> Feature {
        let draw = &mut self.draw;
        let signed = |draw: &mut Draw, most: f64, default: f64| {
            let sign = draw.one(&[-1.0, 1.0, 1.0]);
            sign * draw.of_range(0.0, most, default)
        };
        Feature {
            id,
            separation: if draw.chance(0.6) { 1.0 } else { signed(draw, 1e9, 1.0) },
            noise: if draw.chance(0.6) { 1.0 } else { draw.of_range(1e-9, 1e9, 1.0) },
            served_by,
            tau_s: draw.of_range(0.0, 1e9, 3600.0),
            noise_positive: if draw.chance(0.7) { 0.0 } else { draw.of_range(1e-9, 1e9, 2.0) },
            trained_separation: draw.chance(0.2).then(|| signed(draw, 1e9, 2.0)),
            serve_scale: if draw.chance(0.7) { 1.0 } else { signed(draw, 1e9, 1.0) },
            missing_share: if draw.chance(0.6) { 0.0 } else { draw.of_range(0.0, 1.0, 0.1) },
            lag_s: if draw.chance(0.8) { 0.0 } else { draw.of_range(0.0, 1e9, 60.0) },
            happens_after_s: if draw.chance(0.9) { 0.0 } else { signed(draw, 1e9, 60.0) },
            ..Feature::default()
        }
    }

    fn task(&mut self) -> Task {
        let draw = &mut self.draw;
        match draw.below(8) {
            0 => Task::Rank {
                candidates: draw.one(&[1, 2, 10, 1000]),
                correlation: draw.one(&[-1.0, 0.0, 0.6, 1.0]),
                rival_correlation: draw.one(&[-1.0, 0.0, 0.3, 1.0]),
                usd_per_click: draw.of_range(0.0, 1e12, 0.02),
            },
            1 => Task::Estimate {
                error: draw.of_range(0.0, 1e3, 0.17),
                rival_error: draw.of_range(0.0, 1e3, 0.25),
                late_usd: draw.of_range(1e-9, 4e11, 3.0),
                early_usd: draw.of_range(0.0, 4e11, 1.0),
                quantile: draw.one(&[1e-9, 0.5, 0.75, 1.0 - 1e-9]),
            },
            2 => Task::Price {
                elasticity: -draw.one(&[1.000_001, 1.5, 2.62, 100.0]),
                believed: -draw.one(&[1.000_001, 1.8, 4.0, 100.0]),
                unit_usd: draw.of_range(1e-9, 1e12, 10.0),
            },
            _ => Task::Decide,
        }
    }

    fn incident(&mut self, document: &Document) -> Option<DocIncident> {
        let (size, share) = (self.draw.of_range(0.0, 1e6, 3.0), self.share());
        let (kept, degrees) = (2.0 * share - 1.0, 90.0 * share);
        let feature = document.world.features.first().map(|feature| feature.id.clone());
        let feature = feature.unwrap_or_default();
        let by_s = self.draw.of_range(0.0, 1e6, 60.0);
        let kinds: [(Value, &str); 24] = [
            (json!({"type": "outage", "mode": "refuse"}), "d-scorer"),
            (json!({"type": "outage", "mode": "hang"}), "b-store"),
            (json!({"type": "slow_down", "factor": size.max(1e-3)}), "d-scorer"),
            (json!({"type": "traffic_spike", "factor": size.min(100.0)}), "a-source"),
            (json!({"type": "error_rate", "rate": share}), "d-scorer"),
            (json!({"type": "partial_outage", "share": share}), "f-desk"),
            (json!({"type": "late_feed", "by_s": by_s}), "c-feed"),
            (json!({"type": "duplicate_feed"}), "c-feed"),
            (json!({"type": "outage"}), "c-feed"),
            (json!({"type": "bad_version", "separation_kept": kept}), "d-scorer"),
            (json!({"type": "shift_score", "shift": size}), "d-scorer"),
            (json!({"type": "lose_labels", "share": share}), "h-labels"),
            (json!({"type": "lose_labels", "share": share, "only_positives": true}), "h-labels"),
            (json!({"type": "bad_training", "separation_kept": kept}), "j-training"),
            (json!({"type": "null_feature"}), &feature),
            (json!({"type": "shift_feature", "shift": size}), &feature),
            (json!({"type": "scale_feature", "factor": size}), &feature),
            (json!({"type": "spread_feature", "factor": size.max(1e-6)}), &feature),
            (json!({"type": "freeze_feature"}), &feature),
            (json!({"type": "scramble_feature"}), &feature),
            (json!({"type": "prior_shift", "factor": size}), ""),
            (json!({"type": "prior_shift", "factor": 0}), ""),
            (json!({"type": "concept_drift", "degrees": degrees}), ""),
            (json!({"type": "concept_drift", "degrees": 90}), ""),
        ];
        let (kind, target) = kinds[self.draw.below(kinds.len())].clone();
        let kind = serde_json::from_value(kind).ok()?;
        let start_s = 86_400.0 * 40.0 * self.share();
        let end_s = start_s + self.draw.of_range(1.0, 1e9, 86_400.0);
        let profile = self.profile();
        Some(DocIncident { kind, target: target.to_owned(), start_s, end_s, profile })
    }

    fn profile(&mut self) -> Profile {
        let time = self.draw.of_range(3600.0, 1e7, 86_400.0);
        match self.draw.below(10) {
            0 => Profile::Gradual { over_s: time },
            1 => Profile::Incremental { over_s: time },
            2 => Profile::Recurring { period_s: time.max(7200.0), share: 0.5 },
            3 => Profile::Seasonal { period_s: time.max(7200.0) },
            4 => Profile::Adversarial { learns_s: time },
            _ => Profile::Sudden,
        }
    }
}
