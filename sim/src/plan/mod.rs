//! A model checked and turned into typed, indexed structures.
//!
//! Nothing here runs: a [`Plan`] is what the engine reads, and every fault of a model becomes a
//! [`Diagnostic`] that names its place. The plan is made in the order of ids, not of the file, so
//! that the order of nodes in a file changes nothing.

mod checks;
mod copies;
mod cycles;
mod diagnostic;
mod incidents;
mod laws;
mod learning;
mod links;
mod nodes;
mod profile;
mod record;
mod roles;
mod sources;
mod stations;
mod values;
mod watch;
mod world;

pub use diagnostic::{Diagnostic, Place, Severity};
pub(crate) use incidents::{Effect, IncidentPlan};
pub(crate) use learning::{
    LabelLaw, LabelsPlan, LogPlan, OnCallPlan, RegistryPlan, Training, TrainingPlan, TrialPlan,
};
pub(crate) use links::{BackoffLaw, LinkPlan, Trigger};
pub(crate) use nodes::NodePlan;
pub(crate) use record::Record;
pub(crate) use roles::{DataPlan, DeskPlan, Role, Schedule};
pub(crate) use sources::{Arrivals, ClientPlan, SourcePlan};
pub(crate) use stations::{Discipline, Interrupted, Patience, Preemption, Staff, StationPlan};
pub(crate) use watch::{Measure, MonitorPlan, Runbook, Signal};
pub(crate) use world::{FeaturePlan, ScorePlan, WorldPlan, store_bit};

use crate::model::{Action, Model, Settings, When};
use crate::parts::balance::Policy;
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

/// A time in nanoseconds, not negative, rounded to a whole one; at most 292 years.
#[inline]
pub(crate) fn whole(nanos: f64) -> Nanos {
    // By way of the signed type: one instruction and no second range check.
    (nanos + 0.5) as i64 as Nanos
}

/// Everything there is to say about a model before it runs: what stops it, or else what a reader
/// should know.
#[must_use]
pub fn findings(model: &Model, settings: &Settings, rows: Option<&ScoredRows>) -> Vec<Diagnostic> {
    match Plan::new(model, settings, rows) {
        Ok(plan) => plan.warnings,
        Err(findings) => findings,
    }
}

/// A model ready to run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Nodes in the order of their ids.
    pub(crate) nodes: Vec<NodePlan>,
    /// Links in the order of their ids.
    pub(crate) links: Vec<LinkPlan>,
    /// Stretches of incidents, in the order of the incidents' ids.
    pub(crate) incidents: Vec<IncidentPlan>,
    /// Ids of all incidents, in order.
    pub(crate) incident_ids: Vec<String>,
    /// What prediction logs keep.
    pub(crate) record: Record,
    /// The world.
    pub(crate) world: WorldPlan,
    /// How it is run.
    pub(crate) settings: Settings,
    /// What is done with requests that get no decision.
    pub(crate) default_action: Action,
    /// Can a request come to each node?
    pub(crate) reached: Vec<bool>,
    /// Can one to whose answer somebody listens?
    pub(crate) answers: Vec<bool>,
    /// Findings that do not stop the run.
    pub(crate) warnings: Vec<Diagnostic>,
}

impl Plan {
    /// Checks a model and makes it ready.
    ///
    /// # Errors
    /// Every finding that stops the run.
    pub(crate) fn new(
        model: &Model,
        settings: &Settings,
        rows: Option<&ScoredRows>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut findings = checks::settings(settings);
        checks::ids(model, &mut findings);
        let mut links = links::plan(model, &mut findings);
        let mut nodes = nodes::plan(model, &links, &mut findings);
        links::count_balanced(&mut links, &nodes);
        let record = record::record(&nodes, &links);
        let world = world::plan(model, settings, &nodes, &links, rows, &mut findings);
        for node in &mut nodes {
            node.calibration = world.score_calibration(node.calibration);
            if let Role::Policy { approve_below, decline_above, thresholds } = &mut node.role {
                *thresholds = (world.threshold(*approve_below), world.threshold(*decline_above));
            }
            if let Role::Monitor(monitor) = &mut node.role {
                watch::connect(monitor, model, &node.id, &world, &mut findings);
                monitor.record_share = record.share_for(monitor.signal);
            }
            if let Role::Source(source) = &mut node.role {
                source.begin_on(settings.start_day);
            }
            if let Role::Trial(_) = node.role {
                let place = Place::Node(node.id.clone());
                learning::check_arms(&place, node.next.len(), &mut findings);
            }
        }
        record::warn(&nodes, &record, &mut findings);
        let incidents = incidents::plan(model, settings, &nodes, &world, &mut findings);
        checks::network(&nodes, &links, &mut findings);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            findings.retain(|finding| finding.severity == Severity::Error);
            return Err(findings);
        }
        let reached = checks::reached(&nodes, &links, |_| true);
        let answers = checks::reached(&nodes, &links, |link| link.when != When::Shadow);
        let default_action = nodes
            .iter()
            .zip(&answers)
            .find_map(|(node, &answers)| match node.role {
                Role::Sink { default_action, .. } if answers => Some(default_action),
                _ => None,
            })
            .unwrap_or(model.world.do_nothing);
        let mut incident_ids: Vec<_> =
            model.incidents.iter().map(|incident| incident.id.clone()).collect();
        incident_ids.sort_unstable();
        Ok(Self {
            incident_ids,
            reached,
            answers,
            nodes,
            links,
            incidents,
            record,
            world,
            settings: *settings,
            default_action,
            warnings: findings,
        })
    }

    /// Does anything decide about requests? Where nothing does, there is no world to draw.
    pub(crate) fn decides(&self) -> bool {
        self.reached_nodes().any(|node| {
            matches!(
                node.role,
                Role::Scorer { .. }
                    | Role::Table { .. }
                    | Role::Rules { .. }
                    | Role::Policy { .. }
                    | Role::Desk(_)
            )
        })
    }

    /// Nodes at which a request may be before it has its answer, which a policy gives.
    pub(crate) fn reached_before_answers(&self) -> Vec<bool> {
        checks::reached(&self.nodes, &self.links, |link| {
            let from = &self.nodes[link.from as usize];
            link.when != When::Shadow && !matches!(from.role, Role::Policy { .. })
        })
    }

    /// Nodes that requests can come to.
    pub(crate) fn reached_nodes(&self) -> impl Iterator<Item = &NodePlan> {
        self.nodes.iter().zip(&self.reached).filter(|&(_, &reached)| reached).map(|(node, _)| node)
    }

    /// Nodes that requests can come to other than as shadows.
    pub(crate) fn answering_nodes(&self) -> impl Iterator<Item = &NodePlan> {
        self.nodes.iter().zip(&self.answers).filter(|&(_, &answers)| answers).map(|(node, _)| node)
    }

    /// Does anything ask which key a request is about?
    pub(crate) fn needs_keys(&self) -> bool {
        self.nodes.iter().any(|node| {
            matches!(node.role, Role::Cache(_))
                || matches!(&node.role, Role::Trial(trial) if trial.by_user)
                || node.station.as_ref().is_some_and(|s| s.balance == Some(Policy::Hash))
        })
    }

    /// Number of different keys.
    pub(crate) fn most_keys(&self) -> u32 {
        let keys = self.nodes.iter().filter_map(|node| match &node.role {
            Role::Source(source) => Some(source.keys.0),
            _ => None,
        });
        keys.max().unwrap_or(1)
    }
}
