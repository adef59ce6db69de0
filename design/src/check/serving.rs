//! Caches, cold starts, freshness and devices (rules L21, L22, L24 and L26).

use windtunnel_sim::model::{LinkKind, NodeKind, ParamValue, ScoreSource, When};
use windtunnel_sim::plan::{Diagnostic, Place};

use super::{at_node, decides, node_flag, node_number, tightest_deadline};
use crate::document::Document;

const DAY_S: f64 = 86_400.0;

pub(super) fn check(document: &Document, findings: &mut Vec<Diagnostic>) {
    if !decides(document) {
        return;
    }
    for (id, node) in &document.nodes {
        match node.kind {
            NodeKind::Cache => cache(document, id, findings),
            NodeKind::Edge => device(document, id, findings),
            _ => cold_start(document, id, findings),
        }
    }
    batch_is_enough(document, findings);
}

/// L21: answers that never expire, outlive what they are made of, or are all fetched at once.
fn cache(document: &Document, id: &str, findings: &mut Vec<Diagnostic>) {
    let ttl_s = node_number(document, id, "ttl_s").unwrap_or(0.0);
    if ttl_s <= 0.0 {
        let message = "It keeps its answers for ever, however wrong they become (L21).";
        findings.push(at_node(id, message, "Give it a time to live."));
    }
    let quickest = document.world.features.iter().filter(|feature| feature.tau_s > 0.0);
    let quickest = quickest.min_by(|a, b| a.tau_s.total_cmp(&b.tau_s));
    if let Some(feature) = quickest.filter(|feature| ttl_s > feature.tau_s) {
        let name = if feature.label.is_empty() { &feature.id } else { &feature.label };
        findings.push(at_node(
            id,
            format!(
                "It keeps answers for {ttl_s} s, but “{name}” is out of date after {} s (L21).",
                feature.tau_s
            ),
            "Make the time to live shorter than what the answers are made of lasts.",
        ));
    }
    if !node_flag(document, id, "coalesce") {
        let message = "When a popular key expires, all who ask for it fetch it at once (L21).";
        findings.push(at_node(id, message, "Switch single flight on."));
    }
}

/// L22: somebody has to wait for a server to start, longer than there is time.
fn cold_start(document: &Document, id: &str, findings: &mut Vec<Diagnostic>) {
    let setup_ms = node_number(document, id, "setup_mean_ms").unwrap_or(0.0);
    let Some((_, deadline_ms)) = tightest_deadline(document) else { return };
    if setup_ms <= deadline_ms {
        return;
    }
    let single = node_flag(document, id, "autoscale")
        && node_number(document, id, "min_replicas").is_some_and(|fewest| fewest <= 1.0);
    if single || node_flag(document, id, "idle_off") {
        let what = if single { "scales down to one replica" } else { "switches off when idle" };
        findings.push(at_node(
            id,
            format!(
                "It {what}, and a cold start takes {:.0} s, above the deadline of {deadline_ms:.0} \
                 ms (L22).",
                setup_ms / 1000.0
            ),
            "Keep more of it warm: at least two replicas, or longer before it switches off.",
        ));
    }
}

/// L24: nothing that the model reads changes within a day.
fn batch_is_enough(document: &Document, findings: &mut Vec<Diagnostic>) {
    let features = &document.world.features;
    let slow = !features.is_empty() && features.iter().all(|feature| feature.tau_s > DAY_S);
    let online = document.nodes.values().any(|node| node.kind == NodeKind::Model);
    if slow && online && document.world.scores == ScoreSource::Gaussian {
        findings.push(Diagnostic::warning(
            Place::World,
            "Nothing that the model reads changes within a day, so scores of the night would do \
             (L24).",
            "Try a batch scorer in the place of the model server.",
        ));
    }
}

/// L26: a device that nobody has thought of as being offline.
fn device(document: &Document, id: &str, findings: &mut Vec<Diagnostic>) {
    let hours = document.nodes.get(id).and_then(|node| node.params.get("link_up"));
    let goes_offline = matches!(hours, Some(ParamValue::List(hours)) if hours.contains(&0.0));
    let calls = || document.links.values().filter(|link| link.kind == LinkKind::Call);
    let callers: Vec<&String> =
        calls().filter(|link| link.to == id).map(|link| &link.from).collect();
    // A way out of the device, or around it.
    let way_out = calls().any(|link| {
        link.when == When::Failure && (link.from == id || callers.contains(&&link.from))
    });
    if !goes_offline && !way_out {
        findings.push(at_node(
            id,
            "Nothing says what happens while it is offline (L26).",
            "Take it off line for some hours, or give it another way when a call fails.",
        ));
    }
}
