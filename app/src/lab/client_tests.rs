use super::*;
use crate::lab::fixture;
use crate::lab::protocol::{Dataset, encode};

/// A worker that only keeps what it is told.
#[derive(Debug, Default)]
struct Fake {
    posted: Vec<ToWorker>,
    restarts: u32,
}

impl Transport for Fake {
    fn post(&mut self, bytes: &[u8]) {
        self.posted.push(decode(bytes).expect("is a message"));
    }

    fn restart(&mut self) {
        self.restarts += 1;
    }
}

const TASK: Task = Task::Describe(Dataset::Credit);

fn hear(client: &mut Client<Fake>, message: &FromWorker) -> Events {
    client.receive(&encode(message))
}

fn ready() -> FromWorker {
    FromWorker::Ready { protocol: PROTOCOL, build: BUILD.into() }
}

fn started() -> Client<Fake> {
    let mut client = Client::new(Fake::default());
    assert_eq!(hear(&mut client, &ready()), []);
    client
}

fn done(id: u64) -> FromWorker {
    FromWorker::Done { id, answer: Answer::Described(Box::new(fixture::card())) }
}

fn failed(events: &Events) -> Vec<(u64, &str)> {
    let texts = events.iter().filter_map(|(id, event)| match event {
        Event::Failed(text) => Some((*id, text.as_str())),
        _ => None,
    });
    texts.collect()
}

#[test]
fn nothing_is_posted_before_the_worker_is_ready() {
    let mut client = Client::new(Fake::default());
    let (first, _) = client.ask(TASK);
    let (second, _) = client.ask(Task::Score(fixture::order()));
    assert_eq!(client.line.transport().posted, []);
    hear(&mut client, &ready());
    let ids: Vec<u64> = client.line.transport().posted[1..]
        .iter()
        .map(|message| match message {
            ToWorker::Do { id, .. } => *id,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, [first, second]);
}

#[test]
fn tasks_are_answered_by_their_ids() {
    let mut client = started();
    let (first, _) = client.ask(TASK);
    let (second, _) = client.ask(TASK);
    let progress = FromWorker::Progress { id: first, done: 1, total: 4 };
    assert_eq!(hear(&mut client, &progress), [(first, Event::Progress(0.25))]);
    assert!(matches!(hear(&mut client, &done(first))[..], [(id, Event::Done(_))] if id == first));
    let message = "no such thing".to_owned();
    let failed = hear(&mut client, &FromWorker::Failed { id: 0, message: message.clone() });
    assert_eq!(failed, [(second, Event::Failed(message))]);
    assert_eq!(hear(&mut client, &done(second)), []);
}

#[test]
fn a_cancelled_task_says_nothing_more() {
    let mut client = started();
    let (id, _) = client.ask(TASK);
    assert!(client.cancel(id));
    assert_eq!(client.line.transport().posted.last(), Some(&ToWorker::Cancel { id }));
    assert_eq!(hear(&mut client, &done(id)), []);
    hear(&mut client, &FromWorker::Cancelled { id });
    assert_eq!(client.insist(id), []);
    assert_eq!(client.line.transport().restarts, 0);
    assert!(!client.cancel(id));
}

#[test]
fn a_worker_that_does_not_hear_a_cancel_is_replaced() {
    let mut client = started();
    let (stuck, _) = client.ask(TASK);
    let (behind, _) = client.ask(TASK);
    client.cancel(stuck);
    let events = client.insist(stuck);
    assert_eq!(failed(&events).len(), 1);
    assert_eq!(events[0].0, behind);
    assert_eq!(client.line.transport().restarts, 1);
}

#[test]
fn a_task_that_breaks_the_worker_fails_and_the_next_one_works() {
    let mut client = started();
    let (id, _) = client.ask(TASK);
    let events = client.broke("unreachable");
    assert!(
        matches!(failed(&events)[..], [(at, text)] if at == id && text.contains("unreachable"))
    );
    assert_eq!(client.line.transport().restarts, 1);
    let (next, _) = client.ask(TASK);
    hear(&mut client, &ready());
    assert!(matches!(hear(&mut client, &done(next))[..], [(_, Event::Done(_))]));
}

#[test]
fn a_worker_that_does_not_start_is_tried_again_only_when_asked() {
    let mut client = Client::new(Fake::default());
    let (id, _) = client.ask(TASK);
    let events = client.broke("its files could not be loaded.");
    assert_eq!(failed(&events)[0].0, id);
    assert_eq!(client.line.transport().restarts, 0);
    client.ask(TASK);
    assert_eq!(client.line.transport().restarts, 1);
}

#[test]
fn a_worker_of_another_build_is_refused() {
    let mut client = Client::new(Fake::default());
    client.ask(TASK);
    let other = FromWorker::Ready { protocol: PROTOCOL, build: "another".into() };
    assert_eq!(failed(&hear(&mut client, &other))[0].1, STRANGER);
    let (_, events) = client.ask(TASK);
    assert_eq!(failed(&events)[0].1, STRANGER);
    assert_eq!(client.line.transport().posted, []);
}

#[test]
fn garbled_answers_fail_what_was_asked() {
    let mut client = started();
    client.ask(TASK);
    assert_eq!(failed(&client.receive(&[250, 1])).len(), 1);
    assert_eq!(client.line.transport().restarts, 1);
}
