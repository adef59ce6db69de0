//! Undo and redo: one step a gesture.

use crate::command::{Command, Diff, Rejection, apply};
use crate::document::Document;

/// A document with its past and its undone future.
#[derive(Debug, Clone, Default)]
pub struct History {
    document: Document,
    past: Vec<Step>,
    future: Vec<Step>,
    gesture: Option<Step>,
}

/// One undo step.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    label: String,
    diff: Diff,
}

impl History {
    /// Starts with a document and no past.
    #[must_use]
    pub fn new(document: Document) -> Self {
        Self { document, ..Self::default() }
    }

    /// The document as it stands.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Carries a command out: within a gesture as part of it, else as a step of its own. A step
    /// that changed something clears what could be redone; a gesture does so when it is committed,
    /// so that a cancelled drag leaves redo as it was.
    ///
    /// # Errors
    /// Says what is wrong with the command; nothing has changed then.
    pub fn run(&mut self, label: &str, command: &Command) -> Result<Diff, Rejection> {
        let diff = apply(&mut self.document, command)?;
        if diff.is_empty() {
            return Ok(diff);
        }
        match &mut self.gesture {
            Some(step) => step.diff.join(diff.clone()),
            None => {
                self.future.clear();
                self.past.push(Step { label: label.to_owned(), diff: diff.clone() });
            }
        }
        Ok(diff)
    }

    /// Starts a gesture (a drag, a typed value): all until [`commit`](Self::commit) is one step.
    /// A gesture that is still open is committed first.
    pub fn begin(&mut self, label: &str) {
        self.commit();
        self.gesture = Some(Step { label: label.to_owned(), diff: Diff::default() });
    }

    /// Ends the gesture, as one step if it changed anything.
    pub fn commit(&mut self) {
        if let Some(step) = self.gesture.take().filter(|step| !step.diff.is_empty()) {
            self.future.clear();
            self.past.push(step);
        }
    }

    /// Ends the gesture and takes back what it did.
    pub fn cancel(&mut self) -> Diff {
        let diff = self.gesture.take().map(|step| step.diff).unwrap_or_default();
        diff.revert(&mut self.document);
        diff
    }

    /// Takes the last step back. Returns what changed.
    pub fn undo(&mut self) -> Option<Diff> {
        self.commit();
        let step = self.past.pop()?;
        step.diff.revert(&mut self.document);
        let diff = step.diff.clone();
        self.future.push(step);
        Some(diff)
    }

    /// Makes the last undone step again. Returns what changed.
    pub fn redo(&mut self) -> Option<Diff> {
        self.commit();
        let step = self.future.pop()?;
        step.diff.replay(&mut self.document);
        let diff = step.diff.clone();
        self.past.push(step);
        Some(diff)
    }

    /// Labels of all steps in the order of their making: first those that are
    /// [`done`](Self::done), then those that were taken back.
    #[must_use]
    pub fn labels(&self) -> Vec<&str> {
        let open = self.open();
        // An edit that is being made has no undone future any more.
        let undone = self.future.iter().rev().filter(|_| open.is_none());
        let steps = self.past.iter().chain(open).chain(undone);
        steps.map(|step| step.label.as_str()).collect()
    }

    /// How many steps are done; a gesture that has changed something counts.
    #[must_use]
    pub fn done(&self) -> usize {
        self.past.len() + usize::from(self.open().is_some())
    }

    /// The gesture being made, if it has changed something.
    fn open(&self) -> Option<&Step> {
        self.gesture.as_ref().filter(|step| !step.diff.is_empty())
    }

    /// Goes to where so many steps are done: takes back what came later, or makes again what was
    /// taken back. Stops at the ends. Says whether that was another place.
    pub fn jump(&mut self, done: usize) -> bool {
        self.commit();
        let before = self.past.len();
        while self.past.len() > done && self.undo().is_some() {}
        while self.past.len() < done && self.redo().is_some() {}
        self.past.len() != before
    }

    /// Label of the step that undo would take back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&str> {
        self.open().or(self.past.last()).map(|step| step.label.as_str())
    }

    /// Label of the step that redo would make again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&str> {
        self.future.last().filter(|_| self.open().is_none()).map(|step| step.label.as_str())
    }
}
