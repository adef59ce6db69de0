//! What is shown beside the canvas.

use leptos::prelude::*;

use super::{Action, Id, action, show_panel};
use crate::shell::keys::Key;
use crate::shell::{focus, theme};
use crate::store::{Dialog, Panel};
use crate::ui::Icon;
use crate::{outline, outlook};

/// In the order of menus and of the list of keys.
pub(super) const ACTIONS: &[Action] = &[
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
    action(
        Id::Outline,
        "Show or hide the outline",
        Icon::Table,
        "Panels",
        &[Key::stage("u")],
        |c| {
            outline::toggle(c.store);
        },
    ),
    action(
        Id::Commands,
        "Search everything…",
        Icon::Search,
        "Panels",
        &[Key::everywhere("k").with_command(), Key::everywhere("p").with_command().with_shift()],
        |c| c.store.session.dialog.set(Some(Dialog::Commands)),
    ),
    action(
        Id::NextRegion,
        "Go to the next part of the screen",
        Icon::ChevronRight,
        "Panels",
        &[Key::everywhere("F6")],
        |_| focus::next_region(false),
    ),
    action(
        Id::LastRegion,
        "Go to the part of the screen before",
        Icon::ChevronLeft,
        "Panels",
        &[Key::everywhere("F6").with_shift()],
        |_| focus::next_region(true),
    ),
    action(Id::Theme, "Light or dark", Icon::Moon, "Panels", &[], |c| theme::toggle(c.store)),
    action(Id::Contrast, "More or usual contrast", Icon::Contrast, "Panels", &[], |_| {
        theme::toggle_contrast();
    }),
    action(
        Id::Keys,
        "Keys and gestures",
        Icon::Info,
        "Panels",
        &[Key::stage("?"), Key::everywhere("/").with_command()],
        |c| c.store.session.dialog.set(Some(Dialog::Keys)),
    ),
    action(Id::Help, "Help", Icon::Help, "Panels", &[Key::plain("F1")], |c| {
        show_panel(c.store, Panel::Help);
    }),
];
