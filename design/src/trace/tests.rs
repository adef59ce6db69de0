use windtunnel_sim::model::NodeKind;
use windtunnel_sim::model::catalogue;

use super::*;
use crate::{Document, apply, templates};

fn times(text: &str) -> Vec<f64> {
    match parse(text) {
        Ok(Recording::Times(times)) => times,
        other => panic!("{other:?}"),
    }
}

fn counts(text: &str) -> (Vec<f64>, Option<f64>) {
    match parse(text) {
        Ok(Recording::Counts { counts, interval_s }) => (counts, interval_s),
        other => panic!("{other:?}"),
    }
}

fn traffic(document: &Document) -> String {
    let mut nodes = document.nodes.iter();
    let found = nodes.find(|(_, node)| node.kind == NodeKind::Traffic);
    found.map(|(id, _)| id.clone()).expect("there is traffic")
}

fn refused(text: &str) -> String {
    parse(text).expect_err("it is bad").to_string()
}

#[test]
fn times_are_read_with_and_without_a_heading() {
    let expected = [0.5, 1.0, 1.0, 12.25];
    assert_eq!(times("0.5\n1\n1\n12.25\n"), expected);
    assert_eq!(times("\u{feff}time_s\r\n0.5\r\n\r\n# a pause\r\n1\r\n1\r\n\"12.25\""), expected);
}

#[test]
fn date_times_count_from_the_first() {
    let text = "when\n2026-03-01T23:59:59.5Z\n2026-03-02T00:00:01Z\n2026-03-02T01:00:01+01:00\n";
    assert_eq!(times(text), [0.0, 1.5, 1.5]);
}

#[test]
fn seconds_of_a_clock_count_from_the_first() {
    assert_eq!(times("1772364605.25\n1772364606.5\n"), [0.0, 1.25]);
}

#[test]
fn counts_with_times_fill_gaps_with_nothing() {
    let text = "start,requests\n0,10\n60,12\n240,3\n";
    assert_eq!(counts(text), (vec![10.0, 12.0, 0.0, 0.0, 3.0], Some(60.0)));
    let text = "2026-03-01T10:00;4\n2026-03-01T10:05;0\n2026-03-01T10:10;6\n";
    assert_eq!(counts(text), (vec![4.0, 0.0, 6.0], Some(300.0)));
}

#[test]
fn counts_alone_need_their_heading() {
    assert_eq!(counts("count\n5\n3\n0\n"), (vec![5.0, 3.0, 0.0], None));
    assert!(refused("5\n3\n").starts_with("line 2: 3 s comes after 5 s."));
}

#[test]
fn bad_lines_are_named() {
    assert!(refused("1\n2\nnext\n").starts_with("line 3: “next” is no time."));
    assert!(refused("0,1\n60,1.5\n").starts_with("line 2: “1.5” is no number of requests."));
    assert!(refused("# top\n\n1\n2,3\n").starts_with("line 4: 2 values where 1 belongs."));
    assert!(refused("0,1\n60\n").starts_with("line 2: 1 value where 2 belong."));
    assert!(refused("1,2,3\n").starts_with("line 1: 3 values where 2 belong."));
    assert!(refused("1\n2026-03-01T10:00\n").starts_with("line 2: a date-time here"));
    assert!(refused("-1\n").starts_with("line 1: -1 s is before 0."));
    assert!(refused("0,1\n60,1\n150,1\n").starts_with("line 3: it starts 90 s after"));
    assert!(refused("0,1\n0,1\n").starts_with("line 2: it starts 0 s after"));
    assert!(refused("count\n1e10\n").starts_with("line 2: “1e10” is no number"));
    assert!(refused("1\nNaN\n").starts_with("line 2: “NaN” is no time."));
}

#[test]
fn a_recording_of_nothing_is_refused() {
    for text in ["", "time\n", "count\n0\n0\n", "# only words\n"] {
        assert_eq!(parse(text), Err(TraceError::Empty), "{text:?}");
    }
}

#[test]
fn too_long_a_recording_is_refused_at_its_line() {
    let text: String = (0..=MAX_VALUES).map(|n| format!("{n}\n")).collect();
    assert_eq!(parse(&text), Err(TraceError::TooMany { line: MAX_VALUES + 1 }));
    assert_eq!(parse("0,1\n1,1\n9e8,1\n"), Err(TraceError::TooMany { line: 3 }));
}

#[test]
fn the_longest_recording_can_be_saved_and_opened() {
    let mut document = templates::find("mm1").expect("it is there").document();
    let id = traffic(&document);
    let times: Vec<f64> = (0..MAX_VALUES).map(|n| rounded(600_000.0 + n as f64 / 7.0)).collect();
    apply(&mut document, &Recording::Times(times).command(&id)).expect("it fits");
    let text = crate::file::save(&document);
    assert!(text.len() < crate::limits::MAX_BYTES / 2, "{}", text.len());
    let numbers = text.lines().filter(|line| line.trim_start().starts_with(char::is_numeric));
    assert!(numbers.clone().count() > 10_000 && numbers.clone().all(|line| line.len() <= 100));
    assert_eq!(crate::file::load(&text).expect("it opens").document, document);
}

#[test]
fn the_catalogue_takes_as_many_values() {
    let spec = catalogue::node(NodeKind::Traffic).param("trace_s").expect("traffic has it");
    assert!(spec.check(&ParamValue::List(vec![1.0; MAX_VALUES])).is_ok());
    assert!(spec.check(&ParamValue::List(vec![1.0; MAX_VALUES + 1])).is_err());
}

#[test]
fn a_recording_replaces_another_of_its_node_in_one_step() {
    let mut document = templates::find("mm1").expect("it is there").document();
    let id = traffic(&document);
    let first = parse("1\n2\n4.5\n").expect("it is fine");
    apply(&mut document, &first.command(&id)).expect("it fits");
    assert_eq!(recorded(&document.nodes[&id].params), Some((3, 4.5)));
    let second = parse("0,10\n30,20\n").expect("it is fine");
    apply(&mut document, &second.command(&id)).expect("it fits");
    let params = &document.nodes[&id].params;
    assert!(!params.contains_key("trace_s"));
    assert_eq!(params.get("arrivals"), Some(&"trace".into()));
    assert_eq!(recorded(params), Some((30, 60.0)));
}
