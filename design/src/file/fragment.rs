//! Part of a design as text, for the clipboard: nodes, the links between them, sketches, and what is
//! planned for when they cannot be had.

use serde_json::{Map, Value};

use super::{LoadError, parse, placed, print};
use crate::document::Document;

/// What the `format` field says in a part of a design.
pub const FRAGMENT: &str = "windtunnel-fragment";

/// The fields that a part has.
const FIELDS: [&str; 4] = ["nodes", "links", "sketches", "failure_plans"];

/// The nodes, links, sketches and failure plans of this document as text; all else is left out.
#[must_use]
pub fn save_fragment(part: &Document) -> String {
    let body = serde_json::to_value(part).unwrap_or_default();
    print(FRAGMENT, &body, &FIELDS)
}

/// Opens what [`save_fragment`] wrote: a document without a world.
///
/// # Errors
/// As [`open`](super::open): a part is held to the same rules as a whole.
pub fn open_fragment(text: &str) -> Result<Document, LoadError> {
    let value = parse(text, FRAGMENT)?;
    let mut body = Map::new();
    for (field, value) in value.as_object().into_iter().flatten() {
        if !FIELDS.contains(&field.as_str()) {
            return Err(LoadError::UnknownField {
                path: "the part".into(),
                found: field.chars().take(60).collect(),
                known: FIELDS.join(", "),
            });
        }
        body.insert(field.clone(), value.clone());
    }
    body.insert("title".into(), "".into());
    placed(&Value::Object(body))
}
