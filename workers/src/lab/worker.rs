//! The worker's side of the protocol: the models, the rows, and the work in slices.
//!
//! Models and rows are part of the worker's own file, so that nothing else has to be fetched and
//! no two versions can meet.

mod measure;
mod shelf;

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use windtunnel_infer::{InferError, Model};

use self::shelf::Shelf;
use super::protocol::{
    Answer, BUILD, Dataset, FromWorker, MAX_MODEL_BYTES, Order, OwnModel, PROTOCOL, Scored, Task,
    ToWorker, decode,
};
use super::stopwatch::{Next, Stopwatch};
use crate::turns;

/// Share of a timed task that scoring the rows is taken for, the rest being the timing.
const SCORING_SHARE: f64 = 0.3;
/// Steps that progress is reported in.
const STEPS: u32 = 1000;

/// Serves tasks until the page ends the worker.
pub fn serve() {
    turns::serve(Desk::new(turns::now_ms));
}

/// Tasks, and what they need.
pub struct Desk {
    clock: fn() -> f64,
    shelves: BTreeMap<Dataset, Rc<Shelf>>,
    own: Option<Rc<Own>>,
    queue: VecDeque<(u64, Task)>,
    job: Option<Job>,
}

/// A person's own model.
struct Own {
    facts: OwnModel,
    model: Model,
}

/// Scoring on its way.
struct Job {
    id: u64,
    order: Order,
    shelf: Rc<Shelf>,
    own: Option<Rc<Own>>,
    rows: Vec<f32>,
    scores: Vec<f32>,
    started_ms: f64,
    total_ms: f64,
    /// Timing begins when all rows have scores.
    watch: Option<Stopwatch>,
}

impl Desk {
    /// A desk with this clock, in milliseconds.
    #[must_use]
    pub fn new(clock: fn() -> f64) -> Self {
        Self { clock, shelves: BTreeMap::new(), own: None, queue: VecDeque::new(), job: None }
    }

    fn shelf(&mut self, dataset: Dataset) -> Result<Rc<Shelf>, String> {
        if let Some(shelf) = self.shelves.get(&dataset) {
            return Ok(Rc::clone(shelf));
        }
        let shelf = Rc::new(Shelf::open(dataset).map_err(|error| sentence(&error))?);
        self.shelves.insert(dataset, Rc::clone(&shelf));
        Ok(shelf)
    }

    /// Does a task at once, or begins with it.
    fn begin(&mut self, id: u64, task: Task) -> Result<FromWorker, String> {
        let answer = match task {
            Task::Describe(dataset) => Answer::Described(Box::new(self.shelf(dataset)?.card())),
            Task::Open { dataset, name, bytes } => {
                let model = self.shelf(dataset)?.open_own(&bytes);
                let model = model.map_err(|reason| format!("“{name}”: {reason}"))?;
                let facts = OwnModel {
                    dataset,
                    name,
                    bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
                    outputs: model.outputs() as u32,
                };
                self.own = Some(Rc::new(Own { facts: facts.clone(), model }));
                Answer::Opened(facts)
            }
            Task::Score(order) => {
                let shelf = self.shelf(order.dataset)?;
                let own = match (&self.own, order.own) {
                    (_, false) => None,
                    (Some(own), true) if own.facts.dataset == order.dataset => Some(Rc::clone(own)),
                    (_, true) => {
                        return Err("Your own model is not open. Open its file again.".into());
                    }
                };
                let rows = shelf.rows(&order.shifts).map_err(|error| sentence(&error))?;
                self.job = Some(Job {
                    id,
                    order,
                    shelf,
                    own,
                    rows,
                    scores: Vec::new(),
                    started_ms: (self.clock)(),
                    total_ms: 0.0,
                    watch: None,
                });
                return Ok(FromWorker::Progress { id, done: 0, total: STEPS });
            }
        };
        Ok(FromWorker::Done { id, answer })
    }
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
            Ok(ToWorker::Do { id, task }) => {
                self.queue.push_back((id, task));
                None
            }
            Ok(ToWorker::Cancel { id }) => {
                self.queue.retain(|(waiting, _)| *waiting != id);
                self.job.take_if(|job| job.id == id);
                // Said also of what is done already, so that the page need not wait.
                Some(FromWorker::Cancelled { id })
            }
            Err(error) => Some(FromWorker::Failed { id: 0, message: error.to_string() }),
        }
    }

    fn busy(&self) -> bool {
        self.job.is_some() || !self.queue.is_empty()
    }

    fn work(&mut self) -> Option<FromWorker> {
        let Some(mut job) = self.job.take() else {
            let (id, task) = self.queue.pop_front()?;
            let said = self.begin(id, task);
            return Some(said.unwrap_or_else(|message| FromWorker::Failed { id, message }));
        };
        let id = job.id;
        match job.advance(self.clock) {
            Ok(None) => {
                let done = (job.share() * f64::from(STEPS)) as u32;
                self.job = Some(job);
                Some(FromWorker::Progress { id, done, total: STEPS })
            }
            Ok(Some(scored)) => {
                Some(FromWorker::Done { id, answer: Answer::Scored(Box::new(scored)) })
            }
            Err(message) => Some(FromWorker::Failed { id, message }),
        }
    }

    fn is_progress(message: &FromWorker) -> bool {
        matches!(message, FromWorker::Progress { .. })
    }
}

impl Job {
    fn model(&self) -> &Model {
        self.own.as_ref().map_or(&self.shelf.model, |own| &own.model)
    }

    /// Goes on by one batch or one lap; gives the result at the end.
    fn advance(&mut self, clock: fn() -> f64) -> Result<Option<Scored>, String> {
        let Some(watch) = &self.watch else {
            let mut scores = std::mem::take(&mut self.scores);
            let done = self.model().score_chunk(&self.rows, &mut scores);
            self.scores = scores;
            if done.map_err(|error| self.blame(&error))? < self.shelf.len() {
                return Ok(None);
            }
            self.total_ms = clock() - self.started_ms;
            if !self.order.timed {
                return Ok(Some(self.result(None)));
            }
            let batch = self.model().batch();
            let mut watch = Stopwatch::new(batch as u32);
            watch.warmed_up(self.shelf.len().div_ceil(batch) as u32);
            self.watch = Some(watch);
            return Ok(None);
        };
        let Next::Lap(batches) = watch.next() else {
            return Ok(Some(self.result(Some(watch))));
        };
        let model = self.model();
        // Whole batches only: a shorter one costs as much and would make the others look slow.
        let whole = (self.shelf.len() / model.batch()).max(1) * model.batch();
        let mut scratch = Vec::with_capacity(whole * model.outputs());
        let started_ms = clock();
        for _ in 0..batches {
            if scratch.len() >= whole * model.outputs() {
                scratch.clear();
            }
            let done = model.score_chunk(&self.rows, &mut scratch);
            if done.map_err(|error| self.blame(&error))? >= self.shelf.len() {
                scratch.clear();
            }
        }
        let took_ms = clock() - started_ms;
        if let Some(watch) = &mut self.watch {
            watch.lap(batches, took_ms);
        }
        Ok(None)
    }

    fn share(&self) -> f64 {
        let rows = self.scores.len() as f64 / (self.shelf.len() * self.model().outputs()) as f64;
        match &self.watch {
            Some(watch) => SCORING_SHARE + (1.0 - SCORING_SHARE) * watch.share(),
            None if self.order.timed => SCORING_SHARE * rows,
            None => rows,
        }
    }

    fn result(&self, watch: Option<&Stopwatch>) -> Scored {
        let model_bytes = match &self.own {
            Some(own) => own.facts.bytes,
            None => self.shelf.card.onnx.bytes,
        };
        Scored {
            total_ms: self.total_ms,
            timing: watch.and_then(Stopwatch::timing),
            model_bytes,
            ..measure::quality(&self.shelf, self.model().outputs(), &self.scores)
        }
    }

    fn blame(&self, error: &InferError) -> String {
        match &self.own {
            Some(own) => format!("“{}”: {}", own.facts.name, sentence(error)),
            None => sentence(error),
        }
    }
}

/// An error as a sentence, with what a person can do about it where that is not plain.
fn sentence(error: &InferError) -> String {
    match error {
        InferError::NotANumber { .. } => format!(
            "{error}. Missing values reach the model as NaN; its graph has to replace them."
        ),
        InferError::TooLarge { bytes, .. } => format!(
            "the file has {:.1} MB; at most {} MB are read.",
            *bytes as f64 / f64::from(1 << 20),
            MAX_MODEL_BYTES >> 20
        ),
        _ => format!("{error}."),
    }
}

#[cfg(test)]
mod tests;
