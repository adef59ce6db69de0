//! Notes, frames and arrows.

use super::{Out, Palette, short, text};
use crate::document::{Document, Point};
use crate::drawing::geometry::{Rect, sketch_end, sketch_rect};
use crate::sketch::{Shape, Sketch};

/// Size of the letters of a note, and the height of its lines.
const SIZE: (f64, f64) = (13.0, 18.0);
/// Free space between the edge of a note and its words.
const ROOM: f64 = 10.0;
/// Most lines of a note: it may hold thousands of letters on a small slip.
const MOST_LINES: f64 = 60.0;

/// The rectangle around a sketch, with the title above a frame.
pub(super) fn around(sketch: &Sketch) -> Rect {
    let rect = sketch_rect(sketch);
    let title = if sketch.shape == Shape::Frame { SIZE.1 + 4.0 } else { 0.0 };
    Rect { y: rect.y - title, h: rect.h + title, ..rect }
}

/// Frames lie under everything, larger ones under those in them.
pub(super) fn frames(document: &Document, palette: &Palette, out: &mut Out) {
    let mut frames: Vec<_> =
        document.sketches.values().filter(|it| it.shape == Shape::Frame).collect();
    frames.sort_by(|a, b| (b.size.w * b.size.h).total_cmp(&(a.size.w * a.size.h)));
    for frame in frames {
        let (rect, tint) = (sketch_rect(frame), palette.tint(frame.tint));
        let style = format_args!(
            "fill=\"{tint}\" fill-opacity=\"0.06\" stroke=\"{tint}\" stroke-opacity=\"0.6\""
        );
        out.rect(rect, 10.0, style);
        let at = Point { x: rect.x + ROOM, y: rect.y - 7.0 };
        let style = format!("font-size=\"{}\" font-weight=\"600\" fill=\"{tint}\"", SIZE.0);
        out.text(at, &style, &text::cut(&frame.text, SIZE.0, rect.w - 2.0 * ROOM));
    }
}

/// Notes and arrows lie over nodes.
pub(super) fn others(document: &Document, palette: &Palette, out: &mut Out) {
    let mut others: Vec<_> =
        document.sketches.values().filter(|it| it.shape != Shape::Frame).collect();
    others.sort_by_key(|sketch| sketch.layer);
    for sketch in others {
        match sketch.shape {
            Shape::Arrow => arrow(sketch, palette, out),
            _ => note(sketch, palette, out),
        }
    }
}

fn note(note: &Sketch, palette: &Palette, out: &mut Out) {
    let (rect, tint) = (sketch_rect(note), palette.tint(note.tint));
    out.rect(rect, 4.0, format_args!("fill=\"{}\"", palette.surface));
    let style = format_args!(
        "fill=\"{tint}\" fill-opacity=\"0.14\" stroke=\"{tint}\" stroke-opacity=\"0.5\""
    );
    out.rect(rect, 4.0, style);
    let most = ((rect.h - ROOM) / SIZE.1).floor().clamp(1.0, MOST_LINES) as usize;
    let style = format!("font-size=\"{}\" fill=\"{}\"", SIZE.0, palette.ink);
    let mut at = Point { x: rect.x + ROOM, y: rect.y + ROOM + SIZE.0 - 2.0 };
    for line in text::wrapped(&note.text, SIZE.0, (rect.w - 2.0 * ROOM).max(1.0), most) {
        out.text(at, &style, &line);
        at.y += SIZE.1;
    }
}

fn arrow(arrow: &Sketch, palette: &Palette, out: &mut Out) {
    let (from, to, tint) = (arrow.at, sketch_end(arrow), palette.tint(arrow.tint));
    let length = (arrow.size.w * arrow.size.w + arrow.size.h * arrow.size.h).sqrt();
    let [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(short);
    out.line(format_args!(
        "<path d=\"M{x1} {y1}L{x2} {y2}\" fill=\"none\" stroke=\"{tint}\" stroke-width=\"2\"/>"
    ));
    if length > 1.0 {
        let (ux, uy) = (arrow.size.w / length, arrow.size.h / length);
        let corner = |side: f64| {
            let at = |along: f64, across: f64| along - across * side;
            (short(at(to.x - 12.0 * ux, 5.0 * uy)), short(at(to.y - 12.0 * uy, -5.0 * ux)))
        };
        let ((ax, ay), (bx, by)) = (corner(1.0), corner(-1.0));
        out.line(format_args!(
            "<polygon points=\"{x2},{y2} {ax},{ay} {bx},{by}\" fill=\"{tint}\"/>"
        ));
    }
    let middle = Point { x: (from.x + to.x) / 2.0, y: (from.y + to.y) / 2.0 - 8.0 };
    let style = format!("font-size=\"{}\" text-anchor=\"middle\" fill=\"{}\"", SIZE.0, palette.ink);
    if !arrow.text.trim().is_empty() {
        out.text(middle, &style, &text::cut(&arrow.text, SIZE.0, 240.0));
    }
}
