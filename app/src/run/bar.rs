//! The transport bar: play, step, speed, clock, status, seed, horizon, and the timeline below.

use leptos::prelude::*;
use windtunnel_design::number;

use super::settings::{HorizonField, SeedField};
use super::status::Status;
use super::timeline::{AddIncident, Timeline};
use super::{control, incidents, moment, transport};
use crate::core::format;
use crate::keep::mode::Mode;
use crate::store::use_store;
use crate::ui::{Icon, icon};

/// The bottom of the screen. Building it starts the simulator.
#[component]
pub fn Transport() -> impl IntoView {
    control::start(use_store());
    // On narrow screens seed and horizon are behind a button.
    let settings_open = RwSignal::new(false);
    let edits = use_store().mode == Mode::Edit;
    view! {
        <section class="transport" aria-label="Run">
            <div class="transport-bar">
                <Playback />
                <Clock />
                <Speed />
                <Status />
                {edits.then(|| view! {
                    <div class="transport-settings" class:open=move || settings_open.get()>
                        <SeedField />
                        <HorizonField />
                    </div>
                })}
                <div class="transport-more">
                    {edits.then(|| view! {
                        <button
                            type="button"
                            class="button transport-settings-button"
                            aria-label="Seed and horizon"
                            aria-expanded=move || settings_open.get().to_string()
                            on:click=move |_| settings_open.update(|open| *open = !*open)
                        >
                            {icon(Icon::Sliders)}
                        </button>
                        <AddIncident />
                    })}
                    <ChartsButton />
                </div>
            </div>
            <Timeline />
        </section>
    }
    .into_any()
}

#[component]
fn Playback() -> impl IntoView {
    let store = use_store();
    let playing = store.run.playing;
    let empty = move || store.run.result.with(Option::is_none);
    let name = move || if playing.get() { "Pause" } else { "Play" };
    view! {
        <div class="transport-playback" role="group" aria-label="Playback">
            <button
                type="button"
                class="button primary transport-play"
                aria-label=name
                title=name
                disabled=empty
                on:click=move |_| transport::toggle_play(store)
            >
                {move || icon(if playing.get() { Icon::Pause } else { Icon::Play })}
            </button>
            <button
                type="button"
                class="button"
                aria-label="Step"
                title="Step: one interval on"
                disabled=empty
                on:click=move |_| transport::step(store)
            >
                {icon(Icon::Step)}
            </button>
            <button
                type="button"
                class="button"
                aria-label="Reset"
                title="Reset: back to the start"
                disabled=empty
                on:click=move |_| transport::reset_cursor(store)
            >
                {icon(Icon::Reset)}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn Clock() -> impl IntoView {
    let store = use_store();
    let horizon = Memo::new(move |_| {
        let shown = store.run.result.with(|r| r.as_ref().map(|r| r.horizon_s));
        shown.unwrap_or_else(|| store.still().run.horizon_s)
    });
    let now = Memo::new(move |_| {
        let from_s = incidents::from_s(&store.still().run);
        match from_s {
            from_s if from_s > 0.0 => format::clock(from_s + store.run.cursor_s.get()),
            _ => moment::label(store.run.cursor_s.get(), horizon.get()),
        }
    });
    let end = move || match horizon.get() {
        horizon_s if horizon_s > 86_400.0 => moment::length(horizon_s),
        horizon_s => moment::label(horizon_s, horizon_s),
    };
    view! {
        <p class="transport-clock">
            <span class="visually-hidden">"Simulated time "</span>
            <b>{now}</b>
            <small>" of "{end}</small>
        </p>
    }
    .into_any()
}

#[component]
fn Speed() -> impl IntoView {
    let store = use_store();
    let speed = store.run.speed;
    let options = transport::SPEEDS
        .iter()
        .map(|&(value, name)| {
            let selected = move || (speed.get() - value).abs() < 1e-9;
            view! { <option value=value.to_string() selected=selected>{name}</option> }
        })
        .collect_view();
    view! {
        <label class="transport-speed">
            <span class="visually-hidden">"Speed"</span>
            <select
                class="input"
                title="Speed: simulated time per real second"
                prop:value=move || speed.get().to_string()
                on:change=move |event| {
                    if let Some(value) = number::parse(&event_target_value(&event)) {
                        speed.set(value);
                    }
                }
            >
                {options}
            </select>
        </label>
    }
    .into_any()
}

#[component]
fn ChartsButton() -> impl IntoView {
    let open = use_store().session.dock_open;
    view! {
        <button
            type="button"
            class="button framed"
            aria-expanded=move || open.get().to_string()
            aria-controls="charts"
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {icon(Icon::Chart)}
            "Charts"
        </button>
    }
    .into_any()
}
