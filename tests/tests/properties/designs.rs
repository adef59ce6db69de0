//! Small random designs, made from the catalogue: what is added there is drawn here.

use serde_json::json;
use windtunnel_design::{DocIncident, DocLink, DocNode, Document, connect};
use windtunnel_sim::model::catalogue::{self, Domain, ParamSpec};
use windtunnel_sim::model::{
    Feature, LinkKind, NodeKind, ParamValue, Params, Profile, Settings, When,
};
use windtunnel_sim::plan::{Place, Severity};
use windtunnel_sim::request::Run;
use windtunnel_sim::stats::{Purpose, Stream};

/// Largest values that are drawn: long enough to matter in a minute, short enough to end.
const MOST_MS: f64 = 3000.0;
const MOST_S: f64 = 40.0;
const MOST: f64 = 30.0;

/// Largest count that is drawn of a whole range: a life takes time in proportion to servers.
const MOST_COUNT: u32 = 100;

/// A design that depends on this number only. It may have faults that stop a run.
pub fn random(seed: u64) -> Document {
    Draw::new(seed, "design", Range::Usual).document()
}

/// The same without what stops its run: what a finding names loses its parameters, or goes.
pub fn sound(seed: u64) -> Document {
    repaired(random(seed))
}

/// A design without what stops its run, as far as that is easily found.
pub fn repaired(mut document: Document) -> Document {
    for round in 0..6 {
        let Err(findings) = Run::new(&document.model(), &Settings::default(), None) else {
            return document;
        };
        for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
            match &finding.place {
                Place::Node(id) => {
                    for feature in &mut document.world.features {
                        if feature.served_by == *id {
                            feature.served_by.clear();
                        }
                    }
                    let Some(node) = document.nodes.get_mut(id) else { continue };
                    // Half of them first, as most of what cannot be combined are two.
                    let keeps = if round < 2 { node.params.len() / 2 } else { 0 };
                    let kept = std::mem::take(&mut node.params).into_iter().take(keeps);
                    node.params = kept.collect();
                    if round > 3 {
                        document.links.retain(|_, link| link.from != *id);
                    }
                }
                Place::Link(id) if round < 2 => {
                    if let Some(link) = document.links.get_mut(id) {
                        link.params.clear();
                    }
                }
                Place::Link(id) => {
                    document.links.remove(id);
                }
                Place::Incident(id) => {
                    document.incidents.remove(id);
                }
                _ => {
                    for feature in &mut document.world.features {
                        feature.served_by.clear();
                    }
                }
            }
        }
        let broken = findings.iter().any(|finding| finding.message.contains("shares of the links"));
        if broken {
            for link in document.links.values_mut() {
                link.params.remove("weight");
            }
        }
    }
    document
}

/// From where parameters are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// Where much happens within a minute.
    Usual,
    /// The whole range, its ends above all.
    Whole,
}

/// Something drawn from a number.
pub struct Draw {
    pub stream: Stream,
    range: Range,
}

impl Draw {
    /// Draws that depend on these only.
    pub fn new(seed: u64, purpose: &str, range: Range) -> Self {
        Self { stream: Stream::new(seed, 0, purpose, Purpose::Routing), range }
    }

    pub fn below(&mut self, count: usize) -> usize {
        ((self.stream.uniform() * count as f64) as usize).min(count - 1)
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.stream.uniform() < share
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn document(mut self) -> Document {
        let mut document = Document { title: "Random".into(), ..Document::default() };
        let on_path: Vec<_> = NodeKind::ALL
            .into_iter()
            .filter(|kind| kind.on_request_path())
            .filter(|kind| !matches!(kind, NodeKind::Traffic | NodeKind::Sink))
            .collect();
        let beside: Vec<_> =
            NodeKind::ALL.into_iter().filter(|kind| !kind.on_request_path()).collect();
        let sources = 1 + self.below(2);
        for at in 0..sources {
            self.node(&mut document, format!("a{at}"), NodeKind::Traffic);
        }
        let middle = 1 + self.below(7);
        for at in 0..middle {
            let kind = self.one(&on_path);
            self.node(&mut document, format!("n{at}"), kind);
        }
        for at in 0..1 + self.below(2) {
            self.node(&mut document, format!("z{at}"), NodeKind::Sink);
        }
        for at in 0..self.below(4) {
            let kind = self.one(&beside);
            self.node(&mut document, format!("x{at}"), kind);
        }
        self.world(&mut document);
        self.links(&mut document);
        for at in 0..self.below(4) {
            let incident = self.incident(&document);
            document.incidents.insert(format!("i{at}"), incident);
        }
        document
    }

    pub fn node(&mut self, document: &mut Document, id: String, kind: NodeKind) {
        let mut params = Params::new();
        for spec in catalogue::node(kind).all_params() {
            if self.chance(0.2)
                && let Some(value) = self.value(spec)
            {
                params.insert(spec.key.into(), value);
            }
        }
        // Lists that must be of one length, and mechanisms that are off by default.
        if params.get("arrivals") == Some(&"mmpp".into()) {
            params.insert("mmpp_rates_per_s".into(), ParamValue::List(vec![1.0, 9.0]));
            params.insert("mmpp_stays_s".into(), ParamValue::List(vec![5.0, 3.0]));
        }
        if params.get("arrivals") == Some(&"trace".into()) {
            let times = (0..50).map(|at| f64::from(at) * 0.7).collect();
            params.insert("trace_s".into(), ParamValue::List(times));
        }
        if let Some(ParamValue::List(times)) = params.get_mut("trace_s") {
            times.sort_by(f64::total_cmp);
        }
        let valid = |key: &String, value: &mut ParamValue| {
            catalogue::node(kind).check_param(key, value).is_ok()
        };
        params.retain(valid);
        let node = DocNode { params, ..DocNode::new(kind, Default::default()) };
        document.nodes.insert(id, node);
    }

    /// A value of a parameter: an end of its range, near its default, or small.
    fn value(&mut self, spec: &ParamSpec) -> Option<ParamValue> {
        match (self.range, spec.domain) {
            (Range::Whole, Domain::Number { min, max, default }) => {
                return Some(ParamValue::Number(self.of_range(min, max, default)));
            }
            (Range::Whole, Domain::Count { min, max, default }) => {
                let most = max.min(MOST_COUNT).max(min);
                let drawn = self.of_range(min.into(), most.into(), default.into());
                return Some(ParamValue::Number(drawn.round()));
            }
            _ => {}
        }
        let most = if spec.key.ends_with("_ms") {
            MOST_MS
        } else if spec.key.ends_with("_s") && !spec.key.contains("per_s") {
            MOST_S
        } else {
            MOST
        };
        Some(match spec.domain {
            Domain::Number { min, max, default } => {
                let most = most.min(max);
                let near = self.stream.uniform() * 3.0 * default;
                let small = min + self.stream.uniform() * (most - min).max(0.0);
                let drawn = match self.below(4) {
                    0 => min,
                    1 | 2 => near,
                    _ => small,
                };
                ParamValue::Number(drawn.clamp(min, most.max(min)))
            }
            Domain::Count { min, max, default } => {
                let drawn = match self.below(4) {
                    0 => min,
                    1 => default.saturating_add(1),
                    _ => min.saturating_add(self.below(5) as u32),
                };
                // So many attempts, copies or users that nothing else would be done.
                ParamValue::Number(f64::from(drawn.clamp(min, max.min(200).max(min))))
            }
            Domain::Choice(words) => ParamValue::Text(self.one(words).to_owned()),
            Domain::Flag { .. } => ParamValue::Flag(self.chance(0.5)),
            Domain::Text => return None,
            Domain::List { min, max, longest } => {
                let count = self.below(5).min(longest);
                let most = most.min(max);
                let each = |draw: &mut Self| min + draw.stream.uniform() * (most - min);
                ParamValue::List((0..count).map(|_| each(self).floor().max(min)).collect())
            }
            Domain::Hours { max, .. } => {
                let each = |draw: &mut Self| draw.below(4).min(max as usize) as f64;
                ParamValue::List((0..24).map(|_| each(self)).collect())
            }
        })
    }

    /// An end of a range, the default, or anything between: as often small as large.
    pub fn of_range(&mut self, min: f64, max: f64, default: f64) -> f64 {
        match self.below(6) {
            0 => min,
            1 => max,
            2 => default,
            3 => (default * (0.5 + self.stream.uniform())).clamp(min, max),
            4 => min + (max - min) * self.stream.uniform(),
            _ => (min + 10f64.powf(-12.0 + 18.0 * self.stream.uniform())).clamp(min, max),
        }
    }

    /// Links forward, so that most requests come to an end, and now and then one back.
    fn links(&mut self, document: &mut Document) {
        let ids: Vec<String> = document.nodes.keys().cloned().collect();
        for from in 0..ids.len() {
            for _ in 0..1 + self.below(3) {
                let back = self.chance(0.07);
                let to = if back || from + 1 == ids.len() {
                    self.below(ids.len())
                } else {
                    from + 1 + self.below((ids.len() - from - 1).min(4))
                };
                self.link(document, &ids[from], &ids[to]);
            }
        }
    }

    pub fn link(&mut self, document: &mut Document, from: &str, to: &str) {
        const CONDITIONS: [When; 7] = [
            When::Ok,
            When::Failure,
            When::Branch,
            When::Shadow,
            When::Approve,
            When::Review,
            When::Decline,
        ];
        let Ok(mut link) = connect::propose(document, from, to) else { return };
        if link.kind == LinkKind::Call {
            if self.chance(0.4) {
                let other = DocLink { when: self.one(&CONDITIONS), ..link.clone() };
                if connect::check(document, &other, None).is_ok() {
                    link = other;
                }
            }
            for spec in catalogue::LINK {
                if self.chance(0.15)
                    && let Some(value) = self.value(spec)
                    && spec.check(&value).is_ok()
                {
                    link.params.insert(spec.key.into(), value);
                }
            }
            if link.params.get("trigger") == Some(&"monitor".into()) {
                link.params.remove("trigger");
            }
        }
        let id = format!("l{:03}", document.links.len());
        document.links.insert(id, link);
    }

    fn world(&mut self, document: &mut Document) {
        document.world.base_rate = 0.2;
        let ids: Vec<String> = document
            .nodes
            .iter()
            .filter(|(_, node)| {
                matches!(node.kind, NodeKind::FeatureStore | NodeKind::Feed | NodeKind::Pipeline)
            })
            .map(|(id, _)| id.clone())
            .collect();
        for at in 0..1 + self.below(3) {
            let served_by =
                if ids.is_empty() || self.chance(0.3) { "" } else { &ids[self.below(ids.len())] };
            let feature: Feature = serde_json::from_value(json!({
                "id": format!("f{at}"), "separation": 1.0, "served_by": served_by,
            }))
            .expect("it is a feature");
            document.world.features.push(feature);
        }
    }

    fn incident(&mut self, document: &Document) -> DocIncident {
        let nodes: Vec<&String> = document.nodes.keys().collect();
        let node = nodes[self.below(nodes.len())].clone();
        let feature = document.world.features[0].id.clone();
        let kinds = [
            (json!({"type": "outage", "mode": "refuse"}), node.clone()),
            (json!({"type": "outage", "mode": "hang"}), node.clone()),
            (json!({"type": "slow_down", "factor": 4.0}), node.clone()),
            (json!({"type": "traffic_spike", "factor": 3.0}), "a0".into()),
            (json!({"type": "error_rate", "rate": 0.5}), node.clone()),
            (json!({"type": "partial_outage", "share": 0.6}), node.clone()),
            (json!({"type": "cache_flush"}), node.clone()),
            (json!({"type": "late_feed", "by_s": 20.0}), node.clone()),
            (json!({"type": "duplicate_feed"}), node.clone()),
            (json!({"type": "bad_version", "separation_kept": 0.2}), node.clone()),
            (json!({"type": "version_mismatch", "recall": 0.2}), node),
            (json!({"type": "null_feature"}), feature.clone()),
            (json!({"type": "shift_feature", "shift": 1.0}), feature.clone()),
            (json!({"type": "scale_feature", "factor": 100.0}), feature.clone()),
            (json!({"type": "freeze_feature"}), feature.clone()),
            (json!({"type": "scramble_feature"}), feature),
            (json!({"type": "prior_shift", "factor": 2.0}), String::new()),
            (json!({"type": "concept_drift", "degrees": 50.0}), String::new()),
        ];
        let (kind, target) = kinds[self.below(kinds.len())].clone();
        let start_s = 50.0 * self.stream.uniform();
        let end_s = start_s + 1.0 + 30.0 * self.stream.uniform();
        let kind = serde_json::from_value(kind).expect("it is an incident");
        DocIncident { kind, target, start_s, end_s, profile: Profile::default() }
    }
}
