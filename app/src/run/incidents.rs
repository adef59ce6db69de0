//! Incidents as a person places them: targets, names, drags. No screen in here.

use std::collections::BTreeSet;

use windtunnel_design::connect::takes_time;
use windtunnel_design::sim::model::{IncidentKind, NodeKind, ParamValue, Params, Settings};
use windtunnel_design::{DocIncident, Document, Strikes, strikes};

use super::moment;
use crate::core::sorted::{set_of, sort_short};

use super::incident_kinds::SILENT;
pub use super::incident_kinds::{KINDS, Size, kind_label, kind_summary, resize, size};

const DAY: f64 = 86_400.0;

/// Does it happen to the whole world?
#[must_use]
pub fn is_global(kind: IncidentKind) -> bool {
    strikes(kind) == Strikes::World
}

/// What a kind can happen to: ids with their labels, in the order of the document.
#[must_use]
pub fn targets(document: &Document, kind: IncidentKind) -> Vec<(String, String)> {
    match strikes(kind) {
        Strikes::World => Vec::new(),
        Strikes::Zone => zones(document).into_iter().map(|zone| (zone.clone(), zone)).collect(),
        Strikes::Feature => document
            .world
            .features
            .iter()
            .map(|feature| (feature.id.clone(), feature_label(document, &feature.id)))
            .collect(),
        Strikes::Node => {
            let fitting = document.nodes.iter().filter(|(_, node)| fits(kind, node.kind));
            fitting.map(|(id, _)| (id.clone(), document.label(id))).collect()
        }
    }
}

/// Can it happen to a node of this kind?
fn fits(incident: IncidentKind, kind: NodeKind) -> bool {
    match incident {
        IncidentKind::Outage { .. } => kind.brings_data() || takes_time(kind),
        IncidentKind::TrafficSpike { .. } => kind == NodeKind::Traffic,
        IncidentKind::LateFeed { .. } | IncidentKind::DuplicateFeed => kind.brings_data(),
        IncidentKind::LoseLabels { .. } => kind == NodeKind::Labels,
        IncidentKind::BadTraining { .. } => kind == NodeKind::Training,
        IncidentKind::BadVersion { .. } | IncidentKind::ShiftScore { .. } => matches!(
            kind,
            NodeKind::Model
                | NodeKind::BatchScorer
                | NodeKind::Edge
                | NodeKind::Llm
                | NodeKind::Ranker
        ),
        IncidentKind::VersionMismatch { .. } => kind == NodeKind::Retrieval,
        IncidentKind::CacheFlush => kind == NodeKind::Cache,
        _ => takes_time(kind),
    }
}

/// The zones that nodes are in, by name.
fn zones(document: &Document) -> BTreeSet<String> {
    let zone = |params: &Params| match params.get("zone") {
        Some(ParamValue::Text(zone)) if !zone.is_empty() => Some(zone.clone()),
        _ => None,
    };
    set_of(document.nodes.values().filter_map(|node| zone(&node.params)))
}

fn feature_label(document: &Document, id: &str) -> String {
    let feature = document.world.features.iter().find(|feature| feature.id == id);
    feature.filter(|f| !f.label.is_empty()).map_or_else(|| id.to_owned(), |f| f.label.clone())
}

/// A new incident of a kind, from the cursor on, on the selected node where it fits.
///
/// # Errors
/// Says what the document lacks.
pub fn fresh(
    document: &Document,
    kind: IncidentKind,
    selected: Option<&str>,
    at_s: f64,
) -> Result<DocIncident, String> {
    let (horizon_s, last_s) = (document.run.horizon_s, last_s(&document.run));
    let grain_s = moment::grain_s(horizon_s);
    // What nobody hears lasts for days, where there are any.
    let is_silent = KINDS[SILENT..].iter().any(|other| kind_label(*other) == kind_label(kind));
    let life_s = if is_silent { f64::from(document.run.days) * DAY } else { 0.0 };
    let length_s = round_to((horizon_s / 12.0).max(life_s / 12.0), grain_s).max(grain_s);
    let at_s = from_s(&document.run) + at_s;
    let start_s = round_to(at_s, grain_s).clamp(0.0, (last_s - length_s).max(0.0));
    let choices = targets(document, kind);
    let target = choices
        .iter()
        .find(|(id, _)| Some(id.as_str()) == selected)
        .or_else(|| preferred(document, &choices))
        .map(|(id, _)| id.clone());
    let target = match target {
        Some(target) => target,
        None if is_global(kind) => String::new(),
        None => return Err(lacks(kind).to_owned()),
    };
    let (end_s, profile) = ((start_s + length_s).min(last_s), Default::default());
    Ok(DocIncident { kind, target, start_s, end_s, profile })
}

/// Without a selection, the part whose failure teaches most: the feature store, then the model.
fn preferred<'a>(
    document: &Document,
    choices: &'a [(String, String)],
) -> Option<&'a (String, String)> {
    let of_kind = |kind: NodeKind| {
        choices.iter().find(|(id, _)| document.nodes.get(id).map(|node| node.kind) == Some(kind))
    };
    of_kind(NodeKind::FeatureStore).or_else(|| of_kind(NodeKind::Model)).or(choices.first())
}

fn lacks(kind: IncidentKind) -> &'static str {
    match (strikes(kind), kind) {
        (Strikes::Zone, _) => "No part is in a zone yet: name one among the failures of a part.",
        (Strikes::Feature, _) => "The world has no features yet: add one first.",
        (_, IncidentKind::TrafficSpike { .. }) => {
            "There is no traffic that could spike: add some first."
        }
        (_, IncidentKind::LateFeed { .. }) => "There is no feed that could be late: add one first.",
        (_, IncidentKind::DuplicateFeed) => {
            "There is no feed that could repeat itself: add one first."
        }
        (_, IncidentKind::CacheFlush) => "There is no cache that could be emptied: add one first.",
        (_, IncidentKind::VersionMismatch { .. }) => {
            "There is no retrieval whose index could be outdated: add one first."
        }
        (_, IncidentKind::BadVersion { .. }) => "Nothing here scores: add a model first.",
        _ => "There is nothing that could fail yet: add a node first.",
    }
}

/// When the run begins in the life of the system, in seconds.
#[must_use]
pub fn from_s(run: &Settings) -> f64 {
    f64::from(run.start_day) * DAY
}

/// The last moment that is simulated, of the run or of the life, in seconds.
#[must_use]
pub fn last_s(run: &Settings) -> f64 {
    (from_s(run) + run.horizon_s).max(f64::from(run.days) * DAY)
}

/// Its name in full: `Outage of Feature store from 06:00 to 08:00`.
#[must_use]
pub fn name(document: &Document, incident: &DocIncident) -> String {
    let horizon_s = last_s(&document.run);
    format!(
        "{} from {} to {}",
        short_name(document, incident),
        moment::label(incident.start_s, horizon_s),
        moment::label(incident.end_s, horizon_s)
    )
}

/// Its name without times: `Outage of Feature store`.
#[must_use]
pub fn short_name(document: &Document, incident: &DocIncident) -> String {
    let label = kind_label(incident.kind);
    if is_global(incident.kind) {
        return label.to_owned();
    }
    let target = match strikes(incident.kind) {
        Strikes::Feature => feature_label(document, &incident.target),
        Strikes::Zone => incident.target.clone(),
        _ => document.label(&incident.target),
    };
    format!("{label} of {target}")
}

/// Which part of an incident is dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// All of it.
    Whole,
    /// Its start.
    Start,
    /// Its end.
    End,
}

/// The incident dragged by some time from where it was grabbed, kept to the grain and to the last moment there is.
#[must_use]
pub fn dragged(
    from: &DocIncident,
    grip: Grip,
    by_s: f64,
    grain_s: f64,
    last_s: f64,
) -> DocIncident {
    let mut incident = from.clone();
    match grip {
        Grip::Whole => {
            let length_s = from.end_s - from.start_s;
            let latest_s = (last_s - length_s).max(0.0);
            incident.start_s = round_to(from.start_s + by_s, grain_s).clamp(0.0, latest_s);
            incident.end_s = incident.start_s + length_s;
        }
        Grip::Start => {
            let latest_s = (from.end_s - grain_s).max(0.0);
            incident.start_s = round_to(from.start_s + by_s, grain_s).clamp(0.0, latest_s);
        }
        Grip::End => {
            let earliest_s = (from.start_s + grain_s).min(last_s);
            incident.end_s = round_to(from.end_s + by_s, grain_s).clamp(earliest_s, last_s);
        }
    }
    incident
}

fn round_to(value: f64, grain: f64) -> f64 {
    (value / grain).round() * grain
}

/// A lane for each span, in the order given, so that spans in one lane do not overlap.
#[must_use]
pub fn lanes(spans: &[(f64, f64)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    sort_short(&mut order, |a, b| spans[*a].0.total_cmp(&spans[*b].0));
    let mut ends: Vec<f64> = Vec::new();
    let mut lanes = vec![0; spans.len()];
    for at in order {
        let (start, end) = spans[at];
        let free = ends.iter().position(|last| *last <= start);
        let lane = free.unwrap_or_else(|| {
            ends.push(0.0);
            ends.len() - 1
        });
        ends[lane] = end;
        lanes[at] = lane;
    }
    lanes
}

/// A lane for each incident that falls into the run, in the order of the document.
#[must_use]
pub fn lanes_in_run(document: &Document) -> Vec<Option<usize>> {
    let from_s = from_s(&document.run);
    let to_s = from_s + document.run.horizon_s;
    let is_in = |incident: &&DocIncident| incident.end_s > from_s && incident.start_s < to_s;
    let spans: Vec<_> =
        document.incidents.values().filter(is_in).map(|i| (i.start_s, i.end_s)).collect();
    let mut lanes = lanes(&spans).into_iter();
    document.incidents.values().map(|i| if is_in(&i) { lanes.next() } else { None }).collect()
}

#[cfg(test)]
#[path = "incidents_tests.rs"]
mod tests;
