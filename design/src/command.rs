//! Commands: the only way to change a document.

use windtunnel_sim::model::{ParamValue, Settings, World, catalogue};

use crate::connect;
use crate::document::{DocIncident, DocLink, DocNode, Document, Point, Record, RecordKey};
use crate::failures::{self, FailurePlan};
use crate::limits;
use crate::sketch::Sketch;

/// One intended change.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Several at once; all or none.
    Batch(Vec<Command>),
    /// A new node under a new id.
    AddNode(String, DocNode),
    /// Takes a node away, with the links and incidents that touch it and what plans say of it.
    RemoveNode(String),
    /// Puts a node elsewhere.
    MoveNode(String, Point),
    /// Renames what a person reads; the id stays.
    SetLabel(String, String),
    /// Sets a parameter of a node, or (with `None`) gives it back its default.
    SetParam(String, String, Option<ParamValue>),
    /// A new link under a new id.
    AddLink(String, DocLink),
    /// Takes a link away.
    RemoveLink(String),
    /// Replaces a link: another end, kind or condition.
    SetLink(String, DocLink),
    /// Sets a parameter of a link, or gives it back its default.
    SetLinkParam(String, String, Option<ParamValue>),
    /// Replaces the world.
    SetWorld(Box<World>),
    /// Adds or replaces an incident.
    PutIncident(String, DocIncident),
    /// Takes an incident away.
    RemoveIncident(String),
    /// Replaces the run settings.
    SetRun(Settings),
    /// Title and description.
    SetHeading(String, String),
    /// Puts a node over or under others.
    SetLayer(String, i32),
    /// Keeps gestures off a node, or lets them at it again.
    SetLocked(String, bool),
    /// Adds or replaces a note, frame or arrow.
    PutSketch(String, Sketch),
    /// Takes a note, frame or arrow away.
    RemoveSketch(String),
    /// Replaces what is meant to happen at a sink when parts cannot be had.
    SetFailurePlan(String, FailurePlan),
    /// Puts another document in the place of this one, such as an earlier version of it. It comes
    /// from a file, whose reader has checked it.
    Replace(Box<Document>),
}

/// Why a command was refused. The document is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// The id is in use.
    #[error("there is already something called {0}")]
    Exists(String),
    /// Nothing has this id.
    #[error("there is nothing called {0}")]
    Missing(String),
    /// A value is not allowed.
    #[error("{place}: {reason}")]
    Value {
        /// Where.
        place: String,
        /// Why.
        reason: String,
    },
    /// A link is not allowed.
    #[error("{0}")]
    Link(#[from] connect::Refusal),
    /// There would be too many.
    #[error("a design holds at most {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
}

/// What a command changed: records before and after, in the order of their keys.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diff {
    changes: Vec<(RecordKey, Option<Record>, Option<Record>)>,
}

impl Diff {
    /// Nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Names of the records that changed.
    pub fn keys(&self) -> impl Iterator<Item = &RecordKey> {
        self.changes.iter().map(|(key, _, _)| key)
    }

    /// Takes the change back.
    pub fn revert(&self, document: &mut Document) {
        for (key, before, _) in &self.changes {
            document.put(key, before.as_ref());
        }
    }

    /// Makes the change again.
    pub fn replay(&self, document: &mut Document) {
        for (key, _, after) in &self.changes {
            document.put(key, after.as_ref());
        }
    }

    /// This change followed by another, as one.
    pub fn join(&mut self, later: Self) {
        for (key, before, after) in later.changes {
            self.note(key, before, after);
        }
        self.forget_unchanged();
    }

    fn note(&mut self, key: RecordKey, before: Option<Record>, after: Option<Record>) {
        match self.changes.binary_search_by(|(mine, _, _)| mine.cmp(&key)) {
            Ok(at) => self.changes[at].2 = after,
            Err(at) => self.changes.insert(at, (key, before, after)),
        }
    }

    fn forget_unchanged(&mut self) {
        self.changes.retain(|(_, before, after)| before != after);
    }
}

/// Carries a command out.
///
/// # Errors
/// Says what is wrong with the command; the document is then unchanged.
pub fn apply(document: &mut Document, command: &Command) -> Result<Diff, Rejection> {
    let mut diff = Diff::default();
    match carry_out(document, command, &mut diff) {
        Ok(()) => {
            diff.forget_unchanged();
            Ok(diff)
        }
        Err(rejection) => {
            diff.revert(document);
            Err(rejection)
        }
    }
}

fn carry_out(document: &mut Document, command: &Command, diff: &mut Diff) -> Result<(), Rejection> {
    match command {
        Command::Batch(commands) => {
            for command in commands {
                carry_out(document, command, diff)?;
            }
        }
        Command::AddNode(id, node) => {
            if document.nodes.contains_key(id) {
                return Err(Rejection::Exists(id.clone()));
            }
            room("nodes", document.nodes.len(), limits::MAX_NODES)?;
            let place = format!("node {id}");
            fits(&place, limits::id(id))?;
            fits(&place, limits::text(&node.label))?;
            fits(&place, limits::place(node.at))?;
            fits(&place, limits::layer(node.layer))?;
            for (key, value) in &node.params {
                check_node_param(id, node, key, value)?;
            }
            put(document, diff, RecordKey::Node(id.clone()), Some(Record::Node(node.clone())));
        }
        Command::RemoveNode(id) => {
            node_of(document, id)?;
            let touching = |from: &str, to: &str| from == id || to == id;
            let links: Vec<_> = document
                .links
                .iter()
                .filter(|(_, link)| touching(&link.from, &link.to))
                .map(|(link_id, _)| RecordKey::Link(link_id.clone()))
                .collect();
            let incidents: Vec<_> = document
                .incidents
                .iter()
                .filter(|(_, incident)| incident.target_node() == Some(id))
                .map(|(incident_id, _)| RecordKey::Incident(incident_id.clone()))
                .collect();
            for key in links.into_iter().chain(incidents) {
                put(document, diff, key, None);
            }
            for (sink, plan) in failures::without(document, id) {
                put_plan(document, diff, sink, plan);
            }
            put(document, diff, RecordKey::Node(id.clone()), None);
        }
        Command::MoveNode(id, at) => {
            fits(&format!("node {id}"), limits::place(*at))?;
            change_node(document, diff, id, |node| node.at = *at)?;
        }
        Command::SetLabel(id, label) => {
            fits(&format!("node {id}"), limits::text(label))?;
            change_node(document, diff, id, |node| node.label.clone_from(label))?;
        }
        Command::SetParam(id, key, value) => {
            if let Some(value) = value {
                check_node_param(id, node_of(document, id)?, key, value)?;
            }
            change_node(document, diff, id, |node| {
                let default = catalogue::node(node.kind).param(key).map(|p| p.default_value());
                set_or_reset(&mut node.params, key, value.as_ref(), default.as_ref());
            })?;
        }
        Command::AddLink(id, link) => {
            if document.links.contains_key(id) {
                return Err(Rejection::Exists(id.clone()));
            }
            room("links", document.links.len(), limits::MAX_LINKS)?;
            fits(&format!("link {id}"), limits::id(id))?;
            set_link(document, diff, id, link)?;
        }
        Command::SetLink(id, link) => {
            link_of(document, id)?;
            set_link(document, diff, id, link)?;
        }
        Command::RemoveLink(id) => {
            link_of(document, id)?;
            put(document, diff, RecordKey::Link(id.clone()), None);
        }
        Command::SetLinkParam(id, key, value) => {
            let mut link = link_of(document, id)?.clone();
            let spec = catalogue::link_param(key);
            if let Some(value) = value {
                check_link_param(id, key, value)?;
            }
            let default = spec.map(catalogue::ParamSpec::default_value);
            set_or_reset(&mut link.params, key, value.as_ref(), default.as_ref());
            put(document, diff, RecordKey::Link(id.clone()), Some(Record::Link(link)));
        }
        Command::SetWorld(world) => {
            fits("world", limits::world(world))?;
            put(document, diff, RecordKey::World, Some(Record::World(world.clone())));
        }
        Command::PutIncident(id, incident) => {
            if !document.incidents.contains_key(id) {
                room("incidents", document.incidents.len(), limits::MAX_INCIDENTS)?;
            }
            let place = format!("incident {id}");
            fits(&place, limits::id(id))?;
            fits(&place, limits::incident(incident))?;
            let record = Record::Incident(incident.clone());
            put(document, diff, RecordKey::Incident(id.clone()), Some(record));
        }
        Command::RemoveIncident(id) => {
            if !document.incidents.contains_key(id) {
                return Err(Rejection::Missing(id.clone()));
            }
            put(document, diff, RecordKey::Incident(id.clone()), None);
        }
        Command::SetRun(run) => {
            fits("run settings", limits::run(run))?;
            put(document, diff, RecordKey::Run, Some(Record::Run(*run)));
        }
        Command::SetHeading(title, about) => {
            fits("title", limits::text(title))?;
            fits("description", limits::text(about))?;
            let record = Record::Heading(title.clone(), about.clone());
            put(document, diff, RecordKey::Heading, Some(record));
        }
        Command::SetLayer(id, layer) => {
            fits(&format!("node {id}"), limits::layer(*layer))?;
            change_node(document, diff, id, |node| node.layer = *layer)?;
        }
        Command::SetLocked(id, locked) => {
            change_node(document, diff, id, |node| node.locked = *locked)?;
        }
        Command::PutSketch(id, sketch) => {
            if !document.sketches.contains_key(id) {
                room("sketches", document.sketches.len(), limits::MAX_SKETCHES)?;
            }
            let place = format!("sketch {id}");
            fits(&place, limits::id(id))?;
            fits(&place, limits::sketch(sketch))?;
            let record = Record::Sketch(sketch.clone());
            put(document, diff, RecordKey::Sketch(id.clone()), Some(record));
        }
        Command::RemoveSketch(id) => {
            if !document.sketches.contains_key(id) {
                return Err(Rejection::Missing(id.clone()));
            }
            put(document, diff, RecordKey::Sketch(id.clone()), None);
        }
        Command::SetFailurePlan(sink, plan) => {
            fits(&format!("failure plan of {sink}"), plan.check(document, sink))?;
            put_plan(document, diff, sink.clone(), plan.clone());
        }
        Command::Replace(other) => {
            let gone: Vec<_> = document.keys().filter(|key| other.record(key).is_none()).collect();
            for key in gone {
                put(document, diff, key, None);
            }
            for key in other.keys() {
                put(document, diff, key.clone(), other.record(&key));
            }
        }
    }
    Ok(())
}

fn put(document: &mut Document, diff: &mut Diff, key: RecordKey, record: Option<Record>) {
    let before = document.record(&key);
    document.put(&key, record.as_ref());
    diff.note(key, before, record);
}

/// A plan that says nothing is none.
fn put_plan(document: &mut Document, diff: &mut Diff, sink: String, plan: FailurePlan) {
    let record = (!plan.is_empty()).then_some(Record::FailurePlan(plan));
    put(document, diff, RecordKey::FailurePlan(sink), record);
}

fn node_of<'a>(document: &'a Document, id: &str) -> Result<&'a DocNode, Rejection> {
    document.nodes.get(id).ok_or_else(|| Rejection::Missing(id.to_owned()))
}

fn link_of<'a>(document: &'a Document, id: &str) -> Result<&'a DocLink, Rejection> {
    document.links.get(id).ok_or_else(|| Rejection::Missing(id.to_owned()))
}

fn change_node(
    document: &mut Document,
    diff: &mut Diff,
    id: &str,
    change: impl FnOnce(&mut DocNode),
) -> Result<(), Rejection> {
    let mut node = node_of(document, id)?.clone();
    change(&mut node);
    put(document, diff, RecordKey::Node(id.to_owned()), Some(Record::Node(node)));
    Ok(())
}

fn set_link(
    document: &mut Document,
    diff: &mut Diff,
    id: &str,
    link: &DocLink,
) -> Result<(), Rejection> {
    connect::check(document, link, Some(id))?;
    fits(&format!("link {id}"), limits::line(&link.label, &link.via))?;
    for (key, value) in &link.params {
        check_link_param(id, key, value)?;
    }
    put(document, diff, RecordKey::Link(id.to_owned()), Some(Record::Link(link.clone())));
    Ok(())
}

fn set_or_reset(
    params: &mut windtunnel_sim::model::Params,
    key: &str,
    value: Option<&ParamValue>,
    default: Option<&ParamValue>,
) {
    match value {
        Some(value) if Some(value) != default => {
            params.insert(key.to_owned(), value.clone());
        }
        _ => drop(params.remove(key)),
    }
}

fn check_node_param(
    id: &str,
    node: &DocNode,
    key: &str,
    value: &ParamValue,
) -> Result<(), Rejection> {
    let place = format!("node {id}");
    fits(&place, catalogue::node(node.kind).check_param(key, value))?;
    check_text(&place, value)
}

fn check_link_param(id: &str, key: &str, value: &ParamValue) -> Result<(), Rejection> {
    let place = format!("link {id}");
    fits(&place, catalogue::check_link_param(key, value))?;
    check_text(&place, value)
}

fn check_text(place: &str, value: &ParamValue) -> Result<(), Rejection> {
    match value {
        ParamValue::Text(text) => fits(place, limits::text(text)),
        _ => Ok(()),
    }
}

fn fits<E: ToString>(place: &str, outcome: Result<(), E>) -> Result<(), Rejection> {
    outcome.map_err(|why| Rejection::Value { place: place.to_owned(), reason: why.to_string() })
}

fn room(what: &'static str, have: usize, limit: usize) -> Result<(), Rejection> {
    if have < limit { Ok(()) } else { Err(Rejection::TooMany { what, limit }) }
}
