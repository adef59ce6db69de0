//! Where the canvas looks, and where the keyboard is on it.

use leptos::prelude::*;

use super::{Action, Id, action, on_one_node};
use crate::canvas::commands;
use crate::core::neighbours::Way;
use crate::core::tool::WheelMode;
use crate::shell::keys::Key;
use crate::shell::wheel;
use crate::store::Dialog;
use crate::ui::Icon;

/// In the order of menus and of the list of keys.
pub(super) const ACTIONS: &[Action] = &[
    action(
        Id::ZoomIn,
        "Zoom in",
        Icon::Plus,
        "View",
        &[Key::stage("+"), Key::stage("="), Key::canvas("+"), Key::canvas("=")],
        |c| commands::zoom_in(c.store),
    ),
    action(
        Id::ZoomOut,
        "Zoom out",
        Icon::Minus,
        "View",
        &[Key::stage("-"), Key::canvas("-")],
        |c| commands::zoom_out(c.store),
    ),
    action(
        Id::ActualSize,
        "Zoom to 100 %",
        Icon::Search,
        "View",
        &[Key::stage("0"), Key::canvas("0")],
        |c| commands::actual_size(c.store),
    ),
    action(Id::Fit, "Show everything", Icon::Fit, "View", &[Key::stage("1").with_shift()], |c| {
        commands::fit(c.store);
    }),
    Action {
        enabled: |c| c.store.session.selection.with(|s| s.things().next().is_some()),
        ..action(
            Id::FitSelection,
            "Show the selection",
            Icon::Fit,
            "View",
            &[Key::stage("2").with_shift()],
            |c| commands::fit_selection(c.store),
        )
    },
    action(Id::Minimap, "Fold or unfold the map", Icon::Map, "View", &[Key::stage("m")], |c| {
        c.store.session.minimap_open.update(|open| *open = !*open);
    }),
    action(Id::WheelAuto, "Wheel: as the device turns", Icon::Search, "View", &[], |c| {
        wheel::choose(c.store, WheelMode::Auto);
    }),
    action(Id::WheelMouse, "Wheel: zooms", Icon::Search, "View", &[], |c| {
        wheel::choose(c.store, WheelMode::Mouse);
    }),
    action(Id::WheelTrackpad, "Wheel: pans", Icon::Search, "View", &[], |c| {
        wheel::choose(c.store, WheelMode::Trackpad);
    }),
    action(
        Id::FindNode,
        "Find a part…",
        Icon::Search,
        "View",
        &[Key::stage("f").with_command()],
        |c| {
            c.store.session.dialog.set(Some(Dialog::FindNode));
        },
    ),
    walk(Id::WalkOn, "Go along a link", Icon::ChevronRight, &[arrow("ArrowRight")], |c| {
        commands::walk(c.store, Way::On);
    }),
    walk(Id::WalkBack, "Go against a link", Icon::ChevronLeft, &[arrow("ArrowLeft")], |c| {
        commands::walk(c.store, Way::Back);
    }),
    walk(Id::WalkUp, "Go to the part above", Icon::ChevronUp, &[arrow("ArrowUp")], |c| {
        commands::walk(c.store, Way::Up);
    }),
    walk(Id::WalkDown, "Go to the part below", Icon::ChevronDown, &[arrow("ArrowDown")], |c| {
        commands::walk(c.store, Way::Down);
    }),
];

const fn arrow(key: &'static str) -> Key {
    Key::stage(key).with_alt()
}

const fn walk(
    id: Id,
    label: &'static str,
    icon: Icon,
    keys: &'static [Key],
    run: fn(super::Context),
) -> Action {
    Action { enabled: on_one_node, ..action(id, label, icon, "View", keys, run) }
}
