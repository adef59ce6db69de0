//! Parameter values as a person writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Parameters by catalogue key; a missing key means the catalogue's default.
pub type Params = BTreeMap<String, ParamValue>;

/// One value of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParamValue {
    /// Yes or no.
    Flag(bool),
    /// A number in the unit that the catalogue names.
    Number(f64),
    /// One of the catalogue's choices, or free text.
    Text(String),
    /// A list of numbers, such as staff per hour of the day.
    List(Vec<f64>),
}

impl From<f64> for ParamValue {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for ParamValue {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl From<&str> for ParamValue {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
