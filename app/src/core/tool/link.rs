//! Gestures on links: making them, moving their ends, bending them.

use windtunnel_design::{Command, connect};

use super::gesture::standing;
use super::{Draft, EditorView, Effect, End, Grip, Hand, Keys, Linking, Pixel, State};
use crate::core::geometry::snap;
use crate::core::selection::Selection;
use crate::core::{bends, offer, sketching};

/// A port was clicked: the next click, or Enter, chooses where the link goes.
pub(super) fn choose_target(from: &str, view: &EditorView<'_>, effects: &mut Vec<Effect>) -> State {
    let label = view.document.label(from);
    effects.push(Effect::Tell(format!(
        "Connecting from {label}: choose a node with a click or Enter. Escape cancels."
    )));
    State::ClickConnecting { draft: Draft::from(from) }
}

/// Makes the link, or says why not. Was it made?
pub(super) fn connect_to(
    from: &str,
    to: &str,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> bool {
    match connect::propose(view.document, from, to) {
        Ok(link) => {
            let id = view.document.new_link_id(from, to);
            effects.push(Effect::Run("Connect", Command::AddLink(id.clone(), link)));
            effects.push(Effect::Select(Selection::link(&id)));
            true
        }
        Err(refusal) => {
            effects.push(Effect::Refuse(refusal.to_string()));
            false
        }
    }
}

/// A link that was drawn is let go: it ends on a node, or offers nodes to end on.
pub(super) fn drop_draft(
    draft: &Draft,
    at: Pixel,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    match &draft.over {
        Some((to, _)) => {
            connect_to(&draft.from, to, view, effects);
            State::Idle
        }
        None if !view.shows(at) => State::Idle,
        None if offer::kinds(view.document, &draft.from).is_empty() => {
            let label = view.document.label(&draft.from);
            effects.push(Effect::Tell(format!("Nothing can be linked from {label}.")));
            State::Idle
        }
        None => State::Offering { from: draft.from.clone(), at: view.camera.to_canvas(at) },
    }
}

/// The node that was chosen for a link on empty paper.
pub(super) fn choose(
    state: &State,
    kind: windtunnel_design::sim::model::NodeKind,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) {
    if let State::Offering { from, at } = state {
        // The link comes from the left as a rule, so the node stands at the right of the pointer.
        let middle = windtunnel_design::Point { x: at.x + super::gesture::HALF_NODE, ..*at };
        effects.extend(offer::add(view.document, from, kind, standing(middle, Keys::default())));
    }
}

/// A pressed handle begins to move.
pub(super) fn take_grip(
    hand: Hand,
    grip: Grip,
    at: Pixel,
    keys: Keys,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    effects.push(Effect::Capture(hand.pointer));
    match grip {
        Grip::End(link, end) => reconnecting(hand, link, end, at, view),
        Grip::Corner(..) => {
            effects.push(Effect::Begin("Resize"));
            pull(hand, grip, at, keys, view, effects)
        }
        Grip::Bend(..) => {
            effects.push(Effect::Begin("Bend link"));
            pull(hand, grip, at, keys, view, effects)
        }
        Grip::Piece(link, number) => {
            effects.push(Effect::Begin("Bend link"));
            let here = view.camera.to_canvas(at);
            match bends::add(view.document, &link, number, here) {
                Some(command) => effects.push(Effect::Run("Bend link", command)),
                None => return gone(effects),
            }
            State::Pulling { hand, grip: Grip::Bend(link, number) }
        }
    }
}

/// A corner or a bend goes where the pointer is.
pub(super) fn pull(
    hand: Hand,
    grip: Grip,
    at: Pixel,
    keys: Keys,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    let here = view.camera.to_canvas(at);
    let here = if keys.ctrl { here } else { snap(here) };
    let command = match &grip {
        Grip::Corner(id, corner) => view.document.sketches.get(id).map(|sketch| {
            Command::PutSketch(id.clone(), sketching::resized(sketch, *corner, here))
        }),
        Grip::Bend(link, number) => bends::put(view.document, link, *number, here),
        Grip::Piece(..) | Grip::End(..) => None,
    };
    match command {
        Some(command) => effects.push(Effect::Run("Pull", command)),
        None => return gone(effects),
    }
    State::Pulling { hand, grip }
}

/// What was pulled is not there any more.
fn gone(effects: &mut Vec<Effect>) -> State {
    effects.push(Effect::Commit);
    State::Idle
}

/// The end of a link follows the pointer.
pub(super) fn reconnecting(
    hand: Hand,
    link: String,
    end: End,
    at: Pixel,
    view: &EditorView<'_>,
) -> State {
    let here = view.camera.to_canvas(at);
    let over = view.over(&Linking::Moved(link.clone(), end), here, hand.device);
    State::Reconnecting { hand, link, end, at: here, over }
}

/// An end was clicked: the next click, or Enter, chooses its node.
pub(super) fn choose_end(link: &str, end: End, effects: &mut Vec<Effect>) -> State {
    effects.push(Effect::Tell(
        "Choose the node for this end of the link with a click or Enter. Escape cancels.".into(),
    ));
    State::ClickReconnecting { link: link.to_owned(), end }
}

/// The chosen end goes to this node, or it is said why not.
pub(super) fn end_on(
    state: State,
    node: &str,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    if let State::ClickReconnecting { link, end } = state {
        reconnect(&link, end, Some(&(node.to_owned(), Ok(()))), view, effects);
    }
    State::Idle
}

/// The end of a link is let go.
pub(super) fn reconnect(
    link: &str,
    end: End,
    over: Option<&(String, Result<(), String>)>,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) {
    let Some((node, _)) = over else {
        return effects.push(Effect::Tell("The link stays: its end goes on a node.".into()));
    };
    match bends::reconnected(view.document, link, end, node) {
        Ok(changed) => {
            effects.push(Effect::Run("Reconnect", Command::SetLink(link.to_owned(), changed)));
        }
        Err(refusal) => effects.push(Effect::Refuse(refusal.to_string())),
    }
}
