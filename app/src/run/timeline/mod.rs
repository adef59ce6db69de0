//! The timeline: traffic over the horizon, incidents to drag, alerts, and the time cursor.

mod add;
mod area;
mod band;
mod editor;

pub use add::AddIncident;
pub use editor::editor;

use leptos::html;
use leptos::prelude::*;
use web_sys::PointerEvent;

use self::area::Area;
use self::band::Band;
use super::{incidents, moment, transport};
use crate::annex;
use crate::store::{Store, use_store};
use crate::ui::{Icon, each, icon};

/// The track on which everything stands, for translating pixels to time.
#[derive(Clone, Copy)]
struct Track {
    element: NodeRef<html::Div>,
    horizon_s: Memo<f64>,
    /// When the run begins in the life of the system, in which incidents have their times.
    from_s: Memo<f64>,
    /// The last moment at which an incident may end.
    last_s: Memo<f64>,
}

impl Track {
    /// The moment below a pixel.
    fn moment_at(self, client_x: f64) -> f64 {
        let Some(element) = self.element.get_untracked() else { return 0.0 };
        let place = element.get_bounding_client_rect();
        let share = (client_x - place.left()) / place.width().max(1.0);
        share * self.horizon_s.get_untracked()
    }

    /// Where a moment stands, as a style. The horizon is asked first, as what the moment may be made
    /// from; see ARCHITECTURE.md (Invariants).
    fn percent(self, at_s: impl FnOnce() -> f64) -> String {
        let horizon_s = self.horizon_s.get().max(1e-9);
        let share = (at_s() / horizon_s).clamp(0.0, 1.0);
        format!("{:.4}%", share * 100.0)
    }
}

/// The timeline.
#[component]
pub fn Timeline() -> impl IntoView {
    let store = use_store();
    let chosen = store.session.incident;
    let track = Track {
        element: NodeRef::new(),
        horizon_s: Memo::new(move |_| store.still().run.horizon_s),
        from_s: Memo::new(move |_| incidents::from_s(&store.still().run)),
        last_s: Memo::new(move |_| incidents::last_s(&store.still().run)),
    };
    let ids = Memo::new(move |_| store.still().incidents.keys().cloned().collect::<Vec<String>>());
    let lanes = Memo::new(move |_| incidents::lanes_in_run(&store.still()));
    let lane_count =
        move || lanes.with(|lanes| lanes.iter().flatten().max().map_or(0, |lane| lane + 1));
    let lane_of = move |id: &str| {
        let at = ids.with(|ids| ids.iter().position(|other| other == id));
        at.and_then(|at| lanes.with(|lanes| lanes.get(at).copied().flatten())).unwrap_or_default()
    };
    // An incident that was deleted, or undone, is edited no more.
    let edited = Memo::new(move |_| chosen.get().filter(|id| ids.with(|ids| ids.contains(id))));
    let band = move |id: String| {
        let lane_id = id.clone();
        let lane = Signal::derive(move || lane_of(&lane_id));
        view! { <Band id=id track=track lane=lane /> }.into_any()
    };
    let scrub = Scrub { store, track, resume: StoredValue::new(None) };
    view! {
        <div class="timeline">
            {move || edited.get().map(|id| annex::show(move |parts| (parts.incident)(&id)))}
            <div
                class="timeline-track"
                node_ref=track.element
                style:--lanes=move || lane_count().to_string()
                on:pointerdown=move |event| scrub.start(&event)
                on:pointermove=move |event| scrub.go(&event)
                on:pointerup=move |_| scrub.end()
                on:pointercancel=move |_| scrub.end()
            >
                <div class="timeline-bands" role="group" aria-label="Incidents">
                    {each(move || ids.get(), band)}
                </div>
                <Area track=track />
                <Alerts track=track />
                <Ticks track=track />
                <Cursor track=track />
            </div>
        </div>
    }
    .into_any()
}

/// Dragging the cursor over the track.
#[derive(Clone, Copy)]
struct Scrub {
    store: Store,
    track: Track,
    /// While scrubbing: was it playing before?
    resume: StoredValue<Option<bool>>,
}

impl Scrub {
    fn start(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        if let Some(element) = self.track.element.get_untracked() {
            // Without capture the drag ends at the track's edge, no worse.
            element.set_pointer_capture(event.pointer_id()).ok();
        }
        self.resume.set_value(Some(self.store.run.playing.get_untracked()));
        self.store.run.playing.set(false);
        self.go(event);
    }

    fn go(self, event: &PointerEvent) {
        if self.resume.get_value().is_some() {
            let at_s = self.track.moment_at(f64::from(event.client_x()));
            transport::seek(self.store, at_s);
        }
    }

    fn end(self) {
        let mut resume = None;
        self.resume.update_value(|value| resume = value.take());
        if resume == Some(true) {
            transport::play(self.store);
        }
    }
}

#[component]
fn Ticks(track: Track) -> impl IntoView {
    let ticks = Memo::new(move |_| moment::ticks(track.horizon_s.get(), 10.0));
    let labels = move || {
        let horizon_s = track.horizon_s.get();
        ticks
            .get()
            .into_iter()
            .map(|(at_s, label)| {
                let class = match at_s {
                    at if at <= 0.0 => "timeline-tick first",
                    at if at >= horizon_s * 0.97 => "timeline-tick last",
                    _ => "timeline-tick",
                };
                view! { <span class=class style:left=track.percent(|| at_s)>{label}</span> }
            })
            .collect_view()
    };
    view! { <div class="timeline-ticks" aria-hidden="true">{labels}</div> }.into_any()
}

#[component]
fn Alerts(track: Track) -> impl IntoView {
    /// Share of the width that a flag's time takes.
    const ROOM: f64 = 0.06;
    let store = use_store();
    let alerts = Memo::new(move |_| {
        store.run.result.with(|r| r.as_ref().map(|r| r.alerts.clone()).unwrap_or_default())
    });
    let flags = move || {
        let document = store.document_now();
        let horizon_s = track.horizon_s.get();
        let alerts = alerts.get();
        // A flag has room for its time where the next one leaves it.
        let next = alerts.iter().skip(1).map(|alert| alert.fired_s).chain([horizon_s]);
        let room: Vec<bool> = alerts
            .iter()
            .zip(next)
            .map(|(alert, next_s)| (next_s - alert.fired_s) / horizon_s >= ROOM)
            .collect();
        alerts
            .into_iter()
            .zip(room)
            .map(|(alert, has_room)| {
                let at_s = alert.fired_s;
                let time = moment::label(at_s, horizon_s);
                let name = format!("Alert of {} at {time}", document.label(&alert.monitor));
                view! {
                    <button
                        type="button"
                        class="timeline-alert"
                        style:left=track.percent(|| at_s)
                        aria-label=name.clone()
                        title=name
                        on:pointerdown=|event| event.stop_propagation()
                        on:click=move |_| transport::seek(store, at_s)
                    >
                        {icon(Icon::Warning)}
                        {has_room.then(|| view! { <span>{time}</span> })}
                    </button>
                }
            })
            .collect_view()
    };
    view! { <div class="timeline-alerts" role="group" aria-label="Alerts">{flags}</div> }.into_any()
}

#[component]
fn Cursor(track: Track) -> impl IntoView {
    let store = use_store();
    let cursor_s = store.run.cursor_s;
    let text = Memo::new(move |_| moment::label(cursor_s.get(), track.horizon_s.get()));
    // The number follows the text, so that it does not change with every frame.
    let now = move || {
        text.with(|_| ());
        cursor_s.get_untracked().round().to_string()
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let horizon_s = track.horizon_s.get_untracked();
        let at_s = cursor_s.get_untracked();
        match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => transport::step(store),
            "ArrowLeft" | "ArrowDown" => transport::step_back(store),
            "PageUp" => transport::seek(store, at_s + horizon_s / 24.0),
            "PageDown" => transport::seek(store, at_s - horizon_s / 24.0),
            "Home" => transport::seek(store, 0.0),
            "End" => transport::seek(store, horizon_s),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div
            class="timeline-cursor"
            role="slider"
            tabindex="0"
            aria-label="Time"
            aria-valuemin="0"
            aria-valuemax=move || track.horizon_s.get().to_string()
            aria-valuenow=now
            aria-valuetext=text
            style:left=move || track.percent(|| cursor_s.get())
            on:keydown=on_key
        ></div>
    }
    .into_any()
}
