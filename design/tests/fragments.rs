//! Copying and pasting parts of designs.

use std::collections::BTreeSet;

use proptest::prelude::*;
use windtunnel_design::failures::{CellPlan, FailurePlan, Remedy, Stakes};
use windtunnel_design::file::LoadError;
use windtunnel_design::{
    DocLink, Document, History, Point, Shape, Size, Sketch, file, fragment, templates,
};

/// A template, and some of its nodes.
fn picked() -> impl Strategy<Value = (Document, BTreeSet<String>)> {
    let template = 0..templates::all().len();
    (template, prop::collection::vec(any::<bool>(), 40)).prop_map(|(at, picks)| {
        let mut document = templates::all()[at].document();
        for (number, shape) in Shape::ALL.into_iter().enumerate() {
            let at = Point { x: 10.0 * number as f64, y: -5.0 };
            let mut sketch = Sketch::new(shape, at, Size { w: 40.0, h: 30.0 });
            sketch.text = format!("Ünï <b>{number}</b>");
            document.sketches.insert(format!("s{number}"), sketch);
        }
        if let Some(link) = document.links.values_mut().next() {
            link.label = "by night".into();
            link.via = vec![Point { x: 5.0, y: 6.0 }];
        }
        let ids = document.nodes.keys().zip(picks.iter().cycle());
        let ids = ids.filter(|(_, picked)| **picked).map(|(id, _)| id.clone()).collect();
        (document, ids)
    })
}

/// Sketches go along with some nodes.
fn sketches_with(ids: &BTreeSet<String>) -> BTreeSet<String> {
    let few = ids.len().min(3);
    (0..few).map(|number| format!("s{number}")).collect()
}

/// What links join, by the labels of their ends.
fn joined(document: &Document, links: impl Iterator<Item = DocLink>) -> Vec<String> {
    let name = |id: &str| document.nodes.get(id).map(|node| (node.label.clone(), node.kind));
    let mut all: Vec<_> = links
        .map(|link| {
            format!("{:?} {:?} {:?} {:?}", name(&link.from), name(&link.to), link.kind, link.when)
        })
        .collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn a_part_comes_back_from_its_text((document, ids) in picked()) {
        let Some(part) = fragment::cut_out(&document, &ids, &sketches_with(&ids)) else {
            prop_assert!(ids.is_empty());
            return Ok(());
        };
        prop_assert_eq!(part.sketches.len(), sketches_with(&ids).len());
        let text = fragment::save(&part);
        prop_assert!(fragment::is_one(&text));
        prop_assert_eq!(fragment::open(&text), Ok(part));
    }

    #[test]
    fn pasting_adds_copies_under_fresh_ids_in_one_step((document, ids) in picked()) {
        let Some(part) = fragment::cut_out(&document, &ids, &sketches_with(&ids)) else { return Ok(()) };
        let mut history = History::new(document.clone());
        for times in 1..=2 {
            let before = history.document().clone();
            let by = Point { x: 32.0 * f64::from(times), y: 16.0 };
            let pasted = fragment::paste(&before, &part, by);
            history.run("Paste", &pasted.command).expect("a copy fits");
            let after = history.document();
            prop_assert_eq!(pasted.nodes.len(), part.nodes.len());
            prop_assert_eq!(pasted.links.len(), part.links.len());
            prop_assert!(pasted.nodes.iter().all(|id| !before.nodes.contains_key(id)));
            prop_assert!(pasted.links.iter().all(|id| !before.links.contains_key(id)));
            prop_assert_eq!(after.nodes.len(), before.nodes.len() + part.nodes.len());
            prop_assert_eq!(pasted.sketches.len(), part.sketches.len());
            prop_assert!(pasted.sketches.iter().all(|id| !before.sketches.contains_key(id)));
            let words = |all: &Document| all.sketches.values().map(|sketch| sketch.text.len()).sum::<usize>();
            prop_assert_eq!(words(after), words(&before) + words(&part));
            prop_assert_eq!(&after.incidents, &before.incidents);
            let new = pasted.links.iter().map(|id| after.links[id].clone());
            prop_assert_eq!(joined(after, new), joined(&part, part.links.values().cloned()));
            let mut moved: Vec<_> = pasted.nodes.iter().map(|id| {
                let node = &after.nodes[id];
                format!("{} {:?} {} {}", node.label, node.params, node.at.x - by.x, node.at.y - by.y)
            }).collect();
            let mut were: Vec<_> = part.nodes.values().map(|node| {
                format!("{} {:?} {} {}", node.label, node.params, node.at.x, node.at.y)
            }).collect();
            moved.sort();
            were.sort();
            prop_assert_eq!(moved, were);
        }
        history.undo();
        history.undo();
        prop_assert_eq!(history.document(), &document);
    }

    #[test]
    fn no_text_panics(text in ".{0,200}", cut in 0_usize..2_000) {
        prop_assert!(fragment::open(&text).is_err());
        prop_assert!(!fragment::is_one(&text));
        let whole = fragment::save(&templates::all()[0].document());
        let cut = cut.min(whole.len() - 1);
        if whole.is_char_boundary(cut) && !whole[cut..].trim().is_empty() {
            prop_assert!(fragment::open(&whole[..cut]).is_err());
        }
    }
}

#[test]
fn into_another_design_ids_are_kept_where_they_are_free() {
    let document = templates::find("card-fraud").expect("is there").document();
    let ids = ["gateway", "router"].map(str::to_owned).into();
    let part = fragment::cut_out(&document, &ids, &BTreeSet::new()).expect("has nodes");
    let pasted = fragment::paste(&Document::default(), &part, Point::default());
    assert_eq!(pasted.nodes, ids);
}

#[test]
fn a_link_that_waits_for_a_monitor_waits_for_its_copy() {
    let mut document = templates::find("card-fraud").expect("is there").document();
    let link = document.links.values_mut().find(|link| link.from == "router");
    let link = link.expect("the router leads somewhere");
    link.params.insert("monitor".into(), "null-monitor".into());
    let ids = ["router".to_owned(), link.to.clone(), "null-monitor".to_owned()].into();
    let part = fragment::cut_out(&document, &ids, &sketches_with(&ids)).expect("has nodes");
    let pasted = fragment::paste(&document, &part, Point::default());
    windtunnel_design::apply(&mut document, &pasted.command).expect("a copy fits");
    let named: Vec<_> =
        pasted.links.iter().filter_map(|id| document.links[id].params.get("monitor")).collect();
    let [windtunnel_design::sim::model::ParamValue::Text(named)] = named[..] else {
        panic!("one link waits: {named:?}")
    };
    assert!(pasted.nodes.contains(named), "{named}");
}

#[test]
fn what_is_planned_goes_along_with_the_parts_it_is_about() {
    let mut document = templates::find("card-fraud").expect("is there").document();
    let cell = |note: &str| CellPlan { answer: Remedy::Rules, then: None, note: note.to_owned() };
    let cells = ["gbdt", "store"].map(|id| (id.to_owned(), cell(id))).into();
    let plan = FailurePlan { stakes: Some(Stakes::Money), cells };
    document.failure_plans.insert("sink".into(), plan);
    let ids = ["gbdt", "sink"].map(str::to_owned).into();
    let part = fragment::cut_out(&document, &ids, &BTreeSet::new()).expect("has nodes");
    let opened = fragment::open(&fragment::save(&part)).expect("is a part");
    assert_eq!(opened, part);
    let pasted = fragment::paste(&document, &opened, Point::default());
    let before = document.failure_plans.clone();
    windtunnel_design::apply(&mut document, &pasted.command).expect("a copy fits");
    let (sink, new) = document
        .failure_plans
        .iter()
        .find(|(sink, _)| !before.contains_key(*sink))
        .expect("the copy has a plan of its own");
    assert!(pasted.nodes.contains(sink));
    assert_eq!((new.stakes, new.cells.len()), (Some(Stakes::Money), 1));
    let (model, said) = new.cells.first_key_value().expect("it is about the model");
    assert!(pasted.nodes.contains(model) && model != "gbdt");
    assert_eq!(said.note, "gbdt");
    assert_eq!(document.failure_plans["sink"], before["sink"]);
}

#[test]
fn what_is_no_part_is_refused_with_the_reason() {
    let design = file::save(&templates::all()[0].document());
    assert!(matches!(fragment::open(&design), Err(LoadError::NotOurs { .. })));
    assert!(!fragment::is_one(&design));
    let newer = r#"{"format": "windtunnel-fragment", "schema": 999, "nodes": {}}"#;
    assert!(matches!(fragment::open(newer), Err(LoadError::Newer { .. })));
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(fragment::open(&nested), Err(LoadError::NotJson { .. })));
    let of = |body: &str| format!(r#"{{"format": "windtunnel-fragment", "schema": 1, {body}}}"#);
    let world = of(r#""nodes": {}, "world": {}"#);
    assert!(matches!(fragment::open(&world), Err(LoadError::UnknownField { .. })));
    let nowhere =
        of(r#""nodes": {"a": {"kind": "service"}}, "links": {"l": {"from": "a", "to": "b"}}"#);
    assert!(matches!(fragment::open(&nowhere), Err(LoadError::LinkToNowhere { .. })));
    let numbers = 0..=windtunnel_design::limits::MAX_NODES;
    let nodes: Vec<_> = numbers.map(|n| format!(r#""n{n}": {{"kind": "service"}}"#)).collect();
    let many = of(&format!(r#""nodes": {{{}}}"#, nodes.join(",")));
    assert!(matches!(fragment::open(&many), Err(LoadError::TooMany { .. })));
    let long = of(&format!(
        r#""nodes": {{"a": {{"kind": "service", "label": "{}"}}}}"#,
        "x".repeat(10_000)
    ));
    assert!(matches!(fragment::open(&long), Err(LoadError::Value { .. })));
}

#[test]
fn a_full_design_takes_no_more() {
    let mut document = Document::default();
    let node = templates::all()[0].document().nodes.values().next().expect("has nodes").clone();
    for number in 0..windtunnel_design::limits::MAX_NODES {
        document.nodes.insert(format!("n{number}"), node.clone());
    }
    let ids = ["n0".to_owned(), "n1".to_owned()].into();
    let part = fragment::cut_out(&document, &ids, &sketches_with(&ids)).expect("has nodes");
    let pasted = fragment::paste(&document, &part, Point::default());
    let before = document.clone();
    assert!(windtunnel_design::apply(&mut document, &pasted.command).is_err());
    assert_eq!(document, before);
}
