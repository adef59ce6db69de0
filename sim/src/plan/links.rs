//! Links, typed.

use super::values::Values;
use super::{Diagnostic, Nanos, NodePlan, Place, Role, nanos};
use crate::model::{LinkKind, Model, When};
use crate::parts::balance::Policy;
use crate::parts::breaker::{BreakerPlan, BreakerStyle};

/// A link ready to be walked.
#[derive(Debug, Clone)]
pub(crate) struct LinkPlan {
    /// Its id.
    pub(crate) id: String,
    /// Position of the node it leaves.
    pub(crate) from: u32,
    /// Position of the node it enters.
    pub(crate) to: u32,
    /// What moves along it.
    pub(crate) kind: LinkKind,
    /// Which requests take it.
    pub(crate) when: When,
    /// Share among links of the same condition.
    pub(crate) weight: f64,
    /// Place in the fallback chain.
    pub(crate) order: u32,
    /// Time on the wire.
    pub(crate) latency: Nanos,
    /// How long the caller waits; 0 for ever.
    pub(crate) timeout: Nanos,
    /// Does a timeout take the work back?
    pub(crate) cancels: bool,
    /// Calls in all, the first included.
    pub(crate) attempts: u32,
    /// Upper bound of the wait before the second attempt, in nanoseconds.
    pub(crate) backoff_base: f64,
    /// Largest upper bound, in nanoseconds.
    pub(crate) backoff_cap: f64,
    /// Is the wait uniform below its bound?
    pub(crate) jitter: bool,
    pub(crate) backoff_law: BackoffLaw,
    /// Retries for each first call; 0 is no limit.
    pub(crate) retry_budget: f64,
    /// Is the timeout cut to what the request has left?
    pub(crate) propagates_deadline: bool,
    /// When a second copy is sent, and whether the loser is cancelled.
    pub(crate) hedge: Option<(Nanos, bool)>,
    /// Calls that may be open at once; 0 is any.
    pub(crate) bulkhead: u32,
    pub(crate) breaker: Option<BreakerPlan>,
    /// Parallel calls of a branch.
    pub(crate) copies: u32,
    pub(crate) trigger: Trigger,
    /// Has it no wire, no timer and nothing that watches its calls?
    pub(crate) is_plain: bool,
    /// Are its open calls counted?
    pub(crate) counts_open: bool,
}

/// How the wait before a retry grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BackoffLaw {
    Doubling,
    Constant,
    /// Random, exponential with the base as its mean.
    Exponential,
}

/// What sends a request along a failure link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Trigger {
    Any,
    Error,
    Timeout,
    /// Shed, throttled, no place in a bulkhead.
    Overload,
    BreakerOpen,
    /// A score from features older than this.
    Stale(Nanos),
    /// A score whose larger class probability is below this.
    LowConfidence(f64),
    /// The monitor at this node is firing.
    Monitor(u32),
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
            backoff_law: match values.word("backoff_law").as_str() {
                "constant" => BackoffLaw::Constant,
                "exponential" => BackoffLaw::Exponential,
                _ => BackoffLaw::Doubling,
            },
            retry_budget: values.number("retry_budget"),
            propagates_deadline: values.flag("propagates_deadline"),
            hedge: (values.number("hedge_after_ms") > 0.0)
                .then(|| (nanos(ms("hedge_after_ms")), values.flag("hedge_cancels"))),
            bulkhead: values.count("bulkhead"),
            breaker: breaker(&values),
            copies: values.count("copies"),
            trigger: trigger(&link.id, &values, &node_ids, findings),
            is_plain: false,
            counts_open: false,
        });
    }
    for plan in &mut plans {
        plan.counts_open = plan.bulkhead > 0 || plan.breaker.is_some();
        plan.is_plain = plan.latency == 0
            && plan.timeout == 0
            && plan.hedge.is_none()
            && plan.retry_budget == 0.0
            && !plan.propagates_deadline
            && !plan.counts_open;
    }
    plans
}

/// Balancers that go by load need the open calls of their links counted.
pub(super) fn count_balanced(links: &mut [LinkPlan], nodes: &[NodePlan]) {
    for link in links {
        if let Role::Balancer(plan) = nodes[link.from as usize].role
            && matches!(plan.policy, Policy::Least | Policy::TwoChoices)
        {
            link.counts_open = true;
            link.is_plain = false;
        }
    }
}

fn breaker(values: &Values<'_>) -> Option<BreakerPlan> {
    let error_share = values.number("breaker_error_share");
    let style = match values.word("breaker").as_str() {
        "consecutive" => BreakerStyle::Consecutive { failures: values.count("breaker_failures") },
        "window" => BreakerStyle::Window {
            span: nanos(values.number("breaker_window_s")),
            min_calls: values.count("breaker_min_calls"),
            error_share,
        },
        "count" => BreakerStyle::Count { calls: values.count("breaker_calls"), error_share },
        _ => return None,
    };
    let open_for = nanos(values.number("breaker_open_s"));
    Some(BreakerPlan { style, open_for, probes: values.count("breaker_probes") })
}

fn trigger(
    id: &str,
    values: &Values<'_>,
    node_ids: &[&str],
    findings: &mut Vec<Diagnostic>,
) -> Trigger {
    match values.word("trigger").as_str() {
        "error" => Trigger::Error,
        "timeout" => Trigger::Timeout,
        "overload" => Trigger::Overload,
        "breaker_open" => Trigger::BreakerOpen,
        "stale" => Trigger::Stale(nanos(values.number("stale_after_s"))),
        "low_confidence" => Trigger::LowConfidence(values.number("confidence_below")),
        "monitor" => {
            let monitor = values.word("monitor");
            match node_ids.binary_search(&monitor.as_str()) {
                Ok(at) => Trigger::Monitor(at as u32),
                Err(_) => {
                    findings.push(Diagnostic::error(
                        Place::Link(id.to_owned()),
                        format!("It waits for the monitor “{monitor}”, which does not exist."),
                        "Name a monitor, or choose another trigger.",
                    ));
                    Trigger::Any
                }
            }
        }
        _ => Trigger::Any,
    }
}
