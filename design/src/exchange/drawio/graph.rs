//! Boxes and arrows from cells.

use std::collections::BTreeMap;

use windtunnel_sim::model::NodeKind;

use super::cells::{Cell, Page};
use crate::document::Point;
use crate::exchange::build::{Found, FoundGroup, FoundLink, FoundNode, FoundNote, name};
use crate::exchange::{ImportError, html};

/// Deepest nesting of groups.
const MAX_GROUPS: usize = 32;

/// What is drawn on a page.
pub(super) fn found(page: &Page) -> Result<Found, ImportError> {
    let by_id: BTreeMap<&str, &Cell> =
        page.cells.iter().map(|cell| (cell.id.as_str(), cell)).collect();
    let mut found = Found { title: page.name.clone(), ..Found::default() };
    let mut labels: BTreeMap<&str, String> = BTreeMap::new();
    let mut nodes: BTreeMap<&str, usize> = BTreeMap::new();
    let groups = groups(page, &by_id, &mut found)?;
    for cell in page.cells.iter().filter(|cell| cell.vertex) {
        let label = label_of(cell);
        if by_id.get(cell.parent.as_str()).is_some_and(|parent| parent.edge) {
            labels.entry(&cell.parent).or_default().push_str(&label);
            continue;
        }
        if groups.contains_key(cell.id.as_str()) {
            continue;
        }
        let Some(corner) = corner_of(cell, &by_id) else {
            let text = format!("“{}” was left out: its group is within itself.", short(&label));
            found.warn(None, text);
            continue;
        };
        if is_text(cell) {
            let place = (corner, Point { x: cell.place[2], y: cell.place[3] });
            found.note(FoundNote { text: label, place })?;
            continue;
        }
        found.room_for_node()?;
        nodes.insert(&cell.id, found.nodes.len());
        let size = Point { x: cell.place[2], y: cell.place[3] };
        let middle = Point { x: corner.x + size.x / 2.0, y: corner.y + size.y / 2.0 };
        found.nodes.push(FoundNode {
            // Ids of draw.io are numbers and noise, which say nothing to people.
            name: String::new(),
            label,
            kind: None,
            shape: shape_of(&cell.style),
            place: Some((middle, size)),
            group: groups.get(cell.parent.as_str()).copied(),
        });
    }
    for cell in page.cells.iter().filter(|cell| cell.edge) {
        let own = label_of(cell);
        let label =
            if own.is_empty() { labels.remove(cell.id.as_str()).unwrap_or_default() } else { own };
        match (nodes.get(cell.source.as_str()), nodes.get(cell.target.as_str())) {
            (Some(&from), Some(&to)) => {
                found.link(FoundLink { from, to, label, line: None })?;
            }
            _ => {
                let which = if label.is_empty() {
                    "An arrow".to_owned()
                } else {
                    format!("The arrow “{}”", short(&label))
                };
                found.warn(None, format!("{which} was left out: it does not join two boxes."));
            }
        }
    }
    Ok(found)
}

fn label_of(cell: &Cell) -> String {
    let text = if style_has(&cell.style, "html=1") {
        html::to_text(&cell.value)
    } else {
        cell.value.clone()
    };
    name(&text)
}

fn short(label: &str) -> String {
    label.chars().take(40).collect()
}

fn style_has(style: &str, word: &str) -> bool {
    style.split(';').any(|part| part.trim() == word)
}

fn is_text(cell: &Cell) -> bool {
    style_has(&cell.style, "text") || cell.style.contains("edgeLabel")
}

/// Boxes that others stand in (groups, swimlanes, containers), as groups by their ids.
fn groups<'a>(
    page: &'a Page,
    by_id: &BTreeMap<&'a str, &'a Cell>,
    found: &mut Found,
) -> Result<BTreeMap<&'a str, usize>, ImportError> {
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in page.cells.iter().filter(|cell| cell.vertex && !is_text(cell)) {
        let parent = by_id.get(cell.parent.as_str()).filter(|parent| parent.vertex);
        if let Some(parent) = parent.filter(|parent| !groups.contains_key(parent.id.as_str())) {
            let group = FoundGroup { title: label_of(parent), parent: None };
            groups.insert(&parent.id, found.group(group)?);
        }
    }
    for (id, &index) in &groups {
        let outer = by_id.get(id).and_then(|cell| groups.get(cell.parent.as_str()));
        found.groups[index].parent = outer.copied();
    }
    Ok(groups)
}

/// Where the top left corner is on the page: within groups, places are relative. `None` where groups
/// are within themselves.
fn corner_of(cell: &Cell, by_id: &BTreeMap<&str, &Cell>) -> Option<Point> {
    let mut corner = Point { x: cell.place[0], y: cell.place[1] };
    let mut at = cell;
    for _ in 0..MAX_GROUPS {
        match by_id.get(at.parent.as_str()).filter(|parent| parent.vertex) {
            None => return Some(corner),
            Some(parent) => {
                if !parent.relative {
                    corner.x += parent.place[0];
                    corner.y += parent.place[1];
                }
                at = parent;
            }
        }
    }
    None
}

/// What a shape is used for where words do not tell.
fn shape_of(style: &str) -> Option<NodeKind> {
    let has = |word: &str| style.contains(word);
    if has("cylinder") || has("datastore") || has("shape=database") {
        Some(NodeKind::FeatureStore)
    } else if style_has(style, "rhombus") || has("shape=rhombus") || has("decision") {
        Some(NodeKind::Policy)
    } else if has("umlActor") || has("shape=actor") {
        Some(NodeKind::Traffic)
    } else if has("shape=document") || has("shape=note") {
        Some(NodeKind::PredictionLog)
    } else {
        None
    }
}
