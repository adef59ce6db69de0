use proptest::prelude::*;
use windtunnel_sim::model::{LinkKind, NodeKind, When, catalogue};

use super::{is_one, read, write};
use crate::document::Document;
use crate::exchange::{ImportError, MAX_LINKS, MAX_NODES, build, import};
use crate::{Command, DocLink, DocNode, Point, Shape, Size, Sketch, apply, connect, templates};

fn opened(text: &str) -> (Document, Vec<String>) {
    let imported = read(text).expect("is a flowchart");
    (imported.document, imported.warnings.iter().map(ToString::to_string).collect())
}

fn kind_of(document: &Document, id: &str) -> NodeKind {
    document.nodes.get(id).unwrap_or_else(|| panic!("no {id} in {document:?}")).kind
}

/// Kinds and labels of nodes, ends and conditions of links, without ids.
fn content(document: &Document) -> (Vec<String>, Vec<String>) {
    let node = |id: &str| {
        let kind = document.nodes.get(id).map_or(NodeKind::Service, |node| node.kind);
        let label = build::name(&document.label(id));
        let label = if label.is_empty() { catalogue::node(kind).label } else { &label };
        format!("{kind:?} {label}")
    };
    let mut nodes: Vec<_> = document.nodes.keys().map(|id| node(id)).collect();
    let link = |link: &DocLink| {
        let ends = (node(&link.from), node(&link.to));
        format!("{ends:?} {:?} {:?} {}", link.kind, link.when, build::name(&link.label))
    };
    let mut links: Vec<_> = document.links.values().map(link).collect();
    nodes.sort();
    links.sort();
    (nodes, links)
}

#[test]
fn every_template_comes_back() {
    for template in templates::all() {
        let document = template.document();
        if document.nodes.is_empty() {
            continue;
        }
        let text = write(&document);
        assert!(is_one(&text), "{text}");
        let (back, warnings) = opened(&text);
        assert_eq!(warnings, Vec::<String>::new(), "{text}");
        assert_eq!(content(&back), content(&document), "{text}");
        assert_eq!(back.title, document.title);
    }
}

/// Nodes of all kinds with labels of all sorts, and whatever links the rules allow between them.
fn documents() -> impl Strategy<Value = Document> {
    let kind = prop::sample::select(NodeKind::ALL.to_vec());
    let label = prop_oneof![
        ".{0,12}",
        prop::sample::select(vec![
            "a \"b\" #c;",
            "<script>alert(1)</script>",
            "end",
            "x --> y",
            "%% no",
            "&lt;b&gt; #35; #quot;",
            "`md`",
            "|pipe|",
            "two\nlines",
        ])
        .prop_map(str::to_owned),
    ];
    let nodes = prop::collection::vec((kind, label.clone(), -900.0..900.0_f64), 1..12);
    let links = prop::collection::vec((0_usize..12, 0_usize..12, label), 0..24);
    (nodes, links, any::<bool>()).prop_map(|(nodes, links, framed)| {
        let mut document = Document { title: "Test: \"a\"".into(), ..Document::default() };
        let ids = ["end", "a b", "1", "x-->y", "näme", "o", "subgraph", "a-b", "", "_", "n", "A"];
        for ((kind, label, x), id) in nodes.into_iter().zip(ids) {
            let node = DocNode { label, ..DocNode::new(kind, Point { x, y: 0.0 }) };
            // What no document may hold is refused here.
            drop(apply(&mut document, &Command::AddNode(id.into(), node)));
        }
        for (from, to, label) in links {
            let Ok(link) = connect::propose(&document, ids[from], ids[to]) else { continue };
            let id = document.new_link_id(ids[from], ids[to]);
            drop(apply(&mut document, &Command::AddLink(id, DocLink { label, ..link })));
        }
        if framed {
            let size = Size { w: 900.0, h: 400.0 };
            let frame = Sketch::new(Shape::Frame, Point { x: -100.0, y: -100.0 }, size);
            document.sketches.insert("f".into(), Sketch { text: "Inner \"]\"".into(), ..frame });
        }
        document
    })
}

proptest! {
    #[test]
    fn what_we_write_is_read_again(document in documents()) {
        prop_assume!(!document.nodes.is_empty());
        let text = write(&document);
        let (back, warnings) = opened(&text);
        // Frames are drawn anew around what stands in them.
        let lost: Vec<_> = warnings.iter().filter(|text| !text.contains("frame")).collect();
        prop_assert!(lost.is_empty(), "{lost:?}\n{text}");
        prop_assert_eq!(content(&back), content(&document), "{}", text);
    }

    #[test]
    fn no_text_panics(text in "(flowchart LR\n)?[-=.<>~|&;:#\"a-cox(){}\\[\\]/\\\\@ \n%]{0,120}") {
        drop(import(&text));
    }
}

#[test]
fn shapes_chains_and_labels_are_understood() {
    let (document, warnings) = opened(
        r#"---
title: Fraud checks
---
%%{init: {"theme": "dark"}}%%
flowchart TD
  %% a remark
  users([Mobile users]) -->|HTTPS| api[API gateway]; api --> fs[(Features)] & m[[Fraud model]]
  m -- score --> p{Threshold} -.->|review| desk("Human<br/>review")
  p == approve ==> done((Done))
  x["A &amp; B #quot;c#quot;"]:::cache --- done
  m --o log@{ shape: cyl, label: "Decision log" }
  classDef cache fill:#fff
  style m fill:#f9f,stroke:#333
  click m "https://example.invalid"
"#,
    );
    assert_eq!(warnings, Vec::<String>::new());
    assert_eq!(document.title, "Fraud checks");
    for (id, kind, label) in [
        ("users", NodeKind::Traffic, "Mobile users"),
        ("api", NodeKind::Gateway, "API gateway"),
        ("fs", NodeKind::FeatureStore, "Features"),
        ("m", NodeKind::Model, "Fraud model"),
        ("p", NodeKind::Policy, "Threshold"),
        ("desk", NodeKind::Reviewers, "Human review"),
        ("done", NodeKind::Sink, "Done"),
        ("x", NodeKind::Cache, "A & B \"c\""),
        ("log", NodeKind::PredictionLog, "Decision log"),
    ] {
        assert_eq!((kind_of(&document, id), document.label(id)), (kind, label.to_owned()));
    }
    let between = |from: &str, to: &str| {
        let link = document.links.values().find(|link| link.from == from && link.to == to);
        link.map(|link| (link.kind, link.when, link.label.as_str()))
    };
    assert_eq!(between("users", "api"), Some((LinkKind::Call, When::Ok, "HTTPS")));
    assert_eq!(between("p", "desk"), Some((LinkKind::Call, When::Review, "")));
    assert_eq!(between("p", "done"), Some((LinkKind::Call, When::Approve, "")));
    assert_eq!(between("m", "p"), Some((LinkKind::Call, When::Ok, "score")));
    assert_eq!(between("m", "log"), Some((LinkKind::Feedback, When::Ok, "")));
    assert_eq!(document.links.len(), 8);
}

#[test]
fn groups_become_frames() {
    let text = "graph LR\nsubgraph one [Online path]\n a --> b\n subgraph two\n  c\n end\nend\n\
                b --> c\nd --> one";
    let (document, warnings) = opened(text);
    let titles: Vec<_> = document.sketches.values().map(|it| it.text.as_str()).collect();
    assert_eq!(titles, ["Online path", "two"]);
    assert_eq!(warnings, ["Line 9: A link to or from the group “one” was left out."]);
    let frames: Vec<_> = document.sketches.values().collect();
    assert!(frames[0].size.w > frames[1].size.w, "{frames:?}");
    let again = write(&document);
    assert!(again.contains("subgraph") && again.contains("[\"Online path\"]"), "{again}");
}

#[test]
fn what_is_not_understood_is_told_by_line() {
    let (document, warnings) =
        opened("graph TD\n  a --> b\n  b -->\n  !!!\n  c[never closed\n  d --> a");
    assert_eq!(document.nodes.len(), 3);
    let lines: Vec<_> = warnings.iter().map(|text| &text[..7]).collect();
    assert_eq!(lines, ["Line 3:", "Line 4:", "Line 5:"], "{warnings:?}");
}

#[test]
fn links_that_make_no_sense_are_left_out_with_the_reason() {
    let (document, warnings) = opened("graph LR\nshop[Users] --> m[Model]\nm --> shop");
    assert_eq!(document.links.len(), 1);
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].contains("Requests start at traffic"), "{warnings:?}");
}

#[test]
fn other_texts_are_no_flowcharts() {
    for text in ["", "graph theory is fun", "sequenceDiagram\n A->>B: hi", "{}", "flowchart XY\n a"]
    {
        assert!(!is_one(text), "{text}");
    }
    assert!(is_one("```mermaid\nflowchart LR\na-->b\n```"));
    assert!(is_one("%% hello\n\ngraph TD;\nA-->B;"));
    assert!(matches!(read("flowchart LR\n"), Err(ImportError::Empty { .. })));
}

#[test]
fn bombs_are_refused_or_made_harmless() {
    let many: String = (0..100_000).map(|n| format!("n{n} --> n{}\n", n + 1)).collect();
    let refused = read(&format!("flowchart LR\n{many}"));
    assert!(matches!(refused, Err(ImportError::TooMany { what: "nodes", limit: MAX_NODES })));
    let side = (0..200).map(|n| format!("n{n}")).collect::<Vec<_>>().join(" & ");
    let product = format!("flowchart LR\n{side} --> {side}");
    let refused = read(&product);
    assert!(matches!(refused, Err(ImportError::TooMany { what: "links", limit: MAX_LINKS })));
    let deep = format!("flowchart LR\n{}a\n", "subgraph s\n".repeat(400));
    assert!(read(&deep).is_ok());
    let brackets = format!("flowchart LR\na\nb{}", "[".repeat(1_000_000));
    assert_eq!(opened(&brackets).1.len(), 1);
    let long = format!("flowchart LR\na[\"{}\"]", "x".repeat(1_000_000));
    let (document, _) = opened(&long);
    assert!(document.label("a").chars().count() <= 200);
    let (document, _) = opened("flowchart LR\na[\"<script>alert(1)</script>\"]");
    assert_eq!(document.label("a"), "alert(1)");
}
