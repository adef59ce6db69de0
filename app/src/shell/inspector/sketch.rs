//! One note, frame or arrow: its text, its colour, and whether gestures leave it alone.

use leptos::prelude::*;
use windtunnel_design::{Command, Shape, Sketch, Tint};

use super::node::delete_button;
use crate::canvas::edits;
use crate::store::Store;
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, field, select_input, switch_input, text_input};
use crate::ui::{Icon, icon};

/// The panel of a sketch.
pub(super) fn sketch_panel(store: Store, id: String) -> AnyView {
    let Some(sketch) = store.document_now().sketches.get(&id).cloned() else {
        return ().into_any();
    };
    let (title, picture, about) = match sketch.shape {
        Shape::Note => {
            ("Note", Icon::Note, "For whoever looks at the design; nothing simulates it.")
        }
        Shape::Frame => ("Frame", Icon::Frame, "What stands in it moves with it."),
        Shape::Arrow => ("Arrow", Icon::Arrow, "Points at something; nothing moves along it."),
    };
    view! {
        <div class="inspector-head">
            <span class="kind-icon large">{icon(picture)}</span>
            <h2>{title}</h2>
        </div>
        <div class="inspector-body" tabindex="-1">
            <p class="summary">{about}</p>
            {text_field(store, id.clone(), sketch.shape)}
            {tint_field(store, id.clone())}
            {lock_field(store, id)}
            {delete_button(store, "Delete this drawing")}
        </div>
    }
    .into_any()
}

/// Something about a sketch, followed.
fn of<T: Default + Clone + Send + Sync + 'static>(
    store: Store,
    id: String,
    part: impl Fn(&Sketch) -> T + Send + Sync + 'static,
) -> Signal<T> {
    Signal::derive(move || store.document().sketches.get(&id).map(&part).unwrap_or_default())
}

fn text_field(store: Store, id: String, shape: Shape) -> AnyView {
    let (ids, draft) = (FieldIds::new(), Draft::new());
    let value = of(store, id.clone(), |sketch| sketch.text.clone());
    let set = Callback::new(move |text: String| {
        let Some(sketch) = store.document_now().sketches.get(&id).cloned() else { return Ok(()) };
        let command = Command::PutSketch(id.clone(), Sketch { text, ..sketch });
        store.run_command("Edit text", &command).map_err(|rejection| rejection.to_string())
    });
    let (name, lines) = match shape {
        Shape::Note => ("Text", 4),
        Shape::Frame => ("Title", 1),
        Shape::Arrow => ("Text", 1),
    };
    let control = text_input(&ids, "Edit text", lines, value, set, draft);
    field(&ids, name, lines > 1, draft.error(), control, ().into_any())
}

fn tint_field(store: Store, id: String) -> AnyView {
    let ids = FieldIds::new();
    let value = of(store, id, |sketch| sketch.tint.word().to_owned());
    let options = Tint::ALL.map(|tint| (tint.word().to_owned(), tint.word().to_owned())).into();
    let set = Callback::new(move |word: String| {
        if let Some(tint) = Tint::ALL.into_iter().find(|tint| tint.word() == word) {
            edits::tint(store, tint);
        }
    });
    let control = select_input(&ids, Signal::stored(options), value, set);
    field(&ids, "Colour", false, Signal::stored(None), control, ().into_any())
}

fn lock_field(store: Store, id: String) -> AnyView {
    let ids = FieldIds::new();
    let value = of(store, id, |sketch| sketch.locked);
    let set = Callback::new(move |_: bool| edits::toggle_lock(store));
    let control = switch_input(&ids, value, set);
    field(&ids, "Locked", false, Signal::stored(None), control, ().into_any())
}
