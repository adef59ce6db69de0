//! What nodes do to a request, typed.

use super::learning::{
    self, LabelsPlan, LogPlan, OnCallPlan, RegistryPlan, TrainingPlan, TrialPlan,
};
use super::sources::{self, SourcePlan};
use super::stations::policy;
use super::values::Values;
use super::watch::{self, MonitorPlan};
use super::{Diagnostic, Nanos, Place, nanos};
use crate::model::{Action, Node, NodeKind};
use crate::parts::balance::Policy;
use crate::parts::store::{Eviction, StorePlan};

/// What a node does to a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Role {
    /// Sends requests.
    Source(SourcePlan),
    /// Takes time, nothing else.
    Plain,
    /// Brings features.
    Store {
        /// Share of requests whose features are not found.
        miss_rate: f64,
        /// Age from which on features are null; 0 is none.
        ttl: Nanos,
    },
    /// Keeps features fresh; not on the request path.
    Data(DataPlan),
    /// Scores.
    Scorer {
        /// Share of the separation its score keeps.
        separation_kept: f64,
        /// Are its decisions fallback decisions?
        is_fallback: bool,
    },
    /// Serves scores that were computed on a schedule.
    Table {
        schedule: Schedule,
        separation_kept: f64,
        /// Share of requests that have a score.
        coverage: f64,
        /// Age from which on a score is refused; 0 is none.
        ttl: Nanos,
    },
    /// Finds candidates.
    Retrieval {
        /// Share found.
        recall: f64,
    },
    /// Decides by rules.
    Rules {
        /// Share of positives declined.
        true_positive_rate: f64,
        /// Share of negatives declined.
        false_positive_rate: f64,
        /// Are its decisions fallback decisions?
        is_fallback: bool,
    },
    /// Sends on.
    Router,
    /// Spreads over targets.
    Balancer(BalancerPlan),
    /// Remembers answers.
    Cache(CachePlan),
    /// Calls branches at once.
    FanOut {
        /// Answers needed; 0 is all.
        wait_for: u32,
    },
    /// Sorts by probability.
    Policy {
        /// Approve below this probability.
        approve_below: f64,
        /// Decline from this probability on.
        decline_above: f64,
        /// The same two as scores; filled in when the world is known.
        thresholds: (f64, f64),
    },
    /// People.
    Desk(DeskPlan),
    /// The end of a request.
    Sink {
        /// Latest useful time after arrival.
        deadline: Nanos,
        /// What is done instead of a late decision.
        default_action: Action,
    },
    /// Labels of past decisions; not on the request path.
    Labels(LabelsPlan),
    /// Watches; not on the request path.
    Monitor(MonitorPlan),
    /// Keeps decisions; not on the request path.
    Log(LogPlan),
    /// Makes versions; not on the request path.
    Training(TrainingPlan),
    /// Brings versions in; not on the request path.
    Registry(RegistryPlan),
    /// Splits into arms.
    Trial(TrialPlan),
    /// People who are told; not on the request path.
    OnCall(OnCallPlan),
}

/// A balancer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BalancerPlan {
    pub(crate) policy: Policy,
    /// Time between health checks, failures until out, successes until back.
    pub(crate) health: Option<(Nanos, u32, u32)>,
}

/// A cache.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CachePlan {
    pub(crate) store: StorePlan,
    /// Do requests for a key in flight wait for it?
    pub(crate) coalesces: bool,
}

/// What keeps features fresh.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum DataPlan {
    Feed { interval: Nanos, lag: Nanos, null_on_stop: bool },
    Pipeline { lag: Nanos, window: Nanos, catch_up: f64, null_on_stop: bool },
    Job(Schedule),
}

impl DataPlan {
    /// How long after a stop its features turn null; `None` where they age instead.
    pub(crate) fn null_after(&self) -> Option<Nanos> {
        match *self {
            Self::Feed { lag, null_on_stop: true, .. }
            | Self::Pipeline { lag, null_on_stop: true, .. } => Some(lag),
            _ => None,
        }
    }
}

/// When a batch job runs and how it fails.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Schedule {
    pub(crate) period: Nanos,
    pub(crate) first: Nanos,
    pub(crate) run: Nanos,
    pub(crate) fail_rate: f64,
    pub(crate) attempts: u32,
    pub(crate) retry_after: Nanos,
    /// Share of the entities that a run does not reach.
    pub(crate) partial: f64,
}

/// A reviewer desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DeskPlan {
    /// Does accuracy follow the prevalence in the queue, or do the two shares below hold?
    pub(crate) by_prevalence: bool,
    /// Accuracy lost with each hour without a break, in normal deviates.
    pub(crate) fatigue_per_h: f64,
    /// Promise.
    pub(crate) sla: Nanos,
    /// Share of positives recognised.
    pub(crate) sensitivity: f64,
    /// Share of negatives let pass.
    pub(crate) specificity: f64,
    /// Price of an item.
    pub(crate) usd_per_item: f64,
    /// What happens to items that find no place.
    pub(crate) overflow: Action,
}

fn action(word: &str) -> Action {
    if word == "decline" { Action::Decline } else { Action::Approve }
}

pub(super) fn role(
    node: &Node,
    values: &Values<'_>,
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> Role {
    match node.kind {
        NodeKind::Traffic => Role::Source(sources::plan(values, place, findings)),
        NodeKind::Gateway | NodeKind::Service => Role::Plain,
        NodeKind::FeatureStore => Role::Store {
            miss_rate: values.number("miss_rate"),
            ttl: nanos(values.number("ttl_s")),
        },
        NodeKind::Feed => Role::Data(DataPlan::Feed {
            interval: nanos(values.number("interval_s")),
            lag: nanos(values.number("lag_ms") / 1000.0),
            null_on_stop: values.word("on_stop") == "null",
        }),
        NodeKind::Pipeline => Role::Data(DataPlan::Pipeline {
            lag: nanos(values.number("lag_ms") / 1000.0),
            window: nanos(values.number("window_s")),
            catch_up: values.number("catch_up"),
            null_on_stop: values.word("on_stop") == "null",
        }),
        NodeKind::BatchJob => Role::Data(DataPlan::Job(schedule(values, place, findings))),
        NodeKind::Model | NodeKind::Edge => Role::Scorer {
            separation_kept: values.number("separation_kept"),
            is_fallback: values.flag("is_fallback"),
        },
        NodeKind::Llm | NodeKind::Ranker => {
            Role::Scorer { separation_kept: values.number("separation_kept"), is_fallback: false }
        }
        NodeKind::BatchScorer => Role::Table {
            schedule: schedule(values, place, findings),
            separation_kept: values.number("separation_kept"),
            coverage: values.number("coverage"),
            ttl: nanos(values.number("score_ttl_h") * 3600.0),
        },
        NodeKind::Retrieval => Role::Retrieval { recall: values.number("recall") },
        NodeKind::Rules => Role::Rules {
            true_positive_rate: values.number("true_positive_rate"),
            false_positive_rate: values.number("false_positive_rate"),
            is_fallback: values.flag("is_fallback"),
        },
        NodeKind::Fallback => Role::Router,
        NodeKind::Balancer => Role::Balancer(BalancerPlan {
            policy: policy(&values.word("policy")),
            health: values.flag("health_checks").then(|| {
                let every = nanos(values.number("health_every_s"));
                (every, values.count("unhealthy_after"), values.count("healthy_after"))
            }),
        }),
        NodeKind::Cache => Role::Cache(cache(values)),
        NodeKind::FanOut => Role::FanOut { wait_for: values.count("wait_for") },
        NodeKind::Policy => {
            let (low, high) = (values.number("approve_below"), values.number("decline_above"));
            if low > high {
                findings.push(Diagnostic::error(
                    place.clone(),
                    format!("It approves below {low} but declines from {high} on."),
                    "The first must not be above the second.",
                ));
            }
            Role::Policy { approve_below: low, decline_above: high, thresholds: (low, high) }
        }
        NodeKind::Reviewers => Role::Desk(DeskPlan {
            by_prevalence: values.word("accuracy") == "prevalence",
            fatigue_per_h: values.number("fatigue_per_h"),
            sla: nanos(values.number("sla_min") * 60.0),
            sensitivity: values.number("sensitivity"),
            specificity: values.number("specificity"),
            usd_per_item: values.number("usd_per_item"),
            overflow: action(&values.word("overflow")),
        }),
        NodeKind::Sink => Role::Sink {
            deadline: nanos(values.number("deadline_ms") / 1000.0),
            default_action: action(&values.word("default_action")),
        },
        NodeKind::Labels => Role::Labels(learning::labels(values)),
        NodeKind::Monitor => Role::Monitor(watch::monitor(values)),
        NodeKind::PredictionLog => Role::Log(learning::log(values)),
        NodeKind::Training => Role::Training(learning::training(values)),
        NodeKind::Registry => Role::Registry(learning::registry(values)),
        NodeKind::Experiment => Role::Trial(learning::trial(values)),
        NodeKind::OnCall => Role::OnCall(learning::on_call(values)),
    }
}

fn cache(values: &Values<'_>) -> CachePlan {
    let seconds = |key: &str| nanos(values.number(key));
    CachePlan {
        store: StorePlan {
            ttl: seconds("ttl_s"),
            refresh_on_hit: values.flag("refresh_on_hit"),
            capacity: values.count("capacity"),
            eviction: match values.word("eviction").as_str() {
                "fifo" => Eviction::Fifo,
                "random" => Eviction::Random,
                "lfu" => Eviction::Lfu,
                _ => Eviction::Lru,
            },
            stale_for: seconds("stale_s"),
            negative_ttl: seconds("negative_ttl_s"),
        },
        coalesces: values.flag("coalesce"),
    }
}

fn schedule(values: &Values<'_>, place: &Place, findings: &mut Vec<Diagnostic>) -> Schedule {
    let schedule = Schedule {
        period: nanos(values.number("period_h") * 3600.0),
        first: nanos(values.number("start_hour") * 3600.0),
        run: nanos(values.number("run_min") * 60.0),
        fail_rate: values.number("fail_rate"),
        attempts: values.count("job_attempts"),
        retry_after: nanos(values.number("retry_after_min") * 60.0),
        partial: values.number("partial_share"),
    };
    if schedule.run > schedule.period {
        findings.push(Diagnostic::warning(
            place.clone(),
            "A run takes longer than the time between two starts, so starts are skipped.",
            "Run it less often, or make it faster.",
        ));
    }
    schedule
}
