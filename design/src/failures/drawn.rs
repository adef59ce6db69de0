//! What the design does by itself when a part cannot be had.

use std::collections::BTreeSet;

use windtunnel_sim::model::{LinkKind, NodeKind, When};

use super::Remedy;
use super::drawing::{Decision, Drawing, count, flag, number, trigger, word};
use crate::{DocLink, Document};

/// What the design does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// In words.
    pub words: String,
    /// Does nothing take over? Then it is the sink's default action, or values that are not there.
    pub is_open: bool,
    /// What takes over, in the order in which it is tried: as which standard answers each counts.
    pub takers: Vec<Vec<Remedy>>,
    /// What is done besides.
    pub besides: Vec<Remedy>,
    /// The node at which an answer is drawn, or could be.
    pub at: String,
}

impl Drawn {
    /// Is this answer drawn?
    #[must_use]
    pub fn does(&self, remedy: Remedy) -> bool {
        self.besides.contains(&remedy) || self.takers.iter().any(|taker| taker.contains(&remedy))
    }
}

/// Monitors' signals that see a feature go.
const SEES_DATA: [&str; 4] = ["null_share", "feature_age_s", "feature_range", "feature_drift"];

/// Monitors' signals that see calls go wrong.
const SEES_CALLS: [&str; 6] =
    ["failure_share", "latency_p99_ms", "default_share", "slo_burn", "queue_wait_min", "volume"];

/// What a runbook may fall back on: the drawing does not say which.
const FALLBACK: [Remedy; 6] = [
    Remedy::Rules,
    Remedy::Defaults,
    Remedy::PreviousModel,
    Remedy::SimplerModel,
    Remedy::Cached,
    Remedy::LastBatch,
];

/// Calls within calls that are followed: designs may be drawn in a ring.
const DEEPEST: u32 = 8;

/// What happens at a sink without a node; `None` where the node does not matter to it.
pub(super) fn drawn(
    drawing: &Drawing<'_>,
    id: &str,
    kind: NodeKind,
    decision: &Decision<'_>,
) -> Option<Drawn> {
    if kind == NodeKind::Labels {
        return Some(without_labels(drawing.document, id));
    }
    if kind.brings_data() {
        return Some(without_data(drawing, id, kind));
    }
    let mut found: Option<Drawn> = None;
    let mut is_retried = true;
    for link in drawing.callers(id).filter(|link| decision.serving.contains(link.from.as_str())) {
        is_retried &= count(link, "attempts") > 1.0;
        // The worst of several ways counts.
        if found.as_ref().is_none_or(|before| !before.is_open) {
            let one = without_call(drawing, link, decision, 0);
            if one.is_open || found.is_none() {
                found = Some(one);
            }
        }
    }
    let mut found = found?;
    found.besides.extend(is_retried.then_some(Remedy::Queue));
    let pages = paged(drawing.document, &SEES_CALLS).next().is_some();
    found.besides.extend(pages.then_some(Remedy::Page));
    Some(found)
}

/// The call that fails in its turn if this one does: that to a fan-out which needs all its
/// branches, or the branch of which this call is a part.
fn asked_by<'a>(
    drawing: &Drawing<'a>,
    link: &'a DocLink,
    decision: &Decision<'_>,
) -> Option<&'a DocLink> {
    let caller = drawing.document.nodes.get(&link.from).map(|node| node.kind);
    if link.when == When::Branch && caller == Some(NodeKind::FanOut) {
        return drawing.callers(&link.from).next();
    }
    let in_branch = link.when != When::Branch && !decision.leading.contains(link.from.as_str());
    if in_branch { drawing.branch_to(&link.from) } else { None }
}

/// What follows a failed call along this link.
fn without_call<'a>(
    drawing: &Drawing<'a>,
    link: &'a DocLink,
    decision: &Decision<'_>,
    depth: u32,
) -> Drawn {
    let at = link.from.clone();
    if link.when == When::Branch && drawing.goes_on_without(&link.from) {
        let takers = vec![vec![Remedy::Defaults]];
        return Drawn { words: "goes on without it".into(), takers, at, ..Drawn::default() };
    }
    let mut ways: Vec<&DocLink> = drawing
        .ways(&link.from)
        .filter(|way| way.to != link.to && matches!(trigger(way), "any" | "error" | "timeout"))
        .collect();
    // In the order of their ids where they are alike.
    ways.sort_by(|a, b| count(a, "order").total_cmp(&count(b, "order")));
    let action = word(drawing.document, decision.sink, "default_action");
    if ways.is_empty() {
        if let Some(asked) = asked_by(drawing, link, decision).filter(|_| depth < DEEPEST) {
            return without_call(drawing, asked, decision, depth + 1);
        }
        let words = format!("nothing drawn: default action, {action}");
        return Drawn { words, is_open: true, at, ..Drawn::default() };
    }
    let chain: Vec<_> = ways.iter().map(|way| taker(drawing.document, &way.to, &action)).collect();
    let takers = ways.iter().map(|way| answers(drawing, &way.to)).collect();
    Drawn { words: chain.join(", then "), takers, at, ..Drawn::default() }
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

/// As which standard answers a node counts that takes over. Of what only passes requests on, all
/// that is behind it counts.
pub(super) fn answers(drawing: &Drawing<'_>, id: &str) -> Vec<Remedy> {
    let Some((id, node)) = drawing.document.nodes.get_key_value(id) else { return Vec::new() };
    let own = own_answers(drawing.document, id, node.kind);
    if !own.is_empty() {
        return own;
    }
    let mut behind = BTreeSet::new();
    for id in drawing.reached([id.as_str()]) {
        let kind = drawing.document.nodes.get(id).map(|node| node.kind);
        if let Some(kind) = kind.filter(|kind| *kind != NodeKind::Sink) {
            behind.extend(own_answers(drawing.document, id, kind));
        }
    }
    behind.into_iter().collect()
}

fn own_answers(document: &Document, id: &str, kind: NodeKind) -> Vec<Remedy> {
    use Remedy as R;
    match kind {
        // Which of the two it is the drawing does not say.
        NodeKind::Model | NodeKind::Edge | NodeKind::Ranker | NodeKind::Llm => {
            vec![R::PreviousModel, R::SimplerModel]
        }
        NodeKind::BatchScorer => vec![R::PreviousModel, R::SimplerModel, R::Cached, R::LastBatch],
        NodeKind::Rules => vec![R::Rules, R::Defaults],
        NodeKind::Cache | NodeKind::FeatureStore => vec![R::Cached, R::LastBatch],
        NodeKind::Reviewers => vec![R::Manual, R::Human],
        // To decline is how a machine stops.
        NodeKind::Sink if word(document, id, "default_action") == "decline" => {
            vec![R::Defaults, R::Manual]
        }
        NodeKind::Sink => vec![R::Defaults],
        _ => Vec::new(),
    }
}

/// Monitors of these signals whose alert reaches somebody.
fn paged<'a>(document: &'a Document, signals: &'a [&str]) -> impl Iterator<Item = &'a str> {
    let monitors = document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::Monitor);
    let monitors = monitors.map(|(id, _)| id.as_str());
    monitors.filter(move |id| {
        let is_told = !word(document, id, "owner").is_empty()
            || document.links.values().any(|link| link.from == *id);
        is_told && signals.contains(&&*word(document, id, "signal"))
    })
}

/// What data does that no longer comes, and who acts on it.
fn without_data(drawing: &Drawing<'_>, id: &str, kind: NodeKind) -> Drawn {
    let document = drawing.document;
    let null = kind != NodeKind::BatchJob && word(document, id, "on_stop") == "null";
    let left = if null { "features turn null" } else { "last values, ageing" };
    let on_trigger = drawing.all_ways().find(|link| {
        let trigger = trigger(link);
        trigger == "monitor" || (!null && trigger == "stale")
    });
    let (mut takers, mut besides) = (Vec::new(), Vec::new());
    if !null && is_age_capped(drawing, id) {
        takers.push(vec![Remedy::LastBatch]);
    }
    if let Some(way) = on_trigger {
        takers.push(answers(drawing, &way.to));
    }
    let runbook = drawing.of_kind(NodeKind::Monitor).find_map(|monitor| {
        let sees = SEES_DATA.contains(&&*word(document, monitor, "signal"));
        let (words, does) = match &*word(document, monitor, "action") {
            "fallback" => ("the runbook uses the fallback", FALLBACK.to_vec()),
            "roll_back" => ("the runbook rolls back", vec![Remedy::PreviousModel]),
            "stop_automation" => {
                ("the runbook lets people decide", vec![Remedy::Manual, Remedy::Human])
            }
            "retrain" => ("the runbook trains anew", Vec::new()),
            _ => return None,
        };
        sees.then_some((words.to_owned(), does))
    });
    takers.extend(runbook.iter().map(|(_, does)| does.clone()).filter(|does| !does.is_empty()));
    let paged = paged(document, &SEES_DATA).next();
    besides.extend(paged.map(|_| Remedy::Page));
    let keeps = |training: &str| never_by_itself(document, training) || gated(document, training);
    besides.extend(drawing.of_kind(NodeKind::Training).all(keeps).then_some(Remedy::Freeze));
    let acts = on_trigger.map(|way| taker(document, &way.to, ""));
    let acts = acts.or(runbook.map(|(words, _)| words));
    let acts = acts.or(paged.map(|monitor| format!("{} pages somebody", document.label(monitor))));
    let words = match &acts {
        Some(then) => format!("{left}; {then}"),
        None if null => format!("{left}; nobody acts on it"),
        None => left.to_owned(),
    };
    Drawn { words, is_open: null && acts.is_none(), takers, besides, at: id.to_owned() }
}

/// Is what comes from here used up to some age only? By the store that keeps it, or by a way that
/// is taken instead.
fn is_age_capped(drawing: &Drawing<'_>, id: &str) -> bool {
    let streams = || drawing.document.links.values().filter(|it| it.kind == LinkKind::Stream);
    let mut seen = BTreeSet::from([id]);
    let mut waiting = vec![id];
    while let Some(at) = waiting.pop() {
        let next = streams().filter(|link| link.from == at).map(|link| link.to.as_str());
        waiting.extend(next.filter(|to| seen.insert(to)));
    }
    seen.iter().any(|id| number(drawing.document, id, "ttl_s") > 0.0)
        || drawing.all_ways().any(|way| trigger(way) == "stale")
}

/// Does a training wait to be told?
fn never_by_itself(document: &Document, training: &str) -> bool {
    let trigger = word(document, training, "trigger");
    matches!(&*trigger, "never" | "on_alert" | "on_labelled_drop")
}

/// Does a training keep out what is no better?
fn gated(document: &Document, training: &str) -> bool {
    flag(document, training, "gate")
}

/// What training does while no labels come.
fn without_labels(document: &Document, id: &str) -> Drawn {
    let feeds = |to: &str| document.links.values().any(|link| link.from == id && link.to == to);
    let mut training =
        document.nodes.iter().filter(|(to, node)| node.kind == NodeKind::Training && feeds(to));
    let training = training.next().map(|(training, _)| training);
    let least = training.map_or(0.0, |it| number(document, it, "min_positives"));
    let words = match training {
        None => "nothing learns from them".to_owned(),
        Some(it) if never_by_itself(document, it) => "the model stays".to_owned(),
        Some(_) if least > 0.0 => format!("no training below {least} positives"),
        Some(it) if gated(document, it) => "the gate keeps the model".to_owned(),
        Some(it) => {
            let words = "trains on what is left".to_owned();
            return Drawn { words, is_open: true, at: it.clone(), ..Drawn::default() };
        }
    };
    let besides = vec![Remedy::Freeze];
    Drawn { words, besides, at: id.to_owned(), ..Drawn::default() }
}
