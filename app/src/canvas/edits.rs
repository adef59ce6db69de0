//! What arranges and draws on the canvas, for keys, menus and buttons: plain functions of the store.

use leptos::prelude::*;
use windtunnel_design::{Command, Point, Shape, Tint, layout};

use super::commands::{carry_out, element, send, with_view};
use super::{grips, link};
use crate::core::arrange::{self, Axis, Line, Stack};
use crate::core::geometry::GRID;
use crate::core::tool::{Event, Grip, State, Target};
use crate::core::{bends, edit, sketching};
use crate::store::{Store, Tone};

/// The next press on the canvas draws a note, frame or arrow; asked again, it does not.
pub fn arm(store: Store, shape: Shape) {
    let armed = store.session.tool.with_untracked(|tool| tool.state == State::Armed { shape });
    send(store, &Event::Arm((!armed).then_some(shape)));
}

/// Adds a note, frame or arrow in the middle of what is seen; a frame around what is selected.
pub fn add_sketch(store: Store, shape: Shape) {
    with_view(store, |view| sketching::add_in_view(view, shape));
}

/// Presses add to the selection, or do not any more.
pub fn toggle_many(store: Store) {
    let many = store.session.tool.with_untracked(|tool| tool.many);
    send(store, &Event::Many(!many));
}

/// Puts what is selected on one line.
pub fn align(store: Store, line: Line) {
    let command =
        arrange::align(&store.document_now(), &store.session.selection.read_untracked(), line);
    run_or_tell(store, "Align", command, "Select two or more to align them.");
}

/// Makes the gaps between what is selected equal.
pub fn distribute(store: Store, axis: Axis) {
    let selection = store.session.selection.get_untracked();
    let command = arrange::distribute(&store.document_now(), &selection, axis);
    run_or_tell(store, "Distribute", command, "Select three or more to distribute them.");
}

/// Puts what is selected over or under the rest.
pub fn stack(store: Store, to: Stack) {
    let selection = store.session.selection.get_untracked();
    let command = arrange::stack(&store.document_now(), &selection, to);
    run_or_tell(store, "Change the order", command, "It is there already.");
}

/// Locks what is selected, or unlocks it.
pub fn toggle_lock(store: Store) {
    with_view(store, edit::toggle_lock);
}

/// Gives the selected notes, frames and arrows a colour.
pub fn tint(store: Store, tint: Tint) {
    let selection = store.session.selection.get_untracked();
    let command = sketching::tint(&store.document_now(), &selection, tint);
    run_or_tell(store, "Change the colour", command, "Select a note, frame or arrow.");
}

/// Puts every node in its tidy place.
pub fn tidy(store: Store) {
    let command = layout::arrange(&store.document_now());
    store.run_command("Tidy up", &command).ok();
    super::commands::fit(store);
}

/// Lets the selected links find their own way again.
pub fn straighten(store: Store) {
    let (document, selection) = (store.document_now(), store.session.selection.get_untracked());
    let all: Vec<_> =
        selection.links.iter().filter_map(|id| bends::straighten(&document, id)).collect();
    let command = (!all.is_empty()).then_some(Command::Batch(all));
    run_or_tell(store, "Straighten link", command, "Select a link that has bends.");
}

/// Writes the text of the one selected note, frame, arrow or link.
pub fn edit_text(store: Store) {
    let selection = store.session.selection.get_untracked();
    let target = match (selection.sketches.first(), selection.links.first()) {
        (Some(id), None) if selection.count() == 1 => Target::Sketch(id.clone()),
        (None, Some(id)) if selection.count() == 1 => Target::Link(id.clone()),
        _ => return store.notify(Tone::Info, "Select one note, frame, arrow or link.".into()),
    };
    store.session.editing.set(Some(target));
}

/// Puts another bend into the one selected link, and gives it the keyboard's focus.
pub fn add_bend(store: Store) {
    let Some(link) = one_link(store) else { return };
    let document = store.document_now();
    let Some((number, at)) = bends::next(&document, &link) else { return };
    let command = bends::add(&document, &link, number, at);
    run_or_tell(store, "Bend link", command, "The link is gone.");
    tell_bend(store, &link, number);
    focus_bend(link, number);
}

/// The keyboard's focus goes to the first bend of the one selected link.
pub fn go_to_bend(store: Store) {
    let Some(link) = one_link(store) else { return };
    if store.document_now().links.get(&link).is_some_and(|link| !link.via.is_empty()) {
        focus_bend(link, 0);
    } else {
        store.notify(Tone::Info, "The link has no bends. “Add a bend” puts one in.".into());
    }
}

/// The one link that is selected.
fn one_link(store: Store) -> Option<String> {
    let selection = store.session.selection.get_untracked();
    selection.links.first().filter(|_| selection.count() == 1).cloned()
}

/// Its handle is there once the page has changed.
fn focus_bend(link: String, number: usize) {
    let id = grips::dom_id(&Grip::Bend(link, number).word());
    request_animation_frame(move || {
        if let Some(handle) = element(&id) {
            handle.focus().ok();
        }
    });
}

/// Has read out where a bend is.
fn tell_bend(store: Store, link: &str, number: usize) {
    let document = store.document_now();
    if let Some(link) = document.links.get(link)
        && let Some(Point { x, y }) = link.via.get(number)
    {
        let count = link.via.len();
        store.say(format!("Bend {} of {count} at {x:.0}, {y:.0}", number + 1));
    }
}

/// Moves a handle by so many steps of the grid. A key that is held down makes one undo step.
pub(super) fn nudge_grip(store: Store, grip: &Grip, right: i32, down: i32, held: bool) {
    let document = store.document_now();
    let step = if matches!(grip, Grip::Corner(..)) { "Resize" } else { "Bend link" };
    let shifted =
        |at: Point| Point { x: at.x + f64::from(right) * GRID, y: at.y + f64::from(down) * GRID };
    let command = match grip {
        Grip::Corner(id, corner) => document.sketches.get(id).map(|sketch| {
            let to = shifted(sketching::corner_at(sketch, *corner));
            Command::PutSketch(id.clone(), sketching::resized(sketch, *corner, to))
        }),
        Grip::Bend(id, number) => document
            .links
            .get(id)
            .and_then(|link| bends::put(&document, id, *number, shifted(*link.via.get(*number)?))),
        Grip::Piece(..) | Grip::End(..) => None,
    };
    let Some(command) = command else { return };
    if !held {
        store.begin(step);
    }
    // A refusal is told by the store.
    store.run_command(step, &command).ok();
    if let Grip::Bend(link, number) = grip {
        tell_bend(store, link, *number);
    }
}

/// The key went up: what it did is a step.
pub(super) fn end_nudge(store: Store) {
    if store.session.tool.with_untracked(|tool| !tool.state.holds_document()) {
        store.commit();
    }
}

/// What Enter, or a click without a pointer, does with a handle.
pub(super) fn use_grip(store: Store, grip: &Grip, at: Point) {
    match grip {
        Grip::End(link, end) => send(store, &Event::TakeEnd(link.clone(), *end)),
        Grip::Piece(link, number) => {
            let command = bends::add(&store.document_now(), link, *number, at);
            run_or_tell(store, "Bend link", command, "The link is gone.");
            tell_bend(store, link, *number);
            focus_bend(link.clone(), *number);
        }
        Grip::Corner(..) | Grip::Bend(..) => {}
    }
}

/// What Delete does with a handle: takes a bend out.
pub(super) fn remove_grip(store: Store, grip: &Grip) {
    if let Grip::Bend(link, number) = grip {
        let command = bends::remove(&store.document_now(), link, *number);
        run_or_tell(store, "Straighten link", command, "The bend is gone.");
        let document = store.document_now();
        let left = document.links.get(link).map_or(0, |link| link.via.len());
        store.say(format!("Bend {} taken out, {left} left", number + 1));
        if left > 0 {
            focus_bend(link.clone(), (*number).min(left - 1));
        } else if let Some(line) = element(&link::dom_id(link)) {
            line.focus().ok();
        }
    }
}

/// Takes the text that was written on the canvas.
pub(super) fn write(store: Store, target: &Target, text: &str) {
    let document = store.document_now();
    let (before, command) = match target {
        Target::Sketch(id) => (
            document.sketches.get(id).map(|sketch| sketch.text.clone()),
            sketching::write(&document, id, text.to_owned()),
        ),
        Target::Link(id) => (
            document.links.get(id).map(|link| link.label.clone()),
            bends::write(&document, id, text.to_owned()),
        ),
        _ => return,
    };
    if let Some(command) = command.filter(|_| before.is_some_and(|before| before != text)) {
        carry_out(store, vec![crate::core::tool::Effect::Run("Edit text", command)]);
    }
}

fn run_or_tell(store: Store, step: &str, command: Option<Command>, otherwise: &str) {
    match command {
        // A refusal is told by the store.
        Some(command) => drop(store.run_command(step, &command)),
        None => store.notify(Tone::Info, otherwise.to_owned()),
    }
}
