//! Families of models as presets: quality, times and price in one step.

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::sim::model::catalogue::{self, MODEL_FAMILIES, ModelFamily};
use windtunnel_design::sim::model::{NodeKind, Params};

use crate::core::format;
use crate::store::Store;
use crate::ui::field::{FieldIds, field, select_input};

/// What a family sets, by the parameters' keys.
fn values(family: &ModelFamily) -> [(&'static str, f64); 4] {
    [
        ("separation_kept", family.separation_kept),
        ("service_p50_ms", family.p50_ms),
        ("service_p99_ms", family.p99_ms),
        ("usd_per_hour", family.usd_per_hour),
    ]
}

/// The step that makes a model one of the family.
fn preset(id: &str, family: &ModelFamily) -> Command {
    let set = |(key, value): (&str, f64)| {
        Command::SetParam(id.to_owned(), key.to_owned(), Some(value.into()))
    };
    // Its times are a median and a 99th percentile, so the law has to be the one that has them.
    let law = Command::SetParam(id.to_owned(), "service_law".into(), None);
    Command::Batch(values(family).map(set).into_iter().chain([law]).collect())
}

/// The family whose numbers a model has.
fn family_of(params: &Params) -> Option<usize> {
    let spec = catalogue::node(NodeKind::Model);
    let number = |key: &str| {
        let default = || spec.param(key).map(catalogue::ParamSpec::default_value);
        params.get(key).cloned().or_else(default)
    };
    let has = |(key, value): (&str, f64)| number(key) == Some(value.into());
    MODEL_FAMILIES.iter().position(|family| values(family).into_iter().all(has))
}

/// The menu.
pub(super) fn family_field(store: Store, id: String) -> AnyView {
    let ids = FieldIds::new();
    let now = {
        let id = id.clone();
        Memo::new(move |_| store.still().nodes.get(&id).and_then(|node| family_of(&node.params)))
    };
    let options = [(String::new(), "as set below".to_owned())]
        .into_iter()
        .chain(MODEL_FAMILIES.iter().map(|it| (it.name.to_owned(), it.name.to_owned())))
        .collect();
    let value = Signal::derive(move || {
        now.get().map(|at| MODEL_FAMILIES[at].name.to_owned()).unwrap_or_default()
    });
    let set = Callback::new(move |name: String| {
        if let Some(family) = MODEL_FAMILIES.iter().find(|family| family.name == name) {
            // What is not allowed is told by the store.
            store.run_command("Choose a model family", &preset(&id, family)).ok();
        }
    });
    let note = move || match now.get().map(|at| &MODEL_FAMILIES[at]) {
        Some(family) => format!(
            "{} MB, {} p50, {} p99; shares kept are assumptions",
            format::count(family.size_mb),
            format::ms(family.p50_ms),
            format::ms(family.p99_ms),
        ),
        None => "sets separation kept, times and price".to_owned(),
    };
    let select = select_input(&ids, Signal::stored(options), value, set);
    let note = view! { <span>{note}</span> }.into_any();
    field(&ids, "Family", false, Signal::stored(None), select, note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn a_preset_is_one_step_and_is_recognised() {
        for (at, family) in MODEL_FAMILIES.iter().enumerate() {
            let mut document = fixture::document();
            windtunnel_design::apply(&mut document, &preset("model-1", family)).expect("allowed");
            let params = &document.nodes["model-1"].params;
            assert_eq!(family_of(params), Some(at), "{}", family.name);
        }
        let mut other = Params::new();
        other.insert("separation_kept".into(), 0.5.into());
        assert_eq!(family_of(&other), None);
    }
}
