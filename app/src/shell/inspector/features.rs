//! What the model can see of a request.

use leptos::prelude::*;
use windtunnel_design::sim::model::{Feature, NodeKind};
use windtunnel_design::sim::world::closed_form::binormal_auc;

use super::design::{change_world, within};
use crate::store::Store;
use crate::ui::draft::Draft;
use crate::ui::number::{Number, number_input};
use crate::ui::{Icon, element_id, icon};

/// Separation in units of noise that no real feature exceeds.
const MAX_SEPARATION: f64 = 100.0;
/// Largest time constant in seconds.
const MAX_AGE_S: f64 = 1e9;

/// The table of features, with what they give together.
pub(super) fn features(store: Store) -> AnyView {
    let ids = Memo::new(move |_| {
        let document = store.document();
        document.world.features.iter().map(|feature| feature.id.clone()).collect::<Vec<_>>()
    });
    let add = move |_| {
        // What is not allowed is told by the store.
        change_world(store, "Add a feature", |world| {
            let id = (1..)
                .map(|number| format!("feature-{number}"))
                .find(|id| world.features.iter().all(|feature| feature.id != *id));
            world.features.push(Feature {
                id: id.unwrap_or_default(),
                label: String::new(),
                separation: 1.0,
                noise: 1.0,
                served_by: String::new(),
                tau_s: 0.0,
            });
        })
        .ok();
    };
    view! {
        <p class="quiet">
            "In negatives a feature is normal around 0, in positives around its separation. What \
             it says fades with its age: after the time it ages in, to 37 %; 0 never."
        </p>
        <div class="features">
            <For each=move || ids.get() key=String::clone let:id>
                {row(store, id)}
            </For>
        </div>
        <button type="button" class="button framed" on:click=add>
            {icon(Icon::Plus)}
            "Add a feature"
        </button>
        {power(store)}
    }
    .into_any()
}

/// d' and AUC, with the formulas.
fn power(store: Store) -> AnyView {
    let separation = Memo::new(move |_| {
        let document = store.document();
        let squares = document.world.features.iter().map(|feature| {
            let ratio = if feature.noise > 0.0 { feature.separation / feature.noise } else { 0.0 };
            ratio * ratio
        });
        squares.fold(0.0, |sum, square| sum + square).sqrt()
    });
    view! {
        <dl class="figures formulas">
            <div>
                <dt>"d′ "<span class="quiet">"= √Σ (separation / noise)²"</span></dt>
                <dd>{move || format!("{:.3}", separation.get())}</dd>
            </div>
            <div>
                <dt>"AUC "<span class="quiet">"= Φ(d′ / √2)"</span></dt>
                <dd>{move || format!("{:.3}", binormal_auc(separation.get()))}</dd>
            </div>
        </dl>
    }
    .into_any()
}

/// Reads one feature and writes it back.
#[derive(Clone)]
struct Handle {
    store: Store,
    id: String,
}

impl Handle {
    fn read<T>(&self, read: impl FnOnce(&Feature) -> T) -> Option<T> {
        let document = self.store.document();
        document.world.features.iter().find(|feature| feature.id == self.id).map(read)
    }

    fn write(&self, step: &str, write: impl FnOnce(&mut Feature)) -> Result<(), String> {
        change_world(self.store, step, |world| {
            if let Some(feature) = world.features.iter_mut().find(|f| f.id == self.id) {
                write(feature);
            }
        })
    }
}

fn row(store: Store, id: String) -> AnyView {
    let handle = Handle { store, id: id.clone() };
    let name = {
        let handle = handle.clone();
        Memo::new(move |_| {
            let own = handle.read(|feature| feature.label.clone()).unwrap_or_default();
            if own.is_empty() { handle.id.clone() } else { own }
        })
    };
    let remove = move |_| {
        // Taking away is always allowed.
        change_world(store, "Remove a feature", |world| {
            world.features.retain(|feature| feature.id != id);
        })
        .ok();
    };
    view! {
        <fieldset class="feature">
            <legend class="visually-hidden">{move || name.get()}</legend>
            <div class="feature-head">
                {name_input(handle.clone())}
                <button
                    type="button"
                    class="button small"
                    aria-label=move || format!("Remove {}", name.get())
                    on:click=remove
                >
                    {icon(Icon::Trash)}
                </button>
            </div>
            <div class="feature-numbers">
                {number_field(
                    handle.clone(),
                    "Separation",
                    (0.0, MAX_SEPARATION),
                    |feature| feature.separation,
                    |feature, value| feature.separation = value,
                )}
                {number_field(
                    handle.clone(),
                    "Noise",
                    (1e-6, MAX_SEPARATION),
                    |feature| feature.noise,
                    |feature, value| feature.noise = value,
                )}
                {number_field(
                    handle.clone(),
                    "Ages in (s)",
                    (0.0, MAX_AGE_S),
                    |feature| feature.tau_s,
                    |feature, value| feature.tau_s = value,
                )}
                {served_by(handle)}
            </div>
        </fieldset>
    }
    .into_any()
}

fn name_input(handle: Handle) -> AnyView {
    let draft = Draft::new();
    let reader = handle.clone();
    let placeholder = handle.id.clone();
    let typed = move |event| {
        draft.typed("Rename a feature", event_target_value(&event), |text| {
            handle.write("Rename a feature", |feature| feature.label = text.to_owned())
        });
    };
    view! {
        <input
            class="input"
            type="text"
            autocomplete="off"
            aria-label="Name of the feature"
            placeholder=placeholder
            prop:value=move || {
                draft.shown(|| reader.read(|feature| feature.label.clone()).unwrap_or_default())
            }
            on:input=typed
            on:keydown=move |event| draft.key(&event)
            on:blur=move |_| draft.leave()
        />
    }
    .into_any()
}

fn number_field(
    handle: Handle,
    label: &'static str,
    range: (f64, f64),
    get: fn(&Feature) -> f64,
    put: fn(&mut Feature, f64),
) -> AnyView {
    let id = element_id("feature");
    let error_id = format!("{id}-error");
    let draft = Draft::new();
    let step = format!("Set {}", label.to_lowercase());
    let reader = handle.clone();
    let number = Number {
        id: id.clone(),
        described_by: error_id.clone(),
        step: step.clone(),
        value: Signal::derive(move || reader.read(get).unwrap_or_default()),
        set: Callback::new(move |value: f64| {
            within(value, range)?;
            handle.write(&step, |feature| put(feature, value))
        }),
        whole: false,
        endless: None,
        draft,
    };
    view! {
        <div>
            <label for=id>{label}</label>
            {number_input(&number)}
            <p class="field-error" id=error_id hidden=move || draft.error().get().is_none()>
                {move || draft.error().get()}
            </p>
        </div>
    }
    .into_any()
}

/// Which store or feed brings it.
fn served_by(handle: Handle) -> AnyView {
    let id = element_id("feature");
    let store = handle.store;
    let (reader, writer) = (handle.clone(), handle);
    let chosen =
        Memo::new(move |_| reader.read(|feature| feature.served_by.clone()).unwrap_or_default());
    let options = move || {
        let document = store.document();
        let mut options = vec![(String::new(), "the request".to_owned())];
        let servers = document
            .nodes
            .iter()
            .filter(|(_, node)| node.kind == NodeKind::FeatureStore || node.kind.brings_data());
        options.extend(servers.map(|(id, _)| (id.clone(), document.label(id))));
        let now = chosen.get();
        if !options.iter().any(|(id, _)| *id == now) {
            options.push((now.clone(), format!("{now} (missing)")));
        }
        options
            .into_iter()
            .map(|(id, label)| {
                let selected = id == now;
                view! { <option value=id selected=selected>{label}</option> }
            })
            .collect_view()
    };
    let change = move |event| {
        let to = event_target_value(&event);
        // What is not allowed is told by the store.
        writer.write("Set what serves a feature", |feature| feature.served_by = to).ok();
    };
    view! {
        <div>
            <label for=id.clone()>"Comes with"</label>
            <select id=id class="input" prop:value=move || chosen.get() on:change=change>
                {options}
            </select>
        </div>
    }
    .into_any()
}
