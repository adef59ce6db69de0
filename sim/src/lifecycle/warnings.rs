//! What a reader of a life should know: where its numbers say less than they seem to.

use super::decide::Backlog;
use super::labels::Labels;
use super::training::School;
use crate::plan::Plan;

/// Hours of waiting for a person beyond which people do not keep up.
const TOO_LONG_H: f64 = 24.0;

/// All of them, those of the design first.
pub(super) fn of(
    plan: &Plan,
    days: u32,
    labels: Option<&Labels>,
    school: &School,
    backlogs: &[Option<Backlog>],
) -> Vec<String> {
    let mut all: Vec<_> = plan.warnings.iter().map(|finding| finding.message.clone()).collect();
    if let Some(labels) = labels {
        all.extend(of_labels(labels, days));
        if plan.record.decisions <= 0.0 {
            all.push(
                "No prediction log keeps decisions: labels are counted and paid for, and versions \
                 learn from them with features worked out afterwards. But they cannot be joined to \
                 what was decided, so no labelled error is known and no incident shown by labels, \
                 nor are served features compared with those of training, nor can a decision be \
                 traced."
                    .into(),
            );
        }
    }
    all.extend(school.idleness(days));
    for (node, backlog) in plan.nodes.iter().zip(backlogs) {
        if let Some(backlog) = backlog
            && backlog.wait_h > TOO_LONG_H
        {
            all.push(format!(
                "{} does not keep up: {:.0} items wait at the end, the last for {:.0} hours. They \
                 count with the default action.",
                node.id, backlog.items, backlog.wait_h
            ));
        }
    }
    all
}

fn of_labels(labels: &Labels, days: u32) -> Vec<String> {
    let plan = labels.plan();
    let mut all = Vec::new();
    let median = plan.median_days();
    if median > plan.cap_days {
        all.push(format!(
            "Half of the labels would take more than {median:.1} days, and none comes after {:.1}: \
             all come at the cap.",
            plan.cap_days
        ));
    }
    if labels.arrived.iter().all(|step| step.all() <= 0.0) && plan.coverage > 0.0 {
        all.push(format!(
            "No label comes within the {days} days: half of them take {:.1} days.",
            plan.delay_days(0.5)
        ));
    }
    all
}
