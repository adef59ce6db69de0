//! What is being typed into a field, before and while it becomes part of the document.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::store::{Store, use_store};

/// The text in one field. Typing from the first key to Enter or leaving the field is one undo step;
/// Escape takes it back. While the text is not valid the document keeps its last valid value.
#[derive(Clone, Copy)]
pub struct Draft {
    store: Store,
    /// What is typed; `None` shows the document's value.
    text: RwSignal<Option<String>>,
    error: RwSignal<Option<String>>,
    /// Has this field an undo step open?
    open: StoredValue<bool>,
}

impl Draft {
    /// A draft for a field of the current view.
    #[must_use]
    pub fn new() -> Self {
        let draft = Self {
            store: use_store(),
            text: RwSignal::new(None),
            error: RwSignal::new(None),
            open: StoredValue::new(false),
        };
        // A field that disappears while it is edited (its node is deselected) has been left.
        on_cleanup(move || {
            if draft.open.try_get_value() == Some(true) {
                draft.store.commit();
            }
        });
        draft
    }

    /// What the field shows: the text being typed, else the value.
    #[must_use]
    pub fn shown(&self, value: impl FnOnce() -> String) -> String {
        self.text.get().unwrap_or_else(value)
    }

    /// Why the text is not valid.
    #[must_use]
    pub fn error(&self) -> Signal<Option<String>> {
        self.error.into()
    }

    /// The text changed. `set` puts it into the document, or says what is wrong with it.
    pub fn typed(&self, step: &str, text: String, set: impl FnOnce(&str) -> Result<(), String>) {
        self.start(step);
        self.error.set(set(&text).err());
        self.text.set(Some(text));
    }

    /// A slider or a bar was moved: as typing, but the field shows the document's value.
    pub fn moved(&self, step: &str, set: impl FnOnce() -> Result<(), String>) {
        self.start(step);
        self.error.set(set().err());
        self.text.set(None);
    }

    fn start(&self, step: &str) {
        if !self.open.get_value() {
            self.store.begin(step);
            self.open.set_value(true);
        }
    }

    /// The field was left, or Enter pressed: the step is done. A text that is not valid stays, with
    /// what is wrong with it.
    pub fn leave(&self) {
        if self.open.try_get_value() == Some(true) {
            self.open.set_value(false);
            self.store.commit();
        }
        if self.error.try_get_untracked().flatten().is_none() {
            self.text.try_set(None);
        }
    }

    /// Escape: all as before the typing.
    pub fn revert(&self) {
        if self.open.get_value() {
            self.open.set_value(false);
            self.store.cancel();
        }
        self.text.set(None);
        self.error.set(None);
    }

    /// Enter and Escape; others are not handled.
    pub fn key(&self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "Enter" => self.leave(),
            "Escape" => {
                // The field's own: it must not also deselect the node.
                event.stop_propagation();
                self.revert();
            }
            _ => {}
        }
    }
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}
