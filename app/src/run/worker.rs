//! The worker's side of the protocol.
//!
//! [`Desk`] is all of it but the browser, which is in [`super::turns`].

use windtunnel_design::sim::model::Model;
use windtunnel_design::sim::request::Run;

use super::protocol::{BUILD, FromWorker, PROTOCOL, RunRequest, ToWorker, decode};
use super::turns;

/// Events in one go: some milliseconds of work.
const SLICE_EVENTS: u64 = 50_000;

/// The run being made, if any, and what to do with messages.
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
        let model: Model = match serde_json::from_str(&request.model_json) {
            Ok(model) => model,
            Err(error) => {
                let message = format!("The model could not be read: {error}.");
                return Some(FromWorker::Failed { id, message });
            }
        };
        match Run::new(&model, &request.settings, request.rows.as_ref()) {
            Ok(run) => {
                self.job = Some(Job { id, run, horizon_s: request.settings.horizon_s });
                None
            }
            Err(diagnostics) => Some(FromWorker::Refused { id, diagnostics }),
        }
    }
}
