//! The transitions.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Command, DocNode, Point, connect};

use super::{
    Button, Device, Draft, EditorView, Effect, Event, Hand, Keys, Pixel, Selection, State, Target,
    Tool, wheel,
};
use crate::core::geometry::{NODE_H, NODE_W, Rect, snap};

/// What the tool becomes, and what is to be done.
#[must_use]
pub fn step(mut tool: Tool, event: &Event, view: &EditorView<'_>) -> (Tool, Vec<Effect>) {
    let mut effects = Vec::new();
    match event {
        Event::Down { pointer, device, button, at, target, keys } => {
            let hand = Hand { pointer: *pointer, start: *at, camera: view.camera, device: *device };
            if *device == Device::Touch {
                tool.touches.insert(*pointer, *at);
                if tool.touches.len() > 1 {
                    tool.state = second_finger(&tool, view, &mut effects);
                    return (tool, effects);
                }
            }
            let pans = *button == Button::Other || tool.space;
            tool.state = down(tool.state, hand, pans, target, *keys, view, &mut effects);
        }
        Event::Move { pointer, at, pressed, keys } => {
            if let Some(touch) = tool.touches.get_mut(pointer) {
                *touch = *at;
            }
            if let State::Pinching { fingers, camera, .. } = &tool.state {
                let now = fingers
                    .map(|(finger, start)| tool.touches.get(&finger).copied().unwrap_or(start));
                effects.push(Effect::Look(pinch(*camera, fingers.map(|it| it.1), now)));
            } else if hand_of(&tool.state).is_some_and(|hand| {
                hand.pointer == *pointer && hand.device == Device::Mouse && !pressed
            }) {
                // The button went up where nobody could see it.
                tool.state = up(tool.state, *pointer, *at, *keys, view, &mut effects);
            } else {
                tool.state = moved(tool.state, *pointer, *at, *keys, view, &mut effects);
            }
        }
        Event::Up { pointer, at, keys } => {
            tool.touches.remove(pointer);
            tool.state = up(tool.state, *pointer, *at, *keys, view, &mut effects);
            tool.state = finger_left(&tool, view);
        }
        Event::Lost { pointer } => {
            tool.touches.remove(pointer);
            if hand_of(&tool.state).is_some_and(|hand| hand.pointer == *pointer) {
                tool.state = abandon(tool.state, &mut effects);
            }
            tool.state = finger_left(&tool, view);
        }
        Event::Wheel(turn) => {
            // A gesture measures from the camera it began with.
            if hand_of(&tool.state).is_none() {
                let (camera, meaning) = wheel::turn(turn, tool.wheel, view.camera);
                tool.wheel = Some((meaning, turn.time_ms));
                effects.push(Effect::Look(camera));
            }
        }
        Event::Escape => {
            if tool.state == State::Idle && !view.selection.is_empty() {
                effects.push(Effect::Select(Selection::default()));
            }
            tool.state = abandon(tool.state, &mut effects);
        }
        Event::Space(held) => tool.space = *held,
        Event::Activate(id) => match tool.state.connecting_from().map(str::to_owned) {
            Some(from) => {
                if connect_to(&from, id, view, &mut effects) {
                    // Without a pointer there may be no eyes on the canvas either.
                    let (from, to) = (view.document.label(&from), view.document.label(id));
                    effects.push(Effect::Tell(format!("Connected {from} to {to}.")));
                }
                tool.state = State::Idle;
            }
            None => effects.push(Effect::Select(Selection::node(id))),
        },
        Event::ConnectFrom(from) => {
            tool.state = abandon(tool.state, &mut effects);
            if view.document.nodes.contains_key(from) {
                tool.state = choose_target(from, view, &mut effects);
            }
        }
        Event::DragIn { kind, pointer, device, at } => {
            tool.state = abandon(tool.state, &mut effects);
            let hand = Hand { pointer: *pointer, start: *at, camera: view.camera, device: *device };
            tool.state = State::PlacingNode { hand, kind: *kind, at: None };
        }
    }
    (tool, effects)
}

/// The pressed pointer that the state follows.
fn hand_of(state: &State) -> Option<&Hand> {
    match state {
        State::PointingNode { hand, .. }
        | State::Dragging { hand, .. }
        | State::PointingPort { hand, .. }
        | State::Connecting { hand, .. }
        | State::PointingEmpty { hand, .. }
        | State::Brushing { hand, .. }
        | State::Panning { hand, .. }
        | State::PlacingNode { hand, .. } => Some(hand),
        State::Idle | State::ClickConnecting { .. } | State::Pinching { .. } => None,
    }
}

fn down(
    state: State,
    hand: Hand,
    pans: bool,
    target: &Target,
    keys: Keys,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    if hand_of(&state).is_some() || matches!(state, State::Pinching { .. }) {
        return state;
    }
    let connecting = state.connecting_from().map(str::to_owned);
    if pans {
        effects.push(Effect::Capture(hand.pointer));
        return State::Panning { hand, connecting };
    }
    match (state, target) {
        (State::ClickConnecting { draft }, Target::Node(id) | Target::Port(id)) => {
            connect_to(&draft.from, id, view, effects);
            State::Idle
        }
        (_, Target::Port(id)) => State::PointingPort { hand, from: id.clone() },
        (_, Target::Node(id)) => {
            if !keys.shift && !view.selection.nodes.contains(id) {
                effects.push(Effect::Select(Selection::node(id)));
            }
            State::PointingNode { hand, id: id.clone(), toggles: keys.shift }
        }
        (_, Target::Empty) => {
            State::PointingEmpty { hand, link: None, adds: keys.shift, connecting }
        }
        (_, Target::Link(id)) => {
            State::PointingEmpty { hand, link: Some(id.clone()), adds: keys.shift, connecting }
        }
    }
}

fn moved(
    state: State,
    pointer: i32,
    at: Pixel,
    keys: Keys,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    let here = view.camera.to_canvas(at);
    if hand_of(&state).is_some_and(|hand| hand.pointer != pointer) {
        return state;
    }
    match state {
        State::PointingNode { hand, id, toggles } if hand.has_moved(at) => {
            let mut ids = view.selection.clone();
            if toggles {
                ids.nodes.insert(id.clone());
                effects.push(Effect::Select(ids.clone()));
            } else if !ids.nodes.contains(&id) {
                ids = Selection::node(&id);
            }
            let origins: Vec<_> = ids
                .nodes
                .iter()
                .filter_map(|id| Some((id.clone(), view.document.nodes.get(id)?.at)))
                .collect();
            effects.push(Effect::Capture(pointer));
            effects.push(Effect::Begin(if origins.len() > 1 { "Move nodes" } else { "Move node" }));
            drag(hand, id, origins, at, keys, view, effects)
        }
        State::Dragging { hand, grabbed, origins } => {
            drag(hand, grabbed, origins, at, keys, view, effects)
        }
        State::PointingPort { hand, from } if hand.has_moved(at) => {
            effects.push(Effect::Capture(pointer));
            let draft = view.draft(&from, here, hand.device);
            State::Connecting { hand, draft }
        }
        State::Connecting { hand, draft } => {
            let draft = view.draft(&draft.from, here, hand.device);
            State::Connecting { hand, draft }
        }
        State::ClickConnecting { draft } => {
            let draft = view.draft(&draft.from, here, Device::Mouse);
            State::ClickConnecting { draft }
        }
        State::PointingEmpty { hand, adds, connecting, .. } if hand.has_moved(at) => {
            effects.push(Effect::Capture(pointer));
            if hand.device == Device::Touch || connecting.is_some() {
                pan(hand, at, connecting, effects)
            } else {
                let before = view.selection.clone();
                brush(hand, here, before, adds, view, effects)
            }
        }
        State::Brushing { hand, before, adds, .. } => {
            brush(hand, here, before, adds, view, effects)
        }
        State::Panning { hand, connecting } => pan(hand, at, connecting, effects),
        State::PlacingNode { hand, kind, .. } => {
            let is_over = hand.has_moved(at) && view.shows(at);
            State::PlacingNode { hand, kind, at: is_over.then(|| standing(here, keys)) }
        }
        other => other,
    }
}

fn up(
    state: State,
    pointer: i32,
    at: Pixel,
    keys: Keys,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    if hand_of(&state).is_none_or(|hand| hand.pointer != pointer) {
        return state;
    }
    match state {
        State::PointingNode { id, toggles, .. } => {
            let selection =
                if toggles { view.selection.toggled_node(&id) } else { Selection::node(&id) };
            if selection != *view.selection {
                effects.push(Effect::Select(selection));
            }
            State::Idle
        }
        State::Dragging { .. } => {
            effects.push(Effect::Commit);
            State::Idle
        }
        State::PointingPort { from, .. } => choose_target(&from, view, effects),
        State::Connecting { draft, .. } => {
            match draft.over {
                Some((to, _)) => drop(connect_to(&draft.from, &to, view, effects)),
                None => effects.push(Effect::Tell("A link ends on a node: drop it there.".into())),
            }
            State::Idle
        }
        State::PointingEmpty { link, adds, .. } => {
            let selection = match (link, adds) {
                (Some(id), false) => Selection::link(&id),
                (Some(id), true) => view.selection.toggled_link(&id),
                (None, true) => view.selection.clone(),
                (None, false) => Selection::default(),
            };
            if selection != *view.selection {
                effects.push(Effect::Select(selection));
            }
            State::Idle
        }
        State::Panning { connecting: Some(from), .. } => {
            State::ClickConnecting { draft: Draft::from(&from) }
        }
        State::PlacingNode { hand, kind, .. } => {
            // A press that does not move is a click, which the palette handles.
            if hand.has_moved(at) && view.shows(at) {
                place(kind, standing(view.camera.to_canvas(at), keys), view, effects);
            }
            State::Idle
        }
        _ => State::Idle,
    }
}

/// Ends whatever goes on and leaves everything as it was before.
fn abandon(state: State, effects: &mut Vec<Effect>) -> State {
    match state {
        State::Dragging { .. } => effects.push(Effect::Cancel),
        State::Brushing { before, .. } => effects.push(Effect::Select(before)),
        State::Panning { hand, .. } => effects.push(Effect::Look(hand.camera)),
        State::Pinching { camera, .. } => effects.push(Effect::Look(camera)),
        _ => {}
    }
    State::Idle
}

fn second_finger(tool: &Tool, view: &EditorView<'_>, effects: &mut Vec<Effect>) -> State {
    if matches!(tool.state, State::Pinching { .. }) {
        return tool.state.clone();
    }
    let connecting = tool.state.connecting_from().map(str::to_owned);
    // What the first finger began is taken back, but the paper stays where it was pulled to.
    if !matches!(tool.state, State::Panning { .. }) {
        let _idle = abandon(tool.state.clone(), effects);
    }
    let mut fingers = tool.touches.iter().map(|(&pointer, &at)| (pointer, at));
    match (fingers.next(), fingers.next()) {
        (Some(one), Some(other)) => {
            State::Pinching { fingers: [one, other], camera: view.camera, connecting }
        }
        _ => State::Idle,
    }
}

/// A finger of a pinch is gone: the other one pulls on.
fn finger_left(tool: &Tool, view: &EditorView<'_>) -> State {
    let State::Pinching { fingers, connecting, .. } = &tool.state else {
        return tool.state.clone();
    };
    let mut left =
        fingers.iter().filter_map(|(finger, _)| tool.touches.get(finger).map(|&at| (*finger, at)));
    match (left.next(), left.next()) {
        (Some(_), Some(_)) => tool.state.clone(),
        (Some((pointer, start)), None) => State::Panning {
            hand: Hand { pointer, start, camera: view.camera, device: Device::Touch },
            connecting: connecting.clone(),
        },
        _ => match connecting {
            Some(from) => State::ClickConnecting { draft: Draft::from(from) },
            None => State::Idle,
        },
    }
}

fn pinch(camera: super::Camera, [a0, b0]: [Pixel; 2], [a1, b1]: [Pixel; 2]) -> super::Camera {
    let factor = a1.distance(b1) / a0.distance(b0).max(1.0);
    let (from, to) = (a0.midpoint(b0), a1.midpoint(b1));
    camera.zoom_at(from, factor).pan(to.x - from.x, to.y - from.y)
}

fn pan(hand: Hand, at: Pixel, connecting: Option<String>, effects: &mut Vec<Effect>) -> State {
    let look = hand.camera.pan(at.x - hand.start.x, at.y - hand.start.y);
    effects.push(Effect::Look(look));
    State::Panning { hand, connecting }
}

fn drag(
    hand: Hand,
    grabbed: String,
    mut origins: Vec<(String, Point)>,
    at: Pixel,
    keys: Keys,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    origins.retain(|(id, _)| view.document.nodes.contains_key(id));
    let Some(&(_, origin)) = origins.iter().find(|(id, _)| *id == grabbed) else {
        effects.push(Effect::Commit);
        return State::Idle;
    };
    let (from, to) = (hand.camera.to_canvas(hand.start), view.camera.to_canvas(at));
    let free = Point { x: origin.x + to.x - from.x, y: origin.y + to.y - from.y };
    let landed = if keys.alt { free } else { snap(free) };
    let (dx, dy) = (landed.x - origin.x, landed.y - origin.y);
    let moves = origins
        .iter()
        .map(|(id, was)| Command::MoveNode(id.clone(), Point { x: was.x + dx, y: was.y + dy }))
        .collect();
    effects.push(Effect::Run("Move", Command::Batch(moves)));
    State::Dragging { hand, grabbed, origins }
}

fn brush(
    hand: Hand,
    corner: Point,
    before: Selection,
    adds: bool,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    let rect = Rect::between(hand.camera.to_canvas(hand.start), corner);
    let mut selection = if adds { before.clone() } else { Selection::default() };
    let touched = view.document.nodes.iter().filter(|(_, node)| Rect::node(node.at).overlaps(rect));
    selection.nodes.extend(touched.map(|(id, _)| id.clone()));
    if selection != *view.selection {
        effects.push(Effect::Select(selection));
    }
    State::Brushing { hand, corner, before, adds }
}

fn choose_target(from: &str, view: &EditorView<'_>, effects: &mut Vec<Effect>) -> State {
    let label = view.document.label(from);
    effects.push(Effect::Tell(format!(
        "Connecting from {label}: choose a node with a click or Enter. Escape cancels."
    )));
    State::ClickConnecting { draft: Draft::from(from) }
}

/// Makes the link, or says why not. Was it made?
fn connect_to(from: &str, to: &str, view: &EditorView<'_>, effects: &mut Vec<Effect>) -> bool {
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

/// Adds a node and selects it.
pub(in crate::core) fn place(
    kind: NodeKind,
    at: Point,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) {
    let id = view.document.new_node_id(kind);
    let node = DocNode::new(kind, at);
    effects.push(Effect::Run("Add node", Command::AddNode(id.clone(), node)));
    effects.push(Effect::Select(Selection::node(&id)));
    effects.push(Effect::Focus(id));
}

/// Where a new node stands whose middle is here.
fn standing(middle: Point, keys: Keys) -> Point {
    let corner = Point { x: middle.x - NODE_W / 2.0, y: middle.y - NODE_H / 2.0 };
    if keys.alt { corner } else { snap(corner) }
}
