//! A link dropped on empty paper: which parts may stand at its end.

use windtunnel_design::sim::model::{NodeKind, catalogue};
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

/// Those whose name holds the words, and after them those whose group does.
#[must_use]
pub fn matching(kinds: &[NodeKind], search: &str) -> Vec<NodeKind> {
    let search = search.trim().to_ascii_lowercase();
    let has = |text: &str| text.to_ascii_lowercase().contains(&search);
    let named = |kind: &&NodeKind| has(catalogue::node(**kind).label);
    let grouped = |kind: &&NodeKind| !named(kind) && has(catalogue::node(**kind).group);
    kinds.iter().filter(named).chain(kinds.iter().filter(grouped)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(kind: NodeKind) -> Document {
        let mut document = Document::default();
        document.nodes.insert("from".into(), DocNode::new(kind, Point::default()));
        document
    }

    #[test]
    fn only_what_may_be_linked_is_offered() {
        let of_traffic = kinds(&with(NodeKind::Traffic), "from");
        assert!(of_traffic.contains(&NodeKind::Gateway));
        assert!(!of_traffic.contains(&NodeKind::Traffic) && !of_traffic.contains(&NodeKind::Feed));
        assert_eq!(kinds(&with(NodeKind::Feed), "from")[0], NodeKind::FeatureStore);
    }

    #[test]
    fn names_come_before_groups() {
        let found = matching(&NodeKind::ALL, " Serv");
        assert_eq!(found[..2], [NodeKind::Service, NodeKind::Model], "a model server");
        assert!(found.contains(&NodeKind::Gateway), "it is for serving");
        assert_eq!(matching(&NodeKind::ALL, "").len(), NodeKind::ALL.len());
        assert!(matching(&NodeKind::ALL, "zebra").is_empty());
    }
}
