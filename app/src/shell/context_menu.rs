//! What can be done with what is under the pointer: right click, the menu key, or a long press.

use leptos::html::Div;
use leptos::prelude::*;

use super::actions::{self, Context, Id};
use super::elements;
use crate::annex;
use crate::canvas::{CANVAS_ID, node, sketch};
use crate::core::tool::{Grip, Target};
use crate::store::{MenuAt, Store};
use crate::ui::menu::{close_elsewhere, sheet};

const ON_NODE: &[&[Id]] = &[
    &[Id::Parameters],
    &[Id::ConnectTo, Id::Connect, Id::AddAfter, Id::AddBefore],
    &[Id::Copy, Id::Cut, Id::Duplicate],
    &[Id::Front, Id::Back, Id::Lock],
    &[Id::Delete],
];
const ON_LINK: &[&[Id]] =
    &[&[Id::Parameters], &[Id::EditText, Id::AddBend, Id::Straighten], &[Id::Delete]];
const ON_SKETCH: &[&[Id]] = &[
    &[Id::EditText],
    &[Id::Copy, Id::Cut, Id::Duplicate],
    &[Id::TintPlain, Id::TintYellow, Id::TintGreen, Id::TintBlue, Id::TintRed, Id::TintViolet],
    &[Id::Front, Id::Back, Id::Lock],
    &[Id::Delete],
];
const ON_MANY: &[&[Id]] = &[
    &[Id::AlignLeft, Id::AlignCentre, Id::AlignRight],
    &[Id::AlignTop, Id::AlignMiddle, Id::AlignBottom],
    &[Id::DistributeAcross, Id::DistributeDown],
    &[Id::Copy, Id::Cut, Id::Duplicate],
    &[Id::AddFrame, Id::Front, Id::Back, Id::Lock],
    &[Id::Delete],
];
const ON_PAPER: &[&[Id]] = &[
    &[Id::AddPart, Id::FindNode],
    &[Id::Note, Id::Frame, Id::Arrow],
    &[Id::Paste, Id::SelectAll, Id::Tidy],
    &[Id::Fit, Id::ActualSize],
];

/// The menu, where it is open.
#[component]
pub fn ContextMenu(context: Context) -> impl IntoView {
    let open = context.store.session.menu;
    let root = NodeRef::<Div>::new();
    close_elsewhere(
        root,
        Callback::new(move |()| {
            open.try_set(None);
        }),
    );
    move || {
        let menu = open.get()?;
        let place = place(&menu);
        Some(view! {
            <div class="context-menu" prop:style=place node_ref=root>
                {annex::show(move |parts| (parts.menu)(context, &menu))}
            </div>
        })
    }
}

/// What stands in an open menu.
pub fn menu(context: Context, menu: &MenuAt) -> AnyView {
    let open = context.store.session.menu;
    let target = menu.target.clone();
    let (name, groups) = offered(context.store, &menu.target);
    let groups = groups
        .iter()
        .map(|group| group.iter().map(|&id| actions::menu_item(context, id)).collect())
        .collect();
    let close = Callback::new(move |back: bool| {
        open.set(None);
        if back {
            focus(&target);
        }
    });
    sheet(name, &[], groups, close)
}

/// What the menu is called, and what it offers.
fn offered(store: Store, target: &Target) -> (&'static str, &'static [&'static [Id]]) {
    let many = store.session.selection.with_untracked(|it| it.count() > 1);
    match target {
        Target::Empty => ("The canvas", ON_PAPER),
        _ if many => ("The selection", ON_MANY),
        Target::Node(_) | Target::Port(_) => ("The part", ON_NODE),
        Target::Sketch(_) | Target::Grip(Grip::Corner(..)) => ("The drawing", ON_SKETCH),
        Target::Link(_) | Target::Grip(_) => ("The link", ON_LINK),
    }
}

/// Where it stands in the window: below and to the right, unless there is less room.
fn place(menu: &MenuAt) -> String {
    let corner = elements::by_id(CANVAS_ID).map(|canvas| canvas.get_bounding_client_rect());
    let (left, top) = corner.map_or((0.0, 0.0), |rect| (rect.left(), rect.top()));
    let (x, y) = (menu.at.x + left, menu.at.y + top);
    let size = |of: Result<wasm_bindgen::JsValue, _>| of.ok().and_then(|it| it.as_f64());
    let width = size(window().inner_width()).unwrap_or(1.0);
    let height = size(window().inner_height()).unwrap_or(1.0);
    let side = if x > width * 0.6 {
        format!("right:{:.0}px", (width - x).max(8.0))
    } else {
        format!("left:{:.0}px", x.max(8.0))
    };
    if y > height * 0.55 {
        format!("{side};bottom:{:.0}px;--room:{:.0}px", (height - y).max(8.0), y - 8.0)
    } else {
        format!("{side};top:{:.0}px;--room:{:.0}px", y.max(8.0), height - y - 8.0)
    }
}

/// The focus goes back to what the menu was about.
fn focus(target: &Target) {
    let about = match target {
        Target::Node(id) | Target::Port(id) => elements::by_id(&node::dom_id(id)),
        Target::Sketch(id) => elements::by_id(&sketch::dom_id(id)),
        _ => None,
    };
    if let Some(element) = about.or_else(|| elements::by_id(CANVAS_ID)) {
        element.focus().ok();
    }
}
