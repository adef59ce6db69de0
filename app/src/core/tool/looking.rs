//! What pointers and keys mean to a person who may look only: any drag pans, a press selects, and
//! nothing writes, draws, links or asks for a menu.

use super::{Event, Target};

/// The event as it is for looking; `None` where it means nothing then.
pub(super) fn seen(event: &Event) -> Option<Event> {
    let mut event = event.clone();
    match &mut event {
        Event::Down { target, .. } => match target {
            Target::Port(id) => *target = Target::Node(std::mem::take(id)),
            Target::Grip(_) => *target = Target::Empty,
            Target::Empty | Target::Node(_) | Target::Link(_) | Target::Sketch(_) => {}
        },
        Event::Move { .. }
        | Event::Up { .. }
        | Event::Lost { .. }
        | Event::Wheel(_)
        | Event::Escape
        | Event::Space(_)
        | Event::Activate(_) => {}
        Event::Held { .. }
        | Event::Twice(_)
        | Event::Enter
        | Event::ConnectFrom(_)
        | Event::TakeEnd(..)
        | Event::Arm(_)
        | Event::Many(_)
        | Event::Choose(_)
        | Event::DragIn { .. } => return None,
    }
    Some(event)
}
