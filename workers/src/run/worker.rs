//! The worker's side of the protocol.
//!
//! [`Desk`] is all of it but the browser, which is in [`turns`].

use windtunnel_design::sim::plan::{Diagnostic, Place};
use windtunnel_design::sim::request::Run;
use windtunnel_design::{check, file};

use super::protocol::{BUILD, CheckRequest, FromWorker, PROTOCOL, RunRequest, ToWorker, decode};
use crate::turns;

/// Events in one go: a fraction of a millisecond of usual work, so that the clock is looked at in time
/// even where each makes thousands of calls.
const SLICE_EVENTS: u64 = 1_000;

/// The run being made, if any, what comes besides, and what to do with messages.
#[derive(Debug, Default)]
pub struct Desk {
    job: Option<Job>,
}

#[derive(Debug)]
struct Job {
    id: u64,
    run: Run,
    horizon_s: f64,
}

/// Serves runs until the page ends the worker.
pub fn serve() {
    turns::serve(Desk::default());
}

impl turns::Desk for Desk {
    type Message = FromWorker;

    fn ready() -> FromWorker {
        FromWorker::Ready { protocol: PROTOCOL, build: BUILD.into() }
    }

    fn receive(&mut self, bytes: &[u8]) -> Option<FromWorker> {
        match decode(bytes) {
            Ok(ToWorker::Hello { protocol, build }) => {
                (protocol != PROTOCOL || build != BUILD).then(Self::ready)
            }
            Ok(ToWorker::Run(request)) => self.start(&request),
            Ok(ToWorker::Cancel { id }) => {
                let job = self.job.take_if(|job| job.id == id)?;
                Some(FromWorker::Cancelled { id: job.id })
            }
            Ok(ToWorker::Check(request)) => Some(check_design(&request)),
            Err(error) => Some(FromWorker::Failed { id: 0, message: error.to_string() }),
        }
    }

    fn busy(&self) -> bool {
        self.job.is_some()
    }

    fn work(&mut self) -> Option<FromWorker> {
        let job = self.job.as_mut()?;
        let progress = job.run.advance(SLICE_EVENTS);
        if !progress.done {
            let share = (progress.simulated_s / job.horizon_s).clamp(0.0, 1.0);
            return Some(FromWorker::Progress { id: job.id, share, events: progress.events });
        }
        let job = self.job.take()?;
        Some(FromWorker::Done { id: job.id, result: Box::new(job.run.finish()) })
    }

    fn is_progress(message: &FromWorker) -> bool {
        matches!(message, FromWorker::Progress { .. })
    }
}

impl Desk {
    fn start(&mut self, request: &RunRequest) -> Option<FromWorker> {
        self.job = None;
        let id = request.id;
        let document = match file::read_body(&request.document_json) {
            Ok(document) => document,
            Err(error) => return Some(FromWorker::Failed { id, message: unreadable(&error) }),
        };
        match Run::new(&document.model(), &document.run, request.rows.as_ref()) {
            Ok(run) => {
                self.job = Some(Job { id, run, horizon_s: document.run.horizon_s });
                None
            }
            Err(diagnostics) => Some(FromWorker::Refused { id, diagnostics }),
        }
    }
}

/// Takes less than a slice of a run, so it is done at once.
fn check_design(request: &CheckRequest) -> FromWorker {
    let findings = match file::read_body(&request.document_json) {
        Ok(document) => check::check(&document),
        Err(error) => vec![Diagnostic::error(Place::Model, unreadable(&error), "")],
    };
    FromWorker::Checked { id: request.id, findings }
}

fn unreadable(error: &file::LoadError) -> String {
    format!("The design could not be read: {error}")
}
