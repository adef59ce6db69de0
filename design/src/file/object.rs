//! Reading fields one by one, with the path of each.

use serde_json::{Map, Value};

use super::LoadError;

/// A JSON object whose fields are taken one after the other; what is left over is an error.
pub(super) struct Object<'a> {
    fields: &'a Map<String, Value>,
    path: String,
    known: Vec<&'static str>,
}

impl<'a> Object<'a> {
    pub(super) fn new(value: &'a Value, path: impl Into<String>) -> Result<Self, LoadError> {
        let path = path.into();
        match value {
            Value::Object(fields) => Ok(Self { fields, path, known: Vec::new() }),
            _ => Err(wrong_type(&path, value, "an object")),
        }
    }

    /// The path of one of its fields.
    pub(super) fn at(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// Reads a field if it is there.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Value, &str) -> Result<T, LoadError>,
    ) -> Result<Option<T>, LoadError> {
        self.known.push(key);
        self.fields.get(key).map(|value| read(value, &join(&self.path, key))).transpose()
    }

    /// Reads a field that must be there.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Value, &str) -> Result<T, LoadError>,
    ) -> Result<T, LoadError> {
        self.optional(key, read)?.ok_or_else(|| LoadError::MissingField {
            path: if self.path.is_empty() { "the file".into() } else { self.path.clone() },
            field: key.to_owned(),
        })
    }

    /// Refuses the first field that nobody asked for.
    pub(super) fn finish(self) -> Result<(), LoadError> {
        match self.fields.keys().find(|key| !self.known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(LoadError::UnknownField {
                path: if self.path.is_empty() { "the file".into() } else { self.path },
                found: key.chars().take(60).collect(),
                known: self.known.join(", "),
            }),
        }
    }
}

/// The path of a part.
pub(super) fn join(path: &str, key: &str) -> String {
    let key: String = key.chars().take(60).collect();
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

pub(super) fn wrong_type(path: &str, found: &Value, needs: &str) -> LoadError {
    LoadError::WrongType { path: path.to_owned(), found: short(found), needs: needs.to_owned() }
}

/// A value as it stands in a message.
pub(super) fn short(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => words_for(value).to_owned(),
        _ => {
            let text = value.to_string();
            if text.chars().count() <= 40 {
                return text;
            }
            text.chars().take(40).chain(['…']).collect()
        }
    }
}

/// What a JSON value is, in words.
pub(super) fn words_for(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

pub(super) fn text(value: &Value, path: &str) -> Result<String, LoadError> {
    match value {
        Value::String(text) => {
            crate::limits::text(text)
                .map_err(|reason| LoadError::Value { path: path.to_owned(), reason })?;
            Ok(text.clone())
        }
        _ => Err(wrong_type(path, value, "a text")),
    }
}

/// An id, or the empty text.
pub(super) fn id_or_empty(value: &Value, path: &str) -> Result<String, LoadError> {
    let text = text(value, path)?;
    if !text.is_empty() {
        id(&text, path)?;
    }
    Ok(text)
}

/// Can this be an id?
pub(super) fn id(text: &str, path: &str) -> Result<(), LoadError> {
    crate::limits::id(text).map_err(|reason| LoadError::Value { path: path.to_owned(), reason })
}

pub(super) fn number(value: &Value, path: &str) -> Result<f64, LoadError> {
    value
        .as_f64()
        .filter(|number| number.is_finite())
        .ok_or_else(|| wrong_type(path, value, "a number"))
}

pub(super) fn flag(value: &Value, path: &str) -> Result<bool, LoadError> {
    value.as_bool().ok_or_else(|| wrong_type(path, value, "true or false"))
}

/// A number that counts or costs something, and so is never below zero.
pub(super) fn positive(value: &Value, path: &str) -> Result<f64, LoadError> {
    let number = number(value, path)?;
    if number < 0.0 {
        return Err(LoadError::Value {
            path: path.to_owned(),
            reason: format!("{number} is negative, and this cannot be"),
        });
    }
    Ok(number)
}

pub(super) fn whole(value: &Value, path: &str) -> Result<u64, LoadError> {
    let exact = value.as_u64().or_else(|| {
        // Some programs write whole numbers as 288.0; above 2^53 that would not be exact.
        let number = value.as_f64().filter(|x| x.fract() == 0.0 && (0.0..9e15).contains(x))?;
        Some(number as u64)
    });
    exact.ok_or_else(|| wrong_type(path, value, "a whole number from 0"))
}

pub(super) fn whole_u32(value: &Value, path: &str) -> Result<u32, LoadError> {
    let number = whole(value, path)?;
    let needs = || format!("a whole number up to {}", u32::MAX);
    u32::try_from(number).ok().ok_or_else(|| wrong_type(path, value, &needs()))
}

/// One of a few words.
pub(super) fn word<T: Copy>(
    value: &Value,
    path: &str,
    words: &[(&str, T)],
) -> Result<T, LoadError> {
    let found = value.as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
    found.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let all: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        wrong_type(path, value, &format!("one of {}", all.join(", ")))
    })
}
