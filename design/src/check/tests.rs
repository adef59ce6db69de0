use super::*;
use crate::failures::{CellPlan, FailurePlan, Remedy};
use crate::{Command, DocLink, DocNode, Point, apply, templates};

fn card_fraud() -> Document {
    templates::find("card-fraud").expect("it is there").document()
}

fn change(document: &mut Document, command: &Command) {
    apply(document, command).expect("the command fits");
}

fn codes(document: &Document) -> Vec<String> {
    let findings = check(document);
    let code = |finding: &Diagnostic| {
        finding.message.split("(L").nth(1).map(|rest| format!("L{}", rest.trim_end_matches(").")))
    };
    findings.iter().filter_map(code).collect()
}

/// Templates whose lesson is what a review would say about them.
const LESSONS: [(&str, &[&str]); 5] = [
    ("card-fraud-silent", &["L20"]),
    ("credit-scoring", &["L14"]),
    ("recommender", &["L20"]),
    ("retry-storm", &["L8"]),
    ("search-ranking", &["L7", "L8", "L8"]),
];

#[test]
fn templates_have_no_findings_but_their_lessons() {
    for template in templates::all().iter().filter(|template| template.id != "blank") {
        let document = template.document();
        let lesson = LESSONS.iter().find(|(id, _)| *id == template.id);
        match lesson {
            None => assert_eq!(check(&document), [], "{}", template.id),
            Some((_, expected)) => assert_eq!(codes(&document), **expected, "{}", template.id),
        }
    }
}

#[test]
fn a_model_without_a_way_out_is_found() {
    let mut document = card_fraud();
    change(&mut document, &Command::RemoveLink("router-previous".into()));
    change(&mut document, &Command::RemoveLink("router-rules".into()));
    assert_eq!(codes(&document), ["L1"]);
}

#[test]
fn a_timeout_below_the_p99_is_found() {
    let mut document = card_fraud();
    let command =
        Command::SetLinkParam("router-gbdt".into(), "timeout_ms".into(), Some(4.0.into()));
    change(&mut document, &command);
    assert_eq!(codes(&document), ["L6"]);
}

#[test]
fn missing_and_excessive_timeouts_are_found() {
    let mut document = card_fraud();
    let set = |value| {
        Command::SetLinkParam(
            "router-gbdt".into(),
            "timeout_ms".into(),
            Some(ParamValue::Number(value)),
        )
    };
    change(&mut document, &set(0.0));
    assert_eq!(codes(&document), ["L7"]);
    change(&mut document, &set(400.0));
    assert_eq!(codes(&document), ["L7"]);
}

#[test]
fn a_monitor_without_an_owner_is_found() {
    let mut document = card_fraud();
    change(&mut document, &Command::SetParam("null-monitor".into(), "owner".into(), None));
    assert_eq!(codes(&document), ["L16"]);
}

#[test]
fn a_desk_with_too_few_people_is_found() {
    let mut document = card_fraud();
    let staff = Some(ParamValue::List(vec![6.0; 24]));
    change(&mut document, &Command::SetParam("desk".into(), "staff".into(), staff));
    assert_eq!(codes(&document), ["L10"]);
}

#[test]
fn traffic_that_reaches_no_decision_is_found() {
    let mut document = card_fraud();
    change(&mut document, &Command::RemoveNode("sink".into()));
    let findings = check(&document);
    assert!(
        findings.iter().any(|finding| finding.message.contains("reach no decision")),
        "{findings:?}"
    );
}

#[test]
fn a_world_out_of_range_is_found() {
    let mut document = card_fraud();
    document.world.base_rate = 1.5;
    document.world.features[0].noise = 0.0;
    document.world.features[1].served_by = "nobody".into();
    let places = check(&document);
    assert_eq!(places.iter().filter(|finding| finding.place == Place::World).count(), 3);
}

fn set_link(document: &mut Document, id: &str, key: &str, value: impl Into<ParamValue>) {
    change(document, &Command::SetLinkParam(id.into(), key.into(), Some(value.into())));
}

fn set(document: &mut Document, id: &str, key: &str, value: impl Into<ParamValue>) {
    change(document, &Command::SetParam(id.into(), key.into(), Some(value.into())));
}

fn add(document: &mut Document, id: &str, kind: NodeKind) {
    let node = DocNode::new(kind, Point::default());
    change(document, &Command::AddNode(id.into(), node));
}

fn link(document: &mut Document, id: &str, from: &str, to: &str, when: When) {
    let params = [("timeout_ms".to_owned(), ParamValue::Number(8.0))].into();
    let link = DocLink { params, ..DocLink::new(from, to, LinkKind::Call, when) };
    change(document, &Command::AddLink(id.into(), link));
}

#[test]
fn retries_without_a_budget_or_in_step_are_found() {
    let mut document = card_fraud();
    set_link(&mut document, "gateway-store", "timeout_ms", 12.0);
    set_link(&mut document, "gateway-store", "attempts", 2.0);
    assert_eq!(codes(&document), ["L8", "L8"]);
    set_link(&mut document, "gateway-store", "retry_budget", 0.1);
    assert_eq!(codes(&document), ["L8"]);
    set_link(&mut document, "gateway-store", "backoff_base_ms", 1.0);
    assert_eq!(codes(&document), Vec::<String>::new());
    set_link(&mut document, "gateway-store", "backoff_jitter", false);
    assert_eq!(codes(&document), ["L8"]);
    set_link(&mut document, "gateway-store", "backoff_law", "exponential");
    assert_eq!(codes(&document), Vec::<String>::new());
}

#[test]
fn retries_of_what_is_retried_are_found() {
    let mut document = card_fraud();
    set_link(&mut document, "gateway-store", "timeout_ms", 12.0);
    for (key, value) in [("attempts", 2.0), ("retry_budget", 0.1), ("backoff_base_ms", 1.0)] {
        set_link(&mut document, "gateway-store", key, value);
    }
    set(&mut document, "shop", "client_attempts", 3.0);
    assert_eq!(codes(&document), Vec::<String>::new(), "a sender who never gives up");
    set(&mut document, "shop", "client_timeout_ms", 500.0);
    assert_eq!(codes(&document), ["L8"]);
}

#[test]
fn a_breaker_that_cannot_open_is_found() {
    let mut document = card_fraud();
    set_link(&mut document, "router-gbdt", "breaker", "window");
    assert_eq!(codes(&document), Vec::<String>::new(), "5 a second are enough for 20 in 10 s");
    set_link(&mut document, "router-gbdt", "breaker_window_s", 2.0);
    assert_eq!(codes(&document), ["L9"]);
    set_link(&mut document, "router-gbdt", "breaker_min_calls", 10.0);
    assert_eq!(codes(&document), Vec::<String>::new());
}

#[test]
fn a_way_out_that_is_too_narrow_is_found() {
    let mut document = card_fraud();
    set(&mut document, "rules", "servers", 1.0);
    set(&mut document, "rules", "service_p50_ms", 200.0);
    set(&mut document, "rules", "service_p99_ms", 200.0);
    let found = |document: &Document| {
        let all = codes(document).into_iter();
        all.filter(|code| code == "L11").count()
    };
    // 6.5 a second at noon come from the gateway; at the router the previous model takes them.
    assert_eq!(found(&document), 1);
    set(&mut document, "previous", "servers", 1.0);
    set(&mut document, "previous", "service_p50_ms", 300.0);
    set(&mut document, "previous", "service_p99_ms", 300.0);
    assert_eq!(found(&document), 1, "3.3 and 5 a second together are enough");
    set(&mut document, "previous", "service_p50_ms", 3_000.0);
    set(&mut document, "previous", "service_p99_ms", 3_000.0);
    assert_eq!(found(&document), 2);
    set_link(&mut document, "router-previous", "trigger", "stale");
    set_link(&mut document, "router-rules", "trigger", "stale");
    assert_eq!(found(&document), 1);
}

/// Card fraud with a cache before the feature store.
fn with_cache() -> Document {
    let mut document = card_fraud();
    add(&mut document, "cache", NodeKind::Cache);
    change(&mut document, &Command::RemoveLink("gateway-store".into()));
    change(&mut document, &Command::RemoveLink("store-router".into()));
    link(&mut document, "gateway-cache", "gateway", "cache", When::Ok);
    link(&mut document, "cache-store", "cache", "store", When::Branch);
    link(&mut document, "cache-router", "cache", "router", When::Ok);
    document
}

#[test]
fn a_cache_that_is_never_or_too_late_renewed_is_found() {
    let mut document = with_cache();
    link(&mut document, "cache-rules", "cache", "rules", When::Failure);
    assert_eq!(codes(&document), Vec::<String>::new());
    set(&mut document, "cache", "coalesce", false);
    assert_eq!(codes(&document), ["L21"]);
    set(&mut document, "cache", "coalesce", true);
    set(&mut document, "cache", "ttl_s", 0.0);
    assert_eq!(codes(&document), ["L21"]);
    set(&mut document, "cache", "ttl_s", 120.0);
    document.world.features[0].tau_s = 60.0;
    document.world.features[1].tau_s = 600.0;
    let said = check(&document);
    assert!(said[0].message.contains("last hour” is out of date after 60 s"), "{said:?}");
}

#[test]
fn within_a_branch_the_way_out_is_where_the_branch_began() {
    let mut document = with_cache();
    add(&mut document, "finder", NodeKind::Retrieval);
    link(&mut document, "store-finder", "store", "finder", When::Ok);
    assert_eq!(codes(&document), ["L1", "L20"]);
    link(&mut document, "cache-rules", "cache", "rules", When::Failure);
    assert_eq!(codes(&document), Vec::<String>::new());
}

#[test]
fn cold_starts_that_are_longer_than_the_deadline_are_found() {
    let mut document = card_fraud();
    set(&mut document, "gbdt", "setup_mean_ms", 30_000.0);
    assert_eq!(codes(&document), Vec::<String>::new(), "nothing starts cold");
    set(&mut document, "gbdt", "autoscale", true);
    assert_eq!(codes(&document), ["L22"]);
    set(&mut document, "gbdt", "min_replicas", 2.0);
    assert_eq!(codes(&document), Vec::<String>::new());
    set(&mut document, "gbdt", "autoscale", false);
    set(&mut document, "gbdt", "idle_off", true);
    assert_eq!(codes(&document), ["L22"]);
}

#[test]
fn online_scores_of_slow_features_are_found() {
    let mut document = card_fraud();
    for feature in &mut document.world.features {
        feature.tau_s = 1e6;
    }
    assert_eq!(codes(&document), ["L24"]);
    document.world.features[0].tau_s = 0.0;
    assert_eq!(codes(&document), Vec::<String>::new(), "one that never ages says nothing");
}

#[test]
fn a_device_that_is_never_offline_is_found() {
    let mut document = card_fraud();
    add(&mut document, "camera", NodeKind::Edge);
    change(&mut document, &Command::RemoveLink("shop-gateway".into()));
    link(&mut document, "shop-camera", "shop", "camera", When::Ok);
    link(&mut document, "camera-gateway", "camera", "gateway", When::Ok);
    let is_l26 = |document: &Document| codes(document).contains(&"L26".to_owned());
    assert!(is_l26(&document));
    let mut hours = vec![1.0; 24];
    hours[3] = 0.0;
    set(&mut document, "camera", "link_up", ParamValue::List(hours));
    assert!(!is_l26(&document));
}

#[test]
fn nobody_waits_for_a_shadow() {
    let mut document = card_fraud();
    add(&mut document, "next", NodeKind::Model);
    let shadow = DocLink::new("router", "next", LinkKind::Call, When::Shadow);
    change(&mut document, &Command::AddLink("router-next".into(), shadow));
    assert_eq!(codes(&document), Vec::<String>::new());
}

#[test]
fn branches_come_before_what_follows_in_the_longest_way() {
    let mut document = with_cache();
    let all = |document: &Document| codes(document).iter().filter(|c| *c == "L7").count();
    assert_eq!(all(&document), 0);
    // 8 to the cache and 8 on from it, 25 in its branch, 65 behind: over 100 ms together.
    set_link(&mut document, "cache-store", "timeout_ms", 25.0);
    assert_eq!(all(&document), 1);
}

fn put(document: &mut Document, id: &str, key: &str, value: impl Into<ParamValue>) {
    change(document, &Command::SetParam(id.into(), key.into(), Some(value.into())));
}

#[test]
fn windows_that_are_too_young_or_too_short_are_found() {
    let mut document = card_fraud();
    put(&mut document, "training", "maturity_days", 10.0);
    put(&mut document, "training", "every_days", 7.0);
    assert_eq!(codes(&document), ["L13"]);
    let mut document = card_fraud();
    document.world.base_rate = 1e-7;
    assert_eq!(codes(&document), ["L13"]);
}

#[test]
fn labels_of_the_approved_alone_are_found() {
    let mut document = card_fraud();
    put(&mut document, "labels", "selective", true);
    assert_eq!(codes(&document), ["L14"]);
    put(&mut document, "labels", "exploration_share", 0.01);
    assert_eq!(codes(&document), Vec::<String>::new());
}

#[test]
fn a_log_that_is_missing_or_forgets_is_found() {
    let mut document = card_fraud();
    put(&mut document, "log", "keeps_features", false);
    put(&mut document, "log", "keeps_versions", false);
    assert_eq!(codes(&document), ["L19", "L19"]);
    change(&mut document, &Command::RemoveNode("log".into()));
    assert_eq!(codes(&document), ["L19"]);
}

#[test]
fn a_feature_whose_absence_nobody_answers_is_found() {
    let mut document = card_fraud();
    change(&mut document, &Command::RemoveLink("gateway-rules".into()));
    assert_eq!(codes(&document), ["L20"]);
}

/// Plans for the only sink of card fraud.
fn plan(document: &mut Document, node: &str, answer: Remedy, note: &str) {
    let cell = CellPlan { answer, then: None, note: note.to_owned() };
    let plan = FailurePlan { stakes: None, cells: [(node.to_owned(), cell)].into() };
    change(document, &Command::SetFailurePlan("sink".into(), plan));
}

#[test]
fn plans_that_are_not_drawn_or_drawn_otherwise_are_found() {
    let mut document = card_fraud();
    let found = |document: &Document, words: &str| {
        let found = check(document);
        assert_eq!(codes(document), ["L20"], "{found:?}");
        assert!(found[0].message.contains(words), "{found:?}");
    };
    plan(&mut document, "store", Remedy::Rules, "");
    assert_eq!(codes(&document), Vec::<String>::new(), "it is drawn so");
    plan(&mut document, "store", Remedy::Manual, "");
    found(&document, "“manual, or stop” is planned, but drawn is: Fraud rules");
    plan(&mut document, "gbdt", Remedy::Queue, "");
    found(&document, "“queue and retry” is planned, but not drawn: ");
    plan(&mut document, "gbdt", Remedy::Accept, "");
    found(&document, "accepted without a word why");
}

#[test]
fn what_is_accepted_with_a_reason_is_no_finding() {
    let mut document = card_fraud();
    change(&mut document, &Command::RemoveLink("router-previous".into()));
    change(&mut document, &Command::RemoveLink("router-rules".into()));
    plan(&mut document, "gbdt", Remedy::Accept, "Ann: approving all for an hour costs little");
    assert_eq!(codes(&document), Vec::<String>::new());
    plan(&mut document, "gbdt", Remedy::Rules, "");
    assert_eq!(codes(&document), ["L1", "L20"]);
}

#[test]
fn an_experiment_that_cannot_say_is_found() {
    let mut document = card_fraud();
    let mut node = DocNode::new(NodeKind::Experiment, Point::default());
    for (key, value) in [("lift", 0.05), ("baseline_rate", 0.001), ("days", 2.0)] {
        node.params.insert(key.into(), value.into());
    }
    change(&mut document, &Command::AddNode("trial".into(), node));
    let of_trial = |document: &Document| {
        let mut codes = codes(document);
        codes.retain(|code| code == "L23");
        codes.len()
    };
    assert_eq!(of_trial(&document), 1);
    put(&mut document, "trial", "days", 0.0);
    assert_eq!(of_trial(&document), 0);
    put(&mut document, "trial", "unit", "request");
    put(&mut document, "trial", "exposure_log", false);
    assert_eq!(of_trial(&document), 2);
}
