//! Thresholds, people, calibration, rivals.

use serde_json::{Value, json};
use windtunnel_design::{Document, templates};
use windtunnel_sim::model::ParamValue;
use windtunnel_sim::outlook::outlook;
use windtunnel_tests::formula::{expect, number};

fn template(id: &str) -> Document {
    templates::find(id).expect("the template exists").document()
}

fn said(document: &Document) -> Value {
    let outlook = outlook(&document.model(), &document.run).expect("the template is sound");
    serde_json::to_value(outlook).expect("an outlook is JSON")
}

fn set(document: &mut Document, node: &str, key: &str, value: f64) {
    let node = document.nodes.get_mut(node).expect("the node exists");
    node.params.insert(key.to_owned(), ParamValue::Number(value));
}

/// Domain reference 4.1 and 3.16.
#[test]
fn card_fraud_beside_its_rivals() {
    let said = said(&template("card-fraud"));
    let sides = &said["break_even"];
    for (path, want) in [
        ("/do_nothing_usd_per_1k", 135.0),
        ("/rules_usd_per_1k", 113.2),
        ("/ml_two_way_usd_per_1k", 101.6),
        ("/ml_drawn_usd_per_1k", 84.4),
        ("/pays_team_from_per_month", 1.56e6),
    ] {
        expect(sides, path, want, 0.0025);
    }
    assert!(number(sides, "/ml_best_usd_per_1k") < number(sides, "/ml_drawn_usd_per_1k"));
    assert_eq!(sides["choice"], "build_ml");
    // About 374,000 USD a month before the team.
    let saves = number(sides, "/saves_usd_per_month") + 45_000.0;
    assert!((saves - 374_000.0).abs() < 10_000.0, "{saves}");
    expect(&said, "/policy/drawn/recall", 0.467, 0.003);
    expect(&said, "/policy/drawn/review_share", 0.0043, 0.003);
    expect(&said, "/policy/staffed/capacity_share", 0.0045, 0.02);
}

/// The numbers of other templates that the domain reference gives (4.9 and 4.11).
#[test]
fn other_templates() {
    let edge = said(&template("edge-cameras"));
    expect(&edge, "/break_even/do_nothing_usd_per_1k", 400.0, 1e-9);
    expect(&edge, "/break_even/ml_two_way_usd_per_1k", 101.6, 0.001);
    expect(&edge, "/break_even/ml_drawn_usd_per_1k", 55.7, 0.001);
    expect(&edge, "/policy/drawn/review_share", 0.142, 0.04);
    let tickets = said(&template("llm-support-triage"));
    expect(&tickets, "/break_even/ml_drawn_usd_per_1k", 235.0, 0.001);
    expect(&tickets, "/break_even/rules_usd_per_1k", 677.0, 0.001);
}

/// What the money without a simulation says is what the run's own closed form says.
#[test]
fn the_run_agrees() {
    let mut document = template("card-fraud");
    document.run.horizon_s = 3600.0;
    let run = windtunnel_sim::request::simulate(&document.model(), &document.run, None);
    let expected = run.expect("it runs").money.expected.expect("it has a closed form");
    expect(&said(&document), "/policy/drawn/usd_per_1k", expected.decisions_usd_per_1k, 1e-12);
}

/// Every feature of the velocity feed gone: worse than rules, unless thresholds are ready for it.
#[test]
fn what_a_feed_is_worth() {
    let said = said(&template("card-fraud"));
    let rows = said["ablation"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["without"] == "velocity").expect("the feed");
    expect(row, "/null_usd_per_1k", 125.4, 0.001);
    expect(row, "/retuned_usd_per_1k", 112.6, 0.003);
    // Removing the best feature costs more than any other family of models brings.
    let best = rows.iter().find(|row| row["without"] == "card_velocity").expect("it is there");
    let lost = 0.970 - number(best, "/auc");
    let upgrades = said["upgrade"].as_array().expect("families");
    let aucs: Vec<_> = upgrades.iter().map(|family| number(family, "/auc")).collect();
    let most = aucs.iter().copied().fold(0.0, f64::max);
    let least = aucs.iter().copied().fold(1.0, f64::min);
    assert!(lost > 2.0 * (most - least), "{lost} {most} {least}");
    // Retrained without it: the separation is that of the others.
    let others: f64 = [0.99, 1.2, 1.1, 0.95, 0.833_f64].iter().map(|d| d * d).sum();
    let auc = windtunnel_sim::stats::normal_cdf((0.5 * others).sqrt());
    expect(best, "/auc", auc, 1e-9);
}

/// Chow's thresholds, and no other pair of thresholds is cheaper.
#[test]
fn three_way_is_the_optimum() {
    let mut document = template("card-fraud");
    let said_of = |document: &Document| said(document)["policy"].clone();
    let policy = said_of(&document);
    let (low, high) =
        (number(&policy, "/three_way/approve_below"), number(&policy, "/three_way/decline_above"));
    // approve p 135; review 2.1 + .1 p 135 + (1 - p) .05 12; decline (1 - p) 12.
    assert!((low - (2.1 + 0.6) / (0.9 * 135.0 + 0.6)).abs() < 1e-9, "{low}");
    assert!((high - (0.95 * 12.0 - 2.1) / (0.95 * 12.0 + 0.1 * 135.0)).abs() < 1e-9, "{high}");
    let best = number(&policy, "/three_way/usd_per_1k");
    set(&mut document, "policy", "approve_below", low);
    set(&mut document, "policy", "decline_above", high);
    expect(&said_of(&document), "/drawn/usd_per_1k", best, 1e-9);
    for (a, b) in [(0.9, 1.0), (1.1, 1.0), (1.0, 0.9), (1.0, 1.1)] {
        set(&mut document, "policy", "approve_below", low * a);
        set(&mut document, "policy", "decline_above", high * b);
        let other = number(&said_of(&document), "/drawn/usd_per_1k");
        assert!(other > best, "{a} {b}: {other} beats {best}");
    }
}

/// The multiplier is what the last item is worth: the slope of the cost over the capacity.
#[test]
fn one_more_hour_of_a_person() {
    let mut document = template("card-fraud");
    let mut staffed = |factor: f64| {
        // Slower work is less capacity at the same price of an item.
        set(&mut document, "desk", "service_p50_ms", 300_000.0 * factor);
        set(&mut document, "desk", "service_p99_ms", 900_000.0 * factor);
        let policy = said(&document)["policy"].clone();
        (
            number(&policy, "/staffed/capacity_share"),
            number(&policy, "/staffed/decided/usd_per_1k"),
            number(&policy, "/staffed/usd_per_item"),
            number(&policy, "/staffed/decided/review_share"),
        )
    };
    let (less, more, there) = (staffed(2.001), staffed(1.999), staffed(2.0));
    let slope = (less.1 - more.1) / (1000.0 * (more.0 - less.0));
    assert!(there.2 > 1.0 && (slope / there.2 - 1.0).abs() < 1e-3, "{slope} {}", there.2);
    assert!((there.3 / there.0 - 1.0).abs() < 1e-6, "the band is as wide as people allow");
    // With people enough an hour more is worth nothing.
    assert_eq!(staffed(0.1).2, 0.0);
}

/// A model that claims too much: the same thresholds meant rightly are cheaper.
#[test]
fn calibration_has_a_price() {
    let mut document = template("card-fraud");
    set(&mut document, "gbdt", "calibration_bias", 1.5);
    let said = said(&document);
    let of = |path: &str| number(&said, &format!("/policy/calibration/{path}"));
    assert!(of("claimed_base_rate") > 2.0 * of("base_rate"));
    assert!(of("usd_per_1k") > 1.1 * of("calibrated_usd_per_1k"));
    expect(&said, "/policy/calibration/calibrated_usd_per_1k", 84.34, 0.001);
    assert!((number(&said, "/score/as_served/auc") - 0.97).abs() < 1e-4, "the order is the same");
}

#[test]
fn promises_and_base_rates() {
    let mut document = template("card-fraud");
    let promised = |recall: f64, fpr: f64, document: &mut Document| {
        let wish = json!({"true_positive_rate": recall, "false_positive_rate": fpr});
        document.world.target = serde_json::from_value(wish).expect("a target");
        said(document)["target"].clone()
    };
    assert_eq!(promised(0.3, 0.001, &mut document)["is_feasible"], true);
    let target = promised(1.0, 0.001, &mut document);
    assert_eq!(target["is_feasible"], false);
    let (recall, fpr) =
        (number(&target, "/nearest_recall"), number(&target, "/nearest_false_positive_rate"));
    let distance = (1.0 - recall).hypot(fpr - 0.001);
    for step in -400..800 {
        let threshold = 0.01 * f64::from(step);
        let of = windtunnel_sim::stats::normal_cdf;
        let other = (1.0 - of(2.660_091_9 - threshold)).hypot(of(-threshold) - 0.001);
        assert!(distance <= other + 1e-9, "{threshold}");
    }
    let rows = said(&document)["policy"]["base_rates"].clone();
    let rows = rows.as_array().expect("a curve");
    assert_eq!(rows.len(), 21);
    expect(&rows[0], "/base_rate", 0.0001, 1e-9);
    expect(&rows[20], "/do_nothing_usd_per_1k", 1350.0, 1e-9);
    // Domain reference 4.1: an attack of four times the base rate costs 302, rules 417.
    expect(&rows[16], "/system_usd_per_1k", 302.0, 0.01);
    expect(&rows[16], "/rules_usd_per_1k", 417.0, 0.01);
}

#[test]
fn real_rows_and_plain_queues_have_no_formulas() {
    let rows = said(&template("credit-underwriters"));
    assert!(rows["score"].is_null() && rows["break_even"].is_null());
    assert_eq!(rows["warnings"].as_array().map(Vec::len), Some(1));
    let queue = outlook(&template("mm1").model(), &template("mm1").run).expect("it is sound");
    assert_eq!(queue, windtunnel_sim::outlook::Outlook::default());
}
