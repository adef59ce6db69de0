//! A small design for tests.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{DocNode, Document, Point, connect};

/// Two services side by side, and the link between them.
pub fn two() -> Document {
    let mut document = Document::default();
    for (id, x) in [("a", 0.0), ("b", 400.0)] {
        let node = DocNode::new(NodeKind::Service, Point { x, y: 0.0 });
        document.nodes.insert(id.into(), node);
    }
    let link = connect::propose(&document, "a", "b").expect("services call each other");
    document.links.insert("a-b".into(), link);
    document
}
