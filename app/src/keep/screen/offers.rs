//! What asks for a decision, and stays until there is one: changes that are not kept, another tab,
//! work to bring back, a newer version of the page.

use leptos::prelude::*;

use crate::shell::actions::Context;
use crate::shell::notices::dismiss;
use crate::ui::{Icon, icon};

/// The messages.
#[must_use]
pub fn offers(context: Context) -> AnyView {
    let files = context.files;
    let desk = files.desk;
    let unkept = move || {
        let refused = desk.unkept.get()?;
        let text = format!("Your changes are not being kept, because {refused}.");
        let save = button("Save to a file", move || files.save_file());
        Some(offer(true, text, save, Some(Callback::new(move |()| desk.unkept.set(None)))))
    };
    let conflict = move || {
        desk.conflict.get().then(|| {
            let text = "This design has been changed in another tab too.".to_owned();
            let choice = view! {
                {button("Show theirs", move || desk.show_theirs())}
                {button("Keep mine as a copy", move || desk.keep_as_copy())}
            };
            offer(true, text, choice.into_any(), None)
        })
    };
    let previous = move || {
        desk.offered.get().then(|| {
            let back = button("Bring back", move || files.bring_back());
            let close = Callback::new(move |()| desk.offered.set(false));
            offer(false, "Your previous work is kept.".to_owned(), back, Some(close))
        })
    };
    let update = RwSignal::new(false);
    let heard = window_event_listener_untyped("windtunnel-update", move |_| {
        update.try_set(true);
    });
    on_cleanup(move || heard.remove());
    let newer = move || {
        update.get().then(|| {
            let reload = button("Reload", move || {
                desk.keep_waiting();
                // public/updates.js does it, once the new version has taken over.
                if let Ok(event) = web_sys::Event::new("windtunnel-reload") {
                    window().dispatch_event(&event).ok();
                }
            });
            let close = Callback::new(move |()| update.set(false));
            offer(false, "A new version is ready.".to_owned(), reload, Some(close))
        })
    };
    view! {
        {unkept}
        {conflict}
        {previous}
        {newer}
    }
    .into_any()
}

fn offer(problem: bool, text: String, choice: AnyView, close: Option<Callback<()>>) -> AnyView {
    view! {
        <div class="notice" class:problem=problem>
            {icon(if problem { Icon::Warning } else { Icon::Save })}
            <p>{text}</p>
            {choice}
            {close.map(|close| dismiss(move || close.run(())))}
        </div>
    }
    .into_any()
}

fn button(name: &'static str, run: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="button framed" on:click=move |_| run()>
            {name}
        </button>
    }
    .into_any()
}
