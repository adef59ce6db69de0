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
/// and later links on failure.
///
/// # Errors
/// Says why no link can go there.
pub fn propose(document: &Document, from: &str, to: &str) -> Result<DocLink, Refusal> {
    let (Some(source), Some(target)) = (document.nodes.get(from), document.nodes.get(to)) else {
        return refuse("That node is not there any more.".into());
    };
    let kind = match (source.kind, target.kind) {
        (NodeKind::Feed, _) => LinkKind::Stream,
        (_, NodeKind::Labels) => LinkKind::Feedback,
        (_, NodeKind::Monitor) => LinkKind::Control,
        _ => LinkKind::Call,
    };
    let mut link = DocLink {
        from: from.to_owned(),
        to: to.to_owned(),
        kind,
        when: When::Ok,
        params: Default::default(),
    };
    if kind == LinkKind::Call {
        link.when = likely_condition(document, from, source.kind, target.kind);
        if link.when == When::Failure {
            let order = 1 + outgoing(document, from, When::Failure);
            if order > 1 {
                link.params.insert("order".into(), (order as f64).into());
            }
        }
    }
    check(document, &link, None)?;
    Ok(link)
}

fn outgoing(document: &Document, from: &str, when: When) -> usize {
    let matching =
        |link: &&DocLink| link.from == from && link.kind == LinkKind::Call && link.when == when;
    document.links.values().filter(matching).count()
}

fn likely_condition(document: &Document, from: &str, source: NodeKind, target: NodeKind) -> When {
    match source {
        NodeKind::Policy if target == NodeKind::Reviewers => When::Review,
        NodeKind::Policy => [When::Approve, When::Decline, When::Review]
            .into_iter()
            .find(|&when| outgoing(document, from, when) == 0)
            .unwrap_or(When::Approve),
        NodeKind::Fallback if outgoing(document, from, When::Ok) > 0 => When::Failure,
        _ => When::Ok,
    }
}

/// Is this link allowed? `replacing` is the id of the link it stands for, if it is not new.
///
/// # Errors
/// Says why not.
pub fn check(document: &Document, link: &DocLink, replacing: Option<&str>) -> Result<(), Refusal> {
    check_ends(document, link)?;
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

/// May a link go from here to there at all?
pub(crate) fn check_ends(document: &Document, link: &DocLink) -> Result<(), Refusal> {
    let Some(source) = document.nodes.get(&link.from) else {
        return refuse(format!("The link leaves {}, which does not exist.", link.from));
    };
    let Some(target) = document.nodes.get(&link.to) else {
        return refuse(format!("The link enters {}, which does not exist.", link.to));
    };
    let (from, to) = (catalogue::node(source.kind).label, catalogue::node(target.kind).label);
    match link.kind {
        LinkKind::Call => check_call(link, source.kind, target.kind, from, to)?,
        LinkKind::Stream if source.kind != NodeKind::Feed => {
            return refuse(format!("Only a feature feed streams features; a {from} does not."));
        }
        LinkKind::Stream if target.kind != NodeKind::FeatureStore => {
            return refuse(format!("A feature feed fills a feature store, not a {to}."));
        }
        LinkKind::Feedback if target.kind != NodeKind::Labels => {
            return refuse(format!("Outcomes flow back to labels, not to a {to}."));
        }
        LinkKind::Feedback if !source.kind.on_request_path() => {
            return refuse(format!("A {from} decides nothing, so it has no outcomes to label."));
        }
        LinkKind::Control if target.kind != NodeKind::Monitor => {
            return refuse(format!("Signals are watched by a monitor, not by a {to}."));
        }
        _ => {}
    }
    if link.kind != LinkKind::Call && link.when != When::Ok {
        return refuse("Only a call has a condition under which it is taken.".into());
    }
    Ok(())
}

fn check_call(
    link: &DocLink,
    source: NodeKind,
    target: NodeKind,
    from: &str,
    to: &str,
) -> Result<(), Refusal> {
    if target == NodeKind::Traffic {
        return refuse("Requests start at traffic; nothing leads into it.".into());
    }
    if source == NodeKind::Sink {
        return refuse("A decision is the end of a request; nothing leaves it.".into());
    }
    if !source.on_request_path() || !target.on_request_path() {
        let off = if source.on_request_path() { to } else { from };
        return refuse(format!("Requests do not walk through a {off}."));
    }
    let by_policy = matches!(link.when, When::Approve | When::Review | When::Decline);
    if by_policy && source != NodeKind::Policy {
        return refuse(format!("Only a policy sorts requests; a {from} does not."));
    }
    if source == NodeKind::Policy && link.when == When::Ok {
        return refuse("A policy's links say approve, review or decline.".into());
    }
    if link.from == link.to && matches!(source, NodeKind::Fallback | NodeKind::Policy) {
        return refuse(format!("A {from} takes no time, so a loop on itself would never end."));
    }
    Ok(())
}
