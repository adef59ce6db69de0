//! What does not change while things are moved.

use windtunnel_design::{DocLink, DocNode, Document};

/// Are two documents the same but for where things stand, and for what is sketched? What depends on
/// no place is not worked out again in each frame of a drag.
#[must_use]
pub fn has_same_parts(one: &Document, other: &Document) -> bool {
    // All fields by name, so that a new one is thought of.
    let Document { title, about, nodes, links, world, incidents, sketches: _, failure_plans, run } =
        one;
    nodes.len() == other.nodes.len()
        && links.len() == other.links.len()
        && (title, about) == (&other.title, &other.about)
        && (run, world) == (&other.run, &other.world)
        && (incidents, failure_plans) == (&other.incidents, &other.failure_plans)
        && (nodes.is_same(&other.nodes) || nodes.iter().zip(&other.nodes).all(same(is_same_node)))
        && (links.is_same(&other.links) || links.iter().zip(&other.links).all(same(is_same_link)))
}

type Pair<'a, T> = ((&'a String, &'a T), (&'a String, &'a T));

/// Compares two records of the same id.
fn same<'a, T: 'a>(is_same: fn(&T, &T) -> bool) -> impl FnMut(Pair<'a, T>) -> bool {
    move |((id, one), (other_id, other))| id == other_id && is_same(one, other)
}

fn is_same_node(one: &DocNode, other: &DocNode) -> bool {
    let DocNode { kind, label, at: _, params, layer: _, locked } = one;
    kind == &other.kind
        && locked == &other.locked
        && label == &other.label
        && params == &other.params
}

fn is_same_link(one: &DocLink, other: &DocLink) -> bool {
    let DocLink { from, to, kind, when, params, label, via: _ } = one;
    (kind, when) == (&other.kind, &other.when)
        && (from, to) == (&other.from, &other.to)
        && (params, label) == (&other.params, &other.label)
}

#[cfg(test)]
mod tests {
    use windtunnel_design::{Point, templates};

    use super::*;

    #[test]
    fn places_make_no_difference_and_parts_do() {
        let document = templates::find("mm1").unwrap().document();
        let changed = |change: fn(&mut Document)| {
            let mut other = document.clone();
            change(&mut other);
            !has_same_parts(&document, &other)
        };
        assert!(!changed(|it| it.nodes.values_mut().for_each(|node| node.at = Point::default())));
        assert!(!changed(|it| it.links.values_mut().for_each(|link| link.via.clear())));
        let changes: [fn(&mut Document); 10] = [
            |it| it.title.push('!'),
            |it| it.run.seed += 1,
            |it| it.world.base_rate = 0.123,
            |it| it.nodes.values_mut().for_each(|node| node.label = "New".into()),
            |it| it.nodes.values_mut().for_each(|node| node.locked = true),
            |it| drop(it.nodes.pop_last()),
            |it| drop(it.links.pop_first()),
            |it| it.links.values_mut().for_each(|link| link.to = link.from.clone()),
            |it| it.links.values_mut().for_each(|link| link.label = "New".into()),
            |it| drop(it.failure_plans.insert("sink".into(), Default::default())),
        ];
        for (index, change) in changes.into_iter().enumerate() {
            assert!(changed(change), "change {index}");
        }
    }
}
