//! Changing how a link runs: its bends, its label, and the nodes it joins.

use windtunnel_design::{Command, DocLink, Document, Point, connect};

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
