//! What the first screen can do without: a second module of wasm that comes after it.
//!
//! [`parts`] is the one place where the page is cut. All that can be reached only through it is
//! taken out of the first module by `xtask`, so a panel belongs here once nothing else names it.

use std::sync::LazyLock;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use windtunnel_design::{Document, templates};

use crate::exchange::{clipboard, export, import};
use crate::run::{dock, study_control, timeline};
use crate::shell::actions::Context;
use crate::shell::{command_palette, context_menu, inspector};
use crate::store::{Dialog, MenuAt, Store, Tone};
use crate::ui::{Icon, icon};
use crate::{canvas, lab};

/// The ways into the second module.
pub struct Parts {
    /// Begins what goes on behind the screen, once.
    pub begin: fn(Context),
    /// What stands in the inspector.
    pub inspector: fn(Context) -> AnyView,
    /// What stands in the dock.
    pub dock: fn(Store) -> AnyView,
    /// An open dialog.
    pub dialog: fn(Context, Dialog) -> Option<AnyView>,
    /// An open context menu.
    pub menu: fn(Context, &MenuAt) -> AnyView,
    /// What stands on a canvas without parts.
    pub empty: fn(bool) -> AnyView,
    /// The card of an incident.
    pub incident: fn(&str) -> AnyView,
    /// Opens the text of a file, by the file's name.
    pub import: fn(Context, String, String),
    /// Copies the selection.
    pub copy: fn(Context),
    /// Cuts the selection.
    pub cut: fn(Context),
    /// Pastes.
    pub paste: fn(Context),
    /// Puts a picture of the design on the clipboard.
    pub copy_image: fn(Context),
    /// An example by its name.
    pub example: fn(&str) -> Option<Document>,
}

/// What a person is told where it is needed and did not come.
pub const MISSING: &str = "This part of Windtunnel did not come over the network. Try again.";

/// What a person is told where it is needed before it is here.
const COMING: &str = "This part of Windtunnel is still being loaded. Try again in a moment.";

/// How far the second module is.
#[derive(Clone, Copy)]
enum State {
    OnItsWay,
    Here(&'static Parts),
    Missing,
}

/// For the whole page: whoever fetches the module, everybody hears of it.
static STATE: LazyLock<ArcRwSignal<State>> = LazyLock::new(|| ArcRwSignal::new(State::OnItsWay));

/// Fetches the second module; afterwards [`here`] has it, unless the network did not bring it.
pub async fn fetch() {
    if here().is_some() {
        return;
    }
    if matches!(STATE.get_untracked(), State::Missing) {
        STATE.set(State::OnItsWay);
    }
    let came = parts().await;
    // Another fetch may have come first, with the same.
    if here().is_none() {
        // It is there for as long as the page.
        STATE.set(came.map_or(State::Missing, |parts| State::Here(Box::leak(parts))));
    }
}

/// The second module, once it is here.
#[must_use]
pub fn here() -> Option<&'static Parts> {
    match STATE.get_untracked() {
        State::Here(parts) => Some(parts),
        State::OnItsWay | State::Missing => None,
    }
}

/// Does something that only the second module can. Before it is here a person is told so, and nothing
/// is remembered: what is copied a moment later would be something else.
pub fn act(context: Context, which: fn(&Parts) -> fn(Context)) {
    let (tone, text) = match STATE.get_untracked() {
        State::Here(parts) => return which(parts)(context),
        State::OnItsWay => (Tone::Info, COMING),
        State::Missing => {
            spawn_local(fetch());
            (Tone::Problem, MISSING)
        }
    };
    context.store.notify(tone, text.to_owned());
}

/// An example by its name, once the second module is here.
#[must_use]
pub fn example(id: &str) -> Option<Document> {
    if id == templates::FIRST {
        return Some(templates::first());
    }
    // Natively, in tests, nothing is cut.
    if cfg!(not(target_family = "wasm")) {
        return find_example(id);
    }
    here().and_then(|parts| (parts.example)(id))
}

/// Does something with it as soon as it is here; in the present owner, once.
pub fn then(act: impl Fn(&'static Parts) + 'static) {
    let owner = Owner::current();
    Effect::new(move |done: Option<bool>| {
        let State::Here(parts) = STATE.get() else { return false };
        if done != Some(true) {
            let act = || untrack(|| act(parts));
            match &owner {
                Some(owner) => owner.with(act),
                None => act(),
            }
        }
        true
    });
}

/// A view out of it: nothing until it is here, and a way to try again if it did not come.
pub fn show(view: impl Fn(&'static Parts) -> AnyView + Send + Sync + 'static) -> AnyView {
    (move || match STATE.get() {
        State::Here(parts) => view(parts),
        State::Missing => missing(),
        State::OnItsWay => ().into_any(),
    })
    .into_any()
}

fn missing() -> AnyView {
    view! {
        <div class="annex-missing" role="alert">
            {icon(Icon::Warning)}
            <p>{MISSING}</p>
            <button type="button" class="button framed" on:click=|_| spawn_local(fetch())>
                "Try again"
            </button>
        </div>
    }
    .into_any()
}

/// Goes on behind the screen: nobody waits for it before the first run.
fn begin(context: Context) {
    lab::begin(context.store);
    study_control::start(context.store);
    clipboard::listen(context);
}

fn find_example(id: &str) -> Option<Document> {
    templates::find(id).map(templates::Template::document)
}

#[wasm_split(annex, fallible)]
fn parts() -> Result<Box<Parts>, SplitLoaderError> {
    Ok(Box::new(Parts {
        begin,
        inspector: inspector::body,
        dock: dock::tabs,
        dialog: command_palette::dialog,
        menu: context_menu::menu,
        empty: canvas::empty::empty,
        incident: timeline::editor,
        import: import::open,
        copy: clipboard::copy,
        cut: clipboard::cut,
        paste: clipboard::paste,
        copy_image: |context| export::copy_image(context, export::look(context)),
        example: find_example,
    }))
}
