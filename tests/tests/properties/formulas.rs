//! Random designs by formula: nothing panics, and every number is one.

use windtunnel_sim::lifecycle::{Life, live};
use windtunnel_sim::model::Settings;
use windtunnel_sim::outlook::{Outlook, outlook};

use super::designs;

/// Designs that are tried.
const DESIGNS: u64 = 600;

/// JSON has no word for what is no number: it comes back as nothing, and differs.
#[test]
fn every_number_survives_json() {
    let (mut scored, mut tried) = (0, 0);
    for design in 0..DESIGNS {
        let document = designs::sound(design);
        let settings = Settings { seed: design, ..Settings::default() };
        let Ok(said) = outlook(&document.model(), &settings) else { continue };
        let json = serde_json::to_string(&said).expect("an outlook is JSON");
        let back: Outlook = serde_json::from_str(&json)
            .unwrap_or_else(|error| panic!("design {design}: {error} in {json}"));
        assert_eq!(back, said, "design {design}");
        scored += u32::from(said.policy.is_some());
        tried += 1;
    }
    println!("{tried} designs, {scored} with a policy by formula");
    assert!(tried > DESIGNS * 9 / 10 && scored > 50, "{tried} {scored}");
}

/// The same of lives: some days of whatever the catalogue allows.
#[test]
fn every_life_is_made_of_numbers() {
    let (mut scored, mut tried) = (0, 0);
    for design in 0..DESIGNS {
        let document = designs::sound(design);
        let settings = Settings { seed: design, days: 4, ..Settings::default() };
        let Ok(life) = live(&document.model(), &settings) else { continue };
        let json = serde_json::to_string(&life).expect("a life is JSON");
        let back: Life = serde_json::from_str(&json)
            .unwrap_or_else(|error| panic!("design {design}: {error} in {json}"));
        assert_eq!(back, life, "design {design}");
        assert_eq!(life.series.quality.len(), 4, "design {design}");
        for shares in [&life.series.in_time_share, &life.series.recall, &life.series.review_share] {
            let fits = |share: &f64| (-1e-9..=1.0 + 1e-9).contains(share);
            assert!(shares.iter().all(fits), "design {design}: {shares:?}");
        }
        scored += u32::from(life.series.auc.iter().any(|auc| *auc > 0.0));
        tried += 1;
    }
    println!("{tried} designs, {scored} with scores");
    assert!(tried > DESIGNS * 9 / 10 && scored > 50, "{tried} {scored}");
}
