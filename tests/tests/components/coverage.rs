//! Nothing of the catalogue goes untested: every kind and parameter stands in the source of a suite.

use std::path::Path;

use windtunnel_sim::model::NodeKind;
use windtunnel_sim::model::catalogue::{LINK, node};

/// Suites whose tests compare with theory or an exact case.
const SUITES: [&str; 4] = ["truth", "edges", "components", "outlook"];

/// Words for people, which a run does not look at.
const DOCUMENTED: [&str; 2] = ["approver", "contract"];

fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suites = SUITES.iter().map(|suite| root.join("tests").join(suite));
    let files = suites
        .flat_map(|suite| std::fs::read_dir(suite).expect("the suite is there"))
        .map(|file| file.expect("it can be listed").path())
        .filter(|path| !path.ends_with("coverage.rs"))
        .chain([root.join("src").join("network.rs")]);
    files.map(|path| std::fs::read_to_string(path).expect("it can be read")).collect()
}

/// A kind as it stands in files.
fn word(kind: &NodeKind) -> String {
    serde_json::to_value(kind).expect("it is a word").as_str().expect("it is one").to_owned()
}

#[test]
fn every_kind_and_parameter_is_in_a_test() {
    let sources = sources();
    let stands = |key: &str| sources.contains(&format!("\"{key}\""));
    // The laws of gaps and think times share a table of shapes.
    let is_used = |key: &str| {
        let shape = ["gap_", "think_"].iter().find_map(|law| key.strip_prefix(law));
        stands(key) || shape.is_some_and(stands)
    };
    let kinds: Vec<_> = NodeKind::ALL.iter().map(word).filter(|kind| !stands(kind)).collect();
    assert!(kinds.is_empty(), "no test has a node of these kinds: {kinds:?}");
    let specs = NodeKind::ALL.iter().flat_map(|&kind| node(kind).all_params()).chain(LINK);
    let mut keys: Vec<_> = specs.map(|spec| spec.key).filter(|key| !is_used(key)).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys, DOCUMENTED, "no test sets these parameters");
}
