//! One feature: what it tells, and what may be wrong with it at serving.

use leptos::prelude::*;
use windtunnel_design::sim::model::{Feature, NodeKind};

use super::verdict::verdict;
use crate::shell::inspector::design::{change_world, within};
use crate::store::Store;
use crate::ui::draft::Draft;
use crate::ui::number::{Number, number_input};
use crate::ui::{Icon, element_id, icon};

/// Separation in units of noise that no real feature exceeds.
const MAX_SEPARATION: f64 = 100.0;
/// Largest time constant in seconds.
const MAX_AGE_S: f64 = 1e9;

/// A number of a feature.
#[derive(Clone, Copy)]
struct Figure {
    label: &'static str,
    /// What it means, where the label does not say it.
    note: &'static str,
    range: (f64, f64),
    get: fn(&Feature) -> f64,
    put: fn(&mut Feature, f64),
}

/// What it tells.
const MAIN: [Figure; 3] = [
    Figure {
        label: "Separation",
        note: "",
        range: (0.0, MAX_SEPARATION),
        get: |feature| feature.separation,
        put: |feature, value| feature.separation = value,
    },
    Figure {
        label: "Noise",
        note: "",
        range: (1e-6, MAX_SEPARATION),
        get: |feature| feature.noise,
        put: |feature, value| feature.noise = value,
    },
    Figure {
        label: "Ages in (s)",
        note: "",
        range: (0.0, MAX_AGE_S),
        get: |feature| feature.tau_s,
        put: |feature, value| feature.tau_s = value,
    },
];

/// What may be different at serving.
const SERVING: [Figure; 6] = [
    Figure {
        label: "Noise in positives",
        note: "0: as in negatives",
        range: (0.0, MAX_SEPARATION),
        get: |feature| feature.noise_positive,
        put: |feature, value| feature.noise_positive = value,
    },
    Figure {
        label: "Separation in training",
        note: "more than at serving is a leak",
        range: (-MAX_SEPARATION, MAX_SEPARATION),
        get: |feature| feature.trained_separation.unwrap_or(feature.separation),
        put: |feature, value| {
            feature.trained_separation = (value != feature.separation).then_some(value);
        },
    },
    Figure {
        label: "Scale at serving",
        note: "1: as in training",
        range: (-1e6, 1e6),
        get: |feature| feature.serve_scale,
        put: |feature, value| feature.serve_scale = value,
    },
    Figure {
        label: "Missing",
        note: "share of requests",
        range: (0.0, 1.0),
        get: |feature| feature.missing_share,
        put: |feature, value| feature.missing_share = value,
    },
    Figure {
        label: "Readable after (s)",
        note: "past the deadline: missing",
        range: (0.0, MAX_AGE_S),
        get: |feature| feature.lag_s,
        put: |feature, value| feature.lag_s = value,
    },
    Figure {
        label: "Happens after (s)",
        note: "after the decision: in training only",
        range: (0.0, MAX_AGE_S),
        get: |feature| feature.happens_after_s,
        put: |feature, value| feature.happens_after_s = value,
    },
];

/// A text of a feature.
#[derive(Clone, Copy)]
struct Words {
    label: &'static str,
    step: &'static str,
    placeholder: &'static str,
    get: fn(&Feature) -> &String,
    put: fn(&mut Feature, String),
}

const NAME: Words = Words {
    label: "Name of the feature",
    step: "Rename a feature",
    placeholder: "",
    get: |feature| &feature.label,
    put: |feature, text| feature.label = text,
};

const TRAINED_ON: Words = Words {
    label: "Trained on",
    step: "Set what a feature is trained on",
    placeholder: "what serves it",
    get: |feature| &feature.trained_on,
    put: |feature, text| feature.trained_on = text,
};

const OWNER: Words = Words {
    label: "Owner",
    step: "Set the owner of a feature",
    placeholder: "nobody",
    get: |feature| &feature.owner,
    put: |feature, text| feature.owner = text,
};

/// Reads one feature and writes it back.
#[derive(Clone)]
struct Handle {
    store: Store,
    id: String,
}

impl Handle {
    fn read<T>(&self, read: impl FnOnce(&Feature) -> T) -> Option<T> {
        let document = self.store.still();
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

pub(super) fn row(store: Store, id: String, deadline_s: Memo<Option<f64>>) -> AnyView {
    let handle = Handle { store, id: id.clone() };
    let name = {
        let handle = handle.clone();
        Memo::new(move |_| {
            let own = handle.read(|feature| feature.label.clone()).unwrap_or_default();
            if own.is_empty() { handle.id.clone() } else { own }
        })
    };
    let chips = {
        let handle = handle.clone();
        let words = Memo::new(move |_| {
            let deadline_s = deadline_s.get();
            let words = handle.read(|feature| verdict(feature, deadline_s)).unwrap_or_default();
            words.into_iter().map(|(tone, word)| (tone.class(), word)).collect::<Vec<_>>()
        });
        move || {
            let chip = |(class, word)| view! { <span class=class>{word}</span> };
            words.get().into_iter().map(chip).collect_view()
        }
    };
    let remove = move |_| {
        // Taking away is always allowed.
        change_world(store, "Remove a feature", |world| {
            world.features.retain(|feature| feature.id != id);
        })
        .ok();
    };
    // What has never been opened is not made.
    let seen = RwSignal::new(false);
    let more = {
        let handle = handle.clone();
        move || seen.get().then(|| serving(&handle))
    };
    let main = MAIN.map(|figure| number_field(&handle, figure)).collect_view();
    view! {
        <fieldset class="feature">
            <legend class="visually-hidden">{move || name.get()}</legend>
            <div class="feature-head">
                {text_field(&handle, NAME)}
                <button
                    type="button"
                    class="button small"
                    aria-label=move || format!("Remove {}", name.get())
                    on:click=remove
                >
                    {icon(Icon::Trash)}
                </button>
            </div>
            <div class="feature-numbers">{main} {served_by(handle)}</div>
            <details class="param-group feature-more" on:toggle=move |_| seen.set(true)>
                <summary>
                    {icon(Icon::ChevronRight)}
                    <span class="visually-hidden">"More about "{move || name.get()}": "</span>
                    <span class="feature-chips">{chips}</span>
                </summary>
                {more}
            </details>
        </fieldset>
    }
    .into_any()
}

/// What may be different at serving, and who knows.
fn serving(handle: &Handle) -> AnyView {
    let numbers = SERVING.map(|figure| number_field(handle, figure)).collect_view();
    let texts = [TRAINED_ON, OWNER].map(|words| {
        view! {
            <label>
                <span aria-hidden="true">{words.label}</span>
                {text_field(handle, words)}
            </label>
        }
    });
    view! { <div class="feature-numbers two">{numbers} {texts.collect_view()}</div> }.into_any()
}

fn text_field(handle: &Handle, words: Words) -> AnyView {
    let Words { label, step, placeholder, get, put } = words;
    let draft = Draft::new();
    let (reader, writer) = (handle.clone(), handle.clone());
    let placeholder =
        if placeholder.is_empty() { handle.id.clone() } else { placeholder.to_owned() };
    let typed = move |event| {
        draft.typed(step, event_target_value(&event), |text| {
            writer.write(step, |feature| put(feature, text.to_owned()))
        });
    };
    view! {
        <input
            class="input"
            type="text"
            autocomplete="off"
            aria-label=label
            placeholder=placeholder
            prop:value=move || draft.shown(|| reader.read(|f| get(f).clone()).unwrap_or_default())
            on:input=typed
            on:keydown=move |event| draft.key(&event)
            on:blur=move |_| draft.leave()
        />
    }
    .into_any()
}

fn number_field(handle: &Handle, figure: Figure) -> AnyView {
    let Figure { label, note, range, get, put } = figure;
    let id = element_id("feature");
    let error_id = format!("{id}-error");
    let draft = Draft::new();
    let step = format!("Set {}", label.to_ascii_lowercase());
    let (reader, handle) = (handle.clone(), handle.clone());
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
            {(!note.is_empty()).then(|| view! { <small>{note}</small> })}
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
        let document = store.still();
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
        <div class="feature-served">
            <label for=id.clone()>"Comes with"</label>
            <select id=id class="input" prop:value=move || chosen.get() on:change=change>
                {options}
            </select>
        </div>
    }
    .into_any()
}
