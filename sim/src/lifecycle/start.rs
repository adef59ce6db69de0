//! The part of a life that does not change, made ready; and what is usual when all is well.

use super::bound::is_by_loss;
use super::decide::Backlog;
use super::flow::Switches;
use super::health::State;
use super::hits::Hits;
use super::labels::{Arrived, Decided, Labels};
use super::outcome::{Outcome, Stage, Stretch};
use super::rates::rates;
use super::station::Stop;
use super::task::Worth;
use super::training::School;
use crate::model::LinkKind;
use crate::plan::{Arrivals, LabelsPlan, Plan, Role, ScorePlan, Signal};
use crate::stats::{Law, Purpose, Stream};

const HOUR_S: f64 = 3_600.0;

/// The stream of what happens by chance in a life.
pub(super) fn stream(plan: &Plan) -> Stream {
    Stream::new(plan.settings.seed, plan.settings.replication, "life", Purpose::World)
}

/// The first labels node, and its id.
pub(super) fn labels(plan: &Plan) -> Option<(LabelsPlan, String)> {
    plan.nodes.iter().find_map(|node| match node.role {
        Role::Labels(labels) => Some((labels, node.id.clone())),
        _ => None,
    })
}

/// Empty desks.
pub(super) fn backlogs(plan: &Plan) -> Vec<Option<Backlog>> {
    let of = |at: usize| {
        let is_desk = matches!(plan.nodes[at].role, Role::Desk(_));
        is_desk.then(|| Backlog::new(is_by_loss(plan, at as u32)))
    };
    (0..plan.nodes.len()).map(of).collect()
}

impl<'a> Stage<'a> {
    pub(super) fn new(plan: &'a Plan, stream: &mut Stream) -> Self {
        let is_even = plan.nodes.iter().all(|node| match &node.role {
            Role::Source(source) => {
                matches!(source.arrivals, Arrivals::Renewal(Law::Deterministic { .. }))
            }
            _ => true,
        });
        let mut stops = Vec::new();
        for node in &plan.nodes {
            let station = node.station.as_ref();
            stops.push(station.map(|station| Stop::new(station, is_even, stream)));
        }
        Self {
            plan,
            stops,
            hits: Hits::of(plan),
            learners: learners(plan),
            exploration: labels(plan).map_or(0.0, |(labels, _)| labels.exploration_share),
            worth: Worth::new(plan.world.task),
        }
    }

    /// The first hour of the system as it was built.
    pub(super) fn first_hour(&self, school: &School) -> Outcome {
        let rates = rates(self.plan, None, 0.0, HOUR_S);
        let stretch = Stretch { from_s: 0.0, to_s: HOUR_S, hour: 0, rates: &rates };
        let healthy = State::new(self.plan);
        let mut backlogs = backlogs(self.plan);
        self.pass(stretch, &healthy, Switches::default(), false, school, &mut backlogs)
    }
}

/// What labels of this hour read in the end.
pub(super) fn reading(plan: &Plan, outcome: &Outcome) -> Option<Arrived> {
    let (labels, _) = labels(plan)?;
    let &Outcome { base_rate, declines, .. } = outcome;
    let decided = Decided { n: 1.0, base_rate, declines, angle: 0.0 };
    Some(Labels::new(labels, 0).reading(&decided))
}

/// Mean and standard deviation of what labels usually say, errors 1 and hits 0, as charts count
/// them. `None` where it does not follow from formulas.
pub(crate) fn usual_errors(plan: &Plan, signal: Signal) -> Option<(f64, f64)> {
    if !matches!(plan.world.scores, ScorePlan::Gaussian) {
        return None;
    }
    let stage = Stage::new(plan, &mut stream(plan));
    let outcome = stage.first_hour(&School::new(None, None, &plan.world));
    reading(plan, &outcome)?.share(signal).map(super::watch::of_errors)
}

/// Nodes that new versions go into: those that the registry feeds, or else the main model.
fn learners(plan: &Plan) -> Vec<u32> {
    let feeds = |link: &&crate::plan::LinkPlan| {
        link.kind == LinkKind::Feedback
            && matches!(plan.nodes[link.from as usize].role, Role::Registry(_))
    };
    let fed: Vec<_> = plan.links.iter().filter(feeds).map(|link| link.to).collect();
    if !fed.is_empty() {
        return fed;
    }
    let is_main = |node: &crate::plan::NodePlan| {
        matches!(node.role, Role::Scorer { is_fallback: false, .. } | Role::Table { .. })
    };
    let main = plan.nodes.iter().position(is_main);
    main.map(|at| at as u32).into_iter().collect()
}
