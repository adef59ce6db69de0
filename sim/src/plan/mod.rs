//! A model checked and turned into typed, indexed structures.
//!
//! Nothing here runs: a [`Plan`] is what the engine reads, and every fault of a model becomes a
//! [`Diagnostic`] that names its place. The plan is made in the order of ids, not of the file, so
//! that the order of nodes in a file changes nothing.

mod checks;
mod diagnostic;
mod incidents;
mod links;
mod nodes;
mod values;
mod world;

pub use diagnostic::{Diagnostic, Place, Severity};
pub use incidents::{Effect, IncidentPlan};
pub use links::LinkPlan;
pub use nodes::{
    DeskPlan, MonitorPlan, NodePlan, Patience, Role, ServiceLaw, Signal, Staff, StationPlan,
};
pub(crate) use world::store_bit;
pub use world::{FeaturePlan, ScorePlan, WorldPlan};

use crate::model::{Action, Model, Settings};
use crate::world::ScoredRows;

/// Nanoseconds of simulated time.
pub type Nanos = u64;

/// Nanoseconds in a second.
pub const NANOS_PER_S: f64 = 1e9;

/// Seconds to nanoseconds, rounded.
#[must_use]
pub fn nanos(seconds: f64) -> Nanos {
    (seconds * NANOS_PER_S + 0.5) as Nanos
}

/// A model ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Nodes in the order of their ids.
    pub nodes: Vec<NodePlan>,
    /// Links in the order of their ids.
    pub links: Vec<LinkPlan>,
    /// Incidents in the order of their ids.
    pub incidents: Vec<IncidentPlan>,
    /// The world.
    pub world: WorldPlan,
    /// How it is run.
    pub settings: Settings,
    /// What is done with requests that get no decision.
    pub default_action: Action,
    /// Findings that do not stop the run.
    pub warnings: Vec<Diagnostic>,
}

impl Plan {
    /// Checks a model and makes it ready.
    ///
    /// # Errors
    /// Every finding that stops the run.
    pub fn new(
        model: &Model,
        settings: &Settings,
        rows: Option<&ScoredRows>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut findings = checks::settings(settings);
        checks::ids(model, &mut findings);
        let links = links::plan(model, &mut findings);
        let mut nodes = nodes::plan(model, &links, &mut findings);
        let world = world::plan(model, &nodes, &links, rows, &mut findings);
        for node in &mut nodes {
            if let Role::Policy { approve_below, decline_above, thresholds } = &mut node.role {
                *thresholds = (world.threshold(*approve_below), world.threshold(*decline_above));
            }
        }
        let incidents = incidents::plan(model, &nodes, &world, &mut findings);
        checks::network(&nodes, &links, &mut findings);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            findings.retain(|finding| finding.severity == Severity::Error);
            return Err(findings);
        }
        let default_action = nodes
            .iter()
            .find_map(|node| match node.role {
                Role::Sink { default_action, .. } => Some(default_action),
                _ => None,
            })
            .unwrap_or(model.world.do_nothing);
        Ok(Self {
            nodes,
            links,
            incidents,
            world,
            settings: *settings,
            default_action,
            warnings: findings,
        })
    }
}
