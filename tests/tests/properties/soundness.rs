//! Random designs of all kinds of nodes and all mechanisms: whatever is drawn, a run ends, its
//! identities hold and its numbers are numbers.

use std::collections::BTreeSet;

use windtunnel_design::kind_word;
use windtunnel_sim::model::{NodeKind, Settings};
use windtunnel_sim::request::simulate;
use windtunnel_tests::compare::{assert_finite, assert_sound};

use super::designs;

/// Designs that are tried; their numbers are their seeds, so that a bad one can be had again.
const DESIGNS: u64 = 2400;

#[test]
fn random_designs_run_and_their_identities_hold() {
    let mut ran = 0;
    let mut visited = BTreeSet::new();
    for design in 0..DESIGNS {
        let document = designs::random(design);
        let settings = Settings {
            horizon_s: 60.0,
            warmup_s: if design % 3 == 0 { 20.0 } else { 0.0 },
            seed: design,
            buckets: 12,
            event_budget: 40_000,
            ..Settings::default()
        };
        // What has faults is refused, and is tried again without them.
        let result = simulate(&document.model(), &settings, None)
            .or_else(|_| simulate(&designs::sound(design).model(), &settings, None));
        let Ok(run) = result else { continue };
        ran += 1;
        let name = format!("design {design}");
        assert_sound(&name, &run);
        assert_finite(&name, &run);
        for node in &run.nodes {
            if node.visits.arrived > 0 {
                visited.insert(document.nodes[&node.id].kind);
            }
        }
    }
    println!("{ran} of {DESIGNS} designs ran");
    assert!(ran > DESIGNS * 9 / 10, "only {ran} of {DESIGNS} designs are allowed");
    let missed: Vec<_> = NodeKind::ALL
        .into_iter()
        .filter(|kind| kind.on_request_path() && *kind != NodeKind::Traffic)
        .filter(|kind| !visited.contains(kind))
        .map(kind_word)
        .collect();
    assert!(missed.is_empty(), "nothing ever visited {missed:?}");
}
