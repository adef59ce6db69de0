//! Tables of a life: incidents, versions, monitors.

use windtunnel_design::Document;
use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::lifecycle::result::{Fault, MonitorLife, Version};
use windtunnel_design::sim::model::{ParamValue, catalogue};

use super::lanes::{day_of, who};
use super::series::DAY;
use crate::core::format::{NO_DATA, count, duration_s, or_dash, usd};
use crate::run::dock::table::Table;
use crate::run::incidents;

/// What came of each incident.
#[must_use]
pub fn faults(document: &Document, life: &Life) -> Option<Table> {
    let row = |fault: &Fault| {
        let incident = document.incidents.get(&fault.incident);
        let name =
            incident.map_or_else(|| fault.incident.clone(), |i| incidents::short_name(document, i));
        let after = |at_s: Option<f64>| or_dash(at_s, |at_s| duration_s(at_s - fault.start_s));
        let by = if fault.detected_s.is_some() {
            who(document, &fault.detected_by)
        } else {
            "nobody".to_owned()
        };
        vec![
            name,
            day_of(fault.start_s),
            by,
            or_dash(fault.time_to_detect_s, duration_s),
            after(fault.labels_confirm_s),
            after(fault.acknowledged_s),
            after(fault.diagnosed_s),
            or_dash(fault.time_to_recover_s, duration_s),
            usd(fault.usd_lost),
        ]
    };
    Table::of(
        "Incidents: times from their start",
        &[
            "Incident",
            "From",
            "Detected by",
            "Time to detect",
            "Labels show it",
            "Seen",
            "Diagnosed",
            "Time to recover",
            "Money lost",
        ],
        life.faults.iter().map(row).collect(),
    )
}

/// The registry: versions of the model.
#[must_use]
pub fn versions(life: &Life) -> Option<Table> {
    let auc = |auc: f64| if auc > 0.0 { format!("{auc:.3}") } else { NO_DATA.to_owned() };
    let row = |version: &Version| {
        let (from, to) = version.window_days;
        let window =
            if to > from { format!("days {from:.0} to {to:.0}") } else { NO_DATA.to_owned() };
        vec![
            format!("Version {}", version.number),
            day_of(version.trained_s),
            window,
            or_dash((to > from).then_some(version.positives.round()), count),
            auc(version.auc_random),
            auc(version.auc_latest),
            version.auc_served.map_or_else(|| NO_DATA.to_owned(), auc),
            or_dash(version.live_s, day_of),
            version.outcome.replace('_', " "),
            version.reason.clone(),
        ]
    };
    Table::of(
        "Versions of the model",
        &[
            "Version",
            "Trained",
            "Learnt from",
            "Positives",
            "AUC, random rows",
            "AUC, latest",
            "AUC, served",
            "Live from",
            "Outcome",
            "Why",
        ],
        life.versions.iter().map(row).collect(),
    )
}

/// What monitors saw, and how much of it was chance.
#[must_use]
pub fn monitors(document: &Document, life: &Life) -> Option<Table> {
    let value = |value: f64| format!("{value:.3}");
    let row = |monitor: &MonitorLife| {
        if let Some(why) = why_blind(life, &monitor.id) {
            let nothing = std::iter::repeat_n(NO_DATA.to_owned(), 8);
            return [document.label(&monitor.id), why].into_iter().chain(nothing).collect();
        }
        let run_length = monitor.run_length.map(|run| {
            let half = run
                .half_width_95
                .map_or_else(String::new, |half| format!(" ± {}", count(half.round())));
            let exact = run
                .exact
                .map_or_else(String::new, |n| format!(" (by formula {})", count(n.round())));
            let mean = run.mean.map_or_else(|| NO_DATA.to_owned(), |mean| count(mean.round()));
            format!("{mean}{half}{exact}")
        });
        vec![
            document.label(&monitor.id),
            count(monitor.looks.round()),
            count(monitor.samples.round()),
            count(monitor.alerts_s.len() as f64),
            count(f64::from(monitor.false_alerts)),
            count((monitor.false_alerts_per_week * 100.0).round() / 100.0),
            or_dash(monitor.quiet_mean, value),
            or_dash(monitor.quiet_p95, value),
            or_dash(monitor.psi_noise, |(mean, p95)| format!("{mean:.3}, 95 % {p95:.3}")),
            run_length.unwrap_or_else(|| NO_DATA.to_owned()),
        ]
    };
    let mut table = Table::of(
        "Monitors",
        &[
            "Monitor",
            "Looks",
            "Values a look",
            "Alerts",
            "False",
            "False a week",
            "Quiet mean",
            "Quiet 95 %",
            "PSI by chance",
            "Values between alarms",
        ],
        life.monitors.iter().map(row).collect(),
    )?;
    table.notes = life.monitors.iter().flat_map(|monitor| notes(document, monitor)).collect();
    Some(table)
}

/// Why a monitor sees nothing, in words; `None` where it can see.
#[must_use]
pub fn why_blind(life: &Life, monitor: &str) -> Option<String> {
    let it = life.disabled.iter().find(|it| it.node == monitor)?;
    Some(format!("not enough data: {}", it.missing.phrase()))
}

/// What must be said about a monitor's noise.
fn notes(document: &Document, monitor: &MonitorLife) -> Vec<String> {
    let name = document.label(&monitor.id);
    let mut notes = Vec::new();
    if monitor.comparisons > 1 {
        notes.push(format!(
            "{name}: {} features are tested at each look; expect {} false alarms a week.",
            monitor.comparisons,
            count((monitor.false_alerts_per_week * 100.0).round() / 100.0)
        ));
    }
    let noise = monitor.psi_noise.map(|(_, p95)| p95).or(monitor.quiet_p95);
    let threshold = number(document, &monitor.id, "threshold");
    if let (Some(noise), Some(threshold)) = (noise, threshold)
        && is_above(document, &monitor.id)
        && noise > threshold
    {
        notes.push(format!(
            "{name}: with {} values a look, chance alone reaches {noise:.3} in one look of twenty: \
             above the threshold of {threshold}. Look at more values, or raise the threshold.",
            count(monitor.samples.round())
        ));
    }
    notes
}

/// Distances of the largest drift, without sampling.
#[must_use]
pub fn distances(document: &Document, life: &Life) -> Option<Table> {
    let row = |monitor: &MonitorLife| {
        let drift = monitor.population?;
        let values = [
            drift.psi,
            drift.ks,
            drift.js,
            drift.wasserstein_normed,
            drift.kl_reference_to_new,
            drift.kl_new_to_reference,
        ];
        let cells = values.into_iter().map(|value| format!("{value:.3}"));
        Some([document.label(&monitor.id)].into_iter().chain(cells).collect())
    };
    Table::of(
        "The largest drift, of the whole population",
        &[
            "Monitor",
            "PSI",
            "Kolmogorov-Smirnov",
            "Jensen-Shannon",
            "Wasserstein, σ",
            "KL to new",
            "KL from new",
        ],
        life.monitors.iter().filter_map(row).collect(),
    )
}

/// How far labels have come.
#[must_use]
pub fn labels(life: &Life) -> Option<String> {
    let labels = life.labels.as_ref()?;
    let (arrived, decided) = (count(labels.arrived.round()), count(labels.decided.round()));
    let collecting = labels.collecting.map(|it| {
        let (mean, p95) = (duration_s(it.mean_s), duration_s(it.p95_s));
        format!(
            " {} labels take {mean} to collect, 95 % of times at most {p95}.",
            count(f64::from(it.wanted))
        )
    });
    Some(format!(
        "Labels of {arrived} of {decided} decisions arrived.{}",
        collecting.unwrap_or_default()
    ))
}

fn param(document: &Document, id: &str, key: &str) -> Option<ParamValue> {
    let node = document.nodes.get(id)?;
    let usual = || Some(catalogue::node(node.kind).param(key)?.default_value());
    node.params.get(key).cloned().or_else(usual)
}

fn number(document: &Document, id: &str, key: &str) -> Option<f64> {
    match param(document, id, key)? {
        ParamValue::Number(value) => Some(value),
        _ => None,
    }
}

/// Does it speak when its value is above the threshold, as measures of drift do?
fn is_above(document: &Document, id: &str) -> bool {
    param(document, id, "direction").is_some_and(|word| word == "above".into())
}

/// Length of a life in words.
#[must_use]
pub fn whole(life: &Life) -> String {
    crate::run::moment::length(f64::from(life.days) * DAY)
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::detect::population::Drift;
    use windtunnel_design::sim::lifecycle::result::RunLength;
    use windtunnel_design::sim::model::NodeKind;
    use windtunnel_design::sim::result::{Disabled, Impossible, Missing};
    use windtunnel_design::{DocNode, Point};

    use super::*;
    use crate::run::fixture;

    fn document(threshold: f64) -> Document {
        let mut document = fixture::document();
        let params = [("threshold".to_owned(), threshold.into())].into();
        let (kind, label) = (NodeKind::Monitor, "Drift watch".to_owned());
        let monitor = DocNode { label, params, ..DocNode::new(kind, Point::default()) };
        document.nodes.insert("monitor-1".into(), monitor);
        document
    }

    #[test]
    fn every_row_has_a_cell_for_each_heading() {
        let (document, mut life) = (document(0.2), fixture::life());
        life.monitors[0].population = Some(Drift {
            psi: 0.25,
            jeffreys: 0.25,
            kl_reference_to_new: 0.125,
            kl_new_to_reference: 0.125,
            js: 0.03,
            ks: 0.2,
            wasserstein: 0.5,
            wasserstein_normed: 0.5,
        });
        life.monitors[0].run_length = Some(RunLength {
            mean: Some(369.4),
            half_width_95: Some(7.2),
            n: 9,
            exact: Some(370.0),
        });
        let tables = [
            faults(&document, &life),
            versions(&life),
            monitors(&document, &life),
            distances(&document, &life),
        ];
        for table in tables {
            let table = table.expect("has rows");
            assert!(table.rows.iter().all(|row| row.len() == table.heads.len()), "{table:?}");
        }
        let monitors = monitors(&document, &life).expect("has rows");
        assert_eq!(monitors.rows[0][9], "369 ± 7 (by formula 370)");
    }

    #[test]
    fn a_monitor_that_sees_nothing_says_why() {
        let (what, missing) = (Impossible::LabelledMonitor, Missing::PredictionLog);
        let blind = Disabled { node: "monitor-1".into(), what, missing, text: String::new() };
        let life = Life { disabled: vec![blind], ..fixture::life() };
        let row = &monitors(&document(0.2), &life).expect("has a row").rows[0];
        assert_eq!(row.len(), 10);
        assert_eq!(row[1], "not enough data: no prediction log keeps decisions");
        assert_eq!(row[2], NO_DATA);
    }

    #[test]
    fn an_incident_that_nobody_found_says_so() {
        let mut life = fixture::life();
        life.faults[0].detected_s = None;
        life.faults[0].time_to_detect_s = None;
        let table = faults(&fixture::document(), &life).expect("has a row");
        assert_eq!(table.rows[0][2..4], ["nobody", NO_DATA]);
        assert_eq!(table.rows[0][8], "$12,345");
    }

    #[test]
    fn noise_above_the_threshold_is_told_with_the_size_of_the_sample() {
        let mut life = fixture::life();
        let said = |document: &Document, life: &Life| monitors(document, life).expect("one").notes;
        assert_eq!(
            said(&document(0.2), &life),
            ["Drift watch: 6 features are tested at each look; expect 0.12 false alarms a week."]
        );
        life.monitors[0].psi_noise = Some((0.19, 0.35));
        let notes = said(&document(0.2), &life);
        assert!(
            notes[1].contains("with 500 values a look, chance alone reaches 0.350"),
            "{notes:?}"
        );
        assert_eq!(said(&document(0.5), &life).len(), 1);
    }
}
