//! Incidents, typed.

use super::{Diagnostic, Nanos, NodePlan, Place, Role, ScorePlan, WorldPlan, nanos};
use crate::model::{Incident, IncidentKind, Model, OutageMode};

/// An incident ready to happen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidentPlan {
    /// Start.
    pub start: Nanos,
    /// End.
    pub end: Nanos,
    /// What changes between the two.
    pub effect: Effect,
}

/// What an incident changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// A node is down.
    Outage(u32, OutageMode),
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
    let can_stop = |node: &NodePlan| is_station(node) || matches!(node.role, Role::Feed { .. });
    let is_source = |node: &NodePlan| matches!(node.role, Role::Source { .. });
    Ok(match incident.kind {
        IncidentKind::Outage { mode } => {
            Effect::Outage(node(&can_stop, "Choose a node that does work, or a feed.")?, mode)
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
