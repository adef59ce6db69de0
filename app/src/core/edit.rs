//! What keys and menus do to the selection, as effects like those of the tool.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Command, Document, Point};

use super::camera::Pixel;
use super::geometry::{GRID, NODE_H, NODE_W, Rect, snap};
use super::neighbours::heir;
use super::selection::Selection;
use super::sketching;
use super::sorted::set_of;
use super::thing::Thing;
use super::tool::{EditorView, Effect, Target, place};

/// What a key is about: what is selected, unless the focus has gone to another part since. `then` is
/// what was selected when it went there.
#[must_use]
pub fn meant(selection: &Selection, then: &Selection, focus: &Target) -> Selection {
    let alone = match focus {
        Target::Node(id) => Selection::node(id),
        Target::Link(id) => Selection::link(id),
        Target::Sketch(id) => Selection::sketch(id),
        Target::Port(_) | Target::Grip(_) | Target::Empty => return selection.clone(),
    };
    let went_on = selection == then && !selection.contains(&alone);
    if selection.is_empty() || went_on { alone } else { selection.clone() }
}

/// Takes away what is selected and not locked, with the links of the nodes among it.
#[must_use]
pub fn delete(view: &EditorView<'_>) -> Vec<Effect> {
    let (document, selection) = (view.document, view.selection);
    let links = selection.links.iter().filter(|id| document.links.contains_key(*id));
    let free = |thing: &Thing| !thing.is_locked(document);
    let things = selection.things().filter(free).filter_map(|thing| thing.remove(document));
    let commands: Vec<_> = links.map(|id| Command::RemoveLink(id.clone())).chain(things).collect();
    if commands.is_empty() {
        return locked_only(selection);
    }
    let mut kept = Selection::default();
    for thing in selection.things().filter(|thing| thing.is_locked(document)) {
        kept.add(thing);
    }
    let mut effects = vec![Effect::Run("Delete", Command::Batch(commands)), Effect::Select(kept)];
    // The keyboard goes on from the node before.
    effects.extend(heir(document, selection).map(Effect::Focus));
    effects
}

/// Moves what is selected and not locked by so many steps of the grid.
#[must_use]
pub fn nudge(view: &EditorView<'_>, right: i32, down: i32) -> Vec<Effect> {
    match sketching::step(view.document, view.selection, right, down) {
        Some(command) => vec![Effect::Run("Move", command)],
        None => locked_only(view.selection),
    }
}

/// What is said where all that is selected is locked.
fn locked_only(selection: &Selection) -> Vec<Effect> {
    if selection.things().next().is_none() {
        return Vec::new();
    }
    vec![Effect::Tell("It is locked; unlock it first.".into())]
}

/// Selects every link and all that is not locked.
#[must_use]
pub fn select_all(view: &EditorView<'_>) -> Vec<Effect> {
    let links = set_of(view.document.links.keys().cloned());
    let mut selection = Selection { links, ..Selection::default() };
    for thing in Thing::all(view.document).filter(|thing| !thing.is_locked(view.document)) {
        selection.add(thing);
    }
    vec![Effect::Select(selection)]
}

/// Locks what is selected, or unlocks it if all of it is locked.
#[must_use]
pub fn toggle_lock(view: &EditorView<'_>) -> Vec<Effect> {
    let lock = !is_all_locked(view.document, view.selection);
    let locks = view.selection.things().filter_map(|thing| thing.lock(view.document, lock));
    let step = if lock { "Lock" } else { "Unlock" };
    vec![Effect::Run(step, Command::Batch(locks.collect()))]
}

/// Is everything that is selected locked?
#[must_use]
pub fn is_all_locked(document: &Document, selection: &Selection) -> bool {
    selection.things().all(|thing| thing.is_locked(document))
}

/// Adds a node in the middle of what is seen, or as near to it as there is room.
#[must_use]
pub fn add_in_view(view: &EditorView<'_>, kind: NodeKind) -> Vec<Effect> {
    let middle = Pixel { x: view.viewport.0 / 2.0, y: view.viewport.1 / 2.0 };
    let middle = view.camera.to_canvas(middle);
    let corner = snap(Point { x: middle.x - NODE_W / 2.0, y: middle.y - NODE_H / 2.0 });
    let mut effects = Vec::new();
    place(kind, free_place(view.document, corner), view, &mut effects);
    effects
}

/// The free place nearest to this one. Tries rings of places around it; gives up, on top of others,
/// far out.
pub fn free_place(document: &Document, start: Point) -> Point {
    let is_free = |at: Point| {
        let rect = Rect::node(at);
        document.nodes.values().all(|node| !Rect::node(node.at).overlaps(rect))
    };
    let (right, down) = (NODE_W + 3.0 * GRID, NODE_H + 3.0 * GRID);
    for ring in 0_i32..8 {
        for row in -ring..=ring {
            for column in -ring..=ring {
                let at = Point {
                    x: start.x + f64::from(column) * right,
                    y: start.y + f64::from(row) * down,
                };
                if row.abs().max(column.abs()) == ring && is_free(at) {
                    return at;
                }
            }
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use windtunnel_design::History;

    use super::*;
    use crate::core::camera::Camera;
    use crate::core::fixture::two;

    fn carry_out(document: &Document, selection: &Selection, edit: Edit) -> (History, Selection) {
        let view = EditorView {
            document,
            selection,
            camera: Camera::default(),
            viewport: (800.0, 600.0),
            looks_only: false,
        };
        let (mut history, mut selected) = (History::new(document.clone()), selection.clone());
        for effect in edit(&view) {
            match effect {
                Effect::Run(label, command) => drop(history.run(label, &command).unwrap()),
                Effect::Select(selection) => selected = selection,
                _ => {}
            }
        }
        (history, selected)
    }

    type Edit = fn(&EditorView<'_>) -> Vec<Effect>;

    #[test]
    fn deleting_takes_nodes_links_and_what_hangs_on_them() {
        let mut selection = Selection::node("a");
        selection.links.insert("a-b".into());
        let (mut history, selected) = carry_out(&two(), &selection, delete);
        assert_eq!(history.document().nodes.len(), 1);
        assert!(history.document().links.is_empty() && selected.is_empty());
        history.undo();
        assert_eq!(*history.document(), two());
    }

    #[test]
    fn deleting_nothing_is_no_step() {
        let (history, _) = carry_out(&two(), &Selection::default(), delete);
        assert_eq!(history.undo_label(), None);
    }

    #[test]
    fn a_key_is_about_the_focus_only_where_it_came_after_the_selection() {
        let (a, b) = (Selection::node("a"), Selection::node("b"));
        let (on_b, none) = (Target::Node("b".into()), Selection::default());
        assert_eq!(meant(&none, &none, &on_b), b);
        assert_eq!(meant(&none, &none, &Target::Link("a-b".into())), Selection::link("a-b"));
        assert_eq!(meant(&a, &a, &on_b), b, "walked there with another selected");
        assert_eq!(meant(&a, &a, &Target::Empty), a);
        // A press took b out of the selection, or a copy of it was made: it still has the focus.
        let both = a.toggled(&Thing::Node("b".into()));
        assert_eq!(meant(&a, &both, &on_b), a);
        assert_eq!(meant(&both, &both, &on_b), both);
    }

    #[test]
    fn arrows_move_the_selected_by_a_step_of_the_grid() {
        let (history, _) = carry_out(&two(), &Selection::node("b"), |view| nudge(view, -1, 2));
        assert_eq!(history.document().nodes["b"].at, Point { x: 392.0, y: 16.0 });
        assert_eq!(history.document().nodes["a"].at, Point::default());
    }

    #[test]
    fn everything_can_be_selected() {
        let (_, selected) = carry_out(&two(), &Selection::default(), select_all);
        assert_eq!((selected.nodes.len(), selected.links.len()), (2, 1));
    }

    #[test]
    fn a_new_node_finds_room() {
        let mut document = two();
        for _ in 0..20 {
            let (history, selected) = carry_out(&document, &Selection::default(), |view| {
                add_in_view(view, NodeKind::Model)
            });
            document = history.document().clone();
            assert_eq!(selected.nodes.len(), 1);
        }
        let rects: Vec<_> = document.nodes.values().map(|node| Rect::node(node.at)).collect();
        for (index, rect) in rects.iter().enumerate() {
            assert!(rects[index + 1..].iter().all(|other| !rect.overlaps(*other)));
        }
    }
}
