//! As much of JSON Schema (draft 2020-12) as our schema uses. A word that is not known here is an
//! error, so that nothing is passed over in silence.

use serde_json::{Map, Value};

/// What is wrong with a value, by place.
pub fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, value, "", &mut faults);
    faults
}

fn holds(root: &Value, schema: &Value, value: &Value) -> bool {
    let mut faults = Vec::new();
    check(root, schema, value, "", &mut faults);
    faults.is_empty()
}

/// What a schema refers to, or itself.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let Some(pointer) = schema.get("$ref").and_then(Value::as_str) else { return schema };
    let pointer = pointer.strip_prefix('#').expect("a pointer into this schema");
    root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"))
}

/// Can it fit, by the fields that have one value only? Quickly says no to most forms.
fn may_fit(form: &Value, value: &Value) -> bool {
    let fields = form.get("properties").and_then(Value::as_object);
    fields.into_iter().flatten().all(|(key, rule)| {
        rule.get("const").is_none_or(|only| value.get(key).is_none_or(|found| found == only))
    })
}

fn check(root: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let rules = match schema {
        Value::Object(rules) => rules,
        Value::Bool(true) => return,
        _ => return faults.push(format!("{place}: nothing may stand here")),
    };
    for (word, rule) in rules {
        let fault = match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" | "default" => None,
            "$ref" => {
                check(root, resolved(root, schema), value, place, faults);
                None
            }
            "oneOf" => {
                let all = rule.as_array().expect("a list");
                let may = all.iter().filter(|one| may_fit(resolved(root, one), value));
                let fitting = may.filter(|one| holds(root, one, value)).count();
                (fitting != 1).then(|| format!("fits {fitting} of {} forms", all.len()))
            }
            "type" => (!is_type(rule, value)).then(|| format!("is not {rule}")),
            "const" => (rule != value).then(|| format!("is not {rule}")),
            "enum" => {
                let all = rule.as_array().expect("a list");
                (!all.contains(value)).then(|| format!("is none of {rule}"))
            }
            "minimum" => number(rule, value, |limit, x| x < limit),
            "maximum" => number(rule, value, |limit, x| x > limit),
            "exclusiveMinimum" => number(rule, value, |limit, x| x <= limit),
            "exclusiveMaximum" => number(rule, value, |limit, x| x >= limit),
            "minLength" => count(rule, letters(value), |limit, n| n < limit),
            "maxLength" => count(rule, letters(value), |limit, n| n > limit),
            "minItems" => count(rule, value.as_array().map(Vec::len), |limit, n| n < limit),
            "maxItems" => count(rule, value.as_array().map(Vec::len), |limit, n| n > limit),
            "maxProperties" => count(rule, value.as_object().map(Map::len), |limit, n| n > limit),
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{place}/{at}"), faults);
                }
                None
            }
            "properties" => {
                let known = rule.as_object().expect("an object");
                for (key, value) in value.as_object().into_iter().flatten() {
                    if let Some(rule) = known.get(key) {
                        check(root, rule, value, &format!("{place}/{key}"), faults);
                    }
                }
                None
            }
            "additionalProperties" => {
                let known = rules.get("properties").and_then(Value::as_object);
                for (key, value) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(key)) {
                        check(root, rule, value, &format!("{place}/{key}"), faults);
                    }
                }
                None
            }
            "propertyNames" => {
                for key in value.as_object().into_iter().flat_map(Map::keys) {
                    check(root, rule, &Value::from(key.as_str()), place, faults);
                }
                None
            }
            "required" => {
                let fields = value.as_object();
                let missing = rule.as_array().expect("a list").iter().find(|key| {
                    let key = key.as_str().expect("a name");
                    fields.is_some_and(|fields| !fields.contains_key(key))
                });
                missing.map(|key| format!("misses {key}"))
            }
            other => panic!("the validator does not know {other}"),
        };
        faults.extend(fault.map(|fault| format!("{place}: {fault}")));
    }
}

fn is_type(rule: &Value, value: &Value) -> bool {
    match rule.as_str().expect("one type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        // As the standard has it, 288.0 is one.
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("the validator does not know the type {other}"),
    }
}

fn number(rule: &Value, value: &Value, is_beyond: fn(f64, f64) -> bool) -> Option<String> {
    let limit = rule.as_f64().expect("a number");
    let is_beyond = value.as_f64().is_some_and(|value| is_beyond(limit, value));
    is_beyond.then(|| format!("is beyond {limit}"))
}

fn count(
    rule: &Value,
    count: Option<usize>,
    is_beyond: fn(usize, usize) -> bool,
) -> Option<String> {
    let limit = rule.as_u64().expect("a count") as usize;
    let is_beyond = count.is_some_and(|count| is_beyond(limit, count));
    is_beyond.then(|| format!("has another length than {limit} allows"))
}

fn letters(value: &Value) -> Option<usize> {
    value.as_str().map(|text| text.chars().count())
}
