use super::*;
use crate::document::{DocNode, Point};
use crate::{Command, apply};

/// One node of each kind, under the kind's word.
fn all_kinds() -> Document {
    let mut document = Document::default();
    for kind in NodeKind::ALL {
        let node = DocNode::new(kind, Point::default());
        let id = crate::kind_word(kind).to_owned();
        apply(&mut document, &Command::AddNode(id, node)).expect("the id is free");
    }
    document
}

fn link(from: &str, to: &str, when: When) -> DocLink {
    DocLink::new(from, to, LinkKind::Call, when)
}

fn add(document: &mut Document, from: &str, to: &str) -> DocLink {
    let link = propose(document, from, to).unwrap_or_else(|refusal| panic!("{refusal}"));
    let id = document.new_link_id(from, to);
    apply(document, &Command::AddLink(id, link.clone())).expect("what is proposed is allowed");
    link
}

fn refusal(document: &Document, link: &DocLink) -> String {
    check(document, link, None).expect_err("it is not allowed").0
}

#[test]
fn a_cache_first_calls_what_it_remembers_and_only_one() {
    let mut document = all_kinds();
    assert_eq!(add(&mut document, "cache", "retrieval").when, When::Branch);
    assert_eq!(add(&mut document, "cache", "ranker").when, When::Ok);
    assert_eq!(add(&mut document, "cache", "service").when, When::Ok);
    let second = link("cache", "llm", When::Branch);
    assert!(refusal(&document, &second).contains("one branch"));
    let turned = link("cache", "llm", When::Branch);
    let replacing = document.links.iter().find(|(_, it)| it.when == When::Branch);
    assert_eq!(check(&document, &turned, replacing.map(|(id, _)| id.as_str())), Ok(()));
}

#[test]
fn a_fan_out_calls_branches_and_goes_on_to_what_decides() {
    let mut document = all_kinds();
    assert_eq!(add(&mut document, "fan_out", "feature_store").when, When::Branch);
    assert_eq!(add(&mut document, "fan_out", "retrieval").when, When::Branch);
    assert_eq!(add(&mut document, "fan_out", "ranker").when, When::Ok);
}

#[test]
fn branches_leave_caches_and_fan_outs_and_come_back() {
    let document = all_kinds();
    assert!(refusal(&document, &link("gateway", "model", When::Branch)).contains("fan-out"));
    assert!(refusal(&document, &link("fan_out", "sink", When::Branch)).contains("the end"));
    assert_eq!(check(&document, &link("fan_out", "cache", When::Branch), None), Ok(()));
}

#[test]
fn shadows_go_from_anywhere_on_the_path_to_whatever_works() {
    let document = all_kinds();
    for from in ["gateway", "balancer", "policy", "cache", "edge"] {
        assert_eq!(check(&document, &link(from, "model", When::Shadow), None), Ok(()), "{from}");
    }
    assert!(refusal(&document, &link("gateway", "policy", When::Shadow)).contains("does none"));
    assert!(refusal(&document, &link("sink", "model", When::Shadow)).contains("nothing leaves"));
}

#[test]
fn a_request_cannot_wait_for_a_batch_job() {
    let document = all_kinds();
    let said = refusal(&document, &link("gateway", "batch_job", When::Ok));
    assert!(said.contains("takes minutes"), "{said}");
    let said = refusal(&document, &link("pipeline", "model", When::Ok));
    assert_eq!(
        said,
        "Requests do not walk through a Streaming pipeline: it fills a feature store, and they \
         call that."
    );
    assert!(refusal(&document, &link("gateway", "labels", When::Ok)).contains("through Labels"));
}

#[test]
fn what_brings_data_streams_into_feature_stores() {
    let mut document = all_kinds();
    for source in ["feed", "pipeline", "batch_job"] {
        assert_eq!(add(&mut document, source, "feature_store").kind, LinkKind::Stream);
        let said = propose(&document, source, "edge").expect_err("no store").0;
        assert!(said.ends_with("fills a feature store, not an Edge device."), "{said}");
    }
    let from_model = DocLink { kind: LinkKind::Stream, ..link("model", "feature_store", When::Ok) };
    assert!(refusal(&document, &from_model).contains("a Model server does not"));
}

#[test]
fn what_scores_finds_and_looks_up_is_on_the_path() {
    let mut document = all_kinds();
    let path = ["gateway", "balancer", "retrieval", "ranker", "llm", "batch_scorer", "edge"];
    for pair in path.windows(2) {
        let link = add(&mut document, pair[0], pair[1]);
        assert_eq!((link.kind, link.when), (LinkKind::Call, When::Ok));
    }
}

#[test]
fn what_takes_no_time_cannot_call_itself() {
    let document = all_kinds();
    for id in ["fallback", "policy", "balancer", "cache", "fan_out"] {
        let when = if id == "policy" { When::Approve } else { When::Ok };
        assert!(refusal(&document, &link(id, id, when)).contains("never end"), "{id}");
    }
    assert_eq!(check(&document, &link("service", "service", When::Ok), None), Ok(()));
}

#[test]
fn every_offered_condition_is_allowed_somewhere() {
    let document = all_kinds();
    for kind in NodeKind::ALL.into_iter().filter(|kind| kind.on_request_path()) {
        for when in conditions(kind).into_iter().filter(|_| kind != NodeKind::Sink) {
            let link = link(crate::kind_word(kind), "model", when);
            assert_eq!(check(&document, &link, None), Ok(()), "{kind:?} {when:?}");
        }
    }
}

#[test]
fn a_moved_link_keeps_what_it_is_where_it_may() {
    let mut document = all_kinds();
    let mut link = add(&mut document, "gateway", "service");
    link.label = "checkout".into();
    link.params.insert("timeout_ms".into(), 30.0.into());
    apply(&mut document, &Command::SetLink("gateway-service".into(), link.clone())).expect("fits");
    let moved = reconnect(&document, "gateway-service", "gateway", "model").expect("it may");
    assert_eq!(moved, DocLink { to: "model".into(), ..link.clone() });
    // From a policy a call says under which decision it is taken.
    let moved = reconnect(&document, "gateway-service", "policy", "service").expect("it may");
    assert_eq!((moved.when, &moved.params), (When::Approve, &link.params));
    assert_eq!(moved.label, "checkout");
    // To a monitor it is another kind of link, whose parameters are others.
    let moved = reconnect(&document, "gateway-service", "gateway", "monitor").expect("it may");
    assert_eq!((moved.kind, moved.params.len()), (LinkKind::Control, 0));
    let stays = reconnect(&document, "gateway-service", "gateway", "service");
    assert_eq!(stays, Ok(link), "it is no twin of itself");
}

#[test]
fn a_link_that_may_not_move_there_says_why() {
    let mut document = all_kinds();
    add(&mut document, "gateway", "service");
    let refused = reconnect(&document, "gateway-service", "sink", "service").expect_err("no way");
    assert!(refused.0.starts_with("A decision is the end"), "{refused}");
    assert!(reconnect(&document, "gone", "gateway", "service").is_err());
}
