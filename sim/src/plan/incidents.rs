//! Incidents, typed.

use super::{Diagnostic, Nanos, NodePlan, Place, Role, ScorePlan, WorldPlan, nanos};
use crate::model::{Incident, IncidentKind, Model, OutageMode};

/// An incident ready to happen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IncidentPlan {
    /// Start.
    pub(crate) start: Nanos,
    /// End.
    pub(crate) end: Nanos,
    /// What changes between the two.
    pub(crate) effect: Effect,
}

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
    /// The separation of positives is multiplied.
    Concept(f64),
    /// Nothing here: the shift is in the scores of the rows already.
    InRows,
}

pub(super) fn plan(
    model: &Model,
    nodes: &[NodePlan],
    world: &WorldPlan,
    findings: &mut Vec<Diagnostic>,
) -> Vec<IncidentPlan> {
    let mut incidents: Vec<_> = model.incidents.iter().collect();
    incidents.sort_by(|a, b| a.id.cmp(&b.id));
    let mut plans = Vec::new();
    for incident in incidents {
        match effect(incident, nodes, world).and_then(|effect| {
            let in_time = incident.start_s >= 0.0
                && incident.end_s > incident.start_s
                && incident.end_s <= 1e10;
            if in_time { Ok(effect) } else { Err(bad_times(incident)) }
        }) {
            Ok(effect) => plans.push(IncidentPlan {
                start: nanos(incident.start_s),
                end: nanos(incident.end_s),
                effect,
            }),
            Err((message, hint)) => {
                let place = Place::Incident(incident.id.clone());
                findings.push(Diagnostic::error(place, message, hint));
            }
        }
    }
    plans
}

type Fault = (String, &'static str);

fn bad_times(incident: &Incident) -> Fault {
    (
        format!("It starts at {} s and ends at {} s.", incident.start_s, incident.end_s),
        "The end must come after the start, and the start not before 0.",
    )
}

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
        IncidentKind::ScaleFeature { .. }
        | IncidentKind::FreezeFeature
        | IncidentKind::ScrambleFeature
            if on_rows =>
        {
            return Err((
                "This cannot be done to real rows.".into(),
                "Shift or empty one of their columns, or use the Gaussian world.",
            ));
        }
        IncidentKind::ScaleFeature { factor } => {
            let factor = within(factor, -1e6, 1e6, "factor")?;
            Effect::Scale(feature()?, factor)
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
            Effect::Concept(libm::cos(degrees.to_radians()))
        }
    })
}
