//! Incidents, typed.

use super::profile::{self, Span};
use super::{Diagnostic, Nanos, NodePlan, Place, Role, ScorePlan, WorldPlan, nanos, whole};
use crate::model::{Incident, IncidentKind, Model, OutageMode, Settings};

/// An incident ready to happen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IncidentPlan {
    /// Start.
    pub(crate) start: Nanos,
    /// End.
    pub(crate) end: Nanos,
    /// What changes between the two.
    pub(crate) effect: Effect,
    /// Position of the incident it is a part of, in the order of ids.
    pub(crate) of: u32,
}

/// What a count becomes whose events come twice.
const DELIVERED_TWICE: f64 = 2.0;

/// What an incident changes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// Nodes are down.
    Outage(Vec<u32>, OutageMode),
    /// A share of a node's servers is gone.
    Partial(u32, f64),
    /// A share of what a node serves fails, besides its own errors.
    Errors(u32, f64),
    /// A model's score keeps this share of the separation.
    BadVersion(u32, f64),
    /// What a retrieval finds falls to this.
    Mismatch(u32, f64),
    /// A cache is empty.
    Flush(u32),
    /// A feed's or a pipeline's data comes later.
    Late(u32, Nanos),
    /// A feature's values are multiplied.
    Scale(u32, f64),
    /// The values of these features are multiplied.
    Repeat(Vec<u32>, f64),
    /// A feature keeps its old values.
    Freeze(u32),
    /// A feature's values say nothing.
    Scramble(u32),
    /// A node's service times are multiplied.
    Slow(u32, f64),
    /// A source's rate is multiplied.
    Spike(u32, f64),
    /// A feature is null.
    Null(u32),
    /// A feature is moved by so many of its noise units.
    Shift(u32, f64),
    /// The base rate is multiplied.
    Prior(f64),
    /// The truth turns by this angle, in radians.
    Concept(f64),
    /// A feature's noise is multiplied.
    Spread(u32, f64),
    /// Scores of a node are moved.
    ShiftScore(u32, f64),
    /// Labels get lost.
    LoseLabels { share: f64, only_positives: bool },
    /// What is trained keeps this share of the separation.
    BadTraining(f64),
    /// Nothing here: the shift is in the scores of the rows already.
    InRows,
}

impl Effect {
    /// The same in part, for `size` in 0 to 1; `None` where it is all or nothing.
    pub(crate) fn partly(&self, size: f64) -> Option<Self> {
        let toward = |factor: f64| 1.0 + (factor - 1.0) * size;
        Some(match *self {
            Self::Partial(node, share) => Self::Partial(node, share * size),
            Self::Errors(node, rate) => Self::Errors(node, rate * size),
            Self::BadVersion(node, kept) => Self::BadVersion(node, toward(kept)),
            Self::Late(node, by) => Self::Late(node, whole(by as f64 * size)),
            Self::Scale(feature, factor) => Self::Scale(feature, toward(factor)),
            Self::Repeat(ref features, factor) => Self::Repeat(features.clone(), toward(factor)),
            Self::Spread(feature, factor) => Self::Spread(feature, toward(factor)),
            Self::Slow(node, factor) => Self::Slow(node, toward(factor)),
            Self::Spike(node, factor) => Self::Spike(node, toward(factor)),
            Self::Shift(feature, by) => Self::Shift(feature, by * size),
            Self::ShiftScore(node, by) => Self::ShiftScore(node, by * size),
            Self::Prior(factor) => Self::Prior(toward(factor)),
            Self::Concept(angle) => Self::Concept(angle * size),
            Self::LoseLabels { share, only_positives } => {
                Self::LoseLabels { share: share * size, only_positives }
            }
            Self::BadTraining(kept) => Self::BadTraining(toward(kept)),
            Self::Outage(..)
            | Self::Mismatch(..)
            | Self::Flush(_)
            | Self::Freeze(_)
            | Self::Scramble(_)
            | Self::Null(_)
            | Self::InRows => return None,
        })
    }
}

pub(super) fn plan(
    model: &Model,
    settings: &Settings,
    nodes: &[NodePlan],
    world: &WorldPlan,
    findings: &mut Vec<Diagnostic>,
) -> Vec<IncidentPlan> {
    let mut incidents: Vec<_> = model.incidents.iter().collect();
    incidents.sort_by(|a, b| a.id.cmp(&b.id));
    let mut plans = Vec::new();
    for (of, incident) in incidents.into_iter().enumerate() {
        let parts = effect(incident, nodes, world)
            .and_then(|effect| Ok((effect, profile::spans(incident)?)))
            .and_then(|(effect, spans)| parts_of(&effect, &spans, settings, of as u32));
        match parts {
            Ok(parts) => plans.extend(parts),
            Err((message, hint)) => {
                let place = Place::Incident(incident.id.clone());
                findings.push(Diagnostic::error(place, message, hint));
            }
        }
    }
    plans
}

/// The stretches of an incident that fall into the run, which may begin on a later day.
fn parts_of(
    effect: &Effect,
    spans: &[Span],
    settings: &Settings,
    of: u32,
) -> Result<Vec<IncidentPlan>, Fault> {
    let from_s = f64::from(settings.start_day) * 86_400.0;
    let mut parts = Vec::new();
    for span in spans.iter().filter(|span| span.end_s > from_s) {
        let effect = if span.size == 1.0 {
            effect.clone()
        } else {
            effect.partly(span.size).ok_or_else(|| -> Fault {
                ("It cannot come bit by bit.".into(), "Let it be sudden, gradual or recurring.")
            })?
        };
        parts.push(IncidentPlan {
            start: nanos((span.start_s - from_s).max(0.0)),
            end: nanos(span.end_s - from_s),
            effect,
            of,
        });
    }
    Ok(parts)
}

/// What is wrong with an incident, and what to do.
pub(super) type Fault = (String, &'static str);

fn effect(incident: &Incident, nodes: &[NodePlan], world: &WorldPlan) -> Result<Effect, Fault> {
    let target = &incident.target;
    let node = |fits: &dyn Fn(&NodePlan) -> bool, hint: &'static str| {
        nodes
            .iter()
            .position(|node| node.id == *target && fits(node))
            .map(|at| at as u32)
            .ok_or_else(|| (format!("It cannot happen to “{target}”."), hint))
    };
    let feature = || {
        let at = world.features.iter().position(|feature| feature.id == *target);
        at.map(|at| at as u32).ok_or_else(|| {
            (format!("There is no feature “{target}”."), "Choose a feature of the world.")
        })
    };
    let within = |value: f64, low: f64, high: f64, name: &str| {
        if (low..=high).contains(&value) {
            return Ok(value);
        }
        let hint = "Give a number in the range that its field shows.";
        Err((format!("Its {name} is {value}, outside {low} to {high}."), hint))
    };
    let on_rows = matches!(world.scores, ScorePlan::Rows { .. });
    let is_station = |node: &NodePlan| node.station.is_some();
    let can_stop = |node: &NodePlan| {
        is_station(node) || matches!(node.role, Role::Data(_) | Role::Table { .. })
    };
    let is_source = |node: &NodePlan| matches!(node.role, Role::Source(_));
    Ok(match incident.kind {
        IncidentKind::Outage { mode } => {
            let hint = "Choose a node that does work, or a feed.";
            Effect::Outage(vec![node(&can_stop, hint)?], mode)
        }
        IncidentKind::ZoneOutage { mode } => {
            let in_zone = |(_, node): &(usize, &NodePlan)| node.zone == *target;
            let hit: Vec<_> = nodes.iter().enumerate().filter(in_zone).collect();
            if target.is_empty() || hit.is_empty() {
                let hint = "Give nodes a zone, and name it here.";
                return Err((format!("There is no zone “{target}”."), hint));
            }
            Effect::Outage(hit.iter().map(|&(at, _)| at as u32).collect(), mode)
        }
        IncidentKind::PartialOutage { share } => {
            let share = within(share, 0.0, 1.0, "share")?;
            Effect::Partial(node(&is_station, "Choose a node that does work.")?, share)
        }
        IncidentKind::ErrorRate { rate } => {
            let rate = within(rate, 0.0, 1.0, "rate")?;
            Effect::Errors(node(&is_station, "Choose a node that does work.")?, rate)
        }
        IncidentKind::BadVersion { separation_kept } => {
            let kept = within(separation_kept, -1.0, 1.0, "separation kept")?;
            let scores =
                |node: &NodePlan| matches!(node.role, Role::Scorer { .. } | Role::Table { .. });
            Effect::BadVersion(node(&scores, "Choose a node that scores.")?, kept)
        }
        IncidentKind::VersionMismatch { recall } => {
            let recall = within(recall, 0.0, 1.0, "recall")?;
            let finds = |node: &NodePlan| matches!(node.role, Role::Retrieval { .. });
            Effect::Mismatch(node(&finds, "Choose a retrieval node.")?, recall)
        }
        IncidentKind::CacheFlush => {
            let caches = |node: &NodePlan| matches!(node.role, Role::Cache(_));
            Effect::Flush(node(&caches, "Choose a cache.")?)
        }
        IncidentKind::LateFeed { by_s } => {
            let by = nanos(within(by_s, 0.0, 1e9, "delay")?);
            let feeds = |node: &NodePlan| matches!(node.role, Role::Data(_));
            Effect::Late(node(&feeds, "Choose a feed, a pipeline or a batch job.")?, by)
        }
        IncidentKind::SlowDown { factor } => {
            let factor = within(factor, 1e-3, 1e6, "factor")?;
            Effect::Slow(node(&is_station, "Choose a node that does work.")?, factor)
        }
        IncidentKind::TrafficSpike { factor } => {
            let factor = within(factor, 0.0, 1e4, "factor")?;
            Effect::Spike(node(&is_source, "Choose a traffic source.")?, factor)
        }
        IncidentKind::NullFeature | IncidentKind::ShiftFeature { .. } if on_rows => {
            feature().map(|_| Effect::InRows)?
        }
        IncidentKind::DuplicateFeed
        | IncidentKind::ScaleFeature { .. }
        | IncidentKind::SpreadFeature { .. }
        | IncidentKind::ShiftScore { .. }
        | IncidentKind::FreezeFeature
        | IncidentKind::ScrambleFeature
            if on_rows =>
        {
            return Err((
                "This cannot be done to real rows.".into(),
                "Shift or empty one of their columns, or use the Gaussian world.",
            ));
        }
        IncidentKind::DuplicateFeed => {
            let feeds = |node: &NodePlan| matches!(node.role, Role::Data(_));
            let feed = node(&feeds, "Choose a feed, a pipeline or a batch job.")?;
            let features = 0..world.features.len() as u32;
            let fed: Vec<_> = features
                .filter(|&feature| world.features[feature as usize].feed == Some(feed))
                .collect();
            if fed.is_empty() {
                let hint = "Let a feature of the world be served by it.";
                return Err((format!("No feature comes from “{target}”."), hint));
            }
            Effect::Repeat(fed, DELIVERED_TWICE)
        }
        IncidentKind::ScaleFeature { factor } => {
            let factor = within(factor, -1e6, 1e6, "factor")?;
            Effect::Scale(feature()?, factor)
        }
        IncidentKind::SpreadFeature { factor } => {
            let factor = within(factor, 1e-6, 1e6, "factor")?;
            Effect::Spread(feature()?, factor)
        }
        IncidentKind::ShiftScore { shift } => {
            let shift = within(shift, -1e6, 1e6, "shift")?;
            let scores =
                |node: &NodePlan| matches!(node.role, Role::Scorer { .. } | Role::Table { .. });
            Effect::ShiftScore(node(&scores, "Choose a node that scores.")?, shift)
        }
        IncidentKind::LoseLabels { share, only_positives } => {
            let share = within(share, 0.0, 1.0, "share")?;
            let is_labels = |node: &NodePlan| matches!(node.role, Role::Labels(_));
            node(&is_labels, "Choose a labels node.")?;
            Effect::LoseLabels { share, only_positives }
        }
        IncidentKind::BadTraining { separation_kept } => {
            let kept = within(separation_kept, -1.0, 1.0, "separation kept")?;
            let trains = |node: &NodePlan| matches!(node.role, Role::Training(_));
            node(&trains, "Choose a training node.")?;
            Effect::BadTraining(kept)
        }
        IncidentKind::FreezeFeature => Effect::Freeze(feature()?),
        IncidentKind::ScrambleFeature => Effect::Scramble(feature()?),
        IncidentKind::NullFeature => Effect::Null(feature()?),
        IncidentKind::ShiftFeature { shift } => {
            let shift = within(shift, -1e6, 1e6, "shift")?;
            Effect::Shift(feature()?, shift)
        }
        IncidentKind::PriorShift { factor } => Effect::Prior(within(factor, 0.0, 1e6, "factor")?),
        IncidentKind::ConceptDrift { degrees } => {
            if on_rows {
                return Err((
                    "Concept drift cannot be put into real rows.".into(),
                    "Shift or empty one of their columns, or use the Gaussian world.",
                ));
            }
            let degrees = within(degrees, 0.0, 180.0, "angle in degrees")?;
            Effect::Concept(degrees.to_radians())
        }
    })
}
