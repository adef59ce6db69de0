//! Reading parameters: the value given, or the catalogue's default.

use crate::model::catalogue::{self, ParamSpec};
use crate::model::{Node, ParamValue, Params};
use crate::plan::{Diagnostic, Place};

/// Parameters of one node or link, with defaults filled in. A bad value is reported once and
/// replaced by its default, so that all faults of a model are found together.
pub(super) struct Values<'a> {
    params: &'a Params,
    specs: Vec<&'static ParamSpec>,
}

impl<'a> Values<'a> {
    /// Of a node.
    pub(super) fn of_node(node: &'a Node, findings: &mut Vec<Diagnostic>) -> Self {
        let specs = catalogue::node(node.kind).all_params().collect();
        Self::new(&node.params, specs, &Place::Node(node.id.clone()), findings)
    }

    /// Of a call link.
    pub(super) fn of_link(id: &str, params: &'a Params, findings: &mut Vec<Diagnostic>) -> Self {
        let specs = catalogue::LINK.iter().collect();
        Self::new(params, specs, &Place::Link(id.to_owned()), findings)
    }

    fn new(
        params: &'a Params,
        specs: Vec<&'static ParamSpec>,
        place: &Place,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        for (key, value) in params {
            if let Err(error) = catalogue::check_among(specs.iter().copied(), key, value) {
                findings.push(Diagnostic::error(place.clone(), format!("{error}."), ""));
            }
        }
        Self { params, specs }
    }

    fn get(&self, key: &str) -> ParamValue {
        let spec = self.specs.iter().find(|spec| spec.key == key);
        let given =
            self.params.get(key).filter(|value| spec.is_some_and(|spec| spec.check(value).is_ok()));
        match (given, spec) {
            (Some(value), _) => value.clone(),
            (None, Some(spec)) => spec.default_value(),
            (None, None) => unreachable!("{key} is not in the catalogue"),
        }
    }

    pub(super) fn number(&self, key: &str) -> f64 {
        match self.get(key) {
            ParamValue::Number(value) => value,
            other => unreachable!("{key} is a number in the catalogue, not {other:?}"),
        }
    }

    pub(super) fn count(&self, key: &str) -> u32 {
        self.number(key) as u32
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), ParamValue::Flag(true))
    }

    pub(super) fn word(&self, key: &str) -> String {
        match self.get(key) {
            ParamValue::Text(word) => word,
            other => unreachable!("{key} is a word in the catalogue, not {other:?}"),
        }
    }

    pub(super) fn list(&self, key: &str) -> Vec<f64> {
        match self.get(key) {
            ParamValue::List(values) => values,
            other => unreachable!("{key} is a list in the catalogue, not {other:?}"),
        }
    }

    pub(super) fn hours(&self, key: &str) -> [u32; 24] {
        let mut hours = [0; 24];
        if let ParamValue::List(list) = self.get(key) {
            for (hour, value) in hours.iter_mut().zip(list) {
                *hour = value as u32;
            }
        }
        hours
    }
}
