//! Nodes, typed.

use super::roles::{self, Role};
use super::stations::{self, StationPlan};
use super::values::Values;
use super::{Diagnostic, LinkPlan, Place};
use crate::model::{LinkKind, Model, Node, NodeKind, When};

/// A node ready to be visited.
#[derive(Debug, Clone)]
pub(crate) struct NodePlan {
    /// Its id; the key of its random streams.
    pub(crate) id: String,
    /// What it is.
    pub(crate) kind: NodeKind,
    /// Servers and queue, where it takes time.
    pub(crate) station: Option<StationPlan>,
    /// What it does to a request.
    pub(crate) role: Role,
    /// Links taken when all went well: cumulative weight and position.
    pub(crate) next: Vec<(f64, u32)>,
    /// Links taken one after the other when calls fail.
    pub(crate) on_failure: Vec<u32>,
    /// Links of a policy: approve, review, decline.
    pub(crate) by_action: [Option<u32>; 3],
    /// Links along which sub-calls go.
    pub(crate) branches: Vec<u32>,
    /// Links along which copies go for nobody.
    pub(crate) shadows: Vec<u32>,
    /// Zone it fails with; empty for none.
    pub(crate) zone: String,
    /// Hours of the day in which it can send on; `None` where always.
    pub(crate) online: Option<[u32; 24]>,
    /// What it makes of its true score: factor and summand.
    pub(crate) calibration: (f64, f64),
    /// Price of an hour of each replica.
    pub(crate) usd_per_hour: f64,
    /// Price of a visit.
    pub(crate) usd_per_visit: f64,
}

pub(super) fn plan(
    model: &Model,
    links: &[LinkPlan],
    findings: &mut Vec<Diagnostic>,
) -> Vec<NodePlan> {
    let mut nodes: Vec<_> = model.nodes.iter().collect();
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    let mut leaving = vec![Vec::new(); nodes.len()];
    for (position, link) in links.iter().enumerate() {
        if link.kind == LinkKind::Call {
            leaving[link.from as usize].push(position as u32);
        }
    }
    let plan = |(node, leaving): (&&Node, &Vec<u32>)| plan_node(node, leaving, links, findings);
    nodes.iter().zip(&leaving).map(plan).collect()
}

fn plan_node(
    node: &Node,
    leaving: &[u32],
    links: &[LinkPlan],
    findings: &mut Vec<Diagnostic>,
) -> NodePlan {
    let values = Values::of_node(node, findings);
    let place = Place::Node(node.id.clone());
    let role = roles::role(node, &values, &place, findings);
    let station = stations::plan(node, &values, &place, findings);
    let place_of = place.clone();
    let of = |when: When| -> Vec<u32> {
        leaving.iter().copied().filter(|&link| links[link as usize].when == when).collect()
    };
    let mut next = Vec::new();
    let mut weight = 0.0;
    for link in of(When::Ok) {
        weight += links[link as usize].weight;
        next.push((weight, link));
    }
    if !next.is_empty() && weight <= 0.0 {
        findings.push(Diagnostic::error(
            place,
            "The shares of the links that leave it add up to nothing.",
            "Give one of them a share above 0.",
        ));
    }
    check_ways(&role, &place_of, (next.len(), of(When::Branch).len()), links, leaving, findings);
    let mut on_failure = of(When::Failure);
    on_failure.sort_by_key(|&link| links[link as usize].order);
    let first = |when| of(when).first().copied();
    let is_priced = station.is_some() && node.kind != NodeKind::Reviewers;
    let mut usd_per_visit = 0.0;
    if is_priced {
        usd_per_visit += values.number("usd_per_million") / 1e6;
    }
    if node.kind == NodeKind::Llm {
        let (tokens_in, tokens_out) =
            (values.number("input_tokens"), values.number("output_tokens"));
        usd_per_visit += tokens_in * values.number("usd_per_million_input") / 1e6
            + tokens_out * values.number("usd_per_million_output") / 1e6;
    }
    let has_calibration = matches!(node.kind, NodeKind::Model | NodeKind::Edge);
    NodePlan {
        id: node.id.clone(),
        // In logits; made scores of when the world is known.
        calibration: if has_calibration {
            (values.number("calibration_slope"), values.number("calibration_bias"))
        } else {
            (1.0, 0.0)
        },
        kind: node.kind,
        zone: if is_priced { values.word("zone") } else { String::new() },
        online: (node.kind == NodeKind::Edge)
            .then(|| values.hours("link_up"))
            .filter(|hours| hours.contains(&0)),
        station,
        role,
        next,
        on_failure,
        by_action: [first(When::Approve), first(When::Review), first(When::Decline)],
        branches: of(When::Branch),
        shadows: of(When::Shadow),
        usd_per_hour: if is_priced { values.number("usd_per_hour") } else { 0.0 },
        usd_per_visit,
    }
}

/// Says where a node has nowhere to send what it is there to send.
fn check_ways(
    role: &Role,
    place: &Place,
    (next, branches): (usize, usize),
    links: &[LinkPlan],
    leaving: &[u32],
    findings: &mut Vec<Diagnostic>,
) {
    let mut warn = |message: String, hint: &str| {
        findings.push(Diagnostic::warning(place.clone(), message, hint));
    };
    match *role {
        Role::Balancer(_) | Role::Router if next == 0 => {
            warn("It has no link to send requests along.".into(), "Connect it to its targets.");
        }
        Role::Cache(_) if branches == 0 => {
            warn("It has nowhere to fetch from.".into(), "Connect it with a branch link.");
        }
        Role::FanOut { .. } if branches == 0 => {
            warn("It calls nobody.".into(), "Connect it with branch links.");
        }
        Role::FanOut { wait_for } => {
            let branches = leaving.iter().map(|&link| &links[link as usize]);
            let branches = branches.filter(|link| link.when == When::Branch);
            let calls: u64 = branches.map(|link| u64::from(link.copies)).sum();
            if u64::from(wait_for) > calls {
                warn(
                    format!("It waits for {wait_for} answers but makes {calls} calls."),
                    "It waits for all of them; ask for fewer answers, or make more calls.",
                );
            }
        }
        _ => {}
    }
}
