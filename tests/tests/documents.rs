//! Saved designs: what opens, what is refused, and with which words.

use std::path::PathBuf;

use windtunnel_design::file::{self, LoadError};
use windtunnel_design::{Document, layout, templates};
use windtunnel_sim::request::simulate;
use windtunnel_tests::network::Network;

/// A small design with one line replaced.
fn with(old: &str, new: &str) -> String {
    const SMALL: &str = r#"{
  "format": "windtunnel",
  "schema": 1,
  "title": "Small",
  "nodes": {
    "in": {"kind": "traffic", "at": {"x": 0, "y": 0}, "params": {"rate_per_s": 5}},
    "work": {"kind": "service", "at": {"x": 240, "y": 0}, "params": {"servers": 2}},
    "out": {"kind": "sink", "at": {"x": 480, "y": 0}}
  },
  "links": {
    "a": {"from": "in", "to": "work"},
    "b": {"from": "work", "to": "out"}
  },
  "world": {"base_rate": 0.01, "costs": {"false_negative_usd": 100}},
  "run": {"horizon_s": 60, "seed": 1}
}"#;
    assert!(SMALL.contains(old), "{old}");
    SMALL.replacen(old, new, 1)
}

fn refused(text: &str) -> LoadError {
    file::load(text).expect_err("the file is bad")
}

/// The message names the place and holds these words.
fn says(text: &str, words: &[&str]) -> LoadError {
    let error = refused(text);
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "{word:?} is not in {message:?}");
    }
    error
}

#[test]
fn the_small_design_opens() {
    let loaded = file::load(&with("", "")).expect("it is fine");
    assert_eq!(loaded.document.nodes.len(), 3);
    assert_eq!(loaded.findings, []);
}

#[test]
fn a_broken_file_says_line_and_column() {
    let error = says(&with("\"schema\": 1,", "\"schema\": 1"), &["Line 4, column 3"]);
    assert!(matches!(error, LoadError::NotJson { line: 4, column: 3, .. }), "{error:?}");
    says(&with("\"seed\": 1}\n}", "\"seed\": 1}"), &["Line 15", "EOF"]);
    says("", &["Line 1", "EOF"]);
    says(&format!("{} tail", with("", "")), &["Line 16", "trailing"]);
}

#[test]
fn other_files_are_not_ours() {
    for (text, words) in [
        ("[]", "a list"),
        ("3", "a number"),
        ("null", "nothing"),
        ("{}", "no format"),
        (r#"{"format": "excalidraw"}"#, "excalidraw"),
    ] {
        let error = says(text, &["not a Windtunnel design", words]);
        assert!(matches!(error, LoadError::NotOurs { .. }), "{error:?}");
    }
}

#[test]
fn a_newer_schema_is_refused_with_both_numbers() {
    let error = says(&with("\"schema\": 1", "\"schema\": 7"), &["schema 7", "up to 2", "Reload"]);
    assert_eq!(error, LoadError::Newer { found: 7, supported: 2 });
    for bad in ["0", "-1", "1.5", "\"1\"", "null", "1e30"] {
        let error = refused(&with("\"schema\": 1", &format!("\"schema\": {bad}")));
        assert!(matches!(error, LoadError::Schema { .. }), "{bad}: {error:?}");
    }
    assert!(matches!(refused(&with("\"schema\": 1,", "")), LoadError::Schema { .. }));
}

#[test]
fn an_unknown_kind_comes_with_the_known_ones() {
    let error = says(
        &with("\"kind\": \"service\"", "\"kind\": \"blockchain\""),
        &["nodes.work.kind", "blockchain", "feature_store", "monitor"],
    );
    assert!(matches!(error, LoadError::UnknownKind { .. }), "{error:?}");
    says(&with("\"kind\": \"service\"", "\"kind\": 3"), &["nodes.work.kind", "3"]);
}

#[test]
fn an_unknown_field_comes_with_the_known_ones() {
    says(&with("\"title\"", "\"colour\": 1, \"title\""), &["the file", "colour", "incidents"]);
    says(&with("\"x\": 240", "\"z\": 1, \"x\": 240"), &["nodes.work.at", "\"z\"", "x, y"]);
    says(&with("\"base_rate\"", "\"base_rte\": 1, \"base_rate\""), &["world", "base_rte"]);
    says(&with("\"seed\": 1", "\"sed\": 1"), &["run", "sed", "horizon_s"]);
    says(&with("\"to\": \"out\"", "\"to\": \"out\", \"width\": 2"), &["links.b", "width"]);
    says(&with("\"title\": \"Small\",", ""), &["title", "missing"]);
    says(&with("\"from\": \"work\", ", ""), &["links.b", "from", "missing"]);
}

#[test]
fn parameters_are_checked_by_the_catalogue() {
    let bad = |new: &str, words: &[&str]| {
        let error = says(&with("\"servers\": 2", new), words);
        assert!(matches!(error, LoadError::Parameter { .. }), "{error:?}");
    };
    bad("\"severs\": 2", &["nodes.work.params.severs", "there is no parameter", "queue_limit"]);
    bad("\"servers\": 0", &["nodes.work.params.servers", "outside 1 to 100000"]);
    bad("\"servers\": 2.5", &["nodes.work.params.servers", "a whole number"]);
    bad("\"servers\": \"two\"", &["nodes.work.params.servers", "a whole number"]);
    bad("\"service_law\": \"cauchy\"", &["nodes.work.params.service_law", "exponential"]);
    let link = with("\"to\": \"out\"", "\"to\": \"out\", \"params\": {\"timeout_ms\": -1}");
    says(&link, &["links.b.params.timeout_ms", "outside 0"]);
}

#[test]
fn a_negative_rate_is_refused() {
    let rate = with("\"rate_per_s\": 5", "\"rate_per_s\": -5");
    says(&rate, &["nodes.in.params.rate_per_s", "-5", "outside 0"]);
    let cost = with("\"false_negative_usd\": 100", "\"false_negative_usd\": -1");
    says(&cost, &["world.costs.false_negative_usd", "negative"]);
    says(&with("\"horizon_s\": 60", "\"horizon_s\": -60"), &["run.horizon_s", "negative"]);
    says(&with("\"seed\": 1", "\"seed\": -1"), &["run.seed", "whole number"]);
}

#[test]
fn nan_and_infinity_are_refused_with_their_place() {
    for bad in ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"] {
        let error =
            says(&with("\"rate_per_s\": 5", &format!("\"rate_per_s\": {bad}")), &["Line 6"]);
        assert!(matches!(error, LoadError::NotFinite { .. }), "{bad}: {error:?}");
    }
    // What JavaScript writes for NaN.
    says(
        &with("\"rate_per_s\": 5", "\"rate_per_s\": null"),
        &["nodes.in.params.rate_per_s", "null"],
    );
    says(&with("\"x\": 240", "\"x\": 1e300"), &["nodes.work.at", "not a place"]);
}

#[test]
fn a_link_to_nowhere_names_the_end() {
    let error = says(&with("\"to\": \"out\"", "\"to\": \"gone\""), &["links.b.to", "\"gone\""]);
    assert!(matches!(error, LoadError::LinkToNowhere { .. }), "{error:?}");
    says(&with("\"from\": \"in\"", "\"from\": \"\""), &["links.a.from"]);
}

#[test]
fn a_link_that_cannot_be_says_why() {
    let back = with("\"from\": \"work\", \"to\": \"out\"", "\"from\": \"work\", \"to\": \"in\"");
    let error = says(&back, &["links.b", "Requests start at traffic"]);
    assert!(matches!(error, LoadError::LinkNotAllowed { .. }), "{error:?}");
    let twin = with(
        "\"b\": {\"from\": \"work\", \"to\": \"out\"}",
        "\"b\": {\"from\": \"in\", \"to\": \"work\"}",
    );
    says(&twin, &["links.b", "already such a link"]);
}

#[test]
fn a_key_that_is_there_twice_is_refused() {
    let error =
        says(&with("\"out\": {\"kind\"", "\"work\": {\"kind\""), &["Line 8", "\"work\"", "twice"]);
    assert!(matches!(error, LoadError::DuplicateKey { .. }), "{error:?}");
    says(&with("\"seed\": 1", "\"seed\": 1, \"seed\": 2"), &["Line 15", "\"seed\""]);
}

#[test]
fn a_50_mb_file_is_refused_unread() {
    let error = says(&" ".repeat(50_000_000), &["50000000 bytes", "5000000"]);
    assert!(matches!(error, LoadError::TooLarge { .. }), "{error:?}");
    assert!(matches!(file::load_bytes(&vec![0; 50_000_000]), Err(LoadError::TooLarge { .. })));
}

#[test]
fn too_many_of_anything_is_refused() {
    let nodes: Vec<String> =
        (0..10_001).map(|n| format!("\"n{n}\": {{\"kind\": \"service\"}}")).collect();
    let text = format!(
        "{{\"format\": \"windtunnel\", \"schema\": 1, \"title\": \"\", \"nodes\": {{{}}}}}",
        nodes.join(",")
    );
    says(&text, &["nodes", "10001", "at most 10000"]);
}

#[test]
fn texts_are_limited() {
    let long = with("\"Small\"", &format!("\"{}\"", "x".repeat(6_000)));
    says(&long, &["title", "6000 characters"]);
    let id = with("\"out\": {", &format!("\"{}\": {{", "x".repeat(300)));
    says(&id, &["nodes", "id of 300 characters"]);
    says(&with("\"Small\"", "\"a\\u0000b\""), &["title", "control"]);
}

#[test]
fn failure_plans_are_about_parts_that_are_there() {
    let with = |plans: &str| {
        let model = "\"out\": {\"kind\": \"sink\"}, \"ml\": {\"kind\": \"model\"";
        with("\"out\": {\"kind\": \"sink\"", model).replacen(
            "\"world\"",
            &format!("\"failure_plans\": {plans}, \"world\""),
            1,
        )
    };
    let of = |cell: &str| with(&format!("{{\"out\": {{\"cells\": {{{cell}}}}}}}"));
    let loaded = file::load(&of("\"ml\": {\"answer\": \"rules\"}")).expect("it opens");
    assert_eq!(loaded.document.failure_plans["out"].cells.len(), 1);
    says(&with("{\"nobody\": {}}"), &["failure_plans.nobody", "there is no node"]);
    says(&with("{\"work\": {}}"), &["failure_plans.work", "is no sink"]);
    says(&of("\"nobody\": {\"answer\": \"rules\"}"), &["failure_plans.out", "there is no node"]);
    says(&of("\"work\": {\"answer\": \"rules\"}"), &["failure_plans.out", "“work” is no part"]);
    says(&of("\"ml\": {}"), &["failure_plans.out.cells.ml", "answer", "missing"]);
    says(&of("\"ml\": {\"answer\": \"pray\"}"), &["cells.ml.answer", "previous_model"]);
    says(&of("\"ml\": {\"answer\": \"rules\", \"who\": 1}"), &["cells.ml", "who", "note"]);
    let long = format!("\"ml\": {{\"answer\": \"rules\", \"note\": \"{}\"}}", "x".repeat(6_000));
    says(&of(&long), &["cells.ml.note", "6000 characters"]);
    says(&with("{\"out\": {\"stakes\": \"high\"}}"), &["failure_plans.out.stakes", "money"]);
    let silent = file::load(&with("{\"out\": {\"cells\": {}}}")).expect("it opens");
    assert!(silent.document.failure_plans.is_empty(), "a plan that says nothing is none");
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let text = "[".repeat(1_000_000);
    says(&text, &["recursion limit"]);
    let text = "{\"a\":".repeat(500_000);
    says(&text, &["recursion limit"]);
}

#[test]
fn bytes_that_are_no_text_are_refused_and_a_byte_order_mark_is_not() {
    let bad = file::load_bytes(b"{\"format\": \"\xFF\"}");
    assert!(matches!(bad, Err(LoadError::NotText { byte: 12 })), "{bad:?}");
    let marked = [b"\xEF\xBB\xBF", with("", "").as_bytes()].concat();
    assert!(file::load_bytes(&marked).is_ok());
}

#[test]
fn bad_worlds_open_with_findings() {
    let loaded = file::load(&with("\"base_rate\": 0.01", "\"base_rate\": 3")).expect("it opens");
    assert!(loaded.findings.iter().any(|finding| finding.message.contains("base rate")));
}

#[test]
fn nodes_without_a_place_get_one() {
    let text = with(", \"at\": {\"x\": 0, \"y\": 0}", "")
        .replace(", \"at\": {\"x\": 240, \"y\": 0}", "")
        .replace(", \"at\": {\"x\": 480, \"y\": 0}", "");
    let document = file::load(&text).expect("it opens").document;
    let x = |id: &str| document.nodes[id].at.x;
    assert!(
        x("in") + layout::NODE_SIZE.x < x("work") && x("work") + layout::NODE_SIZE.x < x("out")
    );
    let some = with(", \"at\": {\"x\": 480, \"y\": 0}", "");
    let document = file::load(&some).expect("it opens").document;
    assert!(document.nodes["out"].at.y > layout::NODE_SIZE.y, "below what has a place");
}

#[test]
fn saving_and_opening_changes_nothing() {
    for template in templates::all() {
        let document = template.document();
        let text = file::save(&document);
        assert_eq!(file::load(&text).expect("it opens").document, document);
    }
    let empty = Document::default();
    assert_eq!(file::load(&file::save(&empty)).expect("it opens").document, empty);
}

fn fixtures(schema: u32) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/documents/v{schema}"))
}

/// Frozen files of every schema that ever shipped. They are never edited, and open for ever.
#[test]
fn every_schema_has_fixtures_and_each_opens() {
    for schema in 1..=file::SCHEMA {
        let folder = fixtures(schema);
        let entries = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<PathBuf> =
            entries.map(|entry| entry.expect("readable").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "no fixture of schema {schema}");
        for path in files {
            let bytes = std::fs::read(&path).expect("it can be read");
            let name = path.display();
            let loaded = file::load_bytes(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
            let again = file::save(&loaded.document);
            let reloaded = file::load(&again).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(reloaded.document, loaded.document, "{name}");
            assert_eq!(file::save(&reloaded.document), again, "{name}");
        }
    }
}

#[test]
fn there_is_no_fixture_of_a_schema_that_does_not_exist() {
    assert!(!fixtures(file::SCHEMA + 1).exists(), "raise SCHEMA by adding a step");
}

#[test]
fn what_a_run_says_of_a_node_is_said_by_its_label() {
    let network = Network::poisson(3.0, "s0").station("s0", 1.0, 1.0);
    let mut document = network.document();
    document.nodes.get_mut("s0").expect("it is there").label = "Till".into();
    let run = simulate(&document.model(), &document.run, None).expect("it runs");
    let warning = run.warnings.iter().find(|warning| warning.contains("saturated"));
    let said = document.in_words(warning.expect("three come a second, and one is served"));
    assert!(said.starts_with("Till is saturated"), "{said}");
    assert_eq!(document.in_words("s1 is not there"), "s1 is not there");
}
