//! The table of closed-form results that the truth suite reads.

use serde_json::Value;

/// One entry of `tests/truth/closed_forms.json`.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Unique name.
    pub id: String,
    /// Parameters of the system.
    pub params: Value,
    /// What theory says.
    pub expected: Value,
}

/// The table: the file named by `WINDTUNNEL_TRUTH`, or the one in this crate.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let text = match std::env::var("WINDTUNNEL_TRUTH") {
        Ok(path) => std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("WINDTUNNEL_TRUTH={path}: {error}")),
        Err(_) => include_str!("../truth/closed_forms.json").to_owned(),
    };
    let table: Vec<Value> = serde_json::from_str(&text).expect("the table is JSON");
    let entry = |value: Value| Entry {
        id: value["id"].as_str().expect("every entry has an id").to_owned(),
        params: value["params"].clone(),
        expected: value["expected"].clone(),
    };
    table.into_iter().map(entry).collect()
}

/// The entries whose names begin so; there is at least one.
#[must_use]
pub fn family(start: &str) -> Vec<Entry> {
    let found: Vec<_> = entries().into_iter().filter(|e| e.id.starts_with(start)).collect();
    assert!(!found.is_empty(), "the table has no {start}");
    found
}

impl Entry {
    /// A parameter that is a number.
    #[must_use]
    pub fn param(&self, key: &str) -> f64 {
        self.params[key].as_f64().unwrap_or_else(|| panic!("{}: no parameter {key}", self.id))
    }

    /// A parameter that is a list of numbers.
    #[must_use]
    pub fn params(&self, key: &str) -> Vec<f64> {
        numbers(&self.params[key]).unwrap_or_else(|| panic!("{}: no parameters {key}", self.id))
    }

    /// What theory says of a number.
    #[must_use]
    pub fn expects(&self, key: &str) -> f64 {
        self.expected[key].as_f64().unwrap_or_else(|| panic!("{}: nothing on {key}", self.id))
    }

    /// What theory says of a list of numbers.
    #[must_use]
    pub fn expects_all(&self, key: &str) -> Vec<f64> {
        numbers(&self.expected[key]).unwrap_or_else(|| panic!("{}: nothing on {key}", self.id))
    }
}

fn numbers(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(Value::as_f64).collect()
}
