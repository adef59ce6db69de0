//! Where requests go, how many come, and for how long.

use std::collections::{BTreeMap, BTreeSet};

use windtunnel_sim::model::{LinkKind, NodeKind};
use windtunnel_sim::plan::{Diagnostic, Place};

use super::{at_node, rates};
use crate::document::Document;

const YEAR_S: f64 = 365.0 * 86_400.0;

/// More requests than this take minutes.
const MANY_REQUESTS: f64 = 5e7;

pub(super) fn check(document: &Document, findings: &mut Vec<Diagnostic>) {
    reach(document, findings);
    settings(document, findings);
    // The life of the system may go on long after the run of single requests.
    let end_s = document.run.horizon_s.max(86_400.0 * f64::from(document.run.days));
    for (id, incident) in &document.incidents {
        if incident.start_s >= end_s && incident.end_s > incident.start_s {
            findings.push(Diagnostic::warning(
                Place::Incident(id.clone()),
                "It starts after the end of the run.",
                "Start it earlier, or run longer.",
            ));
        }
    }
}

fn reach(document: &Document, findings: &mut Vec<Diagnostic>) {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for link in document.links.values().filter(|link| link.kind == LinkKind::Call) {
        next.entry(&link.from).or_default().push(&link.to);
    }
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for (id, _) in document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::Traffic) {
        let mine = from(id, &next);
        let decided = mine
            .iter()
            .any(|id| document.nodes.get(*id).is_some_and(|node| node.kind == NodeKind::Sink));
        if !decided && mine.len() > 1 {
            findings.push(at_node(
                id,
                "Its requests reach no decision.",
                "Lead the path to a decision node, which has the deadline.",
            ));
        }
        reached.extend(mine);
    }
    if reached.is_empty() {
        return;
    }
    for (id, node) in &document.nodes {
        if node.kind.on_request_path() && !reached.contains(id.as_str()) {
            findings.push(at_node(id, "No request reaches it.", "Connect it, or take it away."));
        }
    }
}

/// Every node that can be reached from this one, itself included.
fn from<'a>(start: &'a str, next: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::from([start]);
    let mut waiting = vec![start];
    while let Some(id) = waiting.pop() {
        for &to in next.get(id).into_iter().flatten() {
            if seen.insert(to) {
                waiting.push(to);
            }
        }
    }
    seen
}

fn settings(document: &Document, findings: &mut Vec<Diagnostic>) {
    let run = &document.run;
    let mut say = |message: String, hint: &str| {
        findings.push(Diagnostic::warning(Place::Settings, message, hint));
    };
    if run.horizon_s > YEAR_S && run.horizon_s <= 1e9 {
        say("The run is longer than a year.".into(), "Requests are for minutes to days.");
    }
    if run.buckets > 2_000 && run.buckets <= 10_000 {
        let message = format!("The series have {} buckets, more than a chart shows.", run.buckets);
        say(message, "Give at most 2,000.");
    }
    let requests = rates::all_per_s(document) * run.horizon_s;
    if requests > MANY_REQUESTS {
        let message = format!("About {:.0} million requests will come.", requests / 1e6);
        say(message, "That takes minutes; a shorter run says as much.");
    }
}
