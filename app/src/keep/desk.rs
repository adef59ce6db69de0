//! What is open in this tab, and where it is kept: every change, at once, and never over what
//! another tab has written.
//!
//! An example or a link is loose: it becomes a design of the library with its first change.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use windtunnel_design::{Command, Document};

use super::entry::{Entry, Mark};
use super::library::{self, Unkept};
use super::mode::Mode;
use super::start::Start;
use super::storage::{Browser, Refused};
use super::tab;
use super::versions::{self, Version, Why};
use crate::run::clock;
use crate::store::{Store, Tone};
use crate::ui::effect;

/// Real time between a change and its keeping.
const CALM: Duration = Duration::from_millis(400);

/// Keeping takes at most one part in so many of the time of work; recordings of megabytes take long.
const SHARE: f64 = 10.0;

/// Real time of work between two versions.
const VERSION_MS: f64 = 600_000.0;

/// Where a document is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// Id of the design; `None` while it is loose.
    pub id: Option<String>,
    /// The writing of it that this tab knows.
    pub mark: Option<Mark>,
    /// The document as it is kept, or as it was opened: what equals it need not be kept.
    pub same: Option<Arc<Document>>,
}

/// Work that was let go when something else was opened.
#[derive(Debug, Clone, PartialEq)]
pub enum Previous {
    /// A design of the library.
    Design(String),
    /// Where nothing can be kept: the document itself.
    Document(Arc<Document>),
}

/// Handles to what is open; one for the page.
#[derive(Clone, Copy)]
pub struct Desk {
    store: Store,
    /// Name of this tab, to tell its writings from others'.
    tab: StoredValue<String>,
    place: StoredValue<Place>,
    /// Id of the open design, for what shows it.
    pub id: RwSignal<Option<String>>,
    /// What can be brought back.
    pub previous: RwSignal<Option<Previous>>,
    /// Is bringing back offered just now?
    pub offered: RwSignal<bool>,
    /// Why changes are not being kept, until a person has read it.
    pub unkept: RwSignal<Option<Refused>>,
    /// Has another tab changed the design that this one has changed too?
    pub conflict: RwSignal<bool>,
    /// Counts changes of the library, for what shows it.
    pub changes: RwSignal<u32>,
    /// Is the last change only in this tab?
    only_here: StoredValue<bool>,
    /// Has a failure been told, or following another tab?
    told: StoredValue<(bool, bool)>,
    /// When the last version was made, in milliseconds since 1970.
    versioned_ms: StoredValue<f64>,
    /// How long keeping took the last time, in milliseconds.
    took_ms: StoredValue<f64>,
    /// A change waiting to be kept.
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// When it is to be kept, if nothing else changes; by the clock that nobody sets back.
    due_ms: StoredValue<f64>,
}

/// Milliseconds since 1970.
#[must_use]
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

fn random() -> String {
    format!("{:x}", (js_sys::Math::random() * 1e15) as u64)
}

fn new_id() -> String {
    format!("{:.0}-{}", now_ms(), random())
}

impl Desk {
    /// Begins to keep the work.
    #[must_use]
    pub fn begin(store: Store, start: &Start) -> Self {
        let desk = Self {
            store,
            tab: StoredValue::new(random()),
            place: StoredValue::new(start.place.clone()),
            id: RwSignal::new(start.place.id.clone()),
            previous: RwSignal::new(None),
            offered: RwSignal::new(false),
            unkept: RwSignal::new(None),
            conflict: RwSignal::new(false),
            changes: RwSignal::new(0),
            only_here: StoredValue::new(false),
            told: StoredValue::new((false, false)),
            versioned_ms: StoredValue::new(now_ms()),
            took_ms: StoredValue::new(0.0),
            waiting: StoredValue::new(None),
            due_ms: StoredValue::new(0.0),
        };
        if store.mode != Mode::Edit {
            return desk;
        }
        // After the first screen; what is opened and not changed is a version anyway.
        set_timeout(move || desk.add_version(&Why::Opened), CALM);
        effect(move || {
            store.document_signal().track();
            desk.keep_soon();
        });
        // A page that is closed or put away does not wait.
        let hide = window_event_listener_untyped("pagehide", move |_| desk.keep_waiting());
        let heard =
            window_event_listener(leptos::ev::storage, move |event| desk.heard(event.key()));
        // What could not be kept is lost with the tab: the browser asks first.
        let leave = window_event_listener(leptos::ev::beforeunload, move |event| {
            desk.keep_waiting();
            let in_hand = |it: &Option<Previous>| matches!(it, Some(Previous::Document(_)));
            if desk.only_here.get_value() || desk.previous.with_untracked(in_hand) {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            hide.remove();
            heard.remove();
            leave.remove();
        });
        desk
    }

    fn keep_soon(self) {
        let calm_ms = (CALM.as_millis() as f64).max(SHARE * self.took_ms.get_value());
        self.due_ms.set_value(clock::now_ms() + calm_ms);
        if self.waiting.with_value(Option::is_none) {
            self.wait(calm_ms);
        }
    }

    /// Waits; and again for what is left, if more has changed meanwhile. (To set a new timer at each
    /// step of a drag costs more than the step.)
    fn wait(self, wait_ms: f64) {
        let then = move || match self.due_ms.try_get_value().map(|due| due - clock::now_ms()) {
            Some(left_ms) if left_ms > 1.0 => self.wait(left_ms),
            Some(_) => self.keep_waiting(),
            None => {}
        };
        let timer = set_timeout_with_handle(then, Duration::from_millis(wait_ms as u64)).ok();
        self.waiting.set_value(timer);
    }

    /// Keeps what waits to be kept, now.
    pub fn keep_waiting(self) {
        let timer = self.waiting.try_update_value(Option::take).flatten();
        if let Some(timer) = timer {
            timer.clear();
            let began_ms = now_ms();
            self.keep();
            self.took_ms.set_value(now_ms() - began_ms);
        }
    }

    fn keep(self) {
        if self.store.mode != Mode::Edit {
            return;
        }
        let document = self.store.document_now();
        let place = self.place.get_value();
        let is_new = place.same.as_ref() != Some(&document);
        if is_new && self.conflict.get_untracked() {
            self.only_here.set_value(true);
        } else if is_new {
            self.write(&document, place);
        }
        self.place.with_value(|place| {
            let only_here = self.only_here.get_value();
            tab::write(place.id.as_deref(), place.mark.as_ref(), only_here, &document);
        });
    }

    fn write(self, document: &Arc<Document>, place: Place) {
        let id = place.id.unwrap_or_else(new_id);
        // Deleted in another tab meanwhile: work goes on here, so it is a design again.
        let last = place.mark.filter(|_| library::entry(&Browser::Local, &id).is_some());
        let tab = self.tab.get_value();
        let outcome = library::save(&Browser::Local, &id, document, last.as_ref(), &tab, now_ms());
        self.only_here.set_value(outcome.is_err());
        match outcome {
            Ok(mark) => {
                self.take_place(&id, mark, document.clone());
                self.told.set_value((false, false));
                self.unkept.set(None);
                if now_ms() - self.versioned_ms.get_value() > VERSION_MS {
                    self.add_version(&Why::Worked);
                }
            }
            Err(Unkept::Changed) => self.conflict.set(true),
            Err(Unkept::Refused(refused)) => {
                // Told once, not with every key.
                if !self.told.get_value().0 {
                    self.told.update_value(|told| told.0 = true);
                    self.unkept.set(Some(refused));
                }
            }
        }
    }

    fn take_place(self, id: &str, mark: Mark, document: Arc<Document>) {
        let is_other = self.id.get_untracked().as_deref() != Some(id);
        self.place.set_value(Place {
            id: Some(id.to_owned()),
            mark: Some(mark),
            same: Some(document),
        });
        if is_other {
            self.id.set(Some(id.to_owned()));
            library::set_last(&Browser::Local, id);
        }
        self.changes.update(|count| *count += 1);
    }

    /// Hears of what another tab has written; `None` where it has forgotten everything.
    fn heard(self, key: Option<String>) {
        self.changes.try_update(|count| *count += 1);
        let place = self.place.get_value();
        let Some(id) = place.id else { return };
        if key.is_some_and(|key| key != library::key(&id)) {
            return;
        }
        let Some(entry) = library::entry(&Browser::Local, &id) else { return };
        if Some(&entry.mark) == place.mark.as_ref() {
            return;
        }
        let is_changed = place.same.as_ref() != Some(&self.store.document_now());
        if is_changed {
            self.conflict.set(true);
        } else if self.follow(entry) && !self.told.get_value().1 {
            self.told.update_value(|told| told.1 = true);
            let text = "Changed in another tab; this one follows.".to_owned();
            self.store.notify(Tone::Info, text);
        }
    }

    /// Shows what another tab has written, as a step that can be taken back.
    fn follow(self, entry: Entry) -> bool {
        let Ok(theirs) = entry.document() else { return false };
        let id = self.id.get_untracked().unwrap_or_default();
        self.take_place(&id, entry.mark, Arc::new(theirs.clone()));
        self.replace("Changes of another tab", theirs)
    }

    fn replace(self, label: &str, document: Document) -> bool {
        let replace = Command::Replace(Box::new(document));
        let done = self.store.run_command(label, &replace).is_ok();
        self.store.forget_missing();
        done
    }

    /// After another tab changed the same design: shows its work. This tab's is a version, and undo
    /// brings it back.
    pub fn show_theirs(self) {
        self.conflict.set(false);
        self.add_version(&Why::Before);
        let Some(id) = self.id.get_untracked() else { return };
        match library::entry(&Browser::Local, &id) {
            Some(entry) => {
                self.follow(entry);
            }
            None => self.keep(),
        }
    }

    /// After another tab changed the same design: this tab's work becomes a design of its own.
    pub fn keep_as_copy(self) {
        self.conflict.set(false);
        self.place.set_value(Place::default());
        self.id.set(None);
        let document = self.store.document_now();
        let title = library::copy_title(&document.title);
        let rename = Command::SetHeading(title, document.about.clone());
        // The title fits, so nothing is refused.
        self.store.run_command("Keep as a copy", &rename).ok();
        self.keep();
    }

    /// Makes what is open ready to be replaced by something else.
    fn let_go(self) {
        self.keep_waiting();
        if self.conflict.get_untracked() {
            self.keep_as_copy();
        }
        if self.only_here.get_value() {
            let document = self.store.document_now();
            self.previous.set(Some(Previous::Document(document)));
            self.offered.set(true);
        } else if let Some(id) = self.id.get_untracked() {
            self.previous.set(Some(Previous::Design(id)));
            self.offered.set(true);
        } else {
            self.offered.set(false);
        }
    }

    /// Shows another document in the place of what is open.
    fn show(self, document: Document, place: impl FnOnce(Arc<Document>) -> Place) {
        self.let_go();
        self.store.session.notice.set(None);
        self.store.open(document);
        let place = place(self.store.document_now());
        if let Some(id) = &place.id {
            library::set_last(&Browser::Local, id);
        }
        self.id.set(place.id.clone());
        self.place.set_value(place);
        self.only_here.set_value(false);
        self.told.set_value((false, false));
        self.unkept.set(None);
        self.versioned_ms.set_value(now_ms());
        self.keep_waiting();
    }

    /// Opens what is kept only once it is changed: an example, a link, a blank design.
    pub fn open_loose(self, document: Document) {
        self.show(document, |document| Place { same: Some(document), ..Place::default() });
    }

    /// Opens what came from a file, and keeps it.
    pub fn open_own(self, document: Document) {
        match library::same(&Browser::Local, &document) {
            Some(id) => self.open_design(&id),
            None => {
                self.show(document, |_| Place::default());
                self.keep();
            }
        }
    }

    /// Opens a design of the library.
    pub fn open_design(self, id: &str) {
        self.keep_waiting();
        if self.id.get_untracked().as_deref() == Some(id) {
            return;
        }
        let found = library::entry(&Browser::Local, id);
        let Some(entry) = found else {
            return self.refuse("The design", "It is not there any more.");
        };
        match entry.document() {
            Ok(document) => {
                self.show(document, |document| Place {
                    id: Some(id.to_owned()),
                    mark: Some(entry.mark),
                    same: Some(document),
                });
                self.add_version(&Why::Opened);
            }
            Err(error) => self.refuse(&format!("“{}”", entry.title), &error.to_string()),
        }
    }

    fn refuse(self, what: &str, why: &str) {
        self.store.notify(Tone::Problem, format!("{what} cannot be opened. {why}"));
    }

    /// Brings back what was open before.
    pub fn bring_back(self) {
        self.offered.set(false);
        match self.previous.get_untracked() {
            Some(Previous::Design(id)) => self.open_design(&id),
            Some(Previous::Document(document)) => {
                self.show((*document).clone(), |_| Place::default());
                self.keep();
            }
            None => {}
        }
        self.offered.set(false);
    }

    /// The open design as it is: a version for later.
    pub fn add_version(self, why: &Why) {
        let Some(id) = self.id.get_untracked() else { return };
        let document = self.store.document_now();
        self.versioned_ms.set_value(now_ms());
        let outcome = versions::add(&Browser::Local, &id, &document, why, now_ms());
        // Others are made without being asked for; the work itself says when there is no room.
        if let (Err(refused), Why::Named(_)) = (outcome, why) {
            let text = format!("The version was not kept, because {refused}.");
            self.store.notify(Tone::Problem, text);
        }
    }

    /// A version with a name; what is loose becomes a design by it.
    pub fn name_version(self, name: &str) {
        self.keep_waiting();
        if self.id.get_untracked().is_none() {
            self.place.set_value(Place::default());
            self.keep();
        }
        self.add_version(&Why::Named(name.to_owned()));
        self.changes.update(|count| *count += 1);
    }

    /// Makes the open design what it was, as one step that can be taken back.
    pub fn restore(self, version: &Version) {
        match version.document() {
            Ok(document) => {
                self.add_version(&Why::Before);
                if self.replace("Restore a version", document) {
                    let text = "The version is back; undo takes that back.".to_owned();
                    self.store.notify(Tone::Info, text);
                }
            }
            Err(error) => self.refuse("The version", &error.to_string()),
        }
    }

    /// Deletes a design; it can be brought back from the library. What is open stays on the screen,
    /// loose.
    pub fn delete(self, id: &str) {
        self.keep_waiting();
        if let Err(refused) = library::delete(&Browser::Local, id, now_ms()) {
            let text = format!("The design was not deleted, because {refused}.");
            return self.store.notify(Tone::Problem, text);
        }
        if self.id.get_untracked().as_deref() == Some(id) {
            self.cut_loose();
        }
        self.changes.update(|count| *count += 1);
    }

    /// Brings a deleted design back into the list.
    pub fn bring_back_deleted(self, id: &str) {
        self.say(library::bring_back(&Browser::Local, id), "The design is still deleted");
    }

    /// Makes another design like this one.
    pub fn duplicate(self, id: &str) {
        self.keep_waiting();
        let outcome = library::duplicate(&Browser::Local, id, &new_id(), now_ms());
        self.say(outcome, "There is no copy");
    }

    fn say(self, outcome: Result<(), Refused>, failure: &str) {
        if let Err(refused) = outcome {
            self.store.notify(Tone::Problem, format!("{failure}, because {refused}."));
        }
        self.changes.update(|count| *count += 1);
    }

    /// Gives a design another title; the open one as a step that can be taken back.
    pub fn rename(self, id: &str, title: &str) {
        if self.id.get_untracked().as_deref() == Some(id) {
            let about = self.store.document_now().about.clone();
            let rename = Command::SetHeading(title.to_owned(), about);
            // A refusal has been told.
            self.store.run_command("Rename the design", &rename).ok();
            return self.keep_waiting();
        }
        let tab = self.tab.get_value();
        match library::rename(&Browser::Local, id, title, &tab, now_ms()) {
            Err(Unkept::Refused(refused)) => self.say(Err(refused), "It has its old title"),
            Err(Unkept::Changed) | Ok(()) => self.say(Ok(()), ""),
        }
    }

    /// Forgets everything that is kept in this browser. What is open stays on the screen.
    pub fn erase(self) {
        library::erase(&Browser::Local);
        tab::forget();
        self.previous.set(None);
        self.offered.set(false);
        self.cut_loose();
        self.changes.update(|count| *count += 1);
    }

    fn cut_loose(self) {
        let same = Some(self.store.document_now());
        self.place.set_value(Place { same, ..Place::default() });
        self.id.set(None);
        tab::write(None, None, false, &self.store.document_now());
    }
}
