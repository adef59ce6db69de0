//! The designs of this browser: opening, renaming, copying, deleting, and bringing back.

use leptos::prelude::*;

use super::{Sheet, my_data, small};
use crate::keep::desk::now_ms;
use crate::keep::entry::Entry;
use crate::keep::library;
use crate::keep::picture::{self, Picture};
use crate::keep::storage::Browser;
use crate::keep::when::{exactly, size, when};
use crate::shell::actions::Context;
use crate::ui::effect;

/// The list.
pub(super) fn designs(context: Context) -> AnyView {
    let files = context.files;
    let desk = files.desk;
    // What is on the screen belongs into the list as it is now.
    desk.keep_waiting();
    let open = move |id: &str| {
        context.store.session.dialog.set(None);
        files.open_design(id);
    };
    let renamed = RwSignal::new(None::<String>);
    let rows = move || {
        desk.changes.track();
        let now_ms = now_ms();
        let all = library::list(&Browser::Local);
        if all.is_empty() {
            let text = "Nothing is kept yet. An example becomes your design with its first change.";
            return view! { <p class="quiet">{text}</p> }.into_any();
        }
        let rows =
            all.into_iter().map(|(id, entry)| row(context, &id, &entry, now_ms, renamed, open));
        view! { <ul class="designs" aria-label="Designs">{rows.collect_view()}</ul> }.into_any()
    };
    let new = move |_| {
        context.store.session.dialog.set(None);
        files.new_design();
    };
    view! {
        <p class="choices">
            <button type="button" class="button primary" on:click=new>"New design"</button>
            <button
                type="button"
                class="button framed"
                on:click=move |_| files.show(Sheet::Versions)
            >
                "Versions of the open one"
            </button>
        </p>
        <div class="dialog-list">
            {rows}
            {move || deleted(context)}
            {my_data::my_data(context)}
        </div>
    }
    .into_any()
}

fn row(
    context: Context,
    id: &str,
    entry: &Entry,
    now_ms: f64,
    renamed: RwSignal<Option<String>>,
    open: impl Fn(&str) + Copy + Send + Sync + 'static,
) -> AnyView {
    let desk = context.files.desk;
    let is_open = desk.id.get_untracked().as_deref() == Some(id);
    let title = name(entry);
    let nodes = entry.nodes;
    let about = format!(
        "{}{}, {nodes} part{}, {}",
        if is_open { "open, " } else { "" },
        when(entry.changed_ms, now_ms),
        if nodes == 1 { "" } else { "s" },
        size(entry.body.len())
    );
    let times =
        format!("Made {}, changed {}", exactly(entry.created_ms), exactly(entry.changed_ms));
    let text = entry.title.clone();
    let head = {
        let (id, title) = (id.to_owned(), title.clone());
        move || {
            if renamed.with(|renamed| renamed.as_ref() == Some(&id)) {
                return title_field(context, id.clone(), text.clone(), renamed);
            }
            let id = id.clone();
            view! {
                <button
                    type="button"
                    class="design-open"
                    title=times.clone()
                    aria-current=is_open.then_some("true")
                    on:click=move |_| open(&id)
                >
                    <strong>{title.clone()}</strong>
                    <small>{about.clone()}</small>
                </button>
            }
            .into_any()
        }
    };
    let quoted = format!("“{title}”");
    let (rename, copy, delete) = (id.to_owned(), id.to_owned(), id.to_owned());
    // What cannot be opened can still be had.
    let file = entry.document().is_err().then(|| {
        let (title, file) = (entry.title.clone(), entry.file());
        small("Save to a file", format!("Save {quoted} to a file"), move || {
            context.files.save_text(&title, &file);
        })
    });
    view! {
        <li class="design">
            {thumbnail(&entry.picture)}
            {head}
            <div class="design-actions">
                {file}
                {small("Rename", format!("Rename {quoted}"), move || {
                    renamed.set(Some(rename.clone()));
                })}
                {small("Duplicate", format!("Duplicate {quoted}"), move || desk.duplicate(&copy))}
                {small("Delete", format!("Delete {quoted}"), move || desk.delete(&delete))}
            </div>
        </li>
    }
    .into_any()
}

fn name(entry: &Entry) -> String {
    if entry.title.is_empty() { "Untitled design".to_owned() } else { entry.title.clone() }
}

fn thumbnail(picture: &Picture) -> AnyView {
    let (w, h) = picture::SIZE;
    view! {
        <svg class="thumbnail" viewBox=format!("-4 -4 {} {}", w + 8.0, h + 8.0) aria-hidden="true">
            <path class="lines" d=picture.lines.clone() />
            <path class="boxes" d=picture.boxes.clone() />
        </svg>
    }
    .into_any()
}

fn title_field(
    context: Context,
    id: String,
    title: String,
    renamed: RwSignal<Option<String>>,
) -> AnyView {
    let field = NodeRef::<leptos::html::Input>::new();
    effect(move || {
        if let Some(field) = field.get() {
            field.focus().ok();
            field.select();
        }
    });
    let done = move |text: Option<String>| {
        // Leaving the field after Enter is no second time.
        if renamed.with_untracked(|renamed| renamed.as_ref() == Some(&id)) {
            renamed.set(None);
            if let Some(text) = text {
                context.files.desk.rename(&id, &text);
            }
        }
    };
    let by_key = done.clone();
    view! {
        <input
            class="input"
            type="text"
            maxlength="200"
            aria-label="New title"
            autocomplete="off"
            node_ref=field
            prop:value=title
            on:keydown=move |event| match event.key().as_str() {
                "Enter" => by_key(Some(event_target_value(&event))),
                "Escape" => {
                    // The field is left, not the dialog.
                    event.prevent_default();
                    event.stop_propagation();
                    by_key(None);
                }
                _ => {}
            }
            on:blur=move |event| done(Some(event_target_value(&event)))
        />
    }
    .into_any()
}

/// What was deleted and can be brought back.
fn deleted(context: Context) -> Option<AnyView> {
    let desk = context.files.desk;
    desk.changes.track();
    let all = library::deleted(&Browser::Local);
    if all.is_empty() {
        return None;
    }
    let now_ms = now_ms();
    let rows = all.into_iter().map(|(id, entry)| {
        let title = name(&entry);
        let about = format!("Bring back “{title}”");
        view! {
            <li class="design">
                <span class="design-name">
                    {title} <small>" deleted " {when(entry.changed_ms, now_ms)}</small>
                </span>
                {small("Bring back", about, move || desk.bring_back_deleted(&id))}
            </li>
        }
    });
    let section = view! {
        <section aria-label="Deleted designs">
            <h3>"Deleted"</h3>
            <ul class="designs">{rows.collect_view()}</ul>
        </section>
    };
    Some(section.into_any())
}
