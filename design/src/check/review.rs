//! People: monitors that tell nobody, and desks with too few hands (rules L16 and L10).

use windtunnel_sim::model::{LinkKind, NodeKind, ScoreSource, When};
use windtunnel_sim::plan::Diagnostic;

use super::capacity::{mean_service_s, mean_staff};
use super::{at_node, node_number, node_word, rates};
use crate::document::Document;

pub(super) fn check(document: &Document, findings: &mut Vec<Diagnostic>) {
    for (id, node) in &document.nodes {
        if node.kind == NodeKind::Monitor {
            let owner = node_word(document, id, "owner").unwrap_or_default();
            if owner.trim().is_empty() {
                findings.push(at_node(
                    id,
                    "Its alerts reach nobody: it has no owner (L16).",
                    "Name who is told.",
                ));
            }
        }
    }
    for desk in desks(document) {
        load(document, desk, findings);
    }
}

/// Desks that get the review band of exactly one policy.
fn desks(document: &Document) -> impl Iterator<Item = (&str, &str)> {
    let is = |id: &String, kind| document.nodes.get(id).is_some_and(|node| node.kind == kind);
    document
        .links
        .values()
        .filter(move |link| {
            link.kind == LinkKind::Call
                && link.when == When::Review
                && is(&link.from, NodeKind::Policy)
                && is(&link.to, NodeKind::Reviewers)
        })
        .map(|link| (link.from.as_str(), link.to.as_str()))
}

/// L10: work that comes against people who are there, over the day and by formula.
fn load(document: &Document, (policy, desk): (&str, &str), findings: &mut Vec<Diagnostic>) {
    let Some(share) = expected_share(document, policy) else { return };
    let rate = rates::all_per_s(document);
    let (Some(service_s), staff) = (mean_service_s(document, desk), mean_staff(document, desk))
    else {
        return;
    };
    let offered = rate * share * service_s;
    let busy = if staff > 0.0 { offered / staff } else { f64::INFINITY };
    if offered > 0.0 && busy > 0.95 {
        findings.push(at_node(
            desk,
            format!(
                "About {offered:.1} people's work comes to {staff:.1} people on average, so its \
                 queue will grow (L10)."
            ),
            "Plan more people, or narrow the policy's band.",
        ));
    }
}

/// Share of requests between the policy's thresholds, for the Gaussian world without incidents.
fn expected_share(document: &Document, policy: &str) -> Option<f64> {
    let world = &document.world;
    if world.scores != ScoreSource::Gaussian {
        return None;
    }
    let square = |x: f64| x * x;
    let separation =
        libm::sqrt(world.features.iter().map(|f| square(f.separation / f.noise)).sum::<f64>());
    let pi = world.base_rate;
    if !(separation > 0.0 && pi > 0.0 && pi < 1.0) {
        return None;
    }
    // The score at which the calibrated probability is p.
    let logit = |p: f64| libm::log(p / (1.0 - p));
    let score = |p: f64| (logit(p) - logit(pi)) / separation + separation / 2.0;
    let (low, high) = (
        node_number(document, policy, "approve_below")?,
        node_number(document, policy, "decline_above")?,
    );
    let below = |p: f64, mean: f64| 0.5 * libm::erfc((mean - score(p)) / std::f64::consts::SQRT_2);
    let band = |mean: f64| below(high, mean) - below(low, mean);
    let share = pi * band(separation) + (1.0 - pi) * band(0.0);
    share.is_finite().then_some(share)
}
