//! Keeping, opening and sharing.

use leptos::prelude::*;

use super::{Action, Id, action};
use crate::annex;
use crate::keep::screen::Sheet;
use crate::shell::elements;
use crate::shell::keys::Key;
use crate::store::Dialog;
use crate::ui::Icon;

/// In the order of menus and of the list of keys.
pub(super) const ACTIONS: &[Action] = &[
    action(Id::Save, "Save to a file", Icon::Save, "File", &[Key::command("s")], |c| {
        c.files.save_file();
    }),
    action(Id::Open, "Open a file", Icon::Open, "File", &[Key::command("o")], |_| {
        elements::click(elements::OPEN_FILE);
    }),
    action(
        Id::Export,
        "Export…",
        Icon::Download,
        "File",
        &[Key::command("e").with_shift()],
        |c| {
            c.store.session.dialog.set(Some(Dialog::Export));
        },
    ),
    action(Id::CopyImage, "Copy a picture", Icon::Copy, "File", &[], |c| {
        annex::act(c, |parts| parts.copy_image);
    }),
    action(Id::Share, "Share", Icon::Share, "File", &[], |c| c.files.show(Sheet::Share)),
    action(Id::Designs, "My designs", Icon::Sheets, "File", &[], |c| c.files.show(Sheet::Designs)),
    action(Id::NewDesign, "New design", Icon::Plus, "File", &[], |c| c.files.new_design()),
    action(Id::Versions, "Versions", Icon::Clock, "File", &[], |c| c.files.show(Sheet::Versions)),
    action(Id::Examples, "Open an example…", Icon::Stack, "File", &[], |c| {
        c.store.session.dialog.set(Some(Dialog::Examples));
    }),
    Action {
        enabled: |c| c.files.previous.get(),
        ..action(Id::BringBack, "Bring back previous work", Icon::Undo, "File", &[], |c| {
            c.files.bring_back();
        })
    },
];
