//! Experiments on the request path, and what a prediction log keeps.

use serde_json::{Value, json};
use windtunnel_sim::model::Settings;
use windtunnel_sim::outlook::outlook;
use windtunnel_sim::request::simulate;
use windtunnel_sim::stats::normal_cdf;
use windtunnel_tests::network::Network;

use super::bench::{Run, about, constant, evenly, instant, run, same, with};

/// Two sets of rules behind an experiment: the first catches half of the positives, the second nine
/// in ten; half of all are positive, and one that gets through costs 100 USD.
fn split(traffic: Value, params: Value) -> Network {
    let rules = |rate: f64| {
        with(
            &instant(),
            &json!({
                "true_positive_rate": rate, "false_positive_rate": 0.0, "is_fallback": false,
            }),
        )
    };
    Network::traffic(traffic, "split")
        .node("split", "experiment", params)
        .node("a", "rules", rules(0.5))
        .node("b", "rules", rules(0.9))
        .node("sink", "sink", json!({}))
        .link("split", "a", json!({}))
        .link("split", "b", json!({}))
        .link("a", "sink", json!({}))
        .link("b", "sink", json!({}))
        .world(json!({"base_rate": 0.5, "features": []}))
}

fn arm(run: &Run, at: usize, key: &str) -> f64 {
    let value = &run.0["arms"][at][key];
    value.as_f64().unwrap_or_else(|| panic!("arm {at} has no {key}: {value}"))
}

/// p of the arms' sizes.
fn p(run: &Run) -> f64 {
    run.0["arms"][0]["sizes"]["p"].as_f64().expect("sizes are compared")
}

/// Four standard deviations of a binomial count.
fn spread(n: f64, share: f64) -> f64 {
    4.0 * (n * share * (1.0 - share)).sqrt()
}

#[test]
fn arms_get_their_shares_and_show_their_difference() {
    let params = json!({"unit": "request", "treatment_share": 0.3});
    let run = run(&split(json!({"rate_per_s": 50.0}), params), 1000.0);
    let all = run.requests("arrived");
    about(arm(&run, 1, "exposed") as u64, 0.3 * all, spread(all, 0.3));
    assert_eq!(arm(&run, 0, "exposed") + arm(&run, 1, "exposed"), all);
    assert_eq!(run.visits("b", "arrived") as f64, arm(&run, 1, "exposed"));
    assert_eq!(run.0["arms"][0]["link"], "split-a-ok", "the control is the first link by its id");
    assert!(p(&run) > 0.001, "{}", p(&run));
    // 1,000 decisions, half of them positive, half or a tenth of these missed.
    for (at, missed) in [(0, 0.5), (1, 0.1)] {
        let ended = arm(&run, at, "ended");
        assert_eq!(arm(&run, at, "decided"), ended);
        about(arm(&run, at, "positives") as u64, 0.5 * ended, spread(ended, 0.5));
        let declined = 0.5 * (1.0 - missed);
        about(arm(&run, at, "declined") as u64, declined * ended, spread(ended, declined));
        let usd = &run.0["arms"][at]["usd_per_1k"];
        let (mean, half) = (&usd["mean"], &usd["half_width_95"]);
        let (mean, half) = (mean.as_f64().expect("a mean"), half.as_f64().expect("an interval"));
        let theory = 1000.0 * 0.5 * missed * 100.0;
        assert!(
            (mean - theory).abs() < 2.0 * half && half < 0.2 * theory,
            "{mean} {theory} {half}"
        );
    }
}

/// The hold-out stays with the first arm, and a ramp brings the second in little by little.
#[test]
fn hold_outs_and_ramps_keep_the_second_arm_small() {
    let treated = |more: Value, horizon_s: f64| {
        let params = with(&json!({"unit": "request", "treatment_share": 0.4}), &more);
        let run = run(&split(evenly(0.2), params), horizon_s);
        assert!(p(&run) > 0.001, "the plan knows of it: {}", p(&run));
        let all = run.requests("arrived");
        (arm(&run, 1, "exposed") / all, spread(all, 0.4) / all)
    };
    let day = 86_400.0;
    let near = |(share, give): (f64, f64), theory: f64| {
        assert!((share - theory).abs() < give, "{share} is not {theory} +- {give}");
    };
    near(treated(json!({}), day), 0.4);
    near(treated(json!({"hold_out_share": 0.5}), day), 0.2);
    // Over the whole ramp half of the share; a day of two a quarter.
    near(treated(json!({"ramp_days": 1.0}), day), 0.2);
    near(treated(json!({"ramp_days": 2.0}), day), 0.1);
    // A run that begins when the ramp is over has all of it.
    let params = json!({"unit": "request", "treatment_share": 0.4, "ramp_days": 2.0});
    let model = split(evenly(0.2), params).document().model();
    let settings = Settings { horizon_s: day, start_day: 2, ..Settings::default() };
    let late = simulate(&model, &settings, None).expect("it runs");
    let all = late.requests.arrived as f64;
    near((late.arms[1].exposed as f64 / all, spread(all, 0.4) / all), 0.4);
}

/// A second experiment behind the second arm: with the same salt, the same users come into its
/// second arm; with another, half of them.
#[test]
fn users_stay_in_their_arm_and_the_salt_says_which() {
    let network = |unit: &str, salt: &str| {
        let first = json!({"unit": unit, "salt": "first", "treatment_share": 0.5});
        Network::traffic(json!({"rate_per_s": 50.0, "keys": 2000, "zipf_s": 0.5}), "split")
            .node("split", "experiment", first)
            .node("a", "service", instant())
            .node("b", "service", instant())
            .link("split", "a", json!({}))
            .link("split", "b", json!({}))
            .node(
                "again",
                "experiment",
                json!({"unit": unit, "salt": salt, "treatment_share": 0.5}),
            )
            .node("c", "service", instant())
            .node("d", "service", instant())
            .link("b", "again", json!({}))
            .link("again", "c", json!({}))
            .link("again", "d", json!({}))
    };
    let share = |unit: &str, salt: &str| {
        let run = run(&network(unit, salt), 400.0);
        let (c, d) = (run.visits("c", "arrived"), run.visits("d", "arrived"));
        (d as f64 / (c + d) as f64, run)
    };
    let (all, run) = share("user", "first");
    assert_eq!(all, 1.0);
    // Units are users, each counted once, however often they come.
    let units: f64 = (2..4).map(|at| arm(&run, at, "units")).sum();
    assert!((1500.0..=2000.0).contains(&units), "{units}");
    assert!(arm(&run, 2, "exposed") > 4.0 * arm(&run, 2, "units"));
    let p = run.0["arms"][2]["sizes"]["p"].as_f64().expect("sizes are compared");
    assert!(p > 0.001, "{p}");
    let (half, _) = share("user", "second");
    assert!((half - 0.5).abs() < 0.08, "{half}");
    let (half, _) = share("request", "second");
    assert!((half - 0.5).abs() < 0.03, "{half}");
}

/// The treated leave sooner and are not written down: the sizes of the arms tell.
#[test]
fn lost_exposures_are_a_sample_ratio_mismatch() {
    let params = |more: Value| {
        let lost = json!({"unit": "request", "treatment_share": 0.5, "lost_treatment": 0.1});
        with(&lost, &more)
    };
    let of = |more: Value| run(&split(evenly(20.0), params(more)), 1000.02);
    let mismatch = |run: &Run| run.0["warnings"].to_string().contains("sample-ratio mismatch");
    let broken = of(json!({}));
    let (seen, lost) = (arm(&broken, 1, "exposed"), arm(&broken, 1, "lost"));
    about(lost as u64, 0.1 * (seen + lost), spread(seen + lost, 0.1));
    assert_eq!(broken.visits("b", "arrived") as f64, seen + lost, "they are served all the same");
    assert_eq!(arm(&broken, 0, "lost"), 0.0);
    assert!(p(&broken) < 1e-6 && mismatch(&broken), "{}", p(&broken));
    // A lower bar than that is not told of.
    assert!(!mismatch(&of(json!({"srm_p": 0.0}))));
    let whole = of(json!({"lost_treatment": 0.0}));
    assert!(p(&whole) > 0.001 && !mismatch(&whole), "{}", p(&whole));
    // Without a log of exposures nobody can tell.
    let blind = of(json!({"exposure_log": false}));
    assert!(blind.0["arms"][1]["sizes"].is_null() && !mismatch(&blind));
}

/// The fewer ideas work, the more of the wins are none: half of the level beside the power (Kohavi,
/// Deng & Vermeer 2022).
#[test]
fn wins_are_false_where_few_ideas_work() {
    for (success, alpha) in [(0.1, 0.05), (0.3, 0.05), (0.1, 0.01)] {
        let params = json!({"success_prior": success, "alpha": alpha, "power": 0.8});
        let model = split(evenly(10.0), params).document().model();
        let outlook = outlook(&model, &Settings::default()).expect("it is a design");
        let false_wins = 0.5 * alpha * (1.0 - success);
        same(outlook.trials[0].plan.false_positive_risk, false_wins / (false_wins + 0.8 * success));
    }
}

#[test]
fn one_arm_is_no_experiment() {
    let network = Network::traffic(evenly(1.0), "split")
        .node("split", "experiment", json!({}))
        .node("a", "service", instant())
        .link("split", "a", json!({}));
    let run = run(&network, 10.5);
    assert_eq!(run.visits("a", "arrived"), 10);
    assert!(run.0["arms"].as_array().expect("a list").is_empty());
    assert!(run.0["warnings"].to_string().contains("nothing to compare"));
}

/// A model with two features, one from a feed, behind a policy; all that ends goes to a log.
fn logged(params: Value) -> Network {
    Network::traffic(evenly(10.0), "store")
        .node("store", "feature_store", with(&constant(9, 3.0), &json!({"miss_rate": 0.0})))
        .node("feed", "feed", json!({"interval_s": 0, "lag_ms": 2000, "on_stop": "stale"}))
        .node("model", "model", constant(9, 4.0))
        .node("policy", "policy", json!({"approve_below": 0.4, "decline_above": 0.4}))
        .node("sink", "sink", json!({"deadline_ms": 1000}))
        .node("log", "prediction_log", params)
        .link("store", "model", json!({}))
        .link("model", "policy", json!({}))
        .link_when("policy", "sink", "approve", json!({}))
        .link_when("policy", "sink", "decline", json!({}))
        .wire("feed", "store", "stream")
        .wire("sink", "log", "feedback")
        .world(json!({
            "base_rate": 0.3,
            "features": [
                {"id": "fed", "separation": 4.0, "noise": 0.5, "served_by": "feed"},
                {"id": "own", "separation": 1.0, "missing_share": 0.25},
            ],
        }))
}

fn decisions(run: &Run) -> Vec<Value> {
    run.0["decisions"].as_array().expect("a list").clone()
}

#[test]
fn a_log_keeps_what_was_seen_and_done() {
    let run = run(&logged(json!({})), 2000.05);
    let kept = decisions(&run);
    assert_eq!(kept.len(), 200);
    let number = |value: &Value| value.as_f64().expect("a number");
    // Spread over the run, in order of time.
    let times: Vec<f64> = kept.iter().map(|one| number(&one["at_s"])).collect();
    assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
    let middle = times.iter().sum::<f64>() / 200.0;
    assert!((middle - 1000.0).abs() < 4.0 * 2000.0 / 2400.0_f64.sqrt(), "{middle}");
    // Weights are separations over variances, scaled to a spread of 1 within a class.
    let raw: [f64; 2] = [4.0 / 0.25, 1.0];
    let scale = 1.0 / (raw[0] * raw[0] * 0.25 + raw[1] * raw[1]).sqrt();
    let separation = scale * (raw[0] * 4.0 + raw[1] * 1.0);
    let mut nulls = 0;
    for one in &kept {
        let features = one["features"].as_array().expect("they are kept");
        assert_eq!((&features[0]["id"], &features[1]["id"]), (&json!("fed"), &json!("own")));
        assert_eq!((number(&features[0]["age_s"]), &features[0]["is_null"]), (2.0, &json!(false)));
        nulls += u32::from(features[1]["is_null"] == true);
        let values = features.iter().zip(raw);
        let score = scale * values.map(|(f, weight)| weight * number(&f["value"])).sum::<f64>();
        assert!((score - number(&one["score"])).abs() < 1e-5, "{one}");
        let log_odds = (0.3_f64 / 0.7).ln() + separation * score - 0.5 * separation * separation;
        let probability = 1.0 / (1.0 + (-log_odds).exp());
        assert!((probability - number(&one["probability"])).abs() < 1e-4, "{one}");
        let declined = number(&one["score"]) >= number(&one["decline_above"]);
        assert_eq!(one["action"], if declined { "decline" } else { "approve" });
        assert_eq!(one["approve_below"], one["decline_above"]);
        same(number(&one["latency_ms"]), 7.0);
        assert_eq!(one["outcome"], "in_time");
        assert_eq!((&one["scorer"], &one["policy"]), (&json!("model"), &json!("policy")));
        assert_eq!((&one["version"], &one["source"]), (&json!(1), &json!("source")));
        assert!(one["arm"].is_null());
    }
    assert!((30..70).contains(&nulls), "a quarter of 200: {nulls}");
    let positives = kept.iter().filter(|one| one["positive"] == true).count();
    assert!((35..85).contains(&positives), "three tenths of 200: {positives}");
    let far = (0.5 * separation).min(9.0);
    assert!(normal_cdf(far) > 0.99, "so the classes hardly overlap, and right actions show it");
    let right = |one: &&Value| (one["positive"] == true) == (one["action"] == "decline");
    assert!(kept.iter().filter(right).count() > 195);
}

#[test]
fn a_log_keeps_no_more_than_it_is_told_to() {
    let bare = json!({"keeps_features": false, "keeps_versions": false, "keeps_arm": false});
    let kept = decisions(&run(&logged(bare), 100.05));
    assert_eq!(kept.len(), 200);
    let is_kept = |key: &str| kept.iter().any(|one| !one[key].is_null());
    assert!(!is_kept("features") && !is_kept("version") && !is_kept("arm") && is_kept("score"));
    // A share of the decisions, by which the price goes.
    let price = json!({"sample_share": 0.1, "usd_per_million_records": 1e6});
    let few = run(&logged(price), 200.05);
    let kept = decisions(&few).len();
    about(kept as u64, 200.0, spread(2000.0, 0.1));
    assert!(kept < 200 || few.node("log", "usd") >= 200.0);
    about(few.node("log", "usd") as u64, 200.0, spread(2000.0, 0.1));
    let machines = few.0["money"]["system"]["ledger"]["infrastructure_usd"].as_f64();
    assert!(machines.expect("a price") >= few.node("log", "usd"));
    // Without a link to it there is nothing to keep.
    let network = Network::traffic(evenly(10.0), "a").node("a", "service", instant()).node(
        "log",
        "prediction_log",
        json!({}),
    );
    assert!(decisions(&run(&network, 100.05)).is_empty());
}

/// Records are deleted in time, and say which arm a request was in.
#[test]
fn records_have_an_arm_and_an_end() {
    let network = split(evenly(0.01), json!({"unit": "request"}))
        .node("log", "prediction_log", json!({"retention_days": 1}))
        .wire("sink", "log", "feedback");
    let two_days = 2.0 * 86_400.0;
    let kept = decisions(&run(&network, two_days));
    assert!(kept.len() > 50, "{}", kept.len());
    for one in &kept {
        assert!(one["at_s"].as_f64().expect("a time") >= 86_400.0, "{one}");
        let (arm, rules) = (one["arm"].as_str(), one["scorer"].as_str());
        assert_eq!(arm, rules.map(|rules| format!("split-{rules}-ok")).as_deref(), "{one}");
    }
    let both = |arm: &str| kept.iter().filter(|one| one["arm"] == arm).count() > 10;
    assert!(both("split-a-ok") && both("split-b-ok"));
}
