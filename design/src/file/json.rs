//! JSON text to a value, stricter than usual: a key that is there twice, or a number that no
//! computer can hold, is an error with its place, not a surprise later.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::LoadError;

/// Reads one JSON value that fills the whole text.
pub(super) fn parse(text: &str) -> Result<Value, LoadError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    // The reader refuses nesting deeper than 128 levels, so no text can exhaust the stack.
    Strict
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| explain(text, &error))
}

/// Marks our own error within serde_json's, which carries only a text.
const TWICE: &str = "twice:";

fn explain(text: &str, error: &serde_json::Error) -> LoadError {
    let (line, column) = (error.line(), error.column());
    let full = error.to_string();
    let reason = full.split(" at line ").next().unwrap_or(&full).to_owned();
    if let Some(key) = reason.strip_prefix(TWICE) {
        return LoadError::DuplicateKey { line, column, key: key.to_owned() };
    }
    let word = word_at(text, line, column);
    let odd = ["NaN", "nan", "Infinity", "inf", "+"]
        .iter()
        .any(|start| word.trim_start_matches('-').starts_with(start));
    if odd || reason == "number out of range" {
        return LoadError::NotFinite { line, column, found: word };
    }
    LoadError::NotJson { line, column, reason }
}

/// The word or number around a place, for messages.
fn word_at(text: &str, line: usize, column: usize) -> String {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().as_bytes();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let at = column.saturating_sub(1).min(line.len());
    let before = line[..at].iter().rev().take_while(|byte| is_word(byte)).count();
    let after = line[at..].iter().take_while(|byte| is_word(byte)).count();
    let word = &line[at - before..at + after];
    word.iter().take(40).map(|&byte| char::from(byte)).collect()
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format!("{TWICE}{}", shown(&key))));
            }
            let value = entries.next_value_seed(Strict)?;
            fields.insert(key, value);
        }
        Ok(fields.into())
    }
}

/// A key short enough for a message.
fn shown(key: &str) -> String {
    key.chars().take(60).collect()
}
