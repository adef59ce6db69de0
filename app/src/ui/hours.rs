//! Whole numbers for the 24 hours of a day, as bars to drag.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;

use super::draft::Draft;
use super::field::FieldIds;
use super::number::{Number, number_input};

/// The editor of a list of 24 numbers. One bar takes the keyboard: left and right walk along the
/// day, up and down change the hour.
#[must_use]
pub fn hours_input(
    ids: &FieldIds,
    name: &str,
    step: &str,
    max: u32,
    value: Signal<Vec<f64>>,
    set: Callback<Vec<f64>, Result<(), String>>,
    draft: Draft,
) -> AnyView {
    let hour = RwSignal::new(9_usize);
    let dragging = RwSignal::new(None::<f64>);
    let bars = NodeRef::<html::Div>::new();
    let limit = f64::from(max);
    let top =
        Memo::new(move |_| dragging.get().unwrap_or_else(|| scale_top(&value.get()).min(limit)));

    let put = {
        let step = step.to_owned();
        move |at: usize, to: f64| {
            let mut hours = value.get_untracked();
            if hours.len() == 24 && at < 24 {
                hours[at] = to.clamp(0.0, limit);
                draft.moved(&step, || set.run(hours));
            }
        }
    };
    let paint = {
        let put = put.clone();
        move |event: &PointerEvent| {
            let Some(bars) = bars.get_untracked() else { return };
            let area = bars.get_bounding_client_rect();
            let x = (f64::from(event.client_x()) - area.left()) / area.width().max(1.0);
            let y = (area.bottom() - f64::from(event.client_y())) / area.height().max(1.0);
            let at = (x * 24.0).floor().clamp(0.0, 23.0) as usize;
            hour.set(at);
            put(at, (y.clamp(0.0, 1.0) * top.get_untracked()).round());
        }
    };
    let paint_on = paint.clone();
    let on_down = move |event: PointerEvent| {
        event.prevent_default();
        dragging.set(Some(top.get_untracked()));
        if let Some(bars) = bars.get_untracked() {
            bars.set_pointer_capture(event.pointer_id()).ok();
        }
        paint(&event);
    };
    let on_up = move |_: PointerEvent| {
        dragging.set(None);
        draft.leave();
    };
    let put_by_key = put.clone();
    let on_key = move |event: KeyboardEvent| {
        let at = hour.get_untracked();
        let now = value.with_untracked(|hours| hours.get(at).copied().unwrap_or(0.0));
        match event.key().as_str() {
            "ArrowUp" => put_by_key(at, now + 1.0),
            "ArrowDown" => put_by_key(at, now - 1.0),
            "PageUp" => put_by_key(at, now + 10.0),
            "PageDown" => put_by_key(at, now - 10.0),
            "ArrowRight" => hour.set((at + 1) % 24),
            "ArrowLeft" => hour.set((at + 23) % 24),
            "Home" => hour.set(0),
            "End" => hour.set(23),
            _ => return draft.key(&event),
        }
        event.prevent_default();
        if let Some(bars) = bars.get_untracked() {
            let bar = bars.children().item(hour.get_untracked() as u32);
            focus(bar);
        }
    };

    let one = Number {
        id: ids.control.clone(),
        described_by: ids.described_by(),
        step: step.to_owned(),
        value: Signal::derive(move || {
            value.with(|hours| hours.get(hour.get()).copied().unwrap_or(0.0))
        }),
        set: Callback::new(move |to: f64| {
            let mut hours = value.get_untracked();
            if let Some(slot) = hours.get_mut(hour.get_untracked()) {
                *slot = to;
            }
            set.run(hours)
        }),
        whole: true,
        endless: None,
        draft,
    };
    let fill = {
        let step = step.to_owned();
        move |_| {
            let now = value.with_untracked(|h| h.get(hour.get_untracked()).copied());
            if let Some(now) = now {
                draft.moved(&step, || set.run(vec![now; 24]));
                draft.leave();
            }
        }
    };
    view! {
        <div class="hours">
            <div
                class="hours-bars"
                role="group"
                aria-label=format!("{name}, a bar for each hour")
                node_ref=bars
                on:pointerdown=on_down
                on:pointermove=move |event| {
                    if dragging.get_untracked().is_some() {
                        paint_on(&event);
                    }
                }
                on:pointerup=on_up
                on:pointercancel=on_up
                on:keydown=on_key
                on:focusout=move |_| draft.leave()
            >
                {(0..24).map(|at| bar(at, hour, value, top, max)).collect_view()}
            </div>
            <div class="hours-scale" aria-hidden="true">
                <span>"0"</span><span>"6"</span><span>"12"</span><span>"18"</span><span>"24 h"</span>
            </div>
            <div class="hours-one">
                <span class="hours-at">
                    {move || format!("{:02}:00 to {:02}:00", hour.get(), hour.get() + 1)}
                </span>
                {number_input(&one)}
                <button type="button" class="button framed" on:click=fill>"All day"</button>
            </div>
        </div>
    }
    .into_any()
}

fn bar(
    at: usize,
    hour: RwSignal<usize>,
    value: Signal<Vec<f64>>,
    top: Memo<f64>,
    max: u32,
) -> AnyView {
    let now = move || value.with(|hours| hours.get(at).copied().unwrap_or(0.0));
    let height = move || format!("height: {:.1}%", (now() / top.get() * 100.0).min(100.0));
    view! {
        <div
            class="hours-bar"
            class:chosen=move || hour.get() == at
            role="slider"
            tabindex=move || if hour.get() == at { "0" } else { "-1" }
            aria-label=format!("Hour {at}")
            aria-orientation="vertical"
            aria-valuemin="0"
            aria-valuemax=max
            aria-valuenow=now
        >
            <span prop:style=height></span>
        </div>
    }
    .into_any()
}

fn focus(element: Option<web_sys::Element>) {
    use wasm_bindgen::JsCast;
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        element.focus().ok();
    }
}

/// A round number above all hours, with room to drag a bar higher.
fn scale_top(hours: &[f64]) -> f64 {
    let most = hours.iter().copied().fold(0.0, f64::max);
    let wanted = (most * 1.25).max(10.0);
    let place = libm::pow(10.0, libm::floor(libm::log10(wanted)));
    [1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 10.0]
        .into_iter()
        .map(|step| step * place)
        .find(|top| *top >= wanted)
        .unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::scale_top;

    #[test]
    fn there_is_always_room_above_the_highest_bar() {
        assert_eq!(scale_top(&[]), 10.0);
        assert_eq!(scale_top(&[8.0]), 10.0);
        assert_eq!(scale_top(&[12.0, 30.0]), 50.0);
        assert_eq!(scale_top(&[100.0]), 150.0);
    }
}
