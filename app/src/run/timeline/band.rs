//! One incident on the timeline: a band to drag, resize, choose or delete.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use windtunnel_design::sim::model::{IncidentKind, NodeKind};
use windtunnel_design::{Command, DocIncident};

use super::Track;
use crate::life::outline;
use crate::run::incidents::{self, Grip};
use crate::run::{moment, profiles};
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// Pixels from an edge within which a press takes the edge.
const EDGE_PX: f64 = 9.0;
/// Narrower bands can only be moved whole, else they could not be moved at all.
const NARROW_PX: f64 = 28.0;
/// Pixels that a press may stray without being a drag.
const STRAY_PX: f64 = 4.0;

/// A drag in progress.
#[derive(Debug, Clone, PartialEq)]
struct Drag {
    from: DocIncident,
    grip: Grip,
    pressed_px: f64,
    pressed_s: f64,
    moved: bool,
}

/// The picture of a kind.
pub fn picture(kind: IncidentKind) -> Icon {
    match kind {
        IncidentKind::Outage { .. }
        | IncidentKind::ZoneOutage { .. }
        | IncidentKind::PartialOutage { .. } => Icon::Failed,
        IncidentKind::ErrorRate { .. } => Icon::Warning,
        IncidentKind::CacheFlush => Icon::Kind(NodeKind::Cache),
        IncidentKind::ScaleFeature { .. } => Icon::Kind(NodeKind::Balancer),
        IncidentKind::FreezeFeature | IncidentKind::LateFeed { .. } => Icon::Clock,
        IncidentKind::DuplicateFeed => Icon::Kind(NodeKind::Feed),
        IncidentKind::ScrambleFeature => Icon::Dice,
        IncidentKind::BadVersion { .. } => Icon::Degraded,
        IncidentKind::VersionMismatch { .. } => Icon::Kind(NodeKind::Retrieval),
        IncidentKind::SlowDown { .. } => Icon::Waiting,
        IncidentKind::TrafficSpike { .. } => Icon::Kind(NodeKind::Traffic),
        IncidentKind::NullFeature => Icon::Kind(NodeKind::FeatureStore),
        IncidentKind::ShiftFeature { .. } => Icon::Kind(NodeKind::Feed),
        IncidentKind::PriorShift { .. } => Icon::Kind(NodeKind::Labels),
        IncidentKind::ConceptDrift { .. } => Icon::Kind(NodeKind::Model),
        IncidentKind::SpreadFeature { .. } => Icon::Wind,
        IncidentKind::ShiftScore { .. } => Icon::Sliders,
        IncidentKind::LoseLabels { .. } => Icon::Trash,
        IncidentKind::BadTraining { .. } => Icon::Kind(NodeKind::Training),
    }
}

fn class(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Outage { .. }
        | IncidentKind::ZoneOutage { .. }
        | IncidentKind::PartialOutage { .. }
        | IncidentKind::ErrorRate { .. } => "timeline-band failed",
        IncidentKind::SlowDown { .. }
        | IncidentKind::TrafficSpike { .. }
        | IncidentKind::CacheFlush => "timeline-band waiting",
        _ => "timeline-band degraded",
    }
}

/// A band.
#[component]
pub fn Band(id: String, track: Track, lane: Signal<usize>) -> impl IntoView {
    let store = use_store();
    let (chosen, edits) = (store.session.incident, store.mode.edits());
    let key = StoredValue::new(id);
    let incident =
        Memo::new(move |_| key.with_value(|id| store.still().incidents.get(id).cloned()));
    let hand = Hand { store, track, chosen, key, drag: StoredValue::new(None) };
    let name = move || incident.get().map(|incident| incidents::name(&store.still(), &incident));
    let label =
        move || incident.get().map(|incident| incidents::short_name(&store.still(), &incident));
    // In the time of the run, which may begin on a later day of the life.
    let span = Memo::new(move |_| {
        let (from_s, horizon_s) = (track.from_s.get(), track.horizon_s.get());
        let span = incident.with(|i| i.as_ref().map_or((0.0, 0.0), |i| (i.start_s, i.end_s)));
        ((span.0 - from_s).max(0.0), (span.1 - from_s).min(horizon_s))
    });
    let left = move || track.percent(|| span.get().0);
    let width = move || track.percent(|| span.get().1 - span.get().0);
    // Those of other days are on the axis of the life.
    let is_elsewhere = move || {
        let horizon_s = track.horizon_s.get();
        span.get().1 <= 0.0 || span.get().0 >= horizon_s
    };
    let shape = Memo::new(move |_| {
        let (incident, from_s) = (incident.get()?, track.from_s.get());
        let length_s = (incident.end_s - incident.start_s).max(1e-9);
        let share = |at_s: f64| (at_s + from_s - incident.start_s) / length_s;
        let part = (share(span.get().0), share(span.get().1));
        Some((profiles::path(incident.profile, length_s), part))
    });
    let is_chosen = move || key.with_value(|id| chosen.with(|c| c.as_deref() == Some(id.as_str())));
    view! {
        <div
            class=move || incident.with(|i| i.as_ref().map_or("timeline-band", |i| class(i.kind)))
            role=if edits { "button" } else { "img" }
            tabindex=edits.then_some("0")
            aria-label=name
            title=name
            aria-expanded=move || edits.then(|| is_chosen().to_string())
            hidden=is_elsewhere
            style:left=left
            style:width=width
            style:--lane=move || lane.get().to_string()
            on:pointerdown=move |event| hand.press(&event)
            on:pointermove=move |event| hand.drag(&event)
            on:pointerup=move |event| hand.release(&event)
            on:pointercancel=move |_| hand.give_up()
            on:keydown=move |event| hand.key(&event)
            on:keyup=move |_| hand.end_nudge()
            on:blur=move |_| hand.end_nudge()
        >
            {move || shape.get().map(|(path, part)| outline(path, part))}
            <span class="timeline-grip" aria-hidden="true"></span>
            {move || incident.get().map(|incident| icon(picture(incident.kind)))}
            <span class="timeline-band-name" aria-hidden="true">{label}</span>
            <span class="timeline-grip" aria-hidden="true"></span>
        </div>
    }
    .into_any()
}

/// What pointer and keys do to a band.
#[derive(Clone, Copy)]
struct Hand {
    store: Store,
    track: Track,
    chosen: RwSignal<Option<String>>,
    key: StoredValue<String>,
    drag: StoredValue<Option<Drag>>,
}

impl Hand {
    fn incident(self) -> Option<DocIncident> {
        self.key.with_value(|id| self.store.document_now().incidents.get(id).cloned())
    }

    fn put(self, incident: DocIncident) {
        // A refusal has been shown as a notice.
        self.store
            .run_command("Move incident", &Command::PutIncident(self.key.get_value(), incident))
            .ok();
    }

    fn press(self, event: &PointerEvent) {
        // Who looks only presses on the time below it.
        if !self.store.mode.edits() {
            return;
        }
        event.stop_propagation();
        let Some(from) = self.incident().filter(|_| event.button() == 0) else { return };
        let Some(band) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok()) else {
            return;
        };
        let place = band.get_bounding_client_rect();
        let x = f64::from(event.client_x());
        let grip = if place.width() < NARROW_PX {
            Grip::Whole
        } else if x - place.left() < EDGE_PX {
            Grip::Start
        } else if place.right() - x < EDGE_PX {
            Grip::End
        } else {
            Grip::Whole
        };
        // Without capture the drag ends at the band's edge, no worse.
        band.set_pointer_capture(event.pointer_id()).ok();
        let pressed_s = self.track.moment_at(x);
        let drag = Drag { from, grip, pressed_px: x, pressed_s, moved: false };
        self.drag.set_value(Some(drag));
    }

    fn drag(self, event: &PointerEvent) {
        let Some(drag) = self.drag.get_value() else { return };
        let x = f64::from(event.client_x());
        if !drag.moved {
            if (x - drag.pressed_px).abs() < STRAY_PX {
                return;
            }
            self.store.begin("Move incident");
            self.drag.set_value(Some(Drag { moved: true, ..drag.clone() }));
        }
        // From where it was pressed, so that rounding never adds up.
        let by_s = self.track.moment_at(x) - drag.pressed_s;
        self.put(self.dragged(&drag.from, drag.grip, by_s));
    }

    fn release(self, event: &PointerEvent) {
        let Some(drag) = self.take_drag() else { return };
        event.stop_propagation();
        if drag.moved {
            self.store.commit();
        } else {
            self.toggle();
        }
    }

    /// The gesture was taken over by the browser, or Escape pressed: all as before.
    fn give_up(self) {
        if self.take_drag().is_some_and(|drag| drag.moved) {
            self.store.cancel();
        }
    }

    fn take_drag(self) -> Option<Drag> {
        let mut drag = None;
        self.drag.update_value(|value| drag = value.take());
        drag
    }

    fn toggle(self) {
        let id = self.key.get_value();
        self.chosen.update(|chosen| {
            *chosen = if chosen.as_ref() == Some(&id) { None } else { Some(id) };
        });
    }

    fn key(self, event: &KeyboardEvent) {
        let grip = if event.shift_key() { Grip::End } else { Grip::Whole };
        match event.key().as_str() {
            "ArrowLeft" => self.nudge(grip, -1.0, event.repeat()),
            "ArrowRight" => self.nudge(grip, 1.0, event.repeat()),
            "Enter" | " " => self.toggle(),
            "Delete" | "Backspace" => {
                let command = Command::RemoveIncident(self.key.get_value());
                // A refusal has been shown as a notice.
                self.store.run_command("Delete incident", &command).ok();
            }
            "Escape" if self.drag.with_value(Option::is_some) => self.give_up(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Moves by the grain; a key that is held down makes one undo step.
    fn nudge(self, grip: Grip, grains: f64, held: bool) {
        let Some(incident) = self.incident() else { return };
        if !held {
            self.store.begin("Move incident");
        }
        let by_s = grains * moment::grain_s(self.track.horizon_s.get_untracked());
        self.put(self.dragged(&incident, grip, by_s));
    }

    fn dragged(self, from: &DocIncident, grip: Grip, by_s: f64) -> DocIncident {
        let grain_s = moment::grain_s(self.track.horizon_s.get_untracked());
        incidents::dragged(from, grip, by_s, grain_s, self.track.last_s.get_untracked())
    }

    fn end_nudge(self) {
        if self.drag.try_with_value(Option::is_none) == Some(true) {
            self.store.commit();
        }
    }
}
