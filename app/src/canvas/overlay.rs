//! What a gesture shows while it lasts: the marquee, the link in the making with the reason why it
//! may not go there, and the node to be placed.

use leptos::prelude::*;
use windtunnel_design::sim::model::catalogue;

use crate::core::geometry::{NODE_H, NODE_W, Rect};
use crate::core::route::Route;
use crate::core::tool::State;
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// Parts of the overlay that move with the paper.
#[component]
pub fn Overlay() -> impl IntoView {
    let store = use_store();
    let tool = store.session.tool;
    let marquee = Memo::new(move |_| tool.with(|tool| tool.state.marquee()));
    let draft = Memo::new(move |_| tool.with(|tool| tool.state.draft().cloned()));
    let ghost = Memo::new(move |_| {
        tool.with(|tool| match tool.state {
            State::PlacingNode { kind, at: Some(at), .. } => Some((kind, at)),
            _ => None,
        })
    });
    let preview = move || {
        let draft = draft.get()?;
        let from = store.document_now().nodes.get(&draft.from).map(|node| Rect::node(node.at))?;
        let route = Route::preview(from, draft.at?);
        let allowed = draft.over.map(|(_, verdict)| if verdict.is_ok() { "yes" } else { "no" });
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
        {move || ghost.get().map(|(kind, at)| {
            let rect = Rect { x: at.x, y: at.y, w: NODE_W, h: NODE_H };
            view! {
                <div class="node ghost" prop:style=box_around(rect) aria-hidden="true">
                    <div class="node-head">
                        {icon(Icon::for_kind(kind))}
                        <span class="node-label">{catalogue::node(kind).label}</span>
                    </div>
                </div>
            }
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
    let draft = state.draft()?;
    let at = store.session.camera.get_untracked().to_pixels(draft.at?);
    let (to, verdict) = draft.over.as_ref()?;
    // Kept off the right and lower edges, where the pointer would cover or cut it.
    let (width, height) = store.session.viewport.get_untracked();
    let (x, y) = ((at.x + 16.0).min(width - 250.0).max(8.0), (at.y + 18.0).min(height - 72.0));
    Some(match verdict {
        Ok(()) => (x, y, true, format!("Connect to {}", store.document_now().label(to))),
        Err(reason) => (x, y, false, reason.clone()),
    })
}
