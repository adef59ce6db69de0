//! Gestures on things and on the paper.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Command, DocNode, Point, Shape, Size};

use super::{Device, Draft, EditorView, Effect, Hand, Keys, Pixel, State, Tool};
use crate::core::camera::Camera;
use crate::core::copies;
use crate::core::geometry::{NODE_H, NODE_W, Rect, sketch_rect, snap};
use crate::core::moving::Moving;
use crate::core::selection::Selection;
use crate::core::sketching;
use crate::core::thing::Thing;

/// Half the width of a node.
pub(super) const HALF_NODE: f64 = NODE_W / 2.0;

/// A pressed thing begins to move: it, or what is selected with it, or with Alt copies of these.
pub(super) fn take(
    hand: Hand,
    thing: Thing,
    toggles: bool,
    at: Pixel,
    keys: Keys,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    if view.looks_only || thing.is_locked(view.document) {
        // What cannot be moved is as the paper to a drag.
        return on_paper(hand, at, None, toggles, view, effects);
    }
    let mut chosen = view.selection.clone();
    if toggles && !chosen.has(&thing) {
        chosen.add(thing.clone());
        effects.push(Effect::Select(chosen.clone()));
    } else if !chosen.has(&thing) {
        chosen = Selection::thing(&thing);
    }
    effects.push(Effect::Capture(hand.pointer));
    if keys.alt {
        let copies = copies::copy(view.document, &chosen);
        let Some(copy) = copies.pairs.get(&thing).cloned() else { return State::Idle };
        effects.push(Effect::Begin("Copy"));
        effects.push(Effect::Run("Copy", copies.command));
        effects.push(Effect::Select(copies.selection));
        return State::Dragging { hand, grabbed: copy, moving: copies.moving };
    }
    let moving = Moving::of(view.document, &chosen);
    effects.push(Effect::Begin(step_name(&moving)));
    drag(hand, thing, moving, at, keys, view, effects)
}

fn step_name(moving: &Moving) -> &'static str {
    match moving.things.as_slice() {
        [(Thing::Node(_), _)] => "Move node",
        [(Thing::Sketch(_), _)] => "Move sketch",
        things if things.iter().all(|(thing, _)| matches!(thing, Thing::Node(_))) => "Move nodes",
        _ => "Move",
    }
}

/// Things follow the pointer, the grabbed one on the grid.
pub(super) fn drag(
    hand: Hand,
    grabbed: Thing,
    mut moving: Moving,
    at: Pixel,
    keys: Keys,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    moving.things.retain(|(thing, _)| thing.at(view.document).is_some());
    let Some(&(_, origin)) = moving.things.iter().find(|(thing, _)| *thing == grabbed) else {
        effects.push(Effect::Commit);
        return State::Idle;
    };
    let (from, to) = (hand.camera.to_canvas(hand.start), view.camera.to_canvas(at));
    let free = Point { x: origin.x + to.x - from.x, y: origin.y + to.y - from.y };
    let landed = if keys.ctrl { free } else { snap(free) };
    let (dx, dy) = (landed.x - origin.x, landed.y - origin.y);
    effects.push(Effect::Run("Move", moving.by(view.document, dx, dy)));
    State::Dragging { hand, grabbed, moving }
}

/// A drag that begins on paper: a pan for fingers, while connecting and for who looks only, else a
/// marquee.
pub(super) fn on_paper(
    hand: Hand,
    at: Pixel,
    connecting: Option<String>,
    adds: bool,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    effects.push(Effect::Capture(hand.pointer));
    // A finger draws a marquee only where it was asked to select several.
    if view.looks_only || connecting.is_some() || (hand.device == Device::Touch && !adds) {
        pan(hand, at, connecting, effects)
    } else {
        brush(hand, view.camera.to_canvas(at), view.selection.clone(), adds, view, effects)
    }
}

/// A marquee selects the nodes, notes and arrows that it touches, and the frames that it holds.
pub(super) fn brush(
    hand: Hand,
    corner: Point,
    before: Selection,
    adds: bool,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    let rect = Rect::between(hand.camera.to_canvas(hand.start), corner);
    let mut selection = if adds { before.clone() } else { Selection::default() };
    let nodes = view.document.nodes.iter();
    let touched = nodes.filter(|(_, it)| !it.locked && Rect::node(it.at).overlaps(rect));
    selection.nodes.extend(touched.map(|(id, _)| id.clone()));
    let touched = view.document.sketches.iter().filter(|(_, it)| {
        let its = sketch_rect(it);
        // An arrow that runs flat has no area.
        let met =
            if it.shape == Shape::Frame { rect.holds(its) } else { rect.overlaps(its.grown(1.0)) };
        met && !it.locked
    });
    selection.sketches.extend(touched.map(|(id, _)| id.clone()));
    if selection != *view.selection {
        effects.push(Effect::Select(selection));
    }
    State::Brushing { hand, corner, before, adds }
}

/// The paper follows the pointer.
pub(super) fn pan(
    hand: Hand,
    at: Pixel,
    connecting: Option<String>,
    effects: &mut Vec<Effect>,
) -> State {
    let look = hand.camera.pan(at.x - hand.start.x, at.y - hand.start.y);
    effects.push(Effect::Look(look));
    State::Panning { hand, connecting }
}

/// Ends whatever goes on and leaves everything as it was before.
pub(super) fn abandon(state: State, effects: &mut Vec<Effect>) -> State {
    match state {
        State::Dragging { .. } | State::Pulling { .. } => effects.push(Effect::Cancel),
        State::Brushing { before, .. } => effects.push(Effect::Select(before)),
        State::Panning { hand, .. } => effects.push(Effect::Look(hand.camera)),
        State::Pinching { camera, .. } => effects.push(Effect::Look(camera)),
        _ => {}
    }
    State::Idle
}

/// Another finger comes down.
pub(super) fn second_finger(
    tool: &Tool,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
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
pub(super) fn finger_left(tool: &Tool, view: &EditorView<'_>) -> State {
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

/// Where two fingers have moved and zoomed the paper to, from where they came down.
pub(super) fn pinch(camera: Camera, [a0, b0]: [Pixel; 2], [a1, b1]: [Pixel; 2]) -> Camera {
    let factor = a1.distance(b1) / a0.distance(b0).max(1.0);
    let (from, to) = (a0.midpoint(b0), a1.midpoint(b1));
    camera.zoom_at(from, factor).pan(to.x - from.x, to.y - from.y)
}

/// What was drawn is added; a click adds the usual size.
pub(super) fn finish_sketch(
    shape: Shape,
    from: Point,
    to: Option<Point>,
    view: &EditorView<'_>,
) -> Vec<Effect> {
    let sketch = match to {
        Some(to) => sketching::drawn(shape, from, to),
        None => {
            let size = sketching::usual_size(shape);
            let to = Point { x: from.x + size.w, y: from.y + size.h };
            sketching::drawn(shape, from, to)
        }
    };
    sketching::add(view, sketch)
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
pub(super) fn standing(middle: Point, keys: Keys) -> Point {
    around(Size { w: NODE_W, h: NODE_H }, middle, keys)
}

/// Where something of this size stands whose middle is here.
pub(super) fn around(size: Size, middle: Point, keys: Keys) -> Point {
    let corner = Point { x: middle.x - size.w / 2.0, y: middle.y - size.h / 2.0 };
    on_grid(corner, keys)
}

/// A place on the grid, unless a key says otherwise.
pub(super) fn on_grid(place: Point, keys: Keys) -> Point {
    if keys.ctrl { place } else { snap(place) }
}
