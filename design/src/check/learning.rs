//! What is learnt from, and how: labels, windows, the log and experiments (rules L13, L14, L19 and
//! L23).

use windtunnel_sim::model::NodeKind;
use windtunnel_sim::plan::Diagnostic;
use windtunnel_sim::trial::size::{SizeRule, TwoProportions};

use super::{at_node, node_flag, node_number, node_word, rates};
use crate::document::Document;

const DAY_S: f64 = 86_400.0;

/// Positives below which a window teaches little.
const FEWEST: f64 = 50.0;

pub(super) fn check(document: &Document, findings: &mut Vec<Diagnostic>) {
    let of_kind = |kind: NodeKind| {
        document.nodes.iter().filter(move |(_, node)| node.kind == kind).map(|(id, _)| id.as_str())
    };
    let labels = of_kind(NodeKind::Labels).next();
    for training in of_kind(NodeKind::Training) {
        if let Some(labels) = labels {
            window(document, training, labels, findings);
        }
    }
    for labels in of_kind(NodeKind::Labels) {
        selective(document, labels, findings);
    }
    log(document, findings);
    for experiment in of_kind(NodeKind::Experiment) {
        trial(document, experiment, findings);
    }
}

/// L13: trained before labels come, or on hardly any.
fn window(document: &Document, training: &str, labels: &str, findings: &mut Vec<Diagnostic>) {
    let of = |id: &str, key: &str| node_number(document, id, key).unwrap_or(0.0);
    let trigger = node_word(document, training, "trigger").unwrap_or_default();
    if trigger == "never" {
        return;
    }
    let delay = of(labels, "delay_median_days");
    let cut = of(training, "maturity_days");
    let every = if trigger == "calendar" { of(training, "every_days") } else { 1.0 };
    if cut < delay && every < delay {
        findings.push(at_node(
            training,
            format!(
                "It learns from decisions of {cut} days, and half of the labels take {delay:.4} \
                 days: what has no label yet counts as negative (L13)."
            ),
            "Leave out decisions that are younger than their labels.",
        ));
    }
    let per_day = DAY_S * rates::all_per_s(document) * of(labels, "coverage");
    let positives = per_day * of(training, "window_days") * document.world.base_rate;
    if positives < FEWEST {
        findings.push(at_node(
            training,
            format!("Its window holds about {positives:.0} labelled positives (L13)."),
            "Make the window longer, or label more.",
        ));
    }
}

/// L14: of what is declined nobody ever learns whether that was right.
fn selective(document: &Document, labels: &str, findings: &mut Vec<Diagnostic>) {
    let explores = node_number(document, labels, "exploration_share").unwrap_or(0.0) > 0.0;
    if node_flag(document, labels, "selective") && !explores {
        findings.push(at_node(
            labels,
            "What is declined is never labelled, so a version that declines too much is never \
             found out (L14).",
            "Approve one in a hundred of the declined, to learn from.",
        ));
    }
}

/// L19: nothing remembers what was decided on, or not enough of it.
fn log(document: &Document, findings: &mut Vec<Diagnostic>) {
    let has = |kind: NodeKind| document.nodes.values().any(|node| node.kind == kind);
    let mut logs = document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::PredictionLog);
    let Some((log, _)) = logs.next() else {
        if let Some((training, _)) =
            document.nodes.iter().find(|(_, node)| node.kind == NodeKind::Training)
        {
            findings.push(at_node(
                training,
                "No prediction log: labels cannot be joined to what was decided, served features \
                 not compared with those of training, no decision traced (L19).",
                "Add a prediction log behind the decisions.",
            ));
        }
        return;
    };
    let lacks = [
        ("keeps_features", "the features and their ages", true),
        ("keeps_versions", "the version of the model", true),
        ("keeps_arm", "the arm of the experiment", has(NodeKind::Experiment)),
    ];
    for (key, what, matters) in lacks {
        if matters && !node_flag(document, log, key) {
            findings.push(at_node(
                log,
                format!("It does not keep {what} (L19)."),
                "Keep it: it costs little, and cannot be had afterwards.",
            ));
        }
    }
}

/// L23: an experiment that cannot say what it is asked.
fn trial(document: &Document, id: &str, findings: &mut Vec<Diagnostic>) {
    if node_word(document, id, "unit").is_some_and(|unit| unit != "user") {
        findings.push(at_node(
            id,
            "The same user meets both arms, so what one does leaks into the other (L23).",
            "Split by user.",
        ));
    }
    if !node_flag(document, id, "exposure_log") {
        findings.push(at_node(
            id,
            "Nobody writes down who saw what, so a mismatch of the arms cannot be seen (L23).",
            "Keep an exposure log.",
        ));
    }
    let of = |key: &str| node_number(document, id, key).unwrap_or(0.0);
    let share = of("treatment_share") * (1.0 - of("hold_out_share"));
    let (p, days) = (of("baseline_rate"), of("days"));
    let treated = p * (1.0 + of("lift"));
    let is_plain = p > 0.0 && p < 1.0 && treated > 0.0 && treated < 1.0 && treated != p;
    if days <= 0.0 || share <= 0.0 || share >= 1.0 || !is_plain {
        return;
    }
    let ratio = share / (1.0 - share);
    let shares = TwoProportions { control: p, treated, alpha: of("alpha"), ratio };
    let wanted = ratio * shares.size(of("power"), SizeRule::PooledNull);
    let own = of("units_per_day");
    let per_day = if own > 0.0 { own } else { DAY_S * rates::all_per_s(document) };
    // A ramp gives half of its days.
    let units = per_day * share * (days - 0.5 * of("ramp_days").min(days));
    if units < wanted {
        findings.push(at_node(
            id,
            format!(
                "In {days} days the second arm gets {units:.0} units, and its lift takes \
                 {wanted:.0} to be seen (L23)."
            ),
            "Run it longer, or look for a larger effect.",
        ));
    }
}
