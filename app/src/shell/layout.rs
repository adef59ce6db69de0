//! Where the parts of the screen stand.

use std::time::Duration;

use leptos::prelude::*;

use super::actions::{self, Context, Id};
use super::command_palette::Dialogs;
use super::context_menu::ContextMenu;
use super::files::Files;
use super::inspector::Inspector;
use super::notices::Notices;
use super::palette::Palette;
use super::top_bar::TopBar;
use super::{elements, focus, keys, theme, wheel};
use crate::annex;
use crate::canvas::{Canvas, commands};
use crate::core::tool::State;
use crate::exchange::service::Service;
use crate::keep::mode::Mode;
use crate::keep::screen::viewer::viewer;
use crate::keep::start::Start;
use crate::run::bar::Transport;
use crate::run::dock::Dock;
use crate::run::headline::Headline;
use crate::store::Store;
use crate::ui::{effect, icon};

/// Below this width, in CSS pixels, palette and inspector are sheets. As in shell.css.
const NARROW: f64 = 800.0;

/// Below this width the inspector lies over the canvas. As in shell.css.
const MIDDLING: f64 = 1100.0;

/// The whole screen.
#[component]
pub fn Layout(store: Store, start: Start) -> impl IntoView {
    let exchange = Service::new();
    let context = Context { store, files: Files::begin(store, start), exchange };
    provide_context(context);
    theme::follow(store);
    wheel::follow(store);
    keys::listen(context);
    annex::then(move |parts| (parts.begin)(context));
    focus::keep(store);
    effect(move || name_page(&store.still().title));
    if store.mode != Mode::Edit {
        return viewer(context);
    }
    let width = window_width();
    store.session.palette_open.set(width >= NARROW);
    // The canvas gets the room until something is selected.
    store.session.inspector_open.set(false);
    if width >= MIDDLING {
        open_for_selection(store);
    }
    let palette = store.session.palette_open;
    let inspector = store.session.inspector_open;
    let dock = store.session.dock_open;
    view! {
        <div
            class="shell"
            class:palette-folded=move || !palette.get()
            class:inspector-closed=move || !inspector.get()
        >
            <TopBar context=context />
            <Palette />
            <main class="middle" class:dock-open=move || dock.get()>
                <div class="headline-region"><Headline /></div>
                <div class="stage" id=elements::STAGE>
                    <Canvas />
                    {sheet_buttons(context)}
                </div>
                <div class="dock-region"><Dock /></div>
            </main>
            <Inspector context=context />
            <footer class="transport-region"><Transport /></footer>
            <ContextMenu context=context />
            <Dialogs context=context />
            <Notices context=context />
            {open_file(context)}
            {drop_target(context)}
        </div>
    }
    .into_any()
}

/// Opens the inspector for what has been selected, once the hand is off the canvas, and keeps the
/// selected node out from under it.
fn open_for_selection(store: Store) {
    let wanted = Memo::new(move |_| {
        let idle = store.session.tool.with(|tool| tool.state == State::Idle);
        let node = store
            .session
            .selection
            .with(|selection| selection.nodes.first().or(selection.links.first()).cloned());
        node.filter(|_| idle)
    });
    Effect::new(move |before: Option<Option<String>>| {
        let now = wanted.get();
        let open = store.session.inspector_open;
        if let Some(id) = now.clone().filter(|_| before.flatten() != now && !open.get_untracked()) {
            open.set(true);
            // After the canvas has its new size.
            set_timeout(move || commands::reveal(store, &id), Duration::from_millis(60));
        }
        now
    });
}

/// The browser's tab and history say which design it is.
fn name_page(title: &str) {
    let name =
        if title.is_empty() { "Windtunnel".to_owned() } else { format!("{title} · Windtunnel") };
    document().set_title(&name);
}

fn window_width() -> f64 {
    window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(MIDDLING)
}

/// On narrow screens: what opens the two sheets.
fn sheet_buttons(context: Context) -> AnyView {
    let one = |id: Id, name: &'static str| {
        let action = actions::find(id);
        view! {
            <button
                type="button"
                class="button"
                aria-label=name
                title=name
                on:click=move |_| action.perform(context)
            >
                {icon(action.icon)}
            </button>
        }
    };
    view! {
        <div class="sheet-buttons narrow-only" role="group" aria-label="Panels">
            {one(Id::Palette, "Parts")}
            {one(Id::Inspector, "Inspector")}
        </div>
    }
    .into_any()
}

/// The input behind “Open a file”.
fn open_file(context: Context) -> AnyView {
    let chosen = move |event: leptos::ev::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            context.files.open_file(context, file);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <input
            id=elements::OPEN_FILE
            class="visually-hidden"
            type="file"
            accept=".json,.mmd,.mermaid,.drawio,.xml,.txt,.md,application/json"
            tabindex="-1"
            aria-hidden="true"
            on:change=chosen
        />
    }
    .into_any()
}

/// A file dropped anywhere on the page is opened.
fn drop_target(context: Context) -> AnyView {
    let over = RwSignal::new(false);
    let has_files = |event: &leptos::ev::DragEvent| {
        let types = event.data_transfer().map(|data| data.types());
        types.is_some_and(|types| types.iter().any(|kind| kind == "Files"))
    };
    let entered = window_event_listener(leptos::ev::dragover, move |event| {
        if has_files(&event) {
            event.prevent_default();
            over.try_set(true);
        }
    });
    let left = window_event_listener(leptos::ev::dragleave, move |event| {
        // Leaving the window, rather than one element for another.
        if event.related_target().is_none() {
            over.try_set(false);
        }
    });
    let dropped = window_event_listener(leptos::ev::drop, move |event| {
        over.try_set(false);
        let file = event.data_transfer().and_then(|data| data.files()).and_then(|f| f.get(0));
        if let Some(file) = file {
            event.prevent_default();
            context.files.open_file(context, file);
        }
    });
    on_cleanup(move || {
        entered.remove();
        left.remove();
        dropped.remove();
    });
    (move || {
        over.get().then(|| view! { <div class="drop-target">"Drop the file to open it"</div> })
    })
    .into_any()
}
