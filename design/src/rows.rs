//! Real rows under incidents: which features are changed when, so that a real model can score the
//! rows once for every stretch of a run.
//!
//! This module knows neither the rows nor the model: whoever has them scores, here is only the
//! order of the stretches.

use std::collections::BTreeMap;

use windtunnel_sim::model::{IncidentKind, LinkKind};
use windtunnel_sim::world::{ScoredRows, Segment};

use crate::check::{node_number, node_word};
use crate::document::Document;

/// What happens to one feature of every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Name of the feature.
    pub feature: String,
    /// What happens to it.
    pub effect: Effect,
}

/// What happens to a feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// It goes missing.
    Null,
    /// It moves by so many standard deviations.
    Shift(f64),
}

/// Scores the rows for each stretch of the document's run between which incidents change a
/// feature. `positive` says which rows are positive; `score` gives one probability a row.
///
/// Stretches with the same changes are scored once.
///
/// # Errors
/// The first that `score` gives.
pub fn score<E>(
    document: &Document,
    positive: Vec<bool>,
    mut score: impl FnMut(&[Change]) -> Result<Vec<f32>, E>,
) -> Result<ScoredRows, E> {
    let mut known: Vec<(Vec<Change>, Vec<f32>)> = Vec::new();
    let mut segments: Vec<Segment> = Vec::new();
    for (from_s, changes) in stretches(document) {
        let scores = match known.iter().find(|(seen, _)| *seen == changes) {
            Some((_, scores)) => scores.clone(),
            None => {
                let scores = score(&changes)?;
                known.push((changes, scores.clone()));
                scores
            }
        };
        segments.push(Segment { from_s, scores });
    }
    Ok(ScoredRows { positive, segments })
}

/// The stretches of a run with the changes that hold in each; the first starts at 0.
#[must_use]
pub fn stretches(document: &Document) -> Vec<(f64, Vec<Change>)> {
    let active = active(document);
    let mut starts: Vec<f64> = vec![0.0];
    for (start_s, end_s, _) in &active {
        starts.extend(
            [start_s, end_s].into_iter().filter(|&&at| at > 0.0 && at < document.run.horizon_s),
        );
    }
    starts.sort_by(f64::total_cmp);
    starts.dedup();
    let mut stretches: Vec<(f64, Vec<Change>)> = Vec::new();
    for from_s in starts {
        let now = active.iter().filter(|(start_s, end_s, _)| (*start_s..*end_s).contains(&from_s));
        let changes = merged(now.map(|(_, _, change)| change));
        if stretches.last().is_none_or(|(_, before)| *before != changes) {
            stretches.push((from_s, changes));
        }
    }
    stretches
}

/// Start, end and change of everything that happens to a feature.
fn active(document: &Document) -> Vec<(f64, f64, Change)> {
    let mut all = Vec::new();
    for incident in document.incidents.values() {
        let (start_s, end_s) = (incident.start_s, incident.end_s);
        let mut add = |start_s: f64, feature: &str, effect| {
            if start_s < end_s {
                all.push((start_s, end_s, Change { feature: feature.to_owned(), effect }));
            }
        };
        match incident.kind {
            IncidentKind::NullFeature => add(start_s, &incident.target, Effect::Null),
            IncidentKind::ShiftFeature { shift } => {
                add(start_s, &incident.target, Effect::Shift(shift));
            }
            IncidentKind::Outage { .. } if turns_null(document, &incident.target) => {
                // What a feed brought outlives its stop by its lag.
                let lag_ms = node_number(document, &incident.target, "lag_ms").unwrap_or(0.0);
                for feature in &document.world.features {
                    if feature.served_by == incident.target {
                        add(start_s + lag_ms / 1000.0, &feature.id, Effect::Null);
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// Does some store depend on this, and do its features turn null when it stops?
fn turns_null(document: &Document, id: &str) -> bool {
    document.nodes.get(id).is_some_and(|node| node.kind.brings_data())
        && node_word(document, id, "on_stop").is_some_and(|word| word == "null")
        && document.links.values().any(|link| link.kind == LinkKind::Stream && link.from == id)
}

/// One change a feature: shifts add up, and what is missing cannot shift.
fn merged<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<Change> {
    let mut by_feature: BTreeMap<&str, Effect> = BTreeMap::new();
    for change in changes {
        let effect = by_feature.entry(&change.feature).or_insert(Effect::Shift(0.0));
        *effect = match (*effect, change.effect) {
            (Effect::Shift(one), Effect::Shift(other)) => Effect::Shift(one + other),
            _ => Effect::Null,
        };
    }
    by_feature
        .into_iter()
        .map(|(feature, effect)| Change { feature: feature.to_owned(), effect })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::DocIncident;
    use crate::templates;

    fn with(incidents: &[(IncidentKind, &str, f64, f64)]) -> Document {
        let mut document = templates::find("credit-underwriters").expect("it is there").document();
        for (at, &(kind, target, start_s, end_s)) in incidents.iter().enumerate() {
            let target = target.to_owned();
            let incident =
                DocIncident { kind, target, start_s, end_s, profile: Default::default() };
            document.incidents.insert(format!("i{at}"), incident);
        }
        document
    }

    fn null(feature: &str) -> Change {
        Change { feature: feature.into(), effect: Effect::Null }
    }

    fn shift(feature: &str, by: f64) -> Change {
        Change { feature: feature.into(), effect: Effect::Shift(by) }
    }

    #[test]
    fn a_healthy_run_is_one_stretch() {
        assert_eq!(stretches(&with(&[])), [(0.0, vec![])]);
    }

    #[test]
    fn overlapping_incidents_make_a_stretch_each() {
        let by = |shift| IncidentKind::ShiftFeature { shift };
        let document = with(&[
            (by(1.0), "income", 100.0, 400.0),
            (by(0.5), "income", 200.0, 300.0),
            (IncidentKind::NullFeature, "debt", 300.0, 1e9),
        ]);
        let expected = [
            (0.0, vec![]),
            (100.0, vec![shift("income", 1.0)]),
            (200.0, vec![shift("income", 1.5)]),
            (300.0, vec![null("debt"), shift("income", 1.0)]),
            (400.0, vec![null("debt")]),
        ];
        assert_eq!(stretches(&document), expected);
    }

    #[test]
    fn a_feed_that_stops_takes_its_features_along_after_its_lag() {
        let outage = IncidentKind::Outage { mode: Default::default() };
        let document = with(&[(outage, "bureau", 0.0, 86_400.0)]);
        let expected =
            [(0.0, vec![]), (3600.0, vec![null("debt"), null("records")]), (86_400.0, vec![])];
        assert_eq!(stretches(&document), expected);
    }

    #[test]
    fn a_feed_that_goes_stale_leaves_real_rows_as_they_are() {
        let outage = IncidentKind::Outage { mode: Default::default() };
        let mut document = with(&[(outage, "bureau", 0.0, 86_400.0)]);
        let bureau = document.nodes.get_mut("bureau").expect("it is there");
        bureau.params.insert("on_stop".into(), "stale".into());
        assert_eq!(stretches(&document), [(0.0, vec![])]);
    }

    #[test]
    fn equal_stretches_are_scored_once() {
        let document = with(&[(IncidentKind::NullFeature, "income", 100.0, 200.0)]);
        let mut asked = Vec::new();
        let rows = score(&document, vec![true, false], |changes| {
            asked.push(changes.to_vec());
            Ok::<_, ()>(vec![0.5, 0.5])
        });
        assert_eq!(asked, [vec![], vec![null("income")]]);
        let starts: Vec<_> =
            rows.expect("nothing fails").segments.iter().map(|s| s.from_s).collect();
        assert_eq!(starts, [0.0, 100.0, 200.0]);
    }
}
