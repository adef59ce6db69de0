//! Textbook systems, written as the JSON that a person saves.

// Parameters are passed as `json!({...})`, which a reference would only clutter.
#![allow(clippy::needless_pass_by_value)]

use serde_json::{Map, Value, json};
use windtunnel_design::{Document, file};

/// A design in the making; times are in seconds.
#[derive(Debug, Clone, Default)]
pub struct Network {
    nodes: Map<String, Value>,
    links: Map<String, Value>,
    incidents: Map<String, Value>,
    world: Value,
}

impl Network {
    /// Poisson traffic at this rate, into the node called `first`.
    #[must_use]
    pub fn poisson(rate_per_s: f64, first: &str) -> Self {
        Self::traffic(json!({"rate_per_s": rate_per_s}), first)
    }

    /// Traffic with these parameters, into the node called `first`.
    #[must_use]
    pub fn traffic(params: Value, first: &str) -> Self {
        Self::default().node("source", "traffic", params).link("source", first, json!({}))
    }

    /// So many users who each wait for their answer, think for an exponential time and ask again.
    #[must_use]
    pub fn closed(users: f64, think_mean_s: f64, first: &str) -> Self {
        let params = json!({
            "arrivals": "closed", "users": users,
            "think_law": "exponential", "think_mean_ms": think_mean_s * 1000.0,
        });
        Self::traffic(params, first)
    }

    /// Adds a source beside the first.
    #[must_use]
    pub fn source(self, id: &str, params: Value, first: &str) -> Self {
        self.node(id, "traffic", params).link(id, first, json!({}))
    }

    /// Adds a node.
    #[must_use]
    pub fn node(mut self, id: &str, kind: &str, params: Value) -> Self {
        self.nodes.insert(id.into(), json!({"kind": kind, "params": params}));
        self
    }

    /// Adds a station with exponential service.
    #[must_use]
    pub fn station(self, id: &str, servers: f64, mean_s: f64) -> Self {
        self.node(id, "service", json!({"servers": servers, "service_mean_ms": mean_s * 1000.0}))
    }

    /// Adds a call link taken when all went well.
    #[must_use]
    pub fn link(self, from: &str, to: &str, params: Value) -> Self {
        self.link_when(from, to, "ok", params)
    }

    /// Adds a call link with a condition.
    #[must_use]
    pub fn link_when(mut self, from: &str, to: &str, when: &str, params: Value) -> Self {
        let link = json!({"from": from, "to": to, "when": when, "params": params});
        self.links.insert(format!("{from}-{to}-{when}"), link);
        self
    }

    /// Adds a link of another kind than a call.
    #[must_use]
    pub fn wire(mut self, from: &str, to: &str, kind: &str) -> Self {
        let link = json!({"from": from, "to": to, "kind": kind});
        self.links.insert(format!("{from}-{to}-{kind}"), link);
        self
    }

    /// Adds a prediction log behind a sink: without one neither labels nor served features are
    /// compared with anything.
    #[must_use]
    pub fn logged(self, sink: &str) -> Self {
        self.node("log", "prediction_log", json!({})).wire(sink, "log", "feedback")
    }

    /// Adds an incident.
    #[must_use]
    pub fn incident(mut self, kind: Value, target: &str, start_s: f64, end_s: f64) -> Self {
        let id = format!("incident-{}", self.incidents.len() + 1);
        let incident = json!({
            "kind": kind, "target": target, "start_s": start_s, "end_s": end_s,
        });
        self.incidents.insert(id, incident);
        self
    }

    /// Sets the world.
    #[must_use]
    pub fn world(mut self, world: Value) -> Self {
        self.world = world;
        self
    }

    /// The file that a person saves.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut value = json!({
            "format": "windtunnel",
            "schema": 1,
            "title": "Textbook",
            "nodes": self.nodes,
            "links": self.links,
            "incidents": self.incidents,
        });
        if !self.world.is_null() {
            value["world"] = self.world.clone();
        }
        value
    }

    /// The design, by way of its file.
    ///
    /// # Panics
    /// If it is refused.
    #[must_use]
    pub fn document(&self) -> Document {
        match file::load(&self.json().to_string()) {
            Ok(loaded) => loaded.document,
            Err(error) => panic!("the design is not a file that opens: {error}"),
        }
    }
}
