//! What must not change a result, byte for byte.

use std::fmt::Write;

use proptest::prelude::*;
use serde_json::{Value, json};
use windtunnel_design::{Document, file};
use windtunnel_sim::model::Settings;
use windtunnel_sim::request::{Run, simulate};
use windtunnel_tests::view::{self, Place};

use super::designs;

fn settings(seed: u64) -> Settings {
    Settings { horizon_s: 60.0, seed, buckets: 12, event_budget: 40_000, ..Settings::default() }
}

/// The result's bytes, or the findings that stop the run.
fn bytes(document: &Document, seed: u64) -> String {
    match simulate(&document.model(), &settings(seed), None) {
        Ok(run) => serde_json::to_string(&run).expect("a result is JSON"),
        Err(findings) => format!("{findings:?}"),
    }
}

/// An object with its keys the other way round: the file as another program would write it.
fn reversed(value: &Value) -> String {
    let Some(object) = value.as_object() else { return value.to_string() };
    let mut text = String::from("{");
    for (at, (key, value)) in object.iter().rev().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(text, "{comma}{}:{value}", json!(key)).expect("a string can be written");
    }
    text.push('}');
    text
}

proptest! {
    #![proptest_config(super::seeded(40))]

    #[test]
    fn the_order_of_the_file(design in any::<u64>(), seed in any::<u64>()) {
        let document = designs::sound(design);
        let value: Value = serde_json::from_str(&file::save(&document)).expect("it is JSON");
        let mut text = String::from("{");
        for key in ["run", "incidents", "links", "nodes", "world", "about", "title"] {
            let body = match key {
                "links" | "nodes" | "incidents" => reversed(&value[key]),
                _ => value[key].to_string(),
            };
            write!(text, "\"{key}\":{body},").expect("a string can be written");
        }
        write!(text, "\"schema\":{},\"format\":{}}}", value["schema"], value["format"]).expect("a string can be written");
        let other = match file::load(&text) {
            Ok(loaded) => loaded.document,
            Err(error) => panic!("design {design}: {error}\n{text}"),
        };
        prop_assert_eq!(&document, &other);
        prop_assert_eq!(bytes(&document, seed), bytes(&other, seed), "design {}", design);
    }

    #[test]
    fn steps_of_any_length(design in any::<u64>(), step in 1_u64..5000) {
        let model = designs::sound(design).model();
        let settings = settings(3);
        let Ok(whole) = simulate(&model, &settings, None) else { return Ok(()) };
        let mut run = Run::new(&model, &settings, None).expect("it ran before");
        while !run.advance(step).done {}
        let in_steps = run.finish();
        prop_assert_eq!(
            serde_json::to_string(&whole).expect("it is JSON"),
            serde_json::to_string(&in_steps).expect("it is JSON"),
            "design {}", design
        );
    }

    /// A node that nothing leads to and that leads nowhere is not there for the others.
    #[test]
    fn a_node_beside_the_others(design in any::<u64>(), seed in any::<u64>()) {
        let document = designs::sound(design);
        let mut with = document.clone();
        // In the middle of the order of ids.
        let kinds = ["service", "model", "cache", "fan_out", "sink", "llm"];
        let kind = kinds[(seed % kinds.len() as u64) as usize];
        let lonely = json!({"kind": kind});
        with.nodes.insert("m-lonely".into(), serde_json::from_value(lonely).expect("it is a node"));
        let one = simulate(&document.model(), &settings(seed), None);
        let other = simulate(&with.model(), &settings(seed), None);
        prop_assert_eq!(one.is_ok(), other.is_ok());
        let (Ok(one), Ok(other)) = (one, other) else { return Ok(()) };
        let (one, other) = (view::of(&one), view::of(&other));
        prop_assert_eq!(&one["links"], &other["links"]);
        prop_assert_eq!(&one["requests"], &other["requests"]);
        prop_assert_eq!(&one["quality"], &other["quality"]);
        prop_assert_eq!(&one["events"], &other["events"]);
        for id in document.nodes.keys() {
            for place in [Place::Node(id), Place::Series(id)] {
                prop_assert_eq!(view::part(&one, place), view::part(&other, place), "{}", id);
            }
        }
    }
}
