//! What changes the design, and what is selected.

use leptos::prelude::*;
use windtunnel_design::sim::model::NodeKind;

use super::{Action, Context, Id, action, ask, in_gesture, on_one_node, show_panel};
use crate::annex;
use crate::canvas::commands;
use crate::shell::keys::Key;
use crate::shell::{elements, focus};
use crate::store::{Dialog, Panel, Selection};
use crate::ui::Icon;

/// Is something selected that can be copied? Tracked.
fn has_parts(context: Context) -> bool {
    let parts = |it: &Selection| !it.nodes.is_empty() || !it.sketches.is_empty();
    context.store.session.selection.with(parts)
}

/// In the order of menus and of the list of keys.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        enabled: |c| c.store.steps().0.is_some() && !in_gesture(c),
        ..action(Id::Undo, "Undo", Icon::Undo, "Edit", &[Key::command("z")], |c| {
            let what = untrack(|| c.store.steps().0).unwrap_or_default();
            c.store.undo();
            c.store.say(format!("Taken back: {what}"));
        })
    },
    Action {
        enabled: |c| c.store.steps().1.is_some() && !in_gesture(c),
        ..action(
            Id::Redo,
            "Redo",
            Icon::Redo,
            "Edit",
            &[Key::command("z").with_shift(), Key::command("y")],
            |c| {
                let what = untrack(|| c.store.steps().1).unwrap_or_default();
                c.store.redo();
                c.store.say(format!("Made again: {what}"));
            },
        )
    },
    action(Id::History, "Show the history", Icon::Clock, "Edit", &[Key::stage("h")], |c| {
        show_panel(c.store, Panel::History);
    }),
    action(Id::AddPart, "Add a part…", Icon::Plus, "Edit", &[Key::stage("a")], |c| {
        c.store.session.dialog.set(Some(Dialog::AddPart));
    }),
    action(Id::AddTraffic, "Add traffic", Icon::for_kind(NodeKind::Traffic), "Edit", &[], |c| {
        commands::add_in_view(c.store, NodeKind::Traffic);
    }),
    Action {
        enabled: on_one_node,
        ..action(
            Id::AddAfter,
            "Add a part after this…",
            Icon::ChevronRight,
            "Edit",
            &[Key::canvas("ArrowRight"), Key::canvas("ArrowDown")],
            |c| ask(c, Dialog::AddAfter),
        )
    },
    Action {
        enabled: on_one_node,
        ..action(
            Id::AddBefore,
            "Add a part before this…",
            Icon::ChevronLeft,
            "Edit",
            &[Key::canvas("ArrowLeft"), Key::canvas("ArrowUp")],
            |c| ask(c, Dialog::AddBefore),
        )
    },
    Action {
        enabled: on_one_node,
        ..action(
            Id::ConnectTo,
            "Connect to…",
            Icon::Link,
            "Edit",
            &[Key::stage("l").with_shift()],
            |c| ask(c, Dialog::ConnectTo),
        )
    },
    Action {
        enabled: |c| c.store.session.selection.with(|s| s.nodes.len() == 1),
        ..action(Id::Connect, "Connect from here", Icon::Link, "Edit", &[Key::stage("l")], |c| {
            commands::connect_from_selection(c.store);
        })
    },
    Action {
        enabled: |c| c.store.session.selection.with(|s| !s.is_empty()) || on_one_node(c),
        ..action(
            Id::Parameters,
            "Edit the parameters",
            Icon::Sliders,
            "Edit",
            &[Key::stage("e")],
            |c| {
                if let Some(node) = commands::here(c.store) {
                    c.store.session.selection.set(Selection::node(&node));
                }
                c.store.session.inspector_open.set(true);
                focus::enter(elements::INSPECTOR);
            },
        )
    },
    Action {
        enabled: has_parts,
        ..action(Id::Copy, "Copy", Icon::Copy, "Edit", &[Key::browser("c")], |c| {
            annex::act(c, |parts| parts.copy);
        })
    },
    Action {
        enabled: has_parts,
        ..action(Id::Cut, "Cut", Icon::Trash, "Edit", &[Key::browser("x")], |c| {
            annex::act(c, |parts| parts.cut);
        })
    },
    action(Id::Paste, "Paste", Icon::Stack, "Edit", &[Key::browser("v")], |c| {
        annex::act(c, |parts| parts.paste);
    }),
    Action {
        enabled: has_parts,
        ..action(Id::Duplicate, "Duplicate", Icon::Copy, "Edit", &[Key::command("d")], |c| {
            commands::duplicate_selection(c.store);
        })
    },
    Action {
        enabled: |c| c.store.session.selection.with(|s| *s != Selection::default()),
        ..action(
            Id::Delete,
            "Delete selection",
            Icon::Trash,
            "Edit",
            &[Key::stage("Delete"), Key::stage("Backspace")],
            |c| commands::delete_selection(c.store),
        )
    },
    action(Id::SelectAll, "Select all", Icon::Parts, "Edit", &[Key::command("a")], |c| {
        commands::select_all(c.store);
    }),
    action(Id::Escape, "Cancel or deselect", Icon::Close, "Edit", &[Key::plain("Escape")], |c| {
        commands::escape(c.store);
    }),
];
