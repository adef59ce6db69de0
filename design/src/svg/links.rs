//! Links, as the screen routes them, with what is written on them.

use std::collections::BTreeMap;

use windtunnel_sim::model::{LinkKind, When};

use super::{Out, Palette, text};
use crate::document::{DocLink, Document, Point};
use crate::drawing::caption::{link_caption, link_timeout};
use crate::drawing::geometry::Rect;
use crate::drawing::route::Route;

/// Ways of links by their ids.
pub(super) type Routes = BTreeMap<String, Route>;

/// Size of the letters on a link, and the height of their lines.
const SIZE: (f64, f64) = (11.5, 13.0);
/// Longest words on a link, in canvas units.
const ROOM: f64 = 180.0;

pub(super) fn lines(document: &Document, routes: &Routes, palette: &Palette, out: &mut Out) {
    for (id, link) in &document.links {
        if let Some(route) = routes.get(id) {
            line(link, route, palette, out);
        }
    }
}

/// The words on links: over lines and nodes, so that none is hidden.
pub(super) fn captions(document: &Document, routes: &Routes, palette: &Palette, out: &mut Out) {
    for (id, link) in &document.links {
        if let Some(route) = routes.get(id) {
            words(link, route.label, palette, out);
        }
    }
}

fn line(link: &DocLink, route: &Route, palette: &Palette, out: &mut Out) {
    let colour = palette.link(link.kind);
    let path = route.path_data();
    let (width, dashes) = match (link.kind, link.when) {
        (LinkKind::Stream, _) => (1.5, " stroke-dasharray=\"5 4\""),
        (LinkKind::Feedback, _) => (1.5, " stroke-dasharray=\"10 6\""),
        (LinkKind::Control, _) | (_, When::Shadow) => {
            (2.25, " stroke-dasharray=\"0.1 6\" stroke-linecap=\"round\"")
        }
        (_, When::Failure) => (1.5, " stroke-dasharray=\"2 3\""),
        (_, When::Branch) => (4.5, ""),
        _ => (1.5, ""),
    };
    out.line(format_args!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dashes}/>"
    ));
    if link.kind == LinkKind::Call && link.when == When::Branch {
        // A branch is two lines side by side: a wide one, and the paper along its middle.
        let paper = palette.paper;
        out.line(format_args!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{paper}\" stroke-width=\"1.75\"/>"
        ));
    }
    let fill = match link.kind {
        LinkKind::Stream => "none",
        LinkKind::Feedback => palette.paper,
        LinkKind::Call | LinkKind::Control => colour,
    };
    out.line(format_args!(
        "<path d=\"{}\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"1.25\"/>",
        route.mark(link.kind)
    ));
}

/// What stands on a link, line by line: its condition, a person's words, its timeout.
fn written(link: &DocLink) -> Vec<String> {
    let lines = [link_caption(link), link.label.clone(), link_timeout(link)];
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty());
    lines.map(|line| text::cut(&line, SIZE.0, ROOM)).collect()
}

/// The room that the words on a link take.
pub(super) fn words_box(link: &DocLink, at: Point) -> Rect {
    let lines = written(link);
    let widest = lines.iter().map(|line| text::width(line, SIZE.0)).fold(0.0, f64::max);
    let height = lines.len() as f64 * SIZE.1;
    Rect { x: at.x - widest / 2.0, y: at.y - SIZE.1 / 2.0, w: widest, h: height }
}

fn words(link: &DocLink, at: Point, palette: &Palette, out: &mut Out) {
    let mut at = Point { y: at.y + SIZE.0 * 0.35, ..at };
    for line in written(link) {
        let style = format!(
            "font-size=\"{}\" text-anchor=\"middle\" fill=\"{}\" stroke=\"{}\" stroke-width=\"4\" \
             stroke-linejoin=\"round\" paint-order=\"stroke\"",
            SIZE.0, palette.ink_soft, palette.paper
        );
        out.text(at, &style, &line);
        at.y += SIZE.1;
    }
}
