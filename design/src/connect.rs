//! Which links are allowed, and why not.

use windtunnel_sim::model::{LinkKind, NodeKind, When, catalogue};

use crate::document::{DocLink, Document};

/// Why a link is not allowed; a sentence for the person drawing it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

fn refuse<T>(sentence: String) -> Result<T, Refusal> {
    Err(Refusal(sentence))
}

/// The link that a person most likely means when drawing from one node to another.
///
/// A policy's links are taken by approve, review and decline in turn, a fallback router's second
/// and later links on failure; a cache first calls what it remembers, a fan-out its branches.
///
/// # Errors
/// Says why no link can go there.
pub fn propose(document: &Document, from: &str, to: &str) -> Result<DocLink, Refusal> {
    proposal(document, from, to, None)
}

/// The link that a person most likely means, as if the one that it replaces were not there.
fn proposal(
    document: &Document,
    from: &str,
    to: &str,
    replacing: Option<&str>,
) -> Result<DocLink, Refusal> {
    let (Some(source), Some(target)) = (document.nodes.get(from), document.nodes.get(to)) else {
        return refuse("That node is not there any more.".into());
    };
    let kind = match (source.kind, target.kind) {
        (_, NodeKind::Monitor | NodeKind::OnCall) => LinkKind::Control,
        (kind, _) if kind.brings_data() => LinkKind::Stream,
        (_, kind) if learns(kind) => LinkKind::Feedback,
        (NodeKind::Registry, _) => LinkKind::Feedback,
        _ => LinkKind::Call,
    };
    let mut link = DocLink::new(from, to, kind, When::Ok);
    if kind == LinkKind::Call {
        let outgoing = |when| outgoing(document, from, when, replacing);
        link.when = likely_condition(source.kind, target.kind, outgoing);
        if link.when == When::Failure {
            let order = 1 + outgoing(When::Failure);
            if order > 1 {
                link.params.insert("order".into(), (order as f64).into());
            }
        }
    }
    check(document, &link, replacing)?;
    Ok(link)
}

/// A link between other nodes: as it is if it may run there, else of the kind and condition that a
/// new link would have.
///
/// # Errors
/// Says why no link can go there.
pub fn reconnect(document: &Document, id: &str, from: &str, to: &str) -> Result<DocLink, Refusal> {
    let Some(link) = document.links.get(id) else {
        return refuse("That link is not there any more.".into());
    };
    let same = DocLink { from: from.to_owned(), to: to.to_owned(), ..link.clone() };
    let Err(refusal) = check(document, &same, Some(id)) else { return Ok(same) };
    let Ok(new) = proposal(document, from, to, Some(id)) else { return Err(refusal) };
    let params = if new.kind == link.kind { link.params.clone() } else { new.params };
    Ok(DocLink { kind: new.kind, when: new.when, params, ..same })
}

fn outgoing(document: &Document, from: &str, when: When, except: Option<&str>) -> usize {
    let matching = |(id, link): &(&String, &DocLink)| {
        let is_such = link.from == from && link.kind == LinkKind::Call && link.when == when;
        is_such && Some(id.as_str()) != except
    };
    document.links.iter().filter(matching).count()
}

fn likely_condition(source: NodeKind, target: NodeKind, outgoing: impl Fn(When) -> usize) -> When {
    // What decides, or orders what the branches found, comes after them.
    let goes_on = matches!(target, NodeKind::Sink | NodeKind::Policy | NodeKind::Ranker);
    match source {
        NodeKind::Policy if target == NodeKind::Reviewers => When::Review,
        NodeKind::Policy => [When::Approve, When::Decline, When::Review]
            .into_iter()
            .find(|&when| outgoing(when) == 0)
            .unwrap_or(When::Approve),
        NodeKind::Fallback if outgoing(When::Ok) > 0 => When::Failure,
        NodeKind::Cache if outgoing(When::Branch) == 0 && !goes_on => When::Branch,
        NodeKind::FanOut if !goes_on => When::Branch,
        _ => When::Ok,
    }
}

/// The conditions that a call from a node of this kind may have, in the order of a menu.
#[must_use]
pub fn conditions(source: NodeKind) -> Vec<When> {
    let own: &[When] = match source {
        NodeKind::Policy => &[When::Approve, When::Review, When::Decline],
        NodeKind::Cache | NodeKind::FanOut => &[When::Ok, When::Branch],
        _ => &[When::Ok],
    };
    own.iter().copied().chain([When::Failure, When::Shadow]).collect()
}

/// Is this link allowed? `replacing` is the id of the link it stands for, if it is not new.
///
/// # Errors
/// Says why not.
pub fn check(document: &Document, link: &DocLink, replacing: Option<&str>) -> Result<(), Refusal> {
    check_ends(document, link)?;
    check_branches(document, link, replacing)?;
    let twin = document
        .links
        .iter()
        .any(|(id, other)| Some(id.as_str()) != replacing && identity(other) == identity(link));
    if twin { refuse(TWIN.into()) } else { Ok(()) }
}

/// Says that a link exists already.
pub(crate) const TWIN: &str = "There is already such a link between these two.";

/// What no two links of a document have in common.
pub(crate) fn identity(link: &DocLink) -> (&str, &str, LinkKind, When) {
    (&link.from, &link.to, link.kind, link.when)
}

/// A cache remembers the answers of one branch.
pub(crate) fn check_branches(
    document: &Document,
    link: &DocLink,
    replacing: Option<&str>,
) -> Result<(), Refusal> {
    let is_cache = document.nodes.get(&link.from).is_some_and(|node| node.kind == NodeKind::Cache);
    if !is_cache || link.kind != LinkKind::Call || link.when != When::Branch {
        return Ok(());
    }
    let another = document.links.iter().any(|(id, other)| {
        Some(id.as_str()) != replacing
            && other.from == link.from
            && other.kind == LinkKind::Call
            && other.when == When::Branch
    });
    if another {
        let sentence = "A cache has one branch, whose answers it remembers; this one has it.";
        return refuse(sentence.into());
    }
    Ok(())
}

/// May a link go from here to there at all?
pub(crate) fn check_ends(document: &Document, link: &DocLink) -> Result<(), Refusal> {
    let Some(source) = document.nodes.get(&link.from) else {
        return refuse(format!("The link leaves {}, which does not exist.", link.from));
    };
    let Some(target) = document.nodes.get(&link.to) else {
        return refuse(format!("The link enters {}, which does not exist.", link.to));
    };
    let (from, to) = (called(source.kind), called(target.kind));
    match link.kind {
        LinkKind::Call => check_call(link, source.kind, target.kind)?,
        LinkKind::Stream if !source.kind.brings_data() => {
            return refuse(format!(
                "Only a feed, a pipeline or a batch job streams features; {from} does not."
            ));
        }
        LinkKind::Stream if target.kind != NodeKind::FeatureStore => {
            let source = catalogue::node(source.kind).label.to_ascii_lowercase();
            return refuse(format!("A {source} fills a feature store, not {to}."));
        }
        LinkKind::Feedback => check_feedback(source.kind, target.kind, &from, &to)?,
        LinkKind::Control => check_control(source.kind, target.kind, &from, &to)?,
        _ => {}
    }
    if link.kind != LinkKind::Call && link.when != When::Ok {
        return refuse("Only a call has a condition under which it is taken.".into());
    }
    Ok(())
}

/// Where what happened is learnt from.
fn learns(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Labels | NodeKind::PredictionLog | NodeKind::Training | NodeKind::Registry
    )
}

/// A monitor watches anything, and tells people on call.
fn check_control(source: NodeKind, target: NodeKind, from: &str, to: &str) -> Result<(), Refusal> {
    match (source, target) {
        (_, NodeKind::Monitor) | (NodeKind::Monitor, NodeKind::OnCall) => Ok(()),
        (_, NodeKind::OnCall) => {
            refuse(format!("People on call are told by a monitor, not by {from}."))
        }
        _ => refuse(format!("Signals are watched by a monitor, not by {to}.")),
    }
}

/// Decisions flow to the log and to labels, these to training, versions to the registry, and from
/// there into what scores.
fn check_feedback(source: NodeKind, target: NodeKind, from: &str, to: &str) -> Result<(), Refusal> {
    let sentence = match target {
        NodeKind::Labels | NodeKind::PredictionLog => {
            if source.on_request_path() || source == NodeKind::PredictionLog {
                return Ok(());
            }
            format!("No outcomes come out of {from}: nothing is decided there.")
        }
        NodeKind::Training => {
            if matches!(source, NodeKind::Labels | NodeKind::PredictionLog) {
                return Ok(());
            }
            format!("Training learns from labels and from a prediction log, not from {from}.")
        }
        NodeKind::Registry => {
            if source == NodeKind::Training {
                return Ok(());
            }
            format!("A registry keeps what training made; {from} makes no versions.")
        }
        _ if source == NodeKind::Registry => {
            if catalogue::node(target).param("separation_kept").is_some() {
                return Ok(());
            }
            format!("A version goes into what scores; {to} does not.")
        }
        _ => format!("Outcomes flow back to labels, not to {to}."),
    };
    refuse(sentence)
}

/// The kind with its article: `an Edge device`.
fn called(kind: NodeKind) -> String {
    let label = catalogue::node(kind).label;
    match kind {
        NodeKind::Traffic
        | NodeKind::Rules
        | NodeKind::Labels
        | NodeKind::Retrieval
        | NodeKind::Training => label.to_owned(),
        NodeKind::OnCall => "people on call".to_owned(),
        NodeKind::Edge | NodeKind::Experiment => format!("an {label}"),
        _ => format!("a {label}"),
    }
}

fn check_call(link: &DocLink, source: NodeKind, target: NodeKind) -> Result<(), Refusal> {
    let (from, to) = (called(source), called(target));
    if target == NodeKind::Traffic {
        return refuse("Requests start at traffic; nothing leads into it.".into());
    }
    if source == NodeKind::Sink {
        return refuse("A decision is the end of a request; nothing leaves it.".into());
    }
    for (kind, called) in [(source, &from), (target, &to)] {
        if kind == NodeKind::BatchJob {
            let why = "A batch job takes minutes, so no request can wait for it";
            return refuse(format!("{why}: let it fill a feature store, and call that."));
        }
        if kind.brings_data() {
            let why = format!("Requests do not walk through {called}");
            return refuse(format!("{why}: it fills a feature store, and they call that."));
        }
        if !kind.on_request_path() {
            return refuse(format!("Requests do not walk through {called}."));
        }
    }
    let by_policy = matches!(link.when, When::Approve | When::Review | When::Decline);
    if by_policy && source != NodeKind::Policy {
        return refuse(format!("Only a policy sorts requests; {from} does not."));
    }
    if source == NodeKind::Policy && link.when == When::Ok {
        return refuse("A policy's links say approve, review or decline.".into());
    }
    if link.when == When::Branch {
        if !matches!(source, NodeKind::Cache | NodeKind::FanOut) {
            return refuse(format!("Only a cache or a fan-out calls branches; {from} does not."));
        }
        if target == NodeKind::Sink {
            let why = "A branch comes back with an answer, but a decision is the end";
            return refuse(format!("{why}: lead the request there when it goes on."));
        }
    }
    if link.when == When::Shadow && !takes_time(target) {
        return refuse(format!("A shadow tries out something that does work; {to} does none."));
    }
    if link.from == link.to && !takes_time(source) {
        return refuse(format!("In {from} no time passes, so a loop on itself would never end."));
    }
    Ok(())
}

/// Does a node of this kind have servers and a queue?
#[must_use]
pub fn takes_time(kind: NodeKind) -> bool {
    catalogue::node(kind).param("service_law").is_some()
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
