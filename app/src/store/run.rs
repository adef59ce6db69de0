//! The run that is shown, and the one being made.

use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::outlook::Outlook;
use windtunnel_design::sim::plan::Diagnostic;
use windtunnel_design::sim::result::RunResult;
use windtunnel_design::sim::world::ScoredRows;

/// The life of a system, or why it cannot be simulated.
pub type Lived = Result<Arc<Life>, Arc<[Diagnostic]>>;

/// The run that is shown, and the one being made.
#[derive(Clone, Copy)]
pub struct RunState {
    /// What the worker is doing.
    pub status: RwSignal<RunStatus>,
    /// The newest finished run.
    pub result: RwSignal<Option<Arc<RunResult>>>,
    /// The newest life of the system, or why it cannot be simulated; `None` for designs without days
    /// of life.
    pub life: RwSignal<Option<Lived>>,
    /// Does it belong to the newest run?
    pub life_is_current: RwSignal<bool>,
    /// What formulas say about the document; `None` where it cannot be run.
    pub outlook: RwSignal<Option<Arc<Outlook>>>,
    /// What is wrong with the document, errors first; `None` until the worker has looked.
    pub findings: RwSignal<Option<Vec<Diagnostic>>>,
    /// Does the result belong to the document as it stands?
    pub is_current: RwSignal<bool>,
    /// Simulated time that the canvas and all charts show, in seconds.
    pub cursor_s: RwSignal<f64>,
    /// Does the cursor move by itself?
    pub playing: RwSignal<bool>,
    /// Will it, once there is a first result of the design that is open?
    pub plays_next: StoredValue<bool>,
    /// Simulated seconds a real second while playing.
    pub speed: RwSignal<f64>,
    /// Real seconds that the newest finished run took.
    pub took_s: RwSignal<Option<f64>>,
    /// Scored rows for a world whose scores come from rows, kept up to date by the model lab;
    /// `None` while they are being scored.
    pub rows: RwSignal<Option<Arc<ScoredRows>>>,
    /// What people ask of the worker; see [`crate::run::transport`].
    pub orders: RwSignal<Orders>,
    /// What the run asks of the study worker.
    pub studies: RwSignal<Studies>,
}

/// Counts of what people asked of the worker: a change is a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Orders {
    /// Run again, though nothing changed.
    pub rerun: u32,
    /// Stop the run being made.
    pub cancel: u32,
}

/// Counts of what the run asked of the study worker: a change is a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Studies {
    /// What follows by formula.
    pub formulas: u32,
    /// The life of the system too.
    pub lives: u32,
}

/// What the simulation worker is doing.
#[derive(Debug, Clone, PartialEq)]
pub enum RunStatus {
    /// Loading the worker.
    Starting,
    /// Nothing to do.
    Idle,
    /// Waiting for the model lab to score the rows.
    ScoringRows,
    /// Running; share done 0 to 1.
    Running(f64),
    /// The model cannot be run; why, and where.
    Refused(Vec<Diagnostic>),
    /// The worker failed.
    Failed(String),
    /// The person stopped it.
    Cancelled,
}

impl RunState {
    pub(super) fn new() -> Self {
        Self {
            status: RwSignal::new(RunStatus::Starting),
            result: RwSignal::new(None),
            life: RwSignal::new(None),
            life_is_current: RwSignal::new(false),
            outlook: RwSignal::new(None),
            findings: RwSignal::new(None),
            is_current: RwSignal::new(false),
            cursor_s: RwSignal::new(0.0),
            playing: RwSignal::new(false),
            plays_next: StoredValue::new(true),
            speed: RwSignal::new(1800.0),
            took_s: RwSignal::new(None),
            rows: RwSignal::new(None),
            orders: RwSignal::default(),
            studies: RwSignal::default(),
        }
    }

    /// Forgets what was simulated and found. Who let it play sees the next one play too.
    pub(super) fn forget(self) {
        self.plays_next.update_value(|plays| *plays |= self.playing.get_untracked());
        self.playing.set(false);
        self.result.set(None);
        self.is_current.set(false);
        self.life.set(None);
        self.life_is_current.set(false);
        self.outlook.set(None);
        self.findings.set(None);
        self.took_s.set(None);
        self.cursor_s.set(0.0);
    }
}
