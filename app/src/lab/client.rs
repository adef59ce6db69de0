//! The page's side of the protocol: a state machine without a browser.
//!
//! Tasks wait until the worker says that it is ready, and are then answered one after the other.

use super::protocol::{Answer, BUILD, FromWorker, PROTOCOL, Task, ToWorker, decode};
use crate::run::line::{Greeting, Line, State, Transport};

/// What became of a task.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It is on its way; share done 0 to 1.
    Progress(f64),
    /// It is done.
    Done(Answer),
    /// It failed; the place and the reason.
    Failed(String),
}

/// Events by the ids of their tasks.
pub type Events = Vec<(u64, Event)>;

/// The page's side.
#[derive(Debug)]
pub struct Client<T> {
    line: Line<T>,
    last_id: u64,
    /// Tasks not answered yet. Those with a task inside have not been posted.
    open: Vec<(u64, Option<Task>)>,
    /// A posted task that was cancelled, until the worker agrees.
    leaving: Option<u64>,
}

const STRANGER: &str = "The model runtime is from another version of this page. Reload the page.";

impl<T: Transport> Client<T> {
    /// A client of a worker that is being started.
    pub fn new(transport: T) -> Self {
        Self { line: Line::new(transport, PROTOCOL), last_id: 0, open: Vec::new(), leaving: None }
    }

    /// Asks for a task; its id, and what can be said at once.
    pub fn ask(&mut self, task: Task) -> (u64, Events) {
        self.last_id += 1;
        let id = self.last_id;
        match self.line.need() {
            State::Stranger => return (id, vec![(id, Event::Failed(STRANGER.into()))]),
            State::Starting | State::Dead => self.open.push((id, Some(task))),
            State::Ready => {
                self.open.push((id, None));
                self.line.post(&ToWorker::Do { id, task });
            }
        }
        (id, Events::new())
    }

    /// Gives a task up: nothing more is said of it. True if the worker has still to agree.
    pub fn cancel(&mut self, id: u64) -> bool {
        let Some(at) = self.open.iter().position(|(open, _)| *open == id) else { return false };
        let (_, waiting) = self.open.remove(at);
        if waiting.is_some() {
            return false;
        }
        self.leaving = Some(id);
        self.line.post(&ToWorker::Cancel { id });
        true
    }

    /// The worker has had time enough to agree to a cancel: if it has not, it is stuck, and
    /// another is started.
    pub fn insist(&mut self, id: u64) -> Events {
        if self.leaving != Some(id) || self.line.state() != State::Ready {
            return Events::new();
        }
        self.start_another();
        self.fail_posted("It was stopped together with another task.")
    }

    /// Takes a message from the worker.
    pub fn receive(&mut self, bytes: &[u8]) -> Events {
        match decode(bytes) {
            Ok(FromWorker::Ready { protocol, build }) => self.greet(protocol, &build),
            // A worker of another build may say anything.
            Ok(_) | Err(_) if self.line.state() == State::Stranger => Events::new(),
            Ok(message) => self.answer(message),
            Err(error) => {
                self.start_another();
                self.fail_posted(&format!("The model runtime's answer was garbled: {error}."))
            }
        }
    }

    /// The worker broke: it could not be loaded, or a task panicked.
    pub fn broke(&mut self, reason: &str) -> Events {
        match self.line.broke() {
            State::Stranger => Events::new(),
            // One that cannot start would only break again.
            State::Starting | State::Dead => {
                self.fail_all(&format!("The model runtime did not start: {reason}"))
            }
            State::Ready => {
                self.start_another();
                self.fail_posted(&format!(
                    "The model runtime broke on it and was restarted: {reason}"
                ))
            }
        }
    }

    fn greet(&mut self, protocol: u32, build: &str) -> Events {
        match self.line.greet(protocol, build) {
            Greeting::Welcome => {}
            Greeting::Again => return Events::new(),
            Greeting::Stranger => return self.fail_all(STRANGER),
        }
        self.line.post(&ToWorker::Hello { protocol: PROTOCOL, build: BUILD.into() });
        let waiting: Vec<(u64, Task)> =
            self.open.iter_mut().filter_map(|(id, task)| Some((*id, task.take()?))).collect();
        for (id, task) in waiting {
            self.line.post(&ToWorker::Do { id, task });
        }
        Events::new()
    }

    fn answer(&mut self, message: FromWorker) -> Events {
        let (id, event) = match message {
            FromWorker::Ready { .. } => return Events::new(),
            FromWorker::Progress { id, done, total } => {
                (id, Event::Progress(f64::from(done) / f64::from(total.max(1))))
            }
            FromWorker::Done { id, answer } => (id, Event::Done(answer)),
            // Without an id it is about the oldest thing that was posted.
            FromWorker::Failed { id: 0, message } => match self.open.first() {
                Some((id, _)) => (*id, Event::Failed(message)),
                None => return Events::new(),
            },
            FromWorker::Failed { id, message } => (id, Event::Failed(message)),
            FromWorker::Cancelled { id } => {
                self.leaving.take_if(|leaving| *leaving == id);
                return Events::new();
            }
        };
        // An answer may have crossed with its cancel.
        let Some(at) = self.open.iter().position(|(open, _)| *open == id) else {
            return Events::new();
        };
        if !matches!(event, Event::Progress(_)) {
            self.open.remove(at);
        }
        vec![(id, event)]
    }

    fn start_another(&mut self) {
        self.line.restart();
        self.leaving = None;
    }

    /// What was posted is lost with its worker; what waits goes to the next.
    fn fail_posted(&mut self, message: &str) -> Events {
        let open = std::mem::take(&mut self.open);
        let (waiting, posted): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|(_, task)| task.is_some());
        self.open = waiting;
        posted.into_iter().map(|(id, _)| (id, Event::Failed(message.to_owned()))).collect()
    }

    fn fail_all(&mut self, message: &str) -> Events {
        let open = std::mem::take(&mut self.open);
        open.into_iter().map(|(id, _)| (id, Event::Failed(message.to_owned()))).collect()
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
