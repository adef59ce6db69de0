//! Things by their names: what can be done, what is in the design, what could be added to it.

use leptos::prelude::*;
use windtunnel_design::sim::model::{NodeKind, catalogue};
use windtunnel_design::{Document, templates};

use super::actions::{self, Context, Id};
use super::keys;
use crate::annex;
use crate::canvas::commands;
use crate::core::neighbours::{self, Offer};
use crate::core::order::tab_order;
use crate::exchange::dialog;
use crate::store::Dialog;
use crate::ui::Icon;
use crate::ui::chooser::{Choice, chooser};

/// What is chosen.
#[derive(Clone)]
enum What {
    Do(Id),
    GoTo(String),
    Add(NodeKind),
    AddBeside(String, NodeKind, bool),
    Connect(String, String),
    Open(&'static str),
}

/// The dialog that is open, if it is one of names.
pub(super) fn names(context: Context, open: &Dialog) -> Option<AnyView> {
    let document = context.store.document_now();
    let (name, hint, offers) = match open {
        Dialog::Commands => (
            "Search everything",
            "An action, a part of the design, an example",
            all(context, &document),
        ),
        Dialog::FindNode => ("Find a part", "Its name or its kind", nodes(&document)),
        Dialog::AddPart => ("Add a part", "A kind of part", kinds()),
        Dialog::Examples => ("Open an example", "A topic or a lesson", examples("")),
        Dialog::ConnectTo(from) => {
            ("Connect to", "The part that the link leads to", targets(&document, from))
        }
        Dialog::AddAfter(id) => {
            ("Add a part after this", "A kind of part", kinds_beside(&document, id, true))
        }
        Dialog::AddBefore(id) => {
            ("Add a part before this", "A kind of part", kinds_beside(&document, id, false))
        }
        Dialog::Keys | Dialog::Kept(_) | Dialog::Export | Dialog::Imported(_) => return None,
    };
    let (choices, whats): (Vec<_>, Vec<_>) = offers.into_iter().unzip();
    let whats = StoredValue::new(whats);
    let done = Callback::new(move |chosen: Option<usize>| {
        let what = chosen.and_then(|at| whats.with_value(|all| all.get(at).cloned()));
        context.store.session.dialog.set(None);
        // Once the focus is back where it was: what is done may be about it, or move it on.
        if let Some(what) = what {
            request_animation_frame(move || perform(context, what));
        }
    });
    Some(chooser(name, hint, choices, done))
}

fn perform(context: Context, what: What) {
    let store = context.store;
    match what {
        What::Do(id) => actions::find(id).perform(context),
        What::GoTo(id) => commands::go_to(store, &id),
        What::Add(kind) => commands::add_in_view(store, kind),
        What::AddBeside(id, kind, behind) => commands::add_beside(store, &id, kind, behind),
        What::Connect(from, to) => commands::connect(store, &from, &to),
        What::Open(id) => context.files.open_template(id),
    }
}

type Offers = Vec<(Choice, What)>;

fn choice(icon: Icon, label: String, detail: &str) -> Choice {
    Choice { icon, label, detail: detail.to_owned(), keys: String::new(), refused: false }
}

fn all(context: Context, document: &Document) -> Offers {
    let mac = keys::is_mac();
    let actions = actions::all()
        .filter(|action| !matches!(action.id, Id::Commands | Id::Escape))
        .filter(|action| untrack(|| (action.enabled)(context)))
        .map(|action| {
            let keys = action.keys.first().map(|key| key.shown(mac)).unwrap_or_default();
            let icon = untrack(|| action.picture(context));
            let choice = Choice { keys, ..choice(icon, action.label.to_owned(), "") };
            (choice, What::Do(action.id))
        });
    actions.chain(nodes(document)).chain(kinds()).chain(examples("Open ")).collect()
}

fn examples(verb: &str) -> Offers {
    let example = |template: &templates::Template| {
        let icon = if template.id == "blank" { Icon::Plus } else { Icon::Stack };
        let choice = choice(icon, format!("{verb}{}", template.title), template.summary);
        (choice, What::Open(template.id))
    };
    templates::all().iter().map(example).collect()
}

fn nodes(document: &Document) -> Offers {
    let node = |id: String| {
        let kind = document.nodes.get(&id)?.kind;
        let choice = choice(Icon::for_kind(kind), document.label(&id), kind_beside(document, &id));
        Some((choice, What::GoTo(id)))
    };
    tab_order(document).into_iter().filter_map(node).collect()
}

/// The kind of a node, unless it is called so.
fn kind_beside(document: &Document, id: &str) -> &'static str {
    let kind = document.nodes.get(id).map_or("", |node| catalogue::node(node.kind).label);
    if document.label(id) == kind { "" } else { kind }
}

fn kinds() -> Offers {
    let kind = |kind| {
        let spec = catalogue::node(kind);
        (choice(Icon::for_kind(kind), format!("Add {}", spec.label), spec.summary), What::Add(kind))
    };
    NodeKind::ALL.into_iter().map(kind).collect()
}

fn targets(document: &Document, from: &str) -> Offers {
    let target = |(to, link): Offer<String>| {
        let kind = document.nodes.get(&to).map_or(NodeKind::Service, |node| node.kind);
        let detail = link.as_ref().err().map_or(kind_beside(document, &to), String::as_str);
        let choice = Choice {
            refused: link.is_err(),
            ..choice(Icon::for_kind(kind), document.label(&to), detail)
        };
        (choice, What::Connect(from.to_owned(), to))
    };
    neighbours::targets(document, from).into_iter().map(target).collect()
}

fn kinds_beside(document: &Document, id: &str, behind: bool) -> Offers {
    let kind = |(kind, link): Offer<NodeKind>| {
        let spec = catalogue::node(kind);
        let detail = link.as_ref().err().map_or(spec.summary, String::as_str);
        let choice = Choice {
            refused: link.is_err(),
            ..choice(Icon::for_kind(kind), spec.label.to_owned(), detail)
        };
        (choice, What::AddBeside(id.to_owned(), kind, behind))
    };
    neighbours::kinds_beside(document, id, behind).into_iter().map(kind).collect()
}

/// The dialogs.
#[component]
pub fn Dialogs(context: Context) -> impl IntoView {
    let open = context.store.session.dialog;
    move || {
        let open = open.get()?;
        Some(annex::show(move |parts| (parts.dialog)(context, open.clone()).into_any()))
    }
}

/// A dialog that is open.
pub fn dialog(context: Context, open: Dialog) -> Option<AnyView> {
    match open {
        Dialog::Kept(sheet) => Some(sheet.show(context)),
        Dialog::Export => Some(dialog::export(context)),
        Dialog::Imported(warnings) => Some(dialog::imported(context, warnings)),
        Dialog::Keys => Some(super::inspector::help::keys_sheet(context)),
        _ => names(context, &open),
    }
}
