//! The JSON that a person saves.
//!
//! An envelope around the document: `{"format": "windtunnel", "schema": 1, ...}`. Loading refuses
//! what cannot be a design, each time with the place, the reason and what to do; what can be opened
//! but not run comes back as findings, so that it can be mended on the screen.

mod error;
mod failures;
mod fragment;
mod incident;
mod json;
mod migrate;
mod object;
mod print;
mod read;
mod sketch;

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use windtunnel_sim::plan::Diagnostic;

use crate::document::{Document, Point};
use crate::{check, layout, limits};

pub use error::LoadError;
pub use fragment::{FRAGMENT, open_fragment, save_fragment};
pub use migrate::SCHEMA;

/// What the `format` field says in every file of ours.
pub const FORMAT: &str = "windtunnel";

/// An opened file.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The document.
    pub document: Document,
    /// What is wrong with it, none of which keeps it from being edited.
    pub findings: Vec<Diagnostic>,
}

/// The file of a document: the same document always gives the same bytes.
#[must_use]
pub fn save(document: &Document) -> String {
    let mut body = serde_json::to_value(document).unwrap_or_default();
    forget_defaults(&mut body);
    print(FORMAT, &body, &read::FIELDS)
}

/// The envelope with some of a document's fields in it.
fn print(format: &str, body: &Value, fields: &[&str]) -> String {
    let mut text = format!("{{\n  \"format\": \"{format}\",\n  \"schema\": {SCHEMA}");
    for field in fields {
        // Sketches and failure plans are rare, and left out where there are none.
        if body.get(field).is_none() {
            continue;
        }
        text.push_str(&format!(",\n  \"{field}\": "));
        print::print(&body[field], 2, &mut text);
    }
    text.push_str("\n}\n");
    text
}

/// Takes out what came to the format later and is as it was before: older files keep their bytes.
fn forget_defaults(body: &mut Value) {
    let forget = |place: &mut Value, key: &str, default: Value| {
        let fields = place.as_object_mut();
        if let Some(fields) = fields.filter(|fields| fields.get(key) == Some(&default)) {
            fields.remove(key);
        }
    };
    let run = &mut body["run"];
    forget(run, "warmup_auto", false.into());
    forget(run, "event_budget", 0.into());
    forget(run, "detail", "full".into());
    let features = body.pointer_mut("/world/features").and_then(Value::as_array_mut);
    for feature in features.into_iter().flatten() {
        forget(feature, "tau_s", 0.0.into());
    }
}

/// Opens a file and checks it.
///
/// # Errors
/// Says where, why and what to do.
pub fn load(text: &str) -> Result<Loaded, LoadError> {
    let document = open(text)?;
    let findings = check::check(&document);
    Ok(Loaded { document, findings })
}

/// Opens a file without checking it: the page leaves that to a worker.
///
/// # Errors
/// As [`load`].
pub fn open(text: &str) -> Result<Document, LoadError> {
    placed(&parse(text, FORMAT)?)
}

/// What stands in an envelope of this format, in the newest schema.
fn parse(text: &str, format: &str) -> Result<Value, LoadError> {
    if text.len() > limits::MAX_BYTES {
        return Err(LoadError::TooLarge { bytes: text.len(), limit: limits::MAX_BYTES });
    }
    let mut value = json::parse(text)?;
    let schema = envelope(&value, format)?;
    migrate::climb(&mut value, schema)?;
    if let Value::Object(fields) = &mut value {
        fields.remove("format");
        fields.remove("schema");
    }
    Ok(value)
}

/// The document of a value, with every node in a place.
fn placed(value: &Value) -> Result<Document, LoadError> {
    let read::Read { mut document, unplaced } = read::document(value)?;
    layout::place_missing(&mut document, &unplaced);
    Ok(document)
}

/// Reads what stands between the braces of a file, as the page hands designs to its workers: with
/// neither format nor schema, and every node in its place. One way to read a design, not two: the
/// derived reader would cost a worker a tenth of its size.
///
/// # Errors
/// As [`open`].
pub fn read_body(text: &str) -> Result<Document, LoadError> {
    Ok(read::document(&json::parse(text)?)?.document)
}

/// Opens a file from its bytes, as they come from a disk, and checks it.
///
/// # Errors
/// As [`load`], and when the bytes are not UTF-8.
pub fn load_bytes(bytes: &[u8]) -> Result<Loaded, LoadError> {
    load(text(bytes)?)
}

/// Opens a file from its bytes without checking it.
///
/// # Errors
/// As [`load_bytes`].
pub fn open_bytes(bytes: &[u8]) -> Result<Document, LoadError> {
    open(text(bytes)?)
}

/// The bytes of a file as text, of whatever format.
///
/// # Errors
/// There are too many, or they are not UTF-8.
pub fn text(bytes: &[u8]) -> Result<&str, LoadError> {
    if bytes.len() > limits::MAX_BYTES {
        return Err(LoadError::TooLarge { bytes: bytes.len(), limit: limits::MAX_BYTES });
    }
    // A byte order mark at the start is how some editors save UTF-8.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| LoadError::NotText { byte: error.valid_up_to() })
}

/// Is it ours, and of which schema?
fn envelope(value: &Value, format: &str) -> Result<u32, LoadError> {
    let Value::Object(fields) = value else {
        return Err(LoadError::NotOurs { found: object::words_for(value).to_owned() });
    };
    match fields.get("format") {
        Some(Value::String(word)) if word == format => {}
        Some(other) => {
            return Err(LoadError::NotOurs { found: format!("format {}", object::short(other)) });
        }
        None => return Err(LoadError::NotOurs { found: "no format field".into() }),
    }
    schema_of(fields)
}

fn schema_of(fields: &Map<String, Value>) -> Result<u32, LoadError> {
    let found = fields.get("schema").unwrap_or(&Value::Null);
    match found.as_u64() {
        Some(number) if number > u64::from(SCHEMA) => {
            Err(LoadError::Newer { found: number, supported: SCHEMA })
        }
        Some(number) if number >= 1 => Ok(number as u32),
        _ => Err(LoadError::Schema { found: object::short(found) }),
    }
}

/// Where nodes without a place go: those ids wait for [`layout::place_missing`].
type Unplaced = BTreeSet<String>;

/// The place that a node has until it is laid out.
const NOWHERE: Point = Point { x: 0.0, y: 0.0 };
