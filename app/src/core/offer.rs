//! A link dropped on empty paper: which parts may stand at its end.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Command, DocNode, Document, Point, connect};

use super::selection::Selection;
use super::tool::Effect;

/// The kinds of node to which a link from this node may go, in the order of the palette.
#[must_use]
pub fn kinds(document: &Document, from: &str) -> Vec<NodeKind> {
    let mut trial = document.clone();
    let may_stand = |kind: &NodeKind| {
        let id = document.new_node_id(*kind);
        trial.nodes.insert(id.clone(), DocNode::new(*kind, Point::default()));
        let allowed = connect::propose(&trial, from, &id).is_ok();
        trial.nodes.remove(&id);
        allowed
    };
    NodeKind::ALL.into_iter().filter(may_stand).collect()
}

/// Adds a node and the link to it, in one step.
#[must_use]
pub fn add(document: &Document, from: &str, kind: NodeKind, at: Point) -> Vec<Effect> {
    let id = document.new_node_id(kind);
    let node = DocNode::new(kind, at);
    let mut after = document.clone();
    after.nodes.insert(id.clone(), node.clone());
    match connect::propose(&after, from, &id) {
        Ok(link) => {
            let commands = vec![
                Command::AddNode(id.clone(), node),
                Command::AddLink(document.new_link_id(from, &id), link),
            ];
            vec![
                Effect::Run("Add connected node", Command::Batch(commands)),
                Effect::Select(Selection::node(&id)),
                Effect::Focus(id),
            ]
        }
        Err(refusal) => vec![Effect::Refuse(refusal.to_string())],
    }
}
