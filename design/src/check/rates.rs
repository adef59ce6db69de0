//! How many requests come by, by formula: upper bounds, as it is not known what hits a cache or
//! what a policy does.

use std::collections::{BTreeMap, BTreeSet};

use windtunnel_sim::model::{LinkKind, NodeKind, When};

use super::{link_number, node_list, node_number, node_word};
use crate::document::{DocLink, Document};
use crate::trace;

/// Requests per second of a traffic node on average; `None` where nobody can say.
pub(super) fn source_per_s(document: &Document, id: &str) -> Option<f64> {
    let number = |key: &str| node_number(document, id, key);
    let rate = match node_word(document, id, "arrivals")?.as_str() {
        "mmpp" => {
            let rates = node_list(document, id, "mmpp_rates_per_s");
            let stays = node_list(document, id, "mmpp_stays_s");
            let sum: f64 = rates.iter().zip(&stays).map(|(rate, stay)| rate * stay).sum();
            sum / stays.iter().sum::<f64>()
        }
        // Answers without delay: more than this never come.
        "closed" => 1000.0 * number("users")? / number("think_mean_ms")?,
        "trace" => {
            let (requests, span_s) = trace::recorded(&document.nodes.get(id)?.params)?;
            requests as f64 / span_s
        }
        _ => number("rate_per_s")?,
    };
    rate.is_finite().then_some(rate)
}

/// The same at the height of its daily wave.
fn peak_per_s(document: &Document, id: &str) -> Option<f64> {
    let mean = source_per_s(document, id)?;
    let wavy = node_word(document, id, "arrivals").is_some_and(|word| word == "diurnal");
    Some(if wavy { mean * (1.0 + node_number(document, id, "amplitude")?) } else { mean })
}

/// Requests per second of all traffic, on average.
pub(super) fn all_per_s(document: &Document) -> f64 {
    let sources = document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::Traffic);
    sources.filter_map(|(id, _)| source_per_s(document, id)).sum()
}

/// The most requests per second, over the day, that come to each node: while nothing fails, or
/// with whatever is sent on when calls fail. Nodes that traffic of an unknown rate reaches are
/// left out.
pub(super) fn peaks(document: &Document, with_failures: bool) -> BTreeMap<&str, f64> {
    let taken = |link: &&DocLink| {
        link.kind == LinkKind::Call && (with_failures || link.when != When::Failure)
    };
    let mut leaving: BTreeMap<&str, Vec<&DocLink>> = BTreeMap::new();
    let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
    for link in document.links.values().filter(taken) {
        leaving.entry(&link.from).or_default().push(link);
        *waits.entry(&link.to).or_default() += 1;
    }
    let mut rates: BTreeMap<&str, f64> = BTreeMap::new();
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    for (id, _) in document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::Traffic) {
        match peak_per_s(document, id) {
            Some(rate) => drop(rates.insert(id, rate)),
            None => drop(unknown.insert(id)),
        }
    }
    // Each node once all that leads to it is known; what is on a loop, or behind one, never is.
    let mut ready: Vec<&str> =
        document.nodes.keys().map(String::as_str).filter(|id| !waits.contains_key(id)).collect();
    let mut known: BTreeMap<&str, f64> = BTreeMap::new();
    while let Some(id) = ready.pop() {
        let rate = rates.get(id).copied().unwrap_or(0.0);
        let links = leaving.get(id).map(Vec::as_slice).unwrap_or_default();
        let weights: f64 = links.iter().filter(|l| l.when == When::Ok).map(|l| weight(l)).sum();
        for link in links {
            let share = match link.when {
                When::Ok if weights > 0.0 => weight(link) / weights,
                When::Branch => link_number(link, "copies"),
                _ => 1.0,
            };
            *rates.entry(&link.to).or_default() += rate * share;
            if unknown.contains(id) {
                unknown.insert(&link.to);
            }
            let left = waits.entry(&link.to).or_default();
            *left -= 1;
            if *left == 0 {
                ready.push(&link.to);
            }
        }
        if !unknown.contains(id) {
            known.insert(id, rate);
        }
    }
    known
}

fn weight(link: &DocLink) -> f64 {
    link_number(link, "weight")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Command, apply, templates};

    #[test]
    fn every_way_of_arriving_has_its_rate() {
        let mut document = templates::find("mm1").expect("it is there").document();
        let (id, _) = document
            .nodes
            .iter()
            .find(|(_, node)| node.kind == NodeKind::Traffic)
            .expect("there is traffic");
        let id = id.clone();
        let set = |document: &mut Document, key: &str, value| {
            let command = Command::SetParam(id.clone(), key.into(), Some(value));
            apply(document, &command).expect("it fits");
        };
        use windtunnel_sim::model::ParamValue::List;
        set(&mut document, "arrivals", "mmpp".into());
        assert_eq!(source_per_s(&document, &id), None);
        set(&mut document, "mmpp_rates_per_s", List(vec![10.0, 2.0]));
        set(&mut document, "mmpp_stays_s", List(vec![1.0, 3.0]));
        assert_eq!(source_per_s(&document, &id), Some(4.0));
        set(&mut document, "arrivals", "closed".into());
        assert_eq!(source_per_s(&document, &id), Some(2.0));
        set(&mut document, "arrivals", "trace".into());
        assert_eq!(source_per_s(&document, &id), None);
        set(&mut document, "trace_counts", List(vec![60.0, 180.0]));
        assert_eq!(source_per_s(&document, &id), Some(2.0));
    }

    #[test]
    fn peaks_follow_shares_and_grow_with_the_day() {
        let document = templates::find("card-fraud").expect("it is there").document();
        let healthy = peaks(&document, false);
        assert_eq!(healthy["gbdt"], 6.5);
        assert_eq!(healthy["rules"], 0.0);
        // What the gateway and the router send on when all calls fail.
        assert_eq!(peaks(&document, true)["rules"], 13.0);
    }
}
