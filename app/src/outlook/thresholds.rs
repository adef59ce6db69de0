//! The policy's thresholds on the curve of their cost: dragged, moved by keys, or set to the best.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use windtunnel_design::sim::model::{NodeKind, ParamValue, catalogue};
use windtunnel_design::{Command, Document};

use super::{axis, blocks, figures};
use crate::core::format;
use crate::lab::chart::chart_under;
use crate::lab::figures::Scale;
use crate::lab::plot::{LEFT, RIGHT};
use crate::run::dock::table::table_view;
use crate::store::Store;
use crate::ui::draft::Draft;
use crate::ui::{Icon, icon};

const STEP: &str = "Set the thresholds";
const KEYS: [&str; 2] = ["approve_below", "decline_above"];
const NAMES: [&str; 2] = ["Approve below", "Decline from"];

/// The policy whose thresholds are shown: the selected one, else the first.
fn policy(store: Store) -> Option<String> {
    let document = store.still();
    let is_policy =
        |id: &String| document.nodes.get(id).is_some_and(|node| node.kind == NodeKind::Policy);
    let chosen =
        store.session.selection.with(|it| it.nodes.iter().find(|id| is_policy(id)).cloned());
    chosen.or_else(|| document.nodes.keys().find(|id| is_policy(id)).cloned())
}

/// Its two probabilities.
fn drawn(document: &Document, id: &str) -> [f64; 2] {
    let params = document.nodes.get(id).map(|node| &node.params);
    KEYS.map(|key| {
        let default = || catalogue::node(NodeKind::Policy).param(key).map(|it| it.default_value());
        match params.and_then(|params| params.get(key).cloned()).or_else(default) {
            Some(ParamValue::Number(p)) => p,
            _ => 0.5,
        }
    })
}

/// Both thresholds in one command.
fn put(id: &str, to: [f64; 2]) -> Command {
    let set =
        |at: usize| Command::SetParam(id.to_owned(), KEYS[at].to_owned(), Some(to[at].into()));
    Command::Batch(vec![set(0), set(1)])
}

/// The thresholds after one was moved; the other stops it.
fn moved(from: [f64; 2], which: usize, to: f64) -> [f64; 2] {
    if which == 0 { [to.min(from[1]), from[1]] } else { [from[0], to.max(from[0])] }
}

/// Where something at a share of the axis lies over the drawing.
pub(super) fn left(share: f64) -> String {
    format!("calc({LEFT}px + (100% - {}px) * {share:.5})", LEFT + RIGHT)
}

/// What is shared by the two handles.
#[derive(Clone, Copy)]
struct Handles {
    store: Store,
    policy: Memo<Option<String>>,
    drawn: Memo<[f64; 2]>,
    across: Memo<Option<Scale>>,
    draft: Draft,
}

impl Handles {
    fn place(&self, p: f64) -> f64 {
        self.across.with(|across| across.as_ref().map_or(0.0, |scale| axis::place(scale, p)))
    }

    /// Moves one handle to a place on the axis.
    fn go(&self, which: usize, place: f64) {
        let to = self.across.with_untracked(|it| it.as_ref().map(|scale| axis::at(scale, place)));
        let (Some(to), Some(id)) = (to, self.policy.get_untracked()) else { return };
        let command = put(&id, moved(self.drawn.get_untracked(), which, to));
        let run = || self.store.run_command(STEP, &command).map_err(|error| error.to_string());
        self.draft.moved(STEP, run);
    }

    fn key(&self, which: usize, event: &KeyboardEvent) {
        let by = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => 0.01,
            "ArrowLeft" | "ArrowDown" => -0.01,
            "PageUp" => 0.1,
            "PageDown" => -0.1,
            "Home" => -1.0,
            "End" => 1.0,
            _ => return self.draft.key(event),
        };
        event.prevent_default();
        let now = self.place(self.drawn.get_untracked()[which]);
        self.go(which, now + by * if event.shift_key() { 0.1 } else { 1.0 });
    }

    /// The share of the axis that a pointer is at; the handle's parent is the drawing.
    fn pointed(event: &PointerEvent) -> Option<f64> {
        let handle = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
        let area = handle.parent_element()?.get_bounding_client_rect();
        let x = f64::from(event.client_x()) - area.left() - LEFT;
        Some(x / (area.width() - LEFT - RIGHT).max(1.0))
    }

    fn handle(self, which: usize) -> AnyView {
        let dragged = RwSignal::new(false);
        let value = move || self.drawn.get()[which];
        let down = move |event: PointerEvent| {
            let handle =
                event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
            if let Some(handle) = handle {
                handle.set_pointer_capture(event.pointer_id()).ok();
            }
            dragged.set(true);
        };
        let track = move |event: PointerEvent| {
            if let Some(place) = Self::pointed(&event).filter(|_| dragged.get_untracked()) {
                self.go(which, place);
            }
        };
        let up = move |_: PointerEvent| {
            dragged.set(false);
            self.draft.leave();
        };
        view! {
            <span
                class=if which == 0 { "threshold approve" } else { "threshold decline" }
                role="slider"
                tabindex="0"
                aria-label=NAMES[which]
                aria-valuemin="0"
                aria-valuemax="1"
                aria-valuenow=move || value().to_string()
                aria-valuetext=move || format::share(value())
                style:left=move || left(self.place(value()))
                on:pointerdown=down
                on:pointermove=track
                on:pointerup=up
                on:pointercancel=up
                on:keydown=move |event| self.key(which, &event)
                on:blur=move |_| self.draft.leave()
            ></span>
        }
        .into_any()
    }

    /// The band that people look at.
    fn band(self) -> AnyView {
        let ends = move || self.drawn.get().map(|p| self.place(p));
        let width = move || {
            let [low, high] = ends();
            format!("calc((100% - {}px) * {:.5})", LEFT + RIGHT, (high - low).max(0.0))
        };
        view! {
            <i
                class="review-band"
                aria-hidden="true"
                style:left=move || left(ends()[0])
                style:width=width
            ></i>
        }
        .into_any()
    }
}

/// The curve with its handles, and what the ways to set them come to.
pub(super) fn thresholds(store: Store) -> AnyView {
    let outlook = store.run.outlook;
    let figure = Memo::new(move |_| outlook.with(|it| figures::cost(it.as_ref()?)));
    let policy = Memo::new(move |_| policy(store));
    let handles = Handles {
        store,
        policy,
        drawn: Memo::new(move |_| {
            policy.with(|id| drawn(&store.still(), id.as_deref().unwrap_or_default()))
        }),
        across: Memo::new(move |_| figure.with(|it| it.as_ref().map(|it| it.across.clone()))),
        draft: Draft::new(),
    };
    let best = Memo::new(move |_| {
        let best = outlook.with(|it| blocks::best(it.as_ref()?))?;
        Some([best.approve_below, best.decline_above].map(|p| axis::tidy(p, 4)))
    });
    let mark = move |at: usize| {
        let place = move || best.get().map(|best| left(handles.place(best[at])));
        view! {
            <i
                class="threshold-best"
                aria-hidden="true"
                hidden=move || best.with(Option::is_none)
                style:left=place
            ></i>
        }
    };
    let over = move || {
        let drawn = policy.with_untracked(Option::is_some).then(|| {
            view! { {handles.band()} {mark(0)} {mark(1)} {handles.handle(0)} {handles.handle(1)} }
        });
        drawn.into_any()
    };
    let can = move || {
        policy.with(Option::is_some) && best.get().is_some_and(|it| it != handles.drawn.get())
    };
    let use_best = move |_| {
        if let (Some(id), Some(to)) = (policy.get_untracked(), best.get_untracked()) {
            // What is not allowed is told by the store.
            store.run_command("Use the best thresholds", &put(&id, to)).ok();
        }
    };
    let table = Memo::new(move |_| {
        outlook
            .with(|it| it.as_ref().map(|it| blocks::thresholds(it)))
            .filter(|it| !it.rows.is_empty())
    });
    let words = move || {
        let [approve, decline] = handles.drawn.get().map(format::share);
        format!("Approve below {approve}, decline from {decline}. Dashed: the best there is.")
    };
    let body = move || table.with(|it| it.as_ref().map(table_view));
    view! {
        <section class="outlook-wide" hidden=move || figure.with(Option::is_none)>
            {chart_under(figure, over)}
            <div>
                <div class="outlook-head">
                    <p>{words}</p>
                    <button type="button" class="button small framed" disabled=move || !can() on:click=use_best>
                        {icon(Icon::Healthy)}
                        "Use the best"
                    </button>
                </div>
                {body}
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_stops_at_the_other() {
        assert_eq!(moved([0.1, 0.6], 0, 0.3), [0.3, 0.6]);
        assert_eq!(moved([0.1, 0.6], 0, 0.9), [0.6, 0.6]);
        assert_eq!(moved([0.1, 0.6], 1, 0.05), [0.1, 0.1]);
    }

    #[test]
    fn both_are_set_in_one_step_and_read_back() {
        let mut document =
            windtunnel_design::templates::find("card-fraud").expect("is there").document();
        let nodes = document.nodes.iter();
        let id = nodes
            .filter(|(_, node)| node.kind == NodeKind::Policy)
            .map(|(id, _)| id.clone())
            .next();
        let id = id.expect("has a policy");
        windtunnel_design::apply(&mut document, &put(&id, [0.02, 0.4])).expect("allowed");
        assert_eq!(drawn(&document, &id), [0.02, 0.4]);
        assert_eq!(drawn(&Document::default(), "gone"), [0.5, 0.5]);
    }
}
