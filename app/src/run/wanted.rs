//! What a result is a result of: enough of the design to know whether it is out of date.

use std::sync::Arc;

use windtunnel_design::Document;
use windtunnel_design::sim::model::ScoreSource;
use windtunnel_design::sim::world::ScoredRows;

/// A design to run. Equal to another where both give the same result: names and places of nodes
/// and links, and all that is drawn for people only, are no part of it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The design.
    pub document: Arc<Document>,
    /// Scored rows, where its world's scores come from rows and are there.
    pub rows: Option<Arc<ScoredRows>>,
}

impl Wanted {
    /// Do its world's scores come from rows?
    #[must_use]
    pub fn from_rows(document: &Document) -> bool {
        matches!(document.world.scores, ScoreSource::Rows { .. })
    }

    /// Must it wait for its rows?
    #[must_use]
    pub fn misses_rows(&self) -> bool {
        self.rows.is_none() && Self::from_rows(&self.document)
    }
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && run_alike(&self.document, &other.document)
    }
}

fn run_alike(one: &Document, other: &Document) -> bool {
    one.run == other.run
        && one.world == other.world
        && one.links.len() == other.links.len()
        && one.links.iter().zip(&other.links).all(|((id, link), (other_id, other))| {
            let ends = link.from == other.from && link.to == other.to;
            let way = link.kind == other.kind && link.when == other.when;
            id == other_id && ends && way && link.params == other.params
        })
        && one.incidents == other.incidents
        && one.nodes.len() == other.nodes.len()
        && one.nodes.iter().zip(&other.nodes).all(|((id, node), (other_id, other))| {
            id == other_id && node.kind == other.kind && node.params == other.params
        })
}

#[cfg(test)]
mod tests {
    use windtunnel_design::failures::{FailurePlan, Stakes};

    use super::*;
    use crate::run::fixture;

    fn wanted(change: impl FnOnce(&mut Document)) -> Wanted {
        let mut document = fixture::document();
        change(&mut document);
        Wanted { document: Arc::new(document), rows: None }
    }

    #[test]
    fn names_and_places_change_no_result() {
        let moved = wanted(|document| {
            document.title = "Another".into();
            let plan = FailurePlan { stakes: Some(Stakes::Money), ..FailurePlan::default() };
            document.failure_plans.insert("sink-1".into(), plan);
            for node in document.nodes.values_mut() {
                node.label = "Another".into();
                node.at.x += 10.0;
            }
        });
        assert_eq!(moved, wanted(|_| ()));
    }

    #[test]
    fn all_else_does() {
        type Change = fn(&mut Document);
        let changes: [Change; 6] = [
            |document| document.run.seed += 1,
            |document| document.world.base_rate /= 2.0,
            |document| document.links.clear(),
            |document| document.incidents.clear(),
            |document| drop(document.nodes.remove("sink-1")),
            |document| {
                let node = document.nodes.get_mut("model-1").expect("is there");
                node.params.insert("replicas".into(), 4.0.into());
            },
        ];
        for (index, change) in changes.into_iter().enumerate() {
            assert_ne!(wanted(change), wanted(|_| ()), "change {index}");
        }
        let rows = ScoredRows { positive: vec![true], segments: vec![] };
        let scored = Wanted { rows: Some(Arc::new(rows)), ..wanted(|_| ()) };
        assert_ne!(scored, wanted(|_| ()));
    }

    #[test]
    fn a_world_of_rows_waits_for_them() {
        let mut it = wanted(|document| {
            document.world.scores = ScoreSource::Rows { dataset: "credit".into() };
        });
        assert!(it.misses_rows());
        it.rows = Some(Arc::default());
        assert!(!it.misses_rows());
        assert!(!wanted(|_| ()).misses_rows());
    }
}
