//! The axis of a life: a chart over days, lanes of what happened below it, and a cursor that says
//! which day is simulated request by request.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use windtunnel_design::Command;
use windtunnel_design::sim::lifecycle::Life;

use super::lanes::{self, Band, Group, LANES};
use super::series::{self, DAY};
use crate::run::dock::chart::chart;
use crate::run::dock::plot;
use crate::run::{moment, profiles};
use crate::store::Store;
use crate::ui::{Icon, icon};

/// What is looked at on the axis.
#[derive(Clone, Copy)]
struct Look {
    store: Store,
    life: Memo<Option<std::sync::Arc<Life>>>,
    /// The moment of the cursor, in seconds.
    at_s: RwSignal<f64>,
    /// The sentence of the mark under the pointer or the keyboard.
    said: RwSignal<String>,
}

impl Look {
    fn whole_s(self) -> f64 {
        self.life.with(|life| life.as_ref().map_or(1.0, |life| f64::from(life.days) * DAY)).max(1.0)
    }

    fn seek(self, to_s: f64) {
        let last_s = untrack(|| self.whole_s()) - 1.0;
        self.at_s.set(to_s.clamp(0.0, last_s.max(0.0)));
    }

    /// Has the run of single requests begin on the cursor's day.
    fn zoom(self) {
        let day = (self.at_s.get_untracked() / DAY) as u32;
        let mut run = self.store.document_now().run;
        if run.start_day != day {
            run.start_day = day;
            let step = format!("Zoom in on day {}", day + 1);
            // A refusal has been shown as a notice.
            self.store.run_command(&step, &Command::SetRun(run)).ok();
        }
    }

    fn key(self, event: &leptos::ev::KeyboardEvent) {
        let at_s = self.at_s.get_untracked();
        match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => self.seek(at_s + DAY),
            "ArrowLeft" | "ArrowDown" => self.seek(at_s - DAY),
            "PageUp" => self.seek(at_s + 7.0 * DAY),
            "PageDown" => self.seek(at_s - 7.0 * DAY),
            "Home" => self.seek(0.0),
            "End" => self.seek(f64::INFINITY),
            "Enter" => self.zoom(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

/// The axis with all that stands on it.
pub(super) fn axis(
    store: Store,
    life: Memo<Option<std::sync::Arc<Life>>>,
    is_old: impl Fn() -> bool + Copy + Send + 'static,
) -> AnyView {
    let first_s = life.with_untracked(|life| {
        life.as_ref().and_then(|life| lanes::costliest_s(life)).unwrap_or_default()
    });
    let (at_s, said) = (RwSignal::new(first_s), RwSignal::new(String::new()));
    let look = Look { store, life, at_s, said };
    let shown = RwSignal::new(0_usize);
    let data = Memo::new(move |_| life.get().map(|life| series::picture(&life, shown.get())));
    let size = RwSignal::new((0.0, 0.0));
    let room =
        move || data.with(|data| data.as_ref().map_or(0, |data| plot::right(data, size.get().0)));
    let reading =
        move || data.with(|data| data.as_ref().map(|data| series::of_day(data, at_s.get())));
    let options = series::titles()
        .enumerate()
        .map(|(at, title)| view! { <option value=at.to_string()>{title}</option> })
        .collect_view();
    let element = NodeRef::<html::Div>::new();
    let press = move |event: leptos::ev::PointerEvent| {
        let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let taken = target.and_then(|t| t.closest("button, .chart-table").ok().flatten());
        let Some(element) = element.get_untracked().filter(|_| taken.is_none()) else { return };
        let place = element.get_bounding_client_rect();
        let (left, right) = (f64::from(plot::LEFT), f64::from(untrack(room)));
        let share = (f64::from(event.client_x()) - place.left() - left)
            / (place.width() - left - right).max(1.0);
        if (0.0..=1.0).contains(&share) {
            look.seek(share * untrack(|| look.whole_s()));
        }
    };
    let is_there = move || store.still().run.start_day == (at_s.get() / DAY) as u32;
    view! {
        <div class="life-head">
            <select
                class="input"
                aria-label="What the chart shows"
                on:change=move |event| shown.set(event_target_value(&event).parse().unwrap_or(0))
            >
                {options}
            </select>
            <p class="life-reading">{reading}</p>
            <button
                type="button"
                class="button small framed"
                title="Simulate this day request by request"
                disabled=is_there
                on:click=move |_| look.zoom()
            >
                {icon(Icon::Search)}
                "Zoom in here"
            </button>
        </div>
        <div
            class="life-axis"
            node_ref=element
            style:--right=move || format!("{}px", room())
            on:pointerdown=press
        >
            {chart(data, None, size)}
            {move || lanes_view(look)}
            {stretch(look)}
            <div
                class="life-cursor on-axis"
                role="slider"
                tabindex="0"
                aria-label="Day of the life"
                aria-description="Enter simulates it request by request"
                aria-valuemin="1"
                aria-valuemax=move || (look.whole_s() / DAY).to_string()
                aria-valuenow=move || ((at_s.get() / DAY) as u32 + 1).to_string()
                aria-valuetext=reading
                style:--at=move || (at_s.get() / look.whole_s()).to_string()
                on:keydown=move |event| look.key(&event)
            ></div>
        </div>
        <p class="life-said">
            <span class="tag assumption" hidden=move || !is_old()>"from before the change"</span>
            " "
            {said}
        </p>
    }
    .into_any()
}

/// Incidents as bands, everything else as marks.
fn lanes_view(look: Look) -> Option<AnyView> {
    let life = look.life.get()?;
    let document = look.store.document_now();
    let bands = lanes::bands(&document, &life);
    let rows = bands.iter().map(|band| band.row + 1).max().unwrap_or(1);
    let bands = bands.into_iter().map(|band| band_view(look, band)).collect_view();
    let lanes = lanes::lanes(&document, &life).into_iter().zip(LANES).map(|(groups, name)| {
        let rows = groups.iter().map(|group| group.row + 1).max().unwrap_or(1);
        lane(
            name,
            rows,
            groups.into_iter().map(|group| mark(look, group)).collect_view().into_any(),
        )
    });
    let view = view! { <div class="life-lanes">{lane("Incident", rows, bands.into_any())} {lanes.collect_view()}</div> };
    Some(view.into_any())
}

fn lane(name: &'static str, rows: usize, marks: AnyView) -> AnyView {
    view! {
        <div class="life-lane" role="group" aria-label=name style:--rows=rows.to_string()>
            <span aria-hidden="true">{name}</span>
            {marks}
        </div>
    }
    .into_any()
}

fn band_view(look: Look, band: Band) -> AnyView {
    let Band { id, span: (from, to), row, name, text } = band;
    let incident = look.store.document_now().incidents.get(&id).cloned();
    let shape = incident.map(|i| profiles::path(i.profile, i.end_s - i.start_s));
    let start_s = from * look.whole_s();
    let (chosen, said) = (look.store.session.incident, text.clone());
    let on_click = move |_| {
        look.seek(start_s);
        chosen.set(Some(id.clone()));
    };
    view! {
        <button
            type="button"
            class="life-band on-axis"
            style:--at=from.to_string()
            style:--wide=(to - from).to_string()
            style:--row=row.to_string()
            aria-label=text.clone()
            title=text
            on:pointerenter={ let said = said.clone(); move |_| look.said.set(said.clone()) }
            on:focus=move |_| look.said.set(said.clone())
            on:click=on_click
        >
            {shape.map(|path| outline(path, (0.0, 1.0)))}
            <span>{name}</span>
        </button>
    }
    .into_any()
}

/// The size of an incident over its time, behind its name; only the part from one share of its time
/// to another.
pub(crate) fn outline(path: String, (from, to): (f64, f64)) -> AnyView {
    let part = format!("{} 0 {} 100", from * 100.0, ((to - from) * 100.0).max(0.01));
    view! {
        <svg class="outline" viewBox=part preserveAspectRatio="none" aria-hidden="true">
            <path d=path />
        </svg>
    }
    .into_any()
}

fn mark(look: Look, group: Group) -> Option<AnyView> {
    let (_, shape, word) = lanes::sign(group.kind)?;
    let count = (group.count > 1).then(|| format!("×{}", group.count));
    let word = group.has_room.then_some(word);
    let (at_s, said) = (group.at_s, group.text.clone());
    let view = view! {
        <button
            type="button"
            class="life-mark on-axis"
            style:--at=group.at.to_string()
            style:--row=group.row.to_string()
            aria-label=group.text.clone()
            title=group.text
            on:pointerenter={ let said = said.clone(); move |_| look.said.set(said.clone()) }
            on:focus=move |_| look.said.set(said.clone())
            on:click=move |_| look.seek(at_s)
        >
            <b>{shape}</b>
            {count}
            " "
            {word}
        </button>
    };
    Some(view.into_any())
}

/// The stretch that is simulated request by request.
fn stretch(look: Look) -> AnyView {
    let run = Memo::new(move |_| {
        let run = look.store.still().run;
        (f64::from(run.start_day) * DAY, run.horizon_s)
    });
    let at = move || (run.get().0 / look.whole_s()).min(1.0);
    let wide = move || (run.get().1 / look.whole_s()).min(1.0 - at());
    let words = move || {
        let (from_s, horizon_s) = run.get();
        let from = format!("day {}", (from_s / DAY) as u32 + 1);
        format!("simulated request by request: {from}, {}", moment::length(horizon_s))
    };
    view! {
        <div
            class="life-stretch on-axis"
            class:late=move || { at() > 0.5 }
            style:--at=move || at().to_string()
            style:--wide=move || wide().to_string()
        >
            <small>{words}</small>
        </div>
    }
    .into_any()
}
