//! What the drawn design does when a part of it is missing: rows are what is unavailable, columns
//! where decisions take effect (domain reference 3.23). Nothing is kept in the document: every
//! cell follows from links and parameters.

use std::collections::BTreeSet;

use windtunnel_sim::model::{LinkKind, NodeKind, ParamValue, When, catalogue};

use crate::{DocLink, Document};

/// What happens in one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It does not matter to this decision.
    Apart,
    /// Something drawn takes over.
    Drawn(String),
    /// Nothing takes over: the sink's default action, or values that are not there. The node is
    /// where something could be drawn.
    Open(String, String),
}

/// A part that may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What sort of part it is.
    pub sort: &'static str,
    /// Its id.
    pub node: String,
    /// What happens, by decision.
    pub cells: Vec<Answer>,
}

/// The whole matrix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Ids of the sinks, where decisions take effect.
    pub decisions: Vec<String>,
    /// What may be missing.
    pub rows: Vec<Row>,
}

/// Monitors' signals that see a feature go.
const SEES_DATA: [&str; 4] = ["null_share", "feature_age_s", "feature_range", "feature_drift"];

/// Calls within calls that are followed: designs may be drawn in a ring.
const DEEPEST: u32 = 8;

/// What sort of part a node is; `None` for what the matrix does not ask about.
fn sort_of(kind: NodeKind) -> Option<&'static str> {
    Some(match kind {
        NodeKind::Model | NodeKind::Edge | NodeKind::BatchScorer | NodeKind::Ranker => {
            "Model server"
        }
        NodeKind::FeatureStore | NodeKind::Pipeline | NodeKind::BatchJob => "Features",
        NodeKind::Llm => "Model API",
        NodeKind::Feed => "Data source",
        NodeKind::Labels => "Labels",
        _ => return None,
    })
}

/// The matrix of a design.
#[must_use]
pub fn matrix(document: &Document) -> Matrix {
    let of_kind = |kind: NodeKind| {
        document.nodes.iter().filter(move |(_, node)| node.kind == kind).map(|(id, _)| id)
    };
    let decisions: Vec<String> = of_kind(NodeKind::Sink).cloned().collect();
    let mut rows = Vec::new();
    for (id, node) in &document.nodes {
        let Some(sort) = sort_of(node.kind) else { continue };
        // What is only ever called in need is covered by what comes after it.
        let called = calls(document).any(|link| link.to == *id && link.when != When::Failure);
        if node.kind.on_request_path() && !called {
            continue;
        }
        let cells = decisions.iter().map(|sink| answer(document, id, node.kind, sink)).collect();
        rows.push(Row { sort, node: id.clone(), cells });
    }
    rows.sort_by_key(|row: &Row| row.sort);
    Matrix { decisions, rows }
}

/// A link that answers an open cell: on failure from this node to whoever decides without what is
/// missing. `None` where nobody drawn could, or where the node is not on the way of requests.
#[must_use]
pub fn way_around(document: &Document, node: &str) -> Option<DocLink> {
    let has_way = |to: &str| document.links.values().any(|it| it.from == node && it.to == to);
    let of_kind = |kind: NodeKind| {
        let nodes = document.nodes.iter().filter(move |(_, other)| other.kind == kind);
        nodes.map(|(id, _)| id).filter(|id| *id != node && !has_way(id))
    };
    let to = of_kind(NodeKind::Rules).chain(of_kind(NodeKind::Sink)).next()?;
    let link = DocLink::new(node, to, LinkKind::Call, When::Failure);
    let is_caller = calls(document).any(|it| it.from == node && it.when != When::Failure);
    (is_caller && crate::connect::check_ends(document, &link).is_ok()).then_some(link)
}

fn answer(document: &Document, id: &str, kind: NodeKind, sink: &str) -> Answer {
    if kind == NodeKind::Labels {
        return without_labels(document, id);
    }
    if kind.brings_data() {
        return without_data(document, id, kind);
    }
    let serving = serving(document, sink);
    let callers = calls(document)
        .filter(|link| link.to == id && link.when != When::Failure)
        .filter(|link| serving.contains(&link.from));
    let mut found = Answer::Apart;
    for link in callers {
        let one = without_call(document, link, sink, 0);
        // The worst of several ways counts.
        if found == Answer::Apart || matches!(one, Answer::Open(..)) {
            found = one;
        }
    }
    found
}

/// Links that requests walk along and whose answer counts.
fn calls(document: &Document) -> impl Iterator<Item = &DocLink> {
    document.links.values().filter(|it| it.kind == LinkKind::Call && it.when != When::Shadow)
}

/// Ids of all nodes that requests come to from this one.
fn reached(document: &Document, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut next = vec![from.to_owned()];
    while let Some(at) = next.pop() {
        for link in calls(document).filter(|link| link.from == at) {
            if found.insert(link.to.clone()) {
                next.push(link.to.clone());
            }
        }
    }
    found
}

/// Ids of the nodes without which the sink has no answer: those that lead to it, and those that
/// these ask on branches, which come back.
fn serving(document: &Document, sink: &str) -> BTreeSet<String> {
    let leads = |id: &&String| reached(document, id).contains(sink);
    let leading: Vec<String> = document.nodes.keys().filter(leads).cloned().collect();
    let mut found = BTreeSet::new();
    for link in calls(document).filter(|it| it.when == When::Branch && leading.contains(&it.from)) {
        found.extend(reached(document, &link.to));
        found.insert(link.to.clone());
    }
    found.extend(leading);
    found
}

/// The branch on which a node is asked; the first, where there are several.
fn branch_to<'a>(document: &'a Document, id: &str) -> Option<&'a DocLink> {
    calls(document)
        .filter(|link| link.when == When::Branch && link.from != id)
        .find(|link| link.to == id || reached(document, &link.to).contains(id))
}

/// Does a fan-out go on if one of its branches does not answer?
fn goes_on_without(document: &Document, id: &str) -> bool {
    let branches = calls(document).filter(|it| it.from == id && it.when == When::Branch).count();
    match value(document, id, "wait_for") {
        Some(ParamValue::Number(needed)) => needed > 0.0 && needed < branches as f64,
        _ => false,
    }
}

/// The call that fails in its turn if this one does: that to a fan-out which needs all its
/// branches, or the branch of which this call is a part.
fn asked_by<'a>(document: &'a Document, link: &DocLink, sink: &str) -> Option<&'a DocLink> {
    let caller = document.nodes.get(&link.from).map(|node| node.kind);
    if link.when == When::Branch && caller == Some(NodeKind::FanOut) {
        return calls(document).find(|it| it.to == link.from && it.when != When::Failure);
    }
    let in_branch = link.when != When::Branch && !reached(document, &link.from).contains(sink);
    if in_branch { branch_to(document, &link.from) } else { None }
}

/// What follows a failed call along this link.
fn without_call(document: &Document, link: &DocLink, sink: &str, depth: u32) -> Answer {
    if link.when == When::Branch && goes_on_without(document, &link.from) {
        return Answer::Drawn("goes on without it".into());
    }
    let mut ways: Vec<&DocLink> = calls(document)
        .filter(|way| way.from == link.from && way.when == When::Failure && way.to != link.to)
        .filter(|way| matches!(&*link_word(way, "trigger"), "any" | "error" | "timeout"))
        .collect();
    ways.sort_by_key(|way| order(way));
    let action = node_word(document, sink, "default_action");
    if ways.is_empty() {
        if let Some(asked) = asked_by(document, link, sink).filter(|_| depth < DEEPEST) {
            return without_call(document, asked, sink, depth + 1);
        }
        let words = format!("nothing drawn: default action, {action}");
        return Answer::Open(words, link.from.clone());
    }
    let chain: Vec<String> = ways.iter().map(|way| taker(document, &way.to, &action)).collect();
    Answer::Drawn(chain.join(", then "))
}

/// Who takes over, in a word or two.
fn taker(document: &Document, id: &str, action: &str) -> String {
    let label = document.label(id);
    match document.nodes.get(id).map(|node| node.kind) {
        Some(NodeKind::Sink) => format!("default action, {action}"),
        Some(NodeKind::Rules) if !label.to_ascii_lowercase().contains("rule") => {
            format!("{label} (rules)")
        }
        Some(NodeKind::Cache) => format!("{label} (cached)"),
        Some(NodeKind::Reviewers) => format!("{label} (people)"),
        _ => label,
    }
}

/// What a feed, pipeline or job that stops leaves behind, and who acts on it.
fn without_data(document: &Document, id: &str, kind: NodeKind) -> Answer {
    let null = kind != NodeKind::BatchJob && node_word(document, id, "on_stop") == "null";
    let left = if null { "features turn null" } else { "last values, ageing" };
    let on_trigger = calls(document).filter(|link| link.when == When::Failure).find(|link| {
        let trigger = link_word(link, "trigger");
        trigger == "monitor" || (!null && trigger == "stale")
    });
    let acts = document.nodes.iter().find_map(|(monitor, node)| {
        let sees = node.kind == NodeKind::Monitor
            && SEES_DATA.contains(&&*node_word(document, monitor, "signal"));
        let is_told = !node_word(document, monitor, "owner").is_empty()
            || document.links.values().any(|link| link.from == *monitor);
        match (sees, &*node_word(document, monitor, "action")) {
            (true, "fallback") => Some("the runbook uses the fallback".to_owned()),
            (true, "roll_back") => Some("the runbook rolls back".to_owned()),
            (true, "stop_automation") => Some("the runbook lets people decide".to_owned()),
            (true, "retrain") => Some("the runbook trains anew".to_owned()),
            (true, _) if is_told => Some(format!("{} pages somebody", document.label(monitor))),
            _ => None,
        }
    });
    let takes = on_trigger.map(|link| taker(document, &link.to, ""));
    match takes.or(acts) {
        Some(then) => Answer::Drawn(format!("{left}; {then}")),
        None if null => Answer::Open(format!("{left}; nobody acts on it"), id.to_owned()),
        None => Answer::Drawn(left.to_owned()),
    }
}

/// What training does while no labels come.
fn without_labels(document: &Document, id: &str) -> Answer {
    let feeds = |to: &str| document.links.values().any(|link| link.from == id && link.to == to);
    let mut training =
        document.nodes.iter().filter(|(to, node)| node.kind == NodeKind::Training && feeds(to));
    let Some((training, _)) = training.next() else {
        return Answer::Drawn("nothing learns from them".into());
    };
    let number = |key| match value(document, training, key) {
        Some(ParamValue::Number(number)) => number,
        _ => 0.0,
    };
    let gate = value(document, training, "gate") == Some(ParamValue::Flag(true));
    match &*node_word(document, training, "trigger") {
        "never" | "on_alert" | "on_labelled_drop" => Answer::Drawn("the model stays".into()),
        _ if number("min_positives") > 0.0 => {
            Answer::Drawn(format!("no training below {} positives", number("min_positives")))
        }
        _ if gate => Answer::Drawn("the gate keeps the model".into()),
        _ => Answer::Open("trains on what is left".into(), training.clone()),
    }
}

fn value(document: &Document, id: &str, key: &str) -> Option<ParamValue> {
    let node = document.nodes.get(id)?;
    let spec = catalogue::node(node.kind).param(key)?;
    Some(node.params.get(key).cloned().unwrap_or_else(|| spec.default_value()))
}

fn node_word(document: &Document, id: &str, key: &str) -> String {
    match value(document, id, key) {
        Some(ParamValue::Text(word)) => word,
        _ => String::new(),
    }
}

fn link_word(link: &DocLink, key: &str) -> String {
    match link.params.get(key) {
        Some(ParamValue::Text(word)) => word.clone(),
        _ => "any".to_owned(),
    }
}

fn order(link: &DocLink) -> i64 {
    match link.params.get("order") {
        Some(ParamValue::Number(order)) => *order as i64,
        _ => 1,
    }
}

#[cfg(test)]
#[path = "failures_tests.rs"]
mod tests;
