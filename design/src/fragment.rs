//! Part of a design, copied and pasted.
//!
//! A fragment is a document of nodes, the links between them, notes, frames and arrows, and what is
//! planned for when its parts cannot be had. As text it has a `format` word of
//! its own, so that whatever else is on the clipboard is told apart. Pasted things get ids that are
//! free, so that nothing is replaced; incidents stay with the nodes they were set for.

use std::collections::{BTreeMap, BTreeSet};

use windtunnel_sim::model::ParamValue;

use crate::command::Command;
use crate::document::{DocNode, Document, Point, kind_word};
use crate::failures;
use crate::sketch::Sketch;

pub use crate::file::{FRAGMENT as FORMAT, open_fragment as open, save_fragment as save};

/// Link parameters whose text is the id of a node.
const NAMES_A_NODE: [&str; 1] = ["monitor"];

/// What pasting does.
#[derive(Debug, Clone, PartialEq)]
pub struct Pasted {
    /// Adds all of it, or nothing.
    pub command: Command,
    /// Ids of the new nodes.
    pub nodes: BTreeSet<String>,
    /// Ids of the new links.
    pub links: BTreeSet<String>,
    /// Ids of the new notes, frames and arrows.
    pub sketches: BTreeSet<String>,
}

/// These nodes and sketches of a document, with the links between the nodes; `None` without any.
#[must_use]
pub fn cut_out(
    document: &Document,
    nodes: &BTreeSet<String>,
    sketches: &BTreeSet<String>,
) -> Option<Document> {
    let mut part = Document::default();
    for (id, node) in document.nodes.iter().filter(|(id, _)| nodes.contains(*id)) {
        part.nodes.insert(id.clone(), node.clone());
    }
    for (id, sketch) in document.sketches.iter().filter(|(id, _)| sketches.contains(*id)) {
        part.sketches.insert(id.clone(), sketch.clone());
    }
    for (id, link) in &document.links {
        if part.nodes.contains_key(&link.from) && part.nodes.contains_key(&link.to) {
            part.links.insert(id.clone(), link.clone());
        }
    }
    let same = |id: &str| part.nodes.contains_key(id).then(|| id.to_owned());
    part.failure_plans = failures::copied(document, same).collect();
    (!part.nodes.is_empty() || !part.sketches.is_empty()).then_some(part)
}

/// Does this text say of itself that it is a fragment? Cheap, for texts of any kind and length.
#[must_use]
pub fn is_one(text: &str) -> bool {
    let start: String = text.chars().filter(|c| !c.is_whitespace()).take(60).collect();
    start.starts_with('{') && start.contains(&format!("\"format\":\"{FORMAT}\""))
}

/// Puts a fragment into a document, moved by so much. Ids that are free are kept.
#[must_use]
pub fn paste(document: &Document, part: &Document, by: Point) -> Pasted {
    let mut commands = Vec::new();
    let mut names = Names::default();
    let mut new_ids: BTreeMap<&str, String> = BTreeMap::new();
    for (id, node) in &part.nodes {
        let taken = |id: &str| document.nodes.contains_key(id) || part.nodes.contains_key(id);
        let free = !document.nodes.contains_key(id);
        let new = if free { id.clone() } else { names.next(kind_word(node.kind), taken) };
        let node = DocNode { at: moved(node.at, by), ..node.clone() };
        commands.push(Command::AddNode(new.clone(), node));
        new_ids.insert(id, new);
    }
    let mut links = BTreeSet::new();
    for link in part.links.values() {
        let (Some(from), Some(to)) =
            (new_ids.get(link.from.as_str()), new_ids.get(link.to.as_str()))
        else {
            continue;
        };
        let mut link = link.clone();
        link.from.clone_from(from);
        link.to.clone_from(to);
        link.via.iter_mut().for_each(|at| *at = moved(*at, by));
        for key in NAMES_A_NODE {
            if let Some(ParamValue::Text(named)) = link.params.get_mut(key)
                && let Some(new) = new_ids.get(named.as_str())
            {
                named.clone_from(new);
            }
        }
        let word = format!("{from}-{to}");
        let taken = |id: &str| document.links.contains_key(id) || links.contains(id);
        let id = if taken(&word) { names.next(&word, taken) } else { word };
        links.insert(id.clone());
        commands.push(Command::AddLink(id, link));
    }
    let plans = failures::copied(part, |id| new_ids.get(id).cloned());
    commands.extend(plans.map(|(sink, plan)| Command::SetFailurePlan(sink, plan)));
    let mut sketches = BTreeSet::new();
    for (id, sketch) in &part.sketches {
        let taken = |id: &str| document.sketches.contains_key(id) || part.sketches.contains_key(id);
        let free = !document.sketches.contains_key(id);
        let new = if free { id.clone() } else { names.next("sketch", taken) };
        let sketch = Sketch { at: moved(sketch.at, by), ..sketch.clone() };
        commands.push(Command::PutSketch(new.clone(), sketch));
        sketches.insert(new);
    }
    let nodes = new_ids.into_values().collect();
    Pasted { command: Command::Batch(commands), nodes, links, sketches }
}

fn moved(at: Point, by: Point) -> Point {
    Point { x: at.x + by.x, y: at.y + by.y }
}

/// Numbers behind words, each counted on from where it was: a paste of thousands does not try them
/// all again and again.
#[derive(Default)]
struct Names(BTreeMap<String, u64>);

impl Names {
    fn next(&mut self, word: &str, taken: impl Fn(&str) -> bool) -> String {
        let number = self.0.entry(word.to_owned()).or_default();
        loop {
            *number += 1;
            let id = format!("{word}-{number}");
            if !taken(&id) {
                return id;
            }
        }
    }
}
