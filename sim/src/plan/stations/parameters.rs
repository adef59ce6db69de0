//! What the parameters of a node say of its station.

use super::{
    BatchPlan, Discipline, FailurePlan, Interrupted, Patience, Preemption, ScalePlan, Staff,
    StationPlan, conflicts,
};
use crate::model::{Node, NodeKind};
use crate::parts::balance::Policy;
use crate::parts::device::DevicePlan;
use crate::parts::scaler::ScalerPlan;
use crate::plan::values::Values;
use crate::plan::{Diagnostic, NANOS_PER_S, Nanos, Place, laws, nanos};
use crate::stats::Law;

/// Does a node of this kind have servers and a queue?
fn has_station(kind: NodeKind) -> bool {
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

pub(in crate::plan) fn plan(
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
        slow_replicas: (values.count("slow_replicas"), values.number("slow_factor")),
        hot_key_share: if node.kind == NodeKind::FeatureStore {
            values.number("hot_key_share")
        } else {
            0.0
        },
        device: (node.kind == NodeKind::Edge).then(|| device(values)),
        ..StationPlan::plain(service)
    };
    conflicts::check(&plan, place, findings);
    Some(plan)
}

fn desk(service: Law, values: &Values<'_>) -> StationPlan {
    let every = values.number("break_every_h");
    StationPlan {
        staff: Staff::Hourly(values.hours("staff")),
        queue_limit: values.count("queue_limit"),
        discipline: match values.word("order").as_str() {
            "expected_loss" => Discipline::Loss,
            "sla" => Discipline::Ageing(nanos(values.number("sla_min") * 60.0)),
            _ => Discipline::Fifo,
        },
        requeues: values.word("shift_end") == "requeue",
        breaks: (every > 0.0)
            .then(|| (nanos(every * 3600.0), nanos(values.number("break_min") * 60.0))),
        ..StationPlan::plain(service)
    }
}

fn ms(values: &Values<'_>, key: &str) -> Nanos {
    nanos(values.number(key) / 1000.0)
}

pub(in crate::plan) fn policy(word: &str) -> Policy {
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
