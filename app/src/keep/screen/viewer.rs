//! The page for looking only: canvas, verdict, time and charts, and a way to a copy of one's own.

use leptos::prelude::*;

use crate::canvas::Canvas;
use crate::keep::mode::Mode;
use crate::run::bar::Transport;
use crate::run::dock::Dock;
use crate::run::headline::Headline;
use crate::shell::actions::{self, Context, Id};
use crate::shell::elements;
use crate::shell::notices::Notices;
use crate::ui::{Icon, icon};

/// The whole screen of `?view=1` and `?embed=1`.
#[must_use]
pub fn viewer(context: Context) -> AnyView {
    let store = context.store;
    let is_embedded = store.mode == Mode::Embed;
    let dock = store.session.dock_open;
    let bar = (!is_embedded).then(|| bar(context));
    let open = is_embedded.then(|| {
        view! {
            <a class="open-link" href=move || here(context) target="_blank" rel="noopener">
                "Open in Windtunnel"
            </a>
        }
    });
    view! {
        <div class="shell viewer" class:embedded=is_embedded>
            {bar}
            <main class="middle" class:dock-open=move || dock.get()>
                <div class="headline-region"><Headline /></div>
                <div class="stage" id=elements::STAGE>
                    <Canvas />
                    {open}
                </div>
                <div class="dock-region"><Dock /></div>
            </main>
            <footer class="transport-region"><Transport /></footer>
            <Notices context=context />
        </div>
    }
    .into_any()
}

fn bar(context: Context) -> AnyView {
    let title = move || {
        let document = context.store.document();
        if document.title.is_empty() {
            "Untitled design".to_owned()
        } else {
            document.title.clone()
        }
    };
    let theme = actions::find(Id::Theme);
    view! {
        <header class="top-bar">
            <div class="brand">
                {icon(Icon::Wind)}
                <h1>"Windtunnel"</h1>
            </div>
            <p class="viewer-title">{title}</p>
            <div class="bar-space"></div>
            <a class="button primary" href=move || here(context)>"Edit a copy"</a>
            <button
                type="button"
                class="button"
                aria-label=theme.label
                title=theme.label
                on:click=move |_| theme.perform(context)
            >
                {move || icon(theme.picture(context))}
            </button>
        </header>
    }
    .into_any()
}

/// The address of the whole workbench with this design.
fn here(context: Context) -> String {
    context.store.document_signal().track();
    context.files.link(Mode::Edit)
}
