//! Incidents as a person places them: kinds, targets, names, drags. No screen in here.

use windtunnel_design::sim::model::{IncidentKind, NodeKind, OutageMode};
use windtunnel_design::{DocIncident, Document};

use super::moment;

/// Incidents on offer, with sensible sizes.
pub const KINDS: [IncidentKind; 7] = [
    IncidentKind::Outage { mode: OutageMode::Refuse },
    IncidentKind::SlowDown { factor: 5.0 },
    IncidentKind::TrafficSpike { factor: 3.0 },
    IncidentKind::NullFeature,
    IncidentKind::ShiftFeature { shift: 1.0 },
    IncidentKind::PriorShift { factor: 3.0 },
    IncidentKind::ConceptDrift { degrees: 45.0 },
];

/// Name of a kind.
#[must_use]
pub fn kind_label(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Outage { .. } => "Outage",
        IncidentKind::SlowDown { .. } => "Slow-down",
        IncidentKind::TrafficSpike { .. } => "Traffic spike",
        IncidentKind::NullFeature => "Null feature",
        IncidentKind::ShiftFeature { .. } => "Feature shift",
        IncidentKind::PriorShift { .. } => "Prior shift",
        IncidentKind::ConceptDrift { .. } => "Concept drift",
    }
}

/// What a kind does, in one sentence.
#[must_use]
pub fn kind_summary(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Outage { .. } => "A node answers nothing.",
        IncidentKind::SlowDown { .. } => "A node takes longer for everything.",
        IncidentKind::TrafficSpike { .. } => "More requests come.",
        IncidentKind::NullFeature => "A feature arrives empty, and nothing complains.",
        IncidentKind::ShiftFeature { .. } => "A feature’s values move.",
        IncidentKind::PriorShift { .. } => "Positives get more, or fewer.",
        IncidentKind::ConceptDrift { .. } => "What gave positives away no longer does.",
    }
}

/// The number of a kind: its name, unit, range and step; kinds without one have none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Name of the field.
    pub label: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Smallest and largest value allowed.
    pub range: (f64, f64),
    /// The value.
    pub value: f64,
}

/// The number of an incident.
#[must_use]
pub fn size(kind: IncidentKind) -> Option<Size> {
    let times = |value| Size { label: "Factor", unit: "×", range: (0.0, 1_000.0), value };
    match kind {
        IncidentKind::Outage { .. } | IncidentKind::NullFeature => None,
        IncidentKind::SlowDown { factor } => Some(Size { range: (0.01, 1_000.0), ..times(factor) }),
        IncidentKind::TrafficSpike { factor } | IncidentKind::PriorShift { factor } => {
            Some(times(factor))
        }
        IncidentKind::ShiftFeature { shift } => {
            Some(Size { label: "Shift", unit: "σ", range: (-100.0, 100.0), value: shift })
        }
        IncidentKind::ConceptDrift { degrees } => {
            Some(Size { label: "Rotation", unit: "°", range: (0.0, 90.0), value: degrees })
        }
    }
}

/// The kind with another number, kept within its range.
#[must_use]
pub fn resize(kind: IncidentKind, value: f64) -> IncidentKind {
    let Some(size) = size(kind).filter(|_| value.is_finite()) else { return kind };
    let value = value.clamp(size.range.0, size.range.1);
    match kind {
        IncidentKind::Outage { .. } | IncidentKind::NullFeature => kind,
        IncidentKind::SlowDown { .. } => IncidentKind::SlowDown { factor: value },
        IncidentKind::TrafficSpike { .. } => IncidentKind::TrafficSpike { factor: value },
        IncidentKind::PriorShift { .. } => IncidentKind::PriorShift { factor: value },
        IncidentKind::ShiftFeature { .. } => IncidentKind::ShiftFeature { shift: value },
        IncidentKind::ConceptDrift { .. } => IncidentKind::ConceptDrift { degrees: value },
    }
}

/// Does it happen to the whole world?
#[must_use]
pub fn is_global(kind: IncidentKind) -> bool {
    matches!(kind, IncidentKind::PriorShift { .. } | IncidentKind::ConceptDrift { .. })
}

/// What a kind can happen to: ids with their labels, in the order of the document.
#[must_use]
pub fn targets(document: &Document, kind: IncidentKind) -> Vec<(String, String)> {
    let nodes = |fits: fn(NodeKind) -> bool| {
        let fitting = document.nodes.iter().filter(|(_, node)| fits(node.kind));
        fitting.map(|(id, _)| (id.clone(), document.label(id))).collect()
    };
    match kind {
        IncidentKind::Outage { .. } => nodes(|kind| kind == NodeKind::Feed || is_station(kind)),
        IncidentKind::SlowDown { .. } => nodes(is_station),
        IncidentKind::TrafficSpike { .. } => nodes(|kind| kind == NodeKind::Traffic),
        IncidentKind::NullFeature | IncidentKind::ShiftFeature { .. } => document
            .world
            .features
            .iter()
            .map(|feature| (feature.id.clone(), feature_label(document, &feature.id)))
            .collect(),
        IncidentKind::PriorShift { .. } | IncidentKind::ConceptDrift { .. } => Vec::new(),
    }
}

fn is_station(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Gateway
            | NodeKind::Service
            | NodeKind::FeatureStore
            | NodeKind::Model
            | NodeKind::Rules
            | NodeKind::Reviewers
    )
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
    let horizon_s = document.run.horizon_s;
    let grain_s = moment::grain_s(horizon_s);
    let length_s = round_to(horizon_s / 12.0, grain_s).max(grain_s);
    let start_s = round_to(at_s, grain_s).clamp(0.0, (horizon_s - length_s).max(0.0));
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
    Ok(DocIncident { kind, target, start_s, end_s: (start_s + length_s).min(horizon_s) })
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
    match kind {
        IncidentKind::TrafficSpike { .. } => {
            "There is no traffic that could spike: add some first."
        }
        IncidentKind::NullFeature | IncidentKind::ShiftFeature { .. } => {
            "The world has no features yet: add one first."
        }
        _ => "There is nothing that could fail yet: add a node first.",
    }
}

/// Its name in full: `Outage of Feature store from 06:00 to 08:00`.
#[must_use]
pub fn name(document: &Document, incident: &DocIncident) -> String {
    let horizon_s = document.run.horizon_s;
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
    let target = match incident.kind {
        IncidentKind::NullFeature | IncidentKind::ShiftFeature { .. } => {
            feature_label(document, &incident.target)
        }
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

/// The incident dragged by some time from where it was grabbed, kept to the grain and the horizon.
#[must_use]
pub fn dragged(from: &DocIncident, grip: Grip, by_s: f64, horizon_s: f64) -> DocIncident {
    let grain_s = moment::grain_s(horizon_s);
    let mut incident = from.clone();
    match grip {
        Grip::Whole => {
            let length_s = from.end_s - from.start_s;
            let latest_s = (horizon_s - length_s).max(0.0);
            incident.start_s = round_to(from.start_s + by_s, grain_s).clamp(0.0, latest_s);
            incident.end_s = incident.start_s + length_s;
        }
        Grip::Start => {
            let latest_s = (from.end_s - grain_s).max(0.0);
            incident.start_s = round_to(from.start_s + by_s, grain_s).clamp(0.0, latest_s);
        }
        Grip::End => {
            let earliest_s = (from.start_s + grain_s).min(horizon_s);
            incident.end_s = round_to(from.end_s + by_s, grain_s).clamp(earliest_s, horizon_s);
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
    order.sort_by(|a, b| spans[*a].0.total_cmp(&spans[*b].0));
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

#[cfg(test)]
#[path = "incidents_tests.rs"]
mod tests;
