//! What the lab knows, and what it can do. Made once at the root, so that results stay when
//! another tab is looked at.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::format;
use crate::lab::client::Event;
use crate::lab::figures;
use crate::lab::protocol::{
    Answer, Card, Dataset, MAX_MODEL_BYTES, Order, OwnModel, Scored, Shift, ShiftEffect, Task,
};
use crate::lab::service::Service;

/// What the lab waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Work {
    /// Nothing.
    #[default]
    Idle,
    /// The worker, and its answer what there is to score.
    Loading,
    /// A person's own model.
    Opening,
    /// The rows as they are; share done.
    Scoring(f64),
}

/// The lab.
#[derive(Clone, Copy)]
pub struct Lab {
    service: Service,
    /// The rows that are looked at.
    pub dataset: RwSignal<Dataset>,
    /// The person's own model, if one is open.
    pub own: RwSignal<Option<OwnModel>>,
    /// Does the own model score, instead of the one that belongs to the rows?
    pub use_own: RwSignal<bool>,
    /// About the rows and their model.
    pub card: RwSignal<Option<Arc<Card>>>,
    /// What the lab waits for.
    pub work: RwSignal<Work>,
    /// What went wrong last.
    pub problem: RwSignal<Option<String>>,
    /// Why a person's own model was refused.
    pub own_problem: RwSignal<Option<String>>,
    /// The rows as they are, scored and timed.
    pub whole: RwSignal<Option<Arc<Scored>>>,
    /// What is done to the rows in the what-if, if anything.
    pub change: RwSignal<Option<Shift>>,
    /// The changed rows, scored, with what was done to them.
    pub changed: RwSignal<Option<(Shift, Arc<Scored>)>>,
    /// The task that is being done for the lab, and the one of the what-if.
    asked: StoredValue<Option<u64>>,
    asked_change: StoredValue<Option<u64>>,
}

impl Lab {
    /// A lab that has not been entered.
    #[must_use]
    pub fn new(service: Service) -> Self {
        Self {
            service,
            dataset: RwSignal::default(),
            own: RwSignal::new(None),
            use_own: RwSignal::new(false),
            card: RwSignal::new(None),
            work: RwSignal::default(),
            problem: RwSignal::new(None),
            own_problem: RwSignal::new(None),
            whole: RwSignal::new(None),
            change: RwSignal::new(None),
            changed: RwSignal::new(None),
            asked: StoredValue::new(None),
            asked_change: StoredValue::new(None),
        }
    }

    /// The tab is shown: the worker is needed from now on.
    pub fn enter(self) {
        if self.card.with_untracked(Option::is_none) && self.work.get_untracked() == Work::Idle {
            self.describe();
        }
    }

    /// Asks what there is to score.
    pub fn describe(self) {
        let task = Task::Describe(self.dataset.get_untracked());
        self.ask(Work::Loading, task, move |answer| {
            if let Answer::Described(card) = answer {
                self.card.set(Some(Arc::from(card)));
            }
        });
    }

    /// Looks at other rows, or scores with another model.
    pub fn choose(self, dataset: Dataset, own: bool) {
        self.stop();
        self.forget_results();
        self.use_own.set(own);
        if self.dataset.get_untracked() != dataset || self.card.with_untracked(Option::is_none) {
            self.dataset.set(dataset);
            self.card.set(None);
            self.describe();
        }
    }

    /// Reads a person's own model. What is open stays so if it is refused.
    pub fn open(self, name: String, bytes: Vec<u8>) {
        let task = Task::Open { dataset: self.dataset.get_untracked(), name, bytes };
        self.ask(Work::Opening, task, move |answer| {
            if let Answer::Opened(own) = answer {
                self.own.set(Some(own));
                self.forget_results();
                self.use_own.set(true);
                self.score();
            }
        });
    }

    /// A file of this size cannot be a model that is read here: why.
    #[must_use]
    pub fn too_large(name: &str, bytes: f64) -> Option<String> {
        let megabyte = f64::from(1 << 20);
        (bytes > MAX_MODEL_BYTES as f64).then(|| {
            format!(
                "“{name}” has {:.0} MB; at most {} MB are read.",
                bytes / megabyte,
                MAX_MODEL_BYTES >> 20
            )
        })
    }

    /// Scores the rows as they are, and measures the time.
    pub fn score(self) {
        self.ask(Work::Scoring(0.0), Task::Score(self.order(vec![], true)), move |answer| {
            if let Answer::Scored(scored) = answer {
                self.whole.set(Some(Arc::from(scored)));
                self.score_change();
            }
        });
    }

    /// Changes the rows and scores them again.
    pub fn set_change(self, change: Option<Shift>) {
        if self.change.with_untracked(|before| *before == change) {
            return;
        }
        self.change.set(change);
        self.score_change();
    }

    fn score_change(self) {
        if let Some(id) = self.asked_change.get_value() {
            self.service.cancel(id);
            self.asked_change.set_value(None);
        }
        let Some(change) = self.change.get_untracked() else {
            return self.changed.set(None);
        };
        if self.whole.with_untracked(Option::is_none) {
            return;
        }
        let task = Task::Score(self.order(vec![change.clone()], false));
        let heard = move |event| match event {
            Event::Done(Answer::Scored(scored)) => {
                self.asked_change.set_value(None);
                self.problem.set(None);
                self.changed.set(Some((change.clone(), Arc::from(scored))));
            }
            Event::Failed(reason) => {
                self.asked_change.set_value(None);
                self.changed.set(None);
                self.problem.set(Some(reason));
            }
            Event::Done(_) | Event::Progress(_) => {}
        };
        self.asked_change.set_value(Some(self.service.ask(task, heard)));
    }

    /// Gives up what is being done.
    pub fn stop(self) {
        for asked in [self.asked, self.asked_change] {
            if let Some(id) = asked.get_value() {
                self.service.cancel(id);
                asked.set_value(None);
            }
        }
        self.work.set(Work::Idle);
    }

    fn forget_results(self) {
        self.problem.set(None);
        self.own_problem.set(None);
        self.whole.set(None);
        self.changed.set(None);
        self.change.set(None);
    }

    fn order(self, shifts: Vec<Shift>, timed: bool) -> Order {
        let dataset = self.dataset.get_untracked();
        Order { dataset, own: self.use_own.get_untracked(), shifts, timed }
    }

    fn ask(self, work: Work, task: Task, done: impl Fn(Answer) + 'static) {
        self.stop();
        let problem = if work == Work::Opening { self.own_problem } else { self.problem };
        problem.set(None);
        self.work.set(work);
        let heard = move |event| match event {
            Event::Progress(share) => {
                if matches!(self.work.get_untracked(), Work::Scoring(_)) {
                    self.work.set(Work::Scoring(share));
                }
            }
            Event::Done(answer) => {
                self.finished();
                done(answer);
            }
            Event::Failed(reason) => {
                self.finished();
                problem.set(Some(reason));
            }
        };
        self.asked.set_value(Some(self.service.ask(task, heard)));
    }

    fn finished(self) {
        self.asked.set_value(None);
        self.work.set(Work::Idle);
    }

    /// What the lab does, or has done, in a few words; tracked.
    #[must_use]
    pub fn said(self) -> String {
        match self.work.get() {
            Work::Loading => "Loading the model runtime (a few megabytes, once)…".into(),
            Work::Opening => "Reading the file…".into(),
            // The bar says how far it is; to be told so fifty times helps nobody.
            Work::Scoring(_) => "Scoring and timing…".into(),
            Work::Idle => self.whole.with(|whole| whole.as_ref().map(summary)).unwrap_or_default(),
        }
    }
}

fn summary(scored: &Arc<Scored>) -> String {
    let rows = format::count(scored.labels.len() as f64);
    format!(
        "{rows} rows scored in {}: AUC {}.",
        format::ms(scored.total_ms),
        figures::auc(scored.auc)
    )
}

/// What was done to the rows, in words.
#[must_use]
pub fn in_words(shift: &Shift, card: &Card) -> String {
    let label = card.features.iter().find(|feature| feature.name == shift.feature);
    let label = label.map_or(shift.feature.as_str(), |feature| feature.label.as_str());
    match shift.effect {
        ShiftEffect::Null => format!("{label} missing"),
        ShiftEffect::Shift(by) => {
            let sign = if by < 0.0 { '−' } else { '+' };
            format!("{label} {sign}{} SD", by.abs())
        }
    }
}
