//! Keeping, opening and sharing.

use leptos::prelude::*;

use super::{Action, Id, action};
use crate::shell::elements;
use crate::shell::keys::Key;
use crate::ui::Icon;

/// In the order of menus and of the list of keys.
pub(super) const ACTIONS: &[Action] = &[
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
];
