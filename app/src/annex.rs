//! What the first screen can do without: a second module of wasm that comes after it.
//!
//! [`parts`] is the one place where the page is cut. All that can be reached only through it is
//! taken out of the first module by `xtask`, so a panel belongs here once nothing else names it.

use std::sync::OnceLock;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use windtunnel_design::{Document, templates};

use crate::exchange::{clipboard, export, import};
use crate::run::{dock, study_control, timeline};
use crate::shell::actions::Context;
use crate::shell::{command_palette, context_menu, inspector};
use crate::store::{Dialog, MenuAt, Store};
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

static PARTS: OnceLock<Parts> = OnceLock::new();

/// How far the second module is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    OnItsWay,
    Here,
    Missing,
}

/// The second module, for the whole page.
#[derive(Clone, Copy)]
pub struct Annex(RwSignal<State>);

/// Fetches the second module; afterwards [`here`] has it, unless the network did not bring it.
pub async fn fetch() {
    if PARTS.get().is_none()
        && let Ok(parts) = parts().await
    {
        // Whoever came first has put in the same.
        PARTS.set(*parts).ok();
    }
}

/// The second module, once it is here.
#[must_use]
pub fn here() -> Option<&'static Parts> {
    PARTS.get()
}

/// Does something that only the second module can; nothing before it is here.
pub fn act(context: Context, which: fn(&Parts) -> fn(Context)) {
    if let Some(parts) = here() {
        which(parts)(context);
    }
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

impl Annex {
    /// Fetches it, beside all that the first screen does.
    #[must_use]
    pub fn begin() -> Self {
        let annex = Self(RwSignal::new(State::OnItsWay));
        annex.fetch();
        annex
    }

    fn fetch(self) {
        self.0.set(State::OnItsWay);
        spawn_local(async move {
            fetch().await;
            self.0.try_set(if here().is_some() { State::Here } else { State::Missing });
        });
    }

    /// Does something with it as soon as it is here; in the present owner, once.
    pub fn then(self, act: impl Fn(&'static Parts) + 'static) {
        let owner = Owner::current();
        Effect::new(move |done: Option<bool>| {
            let is_here = self.0.get() == State::Here;
            if is_here && done != Some(true) {
                let act = || untrack(|| here().into_iter().for_each(&act));
                match &owner {
                    Some(owner) => owner.with(act),
                    None => act(),
                }
            }
            is_here || done == Some(true)
        });
    }

    /// A view out of it: nothing until it is here, and a way to try again if it did not come.
    pub fn show(self, view: impl Fn(&'static Parts) -> AnyView + Send + Sync + 'static) -> AnyView {
        (move || match (self.0.get(), here()) {
            (State::Here, Some(parts)) => view(parts),
            (State::Missing, _) => self.missing(),
            _ => ().into_any(),
        })
        .into_any()
    }

    fn missing(self) -> AnyView {
        view! {
            <div class="annex-missing" role="alert">
                {icon(Icon::Warning)}
                <p>{MISSING}</p>
                <button type="button" class="button framed" on:click=move |_| self.fetch()>
                    "Try again"
                </button>
            </div>
        }
        .into_any()
    }
}

/// Finds the second module in the page.
#[must_use]
pub fn annex() -> Annex {
    expect_context()
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
