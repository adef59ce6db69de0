//! What does not change while things are moved.

use windtunnel_design::Document;

/// Do two documents have the same parts under the same names, wherever these stand? What depends on
/// no place is not worked out again in each frame of a drag.
#[must_use]
pub fn has_same_parts(one: &Document, other: &Document) -> bool {
    one.nodes.len() == other.nodes.len()
        && one.links.len() == other.links.len()
        && one.nodes.iter().zip(&other.nodes).all(|((id, node), (other_id, other))| {
            let face = node.kind == other.kind && node.label == other.label;
            id == other_id && face && node.params == other.params
        })
        && one.links.iter().zip(&other.links).all(|((id, link), (other_id, other))| {
            let ends = link.from == other.from && link.to == other.to;
            id == other_id && ends && link.kind == other.kind && link.params == other.params
        })
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
        assert!(changed(|it| it.nodes.values_mut().for_each(|node| node.label = "New".into())));
        assert!(changed(|it| drop(it.links.pop_first())));
        assert!(changed(|it| drop(it.nodes.pop_last())));
        assert!(changed(|it| it.links.values_mut().for_each(|link| link.to = link.from.clone())));
    }
}
