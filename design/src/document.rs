//! The document: a model with a place on the canvas for every node.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use windtunnel_sim::model::{
    Incident, IncidentKind, Link, LinkKind, Model, Node, NodeKind, Params, Profile, Settings, When,
    World,
};

use crate::failures::FailurePlan;
use crate::shared::Shared;
use crate::sketch::Sketch;

/// A place on the canvas, in canvas units (pixels at zoom 1), the node's top left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// What a person edits, saves and shares. Selection, camera and results are elsewhere.
///
/// Records are keyed by ids that are never reused, and kept in the order of their ids, so that the
/// same document always gives the same bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Name of the design.
    pub title: String,
    /// A few words for whoever opens it.
    #[serde(default)]
    pub about: String,
    /// Nodes by id.
    pub nodes: Shared<BTreeMap<String, DocNode>>,
    /// Links by id.
    #[serde(default)]
    pub links: Shared<BTreeMap<String, DocLink>>,
    /// Features, base rate and costs.
    #[serde(default)]
    pub world: World,
    /// Incidents by id.
    #[serde(default)]
    pub incidents: BTreeMap<String, DocIncident>,
    /// Notes, frames and arrows by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sketches: BTreeMap<String, Sketch>,
    /// What is meant to happen when parts cannot be had, by the id of the sink; none is empty. The
    /// simulator does what is drawn.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub failure_plans: BTreeMap<String, FailurePlan>,
    /// Horizon, warm-up, seed.
    #[serde(default)]
    pub run: Settings,
}

/// A node as it stands in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocNode {
    /// What it is.
    pub kind: NodeKind,
    /// What a person calls it; empty for the kind's own name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where it stands.
    #[serde(default)]
    pub at: Point,
    /// Parameters that differ from the defaults.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// What lies over what: higher over lower, and of the same layer later ids over earlier ones.
    #[serde(default, skip_serializing_if = "is_default")]
    pub layer: i32,
    /// Gestures leave it alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub locked: bool,
}

/// A link as it stands in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocLink {
    /// Id of the node it leaves.
    pub from: String,
    /// Id of the node it enters.
    pub to: String,
    /// What moves along it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: LinkKind,
    /// For call links: which requests take it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: When,
    /// Parameters that differ from the defaults.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// What a person writes beside it; empty for nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Places that its line goes through, from source to target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Point>,
}

/// An incident as it stands in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocIncident {
    /// What happens.
    pub kind: IncidentKind,
    /// The node, feature or zone it happens to; see [`strikes`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// Start in seconds of simulated time.
    pub start_s: f64,
    /// End in seconds of simulated time.
    pub end_s: f64,
    /// How it comes and goes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub profile: Profile,
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl DocNode {
    /// A node of this kind at this place, as the palette makes it.
    #[must_use]
    pub fn new(kind: NodeKind, at: Point) -> Self {
        let params = Params::default();
        Self { kind, label: String::new(), at, params, layer: 0, locked: false }
    }
}

impl DocLink {
    /// A link with its defaults.
    #[must_use]
    pub fn new(from: &str, to: &str, kind: LinkKind, when: When) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            kind,
            when,
            params: Params::default(),
            label: String::new(),
            via: Vec::new(),
        }
    }
}

impl DocIncident {
    /// The node it happens to, if it happens to a node.
    #[must_use]
    pub fn target_node(&self) -> Option<&str> {
        self.target_if(Strikes::Node)
    }

    /// The feature it happens to, if it happens to a feature.
    #[must_use]
    pub fn target_feature(&self) -> Option<&str> {
        self.target_if(Strikes::Feature)
    }

    fn target_if(&self, what: Strikes) -> Option<&str> {
        (strikes(self.kind) == what && !self.target.is_empty()).then_some(self.target.as_str())
    }
}

/// What an incident happens to: what its target names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strikes {
    /// A node by id.
    Node,
    /// A feature by id.
    Feature,
    /// All nodes of a zone, by the zone's name.
    Zone,
    /// The whole world; the target is empty.
    World,
}

/// What a kind of incident happens to.
#[must_use]
pub fn strikes(kind: IncidentKind) -> Strikes {
    match kind {
        IncidentKind::Outage { .. }
        | IncidentKind::SlowDown { .. }
        | IncidentKind::TrafficSpike { .. }
        | IncidentKind::ErrorRate { .. }
        | IncidentKind::PartialOutage { .. }
        | IncidentKind::LateFeed { .. }
        | IncidentKind::DuplicateFeed
        | IncidentKind::BadVersion { .. }
        | IncidentKind::VersionMismatch { .. }
        | IncidentKind::ShiftScore { .. }
        | IncidentKind::LoseLabels { .. }
        | IncidentKind::BadTraining { .. }
        | IncidentKind::CacheFlush => Strikes::Node,
        IncidentKind::NullFeature
        | IncidentKind::ShiftFeature { .. }
        | IncidentKind::ScaleFeature { .. }
        | IncidentKind::SpreadFeature { .. }
        | IncidentKind::FreezeFeature
        | IncidentKind::ScrambleFeature => Strikes::Feature,
        IncidentKind::ZoneOutage { .. } => Strikes::Zone,
        IncidentKind::PriorShift { .. } | IncidentKind::ConceptDrift { .. } => Strikes::World,
    }
}

/// Name of one record of a document: the unit of change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKey {
    /// Title and description.
    Heading,
    /// A node by id.
    Node(String),
    /// A link by id.
    Link(String),
    /// The world.
    World,
    /// An incident by id.
    Incident(String),
    /// A note, frame or arrow by id.
    Sketch(String),
    /// What is meant to happen when parts cannot be had, by the id of the sink.
    FailurePlan(String),
    /// The run settings.
    Run,
}

/// One record of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// Title and description.
    Heading(String, String),
    /// A node.
    Node(DocNode),
    /// A link.
    Link(DocLink),
    /// The world.
    World(Box<World>),
    /// An incident.
    Incident(DocIncident),
    /// A note, frame or arrow.
    Sketch(Sketch),
    /// What is meant to happen when parts cannot be had.
    FailurePlan(FailurePlan),
    /// The run settings.
    Run(Settings),
}

impl Document {
    /// The record of this name, if there is one.
    #[must_use]
    pub fn record(&self, key: &RecordKey) -> Option<Record> {
        match key {
            RecordKey::Heading => Some(Record::Heading(self.title.clone(), self.about.clone())),
            RecordKey::Node(id) => self.nodes.get(id).cloned().map(Record::Node),
            RecordKey::Link(id) => self.links.get(id).cloned().map(Record::Link),
            RecordKey::World => Some(Record::World(Box::new(self.world.clone()))),
            RecordKey::Incident(id) => self.incidents.get(id).cloned().map(Record::Incident),
            RecordKey::Sketch(id) => self.sketches.get(id).cloned().map(Record::Sketch),
            RecordKey::FailurePlan(id) => {
                self.failure_plans.get(id).cloned().map(Record::FailurePlan)
            }
            RecordKey::Run => Some(Record::Run(self.run)),
        }
    }

    /// Puts a record in its place, or takes it away. A record that does not fit its key, or the
    /// removal of a record that always exists, is ignored: diffs never hold one.
    pub(crate) fn put(&mut self, key: &RecordKey, record: Option<&Record>) {
        match (key, record) {
            (RecordKey::Heading, Some(Record::Heading(title, about))) => {
                self.title.clone_from(title);
                self.about.clone_from(about);
            }
            (RecordKey::Node(id), Some(Record::Node(node))) => {
                self.nodes.insert(id.clone(), node.clone());
            }
            (RecordKey::Link(id), Some(Record::Link(link))) => {
                self.links.insert(id.clone(), link.clone());
            }
            (RecordKey::World, Some(Record::World(world))) => self.world = (**world).clone(),
            (RecordKey::Incident(id), Some(Record::Incident(incident))) => {
                self.incidents.insert(id.clone(), incident.clone());
            }
            (RecordKey::Sketch(id), Some(Record::Sketch(sketch))) => {
                self.sketches.insert(id.clone(), sketch.clone());
            }
            (RecordKey::FailurePlan(id), Some(Record::FailurePlan(plan))) => {
                self.failure_plans.insert(id.clone(), plan.clone());
            }
            (RecordKey::Run, Some(Record::Run(run))) => self.run = *run,
            (RecordKey::Node(id), None) => drop(self.nodes.remove(id)),
            (RecordKey::Link(id), None) => drop(self.links.remove(id)),
            (RecordKey::Incident(id), None) => drop(self.incidents.remove(id)),
            (RecordKey::Sketch(id), None) => drop(self.sketches.remove(id)),
            (RecordKey::FailurePlan(id), None) => drop(self.failure_plans.remove(id)),
            _ => {}
        }
    }

    /// The names of all its records, in their order.
    pub fn keys(&self) -> impl Iterator<Item = RecordKey> {
        let heading = std::iter::once(RecordKey::Heading);
        heading
            .chain(self.nodes.keys().cloned().map(RecordKey::Node))
            .chain(self.links.keys().cloned().map(RecordKey::Link))
            .chain([RecordKey::World])
            .chain(self.incidents.keys().cloned().map(RecordKey::Incident))
            .chain(self.sketches.keys().cloned().map(RecordKey::Sketch))
            .chain(self.failure_plans.keys().cloned().map(RecordKey::FailurePlan))
            .chain([RecordKey::Run])
    }

    /// What the simulator needs of it.
    #[must_use]
    pub fn model(&self) -> Model {
        Model {
            nodes: self
                .nodes
                .iter()
                .map(|(id, node)| Node {
                    id: id.clone(),
                    kind: node.kind,
                    params: node.params.clone(),
                })
                .collect(),
            links: self
                .links
                .iter()
                .map(|(id, link)| Link {
                    id: id.clone(),
                    from: link.from.clone(),
                    to: link.to.clone(),
                    kind: link.kind,
                    when: link.when,
                    params: link.params.clone(),
                })
                .collect(),
            world: self.world.clone(),
            incidents: self
                .incidents
                .iter()
                .map(|(id, incident)| Incident {
                    id: id.clone(),
                    kind: incident.kind,
                    target: incident.target.clone(),
                    start_s: incident.start_s,
                    end_s: incident.end_s,
                    profile: incident.profile,
                })
                .collect(),
        }
    }

    /// The label of a node: its own, or its kind's.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        match self.nodes.get(id) {
            Some(node) if node.label.is_empty() => {
                windtunnel_sim::model::catalogue::node(node.kind).label.to_owned()
            }
            Some(node) => node.label.clone(),
            None => id.to_owned(),
        }
    }

    /// What a run says of a node, which begins with the node's id, by the node's label.
    #[must_use]
    pub fn in_words(&self, sentence: &str) -> String {
        match sentence.split_once(' ') {
            Some((id, rest)) if self.nodes.contains_key(id) => format!("{} {rest}", self.label(id)),
            _ => sentence.to_owned(),
        }
    }

    /// An id for a new node of this kind: the kind's word and the first number that is free.
    #[must_use]
    pub fn new_node_id(&self, kind: NodeKind) -> String {
        let word = kind_word(kind);
        first_free(word, |id| self.nodes.contains_key(id))
    }

    /// An id for a new link.
    #[must_use]
    pub fn new_link_id(&self, from: &str, to: &str) -> String {
        let word = format!("{from}-{to}");
        if !self.links.contains_key(&word) {
            return word;
        }
        first_free(&word, |id| self.links.contains_key(id))
    }

    /// An id for a new note, frame or arrow.
    #[must_use]
    pub fn new_sketch_id(&self) -> String {
        first_free("sketch", |id| self.sketches.contains_key(id))
    }

    /// An id for a new incident.
    #[must_use]
    pub fn new_incident_id(&self) -> String {
        first_free("incident", |id| self.incidents.contains_key(id))
    }
}

/// The word that documents use for a kind.
#[must_use]
pub fn kind_word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Traffic => "traffic",
        NodeKind::Gateway => "gateway",
        NodeKind::Service => "service",
        NodeKind::FeatureStore => "feature_store",
        NodeKind::Feed => "feed",
        NodeKind::Model => "model",
        NodeKind::Rules => "rules",
        NodeKind::Fallback => "fallback",
        NodeKind::Policy => "policy",
        NodeKind::Reviewers => "reviewers",
        NodeKind::Sink => "sink",
        NodeKind::Labels => "labels",
        NodeKind::Monitor => "monitor",
        NodeKind::Balancer => "balancer",
        NodeKind::Cache => "cache",
        NodeKind::FanOut => "fan_out",
        NodeKind::Pipeline => "pipeline",
        NodeKind::BatchJob => "batch_job",
        NodeKind::BatchScorer => "batch_scorer",
        NodeKind::Edge => "edge",
        NodeKind::Llm => "llm",
        NodeKind::Retrieval => "retrieval",
        NodeKind::Ranker => "ranker",
        NodeKind::PredictionLog => "prediction_log",
        NodeKind::Training => "training",
        NodeKind::Registry => "registry",
        NodeKind::Experiment => "experiment",
        NodeKind::OnCall => "on_call",
    }
}

fn first_free(word: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut number = 1_u64;
    loop {
        let id = format!("{word}-{number}");
        if !taken(&id) {
            return id;
        }
        number += 1;
    }
}
