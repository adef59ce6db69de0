//! Nodes: the picture of the kind, the label, and the kind's name where the label is another.

use windtunnel_sim::model::{NodeKind, catalogue};

use super::{Out, Palette, short, text};
use crate::document::{Document, Point};
use crate::drawing::geometry::Rect;
use crate::drawing::icons;

/// Sizes of the letters of a label and of the kind below it.
const SIZES: (f64, f64) = (13.5, 11.5);
/// Heights of their lines.
const LINES: (f64, f64) = (17.0, 16.0);
/// From the left edge to the picture, and from there to the words.
const INSETS: (f64, f64) = (13.0, 30.0);
/// How much wider the letters of a label are than plain ones.
const BOLD: f64 = 1.12;
/// Units of the screen for the picture's 24.
const ICON: f64 = 22.0;

pub(super) fn draw(document: &Document, palette: &Palette, out: &mut Out) {
    // What lies over what: by layer, and of the same layer by id.
    let mut nodes: Vec<_> = document.nodes.iter().collect();
    nodes.sort_by_key(|(_, node)| node.layer);
    for (id, node) in nodes {
        let rect = Rect::node(node.at);
        let kind = catalogue::node(node.kind).label;
        let label = document.label(id);
        let label = if label.trim().is_empty() { kind.to_owned() } else { label };
        out.line(format_args!("<g>"));
        let whole: String = label.chars().take(200).collect();
        out.line(format_args!("<title>{}</title>", text::escaped(&whole)));
        let style = format_args!("fill=\"{}\" stroke=\"{}\"", palette.surface, palette.line_strong);
        out.rect(rect, 8.0, style);
        let centre = rect.centre().y;
        icon(Point { x: rect.x + INSETS.0, y: centre - ICON / 2.0 }, node.kind, palette, out);
        let left = rect.x + INSETS.0 + INSETS.1;
        let room = rect.right() - left - 8.0;
        let is_kinds_own = label.eq_ignore_ascii_case(kind);
        let lines = text::wrapped(&label, SIZES.0 * BOLD, room, 2);
        let below = if is_kinds_own { 0.0 } else { LINES.1 };
        let height = lines.len() as f64 * LINES.0 + below;
        let mut at = Point { x: left, y: centre - height / 2.0 + 12.5 };
        let style =
            format!("font-size=\"{}\" font-weight=\"650\" fill=\"{}\"", SIZES.0, palette.ink);
        for line in &lines {
            out.text(at, &style, line);
            at.y += LINES.0;
        }
        if !is_kinds_own {
            let style = format!("font-size=\"{}\" fill=\"{}\"", SIZES.1, palette.ink_soft);
            out.text(at, &style, &text::cut(kind, SIZES.1, room));
        }
        out.line(format_args!("</g>"));
    }
}

fn icon(at: Point, kind: NodeKind, palette: &Palette, out: &mut Out) {
    let picture = icons::picture(kind);
    let (x, y, scale) = (short(at.x), short(at.y), ICON / 24.0);
    out.line(format_args!(
        "<g transform=\"translate({x} {y}) scale({scale:.3})\" fill=\"none\" stroke=\"{}\" \
         stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
        palette.ink_soft
    ));
    out.line(format_args!("<path d=\"{}\"/>", picture.stroke));
    if !picture.fill.is_empty() {
        let ink = palette.ink_soft;
        out.line(format_args!("<path d=\"{}\" fill=\"{ink}\" stroke=\"none\"/>", picture.fill));
    }
    out.line(format_args!("</g>"));
}
