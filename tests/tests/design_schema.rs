//! `public/design.schema.json` says what a design file may hold, as JSON Schema, for editors and for
//! programs that write designs. It is made of the catalogue; here it is held up to date, and beside
//! the reader that has the last word.

#[path = "design_schema/schema.rs"]
mod schema;
#[path = "design_schema/validator.rs"]
mod validator;

use std::path::PathBuf;

use serde_json::{Value, json};
use windtunnel_design::sim::model::catalogue::{self, Domain, ParamSpec};
use windtunnel_design::sim::model::{NodeKind, ParamValue};
use windtunnel_design::{file, kind_word, templates};

use validator::faults;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../public/design.schema.json")
}

#[test]
fn the_published_schema_is_that_of_the_catalogue() {
    let fresh = schema::print(&schema::schema());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path(), &fresh).expect("it can be written");
    }
    let kept = std::fs::read_to_string(path()).unwrap_or_default();
    assert!(kept == fresh, "public/design.schema.json is behind: run this test with UPDATE=1");
}

/// Is it so for the reader too?
fn opens(value: &Value) -> bool {
    file::open(&value.to_string()).is_ok()
}

fn designs() -> Vec<(String, Value)> {
    let read = |text: &str| serde_json::from_str(text).expect("is JSON");
    let mut designs: Vec<(String, Value)> =
        templates::all().iter().map(|it| (it.id.to_owned(), read(it.json()))).collect();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents");
    for version in ["v1", "v2"] {
        let entries = std::fs::read_dir(folder.join(version)).expect("the fixtures are there");
        for entry in entries {
            let path = entry.expect("can be listed").path();
            let text = std::fs::read_to_string(&path).expect("is a text");
            designs.push((path.display().to_string(), read(&text)));
        }
    }
    designs
}

#[test]
fn every_template_and_every_frozen_design_is_valid() {
    let schema = schema::schema();
    let designs = designs();
    assert!(designs.len() > templates::all().len());
    for (name, design) in designs {
        assert_eq!(faults(&schema, &design), Vec::<String>::new(), "{name}");
    }
}

fn with_param(kind: NodeKind, key: &str, value: &Value) -> Value {
    json!({
        "format": "windtunnel", "schema": file::SCHEMA, "title": "",
        "nodes": {"it": {"kind": kind_word(kind), "at": {"x": 0, "y": 0}, "params": {key: value}}}
    })
}

fn value_of(value: &ParamValue) -> Value {
    serde_json::to_value(value).expect("a parameter is JSON")
}

/// Values at, within and beyond the edges of what a parameter allows, and of other types.
fn tries(spec: &ParamSpec) -> Vec<Value> {
    let mut tries =
        vec![json!(null), json!({}), json!(true), json!("x"), json!([1, 2]), json!(1e300)];
    tries.push(value_of(&spec.default_value()));
    match spec.domain {
        Domain::Number { min, max, .. } => {
            tries.extend([min, max, min - 1.0, max * 2.0 + 1.0].map(Value::from));
        }
        Domain::Count { min, max, .. } => {
            let (min, max) = (f64::from(min), f64::from(max));
            tries.extend([min, max, min + 0.5, min - 1.0, max + 1.0].map(Value::from));
        }
        Domain::Choice(words) => tries.extend(words.iter().map(|word| json!(word))),
        Domain::List { min, max, longest } => {
            tries.extend([json!([]), json!([min, max]), json!([min - 1.0]), json!([max + 1.0])]);
            tries.push(json!(vec![min; longest.min(20_000) + 1]));
        }
        Domain::Hours { max, .. } => {
            tries.extend([json!(vec![max; 24]), json!(vec![max + 1; 24]), json!(vec![0.5; 24])]);
            tries.push(json!(vec![0; 23]));
        }
        Domain::Flag { .. } | Domain::Text => tries.push(json!("x".repeat(5_001))),
    }
    tries
}

#[test]
fn parameters_are_judged_as_the_reader_judges_them() {
    let schema = schema::schema();
    let mut judged = [0, 0];
    for kind in NodeKind::ALL {
        for spec in catalogue::node(kind).all_params() {
            for value in tries(spec) {
                let design = with_param(kind, spec.key, &value);
                let allowed = opens(&design);
                let faults = faults(&schema, &design);
                let shown: String = value.to_string().chars().take(60).collect();
                assert_eq!(faults.is_empty(), allowed, "{kind:?} {} {shown} {faults:?}", spec.key);
                judged[usize::from(allowed)] += 1;
            }
        }
    }
    assert!(judged.iter().all(|&count| count > 500), "{judged:?}");
}

/// Every design that differs in one place: a value of another type, a field too many or too few.
fn spoilt(design: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let mut places = vec![String::new()];
    while let Some(place) = places.pop() {
        let here = design.pointer(&place).expect("the place is there");
        let mut with = |value: Value| {
            let mut other = design.clone();
            *other.pointer_mut(&place).expect("the place is there") = value;
            all.push(other);
        };
        for value in [json!(null), json!("?"), json!(-1.5), json!([[]]), json!({"?": 1})] {
            with(value);
        }
        if let Value::Object(fields) = here {
            let mut more = fields.clone();
            more.insert("?".into(), json!(1));
            with(Value::Object(more));
            // Of things by id, a few stand for all.
            let many = ["/nodes", "/links", "/incidents"].contains(&place.as_str());
            for key in fields.keys().take(if many { 3 } else { usize::MAX }) {
                let mut fewer = fields.clone();
                fewer.remove(key);
                with(Value::Object(fewer));
                places.push(format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")));
            }
        }
        if let Value::Array(items) = here {
            places.extend((0..items.len().min(1)).map(|at| format!("{place}/{at}")));
        }
    }
    all
}

#[test]
fn whatever_the_reader_opens_is_valid_and_most_that_is_valid_it_opens() {
    let schema = schema::schema();
    let (mut wider, mut count) = (Vec::new(), 0);
    let names = ["card-fraud", "recommender", "sketches", "failure-plans"];
    let wanted = |name: &str| names.iter().any(|it| name.contains(it));
    for (name, design) in designs().into_iter().filter(|(name, _)| wanted(name)) {
        for other in spoilt(&design) {
            count += 1;
            let faults = faults(&schema, &other);
            if opens(&other) {
                assert_eq!(faults, Vec::<String>::new(), "{name}: {other}");
            } else if faults.is_empty() {
                wider.push(file::open(&other.to_string()).expect_err("is refused").to_string());
            }
        }
    }
    // What a schema cannot say: which links make sense, and that their ends are there.
    let beyond = [
        "there is no node",
        "is no sink",
        "is no part that",
        "Change or remove the link",
        "control characters",
    ];
    wider.retain(|why| !beyond.iter().any(|known| why.contains(known)));
    assert!(count > 1_000, "{count}");
    assert_eq!(wider, Vec::<String>::new());
}
