//! Notes, frames and arrows, and the order of what is selected.

use leptos::prelude::*;
use windtunnel_design::{Shape, Tint};

use super::{Action, Context, Id, action};
use crate::canvas::edits;
use crate::core::arrange::{Axis, Line, Stack};
use crate::shell::keys::Key;
use crate::ui::Icon;

/// In the order of menus and of the list of keys.
pub(super) const ACTIONS: &[Action] = &[
    draw(Id::Note, "Draw a note", Icon::Note, &[Key::stage("n")], |c| {
        edits::arm(c.store, Shape::Note);
    }),
    draw(Id::Frame, "Draw a frame", Icon::Frame, &[Key::stage("f")], |c| {
        edits::arm(c.store, Shape::Frame);
    }),
    draw(Id::Arrow, "Draw an arrow", Icon::Arrow, &[Key::stage("a").with_shift()], |c| {
        edits::arm(c.store, Shape::Arrow);
    }),
    draw(Id::AddNote, "Add a note in the middle", Icon::Note, &[], |c| {
        edits::add_sketch(c.store, Shape::Note);
    }),
    draw(Id::AddFrame, "Put a frame around the selection", Icon::Frame, &[], |c| {
        edits::add_sketch(c.store, Shape::Frame);
    }),
    draw(Id::AddArrow, "Add an arrow in the middle", Icon::Arrow, &[], |c| {
        edits::add_sketch(c.store, Shape::Arrow);
    }),
    Action {
        enabled: |c| {
            let one = |s: &crate::store::Selection| s.count() == 1 && s.nodes.is_empty();
            c.store.session.selection.with(one)
        },
        ..draw(Id::EditText, "Write its text", Icon::Note, &[], |c| edits::edit_text(c.store))
    },
    tint(Id::TintPlain, "Colour: plain", |c| edits::tint(c.store, Tint::Plain)),
    tint(Id::TintYellow, "Colour: yellow", |c| edits::tint(c.store, Tint::Yellow)),
    tint(Id::TintGreen, "Colour: green", |c| edits::tint(c.store, Tint::Green)),
    tint(Id::TintBlue, "Colour: blue", |c| edits::tint(c.store, Tint::Blue)),
    tint(Id::TintRed, "Colour: red", |c| edits::tint(c.store, Tint::Red)),
    tint(Id::TintViolet, "Colour: violet", |c| edits::tint(c.store, Tint::Violet)),
    several(Id::AlignLeft, "Align left", |c| edits::align(c.store, Line::Left)),
    several(Id::AlignCentre, "Align centre", |c| edits::align(c.store, Line::Centre)),
    several(Id::AlignRight, "Align right", |c| edits::align(c.store, Line::Right)),
    several(Id::AlignTop, "Align top", |c| edits::align(c.store, Line::Top)),
    several(Id::AlignMiddle, "Align middle", |c| edits::align(c.store, Line::Middle)),
    several(Id::AlignBottom, "Align bottom", |c| edits::align(c.store, Line::Bottom)),
    several(Id::DistributeAcross, "Distribute horizontally", |c| {
        edits::distribute(c.store, Axis::Across);
    }),
    several(Id::DistributeDown, "Distribute vertically", |c| {
        edits::distribute(c.store, Axis::Down);
    }),
    on_things(Id::Front, "Bring to front", &[Key::stage("]").with_shift()], |c| {
        edits::stack(c.store, Stack::Front);
    }),
    on_things(Id::Forward, "Bring forward", &[Key::stage("]")], |c| {
        edits::stack(c.store, Stack::Forward);
    }),
    on_things(Id::Backward, "Send backward", &[Key::stage("[")], |c| {
        edits::stack(c.store, Stack::Backward);
    }),
    on_things(Id::Back, "Send to back", &[Key::stage("[").with_shift()], |c| {
        edits::stack(c.store, Stack::Back);
    }),
    Action {
        icon: Icon::Lock,
        ..on_things(Id::Lock, "Lock or unlock", &[Key::command("l").with_shift()], |c| {
            edits::toggle_lock(c.store);
        })
    },
    on_link(Id::AddBend, "Add a bend", &[Key::stage("b")], |c| edits::add_bend(c.store)),
    on_link(Id::GoToBend, "Go to the bends of a link", &[Key::stage("b").with_shift()], |c| {
        edits::go_to_bend(c.store);
    }),
    action(Id::Straighten, "Take the bends out", Icon::Link, GROUP, &[], |c| {
        edits::straighten(c.store);
    }),
    action(Id::Tidy, "Tidy up", Icon::Parts, GROUP, &[Key::stage("t").with_shift()], |c| {
        edits::tidy(c.store);
    }),
];

const GROUP: &str = "Draw and arrange";

const fn draw(
    id: Id,
    label: &'static str,
    icon: Icon,
    keys: &'static [Key],
    run: fn(Context),
) -> Action {
    action(id, label, icon, GROUP, keys, run)
}

const fn tint(id: Id, label: &'static str, run: fn(Context)) -> Action {
    let enabled = |c: Context| c.store.session.selection.with(|s| !s.sketches.is_empty());
    Action { enabled, ..action(id, label, Icon::Note, GROUP, &[], run) }
}

/// Needs two things.
const fn several(id: Id, label: &'static str, run: fn(Context)) -> Action {
    let enabled = |c: Context| c.store.session.selection.with(|s| s.things().nth(1).is_some());
    Action { enabled, ..action(id, label, Icon::Parts, GROUP, &[], run) }
}

/// Needs one link.
const fn on_link(id: Id, label: &'static str, keys: &'static [Key], run: fn(Context)) -> Action {
    let enabled =
        |c: Context| c.store.session.selection.with(|s| s.count() == 1 && s.links.len() == 1);
    Action { enabled, ..action(id, label, Icon::Link, GROUP, keys, run) }
}

/// Needs one.
const fn on_things(id: Id, label: &'static str, keys: &'static [Key], run: fn(Context)) -> Action {
    let enabled = |c: Context| c.store.session.selection.with(|s| s.things().next().is_some());
    Action { enabled, ..action(id, label, Icon::Parts, GROUP, keys, run) }
}
