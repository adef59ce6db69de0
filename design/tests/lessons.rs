//! The examples teach what they say they teach.

use windtunnel_design::sim::model::Settings;
use windtunnel_design::sim::request::simulate;
use windtunnel_design::sim::result::RunResult;
use windtunnel_design::{Command, Document, apply, templates};

fn example(id: &str) -> Document {
    templates::find(id).unwrap_or_else(|| panic!("{id} is there")).document()
}

fn run(document: &Document, horizon_s: f64) -> RunResult {
    let settings = Settings { horizon_s, buckets: 60, ..document.run };
    simulate(&document.model(), &settings, None).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// Mean number waiting at a node in the last of the 60 intervals.
fn waiting_at_the_end(result: &RunResult, node: &str) -> f32 {
    let at = result.nodes.iter().position(|it| it.id == node).expect("the node is there");
    *result.series.nodes[at].queue_mean.last().expect("there are intervals")
}

/// Domain reference 3.3: retries without a budget keep a system down after a short standstill;
/// with a budget of a tenth it recovers.
#[test]
fn a_retry_storm_outlives_its_cause_unless_there_is_a_budget() {
    let mut document = example("retry-storm");
    let storm = run(&document, 1_800.0);
    assert!(waiting_at_the_end(&storm, "model") > 900.0, "half an hour, ten minutes of it after");
    let budget =
        Command::SetLinkParam("gateway-model".into(), "retry_budget".into(), Some(0.1.into()));
    apply(&mut document, &budget).expect("a budget is allowed");
    let calm = run(&document, 1_800.0);
    assert!(waiting_at_the_end(&calm, "model") < 50.0);
}

/// Domain reference 4.9 and 4.11: 55.7 and 235 USD per 1,000 decisions by formula.
#[test]
fn what_decisions_cost_by_formula_is_the_references() {
    for (id, usd) in [("edge-cameras", 55.7), ("llm-support-triage", 235.0)] {
        let result = run(&example(id), 600.0);
        let expected = result.money.expected.expect("the design is of the known form");
        let found = expected.decisions_usd_per_1k;
        assert!((found / usd - 1.0).abs() < 0.002, "{id}: {found} is not {usd}");
    }
}

#[test]
fn keyword_rules_answer_while_the_provider_refuses() {
    let document = example("llm-support-triage");
    let result = run(&document, 36_000.0);
    let link = result.links.iter().find(|link| link.id == "router-llm").expect("it is there");
    let breaker = link.breaker.as_ref().expect("it has a breaker");
    assert!(breaker.opens > 10 && link.rejected > 100, "{link:?}");
    let [_, _, by_fallback, ..] = result.requests.outcomes;
    assert!(by_fallback > 300, "{by_fallback}");
}

#[test]
fn a_flash_crowd_meets_too_few_servers_until_new_ones_are_warm() {
    let document = example("gpu-autoscaling");
    let before = run(&document, 10_800.0);
    assert_eq!(before.requests.outcomes[2], 0, "no fallback before the crowd");
    let after = run(&document, 12_600.0);
    let gpu = after.nodes.iter().find(|node| node.id == "gpu").expect("it is there");
    let scale = gpu.scale.as_ref().expect("it scales");
    assert!(after.requests.outcomes[2] > 10_000, "{:?}", after.requests.outcomes);
    assert!(scale.most >= 6, "{scale:?}");
    let batches = gpu.batches.as_ref().and_then(|batches| batches.size);
    assert!(batches.is_some_and(|size| size.mean > 1.2), "{batches:?}");
}

#[test]
fn the_cache_saves_most_rankings_and_costs_some_quality() {
    let result = run(&example("recommender"), 1_800.0);
    let node = |id: &str| result.nodes.iter().find(|node| node.id == id).expect("it is there");
    let hits = node("cache").cache.as_ref().and_then(|cache| cache.hit_ratio).expect("hits");
    assert!((0.6..0.8).contains(&hits.mean), "{hits:?}");
    let ranked = node("ranker").visits.arrived as f64 / node("app").visits.arrived as f64;
    assert!((ranked + hits.mean - 1.0).abs() < 0.02, "{ranked} of all are ranked");
    let (auc, healthy) = (result.quality.auc, result.quality.auc_expected);
    let lost = healthy.zip(auc).map(|(healthy, auc)| healthy - auc);
    assert!(lost.is_some_and(|lost| lost > 0.01), "{auc:?} {healthy:?}");
}
