//! Lives of designs: a file changed at a few places, and what its life says.

// Values are passed as `json!({...})`, which a reference would only clutter.
#![allow(clippy::needless_pass_by_value)]

use serde_json::{Map, Value, json};
use windtunnel_design::{Document, file, templates};
use windtunnel_sim::lifecycle::{Life, live};
use windtunnel_sim::model::Settings;

/// A design as a file, to be changed at named places.
#[derive(Debug, Clone)]
pub struct Design(Value);

impl Design {
    /// A template.
    ///
    /// # Panics
    /// If there is none of this name.
    #[must_use]
    pub fn template(id: &str) -> Self {
        let json = templates::find(id).unwrap_or_else(|| panic!("no template {id}")).json();
        Self(serde_json::from_str(json).expect("a template is JSON"))
    }

    /// A file.
    #[must_use]
    pub fn file(value: Value) -> Self {
        Self(value)
    }

    /// Sets what is at a place such as `nodes/desk/params/usd_per_item`; missing objects are made.
    ///
    /// # Panics
    /// If the way leads through something that is not an object.
    #[must_use]
    pub fn with(mut self, place: &str, value: Value) -> Self {
        let mut at = &mut self.0;
        for name in place.split('/') {
            at = match at {
                Value::Array(list) => &mut list[name.parse::<usize>().expect("a position")],
                other => {
                    if other.is_null() {
                        *other = Value::Object(Map::new());
                    }
                    let fields = other.as_object_mut().expect("an object on the way");
                    fields.entry(name).or_insert(Value::Null)
                }
            };
        }
        *at = value;
        self
    }

    /// Removes what is at a place, if it is there.
    #[must_use]
    pub fn without(mut self, place: &str) -> Self {
        let (parent, name) = place.rsplit_once('/').unwrap_or(("", place));
        let pointer = if parent.is_empty() { String::new() } else { format!("/{parent}") };
        if let Some(fields) = self.0.pointer_mut(&pointer).and_then(Value::as_object_mut) {
            fields.remove(name);
        }
        self
    }

    /// Removes a node with its links.
    #[must_use]
    pub fn without_node(mut self, id: &str) -> Self {
        if let Some(links) = self.0["links"].as_object_mut() {
            links.retain(|_, link| link["from"] != id && link["to"] != id);
        }
        self = self.without(&format!("nodes/{id}"));
        self
    }

    /// No incidents.
    #[must_use]
    pub fn quiet(self) -> Self {
        self.with("incidents", json!({}))
    }

    /// Adds an incident between two days.
    #[must_use]
    pub fn incident(self, id: &str, kind: Value, target: &str, days: (f64, f64)) -> Self {
        let incident = json!({
            "kind": kind, "target": target,
            "start_s": days.0 * 86_400.0, "end_s": days.1 * 86_400.0,
        });
        self.with(&format!("incidents/{id}"), incident)
    }

    /// Adds a monitor at a node, with an owner.
    #[must_use]
    pub fn monitor(self, id: &str, at: &str, params: Value) -> Self {
        let mut params = params;
        params["owner"] = json!("Somebody");
        self.with(&format!("nodes/{id}"), json!({"kind": "monitor", "params": params}))
            .with(&format!("links/{at}-{id}"), json!({"kind": "control", "from": at, "to": id}))
    }

    /// What is at a place.
    #[must_use]
    pub fn at(&self, place: &str) -> &Value {
        self.0.pointer(&format!("/{place}")).unwrap_or(&Value::Null)
    }

    /// The file.
    #[must_use]
    pub fn json(&self) -> String {
        self.0.to_string()
    }

    /// The document.
    ///
    /// # Panics
    /// If the file is refused.
    #[must_use]
    pub fn document(&self) -> Document {
        match file::load(&self.json()) {
            Ok(loaded) => loaded.document,
            Err(error) => panic!("the design is not a file that opens: {error}"),
        }
    }

    /// Its life over so many days.
    ///
    /// # Panics
    /// If it is refused.
    #[must_use]
    pub fn life(&self, days: u32) -> Life {
        self.life_of(Settings { days, ..self.document().run })
    }

    /// Its life under these settings.
    ///
    /// # Panics
    /// If it is refused.
    #[must_use]
    pub fn life_of(&self, settings: Settings) -> Life {
        let life = live(&self.document().model(), &settings);
        life.unwrap_or_else(|found| panic!("the life is refused: {found:?}"))
    }
}

/// Is every number of a life one? Absent ones are `None`; texts are read as well.
#[must_use]
pub fn is_all_numbers(life: &Life) -> bool {
    let text = format!("{life:?}");
    !text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "NaN" || word == "inf")
}
