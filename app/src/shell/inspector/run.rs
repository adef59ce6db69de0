//! How a design is run, beyond the seed and the horizon at the bottom: the life around it, warm-up
//! and event budget.

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::sim::lifecycle::MOST_DAYS;
use windtunnel_design::sim::model::Settings;

use super::design::within;
use crate::core::format;
use crate::run::moment;
use crate::store::Store;
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, field, switch_input};
use crate::ui::number::{Number, number_input};

/// What a budget of 0 stands for.
const USUAL_BUDGET: f64 = 2e9;

/// The fields.
pub(super) fn run_fields(store: Store) -> AnyView {
    let auto_ids = FieldIds::new();
    let auto = Signal::derive(move || store.still().run.warmup_auto);
    let set_auto = Callback::new(move |on: bool| {
        // Yes and no are always allowed.
        change(store, "Set the warm-up", |run| run.warmup_auto = on).ok();
    });
    let switch = switch_input(&auto_ids, auto, set_auto);
    let auto_note =
        view! { <span>"MSER-5 finds where the run has settled, in its first half."</span> };
    let warmup_note = move || {
        let words = if auto.get() { "left out at the least" } else { "left out of all statistics" };
        format!("{words}, = {}", format::duration_s(store.still().run.warmup_s))
    };
    let warmup = number(
        store,
        "Warm-up",
        "s",
        (0.0, 1e9),
        |run| run.warmup_s,
        |run, value| run.warmup_s = value,
        view! { <span>{warmup_note}</span> }.into_any(),
    );
    let budget_note = move || match store.still().run.event_budget {
        0 => format!("0: {} events", format::count(USUAL_BUDGET)),
        _ => "the run stops there with what it has".to_owned(),
    };
    let budget = number(
        store,
        "Event budget",
        "",
        (0.0, 1e15),
        |run| run.event_budget as f64,
        |run, value| run.event_budget = value as u64,
        view! { <span>{budget_note}</span> }.into_any(),
    );
    let life_note = move || match store.still().run.days {
        0 => "0: the run of hours only".to_owned(),
        days => format!("= {}", moment::length(f64::from(days) * 86_400.0)),
    };
    let life = number(
        store,
        "Days of life",
        "",
        (0.0, f64::from(MOST_DAYS)),
        |run| f64::from(run.days),
        |run, value| run.days = value as u32,
        view! { <span>{life_note}</span> }.into_any(),
    );
    // As the clock counts: the first day is day 1.
    let start = number(
        store,
        "Start day",
        "",
        (1.0, f64::from(MOST_DAYS)),
        |run| f64::from(run.start_day) + 1.0,
        |run, value| run.start_day = value as u32 - 1,
        view! { <span>"day of the life that is simulated request by request"</span> }.into_any(),
    );
    view! {
        {life}
        {start}
        {field(&auto_ids, "Warm-up by itself", false, Signal::stored(None), switch, auto_note.into_any())}
        {warmup}
        {budget}
    }
    .into_any()
}

fn number(
    store: Store,
    label: &'static str,
    unit: &'static str,
    range: (f64, f64),
    get: fn(&Settings) -> f64,
    put: fn(&mut Settings, f64),
    note: AnyView,
) -> AnyView {
    let ids = FieldIds::new();
    let draft = Draft::new();
    let step = format!("Set the {}", label.to_ascii_lowercase());
    let whole = unit.is_empty();
    let set = {
        let step = step.clone();
        Callback::new(move |value: f64| {
            within(value, range)?;
            if whole && value.fract() != 0.0 {
                return Err("This needs a whole number.".to_owned());
            }
            change(store, &step, |run| put(run, value))
        })
    };
    let number = Number {
        id: ids.control.clone(),
        described_by: ids.described_by(),
        step,
        value: Signal::derive(move || get(&store.still().run)),
        set,
        whole,
        endless: None,
        draft,
    };
    let unit = (!unit.is_empty()).then(|| view! { <span class="field-unit">{unit}</span> });
    let control = view! { {number_input(&number)} {unit} };
    field(&ids, label, false, draft.error(), control.into_any(), note)
}

fn change(store: Store, step: &str, change: impl FnOnce(&mut Settings)) -> Result<(), String> {
    let mut run = store.document_now().run;
    change(&mut run);
    store.run_command(step, &Command::SetRun(run)).map_err(|rejection| rejection.to_string())
}
