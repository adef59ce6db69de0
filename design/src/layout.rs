//! Places for nodes: what a file does not say, and tidying up.
//!
//! Requests read from left to right, each node one column after the last that leads to it.
//! Monitors stand above the path, feeds and labels below.

use std::collections::{BTreeMap, BTreeSet};

use windtunnel_sim::model::{LinkKind, NodeKind, When};

use crate::command::Command;
use crate::document::{DocLink, DocNode, Document, Point};

/// Size of a node's box on the canvas.
pub const NODE_SIZE: Point = Point { x: 176.0, y: 76.0 };

/// From one column, or row, to the next.
const STEP: Point = Point { x: 240.0, y: 120.0 };

/// One command that puts every node in its tidy place, locked ones aside. Links that a person has
/// bent around the old places run straight again.
#[must_use]
pub fn arrange(document: &Document) -> Command {
    let is_free = |id: &String| document.nodes.get(id).is_some_and(|node| !node.locked);
    let places: BTreeMap<_, _> = tidy(document).into_iter().filter(|(id, _)| is_free(id)).collect();
    let moves = |id: &String| {
        let at = document.nodes.get(id).map(|node| node.at);
        places.get(id).is_some_and(|place| Some(*place) != at)
    };
    let bent = document
        .links
        .iter()
        .filter(|(_, link)| !link.via.is_empty() && (moves(&link.from) || moves(&link.to)));
    let straight = bent.map(|(id, link)| {
        Command::SetLink(id.clone(), DocLink { via: Vec::new(), ..link.clone() })
    });
    let straight: Vec<_> = straight.collect();
    let moves = places.into_iter().map(|(id, at)| Command::MoveNode(id, at));
    Command::Batch(moves.chain(straight).collect())
}

/// Puts these nodes in their tidy places, below the ones that have a place already.
pub(crate) fn place_missing(document: &mut Document, missing: &BTreeSet<String>) {
    if missing.is_empty() {
        return;
    }
    let placed: Vec<Point> = document
        .nodes
        .iter()
        .filter(|(id, _)| !missing.contains(*id))
        .map(|(_, node)| node.at)
        .collect();
    let left = placed.iter().map(|at| at.x).fold(f64::INFINITY, f64::min);
    let bottom = placed.iter().map(|at| at.y).fold(f64::NEG_INFINITY, f64::max);
    let offset =
        if placed.is_empty() { Point::default() } else { Point { x: left, y: bottom + STEP.y } };
    let places = tidy(document);
    let wanted: Vec<(&String, &Point)> =
        places.iter().filter(|(id, _)| missing.contains(*id)).collect();
    let top = wanted.iter().map(|(_, at)| at.y).fold(f64::INFINITY, f64::min);
    for (id, at) in wanted {
        if let Some(node) = document.nodes.get_mut(id) {
            let at = Point { x: offset.x + at.x, y: offset.y + at.y - top };
            node.at = Point { x: at.x.min(9e5), y: at.y.min(9e5) };
        }
    }
}

/// The tidy place of every node; the top left corner of all is the origin.
fn tidy(document: &Document) -> BTreeMap<String, Point> {
    let columns = columns(document);
    let mut cells = path_rows(document, &columns);
    let bottom = cells.values().map(|(_, row)| *row).max().unwrap_or(0);
    let mut above: BTreeMap<usize, i64> = BTreeMap::new();
    let mut below: BTreeMap<usize, i64> = BTreeMap::new();
    for (id, node) in aside(document) {
        let column = columns.get(id.as_str()).copied().unwrap_or(0);
        let row = if node.kind == NodeKind::Monitor {
            let next = above.entry(column).or_insert(0);
            *next -= 1;
            *next
        } else {
            let next = below.entry(column).or_insert(bottom);
            *next += 1;
            *next
        };
        cells.insert(id, (column, row));
    }
    let top = cells.values().map(|(_, row)| *row).min().unwrap_or(0);
    let within = |steps: f64, size: f64| (steps * size).min(9e5);
    cells
        .into_iter()
        .map(|(id, (column, row))| {
            let x = within(column as f64, STEP.x);
            (id.to_owned(), Point { x, y: within((row - top) as f64, STEP.y) })
        })
        .collect()
}

/// Nodes on the request path, column by column: in the row of whoever leads to them, or below;
/// fallbacks below what they stand in for, and shadows too.
fn path_rows<'a>(
    document: &'a Document,
    columns: &BTreeMap<&'a str, usize>,
) -> BTreeMap<&'a str, (usize, i64)> {
    let mut leads: BTreeMap<&str, Vec<(bool, &str)>> = BTreeMap::new();
    for link in document.links.values().filter(|link| link.kind == LinkKind::Call) {
        let aside = matches!(link.when, When::Failure | When::Shadow);
        leads.entry(&link.to).or_default().push((aside, &link.from));
    }
    let mut by_column: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (id, _) in document.nodes.iter().filter(|(_, node)| node.kind.on_request_path()) {
        by_column.entry(columns.get(id.as_str()).copied().unwrap_or(0)).or_default().push(id);
    }
    let mut cells: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    for (column, ids) in by_column {
        let mut order: Vec<(bool, i64, &str)> = Vec::new();
        for id in ids {
            let from = leads.get(id).map(Vec::as_slice).unwrap_or_default();
            let row = from.iter().filter_map(|(_, id)| cells.get(id)).map(|(_, row)| *row).min();
            let below = !from.is_empty() && from.iter().all(|(aside, _)| *aside);
            order.push((below, row.unwrap_or(0), id));
        }
        order.sort_unstable();
        let mut next = 0;
        for (_, wish, id) in order {
            let row = wish.max(next);
            next = row + 1;
            cells.insert(id, (column, row));
        }
    }
    cells
}

/// Nodes off the request path.
fn aside(document: &Document) -> impl Iterator<Item = (&String, &DocNode)> {
    document.nodes.iter().filter(|(_, node)| !node.kind.on_request_path())
}

/// The column of every node: on the path, one more than the longest way to it; aside, beside the
/// node it is linked to.
fn columns(document: &Document) -> BTreeMap<&str, usize> {
    let calls: Vec<(&str, &str)> = document
        .links
        .values()
        .filter(|link| link.kind == LinkKind::Call && link.from != link.to)
        .map(|link| (link.from.as_str(), link.to.as_str()))
        .collect();
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, node) in &document.nodes {
        if node.kind.on_request_path() {
            waits.insert(id, 0);
        }
    }
    for (from, to) in &calls {
        next.entry(from).or_default().push(to);
        *waits.entry(to).or_default() += 1;
    }
    let mut columns: BTreeMap<&str, usize> = waits.keys().map(|id| (*id, 0)).collect();
    let mut ready: BTreeSet<&str> =
        waits.iter().filter(|(_, n)| **n == 0).map(|(id, _)| *id).collect();
    let mut left: BTreeSet<&str> = waits.keys().copied().collect();
    // In a cycle nothing is ever ready: the node of it that was reached first is taken, and the
    // links back to it stop counting.
    while let Some(id) = ready.pop_first().or_else(|| first_reached(&left, &columns)) {
        if !left.remove(id) {
            continue;
        }
        let column = columns[id] + 1;
        for to in next.get(id).into_iter().flatten() {
            if !left.contains(to) {
                continue;
            }
            columns.entry(to).and_modify(|at| *at = column.max(*at));
            let waiting = waits.entry(to).or_default();
            *waiting -= 1;
            if *waiting == 0 {
                ready.insert(to);
            }
        }
    }
    for link in document.links.values().filter(|link| link.kind != LinkKind::Call) {
        let (side, path, shift) = match link.kind {
            LinkKind::Stream => (&link.from, &link.to, 1),
            _ => (&link.to, &link.from, 0),
        };
        if let Some(&column) = columns.get(path.as_str()) {
            columns.insert(side, column.saturating_sub(shift));
        }
    }
    columns
}

/// Of the nodes that are left, the one in the leftmost column that something leads to.
fn first_reached<'a>(
    left: &BTreeSet<&'a str>,
    columns: &BTreeMap<&'a str, usize>,
) -> Option<&'a str> {
    let rank = |id: &&str| columns.get(id).map(|&column| (column == 0, column));
    left.iter().copied().min_by_key(rank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{apply, templates};

    fn tidied(document: &Document) -> Document {
        let mut tidied = document.clone();
        apply(&mut tidied, &arrange(document)).expect("every place is on the canvas");
        tidied
    }

    #[test]
    fn arranging_puts_no_two_nodes_on_top_of_each_other() {
        for template in templates::all() {
            let document = tidied(&template.document());
            let nodes: Vec<_> = document.nodes.values().map(|node| node.at).collect();
            for (i, a) in nodes.iter().enumerate() {
                for b in &nodes[i + 1..] {
                    let apart = (a.x - b.x).abs() >= STEP.x || (a.y - b.y).abs() >= STEP.y;
                    assert!(apart, "{}: {a:?} {b:?}", template.id);
                }
            }
        }
    }

    #[test]
    fn arranging_twice_changes_nothing_more() {
        let once = tidied(&templates::find("card-fraud").expect("it is there").document());
        assert_eq!(tidied(&once), once);
    }

    #[test]
    fn the_path_reads_from_left_to_right() {
        let document = tidied(&templates::find("card-fraud").expect("it is there").document());
        for link in document.links.values().filter(|link| link.kind == LinkKind::Call) {
            assert!(document.nodes[&link.from].at.x < document.nodes[&link.to].at.x, "{link:?}");
        }
    }

    #[test]
    fn what_is_locked_stays_and_bends_of_moved_links_go() {
        let mut document = templates::find("mm1").expect("it is there").document();
        let away = Point { x: 5000.0, y: 40.0 };
        let server = document.nodes.get_mut("server").expect("it is there");
        (server.at, server.locked) = (away, true);
        let done = document.nodes.get_mut("done").expect("it is there");
        done.at = away;
        for link in document.links.values_mut() {
            link.via = vec![Point::default()];
        }
        let tidied = tidied(&document);
        assert_eq!(tidied.nodes["server"].at, away);
        assert!(tidied.links.values().filter(|it| it.to == "done").all(|it| it.via.is_empty()));
        assert!(!tidied.links.is_empty());
    }

    #[test]
    fn loops_end() {
        let mut document = templates::find("mm1").expect("it is there").document();
        let back = crate::connect::propose(&document, "server", "server").expect("a loop is legal");
        apply(&mut document, &Command::AddLink("back".into(), back)).expect("it fits");
        assert_eq!(tidied(&document).nodes["done"].at.x, 2.0 * STEP.x);
    }
}
