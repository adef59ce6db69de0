use windtunnel_design::sim::model::OutageMode;
use windtunnel_design::{DocNode, Point};

use super::*;

fn document() -> Document {
    let mut document = Document::default();
    let mut add = |id: &str, kind, label: &str| {
        let node = DocNode { label: label.into(), ..DocNode::new(kind, Point::default()) };
        document.nodes.insert(id.into(), node);
    };
    add("feature_store-1", NodeKind::FeatureStore, "Feature store");
    add("gateway-1", NodeKind::Gateway, "");
    add("sink-1", NodeKind::Sink, "");
    document
}

fn outage(start_s: f64, end_s: f64) -> DocIncident {
    let target = "feature_store-1".into();
    DocIncident { kind: KINDS[0], target, start_s, end_s, profile: Default::default() }
}

#[test]
fn a_new_incident_starts_at_the_cursor_on_the_selected_node() {
    let incident = fresh(&document(), KINDS[0], Some("gateway-1"), 21_650.0).expect("fits");
    assert_eq!(incident.target, "gateway-1");
    assert_eq!((incident.start_s, incident.end_s), (21_600.0, 28_800.0));
}

#[test]
fn without_a_fitting_selection_the_feature_store_fails() {
    let incident = fresh(&document(), KINDS[0], Some("sink-1"), 0.0).expect("fits");
    assert_eq!(incident.target, "feature_store-1");
}

#[test]
fn a_new_incident_ends_with_the_horizon_at_the_latest() {
    let incident = fresh(&document(), KINDS[0], None, DAY).expect("fits");
    assert_eq!((incident.start_s, incident.end_s), (DAY - 7_200.0, DAY));
}

#[test]
fn in_a_life_incidents_have_its_times_and_silent_ones_last_for_days() {
    let mut document = document();
    document.run.days = 120;
    document.run.start_day = 30;
    let outage = fresh(&document, KINDS[0], None, 21_600.0).expect("fits");
    assert_eq!((outage.start_s, outage.end_s), (30.25 * DAY, 30.25 * DAY + 7_200.0));
    let drift = fresh(&document, IncidentKind::ConceptDrift { degrees: 9.0 }, None, 0.0);
    let drift = drift.expect("needs no target");
    assert_eq!((drift.start_s, drift.end_s), (30.0 * DAY, 40.0 * DAY));
    assert_eq!(name(&document, &drift), "Concept drift from day 31 00:00 to day 41 00:00");
}

#[test]
fn what_has_no_target_is_refused_with_the_reason() {
    assert!(fresh(&document(), KINDS[2], None, 0.0).expect_err("no traffic").contains("traffic"));
    let refused = |kind| fresh(&document(), kind, None, 0.0).expect_err("no target");
    assert!(refused(IncidentKind::NullFeature).contains("features"));
    assert!(refused(IncidentKind::CacheFlush).contains("cache"));
    assert!(refused(IncidentKind::ZoneOutage { mode: OutageMode::Hang }).contains("zone"));
    let prior = IncidentKind::PriorShift { factor: 2.0 };
    assert_eq!(fresh(&document(), prior, None, 0.0).map(|i| i.target), Ok(String::new()));
}

#[test]
fn names_say_what_where_and_when() {
    let name = name(&document(), &outage(21_600.0, 28_800.0));
    assert_eq!(name, "Outage of Feature store from 06:00 to 08:00");
}

#[test]
fn dragging_keeps_the_length_and_the_horizon() {
    let from = outage(21_600.0, 28_800.0);
    let moved = dragged(&from, Grip::Whole, 3_700.0, 300.0, DAY);
    assert_eq!((moved.start_s, moved.end_s), (25_200.0, 32_400.0));
    let far = dragged(&from, Grip::Whole, 1e9, 300.0, DAY);
    assert_eq!((far.start_s, far.end_s), (DAY - 7_200.0, DAY));
    let back = dragged(&from, Grip::Whole, -1e9, 300.0, DAY);
    assert_eq!(back.start_s, 0.0);
}

#[test]
fn edges_do_not_cross() {
    let from = outage(21_600.0, 28_800.0);
    assert_eq!(dragged(&from, Grip::Start, 1e9, 300.0, DAY).start_s, 28_500.0);
    assert_eq!(dragged(&from, Grip::End, -1e9, 300.0, DAY).end_s, 21_900.0);
    assert_eq!(dragged(&from, Grip::End, 1e9, 300.0, DAY).end_s, DAY);
}

#[test]
fn an_incident_beyond_a_shortened_horizon_can_still_be_dragged() {
    let moved = dragged(&outage(5_000.0, 9_000.0), Grip::End, 10.0, 300.0, 3_600.0);
    assert_eq!(moved.end_s, 3_600.0);
}

#[test]
fn overlapping_incidents_get_lanes_of_their_own() {
    assert_eq!(lanes(&[(0.0, 5.0), (3.0, 8.0), (5.0, 9.0), (4.0, 6.0)]), [0, 1, 0, 2]);
}

#[test]
fn incidents_of_other_days_take_no_lane() {
    let mut document = document();
    document.run.start_day = 3;
    let spans = [(0.0, 1.0), (2.0, 3.5), (3.2, 9.0), (4.0, 5.0)];
    for (at, (start_day, end_day)) in spans.into_iter().enumerate() {
        let outage = outage(start_day * DAY, end_day * DAY);
        document.incidents.insert(format!("incident-{at}"), outage);
    }
    assert_eq!(lanes_in_run(&document), [None, Some(0), Some(1), None]);
}

#[test]
fn a_number_stays_within_its_range() {
    let drift = IncidentKind::ConceptDrift { degrees: 45.0 };
    assert_eq!(resize(drift, 400.0), IncidentKind::ConceptDrift { degrees: 90.0 });
    assert_eq!(resize(drift, f64::NAN), drift);
    assert_eq!(resize(IncidentKind::NullFeature, 4.0), IncidentKind::NullFeature);
}

#[test]
fn a_zone_is_offered_once_by_its_name() {
    let mut document = document();
    for id in ["gateway-1", "feature_store-1"] {
        let node = document.nodes.get_mut(id).expect("it is there");
        node.params.insert("zone".into(), "eu-1".into());
    }
    let outage = IncidentKind::ZoneOutage { mode: OutageMode::Refuse };
    assert_eq!(targets(&document, outage), [("eu-1".to_owned(), "eu-1".to_owned())]);
    let incident = fresh(&document, outage, None, 0.0).expect("there is a zone");
    assert_eq!(short_name(&document, &incident), "Zone outage of eu-1");
}

#[test]
fn each_kind_happens_to_what_it_can() {
    let mut document = document();
    for kind in NodeKind::ALL {
        let node = DocNode::new(kind, Point::default());
        document.nodes.insert(format!("{kind:?}"), node);
    }
    let of = |kind| -> Vec<String> {
        let targets = targets(&document, kind).into_iter();
        targets.map(|(id, _)| id).filter(|id| !id.ends_with("-1")).collect()
    };
    assert_eq!(of(IncidentKind::CacheFlush), ["Cache"]);
    assert_eq!(of(IncidentKind::LateFeed { by_s: 1.0 }), ["BatchJob", "Feed", "Pipeline"]);
    let scorers = ["BatchScorer", "Edge", "Llm", "Model", "Ranker"];
    assert_eq!(of(IncidentKind::BadVersion { separation_kept: 0.5 }), scorers);
    assert!(!of(IncidentKind::ErrorRate { rate: 0.1 }).contains(&"Balancer".to_owned()));
}
