use super::*;
use crate::lab::protocol::{Shift, ShiftEffect, encode};
use crate::turns::Desk as _;

fn still() -> f64 {
    0.0
}

/// A clock that is 6 ms further at every look.
fn ticking() -> f64 {
    thread_local!(static LOOKS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) });
    let looks = LOOKS.get() + 1;
    LOOKS.set(looks);
    f64::from(looks) * 6.0
}

fn do_all(desk: &mut Desk, id: u64, task: Task) -> Vec<FromWorker> {
    assert_eq!(desk.receive(&encode(&ToWorker::Do { id, task })), None);
    std::iter::from_fn(|| desk.work()).collect()
}

fn last(desk: &mut Desk, task: Task) -> Result<Answer, String> {
    match do_all(desk, 1, task).pop() {
        Some(FromWorker::Done { answer, .. }) => Ok(answer),
        Some(FromWorker::Failed { message, .. }) => Err(message),
        other => panic!("{other:?}"),
    }
}

fn order(dataset: Dataset, shifts: Vec<Shift>) -> Order {
    Order { dataset, own: false, shifts, timed: false }
}

fn scored(desk: &mut Desk, order: Order) -> Result<Box<Scored>, String> {
    match last(desk, Task::Score(order))? {
        Answer::Scored(scored) => Ok(scored),
        other => panic!("{other:?}"),
    }
}

fn open(desk: &mut Desk, dataset: Dataset, bytes: &[u8]) -> Result<Answer, String> {
    last(desk, Task::Open { dataset, name: "mine.onnx".into(), bytes: bytes.to_vec() })
}

fn shift(feature: &str, effect: ShiftEffect) -> Vec<Shift> {
    vec![Shift { feature: feature.into(), effect }]
}

const CREDIT: &[u8] = include_bytes!("../../../../public/models/credit.onnx");

#[test]
fn the_cards_figures_are_measured_again() {
    let mut desk = Desk::new(still);
    for dataset in Dataset::ALL {
        let Ok(Answer::Described(card)) = last(&mut desk, Task::Describe(dataset)) else {
            panic!("no card");
        };
        let scored = scored(&mut desk, order(dataset, vec![])).expect("scores");
        assert!((scored.auc.expect("both classes") - card.expected_auc).abs() < 1e-5);
        assert_eq!(scored.labels.len(), card.rows_held_out as usize);
        assert_eq!(scored.scores.len(), scored.labels.len() * scored.outputs as usize);
        assert_eq!(scored.accuracy.is_some(), card.expected_accuracy.is_some());
        assert!(scored.probabilities && !scored.calibration.is_empty());
    }
}

#[test]
fn a_missing_feature_costs_quality_and_a_choice_cannot_be_moved() {
    let mut desk = Desk::new(still);
    let mut of = |shifts| scored(&mut desk, order(Dataset::Credit, shifts));
    let whole = of(vec![]).expect("scores").auc.expect("auc");
    let without = of(shift("records", ShiftEffect::Null)).expect("scores").auc.expect("auc");
    assert!(whole - without > 0.02, "{whole} {without}");
    let moved = of(shift("income", ShiftEffect::Shift(2.0))).expect("scores");
    assert!(moved.auc.expect("auc") < whole);
    let refused = of(shift("records", ShiftEffect::Shift(1.0))).expect_err("is a choice");
    assert!(refused.contains("records") && refused.contains("choice"), "{refused}");
    let unknown = of(shift("height", ShiftEffect::Null)).expect_err("is not there");
    assert!(unknown.contains("height"), "{unknown}");
}

#[test]
fn progress_grows_and_timing_comes_with_the_end() {
    let mut desk = Desk::new(ticking);
    let timed = Order { timed: true, ..order(Dataset::Digits, vec![]) };
    let said = do_all(&mut desk, 5, Task::Score(timed));
    let steps: Vec<u32> = said
        .iter()
        .filter_map(|message| match message {
            FromWorker::Progress { id: 5, done, .. } => Some(*done),
            _ => None,
        })
        .collect();
    assert!(steps.len() > 5 && steps.is_sorted(), "{steps:?}");
    let Some(FromWorker::Done { answer: Answer::Scored(scored), .. }) = said.last() else {
        panic!("{said:?}");
    };
    assert!(scored.timing.is_some_and(|timing| timing.laps > 0));
}

#[test]
fn a_cancelled_task_ends_and_the_next_one_works() {
    let mut desk = Desk::new(still);
    let task = Task::Score(order(Dataset::Credit, vec![]));
    desk.receive(&encode(&ToWorker::Do { id: 1, task: task.clone() }));
    desk.receive(&encode(&ToWorker::Do { id: 2, task }));
    desk.work();
    for id in [1, 2] {
        let said = desk.receive(&encode(&ToWorker::Cancel { id }));
        assert_eq!(said, Some(FromWorker::Cancelled { id }));
    }
    assert!(!desk.busy());
    assert!(last(&mut desk, Task::Describe(Dataset::Credit)).is_ok());
}

#[test]
fn an_own_model_scores_the_rows_it_was_opened_for() {
    let mut desk = Desk::new(still);
    let own = |dataset| Order { own: true, ..order(dataset, vec![]) };
    assert!(scored(&mut desk, own(Dataset::Credit)).is_err());
    let Ok(Answer::Opened(facts)) = open(&mut desk, Dataset::Credit, CREDIT) else {
        panic!("does not open");
    };
    assert_eq!((facts.outputs, facts.bytes as usize), (1, CREDIT.len()));
    assert!(scored(&mut desk, own(Dataset::Credit)).expect("scores").auc > Some(0.82));
    assert!(scored(&mut desk, own(Dataset::Digits)).is_err());
}

#[test]
fn what_is_no_model_for_the_rows_is_refused_by_name() {
    let mut desk = Desk::new(still);
    let mut refusal = |dataset, bytes: &[u8]| open(&mut desk, dataset, bytes).expect_err("bad");
    for bytes in [&b"hello"[..], &[], &CREDIT[..CREDIT.len() / 2], &[0xff; 4096]] {
        let said = refusal(Dataset::Credit, bytes);
        assert!(said.starts_with("“mine.onnx”: ") && said.ends_with('.'), "{said}");
    }
    let said = refusal(Dataset::Digits, CREDIT);
    assert!(said.contains("[rows, 64]"), "{said}");
}

#[test]
fn noise_is_answered_and_nothing_else() {
    let mut desk = Desk::new(still);
    assert!(matches!(desk.receive(&[99, 1, 2]), Some(FromWorker::Failed { id: 0, .. })));
    assert!(!desk.busy());
}
