//! docs/model.md says how textbook systems are drawn: every design in it opens and runs, and every
//! quantity that it names is in a result.

use std::path::PathBuf;

use serde_json::Value;
use windtunnel_design::{file, templates};
use windtunnel_sim::model::Settings;
use windtunnel_sim::request::simulate;
use windtunnel_sim::{lifecycle, outlook};
use windtunnel_tests::view;

/// Events of a run: enough for every percentile, and over in milliseconds.
const EVENTS: u64 = 300_000;

/// What stands under one heading.
#[derive(Default)]
struct Section {
    heading: String,
    /// Whole files among its blocks.
    designs: Vec<String>,
    /// Quantities that its text names.
    paths: Vec<String>,
}

fn sections() -> Vec<Section> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/model.md");
    let text = std::fs::read_to_string(path).expect("docs/model.md is there");
    let mut sections = vec![Section::default()];
    let mut block: Option<String> = None;
    for line in text.lines() {
        if let Some(json) = &mut block {
            if line != "```" {
                json.push_str(line);
                json.push('\n');
                continue;
            }
            let design = block.take().filter(|json| json.contains("\"format\""));
            sections.last_mut().expect("there is one").designs.extend(design);
        } else if line == "```json" {
            block = Some(String::new());
        } else if let Some(heading) = line.strip_prefix("##") {
            let heading = heading.trim_start_matches(['#', ' ']).to_owned();
            sections.push(Section { heading, ..Section::default() });
        } else {
            let spans = line.split('`').skip(1).step_by(2).filter(|span| is_path(span));
            sections.last_mut().expect("there is one").paths.extend(spans.map(str::to_owned));
        }
    }
    assert!(block.is_none(), "a block is not closed");
    sections
}

/// Is this the name of something in a result?
fn is_path(span: &str) -> bool {
    let starts = [
        "nodes[",
        "links[",
        "classes[",
        "requests.",
        "series.",
        "money.",
        "quality.",
        "life.",
        "outlook.",
    ];
    starts.iter().any(|start| span.starts_with(start)) && !span.contains(' ')
}

/// Runs a design, of which every identity must hold.
fn run(name: &str, text: &str) -> Value {
    let loaded = file::load(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    // Textbook systems have no sink, or no fallback and owner, and say so.
    let mut findings = loaded.findings.iter();
    let is_meant =
        |message: &str| message == "Its requests reach no decision." || message.contains(" (L");
    assert!(findings.all(|finding| is_meant(&finding.message)), "{name}: {:?}", loaded.findings);
    let settings = Settings { event_budget: EVENTS, ..loaded.document.run };
    let result = simulate(&loaded.document.model(), &settings, None)
        .unwrap_or_else(|findings| panic!("{name}: {findings:?}"));
    for check in &result.checks {
        assert!(check.holds, "{name}: {check:?}");
    }
    let mut all = view::of(&result);
    let document = &loaded.document;
    let outlook = outlook::outlook(&document.model(), &document.run).expect("it runs");
    all["outlook"] = serde_json::to_value(outlook).expect("an outlook is JSON");
    if document.run.days > 0 {
        let life = lifecycle::live(&document.model(), &document.run).expect("it lives");
        all["life"] = serde_json::to_value(life).expect("a life is JSON");
    }
    all
}

/// Values at a path such as `nodes[queue].wait.mean_ms`; `[id]` stands for any.
fn values<'a>(run: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![run];
    for step in path.split('.') {
        let (key, index) = match step.split_once('[') {
            Some((key, index)) => (key, index.strip_suffix(']')),
            None => (step, None),
        };
        found = found.into_iter().filter_map(|value| value.get(key)).collect();
        let Some(index) = index else { continue };
        let names = |item: &Value| index == "id" || item["id"] == index || item["class"] == index;
        found = match index.parse::<usize>() {
            Ok(place) => found.into_iter().filter_map(|list| list.get(place)).collect(),
            Err(_) => found
                .into_iter()
                .filter_map(Value::as_array)
                .flatten()
                .filter(|item| names(item))
                .collect(),
        };
    }
    found
}

fn says_something(value: &Value) -> bool {
    !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
}

#[test]
fn designs_of_the_docs_run_and_say_what_the_docs_name() {
    let mut all: Vec<Value> = Vec::new();
    let sections = sections();
    for section in &sections {
        let name = &section.heading;
        let runs: Vec<Value> = section.designs.iter().map(|text| run(name, text)).collect();
        for path in section.paths.iter().filter(|_| !runs.is_empty()) {
            let found = runs.iter().flat_map(|run| values(run, path));
            assert!(found.into_iter().any(says_something), "{name}: nothing at {path}");
        }
        all.extend(runs);
    }
    assert!(all.len() > 30, "{} designs", all.len());
    // What is named in general is in some result: where things decide, in an example's.
    let document = templates::find("card-fraud").expect("the first example").document();
    all.push(run(&document.title, &file::save(&document)));
    for section in sections.iter().filter(|section| section.designs.is_empty()) {
        for path in &section.paths {
            let found = all.iter().flat_map(|run| values(run, path));
            assert!(found.into_iter().next().is_some(), "{}: no {path}", section.heading);
        }
    }
}
