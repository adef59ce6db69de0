//! The client against a worker in the same process, and against one that misbehaves.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use windtunnel_workers::run::worker::Desk;
use windtunnel_workers::turns::Desk as _;

use super::*;
use crate::run::fixture;
use crate::run::protocol::encode;

/// What reached the other side.
#[derive(Debug, Default)]
struct Line {
    posted: VecDeque<Vec<u8>>,
    restarts: u32,
}

#[derive(Debug, Clone, Default)]
struct Fake(Rc<RefCell<Line>>);

impl Transport for Fake {
    fn post(&mut self, bytes: &[u8]) {
        self.0.borrow_mut().posted.push_back(bytes.to_vec());
    }

    fn restart(&mut self) {
        let mut line = self.0.borrow_mut();
        line.restarts += 1;
        line.posted.clear();
    }
}

impl Fake {
    fn posted(&self) -> Vec<ToWorker> {
        self.0.borrow_mut().posted.drain(..).map(|b| decode(&b).expect("is a message")).collect()
    }
}

fn client() -> (Client<Fake>, Fake) {
    let fake = Fake::default();
    (Client::new(fake.clone()), fake)
}

fn ready_client() -> (Client<Fake>, Fake) {
    let (mut client, fake) = client();
    assert_eq!(client.receive(&encode(&Desk::ready())), Some(Report::Ready));
    assert_eq!(fake.posted().len(), 1, "says hello");
    (client, fake)
}

fn request() -> RunRequest {
    RunRequest::new(&fixture::document(), None).expect("is JSON")
}

fn done(id: u64) -> Vec<u8> {
    encode(&FromWorker::Done { id, result: Box::new(fixture::result()) })
}

fn ids(messages: &[ToWorker]) -> Vec<(char, u64)> {
    messages
        .iter()
        .map(|message| match message {
            ToWorker::Hello { .. } => ('h', 0),
            ToWorker::Run(request) => ('r', request.id),
            ToWorker::Cancel { id } => ('c', *id),
            ToWorker::Check(request) => ('k', request.id),
        })
        .collect()
}

#[test]
fn nothing_is_posted_before_the_worker_is_ready() {
    let (mut client, fake) = client();
    assert_eq!(client.run(request()), None);
    assert!(fake.posted().is_empty());
    assert_eq!(client.receive(&encode(&Desk::ready())), Some(Report::Progress(0.0)));
    assert_eq!(ids(&fake.posted()), [('h', 0), ('r', 1)]);
}

#[test]
fn of_requests_before_ready_only_the_newest_runs() {
    let (mut client, fake) = client();
    client.run(request());
    client.run(request());
    client.receive(&encode(&Desk::ready()));
    assert_eq!(ids(&fake.posted()), [('h', 0), ('r', 2)]);
}

#[test]
fn the_newest_request_wins() {
    let (mut client, fake) = ready_client();
    client.run(request());
    client.run(request());
    assert_eq!(ids(&fake.posted()), [('r', 1), ('c', 1), ('r', 2)]);
    assert_eq!(client.receive(&encode(&FromWorker::Cancelled { id: 1 })), None);
    assert_eq!(client.receive(&done(1)), None, "an old answer is ignored");
    let progress = FromWorker::Progress { id: 2, share: 0.25, events: 9 };
    assert_eq!(client.receive(&encode(&progress)), Some(Report::Progress(0.25)));
    assert!(matches!(client.receive(&done(2)), Some(Report::Done(_))));
    assert_eq!(client.receive(&done(2)), None, "an answer counts once");
}

#[test]
fn cancelling_stops_a_run_at_once() {
    let (mut client, fake) = ready_client();
    assert_eq!(client.cancel(), None, "nothing to cancel");
    client.run(request());
    assert_eq!(client.cancel(), Some(Report::Cancelled));
    assert_eq!(ids(&fake.posted()), [('r', 1), ('c', 1)]);
    assert_eq!(client.receive(&done(1)), None);
}

#[test]
fn cancelling_before_ready_forgets_the_request() {
    let (mut client, fake) = client();
    client.run(request());
    assert_eq!(client.cancel(), Some(Report::Cancelled));
    assert_eq!(client.receive(&encode(&Desk::ready())), Some(Report::Ready));
    assert_eq!(ids(&fake.posted()), [('h', 0)]);
}

#[test]
fn a_worker_of_another_build_is_refused() {
    for (protocol, build) in [(PROTOCOL + 1, BUILD), (PROTOCOL, "another")] {
        let (mut client, fake) = client();
        client.run(request());
        let greeting = FromWorker::Ready { protocol, build: build.into() };
        let report = client.receive(&encode(&greeting));
        assert_eq!(report, Some(Report::Failed(STRANGER.into())));
        assert_eq!(client.run(request()), Some(Report::Failed(STRANGER.into())));
        assert_eq!(client.receive(&[200, 1, 2]), None, "whatever it says later");
        assert!(fake.posted().is_empty());
    }
}

#[test]
fn a_worker_that_breaks_in_a_run_is_started_again() {
    let (mut client, fake) = ready_client();
    client.run(request());
    assert!(matches!(client.broke("unreachable"), Report::Failed(_)));
    assert_eq!(fake.0.borrow().restarts, 1);
    client.run(request());
    client.receive(&encode(&Desk::ready()));
    assert_eq!(ids(&fake.posted()), [('h', 0), ('r', 2)]);
}

#[test]
fn a_worker_that_does_not_start_is_tried_again_only_when_asked() {
    let (mut client, fake) = client();
    assert!(matches!(client.broke("404"), Report::Failed(_)));
    assert_eq!(fake.0.borrow().restarts, 0);
    client.run(request());
    assert_eq!(fake.0.borrow().restarts, 1);
    client.receive(&encode(&Desk::ready()));
    assert_eq!(ids(&fake.posted()), [('h', 0), ('r', 1)]);
}

#[test]
fn a_garbled_answer_is_a_failure_and_a_new_worker() {
    let (mut client, fake) = ready_client();
    client.run(request());
    assert!(matches!(client.receive(&[77, 77]), Some(Report::Failed(_))));
    assert_eq!(fake.0.borrow().restarts, 1);
}

fn check() -> CheckRequest {
    CheckRequest::new(&fixture::document()).expect("is JSON")
}

fn checked(id: u64) -> Vec<u8> {
    encode(&FromWorker::Checked { id, findings: Vec::new() })
}

#[test]
fn checks_go_beside_runs_one_at_a_time_and_the_newest_last() {
    let (mut client, fake) = ready_client();
    client.run(request());
    client.check(check());
    client.check(check());
    client.check(CheckRequest { document_json: "newest".into(), ..check() });
    assert_eq!(ids(&fake.posted()), [('r', 1), ('k', 2)]);
    assert_eq!(client.receive(&checked(2)), Some(Report::Checked(Vec::new())));
    let next = fake.posted();
    assert_eq!(ids(&next), [('k', 3)]);
    assert!(matches!(&next[0], ToWorker::Check(it) if it.document_json == "newest"));
    assert_eq!(client.receive(&checked(2)), None, "an old answer is ignored");
    assert!(matches!(client.receive(&done(1)), Some(Report::Done(_))), "the run went on");
    assert_eq!(client.receive(&checked(3)), Some(Report::Checked(Vec::new())));
    assert!(fake.posted().is_empty());
}

#[test]
fn a_check_waits_for_the_worker_and_is_made_before_the_run() {
    let (mut client, fake) = client();
    client.run(request());
    client.check(check());
    assert!(fake.posted().is_empty());
    client.receive(&encode(&Desk::ready()));
    assert_eq!(ids(&fake.posted()), [('h', 0), ('k', 2), ('r', 1)]);
}

#[test]
fn a_check_that_broke_the_worker_is_not_made_again() {
    let (mut client, fake) = ready_client();
    client.check(check());
    client.broke("unreachable");
    client.receive(&encode(&Desk::ready()));
    assert_eq!(ids(&fake.posted()), [('h', 0)]);
    client.check(check());
    assert_eq!(ids(&fake.posted()), [('k', 2)]);
}

#[test]
fn nothing_is_heard_about_a_design_that_was_closed() {
    let (mut client, fake) = ready_client();
    client.run(request());
    client.check(check());
    client.check(check());
    client.forget();
    assert_eq!(ids(&fake.posted()), [('r', 1), ('k', 2), ('c', 1)]);
    assert_eq!(client.receive(&done(1)), None);
    client.check(check());
    assert_eq!(ids(&fake.posted()), [('k', 3)], "what waited is not asked");
    assert_eq!(client.receive(&checked(2)), None);
    assert_eq!(client.receive(&checked(3)), Some(Report::Checked(Vec::new())));
}

#[test]
fn the_desk_checks_while_it_runs() {
    let mut desk = Desk::default();
    desk.receive(&encode(&ToWorker::Run(RunRequest { id: 5, ..real_request() })));
    let mut document = fixture::document();
    document.links.clear();
    let request = CheckRequest { id: 6, ..CheckRequest::new(&document).expect("is JSON") };
    let answer = desk.receive(&encode(&ToWorker::Check(request)));
    let findings = windtunnel_design::check::check(&document);
    assert!(!findings.is_empty());
    assert_eq!(answer, Some(FromWorker::Checked { id: 6, findings }));
    assert!(matches!(desk.work(), Some(FromWorker::Progress { id: 5, .. })));
    let bad = CheckRequest { id: 7, document_json: "{".into() };
    let answer = desk.receive(&encode(&ToWorker::Check(bad)));
    assert!(matches!(answer, Some(FromWorker::Checked { id: 7, findings }) if findings.len() == 1));
}

#[test]
fn the_desk_answers_what_it_cannot_read() {
    let mut desk = Desk::default();
    assert!(matches!(desk.receive(&[9, 9, 9]), Some(FromWorker::Failed { id: 0, .. })));
    let bad = RunRequest { id: 3, document_json: "{".into(), ..request() };
    let answer = desk.receive(&encode(&ToWorker::Run(bad)));
    assert!(matches!(answer, Some(FromWorker::Failed { id: 3, .. })), "{answer:?}");
    assert!(!desk.busy());
}

#[test]
fn the_desk_says_so_when_the_page_is_of_another_build() {
    let mut desk = Desk::default();
    let hello = ToWorker::Hello { protocol: PROTOCOL, build: "another".into() };
    assert_eq!(desk.receive(&encode(&hello)), Some(Desk::ready()));
}

/// The first template, without a life.
fn real_document() -> windtunnel_design::Document {
    let template = windtunnel_design::templates::find("card-fraud").expect("is a template");
    let mut document = template.document();
    document.run.days = 0;
    document
}

/// A day of it.
fn real_request() -> RunRequest {
    RunRequest::new(&real_document(), None).expect("is JSON")
}

#[test]
fn a_run_goes_from_request_to_answer() {
    let (mut client, fake) = ready_client();
    client.run(real_request());
    let mut desk = Desk::default();
    let mut reports = Vec::new();
    for message in fake.posted() {
        assert_eq!(desk.receive(&encode(&message)), None, "nothing to answer yet");
    }
    while let Some(news) = desk.work() {
        reports.extend(client.receive(&encode(&news)));
    }
    let Some(Report::Done(result)) = reports.pop() else { panic!("{reports:?}") };
    assert!(result.requests.arrived > 100_000);
    let shares: Vec<f64> = reports
        .iter()
        .map(|report| match report {
            Report::Progress(share) => *share,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(shares.len() > 3 && shares.is_sorted(), "{shares:?}");
}

#[test]
fn a_run_can_be_stopped_between_two_slices() {
    let mut desk = Desk::default();
    desk.receive(&encode(&ToWorker::Run(RunRequest { id: 5, ..real_request() })));
    assert!(matches!(desk.work(), Some(FromWorker::Progress { id: 5, .. })));
    assert_eq!(desk.receive(&encode(&ToWorker::Cancel { id: 4 })), None, "another run");
    assert!(desk.busy());
    let answer = desk.receive(&encode(&ToWorker::Cancel { id: 5 }));
    assert_eq!(answer, Some(FromWorker::Cancelled { id: 5 }));
    assert!(!desk.busy());
}
