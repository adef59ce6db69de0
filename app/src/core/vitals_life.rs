//! The first number on the face of what stands beside the requests: versions, labels, arms, calls.
//! It is of the whole life of the system, or of its outlook, not of a moment of the run.

use windtunnel_design::DocNode;
use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::lifecycle::result::{MarkKind, MonitorLife, Version};
use windtunnel_design::sim::model::{NodeKind, ParamValue, catalogue};
use windtunnel_design::sim::outlook::Outlook;

use super::format::{count, ms, share, share_whole};
use super::param_words::spoken;
use super::vitals::{Sign, same};

/// The signs of a node, the most telling first; at most two.
#[must_use]
pub fn signs(
    id: &str,
    node: &DocNode,
    life: Option<&Life>,
    outlook: Option<&Outlook>,
) -> Vec<Sign> {
    let found = match node.kind {
        NodeKind::PredictionLog => log(node, life),
        NodeKind::Training => training(node, life),
        NodeKind::Registry => registry(life),
        NodeKind::Labels => labels(life),
        NodeKind::OnCall => on_call(id, node, life),
        NodeKind::Monitor => monitor(id, node, life),
        NodeKind::Experiment => experiment(id, outlook),
        _ => Vec::new(),
    };
    found.into_iter().map(same).collect()
}

fn value(node: &DocNode, key: &str) -> Option<ParamValue> {
    let spec = catalogue::node(node.kind).param(key)?;
    Some(node.params.get(key).cloned().unwrap_or_else(|| spec.default_value()))
}

fn number(node: &DocNode, key: &str) -> f64 {
    match value(node, key) {
        Some(ParamValue::Number(number)) => number,
        _ => 0.0,
    }
}

fn word(node: &DocNode, key: &str) -> String {
    match value(node, key) {
        Some(ParamValue::Text(word)) => spoken(&word),
        _ => String::new(),
    }
}

/// A number of things that is large, rounded.
fn some(number: f64) -> String {
    count(number.round())
}

fn log(node: &DocNode, life: Option<&Life>) -> Vec<String> {
    let kept = number(node, "sample_share");
    let records = life.map(|life| format!("{} kept", some(life.money.decisions * kept)));
    let days = format!("{} days", some(number(node, "retention_days")));
    let share = format!("{} kept", share_whole(kept));
    vec![records.unwrap_or(share), days]
}

fn training(node: &DocNode, life: Option<&Life>) -> Vec<String> {
    let Some(life) = life else { return vec![format!("trains {}", word(node, "trigger"))] };
    let made = life.versions.len().saturating_sub(1);
    let newest = life.versions.last().filter(|_| made > 0);
    let auc = newest.map(|version| format!("AUC {:.3}", version.auc_latest));
    std::iter::once(format!("{made} trained")).chain(auc).collect()
}

fn registry(life: Option<&Life>) -> Vec<String> {
    let Some(life) = life else { return Vec::new() };
    let live = |version: &&Version| version.live_s.is_some() && version.retired_s.is_none();
    let now = life.versions.iter().rev().find(live).map(|it| format!("v{} live", it.number));
    let kept_out = life.versions.iter().filter(|it| it.live_s.is_none()).count();
    let out = (kept_out > 0).then(|| format!("{kept_out} kept out"));
    now.into_iter().chain(out).collect()
}

fn labels(life: Option<&Life>) -> Vec<String> {
    let labels = life.and_then(|life| life.labels.as_ref());
    let sign = labels.map(|it| some(it.arrived));
    let rate = labels.and_then(|it| it.observed_base_rate);
    sign.into_iter().chain(rate.map(|rate| format!("{} positive", share(rate)))).collect()
}

fn on_call(id: &str, node: &DocNode, life: Option<&Life>) -> Vec<String> {
    let looks = life.map(|life| {
        let here = |mark: &&_| {
            let mark: &windtunnel_design::sim::lifecycle::result::Mark = mark;
            mark.kind == MarkKind::Acknowledged && (mark.node.is_empty() || mark.node == id)
        };
        match life.marks.iter().filter(here).count() {
            1 => "1 call".to_owned(),
            times => format!("{times} calls"),
        }
    });
    let within = format!("in {}", ms(60_000.0 * number(node, "ack_min")));
    looks.into_iter().chain([within]).collect()
}

fn monitor(id: &str, node: &DocNode, life: Option<&Life>) -> Vec<String> {
    let signal = word(node, "signal");
    let of_life = life.and_then(|life| life.monitors.iter().find(|monitor| monitor.id == id));
    let is_blind = life.is_some_and(|life| life.disabled.iter().any(|it| it.node == id));
    if is_blind {
        return vec!["no log".to_owned(), signal];
    }
    let Some(life) = of_life else { return vec![signal] };
    // The number first: from far away there is room for that only.
    last(life).into_iter().chain([alerts(life.alerts_s.len()), signal]).collect()
}

/// The last value it saw.
fn last(monitor: &MonitorLife) -> Option<String> {
    let value = f64::from(monitor.values.iter().rev().flatten().next().copied()?);
    Some(if value.abs() >= 100.0 { some(value) } else { format!("{value:.3}") })
}

/// A number of alerts.
#[must_use]
pub fn alerts(times: usize) -> String {
    match times {
        0 => "no alert".to_owned(),
        1 => "1 alert".to_owned(),
        times => format!("{times} alerts"),
    }
}

fn experiment(id: &str, outlook: Option<&Outlook>) -> Vec<String> {
    let Some(trial) = outlook.and_then(|it| it.trials.iter().find(|trial| trial.id == id)) else {
        return Vec::new();
    };
    let treated = trial.plan.ratio / (1.0 + trial.plan.ratio);
    let arms = format!("{} treated", share_whole(treated));
    let mismatch = trial.srm.is_some_and(|srm| srm.is_mismatch).then(|| "mismatch".to_owned());
    let days = trial.plan.days.map(|days| format!("needs {}", ms(86_400_000.0 * days)));
    std::iter::once(arms).chain(mismatch.or(days)).collect()
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::lifecycle::result::{LabelLife, LifeMoney, Mark};
    use windtunnel_design::sim::result::{Disabled, Impossible, Missing};
    use windtunnel_design::sim::trial::report::{SampleRatio, TrialReport};

    use super::*;

    fn node(kind: NodeKind) -> DocNode {
        DocNode::new(kind, Default::default())
    }

    fn life() -> Life {
        let version = |number, live_s, retired_s| Version {
            number,
            live_s,
            retired_s,
            auc_latest: 0.9,
            ..Version::default()
        };
        let mark = |kind, node: &str| Mark {
            at_s: 0.0,
            kind,
            node: node.into(),
            incident: String::new(),
            text: String::new(),
        };
        Life {
            versions: vec![
                version(1, Some(0.0), Some(9.0)),
                version(2, Some(9.0), None),
                version(3, None, None),
            ],
            labels: Some(LabelLife {
                decided: 400.4,
                arrived: 100.0,
                joined: 100.0,
                observed_base_rate: Some(0.01),
                collecting: None,
            }),
            monitors: vec![MonitorLife {
                id: "watch".into(),
                alerts_s: vec![5.0],
                values: vec![Some(0.1), Some(0.25), None],
                ..MonitorLife::default()
            }],
            marks: vec![
                mark(MarkKind::Acknowledged, "duty"),
                mark(MarkKind::Acknowledged, "others"),
                mark(MarkKind::Alert, "watch"),
            ],
            money: LifeMoney { decisions: 5_000.0, ..LifeMoney::default() },
            ..Life::default()
        }
    }

    fn said(id: &str, kind: NodeKind) -> Vec<String> {
        let signs = signs(id, &node(kind), Some(&life()), None);
        signs.into_iter().map(|sign| sign.text).collect()
    }

    #[test]
    fn each_kind_says_what_came_of_it() {
        assert_eq!(said("log", NodeKind::PredictionLog), ["5,000 kept", "90 days"]);
        assert_eq!(said("train", NodeKind::Training), ["2 trained", "AUC 0.900"]);
        assert_eq!(said("shelf", NodeKind::Registry), ["v2 live", "1 kept out"]);
        assert_eq!(said("labels", NodeKind::Labels), ["100", "1.0 % positive"]);
        assert_eq!(said("duty", NodeKind::OnCall), ["1 call", "in 5.0 min"]);
        assert_eq!(said("watch", NodeKind::Monitor), ["0.250", "1 alert", "share of nulls"]);
        assert!(said("gate", NodeKind::Gateway).is_empty());
    }

    #[test]
    fn a_monitor_without_a_log_says_so() {
        let (what, missing) = (Impossible::SkewCheck, Missing::PredictionLog);
        let blind = Disabled { node: "watch".into(), what, missing, text: String::new() };
        let life = Life { disabled: vec![blind], ..life() };
        let signs = signs("watch", &node(NodeKind::Monitor), Some(&life), None);
        let said: Vec<_> = signs.into_iter().map(|sign| sign.text).collect();
        assert_eq!(said, ["no log", "share of nulls"]);
    }

    #[test]
    fn before_a_life_a_face_says_how_it_is_drawn() {
        let said = |kind| {
            let signs = signs("it", &node(kind), None, None);
            signs.into_iter().map(|sign| sign.text).collect::<Vec<_>>()
        };
        assert_eq!(said(NodeKind::Monitor), ["share of nulls"]);
        assert_eq!(said(NodeKind::Training), ["trains never"]);
        assert_eq!(said(NodeKind::PredictionLog), ["100 % kept", "90 days"]);
        assert!(said(NodeKind::Registry).is_empty() && said(NodeKind::Labels).is_empty());
    }

    #[test]
    fn an_experiment_warns_before_it_counts_days() {
        let mut trial = TrialReport { id: "test".into(), ..TrialReport::default() };
        trial.plan.ratio = 1.0;
        trial.plan.days = Some(12.0);
        let said = |trial: &TrialReport| {
            let outlook = Outlook { trials: vec![trial.clone()], ..Outlook::default() };
            let signs = signs("test", &node(NodeKind::Experiment), None, Some(&outlook));
            signs.into_iter().map(|sign| sign.text).collect::<Vec<_>>()
        };
        assert_eq!(said(&trial), ["50 % treated", "needs 12.0 days"]);
        trial.srm = Some(SampleRatio { is_mismatch: true, ..SampleRatio::default() });
        assert_eq!(said(&trial), ["50 % treated", "mismatch"]);
    }
}
