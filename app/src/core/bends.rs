//! Changing how a link runs: its bends, its label, and the nodes it joins.

use windtunnel_design::{Command, DocLink, Document, Point, connect};

use super::geometry::{Rect, distance, snap};
use super::tool::End;

/// Puts a new bend into the line, as the one of this number.
#[must_use]
pub fn add(document: &Document, id: &str, at: usize, place: Point) -> Option<Command> {
    change(document, id, |link| link.via.insert(at.min(link.via.len()), place))
}

/// Puts a bend elsewhere.
#[must_use]
pub fn put(document: &Document, id: &str, at: usize, place: Point) -> Option<Command> {
    document.links.get(id)?.via.get(at)?;
    change(document, id, |link| link.via[at] = place)
}

/// Takes a bend out.
#[must_use]
pub fn remove(document: &Document, id: &str, at: usize) -> Option<Command> {
    document.links.get(id)?.via.get(at)?;
    change(document, id, |link| {
        link.via.remove(at);
    })
}

/// Where a link without a pointer gets another bend: its number, and the middle of the longest piece
/// between its nodes and the bends that it has.
#[must_use]
pub fn next(document: &Document, id: &str) -> Option<(usize, Point)> {
    let link = document.links.get(id)?;
    let middle = |node: &str| document.nodes.get(node).map(|node| Rect::node(node.at).centre());
    let mut before = middle(&link.from)?;
    let mut longest = (0, before, -1.0);
    for (number, &at) in link.via.iter().chain([&middle(&link.to)?]).enumerate() {
        let length = distance(before, at);
        if length > longest.2 {
            let half = Point { x: (before.x + at.x) / 2.0, y: (before.y + at.y) / 2.0 };
            longest = (number, half, length);
        }
        before = at;
    }
    Some((longest.0, snap(longest.1)))
}

/// Lets the line find its own way again; `None` if it does.
#[must_use]
pub fn straighten(document: &Document, id: &str) -> Option<Command> {
    let bent = !document.links.get(id)?.via.is_empty();
    bent.then(|| change(document, id, |link| link.via.clear())).flatten()
}

/// Writes beside the line.
#[must_use]
pub fn write(document: &Document, id: &str, label: String) -> Option<Command> {
    change(document, id, |link| link.label = label)
}

/// The link with one end at another node.
///
/// # Errors
/// Says why it may not go there.
pub fn reconnected(
    document: &Document,
    id: &str,
    end: End,
    node: &str,
) -> Result<DocLink, connect::Refusal> {
    let (from, to) = match (document.links.get(id), end) {
        (Some(link), End::From) => (node, link.to.as_str()),
        (Some(link), End::To) => (link.from.as_str(), node),
        (None, _) => (node, node),
    };
    connect::reconnect(document, id, from, to)
}

fn change(document: &Document, id: &str, change: impl FnOnce(&mut DocLink)) -> Option<Command> {
    let mut link = document.links.get(id)?.clone();
    change(&mut link);
    Some(Command::SetLink(id.to_owned(), link))
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::model::NodeKind;
    use windtunnel_design::{DocNode, History};

    use super::*;
    use crate::core::geometry::{NODE_H, NODE_W};

    #[test]
    fn bends_are_put_into_the_longest_piece() {
        let mut document = Document::default();
        for (id, x) in [("a", 0.0), ("b", 800.0)] {
            let node = DocNode::new(NodeKind::Service, Point { x, y: 0.0 });
            document.nodes.insert(id.into(), node);
        }
        let link = connect::propose(&document, "a", "b").expect("may be linked");
        document.links.insert("l".into(), link);
        let mut history = History::new(document);
        let (half_w, half_h) = (NODE_W / 2.0, NODE_H / 2.0);
        let mut numbers = Vec::new();
        for _ in 0..3 {
            let (number, at) = next(history.document(), "l").expect("there is room");
            let command = add(history.document(), "l", number, at).expect("the link is there");
            history.run("Bend link", &command).expect("may be bent");
            numbers.push(number);
        }
        assert_eq!(numbers, [0, 0, 2], "the middle, then a half each");
        let via = &history.document().links["l"].via;
        let wanted = [200.0, 400.0, 600.0].map(|x| snap(Point { x: x + half_w, y: half_h }));
        let near = |(a, b): (&Point, &Point)| distance(*a, *b) < 9.0;
        assert!(via.len() == 3 && via.iter().zip(&wanted).all(near), "{via:?}");
        assert_eq!(next(history.document(), "gone"), None);
    }
}
