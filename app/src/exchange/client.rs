//! The page's side of a worker that reads and writes for other programs: every task is answered
//! once.

use windtunnel_workers::study::protocol::{FromStudy, PROTOCOL, Product, Task, ToStudy, decode};

use crate::run::line::{Greeting, Line, State, Transport};

/// Id of a task, and what came of it.
pub type Answer = (u64, Result<Product, String>);

const STRANGER: &str = "it is from another version of this page: reload it.";

/// The page's side.
#[derive(Debug)]
pub struct Client<T> {
    line: Line<T>,
    last_id: u64,
    /// What the worker has not been asked yet.
    waiting: Vec<ToStudy>,
    /// Ids of what has not been answered.
    open: Vec<u64>,
}

impl<T: Transport> Client<T> {
    /// Of a worker that is being started.
    pub fn new(transport: T) -> Self {
        let (waiting, open) = (Vec::new(), Vec::new());
        Self { line: Line::new(transport, PROTOCOL), last_id: 0, waiting, open }
    }

    /// Asks for a task; its id, and what can be answered at once.
    pub fn ask(&mut self, task: Task) -> (u64, Vec<Answer>) {
        self.last_id += 1;
        let id = self.last_id;
        self.open.push(id);
        self.waiting.push(ToStudy::Exchange { id, task });
        match self.line.need() {
            State::Stranger => return (id, self.give_up(STRANGER)),
            State::Ready => self.send(),
            State::Starting | State::Dead => {}
        }
        (id, Vec::new())
    }

    fn send(&mut self) {
        for message in self.waiting.drain(..) {
            self.line.post(&message);
        }
    }

    /// Takes a message from the worker.
    pub fn receive(&mut self, bytes: &[u8]) -> Vec<Answer> {
        match decode(bytes) {
            Ok(FromStudy::Ready { protocol, build }) => {
                match self.line.greet(protocol, &build) {
                    Greeting::Stranger => return self.give_up(STRANGER),
                    Greeting::Welcome => self.send(),
                    Greeting::Again => {}
                }
                Vec::new()
            }
            Ok(FromStudy::Exchanged { id, product }) => {
                self.open.retain(|open| *open != id);
                vec![(id, product)]
            }
            Ok(_) => Vec::new(),
            Err(error) => self.broke(&error.to_string()),
        }
    }

    /// The worker could not be loaded, or threw: all that is open is answered so, and the next task
    /// starts another.
    pub fn broke(&mut self, reason: &str) -> Vec<Answer> {
        self.line.broke();
        self.give_up(reason)
    }

    fn give_up(&mut self, reason: &str) -> Vec<Answer> {
        self.waiting.clear();
        let why = format!("The worker for it has stopped: {reason}");
        self.open.drain(..).map(|id| (id, Err(why.clone()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use windtunnel_workers::study::protocol::{BUILD, encode};

    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    #[derive(Debug, Default)]
    struct Wire {
        posted: Rc<RefCell<Vec<ToStudy>>>,
        restarts: Rc<RefCell<u32>>,
    }

    impl Transport for Wire {
        fn post(&mut self, bytes: &[u8]) {
            self.posted.borrow_mut().push(decode(bytes).expect("is a message"));
        }

        fn restart(&mut self) {
            *self.restarts.borrow_mut() += 1;
        }
    }

    fn ready() -> Vec<u8> {
        encode(&FromStudy::Ready { protocol: PROTOCOL, build: BUILD.into() })
    }

    #[test]
    fn tasks_wait_for_the_worker_and_each_is_answered() {
        let wire = Wire::default();
        let posted = Rc::clone(&wire.posted);
        let mut client = Client::new(wire);
        let (first, _) = client.ask(Task::Import("a".into()));
        assert!(posted.borrow().is_empty());
        assert_eq!(client.receive(&ready()), vec![]);
        let (second, _) = client.ask(Task::Mermaid("b".into()));
        assert_eq!(posted.borrow().len(), 2);
        let product = Ok(Product::Text("graph".into()));
        let answer = FromStudy::Exchanged { id: second, product: product.clone() };
        assert_eq!(client.receive(&encode(&answer)), vec![(second, product)]);
        let broken = client.broke("gone");
        assert!(matches!(&broken[..], [(id, Err(_))] if *id == first));
    }

    #[test]
    fn a_broken_worker_is_started_again_by_the_next_task() {
        let wire = Wire::default();
        let (posted, restarts) = (Rc::clone(&wire.posted), Rc::clone(&wire.restarts));
        let mut client = Client::new(wire);
        client.ask(Task::Import("a".into()));
        assert_eq!(client.receive(b"noise").len(), 1);
        client.ask(Task::Import("b".into()));
        assert_eq!(*restarts.borrow(), 1);
        client.receive(&ready());
        assert_eq!(posted.borrow().len(), 1, "what was answered is not asked again");
        let stranger = FromStudy::Ready { protocol: PROTOCOL, build: "another".into() };
        assert_eq!(client.receive(&encode(&stranger)).len(), 1);
        let (third, at_once) = client.ask(Task::Import("c".into()));
        assert!(matches!(&at_once[..], [(id, Err(_))] if *id == third));
        assert_eq!(*restarts.borrow(), 1, "another would be a stranger too");
    }
}
