//! The page's side of the protocol: a state machine without a browser.
//!
//! Starting, until the worker says that it is ready; then idle or running. The newest request wins:
//! it cancels whatever runs. Answers to anything older are ignored.
//!
//! Checks of the design go beside runs, one at a time: of those asked for meanwhile only the newest
//! is made.

use windtunnel_design::sim::plan::Diagnostic;
use windtunnel_design::sim::result::RunResult;

use super::line::{Greeting, Line, State, Transport};
use super::protocol::{BUILD, CheckRequest, FromWorker, PROTOCOL, RunRequest, ToWorker, decode};

/// What the client tells the page.
#[derive(Debug, PartialEq)]
pub enum Report {
    /// The worker is up, with nothing to do.
    Ready,
    /// A run is on its way; share done 0 to 1.
    Progress(f64),
    /// The newest run is done.
    Done(Box<RunResult>),
    /// The model cannot be run.
    Refused(Vec<Diagnostic>),
    /// The worker failed.
    Failed(String),
    /// The run was stopped.
    Cancelled,
    /// What is wrong with the design last asked about, or one shortly before it.
    Checked(Vec<Diagnostic>),
}

/// The page's side.
#[derive(Debug)]
pub struct Client<T> {
    line: Line<T>,
    /// Id of the run being made.
    running: Option<u64>,
    last_id: u64,
    /// A request made before the worker was ready.
    waiting: Option<RunRequest>,
    /// Id of the check being made.
    checking: Option<u64>,
    /// The newest design that nobody has looked at yet.
    unchecked: Option<CheckRequest>,
}

const STRANGER: &str = "The simulator is from another version of this page. Reload the page.";

impl<T: Transport> Client<T> {
    /// A client of a worker that is being started.
    pub fn new(transport: T) -> Self {
        Self {
            line: Line::new(transport, PROTOCOL),
            running: None,
            last_id: 0,
            waiting: None,
            checking: None,
            unchecked: None,
        }
    }

    /// Asks for a run, instead of whatever runs now.
    pub fn run(&mut self, mut request: RunRequest) -> Option<Report> {
        self.last_id += 1;
        request.id = self.last_id;
        match self.line.need() {
            State::Stranger => return Some(Report::Failed(STRANGER.into())),
            State::Starting | State::Dead => self.waiting = Some(request),
            State::Ready => {
                if let Some(id) = self.running {
                    self.line.post(&ToWorker::Cancel { id });
                }
                self.post_run(request);
            }
        }
        None
    }

    /// Stops the run that is being made or waits to be.
    pub fn cancel(&mut self) -> Option<Report> {
        if self.waiting.take().is_some() {
            return Some(Report::Cancelled);
        }
        let id = self.running.take()?;
        self.line.post(&ToWorker::Cancel { id });
        Some(Report::Cancelled)
    }

    /// Asks what is wrong with a design, once the worker is there and done with the last one.
    pub fn check(&mut self, request: CheckRequest) {
        self.unchecked = Some(request);
        self.check_next();
    }

    /// Another design is open: nothing more is heard about the one before.
    pub fn forget(&mut self) {
        self.cancel();
        self.checking = None;
        self.unchecked = None;
    }

    fn check_next(&mut self) {
        if self.checking.is_some() || self.line.state() != State::Ready {
            return;
        }
        if let Some(mut request) = self.unchecked.take() {
            self.last_id += 1;
            request.id = self.last_id;
            self.checking = Some(request.id);
            self.line.post(&ToWorker::Check(request));
        }
    }

    /// Takes a message from the worker.
    pub fn receive(&mut self, bytes: &[u8]) -> Option<Report> {
        match decode(bytes) {
            Ok(FromWorker::Ready { protocol, build }) => self.greet(protocol, &build),
            // A worker of another build may say anything.
            Ok(_) | Err(_) if self.line.state() == State::Stranger => None,
            Ok(FromWorker::Checked { id, findings }) => {
                self.checking.take_if(|checking| *checking == id)?;
                self.check_next();
                Some(Report::Checked(findings))
            }
            Ok(message) => self.answer(message),
            Err(error) => Some(self.fail(&format!("The simulator's answer was garbled: {error}."))),
        }
    }

    /// The worker broke: it could not be loaded, or a run panicked.
    pub fn broke(&mut self, reason: &str) -> Report {
        match self.line.broke() {
            State::Stranger => Report::Failed(STRANGER.into()),
            // One that cannot start would only break again.
            State::Starting | State::Dead => {
                self.waiting = None;
                Report::Failed(format!("The simulator did not start: {reason}"))
            }
            State::Ready => {
                self.fail(&format!("The simulator broke and was started again: {reason}"))
            }
        }
    }

    fn greet(&mut self, protocol: u32, build: &str) -> Option<Report> {
        match self.line.greet(protocol, build) {
            Greeting::Welcome => {}
            Greeting::Again => return None,
            Greeting::Stranger => {
                self.waiting = None;
                return Some(Report::Failed(STRANGER.into()));
            }
        }
        self.line.post(&ToWorker::Hello { protocol: PROTOCOL, build: BUILD.into() });
        self.check_next();
        match self.waiting.take() {
            Some(request) => {
                self.post_run(request);
                Some(Report::Progress(0.0))
            }
            None => Some(Report::Ready),
        }
    }

    fn answer(&mut self, message: FromWorker) -> Option<Report> {
        let current = self.running?;
        let (id, report) = match message {
            FromWorker::Progress { id, share, .. } if id == current => {
                return Some(Report::Progress(share));
            }
            FromWorker::Ready { .. } | FromWorker::Progress { .. } | FromWorker::Checked { .. } => {
                return None;
            }
            FromWorker::Done { id, result } => (id, Report::Done(result)),
            FromWorker::Refused { id, diagnostics } => (id, Report::Refused(diagnostics)),
            // Without an id it is about the last thing that was posted.
            FromWorker::Failed { id, message } => {
                (if id == 0 { current } else { id }, Report::Failed(message))
            }
            FromWorker::Cancelled { id } => (id, Report::Cancelled),
        };
        if id != current {
            return None;
        }
        self.running = None;
        Some(report)
    }

    /// What the worker was at is not asked again: it may be what broke it.
    fn fail(&mut self, message: &str) -> Report {
        self.line.restart();
        self.running = None;
        self.checking = None;
        Report::Failed(message.to_owned())
    }

    fn post_run(&mut self, request: RunRequest) {
        self.running = Some(request.id);
        self.line.post(&ToWorker::Run(request));
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
