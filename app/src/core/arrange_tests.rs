//! Arranging, copying and moving what is selected.

use windtunnel_design::failures::{CellPlan, FailurePlan, Remedy};
use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{DocNode, Document, Point, Shape, Size, Sketch, apply};

use super::*;
use crate::core::copies::copy;
use crate::core::geometry::NODE_W;

fn document(places: &[(&str, f64, f64)]) -> Document {
    let mut document = Document::default();
    for &(id, x, y) in places {
        document.nodes.insert(id.into(), DocNode::new(NodeKind::Service, Point { x, y }));
    }
    document
}

fn all(document: &Document) -> Selection {
    let mut selection = Selection::default();
    Thing::all(document).for_each(|thing| selection.add(thing));
    selection
}

fn done(document: &Document, command: Option<Command>) -> Document {
    let mut after = document.clone();
    apply(&mut after, &command.unwrap()).unwrap();
    after
}

fn places(document: &Document) -> Vec<(f64, f64)> {
    document.nodes.values().map(|node| (node.at.x, node.at.y)).collect()
}

#[test]
fn things_are_put_on_each_of_the_six_lines() {
    let before = document(&[("a", 0.0, 10.0), ("b", 100.0, 200.0), ("c", 40.0, 90.0)]);
    let rows = [
        (Line::Left, vec![(0.0, 10.0), (0.0, 200.0), (0.0, 90.0)]),
        (Line::Centre, vec![(50.0, 10.0), (50.0, 200.0), (50.0, 90.0)]),
        (Line::Right, vec![(100.0, 10.0), (100.0, 200.0), (100.0, 90.0)]),
        (Line::Top, vec![(0.0, 10.0), (100.0, 10.0), (40.0, 10.0)]),
        (Line::Middle, vec![(0.0, 105.0), (100.0, 105.0), (40.0, 105.0)]),
        (Line::Bottom, vec![(0.0, 200.0), (100.0, 200.0), (40.0, 200.0)]),
    ];
    for (line, wanted) in rows {
        let after = done(&before, align(&before, &all(&before), line));
        assert_eq!(places(&after), wanted, "{line:?}");
    }
    assert_eq!(align(&before, &Selection::node("a"), Line::Left), None);
}

#[test]
fn gaps_become_equal_and_the_outermost_stay() {
    let before = document(&[("a", 0.0, 0.0), ("b", 200.0, 300.0), ("c", 800.0, 100.0)]);
    let after = done(&before, distribute(&before, &all(&before), Axis::Across));
    assert_eq!(places(&after), [(0.0, 0.0), (400.0, 300.0), (800.0, 100.0)]);
    let after = done(&before, distribute(&before, &all(&before), Axis::Down));
    assert_eq!(places(&after), [(0.0, 0.0), (200.0, 300.0), (800.0, 150.0)]);
    let two = document(&[("a", 0.0, 0.0), ("b", 200.0, 300.0)]);
    assert_eq!(distribute(&two, &all(&two), Axis::Across), None);
}

#[test]
fn what_is_locked_is_not_arranged_and_a_frame_takes_its_contents_along() {
    let mut before = document(&[("a", 0.0, 0.0), ("b", 120.0, 300.0), ("c", 40.0, 600.0)]);
    before.nodes.get_mut("c").unwrap().locked = true;
    let size = Size { w: 400.0, h: 200.0 };
    before
        .sketches
        .insert("f".into(), Sketch::new(Shape::Frame, Point { x: 80.0, y: 240.0 }, size));
    let after = done(&before, align(&before, &all(&before), Line::Left));
    assert_eq!(places(&after), [(0.0, 0.0), (40.0, 300.0), (40.0, 600.0)]);
    assert_eq!(after.sketches["f"].at.x, 0.0);
}

#[test]
fn stacking_keeps_the_order_of_what_is_selected() {
    let mut before = document(&[("a", 0.0, 0.0), ("b", 0.0, 0.0), ("c", 0.0, 0.0)]);
    before.nodes.get_mut("b").unwrap().layer = 2;
    let mut selection = Selection::node("a");
    selection.add(Thing::Node("b".into()));
    let layers = |document: &Document| -> Vec<i32> {
        document.nodes.values().map(|node| node.layer).collect()
    };
    assert_eq!(layers(&done(&before, stack(&before, &selection, Stack::Front))), [1, 3, 0]);
    assert_eq!(layers(&done(&before, stack(&before, &selection, Stack::Back))), [-3, -1, 0]);
    assert_eq!(layers(&done(&before, stack(&before, &selection, Stack::Forward))), [1, 3, 0]);
    let c = Selection::node("c");
    let front = done(&before, stack(&before, &c, Stack::Front));
    assert_eq!(layers(&front), [0, 2, 3]);
    assert_eq!(stack(&front, &c, Stack::Front), None, "it is there");
    assert_eq!(stack(&before, &all(&before), Stack::Front), None, "there is nothing else");
}

#[test]
fn copies_have_ids_of_their_own_and_the_links_between() {
    let mut before = document(&[("a", 0.0, 0.0), ("b", 300.0, 0.0), ("c", 600.0, 0.0)]);
    for (from, to) in [("a", "b"), ("b", "c"), ("b", "b")] {
        let link = windtunnel_design::connect::propose(&before, from, to).unwrap();
        before.links.insert(format!("{from}{to}"), link);
    }
    let mut selection = Selection::node("a");
    selection.add(Thing::Node("b".into()));
    let copies = copy(&before, &selection);
    let after = done(&before, Some(copies.command.clone()));
    assert_eq!(after.nodes.len(), 5);
    assert_eq!(copies.selection.nodes.iter().collect::<Vec<_>>(), ["service-1", "service-2"]);
    let new: Vec<_> =
        after.links.iter().filter(|(id, _)| !before.links.contains_key(*id)).collect();
    let ends: Vec<_> = new.iter().map(|(_, it)| (it.from.as_str(), it.to.as_str())).collect();
    assert_eq!(ends, [("service-1", "service-2"), ("service-2", "service-2")]);
    assert_eq!(copies.moving.things.len(), 2);
}

#[test]
fn copies_take_along_what_is_planned_about_them() {
    let mut before = document(&[("sink", 0.0, 0.0), ("model", 300.0, 0.0), ("other", 600.0, 0.0)]);
    for (id, kind) in
        [("sink", NodeKind::Sink), ("model", NodeKind::Model), ("other", NodeKind::Model)]
    {
        before.nodes.get_mut(id).unwrap().kind = kind;
    }
    let cell = CellPlan { answer: Remedy::Rules, then: None, note: "Ann".into() };
    let cells = ["model", "other"].map(|id| (id.to_owned(), cell.clone())).into();
    before.failure_plans.insert("sink".into(), FailurePlan { stakes: None, cells });
    let mut selection = Selection::node("sink");
    selection.add(Thing::Node("model".into()));
    let after = done(&before, Some(copy(&before, &selection).command));
    assert_eq!(after.failure_plans["sink"], before.failure_plans["sink"]);
    let copied = &after.failure_plans["sink-1"].cells;
    assert_eq!(copied.iter().collect::<Vec<_>>(), [(&"model-1".to_owned(), &cell)]);
}

#[test]
fn a_frame_holds_by_middles_and_frames_as_a_whole() {
    let mut before = document(&[("in", 20.0, 40.0), ("half", 380.0, 40.0), ("out", 900.0, 0.0)]);
    let frame =
        |x: f64, w: f64| Sketch::new(Shape::Frame, Point { x, y: 0.0 }, Size { w, h: 200.0 });
    before.sketches.insert("f".into(), frame(0.0, 400.0 + NODE_W / 4.0));
    before.sketches.insert("inner".into(), frame(10.0, 200.0));
    before.sketches.insert("across".into(), frame(300.0, 300.0));
    let inside = contents(&before, &Thing::Sketch("f".into()));
    let named: Vec<_> = inside.iter().map(Thing::id).collect();
    assert_eq!(named, ["in", "inner"]);
}
