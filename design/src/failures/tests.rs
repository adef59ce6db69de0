//! What is drawn.

use windtunnel_sim::model::{LinkKind, When};

use super::*;
use crate::{DocLink, DocNode, templates};

pub(super) fn design(nodes: &[(&str, NodeKind)], links: &[(&str, &str, When)]) -> Document {
    let mut document = Document::default();
    for (id, kind) in nodes {
        let node = DocNode::new(*kind, Default::default());
        document.nodes.insert((*id).to_owned(), node);
    }
    for (from, to, when) in links {
        let kind = match document.nodes[*from].kind {
            NodeKind::Labels => LinkKind::Feedback,
            kind if kind.brings_data() => LinkKind::Stream,
            _ => LinkKind::Call,
        };
        let params = Default::default();
        let link = DocLink { params, ..DocLink::new(from, to, kind, *when) };
        document.links.insert(format!("{from}-{to}"), link);
    }
    document
}

/// What happens without a node at the only sink.
fn without(document: &Document, node: &str) -> Drawn {
    let matrix = matrix(document);
    let row = matrix.rows.iter().find(|row| row.node == node).expect("has a row");
    row.cells[0].clone().expect("it matters").drawn
}

/// What is drawn takes over.
fn assert_drawn(document: &Document, node: &str, words: &str) {
    let drawn = without(document, node);
    assert_eq!((&*drawn.words, drawn.is_open), (words, false));
}

/// Nothing is drawn, and could be at this node.
fn assert_open(document: &Document, node: &str, at: &str) {
    let drawn = without(document, node);
    assert_eq!((&*drawn.at, drawn.is_open), (at, true), "{}", drawn.words);
}

#[test]
fn a_model_without_a_fallback_leaves_the_default_action() {
    let document = design(
        &[("shop", NodeKind::Traffic), ("model", NodeKind::Model), ("sink", NodeKind::Sink)],
        &[("shop", "model", When::Ok), ("model", "sink", When::Ok)],
    );
    assert_eq!(matrix(&document).decisions, ["sink"]);
    assert_eq!(without(&document, "model").words, "nothing drawn: default action, approve");
    assert_open(&document, "model", "shop");
}

#[test]
fn a_chain_of_fallbacks_is_told_in_its_order() {
    let mut document = design(
        &[
            ("fall", NodeKind::Fallback),
            ("model", NodeKind::Model),
            ("old", NodeKind::Model),
            ("rules", NodeKind::Rules),
            ("sink", NodeKind::Sink),
        ],
        &[
            ("fall", "model", When::Ok),
            ("fall", "rules", When::Failure),
            ("fall", "old", When::Failure),
            ("model", "sink", When::Ok),
            ("old", "sink", When::Ok),
            ("rules", "sink", When::Ok),
        ],
    );
    let rules = document.links.get_mut("fall-rules").expect("is there");
    rules.params.insert("order".into(), 2.0.into());
    document.nodes.get_mut("old").expect("is there").label = "Last year's model".into();
    assert_drawn(&document, "model", "Last year's model, then Rules");
    assert!(!matrix(&document).rows.iter().any(|row| row.node == "old"), "only called in need");
    let link = document.links.get_mut("fall-old").expect("is there");
    link.params.insert("trigger".into(), "low_confidence".into());
    assert_drawn(&document, "model", "Rules");
}

#[test]
fn what_a_branch_asks_fails_for_whoever_opened_the_branch() {
    let mut document = design(
        &[
            ("cache", NodeKind::Cache),
            ("gather", NodeKind::FanOut),
            ("store", NodeKind::FeatureStore),
            ("ranker", NodeKind::Ranker),
            ("popular", NodeKind::Rules),
            ("sink", NodeKind::Sink),
        ],
        &[
            ("cache", "gather", When::Branch),
            ("cache", "sink", When::Ok),
            ("cache", "popular", When::Failure),
            ("popular", "sink", When::Ok),
            ("gather", "store", When::Branch),
            ("gather", "ranker", When::Ok),
        ],
    );
    assert_drawn(&document, "store", "Rules");
    assert_drawn(&document, "ranker", "Rules");
    document.links.remove("cache-popular");
    assert_open(&document, "ranker", "cache");
    // A fan-out that does not need all of its branches.
    let mut other = document.links["gather-store"].clone();
    other.to = "popular".into();
    document.links.insert("gather-popular".into(), other);
    let gather = document.nodes.get_mut("gather").expect("is there");
    gather.params.insert("wait_for".into(), 1.0.into());
    assert_drawn(&document, "store", "goes on without it");
}

#[test]
fn a_ring_of_branches_ends() {
    let document = design(
        &[("a", NodeKind::FanOut), ("b", NodeKind::FanOut), ("m", NodeKind::Model)],
        &[("a", "b", When::Branch), ("b", "a", When::Branch), ("b", "m", When::Branch)],
    );
    assert!(matrix(&document).decisions.is_empty());
    let sink = design(
        &[("a", NodeKind::FanOut), ("m", NodeKind::Model), ("sink", NodeKind::Sink)],
        &[("a", "a", When::Ok), ("a", "m", When::Branch), ("a", "sink", When::Ok)],
    );
    assert!(without(&sink, "m").is_open);
}

#[test]
fn a_feed_that_stops_needs_somebody_who_sees_it() {
    let mut document = design(
        &[
            ("feed", NodeKind::Feed),
            ("store", NodeKind::FeatureStore),
            ("watch", NodeKind::Monitor),
            ("sink", NodeKind::Sink),
        ],
        &[("feed", "store", When::Ok)],
    );
    assert_open(&document, "feed", "feed");
    let set = |document: &mut Document, id: &str, key: &str, word: &str| {
        let node = document.nodes.get_mut(id).expect("is there");
        node.params.insert(key.into(), word.into());
    };
    set(&mut document, "watch", "owner", "data team");
    assert_drawn(&document, "feed", "features turn null; Monitor pages somebody");
    set(&mut document, "watch", "owner", "");
    set(&mut document, "feed", "on_stop", "stale");
    assert_drawn(&document, "feed", "last values, ageing");
}

#[test]
fn labels_that_stop_must_not_teach_nothing() {
    let mut document = design(
        &[("labels", NodeKind::Labels), ("train", NodeKind::Training), ("sink", NodeKind::Sink)],
        &[("labels", "train", When::Ok)],
    );
    assert_drawn(&document, "labels", "the model stays");
    let node = document.nodes.get_mut("train").expect("is there");
    node.params.insert("trigger".into(), "calendar".into());
    node.params.insert("min_positives".into(), 0.0.into());
    assert_drawn(&document, "labels", "the gate keeps the model");
    let node = document.nodes.get_mut("train").expect("is there");
    node.params.insert("gate".into(), false.into());
    assert_open(&document, "labels", "train");
}

#[test]
fn every_example_has_an_answer_for_every_part() {
    for template in templates::all() {
        let document = template.document();
        let matrix = matrix(&document);
        for row in &matrix.rows {
            assert_eq!(row.cells.len(), matrix.decisions.len(), "{}", template.id);
            for cell in row.cells.iter().flatten() {
                let at = &cell.drawn.at;
                assert!(document.nodes.contains_key(at), "{}: {at}", template.id);
                assert!(matches!(cell.state, State::Fine | State::Blank), "{}", template.id);
            }
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "tests run where there is a clock")]
fn a_thousand_parts_are_looked_at_in_no_time() {
    let mut document = design(&[("shop", NodeKind::Traffic), ("sink", NodeKind::Sink)], &[]);
    let chain = 1_000;
    let id = |number: usize| match number {
        0 => "shop".to_owned(),
        number if number > chain => "sink".to_owned(),
        number => format!("m{number}"),
    };
    for number in 1..=chain {
        document.nodes.insert(id(number), DocNode::new(NodeKind::Model, Default::default()));
    }
    for number in 0..=chain {
        let link = DocLink::new(&id(number), &id(number + 1), LinkKind::Call, When::Ok);
        document.links.insert(format!("l{number}"), link);
    }
    let started = std::time::Instant::now();
    let matrix = matrix(&document);
    assert_eq!(matrix.rows.len(), chain);
    assert!(
        matrix.rows.iter().flat_map(|row| &row.cells).flatten().all(|it| it.state == State::Blank)
    );
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}
