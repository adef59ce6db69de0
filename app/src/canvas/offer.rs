//! A link was dropped on empty paper: a list of the parts that may stand at its end.

use leptos::ev::KeyboardEvent;
use leptos::html::{Div, Input};
use leptos::prelude::*;
use windtunnel_design::sim::model::{NodeKind, catalogue};

use super::commands::send;
use crate::core::camera::Pixel;
use crate::core::offer;
use crate::core::tool::{Event, State};
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// Size of the list in pixels, to keep it in view; as in canvas.css.
const SIZE: (f64, f64) = (230.0, 300.0);

/// The list, while it is asked for.
#[component]
pub fn Offer() -> impl IntoView {
    let store = use_store();
    let asked = Memo::new(move |_| {
        store.session.tool.with(|tool| match &tool.state {
            State::Offering { from, at } => Some((from.clone(), *at)),
            _ => None,
        })
    });
    move || {
        let (from, at) = asked.get()?;
        let kinds = offer::kinds(&store.document_now(), &from);
        let pixel = store.session.camera.get_untracked().to_pixels(at);
        Some(list(store, kinds, pixel))
    }
}

fn list(store: Store, kinds: Vec<NodeKind>, at: Pixel) -> AnyView {
    let (width, height) = store.session.viewport.get_untracked();
    let left = at.x.min(width - SIZE.0 - 8.0).max(8.0);
    let top = at.y.min(height - SIZE.1 - 8.0).max(8.0);
    let search = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| offer::matching(&kinds, &search.get()));
    let (field, sheet) = (NodeRef::<Input>::new(), NodeRef::<Div>::new());
    field.on_load(|field| {
        request_animation_frame(move || drop(field.focus()));
    });
    let key = move |event: KeyboardEvent| {
        event.stop_propagation();
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => chosen.update(|at| *at = at.saturating_sub(1)),
            "Enter" => {
                let at = chosen.get_untracked();
                if let Some(&kind) = found.with_untracked(|found| found.get(at).copied()).as_ref() {
                    send(store, &Event::Choose(kind));
                }
            }
            "Escape" => {
                send(store, &Event::Escape);
                super::focus_canvas();
            }
            _ => return,
        }
        event.prevent_default();
        // The choice is scrolled into view once it is marked.
        request_animation_frame(move || {
            let marked = sheet
                .try_get_untracked()
                .flatten()
                .and_then(|sheet| sheet.query_selector("[aria-selected=true]").ok().flatten());
            if let Some(marked) = marked {
                marked.scroll_into_view_with_bool(false);
            }
        });
    };
    let options = move || {
        let found = found.get();
        if found.is_empty() {
            return view! { <p class="offer-none">"No such part can stand here."</p> }.into_any();
        }
        let option = |(place, kind): (usize, NodeKind)| {
            view! {
                <button
                    type="button"
                    class="offer-item"
                    role="option"
                    id=option_id(place)
                    tabindex="-1"
                    aria-selected=move || (chosen.get() == place).to_string()
                    on:click=move |_| send(store, &Event::Choose(kind))
                >
                    {icon(Icon::for_kind(kind))}
                    <span>{catalogue::node(kind).label}</span>
                </button>
            }
            .into_any()
        };
        found.into_iter().enumerate().map(option).collect_view().into_any()
    };
    view! {
        <div
            class="offer"
            role="dialog"
            aria-label="Add a part here"
            style:left=format!("{left}px")
            style:top=format!("{top}px")
            on:pointerdown=|event| event.stop_propagation()
            on:dblclick=|event| event.stop_propagation()
            on:wheel=|event| event.stop_propagation()
        >
            <input
                class="input"
                type="text"
                role="combobox"
                placeholder="Add here…"
                aria-label="Part to add here"
                aria-expanded="true"
                aria-controls="offer-list"
                aria-activedescendant=move || option_id(chosen.get())
                autocomplete="off"
                node_ref=field
                on:keydown=key
                on:input=move |event| {
                    search.set(event_target_value(&event));
                    chosen.set(0);
                }
            />
            <div id="offer-list" class="offer-list" role="listbox" aria-label="Parts" node_ref=sheet>
                {options}
            </div>
        </div>
    }
    .into_any()
}

fn option_id(place: usize) -> String {
    format!("offer-{place}")
}
