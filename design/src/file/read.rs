//! A JSON value of the newest schema to a document.
//!
//! Written by hand, field by field: the file's shape is a promise to people, while the structs may
//! change, and each error can say exactly where it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use windtunnel_sim::model::{
    Action, Costs, Detail, Feature, LinkKind, NodeKind, ParamValue, Params, Platform, RulesRival,
    ScoreSource, Settings, Task, When, World, catalogue,
};

use super::failures::failure_plan;
use super::incident::incident;
use super::object::{
    Object, flag, id, id_or_empty, join, number, positive, text, whole, whole_u32, word, wrong_type,
};
use super::sketch::{layer, sketch, via};
use super::{LoadError, NOWHERE, Unplaced};
use crate::document::{DocLink, DocNode, Document, Point, kind_word};
use crate::{connect, limits};

/// The fields of a document, in the order in which they are saved.
pub(super) const FIELDS: [&str; 9] =
    ["title", "about", "nodes", "links", "world", "incidents", "sketches", "failure_plans", "run"];

/// A document, and the nodes that have no place yet.
pub(super) struct Read {
    pub(super) document: Document,
    pub(super) unplaced: Unplaced,
}

pub(super) fn document(value: &Value) -> Result<Read, LoadError> {
    let mut unplaced = BTreeSet::new();
    let mut object = Object::new(value, "")?;
    let mut document = Document {
        title: object.required("title", text)?,
        about: object.optional("about", text)?.unwrap_or_default(),
        nodes: object
            .required("nodes", |value, path| {
                records(value, path, "nodes", limits::MAX_NODES, |value, path, id| {
                    node(value, path, id, &mut unplaced)
                })
            })?
            .into(),
        links: object
            .optional("links", |value, path| {
                records(value, path, "links", limits::MAX_LINKS, |value, path, _| link(value, path))
            })?
            .unwrap_or_default()
            .into(),
        world: object.optional("world", world)?.unwrap_or_default(),
        incidents: object
            .optional("incidents", |value, path| {
                records(value, path, "incidents", limits::MAX_INCIDENTS, |value, path, _| {
                    incident(value, path)
                })
            })?
            .unwrap_or_default(),
        sketches: object
            .optional("sketches", |value, path| {
                records(value, path, "sketches", limits::MAX_SKETCHES, |value, path, _| {
                    sketch(value, path)
                })
            })?
            .unwrap_or_default(),
        failure_plans: object
            .optional("failure_plans", |value, path| {
                records(value, path, "failure plans", limits::MAX_NODES, |value, path, _| {
                    failure_plan(value, path)
                })
            })?
            .unwrap_or_default(),
        run: object.optional("run", run)?.unwrap_or_default(),
    };
    object.finish()?;
    check_links(&document)?;
    check_plans(&mut document)?;
    Ok(Read { document, unplaced })
}

/// Records by id.
pub(super) fn records<T>(
    value: &Value,
    path: &str,
    what: &'static str,
    limit: usize,
    mut read: impl FnMut(&Value, &str, &str) -> Result<T, LoadError>,
) -> Result<BTreeMap<String, T>, LoadError> {
    let Value::Object(fields) = value else {
        return Err(wrong_type(path, value, &format!("an object of {what} by id")));
    };
    if fields.len() > limit {
        return Err(LoadError::TooMany { path: path.to_owned(), what, found: fields.len(), limit });
    }
    let mut all = BTreeMap::new();
    for (key, value) in fields {
        id(key, path)?;
        all.insert(key.clone(), read(value, &join(path, key), key)?);
    }
    Ok(all)
}

fn node(
    value: &Value,
    path: &str,
    id: &str,
    unplaced: &mut Unplaced,
) -> Result<DocNode, LoadError> {
    let mut object = Object::new(value, path)?;
    let kind = object.required("kind", node_kind)?;
    let label = object.optional("label", text)?.unwrap_or_default();
    let at = object.optional("at", point)?.unwrap_or_else(|| {
        unplaced.insert(id.to_owned());
        NOWHERE
    });
    let params = object
        .optional("params", |value, path| {
            params(value, path, |key, value| catalogue::node(kind).check_param(key, value))
        })?
        .unwrap_or_default();
    let layer = object.optional("layer", layer)?.unwrap_or_default();
    let locked = object.optional("locked", flag)?.unwrap_or_default();
    object.finish()?;
    Ok(DocNode { kind, label, at, params, layer, locked })
}

fn node_kind(value: &Value, path: &str) -> Result<NodeKind, LoadError> {
    let Value::String(found) = value else {
        return Err(wrong_type(path, value, "a node kind"));
    };
    NodeKind::ALL.into_iter().find(|&kind| kind_word(kind) == found).ok_or_else(|| {
        let known: Vec<_> = NodeKind::ALL.into_iter().map(kind_word).collect();
        LoadError::UnknownKind {
            path: path.to_owned(),
            found: found.chars().take(60).collect(),
            known: known.join(", "),
        }
    })
}

pub(super) fn point(value: &Value, path: &str) -> Result<Point, LoadError> {
    let mut object = Object::new(value, path)?;
    let at = Point { x: object.required("x", number)?, y: object.required("y", number)? };
    object.finish()?;
    limits::place(at).map_err(|reason| LoadError::Value { path: path.to_owned(), reason })?;
    Ok(at)
}

fn params(
    value: &Value,
    path: &str,
    check: impl Fn(&str, &ParamValue) -> Result<(), catalogue::ValueError>,
) -> Result<Params, LoadError> {
    let Value::Object(fields) = value else {
        return Err(wrong_type(path, value, "an object of parameters by key"));
    };
    let mut all = Params::new();
    for (key, value) in fields {
        let path = join(path, key);
        let value = param_value(value, &path)?;
        check(key, &value).map_err(|error| LoadError::Parameter {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        all.insert(key.clone(), value);
    }
    Ok(all)
}

fn param_value(value: &Value, path: &str) -> Result<ParamValue, LoadError> {
    Ok(match value {
        Value::Bool(flag) => ParamValue::Flag(*flag),
        Value::Number(_) => ParamValue::Number(number(value, path)?),
        Value::String(_) => ParamValue::Text(text(value, path)?),
        Value::Array(items) => {
            let item = |(at, item)| number(item, &format!("{path}[{at}]"));
            ParamValue::List(items.iter().enumerate().map(item).collect::<Result<_, _>>()?)
        }
        Value::Null | Value::Object(_) => {
            return Err(wrong_type(path, value, "a number, a text, true or false, or a list"));
        }
    })
}

fn link(value: &Value, path: &str) -> Result<DocLink, LoadError> {
    let mut object = Object::new(value, path)?;
    let link = DocLink {
        from: object.required("from", text)?,
        to: object.required("to", text)?,
        kind: object.optional("kind", link_kind)?.unwrap_or_default(),
        when: object.optional("when", when)?.unwrap_or_default(),
        params: object
            .optional("params", |value, path| params(value, path, catalogue::check_link_param))?
            .unwrap_or_default(),
        label: object.optional("label", text)?.unwrap_or_default(),
        via: object.optional("via", via)?.unwrap_or_default(),
    };
    object.finish()?;
    Ok(link)
}

fn link_kind(value: &Value, path: &str) -> Result<LinkKind, LoadError> {
    let words = [
        ("call", LinkKind::Call),
        ("stream", LinkKind::Stream),
        ("feedback", LinkKind::Feedback),
        ("control", LinkKind::Control),
    ];
    word(value, path, &words)
}

fn when(value: &Value, path: &str) -> Result<When, LoadError> {
    let words = [
        ("ok", When::Ok),
        ("failure", When::Failure),
        ("approve", When::Approve),
        ("review", When::Review),
        ("decline", When::Decline),
        ("branch", When::Branch),
        ("shadow", When::Shadow),
    ];
    word(value, path, &words)
}

/// Both ends are there, the rules of [`connect`] hold, and no two links are the same.
fn check_links(document: &Document) -> Result<(), LoadError> {
    let mut seen = BTreeSet::new();
    for (id, link) in &document.links {
        let path = join("links", id);
        for (end, node) in [("from", &link.from), ("to", &link.to)] {
            if !document.nodes.contains_key(node) {
                let node = node.chars().take(60).collect();
                return Err(LoadError::LinkToNowhere { path: join(&path, end), node });
            }
        }
        let outcome = connect::check_ends(document, link);
        let refused = outcome.and_then(|()| connect::check_branches(document, link, Some(id)));
        let refused = refused.err().map(|refusal| refusal.0);
        let twin = (!seen.insert(connect::identity(link))).then(|| connect::TWIN.to_owned());
        if let Some(reason) = refused.or(twin) {
            return Err(LoadError::LinkNotAllowed { path, reason });
        }
    }
    Ok(())
}

/// Plans are about nodes that are there; those that say nothing are dropped.
fn check_plans(document: &mut Document) -> Result<(), LoadError> {
    for (sink, plan) in &document.failure_plans {
        plan.check(document, sink)
            .map_err(|reason| LoadError::Value { path: join("failure_plans", sink), reason })?;
    }
    document.failure_plans.retain(|_, plan| !plan.is_empty());
    Ok(())
}

fn world(value: &Value, path: &str) -> Result<World, LoadError> {
    let usual = World::default();
    let mut object = Object::new(value, path)?;
    let world = World {
        base_rate: object.optional("base_rate", positive)?.unwrap_or(usual.base_rate),
        features: object.optional("features", features)?.unwrap_or_default(),
        scores: object.optional("scores", scores)?.unwrap_or_default(),
        costs: object.optional("costs", costs)?.unwrap_or_default(),
        rules: object.optional("rules", rules)?.unwrap_or(usual.rules),
        do_nothing: object.optional("do_nothing", action)?.unwrap_or(usual.do_nothing),
        team_usd_per_month: object
            .optional("team_usd_per_month", positive)?
            .unwrap_or(usual.team_usd_per_month),
        rotation_deg_per_day: object
            .optional("rotation_deg_per_day", positive)?
            .unwrap_or(usual.rotation_deg_per_day),
        task: object.optional("task", task)?.unwrap_or_default(),
        target: object.optional("target", rules)?,
        platform: object.optional("platform", platform)?.unwrap_or_default(),
    };
    object.finish()?;
    Ok(world)
}

fn platform(value: &Value, path: &str) -> Result<Platform, LoadError> {
    let usual = Platform::default();
    let mut object = Object::new(value, path)?;
    let mut weeks = |key, usual| Ok(object.optional(key, positive)?.unwrap_or(usual));
    let platform = Platform {
        platform: weeks("platform", usual.platform)?,
        adoption: weeks("adoption", usual.adoption)?,
        build: weeks("build", usual.build)?,
        maintain: weeks("maintain", usual.maintain)?,
        build_on_platform: weeks("build_on_platform", usual.build_on_platform)?,
        maintain_on_platform: weeks("maintain_on_platform", usual.maintain_on_platform)?,
    };
    object.finish()?;
    Ok(platform)
}

fn features(value: &Value, path: &str) -> Result<Vec<Feature>, LoadError> {
    let Value::Array(items) = value else {
        return Err(wrong_type(path, value, "a list of features"));
    };
    if items.len() > limits::MAX_FEATURES {
        return Err(LoadError::TooMany {
            path: path.to_owned(),
            what: "features",
            found: items.len(),
            limit: limits::MAX_FEATURES,
        });
    }
    items.iter().enumerate().map(|(at, item)| feature(item, &format!("{path}[{at}]"))).collect()
}

fn feature(value: &Value, path: &str) -> Result<Feature, LoadError> {
    let mut object = Object::new(value, path)?;
    let feature = Feature {
        id: object.required("id", text)?,
        label: object.optional("label", text)?.unwrap_or_default(),
        separation: object.required("separation", number)?,
        noise: object.optional("noise", positive)?.unwrap_or(1.0),
        served_by: object.optional("served_by", id_or_empty)?.unwrap_or_default(),
        tau_s: object.optional("tau_s", positive)?.unwrap_or_default(),
        noise_positive: object.optional("noise_positive", positive)?.unwrap_or_default(),
        trained_separation: object.optional("trained_separation", number)?,
        serve_scale: object.optional("serve_scale", number)?.unwrap_or(1.0),
        missing_share: object.optional("missing_share", positive)?.unwrap_or_default(),
        lag_s: object.optional("lag_s", positive)?.unwrap_or_default(),
        happens_after_s: object.optional("happens_after_s", number)?.unwrap_or_default(),
        trained_on: object.optional("trained_on", id_or_empty)?.unwrap_or_default(),
        owner: object.optional("owner", text)?.unwrap_or_default(),
    };
    id(&feature.id, &object.at("id"))?;
    object.finish()?;
    Ok(feature)
}

fn scores(value: &Value, path: &str) -> Result<ScoreSource, LoadError> {
    let mut object = Object::new(value, path)?;
    let is_rows = object.required("type", |value, path| {
        word(value, path, &[("gaussian", false), ("rows", true)])
    })?;
    let source = if is_rows {
        let dataset = object.required("dataset", text)?;
        id(&dataset, &object.at("dataset"))?;
        ScoreSource::Rows { dataset }
    } else {
        ScoreSource::Gaussian
    };
    object.finish()?;
    Ok(source)
}

fn costs(value: &Value, path: &str) -> Result<Costs, LoadError> {
    let usual = Costs::default();
    let mut object = Object::new(value, path)?;
    let mut cost = |key, usual| Ok(object.optional(key, positive)?.unwrap_or(usual));
    let costs = Costs {
        false_negative_usd: cost("false_negative_usd", usual.false_negative_usd)?,
        false_positive_usd: cost("false_positive_usd", usual.false_positive_usd)?,
        good_approved_usd: cost("good_approved_usd", usual.good_approved_usd)?,
        review_delay_usd_per_h: cost("review_delay_usd_per_h", usual.review_delay_usd_per_h)?,
        abandonment_per_100ms: cost("abandonment_per_100ms", usual.abandonment_per_100ms)?,
        abandoned_usd: cost("abandoned_usd", usual.abandoned_usd)?,
        missed_usd: cost("missed_usd", usual.missed_usd)?,
    };
    object.finish()?;
    Ok(costs)
}

fn task(value: &Value, path: &str) -> Result<Task, LoadError> {
    let mut object = Object::new(value, path)?;
    let word = object.required("type", text)?;
    let mut of = |key| object.required(key, number);
    let task = match word.as_str() {
        "decide" => Task::Decide,
        "rank" => Task::Rank {
            correlation: of("correlation")?,
            rival_correlation: of("rival_correlation")?,
            usd_per_click: of("usd_per_click")?,
            candidates: object.required("candidates", whole_u32)?,
        },
        "estimate" => Task::Estimate {
            error: of("error")?,
            rival_error: of("rival_error")?,
            late_usd: of("late_usd")?,
            early_usd: of("early_usd")?,
            quantile: of("quantile")?,
        },
        "price" => Task::Price {
            elasticity: of("elasticity")?,
            believed: of("believed")?,
            unit_usd: of("unit_usd")?,
        },
        other => {
            let (path, found) = (object.at("type"), other.chars().take(60).collect());
            let needs = "one of decide, rank, estimate, price".to_owned();
            return Err(LoadError::WrongType { path, found, needs });
        }
    };
    object.finish()?;
    Ok(task)
}

fn rules(value: &Value, path: &str) -> Result<RulesRival, LoadError> {
    let mut object = Object::new(value, path)?;
    let rules = RulesRival {
        true_positive_rate: object.required("true_positive_rate", positive)?,
        false_positive_rate: object.required("false_positive_rate", positive)?,
    };
    object.finish()?;
    Ok(rules)
}

fn action(value: &Value, path: &str) -> Result<Action, LoadError> {
    word(value, path, &[("approve", Action::Approve), ("decline", Action::Decline)])
}

fn run(value: &Value, path: &str) -> Result<Settings, LoadError> {
    let usual = Settings::default();
    let mut object = Object::new(value, path)?;
    let run = Settings {
        horizon_s: object.optional("horizon_s", positive)?.unwrap_or(usual.horizon_s),
        warmup_s: object.optional("warmup_s", positive)?.unwrap_or(usual.warmup_s),
        seed: object.optional("seed", whole)?.unwrap_or(usual.seed),
        replication: object.optional("replication", whole_u32)?.unwrap_or(usual.replication),
        buckets: object.optional("buckets", whole_u32)?.unwrap_or(usual.buckets),
        warmup_auto: object.optional("warmup_auto", flag)?.unwrap_or(usual.warmup_auto),
        event_budget: object.optional("event_budget", whole)?.unwrap_or(usual.event_budget),
        detail: object.optional("detail", detail)?.unwrap_or(usual.detail),
        days: object.optional("days", whole_u32)?.unwrap_or(usual.days),
        start_day: object.optional("start_day", whole_u32)?.unwrap_or(usual.start_day),
    };
    object.finish()?;
    Ok(run)
}

fn detail(value: &Value, path: &str) -> Result<Detail, LoadError> {
    word(value, path, &[("full", Detail::Full), ("counts", Detail::Counts)])
}
