//! Making and changing notes, frames and arrows.

use windtunnel_design::{Command, Document, Point, Shape, Size, Sketch, Tint};

use super::camera::Pixel;
use super::geometry::{GRID, Rect, sketch_end, snap};
use super::moving::Moving;
use super::selection::Selection;
use super::thing::Thing;
use super::tool::{Corner, EditorView, Effect, Target};

/// Smallest width and height of a note or frame.
const LEAST: Size = Size { w: 48.0, h: 32.0 };
/// Room that a frame leaves around what it is put around; more above, for its title.
const MARGIN: f64 = 3.0 * GRID;

/// The size of a shape that is placed by a click.
#[must_use]
pub fn usual_size(shape: Shape) -> Size {
    match shape {
        Shape::Note => Size { w: 200.0, h: 96.0 },
        Shape::Frame => Size { w: 480.0, h: 320.0 },
        Shape::Arrow => Size { w: 160.0, h: 0.0 },
    }
}

/// A shape drawn from one place to another; from corner to corner, of an arrow from start to tip.
#[must_use]
pub fn drawn(shape: Shape, from: Point, to: Point) -> Sketch {
    if shape == Shape::Arrow {
        return Sketch::new(shape, from, Size { w: to.x - from.x, h: to.y - from.y });
    }
    let rect = Rect::between(from, to);
    let size = Size { w: rect.w.max(LEAST.w), h: rect.h.max(LEAST.h) };
    Sketch::new(shape, Point { x: rect.x, y: rect.y }, size)
}

/// A shape of the usual size whose middle is here.
#[must_use]
pub fn around(shape: Shape, middle: Point) -> Sketch {
    let size = usual_size(shape);
    let corner = Point { x: middle.x - size.w / 2.0, y: middle.y - size.h / 2.0 };
    Sketch::new(shape, snap(corner), size)
}

/// Adds a shape in the middle of what is seen; a frame around what is selected, if anything is.
#[must_use]
pub fn add_in_view(view: &EditorView<'_>, shape: Shape) -> Vec<Effect> {
    let middle = Pixel { x: view.viewport.0 / 2.0, y: view.viewport.1 / 2.0 };
    let rects = view.selection.things().filter_map(|thing| thing.rect(view.document));
    let sketch = match rects.reduce(Rect::union) {
        Some(rect) if shape == Shape::Frame => {
            let title = Point { x: rect.x - MARGIN, y: rect.y - 2.0 * MARGIN };
            let end = Point { x: rect.right() + MARGIN, y: rect.bottom() + MARGIN };
            drawn(shape, title, end)
        }
        _ => around(shape, view.camera.to_canvas(middle)),
    };
    add(view, sketch)
}

/// Adds a sketch, selects it and has its text written.
#[must_use]
pub fn add(view: &EditorView<'_>, sketch: Sketch) -> Vec<Effect> {
    let id = view.document.new_sketch_id();
    let (step, writes) = match sketch.shape {
        Shape::Note => ("Add note", true),
        Shape::Frame => ("Add frame", true),
        Shape::Arrow => ("Add arrow", false),
    };
    let mut effects = vec![
        Effect::Run(step, Command::PutSketch(id.clone(), sketch)),
        Effect::Select(Selection::sketch(&id)),
    ];
    if writes {
        effects.push(Effect::Edit(Target::Sketch(id)));
    }
    effects
}

/// A corner, or an arrow's end, put somewhere else.
#[must_use]
pub fn resized(sketch: &Sketch, corner: Corner, to: Point) -> Sketch {
    let (at, end) = (sketch.at, sketch_end(sketch));
    if sketch.shape == Shape::Arrow {
        let (from, to) = if corner == Corner::TopLeft { (to, end) } else { (at, to) };
        return Sketch {
            at: from,
            size: Size { w: to.x - from.x, h: to.y - from.y },
            ..sketch.clone()
        };
    }
    let (left, top) = (
        matches!(corner, Corner::TopLeft | Corner::BottomLeft),
        matches!(corner, Corner::TopLeft | Corner::TopRight),
    );
    // The opposite corner stays where it is.
    let x = if left { to.x.min(end.x - LEAST.w) } else { at.x };
    let y = if top { to.y.min(end.y - LEAST.h) } else { at.y };
    let w = if left { end.x - x } else { (to.x - at.x).max(LEAST.w) };
    let h = if top { end.y - y } else { (to.y - at.y).max(LEAST.h) };
    Sketch { at: Point { x, y }, size: Size { w, h }, ..sketch.clone() }
}

/// Where a corner, or an arrow's end, is.
#[must_use]
pub fn corner_at(sketch: &Sketch, corner: Corner) -> Point {
    let (at, end) = (sketch.at, sketch_end(sketch));
    match corner {
        Corner::TopLeft => at,
        Corner::TopRight => Point { x: end.x, y: at.y },
        Corner::BottomLeft => Point { x: at.x, y: end.y },
        Corner::BottomRight => end,
    }
}

/// Gives the selected sketches a colour; `None` if there are none.
#[must_use]
pub fn tint(document: &Document, selection: &Selection, tint: Tint) -> Option<Command> {
    let puts: Vec<_> = selection
        .sketches
        .iter()
        .filter_map(|id| {
            let sketch = document.sketches.get(id)?.clone();
            Some(Command::PutSketch(id.clone(), Sketch { tint, ..sketch }))
        })
        .collect();
    (!puts.is_empty()).then_some(Command::Batch(puts))
}

/// Writes another text.
#[must_use]
pub fn write(document: &Document, id: &str, text: String) -> Option<Command> {
    let sketch = document.sketches.get(id)?.clone();
    Some(Command::PutSketch(id.to_owned(), Sketch { text, ..sketch }))
}

/// The name by which a sketch is read out: `note: remember the cold start`.
#[must_use]
pub fn name(document: &Document, id: &str) -> String {
    let Some(sketch) = document.sketches.get(id) else { return String::new() };
    let text = sketch.text.trim();
    let mut name = match sketch.shape {
        Shape::Note => "note".to_owned(),
        Shape::Arrow => "arrow".to_owned(),
        Shape::Frame => {
            let thing = Thing::Sketch(id.to_owned());
            let inside = super::moving::contents(document, &thing).len();
            format!("frame around {inside}")
        }
    };
    if !text.is_empty() {
        name = format!("{name}: {text}");
    }
    if sketch.locked { format!("{name}, locked") } else { name }
}

/// Moves one thing, with what stands in it, by so many steps of the grid.
#[must_use]
pub fn step(document: &Document, selection: &Selection, right: i32, down: i32) -> Option<Command> {
    let moving = Moving::of(document, selection);
    let by = |steps: i32| f64::from(steps) * GRID;
    (!moving.things.is_empty()).then(|| moving.by(document, by(right), by(down)))
}
