//! Links, typed.

use super::values::Values;
use super::{Diagnostic, Nanos, Place, nanos};
use crate::model::{LinkKind, Model, When};

/// A link ready to be walked.
#[derive(Debug, Clone)]
pub struct LinkPlan {
    /// Its id.
    pub id: String,
    /// Position of the node it leaves.
    pub from: u32,
    /// Position of the node it enters.
    pub to: u32,
    /// What moves along it.
    pub kind: LinkKind,
    /// Which requests take it.
    pub when: When,
    /// Share among links of the same condition.
    pub weight: f64,
    /// Place in the fallback chain.
    pub order: u32,
    /// Time on the wire.
    pub latency: Nanos,
    /// How long the caller waits; 0 for ever.
    pub timeout: Nanos,
    /// Does a timeout take the work back?
    pub cancels: bool,
    /// Calls in all, the first included.
    pub attempts: u32,
    /// Upper bound of the wait before the second attempt, in nanoseconds.
    pub backoff_base: f64,
    /// Largest upper bound, in nanoseconds.
    pub backoff_cap: f64,
    /// Is the wait uniform below its bound?
    pub jitter: bool,
}

pub(super) fn plan(model: &Model, findings: &mut Vec<Diagnostic>) -> Vec<LinkPlan> {
    let mut node_ids: Vec<_> = model.nodes.iter().map(|node| node.id.as_str()).collect();
    node_ids.sort_unstable();
    let mut links: Vec<_> = model.links.iter().collect();
    links.sort_by(|a, b| a.id.cmp(&b.id));
    let mut plans = Vec::new();
    for link in links {
        let mut end = |id: &str, word: &str| {
            let found = node_ids.binary_search(&id);
            if found.is_err() {
                findings.push(Diagnostic::error(
                    Place::Link(link.id.clone()),
                    format!("It {word} {id}, which does not exist."),
                    "Connect it to a node, or take it away.",
                ));
            }
            found.ok()
        };
        let (from, to) = (end(&link.from, "leaves"), end(&link.to, "enters"));
        let values = Values::of_link(&link.id, &link.params, findings);
        let (Some(from), Some(to)) = (from, to) else { continue };
        let ms = |key: &str| values.number(key) / 1000.0;
        plans.push(LinkPlan {
            id: link.id.clone(),
            from: from as u32,
            to: to as u32,
            kind: link.kind,
            when: link.when,
            weight: values.number("weight"),
            order: values.count("order"),
            latency: nanos(ms("latency_ms")),
            timeout: nanos(ms("timeout_ms")),
            cancels: values.flag("cancel_on_timeout"),
            attempts: values.count("attempts"),
            backoff_base: ms("backoff_base_ms") * super::NANOS_PER_S,
            backoff_cap: ms("backoff_cap_ms") * super::NANOS_PER_S,
            jitter: values.flag("backoff_jitter"),
        });
    }
    plans
}
