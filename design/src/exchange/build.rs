//! From what was found in a foreign file to a document.

use std::collections::{BTreeMap, BTreeSet};

use windtunnel_sim::model::{LinkKind, NodeKind, When, catalogue};

use super::{ImportError, Imported, MAX_LINKS, MAX_NODES, MAX_WARNINGS, Warning, groups, words};
use crate::connect;
use crate::document::{DocLink, DocNode, Document, Point, kind_word};
use crate::drawing::geometry::{GRID, snap};
use crate::layout::{self, NODE_SIZE};
use crate::limits;
use crate::sketch::{Shape, Size, Sketch};

/// Longest label that is taken over, in characters: more is a text, not a name.
const MAX_LABEL: usize = 200;

/// What stands in a foreign file.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) title: String,
    pub(super) nodes: Vec<FoundNode>,
    pub(super) links: Vec<FoundLink>,
    pub(super) groups: Vec<FoundGroup>,
    pub(super) notes: Vec<FoundNote>,
    pub(super) warnings: Vec<Warning>,
}

/// A node as another program knows it.
#[derive(Debug, Default)]
pub(super) struct FoundNode {
    /// Its id there.
    pub(super) name: String,
    pub(super) label: String,
    /// The kind, where the file says it or its shape tells.
    pub(super) kind: Option<NodeKind>,
    /// The kind that its shape tells, where words do not.
    pub(super) shape: Option<NodeKind>,
    /// Its middle and size there.
    pub(super) place: Option<(Point, Point)>,
    /// Index of the group it stands in.
    pub(super) group: Option<usize>,
}

/// A group as another program knows it.
#[derive(Debug, Default)]
pub(super) struct FoundGroup {
    pub(super) title: String,
    /// Index of the group it stands in.
    pub(super) parent: Option<usize>,
}

/// A text that stands on the canvas.
#[derive(Debug)]
pub(super) struct FoundNote {
    pub(super) text: String,
    /// Its top left corner and size there.
    pub(super) place: (Point, Point),
}

/// A link as another program knows it.
#[derive(Debug)]
pub(super) struct FoundLink {
    /// Index of the node it leaves.
    pub(super) from: usize,
    /// Index of the node it enters.
    pub(super) to: usize,
    pub(super) label: String,
    pub(super) line: Option<usize>,
}

impl Found {
    pub(super) fn warn(&mut self, line: Option<usize>, text: impl Into<String>) {
        self.warnings.push(Warning { line, text: text.into() });
    }

    /// Is there room for another node?
    pub(super) fn room_for_node(&self) -> Result<(), ImportError> {
        room("nodes", self.nodes.len(), MAX_NODES)
    }

    /// Adds a note, if there is room.
    pub(super) fn note(&mut self, note: FoundNote) -> Result<(), ImportError> {
        room("texts", self.notes.len(), limits::MAX_SKETCHES / 4)?;
        self.notes.push(note);
        Ok(())
    }

    /// Adds a group, if there is room, and gives its index.
    pub(super) fn group(&mut self, group: FoundGroup) -> Result<usize, ImportError> {
        room("groups", self.groups.len(), limits::MAX_SKETCHES / 4)?;
        self.groups.push(group);
        Ok(self.groups.len() - 1)
    }

    /// Adds a link, if there is room.
    pub(super) fn link(&mut self, link: FoundLink) -> Result<(), ImportError> {
        room("links", self.links.len(), MAX_LINKS)?;
        self.links.push(link);
        Ok(())
    }

    /// The document, tidied where the file has no places.
    pub(super) fn build(mut self) -> Imported {
        let mut document = Document { title: name(&self.title), ..Document::default() };
        let ids = self.put_nodes(&mut document);
        let mut seen = BTreeSet::new();
        for link in std::mem::take(&mut self.links) {
            let ends = (ids[link.from].as_str(), ids[link.to].as_str());
            match allowed(&document, ends, &link.label, &mut seen) {
                Ok(new) => {
                    let id = document.new_link_id(&new.from, &new.to);
                    document.links.insert(id, new);
                }
                Err(why) => {
                    let (from, to) = (document.label(ends.0), document.label(ends.1));
                    let text = format!("The link from “{from}” to “{to}” was left out: {why}");
                    self.warn(link.line, text);
                }
            }
        }
        let nodes = std::mem::take(&mut self.nodes);
        let placed: Vec<_> = nodes.iter().zip(&ids).collect();
        place(&mut document, &placed, &self.notes);
        for title in groups::frame(&mut document, &self.groups, &placed) {
            let why = "others stand between its parts";
            self.warn(None, format!("The group “{title}” has no frame: {why}."));
        }
        // In the order of the text; what is of no line, last.
        self.warnings.sort_by_key(|warning| warning.line.unwrap_or(usize::MAX));
        let left = self.warnings.len().saturating_sub(MAX_WARNINGS);
        self.warnings.truncate(MAX_WARNINGS);
        if left > 0 {
            self.warn(None, format!("And {left} more of this sort."));
        }
        Imported { document, warnings: self.warnings }
    }

    /// Puts the nodes in, and gives their ids in order.
    fn put_nodes(&self, document: &mut Document) -> Vec<String> {
        let mut ids = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let label = name(&node.label);
            let kind = node
                .kind
                .or_else(|| words::kind_in(&label))
                .or_else(|| words::kind_in(&node.name))
                .or(node.shape)
                .unwrap_or(NodeKind::Service);
            let wish: String = node.name.chars().filter(|c| !c.is_control()).take(60).collect();
            let wish = wish.trim();
            let id = if wish.is_empty() || document.nodes.contains_key(wish) {
                document.new_node_id(kind)
            } else {
                wish.to_owned()
            };
            let is_kinds_own = label.eq_ignore_ascii_case(catalogue::node(kind).label);
            let label = if is_kinds_own { String::new() } else { label };
            let new = DocNode { label, ..DocNode::new(kind, Point::default()) };
            document.nodes.insert(id.clone(), new);
            ids.push(id);
        }
        ids
    }
}

fn room(what: &'static str, have: usize, limit: usize) -> Result<(), ImportError> {
    if have < limit { Ok(()) } else { Err(ImportError::TooMany { what, limit }) }
}

/// A text as a name: one line without control characters, not too long.
pub(super) fn name(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let whole = words.join(" ");
    if whole.chars().count() <= MAX_LABEL {
        return whole;
    }
    whole.chars().take(MAX_LABEL - 1).chain(['…']).collect()
}

/// What no two links have in common, with ends of one's own.
type Identity = (String, String, LinkKind, When);

/// The link that was meant, as far as our rules allow it.
fn allowed(
    document: &Document,
    (from, to): (&str, &str),
    text: &str,
    seen: &mut BTreeSet<Identity>,
) -> Result<DocLink, String> {
    let said = words::link_said(text);
    let meant = said.meant.map(|(kind, when, params)| DocLink {
        params,
        label: said.label,
        ..DocLink::new(from, to, kind, when)
    });
    let fits = |link: &DocLink| {
        connect::check_ends(document, link)?;
        connect::check_branches(document, link, None)
    };
    let link = match meant.filter(|link| fits(link).is_ok()) {
        Some(link) => link,
        None => {
            let proposed = connect::propose(document, from, to).map_err(|refusal| refusal.0)?;
            DocLink { label: name(text), ..proposed }
        }
    };
    let identity = (link.from.clone(), link.to.clone(), link.kind, link.when);
    if seen.insert(identity) { Ok(link) } else { Err(connect::TWIN.to_owned()) }
}

/// Places as in the file, scaled so that our larger boxes do not lie on each other; nodes without a
/// place are tidied.
fn place(document: &mut Document, nodes: &[(&FoundNode, &String)], notes: &[FoundNote]) {
    let sizes = |of: fn(Point) -> f64| {
        let mut all: Vec<f64> =
            nodes.iter().filter_map(|(node, _)| node.place).map(|(_, size)| of(size)).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().filter(|size| *size > 0.0)
    };
    let scale = Point {
        x: sizes(|size| size.x).map_or(1.0, |usual| (NODE_SIZE.x / usual).clamp(1.0, 4.0)),
        y: sizes(|size| size.y).map_or(1.0, |usual| (NODE_SIZE.y / usual).clamp(1.0, 4.0)),
    };
    let mut missing = BTreeSet::new();
    for (node, id) in nodes {
        let Some((middle, _)) = node.place else {
            missing.insert((*id).clone());
            continue;
        };
        let at = snap(Point {
            x: middle.x * scale.x - NODE_SIZE.x / 2.0,
            y: middle.y * scale.y - NODE_SIZE.y / 2.0,
        });
        if let Some(node) = document.nodes.get_mut(*id) {
            node.at = at;
        }
    }
    for note in notes {
        let (at, size) = note.place;
        let at = snap(Point { x: at.x * scale.x, y: at.y * scale.y });
        let size =
            Size { w: (size.x * scale.x).clamp(96.0, 2e3), h: (size.y * scale.y).clamp(40.0, 2e3) };
        let id = document.new_sketch_id();
        let note = Sketch { text: note.text.clone(), ..Sketch::new(Shape::Note, at, size) };
        document.sketches.insert(id, note);
    }
    to_the_origin(document, &missing);
    layout::place_missing(document, &missing);
}

/// Moves what has a place so that its top left corner is the origin, and what would be off the
/// canvas onto its edge.
fn to_the_origin(document: &mut Document, missing: &BTreeSet<String>) {
    const FAR: f64 = 9e5;
    let placed = |document: &Document| -> Vec<Point> {
        let nodes = document.nodes.iter().filter(|(id, _)| !missing.contains(*id));
        nodes.map(|(_, node)| node.at).collect()
    };
    let all = placed(document);
    let left = all.iter().map(|at| at.x).fold(f64::INFINITY, f64::min);
    let top = all.iter().map(|at| at.y).fold(f64::INFINITY, f64::min);
    for (id, node) in document.nodes.iter_mut() {
        if !missing.contains(id) {
            node.at = Point { x: (node.at.x - left).min(FAR), y: (node.at.y - top).min(FAR) };
        }
    }
    for sketch in document.sketches.values_mut() {
        let near = |value: f64| value.clamp(-FAR, FAR);
        sketch.at = Point { x: near(sketch.at.x - left), y: near(sketch.at.y - top) };
    }
    step_aside(document, missing);
}

/// Two nodes at one place would hide each other: the later one steps aside.
fn step_aside(document: &mut Document, missing: &BTreeSet<String>) {
    let mut taken: BTreeMap<(i64, i64), ()> = BTreeMap::new();
    for (id, node) in document.nodes.iter_mut() {
        if missing.contains(id) {
            continue;
        }
        let cell = |at: Point| ((at.x / GRID) as i64, (at.y / GRID) as i64);
        while taken.insert(cell(node.at), ()).is_some() {
            node.at = Point { x: node.at.x + 4.0 * GRID, y: node.at.y + 4.0 * GRID };
        }
    }
}

/// A word for a node that other programs take as an id: letters, digits and single dashes, none of
/// the words that mean something to them, and none twice.
pub(super) fn foreign_ids<'a>(
    ids: impl Iterator<Item = (&'a String, NodeKind)>,
) -> BTreeMap<&'a str, String> {
    const RESERVED: &[&str] = &[
        "end",
        "graph",
        "flowchart",
        "subgraph",
        "default",
        "style",
        "class",
        "click",
        "classdef",
        "linkstyle",
        "direction",
        "call",
        "href",
        "interpolate",
    ];
    let mut used = BTreeSet::new();
    let mut new = BTreeMap::new();
    for (id, kind) in ids {
        let mut word = String::new();
        for letter in id.chars().take(40) {
            if letter.is_ascii_alphanumeric() || letter == '_' {
                word.push(letter);
            } else if !word.is_empty() && !word.ends_with(['-', '_']) {
                word.push('-');
            }
        }
        let mut word = word.trim_end_matches('-').to_owned();
        let starts_well = word.starts_with(|c: char| c.is_ascii_alphabetic());
        if !starts_well || RESERVED.contains(&word.to_ascii_lowercase().as_str()) {
            word = format!("{}_{word}", kind_word(kind)).trim_end_matches('_').to_owned();
        }
        let mut free = word.clone();
        let mut number = 1;
        while !used.insert(free.clone()) {
            number += 1;
            free = format!("{word}_{number}");
        }
        new.insert(id.as_str(), free);
    }
    new
}
