//! The page's side of the study worker: one question at a time, and of those asked meanwhile only
//! the newest.

use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::outlook::Outlook;
use windtunnel_design::sim::plan::{Diagnostic, Place};
use windtunnel_workers::study::protocol::{FromStudy, PROTOCOL, StudyRequest, ToStudy, decode};

use super::line::{Greeting, Line, State, Transport};

/// What the worker found.
#[derive(Debug, PartialEq)]
pub enum Finding {
    /// What formulas say; `None` where the design cannot be run.
    Foreseen(Option<Box<Outlook>>),
    /// The life of the system, or why it cannot be simulated.
    Lived(Result<Box<Life>, Vec<Diagnostic>>),
}

/// The page's side.
#[derive(Debug)]
pub struct Study<T> {
    line: Line<T>,
    last_id: u64,
    /// Id of the question that the worker is at.
    asked: Option<u64>,
    waiting: Option<StudyRequest>,
    /// Answers to questions up to this one are about a design that is closed.
    forgotten: u64,
}

impl<T: Transport> Study<T> {
    /// Of a worker that is being started.
    pub fn new(transport: T) -> Self {
        Self {
            line: Line::new(transport, PROTOCOL),
            last_id: 0,
            asked: None,
            waiting: None,
            forgotten: 0,
        }
    }

    /// Asks about a design; a life that was wanted of an older one is wanted of this one. What can be
    /// said at once.
    pub fn ask(&mut self, document_json: String, lives: bool) -> Option<Finding> {
        self.last_id += 1;
        let lives = lives || self.waiting.as_ref().is_some_and(|request| request.lives);
        self.waiting = Some(StudyRequest { id: self.last_id, document_json, lives });
        if self.line.need() == State::Stranger {
            return Some(cannot(STRANGER));
        }
        self.next();
        None
    }

    /// Another design is open: nothing more is heard about the one before.
    pub fn forget(&mut self) {
        self.forgotten = self.last_id;
        self.waiting = None;
    }

    fn next(&mut self) {
        if self.line.state() == State::Ready
            && self.asked.is_none()
            && let Some(request) = self.waiting.take()
        {
            self.asked = Some(request.id);
            self.line.post(&ToStudy::Study(request));
        }
    }

    /// Takes a message from the worker.
    pub fn receive(&mut self, bytes: &[u8]) -> Option<Finding> {
        match decode(bytes) {
            Ok(FromStudy::Ready { protocol, build }) => {
                match self.line.greet(protocol, &build) {
                    Greeting::Stranger => return Some(cannot(STRANGER)),
                    Greeting::Welcome => self.next(),
                    Greeting::Again => {}
                }
                None
            }
            Ok(FromStudy::Foreseen { id, .. } | FromStudy::Lived { id, .. })
                if id <= self.forgotten =>
            {
                None
            }
            Ok(FromStudy::Foreseen { outlook, .. }) => Some(Finding::Foreseen(outlook)),
            // A newer design waits: its life follows.
            Ok(FromStudy::Lived { life, .. }) => {
                let newer = self.waiting.as_ref().is_some_and(|request| request.lives);
                (!newer).then_some(Finding::Lived(life))
            }
            Ok(FromStudy::Studied { id }) => {
                self.asked.take_if(|asked| *asked == id);
                self.next();
                None
            }
            // Tasks for other programs have a worker of their own.
            Ok(FromStudy::Exchanged { .. }) => None,
            Err(error) => Some(self.broke(&error.to_string())),
        }
    }

    /// The worker could not be loaded, or threw; the next question starts another.
    pub fn broke(&mut self, reason: &str) -> Finding {
        self.line.broke();
        self.asked = None;
        cannot(reason)
    }
}

const STRANGER: &str = "it is from another version of this page";

fn cannot(why: &str) -> Finding {
    let why = format!("The months cannot be simulated: {why}");
    Finding::Lived(Err(vec![Diagnostic::error(Place::Settings, why, "Reload the page.")]))
}

#[cfg(test)]
mod tests {
    use windtunnel_workers::study::protocol::{BUILD, encode};

    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    #[derive(Debug, Default)]
    struct Wire {
        posted: Rc<RefCell<Vec<StudyRequest>>>,
        restarts: Rc<RefCell<u32>>,
    }

    impl Transport for Wire {
        fn post(&mut self, bytes: &[u8]) {
            let Ok(ToStudy::Study(request)) = decode(bytes) else { panic!("asks about a design") };
            self.posted.borrow_mut().push(request);
        }

        fn restart(&mut self) {
            *self.restarts.borrow_mut() += 1;
        }
    }

    fn ready() -> Vec<u8> {
        encode(&FromStudy::Ready { protocol: PROTOCOL, build: BUILD.into() })
    }

    #[test]
    fn questions_wait_for_the_worker_and_the_newest_wins() {
        let wire = Wire::default();
        let posted = Rc::clone(&wire.posted);
        let mut study = Study::new(wire);
        study.ask("first".into(), true);
        study.ask("second".into(), false);
        assert!(posted.borrow().is_empty());
        assert_eq!(study.receive(&ready()), None);
        let [request] = &posted.borrow()[..] else { panic!("one question") };
        assert_eq!((request.document_json.as_str(), request.lives), ("second", true));
    }

    #[test]
    fn one_question_at_a_time() {
        let wire = Wire::default();
        let posted = Rc::clone(&wire.posted);
        let mut study = Study::new(wire);
        study.receive(&ready());
        study.ask("a".into(), true);
        study.ask("b".into(), true);
        assert_eq!(posted.borrow().len(), 1);
        let old = encode(&FromStudy::Lived { id: 1, life: Err(vec![]) });
        assert_eq!(study.receive(&old), None, "a newer one waits");
        study.receive(&encode(&FromStudy::Studied { id: 1 }));
        assert_eq!(posted.borrow().len(), 2);
        let new = encode(&FromStudy::Lived { id: 2, life: Err(vec![]) });
        assert_eq!(study.receive(&new), Some(Finding::Lived(Err(vec![]))));
        let formulas = encode(&FromStudy::Foreseen { id: 2, outlook: None });
        assert_eq!(study.receive(&formulas), Some(Finding::Foreseen(None)));
    }

    #[test]
    fn nothing_is_heard_about_a_design_that_was_closed() {
        let wire = Wire::default();
        let posted = Rc::clone(&wire.posted);
        let mut study = Study::new(wire);
        study.receive(&ready());
        study.ask("closed".into(), true);
        study.ask("closed, changed".into(), true);
        study.forget();
        assert_eq!(study.receive(&encode(&FromStudy::Foreseen { id: 1, outlook: None })), None);
        assert_eq!(study.receive(&encode(&FromStudy::Lived { id: 1, life: Err(vec![]) })), None);
        study.receive(&encode(&FromStudy::Studied { id: 1 }));
        assert_eq!(posted.borrow().len(), 1, "what waited is not asked");
        study.ask("open".into(), false);
        assert_eq!(posted.borrow().len(), 2);
        let formulas = encode(&FromStudy::Foreseen { id: 3, outlook: None });
        assert_eq!(study.receive(&formulas), Some(Finding::Foreseen(None)));
    }

    #[test]
    fn a_broken_worker_is_said_and_started_again() {
        let wire = Wire::default();
        let restarts = Rc::clone(&wire.restarts);
        let mut study = Study::new(wire);
        assert!(matches!(study.receive(b"noise"), Some(Finding::Lived(Err(_)))));
        study.ask("again".into(), true);
        assert_eq!(*restarts.borrow(), 1);
        let stranger = FromStudy::Ready { protocol: PROTOCOL, build: "another".into() };
        assert!(matches!(study.receive(&encode(&stranger)), Some(Finding::Lived(Err(_)))));
        assert!(matches!(study.ask("again".into(), true), Some(Finding::Lived(Err(_)))));
        assert_eq!(*restarts.borrow(), 1, "another would be a stranger too");
    }
}
