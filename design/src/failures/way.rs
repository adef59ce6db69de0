//! What would draw an answer that is missing: a way on failure to whoever gives it.

use windtunnel_sim::model::{LinkKind, NodeKind, When};

use super::drawing::{Decision, Drawing, count};
use super::drawn::answers;
use super::{Drawn, Remedy};
use crate::{Command, DocLink, connect};

/// How an answer is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Who takes over.
    pub to: String,
    /// Draws it, as one step.
    pub command: Command,
}

/// Who may take over, by kind, the likeliest first.
const TAKERS: [NodeKind; 9] = [
    NodeKind::Rules,
    NodeKind::Model,
    NodeKind::BatchScorer,
    NodeKind::Ranker,
    NodeKind::Llm,
    NodeKind::Cache,
    NodeKind::FeatureStore,
    NodeKind::Reviewers,
    NodeKind::Sink,
];

/// A way on failure to whoever gives the wanted answer, before those that are drawn if it is the
/// first one; where none is wanted, to whatever decides without the missing part. `None` where nobody drawn could, or where the missing part is not
/// called by requests.
pub(super) fn way(
    drawing: &Drawing<'_>,
    decision: &Decision<'_>,
    missing: &str,
    drawn: &Drawn,
    wanted: Option<Remedy>,
    is_first: bool,
) -> Option<Way> {
    let from = drawing.document.nodes.get_key_value(&drawn.at)?.0.as_str();
    if !drawing.out_of(from).any(|link| link.when != When::Failure) {
        return None;
    }
    let gives = |to: &str| match wanted {
        Some(remedy) => answers(drawing, to).contains(&remedy),
        None => true,
    };
    // For a blank cell rules, else the default action.
    let kinds = TAKERS
        .into_iter()
        .filter(|kind| wanted.is_some() || matches!(kind, NodeKind::Rules | NodeKind::Sink));
    let to = kinds.flat_map(|kind| drawing.of_kind(kind)).find(|to| {
        let has_way = || drawing.document.links.values().any(|it| it.from == from && it.to == *to);
        let link = || DocLink::new(from, to, LinkKind::Call, When::Failure);
        ![from, missing].contains(to)
            && (*to == decision.sink || decision.leading.contains(to))
            && gives(to)
            && !has_way()
            && connect::check_ends(drawing.document, &link()).is_ok()
            && !drawing.reached([*to]).contains(from)
    })?;
    Some(Way { to: to.to_owned(), command: draw(drawing, from, to, is_first) })
}

/// Draws a way on failure, before or after those that there are.
fn draw(drawing: &Drawing<'_>, from: &str, to: &str, is_first: bool) -> Command {
    let document = drawing.document;
    let mut link = DocLink::new(from, to, LinkKind::Call, When::Failure);
    let last = drawing.ways(from).map(|way| count(way, "order")).reduce(f64::max);
    let mut commands = Vec::new();
    if let Some(last) = last {
        if is_first {
            let ways = document.links.iter().filter(|(_, it)| it.from == from);
            for (id, way) in ways.filter(|(_, it)| it.when == When::Failure) {
                let later = Some((count(way, "order") + 1.0).into());
                commands.push(Command::SetLinkParam(id.clone(), "order".into(), later));
            }
        } else {
            link.params.insert("order".into(), (last + 1.0).into());
        }
    }
    commands.push(Command::AddLink(document.new_link_id(from, to), link));
    Command::Batch(commands)
}
