//! Fields of the run settings: seed and horizon.

use leptos::prelude::*;
use windtunnel_design::sim::model::Settings;
use windtunnel_design::{Command, number};

use super::moment::Unit;
use crate::store::{Store, use_store};
use crate::ui::draft::Draft;
use crate::ui::number::{Number, number_input};
use crate::ui::{Icon, element_id, icon};

/// Largest seed that a number field shows without rounding.
const LARGEST_SEED: f64 = 9_007_199_254_740_991.0;
const SHORTEST_S: f64 = 1.0;
const LONGEST_S: f64 = 366.0 * 86_400.0;

/// Changes the run settings; the step's label is what undo says.
fn change(store: Store, label: &str, change: impl FnOnce(&mut Settings)) -> Result<(), String> {
    let mut settings = store.document_now().run;
    change(&mut settings);
    store.run_command(label, &Command::SetRun(settings)).map_err(|rejection| rejection.to_string())
}

/// Where every random number comes from.
#[component]
pub fn SeedField() -> impl IntoView {
    let store = use_store();
    let draft = Draft::new();
    let number = Number {
        id: element_id("seed"),
        described_by: String::new(),
        step: "Set the seed".into(),
        value: Signal::derive(move || store.still().run.seed as f64),
        set: Callback::new(move |value: f64| {
            if value.fract() != 0.0 || !(0.0..=LARGEST_SEED).contains(&value) {
                return Err("The seed is a whole number from 0 on.".to_owned());
            }
            change(store, "Set the seed", |settings| settings.seed = value as u64)
        }),
        whole: true,
        endless: None,
        draft,
    };
    let another = move |_| {
        // A refusal has been shown as a notice.
        change(store, "Another seed", |settings| {
            settings.seed = settings.seed.wrapping_add(1) % LARGEST_SEED as u64;
        })
        .ok();
    };
    view! {
        <div class="transport-field" title=move || draft.error().get()>
            <label for=number.id.clone()>"Seed"</label>
            {number_input(&number)}
            <button
                type="button"
                class="button small"
                aria-label="Another seed"
                title="Another seed: the same system on another day"
                on:click=another
            >
                {icon(Icon::Dice)}
            </button>
        </div>
    }
    .into_any()
}

/// How long the simulated stretch is.
#[component]
pub fn HorizonField() -> impl IntoView {
    let store = use_store();
    let draft = Draft::new();
    let chosen = RwSignal::new(None::<Unit>);
    let horizon_s = Memo::new(move |_| store.still().run.horizon_s);
    let unit = Memo::new(move |_| chosen.get().unwrap_or_else(|| Unit::of(horizon_s.get())));
    let number = Number {
        id: element_id("horizon"),
        described_by: String::new(),
        step: "Set the horizon".into(),
        value: Signal::derive(move || {
            // Before the unit, which is made from it; see ARCHITECTURE.md (Invariants).
            let horizon_s = horizon_s.get();
            number::parse(&unit.get().number(horizon_s)).unwrap_or_default()
        }),
        set: Callback::new(move |value: f64| {
            let seconds = value * unit.get_untracked().seconds();
            if !(SHORTEST_S..=LONGEST_S).contains(&seconds) {
                return Err("The horizon is from a second to a year.".to_owned());
            }
            // The unit stays while its number is typed: 300 minutes do not become 5 hours.
            chosen.set(Some(unit.get_untracked()));
            change(store, "Set the horizon", |settings| settings.horizon_s = seconds)
        }),
        whole: false,
        endless: None,
        draft,
    };
    let choose = move |event| {
        let word = event_target_value(&event);
        chosen.set(Unit::ALL.into_iter().find(|unit| unit.word() == word));
    };
    let options = Unit::ALL
        .into_iter()
        .map(|option| {
            let selected = move || unit.get() == option;
            view! { <option value=option.word() selected=selected>{option.word()}</option> }
        })
        .collect_view();
    view! {
        <div class="transport-field" title=move || draft.error().get()>
            <label for=number.id.clone()>"Horizon"</label>
            {number_input(&number)}
            <select
                class="input"
                aria-label="Unit of the horizon"
                prop:value=move || unit.get().word()
                on:change=choose
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}
