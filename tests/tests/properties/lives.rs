//! Whatever is drawn at the ends of what is allowed: a life, a run and the formulas have numbers
//! that are numbers, or say that there are none.

use std::fmt::Debug;
use std::panic::catch_unwind;

use windtunnel_design::Document;
use windtunnel_sim::lifecycle::live;
use windtunnel_sim::model::Settings;
use windtunnel_sim::outlook::outlook;
use windtunnel_sim::request::simulate;

use super::{designs, extremes};

/// Designs that are tried; their numbers are their seeds. `WINDTUNNEL_LIVES` says how many, and
/// `WINDTUNNEL_FIRST_LIFE` from which on.
const DESIGNS: u64 = 300;

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The first number that is none, with what stands before it; texts are read as well.
fn strange(result: &impl Debug) -> Option<String> {
    let text = format!("{result:?}");
    let is_strange = |word: &str| matches!(word, "NaN" | "inf");
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let word = words.find(|word| is_strange(word))?;
    let at = word.as_ptr() as usize - text.as_ptr() as usize;
    let from = (0..=at.saturating_sub(200)).rev().find(|&from| text.is_char_boundary(from))?;
    Some(text[from..at + word.len()].to_owned())
}

/// What is strange about a design; `None` where it does not run at all.
fn look(seed: u64, document: &Document) -> Option<Vec<String>> {
    let days = 30 + (seed % 61) as u32;
    let settings = Settings {
        days,
        seed,
        horizon_s: 600.0,
        warmup_s: if seed.is_multiple_of(3) { 60.0 } else { 0.0 },
        buckets: 12,
        event_budget: 3_000,
        ..Settings::default()
    };
    let model = document.model();
    let life = strange(&live(&model, &settings).ok()?);
    let run = simulate(&model, &settings, None).ok().and_then(|run| strange(&run));
    let formulas = outlook(&model, &settings).ok().and_then(|outlook| strange(&outlook));
    let all = [("life", life), ("run", run), ("outlook", formulas)];
    let of =
        |(name, found): (&str, Option<String>)| Some(format!("design {seed}, {name}: {}", found?));
    Some(all.into_iter().filter_map(of).collect())
}

#[test]
fn all_numbers_of_extreme_systems_are_numbers() {
    let designs = asked("WINDTUNNEL_LIVES").unwrap_or(DESIGNS);
    let first = asked("WINDTUNNEL_FIRST_LIFE").unwrap_or(0);
    let (mut ran, mut found) = (0, Vec::new());
    for seed in first..first + designs {
        // Systems that learn, and now and then any design.
        let document = if seed % 5 == 4 {
            designs::sound(seed)
        } else {
            designs::repaired(extremes::random(seed))
        };
        let Ok(strange) = catch_unwind(|| look(seed, &document)) else {
            found.push(format!("design {seed} panics"));
            continue;
        };
        let Some(strange) = strange else { continue };
        ran += 1;
        found.extend(strange);
    }
    println!("{ran} of {designs} designs ran");
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(ran > designs * 9 / 10, "only {ran} of {designs} designs are allowed");
}
