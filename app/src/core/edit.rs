//! What keys and menus do to the selection, as effects like those of the tool.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Command, Document, Point};

use super::camera::Pixel;
use super::geometry::{GRID, NODE_H, NODE_W, Rect, snap};
use super::neighbours::heir;
use super::selection::Selection;
use super::sorted::set_of;
use super::tool::{EditorView, Effect, place};

/// Takes away what is selected, with the links of the nodes among it.
#[must_use]
pub fn delete(view: &EditorView<'_>) -> Vec<Effect> {
    if view.selection.is_empty() {
        return Vec::new();
    }
    let (document, selection) = (view.document, view.selection);
    let links = selection.links.iter().filter(|id| document.links.contains_key(*id));
    let nodes = selection.nodes.iter().filter(|id| document.nodes.contains_key(*id));
    let commands = links
        .map(|id| Command::RemoveLink(id.clone()))
        .chain(nodes.map(|id| Command::RemoveNode(id.clone())))
        .collect();
    let mut effects =
        vec![Effect::Run("Delete", Command::Batch(commands)), Effect::Select(Selection::default())];
    // The keyboard goes on from the node before.
    effects.extend(heir(document, selection).map(Effect::Focus));
    effects
}

/// Moves the selected nodes by so many steps of the grid.
#[must_use]
pub fn nudge(view: &EditorView<'_>, right: i32, down: i32) -> Vec<Effect> {
    let (dx, dy) = (f64::from(right) * GRID, f64::from(down) * GRID);
    let moves: Vec<_> = view
        .selection
        .nodes
        .iter()
        .filter_map(|id| {
            let at = view.document.nodes.get(id)?.at;
            Some(Command::MoveNode(id.clone(), Point { x: at.x + dx, y: at.y + dy }))
        })
        .collect();
    if moves.is_empty() {
        return Vec::new();
    }
    vec![Effect::Run("Move", Command::Batch(moves))]
}

/// Selects every node and link.
#[must_use]
pub fn select_all(view: &EditorView<'_>) -> Vec<Effect> {
    let selection = Selection {
        nodes: set_of(view.document.nodes.keys().cloned()),
        links: set_of(view.document.links.keys().cloned()),
    };
    vec![Effect::Select(selection)]
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
    use windtunnel_design::{DocNode, Document, History};

    use super::*;
    use crate::core::camera::Camera;

    fn two() -> Document {
        let mut document = Document::default();
        for (id, x) in [("a", 0.0), ("b", 400.0)] {
            let node = DocNode::new(NodeKind::Service, Point { x, y: 0.0 });
            document.nodes.insert(id.into(), node);
        }
        let link = windtunnel_design::connect::propose(&document, "a", "b").unwrap();
        document.links.insert("a-b".into(), link);
        document
    }

    fn carry_out(document: &Document, selection: &Selection, edit: Edit) -> (History, Selection) {
        let view =
            EditorView { document, selection, camera: Camera::default(), viewport: (800.0, 600.0) };
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
