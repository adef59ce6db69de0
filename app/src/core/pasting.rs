//! What is copied, what a pasted text is, and where it goes.

use windtunnel_design::{Document, Point, fragment};

use super::geometry::{GRID, NODE_H, NODE_W, Rect, distance, document_bounds, snap};
use super::moving::contents;
use super::selection::Selection;
use super::tool::{EditorView, Effect};

/// How far a copy stands from what it is a copy of.
const STEP: f64 = 4.0 * GRID;

/// What a text is, as far as the page can tell without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Part of a design.
    Part,
    /// A design, or something that would be one.
    Design,
    /// Perhaps a flowchart or a drawing.
    Foreign,
    /// Nothing that could be one.
    Other,
}

/// What is this text?
#[must_use]
pub fn kind_of(text: &str) -> Text {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if fragment::is_one(start) {
        return Text::Part;
    }
    let foreign = ["<", "flowchart", "graph", "%%", "---", "```"];
    match start.chars().next() {
        Some('{') => Text::Design,
        _ if foreign.iter().any(|word| start.starts_with(word)) => Text::Foreign,
        _ => Text::Other,
    }
}

/// The selected part of a document; `None` where nothing of it can be copied.
#[must_use]
pub fn selected(document: &Document, selection: &Selection) -> Option<Document> {
    let mut chosen = selection.clone();
    // What stands in a frame goes with it; what is locked may be copied too.
    for frame in selection.things().filter(|thing| thing.is_frame(document)) {
        contents(document, &frame).into_iter().for_each(|thing| chosen.add(thing));
    }
    fragment::cut_out(document, &chosen.nodes, &chosen.sketches)
}

/// What was done to how many things, to be read out.
#[must_use]
pub fn said(done: &str, selection: &Selection) -> String {
    match selection.nodes.len() + selection.sketches.len() {
        1 => format!("{done} one part."),
        count => format!("{done} {count} parts."),
    }
}

/// Adds a part to the document and selects it.
#[must_use]
pub fn paste(view: &EditorView<'_>, part: &Document, label: &'static str) -> Vec<Effect> {
    let pasted = fragment::paste(view.document, part, offset(view, part));
    let (nodes, sketches) = (pasted.nodes, pasted.sketches);
    let selection = Selection { nodes, sketches, ..Selection::default() };
    vec![Effect::Run(label, pasted.command), Effect::Select(selection)]
}

/// Copies what is selected beside itself.
#[must_use]
pub fn duplicate(view: &EditorView<'_>) -> Vec<Effect> {
    match selected(view.document, view.selection) {
        Some(part) => paste(view, &part, "Duplicate"),
        None => Vec::new(),
    }
}

/// How far a part moves: one step beside where it was copied, or as many as it takes not to lie on
/// an earlier copy; into the middle of what is seen, if that is somewhere else.
fn offset(view: &EditorView<'_>, part: &Document) -> Point {
    let Some(bounds) = document_bounds(part) else { return Point::default() };
    let (width, height) = view.viewport;
    let seen = Rect {
        x: view.camera.x,
        y: view.camera.y,
        w: width / view.camera.zoom,
        h: height / view.camera.zoom,
    };
    let taken = |by: Point| {
        let hits = |at: Point| {
            let at = Point { x: at.x + by.x, y: at.y + by.y };
            places(view.document).any(|other| distance(other, at) < 1.0)
        };
        places(part).any(hits)
    };
    let from_middle = snap(Point {
        x: seen.centre().x - bounds.centre().x,
        y: seen.centre().y - bounds.centre().y,
    });
    let is_seen = |by: Point| {
        seen.overlaps(Rect {
            x: bounds.x + by.x,
            y: bounds.y + by.y,
            w: bounds.w.max(NODE_W),
            h: bounds.h.max(NODE_H),
        })
    };
    let first = Point { x: STEP, y: STEP };
    let mut by = if is_seen(first) { first } else { from_middle };
    // Each earlier copy takes a step; a screen full of them is enough.
    for _ in 0..64 {
        if !taken(by) {
            break;
        }
        by = Point { x: by.x + STEP, y: by.y + STEP };
    }
    by
}

/// Where the things of a document stand.
fn places(document: &Document) -> impl Iterator<Item = Point> + '_ {
    let nodes = document.nodes.values().map(|node| node.at);
    nodes.chain(document.sketches.values().map(|sketch| sketch.at))
}

#[cfg(test)]
mod tests {
    use windtunnel_design::{History, file};

    use super::*;
    use crate::core::camera::Camera;
    use crate::core::fixture::two;

    fn view<'a>(document: &'a Document, selection: &'a Selection, x: f64) -> EditorView<'a> {
        let camera = Camera { x, ..Camera::default() };
        EditorView { document, selection, camera, viewport: (800.0, 600.0), looks_only: false }
    }

    fn both() -> Selection {
        Selection { nodes: ["a", "b"].map(str::to_owned).into(), ..Selection::default() }
    }

    fn after(document: &Document, effects: Vec<Effect>) -> (History, Selection) {
        let (mut history, mut selected) = (History::new(document.clone()), Selection::default());
        for effect in effects {
            match effect {
                Effect::Run(label, command) => drop(history.run(label, &command).unwrap()),
                Effect::Select(selection) => selected = selection,
                _ => {}
            }
        }
        (history, selected)
    }

    #[test]
    fn a_duplicate_stands_beside_its_original_and_is_selected() {
        let document = two();
        let selection = both();
        let (mut history, selected) =
            after(&document, duplicate(&view(&document, &selection, 0.0)));
        let new = history.document();
        assert_eq!((new.nodes.len(), new.links.len(), selected.nodes.len()), (4, 2, 2));
        for id in &selected.nodes {
            let at = new.nodes[id].at;
            assert!([0.0, 400.0].map(|x| x + STEP).contains(&at.x) && at.y == STEP, "{at:?}");
        }
        history.undo();
        assert_eq!(*history.document(), document, "one step");
    }

    #[test]
    fn pasted_again_it_does_not_hide_the_copy_before() {
        let document = two();
        let selection = both();
        let part = super::selected(&document, &selection).unwrap();
        let (history, _) =
            after(&document, paste(&view(&document, &selection, 0.0), &part, "Paste"));
        let once = history.document().clone();
        let (history, selected) =
            after(&once, paste(&view(&once, &selection, 0.0), &part, "Paste"));
        let ys: Vec<_> =
            selected.nodes.iter().map(|id| history.document().nodes[id].at.y).collect();
        assert_eq!(ys, [2.0 * STEP, 2.0 * STEP]);
    }

    #[test]
    fn what_is_pasted_is_seen() {
        let document = two();
        let part = super::selected(&document, &both()).unwrap();
        let nothing = Selection::default();
        let far = view(&document, &nothing, 5_000.0);
        let (history, selected) = after(&document, paste(&far, &part, "Paste"));
        for id in &selected.nodes {
            let at = history.document().nodes[id].at;
            assert!((5_000.0..5_800.0).contains(&at.x), "{at:?}");
        }
    }

    #[test]
    fn a_text_is_told_by_its_start() {
        let document = two();
        assert_eq!(kind_of(&fragment::save(&document)), Text::Part);
        assert_eq!(kind_of(&file::save(&document)), Text::Design);
        assert_eq!(kind_of("\u{feff}\n graph TD\n"), Text::Foreign);
        assert_eq!(kind_of("<mxfile>"), Text::Foreign);
        assert_eq!(kind_of("dear all,"), Text::Other);
    }

    #[test]
    fn nothing_selected_is_nothing_copied() {
        let document = two();
        assert_eq!(super::selected(&document, &Selection::default()), None);
        let nothing = Selection::default();
        assert_eq!(duplicate(&view(&document, &nothing, 0.0)), Vec::new());
    }
}
