//! What of a station cannot be combined, named.

use super::{Discipline, Preemption, StationPlan};
use crate::plan::{Diagnostic, Place};
use crate::stats::Law;

/// Adds a finding for each.
pub(super) fn check(plan: &StationPlan, place: &Place, findings: &mut Vec<Diagnostic>) {
    let mut forbid = |both: bool, message: &str, hint: &str| {
        if both {
            findings.push(Diagnostic::error(place.clone(), message, hint));
        }
    };
    let sharing = plan.discipline == Discipline::Sharing;
    let batching = plan.batch.is_some();
    forbid(
        batching && (plan.discipline != Discipline::Fifo || plan.preemption != Preemption::None),
        "It batches requests in another order than first come, first served.",
        "Choose the order fifo, or a largest batch of 1.",
    );
    forbid(
        sharing && (plan.setup.is_some() || plan.keep_warm.is_some() || plan.failures.is_some()),
        "Processor sharing cannot be combined with cold starts or failures.",
        "Choose another order, or take the cold start and the failures away.",
    );
    forbid(
        plan.scale.is_some() && plan.balance.is_some(),
        "It scales replicas that have queues of their own.",
        "Let the replicas share one queue, or switch autoscaling off.",
    );
    forbid(
        plan.scale.is_some_and(|scale| scale.rule.min > scale.rule.max),
        "Its fewest replicas are more than its most.",
        "Swap the two.",
    );
    forbid(
        plan.keep_warm.is_some() && (plan.scale.is_some() || plan.failures.is_some()),
        "Servers that switch off when idle cannot also scale or fail.",
        "Choose one of the three.",
    );
    let only_busy = plan.failures.as_ref().is_some_and(|failures| failures.only_busy);
    let exponential = |law: &Law| matches!(law, Law::Exponential { .. });
    forbid(
        only_busy && (batching || plan.failures.as_ref().is_some_and(|f| !exponential(&f.up))),
        "A failure clock that runs only during service needs exponential times between failures \
         and no batches.",
        "Choose the failure law exponential and a largest batch of 1.",
    );
    forbid(
        plan.balance.is_some() && plan.replicas > 10_000,
        "More than 10,000 replicas have queues of their own.",
        "Let them share one queue.",
    );
    let often = plan.failures.as_ref().is_some_and(|failures| failures.up.mean() < 1e6);
    if often {
        findings.push(Diagnostic::warning(
            place.clone(),
            "It fails more than a thousand times a second.",
            "Give a longer time between failures, in seconds.",
        ));
    }
}
