//! What is planned, beside what is drawn.

use windtunnel_sim::model::{LinkKind, ParamValue, When};

use super::tests::design;
use super::*;
use crate::{Command, DocLink, DocNode, apply, templates};

/// A shop, a model with rules for when it fails, people, and a sink.
fn with_rules() -> Document {
    design(
        &[
            ("shop", NodeKind::Traffic),
            ("model", NodeKind::Model),
            ("old", NodeKind::Model),
            ("rules", NodeKind::Rules),
            ("desk", NodeKind::Reviewers),
            ("sink", NodeKind::Sink),
        ],
        &[
            ("shop", "model", When::Ok),
            ("shop", "rules", When::Failure),
            ("model", "sink", When::Ok),
            ("old", "sink", When::Ok),
            ("rules", "sink", When::Ok),
            ("desk", "sink", When::Ok),
        ],
    )
}

fn plan(answer: Remedy, then: Option<Remedy>, note: &str) -> CellPlan {
    CellPlan { answer, then, note: note.to_owned() }
}

/// What the matrix says where this is planned for a missing node.
fn planned(document: &Document, node: &str, plan: CellPlan) -> Cell {
    let mut document = document.clone();
    let cells = [(node.to_owned(), plan)].into();
    let plan = FailurePlan { stakes: None, cells };
    apply(&mut document, &Command::SetFailurePlan("sink".into(), plan)).expect("it may stand");
    matrix(&document).cell("sink", node).expect("it matters").clone()
}

#[test]
fn plan_and_drawing_agree_or_differ() {
    use Remedy as R;
    let document = with_rules();
    let state = |answer, then| planned(&document, "model", plan(answer, then, "")).state;
    assert_eq!(matrix(&document).cell("sink", "model").expect("it matters").state, State::Fine);
    assert_eq!(state(R::Rules, None), State::Fine);
    assert_eq!(state(R::Defaults, None), State::Fine, "rules stand for what is popular");
    assert_eq!(state(R::PreviousModel, Some(R::Rules)), State::NotDrawn(R::PreviousModel));
    assert_eq!(state(R::Rules, Some(R::Human)), State::NotDrawn(R::Human));
    assert_eq!(state(R::Manual, None), State::Otherwise, "the rules go on");
    assert_eq!(state(R::Queue, None), State::NotDrawn(R::Queue));
    assert_eq!(state(R::Page, None), State::NotDrawn(R::Page));
    assert_eq!(state(R::Freeze, None), State::InWords);
    assert_eq!(state(R::Accept, None), State::NoReason);
    let accepted = planned(&document, "model", plan(R::Accept, None, "Ann: it is a toy"));
    assert_eq!(accepted.state, State::Accepted);
    let mut retried = document.clone();
    let link = retried.links.get_mut("shop-model").expect("is there");
    link.params.insert("attempts".into(), 3.0.into());
    assert_eq!(planned(&retried, "model", plan(R::Queue, None, "")).state, State::Fine);
}

#[test]
fn drawn_in_another_order_is_drawn_otherwise() {
    use Remedy as R;
    let mut document = with_rules();
    let mut late = DocLink::new("shop", "old", LinkKind::Call, When::Failure);
    late.params.insert("order".into(), 2.0.into());
    document.links.insert("shop-old".into(), late);
    let state = |answer, then| planned(&document, "model", plan(answer, then, "")).state;
    assert_eq!(state(R::Rules, Some(R::PreviousModel)), State::Fine);
    assert_eq!(state(R::PreviousModel, Some(R::Rules)), State::Otherwise);
}

#[test]
fn what_is_planned_is_drawn_in_its_place_by_one_step() {
    use Remedy as R;
    for (answer, then, words) in [
        (R::PreviousModel, Some(R::Rules), "Model server, then Rules"),
        (R::Rules, Some(R::Human), "Rules, then Reviewer desk (people)"),
        (R::Rules, Some(R::SimplerModel), "Rules, then Model server"),
        (R::Manual, None, "Reviewer desk (people), then Rules"),
    ] {
        let mut document = with_rules();
        let plan = plan(answer, then, "");
        let way = planned(&document, "model", plan.clone()).way.expect("somebody is there");
        apply(&mut document, &way.command).expect("it is allowed");
        let cell = planned(&document, "model", plan);
        assert_eq!((&*cell.drawn.words, cell.state, cell.way), (words, State::Fine, None));
    }
    let nobody = planned(&with_rules(), "model", plan(R::Cached, None, ""));
    assert_eq!((nobody.state, nobody.way), (State::Otherwise, None), "there is no cache");
}

#[test]
fn nobody_takes_over_who_leads_elsewhere_or_back() {
    let mut document = with_rules();
    document.links.remove("shop-rules");
    let to = |document: &Document| {
        matrix(document).cell("sink", "model").expect("it matters").way.clone().map(|way| way.to)
    };
    assert_eq!(to(&document).as_deref(), Some("rules"));
    document.links.remove("rules-sink");
    assert_eq!(to(&document).as_deref(), Some("sink"), "rules that decide nothing");
    let back = DocLink::new("rules", "shop", LinkKind::Call, When::Ok);
    document.links.insert("rules-shop".into(), back);
    assert_eq!(to(&document).as_deref(), Some("sink"), "and not in a ring");
}

#[test]
fn plans_about_data_are_held_against_runbooks_ages_and_training() {
    use Remedy as R;
    let mut document = design(
        &[
            ("feed", NodeKind::Feed),
            ("store", NodeKind::FeatureStore),
            ("watch", NodeKind::Monitor),
            ("train", NodeKind::Training),
            ("labels", NodeKind::Labels),
            ("sink", NodeKind::Sink),
        ],
        &[("feed", "store", When::Ok), ("labels", "train", When::Ok)],
    );
    let state =
        |document: &Document, id, answer| planned(document, id, plan(answer, None, "")).state;
    assert_eq!(state(&document, "feed", R::LastBatch), State::NotDrawn(R::LastBatch));
    assert_eq!(state(&document, "feed", R::Page), State::NotDrawn(R::Page));
    assert_eq!(state(&document, "feed", R::Queue), State::InWords, "nobody draws that");
    let set = |document: &mut Document, id: &str, key: &str, value: ParamValue| {
        document.nodes.get_mut(id).expect("is there").params.insert(key.into(), value);
    };
    set(&mut document, "feed", "on_stop", "stale".into());
    assert_eq!(state(&document, "feed", R::LastBatch), State::NotDrawn(R::LastBatch), "any age");
    set(&mut document, "store", "ttl_s", 600.0.into());
    assert_eq!(state(&document, "feed", R::LastBatch), State::Fine);
    set(&mut document, "watch", "owner", "data team".into());
    assert_eq!(state(&document, "feed", R::Page), State::Fine);
    set(&mut document, "watch", "action", "stop_automation".into());
    assert_eq!(state(&document, "feed", R::Manual), State::Fine);
    set(&mut document, "train", "trigger", "calendar".into());
    assert_eq!(state(&document, "feed", R::Freeze), State::Fine, "the gate");
    set(&mut document, "train", "gate", false.into());
    assert_eq!(state(&document, "feed", R::Freeze), State::NotDrawn(R::Freeze));
    assert_eq!(state(&document, "labels", R::Freeze), State::Fine, "too few positives");
    set(&mut document, "train", "min_positives", 0.0.into());
    assert_eq!(state(&document, "labels", R::Freeze), State::NotDrawn(R::Freeze));
}

#[test]
fn usual_answers_fill_blank_cells_only() {
    use Remedy as R;
    let mut document = with_rules();
    document.links.remove("shop-rules");
    document.nodes.insert("feed".into(), DocNode::new(NodeKind::Feed, Default::default()));
    document.nodes.insert("quiet".into(), DocNode::new(NodeKind::BatchJob, Default::default()));
    let with = |document: &mut Document, plan: FailurePlan| {
        document.failure_plans.insert("sink".into(), plan);
    };
    assert_eq!(matrix(&document).filled(&document, "sink"), None, "nobody said what it is about");
    let stakes = Some(Stakes::Money);
    with(&mut document, FailurePlan { stakes, ..FailurePlan::default() });
    let filled = matrix(&document).filled(&document, "sink").expect("cells are blank");
    let expected = [
        ("feed".to_owned(), plan(R::Freeze, Some(R::Page), "")),
        ("model".to_owned(), plan(R::PreviousModel, Some(R::Rules), "")),
    ];
    assert_eq!(filled, FailurePlan { stakes, cells: expected.into() }, "the job leaves its values");
    let mut own = filled.clone();
    own.cells.insert("model".into(), plan(R::Accept, None, ""));
    own.cells.remove("feed");
    with(&mut document, own.clone());
    let filled = matrix(&document).filled(&document, "sink").expect("one is blank");
    assert_eq!((filled.cells.len(), &filled.cells["model"]), (2, &own.cells["model"]));
    with(&mut document, filled);
    assert_eq!(matrix(&document).filled(&document, "sink"), None);
}

#[test]
fn a_plan_is_about_parts_that_are_there() {
    let mut document = with_rules();
    let about = |node: &str, note: &str| {
        let cells = [(node.to_owned(), plan(Remedy::Rules, None, note))].into();
        FailurePlan { stakes: None, cells }
    };
    let mut set = |sink: &str, plan| {
        apply(&mut document, &Command::SetFailurePlan(sink.into(), plan)).map(drop)
    };
    set("sink", about("model", "")).expect("it may stand");
    for (sink, plan) in [
        ("nobody", about("model", "")),
        ("model", about("model", "")),
        ("sink", about("nobody", "")),
        ("sink", about("shop", "")),
        ("sink", about("model", &"x".repeat(crate::limits::MAX_TEXT + 1))),
        ("sink", about("model", "\u{7}")),
    ] {
        assert!(set(sink, plan.clone()).is_err(), "{sink}: {plan:?}");
    }
    set("sink", FailurePlan::default()).expect("nothing may be said");
    assert!(document.failure_plans.is_empty());
}

#[test]
fn plans_forget_what_is_removed_and_remember_it_when_it_comes_back() {
    let mut history = crate::History::new(with_rules());
    let cells = ["model"].map(|id| (id.to_owned(), plan(Remedy::Rules, None, "Ann"))).into();
    let said = FailurePlan { stakes: None, cells };
    history.run("Plan", &Command::SetFailurePlan("sink".into(), said)).expect("it may stand");
    let before = history.document().clone();
    for id in ["model", "sink"] {
        history.run("Delete", &Command::RemoveNode(id.into())).expect("it is there");
        assert!(history.document().failure_plans.is_empty(), "{id}");
        history.undo();
        assert_eq!(*history.document(), before, "{id}");
    }
}

#[test]
fn an_open_cell_is_closed_by_one_link() {
    let mut document = templates::find("card-fraud").expect("it is there").document();
    document.links.retain(|_, link| link.from != "gateway" || link.when != When::Failure);
    let cell = matrix(&document).cell("sink", "store").expect("it matters").clone();
    let way = cell.way.expect("there are rules");
    assert_eq!((cell.state, &*way.to), (State::Blank, "rules"));
    apply(&mut document, &way.command).expect("the link is allowed");
    let cell = matrix(&document).cell("sink", "store").expect("it matters").clone();
    assert_eq!((cell.state, cell.way), (State::Fine, None));
}
