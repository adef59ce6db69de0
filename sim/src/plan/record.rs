//! What prediction logs keep, and what is impossible without it (domain reference S75).
//!
//! A label says what became of a decision. To say whether the decision was right it must be joined
//! to what was decided, and only a log remembers that; likewise features as they were served can
//! only be compared with those of training where somebody kept them. Live counters (null shares,
//! rates of actions, ages, ranges, means) need no log, and neither does the share of positives among
//! labels.

use super::{
    Diagnostic, LinkPlan, MonitorPlan, NodePlan, Place, Plan, Role, Signal, Training, TrainingPlan,
};
use crate::model::LinkKind;
use crate::result::{Disabled, Impossible, Missing};

/// Shares of the decisions that at least one log keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Record {
    /// With what was decided.
    pub(crate) decisions: f64,
    /// With features as they were served, too.
    pub(crate) features: f64,
}

/// What the logs keep to which something leads: each draws its sample by itself.
pub(super) fn record(nodes: &[NodePlan], links: &[LinkPlan]) -> Record {
    let is_fed =
        |at: usize| links.iter().any(|l| l.kind == LinkKind::Feedback && l.to as usize == at);
    let (mut lost, mut without_features) = (1.0, 1.0);
    for (at, node) in nodes.iter().enumerate() {
        let Role::Log(log) = node.role else { continue };
        if is_fed(at) {
            lost *= 1.0 - log.sample_share;
            without_features *= 1.0 - if log.keeps_features { log.sample_share } else { 0.0 };
        }
    }
    Record { decisions: 1.0 - lost, features: 1.0 - without_features }
}

impl Record {
    /// Share of what a signal looks at that is there.
    pub(super) fn share_for(&self, signal: Signal) -> f64 {
        match signal {
            Signal::FeatureDrift => self.features,
            Signal::ScoreDrift => self.decisions,
            joined if joined.is_joined() => self.decisions,
            _ => 1.0,
        }
    }

    fn missing(&self) -> Missing {
        if self.decisions > 0.0 { Missing::LoggedFeatures } else { Missing::PredictionLog }
    }
}

impl Plan {
    /// What the design asks for and cannot have, in the order of nodes.
    pub(crate) fn disabled(&self) -> Vec<Disabled> {
        self.nodes.iter().filter_map(|node| disabled(node, &self.record)).collect()
    }
}

fn disabled(node: &NodePlan, record: &Record) -> Option<Disabled> {
    let keeps_nothing = record.decisions <= 0.0;
    let (what, words) = match node.role {
        Role::Monitor(MonitorPlan { signal, record_share, .. }) if record_share <= 0.0 => {
            if signal.is_labelled() {
                (
                    Impossible::LabelledMonitor,
                    "It never has enough data to compare decisions with labels",
                )
            } else {
                (
                    Impossible::SkewCheck,
                    "It never has enough data to compare what is served with training",
                )
            }
        }
        Role::Training(TrainingPlan { trigger: Training::OnDrop(_), .. }) if keeps_nothing => (
            Impossible::RetrainingOnDrop,
            "Nobody sees the labelled hit rate fall, so it never runs",
        ),
        Role::Labels(_) if keeps_nothing => {
            (Impossible::LabelJoin, "Its labels cannot be joined to what was decided")
        }
        _ => return None,
    };
    let missing = record.missing();
    let text = format!("{words}: {}.", missing.phrase());
    Some(Disabled { node: node.id.clone(), what, missing, text })
}

/// Warnings about what is impossible.
pub(super) fn warn(nodes: &[NodePlan], record: &Record, findings: &mut Vec<Diagnostic>) {
    let all = nodes.iter().filter_map(|node| disabled(node, record));
    // Labels that nobody compares with decisions are no fault.
    for it in all.filter(|it| it.what != Impossible::LabelJoin) {
        let hint = match it.missing {
            Missing::PredictionLog => "Add a prediction log behind the decisions.",
            Missing::LoggedFeatures => "Let the prediction log keep features.",
        };
        findings.push(Diagnostic::warning(Place::Node(it.node), it.text, hint));
    }
}
