//! The schema, from the catalogue and the limits.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use windtunnel_design::failures::{Remedy, Stakes};
use windtunnel_design::sim::model::catalogue::{self, Domain, ParamSpec};
use windtunnel_design::sim::model::{Costs, NodeKind, Settings, World};
use windtunnel_design::{Shape, Tint, file, kind_word, limits};

/// The schema of a design file.
pub fn schema() -> Value {
    let mut shared = Shared::default();
    let kinds: Vec<Value> = NodeKind::ALL
        .into_iter()
        .map(|kind| json!({"$ref": format!("#/$defs/node_{}", kind_word(kind))}))
        .collect();
    let mut defs = Map::new();
    for kind in NodeKind::ALL {
        defs.insert(format!("node_{}", kind_word(kind)), node(kind, &mut shared));
    }
    let link_params = shared.params(catalogue::LINK.iter());
    defs.insert("node".into(), json!({"oneOf": kinds}));
    defs.insert("link".into(), link(&link_params));
    defs.insert("world".into(), world());
    defs.insert("feature".into(), feature());
    defs.insert("incident".into(), incident());
    defs.insert("sketch".into(), sketch());
    defs.insert("failure_plan".into(), failure_plan());
    defs.insert("run".into(), run());
    defs.insert(
        "id".into(),
        json!({"type": "string", "minLength": 1, "maxLength": limits::MAX_ID}),
    );
    defs.insert("id_or_empty".into(), json!({"type": "string", "maxLength": limits::MAX_ID}));
    defs.insert("text".into(), json!({"type": "string", "maxLength": limits::MAX_TEXT}));
    defs.insert("amount".into(), json!({"type": "number", "minimum": 0}));
    let place = json!({"type": "number", "exclusiveMinimum": -1e6, "exclusiveMaximum": 1e6});
    defs.insert("place".into(), object(&["x", "y"], json!({"x": place, "y": place})));
    defs.insert("layer".into(), json!({"type": "integer", "minimum": -1e6, "maximum": 1e6}));
    defs.extend(shared.defs);
    let records = |of: &str, most: usize| {
        json!({
            "type": "object", "maxProperties": most, "propertyNames": refer("id"),
            "additionalProperties": refer(of),
        })
    };
    let mut whole = object(
        &["format", "schema", "title", "nodes"],
        json!({
            "format": {"const": file::FORMAT},
            "schema": {"type": "integer", "minimum": 1, "maximum": file::SCHEMA},
            "title": refer("text"),
            "about": refer("text"),
            "nodes": records("node", limits::MAX_NODES),
            "links": records("link", limits::MAX_LINKS),
            "world": refer("world"),
            "incidents": records("incident", limits::MAX_INCIDENTS),
            "sketches": records("sketch", limits::MAX_SKETCHES),
            "failure_plans": records("failure_plan", limits::MAX_NODES),
            "run": refer("run"),
        }),
    );
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    whole["title"] = "A Windtunnel design".into();
    whole["description"] =
        "An ML system as a model of its parts, the world in front of it, and what \
        goes wrong. Which links make sense, and that their ends exist, only the program can say."
            .into();
    whole["$defs"] = Value::Object(defs);
    whole
}

/// The schema as text: a line for each definition, so that changes can be read.
pub fn print(schema: &Value) -> String {
    let mut out = String::from("{\n");
    let fields = schema.as_object().expect("is an object");
    for (at, (key, value)) in fields.iter().filter(|(key, _)| *key != "$defs").enumerate() {
        out.push_str(if at == 0 { "" } else { ",\n" });
        out.push_str(&format!("  {}: {value}", json!(key)));
    }
    out.push_str(",\n  \"$defs\": {\n");
    let defs = schema["$defs"].as_object().expect("is an object");
    let lines: Vec<_> =
        defs.iter().map(|(key, value)| format!("    {}: {value}", json!(key))).collect();
    out.push_str(&lines.join(",\n"));
    out.push_str("\n  }\n}\n");
    out
}

fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn object(required: &[&str], properties: impl Into<Value>) -> Value {
    let properties: Value = properties.into();
    json!({
        "type": "object", "required": required, "properties": properties,
        "additionalProperties": false,
    })
}

/// The same thing, described.
fn about(mut of: Value, description: &str) -> Value {
    of["description"] = description.into();
    of
}

fn with_default(mut of: Value, default: impl Into<Value>) -> Value {
    of["default"] = default.into();
    of
}

/// Parameters that several kinds have alike are defined once.
#[derive(Default)]
struct Shared {
    defs: Map<String, Value>,
    names: BTreeMap<String, String>,
}

impl Shared {
    fn params(&mut self, specs: impl Iterator<Item = &'static ParamSpec>) -> Value {
        let mut properties = Map::new();
        for spec in specs {
            let form = param(spec);
            let name = self.name(spec.key, form);
            properties.insert(spec.key.to_owned(), refer(&name));
        }
        object(&[], properties)
    }

    fn name(&mut self, key: &str, form: Value) -> String {
        let text = format!("{key}{form}");
        if let Some(name) = self.names.get(&text) {
            return name.clone();
        }
        let mut name = format!("param_{key}");
        let mut number = 1;
        while self.defs.contains_key(&name) {
            number += 1;
            name = format!("param_{key}_{number}");
        }
        self.defs.insert(name.clone(), form);
        self.names.insert(text, name.clone());
        name
    }
}

fn param(spec: &ParamSpec) -> Value {
    let form = match spec.domain {
        Domain::Number { min, max, .. } => {
            json!({"type": "number", "minimum": min, "maximum": max})
        }
        Domain::Count { min, max, .. } => {
            json!({"type": "integer", "minimum": min, "maximum": max})
        }
        Domain::Choice(words) => json!({"enum": words}),
        Domain::Flag { .. } => json!({"type": "boolean"}),
        Domain::Text => json!({"type": "string", "maxLength": limits::MAX_TEXT}),
        Domain::List { min, max, longest } => json!({
            "type": "array", "maxItems": longest,
            "items": {"type": "number", "minimum": min, "maximum": max},
        }),
        Domain::Hours { max, .. } => json!({
            "type": "array", "minItems": 24, "maxItems": 24,
            "items": {"type": "integer", "minimum": 0, "maximum": max},
        }),
    };
    let unit = if spec.unit.is_empty() { String::new() } else { format!(" ({})", spec.unit) };
    let default = serde_json::to_value(spec.default_value()).expect("a parameter is JSON");
    let mut form = with_default(about(form, spec.help), default);
    form["title"] = format!("{}{unit}", spec.label).into();
    form
}

fn node(kind: NodeKind, shared: &mut Shared) -> Value {
    let spec = catalogue::node(kind);
    let params = shared.params(spec.all_params());
    let mut node = object(
        &["kind"],
        json!({
            "kind": {"const": kind_word(kind)}, "label": refer("text"), "at": refer("place"),
            "params": params, "layer": refer("layer"), "locked": {"type": "boolean"},
        }),
    );
    node["title"] = spec.label.into();
    about(node, spec.summary)
}

fn link(params: &Value) -> Value {
    object(
        &["from", "to"],
        json!({
            "from": about(refer("text"), "Id of the node it leaves."),
            "to": about(refer("text"), "Id of the node it enters."),
            "kind": with_default(json!({"enum": ["call", "stream", "feedback", "control"]}), "call"),
            "when": with_default(
                json!({"enum": ["ok", "failure", "approve", "review", "decline", "branch", "shadow"]}),
                "ok",
            ),
            "params": params,
            "label": refer("text"),
            "via": {"type": "array", "maxItems": limits::MAX_VIA, "items": refer("place")},
        }),
    )
}

/// A value that says by its `type` what it is, with the fields of each.
fn tagged(forms: &[(&str, Value, &[&str])]) -> Value {
    let form = |(word, fields, optional): &(&str, Value, &[&str])| {
        let mut properties = fields.clone();
        properties["type"] = json!({"const": word});
        let names = properties.as_object().expect("an object").keys();
        let required: Vec<&str> =
            names.map(String::as_str).filter(|name| !optional.contains(name)).collect();
        object(&required, properties.clone())
    };
    json!({"oneOf": forms.iter().map(form).collect::<Vec<_>>()})
}

fn rates() -> Value {
    let rate = refer("amount");
    object(
        &["true_positive_rate", "false_positive_rate"],
        json!({"true_positive_rate": rate, "false_positive_rate": rate}),
    )
}

fn world() -> Value {
    let (usual, amount, number) = (World::default(), refer("amount"), json!({"type": "number"}));
    let costs = serde_json::to_value(Costs::default()).expect("is JSON");
    let mut prices = Map::new();
    for key in [
        "false_negative_usd",
        "false_positive_usd",
        "good_approved_usd",
        "review_delay_usd_per_h",
        "abandonment_per_100ms",
        "abandoned_usd",
        "missed_usd",
    ] {
        let default = costs.get(key).cloned().unwrap_or_else(|| json!(0.0));
        prices.insert(key.to_owned(), with_default(amount.clone(), default));
    }
    let usual_weeks = serde_json::to_value(usual.platform).expect("is JSON");
    let weeks: Map<String, Value> = usual_weeks
        .as_object()
        .expect("fields")
        .iter()
        .map(|(key, default)| (key.clone(), with_default(amount.clone(), default.clone())))
        .collect();
    let count = json!({"type": "integer", "minimum": 0, "maximum": u32::MAX});
    let task = tagged(&[
        ("decide", json!({}), &[]),
        (
            "rank",
            json!({"candidates": count, "correlation": number, "rival_correlation": number, "usd_per_click": number}),
            &[],
        ),
        (
            "estimate",
            json!({"error": number, "rival_error": number, "late_usd": number, "early_usd": number, "quantile": number}),
            &[],
        ),
        ("price", json!({"elasticity": number, "believed": number, "unit_usd": number}), &[]),
    ]);
    let scores =
        tagged(&[("gaussian", json!({}), &[]), ("rows", json!({"dataset": refer("id")}), &[])]);
    object(
        &[],
        json!({
            "base_rate": with_default(amount.clone(), usual.base_rate),
            "features": {"type": "array", "maxItems": limits::MAX_FEATURES, "items": refer("feature")},
            "scores": scores,
            "costs": object(&[], prices),
            "rules": rates(),
            "do_nothing": with_default(json!({"enum": ["approve", "decline"]}), "approve"),
            "team_usd_per_month": amount,
            "rotation_deg_per_day": amount,
            "task": task,
            "target": rates(),
            "platform": object(&[], weeks),
        }),
    )
}

fn feature() -> Value {
    let (amount, number) = (refer("amount"), json!({"type": "number"}));
    object(
        &["id", "separation"],
        json!({
            "id": refer("id"), "label": refer("text"), "separation": number,
            "noise": with_default(amount.clone(), 1.0), "served_by": refer("id_or_empty"),
            "tau_s": amount, "noise_positive": amount, "trained_separation": number,
            "serve_scale": with_default(number.clone(), 1.0), "missing_share": amount, "lag_s": amount,
            "happens_after_s": number, "trained_on": refer("id_or_empty"), "owner": refer("text"),
        }),
    )
}

fn incident() -> Value {
    let (amount, number) = (refer("amount"), json!({"type": "number"}));
    let mode = json!({"mode": with_default(json!({"enum": ["refuse", "hang"]}), "refuse")});
    let of = |key: &str, form: &Value| json!({key: form});
    let kinds = tagged(&[
        ("outage", mode.clone(), &["mode"]),
        ("zone_outage", mode, &["mode"]),
        ("partial_outage", of("share", &amount), &[]),
        ("slow_down", of("factor", &amount), &[]),
        ("error_rate", of("rate", &amount), &[]),
        ("traffic_spike", of("factor", &amount), &[]),
        ("cache_flush", json!({}), &[]),
        ("null_feature", json!({}), &[]),
        ("shift_feature", of("shift", &number), &[]),
        ("scale_feature", of("factor", &number), &[]),
        ("freeze_feature", json!({}), &[]),
        ("scramble_feature", json!({}), &[]),
        ("duplicate_feed", json!({}), &[]),
        ("late_feed", of("by_s", &amount), &[]),
        ("bad_version", of("separation_kept", &number), &[]),
        ("version_mismatch", of("recall", &amount), &[]),
        ("prior_shift", of("factor", &amount), &[]),
        ("concept_drift", of("degrees", &amount), &[]),
        ("spread_feature", of("factor", &amount), &[]),
        ("shift_score", of("shift", &number), &[]),
        (
            "lose_labels",
            json!({"share": amount, "only_positives": {"type": "boolean"}}),
            &["only_positives"],
        ),
        ("bad_training", of("separation_kept", &number), &[]),
    ]);
    let profiles = tagged(&[
        ("sudden", json!({}), &[]),
        ("gradual", of("over_s", &amount), &[]),
        ("incremental", of("over_s", &amount), &[]),
        ("recurring", json!({"period_s": amount, "share": amount}), &[]),
        ("seasonal", of("period_s", &amount), &[]),
        ("adversarial", of("learns_s", &amount), &[]),
    ]);
    object(
        &["kind", "start_s", "end_s"],
        json!({
            "kind": kinds, "target": refer("id_or_empty"), "start_s": amount, "end_s": amount,
            "profile": profiles,
        }),
    )
}

fn sketch() -> Value {
    let length = json!({"type": "number", "exclusiveMinimum": -1e6, "exclusiveMaximum": 1e6});
    let positive = json!({"type": "number", "minimum": 0, "exclusiveMaximum": 1e6});
    let form = |shape: Shape| {
        let side = if shape == Shape::Arrow { &length } else { &positive };
        object(
            &["shape", "at", "size"],
            json!({
                "shape": {"const": shape.word()}, "text": refer("text"), "at": refer("place"),
                "size": object(&["w", "h"], json!({"w": side, "h": side})),
                "tint": with_default(json!({"enum": Tint::ALL.map(Tint::word)}), "plain"),
                "layer": refer("layer"), "locked": {"type": "boolean"},
            }),
        )
    };
    json!({"oneOf": Shape::ALL.map(form)})
}

fn failure_plan() -> Value {
    let remedy = json!({"enum": Remedy::ALL.map(Remedy::word)});
    let cell =
        object(&["answer"], json!({"answer": remedy, "then": remedy, "note": refer("text")}));
    object(
        &[],
        json!({
            "stakes": {"enum": Stakes::ALL.map(Stakes::word)},
            "cells": {
                "type": "object", "maxProperties": limits::MAX_NODES, "propertyNames": refer("id"),
                "additionalProperties": cell,
            },
        }),
    )
}

fn run() -> Value {
    let (usual, amount) = (Settings::default(), refer("amount"));
    let whole = |most: u64| json!({"type": "integer", "minimum": 0, "maximum": most});
    let small = whole(u64::from(u32::MAX));
    object(
        &[],
        json!({
            "horizon_s": with_default(amount.clone(), usual.horizon_s),
            "warmup_s": with_default(amount, usual.warmup_s),
            "seed": with_default(whole(u64::MAX), usual.seed),
            "replication": small,
            "buckets": with_default(small.clone(), usual.buckets),
            "warmup_auto": {"type": "boolean"},
            "event_budget": whole(u64::MAX),
            "detail": with_default(json!({"enum": ["full", "counts"]}), "full"),
            "days": small,
            "start_day": small,
        }),
    )
}
