//! Files, links and examples: what comes in and what goes out. What is open lies on the
//! [`desk`](crate::keep::desk).

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use windtunnel_design::{Document, file, limits};

use super::actions::Context;
use crate::annex;
use crate::canvas::commands;
use crate::keep::desk::Desk;
use crate::keep::mode::Mode;
use crate::keep::screen::Sheet;
use crate::keep::share::{self, View};
use crate::keep::start::{Start, bad_link};
use crate::keep::versions::Why;
use crate::store::{Dialog, Store, Tone};
use crate::ui::{download, effect};

/// Handles to the files; one for the page.
#[derive(Clone, Copy)]
pub struct Files {
    store: Store,
    /// What is open, and where it is kept.
    pub desk: Desk,
    /// Is there work to bring back?
    pub previous: Signal<bool>,
}

impl Files {
    /// Begins to keep the work.
    #[must_use]
    pub fn begin(store: Store, start: Start) -> Self {
        let desk = Desk::begin(store, &start);
        let previous = Signal::derive(move || desk.previous.with(Option::is_some));
        let files = Self { store, desk, previous };
        if let Some(problem) = start.problem {
            store.notify(Tone::Problem, problem);
        }
        files.look_at(start.view);
        let hash = window_event_listener_untyped("hashchange", move |_| files.open_address());
        on_cleanup(move || hash.remove());
        // Once it is a person's own work, a reload shows that and not the link. With the first step, and
        // not only when that is kept: a page that is left keeps it too late for the address.
        let is_own = Memo::new(move |_| files.desk.id.get().is_some() || store.steps().0.is_some());
        effect(move || {
            if is_own.get() {
                clear_address();
            }
        });
        files
    }

    /// Shows what the sender of a link looked at.
    fn look_at(self, view: View) {
        let store = self.store;
        if let Some(tab) = view.dock {
            store.session.dock_tab.set(tab);
            store.session.dock_open.set(true);
        }
        store.session.selection.set(view.selected);
        if let Some(part) = view.part {
            // After the canvas has its size.
            let look = move || {
                let viewport = store.session.viewport.get_untracked();
                store.session.camera.set(View::camera(part, viewport));
            };
            set_timeout(look, Duration::from_millis(200));
        }
    }

    /// What a link made now lets its reader see: the part of the canvas, unless all is in view, and
    /// what is selected.
    #[must_use]
    pub fn view(self) -> View {
        let session = self.store.session;
        let camera = session.camera.get_untracked();
        let is_all = commands::fitting(self.store).is_some_and(|all| all == camera);
        let part = || View::seen(camera, session.viewport.get_untracked());
        View {
            part: (!is_all).then(part),
            dock: session.dock_open.get_untracked().then(|| session.dock_tab.get_untracked()),
            selected: session.selection.get_untracked(),
        }
    }

    /// Opens a document that came from outside of the page, and keeps it.
    pub fn open_document(self, document: Document) {
        self.desk.open_own(document);
        clear_address();
    }

    /// Opens an example.
    pub fn open_template(self, id: &str) {
        let id = id.to_owned();
        spawn_local(async move {
            annex::fetch().await;
            let Some(document) = annex::example(&id) else {
                return self.store.notify(Tone::Problem, annex::MISSING.into());
            };
            self.desk.open_loose(document);
            clear_address();
        });
    }

    /// Begins with nothing.
    pub fn new_design(self) {
        self.open_template("blank");
    }

    /// Opens a design of the library.
    pub fn open_design(self, id: &str) {
        self.desk.open_design(id);
        clear_address();
    }

    /// Brings back what was open before.
    pub fn bring_back(self) {
        self.desk.bring_back();
        clear_address();
    }

    /// Opens what the address says, after a person followed or pasted a link.
    fn open_address(self) {
        let hash = window().location().hash().unwrap_or_default();
        match share::open(&hash) {
            Some(Ok(link)) => {
                self.desk.open_loose(link.document);
                self.look_at(link.view);
            }
            Some(Err(error)) => self.store.notify(Tone::Problem, bad_link(&error)),
            None => {}
        }
    }

    /// Opens a file that a person chose or dropped.
    pub fn open_file(self, context: Context, chosen: web_sys::File) {
        let name = chosen.name();
        let opened = name.clone();
        let refuse = move |store: Store, reason: String| {
            store.notify(Tone::Problem, format!("{name} was not opened. {reason}"));
        };
        // Before reading: a film dropped by mistake must not fill the memory.
        if chosen.size() > limits::MAX_BYTES as f64 {
            let (bytes, limit) = (chosen.size() as usize, limits::MAX_BYTES);
            return refuse(self.store, file::LoadError::TooLarge { bytes, limit }.to_string());
        }
        spawn_local(async move {
            let read = wasm_bindgen_futures::JsFuture::from(chosen.array_buffer()).await;
            let Ok(buffer) = read else {
                return refuse(self.store, "The browser could not read it.".into());
            };
            match file::text(&js_sys::Uint8Array::new(&buffer).to_vec()) {
                Ok(text) => {
                    annex::fetch().await;
                    match annex::here() {
                        Some(parts) => (parts.import)(context, opened, text.to_owned()),
                        None => refuse(self.store, annex::MISSING.into()),
                    }
                }
                Err(error) => refuse(self.store, error.to_string()),
            }
        });
    }

    /// Saves the design as a file.
    pub fn save_file(self) {
        let document = self.store.document_now();
        self.save_text(&document.title, &file::save(&document));
        self.note_sent();
    }

    /// A link that holds the design, and what of it is seen.
    #[must_use]
    pub fn link(self, mode: Mode) -> String {
        let fragment = share::fragment(&self.store.document_now(), &self.view());
        let base = window().location().href().unwrap_or_default();
        let base = base.split(['#', '?']).next().unwrap_or_default();
        format!("{base}{}{fragment}", mode.query())
    }

    /// Shows a dialog about what is kept.
    pub fn show(self, sheet: Sheet) {
        self.store.session.dialog.set(Some(Dialog::Kept(sheet)));
    }

    /// The design goes out: a moment to come back to.
    pub fn note_sent(self) {
        self.desk.add_version(&Why::Sent);
    }

    /// Saves the file of a design.
    pub fn save_text(self, title: &str, text: &str) {
        let name = file_name(title, "windtunnel.json");
        if download::save_text(&name, "application/json", text).is_none() {
            self.store
                .notify(Tone::Problem, "The browser did not let the page save a file.".into());
        }
    }
}

/// A name for a file with this ending, from the title.
#[must_use]
pub fn file_name(title: &str, ending: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().take(60) {
        if letter.is_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    format!("{}.{ending}", if name.is_empty() { "design" } else { name })
}

/// Takes a used link out of the address, so that a reload shows the work kept here.
fn clear_address() {
    let location = window().location();
    let hash = location.hash().unwrap_or_default();
    if Mode::of_page() == Mode::Edit && share::open(&hash).is_some() {
        let path = location.pathname().unwrap_or_default();
        if let Ok(history) = window().history() {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&path)).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_is_named_after_the_title() {
        assert_eq!(
            file_name("Card fraud, v2!", "windtunnel.json"),
            "card-fraud-v2.windtunnel.json"
        );
        assert_eq!(file_name(" / ", "svg"), "design.svg");
        assert_eq!(file_name("Prüfung", "windtunnel.json"), "prüfung.windtunnel.json");
    }
}
