//! The one table of what a person can do: buttons, menus, keys and the help list all read it.

use leptos::prelude::*;

use super::files::Files;
use super::keys::Key;
use super::{elements, theme};
use crate::canvas::commands;
use crate::outlook;
use crate::run::transport;
use crate::store::{Panel, RunStatus, Selection, Store, Theme};
use crate::ui::Icon;

/// What actions work on.
#[derive(Clone, Copy)]
pub struct Context {
    /// All state.
    pub store: Store,
    /// Keeping, opening and sharing.
    pub files: Files,
}

/// Something a person can do.
#[derive(Clone, Copy)]
pub struct Action {
    /// Name in code.
    pub id: Id,
    /// Name for people.
    pub label: &'static str,
    /// Picture on buttons.
    pub icon: Icon,
    /// Heading in the help list.
    pub group: &'static str,
    /// Keys that do it; the first is shown.
    pub keys: &'static [Key],
    /// Can it be done now? Tracked.
    pub enabled: fn(Context) -> bool,
    /// Does it.
    pub run: fn(Context),
}

/// Names of the actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the labels in the table say it")]
pub enum Id {
    Undo,
    Redo,
    Delete,
    Connect,
    Escape,
    SelectAll,
    ZoomIn,
    ZoomOut,
    ActualSize,
    Fit,
    Play,
    Step,
    StepBack,
    Reset,
    Run,
    Cancel,
    Save,
    Open,
    Share,
    BringBack,
    Palette,
    Inspector,
    Charts,
    Outlook,
    Theme,
    Help,
}

fn always(_: Context) -> bool {
    true
}

/// Is a drag changing the document? It must end, or be cancelled, before history moves.
fn in_gesture(context: Context) -> bool {
    context.store.session.tool.with(|tool| tool.state.holds_document())
}

const fn action(
    id: Id,
    label: &'static str,
    icon: Icon,
    group: &'static str,
    keys: &'static [Key],
    run: fn(Context),
) -> Action {
    Action { id, label, icon, group, keys, enabled: always, run }
}

/// Every action, in the order of the help list.
pub const ACTIONS: &[Action] = &[
    Action {
        enabled: |c| c.store.steps().0.is_some() && !in_gesture(c),
        ..action(Id::Undo, "Undo", Icon::Undo, "Edit", &[Key::command("z")], |c| c.store.undo())
    },
    Action {
        enabled: |c| c.store.steps().1.is_some() && !in_gesture(c),
        ..action(
            Id::Redo,
            "Redo",
            Icon::Redo,
            "Edit",
            &[Key::command("z").with_shift(), Key::command("y")],
            |c| c.store.redo(),
        )
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
    Action {
        enabled: |c| c.store.session.selection.with(|s| s.nodes.len() == 1),
        ..action(Id::Connect, "Connect from here", Icon::Link, "Edit", &[Key::stage("l")], |c| {
            commands::connect_from_selection(c.store);
        })
    },
    action(Id::Escape, "Cancel or deselect", Icon::Close, "Edit", &[Key::plain("Escape")], |c| {
        commands::escape(c.store);
    }),
    action(Id::SelectAll, "Select all", Icon::Parts, "Edit", &[Key::command("a")], |c| {
        commands::select_all(c.store);
    }),
    action(Id::ZoomIn, "Zoom in", Icon::Plus, "View", &[Key::stage("+"), Key::stage("=")], |c| {
        commands::zoom_in(c.store);
    }),
    action(Id::ZoomOut, "Zoom out", Icon::Minus, "View", &[Key::stage("-")], |c| {
        commands::zoom_out(c.store);
    }),
    action(Id::ActualSize, "Zoom to 100 %", Icon::Search, "View", &[Key::stage("0")], |c| {
        commands::actual_size(c.store);
    }),
    action(Id::Fit, "Show everything", Icon::Fit, "View", &[Key::stage("1").with_shift()], |c| {
        commands::fit(c.store);
    }),
    action(Id::Play, "Play or pause", Icon::Play, "Run", &[Key::stage(" ")], |c| {
        transport::toggle_play(c.store);
    }),
    action(Id::Step, "Step forward", Icon::Step, "Run", &[Key::stage(".")], |c| {
        transport::step(c.store);
    }),
    action(Id::StepBack, "Step back", Icon::ChevronLeft, "Run", &[Key::stage(",")], |c| {
        transport::step_back(c.store);
    }),
    action(Id::Reset, "Back to the start", Icon::Reset, "Run", &[Key::stage("Home")], |c| {
        transport::reset_cursor(c.store);
    }),
    action(Id::Run, "Run again", Icon::Bolt, "Run", &[Key::command("Enter")], |c| {
        transport::rerun(c.store);
    }),
    Action {
        enabled: |c| c.store.run.status.with(|s| matches!(s, RunStatus::Running(_))),
        ..action(Id::Cancel, "Stop the run", Icon::Stop, "Run", &[Key::command(".")], |c| {
            transport::cancel_run(c.store);
        })
    },
    action(Id::Save, "Save to a file", Icon::Save, "File", &[Key::command("s")], |c| {
        c.files.save_file();
    }),
    action(Id::Open, "Open a file", Icon::Open, "File", &[Key::command("o")], |_| {
        elements::click(elements::OPEN_FILE);
    }),
    action(Id::Share, "Copy a link", Icon::Share, "File", &[], |c| c.files.share()),
    Action {
        enabled: |c| c.files.previous.get(),
        ..action(Id::BringBack, "Bring back previous work", Icon::Undo, "File", &[], |c| {
            c.files.bring_back();
        })
    },
    action(Id::Palette, "Show or hide the parts", Icon::Parts, "Panels", &[Key::stage("p")], |c| {
        c.store.session.palette_open.update(|open| *open = !*open);
    }),
    action(
        Id::Inspector,
        "Show or hide the inspector",
        Icon::Sliders,
        "Panels",
        &[Key::stage("i")],
        |c| c.store.session.inspector_open.update(|open| *open = !*open),
    ),
    action(Id::Charts, "Show or hide the charts", Icon::Chart, "Panels", &[Key::stage("c")], |c| {
        c.store.session.dock_open.update(|open| *open = !*open);
    }),
    action(Id::Outlook, "Outlook", Icon::Chart, "Panels", &[Key::stage("o")], |c| {
        outlook::panel::open(c.store);
    }),
    action(Id::Theme, "Light or dark", Icon::Moon, "Panels", &[], |c| theme::toggle(c.store)),
    action(Id::Help, "Help", Icon::Help, "Panels", &[Key::stage("?"), Key::plain("F1")], |c| {
        show_panel(c.store, Panel::Help);
    }),
];

impl Action {
    /// Does it, if it can be done.
    pub fn perform(&self, context: Context) {
        if untrack(|| (self.enabled)(context)) {
            (self.run)(context);
        }
    }

    /// The picture now: a few show what they would do.
    #[must_use]
    pub fn picture(&self, context: Context) -> Icon {
        match self.id {
            Id::Theme if context.store.session.theme.get() == Theme::Dark => Icon::Sun,
            Id::Play if context.store.run.playing.get() => Icon::Pause,
            _ => self.icon,
        }
    }
}

/// The action of this name.
#[must_use]
pub fn find(id: Id) -> &'static Action {
    // The table has one entry a name; a test holds the two together.
    ACTIONS.iter().find(|action| action.id == id).unwrap_or(&ACTIONS[0])
}

/// Opens a panel of the inspector.
pub fn show_panel(store: Store, panel: Panel) {
    store.session.selection.set(Selection::default());
    store.session.panel.set(panel);
    store.session.inspector_open.set(true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_are_unique() {
        for (at, action) in ACTIONS.iter().enumerate() {
            assert_eq!(find(action.id).label, action.label);
            for other in &ACTIONS[at + 1..] {
                assert_ne!(action.id, other.id);
                assert_ne!(action.label, other.label);
                for key in action.keys {
                    assert!(!other.keys.contains(key), "{key:?}");
                }
            }
        }
    }
}
