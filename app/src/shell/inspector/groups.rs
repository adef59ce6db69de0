//! Groups of parameters that fold: the main one is open, the others are while something in them
//! differs from its default.

use leptos::prelude::*;
use windtunnel_design::sim::model::catalogue::ParamSpec;

use super::params::{Owner, param_field};
use crate::core::param_groups::changed;
use crate::store::Store;
use crate::ui::{Icon, icon};

/// A group of parameters; gone while none of them is of use.
pub(super) fn group(
    store: Store,
    owner: &Owner,
    label: &'static str,
    specs: Vec<&'static ParamSpec>,
    is_main: bool,
    more: Option<AnyView>,
) -> AnyView {
    let specs = StoredValue::new(specs);
    let (counter, shower, fielder) = (owner.clone(), owner.clone(), owner.clone());
    let differing = Memo::new(move |_| {
        let document = store.still();
        let params = counter.params(&document);
        params.map_or(0, |params| specs.with_value(|specs| changed(params, specs)))
    });
    let is_of_use = Memo::new(move |_| {
        let document = store.still();
        specs.with_value(|specs| specs.iter().any(|spec| shower.shows(&document, spec)))
    });
    let open_at_first = is_main || differing.get_untracked() > 0;
    // What has never been opened is not made.
    let seen = RwSignal::new(open_at_first);
    let on_toggle = move |event: leptos::ev::Event| {
        if event_target::<web_sys::Element>(&event).has_attribute("open") {
            seen.set(true);
        }
    };
    let count = move || match differing.get() {
        0 => None,
        n => Some(view! { <span class="tag">{format!("{n} changed")}</span> }),
    };
    let fields = move || {
        seen.get().then(|| {
            let field = |spec: &&'static ParamSpec| param_field(store, fielder.clone(), spec);
            specs.with_value(|specs| specs.iter().map(field).collect_view())
        })
    };
    let name = if label.is_empty() { "Parameters" } else { label };
    view! {
        <details
            class="param-group"
            open=open_at_first
            hidden=move || !is_of_use.get()
            on:toggle=on_toggle
        >
            <summary>
                {icon(Icon::ChevronRight)}
                <span class="grow">{name}</span>
                {count}
            </summary>
            {fields}
            {more}
        </details>
    }
    .into_any()
}
