//! What a gesture shows while it lasts: the marquee, the link in the making with the reason why it
//! may not go there, and the node to be placed.

use leptos::prelude::*;
use windtunnel_design::sim::model::catalogue;
use windtunnel_design::{Point, Shape};

use crate::core::geometry::Rect;
use crate::core::route::Route;
use crate::core::tool::{End, Fresh, Linking, State};
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// Parts of the overlay that move with the paper.
#[component]
pub fn Overlay() -> impl IntoView {
    let store = use_store();
    let tool = store.session.tool;
    let marquee = Memo::new(move |_| tool.with(|tool| tool.state.marquee()));
    let loose = Memo::new(move |_| tool.with(|tool| loose(store, &tool.state)));
    let sketched = Memo::new(move |_| {
        tool.with(|tool| match tool.state {
            State::Sketching { shape, from, to: Some(to), .. } => Some((shape, from, to)),
            _ => None,
        })
    });
    let ghost = Memo::new(move |_| {
        tool.with(|tool| match tool.state {
            State::Placing { what, at: Some(at), .. } => Some((what, at)),
            _ => None,
        })
    });
    let preview = move || {
        let (fixed, end, at, allowed) = loose.get()?;
        let route = match end {
            End::To => Route::preview(fixed, at),
            End::From => Route::preview_back(at, fixed),
        };
        Some(view! {
            <svg class="preview" data-allowed=allowed aria-hidden="true">
                <path d=route.path_data() />
                <polygon points=route.arrow_points() />
            </svg>
        })
    };
    let box_around = |rect: Rect| {
        format!("left:{}px;top:{}px;width:{}px;height:{}px", rect.x, rect.y, rect.w, rect.h)
    };
    view! {
        {preview}
        {move || marquee.get().map(|rect| view! { <div class="marquee" prop:style=box_around(rect)></div> })}
        {move || sketched.get().map(|(shape, from, to)| match shape {
            Shape::Arrow => {
                let line = format!("M{} {}L{} {}", from.x, from.y, to.x, to.y);
                view! { <svg class="preview" aria-hidden="true"><path d=line /></svg> }.into_any()
            }
            _ => {
                let style = box_around(Rect::between(from, to));
                view! { <div class="marquee" prop:style=style></div> }.into_any()
            }
        })}
        {move || ghost.get().map(|(what, at)| {
            let size = what.size();
            let rect = Rect { x: at.x, y: at.y, w: size.w, h: size.h };
            let kind = match what {
                Fresh::Node(kind) => kind,
                Fresh::Sketch(_) => {
                    let style = box_around(rect);
                    return view! { <div class="marquee" prop:style=style></div> }.into_any();
                }
            };
            view! {
                <div class="node ghost" prop:style=box_around(rect) aria-hidden="true">
                    <div class="node-head">
                        {icon(Icon::for_kind(kind))}
                        <span class="node-label">{catalogue::node(kind).label}</span>
                    </div>
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

/// Beside the pointer: where the link would go, or why it may not. In pixels.
#[component]
pub fn PointerHint() -> impl IntoView {
    let store = use_store();
    let hint = Memo::new(move |_| store.session.tool.with(|tool| hint(store, &tool.state)));
    move || {
        let (x, y, allowed, text) = hint.get()?;
        Some(view! {
            <div
                class="pointer-hint"
                data-allowed=if allowed { "yes" } else { "no" }
                role="status"
                style:left=format!("{x}px")
                style:top=format!("{y}px")
            >
                {icon(if allowed { Icon::Link } else { Icon::Close })}
                <span>{text}</span>
            </div>
        })
    }
}

fn hint(store: Store, state: &State) -> Option<(f64, f64, bool, String)> {
    let (at, over) = state.loose_end()?;
    let at = store.session.camera.get_untracked().to_pixels(at);
    // Kept off the right and lower edges, where the pointer would cover or cut it.
    let (width, height) = store.session.viewport.get_untracked();
    let (x, y) = ((at.x + 16.0).min(width - 250.0).max(8.0), (at.y + 18.0).min(height - 72.0));
    Some(match over? {
        (to, Ok(())) => (x, y, true, format!("Connect to {}", store.document_now().label(to))),
        (_, Err(reason)) => (x, y, false, reason.clone()),
    })
}

/// The rectangle of the node at the fixed end, which end is loose, where it is, and whether it may
/// go there.
fn loose(store: Store, state: &State) -> Option<(Rect, End, Point, Option<&'static str>)> {
    let (at, over) = state.loose_end()?;
    let document = store.document_now();
    let linking = state.linking()?;
    let fixed = document.nodes.get(linking.fixed(&document)?)?.at;
    let end = match linking {
        Linking::Moved(_, end) => end,
        Linking::New(_) => End::To,
    };
    let allowed = over.map(|(_, verdict)| if verdict.is_ok() { "yes" } else { "no" });
    Some((Rect::node(fixed), end, at, allowed))
}
