use super::*;
use crate::{DocNode, templates};

fn design(nodes: &[(&str, NodeKind)], links: &[(&str, &str, When)]) -> Document {
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

fn cell<'a>(matrix: &'a Matrix, node: &str) -> &'a Answer {
    &matrix.rows.iter().find(|row| row.node == node).expect("has a row").cells[0]
}

#[test]
fn a_model_without_a_fallback_leaves_the_default_action() {
    let document = design(
        &[("shop", NodeKind::Traffic), ("model", NodeKind::Model), ("sink", NodeKind::Sink)],
        &[("shop", "model", When::Ok), ("model", "sink", When::Ok)],
    );
    let matrix = matrix(&document);
    assert_eq!(matrix.decisions, ["sink"]);
    let open = "nothing drawn: default action, approve".to_owned();
    assert_eq!(*cell(&matrix, "model"), Answer::Open(open, "shop".into()));
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
    let matrix = matrix(&document);
    assert_eq!(*cell(&matrix, "model"), Answer::Drawn("Last year's model, then Rules".into()));
    assert!(!matrix.rows.iter().any(|row| row.node == "old"), "only called in need");
    let link = document.links.get_mut("fall-old").expect("is there");
    link.params.insert("trigger".into(), "low_confidence".into());
    assert_eq!(*cell(&super::matrix(&document), "model"), Answer::Drawn("Rules".into()));
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
    let rules = Answer::Drawn("Rules".into());
    let found = matrix(&document);
    assert_eq!((cell(&found, "store"), cell(&found, "ranker")), (&rules, &rules));
    document.links.remove("cache-popular");
    assert!(matches!(cell(&matrix(&document), "ranker"), Answer::Open(_, node) if node == "cache"));
    // A fan-out that does not need all of its branches.
    let mut other = document.links["gather-store"].clone();
    other.to = "popular".into();
    document.links.insert("gather-popular".into(), other);
    let gather = document.nodes.get_mut("gather").expect("is there");
    gather.params.insert("wait_for".into(), 1.0.into());
    let without = Answer::Drawn("goes on without it".into());
    assert_eq!(*cell(&matrix(&document), "store"), without);
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
    assert!(matches!(cell(&matrix(&sink), "m"), Answer::Open(..)));
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
    assert!(matches!(cell(&matrix(&document), "feed"), Answer::Open(_, node) if node == "feed"));
    let set = |document: &mut Document, id: &str, key: &str, word: &str| {
        let node = document.nodes.get_mut(id).expect("is there");
        node.params.insert(key.into(), word.into());
    };
    set(&mut document, "watch", "owner", "data team");
    let paged = Answer::Drawn("features turn null; Monitor pages somebody".into());
    assert_eq!(*cell(&matrix(&document), "feed"), paged);
    set(&mut document, "watch", "owner", "");
    set(&mut document, "feed", "on_stop", "stale");
    assert_eq!(*cell(&matrix(&document), "feed"), Answer::Drawn("last values, ageing".into()));
}

#[test]
fn labels_that_stop_must_not_teach_nothing() {
    let mut document = design(
        &[("labels", NodeKind::Labels), ("train", NodeKind::Training), ("sink", NodeKind::Sink)],
        &[("labels", "train", When::Ok)],
    );
    assert_eq!(*cell(&matrix(&document), "labels"), Answer::Drawn("the model stays".into()));
    let node = document.nodes.get_mut("train").expect("is there");
    node.params.insert("trigger".into(), "calendar".into());
    node.params.insert("min_positives".into(), 0.0.into());
    let kept = Answer::Drawn("the gate keeps the model".into());
    assert_eq!(*cell(&matrix(&document), "labels"), kept);
    let node = document.nodes.get_mut("train").expect("is there");
    node.params.insert("gate".into(), false.into());
    assert!(matches!(cell(&matrix(&document), "labels"), Answer::Open(_, node) if node == "train"));
}

#[test]
fn every_example_has_an_answer_for_every_part() {
    for template in templates::all() {
        let document = template.document();
        let matrix = matrix(&document);
        for row in &matrix.rows {
            assert_eq!(row.cells.len(), matrix.decisions.len(), "{}", template.id);
            for cell in &row.cells {
                if let Answer::Open(_, node) = cell {
                    assert!(document.nodes.contains_key(node), "{}: {node}", template.id);
                }
            }
        }
    }
}

#[test]
fn an_open_cell_is_closed_by_one_link() {
    let mut document = templates::find("card-fraud").expect("it is there").document();
    document.links.retain(|_, link| link.from != "gateway" || link.when != When::Failure);
    let open = |document: &Document| match cell(&matrix(document), "store") {
        Answer::Open(_, node) => Some(node.clone()),
        _ => None,
    };
    let node = open(&document).expect("nothing is drawn");
    let link = way_around(&document, &node).expect("there are rules");
    assert_eq!((&*link.to, link.when), ("rules", When::Failure));
    let command = crate::Command::AddLink("way".into(), link);
    crate::apply(&mut document, &command).expect("the link is allowed");
    assert_eq!(open(&document), None);
    assert_eq!(way_around(&document, "labels"), None);
}
