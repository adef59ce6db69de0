//! What the first screen can do without: a second module of wasm that comes after it.
//!
//! [`parts`] is the one place where the page is cut. All that can be reached only through it is
//! taken out of the first module by `xtask`, so a panel belongs here once nothing else names it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::run::{dock, timeline};
use crate::shell::actions::Context;
use crate::shell::{command_palette, context_menu, inspector};
use crate::store::{Dialog, MenuAt, Store};
use crate::ui::{Icon, icon};

/// The ways into the second module.
#[derive(Clone, Copy)]
pub struct Parts {
    /// What stands in the inspector.
    pub inspector: fn(Context) -> AnyView,
    /// What stands in the dock.
    pub dock: fn(Store) -> AnyView,
    /// An open dialog.
    pub dialog: fn(Context, Dialog) -> Option<AnyView>,
    /// An open context menu.
    pub menu: fn(Context, &MenuAt) -> AnyView,
    /// The card of an incident.
    pub incident: fn(&str) -> AnyView,
}

/// How far the second module is.
#[derive(Clone, Copy)]
enum State {
    OnItsWay,
    Here(Parts),
    Missing,
}

/// The second module, for the whole page.
#[derive(Clone, Copy)]
pub struct Annex(RwSignal<State>);

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
            let state = match parts().await {
                Ok(parts) => State::Here(*parts),
                Err(_) => State::Missing,
            };
            self.0.try_set(state);
        });
    }

    /// A view out of it: nothing until it is here, and a way to try again if it did not come.
    pub fn show(self, view: impl Fn(Parts) -> AnyView + Send + Sync + 'static) -> AnyView {
        (move || match self.0.get() {
            State::OnItsWay => ().into_any(),
            State::Here(parts) => view(parts),
            State::Missing => self.missing(),
        })
        .into_any()
    }

    fn missing(self) -> AnyView {
        view! {
            <div class="annex-missing" role="alert">
                {icon(Icon::Warning)}
                <p>"This part of Windtunnel did not come over the network."</p>
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

/// Without [`Annex`] in between nobody waits for what is not there.
#[wasm_split(annex, fallible)]
fn parts() -> Result<Box<Parts>, SplitLoaderError> {
    Ok(Box::new(Parts {
        inspector: inspector::body,
        dock: dock::tabs,
        dialog: command_palette::dialog,
        menu: context_menu::menu,
        incident: timeline::editor,
    }))
}
