//! A picture of a design, as SVG: a function of the document and of how it should look.
//!
//! Nodes with the picture and the name of their kind, links as the screen routes them, notes,
//! frames and arrows. Text is text: everything that a person wrote is escaped, and there are no
//! scripts, links, styles or fonts in it.

mod links;
mod nodes;
mod palette;
mod sketches;
mod text;

use std::fmt::{Arguments, Write};

use crate::document::{Document, Point};
use crate::drawing::geometry::Rect;
use crate::drawing::wiring;

pub use palette::{Palette, Theme};

/// Free space around the drawing, in canvas units.
const MARGIN: f64 = 24.0;
/// Height of the title above it.
const TITLE: f64 = 40.0;

/// How a picture looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Dark ink on light paper, or light on dark; as usual, or in high contrast.
    pub theme: Theme,
    /// Is the paper painted, or left transparent?
    pub paper: bool,
    /// Does the title of the design stand above it?
    pub title: bool,
    /// Pixels a canvas unit.
    pub scale: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self { theme: Theme::Light, paper: true, title: true, scale: 1.0 }
    }
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The SVG file.
    pub svg: String,
    /// Its width in pixels.
    pub width: f64,
    /// Its height in pixels.
    pub height: f64,
}

/// Draws a design.
#[must_use]
pub fn draw(document: &Document, look: &Look) -> Picture {
    let palette = Palette::of(look.theme);
    let routes = wiring::routes(document);
    let title = look.title && !document.title.trim().is_empty();
    let mut frame = bounds(document, &routes).grown(MARGIN);
    if title {
        let wanted = text::width(&document.title, 20.0) + 2.0 * MARGIN;
        frame = Rect {
            y: frame.y - TITLE,
            h: frame.h + TITLE,
            w: frame.w.max(wanted.min(1_200.0)),
            ..frame
        };
    }
    let scale = if look.scale.is_finite() { look.scale.clamp(0.1, 8.0) } else { 1.0 };
    let (width, height) = ((frame.w * scale).ceil(), (frame.h * scale).ceil());
    let mut out = Out(String::new());
    out.line(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"{} {} {} {}\" font-family=\"{}\">",
        short(frame.x),
        short(frame.y),
        short(frame.w),
        short(frame.h),
        text::FONT,
    ));
    out.line(format_args!("<title>{}</title>", text::escaped(&name(document))));
    out.line(format_args!("<desc>{}</desc>", text::escaped(&description(document))));
    if look.paper {
        out.rect(frame, 0.0, format_args!("fill=\"{}\"", palette.paper));
    }
    if title {
        let at = Point { x: frame.x + MARGIN, y: frame.y + MARGIN + 14.0 };
        let title = text::cut(&document.title, 20.0, frame.w - 2.0 * MARGIN);
        let style = format!("font-size=\"20\" font-weight=\"650\" fill=\"{}\"", palette.ink);
        out.text(at, &style, &title);
    }
    sketches::frames(document, &palette, &mut out);
    links::lines(document, &routes, &palette, &mut out);
    nodes::draw(document, &palette, &mut out);
    links::captions(document, &routes, &palette, &mut out);
    sketches::others(document, &palette, &mut out);
    out.line(format_args!("</svg>"));
    Picture { svg: out.0, width, height }
}

fn name(document: &Document) -> String {
    let title = document.title.trim();
    if title.is_empty() { "Design".to_owned() } else { title.to_owned() }
}

fn description(document: &Document) -> String {
    let about = document.about.trim();
    let counts = format!("{} nodes, {} links.", document.nodes.len(), document.links.len());
    if about.is_empty() { counts } else { format!("{about} {counts}") }
}

/// The smallest rectangle around everything, words on links included.
fn bounds(document: &Document, routes: &links::Routes) -> Rect {
    let nodes = document.nodes.values().map(|node| Rect::node(node.at));
    let lines = routes.values().flat_map(|route| {
        let ends = route.curves.iter().flat_map(|curve| curve.points);
        ends.map(|at| Rect { x: at.x, y: at.y, w: 0.0, h: 0.0 })
    });
    let words = document
        .links
        .iter()
        .filter_map(|(id, link)| Some(links::words_box(link, routes.get(id)?.label)));
    let sketches = document.sketches.values().map(sketches::around);
    let all = nodes.chain(lines).chain(words).chain(sketches).reduce(Rect::union);
    all.unwrap_or(Rect { x: 0.0, y: 0.0, w: 240.0, h: 120.0 })
}

/// A number without digits that nobody sees.
fn short(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The file as it grows.
struct Out(String);

impl Out {
    fn line(&mut self, text: Arguments<'_>) {
        // Writing to a string cannot fail.
        let _infallible = writeln!(self.0, "{text}");
    }

    fn rect(&mut self, rect: Rect, radius: f64, style: Arguments<'_>) {
        let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(short);
        self.line(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\" {style}/>"
        ));
    }

    /// A line of text that begins here; `style` is ours, the text anybody's.
    fn text(&mut self, at: Point, style: &str, text: &str) {
        let (x, y) = (short(at.x), short(at.y));
        self.line(format_args!("<text x=\"{x}\" y=\"{y}\" {style}>{}</text>", text::escaped(text)));
    }
}
