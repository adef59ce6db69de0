//! The one store that all parts of the screen share.
//!
//! Three kinds of state that must not mix: the document (undoable, saved, shared), the session
//! (selection, camera, panels: never in history) and the run (results, never in the document).

mod run;

use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::{Command, Document, History, Rejection};

pub use self::run::{Lived, Orders, RunState, RunStatus, Studies};
use crate::core::camera::{Camera, Pixel};
pub use crate::core::selection::Selection;
use crate::core::speech::Speech;
use crate::core::still::has_same_parts;
use crate::core::tool::{Target, Tool, WheelMode};
use crate::keep::mode::Mode;
use crate::keep::screen::Sheet;

/// Handles to all state; made once at the root, so its signals outlive every view.
#[derive(Clone, Copy)]
pub struct Store {
    history: StoredValue<History>,
    /// The document as it stands; set only by the methods below.
    document: RwSignal<Arc<Document>>,
    /// The document as of the last change by which more than places became others.
    still: RwSignal<Arc<Document>>,
    /// What undo and redo would do: labels for the buttons; and how many steps are done.
    steps: RwSignal<(Option<String>, Option<String>, usize)>,
    /// May the document be changed?
    pub mode: Mode,
    /// Selection, camera, panels.
    pub session: Session,
    /// Status, result and time cursor.
    pub run: RunState,
}

/// What a person looks at; not part of the document.
#[derive(Clone, Copy)]
pub struct Session {
    /// Ids of the selected nodes and links.
    pub selection: RwSignal<Selection>,
    /// What was selected when the keyboard's focus last went somewhere: tells which came later.
    pub selected_at_focus: StoredValue<Selection>,
    /// Where the canvas looks.
    pub camera: RwSignal<Camera>,
    /// What the pointer is doing on the canvas; changed only by `canvas::commands`.
    pub tool: RwSignal<Tool>,
    /// The note, frame or link whose text is being written on the canvas.
    pub editing: RwSignal<Option<Target>>,
    /// What the wheel is for.
    pub wheel: RwSignal<WheelMode>,
    /// Is the small map of the whole design unfolded?
    pub minimap_open: RwSignal<bool>,
    /// How many documents have been opened: a change means that another one is shown.
    pub opened: RwSignal<u32>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// What is to be read out.
    pub speech: RwSignal<Speech>,
    /// The menu of something on the canvas, where it is open.
    pub menu: RwSignal<Option<MenuAt>>,
    /// Size of the canvas in CSS pixels, kept up to date by the canvas.
    pub viewport: RwSignal<(f64, f64)>,
    /// What the inspector shows when nothing is selected.
    pub panel: RwSignal<Panel>,
    /// A short message for the person, with a tone; also read out to screen readers.
    pub notice: RwSignal<Option<Notice>>,
    /// Is the chart dock open?
    pub dock_open: RwSignal<bool>,
    /// What the dock shows.
    pub dock_tab: RwSignal<DockTab>,
    /// Id of the incident whose fields are shown.
    pub incident: RwSignal<Option<String>>,
    /// Is the palette open?
    pub palette_open: RwSignal<bool>,
    /// Is the inspector open? (On narrow screens it is a sheet.)
    pub inspector_open: RwSignal<bool>,
    /// Light or dark; what is drawn on a canvas element reads its colours again when it changes.
    pub theme: RwSignal<Theme>,
}

/// A dialog over the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// Everything that can be done, and everything there is, by name.
    Commands,
    /// A node to go to.
    FindNode,
    /// A part to add.
    AddPart,
    /// An example to open.
    Examples,
    /// The end of a link from this node.
    ConnectTo(String),
    /// A part to add behind this node, with a link to it.
    AddAfter(String),
    /// A part to add before this node, with a link from it.
    AddBefore(String),
    /// Keys and gestures.
    Keys,
    /// What goes out, and how it looks.
    Export,
    /// What could not be taken over from another program.
    Imported(Vec<String>),
    /// What is kept, and what goes out.
    Kept(Sheet),
}

/// A menu on the canvas.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuAt {
    /// Where, in pixels of the canvas.
    pub at: Pixel,
    /// What it is about.
    pub target: Target,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// What the dock shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DockTab {
    /// Charts of the run of single requests.
    #[default]
    Charts,
    /// The life of the system over days.
    Life,
    /// Single decisions.
    Decisions,
    /// What follows by formula.
    Outlook,
    /// The design as a list.
    Outline,
}

/// What the inspector shows when nothing is selected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Panel {
    /// The design: title, world, costs.
    #[default]
    World,
    /// The real model in the page.
    ModelLab,
    /// Findings about the document.
    Findings,
    /// Steps that can be taken back, and made again.
    History,
    /// Keys and gestures.
    Help,
}

/// A message for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How serious it is.
    pub tone: Tone,
    /// A sentence.
    pub text: String,
}

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    Info,
    /// Something could not be done.
    Problem,
}

impl Store {
    /// A store around a document.
    #[must_use]
    pub fn new(document: Document) -> Self {
        let now = Arc::new(document.clone());
        Self {
            document: RwSignal::new(Arc::clone(&now)),
            still: RwSignal::new(now),
            history: StoredValue::new(History::new(document)),
            steps: RwSignal::new((None, None, 0)),
            mode: Mode::Edit,
            session: Session {
                selection: RwSignal::default(),
                selected_at_focus: StoredValue::default(),
                camera: RwSignal::new(Camera::default()),
                tool: RwSignal::default(),
                editing: RwSignal::new(None),
                wheel: RwSignal::default(),
                minimap_open: RwSignal::new(true),
                opened: RwSignal::new(0),
                dialog: RwSignal::new(None),
                speech: RwSignal::default(),
                menu: RwSignal::new(None),
                viewport: RwSignal::new((1280.0, 720.0)),
                panel: RwSignal::default(),
                notice: RwSignal::new(None),
                dock_open: RwSignal::new(false),
                dock_tab: RwSignal::default(),
                incident: RwSignal::new(None),
                palette_open: RwSignal::new(true),
                inspector_open: RwSignal::new(true),
                theme: RwSignal::default(),
            },
            run: RunState::new(),
        }
    }

    /// The same store for a page that is shown in this mode.
    #[must_use]
    pub fn in_mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    /// The document, tracked.
    #[must_use]
    pub fn document(&self) -> Arc<Document> {
        self.document.get()
    }

    /// The document as far as no place matters, tracked: it does not change while nodes, bends, notes
    /// and frames are moved or written on. Panels and charts read it, so that they rest during a drag.
    #[must_use]
    pub fn still(&self) -> Arc<Document> {
        self.still.get()
    }

    /// A signal of [`Store::still`], for memos.
    #[must_use]
    pub fn still_signal(&self) -> ReadSignal<Arc<Document>> {
        self.still.read_only()
    }

    /// The document, untracked.
    #[must_use]
    pub fn document_now(&self) -> Arc<Document> {
        self.document.get_untracked()
    }

    /// A signal of the document, for memos.
    #[must_use]
    pub fn document_signal(&self) -> ReadSignal<Arc<Document>> {
        self.document.read_only()
    }

    /// Carries a command out as (part of) an undo step; a refusal becomes a notice.
    pub fn run_command(&self, label: &str, command: &Command) -> Result<(), Rejection> {
        let mut outcome = Ok(());
        match self.mode {
            Mode::Edit => self.change(|history| match history.run(label, command) {
                Ok(diff) => !diff.is_empty(),
                Err(rejection) => {
                    outcome = Err(rejection);
                    false
                }
            }),
            Mode::View | Mode::Embed => {
                outcome = Err(Rejection::Value {
                    place: "This is for looking only".into(),
                    reason: "open a copy to change it".into(),
                });
            }
        }
        if let Err(rejection) = &outcome {
            self.notify(Tone::Problem, rejection.to_string());
        }
        outcome
    }

    /// Starts a gesture: all commands until `commit` are one undo step.
    pub fn begin(&self, label: &str) {
        self.change(|history| {
            history.begin(label);
            false
        });
    }

    /// Ends the gesture.
    pub fn commit(&self) {
        self.change(|history| {
            history.commit();
            false
        });
    }

    /// Ends the gesture and takes it back.
    pub fn cancel(&self) {
        self.change(|history| !history.cancel().is_empty());
    }

    /// Takes the last step back.
    pub fn undo(&self) {
        self.change(|history| history.undo().is_some());
        self.forget_missing();
    }

    /// Makes the last undone step again.
    pub fn redo(&self) {
        self.change(|history| history.redo().is_some());
        self.forget_missing();
    }

    /// Goes to where so many steps are done.
    pub fn jump(&self, done: usize) {
        self.change(|history| history.jump(done));
        self.forget_missing();
    }

    /// Labels of all steps, and how many of them are done; tracked.
    #[must_use]
    pub fn past(&self) -> (Vec<String>, usize) {
        self.steps.track();
        self.history.with_value(|history| {
            (history.labels().into_iter().map(str::to_owned).collect(), history.done())
        })
    }

    /// Labels of the steps that undo and redo would make; tracked.
    #[must_use]
    pub fn steps(&self) -> (Option<String>, Option<String>) {
        let (undo, redo, _) = self.steps.get();
        (undo, redo)
    }

    /// Opens another document, with a history of its own. What was simulated of the one before is
    /// gone with it: no number may be read as one of this design.
    pub fn open(&self, document: Document) {
        self.session.selection.set(Selection::default());
        self.session.tool.set(Tool::default());
        self.session.editing.set(None);
        self.session.incident.set(None);
        self.run.forget();
        self.change(|history| {
            *history = History::new(document);
            true
        });
        self.session.opened.update(|count| *count += 1);
    }

    /// Says something to the person.
    pub fn notify(&self, tone: Tone, text: String) {
        self.session.notice.set(Some(Notice { tone, text }));
    }

    /// Has a sentence read out that only counts until the next one comes.
    pub fn say(&self, sentence: String) {
        self.session.speech.update(|speech| speech.say(sentence));
    }

    /// Does something to the history, and shows what has come of it. `change` says whether the
    /// document is another one now.
    fn change(&self, change: impl FnOnce(&mut History) -> bool) {
        self.history.update_value(|history| {
            if change(history) {
                let now = Arc::new(history.document().clone());
                if !self.still.with_untracked(|before| has_same_parts(before, &now)) {
                    self.still.set(Arc::clone(&now));
                }
                self.document.set(now);
            }
            let (undo, redo) = (history.undo_label(), history.redo_label());
            let labels = (undo.map(str::to_owned), redo.map(str::to_owned), history.done());
            if *self.steps.read_untracked() != labels {
                self.steps.set(labels);
            }
        });
    }

    /// Deselects what is not there any more.
    pub fn forget_missing(&self) {
        let document = self.document_now();
        self.session.selection.update(|selection| {
            selection.forget_missing(&document);
        });
    }
}

/// The store of this page.
#[must_use]
pub fn use_store() -> Store {
    expect_context::<Store>()
}

#[cfg(test)]
mod tests;
