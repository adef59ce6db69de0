//! The bar at the top: the menu of everything, and what is wanted most.

use leptos::prelude::*;
use windtunnel_design::sim::plan::Severity;
use windtunnel_design::{Command, templates};

use super::actions::{self, Context, Id};
use super::keys;
use crate::store::{Panel, Store};
use crate::ui::draft::Draft;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::{Icon, icon};

/// The top bar.
#[component]
pub fn TopBar(context: Context) -> impl IntoView {
    view! {
        <header class="top-bar">
            <div class="brand">
                {icon(Icon::Wind)}
                <h1>"Windtunnel"</h1>
            </div>
            <div class="main-menu">
                <Menu
                    name="Menu"
                    picture=Icon::Menu
                    headings=actions::headings()
                    groups=Signal::derive(move || actions::main_menu(context))
                />
            </div>
            {title_field(context.store)}
            <div class="wide-only">
                <Menu name="Examples" picture=Icon::Stack named=true groups=examples(context) />
            </div>
            <div class="bar-group" role="group" aria-label="History">
                {button(context, Id::Undo)}
                {button(context, Id::Redo)}
            </div>
            <div class="bar-space"></div>
            {findings_button(context.store)}
            {search_button(context)}
            <div class="bar-group wide-only" role="group" aria-label="File">
                {button(context, Id::Designs)}
                {button(context, Id::Save)}
                {button(context, Id::Export)}
                {button(context, Id::Share)}
            </div>
            <div class="bar-group wide-only" role="group" aria-label="Screen">
                {button(context, Id::Help)}
                {toggle(context, Id::Inspector, context.store.session.inspector_open)}
            </div>
        </header>
    }
    .into_any()
}

/// Label of an action with its first key, for a tooltip.
fn tip(context: Context, id: Id) -> String {
    let action = actions::find(id);
    // Undo and redo say what they would do.
    let what = match id {
        Id::Undo => context.store.steps().0,
        Id::Redo => context.store.steps().1,
        _ => None,
    };
    let label = match what {
        Some(what) => format!("{}: {what}", action.label),
        None => action.label.to_owned(),
    };
    match action.keys.first() {
        Some(key) => format!("{label} ({})", key.shown(keys::is_mac())),
        None => label,
    }
}

/// A button for an action, by its picture.
fn button(context: Context, id: Id) -> AnyView {
    let action = actions::find(id);
    view! {
        <button
            type="button"
            class="button"
            aria-label=action.label
            title=move || tip(context, id)
            disabled=move || !(action.enabled)(context)
            on:click=move |_| action.perform(context)
        >
            {move || icon(action.picture(context))}
        </button>
    }
    .into_any()
}

/// The way to everything by its name; where there is room it says which key opens it.
fn search_button(context: Context) -> AnyView {
    let action = actions::find(Id::Commands);
    let key = action.keys.first().map(|key| key.shown(keys::is_mac()));
    view! {
        <button
            type="button"
            class="button search-button wide-only"
            aria-haspopup="dialog"
            title=move || tip(context, Id::Commands)
            on:click=move |_| action.perform(context)
        >
            {icon(action.icon)}
            <span class="visually-hidden">"Search everything"</span>
            <span class="search-word" aria-hidden="true">"Search"</span>
            <kbd aria-hidden="true">{key}</kbd>
        </button>
    }
    .into_any()
}

fn toggle(context: Context, id: Id, on: RwSignal<bool>) -> AnyView {
    let action = actions::find(id);
    view! {
        <button
            type="button"
            class="button"
            aria-label=action.label
            aria-pressed=move || on.get().to_string()
            title=move || tip(context, id)
            on:click=move |_| action.perform(context)
        >
            {icon(action.icon)}
        </button>
    }
    .into_any()
}

fn title_field(store: Store) -> AnyView {
    let draft = Draft::new();
    let set = move |title: &str| {
        let about = store.document_now().about.clone();
        let command = Command::SetHeading(title.to_owned(), about);
        store.run_command("Rename the design", &command).map_err(|error| error.to_string())
    };
    view! {
        <input
            class="title-field"
            type="text"
            autocomplete="off"
            spellcheck="false"
            maxlength="200"
            placeholder="Untitled design"
            aria-label="Title of the design"
            prop:value=move || draft.shown(|| store.still().title.clone())
            on:input=move |event| {
                draft.typed("Rename the design", event_target_value(&event), set);
            }
            on:keydown=move |event| draft.key(&event)
            on:blur=move |_| draft.leave()
        />
    }
    .into_any()
}

fn findings_button(store: Store) -> AnyView {
    // Errors and warnings; none before the design has been looked at.
    let counts = Memo::new(move |_| {
        store.run.findings.with(|found| {
            let found = found.as_ref()?;
            let errors = found.iter().filter(|f| f.severity == Severity::Error).count();
            Some((errors, found.len() - errors))
        })
    });
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let name = move || match counts.get() {
        None => "Not looked at yet".to_owned(),
        Some((0, 0)) => "No findings".to_owned(),
        Some((0, warnings)) => plural(warnings, "warning"),
        Some((errors, 0)) => plural(errors, "error"),
        Some((errors, warnings)) => {
            format!("{}, {}", plural(errors, "error"), plural(warnings, "warning"))
        }
    };
    let picture = move || {
        icon(match counts.get() {
            None => Icon::Waiting,
            Some((0, 0)) => Icon::Healthy,
            Some((0, _)) => Icon::Warning,
            Some(_) => Icon::Failed,
        })
    };
    let number = move || {
        let (errors, warnings) = counts.get()?;
        (errors + warnings > 0).then(|| errors + warnings)
    };
    view! {
        <button
            type="button"
            class="button findings-button"
            class:errors=move || matches!(counts.get(), Some((1.., _)))
            class:warnings=move || matches!(counts.get(), Some((0, 1..)))
            aria-label=move || format!("Findings: {}", name())
            title=name
            on:click=move |_| actions::show_panel(store, Panel::Findings)
        >
            {picture}
            <span aria-hidden="true">{number}</span>
        </button>
    }
    .into_any()
}

fn template_entries(context: Context) -> Vec<MenuItem> {
    templates::all()
        .iter()
        .map(|template| MenuItem {
            icon: if template.id == "blank" { Icon::Plus } else { Icon::Stack },
            label: template.title.to_owned(),
            detail: template.summary.to_owned(),
            keys: String::new(),
            enabled: Signal::stored(true),
            run: Callback::new(move |()| context.files.open_template(template.id)),
        })
        .collect()
}

fn examples(context: Context) -> Signal<Vec<Vec<MenuItem>>> {
    Signal::derive(move || {
        let mut groups = vec![template_entries(context)];
        if context.files.previous.get() {
            groups.push(vec![actions::menu_item(context, Id::BringBack)]);
        }
        groups
    })
}
