//! From a node to others: along its links, to what could stand beside it, and to what it could be
//! connected to.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Command, DocLink, DocNode, Document, Point, connect};

use super::edit::free_place;
use super::geometry::{GRID, NODE_W};
use super::order::tab_order;
use super::selection::Selection;
use super::tool::{EditorView, Effect};

/// A way to walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Along a link.
    On,
    /// Against a link.
    Back,
    /// To the one above among those that hang on the same nodes.
    Up,
    /// To the one below.
    Down,
}

/// The node that one comes to from another; of several, the one at the least distance in height.
#[must_use]
pub fn walk(document: &Document, from: &str, way: Way) -> Option<String> {
    let height = |id: &str| document.nodes.get(id).map(|node| node.at.y);
    let here = height(from)?;
    let candidates: Vec<&str> = match way {
        Way::On => after(document, from).collect(),
        Way::Back => before(document, from).collect(),
        Way::Up | Way::Down => {
            let of_parents = before(document, from).flat_map(|id| after(document, id));
            let of_children = after(document, from).flat_map(|id| before(document, id));
            let is_there = |id: &&str| {
                height(id).is_some_and(|y| if way == Way::Up { y < here } else { y > here })
            };
            of_parents.chain(of_children).filter(is_there).collect()
        }
    };
    let mut nearest: Option<(f64, &str)> = None;
    for id in candidates.into_iter().filter(|id| *id != from) {
        let distance = (height(id)? - here).abs();
        if nearest.is_none_or(|(least, _)| distance < least) {
            nearest = Some((distance, id));
        }
    }
    nearest.map(|(_, id)| id.to_owned())
}

fn after<'a>(document: &'a Document, id: &'a str) -> impl Iterator<Item = &'a str> {
    document.links.values().filter(move |link| link.from == id).map(|link| link.to.as_str())
}

fn before<'a>(document: &'a Document, id: &'a str) -> impl Iterator<Item = &'a str> {
    document.links.values().filter(move |link| link.to == id).map(|link| link.from.as_str())
}

/// The node that the keyboard goes to when these are gone: the one before the first of them in the
/// order of the Tab key, else the one after.
#[must_use]
pub fn heir(document: &Document, gone: &Selection) -> Option<String> {
    let order = tab_order(document);
    let first = order.iter().position(|id| gone.nodes.contains(id))?;
    let (earlier, later) = order.split_at(first);
    let stays = |id: &&String| !gone.nodes.contains(*id);
    earlier.last().or_else(|| later.iter().find(stays)).cloned()
}

/// A node and whether a link may go there.
pub type Offer<T> = (T, Result<DocLink, String>);

/// All nodes as targets of a link from this one: first those that are allowed, then the others with
/// the reason why not.
#[must_use]
pub fn targets(document: &Document, from: &str) -> Vec<Offer<String>> {
    let propose = |to: String| {
        let link = connect::propose(document, from, &to).map_err(|refusal| refusal.to_string());
        (to, link)
    };
    // Hardly anybody means the node itself: it comes last, and needs no reason why not.
    let others = tab_order(document).into_iter().filter(|to| to != from);
    let offers = others.chain([from.to_owned()]).map(propose);
    allowed_first(offers.filter(|(to, link)| to != from || link.is_ok()).collect())
}

/// All kinds as a new node behind (or before) this one: first those that are allowed.
#[must_use]
pub fn kinds_beside(document: &Document, id: &str, behind: bool) -> Vec<Offer<NodeKind>> {
    let mut trial = document.clone();
    let mut offers = Vec::with_capacity(NodeKind::ALL.len());
    for kind in NodeKind::ALL {
        let new = trial.new_node_id(kind);
        trial.nodes.insert(new.clone(), DocNode::new(kind, Point::default()));
        let (from, to) = if behind { (id, new.as_str()) } else { (new.as_str(), id) };
        let link = connect::propose(&trial, from, to).map_err(|refusal| refusal.to_string());
        trial.nodes.remove(&new);
        offers.push((kind, link));
    }
    allowed_first(offers)
}

fn allowed_first<T>(offers: Vec<Offer<T>>) -> Vec<Offer<T>> {
    let (mut allowed, refused): (Vec<_>, Vec<_>) =
        offers.into_iter().partition(|(_, link)| link.is_ok());
    allowed.extend(refused);
    allowed
}

/// Adds a node behind (or before) another, with the link between them, as one step.
#[must_use]
pub fn add_beside(view: &EditorView<'_>, id: &str, kind: NodeKind, behind: bool) -> Vec<Effect> {
    let Some(node) = view.document.nodes.get(id) else { return Vec::new() };
    let apart = if behind { NODE_W + 6.0 * GRID } else { -NODE_W - 6.0 * GRID };
    let at = free_place(view.document, Point { x: node.at.x + apart, y: node.at.y });
    let new = view.document.new_node_id(kind);
    let mut with_it = view.document.clone();
    with_it.nodes.insert(new.clone(), DocNode::new(kind, at));
    let (from, to) = if behind { (id, new.as_str()) } else { (new.as_str(), id) };
    let link = match connect::propose(&with_it, from, to) {
        Ok(link) => link,
        Err(refusal) => return vec![Effect::Refuse(refusal.to_string())],
    };
    let commands = vec![
        Command::AddNode(new.clone(), DocNode::new(kind, at)),
        Command::AddLink(with_it.new_link_id(from, to), link),
    ];
    vec![
        Effect::Run("Add a connected node", Command::Batch(commands)),
        Effect::Select(Selection::node(&new)),
        Effect::Focus(new),
    ]
}

#[cfg(test)]
mod tests {
    use windtunnel_design::templates;

    use super::*;
    use crate::core::camera::Camera;
    use crate::core::geometry::Rect;

    fn example() -> Document {
        templates::find("card-fraud").unwrap().document()
    }

    #[test]
    fn ways_follow_links_and_what_hangs_beside() {
        let document = example();
        let walk = |from: &str, way| walk(&document, from, way);
        assert_eq!(walk("shop", Way::On).as_deref(), Some("gateway"));
        assert_eq!(walk("gateway", Way::Back).as_deref(), Some("shop"));
        assert_eq!(walk("shop", Way::Back), None);
        assert_eq!(walk("gbdt", Way::Down).as_deref(), Some("previous"));
        assert_eq!(walk("previous", Way::Up).as_deref(), Some("gbdt"));
        assert_eq!(walk("nowhere", Way::On), None);
    }

    #[test]
    fn the_keyboard_inherits_the_node_before() {
        let document = example();
        assert_eq!(heir(&document, &Selection::node("gateway")).as_deref(), Some("shop"));
        let next = heir(&document, &Selection::node("shop"));
        assert!(next.is_some_and(|id| id != "shop"));
        let all =
            Selection { nodes: document.nodes.keys().cloned().collect(), ..Default::default() };
        assert_eq!(heir(&document, &all), None);
        assert_eq!(heir(&document, &Selection::link("gateway-store")), None);
    }

    #[test]
    fn targets_come_with_the_reason_why_not() {
        let document = example();
        let targets = targets(&document, "gateway");
        let first_refused = targets.iter().position(|(_, link)| link.is_err()).unwrap();
        assert!(targets[first_refused..].iter().all(|(_, link)| link.is_err()));
        let shop = targets.iter().find(|(id, _)| id == "shop").unwrap();
        assert!(shop.1.as_ref().is_err_and(|why| why.contains("nothing leads into it")));
    }

    #[test]
    fn every_kind_on_offer_beside_a_node_can_be_added_there() {
        let document = example();
        for (id, behind) in [("gateway", true), ("sink", true), ("store", false)] {
            let offers = kinds_beside(&document, id, behind);
            assert_eq!(offers.len(), NodeKind::ALL.len());
            assert!(offers.iter().any(|(_, link)| link.is_ok()), "{id}");
            let selection = Selection::default();
            let view = EditorView {
                document: &document,
                selection: &selection,
                camera: Camera::default(),
                viewport: (800.0, 600.0),
                looks_only: false,
            };
            for (kind, link) in offers {
                let mut changed = document.clone();
                let effects = add_beside(&view, id, kind, behind);
                let Some(Effect::Run(_, command)) = effects.first() else {
                    assert!(link.is_err(), "{kind:?}");
                    continue;
                };
                windtunnel_design::apply(&mut changed, command).unwrap();
                assert_eq!(changed.nodes.len(), document.nodes.len() + 1);
                let new =
                    changed.nodes.keys().find(|id| !document.nodes.contains_key(*id)).unwrap();
                let rect = Rect::node(changed.nodes[new].at);
                assert!(document.nodes.values().all(|node| !Rect::node(node.at).overlaps(rect)));
            }
        }
    }
}
