//! The transitions.

use windtunnel_design::Sketch;

use super::gesture::{
    abandon, around, brush, drag, finger_left, finish_sketch, on_grid, on_paper, pan, pinch, place,
    second_finger, take,
};
use super::link::{
    choose, choose_end, choose_target, connect_to, drop_draft, end_on, pull, reconnect,
    reconnecting, take_grip,
};
use super::{
    Button, Device, Draft, EditorView, Effect, Event, Fresh, Grip, Hand, Keys, Pixel, Selection,
    State, Target, Tool, looking, wheel,
};
use crate::core::thing::Thing;
use crate::core::{bends, sketching};

/// What the tool becomes, and what is to be done.
#[must_use]
pub fn step(mut tool: Tool, event: &Event, view: &EditorView<'_>) -> (Tool, Vec<Effect>) {
    let mut effects = Vec::new();
    let seen = view.looks_only.then(|| looking::seen(event));
    let Some(event) = seen.as_ref().map_or(Some(event), Option::as_ref) else {
        return (tool, effects);
    };
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
            let adds = keys.shift || tool.many;
            tool.state = down(tool.state, hand, pans, target, *keys, adds, view, &mut effects);
        }
        Event::Move { pointer, at, pressed, keys } => {
            if let Some(touch) = tool.touches.get_mut(pointer) {
                *touch = *at;
            }
            if let State::Pinching { fingers, camera, .. } = &tool.state {
                let now = fingers
                    .map(|(finger, start)| tool.touches.get(&finger).copied().unwrap_or(start));
                effects.push(Effect::Look(pinch(*camera, fingers.map(|it| it.1), now)));
            } else if tool.state.hand().is_some_and(|hand| {
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
            if tool.state.hand().is_some_and(|hand| hand.pointer == *pointer) {
                tool.state = abandon(tool.state, &mut effects);
            }
            tool.state = finger_left(&tool, view);
        }
        Event::Held { pointer } => tool.state = held(tool.state, *pointer, &mut effects),
        Event::Twice(target) => tool.state = twice(tool.state, target, view, &mut effects),
        Event::Wheel(turn) => {
            // A gesture measures from the camera it began with.
            if tool.state.hand().is_none() {
                let (camera, meaning) = wheel::turn(turn, tool.wheel, view.camera);
                tool.wheel = Some((meaning, turn.time_ms));
                effects.push(Effect::Look(camera));
            }
        }
        Event::Escape => {
            if tool.state == State::Idle {
                tool.many = false;
                if !view.selection.is_empty() {
                    effects.push(Effect::Select(Selection::default()));
                }
            }
            tool.state = abandon(tool.state, &mut effects);
        }
        Event::Space(held) => tool.space = *held,
        Event::Many(many) => tool.many = *many,
        Event::Activate(id) if matches!(tool.state, State::ClickReconnecting { .. }) => {
            tool.state = end_on(tool.state, id, view, &mut effects);
        }
        Event::TakeEnd(link, end) => {
            let _idle = abandon(tool.state, &mut effects);
            tool.state = choose_end(link, *end, &mut effects);
        }
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
        Event::Enter => {
            if let State::Armed { shape } = tool.state {
                effects = sketching::add_in_view(view, shape);
                tool.state = State::Idle;
            }
        }
        Event::ConnectFrom(from) => {
            tool.state = abandon(tool.state, &mut effects);
            if view.document.nodes.contains_key(from) {
                tool.state = choose_target(from, view, &mut effects);
            }
        }
        Event::Arm(shape) => {
            let idle = abandon(tool.state, &mut effects);
            tool.state = shape.map_or(idle, |shape| State::Armed { shape });
        }
        Event::Choose(kind) => {
            choose(&tool.state, *kind, view, &mut effects);
            tool.state = State::Idle;
        }
        Event::DragIn { what, pointer, device, at } => {
            tool.state = abandon(tool.state, &mut effects);
            let hand = Hand { pointer: *pointer, start: *at, camera: view.camera, device: *device };
            tool.state = State::Placing { hand, what: *what, at: None };
        }
    }
    (tool, effects)
}

#[expect(clippy::too_many_arguments, reason = "one event, taken apart")]
fn down(
    state: State,
    hand: Hand,
    pans: bool,
    target: &Target,
    keys: Keys,
    adds: bool,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    if state.hand().is_some() || matches!(state, State::Pinching { .. }) {
        return state;
    }
    let connecting = state.connecting_from().map(str::to_owned);
    if pans {
        effects.push(Effect::Capture(hand.pointer));
        return State::Panning { hand, connecting };
    }
    match (state, target) {
        (State::Armed { shape }, _) => {
            effects.push(Effect::Capture(hand.pointer));
            let from = on_grid(view.camera.to_canvas(hand.start), keys);
            State::Sketching { hand, shape, from, to: None }
        }
        (State::ClickConnecting { draft }, Target::Node(id) | Target::Port(id)) => {
            connect_to(&draft.from, id, view, effects);
            State::Idle
        }
        (state @ State::ClickReconnecting { .. }, Target::Node(id) | Target::Port(id)) => {
            end_on(state, id, view, effects)
        }
        (_, Target::Port(id)) => State::PointingPort { hand, from: id.clone() },
        (_, Target::Grip(grip)) => State::PointingGrip { hand, grip: grip.clone() },
        (_, Target::Node(id)) => press(hand, Thing::Node(id.clone()), adds, view, effects),
        (State::ClickConnecting { .. }, Target::Sketch(_)) | (_, Target::Empty) => {
            State::PointingEmpty { hand, link: None, adds, connecting }
        }
        (_, Target::Sketch(id)) => press(hand, Thing::Sketch(id.clone()), adds, view, effects),
        (_, Target::Link(id)) => {
            State::PointingEmpty { hand, link: Some(id.clone()), adds, connecting }
        }
    }
}

fn press(
    hand: Hand,
    thing: Thing,
    toggles: bool,
    view: &EditorView<'_>,
    effects: &mut Vec<Effect>,
) -> State {
    if !toggles && !view.selection.has(&thing) {
        effects.push(Effect::Select(Selection::thing(&thing)));
    }
    State::PointingThing { hand, thing, toggles }
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
    if state.hand().is_some_and(|hand| hand.pointer != pointer) {
        return state;
    }
    match state {
        State::PointingThing { hand, thing, toggles } if hand.has_moved(at) => {
            take(hand, thing, toggles, at, keys, view, effects)
        }
        State::Dragging { hand, grabbed, moving } => {
            drag(hand, grabbed, moving, at, keys, view, effects)
        }
        State::PointingGrip { hand, grip } if hand.has_moved(at) => {
            take_grip(hand, grip, at, keys, view, effects)
        }
        State::Pulling { hand, grip } => pull(hand, grip, at, keys, view, effects),
        State::Reconnecting { hand, link, end, .. } => reconnecting(hand, link, end, at, view),
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
            on_paper(hand, at, connecting, adds, view, effects)
        }
        State::Brushing { hand, before, adds, .. } => {
            brush(hand, here, before, adds, view, effects)
        }
        State::Panning { hand, connecting } => pan(hand, at, connecting, effects),
        State::Placing { hand, what, .. } => {
            let is_over = hand.has_moved(at) && view.shows(at);
            State::Placing { hand, what, at: is_over.then(|| around(what.size(), here, keys)) }
        }
        State::Sketching { hand, shape, from, to } => {
            let to = (to.is_some() || hand.has_moved(at)).then(|| on_grid(here, keys));
            State::Sketching { hand, shape, from, to }
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
    if state.hand().is_none_or(|hand| hand.pointer != pointer) {
        return state;
    }
    match state {
        State::PointingThing { thing, toggles, .. } => {
            let selection =
                if toggles { view.selection.toggled(&thing) } else { Selection::thing(&thing) };
            select(selection, view, effects)
        }
        State::Dragging { .. } | State::Pulling { .. } => {
            effects.push(Effect::Commit);
            State::Idle
        }
        State::Reconnecting { link, end, over, .. } => {
            reconnect(&link, end, over.as_ref(), view, effects);
            State::Idle
        }
        State::PointingGrip { grip: Grip::End(link, end), .. } => choose_end(&link, end, effects),
        State::PointingPort { from, .. } => choose_target(&from, view, effects),
        State::Connecting { draft, .. } => drop_draft(&draft, at, view, effects),
        State::PointingEmpty { link, adds, .. } => {
            let selection = match (link, adds) {
                (Some(id), false) => Selection::link(&id),
                (Some(id), true) => view.selection.toggled_link(&id),
                (None, true) => view.selection.clone(),
                (None, false) => Selection::default(),
            };
            select(selection, view, effects)
        }
        State::Panning { connecting: Some(from), .. } => {
            State::ClickConnecting { draft: Draft::from(&from) }
        }
        State::Placing { hand, what, .. } => {
            // A press that does not move is a click, which the palette handles.
            if hand.has_moved(at) && view.shows(at) {
                let corner = around(what.size(), view.camera.to_canvas(at), keys);
                match what {
                    Fresh::Node(kind) => place(kind, corner, view, effects),
                    Fresh::Sketch(shape) => {
                        let sketch = Sketch::new(shape, corner, what.size());
                        effects.extend(sketching::add(view, sketch));
                    }
                }
            }
            State::Idle
        }
        State::Sketching { shape, from, to, .. } => {
            effects.extend(finish_sketch(shape, from, to, view));
            State::Idle
        }
        _ => State::Idle,
    }
}

fn select(selection: Selection, view: &EditorView<'_>, effects: &mut Vec<Effect>) -> State {
    if selection != *view.selection {
        effects.push(Effect::Select(selection));
    }
    State::Idle
}

/// A finger rests on something: its menu. One that has moved does something else already.
fn held(state: State, pointer: i32, effects: &mut Vec<Effect>) -> State {
    let Some(hand) = state.hand().copied().filter(|hand| hand.pointer == pointer) else {
        return state;
    };
    let target = match &state {
        State::PointingThing { thing: Thing::Node(id), .. } => Target::Node(id.clone()),
        State::PointingThing { thing: Thing::Sketch(id), .. } => Target::Sketch(id.clone()),
        State::PointingPort { from, .. } => Target::Node(from.clone()),
        State::PointingGrip { grip, .. } => Target::Grip(grip.clone()),
        State::PointingEmpty { link: Some(id), .. } => Target::Link(id.clone()),
        State::PointingEmpty { .. } => Target::Empty,
        _ => return state,
    };
    effects.push(Effect::Menu(hand.start, target));
    State::Idle
}

/// Two clicks write a text, or take a bend out.
fn twice(state: State, target: &Target, view: &EditorView<'_>, effects: &mut Vec<Effect>) -> State {
    if state != State::Idle {
        return state;
    }
    match target {
        Target::Link(_) | Target::Sketch(_) => effects.push(Effect::Edit(target.clone())),
        Target::Grip(Grip::Bend(link, number)) => {
            let command = bends::remove(view.document, link, *number);
            effects.extend(command.map(|command| Effect::Run("Straighten link", command)));
        }
        _ => {}
    }
    State::Idle
}
