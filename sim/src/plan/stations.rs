//! Stations, typed: servers, queue, service and what can go wrong.

use super::values::Values;
use super::{Diagnostic, NANOS_PER_S, Nanos, Place, laws, nanos};
use crate::model::{Node, NodeKind};
use crate::parts::balance::Policy;
use crate::parts::device::DevicePlan;
use crate::parts::scaler::ScalerPlan;
use crate::stats::Law;

/// A queue with servers.
#[derive(Debug, Clone)]
pub(crate) struct StationPlan {
    /// Servers of each replica, fixed or by the hour of the day.
    pub(crate) staff: Staff,
    /// Copies.
    pub(crate) replicas: u32,
    /// How requests find their queue, where each replica has its own.
    pub(crate) balance: Option<Policy>,
    /// Places to wait, in each queue.
    pub(crate) queue_limit: u32,
    /// Does a full queue shed the one that waited longest?
    pub(crate) sheds_oldest: bool,
    pub(crate) discipline: Discipline,
    pub(crate) preemption: Preemption,
    /// Visits per second and burst.
    pub(crate) rate_limit: Option<(f64, u32)>,
    /// Requests between here and their end; 0 is no limit.
    pub(crate) concurrency_limit: u32,
    /// Service times in nanoseconds.
    pub(crate) service: Law,
    /// Added to every service, in nanoseconds.
    pub(crate) extra: Nanos,
    /// Share of served requests that fail.
    pub(crate) error_rate: f64,
    /// How long a request waits before it leaves.
    pub(crate) patience: Patience,
    /// Is work dropped whose deadline has passed when its turn comes?
    pub(crate) drops_expired: bool,
    /// Dynamic batching.
    pub(crate) batch: Option<BatchPlan>,
    /// Cold start in nanoseconds.
    pub(crate) setup: Option<Law>,
    /// How long an idle server stays on, where it switches off.
    pub(crate) keep_warm: Option<Nanos>,
    pub(crate) scale: Option<ScalePlan>,
    pub(crate) failures: Option<FailurePlan>,
    pub(crate) interrupted: Interrupted,
    /// Is a request refused while no server is left?
    pub(crate) refuses_when_down: bool,
    /// Do people who leave put their work back?
    pub(crate) requeues: bool,
    /// Replicas that are slow, and how slow.
    pub(crate) slow_replicas: (u32, f64),
    /// Share of requests for one key.
    pub(crate) hot_key_share: f64,
    /// Heat and battery of a device.
    pub(crate) device: Option<DevicePlan>,
    /// Hours of work and length of a break.
    pub(crate) breaks: Option<(Nanos, Nanos)>,
}

/// How many work at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Staff {
    /// Always the same number.
    Fixed(u32),
    /// A number for each hour of the day.
    Hourly([u32; 24]),
}

/// Who is served next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Discipline {
    Fifo,
    Lifo,
    /// Smallest class priority first.
    Priority,
    /// Least work first.
    Shortest,
    /// Earliest deadline first.
    Deadline,
    /// Largest expected loss first.
    Loss,
    /// The same with waiting counted: so long a wait weighs as much as a certain loss.
    Ageing(Nanos),
    /// Everybody at once, each at a share of the speed.
    Sharing,
}

/// What a more urgent request does to one in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preemption {
    None,
    Resume,
    Restart,
}

/// What becomes of work whose server goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupted {
    Resume,
    Restart,
    Fail,
}

/// How long a request waits before it leaves, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Patience {
    /// For ever.
    Endless,
    /// Always this long.
    Fixed(Nanos),
    /// Exponential with this mean.
    Exponential(f64),
}

/// Dynamic batching.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BatchPlan {
    /// Most requests in a batch.
    pub(crate) most: u32,
    /// How long a free server waits for a full batch.
    pub(crate) delay: Nanos,
    /// Added to the service time for each request, in nanoseconds.
    pub(crate) per_item: f64,
    /// May a batch in service be joined?
    pub(crate) joinable: bool,
}

/// Autoscaling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScalePlan {
    pub(crate) rule: ScalerPlan,
    /// Time between looks.
    pub(crate) sync: Nanos,
}

/// Breakdowns and repairs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FailurePlan {
    /// Time from a repair to the next failure.
    pub(crate) up: Law,
    /// Time of a repair.
    pub(crate) repair: Law,
    /// Does the whole node fail at once?
    pub(crate) whole_node: bool,
    /// Does the clock run only during service?
    pub(crate) only_busy: bool,
}

/// Does a node of this kind have servers and a queue?
pub(crate) fn has_station(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Gateway
            | NodeKind::Service
            | NodeKind::FeatureStore
            | NodeKind::Model
            | NodeKind::Rules
            | NodeKind::Reviewers
            | NodeKind::BatchScorer
            | NodeKind::Edge
            | NodeKind::Llm
            | NodeKind::Retrieval
            | NodeKind::Ranker
    )
}

pub(super) fn plan(
    node: &Node,
    values: &Values<'_>,
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> Option<StationPlan> {
    if !has_station(node.kind) {
        return None;
    }
    let service = laws::timed("service", values, place, findings);
    if node.kind == NodeKind::Reviewers {
        return Some(desk(service, values));
    }
    let per_replica = values.word("queues") == "per_replica";
    let plan = StationPlan {
        staff: Staff::Fixed(values.count("servers")),
        replicas: values.count("replicas"),
        balance: per_replica.then(|| policy(&values.word("balance"))),
        queue_limit: values.count("queue_limit"),
        sheds_oldest: values.word("shed") == "oldest",
        discipline: match values.word("discipline").as_str() {
            "lifo" => Discipline::Lifo,
            "priority" => Discipline::Priority,
            "shortest" => Discipline::Shortest,
            "deadline" => Discipline::Deadline,
            "sharing" => Discipline::Sharing,
            _ => Discipline::Fifo,
        },
        preemption: match values.word("preemption").as_str() {
            "resume" => Preemption::Resume,
            "restart" => Preemption::Restart,
            _ => Preemption::None,
        },
        rate_limit: Some(values.number("rate_limit_per_s"))
            .filter(|&rate| rate > 0.0)
            .map(|rate| (rate, values.count("rate_burst"))),
        concurrency_limit: values.count("concurrency_limit"),
        extra: extra(node.kind, values),
        error_rate: error_rate(node.kind, values),
        patience: patience(values),
        drops_expired: values.flag("drops_expired"),
        batch: batch(node.kind, values),
        setup: setup(values),
        keep_warm: values.flag("idle_off").then(|| ms(values, "keep_warm_ms")),
        scale: scale(values),
        failures: failures(values),
        interrupted: match values.word("interrupted").as_str() {
            "restart" => Interrupted::Restart,
            "fail" => Interrupted::Fail,
            _ => Interrupted::Resume,
        },
        refuses_when_down: values.word("when_down") == "refuse",
        requeues: false,
        slow_replicas: (values.count("slow_replicas"), values.number("slow_factor")),
        hot_key_share: if node.kind == NodeKind::FeatureStore {
            values.number("hot_key_share")
        } else {
            0.0
        },
        device: (node.kind == NodeKind::Edge).then(|| device(values)),
        breaks: None,
        service,
    };
    check(&plan, place, findings);
    Some(plan)
}

fn desk(service: Law, values: &Values<'_>) -> StationPlan {
    let every = values.number("break_every_h");
    StationPlan {
        staff: Staff::Hourly(values.hours("staff")),
        replicas: 1,
        balance: None,
        queue_limit: values.count("queue_limit"),
        sheds_oldest: false,
        discipline: match values.word("order").as_str() {
            "expected_loss" => Discipline::Loss,
            "sla" => Discipline::Ageing(nanos(values.number("sla_min") * 60.0)),
            _ => Discipline::Fifo,
        },
        preemption: Preemption::None,
        rate_limit: None,
        concurrency_limit: 0,
        service,
        extra: 0,
        error_rate: 0.0,
        patience: Patience::Endless,
        drops_expired: false,
        batch: None,
        setup: None,
        keep_warm: None,
        scale: None,
        failures: None,
        interrupted: Interrupted::Resume,
        refuses_when_down: false,
        requeues: values.word("shift_end") == "requeue",
        slow_replicas: (0, 1.0),
        hot_key_share: 0.0,
        device: None,
        breaks: (every > 0.0)
            .then(|| (nanos(every * 3600.0), nanos(values.number("break_min") * 60.0))),
    }
}

fn ms(values: &Values<'_>, key: &str) -> Nanos {
    nanos(values.number(key) / 1000.0)
}

pub(super) fn policy(word: &str) -> Policy {
    match word {
        "round_robin" => Policy::RoundRobin,
        "least" => Policy::Least,
        "two_choices" => Policy::TwoChoices,
        "hash" => Policy::Hash,
        _ => Policy::Random,
    }
}

/// Constant time that a kind adds to each service.
fn extra(kind: NodeKind, values: &Values<'_>) -> Nanos {
    match kind {
        NodeKind::FeatureStore => {
            let rows = (values.number("rows") - 1.0) * values.number("ms_per_row");
            let features = (values.number("features") - 50.0).max(0.0);
            nanos((rows + features * values.number("ms_per_feature")) / 1000.0)
        }
        NodeKind::Ranker => {
            nanos(values.number("candidates") * values.number("ms_per_candidate") / 1000.0)
        }
        NodeKind::Llm => nanos(values.number("output_tokens") / values.number("tokens_per_s")),
        _ => 0,
    }
}

fn error_rate(kind: NodeKind, values: &Values<'_>) -> f64 {
    let own = values.number("error_rate");
    if kind != NodeKind::Llm {
        return own;
    }
    // An answer that cannot be parsed is an error to whoever asked.
    1.0 - (1.0 - own) * (1.0 - values.number("malformed_rate"))
}

fn patience(values: &Values<'_>) -> Patience {
    let mean_ms = values.number("patience_mean_ms");
    match values.word("patience_law").as_str() {
        "fixed" => Patience::Fixed(nanos(mean_ms / 1000.0)),
        "exponential" => Patience::Exponential(mean_ms / 1000.0 * NANOS_PER_S),
        _ => Patience::Endless,
    }
}

fn batch(kind: NodeKind, values: &Values<'_>) -> Option<BatchPlan> {
    if kind == NodeKind::Llm || values.count("max_batch") < 2 {
        return None;
    }
    Some(BatchPlan {
        most: values.count("max_batch"),
        delay: ms(values, "max_batch_delay_ms"),
        per_item: values.number("batch_ms_per_item") * 1e6,
        joinable: values.flag("batch_joinable"),
    })
}

fn setup(values: &Values<'_>) -> Option<Law> {
    let mean = values.number("setup_mean_ms") * 1e6;
    (mean > 0.0).then(|| law(&values.word("setup_law"), mean))
}

/// Exponential or deterministic.
fn law(word: &str, mean: f64) -> Law {
    if word == "exponential" {
        Law::Exponential { mean }
    } else {
        Law::Deterministic { value: mean }
    }
}

fn scale(values: &Values<'_>) -> Option<ScalePlan> {
    values.flag("autoscale").then(|| ScalePlan {
        rule: ScalerPlan {
            min: values.count("min_replicas"),
            max: values.count("max_replicas"),
            target: values.number("target_utilisation"),
            tolerance: values.number("scale_tolerance"),
            stabilise: nanos(values.number("scale_down_after_s")),
        },
        sync: nanos(values.number("scale_sync_s")),
    })
}

fn failures(values: &Values<'_>) -> Option<FailurePlan> {
    let mtbf = values.number("mtbf_s") * NANOS_PER_S;
    (mtbf > 0.0).then(|| FailurePlan {
        up: law(&values.word("failure_law"), mtbf),
        repair: law(&values.word("repair_law"), values.number("mttr_s") * NANOS_PER_S),
        whole_node: values.word("failure_unit") == "node",
        only_busy: values.word("failure_clock") == "busy",
    })
}

fn device(values: &Values<'_>) -> DevicePlan {
    DevicePlan {
        watts: values.number("watts"),
        idle_watts: values.number("idle_watts"),
        battery_wh: values.number("battery_wh"),
        throttle_after: nanos(values.number("throttle_after_min") * 60.0),
        throttle_factor: values.number("throttle_factor"),
    }
}

/// What cannot be combined, named.
fn check(plan: &StationPlan, place: &Place, findings: &mut Vec<Diagnostic>) {
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
}
