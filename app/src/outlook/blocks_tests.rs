use windtunnel_design::sim::model::Settings;
use windtunnel_design::sim::outlook::outlook;
use windtunnel_design::templates;

use super::*;

fn card_fraud() -> (Document, Outlook) {
    let document = templates::find("card-fraud").expect("is there").document();
    let outlook = outlook(&document.model(), &Settings::default()).expect("runs");
    (document, outlook)
}

#[test]
fn every_table_of_the_lead_example_is_whole() {
    let (document, outlook) = card_fraud();
    let blocks: Vec<_> = BLOCKS.iter().filter_map(|make| make(&outlook, &document)).collect();
    let titles: Vec<_> = blocks.iter().map(|block| block.caption.as_str()).collect();
    for title in ["Quality", "Calibration", "Lose a feature", "Upgrade the model", "Break-even"] {
        assert!(titles.contains(&title), "{title} is missing of {titles:?}");
    }
    for block in blocks.iter().chain([&thresholds(&outlook)]) {
        assert!(!block.rows.is_empty(), "{}", block.caption);
        for row in &block.rows {
            assert_eq!(row.len(), block.heads.len(), "{}", block.caption);
            assert!(row.iter().all(|text| !text.contains("NaN") && !text.is_empty()), "{row:?}");
        }
    }
}

#[test]
fn the_best_is_what_the_design_can_do_and_no_worse_than_what_is_drawn() {
    let (_, outlook) = card_fraud();
    let (ways, best) = (ways(&outlook), best(&outlook).expect("scores"));
    let drawn = ways[0].1;
    assert_eq!(ways[0].0, "as drawn");
    assert!(best.usd_per_1k <= drawn.usd_per_1k + 1e-9);
    assert!(best.approve_below <= best.decline_above);
}

#[test]
fn losing_a_feature_is_told_worst_first() {
    let (document, outlook) = card_fraud();
    let block = ablation(&outlook, &document).expect("has features");
    let all: Vec<_> = outlook.ablation.iter().filter_map(|it| it.null_usd_per_1k).collect();
    let worst = all.into_iter().fold(f64::MIN, f64::max);
    let drawn = outlook.policy.as_ref().and_then(|policy| policy.drawn).expect("decides");
    assert_eq!(block.rows[0][2], signed(worst - drawn.usd_per_1k));
    assert!(block.notes[0].starts_with("Losing "), "{:?}", block.notes);
}

#[test]
fn promises_say_whether_they_can_be_kept() {
    let (mut document, _) = card_fraud();
    let mut said = |recall, alarms| {
        document.world.target = Some(windtunnel_design::sim::model::RulesRival {
            true_positive_rate: recall,
            false_positive_rate: alarms,
        });
        let outlook = outlook(&document.model(), &Settings::default()).expect("runs");
        promise(&outlook).expect("was promised")
    };
    assert!(said(0.3, 0.3).ends_with("One threshold holds it."));
    assert!(said(0.9999, 0.0001).contains("nearest"));
}

#[test]
fn an_empty_outlook_says_nothing() {
    let (none, document) = (Outlook::default(), Document::default());
    assert!(BLOCKS.iter().all(|make| make(&none, &document).is_none()));
    assert!(thresholds(&none).rows.is_empty() && promise(&none).is_none());
}

/// What a person opens first must not show a gap where a number should be.
#[test]
fn every_example_has_whole_tables_and_charts_within_their_axes() {
    use crate::outlook::figures::{CHARTS, base_rates, cost};
    for template in templates::all() {
        let document = template.document();
        let Ok(outlook) = outlook(&document.model(), &document.run) else { continue };
        let tables = BLOCKS.iter().filter_map(|make| make(&outlook, &document));
        let trials = outlook.trials.iter().flat_map(crate::outlook::trials::blocks);
        for table in tables.chain(trials) {
            for row in &table.rows {
                assert_eq!(row.len(), table.heads.len(), "{}: {}", template.id, table.caption);
                assert!(!row.iter().any(|text| text.contains("NaN")), "{}: {row:?}", template.id);
            }
        }
        let charts = CHARTS.iter().filter_map(|draw| draw(&outlook, &document));
        for figure in charts.chain(cost(&outlook)).chain(base_rates(&outlook)) {
            for (x, y) in figure.lines.iter().flat_map(|line| &line.points) {
                let inside = (figure.across.from - 1e-6..=figure.across.to + 1e-6).contains(x)
                    && (figure.up.from - 1e-6..=figure.up.to + 1e-6).contains(y);
                assert!(inside, "{}: {} at {x}, {y}", template.id, figure.title);
            }
        }
    }
}
